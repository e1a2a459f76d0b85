"""Whose ground, what applies, and who-if, in words: rows and cells, the same words for every side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.headlines import LEVELS
from truceline.bulletins.sections.ambiguities import holders
from truceline.bulletins.sections.gaps import bearing_gaps
from truceline.bulletins.sections.judged import Judged, cell_words, differing, judged
from truceline.bulletins.sections.who_holds import value_labels
from truceline.judgement.questions.status import Says, StatusAnswer
from truceline.judgement.questions.who_if import SupposedAct, WhoIf, WhoIfQuestion
from truceline.model.casebook import Casebook, Instrument
from truceline.model.hanging import AmbiguityId
from truceline.model.ids import ClauseId, instrument_of
from truceline.model.lacking import FACTS
from truceline.model.naming import first_in, name, names_by_id, names_of_sides
from truceline.model.record import Record

SIDE_ROWS: Final = (
    WhoIfQuestion.OTHER_SIDE,
    WhoIfQuestion.CIVILIANS,
    WhoIfQuestion.WITHIN,
    WhoIfQuestion.REPLY,
    WhoIfQuestion.GUARANTOR,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """A text that forbids it there, and whether it is in force then."""

    says: str
    title: str
    clauses: tuple[ClauseId, ...]
    depends: str
    """The questions on which it depends, or the probability that the place lies on its ground; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoIfRow:
    """One row of the table: the same question of each side."""

    label: str
    cells: tuple[str, ...]
    """One for each side in order; one alone where it is of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSheet:
    """All of the answer, in words. Computed, not determined."""

    answer: str
    ground: str
    texts: tuple[TextRow, ...]
    not_in_force: str
    """Empty where there is none."""
    act: str
    sides: tuple[str, ...]
    answered_by: str
    """The clause that the cells speak of, where they name no other; empty where none reaches."""
    rows: tuple[WhoIfRow, ...]
    tilted: str
    """Why not to count by side from this; empty where nothing tilts it."""
    positions: tuple[str, ...]
    """That all agree, or where they differ, and how."""
    questions: tuple[str, ...]
    """In words, with who holds what; after the one that the answer names, the one that decides most first."""
    missing: str
    ask: str


def status_sheet(
    record: Record,
    answer: StatusAnswer,
    table: WhoIf,
    held: Mapping[str, float] | None,
    t: Catalogue,
) -> StatusSheet:
    """Return the answer in words.

    Parameters
    ----------
    record : Record
        Names in the language.
    answer : StatusAnswer
        Of an instant and a place.
    table : WhoIf
        Of the same.
    held : mapping of value to probability, or None
        Who holds the place; None where nothing says anything of control.
    t : Catalogue
    """
    book = record.casebook
    found: dict[str, list[Judged]] = {}
    for one in judged(record, table.findings):
        found.setdefault(one.incident, []).append(one)
    cells = _Cells(book, table, found, t)
    asked = _questions(cells)
    first = asked[0] if asked else None
    return StatusSheet(
        answer=_answer(book, table, cells, first, t),
        ground=_ground(book, held, t),
        texts=_texts(book, answer, cells.reached, t),
        not_in_force=_not_in_force(book, answer, t),
        act=words.name(next(one.names for one in book.acts if one.id == table.act)),
        sides=tuple(names_of_sides(book).get(side, side) for side in table.sides),
        answered_by=cells.lead or "",
        rows=_rows(book, table, cells, t),
        tilted=_tilted(book, cells, t),
        positions=_positions(book, table, cells, t),
        questions=tuple(_question(book, one, t) for one in asked[1:]),
        missing=t.comma.join(t.of("missing", fact) for fact in FACTS if fact in cells.facts),
        ask=_ask(book, table, t),
    )


# The table


class _Cells:
    """Which clause each cell speaks of: the leading one, or another that is nearer to a breach."""

    def __init__(
        self, book: Casebook, table: WhoIf, found: Mapping[str, Sequence[Judged]], t: Catalogue
    ) -> None:
        self.found = found
        self.t = t
        order = [one.id for one in book.clauses]
        self.reached = [
            one for one in order if any(one == each.clause for own in found.values() for each in own)
        ]
        self.lead = self._leading(table)
        self.one_sided = self._one_sided(table)
        self.shown = {case.id: self._chosen(case) for case in table.cases}
        self.facts = {fact for one in self.shown.values() if one is not None for fact in one.lacking.facts}

    def _of(self, case: SupposedAct, clause: ClauseId | None) -> Judged | None:
        return next((one for one in self.found.get(case.id, ()) if one.clause == clause), None)

    def _leading(self, table: WhoIf) -> ClauseId | None:
        """Return the clause that is surest of forces at those of another side, whoever acted; the latest."""
        cases = [case for case in table.cases if case.row is WhoIfQuestion.OTHER_SIDE] or table.cases
        worst = (len(LEVELS), 0, 0)

        def rank(clause: ClauseId) -> tuple[int, int, int]:
            each = [self._of(case, clause) for case in cases]
            return max((worst if one is None else one.rank for one in each), default=worst)

        return min(reversed(self.reached), key=rank, default=None)

    def _one_sided(self, table: WhoIf) -> dict[ClauseId, tuple[str, ...]]:
        """Return the clauses that reach the acts of some sides and not of others, with those sides."""
        of: dict[ClauseId, set[str]] = {}
        for case in table.cases:
            if case.row in SIDE_ROWS and case.side is not None:
                for one in self.found.get(case.id, ()):
                    of.setdefault(one.clause, set()).add(case.side)
        return {
            clause: tuple(side for side in table.sides if side in sides)
            for clause, sides in of.items()
            if sides != {*table.sides}
        }

    def _chosen(self, case: SupposedAct) -> Judged | None:
        every = self.found.get(case.id, ())
        return min(
            every, key=lambda one: (LEVELS.index(one.level), one.clause != self.lead, one.rank), default=None
        )

    def words(self, case: SupposedAct) -> str:
        """Return one cell; the clause is named where it is not the leading one."""
        one = self.shown[case.id]
        if one is None:
            return self.t("came_to.none")
        said = cell_words(one, self.t) + ("" if one.is_agreed else " *")
        if one.clause in self.one_sided:
            return self.t("cell.one_sided", said=said, clause=one.clause)
        return said if one.clause == self.lead else f"{said} ({one.clause})"


def _rows(book: Casebook, table: WhoIf, cells: _Cells, t: Catalogue) -> tuple[WhoIfRow, ...]:
    actors = names_by_id(book.actors)
    keys = dict.fromkeys((case.row, case.actor) for case in table.cases)
    found = []
    for row, actor in keys:
        cases = [case for case in table.cases if (case.row, case.actor) == (row, actor)]
        label = t(f"who_if.{row}", who=actors.get(str(actor), "")) if actor else t(f"who_if.{row}")
        of = {case.side: cells.words(case) for case in cases}
        shown = [of[None]] if None in of else [of.get(side, t("cell.nobody")) for side in table.sides]
        found.append(WhoIfRow(label=label, cells=tuple(shown)))
    return tuple(found)


def _tilted(book: Casebook, cells: _Cells, t: Catalogue) -> str:
    names = names_of_sides(book)
    alone = [
        t("who_if.alone", clause=clause, sides=t.comma.join(names.get(side, side) for side in sides))
        for clause, sides in cells.one_sided.items()
    ]
    unequal = [
        t("who_if.gap", id=one.gap.id, tilts=name(first_in(one.gap.tilts, t.language)))
        for one in bearing_gaps(book, cells.reached)
        if one.gap.tilts
    ]
    told = [*alone, *unequal]
    return t("who_if.tilted", why="; ".join(told)) if told else ""


def _positions(book: Casebook, table: WhoIf, cells: _Cells, t: Catalogue) -> tuple[str, ...]:
    of: dict[str, dict[str, None]] = {}
    for case in table.cases:
        one = cells.shown[case.id]
        if one is not None and not one.is_agreed:
            who = names_by_id(book.actors).get(str(case.actor), "")
            label = t(f"who_if.{case.row}", who=who) if case.actor else t(f"who_if.{case.row}")
            of.setdefault(differing(one, book, t), {})[label] = None
    if not of:
        return (t("who_if.agree"),)
    return tuple(f"* {each} ({'; '.join(labels)})" for each, labels in of.items())


# Above the table


def _answer(book: Casebook, table: WhoIf, cells: _Cells, first: AmbiguityId | None, t: Catalogue) -> str:
    if not cells.reached:
        return t("status_answer.nothing")
    between = [cells.shown[case.id] for case in table.cases if case.row is WhoIfQuestion.OTHER_SIDE]
    if between and all(one is not None and one.level == "breach" for one in between):
        return t("status_answer.breach")
    if first is None:
        return t("status_answer.fact")
    return t("status_answer.open", question=_question(book, first, t))


def _ground(book: Casebook, held: Mapping[str, float] | None, t: Catalogue) -> str:
    if held is None:
        return t("status_ground.nobody")
    labels = value_labels(book, t)
    shares = sorted(((one, round(p, 2)) for one, p in held.items() if round(p, 2) > 0), key=lambda x: -x[1])
    return "; ".join(f"{labels.get(one, one)} {words.chance(p, p, t)}" for one, p in shares)


def _texts(
    book: Casebook, answer: StatusAnswer, reached: Sequence[ClauseId], t: Catalogue
) -> tuple[TextRow, ...]:
    """Return the texts of the clauses that reach the act, those surely in force first, then the latest."""
    of: dict[str, list[ClauseId]] = {}
    for clause in reached:
        of.setdefault(instrument_of(clause), []).append(clause)
    rows = []
    for number, text in enumerate(book.instruments):
        if text.id in of:
            says, depends = _in_force(book, answer, of[text.id], t)
            row = TextRow(
                says=t.of("in_force", says),
                title=name(text.titles),
                clauses=tuple(of[text.id]),
                depends=depends,
            )
            rows.append((says != Says.YES, -number, row))
    return tuple(row for *_, row in sorted(rows, key=lambda one: one[:2]))


def _in_force(
    book: Casebook, answer: StatusAnswer, clauses: Sequence[ClauseId], t: Catalogue
) -> tuple[Says, str]:
    every = [one for position in answer.positions for one in position.clauses if one.clause in clauses]
    turning = {
        question
        for one in every
        for asked in (one.in_force, one.there)
        if asked is not None
        for question in (*asked.left_open_by, *asked.decided_by)
    }
    is_sure = {one.in_force.answer.says for one in every} == {Says.YES} and not turning
    told = [str(one.id) for one in book.ambiguities if one.id in turning]
    chances = [one.there.answer.chance for one in every if one.there is not None]
    low, high = max(one.low for one in chances), max(one.high for one in chances)
    if low < 1.0:
        told.append(t("status_texts.inside", p=words.chance(low, high, t)))
    return (Says.YES if is_sure else Says.OPEN), t.comma.join(told)


def _not_in_force(book: Casebook, answer: StatusAnswer, t: Catalogue) -> str:
    def is_out(text: Instrument) -> bool:
        each = [one.in_force for p in answer.positions for one in p.instruments if one.instrument == text.id]
        return all(one.answer.says is Says.NO and not one.decided_by for one in each)

    out = [text.id for text in book.instruments if is_out(text)]
    return t("status_texts.out", ids=t.comma.join(out)) if out else ""


# Below it


def _questions(cells: _Cells) -> list[AmbiguityId]:
    n = Counter(
        AmbiguityId(question)
        for one in cells.shown.values()
        if one is not None and one.level not in ("none", "excepted")
        for question in one.lacking.questions
    )
    return [one for one, _ in n.most_common()]


def _question(book: Casebook, question: AmbiguityId, t: Catalogue) -> str:
    one = next((each for each in book.ambiguities if each.id == question), None)
    if one is None:
        return t(f"lacking.{question}")
    held = "; ".join(f"{reading}: {who}" for reading, who in holders(one, book).items())
    return f"{one.id}: {one.question} " + (t("deciding.held", who=held) if held else t("deciding.nobody"))


def _ask(book: Casebook, table: WhoIf, t: Catalogue) -> str:
    """Return of each side who answers for it, or else its forces."""
    actors, sides = names_by_id(book.actors), names_of_sides(book)
    told = []
    for side in table.sides:
        of = {case.row: case.doers for case in table.cases if case.side == side}
        who = of.get(WhoIfQuestion.GUARANTOR) or of.get(WhoIfQuestion.OTHER_SIDE, ())
        if who:
            told.append(f"{sides.get(side, side)}: {', '.join(actors.get(one, one) for one in who)}")
    return "; ".join(told) or t("explained.nobody")
