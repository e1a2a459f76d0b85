"""What reading a file gives: claims, and everything a product must say about how they were read."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TypeAlias

import pyarrow as pa

from truceline.clock import Interval, day_of
from truceline.errors import BadInput, BadReport, Fault
from truceline.model.record import Hypothesis
from truceline.model.tables import CLAIMS, check
from truceline.model.words import Basis, PlaceGrade

Cells: TypeAlias = Mapping[str, str]
"""One row: heading to text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The claims of one file, and what was read, what was not, and under which names."""

    claims: pa.Table
    """CLAIMS, one row for each row that could be read, in the file's order."""
    faults: tuple[Fault, ...]
    """One for each row that could not be read, with its line (for Parquet: its row), counted from 1."""
    n_rows: int
    """Rows in the file: those read and those not."""
    unmatched_actors: dict[str, int]
    """Names that no actor of the casebook has, or several have, and how often; each reads as `unknown`."""
    unidentified_actors: dict[str, int]
    """Names by which the source says that it does not know who it was, and how often."""
    kinds: dict[str, int]
    """The file's own kinds of event and how many rows of each, unreadable ones included."""
    days: tuple[str, str] | None
    """First and last day on which anything read may have happened; None where no time is known."""
    sha256: str
    """Hash of the file as stored."""
    reader: str
    """Which reader read it."""
    file: str
    """Name as the user gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point on the ground."""

    lon: float
    """Degrees east, WGS84."""
    lat: float
    """Degrees north, WGS84."""
    radius_m: float
    """The true point lies within it with probability 0.95."""
    grade: PlaceGrade
    """What stands behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row as read, on its way into the CLAIMS table."""

    incident_id: str
    """The source's own id."""
    when: Interval | None
    """None for unknown."""
    spot: Spot | None
    """None for unknown, never (0, 0)."""
    place: str | None
    """Name as the source gives it."""
    hypotheses: tuple[Hypothesis, ...]
    """Who did what to whom."""
    basis: Basis
    """What stands behind the account."""
    told_by: tuple[str, ...]
    """Sources as text."""
    toll: tuple[int | None, int | None, int | None]
    """Fatalities: low, best, high."""
    known_at: datetime | None
    """From when it could be known."""
    names: tuple[str, ...]
    """Actors as the source names them, one for each mention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What going through a file's rows gave."""

    told: tuple[Told, ...]
    """Rows that could be read."""
    faults: tuple[Fault, ...]
    """One for each of the others."""
    n_rows: int
    """All rows."""
    kinds: dict[str, int]
    """Kinds of event over all rows."""


def gathered(
    file: str,
    rows: Iterable[tuple[int, Cells | BadReport]],
    *,
    read_row: Callable[[Cells], Told],
    kind_of: Callable[[Cells], str],
) -> Gathered:
    """Return every row that `read_row` can read, and a fault with its line for every other.

    A second row with an id that stood before is a fault: an incident has one row in a file.
    """
    told: dict[str, Told] = {}
    faults: list[Fault] = []
    kinds: Counter[str] = Counter()
    n_rows = 0
    for line, cells in rows:
        n_rows += 1
        try:
            if isinstance(cells, BadReport):
                raise cells
            kinds[kind_of(cells)] += 1
            row = read_row(cells)
            if row.incident_id in told:
                raise unreadable(f"the id {row.incident_id!r} stood in an earlier row", "give it one row")
            told[row.incident_id] = row
        except BadInput as error:
            faults.append(_row_fault(file, line, error))
    return Gathered(
        told=tuple(told.values()), faults=tuple(faults), n_rows=n_rows, kinds=dict(kinds.most_common())
    )


def unreadable(message: str, remedy: str) -> BadReport:
    """Return the error of a row or cell that cannot be read; the caller knows its line."""
    return BadReport(message, [Fault(message=message, remedy=remedy)])


