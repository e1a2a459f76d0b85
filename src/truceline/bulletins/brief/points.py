"""Below the rows of a brief: what decides, what is due, what may be said, whom to ask, what was not seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from truceline.bulletins import words
from truceline.bulletins.brief.happenings import Reported
from truceline.bulletins.brief.material import MOST, Material
from truceline.bulletins.brief.rows import act_of, cast_of, gist, killed_in, tilting
from truceline.bulletins.brief.sheet import Point, cut
from truceline.clock import DAWN, DUSK, day_of
from truceline.model.casebook import Clause
from truceline.model.hanging import under_any_reading
from truceline.model.naming import name
from truceline.model.words import Basis, PerformanceState, Response, Role
from truceline.record import speakers

_TITLE: Final = 6
"""Words of a title; a longer one is cut."""
_MOST_DAYS: Final = 3
"""Last days that are told one by one; of more, the first and the last."""
_SETTLED: Final = frozenset({Basis.AGREED_BY_SIDES, Basis.VERIFIED_BY_MISSION})
"""What stands behind an account of which nobody need say that it is not verified."""


def brief_points(of: Material) -> Iterator[Point]:
    """Yield the points in the order in which they are asked."""
    t = of.t
    yield _question(of)
    if supposed := tuple(_supposed(of)):
        yield Point(about="in_force", head=t("brief.in_force"), lines=supposed)
    yield Point(about="duties", head=t("brief.duties"), lines=tuple(_duties(of)) or (t("brief.no_duty"),))
    yield Point(about="say", head=t("brief.say"), lines=tuple(_may_say(of)))
    yield Point(about="not_say", head=t("brief.not_say"), lines=tuple(_may_not_say(of)))
    yield Point(about="ask", head=t("brief.ask"), lines=tuple(_ask(side, of) for side in of.parties))
    yield Point(about="blind", head=t("brief.blind"), lines=tuple(_not_seen(of)))


def _question(of: Material) -> Point:
    t = of.t
    if of.question is None:
        return Point(about="question", head=t("brief.decides"), lines=(t("brief.no_question"),))
    asked, n = of.question
    held = (
        t(
            "brief.reading",
            says=gist(one.says),
            who=of.t.comma.join(map(of.labels.actor, one.holders)) or t("brief.nobody"),
        )
        for one in asked.readings
    )
    also = (
        t("brief.also", question=one.question, n=count, all=len(of.attacks))
        for one, count in of.questions[1:2]
    )
    return Point(
        about="question",
        head=t("brief.decides_of", n=n, all=len(of.attacks)),
        lines=(asked.question, *held, *also),
    )


def _supposed(of: Material) -> Iterator[str]:
    """Yield what would be breaches of the latest text of which nobody has ruled whether it lived."""
    supposed = of.edition.headlines.supposed
    for one in supposed[-1:]:
        yield of.t(
            "run.supposed",
            text=f"{cut(of.labels.titles.get(one.instrument, ''), _TITLE)} ({one.instrument})",
            n=one.n_incidents,
            told=one.n_began_told,
        )
    if len(supposed) > 1:
        yield of.t("brief.more_texts", n=len(supposed) - 1)


def _duties(of: Material) -> Iterator[str]:
    """Yield each duty that is due at some time of the period, with the day it begins or its last."""
    until: dict[tuple[str, bool], datetime] = {}
    due: set[str] = set()
    for row in of.edition.assessment.performance.to_pylist():
        if row["bearer"] is not None or not _is_due(row):
            continue
        start_at, end_at = row["start_at"] or DAWN, row["end_at"] or DUSK
        is_sure = row["state"] == PerformanceState.DUE
        key = row["obligation_id"], is_sure
        until[key] = max(until.get(key, end_at), end_at)
        if is_sure and start_at < of.during.end_at and end_at > of.during.start_at:
            due.add(row["obligation_id"])
    in_order = [one for one in of.record.casebook.clauses if one.id in due]
    for duty in in_order[:MOST]:
        title = f"{cut(of.labels.clauses.get(duty.id, ''), _TITLE)} ({duty.id})"
        if duty.recurring and (begins := _days_named(duty)):
            yield of.t("brief.begins", duty=title, day=of.t("actor.or").join(sorted(begins)))
        else:
            yield of.t(
                "brief.due",
                duty=title,
                day=_last_day(
                    [until[key] for key in ((str(duty.id), True), (str(duty.id), False)) if key in until], of
                ),
            )
    if len(in_order) > MOST:
        yield of.t("brief.more_duties", n=len(in_order) - MOST)


def _is_due(row: Mapping[str, Any]) -> bool:
    """Return whether a duty is still due, on some reading."""
    return row["state"] == PerformanceState.DUE or f"some_reading:{PerformanceState.DUE}" in row["because"]


def _days_named(duty: Clause) -> set[str]:
    """Return the days that a deadline names over all its readings; none where days run from an event."""
    dues = under_any_reading(duty.due) if duty.due is not None else ()
    if any(one.within_days for one in dues):
        return set()
    return {day.at for one in dues for day in under_any_reading(one.day) if day is not None}


def _last_day(ends: Collection[datetime], of: Material) -> str:
    """Return the last days on which a duty may be done: the one sure on every reading, then to the latest."""
    zone, limited = of.record.casebook.mandate.day_zone, [one for one in ends if one < DUSK]
    days = [date.fromisoformat(day_of(one - timedelta(microseconds=1), zone)) for one in limited]
    if not days:
        return of.t("time.no_limit")
    first, last = min(days), max(days)
    n_days = (last - first).days + 1
    if n_days == 1:
        return str(first)
    told = of.t("actor.or").join(str(first + timedelta(days=one)) for one in range(n_days))
    if n_days > _MOST_DAYS:
        told = of.t("time.interval", start=first, end=last)
    return of.t("brief.by_some_reading", day=told)


# What may be said


def _may_say(of: Material) -> Iterator[str]:
    """Yield attributed reports: of each side one as acting, in the mandate's order, then of no clear side.

    Last stands of whom nothing is told, and only where each attack tells its side. Where accounts differ on
    who acted both are quoted, or none where there are more.
    """
    sides = dict.fromkeys((*of.parties, *(side for one in of.attacks for side in one.acting)))
    silent = []
    for side in sides:
        acting = [one for one in of.attacks if side in one.acting]
        first = next((lines for one in acting if (lines := _quoted(one, of))), ())
        yield from first
        silent += [] if acting else [side]
    unclear = [one for one in of.attacks if not one.acting]
    yield from next((lines for one in unclear if (lines := _quoted(one, of))), ())
    if not unclear:
        for side in silent:
            yield of.t("brief.say_none", side=of.labels.side(side))


def _quoted(found: Reported, of: Material) -> tuple[str, ...]:
    """Return the first account as a sentence; both, where two differ on who acted; none of more."""
    casts = {
        tuple(cast_of(row, role, of) for role in (Role.INITIATOR, Role.PARTICIPANT)) for row in found.told
    }
    if len(casts) == 1:
        return (_sentence(found, found.told[0], of),)
    return tuple(_sentence(found, row, of) for row in found.told) if len(found.told) <= MOST else ()


def _sentence(found: Reported, row: Mapping[str, Any], of: Material) -> str:
    """Return who tells it, who did what to whom, when and where, and the toll it reports."""
    t = of.t
    by, part = (cast_of(row, role, of) for role in (Role.INITIATOR, Role.PARTICIPANT))
    at = cast_of(row, Role.TARGET, of)
    said = {
        "source": of.who(found.incident, row, with_lean=False),
        "act": act_of(row, of),
        "who": by or part or t("actor.unknown"),
        "when": of.when(row),
        "where": of.where(row, is_short=True),
    }
    if part and not by:
        told = t("brief.sentence_part", **said)
    else:
        target = t("brief.sentence_at", who=at) if at and at != t("actor.unknown") else ""
        told = t("brief.sentence", at=target, **said)
    if any(one["response"] == Response.YES for one in row["hypotheses"] or ()):
        told += f", {t('brief.answered')}"
    if killed := killed_in(row, of):
        told += t("brief.sentence_killed", n=killed)
    if row["basis"] in _SETTLED:
        return t("brief.quote_settled", sure=t.of("basis", row["basis"]), told=told)
    return t("brief.quote", told=told)


def _may_not_say(of: Material) -> Iterator[str]:
    t = of.t
    clauses = {one.clause for each in of.weighed.values() for one in each}
    if tilts := tilting(clauses, of):
        yield t("brief.tilted", what=of.t.semicolon.join(tilts))
    yield t("brief.no_ruling")


def _ask(side: str, of: Material) -> str:
    """Return what to ask one side: the same questions of each."""
    t = of.t
    wanting = sum(
        word.side == side and not (word.form == "said" and word.is_direct)
        for one in of.attacks
        for word in of.words[one.incident]
    )
    asked = [t("brief.ask_word", n=wanting)] if wanting else []
    if of.question is not None:
        people = speakers(of.record).people
        holders = (one for reading in of.question[0].readings for one in reading.holders)
        if side not in {people.side(one, of.during.start_at) for one in holders}:
            asked.append(t("brief.ask_answer"))
    what = of.t.semicolon.join(asked) or t("brief.ask_nothing")
    return f"{of.labels.side(side)}: {what}"


# What was not seen


def _not_seen(of: Material) -> Iterator[str]:
    t, n = of.t, len(of.attacks)
    pages: dict[str | None, set[str]] = {}
    for found in of.attacks:
        for row in found.accounts:
            for telling in of.told.get(f"{found.incident}/{row['account']}", ()):
                pages.setdefault(telling.side, set()).update(page.id for page in telling.reports)
    if pages:
        sides = (f"{of.labels.side(side)} {len(pages.get(side, ()))}" for side in (*of.parties, None))
        yield t("brief.pages", sides=of.t.semicolon.join(sides))
    if family := _only_family(of):
        yield t("brief.one_family", family=family)
    if n:
        alone = sum(_n_tellers(one, of) < 2 for one in of.attacks)
        yield t("brief.one_source", n=words.number(alone), all=words.number(n))
    if silent := sum(not one.n and not one.n_open for one in of.days_told):
        yield t("brief.silent", n=silent, days=of.period.n_days)


def _only_family(of: Material) -> str:
    """Return the family of sources that tells the first account of every row; empty where it is not one."""
    firsts = (f"{one.incident}/{row['account']}" for one in of.happenings for row in one.told[:1])
    families = {frozenset(one.family for one in of.told.get(first, ())) for first in firsts}
    shared = frozenset.intersection(*families) if families else frozenset()
    if not shared or len(of.happenings) < MOST:
        return ""
    return next(name(one.names) for one in of.record.families if one.id in shared)


def _n_tellers(found: Reported, of: Material) -> int:
    """Return how many tell a happening over all its accounts: families of sources, else names."""
    told = [one for row in found.accounts for one in of.told.get(f"{found.incident}/{row['account']}", ())]
    named = {name for row in found.accounts for name in row["told_by"] or ()}
    return len({one.family for one in told}) or len(named)
