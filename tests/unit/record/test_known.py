"""What could be known by an instant: a report counts from its day, and nothing that is known is changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import patrolled, zoo
from tests.unit.record.told import RECORD, casebook
from truceline.record import claims_of, known_by
from truceline.record.known import LEDGERS

NOON = {day: datetime(2026, 3, day, 12, tzinfo=UTC) for day in range(1, 12)}


@pytest.mark.parametrize(
    ("day", "claims"),
    [
        (1, []),
        (2, ["M1-a"]),
        (4, ["M1-a"]),
        (5, ["M1-a", "M1-b", "M1-c"]),
        (9, ["M1-a", "M1-b", "M1-c", "M1-d", "M2-a"]),
    ],
)
def test_a_claim_is_known_from_its_first_report(day: int, claims: list[str]) -> None:
    assert [claim.id for claim in known_by(casebook(), NOON[day]).claims] == claims


def test_the_day_itself_begins_at_midnight_utc() -> None:
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    assert "M1-c" not in {claim.id for claim in known_by(casebook(), midnight).claims}
    assert "M1-c" in {claim.id for claim in known_by(casebook(), midnight.replace(microsecond=1)).claims}


def test_later_pages_of_a_known_claim_are_not_yet_there() -> None:
    [claim] = known_by(casebook(), NOON[2]).claims
    assert claim.reports == ("r1",)


def test_an_account_is_known_from_the_first_claim_that_tells_it() -> None:
    def accounts(day: int) -> list[str]:
        book = known_by(casebook(), NOON[day])
        return [f"{entry.id}/{account.id}" for entry in book.incidents for account in entry.accounts]

    assert accounts(2) == ["I1/north_says"]
    assert accounts(5) == ["I1/north_says", "I1/watch_says"]
    assert accounts(6) == ["I1/north_says", "I1/watch_says", "I2/x"], "untold: from when it happened"


@pytest.mark.parametrize(("day", "denied_by"), [(2, []), (5, ["Southern voice"])])
def test_a_denial_is_not_heard_before_it_is_made(day: int, denied_by: list[str]) -> None:
    rows = claims_of(known_by(casebook(), NOON[day])).to_pylist()
    assert next(row["denied_by"] for row in rows if row["account"] == "north_says") == denied_by


def test_as_long_as_others_are_to_come_an_account_is_told_by_those_who_had_spoken() -> None:
    incident = dict(RECORD["incidents"][0])
    first = incident["accounts"][0] | {
        "told_by": ["both of them"],
        "fatalities": [1, 9],
        "says": "Put together later.",
    }
    later = {"id": "M1-e", "matter": "M1", "says": "Yes.", "by": "watch", "reports": ["r4"]}
    book = casebook(
        incidents=[incident | {"accounts": [first]}],
        claims=[*RECORD["claims"][:2], later | {"tells": ["I1/north_says"]}],
    )
    early, late = (known_by(book, NOON[day]).incidents[0].accounts[0] for day in (5, 9))
    assert early.told_by == ("Northern office",)
    assert (early.fatalities, early.says) == (None, "")
    assert (late.told_by, late.fatalities) == (("both of them",), (1, 9))


def test_what_a_matter_leaves_open_is_not_said_while_a_claim_is_to_come() -> None:
    matter = RECORD["matters"][0] | {"open_points": "Who fired, and the toll rose to nine."}
    book = casebook(matters=[matter, *RECORD["matters"][1:]])
    points = [known_by(book, NOON[day]).matters[0].open_points for day in (5, 9)]
    assert points == ["", "Who fired, and the toll rose to nine."]


@pytest.mark.parametrize(
    ("day", "matter", "incident"),
    [
        (2, "shelling, 2026-03-02", "shelling, 2026-03-02"),
        (5, "shelling, 2026-03-02", "Shells on the mill"),
        (9, "Shells on the mill", "Shells on the mill"),
    ],
)
def test_a_title_sums_up_what_was_told_and_is_not_there_while_a_claim_is_to_come(
    day: int, matter: str, incident: str
) -> None:
    book = known_by(casebook(), NOON[day])
    assert (book.matters[0].title, book.incidents[0].title) == (matter, incident)


def test_a_title_that_names_a_later_day_is_not_there() -> None:
    matter = RECORD["matters"][2] | {"title": "Aid, until 10 March 2026"}
    book = casebook(matters=[*RECORD["matters"][:2], matter])
    assert [known_by(book, NOON[day]).matters[-1].title for day in (5, 10)] == [
        "humanitarian",
        "Aid, until 10 March 2026",
    ]


def test_what_was_told_before_it_happened_has_no_time_that_was_still_to_come() -> None:
    later = {"when": {"at": "2026-03-06", "zone": "UTC"}}
    book = casebook(
        matters=[RECORD["matters"][0] | later, *RECORD["matters"][1:]],
        incidents=[RECORD["incidents"][0] | later],
    )
    early, late = known_by(book, NOON[5]), known_by(book, NOON[6])
    assert [(one.matters[0].when is None, one.incidents[0].when is None) for one in (early, late)] == [
        (True, True),
        (False, False),
    ]
    assert "2026-03-06" not in early.matters[0].title


def test_a_grade_goes_with_its_reason_and_what_is_wrong_with_what_was_not_known() -> None:
    graded = RECORD["claims"][0] | {
        "credibility": "5",
        "graded_because": "Others have it on 8 March 2026.",
        "trouble": [
            {"kind": "wrong_date", "says": "It was 8 March 2026."},
            {"kind": "incomplete", "says": "Cut."},
        ],
    }
    book = casebook(claims=[graded, *RECORD["claims"][1:]])
    early, late = (known_by(book, NOON[day]).claims[0] for day in (7, 8))
    assert (early.credibility, early.graded_because) == ("6", "")
    assert [one.says for one in early.trouble] == ["Cut."]
    assert (late.credibility, len(late.trouble)) == ("5", 2)


def test_an_address_of_a_page_that_was_not_out_yet_is_not_there() -> None:
    word = {"by": "x", "of_side": None, "on": "2026-03-01", "says": "performed"}
    duty = str(next(one.id for one in casebook().casebook.clauses if one.kind == "require"))
    book = casebook(
        words=[
            word | {"obligation": duty, "source": source} for source in ("see a/4", "see (a/3)", "a paper")
        ]
    )
    assert [one.source for one in known_by(book, NOON[5]).words] == ["", "see (a/3)", "a paper"]


def test_a_matter_is_known_from_its_first_claim_and_one_without_claims_always() -> None:
    assert [matter.id for matter in known_by(casebook(), NOON[1]).matters] == ["M3"]
    assert [matter.id for matter in known_by(casebook(), NOON[9]).matters] == ["M1", "M2", "M3"]


def test_a_ledgers_row_is_known_by_its_report_else_its_matter_else_its_own_day() -> None:
    toll = {"matter": "M1", "by": "watch", "outcome": "killed"}
    effort = {"observer": "w", "area": "a", "answer": "zero", "by": "watch"}
    book = casebook(
        tolls=[toll | {"report": "r3", "low": 1}, toll | {"low": 2}],
        effort=[effort | {"since": "2026-03-07"}],
        listed_posts=[{"of_list": "l", "name": "no day at all", "by": "watch"}],
    )
    early, later = known_by(book, NOON[2]), known_by(book, NOON[5])
    assert [row.low for row in early.tolls] == [2], "its matter was first told of on the second"
    assert [row.low for row in later.tolls] == [1, 2]
    assert (len(later.effort), len(known_by(book, NOON[7]).effort)) == (0, 1)
    assert len(early.listed_posts) == 1


def test_what_the_mission_asked_is_known_from_its_day_though_its_matter_was_before() -> None:
    book = casebook(inquiries=[{"matter": "M1", "side": "south", "on": "2026-03-06"}])
    assert known_by(book, NOON[5]).inquiries == ()
    assert known_by(book, NOON[6]).inquiries == book.inquiries


@pytest.mark.parametrize(
    ("said_on", "at", "is_known"),
    [
        (None, datetime(2026, 3, 2, 9, tzinfo=UTC), False),
        (None, datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC), False),
        (None, datetime(2026, 3, 3, tzinfo=UTC), True),
        ("2026-03-02", datetime(2026, 3, 2, 9, tzinfo=UTC), False),
        ("2026-03-01", datetime(2026, 3, 2, 9, tzinfo=UTC), True),
        ("2026-03-01", datetime(2026, 3, 1, 9, tzinfo=UTC), False),
        ("2026-03-02 08:00Z", datetime(2026, 3, 2, 7, 59, tzinfo=UTC), False),
        ("2026-03-02 08:00Z", datetime(2026, 3, 2, 9, tzinfo=UTC), True),
    ],
)
def test_an_outing_is_known_once_its_day_or_a_report_on_it_is_over(
    said_on: str | None, at: datetime, is_known: bool
) -> None:
    reports = (
        [{"id": "page", "source": "watch", "address": "a", "said_on": said_on, "dated": "printed"}]
        if said_on
        else []
    )
    told = [patrolled.of("north", "full") | ({"report": "page"} if said_on else {})]
    book = known_by(patrolled.casebook(told, reports=reports), at)
    assert [patrol.on for patrol in book.patrols] == ["2026-03-02"] * is_known
    assert len(book.patrol_accounts) <= len(book.patrols), "no account without its outing"


def test_the_text_stays_as_it_is() -> None:
    book = casebook()
    known = known_by(book, NOON[1])
    assert (known.casebook.clauses, known.casebook.actors, known.casebook.positions) == (
        book.casebook.clauses,
        book.casebook.actors,
        book.casebook.positions,
    )


@given(st.sampled_from(sorted(NOON)), st.sampled_from(sorted(NOON)))
def test_what_is_known_only_grows_and_knowing_twice_is_knowing_the_less(one: int, other: int) -> None:
    less, more = sorted((one, other))
    book = casebook()
    early, late = known_by(book, NOON[less]), known_by(book, NOON[more])
    assert {claim.id for claim in early.claims} <= {claim.id for claim in late.claims}
    for key in LEDGERS:
        assert set(getattr(early, key)) <= set(getattr(late, key))
    assert known_by(late, NOON[less]) == early


@pytest.mark.parametrize(("day", "until"), [(9, None), (10, None), (11, "2020-01-10")])
def test_an_end_of_control_that_was_still_to_come_is_not_known(day: int, until: str | None) -> None:
    row = zoo.held("mill", "north", "2020-01-01") | {"until": "2020-01-10"}
    (known,) = known_by(zoo.casebook(control=[row]), datetime(2020, 1, day, tzinfo=UTC)).control
    assert known.until == until
