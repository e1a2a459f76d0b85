"""Every field of every kind stands in a group, and comes back from it as it was."""

from __future__ import annotations

import dataclasses
import enum
import typing
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from truceline.db.groups import TABLES, day_of, joined, split
from truceline.db.kinds import KINDS
from truceline.errors import BadInput
from truceline.model.hanging import Hanging
from truceline.model.happening import Where
from truceline.model.record import Claim, IncidentEntry, Report
from truceline.parsing.typed import fields_of, read_noun
from truceline.parsing.yaml_marks import Tree
from truceline.tlog.canonical import canonical
from truceline.tlog.field_groups import FieldGroup


def _walked() -> Iterator[type]:
    ahead = [*KINDS.values()]
    seen: set[type] = set()
    while ahead:
        noun = ahead.pop()
        if noun not in seen:
            seen.add(noun)
            yield noun
            ahead += [place for place in TABLES.get(noun, {}).values() if isinstance(place, type)]


@pytest.mark.parametrize("noun", list(_walked()), ids=lambda noun: noun.__name__)
def test_every_field_of_every_noun_is_in_the_table_and_nothing_else_is(noun: type) -> None:
    assert set(TABLES[noun]) == {one.name for one in dataclasses.fields(noun)}


@pytest.mark.parametrize("noun", list(_walked()), ids=lambda noun: noun.__name__)
def test_a_noun_inside_another_has_a_table_and_is_of_the_type_that_the_field_has(noun: type) -> None:
    for name, place in TABLES[noun].items():
        if isinstance(place, type):
            hint = fields_of(noun)[name]
            assert place in {hint, *typing.get_args(hint)}, name


def test_no_table_is_of_a_noun_that_nobody_keeps() -> None:
    used = set(_walked())
    assert {noun.__name__ for noun in TABLES if noun not in used} <= {"Cast"}


def test_a_field_that_the_table_does_not_know_never_passes() -> None:
    with pytest.raises(KeyError):
        split(Report, {"id": "r", "rank": "colonel"})


def _tree(hint: typing.Any, name: str = "") -> st.SearchStrategy[Tree]:
    """Return trees that YAML may give for a type."""
    word = st.text("abcxyz éдع-", min_size=1, max_size=8)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if name in {"lon", "lat"}:
        return st.decimals(-90, 90, places=7).map(str)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        needed = {one.name for one in dataclasses.fields(hint) if one.default is dataclasses.MISSING}
        parts = {key: _tree(one, key) for key, one in fields_of(hint).items()}
        spelt = {"from" if key == "from_" else key: one for key, one in parts.items()}
        always = {key: one for key, one in spelt.items() if key in needed}
        return st.fixed_dictionaries(always, optional={key: spelt[key] for key in spelt.keys() - needed})
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return st.sampled_from([str(one.value) for one in hint])
    if isinstance(hint, typing.NewType) or hint is str:
        return word
    if hint is int:
        return st.integers(0, 99).map(str)
    if hint is float:
        return st.sampled_from(["0.5", "1", "2.25", "-3"])
    if hint is bool:
        return st.sampled_from(["true", "false"])
    if hint is date:
        return st.just("2020-03-05")
    if hint is type(None):
        return st.none()
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is tuple and arguments[-1] is not Ellipsis:
        return st.tuples(*map(_tree, arguments)).map(list)
    if origin is tuple:
        return st.lists(_tree(arguments[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(st.sampled_from(["en", "ar"]), word, max_size=2)
    if origin is Hanging:
        readings = st.dictionaries(st.sampled_from(["a", "b"]), _tree(arguments[0]), min_size=1)
        return st.fixed_dictionaries({"hangs_on": word, "readings": readings})
    return st.one_of([_tree(one) for one in arguments])


@pytest.mark.parametrize("kind", KINDS)
@examples(20)
@given(data=st.data())
def test_a_noun_comes_back_from_its_groups_whatever_it_says(kind: str, data: st.DataObject) -> None:
    noun = KINDS[kind]
    drawn = data.draw(_tree(noun))
    assert isinstance(drawn, dict)
    parts = split(noun, drawn)
    own = drawn.get("id")
    back = joined(noun, parts, own=own if isinstance(own, str) else None)
    before, wrongs = read_noun(noun, drawn)
    assert before is not None, wrongs
    assert read_noun(noun, back)[0] == before
    assert split(noun, back) == parts
    for part in parts.values():
        canonical(part)


def test_who_told_stands_apart_from_what_is_said_inside_a_noun_too() -> None:
    tree: Tree = {
        "id": "E1",
        "title": "shelling",
        "accounts": [
            {"id": "a", "told_by": ["S17"], "hypotheses": [{"act": "shelling", "cast": []}]},
            {"id": "b", "told_by": ["S18"], "hypotheses": []},
        ],
    }
    parts = split(IncidentEntry, tree)
    told = {group: repr(part) for group, part in parts.items()}
    assert {group for group, text in told.items() if "S17" in text} == {FieldGroup.TOLD_BY}
    assert joined(IncidentEntry, parts, own="E1") == tree


def test_what_is_erased_is_not_in_the_tree() -> None:
    tree: Tree = {"id": "c", "says": "shelling", "by": "S17"}
    parts = split(Claim, tree)
    del parts[FieldGroup.TOLD_BY]
    assert joined(Claim, parts, own="c") == {"id": "c", "says": "shelling"}


@pytest.mark.parametrize(
    ("text", "whole"),
    [("36.6340001", 366340001), ("-180", -1800000000), ("3.6e1", 360000000), ("0", 0), ("36.630", 366300000)],
)
def test_degrees_are_signed_as_whole_ten_millionths(text: str, whole: int) -> None:
    tree: Tree = {"lon": text, "lat": "1", "radius_m": "12.50"}
    parts = split(Where, tree)
    assert parts[FieldGroup.WHERE] == {"lon": whole, "lat": 10000000, "radius_m": "12.50"}
    back = joined(Where, parts, own=None)
    assert isinstance(back, dict)
    assert float(str(back["lon"])) == float(text)


@pytest.mark.parametrize("text", ["36.63400001", "0.00000001", "361"])
def test_degrees_that_would_not_come_back_are_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        split(Where, {"lon": text})
    assert caught.value.faults[0].pointer == "lon"


@pytest.mark.parametrize(
    ("noun", "tree", "day"),
    [
        (Claim, {"when": {"at": "2020-03-05 21:30Z"}}, "2020-03-05"),
        (Claim, {"when": {"at": "2020-03"}}, "2020-03"),
        (Claim, {"when": {"at": "soon"}}, None),
        (Report, {"said_on": "2020-03-05", "heard_at": "2020-03-06 01:00Z"}, "2020-03-05"),
        (Claim, {}, None),
    ],
)
def test_the_coarse_time_is_the_day_that_is_told(noun: type, tree: Tree, day: str | None) -> None:
    assert day_of(split(noun, tree)) == day
