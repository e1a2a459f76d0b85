"""The closed lists of words. The same word stands in Python, YAML, JSON, tables and pages."""

from __future__ import annotations

from enum import StrEnum


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
    """What stands behind an account."""

    ONE_PARTY_AGAINST_OTHER = "one_party_against_other"
    ONE_THIRD_PARTY = "one_third_party"
    INDEPENDENT_SEVERAL = "independent_several"
    ADMITTED_BY_OWN_SIDE = "admitted_by_own_side"
    VERIFIED_BY_MISSION = "verified_by_mission"
    AGREED_BY_SIDES = "agreed_by_sides"


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
