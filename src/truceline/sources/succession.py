"""Exports of one source, one after the other: what was added, changed, deleted, and what stood on a day.

| in the later export | becomes |
| --- | --- |
| a row that says what it said before | the same version; nothing happened |
| a row of the same id that says something else | a later version; the earlier stood until then |
| no row of the id, where the later export tells of days before and after | deleted: it stood until then |
| no row of the id, outside the later export's days | it stands: nobody asked for it again |
| a row of the id that cannot be read | nothing is known of it from then on |

A version stands from its source's own stamp where it has one that is later than what stood before and no
later than the export; else from the beginning of the day on which the export was taken. So of the days before
the first export only what has a stamp can be asked. Which columns came and went is told beside it, and of the
versions that differ, in what. A heading that came where another went is not taken for the same renamed, but
for the older names that a reader knows.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.clock import Interval
from truceline.model.tables import CLAIMS
from truceline.sources.claim_rows import FileRead
from truceline.sources.versions import FilePart, settled

STAMPS: Final = ("known_at", "superseded_at")
"""Columns that tell of the version, not of what happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export of a source."""

    taken_at: datetime
    """From when what it says is known."""
    reading: FileRead
    headings: tuple[str, ...] = ()
    """Of its table, as the source writes them now; none where it has no such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportStep:
    """What one export says otherwise than the one before."""

    taken_at: datetime
    n_same: int
    """Ids of which it says the same."""
    added: tuple[str, ...]
    """Ids that were not there before."""
    changed: Mapping[str, tuple[str, ...]]
    """Ids of which it says something else, each with the columns of CLAIMS in which it does."""
    deleted: tuple[str, ...]
    """Ids that are gone."""
    n_outside: int
    """Ids that are not in it and that it need not have: they lie outside its days."""
    n_unread: int
    """Ids that stood and of which a row cannot be read now."""
    came: tuple[str, ...]
    """Headings that the table has now …"""
    went: tuple[str, ...]
    """… and those that it has no more."""

    @property
    def by_column(self) -> tuple[tuple[str, int], ...]:
        """Return how many ids changed in each column, the most first."""
        return tuple(Counter(one for columns in self.changed.values() for one in columns).most_common())


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """Exports put in order."""

    claims: pa.Table
    """CLAIMS: what stands, and what stood before."""
    steps: tuple[ExportStep, ...]
    """One for each export but the first."""


@dataclass(slots=True)
class _Standing:
    """What stands of one id."""

    rows: list[int] = field(default_factory=list)
    """Numbers of its rows among those kept."""
    said: frozenset[str] = frozenset()
    known_at: datetime | None = None


