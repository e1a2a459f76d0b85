"""An explanation as a page of plain text, for the terminal and for a file beside the case."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.sections.explanation import ExceptionSaid, ExplanationSaid, explanation_said
from truceline.bulletins.sections.what_sources_said import told_beside
from truceline.judgement import Bounds, Explanation
from truceline.judgement.explain import chance
from truceline.model.casebook import Casebook, Instrument
from truceline.model.ids import instrument_of
from truceline.model.record import Record
from truceline.model.words import Basis
from truceline.record import RULES, backings
from truceline.text.sentences import sentence

WIDTH = 96


def render_explanation(record: Record, explanation: Explanation, *, language: str = "en") -> str:
    """Return one account, clause and position as a page of text that a lawyer can follow.

    Parameters
    ----------
    record : Record
        The one it was explained from.
    explanation : Explanation
        From `explain`.
    language : str
        Of the page's own voice and of names; the clause as we say it stays English.

    Returns
    -------
    str
        Lines of at most 96 characters, ending in a line break.
    """
    t = catalogue(language)
    e = explanation_said(record.casebook, explanation, t)
    backing = backings(record).get(f"{e.of.incident}/{e.of.account}")
    clause = next(one for one in record.casebook.clauses if one.id == e.of.clause)
    instrument = next(one for one in record.casebook.instruments if one.id == instrument_of(e.of.clause))
    versions = {text.id: text for text in instrument.texts}
    lines = [
        t(
            "explained.head",
            incident=e.of.incident,
            account=e.of.account,
            clause=e.of.clause,
            position=e.of.position,
        ),
        t("explained.verdict", verdict=t.of("verdict", e.of.verdict)),
        *_items([t("page.not_translated")] if language != "en" else [], "  "),
        *_items([one for one in (words.lacking(e.of.lacking, t),) if one], "  "),
        *_items(_if_in_force(e, instrument, t), "  "),
        "",
        *_section(
            t("explained.account"),
            [
                *e.tells,
                *told_beside(record, f"{e.of.incident}/{e.of.account}", t),
                t("explained.told_by", who=_listed(e.of.told_by, t)),
                t("explained.denied_by", who=_listed(words.deniers(e.of.denied_by, backing, t), t)),
            ],
        ),
        *_section(
            t("explained.basis"), [f"{words.basis(e.of.basis, backing, t)}: {RULES[Basis(e.of.basis)]}"]
        ),
        *_section(t("explained.clause"), [f"{clause.reference}. {sentence(clause, record.casebook)}"]),
        *_section(
            t("explained.text"),
            [
                f"«{one.words}» ({t.of('text_status', versions[one.version].status)}, {one.anchor})"
                for one in clause.text
                if one.version in versions
            ],
        ),
        t("explained.checks"),
    ]
    for check in e.checks:
        answer = _answer(check.holds, record.casebook, t)
        lines += [f"  {check.asks} {answer}", *_items(check.reasons, "    - ")]
    lines += ["", *_exceptions(e.exceptions, t), ""]
    lines += _section(t("explained.outcome"), _outcome(record.casebook, e, t))
    lines += _section(t("explained.changes"), _changes(record.casebook, e, t))
    if e.of.unverified:
        lines += _section(t("explained.unverified"), e.of.unverified)
    return "\n".join(lines).rstrip() + "\n"


def _if_in_force(e: ExplanationSaid, instrument: Instrument, t: Catalogue) -> list[str]:
    """Return the verdict if the text still lived, unless it did when it happened, whatever ended it later."""
    when = next((one.holds for one in e.checks if one.name == "when"), None)
    if e.of.if_in_force is None or (when is not None and when.low == 1.0):
        return []
    titles = instrument.titles
    text = titles.get(t.language) or titles.get("en") or instrument.id
    return [t("explained.if_in_force", verdict=t.of("verdict", e.of.if_in_force), text=text)]


def _exceptions(exceptions: Sequence[ExceptionSaid], t: Catalogue) -> list[str]:
    lines = [t("explained.exceptions" if exceptions else "explained.no_exceptions")]
    for seen in exceptions:
        lines += [f"  {seen.clause}, {seen.title}: {seen.holds}", *_items(seen.reasons, "    - ")]
    if {seen.bars for seen in exceptions if seen.holds != t.of("answer", "no")} == {True, False}:
        lines += _items([t("explained.conflict")], "  ")
    return lines


def _outcome(casebook: Casebook, e: ExplanationSaid, t: Catalogue) -> list[str]:
    o = e.of.outcome
    chances = {
        "breach": o.breach,
        "excepted": o.excepted,
        "no_breach": o.no_breach,
        "out_of_scope": o.out_of_scope,
    }
    by = _listed(e.of.by, t) if o.breach.high > 0 or o.excepted.high > 0 else t("explained.by_nobody")
    lines = [
        t.comma.join(
            f"{t.of('verdict', verdict)} {words.said(chance(one), casebook, t)}"
            for verdict, one in chances.items()
        ),
        t("explained.by", who=by),
    ]
    if e.of.answers_for and e.of.answers_for != e.of.by:
        lines.append(t("explained.answers_for", who=_listed(e.of.answers_for, t)))
    return lines


def _changes(casebook: Casebook, e: ExplanationSaid, t: Catalogue) -> list[str]:
    questions = {one.id: one.question for one in casebook.ambiguities}
    lines = [
        t(
            "explained.change",
            ambiguity=change.ambiguity,
            question=questions[change.ambiguity],  # type: ignore[index]
            reading=change.reading,
            says=change.says.rstrip("."),
            verdict=t.of("verdict", change.verdict),
        )
        for change in e.of.changes
    ]
    if not lines:
        lines.append(t("explained.no_change"))
    if e.of.open_readings:
        lines.append(t("explained.left_open", names=_listed(e.of.open_readings, t)))
    robust = {True: "explained.robust", False: "explained.not_robust", None: "explained.too_many"}
    return [*lines, t(robust[e.of.robust])]


def _answer(bounds: Bounds, casebook: Casebook, t: Catalogue) -> str:
    said = words.said(chance(bounds), casebook, t)
    if bounds.low != bounds.high:
        return t("explained.cannot_tell", chance=said)
    if bounds.low in (0.0, 1.0):
        return t("explained.yes" if bounds.low else "explained.no")
    return t("explained.with_chance", chance=said)


def _listed(names: Iterable[str], t: Catalogue) -> str:
    return t.comma.join(names) or t("explained.nobody")


def _section(title: str, items: Iterable[str]) -> list[str]:
    return [title, *_items(items, "  - "), ""]


def _items(items: Iterable[str], bullet: str) -> list[str]:
    return [
        line
        for item in items
        for line in textwrap.wrap(item, WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet))
    ]
