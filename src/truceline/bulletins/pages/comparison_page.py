"""A comparison as one page, as a picture, and for the terminal: 30 lines of 100 columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from truceline.bulletins import words
from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.pages.counting_page import (
    MOST_LINES,
    WIDTH,
    render_counting,
    render_picture,
    wrapped,
)
from truceline.bulletins.pictures.comparison import ComparedPicture, compared_picture
from truceline.bulletins.sections.comparison import ComparedBlock, ComparedRow, ComparedSheet
from truceline.model.words import Audience

_GAP: Final = "  "
_LETTER: Final = 1
"""Of a head, the start's letter."""


def render_comparison(sheet: ComparedSheet, *, audience: Audience = Audience.PUBLIC) -> str:
    """Return a comparison as one HTML page with its picture."""
    values = {"sheet": sheet, "notes": sheet.notes[1:], "digest": sheet.digest}
    return render_counting(
        "compare.html.j2", _picture(sheet), values, language=sheet.language, audience=audience
    )


def render_comparison_picture(sheet: ComparedSheet, *, audience: Audience = Audience.PUBLIC) -> str:
    """Return its picture by itself, with what was read and how to read it below."""
    picture = _picture(sheet)
    said = [sheet.title, sheet.status, picture.about]
    for block in sheet.blocks:
        said += [block.head, block.says, *block.beside]
        said += [*filter(None, (block.windows, block.lacking)), *block.sources]
    said += [*sheet.notes, sheet.digest]
    return render_picture("compare.svg.j2", picture, said, language=sheet.language, audience=audience)


def _picture(sheet: ComparedSheet) -> ComparedPicture:
    t = catalogue(sheet.language)
    lanes = [
        (
            f"{block.head[:_LETTER]}: {row.kind}",
            row.low,
            row.high,
            row.quartiles,
            words.visible(f"{row.kind}: {row.change}"),
        )
        for block in sheet.blocks
        for row in block.rows
    ]
    return compared_picture(lanes, title=t("compare.picture"), about=t("compare.picture_about"))


# For the terminal


def comparison_lines(sheet: ComparedSheet, *, most_lines: int = MOST_LINES) -> list[str]:
    """Return a comparison line by line; kinds that do not fit are counted."""
    n_rows = max((len(block.rows) for block in sheet.blocks), default=0)
    for most in range(n_rows, -1, -1):
        lines = list(_lines(sheet, most))
        if len(lines) <= most_lines:
            return lines
    return list(_lines(sheet, 0))[:most_lines]


def _lines(sheet: ComparedSheet, most: int) -> Iterator[str]:
    yield from wrapped(f"{sheet.title}. {sheet.status}", 2)
    yield from wrapped(sheet.notes[0], 2)
    for block in sheet.blocks:
        yield from wrapped(f"{block.head}. {block.says}", 2)
        yield from wrapped(" ".join(block.beside), 2)
        if block.rows:
            yield from _table(sheet, block, most)
        if most < len(block.rows):
            yield catalogue(sheet.language)("compare.left_out", n=len(block.rows) - most)
        for one in filter(None, (block.windows, block.lacking)):
            yield from wrapped(one, 2)
        yield from wrapped(catalogue(sheet.language).semicolon.join(block.sources), 2)
    for note in sheet.notes[1:]:
        yield from wrapped(note, 2)
    yield sheet.digest


def _table(sheet: ComparedSheet, block: ComparedBlock, most: int) -> Iterator[str]:
    """Yield the rows in columns; the last columns are left out where they do not fit."""
    shown = [(*_numbers(row), row.spread, row.larger, row.as_full) for row in block.rows]
    cells = [sheet.heads, *shown[:most]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(sheet.heads))]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > WIDTH:
        widths.pop()
    for row in cells:
        yield _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def _numbers(row: ComparedRow) -> tuple[str, ...]:
    return (row.kind, row.before, row.after, row.change)
