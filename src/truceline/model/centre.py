"""The nouns of a centre: what it does with a record. Each stands in its store as one change.

Who did it, in which role, why and when stand with the change, and not in these.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, Literal

from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import STRICT, ActorId, ClaimId, ClauseId, IncidentId
from truceline.model.words import Part

MISSION: Final = "mission"
"""The centre's own people: who holds what waits for no side, and the audience to which all may go."""


class CentreStep(StrEnum):
    """What can be done at a centre."""

    TAKE_REPORT = "take_report"
    """Take down a report; a case begins."""
    ADD_REPORT = "add_report"
    """Put one more report to a case."""
    ATTACH = "attach"
    """Add files to a report of a case."""
    TRIAGE = "triage"
    """Say that it is to be followed up."""
    ASK = "ask"
    """Ask all sides, in the same words and with the same time to answer."""
    ANSWER = "answer"
    """Give a side's word."""
    VERIFY = "verify"
    """Say what was verified, and what cannot be."""
    ATTRIBUTE = "attribute"
    """Say who did it, as hypotheses."""
    PROPOSE = "propose"
    """Put the words of a determination to the sides."""
    STATE = "state"
    """Consent to those words for a side, dissent, or make a reservation."""
    DETERMINE = "determine"
    """Decide, by the mandate's quorum and rule."""
    NOTIFY = "notify"
    """Tell the sides what was decided."""
    OBJECT = "object"
    """Disagree for a side."""
    PUBLISH = "publish"
    """Let a determination out."""
    OWE = "owe"
    """Write down what a side is to do, and by when."""
    FULFIL = "fulfil"
    """Write down that it was done."""
    CORRECT = "correct"
    """Say to the readers of a release what was wrong in it."""
    CLOSE = "close"
    """Follow it up no further."""
    REOPEN = "reopen"
    """Follow it up again."""
    DRAFT_BRIEF = "draft_brief"
    """Draft a brief, or change one."""
    SEND_BACK = "send_back"
    """Send a brief back to whoever drafted it."""
    SHOW_BRIEF = "show_brief"
    """Show a brief to all sides before it goes out."""
    PASS_BRIEF = "pass_brief"
    """Say for a side that it has nothing more to object."""
    RELEASE_BRIEF = "release_brief"
    """Approve a brief and let it out."""
    PROPOSE_RULING = "propose_ruling"
    """Put a ruling on an open question of the texts to the sides."""
    STATE_RULING = "state_ruling"
    """Consent to that ruling for a side, dissent, or make a reservation."""
    RULE = "rule"
    """Rule, by the mandate's quorum and rule."""
    READ_CASES = "read_cases"
    """Read cases, as far as the mandate shows them."""
    READ_BRIEFS = "read_briefs"
    """Read drafts of briefs."""
    READ_ANSWER = "read_answer"
    """Read what applies there and then, and who-if."""
    READ_RIGHTS = "read_rights"
    """Read this table, and how far the log has grown."""
    MANAGE_LOGINS = "manage_logins"
    """Make logins, seat them, end their sessions and lock them; nothing of content is seen with it."""


