"""Who holds one spot at an instant, with doubt: a place by its own word, any other spot by those around."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from truceline import geo
from truceline.model.casebook import Place
from truceline.model.ids import PlaceId
from truceline.model.once import once
from truceline.model.record import Record
from truceline.record.control.assertions import assertions, known_rows, laid_on_settlements, settlement_codes
from truceline.record.control.estimate import (
    Estimator,
    at_points,
    estimator,
    probabilities,
    shown,
    snapshot,
)
from truceline.record.control.timeline import timeline

_RINGS, _SPOKES = 8, 12
"""Points of which a spot known to a radius is made, each as likely as another."""


def rows_known(rows: Iterable[dict[str, Any]], until: datetime | None) -> list[dict[str, Any]]:
    """Return rows that had begun by an instant, without ends that were still to come."""
    if until is None:
        return list(rows)
    return [
        row if row["until"] is None or row["until"] < until else row | {"until": None}
        for row in rows
        if row["since"] < until
    ]


def held_place(
    ready: Estimator, table: pa.Table, codes: Mapping[str, str], place: Place, at: datetime
) -> tuple[PlaceId, str | None, Mapping[str, float]]:
    """Return a place's own id in the words, the value shown and the probability of each.

    Parameters
    ----------
    ready : Estimator
        Of the words.
    table : pa.Table
        ASSERTIONS: the words.
    codes : mapping
        From `settlement_codes`.
    place : Place
    at : datetime
        UTC.

    Returns
    -------
    tuple
        The value is None where the place has no word of its own.
    """
    asked = {
        "place": str(place.id),
        "name": "",
        "lon": place.lon,
        "lat": place.lat,
        "radius_m": min(place.radius_m, 5_000.0),
    }
    (row, *_), _n = laid_on_settlements([asked], table, codes)
    now = snapshot(ready, at)
    if row["place"] in ready.line.ids:
        number = ready.line.ids.index(row["place"])
        p = probabilities(ready, now)
        value, shares = shown(ready, now, p)[number], p[number]
    else:
        value, shares = None, at_points(ready, now, [place.lon], [place.lat])[0]
    return row["place"], value, _rounded(ready, shares)


def who_holds(
    record: Record,
    *,
    lon: float,
    lat: float,
    radius_m: float,
    place: Place | None,
    at: datetime,
    until: datetime | None = None,
) -> Mapping[str, float] | None:
    """Return who holds a spot at an instant: the probability of each value; None where nobody says anything.

    Parameters
    ----------
    record : Record
        Its ledger of control and its table of settlements are used.
    lon, lat : float
        EPSG:4326, degrees.
    radius_m : float
        The true point lies within it with probability 0.95: it is asked all over it.
    place : Place or None
        The place of the casebook that the spot is, whose own word counts.
    at : datetime
        UTC.
    until : datetime, optional
        Only what could be known before.
    """
    words = _words(record) if until is None else _words_until(record, until)
    if words is None:
        return None
    table, ready = words
    if place is not None:
        return held_place(ready, table, settlement_codes(record.casebook), place, at)[2]
    lons, lats = zip(*_all_over((lon, lat), radius_m), strict=True)
    return _rounded(ready, at_points(ready, snapshot(ready, at), lons, lats).mean(axis=0))


@once
def _words(record: Record) -> tuple[pa.Table, Estimator] | None:
    """Return all words on control, and what estimates by them; None where there are none."""
    return _words_until(record, None)


def _words_until(record: Record, until: datetime | None) -> tuple[pa.Table, Estimator] | None:
    known, mandate = known_rows(record), record.casebook.mandate
    rows = [*known.table, *rows_known(known.ledger, until)]
    if not rows:
        return None
    table = assertions(rows)
    return table, estimator(timeline(table, sides=tuple(mandate.sides or {}), day_zone=mandate.day_zone))


def _rounded(ready: Estimator, shares: Iterable[float]) -> dict[str, float]:
    return {one: round(float(share), 6) for one, share in zip(ready.line.values, shares, strict=True)}


def _all_over(middle: geo.Point, radius_m: float) -> list[geo.Point]:
    sigma_m = radius_m / geo.RADIUS_PER_SIGMA
    return [
        geo.moved(
            middle,
            360.0 * (spoke + ring / 2) / _SPOKES,
            sigma_m * math.sqrt(-2 * math.log(1 - (ring + 0.5) / _RINGS)),
        )
        for ring in range(_RINGS)
        for spoke in range(_SPOKES)
    ]
