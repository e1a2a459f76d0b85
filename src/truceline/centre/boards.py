"""Everything that a centre's pages are made of, read once from its store, and how much of it each may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from truceline.centre.cases import Case, DatedAct, cases_of, due_at
from truceline.centre.rights import Asker, CentreRole, State, refused
from truceline.db.changes import Entered, RecordChange
from truceline.db.following import Follower
from truceline.db.kinds import KINDS
from truceline.db.opened import Store
from truceline.model.casebook import Casebook, Mandate
from truceline.model.centre import MISSION, BriefDraft, CentreStep
from truceline.model.happening import Hypothesis, When, Where
from truceline.model.record import IncidentEntry
from truceline.model.words import Audience
from truceline.parsing.typed import read_noun
from truceline.parsing.yaml_marks import Tree
from truceline.tlog.field_groups import FieldGroup

GUARANTORS: Final = "guarantors"
_FILES: Final = "attachments"
_READ: Final = (
    *("acts", _FILES, "briefs", "claims", "corrections", "determinations", "incidents", "objections"),
    *("party_keys", "proposed_rulings", "releases", "reports", "rulings", "statements"),
)
"""Kinds of change of which a board is made."""
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
    cases: Mapping[str, Case] = field(default_factory=dict)
    reports: Mapping[str, KeptNoun] = field(default_factory=dict)
    incidents: Mapping[str, KeptNoun] = field(default_factory=dict)
    """By the id of the report that tells of it."""
    claims: Mapping[str, KeptNoun] = field(default_factory=dict)
    """By the id of the report that makes it."""
    files: Mapping[str, KeptNoun] = field(default_factory=dict)
    """Attachments by id."""
    briefs: Mapping[str, tuple[KeptNoun, ...]] = field(default_factory=dict)
    """Every version, the last one last."""
    releases: tuple[KeptNoun, ...] = ()
    determinations: Mapping[str, tuple[KeptNoun, ...]] = field(default_factory=dict)
    """Every version, the last one last: first words that were put to the sides, then what was decided."""
    statements: Mapping[str, KeptNoun] = field(default_factory=dict)
    objections: Mapping[str, KeptNoun] = field(default_factory=dict)
    corrections: tuple[KeptNoun, ...] = ()
    party_keys: Mapping[str, KeptNoun] = field(default_factory=dict)
    """By side."""
    proposed_rulings: Mapping[str, tuple[KeptNoun, ...]] = field(default_factory=dict)
    """Every version, the last one last: first words that were put to the sides, then what was ruled."""
    rulings: Mapping[str, KeptNoun] = field(default_factory=dict)
    """Those that the store holds, in the order of its log."""


EMPTY: Final = Board()


def read_board(store: Store, casebook: Casebook) -> Board:
    """Return the store as it stands now; what this process read of it before is not read again."""
    return followed(store, casebook.mandate.asked_sides)


def followed(store: Store, sides: tuple[str, ...], by: Follower[Board] | None = None) -> Board:
    """Return the store as it stands now, for the sides that are asked."""
    return (by or _FOLLOWER).now(store, replace(EMPTY, sides=sides), for_=sides)


def new_follower() -> Follower[Board]:
    """Return what reads boards and has read none."""
    return Follower(_READ, grown)


def grown(board: Board, entered: Sequence[Entered]) -> Board:
    """Return a board with what was entered after it."""
    told: dict[str, list[KeptNoun]] = {kind: [] for kind in _READ}
    for one in entered:
        noun, _ = read_noun(KINDS[one.change.kind], one.change.tree)
        if noun is not None and one.version:
            told[one.change.kind].append(KeptNoun(noun=noun, entered=one))
    stands = {(one.change.kind, one.change.id): one.change.tree is not None for one in entered if one.version}
    gone = {item for item, is_there in stands.items() if not is_there}
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
    return Board(
        sides=board.sides,
        cases=cases_of(acts, board.sides, before=board.cases),
        reports=_last_of(board.reports, told["reports"]),
        incidents=_last_of(board.incidents, told["incidents"]),
        claims=_last_of(board.claims, told["claims"]),
        files=_standing(board.files, told, gone, _FILES),
        briefs=_versions(board.briefs, told["briefs"]),
        releases=(*board.releases, *told["releases"]),
        determinations=_versions(board.determinations, told["determinations"]),
        statements=_last_of(board.statements, told["statements"]),
        objections=_last_of(board.objections, told["objections"]),
        corrections=(*board.corrections, *told["corrections"]),
        party_keys=_standing(board.party_keys, told, gone, "party_keys"),
        proposed_rulings=_versions(board.proposed_rulings, told["proposed_rulings"]),
        rulings=_standing(board.rulings, told, gone, "rulings"),
    )


def _last_of(before: Mapping[str, KeptNoun], told: Sequence[KeptNoun]) -> Mapping[str, KeptNoun]:
    return {**before, **{one.entered.change.id: one for one in told}} if told else before


def _standing(
    before: Mapping[str, KeptNoun],
    told: Mapping[str, Sequence[KeptNoun]],
    gone: Set[tuple[str, str]],
    kind: str,
) -> Mapping[str, KeptNoun]:
    """Return the last version of each noun of a kind that is not withdrawn."""
    return {own: one for own, one in _last_of(before, told[kind]).items() if (kind, own) not in gone}


def _versions(
    before: Mapping[str, tuple[KeptNoun, ...]], told: Sequence[KeptNoun]
) -> Mapping[str, tuple[KeptNoun, ...]]:
    found = dict(before)
    for one in told:
        found[one.noun.id] = (*found.get(one.noun.id, ()), one)
    return found


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


def entries_of(board: Board, case: Case) -> list[IncidentEntry]:
    """Return the incidents of which the reports of a case tell, in their order."""
    return [board.incidents[one].noun for one in case.reports if one in board.incidents]


def files_of(board: Board, case: Case, act: DatedAct) -> tuple[KeptNoun, ...]:
    """Return the files that an act of a case brought, and those of its reports that no act did."""
    brought = {item for one in case.acts for item in one.act.of}
    return tuple(
        file
        for own, file in board.files.items()
        if f"{_FILES}/{own}" in act.act.of
        or (file.noun.of in act.act.of and f"{_FILES}/{own}" not in brought)
    )


def sees_file(file: KeptNoun | None, asker: Asker, mandate: Mandate) -> bool:
    """Return whether somebody may see a file: by the mandate, or as whoever brought it."""
    is_own = file is not None and file.entered.change.author == asker.login
    return is_own or FieldGroup.ATTACHMENTS in parts_for(asker, mandate)


def change_of(
    kind: str, noun: Any, asker: Asker, *, replaces: int | None = None, reason: str = ""
) -> RecordChange:
    """Return a noun of the centre as a change by whoever asks; what it leaves empty is not said."""
    return RecordChange(
        kind=kind,
        id=noun.id,
        tree={key: _tree(one) for key, one in asdict(noun).items() if one},
        author=asker.login,
        role=asker.role.value,
        reason=reason,
        replaces=replaces,
    )


def _tree(value: Any) -> Tree:
    match value:
        case dict():
            return {key: _tree(one) for key, one in value.items() if one}
        case tuple():
            return [_tree(one) for one in value]
        case bool():
            return str(value).lower()
    return str(value)


# What waits for somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits for somebody."""

    does: CentreStep
    item: str
    """A case's number, a brief's id, or an open question's."""
    due_at: datetime | None = None
    since: datetime


