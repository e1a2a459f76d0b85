"""What is in force there and then: Idlib day by day, and the zoo's truce against a slow enumeration."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given

from tests import strategies, zoo
from truceline import geo
from truceline.clock import Interval
from truceline.errors import BadInput, NotFound
from truceline.files import load_record
from truceline.judgement.questions.status import (
    Bound,
    Holds,
    Inside,
    PositionStatus,
    Says,
    StatusAnswer,
    Under,
    status,
)
from truceline.judgement.rulebook import rulebook_of
from truceline.model.record import Record, with_nouns
from truceline.model.words import Bond, PerformanceState
from truceline.text.rules import Rulebook

SARAQIB, ARIHA = (36.80585, 35.86444), (36.60964, 35.81374)
BETWEEN_15_AND_20_KM = (36.72, 35.58)
"""Some 17 km behind the line of September 2018, on the opposition side."""
DAMASCUS = (36.2920, 33.5110)


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def at(words: str) -> Interval:
    return Interval(utc(words), utc(words))


@pytest.fixture(scope="module")
def idlib() -> Record:
    return load_record("idlib")


@pytest.fixture(scope="module")
def rulebook(idlib: Record) -> Rulebook:
    return rulebook_of(idlib)


@pytest.fixture(scope="module")
def ask(idlib: Record, rulebook: Rulebook) -> Callable[..., StatusAnswer]:
    def ask(when: str | Interval, where: tuple[float, float] | None = None) -> StatusAnswer:
        during = at(when) if isinstance(when, str) else when
        lon, lat = where or (None, None)
        return status(idlib, during=during, lon=lon, lat=lat, radius_m=500.0, rulebook=rulebook)

    return ask


def under(found: StatusAnswer, position: str) -> PositionStatus:
    return next(one for one in found.positions if one.position == position)


def instruments(found: StatusAnswer, position: str = "ruling") -> dict[str, Says]:
    return {one.instrument: one.in_force.answer.says for one in under(found, position).instruments}


def clause(found: StatusAnswer, name: str, position: str = "ruling") -> Under[Holds]:
    return next(one.in_force for one in under(found, position).clauses if one.clause == name)


def zone(found: StatusAnswer, name: str, position: str = "ruling") -> Under[Inside]:
    return next(one.inside for one in under(found, position).zones if one.zone == name)


def bond(found: StatusAnswer, instrument: str, actor: str, position: str = "ruling") -> Under[Bound]:
    return next(
        one.bound
        for one in under(found, position).bonds
        if (one.instrument, one.actor) == (instrument, actor)
    )


def given_by(found: Under[Holds]) -> dict[tuple[str, str], Says]:
    return {(one.ambiguity, one.reading): one.answer.says for one in found.given}


# Idlib


def test_between_the_clocks_article_1_is_open_and_the_clock_decides(ask: Callable[..., StatusAnswer]) -> None:
    found = clause(ask("2020-03-05 21:30"), "a20b/1")
    assert (found.answer.says, found.left_open_by, found.decided_by) == (Says.OPEN, ("clock",), ("clock",))
    assert given_by(found) == {
        ("clock", "damascus"): Says.NO,
        ("clock", "ankara"): Says.YES,
        ("clock", "moscow"): Says.YES,
    }


@pytest.mark.parametrize(
    ("when", "says", "decided_by"),
    [
        ("2020-03-05 21:00:59.999999", Says.NO, ()),
        ("2020-03-05 21:01", Says.OPEN, ("clock",)),
        ("2020-03-05 22:00:59.999999", Says.OPEN, ("clock",)),
        ("2020-03-05 22:01", Says.YES, ()),
    ],
)
def test_the_hour_between_two_midnights_has_two_ends(
    ask: Callable[..., StatusAnswer], when: str, says: Says, decided_by: tuple[str, ...]
) -> None:
    found = clause(ask(when), "a20b/1")
    assert (found.answer.says, found.decided_by) == (says, decided_by)


def test_on_10_january_2020_the_ceasefire_holds_for_moscow_only(ask: Callable[..., StatusAnswer]) -> None:
    found = ask(Interval(utc("2020-01-09 22:00"), utc("2020-01-10 22:00")))
    says = {name: clause(found, "a20a/1", name) for name in ("moscow", "ankara", "ruling")}
    assert {name: one.answer.says for name, one in says.items()} == {
        "moscow": Says.YES,
        "ankara": Says.NO,
        "ruling": Says.OPEN,
    }
    assert {one.decided_by for one in says.values()} == {("january-start",)}
    assert [one.left_open_by for one in says.values()] == [(), (), ("january-start",)]


def test_a_day_in_which_a_clause_begins_is_part_of_it(ask: Callable[..., StatusAnswer]) -> None:
    day = Interval(utc("2020-01-08 22:00"), utc("2020-01-09 22:00"))
    found = clause(ask(day), "a20a/1", "moscow").answer
    assert (found.says, found.during) == (
        Says.PARTLY,
        (Interval(utc("2020-01-09 11:00"), utc("2020-01-09 22:00")),),
    )


def test_an_ambiguity_may_leave_open_without_deciding_alone(ask: Callable[..., StatusAnswer]) -> None:
    found = clause(ask("2020-03-05 21:30"), "a20a/1")
    assert "clock" in found.left_open_by
    assert "clock" not in found.decided_by


@pytest.mark.parametrize("where", [SARAQIB, ARIHA])
def test_october_2018(ask: Callable[..., StatusAnswer], where: tuple[float, float]) -> None:
    found = ask("2018-10-01 12:00", where)
    says = instruments(found)
    assert (says["a17"], says["a18"], says["a20a"], says["a20b"]) == (Says.YES, Says.YES, Says.NO, Says.NO)
    inside = zone(found, "deescalation-area").answer
    assert (inside.says, inside.chance.low) == (Says.YES, 1.0)
    corridor = next(one for one in under(found, "ruling").zones if one.zone == "corridor")
    assert corridor.clauses == ()
    assert bond(found, "a20b", "turkey").answer.says is Says.NO
    assert bond(found, "a18", "syrian-government-forces").answer.says is Says.YES


def test_march_2020(ask: Callable[..., StatusAnswer]) -> None:
    found = ask("2020-03-06 12:00", ARIHA)
    says = instruments(found)
    assert (says["a18"], says["a20b"], says["a20c"]) == (Says.OPEN, Says.YES, Says.NO)
    corridor = next(one for one in under(found, "ruling").zones if one.zone == "corridor")
    assert "a20b/2-corridor" in corridor.clauses
    assert corridor.inside.answer.chance.low > 0.95
    patrols = next(one for one in under(found, "ruling").clauses if one.clause == "a20b/3")
    assert [stage.state for stage in patrols.performance] == [PerformanceState.DUE]


def test_who_is_bound_how_and_through_whom(ask: Callable[..., StatusAnswer]) -> None:
    found = ask("2020-03-06 12:00")
    army = bond(found, "a20b", "syrian-government-forces").answer
    assert (army.says, [(one.how, one.guarantor) for one in army.bonds]) == (
        Says.YES,
        [(Bond.THROUGH_GUARANTOR, "russia")],
    )
    hts = bond(found, "a20b", "hts")
    assert (hts.answer.says, hts.decided_by) == (Says.OPEN, ("hts-bound",))
    iran = bond(found, "a20b", "iran")
    assert (iran.answer.says, iran.decided_by) == (Says.NO, ())
    assert [one.how for one in iran.answer.bonds] == [Bond.NOT_BOUND]
    part = bond(found, "a20b", "turkish-observation-posts").answer
    assert (part.says, [one.how for one in part.bonds]) == (Says.YES, [Bond.SIGNED])


def test_between_15_and_20_km_the_depth_decides(ask: Callable[..., StatusAnswer]) -> None:
    found = zone(ask("2018-10-01 12:00", BETWEEN_15_AND_20_KM), "dmz")
    assert found.answer.says is Says.OPEN
    assert "dmz-depth" in found.left_open_by
    assert "dmz-depth" in found.decided_by
    assert found.answer.chance.low < 0.5 < found.answer.chance.high


def test_damascus_lies_in_no_zone(ask: Callable[..., StatusAnswer]) -> None:
    found = ask("2020-03-06 12:00", DAMASCUS)
    for position in found.positions:
        assert {one.inside.answer.says for one in position.zones} == {Says.NO}
        assert {one.inside.decided_by for one in position.zones} == {()}


@pytest.mark.parametrize("when", ["2016-01-01 12:00", "2025-06-01 12:00"])
def test_before_and_after_everything_nothing_is_in_force(
    ask: Callable[..., StatusAnswer], rulebook: Rulebook, when: str
) -> None:
    undated = {one.id for one in rulebook.casebook.instruments if one.in_force is None}
    found = ask(when, SARAQIB)
    for position in found.positions:
        for one in position.instruments:
            expected = Says.CANNOT_TELL if one.instrument in undated else Says.NO
            assert (one.instrument, one.in_force.answer.says) == (one.instrument, expected)
        assert {one.in_force.answer.says for one in position.clauses} == {Says.NO}
        assert {b.bound.answer.says for b in position.bonds if b.instrument not in undated} == {Says.NO}
        assert {one.clauses for one in position.zones} == {()}


def test_what_rests_on_memory_says_so(ask: Callable[..., StatusAnswer]) -> None:
    found = {str(one.instrument): one for one in under(ask("2025-06-01 12:00"), "ruling").instruments}
    assert "From memory" in found["a20b"].unverified


def test_without_a_place_no_zone_is_asked_for(ask: Callable[..., StatusAnswer]) -> None:
    found = under(ask("2020-03-06 12:00"), "ruling")
    assert found.zones == ()
    assert {one.there for one in found.clauses} == {None}


# The zoo's truce, worked out by hand

READINGS = {
    "clock": ("early", "late"),
    "width": ("narrow", "wide"),
    "defence": ("excuses", "no_excuse"),
    "lapse": ("stands", "lapsed"),
    "joined": ("bound", "outside"),
}
ENDS = {"stands": utc("2024-01-01"), "lapsed": utc("2020-06-01")}
STARTS = {"early": utc("2020-03-05 21:01"), "late": utc("2020-03-06 00:01")}
BOUND_FROM = {
    "north": utc("2020-03-05"),
    "south": utc("2020-03-05"),
    "north_militia": utc("2020-03-05"),
    "third_battalion": utc("2020-04-01"),
}
ZOO = zoo.casebook()
BOOK = rulebook_of(ZOO)


MAY_BE = {
    "northerners": ("north", "north_militia", "third_battalion"),
    "southern_ground": ("south", "south_militia", "nobody"),
    "anyone": ("south", "south_militia", "nobody", "north"),
}
"""Whom the zoo's stand-ins may be; a part of them, and one whom nothing binds, among them."""


