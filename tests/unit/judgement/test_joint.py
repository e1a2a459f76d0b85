"""One bearer at a time: who owes the duty, against whom, and what excuses it, of the same actor."""

from __future__ import annotations

from typing import Any

import pytest

from tests import zoo
from truceline.judgement import assess

BOOK = zoo.casebook()


def found(clause: str, position: str = "first", **facts: Any) -> dict[str, Any] | None:
    rows = assess(BOOK, zoo.claims(zoo.claim(**facts))).findings.to_pylist()
    wanted = [row for row in rows if row["clause_id"] == clause and row["position"] == position]
    return wanted[0] if wanted else None


def test_a_bound_actor_breaks_nothing_by_what_an_unbound_one_beside_it_does_to_its_own_side() -> None:
    assert found("t1/6", by=("north", "brigands"), to=("north_militia",)) is None
    against_others = found("t1/6", by=("north", "brigands"), to=("south",))
    assert against_others is not None
    assert against_others["verdict"] == "breach"


def test_an_unknown_initiator_may_be_anybody_but_only_somebody() -> None:
    named = zoo.casebook(
        clauses=[
            *(one for one in zoo.SOURCE["clauses"] if one["id"] != "t1/6"),
            next(one for one in zoo.SOURCE["clauses"] if one["id"] == "t1/6")
            | {"who": {"actors": ["north"]}},
        ]
    )
    for target, possible in (("north", False), ("south", True)):
        rows = assess(named, zoo.claims(zoo.claim(by=("unknown",), to=(target,)))).findings.to_pylist()
        assert any(row["clause_id"] == "t1/6" for row in rows) == possible, target


@pytest.mark.parametrize(
    ("targets", "verdict"), [(("south",), "excepted"), (("south", "villagers"), "undetermined")]
)
def test_one_protected_target_among_others_bars_the_excuse(targets: tuple[str, ...], verdict: str) -> None:
    row = found("t1/1", "second", to=targets, response="yes")
    assert row is not None
    assert row["verdict"] == verdict
    assert ("exceptions_conflict" in row["because"]) == (verdict == "undetermined"), "and says so"


def test_a_stated_weight_stands_beside_a_hypothesis_without_direction() -> None:
    told = [
        zoo.hypothesis(by=("north",), to=("south",), weight=0.96),
        zoo.hypothesis(act="protest", participants=("south", "villagers"), weight=0.04),
    ]
    row = found("t1/1", hypotheses=told)
    assert row is not None
    assert row["p_breach"] == 0.96
    assert row["verdict"] == "breach"
