"""The rows of a brief: what is reported, against which text, how sure, and the other side's word."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from truceline.bulletins import words
from truceline.bulletins.brief.happenings import Reported, TheirWord
from truceline.bulletins.brief.material import MOST, Group, Material, UnderClause
from truceline.bulletins.brief.sheet import Result, Row, cut
from truceline.bulletins.sections.gaps import bearing_gaps
from truceline.model.ids import UNKNOWN_ACTOR, ClauseId, instrument_of
from truceline.model.lacking import lacking_of
from truceline.model.naming import name, names_by_id
from truceline.model.words import Basis, Response, Role, Verdict

_SAID: Final = 12
_QUESTION: Final = 8
"""Words of what a source says, and of a question; longer ones are cut."""


def brief_row(found: Reported, of: Material) -> Row:
    """Return one happening in words, the same for whoever acted."""
    first = found.accounts[0]
    told = _accounts(found, of)
    more = [of.t("brief.more", n=len(told) - MOST)] if len(told) > MOST else []
    bases = sorted({row["basis"] for row in found.accounts}, key=[str(one) for one in Basis].index)
    return Row(
        incident=found.incident,
        when=of.when(first),
        where=of.where(first),
        reported=". ".join([*told[:MOST], *more]),
        against=_against(found, of),
        tilts=tuple(tilting([one.clause for one in of.weighed[found.incident]], of)),
        sure=of.t.semicolon.join(of.t.of("basis", one) for one in bases),
        other=tuple(_their_word(word, found, of) for word in of.words[found.incident]),
        sides=tuple(map(of.labels.side, found.acting)),
    )


# What is reported


def told_deed(incident: str, row: Mapping[str, Any], of: Material) -> str:
    """Return what one account says was done and by whom, attributed."""
    return _attributed(incident, row, _deed(row, of), of)


def _accounts(found: Reported, of: Material) -> list[str]:
    """Return each account, numbered where there are several; one of the same deed as the last says so."""
    told, before = [], list[str]()
    for number, row in enumerate(found.accounts, start=1):
        deed = _deed(row, of)
        said = [of.t("brief.same")] if deed == before else deed
        account = _attributed(found.incident, row, [*said, *_harm(row, of)], of)
        told.append(f"({number}) {account}" if len(found.accounts) > 1 else account)
        before = deed
    return told


def _attributed(incident: str, row: Mapping[str, Any], parts: Sequence[str], of: Material) -> str:
    return f"{of.who(incident, row)}: {of.t.semicolon.join(parts)}"


def _deed(row: Mapping[str, Any], of: Material) -> list[str]:
    """Return what was done and by whom."""
    versions, names = row["hypotheses"] or (), names_by_id(of.record.casebook.acts)
    acts = dict.fromkeys(names.get(one["act"], one["act"]) for one in versions)
    by, part = (_cast(versions, role, of) for role in (Role.INITIATOR, Role.PARTICIPANT))
    found = [of.t("actor.or").join(acts)]
    if by or not part:
        found.append(of.t("brief.by", who=by or of.t("actor.unknown")))
    if part:
        found.append(of.t("brief.part", who=part))
    if any(one["response"] == Response.YES for one in versions):
        found.append(of.t("brief.answered"))
    return found


def _harm(row: Mapping[str, Any], of: Material) -> list[str]:
    """Return at whom it was done, and how many are said to have been killed; a figure not given is none."""
    at = _cast(row["hypotheses"] or (), Role.TARGET, of)
    low, high = row["fatalities_low"], row["fatalities_high"]
    found = [of.t("brief.at", who=at)] if at and at != of.t("actor.unknown") else []
    if low is not None or high is not None:
        found.append(of.t("brief.killed", n=of.labels.figure(low, high)))
    return found


def _cast(versions: Sequence[Mapping[str, Any]], role: Role, of: Material) -> str:
    """Return who had a role, the versions with an "or" between them; empty for nobody.

    Several who acted did so jointly; of several who took part it is not told.
    """
    jointly = of.t.comma if role is Role.PARTICIPANT else of.t("actor.with")
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
        said = cut(word.telling.claim.says, _SAID).rstrip(".")
        return f"{side}: {said} ({name(word.telling.source.names)}{t.comma}{day})"
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
    by_verdict: dict[str, list[str]] = {}
    for row in group.rows:
        by_verdict.setdefault(row["verdict"], []).append(row["position"])
    if len(by_verdict) > 1:
        return t.semicolon.join(_by_position(by_verdict, group, of))
    if group.level in ("some_reading", "fact_missing", "text_open"):
        return _undetermined(group, of)
    return t.of("came_to", group.level)


def _by_position(by_verdict: Mapping[str, list[str]], group: Group, of: Material) -> Iterator[str]:
    """Yield each verdict with the positions that reach it; the one of most positions last, as all others'."""
    every = [row["position"] for row in group.rows]
    for verdict, positions in sorted(by_verdict.items(), key=lambda item: len(item[1])):
        what = _undetermined(group, of) if verdict == Verdict.UNDETERMINED else of.t.of("verdict", verdict)
        who = words.positions(positions, of.record.casebook, of=every, t=of.t)
        is_rest = 2 * len(positions) > len(every)
        yield of.t("brief.otherwise", verdict=what) if is_rest else f"{what} ({who})"


def _undetermined(group: Group, of: Material) -> str:
    """Return what is missing: a fact, or an answer on the text."""
    t, lacking = of.t, lacking_of(code for row in group.rows for code in row["because"])
    if group.level == "fact_missing":
        return t("brief.fact_missing", facts=t.comma.join(t.of("missing", one) for one in lacking.facts))
    questions = group.decided_by or frozenset(lacking.questions)
    if of.question is not None and of.question[0].id in questions:
        return t("brief.depends_below")
    asked = [cut(one.question, _QUESTION) for one in of.record.casebook.ambiguities if one.id in questions]
    return t("brief.depends", question=asked[0] if asked else t("lacking.too_many"))
