"""The closed lists of words. The same word stands in Python, YAML, JSON, tables and pages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Audience(StrEnum):
    """Whom a product is for."""

    PUBLIC = "public"
    """Anybody: nothing that the mandate or the record protects is in it."""
    INTERNAL = "internal"
    """The mission alone: everything; it says so in its first line and in its file names."""


class ClauseKind(StrEnum):
    """What a clause does."""

    FORBID = "forbid"
    REQUIRE = "require"
    PERMIT = "permit"
    EXCEPT = "except"
    ESTABLISH = "establish"
    AFFIRM = "affirm"


class TextStatus(StrEnum):
    """What a version of a text is."""

    SIGNED = "signed"
    DRAFT = "draft"
    PRESS_PARAPHRASE = "press_paraphrase"
    OUR_PARAPHRASE = "our_paraphrase"
    KNOWN_NOT_HELD = "known_not_held"


class Relation(StrEnum):
    """How one instrument stands to another."""

    SUPPLEMENTS = "supplements"
    RECITES = "recites"
    IMPLEMENTS = "implements"
    SUPERSEDES = "supersedes"
    CONDITIONAL_ON = "conditional_on"


class Bond(StrEnum):
    """How an instrument came to bind an actor."""

    SIGNED = "signed"
    THROUGH_GUARANTOR = "through_guarantor"
    JOINED = "joined"
    NOT_BOUND = "not_bound"


class PlaceGrade(StrEnum):
    """What stands behind a coordinate."""

    SURVEYED = "surveyed"
    """Read off an instrument or an official gazetteer."""
    SETTLEMENT = "settlement"
    """The named settlement's point."""
    REPORTED = "reported"
    """A coordinate some page printed."""
    PROXY = "proxy"
    """The nearest sourced place, with a radius that reaches the true one."""
    ESTIMATE = "estimate"
    """An unsourced estimate; replace it."""
    REGION = "region"
    """Stands in for a whole region: uniform within the radius."""
    UNSTATED = "unstated"
    """Printed without its precision: somewhere within the radius, and nobody says how near."""


class Status(StrEnum):
    """Who made a line or zone."""

    OFFICIAL = "official"
    CONSTRUCTED = "constructed"
    DISPUTED = "disputed"


class Role(StrEnum):
    """What an account says an actor was in an incident."""

    INITIATOR = "initiator"
    TARGET = "target"
    PARTICIPANT = "participant"
    UNKNOWN = "unknown"


class Response(StrEnum):
    """Whether an account tells of an act that answered an attack."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_CLAIMED = "not_claimed"
    """The account does not speak of an attack before: no justification is asserted."""


class Basis(StrEnum):
    """What stands behind an account, derived from sources, claims and recorded acts; the first that fits."""

    AGREED_BY_SIDES = "agreed_by_sides"
    """Authorised voices of both sides tell the same parts of it."""
    VERIFIED_BY_MISSION = "verified_by_mission"
    """The mission recorded that it verified it."""
    ADMITTED = "admitted"
    """Whoever acted, or its authorised spokesman, says so itself; only the parts stated."""
    INDEPENDENT_SEVERAL = "independent_several"
    """Third parties of two families or more."""
    ONE_THIRD_PARTY = "one_third_party"
    """Third parties of one family."""
    TOLD_BY_GUARANTOR = "told_by_guarantor"
    """The guarantor of whoever acted."""
    TOLD_BY_OWN_MEDIA = "told_by_own_media"
    """Media of the side of whoever acted, or others of it who do not speak for them."""
    ONE_PARTY_AGAINST_OTHER = "one_party_against_other"
    """A party, or media near one, tells of another's act, or of one whose author it does not name."""
    SOURCE_UNCLEAR = "source_unclear"
    """Whose word it is cannot be told."""


RETIRED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "admitted_by_own_side": f"{Basis.ADMITTED} where whoever acted says so itself, else "
        f"{Basis.TOLD_BY_GUARANTOR} or {Basis.TOLD_BY_OWN_MEDIA}"
    }
)
"""Words that tables written before may hold, and what to write in their place."""


class Part(StrEnum):
    """A part of what is told: what a claim states, a mission verifies or a denial denies."""

    ACT = "act"
    """That it happened."""
    WHO = "who"
    """Who did it."""
    WHOM = "whom"
    """At whom."""
    WHERE = "where"
    WHEN = "when"
    TOLL = "toll"
    """What befell those who were hit; no part of who did what to whom."""
    NOTICE = "notice"
    """That notice was given; no part of the happening."""
    REASON = "reason"
    """Why, or at whose request; no part of the happening."""


