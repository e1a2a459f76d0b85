"""Patrols: how far, whether each counted under which reading, whose number, and what could have been seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from tests.examples import examples
from tests.patrolled import BOTH, DUTY, LEG_KM, PLACES, ROAD, casebook, of, place
from truceline import geo
from truceline.judgement.ledger import (
    TRACKS,
    PatrolDone,
    PatrolFacts,
    PatrolReach,
    done_counts,
    patrol_effort,
    patrol_numbers,
    patrol_reach,
    patrol_routes,
    patrols_done,
)
from truceline.judgement.ledger.done import answer
from truceline.judgement.ledger.reach import half_step
from truceline.model.ids import PatrolId
from truceline.model.words import PatrolTest, PerformanceState, ReachBasis, StretchSeen


def reach(account: dict[str, Any], **outing: Any) -> PatrolReach:
    [found] = patrol_reach(casebook([account], [{"on": "2026-03-02"} | outing]))
    return found


# The route


def test_a_route_that_ends_elsewhere_on_another_reading_is_two_courses_from_one_start() -> None:
    book = casebook()
    near, far = patrol_routes(book.casebook, book.patrols[0])
    assert [stop.place for stop in near.stops] == ["ash", "birch", "cedar", "dell"]
    assert [stop.place for stop in far.stops] == ["ash", "birch", "cedar", "elm"]
    assert near.readings == ({"where-it-ends": "near"},)
    assert near.length_km == pytest.approx(3 * LEG_KM, abs=0.01)
    assert far.length_km == pytest.approx(4 * LEG_KM, abs=0.01)
    assert [stop.km for stop in near.stops] == pytest.approx([LEG_KM * n for n in range(4)], abs=0.01)


def test_a_longer_line_is_cut_where_the_patrol_begins_and_readings_that_agree_are_one_course() -> None:
    longer = ROAD | {
        "through": {
            "hangs_on": "where-it-ends",
            "readings": {"near": ["birch", "cedar", "dell"], "far": list(PLACES[:4])},
        }
    }
    book = casebook(outings=[{"on": "2026-03-02", "planned_from": "birch"}], lines=[longer])
    [course] = patrol_routes(book.casebook, book.patrols[0])
    assert course.points[0] == (36.1, 35.0)
    assert len(course.readings) == 2


@pytest.mark.parametrize(
    ("ends", "n_courses"),
    [
        ({"planned_to": None}, 2),
        ({"planned_from": "birch", "planned_to": None}, 0),
        ({"planned_from": None, "planned_to": None}, 0),
    ],
)
def test_one_end_is_enough_where_a_route_begins_there_and_none_is_too_few(
    ends: dict[str, Any], n_courses: int
) -> None:
    book = casebook(outings=[{"on": "2026-03-02"} | ends])
    assert len(patrol_routes(book.casebook, book.patrols[0])) == n_courses


def test_a_route_cut_twice_from_a_line_that_hangs_on_a_question_has_its_course_under_each_answer() -> None:
    cut = {"through": [], "id": "part", "stretch": {"of": "road", "start": "ash", "end": "elm"}}
    lines = [
        ROAD | {"kind": "line_of_contact"},
        ROAD | cut | {"kind": "line_of_contact"},
        ROAD | {"through": [], "id": "bit", "stretch": {"of": "part", "start": "ash", "end": "elm"}},
    ]
    book = casebook(outings=[{"on": "2026-03-02", "planned_to": "elm"}], lines=lines)
    courses = patrol_routes(book.casebook, book.patrols[0])
    assert [one.line for one in courses] == ["bit", "bit"]
    assert [one.readings for one in courses] == [({"where-it-ends": one},) for one in ("near", "far")]


# How far


def test_a_named_place_is_measured_where_the_route_is_nearest_with_its_own_error() -> None:
    found = reach({"reach": "birch", "outcome": "held"})
    near, far = found.along
    sigma_km = 1 / geo.RADIUS_PER_SIGMA
    assert found.basis is ReachBasis.PLACE
    assert near.km == pytest.approx(LEG_KM, abs=0.01)
    assert near.high_km - near.km == pytest.approx(1.96 * sigma_km, abs=0.001)
    assert near.share == pytest.approx(1 / 3, abs=0.001)
    assert far.share == pytest.approx(1 / 4, abs=0.001)


def test_the_lines_own_error_is_added_in_quadrature() -> None:
    [found] = patrol_reach(casebook([{"reach": "birch"}], lines=[ROAD | {"sigma_m": 1500}]))
    sigma_km = (1.5**2 + (1 / geo.RADIUS_PER_SIGMA) ** 2) ** 0.5
    assert found.along[0].km - found.along[0].low_km == pytest.approx(1.96 * sigma_km, abs=0.001)


def test_the_other_way_round_the_run_is_counted_from_the_far_end() -> None:
    found = reach({"reach": "cedar"}, planned_from="dell", planned_to="ash")
    assert found.along[0].km == pytest.approx(2 * LEG_KM, abs=0.01)
    assert found.along[0].run_km == pytest.approx(LEG_KM, abs=0.01)
    assert found.along[0].share_low < found.along[0].share < found.along[0].share_high


def test_the_whole_route_is_its_end_on_every_reading() -> None:
    for account in ({"outcome": "full"}, {"outcome": "held", "reach": "dell"}):
        found = reach(account)
        assert found.basis is ReachBasis.WHOLE_ROUTE
        assert [one.share for one in found.along] == [1.0, 1.0]


def test_a_stated_length_is_the_way_from_the_start_with_its_rounding_and_never_beyond_the_end() -> None:
    found = reach({"length_km": 20})
    assert found.basis is ReachBasis.STATED_LENGTH
    assert found.along[0].run_km == 20
    assert found.along[0].low_km == pytest.approx(20 - 1.96 * 5 / 3**0.5, abs=0.01)
    assert reach({"length_km": 90}).along[0].share == 1
    assert reach({"length_km": 20}, planned_from="dell", planned_to="ash").along[0].run_km == 20


@pytest.mark.parametrize(("stated", "half"), [(20, 5), (25, 0.5), (100, 50), (2.5, 0.05), (0.04, 0.005)])
def test_the_rounding_is_half_a_step_of_the_last_digit(stated: float, half: float) -> None:
    assert half_step(stated) == pytest.approx(half)


def test_nothing_said_and_a_place_far_off_the_route_are_not_known_and_no_nought() -> None:
    assert reach({"outcome": "shortened"}).basis is ReachBasis.NOT_KNOWN
    away = place("birch", 1) | {"lat": 36}
    places = [away if name == "birch" else place(name, row) for row, name in enumerate(PLACES)]
    lines = [ROAD | {"through": ["ash", "cedar", "dell"]}]
    [found] = patrol_reach(casebook([{"reach": "birch"}], places=places, lines=lines))
    assert (found.basis, found.along) == (ReachBasis.NOT_KNOWN, ())


def test_where_it_was_attacked_is_at_least_how_far_it_came() -> None:
    assert reach({"reach": "birch", "outcome": "attacked"}).at_least
    assert not reach({"reach": "birch", "outcome": "turned_back"}).at_least


# Did it count?


def states(
    *accounts: dict[str, Any], tracks: tuple[PatrolFacts, ...] = (), **outing: Any
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the state and reasons under each reading of `done`, with outings by one alone as nothing."""
    book = casebook(list(accounts), [{"on": "2026-03-02"} | outing])
    found = patrols_done(book, tracks=tracks)
    return {
        str(one.readings["done"]): (one.state.value, one.because)  # type: ignore[index]
        for one in found
        if one.readings["alone"] == "nothing"  # type: ignore[index]
    }


