"""Who could observe what, open issues, and reservations entered in advance. Told, not determined."""

from __future__ import annotations

from dataclasses import dataclass

from truceline.bulletins import words
from truceline.bulletins.labels import Cited, Labels, begun
from truceline.clock import Interval
from truceline.record.days import touches


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRow:
    """What may be said of one observer's time and ground."""

    observer: str
    area: str
    place: str
    during: str
    answer: str
    said: Cited
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """How an issue stood on a day, as one source has it."""

    on: str
    state: str
    said: Cited
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """One open issue over time."""

    id: str
    name: str
    question: str
    states: tuple[StateView, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationView:
    """A disagreement entered in advance."""

    actor: str
    to: str
    title: str
    on: str
    says: str
    said: Cited
    unverified: str


def effort_rows(labels: Labels, *, during: Interval | None = None) -> tuple[EffortRow, ...]:
    """Return who could observe what in `during`; None for all days."""
    return tuple(
        EffortRow(
            observer=row.observer,
            area=row.area,
            place=labels.place(row.place),
            during=labels.between(row.since, row.until),
            answer=labels.t.of("seen", row.answer),
            said=labels.cited(row.by, row.report),
            note=row.note,
        )
        for row in labels.record.effort
        if touches(row.since, row.until, during)
    )


def issues(labels: Labels, *, during: Interval | None = None) -> tuple[IssueView, ...]:
    """Return the open issues, each with how it stood up to the end of `during`."""
    return tuple(
        IssueView(
            id=issue.id,
            name=words.name(issue.names),
            question=issue.question,
            states=tuple(
                StateView(
                    on=state.on,
                    state=labels.t.of("issue", state.state),
                    said=labels.cited(state.by, state.report),
                    note=state.note,
                )
                for state in sorted(issue.states, key=lambda one: one.on)
                if begun(state.on, during)
            ),
            note=issue.note,
        )
        for issue in labels.record.issues
    )


def reservations(labels: Labels, *, during: Interval | None = None) -> tuple[ReservationView, ...]:
    """Return the reservations entered up to the end of `during`."""
    return tuple(
        ReservationView(
            actor=labels.actor(row.actor),
            to=row.clause or row.instrument,
            title=labels.clauses.get(row.clause or "", "") or labels.titles.get(row.instrument, ""),
            on=row.on or labels.t("time.not_stated"),
            says=row.says,
            said=labels.cited(row.by, row.report),
            unverified=row.unverified,
        )
        for row in labels.record.reservations
        if begun(row.on, during)
    )
