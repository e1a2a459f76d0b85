"""What a change may be of: keys of a record, and what a centre does with one. The list is closed."""

from __future__ import annotations

from typing import Final

from truceline.model.centre import (
    AssessmentMade,
    Attachment,
    BriefDraft,
    CaseAct,
    ClaimLink,
    Correction,
    Determination,
    Erasure,
    NoticeGiven,
    Objection,
    PartyKey,
    ReleaseMade,
    RulingProposed,
    Statement,
)
from truceline.parsing.nouns import Kinds
from truceline.record.parse import MANY

OF_CENTRE: Final[Kinds] = {
    "acts": CaseAct,
    "briefs": BriefDraft,
    "links": ClaimLink,
    "assessments": AssessmentMade,
    "determinations": Determination,
    "proposed_rulings": RulingProposed,
    "statements": Statement,
    "objections": Objection,
    "notices": NoticeGiven,
    "releases": ReleaseMade,
    "corrections": Correction,
    "party_keys": PartyKey,
    "erasures": Erasure,
    "attachments": Attachment,
}
"""Kinds of the centre itself, and the noun of each."""
KINDS: Final[Kinds] = {**MANY, **OF_CENTRE}
"""All kinds: those of a record come first."""
