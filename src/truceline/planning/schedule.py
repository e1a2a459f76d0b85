"""Schedules of outings: the best coverage there is, and one nearly as good that is hard to guess.

How good a schedule is: its *coverage*, the share of segment-days, weighted by segment, on which the segment
was patrolled that day or within the days before that still count. How hard to guess: see `predictability`.
The seed is an argument. Whoever has it and the demand has the schedule, so it is kept as a secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from truceline.errors import BadInput, Fault
from truceline.model.ids import ActorId, CrewId, SegmentId, VehicleId
from truceline.model.plans import Demand
from truceline.planning.choices import Choice, choices, days_of_demand, free_starts, hours_on, minutes_before
from truceline.planning.constraints import crew_classes
from truceline.planning.daylight import minutes_of
from truceline.planning.predictability import Predictability, seen_by_insider, seen_by_watcher
from truceline.planning.solving import (
    Conflict,
    Picked,
    best,
    conflict,
    drawn,
    fresh_days_of,
    require_solver,
    scaled_weights,
)

Bools = npt.NDArray[np.bool_]

DRAWS: Final = 16
"""Schedules drawn; the first is proposed, the others tell what an insider can guess."""
START_STEP: Final = timedelta(minutes=5)
"""Crews meet at a whole number of steps after the first moment they could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing:
    """One outing of a schedule."""

    on: date
    """The day, in the demand's zone."""
    window: str
    """The window."""
    segments: tuple[SegmentId, ...]
    """In order along the route."""
    starts_at: datetime
    """UTC; its crews met before."""
    ends_at: datetime
    """UTC."""
    crews: tuple[CrewId, ...]
    """One of each side, in the demand's order of sides."""
    vehicles: tuple[VehicleId, ...]
    """What they take; empty where vehicles are not planned."""
    free_minutes: float
    """Within so many minutes its beginning was drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Outings, how much they see, and how well they can be guessed."""

    outings: tuple[Outing, ...]
    """By time."""
    coverage: float
    """Share of segment-days seen, weighted by segment; 0 to 1."""
    watcher: Predictability
    """To somebody who sees every patrol."""
    insider: Predictability
    """To somebody who has all but the seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A schedule drawn near the best, and the best beside it."""

    drawn: Schedule
    """What is proposed."""
    best: Schedule
    """The best coverage found, always the same for one demand and so known to an insider."""
    bound: float
    """No schedule has more coverage than this."""
    near: float
    """The drawn one has at most this share less than the best."""
    seed: int
    """Whoever has it and the demand has the schedule."""
    n_draws: int
    """Schedules drawn to tell what an insider can guess, the proposed one among them."""
    weights: Mapping[SegmentId, float]
    """Weight of each segment."""


def propose(
    demand: Demand, weights: Mapping[SegmentId, float], *, seed: int, n_draws: int = DRAWS
) -> Proposal | Conflict:
    """Return a schedule drawn at random near the best coverage, or the constraints that allow none.

    Parameters
    ----------
    demand : Demand
        Checked, with its segments written out.
    weights : mapping of segment id to float
        How much seeing each segment is worth beside the others; above zero.
    seed : int
        0 or more. The same demand, weights and seed give the same schedule.
    n_draws : int
        Schedules to draw; at least 1. With one, what an insider can guess is not told.

    Returns
    -------
    Proposal or Conflict
        Conflict where no schedule keeps every constraint, or the solver gave up before it found one.

    Raises
    ------
    NotFound
        If OR-Tools is not installed.
    BadInput
        If segments or weights are missing or not above zero.
    """
    require_solver()
    _check(demand, weights)
    found = choices(demand)
    plain = {str(segment): float(weight) for segment, weight in weights.items()}
    top = best(demand, found, plain)
    if top is None:
        return conflict(demand, found) or Conflict(constraints=(), is_minimal=False)
    floor = _floor(top.value, demand.near)
    seeds = [int(one) for one in np.random.SeedSequence(seed).generate_state(n_draws, np.uint32)]
    picks = drawn(demand, found, plain, at_least=floor, seeds=seeds, known=top.picked)
    could_be = _cells([place for place, one in enumerate(found) if not one.barred_by], demand, found)
    cells = [_cells(picked.outings, demand, found) for picked in picks]
    seen = seen_by_insider(cells[0], could_be, cells[1:])
    known = Predictability(score=1.0, hits=1.0, chance=seen.chance)
    if picks[0].outings == top.picked.outings:
        seen = known  # nothing was left to draw, and the best is known to everybody who has the demand
    total = sum(scaled_weights(demand.segments, plain)) * len(days_of_demand(demand))
    return Proposal(
        drawn=_schedule(picks[0], demand, found, plain, could_be, seen, seed),
        best=_schedule(top.picked, demand, found, plain, could_be, known, 0),
        bound=max(top.bound, top.value) / total,
        near=demand.near,
        seed=seed,
        n_draws=n_draws,
        weights=dict(weights),
    )


def _check(demand: Demand, weights: Mapping[SegmentId, float]) -> None:
    if not demand.segments:
        remedy = "write `segments`, or cut a route first"
        raise BadInput("the demand has no segments", [Fault(message="no segments", remedy=remedy)])
    faults = [
        Fault(message=f"segment {one.id}: weight {weights.get(one.id)}", remedy="give a weight above 0")
        for one in demand.segments
        if not 0 < weights.get(one.id, 0.0) < float("inf")
    ]
    if faults:
        raise BadInput("segments without a weight", faults)