def _row_fault(file: str, line: int, error: BadInput) -> Fault:
    remedy = error.faults[0].remedy if error.faults else ""
    return Fault(file=file, line=line, message=str(error), remedy=remedy)


def headed(
    headings: list[str], rows: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, Cells | BadReport]]:
    """Yield each row under its headings; one with too many or too few cells as the error it is."""
    for line, cells in rows:
        if len(cells) == len(headings):
            yield line, dict(zip(headings, cells, strict=True))
        else:
            message = f"the row has {len(cells)} cells, the heading {len(headings)}"
            yield line, unreadable(message, "look for a stray separator or line break")


def missing_columns(file: str, line: int, wanted: Iterable[str], headings: list[str]) -> list[Fault]:
    """Return a fault for each wanted column that is not among `headings`, with the nearest that are."""
    faults = []
    needed = tuple(wanted)
    free = [heading for heading in headings if heading not in needed]
    for name in needed:
        if name in headings:
            continue
        near = difflib.get_close_matches(name, free, n=2, cutoff=0.5)
        remedy = (
            "nearest: " + ", ".join(near) if near else "the file has " + (", ".join(headings[:40]) or "none")
        )
        faults.append(Fault(file=file, line=line, message=f"column {name!r} is missing", remedy=remedy))
    return faults


def repeated_columns(file: str, line: int, headings: list[str]) -> list[Fault]:
    """Return a fault for each heading that stands twice."""
    twice = [name for name, n in Counter(headings).items() if n > 1]
    return [
        Fault(file=file, line=line, message=f"column {name!r} stands twice", remedy="keep one")
        for name in twice
    ]


def claims_table(told: Iterable[Told]) -> pa.Table:
    """Return the CLAIMS table of the rows read, in their order."""
    rows = tuple(told)
    spots = [row.spot for row in rows]
    columns: dict[str, list[object]] = {
        "incident_id": [row.incident_id for row in rows],
        "account": ["as_reported"] * len(rows),
        "start_at": [row.when and row.when.start_at for row in rows],
        "end_at": [row.when and row.when.end_at for row in rows],
        "lon": [spot and spot.lon for spot in spots],
        "lat": [spot and spot.lat for spot in spots],
        "radius_m": [spot and spot.radius_m for spot in spots],
        "place_grade": [spot and spot.grade.value for spot in spots],
        "place": [row.place for row in rows],
        "within": [None] * len(rows),
        "hypotheses": [[_hypothesis_cell(one) for one in row.hypotheses] for row in rows],
        "basis": [row.basis.value for row in rows],
        "told_by": [list(row.told_by) for row in rows],
        "denied_by": [[]] * len(rows),
        "n_reports": [1] * len(rows),
        "n_independent": [None] * len(rows),
        "fatalities_low": [row.toll[0] for row in rows],
        "fatalities_best": [row.toll[1] for row in rows],
        "fatalities_high": [row.toll[2] for row in rows],
        "source_ids": [[row.incident_id] for row in rows],
        "known_at": [row.known_at for row in rows],
    }
    arrays = [pa.array(columns[field.name], type=field.type) for field in CLAIMS]
    return check(pa.table(arrays, schema=CLAIMS), CLAIMS)


@cache
def _hypothesis_cell(hypothesis: Hypothesis) -> dict[str, object]:
    return {
        "act": hypothesis.act,
        "cast": [{"actor": member.actor, "role": member.role.value} for member in hypothesis.cast],
        "weight": hypothesis.weight,
        "response": hypothesis.response.value,
    }


def days_of(told: Iterable[Told], zone: str) -> tuple[str, str] | None:
    """Return the first and last local day of `zone` on which any of these may have happened."""
    spans = [row.when for row in told if row.when is not None]
    if not spans:
        return None
    first = min(span.start_at for span in spans)
    last = max(max(span.start_at, span.end_at - timedelta(microseconds=1)) for span in spans)
    return day_of(first, zone), day_of(last, zone)
