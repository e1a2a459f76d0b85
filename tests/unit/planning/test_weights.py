"""A route cut into equal pieces, and segments weighed by incidents and by time without a patrol."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from tests.planned import FIRST, demand, segments
from truceline import geo
from truceline.model.plans import RouteSplit, Weighing
from truceline.planning.weights import cut_route, segment_weights

ROAD = [(36.0, 35.5), (36.1, 35.55), (36.35, 35.5)]


@pytest.mark.parametrize(("piece_km", "n_pieces"), [(100.0, 1), (8.1, 5), (4.0, 9)])
def test_a_route_is_cut_into_pieces_of_one_length_none_longer_than_asked(
    piece_km: float, n_pieces: int
) -> None:
    cut = cut_route(ROAD, RouteSplit(line="road", piece_km=piece_km, every_days=7, apart_days=2))
    lengths = [geo.length_km(points) for _, points in cut]
    assert len(cut) == n_pieces
    assert max(lengths) <= piece_km
    assert sum(lengths) == pytest.approx(geo.length_km(ROAD), abs=0.01)
    assert max(lengths) - min(lengths) < 0.01
    assert cut[0][1][0] == ROAD[0]
    assert cut[-1][1][-1] == pytest.approx(ROAD[-1])
    assert all((segment.every_days, segment.apart_days) == (7, 2) for segment, _ in cut)


def test_pieces_follow_each_other_without_a_gap() -> None:
    cut = cut_route(ROAD, RouteSplit(line="road", piece_km=5.0))
    for (one, here), (other, there) in itertools.pairwise(cut):
        assert one.to_km == other.from_km
        assert here[-1] == there[0]


def _weight(*, n_incidents: float | None = 0.0, last_on: date | None = None) -> float:
    asked = demand(segments=segments(1), weighing=Weighing(days=10, incident=2.0, gap=3.0))
    name = asked.segments[0].id
    near = None if n_incidents is None else {name: n_incidents}
    return segment_weights(asked, n_incidents=near, last_on={name: last_on})[name].value


def test_incidents_near_weigh_by_their_expected_number() -> None:
    assert _weight(n_incidents=1.5) - _weight(n_incidents=0.0) == pytest.approx(3.0)


def test_a_longer_gap_weighs_more_up_to_the_longest() -> None:
    gaps = [_weight(last_on=FIRST - timedelta(days=days)) for days in (1, 5, 10, 11)]
    assert gaps == pytest.approx([1.3, 2.5, 4.0, 4.0])


def test_no_outing_on_record_weighs_as_the_longest_gap() -> None:
    assert _weight(last_on=None) == pytest.approx(4.0)


def test_incidents_that_were_not_looked_at_weigh_nothing() -> None:
    assert _weight(n_incidents=None) == _weight(n_incidents=0.0)


def test_a_stated_weight_is_taken_as_it_is() -> None:
    asked = demand(segments=segments(1, weight=0.25))
    name = asked.segments[0].id
    found = segment_weights(asked, n_incidents={name: 9.0}, last_on={})[name]
    assert (found.value, found.is_stated, found.gap_days) == (0.25, True, None)
