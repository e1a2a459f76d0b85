"""From claims to findings, incidents and counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from tests import zoo
from truceline.bulletins.sections.explanation import explanation_said
from truceline.errors import BadInput, BadReport, NotFound
from truceline.judgement import CHECKS, VERDICTS, assess, select
from truceline.judgement.assessing import nearest_common
from truceline.judgement.explain import explain
from truceline.judgement.kernel import verdict_of
from truceline.model.casebook import Mandate

BOOK = zoo.casebook()
Row = dict[str, Any]


def found(*rows: Row, clause: str = "t1/1", position: str = "first") -> list[Row]:
    table = assess(BOOK, zoo.claims(*rows)).findings
    every: list[Row] = table.to_pylist()
    return [row for row in every if (row["clause_id"], row["position"]) == (clause, position)]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (zoo.claim(), "breach"),
        (zoo.claim(to=("brigands",)), "excepted"),
        (zoo.claim(to=("brigands", "south")), "breach"),
        (zoo.claim(to=()), "undetermined"),
        (zoo.claim(place=zoo.CHAPEL), "excepted"),
        (zoo.claim(place=zoo.CHAPEL, act="raid"), "breach"),
        (zoo.claim(place=zoo.CHAPEL, act="armed_attack"), "undetermined"),
        (zoo.claim(by=("unknown",)), "undetermined"),
        (zoo.claim(at=None), "undetermined"),
        (zoo.claim(place=zoo.CHAPEL, to=("villagers",)), "undetermined"),
    ],
)
def test_every_verdict_is_reached_from_plain_facts(row: Row, verdict: str) -> None:
    assert [one["verdict"] for one in found(row)] == [verdict]


def test_a_row_below_the_floor_under_every_position_is_not_written() -> None:
    assert found(zoo.claim(act="protest")) == found(zoo.claim(place=zoo.FAR)) == []


def test_a_row_is_written_under_all_positions_if_under_one() -> None:
    edge = zoo.claim(place=zoo.EDGE)
    assert [found(edge, position=p)[0]["verdict"] for p in ("first", "second")] == ["breach", "out_of_scope"]
    assert found(edge)[0]["decided_by"] == ["width"]
    assert found(edge)[0]["robust"] is False


def test_by_names_those_who_may_have_broken_it_and_who_answers() -> None:
    jointly = found(zoo.claim(by=("north_militia", "brigands", "south")))[0]
    assert (jointly["by"], jointly["answers_for"]) == ("north_militia+south", "north|south")
    either = zoo.claim(hypotheses=[zoo.hypothesis(participants=("north", "south"))])
    assert found(either)[0]["by"] == "north|south"
    assert found(zoo.claim(by=("unknown",)))[0]["by"] == "unknown"


def test_because_names_each_check_and_badges_stand_only_where_they_matter() -> None:
    plain = found(zoo.claim())[0]["because"]
    assert plain == ["what:yes", "who:yes", "where:yes", "when:yes", "unless:no"]
    listed = found(zoo.claim(to=("brigands",)))[0]["because"]
    assert "unverified:listing/brigands" in listed
    assert "exception:t1/2" in listed
    other = found(zoo.claim(to=("brigands",)), clause="t1/6")[0]["because"]
    assert "unverified:listing/brigands" not in other, "no list is asked for there"


def test_the_thresholds_are_reached_exactly_and_not_a_step_before() -> None:
    mandate, step = Mandate(), 1e-6
    yes, no = mandate.yes, mandate.no

    def verdict(breach: tuple[float, float], scope: tuple[float, float] = (1, 1)) -> str:
        values = np.array([[*breach, 0.0, 0.0, 0.0, 0.0, *scope]])
        return VERDICTS[int(verdict_of(values, mandate)[0])].value

    assert [verdict((low, 1)) for low in (yes - step, yes)] == ["undetermined", "breach"]
    assert [verdict((0, high)) for high in (no, no + step)] == ["no_breach", "undetermined"]
    assert [verdict((0, 1), (0, high)) for high in (1 - yes, 1 - yes + step)] == [
        "out_of_scope",
        "undetermined",
    ]
    assert verdict((0.2 + 0.75, 1)) == "breach", "sums stay on their side"


def test_two_accounts_are_two_findings_and_one_incident() -> None:
    rows = [
        zoo.claim(account="a", at="2020-05-01T12:00:00+00:00"),
        zoo.claim(account="b", act="raid", by=("south",), to=("north",), at="2020-05-02T12:00:00+00:00"),
    ]
    done = assess(BOOK, zoo.claims(*rows))
    assert len(found(*rows)) == 2
    (one,) = done.incidents.to_pylist()
    assert (one["act"], one["n_reports"]) == ("armed_attack", 2)
    assert (one["end_at"] - one["start_at"]) == timedelta(days=1)
    assert [(a["actor"], a["role"]) for a in one["actors"]] == [
        ("north", "initiator"), ("north", "target"), ("south", "initiator"), ("south", "target"),
    ]  # fmt: skip
    counts = [
        row["n_incidents"]
        for row in done.counts.to_pylist()
        if (row["clause_id"], row["position"], row["outcome"]) == ("t1/1", "first", "breach")
    ]
    assert counts == [1, 1, 1, 1]


def places_of(*rows: Row) -> Row:
    (one,) = assess(BOOK, zoo.claims(*rows)).incidents.to_pylist()
    return dict(one)


def test_an_incident_lies_where_all_accounts_that_give_a_place_put_it() -> None:
    rows = [
        zoo.claim(account=name, place=place)
        for name, place in (("a", None), ("b", zoo.EDGE), ("c", zoo.EDGE))
    ]
    one = places_of(*rows)
    assert (one["lon"], one["lat"], one["radius_m"], one["place_grade"]) == (*zoo.EDGE, 0.0, "settlement")
    assert [(place["lon"], place["accounts"]) for place in one["places"]] == [(zoo.EDGE[0], ["b", "c"])]


def test_an_incident_that_accounts_put_in_two_places_lies_in_neither_and_has_both() -> None:
    names = {"a": zoo.CENTRE, "b": zoo.EDGE, "c": zoo.CENTRE, "d": None}
    one = places_of(*(zoo.claim(account=name, place=place) for name, place in names.items()))
    assert [one[name] for name in ("lon", "lat", "radius_m", "place_grade")] == [None] * 4
    told = {tuple(place["accounts"]): (place["lon"], place["lat"]) for place in one["places"]}
    assert told == {("a", "c"): zoo.CENTRE, ("b",): zoo.EDGE}


def test_accounts_that_differ_only_in_how_surely_agree_on_the_point_and_on_no_radius() -> None:
    one = places_of(zoo.claim(account="a", radius_m=50.0), zoo.claim(account="b", radius_m=None))
    assert (one["lon"], one["lat"]) == zoo.CENTRE
    assert (one["radius_m"], one["place_grade"]) == (None, "settlement")
    assert [place["radius_m"] for place in one["places"]] == [50.0, None]


def test_an_incident_nobody_places_has_no_place_among_others_that_have() -> None:
    rows = [zoo.claim("i", place=None), zoo.claim("j"), zoo.claim("k", place=None, account="a")]
    rows += [zoo.claim("k", place=None, account="b")]
    found = assess(BOOK, zoo.claims(*rows)).incidents.to_pylist()
    assert [len(one["places"]) for one in found] == [0, 1, 0]
    assert [one["lon"] for one in found] == [None, zoo.CENTRE[0], None]


def test_actors_stand_in_the_roles_told() -> None:
    told = zoo.hypothesis(by=("north",), to=("brigands",), participants=("south",), unclear=("villagers",))
    (one,) = assess(BOOK, zoo.claims(zoo.claim(hypotheses=[told]))).incidents.to_pylist()
    assert [(a["actor"], a["role"]) for a in one["actors"]] == [
        ("brigands", "target"), ("north", "initiator"), ("south", "participant"), ("villagers", "unknown"),
    ]  # fmt: skip


def test_two_directions_without_weights_are_participants_and_with_weights_four_roles() -> None:
    def cast(*weights: float | None) -> list[tuple[str, str, float | None]]:
        pairs = (("north", "south"), ("south", "north"))
        told = [
            zoo.hypothesis(by=(by,), to=(to,), weight=weight)
            for (by, to), weight in zip(pairs, weights, strict=True)
        ]
        (one,) = assess(BOOK, zoo.claims(zoo.claim(hypotheses=told))).incidents.to_pylist()
        return [(a["actor"], a["role"], a["weight"]) for a in one["actors"]]

    assert cast(None, None) == [("north", "participant", None), ("south", "participant", None)]
    assert cast(0.75, 0.25) == [
        ("north", "initiator", 0.75), ("north", "target", 0.25),
        ("south", "initiator", 0.25), ("south", "target", 0.75),
    ]  # fmt: skip


def test_an_incident_nobody_can_place_in_time_has_none() -> None:
    (one,) = assess(BOOK, zoo.claims(zoo.claim(at=None))).incidents.to_pylist()
    assert one["start_at"] is one["end_at"] is None


def test_counts_fall_with_the_threshold() -> None:
    half = [
        zoo.hypothesis(by=("north",), to=("south",), weight=0.85),
        zoo.hypothesis(act="protest", weight=0.15),
    ]
    counts = {
        (row["outcome"], row["threshold"]): row["n_incidents"]
        for row in assess(BOOK, zoo.claims(zoo.claim(hypotheses=half))).counts.to_pylist()
        if (row["clause_id"], row["position"]) == ("t1/1", "first")
    }
    assert [counts["breach", at] for at in (0.8, 0.9)] == [1, 0]
    assert [counts["undetermined", at] for at in (0.8, 0.9)] == [0, 1]


def test_acts_that_nothing_joins_are_told_by_the_first_name() -> None:
    assert nearest_common(BOOK.casebook, ["shelling", "raid"]) == "armed_attack"
    assert nearest_common(BOOK.casebook, ["shelling", "protest"]) == nearest_common(
        BOOK.casebook, ["protest", "shelling"]
    )


def test_no_claims_give_no_findings() -> None:
    done = assess(BOOK, zoo.claims())
    assert done.findings.num_rows == done.incidents.num_rows == 0
    assert done.performance.num_rows > 0


def test_what_cannot_be_assessed_is_refused() -> None:
    with pytest.raises(NotFound, match="no position"):
        assess(BOOK, zoo.claims(), positions=["nobody"])
    with pytest.raises(BadReport):
        assess(BOOK, zoo.claims().drop_columns(["lon"]))
    assert assess(BOOK, zoo.claims(zoo.claim()), positions=["second"]).positions == ("second",)


def many_readings(n: int) -> Any:
    names = [f"m{index}" for index in range(n)]
    actors = [
        zoo._actor(f"x{name}", "north", {"instrument": "t1", "how": "signed",
                   "applies": zoo._open(name, a="true", b="false")})
        for name in names
    ]  # fmt: skip
    ruling = zoo.SOURCE["positions"][0]
    readings = ruling["readings"] | dict.fromkeys(names, "unresolved")
    return zoo.casebook(
        ambiguities=[*zoo.SOURCE["ambiguities"], *(zoo._ambiguity(name, "a", "b") for name in names)],
        actors=[*zoo.SOURCE["actors"], *actors],
        positions=[ruling | {"readings": readings}],
    )


def test_too_many_readings_leave_every_claim_open_and_say_so() -> None:
    book, table = many_readings(14), zoo.claims(zoo.claim())
    rows = assess(book, table).findings.to_pylist()
    assert [row["clause_id"] for row in rows] == ["t1/1", "t1/6"], "t1/7 names no such act under any reading"
    for row in rows:
        assert (row["p_breach"], row["p_breach_max"], row["verdict"]) == (0, 1, "undetermined")
        assert row["robust"] is None
        assert row["p_where"] is None
        assert "too_many_readings" in row["because"]
    told = explain(book, table, "i", clause="t1/1")[0]
    assert (told.verdict.value, told.robust, told.checks) == ("undetermined", None, ())


def test_an_unknown_place_is_in_one_piece_of_ground_at_most() -> None:
    half_day = ("2020-03-05T12:01:00+00:00", "2020-03-06T12:01:00+00:00")
    row = found(zoo.claim(act="raid", place=None, at=half_day))[0]
    assert (row["p_when"], row["p_breach"], row["p_breach_max"]) == (0.625, 0, 0.625)


DAY = datetime(2020, 5, 1, tzinfo=UTC)
STEP = timedelta(microseconds=1)
NEXT = DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (DAY, DAY, True), (DAY - STEP, DAY - STEP, False), (NEXT - STEP, NEXT - STEP, True),
        (NEXT, NEXT, False), (DAY - STEP, DAY, False), (DAY - STEP, DAY + STEP, True),
        (NEXT - STEP, NEXT + STEP, True), (DAY - STEP, NEXT + STEP, True), (NEXT, NEXT + STEP, False),
        (None, None, True),
    ],
)  # fmt: skip
def test_a_day_keeps_what_may_have_happened_on_it(start: Any, end: Any, kept: bool) -> None:
    table = zoo.claims(zoo.claim() | {"start_at": start, "end_at": end})
    assert select(table, start_at=DAY, end_at=NEXT).num_rows == kept


@pytest.mark.parametrize(("known", "kept"), [(DAY - STEP, True), (DAY, False)])
def test_a_known_day_keeps_what_could_be_known_by_then(known: Any, kept: bool) -> None:
    assert select(zoo.claims(zoo.claim() | {"known_at": known}), as_of=DAY).num_rows == kept


@pytest.mark.parametrize(("start", "kept"), [(DAY - STEP, True), (DAY, False), (None, True)])
def test_what_has_no_day_of_report_was_not_known_before_it_happened(start: Any, kept: bool) -> None:
    row = zoo.claim() | {"known_at": None, "start_at": start, "end_at": start}
    assert select(zoo.claims(row), as_of=DAY).num_rows == kept


def test_without_a_day_everything_stays() -> None:
    assert select(zoo.claims(zoo.claim(), zoo.claim("j", at=None))).num_rows == 2


def test_an_explanation_says_what_the_findings_say_and_what_would_change_it() -> None:
    table = zoo.claims(zoo.claim(place=zoo.EDGE, to=("brigands",)))
    rows = assess(BOOK, table).findings.to_pylist()
    findings = {row["position"]: row for row in rows if row["clause_id"] == "t1/1"}
    for told in explain(BOOK, table, "i", clause="t1/1"):
        assert told.verdict.value == findings[told.position]["verdict"]
        assert sorted({change.ambiguity for change in told.changes}) == findings[told.position]["decided_by"]
        assert told.robust == findings[told.position]["robust"]
        assert [check.name for check in told.checks] == ["when", "where", "who", "what"]
        assert {check.name for check in told.checks} | {"unless"} == set(CHECKS)
        assert all(check.reasons for check in told.checks)
        assert any("brigands" in one for one in told.unverified)


def test_what_no_weight_covers_is_told_as_such() -> None:
    table = zoo.claims(zoo.claim(hypotheses=[zoo.hypothesis(by=("north",), weight=0.4)]))
    (found, *_) = explain(BOOK, table, "i", clause="t1/1")
    told = explanation_said(BOOK.casebook, found)
    assert any("an unknown actor: an act not told" in one for one in told.tells)


def test_no_incident_is_explained_by_a_duty_that_is_followed_by_what_is_said_of_it() -> None:
    duty = zoo._CLAUSE | {"id": "t1/8", "kind": "require", "text": zoo._TEXT, "duty": "goods move freely"}
    book = zoo.casebook(clauses=[*zoo.SOURCE["clauses"], duty])
    assert {row["clause_id"] for row in assess(book, zoo.claims(zoo.claim())).findings.to_pylist()} <= {
        "t1/1",
        "t1/6",
        "t1/7",
    }
    with pytest.raises(BadInput, match="the clause t1/8 is followed by what is said of it, not by acts"):
        explain(book, zoo.claims(zoo.claim()), "i", clause="t1/8")
    with pytest.raises(BadInput, match="the clause t1/3 is one to except, which no act breaks"):
        explain(book, zoo.claims(zoo.claim()), "i", clause="t1/3")


def test_an_explanation_of_nothing_is_not_found() -> None:
    for wrong in ({"clause": "t1/99"}, {"position": "nobody"}):
        with pytest.raises(NotFound):
            explain(BOOK, zoo.claims(zoo.claim()), "i", **wrong)
    with pytest.raises(NotFound, match="no incident"):
        explain(BOOK, zoo.claims(zoo.claim()), "j")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (zoo.hypothesis(by=("north",), to=("south",)), "north: x against south"),
        (
            zoo.hypothesis(by=("north", "brigands"), response="yes"),
            "north and brigands jointly: x against a target not told in answer to an attack",
        ),
        (
            zoo.hypothesis(by=("north",), to=("brigands",), participants=("south",)),
            "north: x against brigands; south took part, with it or how is not told",
        ),
        (
            zoo.hypothesis(participants=("north", "south")),
            "north and south (nobody says who began): x",
        ),
        (
            zoo.hypothesis(participants=("north", "south"), to=("villagers",)),
            "north and south (nobody says who began): x against villagers",
        ),
        (
            zoo.hypothesis(participants=("north",), weight=0.25),
            "north (nobody says who began): x against a target not told (weight 0.25, stated by the source)",
        ),
        (
            zoo.hypothesis(to=("south",), unclear=("north",)),
            "an unknown actor: x against south; north, in a role not told",
        ),
    ],
)
def test_an_explanation_tells_everybody_in_the_role_told(told: Row, says: str) -> None:
    (one, *_) = explain(BOOK, zoo.claims(zoo.claim(hypotheses=[told])), "i", clause="t1/1")
    assert explanation_said(BOOK.casebook, one).tells[0] == says, "acts of the zoo are called x"