_NEXT: Final[Mapping[State, CentreStep]] = {
    State.RECEIVED: CentreStep.TRIAGE,
    State.TRIAGED: CentreStep.ASK,
    State.ASKED: CentreStep.VERIFY,
    State.VERIFIED: CentreStep.ATTRIBUTE,
    State.ATTRIBUTED: CentreStep.PROPOSE,
    State.PROPOSED: CentreStep.DETERMINE,
    State.DETERMINED: CentreStep.NOTIFY,
    State.NOTIFIED: CentreStep.PUBLISH,
    State.OBJECTED: CentreStep.PUBLISH,
    State.DRAFTED: CentreStep.SHOW_BRIEF,
    State.SHOWN: CentreStep.RELEASE_BRIEF,
    State.RETURNED: CentreStep.DRAFT_BRIEF,
}
"""What a case or a brief goes on with."""


def tasks_of(board: Board, asker: Asker, now: datetime, *, beside: Iterable[Task] = ()) -> tuple[Task, ...]:
    """Return what waits for somebody: what is due first comes first, then what has waited longest."""
    of_cases = (
        task
        for case in board.cases.values()
        for task in (*_own_words(case, asker), *_next(case, asker, now), *_owed(case, asker))
    )
    of_briefs = (task for one in board.briefs.values() for task in _of_brief(one, board.sides, asker, now))
    found = (*beside, *of_cases, *of_briefs)
    return tuple(sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.since, one.item)))


def _own_words(case: Case, asker: Asker) -> Iterator[Task]:
    """Yield what a side is asked and has not answered."""
    for one in dict.fromkeys((*case.waits_on, *case.objections)):
        does = CentreStep.STATE if one.step is CentreStep.PROPOSE else CentreStep.ANSWER
        is_asked = asker.side in case.silent(one)
        if is_asked and not refused(asker, does, case.state, side=asker.side):
            yield Task(does=does, item=case.number, due_at=due_at(one), since=one.at)


def _next(case: Case, asker: Asker, now: datetime) -> Iterator[Task]:
    does = _NEXT.get(case.state)
    is_free = does is not None and not refused(asker, does, case.state, authors=case.authors)
    if does is not None and is_free and case.is_heard(now, does):
        yield Task(does=does, item=case.number, since=case.acts[-1].at)


def _owed(case: Case, asker: Asker) -> Iterator[Task]:
    """Yield what a side is to do: for whoever may write down that it was done."""
    if not refused(asker, CentreStep.FULFIL, case.state):
        for one in case.owed:
            day = datetime.fromisoformat(one.act.due).replace(tzinfo=UTC)
            yield Task(does=CentreStep.FULFIL, item=case.number, due_at=day, since=one.at)


def _of_brief(
    versions: Sequence[KeptNoun], sides: Collection[str], asker: Asker, now: datetime
) -> Iterator[Task]:
    last, authors = versions[-1], authors_of(versions)
    brief, state, since = last.noun, State(last.noun.state), last.entered.recorded_at
    due = datetime.fromisoformat(brief.due) if brief.due else None
    waits = is_waiting(brief, sides, now)
    may_pass = not refused(asker, CentreStep.PASS_BRIEF, state, side=asker.side)
    if may_pass and waits and asker.side not in brief.passed:
        yield Task(does=CentreStep.PASS_BRIEF, item=brief.id, due_at=due, since=since)
    does = _NEXT.get(state)
    if does is not None and not waits and not refused(asker, does, state, authors=authors):
        yield Task(does=does, item=brief.id, since=since)


def is_waiting(brief: BriefDraft, sides: Collection[str], now: datetime) -> bool:
    """Return whether a brief that is shown waits: a side has time left, and has not said that it passes."""
    return bool(brief.due) and now < datetime.fromisoformat(brief.due) and not set(sides) <= set(brief.passed)


def authors_of(versions: Sequence[KeptNoun]) -> frozenset[str]:
    """Return who wrote in a brief; who sent it back or showed it did not."""
    return frozenset(one.entered.change.author for one in versions if one.noun.state == State.DRAFTED)
