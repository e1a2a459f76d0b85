"""Every kind of recipe is answered for wherever one is asked about; an unknown kind is refused."""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import pytest

from tests import zoo
from truceline.errors import BadGeometry
from truceline.model.casebook import LineRecipe, Recipe, UnionRecipe
from truceline.model.ids import ZoneId
from truceline.model.record import Record, with_nouns
from truceline.text.relations import zone_ambiguities
from truceline.text.zones import bounding, build_zone, steps
from truceline.text.zones.recipes import Builder, sigma_m_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EllipseRecipe:
    """A kind that was added to the language and nowhere else."""

    shape: str = "ellipse"


ZONE = ZoneId("small")
BOOK = zoo.casebook(zones=[zoo.circle("small", "mill", 2)])
UNKNOWN = with_nouns(BOOK, zones=(replace(BOOK.casebook.zones[0], recipe=EllipseRecipe()),))  # type: ignore[arg-type]


def _error(casebook: Record) -> float:
    return sigma_m_of(casebook.casebook.zones[0], Builder(casebook=casebook.casebook, readings={}))


@pytest.mark.parametrize(
    "asked",
    [
        lambda book: build_zone(book.casebook, ZONE, {}),
        lambda book: steps(book.casebook, ZONE, {}),
        lambda book: zone_ambiguities(book.casebook, ZONE),
        lambda book: bounding(book.casebook, ZONE, {}),
        _error,
    ],
    ids=["ground", "steps", "what it hangs on", "what bounds it", "error"],
)
def test_a_kind_that_nobody_knows_is_refused_whatever_is_asked(asked: Callable[[Record], object]) -> None:
    assert asked(BOOK) is not None
    with pytest.raises(AssertionError, match="unreachable"):
        asked(UNKNOWN)


def test_the_recipes_drawn_along_a_line_are_those_that_name_one() -> None:
    named = {kind for kind in typing.get_args(Recipe) if "along" in {field.name for field in fields(kind)}}
    assert set(typing.get_args(LineRecipe)) == named


def test_a_zone_made_of_itself_is_refused_where_no_check_was_asked() -> None:
    recipe = UnionRecipe(shape="union", any_of=(ZONE,))
    book = with_nouns(BOOK, zones=(replace(BOOK.casebook.zones[0], recipe=recipe),))
    with pytest.raises(BadGeometry, match="a part of itself"):
        build_zone(book.casebook, ZONE, {})
