"""Sheets of patrols to come, one for each crew: where it meets, the way with its times, whom it calls.

Made of what the plan holds. What it does not hold is a blank line for a pen: nothing is made up for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.pages.page import render
from truceline.clock import shown_at
from truceline.model.casebook import Place
from truceline.model.ids import PlaceId
from truceline.model.naming import name
from truceline.model.plans import Plan, PlannedCrew
from truceline.model.words import Audience
from truceline.planning.watch import planned_at
from truceline.planning.way import WayPoint

PEN: Final = "_" * 24
"""Stands where the plan says nothing."""
_PENS: Final = 2
"""Blank lines for whom to call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWay:
    """A plan with its way on the ground."""

    plan: Plan
    """As checked."""
    route: str
    """Name of its route, or the words of the plan."""
    way: tuple[WayPoint, ...]
    """Empty where the route is given in words."""
    off_m: float | None
    """Two standard deviations of the line's error, metres; None where there is no line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWays:
    """The plans of a file, to be made into sheets."""

    file: str
    """Its name."""
    sha256: str
    """Its hash."""
    casebook: str
    """Whose places and lines were used."""
    casebook_sha256: str
    """Hash of its files."""
    places: Mapping[PlaceId, Place]
    """The casebook's, with names in the language of the sheets."""
    actors: Mapping[str, str]
    """Names of actors by id, likewise."""
    outings: tuple[PlannedWay, ...]
    """In the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewSheet:
    """One page, in words."""

    heading: str
    """Internal, which plan, which crew."""
    facts: tuple[tuple[str, str], ...]
    """What and how."""
    stops: tuple[tuple[str, str, str], ...]
    """Time, kilometre and place of each point of the way that has a name or ends a leg."""
    call: tuple[str, ...]
    """Whom to call, or blank lines."""
    ends_early: tuple[str, ...]
    """What ends the outing early."""
    notes: tuple[str, ...]
    """What to know of the above."""


def sheets_of(ways: PlannedWays, language: str) -> Iterator[CrewSheet]:
    """Yield a sheet for each crew of each plan, in a language."""
    t = catalogue(language)
    for outing in ways.outings:
        for crew in outing.plan.crews:
            yield _sheet(outing, crew, ways, t)


def render_sheets(ways: PlannedWays, language: str) -> str:
    """Return all sheets as one page of HTML: a page of A5 for each crew when it is printed."""
    asked = {"sheets": tuple(sheets_of(ways, language))}
    return render("crew_sheets.html.j2", asked, language=language, audience=Audience.INTERNAL)


def sheet_lines(ways: PlannedWays, language: str) -> Iterator[str]:
    """Yield all sheets for the terminal."""
    t = catalogue(language)
    for number, sheet in enumerate(sheets_of(ways, language)):
        yield from ("",) * (number > 0)
        yield sheet.heading
        yield from (f"  {label}: {said}" for label, said in sheet.facts)
        if sheet.stops:
            yield f"  {t('crew_sheet.way')}"
            wide = max(len(at) for at, _, _ in sheet.stops)
            yield from (f"    {at:>{wide}}  {km:>6}  {place}" for at, km, place in sheet.stops)
        yield f"  {t('crew_sheet.whom')}"
        yield from (f"    {one}" for one in sheet.call)
        if sheet.ends_early:
            yield f"  {t('crew_sheet.ends')}"
            yield from (f"    {one}" for one in sheet.ends_early)
        yield from (f"  {one}" for one in sheet.notes)


def _sheet(outing: PlannedWay, crew: PlannedCrew, ways: PlannedWays, t: Catalogue) -> CrewSheet:
    plan = outing.plan
    stops = tuple(_stop(one, plan, t) for one in outing.way if one.place is not None or one.is_end)
    return CrewSheet(
        heading=t("crew_sheet.heading", plan=plan.id, crew=_named(crew, ways)),
        facts=tuple(_facts(outing, crew, ways, t)),
        stops=stops,
        call=tuple(f"{one.who}: {one.how}" for one in plan.call) or (PEN,) * _PENS,
        ends_early=plan.abort_if,
        notes=tuple(_notes(outing, ways, t)),
    )


def _named(crew: PlannedCrew, ways: PlannedWays) -> str:
    return f"{crew.id} ({ways.actors.get(crew.of, crew.of)})"


def _facts(
    outing: PlannedWay, crew: PlannedCrew, ways: PlannedWays, t: Catalogue
) -> Iterator[tuple[str, str]]:
    plan = outing.plan
    starts_at, ends_at = planned_at(plan.starts_at, plan), planned_at(plan.ends_at, plan)
    start, end = shown_at(starts_at, plan.zone), _clock(ends_at, plan)
    hours = t("time.interval", start=start, end=end)
    utc = t("time.interval", start=f"{starts_at:%H:%MZ}", end=f"{ends_at:%H:%MZ}")
    yield t("crew_sheet.out"), f"{hours} ({plan.zone}){t.semicolon}{utc}"
    yield t("crew_sheet.route"), outing.route
    others = [_named(one, ways) for one in plan.crews if one.id != crew.id]
    if others:
        yield t("crew_sheet.with"), t.comma.join(others)
    yield t("crew_sheet.vehicles"), t.comma.join(crew.vehicles) or PEN
    yield t("crew_sheet.meet"), _meeting(plan, ways, t)
    turn = plan.turn_back_at
    yield t("crew_sheet.turn_back"), PEN if turn is None else _clock(planned_at(turn, plan), plan)
    minutes = {"minutes": f"{plan.check_in_minutes:g}", "alarm": f"{plan.alarm_minutes:g}"}
    yield t("crew_sheet.call_in"), t("crew_sheet.every", **minutes)


def _meeting(plan: Plan, ways: PlannedWays, t: Catalogue) -> str:
    agreed = plan.rendezvous
    if agreed is None:
        return PEN
    place = ways.places[agreed.place]
    spot = (
        f"{abs(place.lat):.4f} {'N' if place.lat >= 0 else 'S'}, "
        f"{abs(place.lon):.4f} {'E' if place.lon >= 0 else 'W'}"
    )
    start, end = (_clock(planned_at(one, plan), plan) for one in (agreed.from_, agreed.until))
    hours = t("time.interval", start=start, end=end)
    return t("crew_sheet.there", place=name(place.names), spot=spot, m=f"{place.radius_m:,.0f}", hours=hours)


def _stop(point: WayPoint, plan: Plan, t: Catalogue) -> tuple[str, str, str]:
    at = PEN[:8] if point.at is None else _clock(point.at, plan)
    place = t("crew_sheet.on_route") if point.place is None else name(point.place.names)
    return at, f"{point.km:.1f}", place


def _clock(at: datetime, plan: Plan) -> str:
    """Return the time on the plan's clock, to the nearest minute; with the day where it is another."""
    shown = shown_at(at + timedelta(seconds=30), plan.zone)
    day = shown_at(planned_at(plan.starts_at, plan), plan.zone)[:10]
    return shown[11:] if shown[:10] == day else shown


def _notes(outing: PlannedWay, ways: PlannedWays, t: Catalogue) -> Iterator[str]:
    plan = outing.plan
    if plan.note:
        yield plan.note
    if any(one.at is not None for one in outing.way):
        yield t("crew_sheet.pace")
    if outing.off_m is not None:
        yield t("crew_sheet.drawn", m=f"{math.ceil(outing.off_m / 100) * 100:,}")
    yield t("crew_sheet.from_plan", file=ways.file)