def true_of(row: str, moment: datetime, read: Mapping[str, str]) -> bool | None:
    """Return whether an instrument, clause or bond of the zoo holds at a moment, by hand; None for open."""
    lives = utc("2020-03-05") <= moment < ENDS[read["lapse"]]
    if row in MAY_BE:
        each = {true_of(one, moment, read) for one in MAY_BE[row]}
        return each.pop() if len(each) == 1 else None
    match row:
        case "nobody":
            return False
        case "t1/1":
            return lives and moment >= STARTS[read["clock"]]
        case "t1/3":
            return lives and read["defence"] == "excuses"
        case "south_militia":
            return lives and read["joined"] == "bound"
        case _:
            return lives and moment >= BOUND_FROM.get(row, utc("2020-03-05"))


def readings_of(position: str) -> dict[str, str]:
    return {str(name): str(reading) for name, reading in BOOK.position(position).readings.items()}


def choices(read: Mapping[str, str]) -> Iterator[dict[str, str]]:
    options = [every if read[name] == "unresolved" else (read[name],) for name, every in READINGS.items()]
    return (dict(zip(READINGS, one, strict=True)) for one in itertools.product(*options))


def slow(row: str, during: Interval, read: Mapping[str, str]) -> tuple[str, tuple[bool | None, ...]]:
    """Return the answer, and where it is not open whether it holds in each stretch between two edges."""
    inside = [edge for edge in strategies.EDGES if during.start_at < edge < during.end_at]
    moments = sorted({during.start_at, *inside})
    seen = {tuple(true_of(row, moment, one) for moment in moments) for one in choices(read)}
    seen = {() if None in held else held for held in seen}
    if len(seen) > 1:
        return "open", ()
    held = seen.pop()
    if not held:
        return "cannot_tell", ()
    return "yes" if all(held) else "partly" if any(held) else "no", held


