"""Zones measured and compared: what each reading makes of a zone, and what turns on the choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline import geo
from truceline.clock import micros
from truceline.judgement.assessing import assess
from truceline.judgement.places import Places, places, places_of
from truceline.judgement.rulebook import rulebook_of
from truceline.model.casebook import Casebook, Clause, Place, Position, ZoneRecipe
from truceline.model.hanging import AmbiguityId, Hanging, ReadingId, Readings, ambiguities_in
from truceline.model.ids import ClauseId, IncidentId, PlaceId, PositionId, ZoneId
from truceline.model.record import Record, with_nouns
from truceline.model.words import Verdict
from truceline.text.relations import in_order, rest_of, zone_ambiguities, zone_parts, zones_named
from truceline.text.rules import MOST_COMBINATIONS, Ground, Piece, Rulebook, Uncharted
from truceline.text.zones import Step, steps, zone_recipe
from truceline.text.zones.recipes import day_end

Choice: TypeAlias = frozenset[tuple[AmbiguityId, ReadingId]]
Floats: TypeAlias = npt.NDArray[np.float64]

LEAST_CHANCE = 0.5
"""A place is listed as inside a zone from this probability on; the probability stands beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A named point that is no place of the casebook, such as one of a table of settlements."""

    code: str
    """Its code in the table."""
    name: str
    """As the table has it."""
    lon: float
    """Degrees east, WGS84."""
    lat: float
    """Degrees north, WGS84."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInside:
    """A place of the casebook that lies in a zone."""

    place: PlaceId
    """Which."""
    chance: float
    """Probability that it does, with its own error and that of the zone's boundary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A zone under one combination of the readings it hangs on."""

    readings: Readings
    """Of every ambiguity it hangs on, in the casebook's order."""
    positions: tuple[PositionId, ...]
    """Positions under which it may be this one; those that take no reading allow every one."""
    ground: geo.Zone
    """EPSG:4326."""
    area_km2: float
    """Geodesic."""
    moves: bool
    """Whether it moves with a line of contact: the ground is that of the day asked for."""
    steps: tuple[Step, ...]
    """How it is built."""
    places: tuple[PlaceInside, ...]
    """Places of the casebook inside, the surest first."""
    n_settlements: int | None
    """Settlements of the table inside; None where the casebook has no such table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One zone under all readings asked for."""

    zone: ZoneRecipe
    """As written."""
    hangs_on: tuple[AmbiguityId, ...]
    """In the casebook's order."""
    variants: tuple[Variant, ...]
    """Each combination of readings under which it can be drawn."""
    uncharted: tuple[tuple[Readings, str], ...]
    """Those under which nobody says who held the ground it is built on then, and why."""
    clauses: tuple[ClauseId, ...]
    """Clauses that speak of it, or of a zone built from it, under some reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The least and the most of a figure, over every reading of the other ambiguities."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One reading of the ambiguity compared."""

    reading: ReadingId
    """Which."""
    area_km2: Span
    """Of the zone."""
    n_places: Span
    """Places of the casebook inside."""
    n_settlements: Span | None
    """Settlements of the table inside; None without such a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What lies in a zone under one reading of an ambiguity and not under another, the rest held."""

    one: ReadingId
    """The one reading."""
    other: ReadingId
    """The other."""
    only_one_km2: Span
    """Ground under the one alone."""
    only_other_km2: Span
    """Ground under the other alone."""
    places_only_one: tuple[PlaceId, ...]
    """Places inside under the one alone, whatever else is read how, or under some reading of the rest."""
    places_only_other: tuple[PlaceId, ...]
    """The same for the other."""
    settlements_only_one: Span | None
    """Settlements of the table inside under the one alone; None without such a table."""
    settlements_only_other: Span | None
    """The same for the other."""
    incidents_only_one: tuple[IncidentId, ...]
    """Incidents inside under the one alone by some account, whether or not a clause reaches them."""
    incidents_only_other: tuple[IncidentId, ...]
    """The same for the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """An incident on which the readings of an ambiguity differ: some verdict changes with it alone."""

    incident: IncidentId
    """Which."""
    account: str
    """Which account of it."""
    clause: ClauseId
    """Under which clause."""
    verdicts: tuple[tuple[ReadingId, tuple[Verdict, ...]], ...]
    """Each reading and what it gives, over every reading of the clause's other ambiguities."""
    n_differ: int
    """Combinations of the other ambiguities' readings, held, in which the verdict changes."""
    n_combinations: int
    """How many such combinations there are."""
    positions: tuple[PositionId, ...]
    """Positions under which the verdict changes with this ambiguity alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What one ambiguity makes of one zone, or of the ground of one clause. Computed, not determined."""

    zone: ZoneId | None
    """The zone; None where the clause itself is open about which zone it means."""
    clause: ClauseId | None
    """That clause; None for a zone."""
    ambiguity: AmbiguityId
    """One it hangs on."""
    alternatives: tuple[Alternative, ...]
    """Each reading under which the ground can be drawn on the day asked for."""
    differences: tuple[Difference, ...]
    """Each pair of readings."""
    clauses: tuple[ClauseId, ...]
    """Clauses on the ground that an incident can break; where there are none, no verdict can turn on it."""
    turns: tuple[Turns, ...]
    """Incidents on which the readings differ."""


