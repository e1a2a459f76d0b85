"""The nouns of the record: what sources said and saw. Never overwritten, never facts.

A report is one page or message; a claim is one assertion from it, by whoever makes it, through whoever
carries it. Claims are gathered around a matter and tell of an account of an incident without becoming part
of it. The ledgers (tolls, counts, stances, patrols...) are claims of one plain shape each, one row a claim;
`truceline.model.casebook` says how they are put into files.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, ClassVar, Final, Literal, cast

import pyarrow as pa

from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId, Open, ReadingId
from truceline.model.happening import Hypothesis, When, Where
from truceline.model.ids import (
    STRICT,
    ActorId,
    ClaimId,
    ClauseId,
    FamilyId,
    IncidentId,
    InstrumentId,
    IssueId,
    MatterId,
    Names,
    PatrolId,
    PlaceId,
    ReportId,
    SourceId,
)
from truceline.model.words import (
    Attitude,
    Credibility,
    Dated,
    Evidence,
    Manner,
    MatterKind,
    Part,
    PatrolOutcome,
    Reliability,
    Standing,
    TroubleKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One version of an incident, as told by one source or an agreeing group."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Who tells it, such as `moscow_says`."""
    told_by: tuple[str, ...]
    """Sources, as text; ten relays of one release are one source."""
    hypotheses: tuple[Hypothesis, ...]
    """Usually one; several where the account itself leaves open who."""
    when: When | None = None
    """Its own time, where it differs."""
    where: Where | None = None
    """Its own place, where it differs."""
    says: str = ""
    """The account in a few words of ours, attributed."""
    fatalities: tuple[int, int] | tuple[int] | None = None
    """Lowest and highest toll this account gives; the lowest alone where it says "at least"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEntry:
    """An incident of the record: our hypothesis that certain accounts tell of one happening."""

    __pydantic_config__: ClassVar = STRICT

    id: IncidentId
    """Such as `E49`."""
    title: str
    """A few neutral words."""
    accounts: tuple[Account, ...]
    """Where all agree there is one."""
    when: When | None = None
    """When; none for unknown."""
    where: Where | None = None
    """Where; none for unknown."""
    known_on: str | None = None
    """Day of the first report; from then on it could be known."""
    sources: tuple[str, ...] = ()
    """Addresses, as text."""
    note: str = ""
    """Anything else, in our own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A mission's recorded act: it looked into an account and verified it, or parts of it."""

    __pydantic_config__: ClassVar = STRICT

    account: str
    """Which, as `incident/account`."""
    by: SourceId
    """The mission, or who verified in its name."""
    on: str
    """Day of the act; from then on it could be known."""
    parts: tuple[Part, ...] = ()
    """Which parts; empty for all that the account has."""
    report: ReportId | None = None
    """Where it stands; the account could not be known to be verified before."""
    note: str = ""
    """How, in our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one side or the mission says about an obligation at a time."""

    __pydantic_config__: ClassVar = STRICT

    obligation: ClauseId
    """The `require` clause."""
    says: Open[Literal["performed", "partly_performed", "not_performed"]]
    """What is said; hangs on an ambiguity where the same deed performs the duty only on some reading."""
    by: str
    """Who says so."""
    of_side: str | None
    """The side it speaks for; `mission` if the mission verified; none for a third party."""
    about: ActorId | None = None
    """Whose performance is meant, where several owe the duty; none for every one of them."""
    about_side: str | None = None
    """In place of `about`: all of one side who owe it."""
    patrol: PatrolId | None = None
    """The outing meant; none for the duty at large. A word on one outing says nothing of another."""
    names_it: bool = True
    """Whether the speaker names the duty or the deed; false where we infer that this duty is meant. Inferred
    words are shown and disputed, and never settle a state by agreement."""
    on: str
    """Day it was said."""
    share: float | None = None
    """Share done, if stated."""
    source: str = ""
    """Where, as text."""
    mistaken: str = ""
    """Why it is wrong and by whom it was put right; then it is listed and moves nothing."""
    mistaken_from: str | None = None
    """Day from which that was known; none for as long as the word is."""
    note: str = ""
    """In our words."""