def slow_decided_by(row: str, during: Interval, read: Mapping[str, str]) -> set[str]:
    here = slow(row, during, read)
    return {
        name
        for name, every in READINGS.items()
        for reading in every
        if slow(row, during, {**read, name: reading}) != here
    }


def lasting(found: PositionStatus) -> dict[str, Under[Holds] | Under[Bound]]:
    rows: dict[str, Under[Holds] | Under[Bound]] = {one.clause: one.in_force for one in found.clauses}
    rows |= {one.actor: one.bound for one in found.bonds}
    return rows | {one.instrument: one.in_force for one in found.instruments}


@pytest.mark.slow
@given(strategies.times(unknown=False))
def test_status_agrees_with_a_slow_enumeration(times: tuple[datetime, datetime]) -> None:
    during = Interval(*times)
    for position in status(ZOO, during=during).positions:
        read = readings_of(position.position)
        rows = lasting(position)
        assert rows.keys() == {
            *("t1", *(f"t1/{n}" for n in range(1, 8))),
            *("north", "south", "north_militia", "south_militia", "third_battalion"),
            *MAY_BE,
        }
        for row, found in rows.items():
            says, held = slow(row, during, read)
            assert (row, found.answer.says) == (row, says)
            assert set(found.decided_by) == slow_decided_by(row, during, read)
            assert bool(found.left_open_by) == (says == "open")
            if says != "open":
                assert len(found.answer.during) == sum(
                    bool(now) and not before for now, before in zip(held, (False, *held), strict=False)
                )


