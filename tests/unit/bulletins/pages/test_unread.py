"""What could not be read is told by its cause, and names that are nobody's with who may be meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.exports import CASEBOOK
from truceline.bulletins.pages.unread import FEW, MOST_NAMES, causes, render_faults, render_unmatched
from truceline.errors import Fault
from truceline.model.assessment import UnmatchedNames
from truceline.model.spelling import akin
from truceline.parsing.yaml_marks import read_marked


def rows(n: int, message: str = "type 'Duel' is no act", remedy: str = "name it") -> list[Fault]:
    return [Fault(file="a.csv", line=2 + row, message=message, remedy=remedy) for row in range(n)]


def test_a_few_rows_are_listed_one_by_one() -> None:
    assert list(render_faults(rows(FEW), full=False)) == [f"  {fault}" for fault in rows(FEW)]


def test_many_rows_are_told_by_their_cause_with_one_example() -> None:
    told = list(render_faults(rows(FEW + 1), full=False))
    assert told == [
        f"  {FEW + 1} rows: type '…' is no act (name it)",
        "      the first: a.csv:2: type 'Duel' is no act (name it)",
        "  --full lists every row",
    ]
    assert len(list(render_faults(rows(FEW + 1), full=True))) == FEW + 1


def test_what_differs_between_rows_of_one_cause_is_counted() -> None:
    faults = [
        *rows(7, "by 'a, \\'b' is no act"),
        *rows(2, 'by "it\'s" is no act'),
        *rows(9, "by 'c' is no act"),
    ]
    (cause,) = causes(faults)
    assert (cause.says, cause.n) == ("by '…' is no act", 18)
    assert [n for _, n in cause.words] == [9, 7, 2]


def test_numbers_make_no_cause_of_their_own() -> None:
    faults = [
        *rows(3, "longitude 366.5, latitude -2 is nowhere"),
        *rows(1, "longitude 4,239.0, latitude 1 is nowhere"),
    ]
    (cause,) = causes(faults)
    assert (cause.says, cause.words) == ("longitude …, latitude … is nowhere", ())


def test_rows_of_two_files_or_two_remedies_are_two_causes() -> None:
    (one,) = rows(1)
    assert len(causes([one, replace(one, file="b.csv"), replace(one, remedy="leave it out")])) == 3


@given(st.lists(st.sampled_from(["'a' is x", "'b' is x", "7 is y", "8 is y", "z"]), max_size=40))
def test_every_row_is_in_one_cause_whatever_the_order(messages: list[str]) -> None:
    faults = [Fault(file="a.csv", line=n, message=one) for n, one in enumerate(messages)]
    found = causes(faults)
    assert sum(one.n for one in found) == len(faults)
    assert {(one.says, one.n) for one in found} == {(one.says, one.n) for one in causes(faults[::-1])}
    assert [one.n for one in found] == sorted((one.n for one in found), reverse=True)


def unmatched(**given: tuple[tuple[str, int], ...]) -> UnmatchedNames:
    return UnmatchedNames(
        file="a.csv", reader="csv", casebook=CASEBOOK, **{"actors": (), "places": (), **given}
    )


def test_names_of_nobody_come_with_a_guess_that_is_not_taken() -> None:
    names = (("Northern Band", 1_500), ('Them "all"', 2), ("Zzz", 1))
    told = list(render_unmatched(unmatched(actors=names), full=False))
    assert told[0] == ("a.csv: 1,503 mentions of 3 names are matched by no actor, and may be anybody:")
    lines = [line.strip() for line in told[2:]]
    assert lines[0].startswith('# "Northern Band": north  # 1,500 mentions: did you mean north')
    assert lines[2] == '# "Zzz": unknown  # 1 mention: no actor has a name like it'
    pasted = "\n".join(["values:", *(f"  {line.removeprefix('# ')}" for line in lines)])
    values = read_marked("a.yaml", pasted.encode()).tree["values"]
    assert values == {"Northern Band": "north", 'Them "all"': "unknown", "Zzz": "unknown"}


def test_all_names_are_listed_only_when_asked_for() -> None:
    names = tuple((f"Band {'x' * n}", 1) for n in range(1, MOST_NAMES + 2))
    few, all_ = (list(render_unmatched(unmatched(actors=names), full=full)) for full in (False, True))
    assert few[-1] == "  … and 1 more name; --full lists them"
    assert (len(few), len(all_)) == (2 + MOST_NAMES + 1, 2 + MOST_NAMES + 1)
    assert "more name" not in all_[-1]


def test_places_by_name_alone_say_what_is_missing() -> None:
    told = list(render_unmatched(unmatched(places=(("Nowhere-on-Sea", 3),)), full=False))
    assert "3 rows with a place by name alone" in told[0]
    assert "give `lon`, `lat` and `radius_m`" in told[-1]


def test_nothing_is_said_where_every_name_is_known() -> None:
    assert list(render_unmatched(unmatched(), full=False)) == []


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Turkish Military", ("turkey",)),
        ("Turkey", ("turkey",)),
        ("Turk", ("turkey",)),
        ("Tur", ()),
        ("Forces", ()),
        ("", ()),
        ("12", ()),
    ],
)
def test_a_word_of_one_family_is_a_guess_and_a_common_word_is_none(word: str, found: tuple[str, ...]) -> None:
    known = {"turkey": ("Turkey",), **{f"band-{n}": (f"Forces {n}",) for n in range(9)}}
    assert akin(word, known) == found
