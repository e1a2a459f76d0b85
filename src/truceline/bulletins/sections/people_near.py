"""Posts and patrols near a report, in words."""

from __future__ import annotations

from collections.abc import Sequence

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.judgement.questions.people_near import WITHIN_KM, PeopleNear
from truceline.model.casebook import Casebook, Post
from truceline.model.naming import name


def near_lines(near: Sequence[PeopleNear], book: Casebook, t: Catalogue) -> tuple[str, ...]:
    """Return a line for each, or one that none is known of.

    Parameters
    ----------
    near : sequence of PeopleNear
    book : Casebook
        Names in the language.
    t : Catalogue
    """
    actors = {one.id: name(one.names) for one in book.actors}
    places = {one.id: name(one.names) for one in book.places}
    posts = {one.id: name(one.names) for one in book.posts}

    def called(one: PeopleNear) -> str:
        if isinstance(one.noun, Post):
            return t("near.post", post=posts[one.noun.id], of=actors[one.noun.held_by])
        ends = [places[end] for end in (one.noun.planned_from, one.noun.planned_to) if end is not None]
        return t(
            "near.patrol", crews=t.comma.join(actors[each] for each in one.noun.crews), ends=" – ".join(ends)
        )

    if not near:
        return (t("near.none", km=f"{WITHIN_KM:g}"),)
    return tuple(
        t("near.line", what=called(one), km=f"{one.km:.0f}", doubt=words.distance(one.doubt_km * 1_000, t))
        for one in near
    )