CaseStep = Literal[
    "take_report",
    "add_report",
    "attach",
    "triage",
    "ask",
    "answer",
    "verify",
    "attribute",
    "propose",
    "state",
    "determine",
    "notify",
    "object",
    "publish",
    "owe",
    "fulfil",
    "close",
    "reopen",
]
"""Those of a case."""
Verified = Literal["verified", "in_part", "not_verified", "cannot_be_verified"]
"""What came of looking into it."""
Means = Literal["patrol", "call", "imagery"]
"""By what it was looked into."""
Outcome = Literal["agreed_facts", "agreed_conclusion", "disagreement"]
"""What a determination is. A disagreement is an outcome."""
Attitude = Literal["consent", "dissent", "reservation"]
"""What a side says to a determination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAct:
    """One thing done to a case. Its state is what its acts come to, and is written nowhere."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    case: str
    """The case's number, such as `IDLIB-2026-0032`."""
    does: CaseStep
    """What."""
    of: tuple[str, ...] = ()
    """Items that it brings, as `kind/id`."""
    side: str = ""
    """For which side, of the mandate's."""
    words: str = ""
    """The request's words, a side's own, or what was found."""
    due: str = ""
    """By when: UTC; of what is owed, the day."""
    to: str = ""
    """The id of the act that it answers, or on which what was owed was done."""
    verified: Verified | None = None
    """Of a verification: what came of it."""
    how: Means | Literal[""] = ""
    """Of a verification: by what means."""
    parts: tuple[Part, ...] = ()
    """Of a verification: what of the account it bears out."""
    denied: bool = False
    """Of a verification: whether access was denied."""
    doers: tuple[tuple[ActorId, ...], ...] = ()
    """Of an attribution: who did it, a hypothesis each; several in one did it together, nobody in one is not
    known. They have no weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefDraft:
    """A brief as people let it stand: drafted by the machine from what may be public, and put right."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    first: str
    """First reporting day."""
    last: str
    """Last reporting day."""
    language: str
    """In which language."""
    state: Literal["drafted", "shown", "returned", "released"]
    """How far it has come."""
    computed: tuple[str, ...]
    """What the machine drafted, line by line."""
    lines: tuple[str, ...]
    """What it says, line by line."""
    digest: str
    """`sha256:…` of what it was computed from."""
    holding: str = ""
    """Whether the ceasefire holds, in the words of a named person; empty where nobody says so."""
    holding_by: str = ""
    """Who says so."""
    due: str = ""
    """Of one that is shown: until when sides may object before it goes out, UTC."""
    passed: tuple[str, ...] = ()
    """Of one that is shown: sides that said that they have nothing more to object."""


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
class SideStated:
    """What a side said to the words of a determination, as it stands in it."""

    __pydantic_config__: ClassVar = STRICT

    side: str
    """Which, of the mandate's."""
    says: Attitude | Literal["nothing"]
    """Which; `nothing` where it said nothing in its time."""
    words: str = ""
    """In its own words."""
    own_program: bool = False
    """Whether its own program signed it; else it was said through the centre's server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideSaid:
    """A side's word on what another objects to."""

    __pydantic_config__: ClassVar = STRICT

    side: str
    """Which, of the mandate's."""
    words: str
    """In its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideObjected:
    """What a side objects to in a determination, as it goes out with it."""

    __pydantic_config__: ClassVar = STRICT

    side: str
    """Which, of the mandate's."""
    words: str
    """In its own words."""
    on: str
    """The day."""
    answers: tuple[SideSaid, ...] = ()
    """What other sides say on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPut:
    """Words put to the sides, decided when they say by which rule. People decide; nothing computes it."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    says: str
    """What is decided and why, or on what there is disagreement, in the words that the sides read."""
    by: tuple[str, ...]
    """The body, or the persons by their roles."""
    on: str
    """The day."""
    rule: str = ""
    """By which rule and quorum it was decided; empty while it is not."""
    stated: tuple[SideStated, ...] = ()
    """What each side said to it."""
    signed: str = ""
    """`sha256:…` of the entry whose words the sides read and signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination(WordsPut):
    """What the centre decided on an incident, citing findings."""

    incident: IncidentId
    """On what."""
    outcome: Outcome
    """What it is."""
    clauses: tuple[ClauseId, ...] = ()
    """Clauses that it speaks of."""
    findings: tuple[str, ...] = ()
    """Findings cited, as `incident/account/clause/position`."""
    objections: tuple[SideObjected, ...] = ()
    """Of one that went out: what sides objected to in it until then. They move nothing in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingProposed(WordsPut):
    """An answer to an open question of the texts. What was ruled then stands in the record too."""

    question: AmbiguityId
    """Which question."""
    reading: ReadingId
    """The reading that is to be its answer."""
    due: str
    """Until when the sides may say something to it, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a side says to a determination or a ruling: a statement of its own, signed by its own program."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """Its own."""
    determination: str
    """To which; of a ruling that was put to the sides, that one's id."""
    of_side: str
    """Which side, of the mandate's."""
    says: Attitude
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
class PartyKey:
    """The public key with which a side's own program signs. A new one takes the place of the one before."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    """The side's, of the mandate's."""
    key: str
    """As `truceline witness init` prints it."""


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
