"""The obligations: each state once, and beside it what each side says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.labels import Column, Labels, begun
from truceline.bulletins.sections.rows import is_paraphrased
from truceline.clock import Interval
from truceline.judgement.agreement import MISSION
from truceline.judgement.duty_states import account_of
from truceline.model.assessment import Assessment
from truceline.model.casebook import Casebook
from truceline.model.hanging import Hanging
from truceline.model.record import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Who said what of an obligation, as a row of PERFORMANCE has it."""

    who: str
    """The speaker and the side it speaks for; all that is known where the record has no such word."""
    on: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One state of an obligation, of those who owe it or of the whole, under one position or several."""

    obligation: str
    title: str
    duty: str
    bearers: tuple[str, ...]
    """Of whose performance: the whole, and who owes it, where they are alike."""
    position: str
    state: str
    when: tuple[str, ...]
    """Each time at which it is so."""
    share: str
    accounts: tuple[Spoken, ...]
    reasons: tuple[str, ...]
    paraphrased: bool
    unverified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLine:
    """What one speaker says of an obligation on a day."""

    on: str
    by: str
    says: tuple[str, ...]
    """One, or one for each reading on which the deed performs the duty or not."""
    about: str
    share: str
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRow:
    """One obligation with every side's own account."""

    obligation: str
    title: str
    cells: tuple[tuple[WordLine, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideWords:
    """What each side says, by obligation: a column for each side, the mission if it spoke, and no side."""

    columns: tuple[Column, ...]
    rows: tuple[WordRow, ...]


def obligations(labels: Labels, assessment: Assessment) -> tuple[Obligation, ...]:
    """Return each state of each obligation once, with the positions, bearers and times of which it is so."""
    record, t = labels.record, labels.t
    clauses = {str(clause.id): clause for clause in record.casebook.clauses}
    said = {(word.obligation, str(account_of(word))): word for word in record.words}

    def obligation(one: _Alike) -> Obligation:
        row = one.row
        duty = row["obligation_id"]
        clause = clauses.get(duty)
        return Obligation(
            obligation=duty,
            title=clause.title if clause else "",
            duty=clause.duty if clause else "",
            bearers=tuple(_bearer(bearer, record.casebook, t) for bearer in one.bearers),
            position=words.positions(one.positions, record.casebook, of=assessment.positions, t=t),
            state=row["state"],
            when=tuple(words.lasting(start_at, end_at, t) for start_at, end_at in one.times),
            share="" if row["share"] is None else f"{row['share']:.0%}",
            accounts=tuple(
                _spoken(account, said.get((duty, account)), labels) for account in row["accounts"]
            ),
            reasons=tuple(words.reason(code, record, t) for code in row["because"]),
            paraphrased=is_paraphrased(duty, record.casebook),
            unverified=clause.unverified if clause else "",
        )

    return tuple(map(obligation, _alike(assessment.performance.to_pylist())))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    """Rows of PERFORMANCE that differ in nothing but position, bearer and time."""

    row: dict[str, Any]
    positions: tuple[str, ...]
    bearers: tuple[str | None, ...]
    times: tuple[tuple[datetime | None, datetime | None], ...]


def _alike(rows: Iterable[dict[str, Any]]) -> list[_Alike]:
    """Return the rows, those that say the same of several positions, bearers and times once."""
    found = [
        _Alike(
            row=row,
            positions=(row["position"],),
            bearers=(row["bearer"],),
            times=((row["start_at"], row["end_at"]),),
        )
        for row in rows
    ]
    for joined in _SPREAD:
        groups: dict[str, list[_Alike]] = {}
        for one in found:
            rest = {key: value for key, value in one.row.items() if key not in _OWN}
            others = [getattr(one, name) for name in _SPREAD if name != joined]
            groups.setdefault(repr((rest, others)), []).append(one)
        found = [_joined(group) for group in groups.values()]
    return found


_SPREAD: Final = ("positions", "bearers", "times")
_OWN: Final = frozenset({"position", "bearer", "start_at", "end_at"})


def _joined(group: Sequence[_Alike]) -> _Alike:
    return replace(
        group[0],
        positions=tuple(dict.fromkeys(one for alike in group for one in alike.positions)),
        bearers=tuple(dict.fromkeys(one for alike in group for one in alike.bearers)),
        times=tuple(dict.fromkeys(one for alike in group for one in alike.times)),
    )


def _bearer(bearer: str | None, casebook: Casebook, t: Catalogue) -> str:
    if bearer is None:
        return t("bearer.whole")
    return words.bearer(bearer, casebook)


def _spoken(account: str, word: Word | None, labels: Labels) -> Spoken:
    """Return an account of PERFORMANCE in the page's words."""
    if word is not None:
        of = f" ({_about(word, labels)})" if _about(word, labels) else ""
        return Spoken(
            who=f"{_speaker(word.by, word.of_side, labels)}{of}", on=word.on, says=_says(word, labels.t)
        )
    head, _, told = account.rpartition(": ")
    outing = next((one for one in labels.record.patrols if head.endswith(f", {one.on}, {one.id}")), None)
    if outing is None:
        return Spoken(who=account, on="", says=())
    by, _, side = head.removesuffix(f"), {outing.on}, {outing.id}").rpartition(" (")
    known = side if side in {column.side for column in labels.columns} | {MISSION} else None
    kind = "outcome" if told in labels.t.kind("outcome") else "state"
    who = _speaker(labels.source(by), known, labels)
    return Spoken(who=who, on=outing.on, says=(labels.t.of(kind, told),))


def _speaker(by: str, side: str | None, labels: Labels) -> str:
    if side is None:
        return labels.t("word.third", by=by)
    if side == MISSION:
        return labels.t("word.for_mission", by=by)
    return labels.t("word.for", by=by, side=labels.side(side))


def _about(word: Word, labels: Labels) -> str:
    """Return of whose performance a word speaks; empty for that of all."""
    if word.about_side is not None:
        return labels.t("word.of", who=labels.side(word.about_side))
    return labels.t("word.of", who=labels.actor(word.about)) if word.about else ""


def _says(word: Word, t: Catalogue) -> tuple[str, ...]:
    if isinstance(word.says, Hanging):
        return tuple(
            t("word.if", says=t.of("state", str(state)), ambiguity=word.says.hangs_on, reading=reading)
            for reading, state in word.says.readings.items()
        )
    return (t.of("state", word.says),)


def side_words(labels: Labels, *, during: Interval | None = None) -> SideWords:
    """Return the record's words on obligations, said before the end of `during`, by the side that speaks."""
    record, t = labels.record, labels.t
    said = [word for word in record.words if begun(word.on, during)]
    columns = labels.columns
    if any(word.of_side == MISSION for word in said):
        columns = (*columns[:-1], Column(side=MISSION, label=t("side.mission")), columns[-1])
    titles = {str(clause.id): clause.title for clause in record.casebook.clauses}
    by_duty: dict[str, list[Word]] = {}
    for word in said:
        by_duty.setdefault(word.obligation, []).append(word)
    known = {column.side for column in columns}
    return SideWords(
        columns=columns,
        rows=tuple(
            WordRow(
                obligation=duty,
                title=titles.get(duty, ""),
                cells=tuple(
                    tuple(
                        _line(word, labels)
                        for word in sorted(spoken, key=lambda one: one.on)
                        if (word.of_side if word.of_side in known else None) == column.side
                    )
                    for column in columns
                ),
            )
            for duty, spoken in by_duty.items()
        ),
    )


def _line(word: Word, labels: Labels) -> WordLine:
    t = labels.t
    return WordLine(
        on=word.on,
        by=word.by,
        says=_says(word, t),
        about=_about(word, labels),
        share="" if word.share is None else f"{word.share:.0%}",
        source=word.source,
        note=" ".join(
            filter(None, (word.note, t("told.mistaken", why=word.mistaken) if word.mistaken else ""))
        ),
    )
