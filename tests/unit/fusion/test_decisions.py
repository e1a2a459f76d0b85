"""What a person decided stands, whatever the machine would say, and teaches it."""

from __future__ import annotations

import numpy as np
import pytest

from bench.tellers import told_world
from tests.unit.fusion.claims import background, book, claim, decisions, table, together
from truceline.errors import BadInput
from truceline.fusion import fuse

CLAIMS = {
    "a": table([claim("1"), claim("2", day=9.0), *background("a")]),
    "b": table([claim("1", lon=36.805), claim("2", day=30.0, lat=35.2, act="arrest"), *background("b")]),
}


def test_split_and_merge_stand() -> None:
    before = fuse(CLAIMS, book())
    assert together(before, "a/1", "b/1")
    assert not together(before, "a/2", "b/2")
    after = fuse(CLAIMS, book(), decisions=decisions(("b/1", "a/1", "different"), ("a/2", "b/2", "same")))
    assert not together(after, "a/1", "b/1")
    assert together(after, "a/2", "b/2"), "far apart as they are"
    split, merged = after.why("a/1", "b/1"), after.why("a/2", "b/2")
    assert split is not None
    assert merged is not None
    assert (split.p, merged.p) == (0.0, 1.0)


def test_a_split_stands_against_a_third_report_that_is_like_both() -> None:
    claims = {name: table([claim("1"), *background(name)]) for name in "abc"}
    assert together(fuse(claims, book()), "a/1", "b/1", "c/1")
    found = fuse(claims, book(), decisions=decisions(("a/1", "b/1", "different")))
    assert not together(found, "a/1", "b/1")


def test_a_merge_stands_though_its_source_tells_all_once() -> None:
    found = fuse(CLAIMS, book(), decisions=decisions(("a/1", "a/2", "same")))
    assert together(found, "a/1", "a/2")


def test_the_last_word_on_a_pair_counts_and_unsure_decides_nothing() -> None:
    plain = fuse(CLAIMS, book())
    for last, is_one in (("same", True), ("different", False), ("unsure", together(plain, "a/1", "b/1"))):
        said = decisions(("a/1", "b/1", "different"), ("a/1", "b/1", "same"), ("b/1", "a/1", last))
        assert together(fuse(CLAIMS, book(), decisions=said), "a/1", "b/1") is is_one


def test_on_reports_that_are_not_there_nothing_is_decided_and_they_are_counted() -> None:
    found = fuse(CLAIMS, book(), decisions=decisions(("a/1", "b/none", "same")))
    assert found.unmet == 1
    assert found.incident_of == fuse(CLAIMS, book()).incident_of


def test_decisions_against_each_other_are_named_all_at_once() -> None:
    said = decisions(
        ("a/1", "b/1", "same"), ("b/1", "b/2", "same"), ("a/1", "b/2", "different"), ("a/2", "b/2", "perhaps")
    )
    with pytest.raises(BadInput) as raised:
        fuse(CLAIMS, book(), decisions=said)
    assert len(raised.value.faults) == 2


def test_decisions_teach() -> None:
    made = told_world(events=150, days=20, seed=4, n_sources=2)
    plain = fuse(made.tables, book())
    reports, pairs = plain.reports, plain.pairs
    labels = np.array([made.truth[one] for one in reports.ids])
    is_one = labels[pairs.first] == labels[pairs.second]
    said = decisions(
        *(
            (reports.ids[one], reports.ids[other], "same" if same else "different")
            for one, other, same, p in zip(pairs.first, pairs.second, is_one, plain.weights.p, strict=True)
            if 0.01 < p < 0.99
        )
    )
    taught = fuse(made.tables, book(), decisions=said)
    n = np.bincount(reports.source)
    share = is_one[reports.source[pairs.first] != reports.source[pairs.second]].sum() / n
    off = [abs(found.learnt.shared[[0, 1], [1, 0]] - share).sum() for found in (taught, plain)]
    assert off[0] < off[1]
