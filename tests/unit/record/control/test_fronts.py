"""Who held what ground, and the lines between: on places in a row, and on the zoo's valley."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests import zoo
from tests.unit.record.control.words import SIDES, day, word
from truceline import geo
from truceline.errors import BadGeometry
from truceline.record.control import ControlFronts, assertions, fronts, fronts_of
from truceline.record.control.estimate import snapshot
from truceline.record.control.fronts import _front, _last_told


def of(*rows: Any) -> ControlFronts:
    return fronts_of(assertions(rows), sides=SIDES, day_zone="UTC")


def row_of(sides: str, **more: Any) -> list[Any]:
    """Places a, b, c... 5 km apart, held by (n)orth or (s)outh, or (c)ontested."""
    held: dict[str, dict[str, Any]] = {
        "n": {"side": "north"},
        "s": {"side": "south"},
        "c": {"state": "contested", "side": None},
    }
    return [word(place, **held[side], **more) for place, side in zip("abcdefgh", sides, strict=False)]


MOVED = [word("d", since=10, side="south"), word("d", since=15, side="north")]
"""One place changed hands and back, which makes what was said before of those around it doubtful."""


def east_of(zone: geo.Zone) -> tuple[float, float]:
    west, _, east, _ = geo.bounds(zone)
    return west, east


def test_ground_is_the_sides_and_the_line_lies_half_way_between_their_places() -> None:
    found = of(*row_of("nnnsss"))
    (line,), sigma_m = found.contact("north", "south", day(1))
    middle = 36.0 + 0.055 * 2.5
    assert {round(lon, 3) for lon, _ in line} == {round(middle, 3)}
    assert found.contact("south", "north", day(1)) == ((line,), sigma_m)
    assert east_of(found.held("north", day(1)))[1] == pytest.approx(middle, abs=1e-4)
    assert east_of(found.held("south", day(1)))[0] == pytest.approx(middle, abs=1e-4)
    assert found.held("north", day(1)).sigma_m == sigma_m > 0


def test_contested_ground_goes_to_the_side_of_the_nearest_place() -> None:
    found = of(*row_of("nnncsss"))
    held = {side: found.held(side, day(1)) for side in SIDES}
    assert east_of(held["north"])[1] == pytest.approx(east_of(held["south"])[0], abs=1e-4)
    assert not geo.overlap(*held.values())


def test_the_line_moves_at_a_word_and_not_between_two() -> None:
    found = of(*row_of("nnnsss"), word("c", since=10, side="south"))
    assert found.changes[:3] == (day(0), day(10), day(190)), "a word, a word, and doubt reckoned anew"
    assert found.last == day(10)
    before, on_the_eve = (found.contact("north", "south", day(n)) for n in (1, 9.999))
    anew = _front(found.ground, day(9.999))
    after = found.contact("north", "south", day(10))
    assert before == on_the_eve
    assert before[0] == anew.lines[frozenset(SIDES)], "however it is reckoned"
    assert max(lon for lon, _ in after[0][0]) < min(lon for lon, _ in before[0][0])
    assert (found.stage(day(3)), found.stage(day(10)), found.stage(day(-1))) == (day(0), day(10), day(0))


def test_no_place_goes_against_its_own_last_word_whatever_is_said_around_it() -> None:
    found = of(*row_of("nnnnnnn"), *(word(place, since=5, side="south") for place in "abcefg"))
    assert geo.contains(found.held("north", day(6)), 36.0 + 0.055 * 3, 35.0)
    labels, is_told = _last_told(found.ground, snapshot(found.ground.ready, day(6)))
    assert labels == ("south", "south", "south", "north", "south", "south", "south")
    assert not is_told[3], "but its ground is in doubt"


def test_doubt_grows_between_words_and_the_line_stays() -> None:
    found = of(*row_of("nnnsss"), *MOVED)
    first, later = (found.contact("north", "south", day(n)) for n in (16, 400))
    assert first[0] == later[0]
    assert found.contact("north", "south", day(16)) == found.contact("north", "south", day(194.9))


def test_a_line_is_doubted_more_where_less_is_known() -> None:
    quiet, moved, contested = (
        of(*rows).contact("north", "south", day(20))[1]
        for rows in (row_of("nnnnssss"), [*row_of("nnnnssss"), *MOVED], row_of("nnnccsss"))
    )
    assert quiet < moved
    assert quiet < contested


@pytest.mark.parametrize(
    ("rows", "at", "says"),
    [
        (
            row_of("nnn"),
            day(1),
            "no ground is known to be held by 'south' as of 2030-06-02; ground is known of north",
        ),
        (row_of("nnnsss"), day(-1), "nothing is said of who held what before 2030-06-01"),
        ([word("a"), word("z", side="south")], day(1), "does not meet"),
    ],
)
def test_no_side_no_word_and_no_meeting_are_said(rows: list[Any], at: datetime, says: str) -> None:
    with pytest.raises(BadGeometry, match=says):
        of(*rows).contact("north", "south", at)


def test_a_casebook_without_a_word_on_control_has_no_fronts() -> None:
    assert fronts(zoo.casebook()) is None


def test_the_fronts_of_a_casebook_come_from_its_ledger() -> None:
    found = fronts(zoo.moving())
    assert found is not None
    first, second = (found.held("north", datetime(2020, month, 1, tzinfo=UTC)) for month in (2, 4))
    assert geo.area_km2(second) < geo.area_km2(first)
