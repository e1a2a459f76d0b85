"""The nouns of what is planned: a demand for patrols, and the plan of one outing.

A plan file is read like a casebook: a field's name is its key in the YAML, its docstring the help an editor
shows. A demand says what to schedule and within which limits; a plan says what one outing is to do, who must
be told by when, and when silence becomes an alarm. Numbers are the mission's own: nothing here is law.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import STRICT, ActorId, CrewId, PlaceId, PlanId, SegmentId, VehicleId

# What to schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """People who go out together, of one side or of the mission."""

    __pydantic_config__: ClassVar = STRICT

    id: CrewId
    """Short name, such as `T1`."""
    of: ActorId
    """Whose crew it is."""
    off: tuple[date, ...] = ()
    """Days on which it does not go out."""
    most_a_day: int = 1
    """Outings on one day, at most."""
    most_a_week: int = 7
    """Outings on any seven days in a row, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle that crews of its side take."""

    __pydantic_config__: ClassVar = STRICT

    id: VehicleId
    """Short name."""
    of: ActorId
    """Whose it is."""
    off: tuple[date, ...] = ()
    """Days in the workshop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of the day within which an outing begins and ends. Windows do not overlap."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Such as `morning`."""
    from_: str
    """Clock time, `07:00`."""
    until: str
    """Clock time on the same day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curfew:
    """Hours in which nobody is out, every day."""

    __pydantic_config__: ClassVar = STRICT

    from_: str
    """Clock time, `20:00`."""
    until: str
    """Clock time; the next day's where it is the earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daylight:
    """When it is light enough: by the sun at a place, or by stated hours. One of the two."""

    __pydantic_config__: ClassVar = STRICT

    lon: float | None = None
    """Degrees east, WGS84."""
    lat: float | None = None
    """Degrees north, WGS84."""
    sun_above_deg: float = -0.833
    """Height of the sun's centre from which it is light: as almanacs have sunrise; -6 for civil twilight."""
    from_: str | None = None
    """Or a clock time, `06:30`."""
    until: str | None = None
    """Clock time on the same day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDay:
    """A day without patrols."""

    __pydantic_config__: ClassVar = STRICT

    on: date
    """The day."""
    why: str
    """Why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of the route that is patrolled as a whole."""

    __pydantic_config__: ClassVar = STRICT

    id: SegmentId
    """Short name, such as `km-06-12`."""
    from_km: float
    """Where it begins, kilometres along the route."""
    to_km: float
    """Where it ends."""
    minutes: float | None = None
    """Time an outing spends on it, both ways; from its length and `speed_kmh` where it is not said."""
    every_days: int | None = None
    """From one outing on it to the next, at most so many days; none for no such limit."""
    apart_days: int = 0
    """From one outing on it to the next, at least so many days; 1 for at most once a day."""
    last_on: date | None = None
    """The last day it was patrolled before; none where none is recorded."""
    weight: float | None = None
    """How much seeing it is worth beside the others; computed, or 1, where it is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSplit:
    """A route of the casebook, to be cut into segments of equal length."""

    __pydantic_config__: ClassVar = STRICT

    line: str
    """A line of the casebook."""
    piece_km: float
    """Longest piece."""
    readings: dict[AmbiguityId, ReadingId] | None = None
    """The reading for each ambiguity that the line hangs on."""
    every_days: int | None = None
    """As of a segment, for all of them."""
    apart_days: int = 0
    """As of a segment, for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """How segments are weighed where no weight is said: 1 + incidents near + time without a patrol."""

    __pydantic_config__: ClassVar = STRICT

    within_km: float = 5.0
    """An incident is near that happened within so many kilometres of the segment."""
    days: int = 90
    """Only incidents of so many days before the first day planned; and no gap counts as longer."""
    incident: float = 1.0
    """Weight of one incident near."""
    gap: float = 1.0
    """Weight of `days` days without a patrol; a shorter gap weighs in proportion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """Somebody to whom each outing must be announced."""

    __pydantic_config__: ClassVar = STRICT

    to: str
    """To whom."""
    lead_hours: float
    """At least so many hours before the outing begins, or its crews meet."""
    receipt_hours: float | None = None
    """A receipt is expected within so many hours of giving notice; none where no receipt is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhomToCall:
    """Somebody whom a crew can call, as its sheet says."""

    __pydantic_config__: ClassVar = STRICT

    who: str
    """Such as `duty officer`."""
    how: str
    """A number, a channel, a call sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRule:
    """Where the crews of an outing meet before it."""

    __pydantic_config__: ClassVar = STRICT

    place: PlaceId
    """A place of the casebook."""
    km: float | None = None
    """Kilometre of the route where it is; by the casebook where it is not said and `route` is given."""
    minutes_before: float = 30.0
    """So long before the outing begins; as much a part of it as the way: free, light and noticed."""
    wait_minutes: float = 20.0
    """So long they wait for each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What to schedule, and within which limits."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short name."""
    zone: str
    """IANA zone whose clock and days are meant throughout."""
    first_on: date
    """First day planned."""
    last_on: date
    """Last day planned, included."""
    asked_at: str
    """When the schedule is made; nobody can be notified before."""
    together: tuple[ActorId, ...]
    """Sides of each of which every outing needs a crew."""
    crews: tuple[Crew, ...]
    """Who can go out."""
    windows: tuple[Window, ...]
    """When on a day; each crew goes out at most once in a window."""
    segments: tuple[Segment, ...] = ()
    """In order along the route; or `route`."""
    route: RouteSplit | None = None
    """A route of the casebook to be cut into segments."""
    casebook: str | None = None
    """Whose route, places and record are used."""
    vehicles: tuple[Vehicle, ...] = ()
    """What they can take."""
    vehicles_each: int = 0
    """Vehicles of its own side that each crew takes; 0 where vehicles are not planned."""
    most_segments: int = 1
    """Segments in a row that one outing covers, at most."""
    speed_kmh: float = 30.0
    """On the route: on segments whose minutes are not said, there and back, and on the way to them."""
    access_minutes: float = 0.0
    """Time of every outing to the route and home. The way along it, from the meeting's `km`, is reckoned."""
    daylight: Daylight | None = None
    """Outings keep inside it; none for no such limit."""
    curfew: Curfew | None = None
    """Outings keep out of it."""
    closed: tuple[ClosedDay, ...] = ()
    """Days without outings; they count when days between outings are counted."""
    notices: tuple[NoticeRule, ...] = ()
    """Whom to notify, and how long before."""
    fresh_days: int = 1
    """A segment counts as seen on the day of an outing and the days after it, so many in all."""
    near: float = 0.05
    """Schedules are drawn among those whose coverage is at most this share below the best."""
    weighing: Weighing = Weighing()
    """How segments are weighed."""
    meeting: MeetingRule | None = None
    """Where crews meet."""
    check_in_minutes: float = 30.0
    """From one sign of life of each crew to the next, at most."""
    alarm_minutes: float = 15.0
    """So long a sign of life may be late before it is an alarm."""
    abort_if: tuple[str, ...] = ()
    """What ends an outing early, in words."""
    call: tuple[WhomToCall, ...] = ()
    """Whom crews call, in this order."""


