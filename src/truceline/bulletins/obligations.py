"""The obligations: each state once, and beside it what each side says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from truceline.assess.performance import MISSION, said_by
from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.labels import Column, Labels, begun
from truceline.bulletins.rows import is_paraphrased
from truceline.clock import Interval
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
    """One state of an obligation under one position."""

    obligation: str
    title: str
    duty: str
    position: str
    state: str
    when: str
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


def obligations(casebook: Casebook, assessment: Assessment, t: Catalogue = ENGLISH) -> tuple[Obligation, ...]:
    """Return each state of each obligation once, with the positions under which it is so."""
    clauses = {str(clause.id): clause for clause in casebook.clauses}
    labels = Labels(casebook, t)
    alike: dict[str, list[dict[str, Any]]] = {}
    for row in assessment.performance.to_pylist():
        alike.setdefault(repr({key: row[key] for key in row if key != "position"}), []).append(row)

    def obligation(rows: list[dict[str, Any]]) -> Obligation:
        row = rows[0]
        clause = clauses.get(row["obligation_id"])
        return Obligation(
            obligation=row["obligation_id"],
            title=clause.title if clause else "",
            duty=clause.duty if clause else "",
            position=words.positions(
                (one["position"] for one in rows), casebook, of=assessment.positions, t=t
            ),
            state=row["state"],
            when=words.lasting(row["start_at"], row["end_at"], t),
            share="" if row["share"] is None else f"{row['share']:.0%}",
            accounts=tuple(_spoken(one, row["obligation_id"], labels, casebook) for one in row["accounts"]),
            reasons=tuple(words.reason(code, casebook, t) for code in row["because"]),
            paraphrased=is_paraphrased(row["obligation_id"], casebook),
            unverified=clause.unverified if clause else "",
        )

    return tuple(obligation(rows) for rows in alike.values())


def _spoken(account: str, obligation: str, labels: Labels, casebook: Casebook) -> Spoken:
    """Return an account of PERFORMANCE in the page's words: it begins with who spoke, for whom and when."""
    for word in casebook.words:
        if word.obligation == obligation and account.startswith(said_by(word)):
            return Spoken(who=_speaker(word, labels), on=word.on, says=_says(word, labels.t))
    return Spoken(who=account, on="", says=())


def _speaker(word: Word, labels: Labels) -> str:
    if word.of_side is None:
        return labels.t("word.third", by=word.by)
    if word.of_side == MISSION:
        return labels.t("word.for_mission", by=word.by)
    return labels.t("word.for", by=word.by, side=labels.side(word.of_side))


def _says(word: Word, t: Catalogue) -> tuple[str, ...]:
    if isinstance(word.says, Hanging):
        return tuple(
            t("word.if", says=t.of("state", str(state)), ambiguity=word.says.hangs_on, reading=reading)
            for reading, state in word.says.readings.items()
        )
    return (t.of("state", word.says),)


def side_words(casebook: Casebook, t: Catalogue, *, during: Interval | None = None) -> SideWords:
    """Return the record's words on obligations, said before the end of `during`, by the side that speaks."""
    labels = Labels(casebook, t)
    said = [word for word in casebook.words if begun(word.on, during)]
    columns = labels.columns
    if any(word.of_side == MISSION for word in said):
        columns = (*columns[:-1], Column(side=MISSION, label=t("side.mission")), columns[-1])
    titles = {str(clause.id): clause.title for clause in casebook.clauses}
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
        about=t("word.of", who=labels.actor(word.about)) if word.about else "",
        share="" if word.share is None else f"{word.share:.0%}",
        source=word.source,
        note=" ".join(
            filter(None, (word.note, t("told.mistaken", why=word.mistaken) if word.mistaken else ""))
        ),
    )
