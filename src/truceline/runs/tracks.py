"""Tracks of patrols read and measured: against the casebook's route, its places and its zones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from truceline import geo
from truceline.bulletins.pages.tracks import BesidePlans, Halt, InZone, OnRoute, Tracked
from truceline.errors import Fault, NotFound
from truceline.files.casebooks import Folders
from truceline.judgement.ledger import PatrolFacts, is_turned, routes_of
from truceline.judgement.questions.zones_compared import measure
from truceline.judgement.rulebook import rulebook_of
from truceline.model.casebook import Casebook, Limits, LineRecipe, Place
from truceline.model.hanging import Readings
from truceline.model.ids import ClauseId, PatrolId, PlaceId, ZoneId
from truceline.model.record import Record
from truceline.model.spelling import did_you_mean, spellings
from truceline.model.tables import FIXES, PARTS, TRACKS
from truceline.planning.adherence import plan_kept
from truceline.planning.plan_files import check_against
from truceline.record.patrols import (
    ClockDoubt,
    Company,
    Coverage,
    Dwell,
    Progress,
    Route,
    beside_m,
    checked,
    clock_doubts,
    company,
    marked,
    progress,
    time_in_zone,
    tracks,
    whole_patrols,
)
from truceline.record.patrols.coverage import coverage
from truceline.record.patrols.parts import parts
from truceline.record.patrols.together import joint_fixes
from truceline.record.patrols.track import track
from truceline.runs.casebook import asked_casebook, known_ids
from truceline.runs.plan_files import PlanSource, read_plan_file
from truceline.sources.tracks.reading import read_tracks
from truceline.text.relations import every_choice, line_ambiguities
from truceline.text.zones import line_way

FIXES_AT_ONCE: Final = 500_000
"""Measured together, in whole patrols: enough for speed, little enough for memory."""
WORKERS: Final = 2


def tracks_of(
    files: Sequence[str | Path],
    *,
    casebook: Folders | str | Path,
    route: str | None = None,
    mapping: str | Path | None = None,
    limits: Limits | None = None,
    zones: Sequence[str] = (),
    plan: str | Path | None = None,
    language: str = "en",
) -> Tracked:
    """Return what the fixes of some files come to, beside a casebook's route, places and zones.

    Parameters
    ----------
    files : sequence of path
        GPX, GeoJSON, GeoParquet or delimited text.
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    route : str, optional
        A line of the casebook, as agreed for these patrols; without one nothing is measured along a route.
    mapping : path, optional
        Which column is what, for all of the files.
    limits : Limits, optional
        Conventions for jumps, silences, stops, reach; those of the casebook's mandate without it.
    zones : sequence of str
        Ids; without any, those drawn along the route.
    plan : path, optional
        A plan file; its plans are laid beside the patrols that have their ids.
    language : str
        In which names are shown.

    Raises
    ------
    BadReport
        With the faults of all files.
    BadInput
        If a limit is not usable, or the plan file is at fault.
    BadCasebook
        If the casebook has faults.
    NotFound
        If there is no such casebook, line, zone or language, or none of the plans is of one of the patrols.
    """
    asked = asked_casebook(casebook, language=language)
    record = asked.record
    within = checked(record.casebook.mandate.tracks if limits is None else limits)
    courses = _courses(record.casebook, route) if route is not None else []
    chosen = known_ids(tuple(zones), spellings(record.casebook.zones), "zone") or _along(
        record.casebook, route
    )
    source = _plans(plan, record.casebook) if plan is not None else None
    read = read_tracks(files, mapping=mapping)
    drawn = _drawn_zones(record, chosen, read.fixes)
    ways = [way for way, _ in courses]
    turned = _turned(record, route)
    pieces = whole_patrols(read.fixes, n_fixes=FIXES_AT_ONCE)
    with ThreadPoolExecutor(WORKERS) as pool:
        done = list(pool.map(lambda piece: _measured(piece, ways, turned, drawn, within), pieces))
    fixes = _joined([one.fixes for one in done], FIXES)
    whole = _joined([one.tracks for one in done], TRACKS)
    cut = _joined([one.parts for one in done], PARTS)
    first, last = pc.min(whole["start_at"]).as_py(), pc.max(whole["end_at"]).as_py()
    return Tracked(
        asked=asked,
        limits=within,
        files=read.files,
        days=None if first is None else (first, last),
        marks=dict(sorted(Counter(pc.list_flatten(fixes["marks"]).to_pylist()).items())),
        fixes=fixes,
        tracks=whole,
        parts=cut,
        halts=tuple(_halts(cut, record.casebook.places, within)),
        clocks=tuple(doubt for one in done for doubt in one.clocks),
        company=tuple(told for one in done for told in one.company),
        routes=tuple(
            OnRoute(
                route=way,
                readings=readings,
                coverage=tuple(seen for one in done for seen in one.coverage[i]),
                progress=tuple(came for one in done for came in one.progress[i]),
            )
            for i, (way, readings) in enumerate(courses)
        ),
        zones=tuple(
            InZone(
                zone=zone.zone,
                readings=zone.readings,
                clauses=zone.clauses,
                dwell=tuple(was for one in done for was in one.dwell[i] if was.high_s > 0 or was.n_in),
            )
            for i, zone in enumerate(drawn)
        ),
        planned=_beside(source, fixes, record.casebook, within) if source is not None else None,
    )


def patrol_facts(found: Tracked) -> tuple[PatrolFacts, ...]:
    """Return what the tracks show of each outing, for the patrol ledger: one row for each side's vehicles.

    A crew's own device speaks for its side. What its fixes leave open stays unknown: whether the other side
    went out too is not said by a track that is not there. Where readings draw the route in several ways that
    answer differently, whether its end was reached is not said.
    """
    facts = []
    for told in found.company:
        ends = {_reached(one.progress, told) for one in found.routes}
        facts.append(
            PatrolFacts(
                patrol=PatrolId(told.patrol),
                by="tracks",
                side=told.side,
                joint=True if told.others else None,
                set_out=_set_out(found, told),
                reached_end=ends.pop() if len(ends) == 1 else None,
                both_throughout=told.throughout,
            )
        )
    return tuple(facts)


def _set_out(found: Tracked, told: Company) -> bool | None:
    """Whether a side set out; where a route is known, by progress along it, not by a drive round the base."""
    if told.set_out is not True or not found.routes:
        return told.set_out
    came = [
        one
        for course in found.routes
        for one in course.progress
        if (one.of.patrol, one.of.side) == (told.patrol, told.side)
    ]
    far = [
        abs(one.reach_km - one.start_km) >= found.limits.turn_km
        for one in came
        if one.reach_km is not None and one.start_km is not None
    ]
    if any(far):
        return True
    return False if len(far) == len(came) and all(one.reached_end is False for one in came) else None


def _reached(came: Iterable[Progress], told: Company) -> bool | None:
    answers = {one.reached_end for one in came if (one.of.patrol, one.of.side) == (told.patrol, told.side)}
    return True if True in answers else None if None in answers or not answers else False


# One piece


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    fixes: pa.Table
    tracks: pa.Table
    parts: pa.Table
    clocks: tuple[ClockDoubt, ...]
    company: tuple[Company, ...]
    coverage: list[tuple[Coverage, ...]]
    progress: list[tuple[Progress, ...]]
    dwell: list[tuple[Dwell, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    zone: ZoneId
    readings: Readings
    clauses: tuple[ClauseId, ...]
    ground: geo.Zone


def _measured(
    piece: pa.Table, ways: list[Route], turned: dict[str, bool], drawn: list[_Drawn], limits: Limits
) -> _Measured:
    fixes = marked(piece, limits)
    whole = track(fixes, limits)
    used = whole.chosen(whole.is_used())
    cut = parts(used, limits)
    doubts = clock_doubts(used, limits)
    joint = joint_fixes(used, limits)
    return _Measured(
        fixes=fixes,
        tracks=tracks(whole, limits, cut=cut),
        parts=cut,
        clocks=doubts,
        company=company(used, limits, joint=joint[0]),
        coverage=[coverage(used, way, limits, doubts=doubts, joint=joint) for way in ways],
        progress=[progress(used, way, limits, turned=turned) for way in ways],
        dwell=[time_in_zone(used, one.ground, limits) for one in drawn],
    )


def _joined(tables: list[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables(tables).unify_dictionaries() if tables else schema.empty_table()


# What the casebook has


def _courses(book: Casebook, line: str) -> list[tuple[Route, tuple[Readings, ...]]]:
    """Return each course of a line, with every choice of readings that draws it so."""
    found = next((one for one in book.lines if one.id == line), None)
    if found is None:
        known = spellings(book.lines)
        remedy = did_you_mean(line, known) or f"one of {', '.join(known)}"
        fault = Fault(message=f"there is no line {line!r}", remedy=remedy)
        raise NotFound("no such route", [fault])
    alike: dict[tuple[tuple[geo.Point, ...], float], list[Readings]] = {}
    for readings in every_choice(book, line_ambiguities(book, line)):
        way = line_way(book, line, readings)
        alike.setdefault((tuple(way.points), way.sigma_m), []).append(readings)
    return [
        (Route(id=line, points=points, sigma_m=sigma_m), tuple(readings))
        for (points, sigma_m), readings in alike.items()
    ]


def _turned(record: Record, line: str | None) -> dict[str, bool]:
    """Return of the ledger's patrols on a line whether each was to run against its kilometres."""
    if line is None:
        return {}
    routes = routes_of(record.casebook, record.patrols)
    return {
        str(one.id): is_turned(one, routes[one.id][0])
        for one in record.patrols
        if routes[one.id] and routes[one.id][0].line == line
    }