# Who speaks, and where it was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Sources that stand alike to the parties, and how their words are to be read."""

    __pydantic_config__: ClassVar = STRICT

    id: FamilyId
    """Short name, such as `russian-official`."""
    names: Names
    """By language."""
    standing: Standing
    """Party statement, party-aligned, third party, self-claim or relay."""
    lean: str | None = None
    """Side it speaks for or leans to; none for no side."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilySpan:
    """A time in which a source stood in another family, or leaned otherwise."""

    __pydantic_config__: ClassVar = STRICT

    family: FamilyId
    """The family."""
    from_: str | None = None
    """From which UTC day; none from the first on."""
    until: str | None = None
    """Until which UTC day, on which it holds no longer; none from then on."""
    lean: str | None = None
    """Side it leaned to, where that differs from its family's."""
    source: str = ""
    """Where it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who speaks: a ministry, an agency, a monitor, a group, an outlet."""

    __pydantic_config__: ClassVar = STRICT

    id: SourceId
    """Short name, such as `tass`."""
    names: Names
    """By language."""
    family: FamilyId
    """The family; on the days of `families`, that of its span."""
    families: tuple[FamilySpan, ...] = ()
    """Times in which it was another: a source has one family at a time."""
    speaks_for: ActorId | None = None
    """The actor whose own voice this is; none for anybody who only tells of others."""
    lean: str | None = None
    """Side it leans to, where that differs from its family's."""
    relays: tuple[SourceId, ...] = ()
    """Whom it carries as a rule."""
    reliability: Reliability = Reliability.F
    """Admiralty grade of the source, A to F; F is no basis to judge. Never a number, never averaged."""
    graded_because: str = ""
    """Why that grade; needed for any but F."""
    aliases: tuple[str, ...] = ()
    """Other names, in any script."""
    protected: bool = False
    """Whether nothing public may show who this is: no id, name, address or page of it."""
    note: str = ""
    """Method and limits, as far as stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One page or message, received once; never changed."""

    __pydantic_config__: ClassVar = STRICT

    id: ReportId
    """Short name, such as `tass-1107179`."""
    source: SourceId
    """Who published it."""
    address: str
    """Where it was read, as text."""
    said_on: str
    """Day it was published; from then on what it says could be known."""
    dated: Dated
    """How that day is known."""
    language: str = "en"
    """`en`, `ar`, `tr`, `ru`, ..."""
    relays: tuple[SourceId, ...] = ()
    """Whom the page says it carries, the nearest first; ten relays of one release are one voice."""
    words: str = ""
    """What was said, letter by letter, where it came by voice or message. For the mission alone."""
    heard_at: str | None = None
    """When it was, with its zone."""
    put_right: tuple[str, ...] = ()
    """What a person at the desk put right in what was understood of the words, as `place=Sarmin`."""
    note: str = ""
    """Headline, errors and traps of this page, in our words."""


