"""Copies, translations and relays of one release are one voice; what stands behind an incident follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.fusion.claims import DAY, background, book, claim, decisions, table
from truceline.fusion import fuse, incidents, voices_of

THIRD = {"basis": "one_third_party"}


def voices(words: dict[str, str] | None = None, **told: dict[str, Any]) -> tuple[int, int, str]:
    """Return reports, voices and basis of the incident that one claim of each source tells of."""
    claims = {name: table([claim("1", **row), *background("a")[:5]]) for name, row in told.items()}
    first, *rest = claims
    said = decisions(*((f"{first}/1", f"{name}/1", "same") for name in rest))
    found = fuse(claims, book(), decisions=said)
    row = next(
        one for one in incidents(found, claims, words=words).to_pylist() if f"{first}/1" in one["reports"]
    )
    return row["n_reports"], row["n_independent"], row["basis"]


def test_two_third_parties_are_several_and_two_relays_of_one_are_one() -> None:
    one, other = {"told_by": ["SOHR"], **THIRD}, {"told_by": ["White Helmets"], **THIRD}
    assert voices(a=one, b=other) == (2, 2, "independent_several")
    assert voices(a=one, b={"told_by": ["sohr"], **THIRD}) == (2, 1, "one_third_party")
    assert voices(a=one, b={"told_by": [], **THIRD}, c=other) == (3, 3, "independent_several")


def test_who_names_the_source_of_the_other_is_its_voice() -> None:
    assert voices(ledger={"told_by": [], **THIRD}, wire={"told_by": ["Ledger"], **THIRD})[1] == 1


def test_through_a_third_two_are_one_voice() -> None:
    a, b, c = ({"told_by": by, **THIRD} for by in (["X"], ["Y"], ["X", "Y"]))
    assert voices(a=a, b=b, c=c)[1] == 1


@pytest.mark.parametrize(
    ("other", "later", "n"),
    [
        ("Fifteen fighters, 15 in all, were killed near the town, the monitor said", 2, 1),
        ("FIFTEEN fighters — 15 in all — were killed near the town; the monitor said", 2, 1),
        ("Fifteen fighters, 16 in all, were killed near the town, the monitor said", 2, 2),
        ("Clashes near the town left 15 dead according to local doctors", 2, 2),
        ("Fifteen fighters, 15 in all, were killed near the town, the monitor said", 100, 2),
    ],
)
def test_the_same_words_and_numbers_soon_after_are_a_copy(other: str, later: int, n: int) -> None:
    words = {"a/1": "Fifteen fighters, 15 in all, were killed near the town, the monitor said.", "b/1": other}
    told = {
        name: {"told_by": [name.upper()], "known_at": DAY + timedelta(hours=hours), **THIRD}
        for name, hours in (("a", 0), ("b", later))
    }
    assert voices(words, **told)[1] == n


def test_what_a_source_says_of_its_voices_counts_and_a_better_basis_goes_before() -> None:
    told = {"told_by": ["X"], "n_independent": 3, "basis": "admitted"}
    assert voices(a=told, b={"told_by": ["Y"], **THIRD}) == (2, 3, "admitted")
    unclear = {"basis": "source_unclear"}
    assert voices(a={"told_by": ["X"], **unclear}, b={"told_by": ["Y"], **unclear})[2] == "source_unclear"


def test_who_names_no_source_may_carry_another_and_makes_no_basis_of_several() -> None:
    one, nobody = {"told_by": ["SOHR"], **THIRD}, {"told_by": [], **THIRD}
    assert voices(a=one, b=nobody) == (2, 2, "one_third_party")
    assert voices_of([("a", ["SOHR"]), ("b", [])]) is None
    assert voices_of([("a", ["SOHR"]), ("b", ["Undisclosed Source"])]) is None
    assert voices_of([("a", ["SOHR"]), ("b", ["SNHR"])]) == 2
    assert voices_of([("a", ["B"]), ("b", [])]) == 1
    assert voices_of([("a", [])]) == 1
    assert voices_of([("a", ["SOHR"]), ("b", ["SNHR"]), ("c", [])]) is None
