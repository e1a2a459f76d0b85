"""The formula against throwing dice: points, times and tellers drawn many times, each judged by itself."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests import zoo
from truceline import geo
from truceline.clock import DAWN, DUSK, Interval
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import ClaimFacts, facts_of, outcome
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import ClauseId
from truceline.text.rules import Piece, Rule

N = 40_000
BOOK = rulebook_of(zoo.casebook())
READINGS = {
    AmbiguityId("lapse"): ReadingId("stands"),
    AmbiguityId("joined"): ReadingId("bound"),
}
PLAIN = BOOK.rule(ClauseId("t1/6"), READINGS)
"""No shelling of the other side, anywhere, while the truce lives."""
START = datetime(2020, 5, 1, tzinfo=UTC)
DAY, RADIUS_M = timedelta(days=1), 3000.0

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SMALL = geo.circle(zoo.CENTRE, radius_m=1500)
LARGE = geo.circle(zoo.CENTRE, radius_m=4000)


def told(hypotheses: list[dict[str, Any]] | None = None) -> ClaimFacts:
    row = zoo.claim(at=(START, START + DAY), radius_m=RADIUS_M, hypotheses=hypotheses)
    return facts_of(zoo.claims(row), 0)


def drawn(seed: int) -> tuple[Floats, Bools, Bools]:
    """Return hours of the day, and whether each point drawn lies in the small and in the large circle."""
    rng = np.random.default_rng(seed)
    distance = np.hypot(*rng.normal(0, RADIUS_M / geo.RADIUS_PER_SIGMA, (2, N)))
    return rng.uniform(0, 24, N), distance < 1500, distance < 4000


def close_to(share: float) -> Any:
    """Within four standard errors of the draws."""
    return pytest.approx(share, abs=4 * math.sqrt(max(share * (1 - share), 1e-4) / N) + 1e-3)


def during(first_hour: float, last_hour: float) -> Interval:
    return Interval(START + timedelta(hours=first_hour), START + timedelta(hours=last_hour))


def ruled(force: Interval, *pieces: Piece, **changes: Any) -> Rule:
    return replace(PLAIN, terms=replace(PLAIN.terms, force=force), _pieces=lambda _: pieces, **changes)


def test_an_exception_on_part_of_the_ground_and_of_the_day() -> None:
    excuse = replace(BOOK.terms(ClauseId("t1/2"), READINGS), force=during(6, 12))
    excuse = replace(excuse, clause=replace(excuse.clause, against=None))
    ring = geo.minus(LARGE, SMALL)
    pieces = (Piece(zone=SMALL, exceptions=(excuse,)), Piece(zone=ring, exceptions=()))
    found = outcome(ruled(during(9, 24), *pieces, exceptions=(excuse,)), told())
    hours, small, large = drawn(1)
    excused = small & (hours >= 6) & (hours < 12)
    bound = large & (hours >= 9)
    assert found.breach.low == found.breach.high == close_to((bound & ~excused).mean())
    assert found.excepted.low == found.excepted.high == close_to((bound & excused).mean())
    assert found.out_of_scope.low == close_to((~bound).mean())
    assert found.no_breach.high == 0


def test_ground_and_force_that_change_together() -> None:
    # The small circle in the morning, all of the large one after noon: the ring has a bar on the morning.
    morning = replace(BOOK.terms(ClauseId("t1/2"), READINGS), force=during(0, 12))
    morning = replace(morning, clause=replace(morning.clause, against=None))
    ring = geo.minus(LARGE, SMALL)
    pieces = (Piece(zone=SMALL, exceptions=()), Piece(zone=ring, exceptions=(morning,)))
    found = outcome(ruled(during(6, 18), *pieces, exceptions=(morning,)), told())
    hours, small, large = drawn(2)
    inside = np.where(hours < 12, small, large)
    breach = inside & (hours >= 6) & (hours < 18)
    assert found.breach.low == close_to(breach.mean())
    p_small, p_large = (float(geo.probability_inside(z, *zoo.CENTRE, RADIUS_M)[0]) for z in (SMALL, LARGE))
    assert found.breach.low == pytest.approx(0.25 * p_small + 0.25 * p_large, abs=1e-6)
    assert abs(found.breach.low - 0.5 * p_large) > 0.05, "the product of the marginals is another number"


def test_ground_that_moves_counts_stage_by_stage() -> None:
    # The small circle until noon, all of the large one after it.
    noon = START + DAY / 2
    stages = (Interval(DAWN, noon), Interval(noon, DUSK))
    small, large = (Piece(zone=zone, exceptions=()) for zone in (SMALL, LARGE))
    rule = replace(
        ruled(during(6, 24)), stages=stages, _pieces=lambda at: (small,) if at < noon else (large,)
    )
    hours, in_small, in_large = drawn(4)
    breach = np.where(hours < 12, in_small, in_large) & (hours >= 6)
    found = outcome(rule, told())
    assert found.breach.low == found.breach.high == close_to(breach.mean())
    assert found.out_of_scope.low == close_to((~breach).mean())
    somewhen = outcome(rule, replace(told(), happened=None))
    p_large = float(geo.probability_inside(LARGE, *zoo.CENTRE, RADIUS_M)[0])
    assert somewhen.breach.low == 0
    assert somewhen.breach.high == pytest.approx(p_large, abs=1e-6)


def test_who_and_what_that_come_together_are_not_multiplied() -> None:
    # Half and half: the bound side marched, or brigands shelled. Nobody bound shelled.
    hypotheses = [
        zoo.hypothesis(act="protest", by=("north",), to=("south",), weight=0.5),
        zoo.hypothesis(act="shelling", by=("brigands",), to=("south",), weight=0.5),
    ]
    rule = ruled(during(0, 24), Piece(zone=None, exceptions=()))
    found = outcome(rule, told(hypotheses))
    rng = np.random.default_rng(3)
    first = rng.uniform(size=N) < 0.5
    bound, forbidden = first, ~first
    assert found.breach.low == found.breach.high == (bound & forbidden).mean() == 0
    assert bound.mean() * forbidden.mean() == pytest.approx(0.25, abs=0.01)
    assert found.no_breach.low == found.out_of_scope.low == close_to(bound.mean())


def test_each_hypothesis_keeps_its_weight_whichever_of_its_ways_is_drawn() -> None:
    # The north is bound, brigands and villagers are not: the part that is not told decides.
    hypotheses = [
        zoo.hypothesis(by=("brigands",), participants=("north",), to=("south",), weight=0.3),
        zoo.hypothesis(participants=("north", "villagers"), weight=0.5),
        zoo.hypothesis(by=("north",), to=("south",), weight=0.2),
    ]
    found = outcome(ruled(during(6, 24), Piece(zone=LARGE, exceptions=())), told(hypotheses))
    rng = np.random.default_rng(5)
    which = rng.choice(3, size=N, p=[0.3, 0.5, 0.2])
    hours, _, large = drawn(5)
    shares = []
    for beside, began in product((False, True), repeat=2):
        by_bound = np.array([beside, began, True])[which]
        shares.append((by_bound & large & (hours >= 6)).mean())
    assert found.breach.low == close_to(min(shares))
    assert found.breach.high == close_to(max(shares))
    assert found.breach.high - found.breach.low > 0.4