@cache
def ground(name: str, width: str) -> geo.Zone:
    chapel = 100 / geo.RADIUS_PER_SIGMA  # what the chapel is known to
    centre, km = {"valley": (zoo.CENTRE, {"narrow": 8, "wide": 16}[width]), "precinct": (zoo.CHAPEL, 2)}[name]
    return geo.circle(centre, radius_m=km * 1000.0, sigma_m={"valley": 300.0, "precinct": chapel}[name])


@given(strategies.points())
def test_ground_is_the_hull_over_the_readings(point: tuple[float, float]) -> None:
    lon, lat = point
    found = status(ZOO, during=at("2020-05-01"), lon=lon, lat=lat, radius_m=900.0)
    for position in found.positions:
        read = readings_of(position.position)
        for one in position.zones:
            chances = {
                round(
                    float(geo.probability_inside(ground(one.zone, w["width"]), [lon], [lat], [900.0])[0]), 6
                )
                for w in choices(read)
            }
            says = "yes" if chances == {1.0} else "no" if chances == {0.0} else "partly"
            assert one.inside.answer.says == (says if len(chances) == 1 else "open")
            assert (one.inside.answer.chance.low, one.inside.answer.chance.high) == (
                min(chances),
                max(chances),
            )
        there = {str(one.clause): one.there for one in position.clauses}
        inside = {str(one.zone): one.inside for one in position.zones}
        assert (there["t1/1"], there["t1/4"]) == (inside["valley"], inside["precinct"])
        anywhere = there["t1/6"]
        assert anywhere is not None
        assert (anywhere.answer.says, anywhere.answer.chance.low) == (Says.YES, 1.0)