def test_one_cut_short_is_done_if_setting_out_is_enough_and_in_part_if_not() -> None:
    found = states(of("north", "shortened"), of("south", "turned_back"))
    assert found["started"] == ("performed", ("sides_agree",))
    assert found["reached"] == ("partly_performed", ("sides_agree",))
    assert found["both"] == ("partly_performed", ("sides_agree",))


def test_sides_that_tell_otherwise_dispute_it_only_where_it_matters() -> None:
    found = states(of("north", "full"), of("south", "shortened"))
    assert found["started"] == ("performed", ("sides_agree",))
    assert found["reached"] == ("disputed", ("sides_differ",))


def test_what_one_side_alone_tells_is_its_claim() -> None:
    found = states(of("north", "full"), of("south", "held"))
    assert found["reached"] == ("undetermined", ("claimed_by:north:performed",))
    assert found["both"] == ("undetermined", ("nobody_says",)), "a full run does not say who was on it"


def test_a_third_party_decides_nothing_and_is_told_from_silence() -> None:
    assert states({"outcome": "full"})["started"] == ("undetermined", ("third_party_only",))
    assert states({"outcome": "not_stated"})["started"] == ("undetermined", ("nobody_says",))


def test_an_own_number_says_that_it_set_out_and_a_number_worked_out_by_others_does_not() -> None:
    own = states(of("north", "not_stated", number=3), of("south", "held"))
    worked_out = states(of("north", "not_stated", number=3, number_derived="true"), of("south", "held"))
    assert own["started"] == ("performed", ("sides_agree",))
    assert worked_out["started"] == ("undetermined", ("claimed_by:south:performed",))