# Measuring


def measure(
    record: Record,
    *,
    zones: Sequence[ZoneId] = (),
    positions: Sequence[PositionId] = (),
    on: date | None = None,
    rulebook: Rulebook | None = None,
    points: PointsInside | None = None,
) -> tuple[Measured, ...]:
    """Return zones under every combination of readings that the positions allow, measured.

    Parameters
    ----------
    record : Record
        Parsed.
    zones : sequence of ZoneId
        None for all of the casebook's.
    positions : sequence of PositionId
        None for all; a combination of readings that none of them allows is left out.
    on : date, optional
        Only zones whose drawing holds on this day; one that does not say from when or until when holds. A
        zone that moves is taken as at its end; without a day, as at the last word on control.
    rulebook : Rulebook, optional
        Of the same casebook, if some zones of it have been built already.
    points : PointsInside, optional
        What is looked for inside; the casebook's places alone if left out.

    Raises
    ------
    NotFound
        If there is no such zone or position.
    BadGeometry
        If the words of a zone build nothing under some reading; a checked casebook has no such zone.
    """
    book = rulebook or rulebook_of(record)
    chosen = [book.position(one) for one in positions] or list(record.casebook.positions)
    asked = [zone_recipe(record.casebook, zone) for zone in dict.fromkeys(zones)] or list(
        record.casebook.zones
    )
    points = points or PointsInside.of(record.casebook.places)
    spoken = _spoken_of(record.casebook)
    at = None if on is None else day_end(on.isoformat(), record.casebook.mandate.day_zone)
    return tuple(
        _measured(recipe, book, chosen, points, spoken, at) for recipe in asked if holds_on(recipe, on)
    )


def holds_on(zone: ZoneRecipe, on: date | None) -> bool:
    """Return whether a zone's drawing holds on a day; where it does not say, it does.

    Examples
    --------
    A drawing `until: 2024-11` holds to the end of October 2024.
    """
    if on is None:
        return True
    day = on.isoformat()
    begun = zone.from_ is None or zone.from_ <= day
    return begun and (zone.until is None or day < zone.until)


def _measured(
    recipe: ZoneRecipe,
    rulebook: Rulebook,
    positions: Sequence[Position],
    points: PointsInside,
    spoken: Mapping[ZoneId, tuple[ClauseId, ...]],
    at: datetime | None,
) -> Measured:
    casebook = rulebook.casebook
    hangs_on = in_order(casebook, zone_ambiguities(casebook, recipe.id))
    variants, uncharted = [], list[tuple[Readings, str]]()
    for readings in rulebook.choices(hangs_on):
        allowed = tuple(one.id for one in positions if _allows(one, readings))
        if not allowed:
            continue
        over_time = rulebook.ground(recipe.id, readings)
        piece = over_time.whole(at or over_time.shown_at)
        ground = over_time.at(piece.at)
        if isinstance(ground, Uncharted):
            uncharted.append((readings, ground.why))
            continue
        variants.append(
            Variant(
                readings=readings,
                positions=allowed,
                ground=ground,
                area_km2=geo.area_km2(ground),
                moves=len(over_time.stages) > 1,
                steps=steps(casebook, recipe.id, readings, fronts=rulebook.who_held_what(), at=at),
                places=points.places_in(piece),
                n_settlements=points.n_settlements_in(piece),
            )
        )
    return Measured(
        zone=recipe,
        hangs_on=hangs_on,
        variants=tuple(variants),
        uncharted=tuple(uncharted),
        clauses=spoken.get(recipe.id, ()),
    )


def _allows(position: Position, readings: Readings) -> bool:
    return all(
        position.readings.get(ambiguity, ReadingId("unresolved")) in {reading, "unresolved"}
        for ambiguity, reading in readings.items()
    )


