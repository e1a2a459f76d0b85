"""What an account comes to under a clause, in a few plain words: one line for all readings and positions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.headlines import LEVELS, groups_of
from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId
from truceline.model.ids import ClauseId
from truceline.model.lacking import EXCEPTIONS_CONFLICT, Lacking, lacking_of
from truceline.model.naming import name
from truceline.model.record import Record
from truceline.model.words import About, Verdict

_MOST_NAMED: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One incident × account × clause, all positions together. Computed, not determined."""

    incident: str
    account: str
    clause: ClauseId
    level: str
    """Of LEVELS, as in the headlines."""
    verdicts: tuple[tuple[str, Verdict], ...]
    """Position and verdict, in the casebook's order."""
    lacking: Lacking
    """Facts missing and questions open that would settle it, whatever the position; questions on the life of
    a text first."""
    by: str | None
    """Who owes the duty and acted, as in FINDINGS."""
    answers_for: str | None

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return where it stands among others: the surest breach first, then what least is open on."""
        return (LEVELS.index(self.level), len(self.lacking.facts), len(self.lacking.questions))

    @property
    def is_agreed(self) -> bool:
        """Return whether the positions give one verdict."""
        return len({verdict for _, verdict in self.verdicts}) == 1


def judged(record: Record, findings: pa.Table) -> Iterator[Judged]:
    """Yield what each group of findings comes to.

    Parameters
    ----------
    record : Record
        The one assessed.
    findings : pa.Table
        FINDINGS under all positions of the casebook.
    """
    groups = groups_of(record, findings)
    order = [str(one.id) for one in record.casebook.positions]
    for number, level in enumerate(groups.level):
        rows = sorted(groups.rows(number), key=lambda row: order.index(str(row["position"])))
        first = rows[0]
        yield Judged(
            incident=str(first["incident_id"]),
            account=str(first["account"]),
            clause=ClauseId(str(first["clause_id"])),
            level=LEVELS[level],
            verdicts=tuple((str(row["position"]), Verdict(str(row["verdict"]))) for row in rows),
            lacking=_lacking(record.casebook, rows),
            by=_alike(rows, "by"),
            answers_for=_alike(rows, "answers_for"),
        )


def _alike(rows: Sequence[dict[str, object]], key: str) -> str | None:
    found = {row[key] for row in rows if row[key]}
    return str(found.pop()) if len(found) == 1 else None


def _lacking(casebook: Casebook, rows: Sequence[dict[str, object]]) -> Lacking:
    found = lacking_of(code for row in rows for code in row["because"])  # type: ignore[attr-defined]
    turning = {one for row in rows for one in row["decided_by"]}  # type: ignore[attr-defined]
    life = {str(one.id): one.about is not About.LIFE for one in casebook.ambiguities}
    every = [*life, EXCEPTIONS_CONFLICT]
    asked = sorted({*found.questions, *turning}, key=lambda one: (life.get(one, True), every.index(one)))
    return Lacking(facts=found.facts, questions=tuple(asked), too_many=found.too_many)


def judged_words(one: Judged, casebook: Casebook, t: Catalogue) -> str:
    """Return what it comes to in plain words, and where the positions differ, which say what."""
    said = _words(one, t)
    return said if one.is_agreed else t("judged.differ", said=said, each=differing(one, casebook, t))


def cell_words(one: Judged, t: Catalogue) -> str:
    """Return the same as short as a cell of a table needs it."""
    if one.level == "if_in_force":
        return t("cell.if_in_force", questions=_first(one.lacking, t)["questions"])
    if one.lacking.facts == ("what",):
        return t("cell.act")
    if one.level in ("some_reading", "fact_missing") and one.lacking.facts:
        return t("judged.fact", facts=_first(one.lacking, t)["facts"])
    return _words(one, t)


def _words(one: Judged, t: Catalogue) -> str:
    named = _first(one.lacking, t)
    match one.level:
        case "breach" if one.lacking.questions or one.lacking.facts:
            return t("judged.breach_for_some", questions=named["questions"] or named["facts"])
        case "if_in_force":
            return f"{t.of('came_to', one.level)}: {named['questions']}"
        case "some_reading" | "fact_missing" if one.lacking.facts and one.lacking.is_text_open:
            return t("judged.both", **named)
        case "some_reading" if one.lacking.is_text_open:
            breaches = {Verdict.BREACH} == {verdict for _, verdict in one.verdicts}
            return t("judged.as_read" if breaches else "judged.depends", questions=named["questions"])
        case "some_reading" | "fact_missing" if one.lacking.facts:
            return t("judged.fact", facts=named["facts"])
        case "text_open":
            return t("judged.text_open", questions=named["questions"])
        case "breach" | "excepted" | "none":
            return t.of("came_to", one.level)
    return t("judged.some_reading")


def _first(found: Lacking, t: Catalogue) -> dict[str, str]:
    """Return the first facts and questions by name, and how many more there are."""
    kept = replace(found, facts=found.facts[:_MOST_NAMED], questions=found.questions[:_MOST_NAMED])
    named = words.lacking_names(kept, t)
    n_left = {"facts": len(found.facts), "questions": len(found.questions)}
    return {
        kind: said + (t("judged.more", n=n_left[kind] - _MOST_NAMED) if n_left[kind] > _MOST_NAMED else "")
        for kind, said in named.items()
    }


def differing(one: Judged, casebook: Casebook, t: Catalogue) -> str:
    """Return each verdict but that of most positions, with those that give it."""
    labels = {str(position.id): name(position.label) for position in casebook.positions}
    of: dict[Verdict, list[str]] = {}
    for position, verdict in one.verdicts:
        of.setdefault(verdict, []).append(labels[position])
    most = max(of, key=lambda verdict: len(of[verdict]))
    return "; ".join(
        f"{', '.join(positions)}: {t.of('verdict', verdict)}"
        for verdict, positions in of.items()
        if verdict is not most
    )


def questions_asked(found: Sequence[Judged], casebook: Casebook) -> list[tuple[AmbiguityId, int]]:
    """Return the questions that some of these hang on, each with how many, the most first."""
    n = {
        one.id: sum(
            one.id in each.lacking.questions for each in found if each.level not in ("none", "excepted")
        )
        for one in casebook.ambiguities
    }
    return sorted(((one, count) for one, count in n.items() if count), key=lambda pair: -pair[1])
