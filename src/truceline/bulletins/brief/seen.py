"""On how many days of a period the ground of each side was observed, as far as the record tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from truceline import geo
from truceline.errors import BadGeometry
from truceline.model.casebook import Place
from truceline.model.record import Effort, Record
from truceline.record.control import fronts
from truceline.record.days import Period, reporting_day, touches

_LOOKED = frozenset({"observed", "zero"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Days on which somebody observed; a side of which nothing is told has no entry."""

    by_side: Mapping[str, tuple[int, int]]
    """Side to days observed on its ground, and days on which access was denied."""
    n_open: int
    """Days observed where it is not told, or not sure, on whose ground."""


def days_observed(record: Record, period: Period, sides: Iterable[str]) -> Observed:
    """Return on how many days of a period each side's ground was observed, by anybody of whom is told."""
    looked: dict[str | None, set[date]] = {}
    denied: dict[str | None, set[date]] = {}
    told: set[str] = set()
    for row, day, side in _days(record, period, tuple(sides)):
        told |= {side} if side is not None else set()
        found = looked if row.answer in _LOOKED else denied if row.answer == "access_denied" else {}
        found.setdefault(side, set()).add(day)
    return Observed(
        by_side={side: (len(looked.get(side, ())), len(denied.get(side, ()))) for side in told},
        n_open=len(looked.get(None, ())),
    )


def _days(
    record: Record, period: Period, sides: tuple[str, ...]
) -> Iterator[tuple[Effort, date, str | None]]:
    places = {place.id: place for place in record.casebook.places}
    for row in record.effort:
        for day in period.days():
            during = reporting_day(day, record.casebook.mandate)
            if touches(row.since, row.until or row.since, during):
                place = places.get(row.place) if row.place is not None else None
                yield row, day, _holder(record, place, during.start_at, sides)


def _holder(record: Record, place: Place | None, at: datetime, sides: tuple[str, ...]) -> str | None:
    """Return the side that held a place at an instant, if that is as sure as the mandate asks."""
    front = fronts(record) if place is not None else None
    if place is None or front is None:
        return None
    for side in sides:
        try:
            ground = front.held(side, at)
        except BadGeometry:  # no ground is known to be that side's
            continue
        [p] = geo.probability_inside(ground, [place.lon], [place.lat], radius_m=place.radius_m)
        if p >= record.casebook.mandate.yes:
            return side
    return None