def test_a_side_whose_accounts_differ_is_disputed_within_itself() -> None:
    centre = of("north", "shortened") | {"by": "north-centre"}
    found = states(of("north", "full"), centre, of("south", "full"))
    assert found["reached"] == ("disputed", ("own_accounts_differ:north",))


@pytest.mark.parametrize(("place", "state"), [("cedar", "partly_performed"), ("dell", "performed")])
def test_a_reach_short_of_the_end_is_no_full_run_and_the_end_itself_is(place: str, state: str) -> None:
    held = {"reach": place}
    found = states(of("north", "held", **held), of("south", "held", **held))
    assert found["reached"] == (state, ("sides_agree",))


def test_a_reach_whose_error_touches_the_end_leaves_it_open() -> None:
    close = {"length_km": 3 * LEG_KM - 0.5}
    book_states = states(of("north", "held", **close), of("south", "held", **close))
    assert book_states["reached"][0] == "partly_performed"
    wide = {"length_km": 20}  # 20 ± 5.7 km of 27.4 or 36.5
    assert (
        states(of("north", "held", **wide), of("south", "held", **wide))["reached"][0] == "partly_performed"
    )
    wider = {"length_km": 30}  # beyond the near end, short of the far one
    assert states(of("north", "held", **wider), of("south", "held", **wider))["reached"] == (
        "undetermined",
        ("nobody_says",),
    )


def test_an_outing_by_one_alone_comes_to_what_the_reading_says() -> None:
    book = casebook(
        [of("north", "full"), of("south", "held")], [{"on": "2026-03-02", "crews": ["north"], "duty": None}]
    )
    found = {(str(one.readings["done"]), str(one.readings["alone"])): one.state for one in patrols_done(book)}  # type: ignore[index]
    for done in ("started", "reached", "both"):
        assert found[done, "counts"] is PerformanceState.PARTLY_PERFORMED
        assert found[done, "nothing"] is PerformanceState.NOT_PERFORMED


def test_who_went_out_is_each_accounts_own() -> None:
    found = states(of("north", "held"), of("south", "held", crews=["north"]))
    assert found["started"] == ("disputed", ("sides_differ",))


def facts(side: str, **answers: bool | None) -> PatrolFacts:
    blank: dict[str, bool | None] = {
        "joint": True,
        "set_out": True,
        "reached_end": None,
        "both_throughout": None,
    }
    return PatrolFacts(patrol=PatrolId("p-2026-03-02"), by=TRACKS, side=side, **(blank | answers))


def test_tracks_of_both_crews_answer_what_no_words_tell() -> None:
    shown = tuple(facts(side, reached_end=True, both_throughout=True) for side in BOTH)
    found = states(of("north", "held"), of("south", "held"), tracks=shown)
    assert found["both"] == ("performed", ("sides_agree", "by_tracks:north", "by_tracks:south"))


def test_together_as_far_as_they_came_is_not_together_to_the_end() -> None:
    open_end = tuple(facts(side, set_out=True, joint=True, both_throughout=True) for side in BOTH)
    short = tuple(replace(one, reached_end=False) for one in open_end)
    assert [answer(one, PatrolTest.BOTH_THROUGHOUT) for one in (open_end[0], short[0])] == [None, False]
    assert answer(replace(open_end[0], reached_end=True), PatrolTest.BOTH_THROUGHOUT) is True


