"""Plans while they are carried out, for the terminal: the alarm first, then what is late, wrong and due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from truceline.bulletins.catalogue import Catalogue
from truceline.clock import shown_at
from truceline.planning.watch import CrewWatch, NoticeWatch, PlanWatch, Watched

_MOST_DUE: Final = 10
"""Things due next that are listed."""


def render_watch(found: Watched, t: Catalogue) -> Iterator[str]:
    """Yield how the plans stand, the alarm first."""
    yield from _alarm(found, t)
    yield t("watch.as_of", at=f"{found.at:%Y-%m-%d %H:%MZ}")
    for title, rows in (
        (t("watch.late_lead"), _late(found, t)),
        (t("watch.wrong_lead"), _wrong(found, t)),
        (t("watch.due_lead"), _due(found, t)),
        (t("run.read"), _read(found, t)),
    ):
        told = list(rows)
        if told:
            yield from ("", title, *(f"  {row}" for row in told))


def _alarm(found: Watched, t: Catalogue) -> Iterator[str]:
    if found.is_alarm is None:
        yield t("watch.not_known")
        return
    rows = sorted(_crews(found, "overdue"), key=lambda one: (str(one[1].alarm_at), one[1].crew))
    if not rows:
        yield t("watch.no_alarm")
        return
    yield t("watch.alarm", n=len(rows))
    for plan, crew in rows:
        last, since = crew.last_at, crew.alarm_at
        said = [t("watch.nothing_heard") if last is None else t("watch.last_heard", at=_clock(last, plan))]
        said += [t("watch.alarm_since", at=_clock(since, plan))] if since else []
        yield f"  {_crew(plan, crew, t)}: {', '.join(said)}"


def _late(found: Watched, t: Catalogue) -> Iterator[str]:
    for plan, crew in _crews(found, "late"):
        if crew.due_at is not None and crew.alarm_at is not None:
            due, alarm = _clock(crew.due_at, plan), _clock(crew.alarm_at, plan)
            yield t("watch.late", who=_crew(plan, crew, t), due=due, alarm=alarm)


def _crews(found: Watched, state: str) -> Iterator[tuple[PlanWatch, CrewWatch]]:
    return ((plan, crew) for plan in found.plans for crew in plan.crews or () if crew.state == state)


def _wrong(found: Watched, t: Catalogue) -> Iterator[str]:
    for plan in found.plans:
        for one in plan.notices:
            about = {"plan": plan.plan.id, "to": one.notice.to}
            if one.state == "not_given":
                yield t("watch.not_given", at=_clock(one.by_at, plan), **about)
            elif one.state == "late":
                yield t("watch.given_late", at=_clock(one.by_at, plan), **about)
            if one.receipt == "missing" and one.receipt_by_at is not None:
                yield t("watch.no_receipt", at=_clock(one.receipt_by_at, plan), **about)


def _due(found: Watched, t: Catalogue) -> Iterator[str]:
    due = sorted((at, words) for plan in found.plans for at, words in _dues(plan, found.at, t))
    yield from (words for _, words in due[:_MOST_DUE])
    if len(due) > _MOST_DUE:
        yield t("watch.more", n=len(due) - _MOST_DUE)


def _dues(plan: PlanWatch, at: datetime, t: Catalogue) -> Iterator[tuple[datetime, str]]:
    for crew in plan.crews or ():
        if crew.due_at is not None and crew.due_at > at:
            called = t("watch.call_due", who=_crew(plan, crew, t))
            yield crew.due_at, f"{_clock(crew.due_at, plan)}  {called}"
    if plan.crews is None and plan.starts_at > at:
        yield plan.starts_at, f"{_clock(plan.starts_at, plan)}  {t('watch.first_call', plan=plan.plan.id)}"
    for one in plan.notices:
        yield from _notice_dues(plan, one, t)


def _notice_dues(plan: PlanWatch, one: NoticeWatch, t: Catalogue) -> Iterator[tuple[datetime, str]]:
    about = {"plan": plan.plan.id, "to": one.notice.to}
    if one.state == "pending":
        yield one.by_at, f"{_clock(one.by_at, plan)}  {t('watch.notice_due', **about)}"
    if one.receipt == "pending" and one.receipt_by_at is not None:
        yield one.receipt_by_at, f"{_clock(one.receipt_by_at, plan)}  {t('watch.receipt_due', **about)}"


def _read(found: Watched, t: Catalogue) -> Iterator[str]:
    yield f"{found.file}: {t('count.plans', n=len(found.plans))}"
    seen = found.check_ins
    if seen is not None:
        last = (
            f", {t('watch.last', at=f'{seen.last_at:%Y-%m-%d %H:%MZ}')}" if seen.last_at is not None else ""
        )
        later = f"; {t('watch.later', n=seen.n_later)}" if seen.n_later else ""
        yield f"{seen.file}: {t('count.signs_of_life', n=seen.n_heard)}{last}{later}"


def _crew(plan: PlanWatch, crew: CrewWatch, t: Catalogue) -> str:
    return t("watch.crew", crew=crew.crew, of=crew.of, plan=plan.plan.id)


def _clock(at: datetime, plan: PlanWatch) -> str:
    """Return an instant by the plan's clock, and in UTC where that is another."""
    local, utc = shown_at(at, plan.plan.zone), f"{at:%Y-%m-%d %H:%M}"
    return f"{utc}Z" if local == utc else f"{local} {plan.plan.zone} ({at:%H:%MZ})"
