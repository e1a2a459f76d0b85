"""What Idlib's own texts do not treat alike, each with the clause that makes it so.

Every act that a clause names is told of once by one side and once, at the same place and hour, by its mirror
on the other. Where the findings are not mirrored too, `not_mirrored.csv` says which clause is the cause and
why; a difference that nobody explains fails, and so does an explanation of none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from tests import zoo
from truceline.judgement import assess
from truceline.judgement.rulebook import rulebook_of
from truceline.model.hanging import under_any_reading
from truceline.model.record import Record
from truceline.text.relations import unread

LISTED: Final = Path(__file__).with_name("not_mirrored.csv")
_PAIRS: Final = (
    ("russia", "turkey"),
    ("syrian-government-forces", "nlf"),
    ("pro-government-militias", "opposition-armed-groups"),
)
_GROUNDS: Final = ("government-held-area", "opposition-held-area")
MIRROR: Final = {one: other for pair in (*_PAIRS, _GROUNDS) for one, other in (pair, pair[::-1])}
DOERS: Final = tuple(actor for pair in _PAIRS for actor in pair)
TARGETS: Final = (*MIRROR, "civilians", "hts", "tip")
"""Those without a mirror are of neither side."""
DAYS: Final = (
    "2017-01-15",  # A16 alone
    "2017-10-10",  # A17
    "2018-11-05",  # A18
    "2019-05-19",  # the announcement of May 2019
    "2019-06-13",  # the ceasefire of June
    "2019-08-03",  # the truce of Damascus
    "2019-09-10",  # that of the end of August
    "2020-01-20",  # the ceasefire of January
    "2020-03-20",  # A20b
)
PLACES: Final = {"deep in the area": (36.6309, 35.9297), "by the line of 2020": (36.80591, 35.86447)}


def mirrored(actor: str) -> str:
    return MIRROR.get(actor, actor)


def told(casebook: Record) -> Iterator[tuple[str, str, str, str, str]]:
    named = (under_any_reading(clause.acts) for clause in rulebook_of(casebook).assessed())
    acts = sorted({act for several in named for each in several for act in each})
    yield from product(DOERS, TARGETS, acts, DAYS, PLACES)


def claim(doer: str, target: str, act: str, day: str, place: str) -> dict[str, Any]:
    name = "|".join((doer, target, act, day, place))
    at = f"{day}T12:00:00+00:00"
    return zoo.claim(name, act=act, by=(doer,), to=(target,), at=at, place=PLACES[place], radius_m=100.0)


def differences(record: Record) -> set[tuple[str, str, str]]:
    """Return clause, doer and its mirror wherever the one's findings are not the mirror of the other's."""
    rows = assess(record, zoo.claims(*(claim(*one) for one in told(record))), positions=["ruling"])
    columns = ("verdict", "if_in_force", "p_breach", "p_breach_max", "robust")
    found: dict[tuple[str, ...], dict[str, tuple[Any, ...]]] = {}
    for row in rows.findings.to_pylist():
        by_clause = found.setdefault(tuple(row["incident_id"].split("|")), {})
        by_clause[row["clause_id"]] = tuple(row[name] for name in columns)
    differ = set()
    for one in found:
        doer, target, *rest = one
        other = found.get((mirrored(doer), mirrored(target), *rest), {})
        for clause, values in found[one].items():
            if other.get(clause) != values:
                one_of, other_of = sorted((doer, mirrored(doer)))
                differ.add((clause, one_of, other_of))
    return differ


def one_sided(casebook: Record) -> set[tuple[str, str, str]]:
    """Return the clauses that an incident can break and that name actors of one side only."""
    people = unread(casebook.casebook.actors)
    found = set()
    for clause in rulebook_of(casebook).assessed():
        for part in (clause.who, clause.against):
            if part is None:
                continue
            named = {actor for who in under_any_reading(part) for actor in who.actors}
            sides = {people.side(actor, None) for actor in named}
            if len(sides) == 1 and None not in sides:
                found.add((str(clause.id), "names", str(sides.pop())))
    return found


@pytest.mark.slow
def test_what_is_not_mirrored_is_what_the_list_explains(idlib: Record) -> None:
    with LISTED.open(encoding="utf-8", newline="") as stream:
        listed = {(row["clause"], row["one"], row["other"]) for row in csv.DictReader(stream)}
    assert differences(idlib) | one_sided(idlib) == listed


def test_every_line_of_the_list_names_a_clause_and_says_why(idlib: Record) -> None:
    clauses = {str(clause.id) for clause in idlib.casebook.clauses}
    with LISTED.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["cause"] for row in rows} <= clauses
    assert all(row["clause"] in clauses and row["why"].strip() for row in rows)
