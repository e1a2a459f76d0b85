"""Tracks of patrols, for the terminal: what fixes come to, and the cells that anybody may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.words import published, wrapped
from truceline.model.casebook import Limits
from truceline.model.hanging import Readings
from truceline.model.ids import ClauseId, PlaceId, ZoneId
from truceline.model.naming import name
from truceline.model.record import Record
from truceline.planning.adherence import PlanKept
from truceline.record.patrols import (
    ClockDoubt,
    Company,
    Coverage,
    Dwell,
    Progress,
    Route,
    RouteSeen,
    TrackedVehicle,
    WithheldPatrol,
)
from truceline.record.patrols.track import TrackFile
from truceline.record.question import Asked

_SCREEN: Final = 25
"""Lines of the result, the one that says for whom it is among them."""
_MOST_FILES: Final = 3
"""Files named in the result."""
_MOST_LISTED: Final = 40
"""Vehicles, halts or patrols listed in the terminal; the rest are counted, and in the JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A stop and what the casebook has near it."""

    patrol: str
    """The patrol."""
    vehicle: str
    """The vehicle."""
    side: str | None
    """Its crew's side."""
    start_at: datetime
    """UTC."""
    duration_s: float
    """Seconds, too long by those driven in the stop's radius."""
    lon: float
    """Mean of its fixes, degrees EPSG:4326."""
    lat: float
    """The same."""
    place: PlaceId | None
    """The nearest place of the casebook whose radius, `halt_m` at most, reaches it; None where none does."""
    place_m: float | None
    """Metres from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRoute:
    """The route under the readings that draw it so, and what the patrols made of it."""

    route: Route
    """As drawn."""
    readings: tuple[Readings, ...]
    """Every choice of readings that draws it so; one empty choice where nothing is open."""
    coverage: tuple[Coverage, ...]
    """By patrol."""
    progress: tuple[Progress, ...]
    """By vehicle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InZone:
    """A zone under some readings, and how long each vehicle was in it."""

    zone: ZoneId
    """Which."""
    readings: Readings
    """Under which it is drawn so."""
    clauses: tuple[ClauseId, ...]
    """Clauses that speak of it."""
    dwell: tuple[Dwell, ...]
    """By vehicle; only those that may have been in it, if but in a silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BesidePlans:
    """The plans of a file beside the patrols of the same names."""

    file: str
    """Name of the plan file."""
    sha256: str
    """Its hash."""
    kept: tuple[PlanKept, ...]
    """Plans of which there are fixes, in the order of the file."""
    n_untracked: int
    """Plans of which there are none."""
    unplanned: tuple[str, ...]
    """Patrols of which there is no plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What the fixes of some files come to. Computed, not determined."""

    asked: Asked
    """Of which casebook."""
    limits: Limits
    """The conventions used."""
    files: tuple[TrackFile, ...]
    """What was read."""
    days: tuple[datetime, datetime] | None
    """First and last used fix, UTC; None where there is none."""
    marks: dict[str, int]
    """How many fixes have each mark."""
    fixes: pa.Table
    """FIXES, every one read, in order of patrol, vehicle and time, marked."""
    tracks: pa.Table
    """TRACKS, by patrol and vehicle."""
    parts: pa.Table
    """PARTS: legs, stops, silences."""
    halts: tuple[Halt, ...]
    """The stops, with places."""
    clocks: tuple[ClockDoubt, ...]
    """Vehicles whose clocks may be off."""
    company: tuple[Company, ...]
    """How much of its way each side was with the others."""
    routes: tuple[OnRoute, ...]
    """Once for each course that some reading gives the route; none where no route was named."""
    zones: tuple[InZone, ...]
    """The zones asked for, or those drawn along the route, that fixes came near, under every reading."""
    planned: BesidePlans | None
    """Their plans beside them; none where no plan file was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was written for the outside, and what was not."""

    path: str
    """The file."""
    at: datetime
    """As of when, UTC."""
    n_cells: int
    """Rows written: a patrol in a cell on a day."""
    patrols: tuple[str, ...]
    """Patrols of which something was written."""
    withheld: tuple[WithheldPatrol, ...]
    """Patrols held back whole, and why. Not for the outside: it says who may be out now."""
    n_left_out: int
    """Fixes of other patrols that were left out, being without a place or marked as unusable."""


# For the public


def render_cells(cells: pa.Table, record: Record, written: str | None, t: Catalogue) -> Iterator[str]:
    """Yield the cells in which patrols were, as far as the mandate lets them out."""
    yield f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]"
    yield t("tracks.where", published=published(record.casebook.mandate, t))
    no_row = t("published.no_row")
    yield f"{no_row[0].upper()}{no_row[1:]}."
    for row in cells.slice(0, _MOST_LISTED).to_pylist():
        spot = {"lon": f"{row['lon']:.6f}", "lat": f"{row['lat']:.6f}", "m": f"{row['radius_m']:,.0f}"}
        yield f"  {row['on']}  {row['patrol']}: {t('tracks.cell', **spot)}"
    yield from _rest(cells.num_rows, t)
    yield t("tracks.for_mission")
    if written is not None:
        yield t("schedule.written", file=written)


# For the mission


def render_published(written: Published, record: Record, t: Catalogue) -> Iterator[str]:
    """Yield what was written for the outside, how much was held back, and why."""
    yield ""
    yield t("tracks.published", at=_at(written.at), published=published(record.casebook.mandate, t))
    rows, patrols = t("count.rows", n=written.n_cells), t("count.patrols", n=len(written.patrols))
    yield "  " + t("tracks.published_rows", file=written.path, rows=rows, patrols=patrols)
    for one in written.withheld[:_MOST_LISTED]:
        until = one.until_at
        why = t("tracks.may_be_out") if until is None else t("tracks.until_at", at=_at(until))
        fixes = t("count.fixes", n=one.n_fixes)
        yield "  " + t("tracks.held_back", patrol=one.patrol, fixes=fixes, why=why)
    yield from _rest(len(written.withheld), t)
    if written.n_left_out:
        yield "  " + t("tracks.left_out", fixes=t("count.fixes", n=written.n_left_out))
    yield "  " + t("tracks.inside_only")


def render_result(found: Tracked, t: Catalogue) -> Iterator[str]:
    """Yield what tracks come to on one screen: the result, of one course of the route, then what was read."""
    record = found.asked.record
    head = [
        f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]",
        t("tracks.status"),
        "",
    ]
    read = [f"  {file.file}: {t('count.fixes', n=file.n_fixes)} ({file.format})" for file in found.files]
    tail = ["", t("run.read"), *_cut(read, _MOST_FILES, t), *_used(found, t), t("tracks.in_full")]
    yield from head
    yield from _cut(list(_result(found, t)), _SCREEN - len(head) - len(tail) - 1, t)
    yield from tail


def _result(found: Tracked, t: Catalogue) -> Iterator[str]:
    """Yield what was found, the most telling first; what puts it in doubt before it."""
    yield from (_doubt(doubt, t) for doubt in found.clocks)
    if found.routes:
        yield from _first_course(found.routes, t)
    if found.planned is not None:
        yield from filter(None, _planned(found.planned, t))
    elif not found.routes:
        yield from _vehicles(found, t)
    if found.company:
        yield t("tracks.together")
    yield from (f"  {_with(one, t)}" for one in found.company)


def _first_course(routes: Sequence[OnRoute], t: Catalogue) -> Iterator[str]:
    """Yield how far patrols came on the first course, and whether other courses answer otherwise."""
    course = routes[0]
    yield _drawn(course, t)
    if len(routes) > 1:
        ends = {tuple((one.reached_end, one.turned_back) for one in each.progress) for each in routes}
        key = "tracks.courses_agree" if len(ends) == 1 else "tracks.courses_differ"
        yield "  " + t(key, all=len(routes))
    yield from (f"  {one.of.patrol} {_who(one.of)}: {_came(one, t)}" for one in course.progress)
    for seen in course.coverage:
        yield "  " + t("tracks.saw", patrol=seen.patrol, share=_seen(seen.by_any, t))
        if seen.joint is not None:
            yield "    " + t("tracks.saw_together", share=_seen(seen.joint, t))


def _cut(rows: Sequence[str], most: int, t: Catalogue) -> Iterator[str]:
    """Yield rows, the last ones counted where there are more than so many."""
    if len(rows) <= most:
        yield from rows
        return
    yield from rows[: most - 1]
    yield "  " + t("tracks.more", more=f"{len(rows) - most + 1:,}")


def _used(found: Tracked, t: Catalogue) -> Iterator[str]:
    if found.days is not None:
        yield "  " + t("tracks.used", start=_at(found.days[0]), end=_at(found.days[1]))
    marks = t.comma.join(f"{count:,} {mark}" for mark, count in found.marks.items())
    yield "  " + t("tracks.marked", marks=marks or t("tracks.nothing"))


def render_tracks(found: Tracked, t: Catalogue) -> Iterator[str]:
    """Yield all that the tracks come to, line by line."""
    record = found.asked.record
    yield f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]"
    yield t("tracks.status")
    yield from ("", t("run.read"))
    for file in found.files:
        yield f"  {file.file}: {t('count.fixes', n=file.n_fixes)} ({file.format})"
    yield from _used(found, t)
    yield from wrapped(f"  {t('tracks.conventions')} ", "; ".join(_conventions(found, t)))
    yield ""
    yield from _vehicles(found, t)
    for doubt in found.clocks:
        yield f"  {_doubt(doubt, t)}"
    if found.company:
        yield from ("", t("tracks.together"))
    yield from (f"  {_with(one, t)}" for one in found.company[:_MOST_LISTED])
    yield from _rest(len(found.company), t)
    if found.planned is not None:
        yield from _planned(found.planned, t)
    for course in found.routes:
        yield ""
        yield from _course(course, t)
    yield from _zones(found, t)
    yield from _halts(found, t)


def _doubt(doubt: ClockDoubt, t: Catalogue) -> str:
    which = {True: t("tracks.its_clock"), False: "", None: t("tracks.one_clock")}[doubt.is_outlier]
    minutes = f"{doubt.ahead_s / 60:+,.0f}"
    told = {"vehicle": doubt.vehicle, "patrol": doubt.patrol, "other": doubt.other}
    return t("tracks.clock", minutes=minutes, which=which, **told)


def _conventions(found: Tracked, t: Catalogue) -> Iterator[str]:
    """Yield the numbers on which what is shown turns; a mandate's own beside the default."""

    def of(limit: str, unit: str) -> str:
        value, default = (getattr(one, limit) for one in (found.limits, Limits()))
        said = t(unit, n=f"{value:g}")
        return said if value == default else f"{said} {t('tracks.default', n=f'{default:g}')}"

    yield t("tracks.jump", m=of("jump_m", "unit.m"), kmh=of("most_kmh", "tracks.unit_kmh"))
    yield t("tracks.silence", s=of("silence_s", "tracks.unit_s"))
    yield t("tracks.stop", s=of("stop_s", "tracks.unit_s"), m=of("stop_radius_m", "unit.m"))
    if found.company:
        yield t("tracks.together_apart", m=of("together_m", "unit.m"), s=of("together_s", "tracks.unit_s"))
        yield t("tracks.throughout", share=of("throughout_share", "tracks.of_out"))
    if found.routes:
        yield t("tracks.seen_within", m=of("reach_m", "unit.m"))
        yield t("tracks.off_route", m=of("off_route_m", "unit.m"))
        yield t("tracks.turned_by", km=of("turn_km", "unit.km"))
    if found.clocks:
        yield t("tracks.clock_off", s=of("clock_s", "tracks.unit_s"))
    if found.halts:
        yield t("tracks.halts_within", m=of("halt_m", "unit.m"))