def without_start() -> Record:
    instrument = {key: value for key, value in zoo.SOURCE["instruments"][0].items() if key != "in_force"}
    return zoo.casebook(instruments=[instrument])


def test_an_instrument_whose_start_nobody_knows_is_neither_in_force_nor_not() -> None:
    found = under(status(without_start(), during=at("2020-05-01")), "ruling")
    in_force = [*(one.in_force for one in found.instruments), *(one.in_force for one in found.clauses)]
    answers = [one.answer for one in in_force]
    answered = {(one.says, one.because) for one in answers if one.says is not Says.OPEN}
    assert answered == {(Says.CANNOT_TELL, "start_not_known")}
    assert {one.bound.answer.says for one in found.bonds} == {Says.CANNOT_TELL}
    # Whether the exception is one at all is open besides.
    exception = next(one.in_force for one in found.clauses if one.clause == "t1/3")
    assert (exception.answer.says, exception.left_open_by) == (Says.OPEN, ("defence",))


def test_too_many_readings_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # By its name, for the package has the function of that name in front of the module.
    monkeypatch.setattr(sys.modules["truceline.judgement.questions.status"], "MOST_COMBINATIONS", 1)
    book = with_nouns(ZOO)  # another, of which nothing was worked out before
    found = status(book, during=at("2020-05-01"), lon=zoo.EDGE[0], lat=zoo.EDGE[1])
    ruling, first = under(found, "ruling"), under(found, "first")
    assert ruling.instruments[0].in_force.answer == Holds(says=Says.CANNOT_TELL, because="too_many_readings")
    valley = ruling.zones[0].inside.answer
    assert (valley.says, valley.chance.low, valley.chance.high) == (Says.CANNOT_TELL, 0.0, 1.0)
    assert first.instruments[0].in_force.answer.says is Says.YES


def test_an_obligation_carries_its_states_in_the_time_asked() -> None:
    during = Interval(utc("2020-04-01"), utc("2020-05-10"))
    found = under(status(ZOO, during=during), "first")
    guns = next(one for one in found.clauses if one.clause == "t1/7")
    states = [stage.state for stage in guns.performance]
    assert states == ["performed", "undetermined", "disputed", "performed"] or states[-1] == "performed"
    assert all(stage.during.start_at < during.end_at for stage in guns.performance)
    assert guns.in_force.answer.says is Says.YES  # before its deadline too


def test_a_region_is_uniform_within_its_radius() -> None:
    lon, lat = zoo.CENTRE
    wide = with_nouns(ZOO, positions=ZOO.casebook.positions[1:2])
    point, region = (
        status(wide, during=at("2020-05-01"), lon=lon, lat=lat, radius_m=32_000.0, region=region)
        for region in (False, True)
    )
    # A circle of half the radius is a quarter of the ground.
    assert zone(region, "valley", "first").answer.chance.low == pytest.approx(0.25, abs=0.01)
    assert zone(point, "valley", "first").answer.chance.low > 0.4


def test_only_the_positions_asked_for_in_their_order() -> None:
    found = status(ZOO, during=at("2020-05-01"), positions=["second", "first", "second"])
    assert [one.position for one in found.positions] == ["second", "first"]


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(NotFound, match="no position"):
        status(ZOO, during=at("2020-05-01"), positions=["third"])
    with pytest.raises(BadInput, match="both"):
        status(ZOO, during=at("2020-05-01"), lon=36.6)
    with pytest.raises(BadInput, match="no place"):
        status(ZOO, during=at("2020-05-01"), lon=float("nan"), lat=35.8)
    with pytest.raises(BadInput):
        status(ZOO, during=at("2020-05-01"), lon=36.6, lat=95.0)
