"""The stance matrix: actors by instruments, clauses and issues, and what shows each. Told, not determined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.bulletins.labels import Cited, Labels
from truceline.model.record import Stance
from truceline.record import ActorStance


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceRow:
    """One row of the ledger: an attitude, and what shows it."""

    attitude: str
    evidence: str
    since: str
    said: Cited
    has_statement: bool
    """False only where it is known that there is none."""
    unverified: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceView:
    """One actor toward one thing."""

    actor: str
    code: str
    attitude: str
    evidence: str
    n_readings: int
    """Readings of one statement that stand side by side, the statement itself not among them."""
    rows: tuple[StanceRow, ...]
    also_said: tuple[StanceRow, ...]
    earlier: tuple[StanceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An instrument, clause or issue, and every actor's stance toward it."""

    id: str
    title: str
    stances: tuple[StanceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceMatrix:
    """Who accepts what."""

    targets: tuple[Target, ...]
    actors: tuple[tuple[str, tuple[StanceView | None, ...]], ...]
    """Actor to its stance toward each target; None where nothing was found."""


def stance_matrix(labels: Labels, found: Sequence[ActorStance]) -> StanceMatrix:
    """Return stances in words.

    Parameters
    ----------
    labels : Labels
        Of the record that they are of.
    found : sequence of ActorStance
        The stances to tell of.
    """
    views = {(one.toward, str(one.actor)): _view(one, labels) for one in found}
    targets = tuple(dict.fromkeys(one.toward for one in found))
    known = {str(one.actor) for one in found}
    actors = tuple(actor for actor in labels.actors if actor in known)
    titles = labels.titles | labels.clauses | labels.issues
    return StanceMatrix(
        targets=tuple(
            Target(
                id=target,
                title=titles.get(target, ""),
                stances=tuple(view for actor in actors if (view := views.get((target, actor)))),
            )
            for target in targets
        ),
        actors=tuple(
            (labels.actor(actor), tuple(views.get((target, actor)) for target in targets)) for actor in actors
        ),
    )


def _view(found: ActorStance, labels: Labels) -> StanceView:
    return StanceView(
        actor=labels.actor(found.actor),
        code=str(found.attitude),
        attitude=labels.t.of("attitude", found.attitude),
        evidence=labels.t.of("evidence", found.evidence),
        n_readings=len(found.readings) if len(found.rows) > 1 else 0,
        rows=tuple(_row(row, labels) for row in found.rows),
        also_said=tuple(_row(row, labels) for row in found.also_said),
        earlier=tuple(_row(row, labels) for row in found.earlier),
    )


def _row(row: Stance, labels: Labels) -> StanceRow:
    return StanceRow(
        attitude=labels.t.of("attitude", row.attitude),
        evidence=labels.t.of("evidence", row.evidence),
        since=row.since,
        said=labels.cited(row.by, row.report),
        has_statement=row.statement is not False,
        unverified=row.unverified,
        note=row.note,
    )
