"""Adding reports gives the same as all at once by the same model, whatever the order."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.tellers import told_world
from tests.unit.fusion.claims import background, book, claim, decisions, table
from truceline.errors import BadInput
from truceline.fusion import Fused, Prepared, fuse


@cache
def _made() -> tuple[dict[str, pa.Table], Fused]:
    made = told_world(events=80, days=15, seed=8, n_sources=3, twice=0.1)
    return dict(made.tables), fuse(made.tables, book())


def likelihoods(found: Fused) -> dict[tuple[str, str], float]:
    ids = found.reports.ids
    pairs = zip(found.pairs.first.tolist(), found.pairs.second.tolist(), strict=True)
    ends = [tuple(sorted((ids[one], ids[other]))) for one, other in pairs]
    return {(one, other): p for (one, other), p in zip(ends, found.weights.p.tolist(), strict=True)}


@settings(max_examples=6)
@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_added_in_any_order_is_the_same_as_all_at_once(draw: Any, times: int) -> None:
    tables, whole = _made()
    once = fuse(tables, book(), learnt=whole.learnt)
    portions: list[dict[str, list[int]]] = [{} for _ in range(times + 1)]
    for name, rows in tables.items():
        for row in range(len(rows)):
            portions[draw.randrange(times + 1)].setdefault(name, []).append(row)
    found = fuse(_portion(tables, portions[0]), book(), learnt=whole.learnt)
    for portion in portions[1:]:
        found = Prepared(found, book()).added(_portion(tables, portion))
    assert found.incident_of == once.incident_of
    expected = likelihoods(once)
    got = likelihoods(found)
    assert got.keys() == expected.keys()
    assert all(abs(got[pair] - p) < 1e-9 for pair, p in expected.items())


def _portion(tables: dict[str, pa.Table], rows: dict[str, list[int]]) -> dict[str, pa.Table]:
    return {name: tables[name].take(pa.array(those, pa.int64())) for name, those in rows.items()}


def test_a_new_source_is_taken_as_any_begins_and_the_same_as_all_at_once() -> None:
    tables, whole = _made()
    new = {"0-new": table([claim("1"), *background("a")[:20]])}
    once = fuse({**tables, **new}, book(), learnt=whole.learnt)
    found = Prepared(fuse(tables, book(), learnt=whole.learnt), book()).added(new)
    assert found.incident_of == once.incident_of
    assert len(found.reports) == len(once.reports)


def test_one_new_report_is_looked_up_as_if_it_were_added_and_kept_nowhere() -> None:
    tables, whole = _made()
    prepared = Prepared(whole, book())
    row = {**tables["ledger"].to_pylist()[5], "incident_id": "new"}
    found = prepared.likely("desk", table([row]))
    assert found
    added = likelihoods(prepared.added({"desk": table([row])}))
    for one in found:
        assert one.p == pytest.approx(added[tuple(sorted((one.report, "desk/new")))])  # type: ignore[index]
    assert list(found) == sorted(found, key=lambda one: (-one.p, one.report))
    assert prepared.likely("desk", table([row])) == found
    assert "desk/new" not in prepared.fused.incident_of


def test_what_was_fused_before_is_refused_and_decisions_stand() -> None:
    tables, whole = _made()
    with pytest.raises(BadInput, match="nothing was added"):
        Prepared(whole, book()).added({"desk": tables["desk"].slice(0, 2)})
    at = int(np.argmax(whole.weights.p))
    ids = whole.reports.ids
    one, other = ids[whole.pairs.first[at]], ids[whole.pairs.second[at]]
    parted = fuse(tables, book(), decisions=decisions((one, other, "different")))
    found = Prepared(parted, book()).added({"desk": table([claim("new")])})
    assert found.incident_of[one] != found.incident_of[other]
