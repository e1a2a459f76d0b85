"""Parity on texts that treat two sides alike: mirror only the input, and only who acted and answers change.

The texts are generated: clauses, exceptions, bonds, lists and stand-ins for somebody untold drawn at random,
each drawn for both sides. A case is one account under one such text; every row of its findings must be the
mirror of the other's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from tests import zoo
from tests.examples import examples
from tests.strategies import points, times
from truceline.judgement import assess
from truceline.model.ids import SOMEBODY_ELSE
from truceline.model.record import Record

_TEXTS: Final = 100
_ACCOUNTS: Final = 5
"""Of each text; together 500 cases."""
_PAIRS: Final = (
    ("north", "south"),
    ("north_militia", "south_militia"),
    ("north_unit", "south_unit"),
    ("north_forces", "south_forces"),
    ("north_ground", "south_ground"),
)
MIRROR: Final = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_NEITHER: Final = ("brigands", "villagers", "unknown")
_ACTS: Final = ("violence", "armed_attack", "shelling", "raid", "gun_presence")


def mirrored(actor: str) -> str:
    """Return the actor that stands on the other side where this one stands; itself if on neither."""
    return MIRROR.get(actor, actor)


def mirrored_words(words: str | None) -> frozenset[frozenset[str]] | None:
    """Return `a+b|c` as sets with every actor mirrored: its order is that of spelling."""
    if words is None:
        return None
    return frozenset(frozenset(map(mirrored, one.split("+"))) for one in words.split("|"))


def as_sets(words: str | None) -> frozenset[frozenset[str]] | None:
    """Return `a+b|c` as sets."""
    return None if words is None else frozenset(frozenset(one.split("+")) for one in words.split("|"))


@st.composite
def texts(draw: st.DrawFn) -> Record:
    """A text that says the same of both sides, by construction."""
    has_guarantor = draw(st.booleans())
    joined = {"hangs_on": "joined", "readings": {"bound": "true", "outside": "false"}}
    applies = draw(st.sampled_from([{}, {"applies": joined}]))
    since = draw(st.sampled_from([{}, {"from": "2020-04-01"}, {"until": "2020-04-02"}]))

    beyond = st.lists(st.sampled_from(["brigands", "villagers", SOMEBODY_ELSE]), unique=True)
    forces = draw(st.sampled_from([("", "_militia"), ("", "_unit"), ("_militia", "_unit")]))
    others = draw(beyond)

    def army(side: str) -> list[dict[str, Any]]:
        through = {"how": "through_guarantor", "guarantor": side} if has_guarantor else {"how": "joined"}
        unit = {"part_of": [{"of": f"{side}_militia", **since}]}
        bonds = [{"instrument": "t1", **through, **applies}]
        return [
            _actor(side, side, bound_by=[{"instrument": "t1", "how": "signed"}]),
            _actor(f"{side}_militia", side, bound_by=bonds),
            _actor(f"{side}_unit", None, **unit),
            _actor(f"{side}_forces", None, one_of=[f"{side}{one}" for one in forces]),
            _actor(f"{side}_ground", None, one_of=[f"{side}_forces", f"{side}_unit", *others]),
        ]

    listing = [{"by": "council", "from": draw(st.sampled_from(["2020-01-01", "2020-04-10"]))}]
    whose = st.sampled_from([None, {"bound": "true"}, {"sides": ["north", "south"]}])
    at_whom = st.sampled_from(
        [None, {"other_side": "true"}, {"listed_by": "council"}, {"actors": ["villagers"]}, {"bound": "true"}]
    )
    where = st.sampled_from([None, "valley", "precinct"])
    acts = st.lists(st.sampled_from(_ACTS), min_size=1, max_size=2, unique=True)
    clauses: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 3))):
        bans = {"kind": "forbid", "who": draw(whose), "acts": draw(acts), "against": draw(at_whom)}
        clauses.append(_clause(f"t1/{number + 1}", **bans, where=draw(where)))
    for number in range(draw(st.integers(0, 2))):
        asked = {
            "kind": "except",
            "excepts": [clauses[0]["id"]],
            "effect": draw(st.sampled_from(["excuse", "bar"])),
            "against": draw(at_whom),
            "who": draw(whose),
            "only_in_response": draw(st.sampled_from(["true", "false"])),
        }
        # An exception may have ground of its own only where its clause has some.
        has_ground = "where" in clauses[0]
        clauses.append(_clause(f"t1/{number + 7}", **asked, where=draw(where) if has_ground else None))
    return zoo.casebook(
        mandate={"sides": {"north": {"en": "north"}, "south": {"en": "south"}}},
        clauses=clauses,
        actors=[
            *army("north"),
            *army("south"),
            _actor("brigands", None, listings=listing),
            _actor("villagers", None),
        ],
        words=[],
    )


def _actor(name: str, side: str | None, **more: object) -> dict[str, Any]:
    return {"id": name, "names": {"en": name}, "kind": "group", "side": side} | more


def _clause(name: str, **more: object) -> dict[str, Any]:
    about = {"title": "t", "reference": "art.", "checked_on": "2026-01-01"}
    words = [{"version": "v", "anchor": "1", "words": "w"}]
    return (
        {"id": name, "text": words} | about | {key: value for key, value in more.items() if value is not None}
    )


@st.composite
def accounts(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """One account of one or two hypotheses, with anything in it unknown."""
    actors = st.sampled_from([*MIRROR, *_NEITHER])
    named = st.lists(actors, max_size=2, unique=True).map(tuple)

    def cast() -> dict[str, Any]:
        return zoo.hypothesis(
            act=draw(st.sampled_from(_ACTS)),
            by=draw(named),
            to=draw(named),
            participants=draw(st.lists(actors, max_size=2, unique=True).map(tuple)),
            response=draw(st.sampled_from(["yes", "no", "unknown", "not_claimed"])),
        )

    row = zoo.claim(
        name, at=draw(times()), place=draw(points() | st.none()), radius_m=draw(st.floats(0, 9_000))
    )
    return row | {"hypotheses": [cast() for _ in range(draw(st.integers(1, 2)))]}


def mirror_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same account with the sides exchanged, and nothing else."""
    hypotheses = [
        one | {"cast": [member | {"actor": mirrored(member["actor"])} for member in one["cast"]]}
        for one in row["hypotheses"]
    ]
    return {**row, "hypotheses": hypotheses}


@examples(_TEXTS)
@given(data=st.data(), text=texts())
def test_under_a_text_that_treats_both_alike_only_who_acted_and_answers_is_mirrored(
    data: st.DataObject, text: Record
) -> None:
    rows = [data.draw(accounts(f"i{number}")) for number in range(_ACCOUNTS)]
    told = assess(text, zoo.claims(*rows)).findings.to_pylist()
    other = assess(text, zoo.claims(*map(mirror_of, rows))).findings.to_pylist()
    assert len(told) == len(other)
    for one, swapped in zip(told, other, strict=True):
        for key in one.keys() - {"by", "answers_for"}:
            assert one[key] == swapped[key], key
        for key in ("by", "answers_for"):
            assert mirrored_words(one[key]) == as_sets(swapped[key]), key
