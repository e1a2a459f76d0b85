"""Everything that a centre's pages are made of, read once from its store, and how much of it each may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from truceline.centre.cases import Case, DatedAct, asked_sides, cases_of
from truceline.centre.rights import Asker, CentreRole, State
from truceline.db.changes import Entered, RecordChange
from truceline.db.following import Follower
from truceline.db.opened import Store
from truceline.model.casebook import Casebook, Mandate
from truceline.model.centre import MISSION, BriefDraft, CaseAct, ReleaseMade
from truceline.model.happening import Hypothesis, When, Where
from truceline.model.record import IncidentEntry, Report
from truceline.model.words import Audience
from truceline.parsing.typed import read_noun
from truceline.parsing.yaml_marks import Tree
from truceline.tlog.field_groups import FieldGroup

GUARANTORS: Final = "guarantors"
_NOUNS: Final[Mapping[str, type]] = {
    "acts": CaseAct,
    "briefs": BriefDraft,
    "incidents": IncidentEntry,
    "releases": ReleaseMade,
    "reports": Report,
}
_ALL: Final = frozenset(FieldGroup)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNoun:
    """A noun of the store as it stands, with who entered it and when."""

    noun: Any
    entered: Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The store at one moment."""

    sides: tuple[str, ...] = ()
    """Those that are asked."""
    cases: Mapping[str, Case]
    reports: Mapping[str, KeptNoun]
    incidents: Mapping[str, KeptNoun]
    """By the id of the report that tells of it."""
    briefs: Mapping[str, tuple[KeptNoun, ...]]
    """Every version, the last one last."""
    releases: tuple[KeptNoun, ...]


EMPTY: Final = Board(cases={}, reports={}, incidents={}, briefs={}, releases=())


def read_board(store: Store, casebook: Casebook) -> Board:
    """Return the store as it stands now; what this process read of it before is not read again."""
    return followed(store, asked_sides(casebook.mandate))


def followed(store: Store, sides: tuple[str, ...], by: Follower[Board] | None = None) -> Board:
    """Return the store as it stands now, for the sides that are asked."""
    return (by or _FOLLOWER).now(store, replace(EMPTY, sides=sides), for_=sides)


def new_follower() -> Follower[Board]:
    """Return what reads boards and has read none."""
    return Follower(tuple(_NOUNS), grown)


def grown(board: Board, entered: Iterable[Entered]) -> Board:
    """Return a board with what was entered after it."""
    told: dict[str, list[KeptNoun]] = {kind: [] for kind in _NOUNS}
    for one in entered:
        noun, _ = read_noun(_NOUNS[one.change.kind], one.change.tree)
        if noun is not None and one.version:
            told[one.change.kind].append(KeptNoun(noun=noun, entered=one))
    acts = (
        DatedAct(
            entry=one.entered.entry,
            at=one.entered.recorded_at,
            act=one.noun,
            author=one.entered.change.author,
            role=one.entered.change.role,
            reason=one.entered.change.reason,
        )
        for one in told["acts"]
    )
    briefs = dict(board.briefs)
    for version in told["briefs"]:
        briefs[version.noun.id] = (*briefs.get(version.noun.id, ()), version)
    return Board(
        sides=board.sides,
        cases=cases_of(acts, board.sides, before=board.cases),
        reports={**board.reports, **{str(one.noun.id): one for one in told["reports"]}},
        incidents={**board.incidents, **{str(one.noun.id): one for one in told["incidents"]}},
        briefs=briefs,
        releases=(*board.releases, *told["releases"]),
    )


_FOLLOWER: Final = new_follower()


# What somebody may see


def audience_of(asker: Asker) -> str:
    """Return the mandate's audience that somebody belongs to; empty for one who reads nothing."""
    if asker.side:
        return asker.side
    match asker.role:
        case CentreRole.GUARANTOR:
            return GUARANTORS
        case CentreRole.OBSERVER:
            return Audience.PUBLIC.value
        case CentreRole.ADMINISTRATOR | CentreRole.LIAISON_OFFICER | CentreRole.CO_CHAIR:
            return ""
        case (
            CentreRole.DUTY_OFFICER
            | CentreRole.PATROL_LEADER
            | CentreRole.ANALYST
            | CentreRole.PUBLISHER
            | CentreRole.AUDITOR
        ):
            return MISSION


