"""How far along its route each patrol came, by each account of it: in kilometres, with their error.

A place is measured where the route is nearest to it. A stated length is taken as the way from the start. What
nobody tells is not measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from truceline import geo
from truceline.judgement.ledger.routes import PatrolRoute
from truceline.model.casebook import Casebook, Place
from truceline.model.ids import PatrolId, PlaceId, SourceId
from truceline.model.record import Patrol, PatrolAccount
from truceline.model.words import PatrolOutcome, ReachBasis
from truceline.record import PatrolTold
from truceline.text.zones.recipes import METRES, place_sigma_m

SIGMAS_EITHER_WAY: Final = 1.959963984540054
"""A Gaussian lies within this many sigmas of its middle with probability 0.95."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """Where on one course of the route an outing turned or ended, by one account."""

    route: int
    """Which of the outing's routes, by place in their order."""
    km: float
    """Kilometres from the first point of the route."""
    low_km: float
    """With `high_km`, the true one lies between with probability 0.95; never off the route."""
    high_km: float
    """See `low_km`."""
    run_km: float
    """Kilometres from where the outing was to begin."""
    share: float
    """`run_km` of the length of the route, 0 to 1."""
    share_low: float
    """With `share_high`, as `low_km` and `high_km`."""
    share_high: float
    """See `share_low`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolReach:
    """How far an outing came, as one account has it."""

    patrol: PatrolId
    """Which outing."""
    by: SourceId
    """Who says so."""
    basis: ReachBasis
    """From what it is known."""
    at_least: bool
    """Whether it is where the outing was attacked; whether it went farther is not said."""
    stated_km: float | None
    """The length as stated, by road; none where not."""
    along: tuple[Along, ...]
    """One for each course of the route; empty where it is not known."""


def reaches_told(
    casebook: Casebook, told: Iterable[PatrolTold], routes: Mapping[PatrolId, Sequence[PatrolRoute]]
) -> tuple[PatrolReach, ...]:
    """Return how far each outing came by each account of it, in the ledger's order; see `patrol_reach`."""
    places = {place.id: place for place in casebook.places}
    return tuple(
        _reach(account, one.patrol, routes[one.patrol.id], places) for one in told for account in one.accounts
    )


def _reach(
    account: PatrolAccount, patrol: Patrol, routes: Sequence[PatrolRoute], places: dict[PlaceId, Place]
) -> PatrolReach:
    basis, along = ReachBasis.NOT_KNOWN, tuple[Along, ...]()
    for kind, found in (
        (ReachBasis.WHOLE_ROUTE, _whole(account, patrol, routes)),
        (ReachBasis.PLACE, _at_place(account, patrol, routes, places)),
        (ReachBasis.STATED_LENGTH, _at_length(account, patrol, routes)),
    ):
        if found and basis is ReachBasis.NOT_KNOWN:
            basis, along = kind, tuple(found)
    return PatrolReach(
        patrol=patrol.id,
        by=account.by,
        basis=basis,
        at_least=basis is ReachBasis.PLACE and account.outcome is PatrolOutcome.ATTACKED,
        stated_km=account.length_km,
        along=along,
    )


def is_turned(patrol: Patrol, route: PatrolRoute) -> bool:
    """Return whether the outing was to run against the kilometres of its route."""
    stops = [stop.place for stop in route.stops]
    if patrol.planned_from in stops:
        return patrol.planned_from == stops[-1]
    return patrol.planned_to == stops[0]


def _whole(account: PatrolAccount, patrol: Patrol, routes: Sequence[PatrolRoute]) -> list[Along]:
    """Return the far end: by the account, or because the place it names is the one planned."""
    if account.outcome is not PatrolOutcome.FULL and (
        account.reach is None or account.reach != patrol.planned_to
    ):
        return []
    ends = [0.0 if is_turned(patrol, route) else route.length_km for route in routes]
    return [
        _along(number, route, patrol, km, 0.0)
        for number, (route, km) in enumerate(zip(routes, ends, strict=True))
    ]


def _at_place(
    account: PatrolAccount, patrol: Patrol, routes: Sequence[PatrolRoute], places: dict[PlaceId, Place]
) -> list[Along]:
    place = places.get(account.reach) if account.reach is not None else None
    if place is None:
        return []
    found = []
    for number, route in enumerate(routes):
        sigma_km = math.hypot(place_sigma_m(place), route.sigma_m) / METRES
        [km], [off_km] = geo.along_km(route.points, place.lon, place.lat)
        if off_km <= geo.CUT_SIGMAS * sigma_km:
            found.append(_along(number, route, patrol, float(km), sigma_km))
    return found


def _at_length(account: PatrolAccount, patrol: Patrol, routes: Sequence[PatrolRoute]) -> list[Along]:
    stated_km = account.length_km
    if stated_km is None or stated_km <= 0:
        return []
    found = []
    for number, route in enumerate(routes):
        sigma_km = math.hypot(half_step(stated_km) / math.sqrt(3), route.sigma_m / METRES)
        run_km = min(stated_km, route.length_km)
        km = route.length_km - run_km if is_turned(patrol, route) else run_km
        found.append(_along(number, route, patrol, km, sigma_km))
    return found


def half_step(stated: float) -> float:
    """Return half a step of the last digit of a stated number that is not nought.

    Examples
    --------
    >>> half_step(20), half_step(67), half_step(2.5), half_step(100)
    (5.0, 0.5, 0.05, 50.0)
    """
    digits = f"{stated:g}"
    if "." in digits:
        return float(0.5 * 10.0 ** -len(digits.partition(".")[2]))
    return float(0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0"))))


def _along(number: int, route: PatrolRoute, patrol: Patrol, km: float, sigma_km: float) -> Along:
    doubt_km = SIGMAS_EITHER_WAY * sigma_km
    low_km, high_km = max(km - doubt_km, 0.0), min(km + doubt_km, route.length_km)
    turned = is_turned(patrol, route)

    def run(at_km: float) -> float:
        return route.length_km - at_km if turned else at_km

    shares = sorted(run(one) / route.length_km for one in (low_km, high_km))
    return Along(
        route=number,
        km=km,
        low_km=low_km,
        high_km=high_km,
        run_km=run(km),
        share=run(km) / route.length_km,
        share_low=shares[0],
        share_high=shares[1],
    )


def came_to_end(reach: PatrolReach) -> bool | None:
    """Return whether the outing came to the other end by this account; None where that is not said.

    Where it was attacked is no end, and no proof that it ended there.
    """
    if reach.basis is ReachBasis.WHOLE_ROUTE:
        return True
    if not reach.along or reach.at_least:
        return None
    return False if all(one.share_high < 1 for one in reach.along) else None
