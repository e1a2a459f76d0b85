"""Draws are as likely as they are said to be: against every way to part a few reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.unit.fusion.claims import background, book, claim, decisions, table, together
from truceline.fusion import Fused, fuse, sampled
from truceline.fusion.sampling import drawn, in_doubt

DRAWS = 300


@dataclass(frozen=True)
class Component:
    """Reports of one chain of pairs, by row, and how each speaks for the others."""

    members: tuple[int, ...]
    speaks: Mapping[int, Mapping[int, float]]


def components_of(fused: Fused) -> Iterator[Component]:
    doubt = in_doubt(fused)
    for numbers in doubt.components():
        speaks: dict[int, dict[int, float]] = {}
        for one in numbers.tolist():
            same = [
                other
                for other in numbers.tolist()
                if other != one and doubt.source[other] == doubt.source[one] >= 0
            ]
            told = {int(doubt.rows[other]): -np.inf for other in same}
            pairs = slice(doubt.first[one], doubt.first[one + 1])
            for other, weight in zip(doubt.other[pairs].tolist(), doubt.speaks[pairs].tolist(), strict=True):
                if other not in same or weight > 27:
                    told[int(doubt.rows[other])] = weight
            speaks[int(doubt.rows[one])] = told
        yield Component(tuple(speaks), speaks)


def ways(members: Sequence[int]) -> Iterator[list[list[int]]]:
    """Yield every way to part some reports."""
    if not members:
        yield []
        return
    first, rest = members[0], members[1:]
    for way in ways(rest):
        yield [[first], *way]
        for at in range(len(way)):
            yield [*way[:at], [first, *way[at]], *way[at + 1 :]]


def exact(one: Component) -> dict[tuple[int, int], float]:
    """Return that two are of one part, by going through all ways."""
    found = dict.fromkeys(((a, b) for a in one.members for b in one.members if a < b), 0.0)
    whole = 0.0
    for way in ways(one.members):
        weight = np.exp(
            sum(
                2
                / len(part)
                * sum(one.speaks[a].get(b, -7.0) for at, b in enumerate(part) for a in part[:at])
                for part in way
            )
        )
        whole += weight
        for part in way:
            for a in part:
                for b in part:
                    if a < b:
                        found[a, b] += weight
    return {pair: weight / whole for pair, weight in found.items()}


@cache
def _doubtful() -> Fused:
    near = {"a": 0.0, "b": 0.03, "c": 0.05}
    return fuse(
        {
            name: table(
                [claim("1", lon=36.8 + off), claim("2", day=1.0, lon=36.8 - off, dead=1), *background(name)]
            )
            for name, off in near.items()
        },
        book(),
    )


def test_draws_agree_with_every_way_counted() -> None:
    found = _doubtful()
    row = {own: index for index, own in enumerate(found.reports.ids)}
    some = [one for one in components_of(found) if len(one.members) <= 7][:25]
    assert any(len(one.members) > 2 for one in some)
    n = dict[tuple[int, int], int]()
    for way in sampled(found, DRAWS, seed=1):
        of = {row[own]: incident for own, incident in way.items()}
        for one in some:
            for a in one.members:
                for b in one.members:
                    if a < b and of[a] == of[b]:
                        n[a, b] = n.get((a, b), 0) + 1
    for one in some:
        for pair, p in exact(one).items():
            # Draws begin anew each time, so that they are independent: six standard errors and what is left.
            assert abs(n.get(pair, 0) / DRAWS - p) < 6 * np.sqrt(p * (1 - p) / DRAWS) + 0.01


def test_where_two_compete_with_nobody_they_are_drawn_together_as_often_as_they_are_likely() -> None:
    found = _doubtful()
    p = {
        (int(a), int(b)): each
        for a, b, each in zip(found.pairs.first, found.pairs.second, found.weights.p, strict=True)
    }
    two = [one for one in components_of(found) if len(one.members) == 2]
    assert two
    for one in two:
        a, b = sorted(one.members)
        assert exact(one)[a, b] == pytest.approx(p.get((a, b), p.get((b, a))), abs=0.02)


def test_only_what_some_pair_may_join_is_drawn_and_each_way_is_whole() -> None:
    found = _doubtful()
    ways = drawn(found, 40, seed=5)
    ids = found.reports.ids
    fused = np.array([ids.index(found.incident_of[own]) for own in ids])
    beside = np.setdiff1d(np.arange(len(ids)), in_doubt(found).rows)
    assert len(beside)
    assert (ways[beside] == fused[beside][:, None]).all()
    for way in ways.T:
        assert (way[way] == way).all(), "each names the first of its incident, which names itself"
        assert all(ids[first] <= own for own, first in zip(ids, way.tolist(), strict=True))
        assert max(np.unique(way, return_counts=True)[1]) <= 3, "three sources tell of one once each"


def test_draws_of_nothing_and_of_reports_far_apart_are_what_was_found() -> None:
    worlds: tuple[dict[str, list[dict[str, Any]]], ...] = (
        {"a": [], "b": []},
        {"a": [claim("1")], "b": [claim("1", lon=40.0)]},
    )
    for claims in worlds:
        found = fuse({name: table(rows) for name, rows in claims.items()}, book())
        assert [*sampled(found, 2, seed=1)] == [found.incident_of] * 2


def test_the_same_seed_draws_the_same_and_what_a_person_decided_stands() -> None:
    claims = {name: table([claim("1"), *background(name)]) for name in "abc"}
    found = fuse(claims, book(), decisions=decisions(("a/1", "b/1", "different"), ("a/1", "c/1", "same")))
    one, other = ([*sampled(found, 5, seed=3)] for _ in range(2))
    assert one == other
    for way in one:
        assert way["a/1"] != way["b/1"]
        assert way["a/1"] == way["c/1"]
        assert set(way) == set(found.incident_of)
    assert not together(found, "a/1", "b/1")


def test_of_a_source_that_tells_all_once_no_draw_has_two() -> None:
    rows = [claim("1"), claim("2"), *background("a")]
    found = fuse({"a": table(rows), "b": table([claim("1"), *background("b")])}, book())
    drawn = [*sampled(found, 20, seed=2)]
    assert all(way["a/1"] != way["a/2"] for way in drawn)
    assert len({way["b/1"] == way["a/1"] for way in drawn}) == 2, "either may be it"