def _vehicles(found: Tracked, t: Catalogue) -> Iterator[str]:
    rows = found.tracks.slice(0, _MOST_LISTED).to_pylist()
    names = [row["vehicle"] + (f" ({row['side']})" if row["side"] else "") for row in rows]
    lead = t("tracks.vehicles")
    wide = max([len(lead), *(len(one) + 4 for one in names)])
    yield (
        f"{lead:{wide}}  {t('tracks.hours'):>6}  {t('tracks.km'):>18}  {t('tracks.stops'):>5}"
        f"  {t('tracks.stopped'):>9}  {t('tracks.silent'):>9}"
    )
    patrol = None
    for row, called in zip(rows, names, strict=True):
        if row["patrol"] != patrol:
            patrol = row["patrol"]
            yield f"  {patrol}"
        length = t("time.interval", start=f"{row['length_low_km']:,.1f}", end=f"{row['length_km']:,.1f}")
        stopped, silent = (
            t("tracks.minutes", n=f"{row[key] / 60:,.0f}") for key in ("stopped_s", "silent_s")
        )
        yield (
            f"    {called:{wide - 4}}  {row['duration_s'] / 3600:>6.1f}  {length:>18}  {row['n_stops']:>5}"
            f"  {stopped:>9}  {silent:>9}"
        )
    yield from _rest(found.tracks.num_rows, t)