def _along(book: Casebook, line: str | None) -> tuple[str, ...]:
    """Return the zones drawn along a line."""
    return tuple(
        zone.id for zone in book.zones if isinstance(zone.recipe, LineRecipe) and zone.recipe.along == line
    )


def _drawn_zones(record: Record, chosen: tuple[str, ...], fixes: pa.Table) -> list[_Drawn]:
    """Return those of the zones chosen in which fixes may lie, under every reading."""
    bounds = _bounds(fixes)
    if bounds is None or not chosen:
        return []
    return [
        _Drawn(
            zone=ZoneId(one.zone.id), readings=variant.readings, clauses=one.clauses, ground=variant.ground
        )
        for one in measure(record, zones=[ZoneId(zone) for zone in chosen], rulebook=rulebook_of(record))
        for variant in one.variants
        if _may_meet(geo.bounds(variant.ground), bounds)
    ]


def _bounds(fixes: pa.Table) -> tuple[float, float, float, float] | None:
    ends = [pc.min_max(fixes[name]).as_py() for name in ("lon", "lat")]
    if ends[0]["min"] is None or ends[1]["min"] is None:
        return None
    return ends[0]["min"], ends[1]["min"], ends[0]["max"], ends[1]["max"]


def _may_meet(
    zone: tuple[float, float, float, float], fixes: tuple[float, float, float, float], margin: float = 0.2
) -> bool:
    """Whether two boxes in degrees share ground, with a margin for errors of boundary and fixes."""
    return (
        zone[0] - margin <= fixes[2]
        and zone[2] + margin >= fixes[0]
        and zone[1] - margin <= fixes[3]
        and zone[3] + margin >= fixes[1]
    )


