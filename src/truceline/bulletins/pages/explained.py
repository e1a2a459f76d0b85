"""An explanation as a page of plain text, for the terminal and for a file beside the case."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH
from truceline.judgement import Bounds, Explanation
from truceline.model.casebook import Casebook, Instrument
from truceline.model.ids import instrument_of
from truceline.model.words import Basis
from truceline.record import RULES, backings
from truceline.text.sentences import sentence

WIDTH = 96


def render_explanation(casebook: Casebook, explanation: Explanation) -> str:
    """Return one account, clause and position as a page of text that a lawyer can follow.

    Parameters
    ----------
    casebook : Casebook
        The one it was explained from.
    explanation : Explanation
        From `explain`.

    Returns
    -------
    str
        Lines of at most 96 characters, ending in a line break.
    """
    e = explanation
    backing = backings(casebook).get(f"{e.incident}/{e.account}")
    clause = next(one for one in casebook.clauses if one.id == e.clause)
    instrument = next(one for one in casebook.instruments if one.id == instrument_of(e.clause))
    versions = {text.id: text for text in instrument.texts}
    lines = [
        f"{e.incident} · account {e.account} · clause {e.clause} · position {e.position}",
        f"VERDICT: {_plain(e.verdict)}   (computed, not determined)",
        *_items([one for one in (words.lacking(e.lacking),) if one], "  "),
        *_items(_if_in_force(e, instrument), "  "),
        "",
        *_section(
            "The account",
            [
                *e.tells,
                f"told by: {_listed(e.told_by)}",
                f"denied by: {_listed(words.deniers(e.denied_by, backing, ENGLISH))}",
            ],
        ),
        *_section("Its basis", [f"{words.basis(e.basis, backing, ENGLISH)}: {RULES[Basis(e.basis)]}"]),
        *_section("The clause", [f"{clause.reference}. {sentence(clause, casebook)}"]),
        *_section(
            "Its text",
            [
                f"«{passage.words}» ({_plain(versions[passage.version].status)}, {passage.anchor})"
                for passage in clause.text
                if passage.version in versions
            ],
        ),
        "Checks",
    ]
    for check in e.checks:
        lines += [f"  {check.asks} {_answer(check.holds)}", *_items(check.reasons, "    - ")]
    lines += ["", "Exceptions" if e.exceptions else "Exceptions: none is written for this clause"]
    for seen in e.exceptions:
        lines += [f"  {seen.clause}, {seen.title}: {seen.holds}", *_items(seen.reasons, "    - ")]
    if {seen.bars for seen in e.exceptions if seen.holds != "no"} == {True, False}:
        lines += _items(["An excuse and a bar of every excuse conflict here: it cannot be told."], "  ")
    lines += ["", *_section("Outcome", _outcome(e))]
    lines += _section("What would change the verdict", _changes(casebook, e))
    if e.unverified:
        lines += _section("UNVERIFIED: rests on what was not seen in a source", e.unverified)
    return "\n".join(lines).rstrip() + "\n"


def _if_in_force(e: Explanation, instrument: Instrument) -> list[str]:
    """Return the verdict if the text still lived, unless it did when it happened, whatever ended it later."""
    when = next((one.holds for one in e.checks if one.name == "when"), None)
    if e.if_in_force is None or (when is not None and when.low == 1.0):
        return []
    name = instrument.titles.get("en") or instrument.id
    return [f"if in force: {_plain(e.if_in_force)} (supposing {name} still bound both; that is open)"]


def _outcome(e: Explanation) -> list[str]:
    o = e.outcome
    lines = [
        f"breach {o.breach}, excepted {o.excepted}, no breach {o.no_breach}, out of scope {o.out_of_scope}",
        "by: " + (_listed(e.by) if o.breach.high > 0 or o.excepted.high > 0 else "nobody who owes the duty"),
    ]
    if e.answers_for:
        lines.append(f"who answers for it: {_listed(e.answers_for)}")
    return lines


def _changes(casebook: Casebook, e: Explanation) -> list[str]:
    questions = {one.id: one.question for one in casebook.ambiguities}
    lines = [
        f"{change.ambiguity} ({questions[change.ambiguity]}) read as {change.reading}, "  # type: ignore[index]
        f"{change.says.rstrip('.')}: {_plain(change.verdict)}"
        for change in e.changes
    ]
    if not lines:
        lines.append("no other single reading of any ambiguity, the rest held")
    if e.open_readings:
        lines.append(f"left unresolved by this position: {_listed(e.open_readings)}")
    robust = {
        True: "however the text is read, the verdict is the same",
        False: "the verdict is not the same under every combination of readings",
        None: "there are too many combinations of readings to try them all",
    }
    return [*lines, robust[e.robust]]


def _answer(bounds: Bounds) -> str:
    if bounds.low == bounds.high:
        return {1.0: "Yes.", 0.0: "No."}.get(bounds.low, f"With probability {bounds}.")
    return f"Cannot be told: {bounds}."


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nobody"


def _section(title: str, items: Iterable[str]) -> list[str]:
    return [title, *_items(items, "  - "), ""]


def _items(items: Iterable[str], bullet: str) -> list[str]:
    return [
        line
        for item in items
        for line in textwrap.wrap(item, WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet))
    ]