def _with(one: Company, t: Catalogue) -> str:
    told = {"patrol": one.patrol, "side": one.side, "share": _shared(one, t)}
    return t("tracks.share", answer=_answer(one.throughout, t), **told)


def _shared(one: Company, t: Catalogue) -> str:
    if not one.others:
        return t("tracks.no_other")
    if one.known is None:
        return t("tracks.nobody_out")
    if one.share is None:
        return t("tracks.no_telling")
    if one.known > 0.995:
        return t("tracks.of_time", share=f"{one.share:.0%}")
    return t("tracks.of_time_known", share=f"{one.share:.0%}", known=f"{one.known:.0%}")


def _planned(planned: BesidePlans, t: Catalogue) -> Iterator[str]:
    yield from ("", t("tracks.beside", file=planned.file))
    for kept in planned.kept:
        yield "  " + t("tracks.planned", plan=kept.plan, start=_at(kept.starts_at), end=_at(kept.ends_at))
        for one in kept.times:
            first = _off(
                one.first_after_s, ("tracks.at_start", "tracks.after_start", "tracks.before_start"), t
            )
            last = _off(one.last_after_s, ("tracks.at_end", "tracks.after_end", "tracks.before_end"), t)
            yield "    " + t("tracks.fixes_off", who=_who(one.of), first=first, last=last)
        for crew in kept.without_fixes:
            yield "    " + t("tracks.no_fixes", crew=crew)
        yield from (f"    {line}" for line in _meeting(kept, t))
    if planned.n_untracked:
        yield "  " + t("tracks.plans_without", plans=t("count.plans", n=planned.n_untracked))
    if planned.unplanned:
        yield "  " + t("tracks.no_plan", which=t.comma.join(planned.unplanned))