def _floor(value: int, near: float) -> int:
    """Return the least value that is at most a share below the best, never rounded down."""
    return min(value, int(np.ceil(value * (1 - near) - 1e-9)))


def coverage(picked: Picked, demand: Demand, found: Sequence[Choice], weights: Mapping[str, float]) -> float:
    """Return the share of segment-days seen, weighted by segment."""
    fresh = fresh_days_of(picked.outings, demand, found)
    by_segment = np.array([weights[segment.id] for segment in demand.segments])
    return float((fresh.mean(axis=1) * by_segment).sum() / by_segment.sum())


def _cells(picked: Sequence[int], demand: Demand, found: Sequence[Choice]) -> Bools:
    """Return the cells that outings fill, shape (days, segments, windows)."""
    shape = (len(days_of_demand(demand)), len(demand.segments), len(demand.windows))
    cells = np.zeros(shape, dtype=bool)
    for place in picked:
        one = found[place]
        cells[one.day, one.first : one.last + 1, one.window] = True
    return cells


# From choices to outings


def _schedule(
    picked: Picked,
    demand: Demand,
    found: Sequence[Choice],
    weights: Mapping[str, float],
    could_be: Bools,
    insider: Predictability,
    seed: int,
) -> Schedule:
    return Schedule(
        outings=_outings(picked, demand, found, seed),
        coverage=coverage(picked, demand, found, weights),
        watcher=seen_by_watcher(_cells(picked.outings, demand, found), could_be),
        insider=insider,
    )


def _outings(picked: Picked, demand: Demand, found: Sequence[Choice], seed: int) -> tuple[Outing, ...]:
    """Return outings with people, vehicles and beginnings, drawn in the order of days and windows."""
    chance = np.random.default_rng([seed, 1])
    days = days_of_demand(demand)
    chosen = [found[place] for place in picked.outings]
    # Whose turn it is, class by class: the first in the list has waited longest.
    turns = [[one.crews[i] for i in chance.permutation(len(one.crews))] for one in crew_classes(demand.crews)]
    made = []
    opens = [minutes_of(window.from_) for window in demand.windows]
    for day, window in sorted(
        {(one.day, one.window) for one in chosen}, key=lambda key: (key[0], opens[key[1]])
    ):
        here = [one for one in chosen if (one.day, one.window) == (day, window)]
        crews = _crews(
            demand, turns, [picked.sent[number, day, window] for number in range(len(turns))], chance
        )
        parked = _vehicles(demand, days[day], len(here), chance)
        for number, one in enumerate(here):
            meets_at, free_minutes = _start(demand, days[day], one, chance)
            made.append(
                Outing(
                    on=days[day],
                    window=demand.windows[window].id,
                    segments=tuple(segment.id for segment in demand.segments[one.first : one.last + 1]),
                    starts_at=meets_at + timedelta(minutes=minutes_before(demand)),
                    ends_at=meets_at + timedelta(minutes=one.minutes),
                    crews=crews[number],
                    vehicles=parked[number],
                    free_minutes=free_minutes,
                )
            )
    return tuple(sorted(made, key=lambda one: (one.starts_at, one.segments)))


def _crews(
    demand: Demand, turns: Sequence[list[CrewId]], sent: Sequence[int], chance: np.random.Generator
) -> list[tuple[CrewId, ...]]:
    """Return the crews of each outing of one window: those who have waited longest, paired by chance."""
    classes = crew_classes(demand.crews)
    of_side: dict[ActorId, list[CrewId]] = {side: [] for side in demand.together}
    for one, waiting, n in zip(classes, turns, sent, strict=True):
        of_side[one.of] += waiting[:n]
        waiting[:] = [*waiting[n:], *waiting[:n]]
    mixed = [[crews[i] for i in chance.permutation(len(crews))] for crews in of_side.values()]
    return list(zip(*mixed, strict=True))


def _vehicles(
    demand: Demand, on: date, n_outings: int, chance: np.random.Generator
) -> list[tuple[VehicleId, ...]]:
    """Return the vehicles of each outing of one window, drawn from those free that day."""
    each = demand.vehicles_each
    taken: list[tuple[VehicleId, ...]] = [()] * n_outings
    for side in demand.together if each else ():
        free = [vehicle.id for vehicle in demand.vehicles if vehicle.of == side and on not in vehicle.off]
        mixed = [free[i] for i in chance.permutation(len(free))]
        taken = [(*had, *mixed[number * each : (number + 1) * each]) for number, had in enumerate(taken)]
    return taken


def _start(demand: Demand, on: date, one: Choice, chance: np.random.Generator) -> tuple[datetime, float]:
    """Return when its crews meet, drawn among all whole steps, and within how many minutes they could."""
    free = free_starts(hours_on(demand, on, one.window), one.minutes)
    steps = [
        piece.start_at + n * START_STEP
        for piece in free
        for n in range((piece.end_at - piece.start_at) // START_STEP + 1)
    ]
    room = sum(((piece.end_at - piece.start_at) for piece in free), timedelta())
    return steps[int(chance.integers(len(steps)))], room / timedelta(minutes=1)
