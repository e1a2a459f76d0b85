"""Life and conduct apart: what a finding would be if a text whose life is open still lived."""

from __future__ import annotations

from typing import Any

import pytest

from tests import zoo
from truceline.judgement import assess
from truceline.judgement.rulebook import rulebook_of
from truceline.judgement.single import facts_of, if_in_force
from truceline.model.ids import ClauseId
from truceline.model.lacking import BREACH_IF_IN_FORCE, BREACH_UNDER_SOME_READING
from truceline.model.record import Record

LAPSED_BY_THEN = "2020-07-01T12:00:00+00:00"
"""After the day on which the truce ended, on the reading that it lapsed."""
Row = dict[str, Any]


def _by_position(row: Row, *, book: Record | None = None, clause: str = "t1/1") -> dict[str, Row]:
    found = assess(book or zoo.casebook(), zoo.claims(row)).findings.to_pylist()
    return {one["position"]: one for one in found if one["clause_id"] == clause}


def _positions(**readings: str) -> list[Row]:
    """Return the zoo's position that leaves all open, with some readings taken."""
    (ruling, *_) = zoo.SOURCE["positions"]
    return [ruling | {"readings": ruling["readings"] | readings}]


def _verdicts(row: Row, **more: Any) -> dict[str, tuple[str, str | None]]:
    return {name: (one["verdict"], one["if_in_force"]) for name, one in _by_position(row, **more).items()}


def test_after_a_text_may_have_lapsed_the_same_act_is_open_and_a_breach_if_in_force() -> None:
    found = _verdicts(zoo.claim(at=LAPSED_BY_THEN))
    assert found["ruling"] == found["second"] == ("undetermined", "breach")
    # This position takes the reading that it stood, so it leaves nothing of its life open.
    assert found["first"] == ("breach", None)


def test_while_a_text_lived_on_every_reading_the_verdict_is_that_if_in_force() -> None:
    found = _verdicts(zoo.claim())
    assert found["ruling"] == ("breach", "breach")
    assert found["first"] == ("breach", None)


def test_one_that_takes_it_for_dead_leaves_nothing_open_either() -> None:
    book = zoo.casebook(
        positions=[*_positions(lapse="lapsed"), *({**_positions()[0], "id": name} for name in ("open",))]
    )
    found = _verdicts(zoo.claim(at=LAPSED_BY_THEN), book=book)
    assert found == {"ruling": ("out_of_scope", None), "open": ("undetermined", "breach")}


def test_all_else_stays_as_the_position_has_it_ruled_answers_too() -> None:
    answered = zoo.claim(at=LAPSED_BY_THEN, response="yes")
    assert _verdicts(answered)["ruling"] == ("undetermined", "undetermined")
    for reading, verdicts in (
        ("excuses", ("no_breach", "excepted")),
        ("no_excuse", ("undetermined", "breach")),
    ):
        book = zoo.casebook(positions=_positions(defence=reading))
        assert _verdicts(answered, book=book)["ruling"] == verdicts


def test_a_start_that_is_open_is_not_held_at_anything() -> None:
    # 21:30 UTC on 5 March: on the early clock the ban had begun, on the late one not.
    between = zoo.claim(at="2020-03-05T21:30:00+00:00")
    assert _verdicts(between)["ruling"] == ("undetermined", "undetermined")


def test_after_its_last_day_on_every_reading_nothing_is_written() -> None:
    assert _verdicts(zoo.claim(at="2023-12-31T12:00:00+00:00"))["ruling"] == ("undetermined", "breach")
    assert _verdicts(zoo.claim(at="2024-01-01T12:00:00+00:00")) == {}


def test_where_no_question_is_about_life_there_is_no_verdict_if_in_force() -> None:
    lapse = {"id": "lapse", "question": "lapse?", "readings": zoo.SOURCE["ambiguities"][3]["readings"]}
    plain = [lapse if one["id"] == "lapse" else one for one in zoo.SOURCE["ambiguities"]]
    book, row = zoo.casebook(ambiguities=plain), zoo.claim(at=LAPSED_BY_THEN)
    assert _verdicts(row, book=book)["ruling"] == ("undetermined", None)
    # And nothing else of a finding differs, but for the code that speaks of it.
    for name, one in _by_position(row).items():
        other = _by_position(row, book=book)[name]
        assert {key for key in one if one[key] != other[key]} <= {"if_in_force", "because"}
        assert set(one["because"]) - set(other["because"]) <= {BREACH_IF_IN_FORCE}


def test_only_the_end_of_the_clause_or_of_its_instrument_is_held() -> None:
    life = [
        one | ({"about": "life", "alive": "wide"} if one["id"] == "width" else {})
        for one in zoo.SOURCE["ambiguities"]
    ]
    book = zoo.casebook(ambiguities=life)
    assert rulebook_of(book).end_hangs_on(ClauseId("t1/1")) == ("lapse",)
    assert _verdicts(zoo.claim(place=zoo.EDGE), book=book)["ruling"] == ("undetermined", "undetermined")


def test_the_end_of_the_clause_itself_is_held_too() -> None:
    until = {
        "hangs_on": "lapse",
        "readings": {"stands": {"at": "2023-01-01Z"}, "lapsed": {"at": "2020-06-01Z"}},
    }
    instrument = zoo.SOURCE["instruments"][0] | {"ended": {"at": "2024-01-01Z"}}
    clauses = [one | ({"until": until} if one["id"] == "t1/1" else {}) for one in zoo.SOURCE["clauses"]]
    book = zoo.casebook(clauses=clauses, instruments=[instrument])
    row = zoo.claim(at=LAPSED_BY_THEN)
    assert _verdicts(row, book=book)["ruling"] == ("undetermined", "breach")
    assert _verdicts(row, book=book, clause="t1/6")["ruling"] == ("breach", None)


@pytest.mark.parametrize(
    ("response", "at", "codes"),
    [
        ("not_claimed", "2020-05-01T12:00:00+00:00", set()),
        ("not_claimed", LAPSED_BY_THEN, {BREACH_UNDER_SOME_READING, BREACH_IF_IN_FORCE}),
        # Another question is open besides: whether an answer to an attack is excused.
        ("yes", LAPSED_BY_THEN, {BREACH_UNDER_SOME_READING}),
        ("yes", "2020-05-01T12:00:00+00:00", {BREACH_UNDER_SOME_READING}),
    ],
)
def test_a_code_says_whether_no_other_question_is_open(response: str, at: str, codes: set[str]) -> None:
    row = _by_position(zoo.claim(at=at, response=response))["ruling"]
    assert set(row["because"]) & {BREACH_UNDER_SOME_READING, BREACH_IF_IN_FORCE} == codes


def test_the_slow_way_leaves_it_out_where_no_life_is_open() -> None:
    book = zoo.casebook()
    rulebook = rulebook_of(book)
    facts = facts_of(zoo.claims(zoo.claim(at=LAPSED_BY_THEN)), 0)
    found = {
        position.id: if_in_force(rulebook, ClauseId("t1/1"), position, facts)
        for position in book.casebook.positions
    }
    assert found == {"ruling": "breach", "first": None, "second": "breach"}
