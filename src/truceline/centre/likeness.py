"""Cases that may tell of the same as a report: the same kind of act, places that meet, within a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from truceline import geo
from truceline.centre.boards import Board, KeptNoun, audience_of
from truceline.centre.rights import Asker, State
from truceline.clock.stated import instants, parse_stated
from truceline.model.casebook import Casebook
from truceline.model.centre import MISSION
from truceline.model.happening import Where
from truceline.record.intake import Understood, bounds, whereabouts
from truceline.text.relations.acts import kinds_of, wider_than

NEAR: Final = timedelta(days=1)


def like_cases(
    board: Board, found: Understood, casebook: Casebook, asker: Asker, *, said_at: datetime
) -> tuple[str, ...]:
    """Return the numbers of open cases that a report may tell of, among those of which somebody sees all.

    Nothing is merged: a person says whether it is the same.
    """
    if found.act is None or found.place is None:
        return ()
    places = {one.id: one for one in casebook.places}
    here = whereabouts(found.place, places[found.place.place])
    at = said_at if found.time is None else bounds(found.time, said_at)[0]
    alike = []
    for case in board.cases.values():
        own = [one for one in case.reports if _sees_all(board, one, asker)]
        if case.state in (State.RECEIVED, State.TRIAGED, State.ASKED) and any(
            _is_like(board, one, found, (here.lon, here.lat, here.radius_m), at, casebook) for one in own
        ):
            alike.append(case.number)
    return tuple(alike)


def _sees_all(board: Board, own: str, asker: Asker) -> bool:
    return audience_of(asker) == MISSION or board.reports[own].entered.change.author == asker.login


def _is_like(
    board: Board,
    own: str,
    found: Understood,
    here: tuple[float, float, float],
    at: datetime,
    casebook: Casebook,
) -> bool:
    told = board.incidents.get(own)
    if told is None or told.noun.where is None:
        return False
    point = _point(told.noun.where, casebook)
    acts = {str(one.act) for one in told.noun.accounts[0].hypotheses}
    assert found.act is not None
    kin = kinds_of(casebook, (found.act,)) | wider_than(casebook, (found.act,))
    if point is None or not acts & {str(one) for one in kin}:
        return False
    apart_m = 1_000 * geo.distance_km(here[:2], point[:2])
    return apart_m <= here[2] + point[2] and abs(_when(told, casebook) - at) <= NEAR


def _when(told: KeptNoun, casebook: Casebook) -> datetime:
    """Return when something was said to be; when it was taken down, where that was not said."""
    said = told.noun.when
    known = () if said is None else instants(parse_stated(said.at), casebook.mandate.day_zone)
    return known[0] if known else told.entered.recorded_at


def _point(where: Where, casebook: Casebook) -> tuple[float, float, float] | None:
    place = next((one for one in casebook.places if one.id == where.place), None)
    lon, lat = (where.lon, where.lat) if place is None else (place.lon, place.lat)
    if lon is None or lat is None:
        return None
    radius_m = where.radius_m if where.radius_m is not None or place is None else place.radius_m
    return lon, lat, radius_m or 0.0
