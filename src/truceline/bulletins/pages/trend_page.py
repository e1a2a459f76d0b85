"""A trend as one page, as a picture, and for the terminal: 30 lines of 100 columns, a bar in each row."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from truceline.bulletins import words
from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.pages.page import render
from truceline.bulletins.pictures.trend import TrendPicture, trend_picture
from truceline.bulletins.sections.trend import TrendRow, TrendSheet
from truceline.model.words import Audience

MOST_LINES: Final = 30
WIDTH: Final = 100
_CUT: Final = " …"
_GAP: Final = "  "
_LONGEST_BAR: Final = 24
_LETTERS: Final = 118
"""In a line below the picture."""
_LINE: Final = 15.0
_MARGIN: Final = 8


def render_trend(sheet: TrendSheet, *, audience: Audience = Audience.PUBLIC) -> str:
    """Return a trend as one HTML page with its picture: no script, nothing fetched."""
    picture = _picture(sheet)
    values = {
        "sheet": sheet,
        "heads": sheet.heads,
        "picture": picture,
        "tall": picture.height,
        "captions": (),
        "caption_x": "0",
    }
    return render("trend.html.j2", values, language=sheet.language, audience=audience)


def render_trend_picture(sheet: TrendSheet, *, audience: Audience = Audience.PUBLIC) -> str:
    """Return its picture by itself, with what was read and how to read it below."""
    picture = _picture(sheet)
    said = [sheet.title, *filter(None, (sheet.only, sheet.status)), picture.about, *sheet.sources]
    below = captions([*said, sheet.receipt.digest], picture.width, picture.height, sheet.language, audience)
    return render("trend.svg.j2", {"picture": picture, **below}, language=sheet.language)


def captions(
    said: Sequence[str], width: str, height: str, language: str, audience: Audience
) -> dict[str, object]:
    """Return what stands below a picture by itself, line by line, and how tall it is with them."""
    t = catalogue(language)
    said = [*([t("page.internal")] if audience is Audience.INTERNAL else []), *said]
    lines = [line for one in said for line in textwrap.wrap(words.visible(one), _LETTERS)]
    tall = float(height) + _LINE / 2
    return {
        "tall": f"{tall + _LINE * len(lines):.0f}",
        "captions": [(f"{tall + _LINE * n + _LINE / 2:.0f}", line) for n, line in enumerate(lines)],
        "caption_x": f"{float(width) - _MARGIN:.0f}" if t.direction == "rtl" else str(_MARGIN),
    }


def _picture(sheet: TrendSheet) -> TrendPicture:
    t = catalogue(sheet.language)
    bars = [(one.first, one.low, one.high, f"{one.first}: {one.incidents}") for one in sheet.rows]
    return trend_picture(bars, title=t("trend.picture"), about=t("trend.picture_about"))


# For the terminal


def trend_lines(sheet: TrendSheet, *, most_lines: int = MOST_LINES) -> list[str]:
    """Return a trend line by line; where not all rows fit, the last of them, and how many are not here."""
    head = [
        *wrapped(sheet.title, 1),
        *wrapped(sheet.answer, 2),
        *wrapped(" ".join(filter(None, (sheet.only, sheet.status))), 2),
    ]
    sources = list(sheet.sources)
    foot = [line for one in (*_few(sources, sheet), *sheet.notes) for line in wrapped(one, 2)]
    foot.append(sheet.receipt.digest)
    table = list(_table(sheet.rows, sheet))
    n_over = len(head) + len(table) + len(foot) - most_lines
    if n_over > 0:
        n_left = min(n_over + 1, len(sheet.rows))
        foot.insert(0, catalogue(sheet.language)("trend.left_out", n=n_left))
        table = list(_table(sheet.rows[n_left:], sheet))
    return [*head, *table, *foot]


_FEW: Final = 3


def _few(sources: Sequence[str], sheet: TrendSheet) -> Iterator[str]:
    """Yield what was read; of many, the first, and how many more."""
    yield from sources[:_FEW]
    if len(sources) > _FEW:
        yield catalogue(sheet.language)("trend.more_read", n=len(sources) - _FEW)


def _table(rows: Sequence[TrendRow], sheet: TrendSheet) -> Iterator[str]:
    """Yield the heads, in as many lines as they need, the rows with their bars, and that of all days."""
    t = catalogue(sheet.language)
    cells = [*(_cells(one, one.first) for one in rows), _cells(sheet.total, t("trend.all"))]
    heads = sheet.heads
    widths = [max(map(len, (*heads[n].split(), *(row[n] for row in cells)))) for n in range(len(heads))]
    heads = tuple("\n".join(textwrap.wrap(one, width)) for one, width in zip(heads, widths, strict=True))
    gap = _GAP if sum(widths) + len(_GAP) * len(widths) <= WIDTH else " "
    room = max(min(WIDTH - sum(widths) - len(gap) * len(widths), _LONGEST_BAR), 0)
    most = max((one.high for one in rows if one.high is not None), default=0) or 1
    above = list(zip_longest(*(one.splitlines() for one in heads), fillvalue=""))
    bars = [*("" for _ in above), *(_bar(one, most, room) for one in rows), ""]
    for row, bar in zip([*above, *cells], bars, strict=True):
        first, *rest = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield gap.join((first, *([bar.ljust(room)] if room else []), *rest)).rstrip()


def _cells(row: TrendRow, first: str) -> tuple[str, ...]:
    """Return the cells of a row; that nothing was read is said once in it."""
    told = (row.dead, row.breach, row.in_force) if row.low is not None else ("–", "–", "–")
    return (first, row.incidents, *told, row.days_read, row.days_reported, row.sources)


def _bar(row: TrendRow, most: int, room: int) -> str:
    """Return a bar: full to the lowest count, light to the highest; dots where nothing was read."""
    if row.low is None or row.high is None:
        return "." * room
    full, whole = (-(-n * room // most) for n in (row.low, row.high))
    return "█" * full + "░" * (whole - full)


def wrapped(text: str, most: int) -> list[str]:
    """Return a text in lines for the terminal, at most so many."""
    return textwrap.wrap(
        text, WIDTH, max_lines=most, placeholder=_CUT, subsequent_indent="   ", break_on_hyphens=False
    )
