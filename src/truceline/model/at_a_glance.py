"""The tables of an assessment at a glance, as a piece of HTML: what a notebook shows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.visible import visible

_MOST_CLAUSES: Final = 20
_MOST_ACTS: Final = 8
_FIRST: Final = 5
"""Rows of each table that are shown."""
_LONGEST: Final = 60
"""Letters of a cell."""
_SHOWN: Final = ("breach", "undetermined")
"""Outcomes that are counted by clause."""


def at_a_glance(
    *, tables: Mapping[str, pa.Table], counts: pa.Table, positions: Sequence[str], n_outside: int
) -> str:
    """Return what was read, counts by clause and the first rows of each table, in English.

    Parameters
    ----------
    tables : mapping of name to table
        INCIDENTS and CLAIMS among them.
    counts : pa.Table
        COUNTS.
    positions : sequence of str
        Those assessed, in order.
    n_outside : int
        Incidents outside every zone that a clause names.
    """
    return "\n".join(
        (
            "<div>",
            *_read(tables["incidents"], tables["claims"], n_outside),
            *_by_clause(counts, positions),
            *(line for name, table in tables.items() for line in _first_rows(name, table)),
            "</div>",
        )
    )


def _read(incidents: pa.Table, claims: pa.Table, n_outside: int) -> Iterator[str]:
    yield "<p><b>Computed, not determined.</b> A count says what the input holds, not all that happened.</p>"
    days = pc.min_max(claims["start_at"]).as_py()
    during = (
        f"from {days['min']:%Y-%m-%d} to {days['max']:%Y-%m-%d} (UTC)" if days["min"] else "no day stated"
    )
    undated = claims["start_at"].null_count
    during += f", {undated:,} without a time" if undated and days["min"] else ""
    yield f"<p>Read: {incidents.num_rows:,} incidents in {claims.num_rows:,} accounts, {during}; "
    acts = Counter(act or "untold" for act in incidents["act"].to_pylist())
    more = f" and {len(acts) - _MOST_ACTS:,} more" if len(acts) > _MOST_ACTS else ""
    yield f"acts: {_shown(', '.join(f'{act} {n:,}' for act, n in acts.most_common(_MOST_ACTS)))}{more}. "
    yield f"Outside every zone that a clause names: {n_outside:,}.</p>"


def _by_clause(counts: pa.Table, positions: Sequence[str]) -> Iterator[str]:
    """Yield how many incidents each clause breaks under each position, at the lowest threshold."""
    if not counts.num_rows:
        return
    least = pc.min(counts["threshold"]).as_py()
    lowest = counts.filter(pc.equal(counts["threshold"], least))
    keys = zip(*(lowest[name].to_pylist() for name in ("clause_id", "position", "outcome")), strict=True)
    found = dict(zip(keys, lowest["n_incidents"].to_pylist(), strict=True))
    clauses = [
        clause
        for clause in dict.fromkeys(clause for clause, _, _ in found)
        if any(found.get((clause, position, outcome)) for position in positions for outcome in _SHOWN)
    ]
    yield (
        f"<p>Incidents by clause, <b>breach</b> (lower value {least:g} or more) · undetermined. Not to be "
        "added up: one incident may stand under several clauses.</p>"
    )
    yield from _table(
        ("clause", *positions),
        (
            (
                _shown(clause),
                *(
                    f"<b>{found.get((clause, one, 'breach'), 0):,}</b> · "
                    f"{found.get((clause, one, 'undetermined'), 0):,}"
                    for one in positions
                ),
            )
            for clause in clauses[:_MOST_CLAUSES]
        ),
    )
    if len(clauses) > _MOST_CLAUSES:
        yield f"<p>and {len(clauses) - _MOST_CLAUSES:,} more clauses</p>"


def _first_rows(name: str, table: pa.Table) -> Iterator[str]:
    yield f"<details><summary>{escape(name)}: {table.num_rows:,} rows</summary>"
    rows = zip(*(column.to_pylist() for column in table.slice(0, _FIRST).columns), strict=True)
    yield from _table(table.column_names, ([_cell(one) for one in row] for row in rows))
    yield "</details>"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a table; its heads are escaped here, its cells by whoever made them."""
    yield f"<table><tr>{''.join(f'<th>{_shown(head)}</th>' for head in heads)}</tr>"
    yield from (f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    yield "</table>"


def _cell(value: object) -> str:
    said = "" if value is None else str(value)
    return _shown(said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…")


def _shown(text: str) -> str:
    return escape(visible(text))