def test_a_sides_tracks_go_before_its_words() -> None:
    shown = tuple(facts(side, reached_end=False) for side in BOTH)
    found = states(of("north", "full"), of("south", "full"), tracks=shown)
    assert found["reached"] == ("partly_performed", ("sides_agree", "by_tracks:north", "by_tracks:south"))


def test_what_the_mission_verified_stands_against_both_sides() -> None:
    found = states(of("north", "full"), of("south", "full"), tracks=(facts("mission", reached_end=False),))
    assert found["reached"] == ("partly_performed", ("verified_by_mission",))


def test_a_mission_that_shows_two_things_leaves_it_open_whatever_the_sides_tell() -> None:
    shown = (facts("mission", reached_end=False), facts("mission", reached_end=True))
    for order in (shown, shown[::-1]):
        found = states(of("north", "full"), of("south", "full"), tracks=order)
        assert found["reached"] == ("undetermined", ("own_accounts_differ:mission",))


def test_the_only_side_that_owes_a_patrol_does_not_agree_with_itself() -> None:
    alone = DUTY | {"who": {"actors": ["north"]}}
    book = casebook([of("north", "full")], [{"on": "2026-03-02", "crews": ["north"]}], clauses=[alone])
    assert {one.because for one in patrols_done(book) if one.test is PatrolTest.REACHED_END} == {
        ("claimed_by:north:performed",)
    }


def test_one_that_did_not_set_out_is_not_performed_under_any_reading() -> None:
    shown = (facts("mission", set_out=False),)
    found = states(of("north", "held"), of("south", "held"), tracks=shown)
    assert {state for state, _ in found.values()} == {"not_performed"}


outcome = st.sampled_from(["full", "shortened", "turned_back", "attacked", "held", "not_stated"])


@examples(60)
@given(north=outcome, south=outcome)
def test_asking_more_of_a_patrol_never_makes_it_done(north: str, south: str) -> None:
    found = states(of("north", north), of("south", south))
    if found["reached"][0] == "performed":
        assert found["started"][0] == "performed"
    if found["both"][0] == "performed":
        assert found["reached"][0] == "performed"


@examples(60)
@given(north=outcome, south=outcome)
def test_swapping_the_sides_swaps_nothing_but_their_names(north: str, south: str) -> None:
    one = states(of("north", north), of("south", south))
    other = states(of("north", south), of("south", north))
    assert {name: state for name, (state, _) in one.items()} == {
        name: state for name, (state, _) in other.items()
    }


def test_counts_keep_what_is_open_apart_from_what_is_done() -> None:
    book = casebook(
        [
            of("north", "held"),
            of("south", "held"),
            of("north", "full") | {"patrol": "p-2026-03-09"},
            of("south", "shortened") | {"patrol": "p-2026-03-09"},
        ],
        [{"on": "2026-03-02"}, {"on": "2026-03-09"}],
    )
    by_choice = {
        (str(one.readings["done"]), str(one.readings["alone"])): one  # type: ignore[index]
        for one in done_counts(patrols_done(book))
    }
    assert len(by_choice) == 6, "choices stand side by side"
    started, reached = by_choice["started", "nothing"], by_choice["reached", "nothing"]
    assert (started.n_outings, started.share_low, started.share_high) == (2, 1, 1)
    assert reached.n_by_state == {"disputed": 1, "undetermined": 1}
    assert (reached.share_low, reached.share_high) == (0, 1)
    assert reached.n_told == {"north": {"performed": 1}, "south": {"partly_performed": 1}}


# Whose number