@dataclass(slots=True)
class _Kept:
    """Rows that are kept, and how they stand."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def succession(exports: Sequence[Export]) -> Succession:
    """Return what exports of one source tell together.

    Parameters
    ----------
    exports : sequence of Export
        In any order; no two taken at one instant.
    """
    ordered = sorted(exports, key=lambda one: one.taken_at)
    standing: dict[str, _Standing] = {}
    kept = _Kept()
    steps = []
    for number, export in enumerate(ordered):
        before = ordered[number - 1] if number else None
        step = _step(export, before, standing, kept)
        if before is not None:
            steps.append(step)
    table = pa.Table.from_pylist(kept.rows, schema=CLAIMS)
    file = ordered[0].reading.part.file if ordered else ""
    (found,) = settled([FilePart(file=file, claims=table, lines=np.array(kept.lines, dtype=np.int64))])
    return Succession(claims=found.claims, steps=tuple(steps))


def _step(export: Export, before: Export | None, standing: dict[str, _Standing], kept: _Kept) -> ExportStep:
    told: dict[str, list[tuple[dict[str, Any], int]]] = defaultdict(list)
    part = export.reading.part
    for row, line in zip(part.claims.to_pylist(), part.lines.tolist(), strict=True):
        told[row["incident_id"]].append((row, line))
    days, unread = _days_of(part.claims), {one.incident_id for one in part.unread}
    n_same = n_outside = n_unread = 0
    added, deleted = list[str](), list[str]()
    changed: dict[str, tuple[str, ...]] = {}
    for incident in [one for one in standing if one not in told]:
        rows = [kept.rows[number] for number in standing[incident].rows]
        if incident in unread:
            n_unread += 1
        elif days is None or not all(_lies_in(row, days) for row in rows):
            n_outside += 1
            continue
        else:
            deleted.append(incident)
        _end(standing.pop(incident), export.taken_at, kept)
    for incident, found in told.items():
        said = frozenset(map(_content, _latest(found)))
        stood = standing.get(incident)
        if stood is not None and stood.said == said:
            n_same += 1
            continue
        if stood is None:
            added.append(incident)
        else:
            changed[incident] = _columns([kept.rows[one] for one in stood.rows], _latest(found))
        standing[incident] = _begin(found, stood, said, export.taken_at, kept)
    was, now = (set(one.headings) if one is not None else set() for one in (before, export))
    return ExportStep(
        taken_at=export.taken_at,
        n_same=n_same,
        added=tuple(added),
        changed=changed,
        deleted=tuple(deleted),
        n_outside=n_outside,
        n_unread=n_unread,
        came=tuple(one for one in export.headings if one not in was),
        went=tuple(one for one in (before.headings if before else ()) if one not in now),
    )


def _latest(found: Sequence[tuple[dict[str, Any], int]]) -> list[dict[str, Any]]:
    """Return the rows of one id that stand by their own stamps."""
    last = max((row["known_at"] for row, _ in found if row["known_at"] is not None), default=None)
    return [row for row, _ in found if row["known_at"] in (None, last)]


def _content(row: Mapping[str, Any]) -> str:
    return json.dumps(
        {key: one for key, one in row.items() if key not in STAMPS}, sort_keys=True, default=str
    )


def _columns(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return in which columns the rows of one id differ."""

    def values(rows: Sequence[Mapping[str, Any]], name: str) -> list[str]:
        return sorted(json.dumps(row[name], sort_keys=True, default=str) for row in rows)

    return tuple(
        name for name in CLAIMS.names if name not in STAMPS and values(before, name) != values(after, name)
    )


def _begin(
    found: Sequence[tuple[dict[str, Any], int]],
    stood: _Standing | None,
    said: frozenset[str],
    taken_at: datetime,
    kept: _Kept,
) -> _Standing:
    """Keep rows as the version that stands from now on, and end the one before it."""
    stamps = [row["known_at"] for row, _ in found]
    own = max((one for one in stamps if one is not None), default=None)
    before = None if stood is None else stood.known_at
    is_sound = own is not None and own <= taken_at and (before is None or own > before)
    since = own if is_sound and own is not None else taken_at
    now = _Standing(said=said, known_at=since)
    for row, line in found:
        is_earlier = row["known_at"] is not None and row["known_at"] < since and row["known_at"] != own
        if not is_earlier:
            now.rows.append(len(kept.rows))
        kept.rows.append(row if is_earlier else row | {"known_at": since})
        kept.lines.append(line)
    if stood is not None:
        _end(stood, since, kept)
    return now


def _end(stood: _Standing, at: datetime, kept: _Kept) -> None:
    for number in stood.rows:
        row = kept.rows[number]
        row["superseded_at"] = min(at, row["superseded_at"] or at)


def _days_of(claims: pa.Table) -> Interval | None:
    """Return from when to when an export tells, None where it tells of no time."""
    first, last = pc.min(claims["start_at"]).as_py(), pc.max(claims["end_at"]).as_py()
    return None if first is None or last is None else Interval(first, last)


def _lies_in(row: Mapping[str, Any], days: Interval) -> bool:
    start_at, end_at = row["start_at"], row["end_at"]
    return start_at is not None and days.start_at <= start_at and end_at <= days.end_at
