"""The rows of a brief: what is reported, against which text, how sure, and the other side's word."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from truceline.bulletins import words
from truceline.bulletins.brief.happenings import Reported, TheirWord, is_media
from truceline.bulletins.brief.material import MOST, Group, Material, UnderClause
from truceline.bulletins.brief.sheet import Result, Row
from truceline.bulletins.sections.gaps import bearing_gaps
from truceline.model.casebook import Ambiguity
from truceline.model.ids import UNKNOWN_ACTOR, UNRESOLVED, ClauseId, instrument_of
from truceline.model.lacking import lacking_of
from truceline.model.naming import name, names_by_id
from truceline.model.words import Basis, Response, Role, Verdict

_GIST: Final = re.compile(r"[,;.،؛](?:\s|$)")
"""Where the gist of an answer may end."""
_GIST_WORDS: Final = 3
"""Fewer are no gist, unless there are no more."""


def brief_row(found: Reported, of: Material) -> Row:
    """Return one happening in words, the same for whoever acted."""
    first = found.accounts[0]
    told = _accounts(found, of)
    bases = sorted({row["basis"] for row in found.accounts}, key=[str(one) for one in Basis].index)
    return Row(
        incident=found.incident,
        when=of.when(first),
        where=of.where(first),
        near=of.where(first, is_short=True),
        accounts=tuple(told[:MOST]),
        n_accounts=len(told),
        against=_against(found, of),
        tilts=tuple(tilting([one.clause for one in of.weighed[found.incident]], of)),
        sure=of.t.semicolon.join(of.t.of("basis", one) for one in bases),
        other=tuple(_their_word(word, found, of) for word in of.words[found.incident]),
        sides=tuple(map(of.labels.side, found.acting)),
        is_attack=found.is_attack,
        answers=found.answers,
    )


# What is reported


def _accounts(found: Reported, of: Material) -> list[str]:
    """Return each account, numbered where there are several; one that tells all the last does says so.

    An account that names no attack of its own stands in its own words.
    """
    told, before = [], list[str]()
    for number, row in enumerate(found.accounts, start=1):
        key = f"{found.incident}/{row['account']}"
        if row["account"] in found.general:
            parts = [of.t("brief.says", says=one.claim.says.rstrip(".")) for one in of.told[key][:1]]
        else:
            parts = [*_deed(row, of), *_harm(row, of, is_attack=found.is_attack)]
        said = [of.t("brief.same")] if parts == before else parts
        account = f"{of.who(found.incident, row)}: {of.t.semicolon.join(said)}"
        told.append(f"({number}) {account}" if len(found.accounts) > 1 else account)
        before = parts
    return told


def _deed(row: Mapping[str, Any], of: Material) -> list[str]:
    """Return what was done and by whom."""
    versions = row["hypotheses"] or ()
    by, part = (cast_of(row, role, of) for role in (Role.INITIATOR, Role.PARTICIPANT))
    found = [act_of(row, of)]
    if by or not part:
        found.append(of.t("brief.by", who=by or of.t("actor.unknown")))
    if part:
        found.append(of.t("brief.part", who=part))
    if any(one["response"] == Response.YES for one in versions):
        found.append(of.t("brief.answered"))
    return found


def act_of(row: Mapping[str, Any], of: Material) -> str:
    """Return what an account says was done; several acts with an "or" between them."""
    names = names_by_id(of.record.casebook.acts)
    return of.t("actor.or").join(
        dict.fromkeys(names.get(one["act"], one["act"]) for one in row["hypotheses"] or ())
    )


def _harm(row: Mapping[str, Any], of: Material, *, is_attack: bool) -> list[str]:
    """Return at whom it was done, and how many are said to have been killed.

    Of an attack it is said if no figure is given; nought killed is left out.
    """
    at = cast_of(row, Role.TARGET, of)
    found = [of.t("brief.at", who=at)] if at and at != of.t("actor.unknown") else []
    if killed := killed_in(row, of) or (of.labels.figure(None, None) if is_attack and not _toll(row) else ""):
        found.append(of.t("brief.killed", n=killed))
    return found


def _toll(row: Mapping[str, Any]) -> list[int]:
    return [row[key] for key in ("fatalities_low", "fatalities_high") if row[key] is not None]


def killed_in(row: Mapping[str, Any], of: Material) -> str:
    """Return how many an account says were killed; empty for nought, and where it gives no figure."""
    return of.labels.figure(row["fatalities_low"], row["fatalities_high"]) if any(_toll(row)) else ""


def cast_of(row: Mapping[str, Any], role: Role, of: Material) -> str:
    """Return who had a role, the versions with an "or" between them; empty for nobody.

    Several who acted did so jointly; of several who took part it is not told.
    """
    versions = row["hypotheses"] or ()
    jointly = ", " if role is Role.PARTICIPANT else of.t("actor.with")
    casts = ([one["actor"] for one in version["cast"] or () if one["role"] == role] for version in versions)
    named = (
        jointly.join(of.labels.actor(None if one == UNKNOWN_ACTOR else one) for one in cast)
        for cast in casts
        if cast
    )
    return of.t("actor.or").join(dict.fromkeys(named))


def _their_word(word: TheirWord, found: Reported, of: Material) -> str:
    t, side = of.t, of.labels.side(word.side)
    shown = {f"{found.incident}/{row['account']}" for row in found.accounts[:MOST]}
    if word.telling is not None and shown.intersection(word.telling.claim.tells):
        return t("brief.as_reported", side=side)
    if word.telling is not None:
        pages = word.telling.reports
        day = pages[0].said_on if pages else t("time.not_stated")
        said = t("brief.says", says=word.telling.claim.says.rstrip("."))
        source = name(word.telling.source.names)
        if is_media(word.telling):
            source = t("brief.media", source=source)
        if not word.is_direct:
            side = t("brief.beside", side=side)
        return f"{side}: {said} ({source}, {day})"
    if word.form == "asked":
        until = of.edition.receipt.as_of
        if until is None:
            return t("brief.asked_open", side=side, on=word.asked_on)
        return t("brief.asked", side=side, on=word.asked_on, until=until)
    return t("brief.not_asked" if word.form == "not_asked" else "brief.no_word", side=side)


# Against which text


def _against(found: Reported, of: Material) -> tuple[Result, ...]:
    shown = of.weighed[found.incident]
    if not shown:
        return (Result(text="", clause="", comes_to=of.t("brief.not_reached")),)
    return tuple(
        Result(
            text=of.labels.titles.get(instrument_of(ClauseId(one.clause)), ""),
            clause=one.clause,
            comes_to=_result(found, one, of),
        )
        for one in shown
    )


def tilting(clauses: Collection[str], of: Material) -> list[str]:
    """Return in words how declared gaps let these clauses reach the sides unequally."""
    named = (one.gap.tilts for one in bearing_gaps(of.record.casebook, clauses))
    return [names.get(of.t.language) or name(names) for names in named if names][:MOST]


def _result(found: Reported, weighed: UnderClause, of: Material) -> str:
    """Return what the accounts come to under one clause: once where they agree."""
    by_result: dict[str, list[str]] = {}
    for number, row in enumerate(found.accounts, start=1):
        group = weighed.groups.get(row["account"])
        result = of.t("brief.not_reached") if group is None else _level(group, of)
        by_result.setdefault(result, []).append(f"({number})")
    if len(by_result) == 1:
        return next(iter(by_result))
    return of.t.semicolon.join(f"{''.join(numbers)} {result}" for result, numbers in by_result.items())


def _level(group: Group, of: Material) -> str:
    """Return what one account comes to; the positions only where their verdicts differ."""
    t = of.t
    if len({row["verdict"] for row in group.rows}) > 1:
        return _by_reading(group, of)
    if group.level in ("some_reading", "fact_missing", "text_open"):
        return _undetermined(group.rows, of, is_fact=group.level == "fact_missing")
    return t.of("came_to", group.level)


def _by_reading(group: Group, of: Material) -> str:
    """Return each verdict with the answer on which it hangs, and the question that these answer."""
    t, by_verdict = of.t, dict[str, list[Mapping[str, Any]]]()
    for row in group.rows:
        by_verdict.setdefault(row["verdict"], []).append(row)
    in_order = sorted(by_verdict.items(), key=lambda item: (item[0] == Verdict.UNDETERMINED, item[0]))
    asked = _differing(group, of)
    if asked is None:
        every = [row["position"] for row in group.rows]
        shown = []
        for verdict, rows in in_order:
            who = words.positions((row["position"] for row in rows), of.record.casebook, of=every, t=t)
            shown.append(f"{who}: {_verdict(verdict, rows, of)}")
        return of.t.semicolon.join(shown)
    told = []
    answers = _answers(asked, of)
    for verdict, rows in in_order:
        by_answer: dict[str | None, list[Mapping[str, Any]]] = {}
        for row in rows:
            by_answer.setdefault(answers.get(row["position"]), []).append(row)
        for answer, those in sorted(by_answer.items(), key=lambda item: item[0] is None):
            what = _verdict(verdict, those, of, given=asked.id, is_open=answer is None)
            told.append(f"{_answered(asked, answer, those, of)}: {what}")
    is_below = of.question is not None and of.question[0].id == asked.id
    question = t("brief.question_below") if is_below else asked.question.rstrip("?")
    return f"{question}: {of.t.semicolon.join(told)}"


def _differing(group: Group, of: Material) -> Ambiguity | None:
    """Return the question whose answers part the verdicts: the one printed, if it does."""
    in_order = [one for one, _ in of.questions]
    in_order += [one for one in of.record.casebook.ambiguities if one not in in_order]
    for one in in_order:
        answers = _answers(one, of)
        by_answer: dict[str | None, set[str]] = {}
        for row in group.rows:
            by_answer.setdefault(answers.get(row["position"]), set()).add(row["verdict"])
        if one.id in group.decided_by and len(by_answer) > 1 and all(len(v) == 1 for v in by_answer.values()):
            return one
    return None


def _answers(question: Ambiguity, of: Material) -> Mapping[str, str | None]:
    """Return by position its answer to a question; None for want of a statement."""
    given = ((one.id, one.readings.get(question.id)) for one in of.record.casebook.positions)
    return {position: None if answer == UNRESOLVED else answer for position, answer in given}


def _answered(
    question: Ambiguity, answer: str | None, rows: Sequence[Mapping[str, Any]], of: Material
) -> str:
    if answer is None:
        return of.t("brief.unanswered")
    says = next((one.says for one in question.readings if one.id == answer), answer)
    every = of.edition.assessment.positions
    who = words.positions((row["position"] for row in rows), of.record.casebook, of=every, t=of.t)
    return of.t("brief.answer", says=gist(says), who=who)


def gist(says: str) -> str:
    """Return the first clause of an answer, or so many of them that it is more than a bare yes or no.

    Examples
    --------
    >>> gist("At 00:01 on 12 January, as the ministry announced; the clock is open.")
    'At 00:01 on 12 January'
    >>> gist("Yes, until its last minute.")
    'Yes, until its last minute'
    """
    ends = (one.start() for one in _GIST.finditer(says))
    return next((says[:end] for end in ends if len(says[:end].split()) >= _GIST_WORDS), says).rstrip(".")


def _verdict(
    verdict: str, rows: Sequence[Mapping[str, Any]], of: Material, given: str = "", *, is_open: bool = True
) -> str:
    if verdict == Verdict.UNDETERMINED:
        return _undetermined(rows, of, given=given, is_open=is_open)
    return of.t.of("verdict", verdict)


def _undetermined(
    rows: Sequence[Mapping[str, Any]],
    of: Material,
    *,
    is_fact: bool = False,
    given: str = "",
    is_open: bool = True,
) -> str:
    """Return what is missing: a fact, or an answer on the text.

    `given` is a question that the row names beside it: here it `is_open`, or is answered.
    """
    t, lacking = of.t, lacking_of(code for row in rows for code in row["because"])
    decided_by = frozenset(question for row in rows for question in row["decided_by"])
    questions = decided_by | frozenset(lacking.questions)
    questions -= frozenset() if is_open else {given}
    if is_fact or not questions:
        return t("brief.fact_missing", facts=of.t.comma.join(t.of("missing", one) for one in lacking.facts))
    asked = [one for one in of.record.casebook.ambiguities if one.id in questions]
    if given and is_open and len(questions) > 1:
        return t("brief.depends_all", n=len(questions))
    first, second = ([one.id for one, _ in of.questions] + ["", ""])[:2]
    if first in questions:
        return t("brief.depends_below") if len(questions) == 1 else t("brief.depends_among", n=len(questions))
    if given and len(asked) > 1:
        return t("brief.depends_many", n=len(questions))
    if second in questions:
        return t("brief.depends_also") if len(questions) == 1 else t("brief.depends_both", n=len(questions))
    if len(asked) != 1:
        return t("brief.depends_many", n=len(questions)) if asked else t("lacking.too_many")
    return t("brief.depends", question=asked[0].question)
