"""Claims without coordinates located by the names of their places: see `record/gazetteer.py`.

A claim that has a point keeps it. What a name comes to is written as the point of a claim only where the
gazetteer is sure; the candidates of every other are told in a warning, one for each name and what it lies in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from truceline.errors import Fault
from truceline.model.tables import CLAIMS
from truceline.record.gazetteer import Gazetteer, Placing
from truceline.sources.claim_rows import FileRead, PlaceWords

COLUMNS: Final = ("lon", "lat", "radius_m", "place_grade")
MOST_CANDIDATES: Final = 4
"""So many are told of a name …"""
MOST_NAMES: Final = 50
"""… and so many names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What a gazetteer made of the places of a file."""

    reading: FileRead
    """With the points of those that were located."""
    placings: tuple[tuple[PlaceWords, Placing, int], ...]
    """Of each place told without a point, what it came to, and in how many rows it stands; the most first."""

    @property
    def n_located(self) -> int:
        """Return how many rows got a point."""
        return sum(n for _, placing, n in self.placings if placing.lon is not None)

    @property
    def n_several(self) -> int:
        """Return how many of these lie in a circle that holds several places of the name."""
        return sum(n for _, placing, n in self.placings if placing.n_places > 1)

    @property
    def n_told(self) -> int:
        """Return how many rows name a place and give no point."""
        return sum(n for *_, n in self.placings)


def located(reading: FileRead, gazetteer: Gazetteer, *, by: Sequence[str]) -> Located:
    """Return a file as read with every place located that its names tell surely.

    Parameters
    ----------
    reading : FileRead
    gazetteer : Gazetteer
    by : sequence of str
        What the gazetteer is made of, for whoever reads the warning.
    """
    claims = reading.part.claims
    columns = {name: claims[name].to_pylist() for name in COLUMNS}
    place = reading.places.codes.tolist()
    of = reading.places.values
    rows = [row for row, code in enumerate(place) if columns["lon"][row] is None and of[code].names]
    counts = Counter(of[place[row]] for row in rows)
    placings = {words: gazetteer.placing(words.names, words.divisions) for words in counts}
    for row in rows:
        found = placings[of[place[row]]]
        if found.lon is not None and found.grade is not None:
            values = (
                round(found.lon, 6),
                found.lat and round(found.lat, 6),
                found.radius_m,
                found.grade.value,
            )
            for name, value in zip(COLUMNS, values, strict=True):
                columns[name][row] = value
    for name in COLUMNS:
        field = CLAIMS.field(name)
        claims = claims.set_column(
            claims.column_names.index(name), field, pa.array(columns[name], type=field.type)
        )
    done = Located(
        reading=replace(reading, part=replace(reading.part, claims=claims)),
        placings=tuple((words, placings[words], n) for words, n in counts.most_common()),
    )
    if not rows:
        return done
    warnings = (*reading.warnings, *_warnings(reading.part.file, done, by))
    return replace(done, reading=replace(done.reading, warnings=warnings))


def _warnings(file: str, done: Located, by: Sequence[str]) -> Iterator[Fault]:
    left = done.n_told - done.n_located
    message = (
        f"{done.n_located:,} of {done.n_told:,} rows without a point are located by their place's name, by "
        f"{' and '.join(by)}; {done.n_several:,} of these in a circle that holds several places of the name; "
        f"{left:,} stay unlocated"
    )
    yield Fault(file=file, message=message, remedy="names are weaker than points: give the points you know")
    doubtful = [one for one in done.placings if one[1].candidates and one[1].n_places != 1]
    if len(doubtful) > MOST_NAMES:
        message = f"{len(doubtful):,} names are in doubt; the {MOST_NAMES} that are met most often are told"
        yield Fault(file=file, message=message)
    for words, placing, n in doubtful[:MOST_NAMES]:
        told = "; or ".join(map(str, placing.candidates[:MOST_CANDIDATES]))
        more = len(placing.candidates) - MOST_CANDIDATES
        which = told + (f"; and {more} more" if more > 0 else "")
        outcome = "lies in a circle that holds several" if placing.n_places else "is not located"
        yield Fault(file=file, message=f"{words} ({n:,} rows) {outcome}: {which}", remedy="give its point")