def _spoken_of(casebook: Casebook) -> dict[ZoneId, tuple[ClauseId, ...]]:
    """Return for each zone the clauses that name it, or a zone built from it, under some reading."""
    parts = {zone.id: zone_parts(casebook, zone.id) for zone in casebook.zones}
    found: dict[ZoneId, tuple[ClauseId, ...]] = {}
    for clause in casebook.clauses:
        named = frozenset[ZoneId]().union(*(parts.get(zone, frozenset()) for zone in zones_named(clause)))
        for zone in named:
            found[zone] = (*found.get(zone, ()), clause.id)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointsInside:
    """Places and settlements, looked for once in each zone that is drawn."""

    places: tuple[Place, ...]
    settlements: tuple[Settlement, ...] | None
    on_ground: Places
    known: dict[int, tuple[Piece, tuple[PlaceInside, ...], frozenset[int] | None]]

    @classmethod
    def of(cls, places: Sequence[Place], settlements: Sequence[Settlement] | None = None) -> PointsInside:
        """Return them, not looked for yet; a settlement's point is taken as it stands."""
        return cls(
            places=tuple(places),
            settlements=None if settlements is None else tuple(settlements),
            on_ground=places_of(places),
            known={},
        )

    def places_in(self, piece: Piece) -> tuple[PlaceInside, ...]:
        """Return the places inside, the surest first."""
        return self._inside(piece)[1]

    def settlements_in(self, piece: Piece) -> frozenset[int] | None:
        """Return the rows of the settlements inside."""
        return self._inside(piece)[2]

    def n_settlements_in(self, piece: Piece) -> int | None:
        """Return how many settlements are inside."""
        inside = self.settlements_in(piece)
        return None if inside is None else len(inside)

    def _inside(self, piece: Piece) -> tuple[Piece, tuple[PlaceInside, ...], frozenset[int] | None]:
        if id(piece.zone) not in self.known:
            assert isinstance(piece.zone, geo.Zone)
            self.known[id(piece.zone)] = piece, tuple(self._places(piece)), self._settlements(piece.zone)
        return self.known[id(piece.zone)]

    def _places(self, piece: Piece) -> list[PlaceInside]:
        chance = self.on_ground.inside(piece, np.arange(len(self.places)), ())
        found = [
            PlaceInside(place=one.id, chance=float(p))
            for one, p in zip(self.places, chance, strict=True)
            if p >= LEAST_CHANCE
        ]
        return sorted(found, key=lambda one: (-round(one.chance, 6), one.place))

    def _settlements(self, ground: geo.Zone) -> frozenset[int] | None:
        if self.settlements is None:
            return None
        lon, lat = (np.array([getattr(one, key) for one in self.settlements]) for key in ("lon", "lat"))
        return frozenset(np.flatnonzero(geo.contains(ground, lon, lat)).tolist())


# Comparing


