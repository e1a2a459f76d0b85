"""Posts and patrols near a place on a day: who might be hit, or could look. For the mission alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from truceline.clock import day_of
from truceline.geo.zone import distance_km
from truceline.judgement.questions.status import Spot
from truceline.model.casebook import Place, Post
from truceline.model.ids import PlaceId
from truceline.model.record import Patrol, Record

WITHIN_KM: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleNear:
    """A post that stood that day, or an outing of that day."""

    noun: Post | Patrol
    km: float
    """To where it is thought to be; of an outing to the nearer of its ends."""
    doubt_km: float
    """How far off that may be: the radii of both places together."""


def people_near(record: Record, *, at: datetime, spot: Spot) -> tuple[PeopleNear, ...]:
    """Return posts and outings that may be within WITHIN_KM, the nearest first.

    Parameters
    ----------
    record : Record
        Those that its text and it know of; others may be nearer.
    at : datetime
        UTC; the day is that of the mandate's clock.
    spot : Spot
        Where.
    """
    places = {one.id: one for one in record.casebook.places}
    day = day_of(at, record.casebook.mandate.day_zone)
    found = (
        near
        for noun, ends in _there(record, day)
        if (near := _nearest(noun, [places[one] for one in ends], spot)) is not None
        and near.km - near.doubt_km <= WITHIN_KM
    )
    return tuple(sorted(found, key=lambda one: (one.km, one.noun.id)))


def _there(record: Record, day: str) -> Iterator[tuple[Post | Patrol, list[PlaceId]]]:
    for post in record.casebook.posts:
        # A first or last day may be known to the month alone.
        begun = post.from_ is None or post.from_ <= day[: len(post.from_)]
        if begun and (post.until is None or day[: len(post.until)] <= post.until):
            yield post, [post.place]
    for patrol in record.patrols:
        if patrol.on == day:
            yield patrol, [one for one in (patrol.planned_from, patrol.planned_to) if one is not None]


def _nearest(noun: Post | Patrol, ends: list[Place], spot: Spot) -> PeopleNear | None:
    each = [
        PeopleNear(
            noun=noun,
            km=distance_km((spot.lon, spot.lat), (end.lon, end.lat)),
            doubt_km=(spot.radius_m + end.radius_m) / 1_000,
        )
        for end in ends
    ]
    return min(each, key=lambda one: one.km - one.doubt_km, default=None)
