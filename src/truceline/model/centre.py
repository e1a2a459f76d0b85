"""The nouns of a centre: what it does with a record. Each stands in its store as one change.

Who did it, in which role, why and when stand with the change, and not in these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from truceline.model.ids import STRICT, ClaimId, ClauseId, IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLink:
    """Whether a claim tells of an incident. It links and never absorbs."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    claim: ClaimId
    """Which claim."""
    incident: IncidentId
    """Which incident."""
    says: Literal["tells_of", "does_not_tell_of", "cannot_tell"]
    """Whether."""
    note: str = ""
    """Why, in our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentMade:
    """The receipt of an assessment, entered so that it provably was computed then from that record."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    receipt: str
    """`sha256:…` of the receipt."""
    incident: IncidentId | None = None
    """Of one incident alone; none for the whole record."""
    note: str = ""
    """For what, in our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """What the centre decided on an incident, citing findings. People decide; nothing computes it."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    incident: IncidentId
    """On what."""
    outcome: Literal["agreed_facts", "agreed_conclusion", "disagreement"]
    """What it is. A disagreement is an outcome."""
    says: str
    """What was decided, or on what there is disagreement."""
    by: tuple[str, ...]
    """The body, or the persons by their roles."""
    on: str
    """The day."""
    clauses: tuple[ClauseId, ...] = ()
    """Clauses that it speaks of."""
    findings: tuple[str, ...] = ()
    """Findings cited, as `incident/account/clause/position`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a side says to a determination: a statement of its own, signed by its own program."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    determination: str
    """To which."""
    of_side: str
    """Which side, of the mandate's."""
    says: Literal["consent", "dissent", "reservation"]
    """Which."""
    by: str
    """Who says so for the side, by role."""
    on: str
    """The day."""
    words: str = ""
    """In its own words."""
    signature: str = ""
    """The signed note; empty where it was only told to the centre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A side's recorded disagreement with a finding, a count, a row or a release. It moves no number."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    to: str
    """To what, as `kind/id`."""
    of_side: str
    """Which side, of the mandate's."""
    words: str
    """In its own words."""
    by: str
    """Who says so for the side, by role."""
    on: str
    """The day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """The centre told a side of something that it did. What sides told each other are notifications."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    of: str
    """Of what, as `kind/id`."""
    side: str
    """Whom, of the mandate's sides."""
    on: str
    """The day, or the hour with its zone."""
    how: str = ""
    """By what means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMade:
    """One audience's version of something, as it went out."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    of: str
    """Of what, as `kind/id`, or what edition."""
    audience: str
    """For whom."""
    digest: str
    """`sha256:…` of what went out."""
    on: str
    """The day, or the hour with its zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong in a release. It goes to the same readers, as prominently."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    release: str
    """Which release was wrong."""
    digest: str
    """`sha256:…` of the wrong one, as its readers hold it."""
    says: str
    """What was wrong and what is right."""
    on: str
    """The day, or the hour with its zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Content taken out of the store for good. The entries and their proofs stay."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    entries: tuple[int, ...]
    """Whose content."""
    groups: tuple[str, ...]
    """Which groups of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with something, kept as it came under the hash of its bytes."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    of: str
    """With what it came, as `kind/id`."""
    digest: str
    """`sha256:…` of the file as it is kept; of a sealed one, of its envelope."""
    n_bytes: int
    """Length of the same."""
    name: str = ""
    """Its name as given. It is no path; of a sealed one it is sealed too."""
    sealed: bool = False
    """Whether only the custodian can open it."""
    note: str = ""
    """Anything else."""