def _meeting(kept: PlanKept, t: Catalogue) -> Iterator[str]:
    if kept.meeting is None:
        yield t("tracks.no_meeting")
        return
    there, during = kept.meeting, kept.meeting.during
    start, end = f"{during.start_at:%H:%MZ}", f"{during.end_at:%H:%MZ}"
    yield t("tracks.meeting", place=there.name, m=f"{there.radius_m:,.0f}", start=start, end=end)
    words = {"met": t("tracks.met"), "missed": t("tracks.missed"), "unknown": t("tracks.not_known")}
    for met in kept.met:
        m = met.nearest_m
        near = t("tracks.no_fix_then") if m is None else t("tracks.nearest", m=f"{m:,.0f}")
        yield f"  {_who(met.of)}: {words[met.met]}; {near}"


def _who(of: TrackedVehicle) -> str:
    return of.vehicle + (f" ({of.side})" if of.side else "")


def _off(seconds: float, keys: tuple[str, str, str], t: Catalogue) -> str:
    """Return how far from a planned time: at it, after it or before it, of which `keys` are the phrases."""
    minutes = round(abs(seconds) / 60)
    at, after, before = keys
    return t(at) if minutes == 0 else t(after if seconds > 0 else before, n=f"{minutes:,}")


def _course(course: OnRoute, t: Catalogue) -> Iterator[str]:
    yield _drawn(course, t)
    yield "  " + t("tracks.drawn_to", m=f"{course.route.sigma_m:,.0f}")
    for one in course.progress[:_MOST_LISTED]:
        yield f"  {one.of.patrol} {one.of.vehicle}: {_came(one, t)}"
    yield from _rest(len(course.progress), t)
    for seen in course.coverage[:_MOST_LISTED]:
        yield "  " + t("tracks.saw", patrol=seen.patrol, share=_seen(seen.by_any, t))
        yield from (f"    {side}: {_seen(own, t)}" for side, own in seen.by_side)
        if seen.joint is not None:
            yield "    " + t("tracks.saw_together", share=_seen(seen.joint, t))
        if seen.joint_if_clocks_agreed is not None:
            yield "    " + t("tracks.saw_if_agreed", share=_seen(seen.joint_if_clocks_agreed, t))
    yield from _rest(len(course.coverage), t)


