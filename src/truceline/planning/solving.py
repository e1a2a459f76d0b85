"""The schedule as a problem for OR-Tools CP-SAT: the best plan, a random one near it, or the conflict.

Only this file imports the solver, the extra `planner`. It runs one thread under limits in its own unit of
work, not in seconds, so that the same demand and seed give the same plan on a slow machine and on a fast one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import util
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from truceline.errors import NotFound
from truceline.model.plans import Demand, Segment
from truceline.planning.choices import Choice, days_of_demand
from truceline.planning.constraints import Constraint, CrewClass, crew_classes, vehicles_free

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SCALE: Final = 1_000
"""Weights are whole numbers for the solver; the largest is this."""
BEST_WORK, DRAW_WORK, PROOF_WORK = 30.0, 4.0, 10.0
"""Limits of work, in the solver's deterministic unit; each is of the order of a second."""
DRAW_GAP: Final = 0.05
"""A draw need not follow its random weights more closely: that would cost time and hide nothing."""

Bools: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A plan that keeps every constraint."""

    outings: tuple[int, ...]
    """Places, in the list of choices, of the outings that are made."""
    sent: Mapping[tuple[int, int, int], int]
    """Crews sent, by class, day and window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The plan of best coverage that was found."""

    picked: Picked
    """What it does."""
    value: int
    """Coverage in the solver's whole numbers."""
    bound: int
    """No plan has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Constraints that no schedule can keep together."""

    constraints: tuple[Constraint, ...]
    """Those in conflict; empty where the solver gave up before it knew whether there is a schedule."""
    is_minimal: bool
    """Whether without any one of them the others can be kept. There may be other conflicts beside it."""


def require_solver() -> None:
    """Return if schedules can be made here.

    Raises
    ------
    NotFound
        If OR-Tools is not installed; the message names the extra it comes with.
    """
    if util.find_spec("ortools") is None:
        raise NotFound(
            "planning patrols needs OR-Tools, which is not installed here: "
            "install truceline with its extra, truceline[planner]"
        )


def best(demand: Demand, found: Sequence[Choice], weights: Mapping[str, float]) -> Solved | None:
    """Return the plan of best coverage; None where there is none, or none was found within the limit of work.

    Parameters
    ----------
    demand : Demand
        With its segments written out.
    found : sequence of Choice
        All that could be; the barred ones are left out here.
    weights : mapping of segment id to float
        Above zero.
    """
    made = _built(demand, found, weights)
    made.model.maximize(made.value)
    solver = _solver(work=BEST_WORK, seed=0)
    if not _solved(solver, made):
        return None
    return Solved(
        picked=_picked(solver, made),
        value=round(solver.objective_value),
        bound=round(solver.best_objective_bound),
    )


def drawn(
    demand: Demand,
    found: Sequence[Choice],
    weights: Mapping[str, float],
    *,
    at_least: int,
    seeds: Sequence[int],
    known: Picked,
) -> tuple[Picked, ...]:
    """Return a plan for each seed, drawn at random among those of a least value.

    Each choice gets a random weight, and the plan is taken whose weights sum highest. So every plan that is
    best for some weights can come up; they do not all come up equally often.

    Parameters
    ----------
    demand, found, weights
        As for `best`.
    at_least : int
        Least value of the plan, in the solver's whole numbers.
    seeds : sequence of int
        The same seed draws the same plan.
    known : Picked
        One such plan; it is drawn only if no other is found within the limit of work.
    """
    made = _built(demand, found, weights)
    made.model.add(made.value >= at_least)
    sent = set(known.outings)
    for place, var in made.outings.items():
        made.model.add_hint(var, place in sent)
    return tuple(_drawn(made, len(found), seed) or known for seed in seeds)


def _drawn(made: _Made, n_choices: int, seed: int) -> Picked | None:
    lots = np.random.default_rng(seed).integers(-SCALE, SCALE + 1, size=n_choices)
    made.model.maximize(sum(int(lots[place]) * var for place, var in made.outings.items()))
    solver = _solver(work=DRAW_WORK, seed=seed % 2**31)
    solver.parameters.relative_gap_limit = DRAW_GAP
    return _picked(solver, made) if _solved(solver, made) else None


def conflict(demand: Demand, found: Sequence[Choice]) -> Conflict | None:
    """Return constraints that cannot be kept together, none to spare; None where a schedule keeps them all.

    One conflict is named, the first that is found; there may be others.
    """
    made = _built(demand, found, {segment.id: 1.0 for segment in demand.segments}, is_open=True)
    core, is_minimal = tuple(sorted(made.switches)), True
    narrowed = _clash(made, core)
    if narrowed is None:
        return None
    if not narrowed:
        return Conflict(constraints=(), is_minimal=False)
    core = narrowed
    for one in narrowed:
        rest = tuple(kept for kept in core if kept != one)
        if one not in core:
            continue
        smaller = _clash(made, rest)
        if smaller:
            core = smaller
        elif smaller is not None:
            is_minimal = False
    return Conflict(constraints=core, is_minimal=is_minimal)


