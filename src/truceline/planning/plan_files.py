"""A plan file: YAML to a demand and plans, with every fault at once and where it stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from truceline import geo
from truceline.clock import instants, known_zone, parse_stated
from truceline.errors import BadInput, BadTime, Fault
from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.limits import MOST
from truceline.model.plans import Daylight, Demand, Plan, PlanFile, Segment, WhomToCall, Window
from truceline.model.spelling import Spellings, did_you_mean, nearest, spellings
from truceline.parsing.typed import Wrong, read_noun
from truceline.parsing.yaml_marks import Marked, Path, pointer, read_marked
from truceline.text.relations import line_ambiguities
from truceline.text.zones import line_points

SUN_DEG = (-18, 45)
"""Heights of the sun at which it may be said to become light: from the first dawn to broad day."""
_BEYOND_KM = 0.1
"""A leg may end so far beyond its line: kilometres are written rounded."""
MOST_DAYS = 92
"""A demand is for weeks, not years; a longer one is made in parts."""

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_CLOCK_REMEDY = "write it as 07:30"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlansRead:
    """A plan file without faults of its own."""

    plans: PlanFile
    """What it says."""
    marked: Marked
    """Where each value stands."""


def parse_plans(file: str, data: bytes) -> PlansRead:
    """Return what a plan file says.

    Parameters
    ----------
    file : str
        Name to print in faults; nothing is opened.
    data : bytes
        YAML, UTF-8.

    Raises
    ------
    BadInput
        With every fault found: of writing, of keys and values, and of values that do not fit together.
    """
    marked = read_marked(file, data)
    faults = list(marked.faults)
    plans: PlanFile | None = None
    if marked.tree:
        plans, wrongs = read_noun(PlanFile, marked.tree)
        faults += (_placed(marked, wrong) for wrong in wrongs)
    if plans is not None:
        faults += (_placed(marked, wrong) for wrong in _misfits(plans))
        if plans.demand is None and not plans.plans:
            faults.append(Fault(file=file, message="nothing is planned here", remedy="write `demand:`"))
    _refuse(file, faults)
    assert plans is not None
    return PlansRead(plans=plans, marked=marked)


def check_against(read: PlansRead, casebook: Casebook, hangs_on: Iterable[AmbiguityId] = ()) -> None:
    """Return if all that a plan file names is in the casebook.

    Parameters
    ----------
    read : PlansRead
        As read.
    casebook : Casebook
        The one it names.
    hangs_on : iterable of AmbiguityId
        The ambiguities that the demand's route hangs on, through every line it is a stretch of.

    Raises
    ------
    BadInput
        With every line, place, side, ambiguity and reading that is not there, and where it is named.
    """
    wrongs = _strangers(read.plans, casebook, hangs_on)
    _refuse(read.marked.file, [_placed(read.marked, wrong) for wrong in wrongs])


def check_ways(read: PlansRead, casebook: Casebook) -> None:
    """Return if the way of each plan can be drawn on the casebook's line, where it names one.

    Raises
    ------
    BadInput
        With every place that is not there, every reading that is missing, and every leg that leaves the line.
    """
    wrongs = list(_strangers(replace(read.plans, demand=None), casebook, ()))
    for index, plan in enumerate(read.plans.plans):
        if any(line.id == plan.route for line in casebook.lines):
            wrongs += (_below(("plans", index), wrong) for wrong in _of_way(plan, casebook))
    _refuse(read.marked.file, [_placed(read.marked, wrong) for wrong in wrongs])


def _of_way(plan: Plan, casebook: Casebook) -> Iterator[Wrong]:
    hangs_on = line_ambiguities(casebook, plan.route)
    wrongs = list(_of_line(plan.route, plan.readings, casebook, hangs_on, key="route"))
    yield from wrongs
    if wrongs:
        return
    long_km = geo.length_km(line_points(casebook, plan.route, dict(plan.readings or {})))
    for index, leg in enumerate(plan.legs):
        for key in ("from_km", "to_km"):
            if getattr(leg, key) > long_km + _BEYOND_KM:
                message = f"{getattr(leg, key):g} lies beyond the end of the route, {long_km:.1f} km long"
                yield Wrong(path=("legs", index, key), message=message, remedy="mend it, or the readings")


def check_access(read: PlansRead, off_km: float) -> None:
    """Return if the demand leaves time for the way from its meeting place to the route and home.

    Parameters
    ----------
    read : PlansRead
        With a demand.
    off_km : float
        How far from the route the crews meet, as the crow flies: no road is shorter.

    Raises
    ------
    BadInput
        If `access_minutes` are fewer than that takes at the demand's own speed.
    """
    demand = read.plans.demand
    assert demand is not None
    needed = 2 * off_km / demand.speed_kmh * 60
    if demand.access_minutes < needed - 1e-9:
        message = f"too short: the crews meet {off_km:.1f} km off the route"
        remedy = f"write {needed:.0f} or more, there and home at {demand.speed_kmh:g} km/h, or meet nearer"
        wrong = Wrong(path=("demand", "access_minutes"), message=message, remedy=remedy)
        _refuse(read.marked.file, [_placed(read.marked, wrong)])


def _placed(marked: Marked, wrong: Wrong) -> Fault:
    line, column = marked.spot(wrong.path, of_key=wrong.of_key)
    return Fault(
        file=marked.file,
        line=line,
        column=column,
        pointer=pointer(wrong.path),
        message=wrong.message,
        remedy=wrong.remedy,
    )


def _refuse(file: str, faults: Sequence[Fault]) -> None:
    if faults:
        ordered = tuple(dict.fromkeys(sorted(faults)))
        count = "1 fault" if len(ordered) == 1 else f"{len(ordered)} faults"
        raise BadInput(f"the plan file has {count}, in {file}", ordered)


# Values that do not fit together


def _misfits(plans: PlanFile) -> Iterator[Wrong]:
    if plans.demand is not None:
        yield from (_below(("demand",), wrong) for wrong in _of_demand(plans.demand))
    for index, plan in enumerate(plans.plans):
        yield from (_below(("plans", index), wrong) for wrong in _of_plan(plan))
    yield from _repeated(("plans",), [plan.id for plan in plans.plans])


def _below(path: Path, wrong: Wrong) -> Wrong:
    return Wrong(path=(*path, *wrong.path), message=wrong.message, remedy=wrong.remedy, of_key=wrong.of_key)


def _of_demand(demand: Demand) -> Iterator[Wrong]:
    if not known_zone(demand.zone):
        yield Wrong(path=("zone",), message=f"{demand.zone!r} is no zone", remedy="write Asia/Damascus")
    else:
        yield from _moment(("asked_at",), demand.asked_at, demand.zone)
    if demand.last_on < demand.first_on:
        yield Wrong(path=("last_on",), message="it is before `first_on`", remedy="turn the two round")
    elif demand.last_on - demand.first_on >= timedelta(days=MOST_DAYS):
        yield Wrong(path=("last_on",), message=f"more than {MOST_DAYS} days", remedy="plan in parts")
    yield from _of_people(demand)
    yield from _of_hours(demand)
    yield from _of_ground(demand)
    yield from _of_numbers(demand)
    yield from _unsaid(demand.call)


def _of_people(demand: Demand) -> Iterator[Wrong]:
    yield from _repeated(("crews",), [crew.id for crew in demand.crews])
    yield from _repeated(("vehicles",), [vehicle.id for vehicle in demand.vehicles])
    if not demand.together:
        yield Wrong(path=("together",), message="no side is named", remedy="name whose crews go out")
    yield from _twice(("together",), demand.together)
    for index, crew in enumerate(demand.crews):
        if crew.of not in demand.together:
            remedy = nearest(crew.of, demand.together) or "name its side in `together`, or leave it out"
            yield Wrong(path=("crews", index, "of"), message="no outing needs it", remedy=remedy)
        for key in ("most_a_day", "most_a_week"):
            yield from _least(("crews", index, key), getattr(crew, key), 1)
    for index, vehicle in enumerate(demand.vehicles):
        if vehicle.of not in demand.together:
            remedy = nearest(vehicle.of, demand.together) or "name its side in `together`, or leave it out"
            yield Wrong(path=("vehicles", index, "of"), message="no crew takes it", remedy=remedy)
    for side in demand.together:
        if all(crew.of != side for crew in demand.crews):
            remedy = f"list one, or leave {side} out of `together`"
            yield Wrong(path=("crews",), message=f"no crew of {side} is listed", remedy=remedy, of_key=True)
    yield from _least(("vehicles_each",), demand.vehicles_each, 0)


def _of_hours(demand: Demand) -> Iterator[Wrong]:
    yield from _repeated(("windows",), [window.id for window in demand.windows])
    if not demand.windows:
        yield Wrong(path=("windows",), message="there is no window", remedy="say when outings may be")
    clocked = True
    for index, window in enumerate(demand.windows):
        wrongs = list(_clocks(("windows", index), window.from_, window.until))
        clocked &= not wrongs
        yield from wrongs
    if clocked:
        yield from _overlaps(demand.windows)
    if demand.curfew is not None:
        yield from _clocks(("curfew",), demand.curfew.from_, demand.curfew.until, may_wrap=True)
    if demand.daylight is not None:
        yield from (_below(("daylight",), wrong) for wrong in _of_light(demand.daylight))
    yield from _twice(("closed",), [str(day.on) for day in demand.closed])


def _of_light(light: Daylight) -> Iterator[Wrong]:
    has_place = light.lon is not None and light.lat is not None
    has_hours = light.from_ is not None and light.until is not None
    if has_place == has_hours or (light.lon is None) != (light.lat is None):
        remedy = "write `lon` and `lat`, or `from` and `until`"
        yield Wrong(path=(), message="neither or both of a place and hours", remedy=remedy, of_key=True)
    elif has_hours:
        yield from _clocks((), str(light.from_), str(light.until))
    low, high = SUN_DEG
    if not low <= light.sun_above_deg <= high:
        message = f"{light.sun_above_deg:g} is no height of the sun at which it is light"
        remedy = f"write {low} to {high}: -0.833 for sunrise, -6 for civil twilight"
        yield Wrong(path=("sun_above_deg",), message=message, remedy=remedy)
    for key, most in (("lon", 180.0), ("lat", 90.0)):
        value = getattr(light, key)
        if value is not None and abs(value) > most:
            yield Wrong(path=(key,), message=f"{value:g} is not on the globe", remedy="longitude, latitude")


def _of_ground(demand: Demand) -> Iterator[Wrong]:
    if bool(demand.segments) == (demand.route is not None):
        remedy = "write one of them"
        yield Wrong(path=(), message="neither or both of `segments` and `route`", remedy=remedy)
    for name, key in (("a route", demand.route), ("a meeting place", demand.meeting)):
        if key is not None and demand.casebook is None:
            remedy = "add `casebook: idlib`, or the one meant"
            yield Wrong(path=(), message=f"{name} is named, and no casebook", remedy=remedy)
    yield from _repeated(("segments",), [segment.id for segment in demand.segments])
    end_km = 0.0
    for index, segment in enumerate(demand.segments):
        yield from (_below(("segments", index), wrong) for wrong in _of_segment(segment, demand))
        if index and segment.from_km < end_km:
            remedy = "write segments in their order along the route; they may not overlap"
            message = "it begins before the one above ends"
            yield Wrong(path=("segments", index, "from_km"), message=message, remedy=remedy)
        end_km = max(end_km, segment.to_km)
    if demand.route is not None:
        yield from _above(("route", "piece_km"), demand.route.piece_km)
        yield from _intervals(("route",), demand.route.every_days, demand.route.apart_days)


def _of_segment(segment: Segment, demand: Demand) -> Iterator[Wrong]:
    if segment.to_km <= segment.from_km:
        yield Wrong(path=("to_km",), message="it does not lie behind `from_km`", remedy="mend one of them")
    for key in ("from_km", "to_km"):
        yield from _least((key,), getattr(segment, key), 0)
    if segment.minutes is not None:
        yield from _above(("minutes",), segment.minutes)
    if segment.weight is not None:
        yield from _above(("weight",), segment.weight)
    if segment.last_on is not None and segment.last_on >= demand.first_on:
        remedy = "give the last day before the first one planned"
        yield Wrong(path=("last_on",), message="it lies in what is to be planned", remedy=remedy)
    yield from _intervals((), segment.every_days, segment.apart_days)


def _intervals(path: Path, every_days: int | None, apart_days: int) -> Iterator[Wrong]:
    yield from _least((*path, "apart_days"), apart_days, 0)
    if every_days is not None:
        yield from _least((*path, "every_days"), every_days, 1)
        if every_days < apart_days:
            message = f"{every_days} is less than `apart_days`, {apart_days}: both can never be kept"
            yield Wrong(path=(*path, "every_days"), message=message, remedy="mend one of them")


def _of_numbers(demand: Demand) -> Iterator[Wrong]:
    yield from _least(("most_segments",), demand.most_segments, 1)
    yield from _least(("fresh_days",), demand.fresh_days, 1)
    yield from _least(("access_minutes",), demand.access_minutes, 0)
    for key in ("speed_kmh", "check_in_minutes"):
        yield from _above((key,), getattr(demand, key))
    yield from _least(("alarm_minutes",), demand.alarm_minutes, 0)
    if not 0 <= demand.near < 1:
        message = f"{demand.near:g} is no share"
        yield Wrong(path=("near",), message=message, remedy="write 0.05 for five in a hundred")
    for key in ("within_km", "days"):
        yield from _above(("weighing", key), getattr(demand.weighing, key))
    for key in ("incident", "gap"):
        yield from _least(("weighing", key), getattr(demand.weighing, key), 0)
    for index, notice in enumerate(demand.notices):
        yield from _least(("notices", index, "lead_hours"), notice.lead_hours, 0)
        if notice.receipt_hours is not None:
            yield from _above(("notices", index, "receipt_hours"), notice.receipt_hours)
    if demand.meeting is not None:
        if demand.meeting.km is not None:
            yield from _least(("meeting", "km"), demand.meeting.km, 0)
        yield from _least(("meeting", "minutes_before"), demand.meeting.minutes_before, 0)
        yield from _least(("meeting", "wait_minutes"), demand.meeting.wait_minutes, 0)


def _of_plan(plan: Plan) -> Iterator[Wrong]:
    if not known_zone(plan.zone):
        yield Wrong(path=("zone",), message=f"{plan.zone!r} is no zone", remedy="write Asia/Damascus")
        return
    yield from _repeated(("crews",), [crew.id for crew in plan.crews])
    if not plan.crews:
        yield Wrong(path=("crews",), message="nobody goes out", remedy="name a crew")
    yield from _above(("check_in_minutes",), plan.check_in_minutes)
    yield from _least(("alarm_minutes",), plan.alarm_minutes, 0)
    yield from _ordered((), "starts_at", plan.starts_at, "ends_at", plan.ends_at, plan.zone)
    yield from _turned(plan)
    yield from _unsaid(plan.call)
    if plan.rendezvous is not None:
        meeting = plan.rendezvous
        yield from _ordered(("rendezvous",), "from", meeting.from_, "until", meeting.until, plan.zone)
    for index, leg in enumerate(plan.legs):
        for key in ("from_km", "to_km"):
            yield from _least(("legs", index, key), getattr(leg, key), 0)
        yield from _ordered(("legs", index), "starts_at", leg.starts_at, "ends_at", leg.ends_at, plan.zone)
    for index, notice in enumerate(plan.notices):
        here: Path = ("notices", index)
        yield from _moment((*here, "by"), notice.by, plan.zone)
        yield from _ordered(
            here, "given_at", notice.given_at, "receipt_at", notice.receipt_at, plan.zone, may_touch=True
        )
        if notice.receipt_at is not None and notice.given_at is None:
            message = "it was acknowledged, and never given"
            yield Wrong(path=(*here, "receipt_at"), message=message, remedy="add `given_at`")
        if notice.receipt_hours is not None:
            yield from _above((*here, "receipt_hours"), notice.receipt_hours)


def _turned(plan: Plan) -> Iterator[Wrong]:
    """Yield what keeps crews from turning back then: a time that is none, or is not of the outing."""
    if plan.turn_back_at is None:
        return
    wrongs = list(_moment(("turn_back_at",), plan.turn_back_at, plan.zone))
    yield from wrongs
    ends = [list(_moment((), words, plan.zone)) for words in (plan.starts_at, plan.ends_at)]
    if wrongs or any(ends):
        return
    start_at, turn_at, end_at = (
        instants(parse_stated(words), plan.zone)[0]
        for words in (plan.starts_at, plan.turn_back_at, plan.ends_at)
    )
    if not start_at < turn_at < end_at:
        message = "it is not between `starts_at` and `ends_at`"
        yield Wrong(path=("turn_back_at",), message=message, remedy="mend one of the three")


# Single values


def _unsaid(call: Sequence[WhomToCall]) -> Iterator[Wrong]:
    for index, one in enumerate(call):
        for key, words in (("who", one.who), ("how", one.how)):
            if not words.strip():
                yield Wrong(path=("call", index, key), message="nothing is said", remedy="write it")


def _moment(path: Path, words: str, zone: str) -> Iterator[Wrong]:
    """Yield what keeps a stated time from being one instant."""
    try:
        stated = parse_stated(words)
        n_instants = len(instants(stated, zone))
    except BadTime as error:
        yield Wrong(path=path, message=str(error), remedy="write it as 2020-03-15 07:30")
        return
    if stated.precision not in ("minute", "second"):
        message = f"{words!r} says no time of day"
        yield Wrong(path=path, message=message, remedy="write it as 2020-03-15 07:30")
    elif n_instants > 1:
        message = f"clocks in {zone} showed {words!r} twice"
        yield Wrong(path=path, message=message, remedy="put the offset behind it, as +03:00")


def _ordered(
    path: Path,
    first_key: str,
    first: str | None,
    last_key: str,
    last: str | None,
    zone: str,
    *,
    may_touch: bool = False,
) -> Iterator[Wrong]:
    wrongs = [
        wrong
        for key, words in ((first_key, first), (last_key, last))
        if words is not None
        for wrong in _moment((*path, key), words, zone)
    ]
    yield from wrongs
    if wrongs or first is None or last is None:
        return
    start_at, end_at = (instants(parse_stated(words), zone)[0] for words in (first, last))
    if end_at < start_at or (end_at == start_at and not may_touch):
        message = f"it is not after `{first_key}`"
        yield Wrong(path=(*path, last_key), message=message, remedy="mend one of the two")


def _clocks(path: Path, from_: str, until: str, *, may_wrap: bool = False) -> Iterator[Wrong]:
    wrong = [(key, text) for key, text in (("from", from_), ("until", until)) if not _CLOCK.fullmatch(text)]
    for key, text in wrong:
        yield Wrong(path=(*path, key), message=f"{text!r} is no clock time", remedy=_CLOCK_REMEDY)
    if not wrong and not may_wrap and until <= from_:
        message = "it is not after `from`"
        yield Wrong(path=(*path, "until"), message=message, remedy="it must lie on the same day")


def _overlaps(windows: Sequence[Window]) -> Iterator[Wrong]:
    ordered = sorted(range(len(windows)), key=lambda index: windows[index].from_)
    for one, other in itertools.pairwise(ordered):
        if windows[other].from_ < windows[one].until:
            message = f"it overlaps with {windows[one].id!r}"
            yield Wrong(path=("windows", other, "from"), message=message, remedy="let one end before")


def _repeated(path: Path, ids: Sequence[str]) -> Iterator[Wrong]:
    for index, one in enumerate(ids):
        if one in ids[:index]:
            message = f"the id {one!r} stands here twice"
            yield Wrong(path=(*path, index, "id"), message=message, remedy="give each an id of its own")


def _twice(path: Path, values: Sequence[str]) -> Iterator[Wrong]:
    for index, one in enumerate(values):
        if one in values[:index]:
            yield Wrong(path=(*path, index), message=f"{one!r} stands here twice", remedy="leave one out")


def _least(path: Path, value: float, least: float) -> Iterator[Wrong]:
    if value < least:
        yield Wrong(path=path, message=f"{value:g} is too little", remedy=f"at least {least:g}")
    yield from _most(path, value)


def _above(path: Path, value: float) -> Iterator[Wrong]:
    if value <= 0:
        yield Wrong(path=path, message=f"{value:g} is too little", remedy="more than 0")
    yield from _most(path, value)


def _most(path: Path, value: float) -> Iterator[Wrong]:
    if value > MOST:
        yield Wrong(path=path, message=f"{value:g} is too much", remedy=f"at most {MOST:,}")


# What the casebook does not have


def _strangers(plans: PlanFile, casebook: Casebook, hangs_on: Iterable[AmbiguityId]) -> Iterator[Wrong]:
    places = spellings(casebook.places)
    demand = plans.demand
    if demand is not None:
        actors = spellings(casebook.actors)
        for index, side in enumerate(demand.together):
            yield from _missing(("demand", "together", index), side, actors, "actor")
        if demand.meeting is not None:
            yield from _missing(("demand", "meeting", "place"), demand.meeting.place, places, "place")
        if demand.route is not None:
            split = demand.route
            of_line = _of_line(split.line, split.readings, casebook, hangs_on)
            yield from (_below(("demand", "route"), wrong) for wrong in of_line)
    for index, plan in enumerate(plans.plans):
        if plan.rendezvous is not None:
            path: Path = ("plans", index, "rendezvous", "place")
            yield from _missing(path, plan.rendezvous.place, places, "place")


def _of_line(
    line: str,
    readings: Mapping[AmbiguityId, ReadingId] | None,
    casebook: Casebook,
    hangs_on: Iterable[AmbiguityId],
    *,
    key: str = "line",
) -> Iterator[Wrong]:
    known = {one.id for one in casebook.lines}
    yield from _missing((key,), line, spellings(casebook.lines), "line")
    if line not in known:
        return
    hung = sorted(str(one) for one in hangs_on)
    answers = {str(one.id): [str(reading.id) for reading in one.readings] for one in casebook.ambiguities}
    given = {str(question): str(answer) for question, answer in (readings or {}).items()}
    for ambiguity, reading in given.items():
        if ambiguity not in hung:
            message = f"the line does not hang on {ambiguity!r}"
            remedy = nearest(ambiguity, hung) or "leave it out"
            yield Wrong(path=("readings", ambiguity), message=message, remedy=remedy)
        else:
            known_readings = dict.fromkeys(answers[ambiguity], ())
            yield from _missing(("readings", ambiguity), reading, known_readings, "reading")
    for ambiguity in [one for one in hung if one not in given]:
        message = f"the line hangs on {ambiguity!r}, and no reading is chosen"
        remedy = f"add `readings: {{{ambiguity}: {answers[ambiguity][0]}}}`, or another of its readings"
        yield Wrong(path=(key,), message=message, remedy=remedy)


def _missing(path: Path, one: str, known: Spellings, what: str) -> Iterator[Wrong]:
    if one not in known:
        remedy = did_you_mean(one, known) or f"the casebook has {len(known)}"
        yield Wrong(path=path, message=f"there is no {what} {one!r}", remedy=remedy)
