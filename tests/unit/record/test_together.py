"""Reports put together in one table: no row is lost, no value changed, and no order decides."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from truceline.judgement import assess
from truceline.model.tables import CLAIMS
from truceline.record.together import fused_claims

BOOK = zoo.casebook()
SAID = [name for name in CLAIMS.names if name not in ("incident_id", "account")]


@st.composite
def told(draw: st.DrawFn) -> tuple[dict[str, pa.Table], dict[str, str]]:
    """Draw what some sources tell, and which of their reports are one: each source in it once, or twice."""
    names = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True))
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    group: dict[str, list[str]] = {}
    for name in names:
        for number in range(draw(st.integers(0, 4))):
            own = f"{name}{number}"
            for account in range(draw(st.integers(1, 2))):
                dead = draw(st.none() | st.integers(0, 9))
                place = draw(st.sampled_from([zoo.CENTRE, zoo.FAR, None]))
                row = zoo.claim(own, account=f"told{account}", place=place, radius_m=place and 500.0)
                rows[name].append(row | {"fatalities_low": dead, "fatalities_high": dead})
            if draw(st.booleans()):
                group.setdefault(draw(st.sampled_from("xyz")), []).append(f"{name}/{own}")
    incident_of = {one: min(those) for those in group.values() for one in those}
    return {name: zoo.claims(*those) for name, those in rows.items()}, incident_of


def said(table: pa.Table) -> list[str]:
    """Return what rows say, whatever their incident and account are called, in an order of their own."""
    return sorted(map(repr, table.select(SAID).to_pylist()))


@given(told())
def test_no_row_is_lost_and_no_value_changed(drawn: tuple[dict[str, pa.Table], dict[str, str]]) -> None:
    claims, incident_of = drawn
    found = fused_claims(claims, incident_of)
    assert found.schema.equals(CLAIMS)
    assert said(found) == said(pa.concat_tables(claims.values()))
    rows = list(zip(found["incident_id"].to_pylist(), found["account"].to_pylist(), strict=True))
    assert len(set(rows)) == len(rows), "each row is an account of its own"


@given(told())
def test_reports_are_one_incident_where_they_were_put_together_and_nowhere_else(
    drawn: tuple[dict[str, pa.Table], dict[str, str]],
) -> None:
    claims, incident_of = drawn
    found = fused_claims(claims, incident_of)
    own = [f"{name}/{one}" for name in sorted(claims) for one in claims[name]["incident_id"].to_pylist()]
    wanted = [incident_of.get(one, one) for one in own]
    of: dict[str, set[str]] = {}
    for want, got in zip(wanted, found["incident_id"].to_pylist(), strict=True):
        of.setdefault(want, set()).add(got)
    assert all(len(those) == 1 for those in of.values())
    assert len({next(iter(those)) for those in of.values()}) == len(of)
    assert all(want.partition("/")[2] in of[want] for want in of if want in own)


@given(told(), st.randoms(use_true_random=False))
def test_which_source_comes_first_decides_nothing(
    drawn: tuple[dict[str, pa.Table], dict[str, str]], draw: Any
) -> None:
    claims, incident_of = drawn
    names = list(claims)
    draw.shuffle(names)
    assert fused_claims({name: claims[name] for name in names}, incident_of).equals(
        fused_claims(claims, incident_of)
    )


@given(told())
def test_with_sources_exchanged_only_their_names_change(
    drawn: tuple[dict[str, pa.Table], dict[str, str]],
) -> None:
    claims, incident_of = drawn
    other = dict(zip("abcd", "dcba", strict=True))
    turned = {f"{other[one[0]]}{one[1:]}": f"{other[to[0]]}{to[1:]}" for one, to in incident_of.items()}
    first, second = (
        fused_claims(claims, incident_of),
        fused_claims({other[name]: table for name, table in claims.items()}, turned),
    )

    def grouped(table: pa.Table) -> list[list[str]]:
        groups: dict[str, list[str]] = {}
        for row in table.to_pylist():
            groups.setdefault(row["incident_id"], []).append(repr({name: row[name] for name in SAID}))
        return sorted(sorted(one) for one in groups.values())

    assert grouped(first) == grouped(second)


def test_one_source_alone_and_reports_that_stand_alone_stay_as_they_are() -> None:
    table = zoo.claims(zoo.claim("i1"), zoo.claim("i2"))
    assert fused_claims({"a": table}, {"a/i1": "a/i1", "a/i2": "a/i2"}).equals(table)
    assert fused_claims({"a": table}, {}).equals(table)
    assert fused_claims({}, {}).equals(CLAIMS.empty_table())


def test_an_account_is_named_by_its_report_and_its_own_name_where_it_has_several() -> None:
    found = fused_claims(
        {
            "a": zoo.claims(zoo.claim("1", account="told")),
            "b": zoo.claims(zoo.claim("2", account="x"), zoo.claim("2", account="y")),
        },
        {"a/1": "a/1", "b/2": "a/1"},
    )
    assert found["incident_id"].to_pylist() == ["1", "1", "1"]
    assert found["account"].to_pylist() == ["a/1", "b/2/x", "b/2/y"]


def test_two_sources_with_one_id_are_refused() -> None:
    table = zoo.claims(zoo.claim("i1"))
    with pytest.raises(ValueError, match="one id"):
        fused_claims({"a": table, "b": table}, {})


def test_each_account_keeps_its_own_verdicts_and_where_they_disagree_both_stand() -> None:
    claims = {
        "a": zoo.claims(zoo.claim("1", place=zoo.CENTRE)),
        "b": zoo.claims(zoo.claim("2", place=zoo.FAR)),
    }
    apart, together = (
        assess(BOOK, fused_claims(claims, of)).findings for of in ({}, {"a/1": "a/1", "b/2": "a/1"})
    )
    assert set(together["incident_id"].to_pylist()) == {"1"}
    for own, account in (("1", "a/1"), ("2", "b/2")):
        alone = apart.filter(pc.equal(apart["incident_id"], own)).drop_columns(["incident_id", "account"])
        one = together.filter(pc.equal(together["account"], account))
        assert one.drop_columns(["incident_id", "account"]).equals(alone)
    of_both = [
        set(together.filter(pc.equal(together["account"], one))["clause_id"].to_pylist())
        for one in ("a/1", "b/2")
    ]
    assert of_both[0] > of_both[1], "what is far off reaches fewer clauses"
