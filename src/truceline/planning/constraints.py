"""What a schedule must keep, each limit with a name, so that those in conflict can be told in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from truceline.model.ids import ActorId, CrewId
from truceline.model.plans import Crew, Demand


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Constraint:
    """One limit of a demand that could be set aside by itself."""

    kind: str
    """`every`, `apart`, `crews`, `crew_off`, `crew_day`, `crew_week`, `vehicles`, `closed`, or of `HOURS`."""
    of: str = ""
    """The segment, side, crews or day it is about; empty for one that is about all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewClass:
    """Crews that no limit tells apart."""

    of: ActorId
    """Whose crews."""
    off: tuple[date, ...]
    """Days on which none of them goes out."""
    most_a_day: int
    """Outings of each on one day, at most."""
    most_a_week: int
    """Outings of each on any seven days in a row, at most."""
    crews: tuple[CrewId, ...]
    """Who they are."""

    @property
    def name(self) -> str:
        """Return the crews' names."""
        return ", ".join(self.crews)


def crew_classes(crews: Iterable[Crew]) -> tuple[CrewClass, ...]:
    """Return the crews in classes within which any may go for any other.

    Counting outings by class is enough: dealt round within it, so that always the one goes whose turn is
    longest ago, n outings in a row fall on m crews with at most ⌈n/m⌉ on each. So a class that keeps the
    limits in sum keeps them crew by crew.
    """
    alike: dict[tuple[ActorId, tuple[date, ...], int, int], list[CrewId]] = {}
    for crew in crews:
        key = (crew.of, tuple(sorted(set(crew.off))), crew.most_a_day, crew.most_a_week)
        alike.setdefault(key, []).append(crew.id)
    return tuple(
        CrewClass(of=of, off=off, most_a_day=a_day, most_a_week=a_week, crews=tuple(ids))
        for (of, off, a_day, a_week), ids in alike.items()
    )


def vehicles_free(demand: Demand, side: ActorId, on: date) -> int:
    """Return how many vehicles of a side are free on a day."""
    return sum(vehicle.of == side and on not in vehicle.off for vehicle in demand.vehicles)


def constraint_words(constraint: Constraint, demand: Demand) -> str:
    """Return what a constraint asks, in words with the demand's figures."""
    kind, of = constraint.kind, constraint.of
    segment = next((one for one in demand.segments if one.id == of), None)
    classes = {one.name: one for one in crew_classes(demand.crews)}
    match kind:
        case "every" if segment is not None:
            since = f", last on {segment.last_on}" if segment.last_on else ""
            return f"segment {of}: an outing at least every {_days(segment.every_days or 0)}{since}"
        case "apart" if segment is not None:
            since = f", last on {segment.last_on}" if segment.last_on else ""
            return f"segment {of}: outings at least {_days(segment.apart_days)} apart{since}"
        case "crews":
            n_crews = sum(crew.of == of for crew in demand.crews)
            return f"{of}: every outing needs a crew of it, and it has {n_crews}; one outing each in a window"
        case "crew_off":
            days = ", ".join(str(on) for on in classes[of].off)
            return f"{classes[of].of}: {of} {'are' if ',' in of else 'is'} off on {days}"
        case "crew_day":
            return f"{classes[of].of}: {of} at most {_times(classes[of].most_a_day)} a day each"
        case "crew_week":
            return f"{classes[of].of}: {of} at most {_times(classes[of].most_a_week)} in seven days each"
        case "vehicles":
            n_vehicles = sum(vehicle.of == of for vehicle in demand.vehicles)
            each = demand.vehicles_each
            return (
                f"{of}: a crew takes {each} of its vehicles, and it has {n_vehicles} less those off that day"
            )
        case "closed":
            why = next((day.why for day in demand.closed if str(day.on) == of), "")
            return f"{of} is closed: {why}"
    return _of_hours(kind, demand)


def _of_hours(kind: str, demand: Demand) -> str:
    match kind:
        case "window":
            hours = ", ".join(f"{one.from_} to {one.until}" for one in demand.windows)
            met = ", the meeting of its crews among it" if demand.meeting is not None else ""
            return f"windows: an outing begins and ends within one of {hours}{met}"
        case "curfew" if demand.curfew is not None:
            return f"curfew: nobody is out from {demand.curfew.from_} to {demand.curfew.until}"
        case "daylight" if demand.daylight is not None:
            light = demand.daylight
            if light.from_ is not None:
                return f"daylight: nobody is out but from {light.from_} to {light.until}"
            return f"daylight: nobody is out while the sun is below {light.sun_above_deg:g} degrees"
        case "notice":
            hours = ", ".join(f"{one.to} {one.lead_hours:g} h" for one in demand.notices)
            return f"notice: {hours} before an outing, and none can be given before {demand.asked_at}"
    raise ValueError(f"no words for {kind!r}")


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def conflict_words(constraints: Iterable[Constraint], demand: Demand) -> tuple[str, ...]:
    """Return what constraints in conflict ask, one a line; segments of which the same is asked share one."""
    alike: dict[tuple[str, str], list[Constraint]] = {}
    for one in constraints:
        says = constraint_words(one, demand)
        asked = says.partition(": ")[2] if one.kind in ("every", "apart") else says
        alike.setdefault((one.kind, asked), []).append(one)
    return tuple(
        constraint_words(group[0], demand)
        if len(group) == 1
        else f"segments {', '.join(one.of for one in group)}: {asked}, each"
        for (_, asked), group in alike.items()
    )
