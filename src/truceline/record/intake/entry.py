"""What was understood of a report, as nouns of a record: written once, never changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from truceline import geo
from truceline.clock import day_of
from truceline.model.casebook import Casebook, Place
from truceline.model.naming import name
from truceline.model.record import Record
from truceline.model.stated_place import StatedPlace
from truceline.model.words import MatterKind, PlaceGrade
from truceline.record.intake.times import SaidTime
from truceline.record.intake.understood import POINTS, SaidPlace, Understood

FAMILY: Final = "coded-sources"
"""Of sources that are known by a code alone."""
ACCOUNT: Final = "told"
AT_A_DESK: Final = "told to the desk:"
_ROUND: Final = timedelta(minutes=15)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ROUGH: Final = timedelta(minutes=15)
"""On each hand of a moment that is said in round words."""
_AGO_SHARE: Final = 4
"""Of the time that has gone by, so many parts make one on each hand, as of a distance that is said."""
_DIRECTION_M: Final = 5_000.0
"""How far a place may lie from one that it is near, or of which only the direction is said."""
_KINDS: Final = {
    "shelling": MatterKind.SHELLING,
    "air_strike": MatterKind.AIR_STRIKE,
    "ground_attack": MatterKind.GROUND_ATTACK,
    "ied": MatterKind.EXPLOSION,
    "patrol": MatterKind.PATROL,
    "protest": MatterKind.PROTEST,
    "encirclement": MatterKind.ENCIRCLEMENT,
    "change_of_control": MatterKind.CONTROL,
    "withdrawal": MatterKind.WITHDRAWAL,
    "agreement": MatterKind.AGREEMENT,
    "non_hostile_death": MatterKind.NON_HOSTILE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where something was, as far as it is said: a point, and how far off it may be."""

    lon: float
    lat: float
    radius_m: float
    is_place: bool
    """Whether it is the place itself."""


def whereabouts(said: SaidPlace, place: Place) -> Whereabouts:
    """Return where is meant by a place, or so far from it, or in a direction from it."""
    if not said.bearing and not said.is_near:
        return Whereabouts(lon=place.lon, lat=place.lat, radius_m=place.radius_m, is_place=True)
    if said.distance_m is None:
        radius_m = place.radius_m + _DIRECTION_M
        return Whereabouts(lon=place.lon, lat=place.lat, radius_m=radius_m, is_place=False)
    bearing = 45.0 * POINTS.index(said.bearing)
    stated = StatedPlace(names=(), distance_m=said.distance_m, bearing_deg=bearing)
    lon, lat = geo.moved((place.lon, place.lat), bearing, said.distance_m)
    radius_m = math.ceil(stated.radius_m(place.radius_m) / 100) * 100.0
    return Whereabouts(lon=round(lon, 5), lat=round(lat, 5), radius_m=radius_m, is_place=False)


def bounds(time: SaidTime, said_at: datetime) -> tuple[datetime, datetime | None]:
    """Return from when to when it may have been: of round words as wide as they may mean.

    It is widened to quarters of an hour, so that nothing made of it tells the minute at which it was told. A
    moment that is said exactly has no end.
    """
    if not time.is_rough:
        return time.start_at, time.end_at
    hand = timedelta(0)
    if time.end_at is None:
        hand = max(_ROUGH, (said_at - time.start_at) / _AGO_SHARE)
    first, last = time.start_at - hand, (time.end_at or time.start_at) + hand
    return first - (first - _EPOCH) % _ROUND, last + (_EPOCH - last) % _ROUND


def day_told(said_at: datetime, casebook: Casebook) -> str:
    """Return the day from which on a report could be known: never before it was told, on either clock."""
    return max(day_of(said_at, zone) for zone in ("UTC", casebook.mandate.day_zone))