OF_AN_ACCOUNT: Final = (Part.ACT, Part.WHO, Part.WHOM, Part.WHERE, Part.WHEN)
"""Parts of an account; to deny another one is not to deny the account."""


class About(StrEnum):
    """What kind of question an ambiguity is, where that changes what is computed."""

    LIFE = "life"
    """Whether an instrument, or a part of it, still lived: lapse, a term, absorbed by a later one."""


class Verdict(StrEnum):
    """The outcome of a partition, or that none is established."""

    BREACH = "breach"
    EXCEPTED = "excepted"
    NO_BREACH = "no_breach"
    OUT_OF_SCOPE = "out_of_scope"
    UNDETERMINED = "undetermined"


class PerformanceState(StrEnum):
    """The state of an obligation over an interval."""

    PENDING = "pending"
    DUE = "due"
    PERFORMED = "performed"
    PARTLY_PERFORMED = "partly_performed"
    NOT_PERFORMED = "not_performed"
    DISPUTED = "disputed"
    UNDETERMINED = "undetermined"
    SUPERSEDED = "superseded"
    """No longer owed: a later instrument took its place."""
    ENDED = "ended"
    """No longer owed: its own time, or that of its instrument, ran out or was ended."""


class ActorKind(StrEnum):
    """What an actor is."""

    STATE = "state"
    FORCE = "force"
    COALITION = "coalition"
    GROUP = "group"
    UNIT = "unit"
    CIVILIANS = "civilians"
    ORGANISATION = "organisation"


class ExceptionEffect(StrEnum):
    """What an `except` clause does where it holds."""

    EXCUSE = "excuse"
    """The act is no breach of the clause."""
    BAR = "bar"
    """No excuse is heard; where an excuse holds too, the two conflict."""


class Standing(StrEnum):
    """How the words of a family of sources are to be read."""

    PARTY_STATEMENT = "party_statement"
    PARTY_ALIGNED = "party_aligned"
    THIRD_PARTY = "third_party"
    SELF_CLAIM = "self_claim"
    RELAY = "relay"
    """Carries others: whom it cites is recorded; where it cites nobody, it speaks for itself."""
    UNCLEAR = "unclear"
    """Where it cites nobody, whose words they are is not known."""


class Reliability(StrEnum):
    """Admiralty grade of a source. A letter, never a number."""

    A = "A"
    """Completely reliable."""
    B = "B"
    """Usually reliable."""
    C = "C"
    """Fairly reliable."""
    D = "D"
    """Not usually reliable."""
    E = "E"
    """Unreliable."""
    F = "F"
    """No basis to judge."""


class Credibility(StrEnum):
    """Admiralty grade of an assertion. A figure by name only: nothing is computed from it."""

    ONE = "1"
    """Confirmed by other, independent sources."""
    TWO = "2"
    """Probably true."""
    THREE = "3"
    """Possibly true."""
    FOUR = "4"
    """Doubtful."""
    FIVE = "5"
    """Improbable."""
    SIX = "6"
    """No basis to judge."""


class Dated(StrEnum):
    """How the day of a report is known."""

    PRINTED = "printed"
    """It stands on the page, or in an excerpt of it."""
    FROM_ADDRESS = "from_address"
    """It stands in the page's address."""
    DERIVED = "derived"
    """Worked out from the content."""
    NOT_BEFORE = "not_before"
    """Not known; the page cannot be older than what it tells of."""


class MatterKind(StrEnum):
    """What sort of thing claims are gathered around."""

    AGREEMENT = "agreement"
    STATEMENT = "statement"
    STANCE = "stance"
    WITHDRAWAL = "withdrawal"
    SHELLING = "shelling"
    AIR_STRIKE = "air_strike"
    GROUND_ATTACK = "ground_attack"
    EXPLOSION = "explosion"
    PATROL = "patrol"
    PROTEST = "protest"
    CONTROL = "control"
    ENCIRCLEMENT = "encirclement"
    COUNT = "count"
    HUMANITARIAN = "humanitarian"
    INSTITUTIONS = "institutions"
    NON_HOSTILE = "non_hostile"
    OTHER = "other"
    """None of these, or an attack by means that nobody tells."""


class Manner(StrEnum):
    """How a claim is made."""

    ASSERTS = "asserts"
    SELF_CLAIM = "self_claim"
    """As the speaker's own act."""
    HEARSAY = "hearsay"
    """As heard from others, not named or not reached."""
    INFERS = "infers"
    """As the speaker's conclusion."""
    DENIES = "denies"


