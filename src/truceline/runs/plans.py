"""Patrols planned: a demand read, its route cut and weighed by the record, a schedule drawn."""

from __future__ import annotations

import dataclasses
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from truceline import geo
from truceline.bulletins.pages.schedule import Looked, Planned
from truceline.clock import Interval, instants, parse_stated, share_inside, span
from truceline.errors import BadInput, Fault
from truceline.files.outputs import write_new
from truceline.judgement.ledger import PatrolLedger, PatrolReach, PatrolRoute
from truceline.judgement.ledger.reach import is_turned
from truceline.model.casebook import Casebook
from truceline.model.ids import SegmentId
from truceline.model.plans import Demand, MeetingRule, Plan
from truceline.model.record import Patrol, Record
from truceline.planning import DRAWS, Proposal, propose, require_solver
from truceline.planning.daylight import clock_times
from truceline.planning.plan_files import PlansRead, check_access, check_against
from truceline.planning.watch import plans_of
from truceline.planning.weights import Weight, cut_route, segment_weights
from truceline.record import claims_of
from truceline.runs.plan_files import read_plan_file
from truceline.runs.sealed import Sealed, read_sealed
from truceline.text.relations import line_ambiguities
from truceline.text.zones.build import line_points
from truceline.text.zones.recipes import METRES, place_sigma_m


def plan_patrols(
    file: str | Path, *, seed: int | None = None, n_draws: int = DRAWS, out: str | Path | None = None
) -> Planned:
    """Return a schedule for the demand of a plan file, drawn at random near the best coverage.

    Parameters
    ----------
    file : str or Path
        A plan file with a demand.
    seed : int, optional
        0 or more; a fresh one is drawn where none is given. It is as secret as the schedule.
    n_draws : int
        Schedules drawn to tell how well the proposed one can be guessed; at least 1.
    out : str or Path, optional
        Write the plans here, as a plan file; only if there is a schedule.

    Raises
    ------
    NotFound
        If OR-Tools is not installed, or the demand names a casebook that is not there.
    BadInput
        If the file cannot be read or is at fault, with every fault.
    BadCasebook
        If the casebook is at fault.
    """
    require_solver()
    source = read_plan_file(file)
    read = source.read
    if read.plans.demand is None:
        fault = Fault(file=str(file), message="no `demand`", remedy="write `demand:`; plans need no planning")
        raise BadInput("there is nothing to schedule", [fault])
    demand, pieces, sealed = _with_segments(read, read.plans.demand)
    weights, looked = _weighed(demand, pieces, sealed)
    fresh = secrets.randbits(63) if seed is None else seed
    result = propose(
        demand, {segment: one.value for segment, one in weights.items()}, seed=fresh, n_draws=n_draws
    )
    plans = plans_of(result.drawn, demand) if isinstance(result, Proposal) else ()
    if out is not None and plans:
        write_new(out, plan_text(plans))
    return Planned(
        file=source.file,
        sha256=source.sha256,
        demand=demand,
        weights=weights,
        looked=looked,
        result=result,
        plans=plans,
        written=str(out) if out is not None and plans else None,
    )


# The route


def _with_segments(
    read: PlansRead, demand: Demand
) -> tuple[Demand, dict[SegmentId, tuple[geo.Point, ...]], Sealed | None]:
    """Return the demand with its route cut, the points of each segment, and the casebook as then known."""
    if demand.casebook is None:
        return demand, {}, None
    asked_at = instants(parse_stated(demand.asked_at), demand.zone)[-1]
    sealed = read_sealed(demand.casebook, try_zones=False).known_by(asked_at)
    record = sealed.parsed.record
    split = demand.route
    hangs_on = line_ambiguities(record.casebook, split.line) if split is not None else frozenset()
    check_against(read, record.casebook, hangs_on)
    if split is None:
        return demand, {}, sealed
    points = line_points(record.casebook, split.line, dict(split.readings or {}))
    cut = cut_route(points, split)
    return (
        dataclasses.replace(
            demand,
            segments=tuple(segment for segment, _ in cut),
            meeting=_met(read, demand.meeting, points, record.casebook),
        ),
        {segment.id: points for segment, points in cut},
        sealed,
    )


def _met(
    read: PlansRead, meeting: MeetingRule | None, points: Sequence[geo.Point], book: Casebook
) -> MeetingRule | None:
    """Return where crews meet with the kilometre of the route that is nearest, where none is stated."""
    if meeting is None or meeting.km is not None:
        return meeting
    place = next(one for one in book.places if one.id == meeting.place)
    [km], [off_km] = geo.along_km(points, place.lon, place.lat)
    # Within its own error a place may lie on the route.
    check_access(read, max(float(off_km) - geo.CUT_SIGMAS * place_sigma_m(place) / METRES, 0.0))
    return dataclasses.replace(meeting, km=float(km))


# The weights


