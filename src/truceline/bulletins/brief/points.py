"""Below the rows of a brief: what decides, what is due, what may be said, whom to ask, what was not seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from truceline.bulletins import words
from truceline.bulletins.brief.happenings import Reported
from truceline.bulletins.brief.material import MOST, Material
from truceline.bulletins.brief.rows import tilting, told_deed
from truceline.bulletins.brief.sheet import Point, cut
from truceline.clock import DAWN, DUSK, day_of
from truceline.model.casebook import Reading
from truceline.model.words import Basis, PerformanceState
from truceline.record import speakers

_READING: Final = 12
_QUESTION: Final = 24
_TITLE: Final = 6
"""Words of a reading, of a question, of a title; longer ones are cut."""
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
    held = (_held(one, of) for one in asked.readings)
    return Point(
        about="question",
        head=t("brief.decides_of", n=n, all=len(of.attacks)),
        lines=(f"{cut(asked.question, _QUESTION)} {t('brief.not_ruled')}", *held),
    )


def _held(one: Reading, of: Material) -> str:
    """Return what a reading says and who holds it, or that nobody was found to."""
    says = cut(one.says, _READING).rstrip(".")
    if not one.holders:
        return f"{says} ({of.t('brief.nobody')})"
    return of.t("brief.reading", says=says, who=of.t.comma.join(map(of.labels.actor, one.holders)))


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
    """Yield each duty that is due at some time of the period, with its last day, or those of the readings."""
    until: dict[tuple[str, str], datetime] = {}
    due: set[str] = set()
    for row in of.edition.assessment.performance.to_pylist():
        if row["state"] == PerformanceState.DUE and row["bearer"] is None:
            start_at, end_at = row["start_at"] or DAWN, row["end_at"] or DUSK
            key = row["obligation_id"], row["position"]
            until[key] = max(until.get(key, end_at), end_at)
            if start_at < of.during.end_at and end_at > of.during.start_at:
                due.add(row["obligation_id"])
    in_order = [str(one.id) for one in of.record.casebook.clauses if one.id in due]
    for duty in in_order[:MOST]:
        days = {_last_day(end_at, of) for (one, _), end_at in until.items() if one == duty}
        title = f"{cut(of.labels.clauses.get(duty, ''), _TITLE)} ({duty})"
        yield of.t("brief.due", duty=title, day=of.t("actor.or").join(sorted(days)))
    if len(in_order) > MOST:
        yield of.t("brief.more_duties", n=len(in_order) - MOST)


def _last_day(end_at: datetime, of: Material) -> str:
    if end_at >= DUSK:
        return of.t("time.no_limit")
    return day_of(end_at - timedelta(microseconds=1), of.record.casebook.mandate.day_zone)


# What may be said


def _may_say(of: Material) -> Iterator[str]:
    """Yield one attributed report of each side as acting, in the mandate's order, or that none is told.

    That none is told of a side is said only where each attack tells its side.
    """
    unclear = next((one for one in of.attacks if not one.acting), None)
    for side in dict.fromkeys((*of.parties, *(side for one in of.attacks for side in one.acting))):
        first = next((one for one in of.attacks if side in one.acting), None)
        if first is not None:
            account = next(
                row for row, sides in zip(first.accounts, first.acting_in, strict=True) if side in sides
            )
            yield _quoted(first, account, of)
        elif unclear is None:
            yield of.t("brief.say_none", side=of.labels.side(side))
    if unclear is not None:
        yield _quoted(unclear, unclear.accounts[0], of)


def _quoted(found: Reported, row: Mapping[str, Any], of: Material) -> str:
    said = {"told": told_deed(found.incident, row, of), "when": of.when(row)}
    said["where"] = of.where(row, is_short=True)
    if row["basis"] in _SETTLED:
        return of.t("brief.quote_settled", sure=of.t.of("basis", row["basis"]), **said)
    return of.t("brief.quote", **said)


def _may_not_say(of: Material) -> Iterator[str]:
    t = of.t
    clauses = {one.clause for each in of.weighed.values() for one in each}
    if tilts := tilting(clauses, of):
        yield t("brief.tilted", what=t.semicolon.join(tilts))
    yield t("brief.no_ruling")


def _ask(side: str, of: Material) -> str:
    """Return what to ask one side: the same questions of each."""
    t = of.t
    wanting = sum(
        word.side == side and word.form != "said" for one in of.attacks for word in of.words[one.incident]
    )
    asked = [t("brief.ask_word", n=wanting)] if wanting else []
    if of.question is not None:
        people = speakers(of.record).people
        holders = (one for reading in of.question[0].readings for one in reading.holders)
        if side not in {people.side(one, of.during.start_at) for one in holders}:
            asked.append(t("brief.ask_answer"))
    what = t.semicolon.join(asked) or t("brief.ask_nothing")
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
        yield t("brief.pages", sides=t.semicolon.join(sides))
    if n:
        alone = sum(_n_tellers(one, of) < 2 for one in of.attacks)
        yield t("brief.one_source", n=words.number(alone), all=words.number(n))
    if silent := sum(not one.n and not one.n_open for one in of.days_told):
        yield t("brief.silent", n=silent, days=of.period.n_days)


def _n_tellers(found: Reported, of: Material) -> int:
    """Return how many tell a happening over all its accounts: families of sources, else names."""
    told = [one for row in found.accounts for one in of.told.get(f"{found.incident}/{row['account']}", ())]
    named = {name for row in found.accounts for name in row["told_by"] or ()}
    return len({one.family for one in told}) or len(named)
