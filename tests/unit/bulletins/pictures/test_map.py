"""Maps: what is drawn, what is not, and that both are counted."""

from __future__ import annotations

import pyarrow as pa

from tests.unit.bulletins.cases import CASEBOOK, incident
from truceline.bulletins.layers import zone_variants
from truceline.bulletins.pictures.map import Caption, Map, incident_map
from truceline.model.tables import INCIDENTS

ZONES = tuple(zone_variants(CASEBOOK))
CAPTION = Caption(id="m", title="t", about="a")


def _map(*incidents: dict[str, object], line_of: dict[str, str] | None = None) -> Map:
    table = pa.Table.from_pylist(list(incidents), schema=INCIDENTS)
    drawn = incident_map(ZONES, CASEBOOK.casebook, table, line_of or {}, CAPTION)
    assert drawn is not None
    return drawn


def test_incidents_off_the_map_or_without_a_place_are_counted_not_drawn() -> None:
    drawn = _map(incident("E1"), incident("E2", 40.0, 35.5), incident("E3", None, None))
    assert (drawn.n_drawn, drawn.n_outside, drawn.n_unplaced) == (1, 1, 1)
    assert len(drawn.marks) == 1


def test_incidents_at_one_spot_are_one_mark_for_each_line_they_stand_on() -> None:
    drawn = _map(*(incident(f"E{n}") for n in range(5)), line_of={"E0": "breach_on_all_accounts"})
    assert [(mark.line, mark.n) for mark in drawn.marks] == [("none", 4), ("breach_on_all_accounts", 1)]


def test_sixteen_thousand_incidents_are_drawn_as_few_marks_and_all_counted() -> None:
    many = (
        incident(f"E{n}", 36.4 + 0.2 * (n % 127) / 127, 35.42 + 0.16 * (n // 127) / 127) for n in range(16129)
    )
    drawn = _map(*many)
    assert len(drawn.marks) <= 3000
    assert sum(mark.n for mark in drawn.marks) == drawn.n_drawn == 16129


def test_an_incident_with_several_places_stands_at_each_on_its_one_line_and_is_counted_once() -> None:
    line = "breach_on_some_accounts"
    drawn = _map(incident("E1", 36.45, 35.45, other=(36.55, 35.55)), line_of={"E1": line})
    assert [mark.line for mark in drawn.marks] == [line, line]
    assert (drawn.n_drawn, dict(drawn.counts)[line], dict(drawn.counts)["none"]) == (1, 1, 0)


def test_an_incident_with_one_place_on_the_map_and_one_off_it_is_drawn_once() -> None:
    drawn = _map(incident("E1", other=(40.0, 35.5)), incident("E2", 40.0, 35.5))
    assert (drawn.n_drawn, drawn.n_outside, len(drawn.marks)) == (1, 1, 1)


def test_each_shape_of_a_zone_is_drawn_once() -> None:
    (bank,) = _map().outlines
    assert len(bank.paths) == 2
    assert bank.says == ("depth: near", "depth: far")


def test_names_that_would_lie_over_one_another_are_left_out() -> None:
    assert [label.text for label in _map().labels] == ["Mill"]


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    drawn = _map()
    # 24 km from north to south, and two hundredths of a degree of margin on each hand.
    units_per_km = float(drawn.height) / (24 + 2 * 0.02 * 110.95)
    assert abs(float(drawn.bar) / float(drawn.bar_km) / units_per_km - 1) < 0.01


def test_north_is_up_and_east_is_right() -> None:
    drawn = _map(incident("E1", 36.45, 35.45), incident("E2", 36.55, 35.55))
    first, second = sorted(drawn.marks, key=lambda mark: float(mark.x))
    assert float(first.y) > float(second.y)


def test_without_zone_or_place_there_is_no_map() -> None:
    table = pa.Table.from_pylist([incident("E1", None, None)], schema=INCIDENTS)
    assert incident_map((), CASEBOOK.casebook, table, {}, CAPTION) is None