class TroubleKind(StrEnum):
    """What is wrong or out of place in a wording."""

    WRONG_INSTRUMENT = "wrong_instrument"
    OUT_OF_ORDER = "out_of_order"
    """Things of different years set side by side as if of one."""
    ONE_SIDES_START = "one_sides_start"
    """One side's start told as the start."""
    ARITHMETIC = "arithmetic"
    RELATIVE_DATE = "relative_date"
    WRONG_DATE = "wrong_date"
    IMPOSSIBLE_TIME = "impossible_time"
    ALIAS = "alias"
    HOMONYM = "homonym"
    MISTRANSLATION = "mistranslation"
    UNNAMED_SPEAKER = "unnamed_speaker"
    NO_SPEAKER = "no_speaker"
    """Told in the writer's own voice, with nobody cited."""
    NO_STATEMENT = "no_statement"
    """A stance or act told where no statement was found."""
    LOADED_WORD = "loaded_word"
    SELF_CONTRADICTION = "self_contradiction"
    INCOMPLETE = "incomplete"
    """Leaves out what changes the sense."""


class PatrolOutcome(StrEnum):
    """How a patrol went, as one source has it."""

    FULL = "full"
    SHORTENED = "shortened"
    TURNED_BACK = "turned_back"
    ATTACKED = "attacked"
    HELD = "held"
    """Held; how far is not said."""
    NOT_STATED = "not_stated"


class PatrolTest(StrEnum):
    """What a patrol must have been for a duty to patrol to be done."""

    SET_OUT = "set_out"
    """It set out."""
    REACHED_END = "reached_end"
    """It came to the other end of the route."""
    BOTH_THROUGHOUT = "both_throughout"
    """It came to the other end, and every bearer of the duty was on it all the way."""


class ReachBasis(StrEnum):
    """From what it is known how far along its route a patrol came."""

    WHOLE_ROUTE = "whole_route"
    """Somebody says that it ran the whole route."""
    PLACE = "place"
    """Somebody names the place where it turned, ended or was attacked."""
    STATED_LENGTH = "stated_length"
    """Somebody states a length and no place."""
    NOT_KNOWN = "not_known"
    """Nothing is said from which it can be measured."""


class StretchSeen(StrEnum):
    """What may be said of a stretch of road in a week. `Effort.answer` has the first three of an observer."""

    OBSERVED = "observed"
    """Somebody tells that it was passed."""
    NOT_OBSERVED = "not_observed"
    """Nobody is told of who came there."""
    ACCESS_DENIED = "access_denied"
    """Somebody was stopped before it."""
    NOT_KNOWN = "not_known"
    """It cannot be told."""


class Attitude(StrEnum):
    """An actor's attitude to an instrument, clause or issue."""

    ACCEPTS = "accepts"
    REJECTS = "rejects"
    CONDITIONAL = "conditional"
    AMBIGUOUS = "ambiguous"
    SILENT = "silent"


class Evidence(StrEnum):
    """What shows a stance, best first."""

    OWN_STATEMENT = "own_statement"
    OWN_CONDUCT = "own_conduct"
    NAMED_SOURCE = "named_source"
    """Somebody named says so of the actor."""
    READING = "reading"
    """Somebody's reading of the actor's statement."""
    PRESS = "press"
    UNNAMED_SOURCES = "unnamed_sources"
    """Unnamed sources say so; hearsay."""


class FixMark(StrEnum):
    """What is said of a fix beside its place and time. Marked fixes are kept."""

    DUPLICATE = "duplicate"
    """Says what another fix of the vehicle says already; not used."""
    NO_TIME = "no_time"
    """Has no time; not used."""
    NO_PLACE = "no_place"
    """Has no coordinates; not used."""
    FAR_TIME = "far_time"
    """Days away from the rest of its patrol, as after a reset of the device's clock; not used."""
    JUMP = "jump"
    """No vehicle can have driven to it and on: noise, interference or spoofing; not used."""
    FLAGGED = "flagged"
    """Left out by the source itself; not used."""
    OUT_OF_ORDER = "out_of_order"
    """Read after a fix that is later in time; used at its time."""
    CLOCK = "clock"
    """Its vehicle keeps the way of another, but at other times: its clock is off, or it was not there."""


class PartKind(StrEnum):
    """What a stretch of a track is."""

    LEG = "leg"
    STOP = "stop"
    SILENCE = "silence"
    """Time without a usable fix: where the vehicle was is not known."""


class Met(StrEnum):
    """Whether a crew was where it had agreed to be."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"
    """No fix says it was there, and a silence leaves room for it."""