# One outing


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCrew:
    """A crew that goes out, and what it takes."""

    __pydantic_config__: ClassVar = STRICT

    id: CrewId
    """Short name."""
    of: ActorId
    """Whose crew it is."""
    vehicles: tuple[VehicleId, ...] = ()
    """What it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A stretch of an outing."""

    __pydantic_config__: ClassVar = STRICT

    from_km: float
    """Where it begins, kilometres along the route."""
    to_km: float
    """Where it ends; less than `from_km` on the way back."""
    segments: tuple[SegmentId, ...] = ()
    """Of a demand, in the order driven."""
    starts_at: str | None = None
    """When it begins, if it is timed."""
    ends_at: str | None = None
    """When it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendezvous:
    """Where and when the crews meet."""

    __pydantic_config__: ClassVar = STRICT

    place: PlaceId
    """A place of the casebook."""
    from_: str
    """From when."""
    until: str
    """Until when they wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notification of an outing: to whom, by when, and what became of it."""

    __pydantic_config__: ClassVar = STRICT

    to: str
    """To whom."""
    by: str
    """To be given by this time."""
    receipt_hours: float | None = None
    """A receipt is expected within so many hours of giving it; none where none is asked for."""
    given_at: str | None = None
    """When it was given; none as long as it was not."""
    receipt_at: str | None = None
    """When it was acknowledged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one outing is to do."""

    __pydantic_config__: ClassVar = STRICT

    id: PlanId
    """Short name."""
    route: str
    """The route, a line of a casebook or in words."""
    casebook: str | None = None
    """Whose line and places are meant; for sheets, which draw the way."""
    readings: dict[AmbiguityId, ReadingId] | None = None
    """The reading for each ambiguity that the line hangs on; likewise."""
    zone: str
    """IANA zone of times that name none."""
    starts_at: str
    """When it begins, `2020-03-15 07:30`."""
    ends_at: str
    """When all are to be back."""
    turn_back_at: str | None = None
    """When crews turn back wherever they are; none is reckoned where none is said."""
    legs: tuple[Leg, ...]
    """In order."""
    crews: tuple[PlannedCrew, ...]
    """Who goes out, of all sides."""
    rendezvous: Rendezvous | None = None
    """Where they meet."""
    notices: tuple[Notice, ...] = ()
    """Whom to notify."""
    check_in_minutes: float = 30.0
    """From one sign of life of each crew to the next, at most."""
    alarm_minutes: float = 15.0
    """So long a sign of life may be late before it is an alarm."""
    abort_if: tuple[str, ...] = ()
    """What ends it early, in words."""
    call: tuple[WhomToCall, ...] = ()
    """Whom crews call, in this order."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """What a plan file may hold: a demand, plans, or both."""

    __pydantic_config__: ClassVar = STRICT

    demand: Demand | None = None
    """What to schedule."""
    plans: tuple[Plan, ...] = ()
    """Outings that are planned."""


# What happens while it is carried out


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A crew's sign of life."""

    crew: CrewId
    """Which crew."""
    at: datetime
    """When, UTC."""
    is_back: bool = False
    """Whether it says that the crew is back, so that no more are expected."""


class NoticeState(StrEnum):
    """Whether a notification was given by its time."""

    PENDING = "pending"
    """Not given, and its time has not run out."""
    IN_TIME = "in_time"
    LATE = "late"
    NOT_GIVEN = "not_given"
    """Its time has run out."""


class ReceiptState(StrEnum):
    """Whether a notification was acknowledged."""

    NOT_ASKED = "not_asked"
    PENDING = "pending"
    """Notice is not given yet, or the time for the receipt has not run out."""
    RECEIVED = "received"
    MISSING = "missing"
    """The time for it has run out."""


class CrewState(StrEnum):
    """Where a crew stands with its signs of life."""

    NOT_OUT = "not_out"
    """The outing has not begun, and nothing was heard."""
    IN_TOUCH = "in_touch"
    LATE = "late"
    """A sign of life is due; it is no alarm yet."""
    OVERDUE = "overdue"
    """An alarm."""
    BACK = "back"