# What is claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What claims are gathered around: a happening, a statement, a figure."""

    __pydantic_config__: ClassVar = STRICT

    id: MatterId
    """Such as `E60`."""
    title: str
    """A few neutral words."""
    kind: MatterKind
    """What sort of thing."""
    when: When | None = None
    """When; none for unknown."""
    where: Where | None = None
    """Where; none for unknown, or for nowhere in particular."""
    where_words: str = ""
    """Where, in words, if no place of the casebook stands for it."""
    about: tuple[InstrumentId, ...] = ()
    """Instruments it concerns."""
    incidents: tuple[IncidentId, ...] = ()
    """Incidents whose accounts its claims tell."""
    open_points: str = ""
    """On what the claims disagree or are silent, in our words; empty where they do not."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something wrong or out of place in a wording."""

    __pydantic_config__: ClassVar = STRICT

    kind: TroubleKind
    """What sort."""
    says: str
    """What is wrong and what is right, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """What is said to have befallen people, in the claim itself."""

    __pydantic_config__: ClassVar = STRICT

    outcome: Literal["killed", "wounded"]
    """What."""
    low: int
    """At least so many."""
    high: int | None = None
    """At most; none for "at least"."""
    who: Literal["", "civilians", "children", "women", "men", "soldiers", "fighters"] = ""
    """Who they are said to be; empty where that is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One assertion, by whoever makes it, as it reached us."""

    __pydantic_config__: ClassVar = STRICT

    id: ClaimId
    """Such as `E60-a`; in an article, such as `s3-a`."""
    says: str
    """What is asserted, in our words and without its speaker."""
    by: SourceId
    """Who asserts it: the end of the chain, not the page that carries it."""
    matter: MatterId | None = None
    """What it is about; none where the record has no such matter."""
    reports: tuple[ReportId, ...] = ()
    """Where it was read; several are relays of the same words."""
    through: tuple[SourceId, ...] = ()
    """Who says that who said, from the page inwards, between the page and `by`."""
    manner: Manner = Manner.ASSERTS
    """Asserts, claims as its own act, passes on hearsay, infers, denies."""
    tells: tuple[str, ...] = ()
    """Accounts it tells, as `incident/account`; act, cast, time and place are that account's unless given."""
    tells_what: tuple[Part, ...] = ()
    """Which parts of those accounts it states itself; empty for all that they have."""
    denies: tuple[ClaimId, ...] = ()
    """Claims it denies in so many words; its manner is `denies` then."""
    denies_what: tuple[Part, ...] = ()
    """Which parts of them it denies; a denial names them."""
    contradicts: tuple[ClaimId, ...] = ()
    """Claims that cannot be true together with it, though it does not speak of them."""
    hypotheses: tuple[Hypothesis, ...] = ()
    """Who in which role did what, where it tells no account or differs from it."""
    when: When | None = None
    """Its own time."""
    where: Where | None = None
    """Its own place."""
    fire_from: Literal["N", "NE", "E", "SE", "S", "SW", "W", "NW"] | None = None
    """Where fire is said to have come from; none where that is not said."""
    harm: tuple[Harm, ...] = ()
    """Who is said to have been hurt."""
    corrects: tuple[ClaimId, ...] = ()
    """Earlier claims of the same speaker that it takes the place of: they are mistaken from its day on."""
    about: tuple[InstrumentId, ...] = ()
    """Instruments it speaks of."""
    hedge: str = ""
    """The words that hedge it, quoted (`reportedly`, `believed`)."""
    credibility: Credibility = Credibility.SIX
    """Admiralty grade of the assertion, 1 to 6; 6 is no basis to judge. Never averaged with the source's."""
    graded_because: str = ""
    """Why that grade; needed for any but 6."""
    trouble: tuple[Trouble, ...] = ()
    """What is wrong or out of place in it."""
    mistaken: str = ""
    """Why it is wrong and by whom it was put right; then it is listed and moves nothing."""
    mistaken_from: str | None = None
    """Day from which that was known; none for as long as the claim is."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an article, taken apart by hand."""

    __pydantic_config__: ClassVar = STRICT

    no: int
    """Counted from 1 through the whole article."""
    opens: str
    """Its first few words, to find it by; never the whole."""
    claims: tuple[Claim, ...] = ()
    """What it asserts, and who says so; none for a title."""
    beside: tuple[MatterId, ...] = ()
    """What the record has on it."""
    trouble: tuple[Trouble, ...] = ()
    """What is wrong or out of place in the sentence as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text of the press, cited by sentence and taken apart by hand."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Short name."""
    title: str
    """As printed."""
    about: str
    """What it is and where it stands, in our words."""
    sentences: tuple[Sentence, ...]
    """In order."""


