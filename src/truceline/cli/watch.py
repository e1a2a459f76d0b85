"""`truceline patrols watch`: who is overdue, what is due next, which notices and receipts are missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import answer, printable, reported
from truceline.cli.options import AsJson
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.planning.watch import CrewWatch, NoticeWatch
    from truceline.runs.watch import PlanWatch, Watched

_MOST_DUE = 10
"""Things due next that are listed in the terminal."""


def register(group: typer.Typer) -> None:
    """Add the command to the group `patrols`."""
    group.command("watch")(watch)


def watch(
    file: Annotated[str, typer.Argument(metavar="PLAN", help="A plan file with plans.")],
    at: Annotated[str, typer.Option(metavar="INSTANT", help="As of when, such as 2020-05-02 07:30Z.")],
    check_ins: Annotated[
        Optional[str],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(metavar="FILE", help="Signs of life of the crews: CSV with plan, crew, at, is_back."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which crews are overdue, what is due next, and which notices and receipts are missing."""
    with reported(as_json=as_json, audience=Audience.INTERNAL):
        from truceline.runs.watch import watch_plans

        found = watch_plans(file, at=at, check_ins=check_ins)
    lines = (printable(line) for line in watch_lines(found))
    answer(lines, watch_document(found) if as_json else None, Audience.INTERNAL)


# Terminal


def watch_lines(found: Watched) -> Iterator[str]:
    """Yield how the plans stand, the alarm first."""
    yield from _alarm(found)
    yield f"As of {found.at:%Y-%m-%d %H:%MZ}. A call that did not come: nothing more is known of the crew."
    yield from _section("Late, no alarm yet", _late(found))
    yield from _section("Notices and receipts not in order", _wrong(found))
    yield from _section("Due next", _due(found))
    yield from _section("Read", _read(found))


def _section(title: str, rows: Iterator[str]) -> Iterator[str]:
    told = list(rows)
    if told:
        yield from ("", title, *(f"  {row}" for row in told))


def _alarm(found: Watched) -> Iterator[str]:
    if found.is_alarm is None:
        yield "NOT KNOWN whether a crew is overdue: no signs of life were read (--check-ins FILE)"
        return
    rows = sorted(_crews(found, "overdue"), key=lambda one: (str(one[1].alarm_at), one[1].crew))
    if not rows:
        yield "No alarm: no crew is overdue"
        return
    yield f"ALARM: {len(rows)} {'crew' if len(rows) == 1 else 'crews'} overdue"
    for plan, crew in rows:
        heard = "nothing heard" if crew.last_at is None else f"last heard {_clock(crew.last_at, plan)}"
        since = f"alarm since {_clock(crew.alarm_at, plan)}" if crew.alarm_at else ""
        yield f"  {_named(plan, crew)}: {heard}, {since}"


def _late(found: Watched) -> Iterator[str]:
    for plan, crew in _crews(found, "late"):
        if crew.due_at is not None and crew.alarm_at is not None:
            due, alarm = _clock(crew.due_at, plan), _clock(crew.alarm_at, plan)
            yield f"{_named(plan, crew)}: was due {due}, alarm from {alarm}"


def _crews(found: Watched, state: str) -> Iterator[tuple[PlanWatch, CrewWatch]]:
    return ((plan, crew) for plan in found.plans for crew in plan.crews or () if crew.state == state)


def _wrong(found: Watched) -> Iterator[str]:
    for plan in found.plans:
        for one in plan.notices:
            whom = f"{plan.plan.id}, notice to {one.notice.to}"
            if one.state == "not_given":
                yield f"{whom}: not given; it was due {_clock(one.by_at, plan)}"
            elif one.state == "late":
                yield f"{whom}: given late; it was due {_clock(one.by_at, plan)}"
            if one.receipt == "missing" and one.receipt_by_at is not None:
                yield f"{whom}: no receipt; it was due {_clock(one.receipt_by_at, plan)}"


def _due(found: Watched) -> Iterator[str]:
    due = sorted((at, words) for plan in found.plans for at, words in _dues(plan, found.at))
    yield from (words for _, words in due[:_MOST_DUE])
    if len(due) > _MOST_DUE:
        yield f"and {len(due) - _MOST_DUE} more; --json lists them all"


def _dues(plan: PlanWatch, at: datetime) -> Iterator[tuple[datetime, str]]:
    for crew in plan.crews or ():
        if crew.due_at is not None and crew.due_at > at:
            yield crew.due_at, f"{_clock(crew.due_at, plan)}  call of {_named(plan, crew)}"
    if plan.crews is None and plan.starts_at > at:
        yield plan.starts_at, f"{_clock(plan.starts_at, plan)}  first call of each crew on {plan.plan.id}"
    for one in plan.notices:
        yield from _notice_dues(plan, one)


def _notice_dues(plan: PlanWatch, one: NoticeWatch) -> Iterator[tuple[datetime, str]]:
    whom = f"{one.notice.to} on {plan.plan.id}"
    if one.state == "pending":
        yield one.by_at, f"{_clock(one.by_at, plan)}  notice to {whom}"
    if one.receipt == "pending" and one.receipt_by_at is not None:
        yield one.receipt_by_at, f"{_clock(one.receipt_by_at, plan)}  receipt of {whom}"


def _read(found: Watched) -> Iterator[str]:
    n = len(found.plans)
    yield f"{found.file}: {n} {'plan' if n == 1 else 'plans'}"
    seen = found.check_ins
    if seen is not None:
        last = f", the last {seen.last_at:%Y-%m-%d %H:%MZ}" if seen.last_at is not None else ""
        later = f"; {seen.n_later} after this instant, not looked at" if seen.n_later else ""
        yield f"{seen.file}: {seen.n_heard} signs of life{last}{later}"


def _named(plan: PlanWatch, crew: CrewWatch) -> str:
    return f"{crew.crew} ({crew.of}) on {plan.plan.id}"


def _clock(at: datetime, plan: PlanWatch) -> str:
    """Return an instant by the plan's clock, and in UTC where that is another."""
    from truceline.clock import shown_at

    local, utc = shown_at(at, plan.plan.zone), f"{at:%Y-%m-%d %H:%M}"
    return f"{utc}Z" if local == utc else f"{local} {plan.plan.zone} ({at:%H:%MZ})"


# JSON


def watch_document(found: Watched) -> dict[str, Any]:
    """Return the same as one document; crews are null where no signs of life were read."""
    return {
        "at": found.at,
        "alarm": found.is_alarm,
        "file": found.file,
        "file_sha256": found.sha256,
        "check_ins": None if found.check_ins is None else dataclasses.asdict(found.check_ins),
        "plans": [
            {
                "plan": one.plan.id,
                "zone": one.plan.zone,
                "starts_at": one.starts_at,
                "crews": None if one.crews is None else [dataclasses.asdict(crew) for crew in one.crews],
                "notices": [dataclasses.asdict(notice) for notice in one.notices],
            }
            for one in found.plans
        ],
    }
