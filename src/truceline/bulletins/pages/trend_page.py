"""A trend as one page, as a picture, and for the terminal: 30 lines of 100 columns, a bar in each row."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.pages.counting_page import (
    MOST_LINES,
    WIDTH,
    render_counting,
    render_picture,
    wrapped,
)
from truceline.bulletins.pictures.trend import TrendPicture, trend_picture
from truceline.bulletins.sections.trend import TrendRow, TrendSheet
from truceline.model.words import Audience

_GAP: Final = "  "
_LONGEST_BAR: Final = 24


def render_trend(sheet: TrendSheet, *, audience: Audience = Audience.PUBLIC) -> str:
    """Return a trend as one HTML page with its picture."""
    values = {"sheet": sheet, "heads": sheet.heads, "notes": sheet.notes, "digest": sheet.receipt.digest}
    return render_counting(
        "trend.html.j2", _picture(sheet), values, language=sheet.language, audience=audience
    )


def render_trend_picture(sheet: TrendSheet, *, audience: Audience = Audience.PUBLIC) -> str:
    """Return its picture by itself, with what was read and how to read it below."""
    picture = _picture(sheet)
    said = [sheet.title, *filter(None, (sheet.only, sheet.status)), picture.about, *sheet.sources]
    return render_picture(
        "trend.svg.j2", picture, [*said, sheet.receipt.digest], language=sheet.language, audience=audience
    )


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