def series(north: list[int | None], **outings: Any) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return the steps in which a series of numbers and the record part."""
    days = [f"2026-03-{day:02}" for day in range(1, len(north) + 1)]
    accounts = [
        of("north", "held", number=n) | {"patrol": f"p-{day}"}
        for day, n in zip(days, north, strict=True)
        if n is not None
    ]
    silent = [
        {"by": "watch", "outcome": "held", "patrol": f"p-{day}"}
        for day, n in zip(days, north, strict=True)
        if n is None
    ]
    book = casebook([*accounts, *silent], [{"on": day} | outings.get(day, {}) for day in days])
    return [(step.to, step.n_left_out, step.candidates) for step in patrol_numbers(book).parts]


def test_numbers_that_follow_the_outings_part_nowhere() -> None:
    assert series([1, 2, 3]) == []
    assert series([1, None, 3]) == []


def test_a_number_that_rises_too_little_names_the_outings_of_which_some_were_left_out() -> None:
    assert series([1, None, None, 3]) == [("p-2026-03-04", 1, ("p-2026-03-02", "p-2026-03-03"))]


def test_a_number_that_rises_too_much_counts_what_the_record_lacks() -> None:
    assert series([1, 3]) == [("p-2026-03-02", -1, ())]
    assert series([2]) == [("p-2026-03-01", -1, ())]


def test_ways_of_counting_are_held_against_each_number() -> None:
    days = ["2026-03-01", "2026-03-02", "2026-03-03"]
    rows = zip(days, ["held", "attacked", "held"], [1, None, 2], strict=True)
    accounts = [of("north", went, number=n) | {"patrol": f"p-{day}"} for day, went, n in rows]
    [best, *rest] = patrol_numbers(casebook(accounts, [{"on": day} for day in days])).fits
    assert (best.n_stated, best.n_met, best.off_by, best.met_until) == (2, 2, 0, "2026-03-03")
    assert not best.way.attacked, "leaving out the attacked one gives both numbers"
    with_all = [
        one for one in rest if one.way.attacked and one.way.cut_short and one.way.test is PatrolTest.SET_OUT
    ]
    assert {(one.n_met, one.off_by, one.met_until) for one in with_all} == {(1, 1, "2026-03-01")}


numbers = st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=1, max_size=6)


@examples(60)
@given(north=numbers, south=numbers)
def test_the_difference_of_two_numbers_is_what_each_left_out(
    north: list[int | None], south: list[int | None]
) -> None:
    n = min(len(north), len(south))
    days = [f"2026-03-{day:02}" for day in range(1, n + 1)]
    accounts = [
        of(side, "held", number=number) | {"patrol": f"p-{day}"}
        for side, given in (("north", north), ("south", south))
        for day, number in zip(days, given, strict=False)
        if number is not None
    ]
    found = patrol_numbers(casebook(accounts, [{"on": day} for day in days]))
    for gap in found.gaps:
        assert gap.number - gap.other_number == gap.n_left_out_by_other - gap.n_left_out > 0
    both = [(a, b) for a, b in zip(north[:n], south[:n], strict=True) if a is not None and b is not None]
    assert len(found.gaps) == sum(a != b for a, b in both)


# What could have been seen


def seen(*accounts: dict[str, Any], **outing: Any) -> list[StretchSeen]:
    """Return the answers of one week for the three stretches of the nearer course, and nothing else."""
    near, _ = patrol_effort(casebook(list(accounts), [{"on": "2026-03-02"} | outing]))
    return [cell.answer for cell in near.cells]


@pytest.mark.parametrize(
    ("number", "answers"), [(2, ["not_observed", "not_observed"]), (3, ["not_known", "not_known"])]
)
def test_where_a_side_counted_an_outing_that_nobody_tells_of_it_is_not_said_that_nobody_came(
    number: int, answers: list[str]
) -> None:
    """Between the first number of 2 March and the next of 23 March lie two weeks without an outing told."""
    accounts = [
        of("north", "held", number=1, patrol="p-2026-03-02", length_km=10.01),
        of("north", "held", number=number, patrol="p-2026-03-23", length_km=10.01),
    ]
    near, _ = patrol_effort(casebook(accounts, [{"on": "2026-03-02"}, {"on": "2026-03-23"}]))
    between = [cell for cell in near.cells if cell.week in (date(2026, 3, 9), date(2026, 3, 16))]
    assert [cell.answer.value for cell in between if cell.from_ == "ash"] == answers
    assert {cell.answer for cell in near.cells if cell.days} == {StretchSeen.OBSERVED}, "what was seen stays"


O, N, X, U = StretchSeen.OBSERVED, StretchSeen.NOT_OBSERVED, StretchSeen.ACCESS_DENIED, StretchSeen.NOT_KNOWN  # noqa: E741


@pytest.mark.parametrize(
    ("account", "answers"),
    [
        ({"outcome": "full"}, [O, O, O]),
        ({"outcome": "held"}, [U, U, U]),
        ({"outcome": "shortened"}, [U, U, X]),
        ({"outcome": "held", "length_km": 10.01}, [O, N, N]),
        ({"outcome": "turned_back", "length_km": 10.01}, [O, X, X]),
        ({"outcome": "attacked", "length_km": 10.01}, [O, X, X]),
        ({"outcome": "attacked", "reach": "cedar"}, [O, U, U]),
        ({"outcome": "held", "reach": "birch"}, [U, N, N]),
    ],
    ids=str,
)
def test_a_stretch_is_seen_only_where_the_whole_of_it_was_passed(
    account: dict[str, Any], answers: list[StretchSeen]
) -> None:
    assert seen(account) == answers


def test_a_patrol_the_other_way_sees_the_far_stretches_first() -> None:
    found = seen({"outcome": "turned_back", "length_km": 10.01}, planned_from="dell", planned_to="ash")
    assert found == [X, X, O]


def test_accounts_that_differ_leave_it_open_and_one_that_is_silent_takes_nothing_away() -> None:
    held = {"outcome": "held", "length_km": 10.01, "by": "south-office"}
    assert seen({"outcome": "full"}, held) == [O, U, U]
    assert seen({"outcome": "full"}, {"outcome": "held", "by": "south-office"}) == [O, O, O]


def test_a_week_without_a_patrol_is_not_observed_and_no_calm() -> None:
    book = casebook(
        [{"outcome": "full"}, {"outcome": "full", "patrol": "p-2026-03-16"}],
        [{"on": "2026-03-02"}, {"on": "2026-03-16"}],
    )
    near, _ = patrol_effort(book)
    assert [str(week) for week in near.weeks] == ["2026-03-02", "2026-03-09", "2026-03-16"]
    assert [cell.answer for cell in near.cells[:3]] == [O, N, O]
    assert near.cells[0].days == ("2026-03-02",)


@pytest.mark.parametrize(("lat", "is_near"), [(35.03, True), (35.06, False)])
def test_what_happened_within_the_corridor_stands_in_its_stretch_and_week(lat: float, is_near: bool) -> None:
    corridor = zoo.zone("strip", {"shape": "corridor", "along": "road", "reach_km": 5, "ends": "flat"})
    matter = {
        "id": "M1",
        "title": "A charge",
        "kind": "explosion",
        "when": {"at": "2026-03-04", "zone": "UTC"},
        "where": {"lon": 36.15, "lat": lat, "radius_m": 0},
    }
    near, _ = patrol_effort(casebook([{"outcome": "full"}], zones=[corridor], matters=[matter]))
    assert near.near_km == 5
    assert [cell.matters for cell in near.cells] == [(), ("M1",) if is_near else (), ()]


@pytest.mark.parametrize(
    ("since", "there"), [("2026-03-01", False), ("2026-03-08", True), ("2026-03-09", False)]
)
def test_other_observers_of_the_record_stand_in_their_stretch_and_week(since: str, there: bool) -> None:
    row = {"observer": "A drone", "area": "Cedar", "place": "cedar", "since": since, "answer": "zero"}
    near, _ = patrol_effort(casebook([{"outcome": "full"}], effort=[row | {"by": "watch"}]))
    assert [cell.others for cell in near.cells] == [(), (), (("A drone", "zero"),) if there else ()]


def test_an_outing_of_which_nobody_tells_is_weighed_and_not_known() -> None:
    book = casebook([], [{"on": "2026-03-02"}])
    assert {one.because for one in patrols_done(book)} == {("nobody_says",)}
    near, _ = patrol_effort(book)
    assert {cell.answer for cell in near.cells} == {StretchSeen.NOT_KNOWN}


def test_no_outing_no_ledger() -> None:
    book = casebook([], [])
    assert patrol_reach(book) == ()
    done: tuple[PatrolDone, ...] = patrols_done(book)
    assert done == ()
    assert done_counts(done) == ()
    assert patrol_effort(book) == ()
    assert patrol_numbers(book).steps == ()
