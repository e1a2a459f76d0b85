"""The solver's schedules against every set of outings there is, on demands small enough to try them all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.planned import FIRST, crews, demand, judged, segments, vehicles
from truceline.model.plans import ClosedDay, Curfew, Demand, NoticeRule, Window
from truceline.planning import Conflict, Constraint, Proposal, propose
from truceline.planning.choices import choices
from truceline.planning.constraints import crew_classes
from truceline.planning.solving import conflict

BOTH = (Window(id="early", from_="07:00", until="10:00"), Window(id="late", from_="13:00", until="16:00"))
CURFEWS = (None, Curfew(from_="12:00", until="06:00"), Curfew(from_="08:00", until="15:30"))


def _named(asked: Demand) -> frozenset[Constraint]:
    """Return every constraint that the demand could be asked to set aside."""
    kinds = [Constraint(kind=kind) for kind in ("window", "curfew", "daylight", "notice")]
    kinds += [Constraint(kind="closed", of=str(day.on)) for day in asked.closed]
    kinds += [Constraint(kind=kind, of=one.id) for kind in ("every", "apart") for one in asked.segments]
    kinds += [Constraint(kind=kind, of=side) for kind in ("crews", "vehicles") for side in asked.together]
    classes = [one.name for one in crew_classes(asked.crews)]
    limits = ("crew_off", "crew_day", "crew_week")
    kinds += [Constraint(kind=kind, of=one) for kind in limits for one in classes]
    return frozenset(kinds)


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    """Demands of at most a dozen choices, many of them tight and some without a schedule."""
    n_days = draw(st.integers(2, 3))
    windows = BOTH[: draw(st.integers(1, 2))]
    days = [FIRST + timedelta(days=day) for day in range(n_days)]
    some_days = st.lists(st.sampled_from(days), max_size=1).map(tuple)
    limits: dict[str, Any] = {
        "every_days": draw(st.sampled_from([None, 1, 2, 3])),
        "last_on": draw(st.sampled_from([None, FIRST - timedelta(days=1), FIRST - timedelta(days=4)])),
    }
    limits["apart_days"] = min(draw(st.integers(0, 2)), limits["every_days"] or 2)
    a_day, a_week = draw(st.integers(1, 2)), draw(st.integers(1, 4))
    first = crews(1, most_a_day=a_day, most_a_week=a_week, off=draw(some_days))
    second = crews(2) if draw(st.booleans()) else ()
    return demand(
        n_days=n_days,
        windows=windows,
        segments=segments(2, **limits),
        most_segments=draw(st.integers(1, 2)) if len(windows) == 1 else 1,
        crews=(*first, *(one for one in second if one.id.endswith("1"))),
        vehicles=vehicles(draw(st.integers(0, 2))),
        vehicles_each=draw(st.integers(0, 1)),
        closed=tuple(ClosedDay(on=on, why="feast") for on in draw(some_days)),
        curfew=draw(st.sampled_from(CURFEWS)),
        notices=draw(st.sampled_from([(), (NoticeRule(to="centre", lead_hours=30),)])),
        fresh_days=draw(st.integers(1, 2)),
    )


@examples(25)
@given(asked=demands(), weights=st.tuples(st.integers(1, 9), st.integers(1, 9)))
def test_the_best_schedule_is_the_best_of_all_sets_of_outings(
    asked: Demand, weights: tuple[int, int]
) -> None:
    by_segment = {one.id: float(weight) for one, weight in zip(asked.segments, weights, strict=True)}
    found = propose(asked, by_segment, seed=0, n_draws=1)
    expected = judged(asked, by_segment).coverage
    if expected is None:
        assert isinstance(found, Conflict)
    else:
        assert isinstance(found, Proposal)
        assert found.best.coverage == pytest.approx(expected, abs=0.002), "weights are rounded to thousandths"
        assert found.drawn.coverage >= (1 - asked.near) * expected - 0.002


@examples(25)
@given(asked=demands())
def test_constraints_in_conflict_cannot_be_kept_together_and_none_is_to_spare(asked: Demand) -> None:
    weights = {one.id: 1.0 for one in asked.segments}
    found = conflict(asked, choices(asked))
    if found is None:
        assert judged(asked, weights).coverage is not None
        return
    core = frozenset(found.constraints)
    everything = _named(asked)
    assert found.is_minimal
    assert core <= everything
    assert judged(asked, weights, aside=everything - core).coverage is None, "they clash by themselves"
    for one in core:
        rest = core - {one}
        assert judged(asked, weights, aside=everything - rest).coverage is not None, one


def test_the_judge_sees_a_side_that_cannot_come() -> None:
    people = (crews(1)[0], crews(1, off=(FIRST,))[1])
    asked = demand(n_days=1, segments=segments(1, every_days=1), crews=people)
    assert judged(asked, {asked.segments[0].id: 1.0}).coverage is None
    aside = frozenset({Constraint(kind="crew_off", of="S0")})
    assert judged(asked, {asked.segments[0].id: 1.0}, aside=aside).coverage == 1.0
