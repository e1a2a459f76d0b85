"""A brief for the terminal: 25 lines of 100 columns; what a source says is whole there or not at all."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from truceline.bulletins.brief.sheet import SHORTEST, Brief, Row, cells, table_heads
from truceline.bulletins.catalogue import catalogue

MOST_LINES: Final = 25
WIDTH: Final = 100
_CUT: Final = " …"
_INDENT: Final = "   "
_LEAST: Final = {"question": 3, "duties": 2}
"""Lines of a point; others have one."""
_MOST: Final = 2
"""Rounds in which points get a line more."""
_LEAVE: Final = ("blind", "ask", "in_force", "duties", "say", "question", "not_say")
"""Points in the order in which they are left out, and counted."""
_MOST_COUNTED: Final = 4
"""Lines of what is not listed."""
_MOST_LEFT: Final = 4
"""Points that are left out for a second row."""
_ROWS: Final = 2


def brief_lines(brief: Brief, *, most_lines: int = MOST_LINES) -> list[str]:
    """Return a brief line by line: as many rows as there is room for, then more of each point.

    A row is shortened before it is left out, and points are left out for a second row; the last of them for
    any row at all.
    """
    for n in range(min(len(brief.rows), most_lines), -1, -1):  # no row is without a line
        most_left = len(_LEAVE) if n < _ROWS else _MOST_LEFT if n == _ROWS else 0
        for n_left in range(most_left + 1):
            for shortness in range(SHORTEST + 1):
                shown = replace(brief, shortness=shortness).with_rows(n)
                room = {one.about: _LEAST.get(one.about, 1) for one in shown.points}
                left = frozenset(_LEAVE[:n_left])
                if len(list(_lines(shown, room, left))) <= most_lines:
                    return _widened(shown, room, left, most_lines)
    return list(_lines(brief.with_rows(0), {}, frozenset(_LEAVE)))[:most_lines]


def _widened(brief: Brief, room: Mapping[str, int], left: Collection[str], most_lines: int) -> list[str]:
    """Return the lines with one more for one point after the other, as far as they fit."""
    lines = list(_lines(brief, room, left))
    for _ in range(_MOST):
        for about in room:
            more = {**room, about: room[about] + 1}
            wider = list(_lines(brief, more, left))
            if len(wider) <= most_lines:
                room, lines = more, wider
    return lines


def _lines(brief: Brief, room: Mapping[str, int], left: Collection[str]) -> Iterator[str]:
    """Yield the lines, no point of ours on more of them than it has room for; some points left out."""
    yield from _wrapped(brief.title, 1)
    yield from _wrapped(brief.corrects, 2)
    yield from _wrapped(brief.answer, 2)
    yield from _wrapped(" ".join(brief.facts), 4)
    yield from _wrapped(f"{brief.holding} {brief.status}", 2)
    for number, row in enumerate(brief.rows, start=1):
        yield from _row(number, row, brief)
    points = [one for one in brief.points if one.about not in left]
    for point in points:
        if point.about == "say":
            for number, said in enumerate(point.lines):
                yield from _wrapped(_INDENT + said if number else f"{point.head}: {said}")
        else:
            yield from _wrapped(f"{point.head}: {' · '.join(point.lines)}", room[point.about])
    counted = list(brief.left_out)
    if n_left := len(brief.points) - len(points):
        counted.append(catalogue(brief.language)("brief.more_points", n=n_left))
    yield from _wrapped(" ".join(counted), _MOST_COUNTED)
    yield brief.digest


def _row(number: int, row: Row, brief: Brief) -> list[str]:
    """Return a row as one paragraph, as short as the brief's rows are; nothing of it is cut."""
    when, reported, against, sure, other = cells(row, brief.language, brief.shortness)
    _, _, against_head, sure_head, _ = table_heads(brief.language)
    return _wrapped(f"{number}. {when}. {reported}. {against_head}: {against}. {sure_head}: {sure}. {other}.")


def _wrapped(text: str, most: int | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, max_lines=most, placeholder=_CUT, subsequent_indent=_INDENT, break_on_hyphens=False
    )