def compare(
    record: Record,
    claims: pa.Table,
    *,
    zones: Sequence[ZoneId] = (),
    positions: Sequence[PositionId] = (),
    on: date | None = None,
    rulebook: Rulebook | None = None,
    points: PointsInside | None = None,
) -> tuple[Compared, ...]:
    """Return for each zone and each ambiguity that makes it what the choice of a reading changes.

    Parameters
    ----------
    record : Record
        Parsed.
    claims : pa.Table, CLAIMS schema, (n,)
        The incidents on which ground and verdicts are looked at.
    zones, positions, on, rulebook, points
        As for `measure`. `positions` are those named in `Turns`; ground is compared under all readings.

    Returns
    -------
    tuple of Compared
        Zones in the casebook's order, then clauses that are open about which of these zones they mean; for
        each the ambiguities in order. Nothing for a zone that hangs on none.

    Raises
    ------
    NotFound
        If there is no such zone or position.
    """
    book = rulebook or rulebook_of(record)
    for position in positions:
        book.position(position)
    asked = [zone_recipe(record.casebook, zone) for zone in dict.fromkeys(zones)] or list(
        record.casebook.zones
    )
    names = {recipe.id for recipe in asked if holds_on(recipe, on)}
    spoken = _spoken_of(record.casebook)
    at = None if on is None else day_end(on.isoformat(), record.casebook.mandate.day_zone)
    grounds = [_of_zone(recipe.id, book, spoken, at) for recipe in asked if recipe.id in names]
    grounds += [ground for clause in book.assessed() if (ground := _of_clause(clause, names, book, at))]
    grounds = [ground for ground in grounds if ground.hangs_on]
    turning = _Turning.of(record, claims, {one for ground in grounds for one in ground.clauses}, positions)
    points = points or PointsInside.of(record.casebook.places)
    happened = _Happened.of(claims)
    return tuple(
        _compared(ground, ambiguity, record.casebook, points, happened, turning)
        for ground in grounds
        for ambiguity in ground.hangs_on
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Drawn:
    """Ground under one combination of readings."""

    readings: Readings
    ground: geo.Zone
    """On the day asked for."""
    piece: Piece
    """The same as a piece."""
    over_time: Ground


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """What is compared: a zone, or the ground of a clause that is open about its zone."""

    zone: ZoneId | None
    clause: ClauseId | None
    hangs_on: tuple[AmbiguityId, ...]
    drawn: tuple[_Drawn, ...]
    clauses: tuple[ClauseId, ...]


def _of_zone(
    zone: ZoneId,
    rulebook: Rulebook,
    spoken: Mapping[ZoneId, tuple[ClauseId, ...]],
    at: datetime | None,
) -> _Ground:
    hangs_on = in_order(rulebook.casebook, zone_ambiguities(rulebook.casebook, zone))
    breakable = {clause.id for clause in rulebook.assessed()}
    return _Ground(
        zone=zone,
        clause=None,
        hangs_on=hangs_on,
        drawn=tuple(
            one for readings in rulebook.choices(hangs_on) if (one := _drawn(zone, readings, rulebook, at))
        ),
        clauses=tuple(one for one in spoken.get(zone, ()) if one in breakable),
    )


def _of_clause(clause: Clause, zones: set[ZoneId], rulebook: Rulebook, at: datetime | None) -> _Ground | None:
    """Return the ground of a clause that hangs itself on which of `zones` it means, else nothing."""
    named = zones_named(clause)
    if not isinstance(clause.where, Hanging) or not zones.intersection(named):
        return None
    hanging = ambiguities_in(clause.where).union(*(zone_ambiguities(rulebook.casebook, z) for z in named))
    hangs_on = in_order(rulebook.casebook, hanging)
    drawn = []
    for readings in rulebook.choices(hangs_on):
        where: object = clause.where
        while isinstance(where, Hanging):
            where = where.readings[readings[where.hangs_on]]
        if not isinstance(where, str):
            return None  # anywhere, under this reading: no ground to measure
        drawn.append(_drawn(ZoneId(where), readings, rulebook, at))
    charted = tuple(one for one in drawn if one is not None)
    return _Ground(zone=None, clause=clause.id, hangs_on=hangs_on, drawn=charted, clauses=(clause.id,))


def _drawn(zone: ZoneId, readings: Readings, rulebook: Rulebook, at: datetime | None) -> _Drawn | None:
    """Return a zone under some readings; nothing where nobody says who held its ground then."""
    over_time = rulebook.ground(zone, readings)
    piece = over_time.whole(at or over_time.shown_at)
    ground = over_time.at(piece.at)
    if isinstance(ground, Uncharted):
        return None
    return _Drawn(readings=readings, ground=ground, piece=piece, over_time=over_time)


def _compared(
    ground: _Ground,
    ambiguity: AmbiguityId,
    casebook: Casebook,
    points: PointsInside,
    happened: _Happened,
    turning: _Turning,
) -> Compared:
    asked = next(one for one in casebook.ambiguities if one.id == ambiguity)
    under = {
        reading.id: drawn
        for reading in asked.readings
        if (drawn := [one for one in ground.drawn if one.readings[ambiguity] == reading.id])
    }
    return Compared(
        zone=ground.zone,
        clause=ground.clause,
        ambiguity=ambiguity,
        alternatives=tuple(_alternative(reading, drawn, points) for reading, drawn in under.items()),
        differences=tuple(
            _difference(ambiguity, under[one], under[other], points, happened)
            for one, other in combinations(under, 2)
        ),
        clauses=ground.clauses,
        turns=tuple(turn for clause in ground.clauses for turn in turning.on(clause, ambiguity)),
    )


def _alternative(reading: ReadingId, drawn: Sequence[_Drawn], points: PointsInside) -> Alternative:
    return Alternative(
        reading=reading,
        area_km2=_span([geo.area_km2(one.ground) for one in drawn]),
        n_places=_span([len(points.places_in(one.piece)) for one in drawn]),
        n_settlements=_span_or_none([points.n_settlements_in(one.piece) for one in drawn]),
    )


def _difference(
    ambiguity: AmbiguityId,
    ones: Sequence[_Drawn],
    others: Sequence[_Drawn],
    points: PointsInside,
    happened: _Happened,
) -> Difference:
    drawn = [
        (one, other)
        for one in ones
        for other in others
        if rest_of(one.readings, ambiguity) == rest_of(other.readings, ambiguity)
    ]
    pairs = [(one.ground, other.ground) for one, other in drawn]
    pieces = [(one.piece, other.piece) for one, other in drawn]
    places = [[{one.place for one in points.places_in(piece)} for piece in pair] for pair in pieces]
    settled = [[points.settlements_in(piece) for piece in pair] for pair in pieces]
    known = [(a, b) for a, b in settled if a is not None and b is not None]
    grounds = [(one.over_time, other.over_time) for one, other in drawn]
    return Difference(
        one=ones[0].readings[ambiguity],
        other=others[0].readings[ambiguity],
        only_one_km2=_span([geo.outside_km2(a, b) for a, b in pairs]),
        only_other_km2=_span([geo.outside_km2(b, a) for a, b in pairs]),
        places_only_one=tuple(sorted(set().union(*(a - b for a, b in places)))),
        places_only_other=tuple(sorted(set().union(*(b - a for a, b in places)))),
        settlements_only_one=_span_or_none([len(a - b) for a, b in known]),
        settlements_only_other=_span_or_none([len(b - a) for a, b in known]),
        incidents_only_one=tuple(sorted(set().union(*(happened.only_in(a, b) for a, b in grounds)))),
        incidents_only_other=tuple(sorted(set().union(*(happened.only_in(b, a) for a, b in grounds)))),
    )


def _span(values: Sequence[float]) -> Span:
    return Span(low=float(min(values)), high=float(max(values)))


def _span_or_none(values: Sequence[int | None]) -> Span | None:
    known = [float(value) for value in values if value is not None]
    return _span(known) if known else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Happened:
    """Where incidents are told to have happened, and when: the middle of the time stated."""

    ids: npt.NDArray[np.object_]
    places: Places
    at: npt.NDArray[np.int64]
    """Microseconds, UTC; far ahead where nobody says when, so that a zone is taken as it stood last."""
    known: dict[int, tuple[Ground, frozenset[IncidentId], frozenset[IncidentId]]]

    @classmethod
    def of(cls, claims: pa.Table) -> _Happened:
        return cls(
            ids=np.array(claims["incident_id"].to_pylist(), dtype=object),
            places=places(claims),
            at=_middles(claims),
            known={},
        )

    def only_in(self, one: Ground, other: Ground) -> frozenset[IncidentId]:
        """Return the incidents that by some account lie inside the one at the time and not inside the other.

        More likely than not, that is; none of which it is not known.
        """
        return self._sure(one)[0] - self._sure(other)[0] - self._sure(other)[1]

    def _sure(self, ground: Ground) -> tuple[frozenset[IncidentId], frozenset[IncidentId]]:
        """Return the incidents inside, and those in whose time nobody knows where the ground lay."""
        if id(ground) not in self.known:
            self.known[id(ground)] = ground, *self._look_for(ground)
        return self.known[id(ground)][1:]

    def _look_for(self, ground: Ground) -> tuple[frozenset[IncidentId], frozenset[IncidentId]]:
        edges = [micros(stage.start_at) for stage in ground.stages[1:]]
        of_stage = np.searchsorted(edges, self.at, side="right")
        inside, unknown = set[IncidentId](), set[IncidentId]()
        for number in np.unique(of_stage):
            rows = np.flatnonzero(of_stage == number)
            piece = ground.whole(ground.stages[number].start_at)
            chance = self.places.inside(piece, rows, ())
            # Nobody says who held the ground, or how near to the point printed it was.
            vague = (
                rows
                if isinstance(piece.zone, Uncharted)
                else rows[self.places.unstated[self.places.of[rows]]]
            )
            unknown.update(self.ids[vague[np.isnan(self.places.inside(piece, vague, ()))]].tolist())
            inside.update(self.ids[rows[chance >= LEAST_CHANCE]].tolist())
        return frozenset(inside), frozenset(unknown)


def _middles(claims: pa.Table) -> npt.NDArray[np.int64]:
    start, end = (claims[key].cast(pa.int64()) for key in ("start_at", "end_at"))
    middle = pc.add(start, pc.divide(pc.subtract(end, start), 2))
    return np.asarray(pc.fill_null(middle, np.iinfo(np.int64).max).to_numpy(), dtype=np.int64)


# Incidents on which the readings differ


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Turning:
    """Verdicts on the clauses asked for, under every combination of readings and every position."""

    casebook: Casebook
    verdicts: Mapping[_Found, Mapping[Choice, Verdict]]
    """Nothing for a clause with too many combinations to try them all."""
    decided_by: Mapping[_Found, Mapping[PositionId, Sequence[str]]]

    @classmethod
    def of(
        cls, record: Record, claims: pa.Table, clauses: set[ClauseId], positions: Sequence[PositionId]
    ) -> _Turning:
        rulebook = rulebook_of(record)
        decided: dict[_Found, dict[PositionId, Sequence[str]]] = {}
        if clauses and claims.num_rows:
            findings = assess(_only(record, clauses), claims, positions=positions or None).findings
            for one in findings.select([*_KEY, "position", "decided_by"]).to_pylist():
                decided.setdefault(_key(one), {})[PositionId(one["position"])] = one["decided_by"]
        verdicts: dict[_Found, dict[Choice, Verdict]] = {}
        for clause in sorted(clauses):
            reached = {key[:2] for key in decided if key[2] == clause}
            if reached and rulebook.n_choices(rulebook.hangs_on(clause)) <= MOST_COMBINATIONS:
                verdicts |= _every_verdict(record, rulebook, clause, _rows(claims, reached))
        return cls(casebook=record.casebook, verdicts=verdicts, decided_by=decided)

    def on(self, clause: ClauseId, ambiguity: AmbiguityId) -> Iterator[Turns]:
        """Yield the accounts whose verdict changes with the ambiguity alone, all else held some way."""
        asked = next(one for one in self.casebook.ambiguities if one.id == ambiguity)
        for key, verdicts in self.verdicts.items():
            if key[2] != clause:
                continue
            together: dict[Choice, dict[str, Verdict]] = {}
            for choice, verdict in verdicts.items():
                rest = frozenset(rest_of(dict(choice), ambiguity))
                together.setdefault(rest, {})[dict(choice)[ambiguity]] = verdict
            n_differ = sum(len(set(each.values())) > 1 for each in together.values())
            if n_differ:
                yield Turns(
                    incident=IncidentId(key[0]),
                    account=key[1],
                    clause=clause,
                    verdicts=tuple(
                        (reading.id, tuple(sorted({each[reading.id] for each in together.values()})))
                        for reading in asked.readings
                    ),
                    n_differ=n_differ,
                    n_combinations=len(together),
                    positions=tuple(
                        one for one, decided in self.decided_by[key].items() if ambiguity in decided
                    ),
                )


_Found: TypeAlias = tuple[str, str, ClauseId]
"""Incident, account and clause of a finding."""
_KEY = ("incident_id", "account", "clause_id")


def _key(finding: Mapping[str, str]) -> _Found:
    return finding["incident_id"], finding["account"], ClauseId(finding["clause_id"])


def _rows(claims: pa.Table, wanted: set[tuple[str, str]]) -> pa.Table:
    keys = zip(claims["incident_id"].to_pylist(), claims["account"].to_pylist(), strict=True)
    return claims.filter(pa.array([key in wanted for key in keys]))


def _every_verdict(
    record: Record, rulebook: Rulebook, clause: ClauseId, claims: pa.Table
) -> dict[_Found, dict[Choice, Verdict]]:
    """Return the verdicts on one clause, each combination of readings taken as a position of its own."""
    choices = rulebook.choices(rulebook.hangs_on(clause))
    every = {
        PositionId(str(number)): Position(id=PositionId(str(number)), label={}, readings=dict(readings))
        for number, readings in enumerate(choices)
    }
    asked = with_nouns(_only(record, {clause}), positions=tuple(every.values()))
    verdicts: dict[_Found, dict[Choice, Verdict]] = {}
    for one in assess(asked, claims).findings.select([*_KEY, "position", "verdict"]).to_pylist():
        choice = frozenset(every[PositionId(one["position"])].readings.items())
        verdicts.setdefault(_key(one), {})[choice] = Verdict(one["verdict"])
    return verdicts


def _only(record: Record, clauses: set[ClauseId]) -> Record:
    """Return a record whose text asks for these clauses alone, with what excepts them."""
    written = record.casebook.clauses
    kept = tuple(one for one in written if one.id in clauses or clauses.intersection(one.excepts))
    return with_nouns(record, clauses=kept, words=())
