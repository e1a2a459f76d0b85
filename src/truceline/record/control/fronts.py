"""Which side's ground is where at an instant, and the lines between: what zones are built on.

A zone needs ground that belongs to somebody: here each place goes to the side that it was last said to be
held by, and one that is contested, or of which nothing is said, to that of the nearest place that has one. So
a line moves at a word and not between two. What is in doubt does not vanish: it widens the standard deviation
of the line, which grows with time. Computed, not determined.
"""

from __future__ import annotations

import hashlib
import json
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property, lru_cache, partial
from typing import Final

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.clock import day_of
from truceline.errors import BadGeometry
from truceline.geo.cells import (
    contact,
    dissolve,
    is_empty,
    line_parts,
    middles,
    shape_length_km,
    squares,
    zone_of,
)
from truceline.geo.projection import Bools
from truceline.model import casebook as text_nouns
from truceline.model import hanging, record
from truceline.model import words as word_lists
from truceline.model.ids import LonLat
from truceline.model.record import Record
from truceline.model.shelf import Shelf
from truceline.parsing import plain
from truceline.record.control.assertions import assertions, known_rows
from truceline.record.control.estimate import (
    Snapshot,
    estimator,
    share_bounds,
    shares,
    snapshot,
    words_around,
)
from truceline.record.control.ground import BAND, DividedGround, ground_of
from truceline.record.control.timeline import CONTESTED, THIRD_PARTY, timeline

_NOBODY: Final = ""
_CELL_M: Final = 4_000.0
_N_CELLS: Final = 1_250
"""Squares by which the band of doubt is measured: at most so wide, and about so many."""
_BAND_SIGMAS: Final = 2.5631
"""Standard deviations between 0.1 and 0.9 of a normal distribution."""
_LEAST: Final = 1e-12
_RENEWED_EVERY: Final = timedelta(days=180)
"""So long the doubt about a line is taken as it was at the beginning."""
_DOUBTED_FOR: Final = timedelta(days=1800)
"""So long after the last word it is reckoned anew; later it is taken as it was then."""
_NOUNS: Final = (hanging, record, text_nouns, word_lists)
"""Where the nouns are of which words on control are made."""
_COURSE: Final = "course"
"""Under which the instants of change are kept; under each instant, its front."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Who holds what ground at one instant, ready to build zones on."""

    held: dict[str, geo.Zone]
    """Side to its ground, EPSG:4326; a side that holds none is left out."""
    lines: dict[frozenset[str], tuple[tuple[LonLat, ...], ...]]
    """Two sides to the line between them in its parts, `(lon, lat)` degrees; left out where there is none."""
    sigma_m: float
    """Standard deviation of the lines' error sideways, metres: from the width of the band of doubt."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ControlFronts:
    """The fronts of a casebook at any instant, each made once when it is first asked for."""

    divided: Callable[[], DividedGround]
    """Gives the ground, which need not be divided where all that is asked for was made before."""
    changes: tuple[datetime, ...]
    """UTC instants at which some word begins or ends, or doubt is reckoned anew, in order."""
    last: datetime
    """UTC instant of the last word."""
    day_zone: str
    """IANA zone whose days are told."""
    shelf: Shelf | None = field(default=None, repr=False)
    """Where fronts may lie that an earlier run made of the same words."""
    _made: dict[datetime, Front] = field(default_factory=dict, repr=False)

    @property
    def ground(self) -> DividedGround:
        """Return places, words, model, and the ground divided among them."""
        return self.divided()

    def stage(self, at: datetime) -> datetime:
        """Return since when the front of a UTC instant has been so; before the first change, that change."""
        past = [change for change in self.changes if change <= at]
        return past[-1] if past else self.changes[0]

    def held(self, side: str, at: datetime) -> geo.Zone:
        """Return the ground of a side at a UTC instant.

        Raises
        ------
        BadGeometry
            If no place is known to be that side's then.
        """
        front = self._front(at)
        if side not in front.held:
            known = f"; ground is known of {', '.join(front.held)}" if front.held else ""
            raise BadGeometry(f"no ground is known to be held by {side!r} as of {self._day(at)}{known}")
        return front.held[side]

    def contact(self, one: str, other: str, at: datetime) -> tuple[tuple[tuple[LonLat, ...], ...], float]:
        """Return the line of contact of two sides at a UTC instant in its parts, and its error in metres.

        Raises
        ------
        BadGeometry
            If one of them holds no ground then, or their ground does not meet.
        """
        for side in (one, other):
            self.held(side, at)
        front = self._front(at)
        parts = front.lines.get(frozenset((one, other)))
        if parts is None:
            raise BadGeometry(f"the ground of {one!r} and of {other!r} does not meet as of {self._day(at)}")
        return parts, front.sigma_m

    def _day(self, at: datetime) -> str:
        return day_of(at, self.day_zone)

    def _front(self, at: datetime) -> Front:
        if at < self.changes[0]:
            raise BadGeometry(f"nothing is said of who held what before {self._day(self.changes[0])}")
        since = self.stage(at)
        if since not in self._made:
            self._made[since] = self._kept(since) or self._make(since)
        return self._made[since]

    def _kept(self, since: datetime) -> Front | None:
        data = None if self.shelf is None else self.shelf.get(since.isoformat())
        return None if data is None else _front_of(data)

    def _make(self, since: datetime) -> Front:
        made = _front(self.ground, since)
        if self.shelf is not None:
            self.shelf.put(since.isoformat(), _bytes_of(made))
        return made


def fronts(record: Record, *, shelf: Shelf | None = None) -> ControlFronts | None:
    """Return the fronts of a casebook, from its ledger of control and its table of settlements.

    Parameters
    ----------
    record : Record
        As it could be known.
    shelf : Shelf, optional
        Where fronts may lie that were made before; heeded when the words are first asked for, and later by
        whoever asks for the same words.

    Returns
    -------
    ControlFronts or None
        None where neither says anything.
    """
    return _known(_Words(record, shelf)).fronts


def shelf_of(record: Record) -> Shelf | None:
    """Return where what is made of a record's words on control may lie; None where none of it is kept."""
    words = _known(_Words(record, None))
    return None if words.shelf is None else words


