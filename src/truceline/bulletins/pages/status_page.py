"""The answer at three in the morning: at most twenty-four lines, the answer first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.sections.status import StatusSheet, TextRow, WhoIfRow

WIDTH: Final = 100
MOST_LINES: Final = 24
"""The twenty-fifth says that the answer is for the mission alone."""
_LABEL: Final = 32
_MOST_OF_CELL: Final = 2
_LEAST_TEXTS: Final = 3
_ROOMS: Final = ((2, 2, 2), (2, 2, 1), (2, 1, 1), (1, 1, 1))
"""Most lines of the answer, of what tilts, of what the positions say: the first that leaves room is taken."""


def status_page(sheet: StatusSheet, where_and_when: str, what_if: str, t: Catalogue) -> tuple[str, ...]:
    """Return the answer in lines of at most 100 characters.

    Parameters
    ----------
    sheet : StatusSheet
        From `status_sheet`.
    where_and_when : str
        As it was understood.
    what_if : str
        Answers supposed; empty where none was.
    t : Catalogue
    """
    for n_answer, n_tilted, n_positions in _ROOMS:
        head = [
            *_folded(where_and_when, 2),
            *_folded(what_if, 1),
            *_folded(sheet.answer, n_answer),
            *_folded(t("status_ground.lead", held=sheet.ground), 1),
        ]
        foot = [
            *_folded(sheet.tilted, n_tilted),
            *(line for one in sheet.positions[:n_positions] for line in _folded(one, 1)),
        ]
        last = [
            *_folded(t("status_foot.ask", facts=sheet.missing, who=sheet.ask), 2),
            *_folded(t("status_foot.more"), 1),
        ]
        table = list(_table(sheet, t)) if sheet.answered_by else []
        if not table:
            foot, last = [], last[-1:]
        room = MOST_LINES - sum(map(len, (head, table, foot, last)))
        if room >= _LEAST_TEXTS:
            break
    texts = list(_texts(sheet, max(room, 1)))
    asked = [line for one in sheet.questions for line in _folded(one, 1)][: max(room - len(texts), 0)]
    table = table[: MOST_LINES - sum(map(len, (head, texts, foot, last)))]
    return (*head, *texts, *table, *foot, *asked, *last)


def _texts(sheet: StatusSheet, room: int) -> Iterator[str]:
    """Yield the texts as far as there is room; the last line has the rest by id."""
    n_shown = len(sheet.texts) if len(sheet.texts) < room else max(room - 1, 0)
    for row in sheet.texts[:n_shown]:
        yield from _folded(_text(row), 1)
    rest = [
        f"{row.says}: {', '.join(row.clauses)}" + (f" ({row.depends})" if row.depends else "")
        for row in sheet.texts[n_shown:]
    ]
    told = "; ".join([*rest, *([sheet.not_in_force] if sheet.not_in_force else [])])
    if told and room:
        yield from _folded(told, 1, "  ")


def _text(row: TextRow) -> str:
    named = f"{textwrap.shorten(row.title, 60, placeholder=' …')} ({', '.join(row.clauses)})"
    return f"  {row.says}: {named}" + (f": {row.depends}" if row.depends else "")


def _table(sheet: StatusSheet, t: Catalogue) -> Iterator[str]:
    """Yield the table; a row of which every side has the same words has them once."""
    n = max(len(sheet.sides), 1)
    width = (WIDTH - _LABEL) // n
    lead = t("who_if.lead", act=sheet.act) + (f" ({sheet.answered_by})" if sheet.answered_by else "")
    yield from _columns(lead, [t("who_if.by", side=side) for side in sheet.sides], width)
    for row in sheet.rows:
        yield from _row(row, width, t)


def _row(row: WhoIfRow, width: int, t: Catalogue) -> Iterator[str]:
    if len(row.cells) > 1 and len({*row.cells}) == 1:
        yield from _columns(f"  {row.label}", [t("who_if.alike", said=row.cells[0])], WIDTH - _LABEL)
    elif len(row.cells) == 1:
        yield from _columns(f"  {row.label}", row.cells, WIDTH - _LABEL)
    else:
        yield from _columns(f"  {row.label}", row.cells, width)


def _columns(label: str, cells: Sequence[str], width: int) -> Iterator[str]:
    parts = [
        _wrapped(label, _LABEL - 1, "    "),
        *(
            _wrapped(cell, width - 1 if number < len(cells) - 1 else width)
            for number, cell in enumerate(cells)
        ),
    ]
    for number in range(max(map(len, parts))):
        first, *others = (part[number] if number < len(part) else "" for part in parts)
        yield (f"{first:<{_LABEL}}" + "".join(f"{cell:<{width}}" for cell in others)).rstrip()


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    lead = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(
        text.lstrip(),
        width,
        initial_indent=lead,
        subsequent_indent=indent,
        max_lines=_MOST_OF_CELL,
        placeholder=" …",
        break_on_hyphens=False,
    )


def _folded(text: str, most: int, indent: str = "") -> list[str]:
    if not text:
        return []
    return textwrap.wrap(
        text.lstrip(),
        WIDTH,
        initial_indent=indent or text[: len(text) - len(text.lstrip())],
        subsequent_indent=f"{indent}    ",
        max_lines=most,
        placeholder=" …",
        break_on_hyphens=False,
    )