# Ledgers: one row, one claim. `by` says so, `report` is where it was read.


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """A toll, as one source gave it at one moment."""

    __pydantic_config__: ClassVar = STRICT

    matter: MatterId
    """What it is a toll of."""
    by: SourceId
    """Who gives it."""
    moment: int | None = None
    """1 for the first this source gave, 2 for the next; none where the order is not known."""
    at: str | None = None
    """When it was given, if not the report's day: a day, or an hour with its zone behind."""
    outcome: Literal["killed", "wounded", "missing", "affected", "treated", "captured"]
    """What befell them."""
    who: ActorId | None = None
    """To whom; none where not said."""
    low: int | None = None
    """At least; none where only an upper figure is given."""
    high: int | None = None
    """At most; none for "at least"."""
    report: ReportId | None = None
    """Where it was read."""
    note: str = ""
    """In our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Whether one side told another beforehand, as one source has it. Blame turns on it."""

    __pydantic_config__: ClassVar = STRICT

    matter: MatterId
    """The happening."""
    by: SourceId
    """Who says so."""
    notifier: ActorId
    """Who told, or should have."""
    notified: ActorId
    """Who was told, or was not."""
    of: str
    """Of what, in our words."""
    told: Literal["told", "not_told"]
    """Whether."""
    report: ReportId | None = None
    """Where it was read."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """An outing. Its id is ours: the sides' numbers are claims, never a key."""

    __pydantic_config__: ClassVar = STRICT

    id: PatrolId
    """Such as `p-2020-03-15`."""
    on: str
    """The day."""
    crews: tuple[ActorId, ...]
    """Who went out."""
    duty: ClauseId | None = None
    """The obligation it answers to, if any."""
    planned_from: PlaceId | None = None
    """Where it was to begin."""
    planned_to: PlaceId | None = None
    """Where it was to end."""
    matter: MatterId | None = None
    """Where the record tells of it."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolAccount:
    """One side's or source's account of a patrol."""

    __pydantic_config__: ClassVar = STRICT

    patrol: PatrolId
    """Which."""
    by: SourceId
    """Who says so."""
    of: ActorId | None = None
    """Whose numbering the number belongs to; none for a third party's."""
    number: int | None = None
    """The number given."""
    number_derived: bool = False
    """Whether the number was worked out by us or a writer and not given."""
    crews: tuple[ActorId, ...] = ()
    """Who went out, by this account; empty where it does not say, and the outing's own stand."""
    outcome: PatrolOutcome = PatrolOutcome.NOT_STATED
    """How it went."""
    reach: PlaceId | None = None
    """Where it turned or ended; may be a stand-in."""
    reach_words: str = ""
    """Where, in words."""
    length_km: float | None = None
    """Length, kilometres, if stated."""
    reason: str = ""
    """Why it was cut short, as this source has it."""
    report: ReportId | None = None
    """Where it was read."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Violations or the like counted by one party over a window; no list of events behind it."""

    __pydantic_config__: ClassVar = STRICT

    window: str
    """The rows of one published count share it, such as `2018-10-20`."""
    day: str | None = None
    """Day it was published for; none where undated."""
    by: SourceId
    """Who published it."""
    counted_by: ActorId | None = None
    """Whose part of it; none where the publisher counts for itself."""
    unit: str
    """What is counted: `violations`, `shells`, `attacks`."""
    province: str | None = None
    """Which province; none for the whole."""
    n: int | None = None
    """How many; none where not given."""
    hours: float | None = None
    """Length of the window, if stated."""
    edges: str = ""
    """When the window opens and closes, if stated."""
    report: ReportId | None = None
    """Where it was read."""
    matter: MatterId | None = None
    """Where the record tells of it."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlAssertion:
    """Who holds a place from a day on, according to whom. Not who administers it, nor who lives there."""

    __pydantic_config__: ClassVar = STRICT

    place: PlaceId
    """The place."""
    holder: ActorId | None = None
    """Who; none where nobody is named."""
    state: Literal["held", "contested", "entered", "left", "claimed"]
    """Held, fought over, entered, left, or claimed and denied."""
    since: str
    """From which day, or hour with its zone; ends with the next assertion on the place, not by drift."""
    since_latest: str | None = None
    """The latest day on which it may have begun, where only a span is told: `since` is then the earliest."""
    until: str | None = None
    """Until when, if stated."""
    by: SourceId
    """Who says so."""
    report: ReportId | None = None
    """Where it was read."""
    matter: MatterId | None = None
    """Where the record tells of it."""
    mistaken: str = ""
    """Why it is wrong and by whom it was put right; then it is listed and moves nothing."""
    mistaken_from: str | None = None
    """Day from which that was known; none for as long as the row is."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionReturn:
    """Administration, services or population said to be present, or not. Three things apart from control."""

    __pydantic_config__: ClassVar = STRICT

    place: PlaceId | None = None
    """The place."""
    area: str = ""
    """Where, in words, if no place stands for it."""
    on: str | None = None
    """The day it is said of; none where not stated."""
    aspect: Literal["administration", "services", "population"]
    """Which of the three."""
    says: Literal["present", "partly", "absent", "returning", "left_again"]
    """What is said."""
    n: int | None = None
    """A figure, if given."""
    unit: str = ""
    """Of what."""
    by: SourceId
    """Who says so."""
    report: ReportId | None = None
    """Where it was read."""
    matter: MatterId | None = None
    """Where the record tells of it."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """An actor's attitude to an instrument, clause or open issue from a day on, and what shows it."""

    __pydantic_config__: ClassVar = STRICT

    actor: ActorId
    """Whose."""
    toward: str
    """An instrument's, clause's or issue's id."""
    attitude: Attitude
    """Accepts, rejects, conditional, ambiguous, silent."""
    since: str
    """From when; stands until the actor's next."""
    by: SourceId
    """Who says so: the actor itself, or whoever reads its words or conduct."""
    evidence: Evidence
    """The quality of what shows it."""
    reading_of: MatterId | None = None
    """The statement this is one reading of; readings of one statement stand side by side."""
    statement: bool | None = None
    """Whether a statement of the actor exists; none where not known."""
    report: ReportId | None = None
    """Where it was read."""
    matter: MatterId | None = None
    """Where the record tells of it."""
    unverified: str = ""
    """What rests on memory."""
    note: str = ""
    """In our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueState:
    """How an open issue stood on a day, as one source has it."""

    __pydantic_config__: ClassVar = STRICT

    on: str
    """The day."""
    state: Literal["open", "discussed", "agreed", "inconclusive", "settled", "not_confirmed"]
    """How it stood."""
    by: SourceId
    """Who says so."""
    report: ReportId | None = None
    """Where it was read."""
    matter: MatterId | None = None
    """Where the record tells of it."""
    note: str = ""
    """In our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A question the parties negotiate outside the texts. Actors' attitudes to it are stances."""

    __pydantic_config__: ClassVar = STRICT

    id: IssueId
    """Short name, such as `hts-dissolution`."""
    names: Names
    """By language."""
    question: str
    """What is to be settled."""
    states: tuple[IssueState, ...] = ()
    """How it stood, over time."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A humanitarian figure, with its definition and period."""

    __pydantic_config__: ClassVar = STRICT

    what: Literal["displaced", "killed", "returned", "affected"]
    """What is counted."""
    definition: str
    """Who is counted and how, as far as stated."""
    low: int | None = None
    """At least, or about."""
    high: int | None = None
    """At most; none for "at least"."""
    since: str | None = None
    """First day of the period."""
    until: str | None = None
    """Last day of the period."""
    area: str = ""
    """Where, in words."""
    whose: ActorId | None = None
    """Whose doing it is said to be; none where not said."""
    by: SourceId
    """Who says so."""
    report: ReportId | None = None
    """Where it was read."""
    matter: MatterId | None = None
    """Where the record tells of it."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Who could observe what, where, when. Zero, not observed and access denied are three answers."""

    __pydantic_config__: ClassVar = STRICT

    observer: str
    """Who observes, in words."""
    area: str
    """Where, in words."""
    place: PlaceId | None = None
    """The place, if one."""
    since: str
    """From when."""
    until: str | None = None
    """Until when."""
    answer: Literal["observed", "zero", "not_observed", "access_denied"]
    """What may be said of that time and ground."""
    by: SourceId
    """Who says so."""
    report: ReportId | None = None
    """Where it was read."""
    matter: MatterId | None = None
    """Where the record tells of it."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """The mission asked a side for its word on a matter. The answer, if one came, is a claim."""

    __pydantic_config__: ClassVar = STRICT

    matter: MatterId
    """On what."""
    side: str
    """Whom, of the mandate's sides."""
    on: str
    """Day it was asked."""
    note: str = ""
    """How, in our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A disagreement entered in advance, also by one who is bound and did not sign."""

    __pydantic_config__: ClassVar = STRICT

    actor: ActorId
    """Whose."""
    instrument: InstrumentId
    """To what."""
    clause: ClauseId | None = None
    """To which clause of it."""
    on: str | None = None
    """The day; none where not stated."""
    says: str
    """What is not accepted, in our words."""
    by: SourceId
    """Who says so."""
    report: ReportId | None = None
    """Where it was read."""
    unverified: str = ""
    """What rests on memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPost:
    """One line of somebody's list of posts, duplicates and all."""

    __pydantic_config__: ClassVar = STRICT

    of_list: str
    """Which list."""
    number: int | None = None
    """Its number there."""
    name: str
    """As printed."""
    same_as: str | None = None
    """A post of the casebook, or a number of the same list, that this seems to be."""
    by: SourceId
    """Whose list."""
    report: ReportId | None = None
    """Where it was read."""
    note: str = ""
    """Anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A dated decision on an ambiguity by whoever may decide it."""

    __pydantic_config__: ClassVar = STRICT

    question: AmbiguityId
    """The ambiguity decided."""
    reading: ReadingId
    """The reading chosen."""
    by: str
    """Who ruled."""
    on: date
    """The day."""
    source: str
    """Where it is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHeader:
    """What a record says of itself that stands apart from the casebook it speaks of."""

    __pydantic_config__: ClassVar = STRICT

    of: str
    """Id of the casebook."""
    note: str = ""
    """Whose it is, and anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that was told of the agreements of one casebook; every reference in it resolves."""

    __pydantic_config__: ClassVar = {**STRICT, "arbitrary_types_allowed": True}

    casebook: Casebook
    """The text that it speaks of."""
    rulings: tuple[Ruling, ...] = ()
    """Decisions on questions that the text leaves open, as they were made."""
    families: tuple[Family, ...] = ()
    """Sources that stand alike to the parties."""
    sources: tuple[Source, ...] = ()
    """Who speaks."""
    reports: tuple[Report, ...] = ()
    """Pages and messages."""
    matters: tuple[Matter, ...] = ()
    """What claims are gathered around."""
    claims: tuple[Claim, ...] = ()
    """What is asserted, and by whom."""
    incidents: tuple[IncidentEntry, ...] = ()
    """The incidents that ship with the casebook, and their accounts."""
    verifications: tuple[Verification, ...] = ()
    """What a mission verified."""
    words: tuple[Word, ...] = ()
    """What was said about obligations."""
    tolls: tuple[Toll, ...] = ()
    """Tolls by source and moment."""
    notifications: tuple[Notification, ...] = ()
    """Who is said to have told whom beforehand."""
    patrols: tuple[Patrol, ...] = ()
    """Outings."""
    patrol_accounts: tuple[PatrolAccount, ...] = ()
    """What each side says of them, and its number for them."""
    counts: tuple[Count, ...] = ()
    """Counts of violations claimed by a party."""
    control: tuple[ControlAssertion, ...] = ()
    """Who is said to hold which place."""
    institutions: tuple[InstitutionReturn, ...] = ()
    """Return of administration, services and population."""
    stances: tuple[Stance, ...] = ()
    """Actors' attitudes over time."""
    issues: tuple[Issue, ...] = ()
    """Questions negotiated outside the texts."""
    figures: tuple[Figure, ...] = ()
    """Humanitarian figures."""
    effort: tuple[Effort, ...] = ()
    """Who could observe what, where, when."""
    inquiries: tuple[Inquiry, ...] = ()
    """What the mission asked a side; with none of them nothing is known of asking."""
    reservations: tuple[Reservation, ...] = ()
    """Disagreements entered in advance."""
    listed_posts: tuple[ListedPost, ...] = ()
    """Others' lists of posts, line by line."""
    articles: tuple[Article, ...] = ()
    """Texts of the press, taken apart by sentence."""
    settlement_sides: pa.Table | None = field(default=None, repr=False, compare=False)
    """How settlements stood on some days, SETTLEMENT_SIDES: a table beside the nouns, and no key; or none."""


def nouns_of(record: Record, kind: str) -> tuple[Any, ...]:
    """Return the nouns of a kind, of the record or of the text that it speaks of."""
    return cast("tuple[Any, ...]", getattr(record if kind in _KINDS else record.casebook, kind))


def with_nouns(record: Record, **changed: Any) -> Record:
    """Return a record with other values under some keys of its own or of its text."""
    text: dict[str, Any] = {kind: nouns for kind, nouns in changed.items() if kind not in _KINDS}
    own: dict[str, Any] = {kind: nouns for kind, nouns in changed.items() if kind in _KINDS}
    return replace(record, casebook=replace(record.casebook, **text), **own)


_KINDS: Final = frozenset(one.name for one in fields(Record)) - {"casebook", "settlement_sides"}
