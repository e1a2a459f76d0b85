"""Plans while they are carried out: who is overdue, which notices were given, which receipts are missing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from truceline.errors import BadInput, Fault
from truceline.planning.watch import CheckInsSeen, PlanWatch, Watched, notices_due, overdue, planned_at
from truceline.runs.casebook import asked_instant
from truceline.runs.plan_files import read_plan_file
from truceline.sources.tracks.check_ins import CheckInsRead, read_check_ins


def watch_plans(file: str | Path, *, at: datetime | str, check_ins: str | Path | None = None) -> Watched:
    """Return how the plans of a file stood at an instant.

    Parameters
    ----------
    file : path
        A plan file with plans.
    at : datetime or str
        An instant in UTC, or a stated time that names its zone. What was noted later is not looked at.
    check_ins : path, optional
        Signs of life; without it nothing is said of crews, since nobody knows who called.

    Raises
    ------
    BadTime
        If the instant names no zone, or is none.
    BadReport
        With every fault of the signs of life.
    BadInput
        If the plan file cannot be read, is at fault, or holds no plan.
    """
    instant = asked_instant(at)
    source = read_plan_file(file)
    plans = source.read.plans.plans
    if not plans:
        fault = Fault(file=str(file), message="no `plans`", remedy="`patrols plan --out` writes some")
        raise BadInput("there is nothing to watch", [fault])
    calls = None if check_ins is None else read_check_ins(check_ins, plans)
    return Watched(
        at=instant,
        file=source.file,
        sha256=source.sha256,
        check_ins=None if calls is None else _seen(calls, instant),
        plans=tuple(
            PlanWatch(
                plan=plan,
                starts_at=planned_at(plan.starts_at, plan),
                crews=None if calls is None else overdue(plan, calls.by_plan.get(plan.id, ()), instant),
                notices=notices_due(plan, instant),
            )
            for plan in plans
        ),
    )


def _seen(calls: CheckInsRead, at: datetime) -> CheckInsSeen:
    heard = [one.at for one in calls.all if one.at <= at]
    return CheckInsSeen(
        file=calls.file,
        sha256=calls.sha256,
        n_heard=len(heard),
        n_later=len(calls.all) - len(heard),
        last_at=max(heard, default=None),
    )