class _Words:
    """What a casebook says of control; the same words as long as they are the same objects."""

    def __init__(self, record: Record, shelf: Shelf | None) -> None:
        self.casebook, self.shelf = record, shelf
        self._parts = (
            record.control,
            record.settlement_sides,
            record.casebook.places,
            record.casebook.actors,
        )

    def __hash__(self) -> int:
        return hash(tuple(map(id, self._parts)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and all(map(operator.is_, self._parts, other._parts))

    @cached_property
    def fronts(self) -> ControlFronts | None:
        """The fronts, made once; None where nothing is said."""
        course = self.get(_COURSE)
        if course is not None:
            told = json.loads(course)
            if not told:
                return None
            changes = tuple(datetime.fromisoformat(one) for one in told["changes"])
            last = datetime.fromisoformat(told["last"])
            zone = self.casebook.casebook.mandate.day_zone
            return ControlFronts(
                divided=cache(self.ground), changes=changes, last=last, day_zone=zone, shelf=self
            )
        made = self.made()
        told = made and {"changes": [one.isoformat() for one in made.changes], "last": made.last.isoformat()}
        self.put(_COURSE, json.dumps(told).encode())
        return made and replace(made, shelf=self)

    def made(self) -> ControlFronts | None:
        """Return the fronts, made anew; None where nothing is said."""
        known, mandate = known_rows(self.casebook), self.casebook.casebook.mandate
        rows = [*known.table, *known.ledger]
        if not rows:
            return None
        return fronts_of(assertions(rows), sides=tuple(mandate.sides or {}), day_zone=mandate.day_zone)

    def ground(self) -> DividedGround:
        """Return the ground of fronts that were kept without it."""
        made = self.made()
        assert made is not None, "fronts were kept of words that say nothing"
        return made.ground

    def get(self, key: str) -> bytes | None:
        """Return what is kept of these words."""
        return None if self.shelf is None else self.shelf.get(f"{self._digest} {key}")

    def put(self, key: str, data: bytes) -> None:
        """Keep something of these words."""
        if self.shelf is not None:
            self.shelf.put(f"{self._digest} {key}", data)

    @cached_property
    def _digest(self) -> str:
        """The very words, whatever casebook and day they are of."""
        mandate = self.casebook.casebook.mandate
        grades = tuple((one.id, one.reliability) for one in self.casebook.sources)
        said = (*self._parts, grades, tuple(mandate.sides or {}), mandate.day_zone)
        return hashlib.sha256(plain.written(said, plain.classes_of(_NOUNS))).hexdigest()


@lru_cache(maxsize=4)
def _known(words: _Words) -> _Words:
    """Return the first that said the same: a casebook's check and its rules ask for the same fronts."""
    return words


def fronts_of(table: pa.Table, *, sides: Sequence[str], day_zone: str) -> ControlFronts:
    """Return the fronts that an ASSERTIONS table tells of; see `timeline` for the arguments."""
    ready = estimator(timeline(table, sides=sides, day_zone=day_zone))
    words = [_EPOCH + timedelta(microseconds=edge) for edge in np.unique(ready.line.word_from).tolist()]
    ends = [*words[1:], words[-1] + _DOUBTED_FOR]
    edges = [edge for start, end in zip(words, ends, strict=True) for edge in _renewals(start, end)]
    ground = cache(partial(ground_of, ready))
    return ControlFronts(divided=ground, changes=tuple(edges), last=words[-1], day_zone=day_zone)


def _renewals(start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the instants at which doubt is reckoned anew between one word and the next."""
    while start < end:
        yield start
        start += _RENEWED_EVERY


def _front(ground: DividedGround, at: datetime) -> Front:
    now = snapshot(ground.ready, at)
    labels, is_told = _last_told(ground, now)
    shapes = dissolve(ground.cells, labels)
    shapes.pop(_NOBODY, None)
    sides = [side for side in ground.ready.line.sides if side in shapes]
    between = {
        frozenset((one, other)): line
        for number, one in enumerate(sides)
        for other in sides[number + 1 :]
        if not is_empty(line := contact(shapes[one], shapes[other]))
    }
    sigma_m = _sigma_m(ground, now, sum(shape_length_km(line) for line in between.values()), is_told)
    return Front(
        held={side: zone_of(shapes[side], sigma_m=sigma_m) for side in sides},
        lines={pair: line_parts(line) for pair, line in between.items()},
        sigma_m=sigma_m,
    )


def _last_told(ground: DividedGround, now: Snapshot) -> tuple[tuple[str, ...], Bools]:
    """Return for each place the side it was last said to be held by, and whether that is as good as sure.

    A place of which no side was said has that of the nearest one; a third party's has nobody's.
    """
    from scipy.spatial import cKDTree

    line = ground.ready.line
    third = now.has_word & (now.word == line.values.index(THIRD_PARTY))
    told = np.flatnonzero(now.has_word & (now.word < len(line.sides)))
    labels = np.full(len(line.ids), _NOBODY, dtype=object)
    if len(told):
        _, nearest = cKDTree(line.xy[told]).query(line.xy)
        labels = np.array(line.sides, dtype=object)[now.word[told[nearest]]]
    labels[third] = _NOBODY
    is_told = third.copy()
    of_sides = now.p[:, _claimants(ground)].sum(axis=1)
    is_told[told] = now.p[told, now.word[told]] > BAND[1] * of_sides[told]
    return tuple(labels), is_told


def _claimants(ground: DividedGround) -> list[int]:
    """Return which values speak of the sides: each of them, and contested."""
    values = ground.ready.line.values
    return [*range(len(ground.ready.line.sides)), values.index(CONTESTED)]


def _sigma_m(ground: DividedGround, now: Snapshot, length_km: float, is_told: Bools) -> float:
    """Return half the width of the band of doubt along the lines, as a standard deviation in metres."""
    if not length_km:
        return 0.0
    area_m2 = 1e6 * float(ground.area_km2.sum())
    cell_m = min(_CELL_M, math.sqrt(area_m2 / _N_CELLS))
    width_m = _in_doubt_m2(ground, now, cell_m, is_told) / (1000 * length_km)
    # Between two places that nothing makes doubtful the line may run anywhere, each way as likely.
    between_m = math.sqrt(area_m2 / ground.inside.sum())
    return max(width_m / _BAND_SIGMAS, between_m / math.sqrt(12))


def _in_doubt_m2(ground: DividedGround, now: Snapshot, cell_m: float, is_told: Bools) -> float:
    """Return on how much ground no side has more than 0.9 of what the sides and contested have.

    Ground nearest to a place whose own word is in doubt is too, whatever is said around it.
    """
    ready = ground.ready
    n_sides, kept = len(ready.line.sides), _claimants(ground)
    middle = middles(squares(ready.line.plane, ground.outline, cell_m=cell_m))
    around = words_around(ready, now, middle[:, 0], middle[:, 1])
    if around is None:
        return len(middle) * cell_m**2
    low, high = (bound[:, kept] for bound in share_bounds(now, around))
    worst = low / np.maximum(low + high.sum(axis=1, keepdims=True) - high, _LEAST)
    # The rest is beyond doubt however it is weighed.
    rows = np.flatnonzero(worst[:, :n_sides].max(axis=1) <= BAND[1])
    p = shares(ready, now, around, rows)[:, kept]
    in_doubt = ~is_told[around.asked[:, 0]]
    in_doubt[rows] |= p[:, :n_sides].max(axis=1) <= BAND[1] * np.maximum(p.sum(axis=1), _LEAST)
    return float(in_doubt.sum()) * cell_m**2


# Fronts kept


def _bytes_of(front: Front) -> bytes:
    """Return a front as JSON, to the last bit."""
    document = {
        "held": {side: geo.packed(zone) for side, zone in front.held.items()},
        "lines": [[sorted(pair), parts] for pair, parts in front.lines.items()],
        "sigma_m": front.sigma_m,
    }
    return json.dumps(document).encode()


def _front_of(data: bytes) -> Front:
    document = json.loads(data)
    return Front(
        held={side: geo.unpacked(zone) for side, zone in document["held"].items()},
        lines={
            frozenset(pair): tuple(tuple((lon, lat) for lon, lat in part) for part in parts)
            for pair, parts in document["lines"]
        },
        sigma_m=document["sigma_m"],
    )
