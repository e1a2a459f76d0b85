"""The nouns of the text: what was agreed, and every point it leaves open.

These dataclasses are the casebook language: a field's name is its key in the YAML, its docstring the
help an editor shows. They hold what the files say and compute nothing. Ids are readable words; a value
typed `Open[...]` may hang on an ambiguity. Names are by language (`en`, `ar`, `tr`, `ru`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final, Literal, TypeAlias

from truceline.clock import Counting
from truceline.model.hanging import AmbiguityId, Open, ReadingId
from truceline.model.happening import Hypothesis, When, Where
from truceline.model.ids import (
    STRICT,
    ActId,
    ActorId,
    BoundaryId,
    ClauseId,
    FamilyId,
    InstrumentId,
    LonLat,
    Names,
    PlaceId,
    PositionId,
    PostId,
    ZoneId,
)
from truceline.model.words import (
    About,
    ActorKind,
    Bond,
    ClauseKind,
    ExceptionEffect,
    PatrolTest,
    PlaceGrade,
    Relation,
    Status,
    TextStatus,
    Verdict,
)
from truceline.tlog.field_groups import FieldGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A time as the text prints it, and whose clock it is read on."""

    __pydantic_config__: ClassVar = STRICT

    at: str
    """`2020-03-06 00:01` or `2020-03-06`, with or without a zone behind."""
    zone: Open[str] | None = None
    """IANA name of the zone, where the words name none."""
    in_advance: bool = False
    """Of an end: whether the text itself sets it, as a term. Any other end is known only once it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline: the day, or the days from an event, and how they are counted."""

    __pydantic_config__: ClassVar = STRICT

    day: Open[Stated | None]
    """The day named, or the event from which the days run; none on a reading on which the words fix no day:
    then it never runs out."""
    counting: Open[Counting]
    """The counting rule."""
    within_days: int = 0
    """0 for "by this day", n for "within n days of it"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolDuty:
    """What makes a patrol that a clause asks for done."""

    __pydantic_config__: ClassVar = STRICT

    done_when: Open[PatrolTest]
    """What it must have been."""
    alone: Open[Literal["performed", "partly_performed", "not_performed"]]
    """What an outing comes to that one bearer of the duty made without the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersion:
    """One version of an instrument's text."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short name, such as `signed-en`."""
    status: TextStatus
    """Signed, draft, press paraphrase, our paraphrase, or known to exist but not held."""
    language: str
    """`en`, `ar`, `tr`, `ru`, `fr`."""
    source: str
    """Where it was read, as text."""
    sha256: str | None = None
    """Hash of the text as held; none where it is not held."""
    note: str = ""
    """What to know about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A relation to another instrument."""

    __pydantic_config__: ClassVar = STRICT

    kind: Relation
    """Supplements, recites, implements, supersedes, or conditional on."""
    to: InstrumentId
    """The other instrument."""
    note: str = ""
    """Where it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One agreement document or announcement."""

    __pydantic_config__: ClassVar = STRICT

    id: InstrumentId
    """Such as `a20b`."""
    titles: Names
    """By language."""
    kind: str
    """Memorandum, protocol, announcement, statement."""
    makers: tuple[ActorId, ...]
    """Who made it."""
    signed_on: str | None = None
    """Day of signing or announcement."""
    published_on: str | None = None
    """Day the text became public."""
    in_force: Open[Stated] | None = None
    """From when it is law between them; none where that is not known."""
    ended: Open[Stated | None] = None
    """When it ended or lapsed; none while it stands."""
    texts: tuple[TextVersion, ...] = ()
    """Versions of the text."""
    relations: tuple[Link, ...] = ()
    """To other instruments."""
    sources: tuple[str, ...] = ()
    """Where the facts above come from, as text."""
    unverified: str = ""
    """What rests on memory and was not seen in a source; empty where nothing does."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The words of a clause in one version of the text."""

    __pydantic_config__: ClassVar = STRICT

    version: str
    """The text version's id."""
    anchor: str
    """Where in the text: article, point, paragraph."""
    words: str
    """Quoted where the version is official, else our paraphrase (the version says which)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Which actors. All conditions given must hold."""

    __pydantic_config__: ClassVar = STRICT

    actors: tuple[ActorId, ...] = ()
    """One of these, or part of one of them; empty for anybody."""
    sides: tuple[str, ...] = ()
    """On one of these sides at the time."""
    bound: Open[bool] = False
    """Bound by the clause's instrument at the time."""
    listed_by: str | None = None
    """On this body's list at the time."""
    other_side: bool = False
    """Of another side than the initiator; for `against` only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The smallest part that forbids, requires, permits, excepts, establishes or affirms."""

    __pydantic_config__: ClassVar = STRICT

    id: ClauseId
    """Instrument and number, such as `a20b/1`; retired ids are never used again."""
    kind: ClauseKind
    """What it does."""
    title: str
    """A few words."""
    reference: str
    """Article or point, as a lawyer cites it."""
    text: tuple[Passage, ...]
    """Its words; at least one passage."""
    checked_on: date
    """Day somebody last compared this with the source."""
    who: Open[Who] | None = None
    """Who owes the duty; for `except`, whose act is excused. None means anybody."""
    acts: Open[tuple[ActId, ...]] = ()
    """Forbidden acts; for `require`, those that show it unmet; for `except`, those covered (none: all)."""
    against: Open[Who] | None = None
    """Against or with whom; none means anybody."""
    where: Open[ZoneId] | None = None
    """The zone; none means anywhere."""
    anywhere: bool = False
    """Its words hold wherever it happens, so that it needs no zone."""
    from_: Open[Stated] | None = None
    """From when; none means from the instrument's entry into force."""
    until: Open[Stated | None] = None
    """Until when; none means as long as the instrument lives."""
    superseded_by: InstrumentId | None = None
    """The later instrument that takes its place where `until` ends it before its own instrument does."""
    due: Open[Due] | None = None
    """A deadline; acts that show the duty unmet are breaches only from then on."""
    recurring: str | None = None
    """A duty that comes again, in words (`weekly`, `each patrol`)."""
    duty: str = ""
    """What must be done or must be so, in our words; makes a `require` clause an obligation."""
    patrol: PatrolDuty | None = None
    """For `require`: where the duty is to patrol, what makes one patrol done."""
    excepts: tuple[ClauseId, ...] = ()
    """For `except`: the clauses it is an exception to."""
    effect: ExceptionEffect = ExceptionEffect.EXCUSE
    """For `except`: excuse, or bar every excuse."""
    applies: Open[bool] = True
    """For `except`: whether it is one at all; often an ambiguity."""
    only_in_response: bool = False
    """For `except`: only an act that answered an attack."""
    unverified: str = ""
    """What rests on memory and was not seen in a source."""
    note: str = ""
    """Anything else a reader should know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One answer to an ambiguity."""

    __pydantic_config__: ClassVar = STRICT

    id: ReadingId
    """Short name."""
    says: str
    """The answer, in a sentence."""
    says_in: Names | None = None
    """The same in other languages, by language; a page in none of these has it as it is."""
    holders: tuple[ActorId, ...] = ()
    """Who holds it; empty where no statement was found."""
    grounds: str = "no statement found"
    """On what grounds, or `no statement found`."""
    sources: tuple[str, ...] = ()
    """Where they say so, as text."""
    known_on: str | None = None
    """Day from which it could be given as an answer at all; none for as long as the question."""
    stated_on: str | None = None
    """Day by which all that its grounds tell had been said: before, it has no holders, grounds or sources."""
    held_on: dict[ActorId, str] | None = None
    """Days of single holders' statements, where those differ from `stated_on`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """One question the text leaves open. Readings get no probability and are never averaged."""

    __pydantic_config__: ClassVar = STRICT

    id: AmbiguityId
    """Short name, such as `clock`."""
    question: str
    """The question."""
    question_in: Names | None = None
    """The same in other languages, by language; its readings are then in these too."""
    readings: tuple[Reading, ...]
    """At least two answers."""
    about: About | None = None
    """`life` where the question is whether an instrument, or a part of it, still lived: lapse, a term,
    absorbed by a later one. Left out for all else: starts, conditions, who is bound, which day is meant."""
    alive: ReadingId | None = None
    """With `about: life`, the reading that means that it lived; findings say what follows, `if_in_force`."""
    known_on: str | None = None
    """Day from which it could be asked, if nothing hangs on it that tells; none for as long as the texts."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One reading, or `unresolved`, for every ambiguity."""

    __pydantic_config__: ClassVar = STRICT

    id: PositionId
    """Short name, such as `moscow`."""
    label: Names
    """By language."""
    readings: dict[AmbiguityId, ReadingId]
    """Ambiguity to reading, or to `unresolved` for want of a statement."""
    answered_on: dict[AmbiguityId, str] | None = None
    """Day of its statement on a question, where that is not the reading's `stated_on`; before, it is
    `unresolved`."""
    note: str = ""
    """Whose it is and what it rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundBy:
    """How an instrument stands to an actor."""

    __pydantic_config__: ClassVar = STRICT

    instrument: InstrumentId
    """The instrument."""
    how: Bond
    """Signed, through a guarantor, joined, or not bound."""
    guarantor: ActorId | None = None
    """Who answers for the actor, where bound through one."""
    from_: str | None = None
    """From which UTC instant or day; none means as long as the instrument is in force."""
    until: str | None = None
    """Until when; none means while the instrument lives."""
    applies: Open[bool] = True
    """Whether it binds at all, where that is open."""
    source: str = ""
    """Where it says so."""
    unverified: str = ""
    """What rests on memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A body's listing of an actor, by date."""

    __pydantic_config__: ClassVar = STRICT

    by: str
    """The body, such as `un_security_council`."""
    from_: str
    """Day of listing."""
    until: str | None = None
    """Day of delisting."""
    source: str = ""
    """Where it says so."""
    unverified: str = ""
    """What rests on memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Being part of another actor."""

    __pydantic_config__: ClassVar = STRICT

    of: ActorId
    """The whole."""
    from_: str | None = None
    """From which day, the whole of it; a day without a zone is one of UTC."""
    until: str | None = None
    """Until which day, that day left out; a day without a zone is one of UTC."""
    source: str = ""
    """Where it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameFrom:
    """How an actor came out of another."""

    __pydantic_config__: ClassVar = STRICT

    how: Literal["split", "merger", "renaming", "joint_room"]
    """Split off from it, merged out of it and others, renamed from it, or a room set up by it and others."""
    actor: ActorId | None = None
    """The other, if the casebook has it."""
    name: str = ""
    """The other's name, if the casebook does not have it."""
    on: str | None = None
    """When; none where not known."""
    source: str = ""
    """Where it says so."""
    unverified: str = ""
    """What rests on memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A state, force, group or unit, under plain names."""

    __pydantic_config__: ClassVar = STRICT

    id: ActorId
    """Short name."""
    names: Names
    """By language, in its own script."""
    kind: ActorKind
    """What it is."""
    aliases: tuple[str, ...] = ()
    """Other names, in any script, as sources print them; a final `*` matches any ending."""
    side: Open[str] | None = None
    """Neutral label of the parties grouped for parity; none for no side."""
    bound_by: tuple[BoundBy, ...] = ()
    """Instruments and how they stand to it."""
    part_of: tuple[Membership, ...] = ()
    """Memberships over time."""
    came_from: tuple[CameFrom, ...] = ()
    """Splits, mergers and renamings."""
    listings: tuple[Listing, ...] = ()
    """Listings over time."""
    one_of: tuple[ActorId, ...] = ()
    """For a stand-in, where a source does not say who: one or more of these, or of what is ever part of them;
    `somebody-else` is whom the casebook does not have. What is asked of it has the answer that all of them
    give, else it cannot be told. It has no side, bond, membership or listing of its own."""
    known_on: str | None = None
    """Day from which it was heard of, where `came_from` does not tell; none for as long as anything."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedIn:
    """That a place lies in a zone by an instrument or by the record, whatever the zone's outline."""

    __pydantic_config__: ClassVar = STRICT

    zone: ZoneId
    """The zone."""
    grounds: str
    """What places it there, with where it says so."""
    known_on: str | None = None
    """Day from which that was known; none for as long as the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named point with what stands behind it."""

    __pydantic_config__: ClassVar = STRICT

    id: PlaceId
    """Short name."""
    names: Names
    """By language."""
    lon: float
    """Degrees east, WGS84."""
    lat: float
    """Degrees north, WGS84."""
    radius_m: float
    """The true point lies within it with probability 0.95."""
    grade: PlaceGrade
    """What stands behind the coordinate."""
    aliases: tuple[str, ...] = ()
    """Other spellings, in any script."""
    misnomers: tuple[str, ...] = ()
    """Names that it is given by mistake, as by machines: whoever uses one is asked, and it is never taken."""
    codes: Names | None = None
    """Codes by scheme, such as `pcode`."""
    basis: str = ""
    """Source of the coordinate."""
    status: Status = Status.CONSTRUCTED
    """Official, constructed or disputed."""
    known_on: str | None = None
    """Day from which it bore that name, as a post set up later; none for as long as anything."""
    within: tuple[PlacedIn, ...] = ()
    """Zones in which it lies by an instrument or by the record; all of them, wider ones too."""
    note: str = ""
    """Homonyms and traps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The part of another line between two named places, from where it is nearest to the one on."""

    __pydantic_config__: ClassVar = STRICT

    of: str
    """The line it is cut from."""
    start: PlaceId
    """Where it begins."""
    end: PlaceId
    """Where it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where the ground of two sides meets, computed from the casebook's words on control."""

    __pydantic_config__: ClassVar = STRICT

    between: tuple[str, ...]
    """The two sides, of the mandate's."""
    on: Open[str]
    """As it stood at the end of this day, or `moving`: at the instant that is asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line on the ground: of contact, a route, a border. It has points, places, a stretch or a contact."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short name."""
    names: Names
    """By language."""
    basis: str
    """How it was made."""
    status: Status
    """Official, constructed or disputed."""
    sigma_m: float
    """Standard deviation of its error, metres; through places, of its alignment beside theirs."""
    points: tuple[LonLat, ...] = ()
    """`[lon, lat]` in order."""
    through: Open[tuple[PlaceId, ...]] = ()
    """Or places in order."""
    stretch: Open[Stretch] | None = None
    """Or a stretch of another line."""
    contact: Open[Contact] | None = None
    """Or where the ground of two sides met, as the record of control has it."""
    on: str | None = None
    """The day it is drawn for."""
    kind: Literal["line_of_contact", "route", "border"] = "line_of_contact"
    """What it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An observation post. Official and sequence numbers are two things."""

    __pydantic_config__: ClassVar = STRICT

    id: PostId
    """Short name."""
    names: Names
    """By language."""
    held_by: ActorId
    """Whose it is."""
    place: PlaceId
    """Where, or the place that stands in for it."""
    official_no: int | None = None
    """Its maker's number."""
    sequence_no: int | None = None
    """Order of establishment."""
    aliases: tuple[str, ...] = ()
    """Other names."""
    from_: str | None = None
    """Known from."""
    until: str | None = None
    """Known until."""
    basis: str = ""
    """Source."""
    unverified: str = ""
    """What rests on memory."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolygonRecipe:
    """The ground inside a ring of points, or inside a closed line."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["polygon"]
    """`polygon`"""
    points: tuple[LonLat, ...]
    """`[lon, lat]` in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleRecipe:
    """The ground within a distance of a place."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["circle"]
    """`circle`"""
    centre: Open[PlaceId]
    """The place."""
    radius_km: Open[float]
    """Geodesic kilometres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorRecipe:
    """The ground within a distance of a route, each side."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["corridor"]
    """`corridor`"""
    along: Open[str]
    """A line or route."""
    reach_km: Open[float]
    """Geodesic kilometres each side."""
    ends: Open[Literal["flat", "round"]]
    """How it closes at the first and last point."""
    measured_from: Open[Literal["centreline", "edge"]] = "centreline"
    """From the line itself, or from the edge of a road whose middle it is."""
    width_m: Open[float] | None = None
    """Width of the road, metres; needed where it is measured from the edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlongRecipe:
    """The ground within a distance of a line, round its ends too: "along the line within 5 km"."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["along"]
    """`along`"""
    along: Open[str]
    """A line."""
    within_km: Open[float]
    """Geodesic kilometres from its nearest point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandRecipe:
    """The ground between two distances from a line, on one or both sides."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["band"]
    """`band`"""
    along: Open[str]
    """A line."""
    from_km: Open[float]
    """Nearer edge, geodesic kilometres."""
    to_km: Open[float]
    """Farther edge, geodesic kilometres."""
    side: Open[Literal["left", "right", "both"]]
    """Left is on the left hand walking along the points in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinRecipe:
    """The ground that all of several zones share."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["within"]
    """`within`"""
    all_of: Open[tuple[ZoneId, ...]]
    """Zones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionRecipe:
    """The ground that any of several zones covers."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["union"]
    """`union`"""
    any_of: Open[tuple[ZoneId, ...]]
    """Zones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinusRecipe:
    """One zone without others."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["minus"]
    """`minus`"""
    zone: Open[ZoneId]
    """The zone."""
    less: Open[tuple[ZoneId, ...]]
    """What is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminRecipe:
    """The ground of administrative areas, by their codes."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["admin"]
    """`admin`"""
    codes: Open[tuple[BoundaryId, ...]]
    """Codes under `boundaries:`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlledRecipe:
    """The ground of a side, computed from the casebook's words on control."""

    __pydantic_config__: ClassVar = STRICT

    shape: Literal["controlled"]
    """`controlled`"""
    by: Open[str]
    """The side, of the mandate's."""
    on: Open[str]
    """As it stood at the end of this day, or `moving`: at the instant that is asked about."""


