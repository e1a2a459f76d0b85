"""Ids of the nouns, and the few types that text and record share.

Ids are readable words. Names are by language (`en`, `ar`, `tr`, `ru`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final, NewType, TypeAlias

from truceline.model.hanging import (
    AmbiguityId,
    ReadingId,
)

InstrumentId = NewType("InstrumentId", str)
ClauseId = NewType("ClauseId", str)
ActorId = NewType("ActorId", str)
PlaceId = NewType("PlaceId", str)
ZoneId = NewType("ZoneId", str)
BoundaryId = NewType("BoundaryId", str)
PostId = NewType("PostId", str)
ActId = NewType("ActId", str)
PositionId = NewType("PositionId", str)
IncidentId = NewType("IncidentId", str)
FamilyId = NewType("FamilyId", str)
SourceId = NewType("SourceId", str)
ReportId = NewType("ReportId", str)
MatterId = NewType("MatterId", str)
ClaimId = NewType("ClaimId", str)
PatrolId = NewType("PatrolId", str)
IssueId = NewType("IssueId", str)
PlanId = NewType("PlanId", str)
CrewId = NewType("CrewId", str)
VehicleId = NewType("VehicleId", str)
SegmentId = NewType("SegmentId", str)

Names: TypeAlias = dict[str, str]
LonLat: TypeAlias = tuple[float, float]

UNRESOLVED = ReadingId("unresolved")
"""What a position says of an ambiguity on which it takes no reading."""
UNTOLD_ACT = ActId("untold")
"""In hypotheses that stand for what no weight covers: it may be any act."""
UNKNOWN_ACTOR = ActorId("unknown")
"""An actor nobody named: may be anybody."""
SOMEBODY_ELSE = ActorId("somebody-else")
"""An actor that the casebook does not have: bound by nothing, listed by nobody, on no side."""
STRICT: dict[str, object] = {"extra": "forbid"}
"""How a casebook's nouns are read: an unknown key is a fault."""
KIND_OF_ID: Final[Mapping[object, str]] = {
    ActId: "acts",
    ActorId: "actors",
    AmbiguityId: "ambiguities",
    BoundaryId: "boundaries",
    ClauseId: "clauses",
    InstrumentId: "instruments",
    PlaceId: "places",
    PositionId: "positions",
    ZoneId: "zones",
    PostId: "posts",
    IncidentId: "incidents",
    FamilyId: "families",
    SourceId: "sources",
    ReportId: "reports",
    MatterId: "matters",
    ClaimId: "claims",
    PatrolId: "patrols",
    IssueId: "issues",
}
"""What a value declared with this type must be the id of."""


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def one_form(name: str) -> str:
    """Return an id or name in the one form in which ids are compared: letters put together (NFC)."""
    return unicodedata.normalize("NFC", name)


def unseen(name: str) -> str:
    r"""Return the first sign of an id that nobody can see, spelt out; nothing where there is none.

    Two ids that look alike would be two things: a patrol could be one of which nothing is held back.

    Examples
    --------
    >>> unseen("S1"), unseen("S1\u200b"), unseen("S\x001")
    ('', 'U+200B', 'U+0000')
    """
    return next((f"U+{ord(sign):04X}" for sign in name if unicodedata.category(sign) in _UNSEEN), "")


def instrument_of(clause: ClauseId) -> InstrumentId:
    """Return the instrument part of a clause id such as `a20b/1`."""
    return InstrumentId(clause.partition("/")[0])