def _clash(made: _Made, asked: Sequence[Constraint]) -> tuple[Constraint, ...] | None:
    """Return those of the constraints asked that clash; None where none do, empty where it is not known."""
    from ortools.sat.python import cp_model

    made.model.clear_assumptions()
    made.model.add_assumptions([made.switches[one] for one in asked])
    solver = _solver(work=PROOF_WORK, seed=0)
    status = solver.solve(made.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    if status != cp_model.INFEASIBLE:
        return ()
    names = {switch.index: constraint for constraint, switch in made.switches.items()}
    return tuple(sorted(names[index] for index in solver.sufficient_assumptions_for_infeasibility()))


# The problem


@dataclass(slots=True)
class _Made:
    """The problem as built. A constraint that is open to question holds only while its switch is on."""

    model: cp_model.CpModel
    is_open: bool
    outings: dict[int, cp_model.IntVar] = field(default_factory=dict)
    sent: dict[tuple[int, int, int], cp_model.IntVar] = field(default_factory=dict)
    switches: dict[Constraint, cp_model.IntVar] = field(default_factory=dict)
    value: cp_model.LinearExprT = 0

    def hold(self, linear: cp_model.BoundedLinearExpression | bool, *names: Constraint) -> None:
        """Add a constraint under its name; under several names it holds while all of them do."""
        added = self.model.add(linear)
        if self.is_open:
            added.only_enforce_if([self.switch(name) for name in names])

    def switch(self, name: Constraint) -> cp_model.IntVar:
        if name not in self.switches:
            self.switches[name] = self.model.new_bool_var(f"{name.kind} {name.of}")
        return self.switches[name]


def _built(
    demand: Demand, found: Sequence[Choice], weights: Mapping[str, float], *, is_open: bool = False
) -> _Made:
    """Return the problem; where it is open, each constraint can be set aside, to find those in conflict."""
    from ortools.sat.python import cp_model

    made = _Made(model=cp_model.CpModel(), is_open=is_open)
    for place, choice in enumerate(found):
        if is_open or not choice.barred_by:
            made.outings[place] = made.model.new_bool_var("")
        for bars in choice.barred_by if is_open else ():
            made.hold(made.outings[place] == 0, *(_bar(bar) for bar in sorted(bars)))
    by_window: dict[tuple[int, int], list[int]] = {}
    for place in made.outings:
        by_window.setdefault((found[place].day, found[place].window), []).append(place)
    _add_crews(made, demand, by_window)
    _add_vehicles(made, demand, by_window)
    seen = {
        (segment, day): [
            made.outings[place]
            for window in range(len(demand.windows))
            for place in by_window.get((day, window), ())
            if found[place].covers(segment)
        ]
        for segment in range(len(demand.segments))
        for day in range(len(days_of_demand(demand)))
    }
    _add_one_at_a_time(made, demand, found, by_window)
    for number, segment in enumerate(demand.segments):
        _add_intervals(
            made, demand, segment, [seen[number, day] for day in range(len(days_of_demand(demand)))]
        )
    if not is_open:
        _add_value(made, demand, seen, weights)
    return made


def _bar(bar: str) -> Constraint:
    kind, _, of = bar.partition(":")
    return Constraint(kind=kind, of=of)


def _add_crews(made: _Made, demand: Demand, by_window: Mapping[tuple[int, int], Sequence[int]]) -> None:
    """Each outing takes a crew of each side; crews that are alike are counted together."""
    days = days_of_demand(demand)
    classes = crew_classes(demand.crews)
    for number, alike in enumerate(classes):
        for day, window in itertools.product(range(len(days)), range(len(demand.windows))):
            made.sent[number, day, window] = made.model.new_int_var(0, len(alike.crews), "")
        _add_class_limits(made, demand, number, alike)
    for side in demand.together:
        for day, window in itertools.product(range(len(days)), range(len(demand.windows))):
            sent = sum(made.outings[place] for place in by_window.get((day, window), ()))
            crews = sum(
                made.sent[number, day, window] for number, alike in enumerate(classes) if alike.of == side
            )
            made.hold(sent == crews, Constraint(kind="crews", of=side))


def _add_class_limits(
    made: _Made,
    demand: Demand,
    number: int,
    alike: CrewClass,
) -> None:
    days, windows, n = days_of_demand(demand), range(len(demand.windows)), len(alike.crews)
    on_day = [sum(made.sent[number, day, window] for window in windows) for day in range(len(days))]
    for day, on in enumerate(days):
        if on in alike.off:
            made.hold(on_day[day] == 0, Constraint(kind="crew_off", of=alike.name))
        if alike.most_a_day < len(windows):
            made.hold(on_day[day] <= n * alike.most_a_day, Constraint(kind="crew_day", of=alike.name))
    if alike.most_a_week < 7 * min(alike.most_a_day, len(windows)):
        for first in range(max(1, len(days) - 6)):
            week = sum(on_day[first : first + 7])
            made.hold(week <= n * alike.most_a_week, Constraint(kind="crew_week", of=alike.name))


def _add_vehicles(made: _Made, demand: Demand, by_window: Mapping[tuple[int, int], Sequence[int]]) -> None:
    if not demand.vehicles_each:
        return
    for (day, _), places in by_window.items():
        sent = sum(made.outings[place] for place in places)
        on = demand.first_on + timedelta(days=day)
        for side in demand.together:
            free = vehicles_free(demand, side, on)
            made.hold(demand.vehicles_each * sent <= free, Constraint(kind="vehicles", of=side))


def _add_one_at_a_time(
    made: _Made, demand: Demand, found: Sequence[Choice], by_window: Mapping[tuple[int, int], Sequence[int]]
) -> None:
    """No two outings on one segment in one window. It has no name, since no conflict can rest on it.

    Where outings overlap, the one can be cut short to what the other leaves: it sees less twice, not less.
    """
    for places in by_window.values():
        for segment in range(len(demand.segments)):
            here = [made.outings[place] for place in places if found[place].covers(segment)]
            if len(here) > 1:
                made.model.add_at_most_one(here)


def _add_intervals(
    made: _Made, demand: Demand, segment: Segment, seen: Sequence[Sequence[cp_model.IntVar]]
) -> None:
    """From one outing on a segment to the next at least and at most so many days."""
    n_days = len(seen)
    before = None if segment.last_on is None else (segment.last_on - demand.first_on).days
    apart, every = segment.apart_days, segment.every_days
    name = Constraint(kind="apart", of=segment.id)
    if apart:
        for first in range(max(1, n_days - apart + 1)):
            made.hold(sum(itertools.chain(*seen[first : first + apart])) <= 1, name)
        if before is not None:
            for day in range(min(n_days, before + apart)):
                made.hold(sum(seen[day]) == 0, name)
    if every is not None:
        name = Constraint(kind="every", of=segment.id)
        for first in range(n_days - every + 1):
            made.hold(sum(itertools.chain(*seen[first : first + every])) >= 1, name)
        if before is not None and 0 <= before + every < n_days:
            made.hold(sum(itertools.chain(*seen[: before + every + 1])) >= 1, name)


def _add_value(
    made: _Made,
    demand: Demand,
    seen: Mapping[tuple[int, int], Sequence[cp_model.IntVar]],
    weights: Mapping[str, float],
) -> None:
    """Coverage: a segment's day counts if there was an outing that day or in the days before that count."""
    scaled = scaled_weights(demand.segments, weights)
    terms: list[cp_model.LinearExprT] = []
    for number, day in seen:
        segment = demand.segments[number]
        if is_fresh_from_before(segment, demand, day):
            terms.append(scaled[number])
            continue
        since = range(max(0, day - demand.fresh_days + 1), day + 1)
        looks = list(itertools.chain(*(seen[number, earlier] for earlier in since)))
        if looks:
            fresh = made.model.new_bool_var("")
            made.model.add(fresh <= sum(looks))
            terms.append(scaled[number] * fresh)
    made.value = sum(terms)


def is_fresh_from_before(segment: Segment, demand: Demand, day: int) -> bool:
    """Return whether an outing before the first day planned still counts on a day."""
    if segment.last_on is None:
        return False
    return day - (segment.last_on - demand.first_on).days < demand.fresh_days


def scaled_weights(segments: Iterable[Segment], weights: Mapping[str, float]) -> list[int]:
    """Return the weights in whole numbers, the largest `SCALE`, none below 1."""
    values = [weights[segment.id] for segment in segments]
    return [max(1, round(value / max(values) * SCALE)) for value in values]


def fresh_days_of(outings: Sequence[int], demand: Demand, found: Sequence[Choice]) -> Bools:
    """Return on which days each segment counts as seen, shape (segments, days)."""
    n_days = len(days_of_demand(demand))
    fresh = np.zeros((len(demand.segments), n_days), dtype=bool)
    for number, segment in enumerate(demand.segments):
        for day in range(n_days):
            fresh[number, day] = is_fresh_from_before(segment, demand, day)
    for place in outings:
        one = found[place]
        fresh[one.first : one.last + 1, one.day : one.day + demand.fresh_days] = True
    return fresh


def _solver(*, work: float, seed: int) -> cp_model.CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # One thread proves little of such a schedule without the whole of its linear relaxation.
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = work
    solver.parameters.random_seed = seed
    return solver


def _solved(solver: cp_model.CpSolver, made: _Made) -> bool:
    from ortools.sat.python import cp_model

    return solver.solve(made.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _picked(solver: cp_model.CpSolver, made: _Made) -> Picked:
    return Picked(
        outings=tuple(place for place, var in made.outings.items() if solver.boolean_value(var)),
        sent={key: solver.value(var) for key, var in made.sent.items()},
    )