LineRecipe: TypeAlias = CorridorRecipe | AlongRecipe | BandRecipe
"""Drawn along a line."""
Recipe: TypeAlias = (
    PolygonRecipe
    | CircleRecipe
    | LineRecipe
    | WithinRecipe
    | UnionRecipe
    | MinusRecipe
    | AdminRecipe
    | ControlledRecipe
)
MOVING: Final = "moving"
"""Stands for the day of a line or ground that is taken as it stood at the instant asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRecipe:
    """A zone as the words build it."""

    __pydantic_config__: ClassVar = STRICT

    id: ZoneId
    """Short name."""
    names: Names
    """By language."""
    recipe: Open[Recipe]
    """How it is built."""
    basis: str
    """From what words or data."""
    status: Status
    """Official, constructed or disputed."""
    sigma_m: float
    """Least standard deviation of its boundary's error, metres; what it is built from may raise it."""
    author: str = "Truceline"
    """Who drew it."""
    on: str | None = None
    """The day it is drawn for."""
    from_: str | None = None
    """From which day the drawing holds; none where nobody says."""
    until: str | None = None
    """Until which day it holds, that day left out; none where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """An administrative area, as a user holds its outline."""

    __pydantic_config__: ClassVar = STRICT

    id: BoundaryId
    """Its code, such as `SY0702`."""
    names: Names
    """By language."""
    polygons: tuple[tuple[tuple[LonLat, ...], ...], ...]
    """As the `coordinates` of a GeoJSON MultiPolygon: parts, each its outer ring and then its holes."""
    source: str
    """Where the outline was read, as text."""
    sigma_m: float
    """Standard deviation of its error, metres."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A kind of act, in one hierarchy."""

    __pydantic_config__: ClassVar = STRICT

    id: ActId
    """Short name."""
    names: Names
    """By language."""
    under: ActId | None = None
    """The wider act it is a kind of."""
    also: tuple[ActId, ...] = ()
    """Further acts that it always is too: a clause that names one names this, while an account of one of them
    does not leave this open."""
    means: str = ""
    """What counts as it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """How another scheme's type is read as an act."""

    __pydantic_config__: ClassVar = STRICT

    scheme: Literal["acled", "ucdp", "airwars"]
    """Whose types."""
    type: str
    """ACLED event type, UCDP type of violence or Airwars strike type; `unstated` where Airwars gives none."""
    act: ActId
    """The act."""
    sub_type: str | None = None
    """ACLED sub-event type or Airwars cause; none for any other of the type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers by which tracks of patrols are read: conventions, not law. All are above zero."""

    __pydantic_config__: ClassVar = STRICT

    most_kmh: float = 160.0
    """No patrol vehicle on a road is faster; a fix that needs more is marked as a jump …"""
    jump_m: float = 500.0
    """… if it leads farther than this: less is a receiver that finds itself again."""
    unstated_radius_m: float = 25.0
    """Error of a fix that states none: the true point lies within it with probability 0.95."""
    patrol_days: float = 30.0
    """A fix farther than this from the middle of its patrol's times has a clock that was reset."""
    silence_s: float = 900.0
    """Longer without a used fix is a silence."""
    stop_s: float = 300.0
    """A stop lasts at least so long."""
    stop_radius_m: float = 100.0
    """At a stop the fixes lie within this of its first, and of its middle."""
    halt_m: float = 3000.0
    """A halt is told beside the nearest place of the casebook whose own radius, and this, reach it."""
    reach_m: float = 500.0
    """A point of the route is seen from a fix within this."""
    together_m: float = 500.0
    """Crews are together within this of each other …"""
    together_s: float = 300.0
    """… and within this time of each other."""
    off_route_m: float = 1000.0
    """Farther from the agreed route is off it."""
    turn_km: float = 1.0
    """A vehicle that comes back at least so far along the route has turned back."""
    throughout_share: float = 0.95
    """Crews known to be together for this share or more of the time out were so throughout."""
    clock_share: float = 0.8
    """If, after a shift, this share of a vehicle's fixes lies near another, their clocks are in doubt …"""
    clock_gain: float = 0.5
    """… if that is by this share more than without the shift."""
    clock_s: float = 180.0
    """Shifts smaller than this are not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRules:
    """How a centre's log is kept, so that it shows outside no more than that it grew."""

    __pydantic_config__: ClassVar = STRICT

    checkpoint_minutes: float = 10.0
    """From one checkpoint to the next, also when nothing came."""
    batch: int = 16
    """Entries come to a checkpoint in multiples of so many, filled up with ones that say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What the mission was told to do and how. Thresholds are conventions of display, not of proof."""

    __pydantic_config__: ClassVar = STRICT

    yes: float = 0.95
    """An outcome's lower value at or above this names the verdict."""
    no: float = 0.05
    """A breach's upper value at or below this is `no_breach`."""
    report_floor: float = 0.001
    """Rows are written where breach's upper value or the excepted outcome reaches this."""
    shown_at: tuple[float, ...] = (0.8, 0.9, 0.95, 0.99)
    """Counts are printed at these thresholds side by side."""
    day_zone: str = "UTC"
    """IANA zone of the reporting day."""
    day_starts: str = "00:00"
    """Clock time at which the reporting day begins."""
    sides: dict[str, Names] | None = None
    """Neutral labels of the sides, by language."""
    publish_delay_minutes: float = 1440.0
    """Positions of a patrol are held back until its last one is so old."""
    publish_grid_km: float = 5.0
    """Positions are published as cells of so many kilometres; 0 would show them as they are."""
    escalation: tuple[ActId, ...] = ()
    """Kinds of act that a brief lists, in its order; an act is of the first that it is a kind of. Left out:
    every armed attack alike."""
    protected_families: tuple[FamilyId, ...] = ()
    """Families whose sources are all protected, as if each had said so itself."""
    tracks: Limits = Limits()
    """How tracks of patrols are read."""
    log: LogRules = LogRules()
    """How a centre's log is kept."""
    reply_hours: float = 24.0
    """So long each side has to answer what it is asked: the same for all."""
    objection_hours: float = 24.0
    """So long each side may object to what was decided before it goes out: the same for all."""
    preview_hours: float = 2.0
    """So long the sides see a brief before it goes out: the same for all."""
    quorum: int | None = None
    """So many sides must have said something to a determination; none for all that are asked."""
    rule: Literal["consensus", "majority"] = "consensus"
    """When one is agreed: no side that speaks dissents, or more than half of all sides go along."""
    alerts: tuple[ActId, ...] = ()
    """Kinds of act that raise an alert at a centre, beside casualties of a guarantor."""
    audiences: dict[str, tuple[FieldGroup, ...]] | None = None
    """Which parts of an entry of the log each audience is given, by the audience's name; what is not named is
    withheld. Left out: nothing of the log is released."""
    note: str = ""
    """On whose authority."""

    @property
    def asked_sides(self) -> tuple[str, ...]:
        """Return the sides that a centre asks: those that are audiences of it."""
        return tuple(side for side in self.sides or {} if side in (self.audiences or {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A clause or part that cannot be encoded, with its reason."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short name."""
    about: str
    """The clause or part."""
    reason: str
    """Why it cannot be encoded."""
    tilts: Names | None = None
    """In a few words, by language, how it reaches the sides unequally; left out where it does not. It stands
    in each row of a brief that it tilts, and no count of breaches by side is to be said beside it."""
    known_on: str | None = None
    """Day from which it was one: that of the latest text that it tells of; none for as long as the texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of an example."""

    __pydantic_config__: ClassVar = STRICT

    hypotheses: tuple[Hypothesis, ...]
    """As in an account."""
    when: When | None = None
    """When."""
    where: Where | None = None
    """Where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A test case beside a clause: facts, and the verdict expected under each position."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """What it shows, in a few words."""
    clause: ClauseId
    """The clause."""
    facts: Facts
    """What is supposed to have happened."""
    expect: dict[PositionId, Verdict]
    """Verdict under each position."""
    with_readings: dict[AmbiguityId, ReadingId] | None = None
    """Readings set apart from the position's own, to show what an ambiguity decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the casebook is."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short name."""
    titles: Names
    """By language."""
    about: str
    """A sentence or two."""
    credits: tuple[str, ...] = ()
    """Data used and its terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Casebook:
    """What was agreed, and every point it leaves open; every reference in it resolves."""

    __pydantic_config__: ClassVar = STRICT

    casebook: Header
    """What it is."""
    mandate: Mandate = Mandate()
    """Thresholds and the reporting day."""
    instruments: tuple[Instrument, ...] = ()
    """Agreements and announcements."""
    clauses: tuple[Clause, ...] = ()
    """Their parts."""
    ambiguities: tuple[Ambiguity, ...] = ()
    """Questions the texts leave open."""
    positions: tuple[Position, ...] = ()
    """Choices of readings."""
    actors: tuple[Actor, ...] = ()
    """States, forces, groups, units."""
    places: tuple[Place, ...] = ()
    """Named points."""
    lines: tuple[Line, ...] = ()
    """Lines of contact, routes, borders."""
    posts: tuple[Post, ...] = ()
    """Observation posts."""
    zones: tuple[ZoneRecipe, ...] = ()
    """Zones as recipes."""
    boundaries: tuple[Boundary, ...] = ()
    """Administrative areas by code."""
    acts: tuple[Act, ...] = ()
    """The shared acts and the casebook's own."""
    crossings: tuple[Crossing, ...] = ()
    """How other schemes' types are read."""
    gaps: tuple[Gap, ...] = ()
    """What cannot be encoded."""
    examples: tuple[Example, ...] = ()
    """Test cases beside the clauses."""