def parts_for(asker: Asker, mandate: Mandate) -> frozenset[FieldGroup]:
    """Return the parts of an entry that the mandate shows somebody; what is not named is withheld."""
    return frozenset((mandate.audiences or {}).get(audience_of(asker), ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenReport:
    """A report as far as somebody may see it. What is withheld is None; what nobody said is empty."""

    own: str
    told_at: datetime | None
    hypotheses: tuple[Hypothesis, ...] | None
    """What is said to have happened; who is said to have done it only where `accused` is shown."""
    shows_who: bool
    when: When | None
    day: str | None
    where: Where | None
    area: str | None
    words: str | None
    source: str | None
    author: str | None
    withheld: frozenset[FieldGroup]


def seen_report(board: Board, own: str, asker: Asker, mandate: Mandate) -> SeenReport:
    """Return a report as far as the mandate lets somebody see it; whoever took it down sees all of it."""
    report, incident = board.reports[own], board.incidents.get(own)
    is_own = report.entered.change.author == asker.login
    parts = _ALL if is_own else parts_for(asker, mandate)
    entry: IncidentEntry | None = None if incident is None else incident.noun

    def shown(part: FieldGroup, value: Any) -> Any:
        return value if part in parts else None

    hypotheses = () if entry is None else entry.accounts[0].hypotheses
    return SeenReport(
        own=own,
        told_at=shown(FieldGroup.RECORDED, report.entered.recorded_at),
        hypotheses=shown(FieldGroup.WHAT, hypotheses),
        shows_who=FieldGroup.ACCUSED in parts,
        when=shown(FieldGroup.WHEN, None if entry is None else entry.when),
        day=shown(FieldGroup.DAY, "" if entry is None or entry.when is None else entry.when.at[:10]),
        where=shown(FieldGroup.WHERE, None if entry is None else entry.where),
        area=shown(FieldGroup.AREA, "" if incident is None else incident.entered.change.area),
        words=shown(FieldGroup.WORDS, report.noun.words),
        source=shown(FieldGroup.TOLD_BY, str(report.noun.source)),
        author=shown(FieldGroup.AUTHOR, report.entered.change.author),
        withheld=_ALL - parts,
    )


def change_of(
    kind: str, noun: CaseAct | BriefDraft, asker: Asker, *, replaces: int | None = None, reason: str = ""
) -> RecordChange:
    """Return a noun of the centre as a change by whoever asks; what it leaves empty is not said."""
    tree: dict[str, Tree] = {
        key: list(one) if isinstance(one, tuple) else one for key, one in asdict(noun).items() if one
    }
    return RecordChange(
        kind=kind,
        id=noun.id,
        tree=tree,
        author=asker.login,
        role=asker.role.value,
        reason=reason,
        replaces=replaces,
    )


# What waits for somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits for somebody."""

    does: str
    """What to do: a step, or `decide` where all sides have answered."""
    item: str
    """A case's number, or a brief's id."""
    due_at: datetime | None = None
    since: datetime


def tasks_of(board: Board, asker: Asker, now: datetime) -> tuple[Task, ...]:
    """Return what waits for somebody: what is due first comes first, then what has waited longest."""
    found: list[Task] = []
    desk = asker.role in (CentreRole.DUTY_OFFICER, CentreRole.ANALYST)
    for case in board.cases.values():
        since = case.acts[-1].at
        if desk and case.state is State.RECEIVED:
            found.append(Task(does="triage", item=case.number, since=since))
        elif desk and case.state is State.TRIAGED:
            found.append(Task(does="ask", item=case.number, since=since))
        elif desk and case.state is State.ASKED and case.is_heard(now):
            found.append(Task(does="decide", item=case.number, since=since))
        elif (
            asker.role in (CentreRole.LIAISON_OFFICER, CentreRole.CO_CHAIR)
            and case.state is State.ASKED
            and asker.side in case.unanswered
        ):
            found.append(Task(does="answer", item=case.number, due_at=case.due_at, since=since))
    for versions in board.briefs.values():
        last = versions[-1]
        if asker.role is CentreRole.PUBLISHER and last.noun.state == State.DRAFTED:
            found.append(Task(does="release_brief", item=last.noun.id, since=last.entered.recorded_at))
        elif desk and last.noun.state == State.RETURNED:
            found.append(Task(does="draft_brief", item=last.noun.id, since=last.entered.recorded_at))
    return tuple(sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.since, one.item)))