# What was planned


def _plans(file: str | Path, book: Casebook) -> PlanSource:
    """Return a plan file whose plans name only what the casebook has; what else it demands is not asked."""
    source = read_plan_file(file)
    own = replace(source.read, plans=replace(source.read.plans, demand=None))
    check_against(own, book)
    return source


def _beside(source: PlanSource, fixes: pa.Table, book: Casebook, limits: Limits) -> BesidePlans:
    names = fixes["patrol"].cast(pa.string())
    patrols = sorted(one for one in pc.unique(names).to_pylist() if one is not None)
    plans = source.read.plans.plans
    places = {place.id: place for place in book.places}
    tracked = [plan for plan in plans if plan.id in patrols]
    if not tracked:
        remedy = f"map `patrol: {{always: {plans[0].id}}}`" if plans else "name a file with plans"
        fault = Fault(
            file=source.file,
            message=f"no plan has the id of one of these patrols: {', '.join(patrols) or 'there is none'}",
            remedy=remedy,
        )
        raise NotFound("no such plan", [fault])
    return BesidePlans(
        file=source.file,
        sha256=source.sha256,
        kept=tuple(
            plan_kept(fixes.filter(pc.equal(names, plan.id)), plan, places, limits) for plan in tracked
        ),
        n_untracked=len(plans) - len(tracked),
        unplanned=tuple(one for one in patrols if one not in {plan.id for plan in tracked}),
    )


def _halts(cut: pa.Table, places: Sequence[Place], limits: Limits) -> Iterator[Halt]:
    """Yield the stops with the nearest place whose radius, and the stop's, reach them."""
    stops = cut.filter(pc.equal(cut["kind"], "stop"))
    lon, lat = stops["lon"].to_numpy(), stops["lat"].to_numpy()
    near: list[tuple[PlaceId | None, float | None]] = [(None, None)] * stops.num_rows
    for place in places:
        away = geo.distances_m(lon, lat, place.lon, place.lat)
        for i in (away <= beside_m(place.radius_m, limits)).nonzero()[0].tolist():
            held = near[i][1]
            if held is None or away[i] < held:
                near[i] = (place.id, float(away[i]))
    for row, (place_id, metres) in zip(stops.to_pylist(), near, strict=True):
        yield Halt(
            patrol=row["patrol"],
            vehicle=row["vehicle"],
            side=row["side"],
            start_at=row["start_at"],
            duration_s=row["duration_s"],
            lon=row["lon"],
            lat=row["lat"],
            place=place_id,
            place_m=metres,
        )