def _weighed(
    demand: Demand, pieces: Mapping[SegmentId, tuple[geo.Point, ...]], sealed: Sealed | None
) -> tuple[dict[SegmentId, Weight], Looked | None]:
    stated = {segment.id: segment.last_on for segment in demand.segments}
    if sealed is None or not pieces:
        return segment_weights(demand, n_incidents=None, last_on=stated), None
    record = sealed.parsed.record
    near, n_incidents = _incidents_near(demand, pieces, record)
    patrolled, n_outings, n_reaching = last_patrolled(demand, record)
    weights = segment_weights(demand, n_incidents=near, last_on=patrolled)
    looked = Looked(
        casebook=record.casebook.casebook.id,
        sha256=sealed.sha256,
        n_incidents=n_incidents,
        n_outings=n_outings,
        n_reaching=n_reaching,
        since=demand.first_on - timedelta(days=demand.weighing.days),
        until=demand.first_on - timedelta(days=1),
    )
    return weights, looked


def _incidents_near(
    demand: Demand, pieces: Mapping[SegmentId, tuple[geo.Point, ...]], record: Record
) -> tuple[dict[SegmentId, float], int]:
    """Return the expected number of incidents near each segment, and how many were looked at.

    Of the accounts of an incident the one counts that puts it most surely near the segment, then and there.
    """
    claims = claims_of(record)
    first_at = clock_times(demand.first_on, "00:00", demand.zone)[0]
    during = Interval(first_at - timedelta(days=demand.weighing.days), first_at)
    chances = [_chance(row["start_at"], row["end_at"], during) for row in claims.to_pylist()]
    ids = claims["incident_id"].to_pylist()
    lon, lat, radius_m = (claims[name].to_numpy(zero_copy_only=False) for name in ("lon", "lat", "radius_m"))
    near = {}
    for segment, points in pieces.items():
        zone = geo.corridor(points, reach_m=demand.weighing.within_km * 1000, ends="round")
        inside = geo.probability_inside(zone, lon, lat, radius_m)
        surest: dict[str, float] = {}
        for incident, then, there in zip(ids, chances, inside, strict=True):
            chance = 0.0 if there != there else then * float(there)  # a place unknown is near to nothing
            surest[incident] = max(surest.get(incident, 0.0), chance)
        near[segment] = sum(surest.values())
    return near, len({incident for incident, then in zip(ids, chances, strict=True) if then > 0})


def _chance(start_at: datetime | None, end_at: datetime | None, during: Interval) -> float:
    if start_at is None or end_at is None:
        return 0.0
    return share_inside(Interval(start_at, end_at), during)


def last_patrolled(demand: Demand, record: Record) -> tuple[dict[SegmentId, date | None], int, int]:
    """Return the last day on which each segment was patrolled, how many outings there were, and of how many
    it is told how far they came.

    Of the accounts of an outing the one counts that has it come least far: a gap is rather too long than
    too short; and it counts as far as it surely came, the error of the place allowed for. An outing of which
    nobody says how far it came, or which ran elsewhere, shows nothing.
    """
    assert demand.route is not None
    points = line_points(record.casebook, demand.route.line, dict(demand.route.readings or {}))
    ledger = PatrolLedger(record=record)
    days = [one.patrol for one in ledger.told if _is_day(one.patrol.on)]
    before = [one for one in days if date.fromisoformat(one.on) < demand.first_on]
    last: dict[SegmentId, date | None] = {segment.id: segment.last_on for segment in demand.segments}
    n_reaching = 0
    for patrol in before:
        accounts = [one for one in ledger.reaches if one.patrol == patrol.id]
        passed = _passed_km(patrol, ledger.routes[patrol.id], accounts, points)
        if passed is None:
            continue
        n_reaching += 1
        from_km, to_km = passed
        for segment in demand.segments:
            if from_km <= (segment.from_km + segment.to_km) / 2 <= to_km:
                last[segment.id] = max(filter(None, (last[segment.id], date.fromisoformat(patrol.on))))
    return last, len(before), n_reaching


def _passed_km(
    patrol: Patrol, routes: Sequence[PatrolRoute], reaches: Iterable[PatrolReach], points: Sequence[geo.Point]
) -> tuple[float, float] | None:
    """Return from where to where on the route an outing surely came by each account that tells; None if none.

    Of the courses on which it may have run only one that keeps to the route's own points is looked at.
    """
    on_route = [number for number, one in enumerate(routes) if set(one.points) <= set(points)]
    number = max(on_route, key=lambda one: routes[one].length_km, default=None)
    shares = [end.share_low for one in reaches for end in one.along if end.route == number]
    if number is None or not shares:
        return None
    route = routes[number]
    [begins_km], _ = geo.along_km(points, *route.points[0])
    ran_km = min(shares) * route.length_km
    start_km = route.length_km - ran_km if is_turned(patrol, route) else 0.0
    return float(begins_km) + start_km, float(begins_km) + start_km + ran_km


def _is_day(words: str) -> bool:
    found = span(parse_stated(words), "UTC")
    return found.end_at - found.start_at == timedelta(days=1)


# Writing plans


def plan_text(plans: Sequence[Plan]) -> str:
    """Return plans as the text of a plan file, which `parse_plans` reads again: JSON, which is YAML too."""
    return json.dumps({"plans": [_plain(plan) for plan in plans]}, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    """Return a noun as keys and values under the names of the file, what says nothing left out."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {
            name.rstrip("_"): _plain(one)
            for name, one in fields.items()
            if one is not None and one not in ((), "")
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