def _drawn(course: OnRoute, t: Catalogue) -> str:
    readings = "; or ".join(filter(None, (_taken(one) for one in course.readings)))
    readings = readings or t("zones.no_question")
    return t("tracks.route", id=course.route.id, km=f"{course.route.length_km:,.1f}", readings=readings)


def _taken(readings: Readings) -> str:
    return ", ".join(f"{ambiguity}: {reading}" for ambiguity, reading in readings.items())


def _came(one: Progress, t: Catalogue) -> str:
    if one.reach_km is None or one.reach_error_km is None or one.start_km is None:
        return t("tracks.not_near")
    return t(
        "tracks.came",
        start=f"{one.start_km:.1f}",
        reach=f"{one.reach_km:.1f}",
        error=f"{one.reach_error_km:.1f}",
        end=_answer(one.reached_end, t),
        back=_answer(one.turned_back, t),
    )


def _seen(seen: RouteSeen, t: Catalogue) -> str:
    if seen.share is None or seen.low is None or seen.high is None:
        return t("tracks.no_usable")
    return t("tracks.certain", share=f"{seen.share:.0%}", low=f"{seen.low:.0%}", high=f"{seen.high:.0%}")


def _answer(value: bool | None, t: Catalogue) -> str:
    return t("tracks.not_known") if value is None else t.of("answer", "yes" if value else "no")


def _zones(found: Tracked, t: Catalogue) -> Iterator[str]:
    told = [one for one in found.zones if one.dwell]
    if told:
        yield from ("", t("tracks.in_zones"))
    for one in told:
        readings = _taken(one.readings) or t("zones.no_question")
        yield f"  {one.zone} ({readings}); {', '.join(one.clauses) or t('tracks.no_clause')}"
        for was in one.dwell[:_MOST_LISTED]:
            yield f"    {was.of.patrol} {was.of.vehicle}: {_dwelt(was, t)}"
        yield from _rest(len(one.dwell), t)


def _dwelt(was: Dwell, t: Catalogue) -> str:
    silent = f"{was.silent_s / 60:,.0f}"
    if not was.n_in:
        return t("tracks.unknown_silent", n=silent)
    if was.high_s == 0:
        return t("tracks.may_lie")
    said = t("tracks.dwelt", low=f"{was.low_s / 60:,.0f}", high=f"{was.high_s / 60:,.0f}")
    return f"{said}, {t('tracks.of_that_silent', n=silent)}" if was.silent_s else said


def _halts(found: Tracked, t: Catalogue) -> Iterator[str]:
    if found.halts:
        yield from ("", t("tracks.halts"))
    for one in found.halts[:_MOST_LISTED]:
        m = one.place_m
        near = t("tracks.no_place") if m is None else t("tracks.near_place", place=one.place, m=f"{m:,.0f}")
        told = {"at": _at(one.start_at), "patrol": one.patrol, "vehicle": one.vehicle}
        yield "  " + t("tracks.halt", minutes=f"{one.duration_s / 60:,.0f}", where=near, **told)
    yield from _rest(len(found.halts), t)


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%MZ}"


def _rest(n: int, t: Catalogue) -> Iterator[str]:
    if n > _MOST_LISTED:
        yield "  " + t("watch.more", n=n - _MOST_LISTED)
