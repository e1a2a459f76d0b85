"""A brief for the terminal: 25 lines of 100 columns; what does not fit is counted, or cut and says so."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Final

from truceline.bulletins.brief.sheet import Brief, Row, cells, table_heads, told_result
from truceline.bulletins.catalogue import catalogue

MOST_LINES: Final = 25
WIDTH: Final = 100
_CUT: Final = " …"
_INDENT: Final = "   "
_ROWS: Final = "rows"
_LEAST_OF_ROW: Final = 4
_LEAST: Final = {"not_say": 2}
"""Lines of a point before there is another row; others have one."""
_MOST_SAID: Final = 3
_ROUNDS: Final = 2
_TITLE: Final = 3
"""Words of a title of a text."""
_SHARES: Final = (0.34, 0.38, 0.28)
"""Of a row that is too long: for what is reported, for the text and how sure, for the other side's word."""
_LOST: Final = 8
"""Columns at the end of a line that the next word does not fill."""


def brief_lines(brief: Brief, *, most_lines: int = MOST_LINES) -> list[str]:
    """Return a brief line by line: as many rows as there is room for, then more of each row and point."""
    for n in range(len(brief.rows), -1, -1):
        shown = brief.with_rows(n)
        room = {_ROWS: _LEAST_OF_ROW} | {one.about: _LEAST.get(one.about, 1) for one in shown.points}
        lines = list(_lines(shown, room))
        if len(lines) <= most_lines:
            return _widened(shown, room, lines, most_lines)
    return lines[:most_lines]


def _widened(brief: Brief, room: Mapping[str, int], lines: list[str], most_lines: int) -> list[str]:
    """Return the lines with one more for each row, then for one point after the other, as far as they fit."""
    for _ in range(_ROUNDS):
        for about in room:
            more = {**room, about: room[about] + 1}
            wider = list(_lines(brief, more))
            if len(wider) <= most_lines:
                room, lines = more, wider
    return lines


def _lines(brief: Brief, room: Mapping[str, int]) -> Iterator[str]:
    """Yield the lines, no row and no point on more of them than it has room for."""
    yield from _wrapped(brief.title, 1)
    yield from _wrapped(brief.corrects, 2)
    yield from _wrapped(brief.answer, 2)
    yield from _wrapped(" ".join(brief.facts), 3)
    yield from _wrapped(f"{brief.holding} {brief.status}", 2)
    for number, row in enumerate(brief.rows, start=1):
        yield from _row(number, row, brief.language, room[_ROWS])
    yield from _wrapped(brief.left_out, 1)
    for point in brief.points:
        if point.about == "say":
            # The report of each side has a line of its own, whatever those of the others take.
            first, *others = point.lines[:_MOST_SAID]
            for said in (f"{point.head}: {first}", *(f"{_INDENT}{one}" for one in others)):
                yield from _wrapped(said, 1)
        else:
            yield from _wrapped(f"{point.head}: {' · '.join(point.lines)}", room[point.about])
    yield brief.digest


def _row(number: int, row: Row, language: str, most: int) -> list[str]:
    """Return a row as one paragraph; if it is too long each part is cut, and none is left out."""
    when, reported, _, sure, other = cells(row, language)
    _, _, against_head, sure_head, _ = table_heads(language)
    note = catalogue(language)("brief.unequal") if row.tilts else ""
    against = told_result(row.against[0], language, _TITLE, note=note)
    parts = [
        f"{number}. {when}. {reported}.",
        f"{against_head}: {against}. {sure_head}: {sure}.",
        f"{other}.",
    ]
    room = most * (WIDTH - len(_INDENT) - _LOST)
    if sum(map(len, parts)) > room:
        first, second, third = (int(room * share) for share in _SHARES)
        said = [_short(one, third // len(row.other)) for one in row.other]
        parts = [_short(parts[0], first), _short(parts[1], second), " · ".join(said)]
    return _wrapped(" ".join(parts), most)


def _short(text: str, most: int) -> str:
    return textwrap.shorten(text, most, placeholder=_CUT)


def _wrapped(text: str, most: int) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, max_lines=most, placeholder=_CUT, subsequent_indent=_INDENT, break_on_hyphens=False
    )