def entry(
    found: Understood,
    casebook: Casebook,
    *,
    own: str,
    source: str,
    said_at: datetime,
    corrects: str = "",
    changes: Sequence[str] = (),
) -> dict[str, list[dict[str, Any]]]:
    """Return a report and what it claims as nouns, by the keys of a record's files.

    Only the report stands where nothing is said to have happened, where something is denied, or where the
    kind of act was not understood. If it corrects an earlier one, that is then taken back.

    Parameters
    ----------
    found : Understood
        As a person let it stand.
    casebook : Casebook
    own : str
        Its id, which says nothing of when or by whom it was told.
    source : str
        The source's code.
    said_at : datetime
        UTC.
    corrects : str
        Id of the entry whose place it takes.
    changes : sequence of str
        What a person put right in it.
    """
    on = day_told(said_at, casebook)
    report: dict[str, Any] = {
        "id": own,
        "source": source,
        "address": f"{AT_A_DESK} {own}",
        "said_on": on,
        "dated": "printed",
        "language": found.language,
        "words": found.words,
        "heard_at": f"{said_at:%Y-%m-%d %H:%M}Z",
    }
    if changes:
        report["put_right"] = list(changes)
    if found.act is None or found.may_be_denied or not found.is_told:
        return {"reports": [report]} | ({"claims": [_taken_back(own, source, corrects)]} if corrects else {})
    when, where = _when(found, said_at), _where(found, casebook)
    place = {key: one for key, one in (("when", when), ("where", where)) if one}
    title = name(next(one.names for one in casebook.acts if one.id == found.act))
    claim: dict[str, Any] = {
        "id": own,
        "says": title,
        "by": source,
        "matter": own,
        "reports": [own],
        "manner": "hearsay" if found.is_hearsay else "asserts",
        "tells": [f"{own}/{ACCOUNT}"],
        "harm": list(_harm(found)),
        "corrects": [corrects] if corrects else [],
        "hedge": found.doubts,
        "note": "Taken down at a desk.",
    }
    if found.fire_from:
        claim["fire_from"] = found.fire_from
    account: dict[str, Any] = {
        "id": ACCOUNT,
        "told_by": [source],
        "hypotheses": [{"act": str(found.act), "cast": list(_cast(found))}],
    }
    dead = found.tolls.dead
    if dead is not None:
        account["fatalities"] = [dead.low] if dead.high is None else [dead.low, dead.high]
    incident = {"id": own, "title": title, "known_on": on, "accounts": [account], **place}
    nouns: dict[str, list[dict[str, Any]]] = {"reports": [report], "incidents": [incident]}
    matter = {"id": own, "title": title, "kind": _kind(found, casebook).value, "incidents": [own]}
    nouns["matters"] = [{**matter, **deepcopy(place)}]
    return {**nouns, "claims": [{key: one for key, one in claim.items() if one not in ([], "")}]}


def told_at_desk(record: Record) -> dict[str, str]:
    """Return the incidents that are each one report taken down at a desk, with its source."""
    reports = {str(one.id): str(one.source) for one in record.reports}
    return {str(one.id): reports[one.id] for one in record.incidents if one.id in reports}


def _taken_back(own: str, source: str, corrects: str) -> dict[str, Any]:
    return {
        "id": own,
        "says": "It is taken back.",
        "by": source,
        "matter": corrects,
        "reports": [own],
        "manner": "denies",
        "denies": [corrects],
        "denies_what": ["act"],
        "corrects": [corrects],
    }


def _when(found: Understood, said_at: datetime) -> dict[str, Any]:
    if found.time is None:
        return {}
    start, end = bounds(found.time, said_at)
    said: dict[str, Any] = {"at": f"{start:%Y-%m-%d %H:%M}Z"}
    if end is not None and end > start:
        said["to"] = f"{end:%Y-%m-%d %H:%M}Z"
    return said | ({"rough": True} if found.time.is_rough else {})


def _where(found: Understood, casebook: Casebook) -> dict[str, Any]:
    if found.place is None:
        return {}
    place = next(one for one in casebook.places if one.id == found.place.place)
    at = whereabouts(found.place, place)
    if at.is_place:
        return {"place": str(place.id)}
    said: dict[str, Any] = {"radius_m": at.radius_m, "grade": PlaceGrade.PROXY.value}
    if found.place.distance_m is None:
        return {"place": str(place.id), **said}
    return {"lon": at.lon, "lat": at.lat, **said}


def _cast(found: Understood) -> Iterator[dict[str, str]]:
    for actor, role in ((found.doer, "initiator"), (found.target, "target")):
        if actor is not None:
            yield {"actor": str(actor), "role": role}


def _harm(found: Understood) -> Iterator[dict[str, Any]]:
    for outcome, toll in (("killed", found.tolls.dead), ("wounded", found.tolls.wounded)):
        if toll is not None:
            high = {} if toll.high is None else {"high": toll.high}
            who = {"who": found.tolls.who} if found.tolls.who and toll.low else {}
            yield {"outcome": outcome, "low": toll.low, **high, **who}


def _kind(found: Understood, casebook: Casebook) -> MatterKind:
    """Return the sort of matter that an act is: that of the nearest wider act that has one."""
    above = {act.id: act.under for act in casebook.acts}
    act = found.act
    while act is not None:
        if str(act) in _KINDS:
            return _KINDS[str(act)]
        act = above.get(act)
    return MatterKind.OTHER
