"""Incidents outside every zone that a clause names, at which only clauses without a place look."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from truceline.clock import DAWN
from truceline.judgement.places import Places
from truceline.model.casebook import Casebook
from truceline.model.hanging import Hanging, Open
from truceline.model.ids import ClauseId, ZoneId
from truceline.text.relations import is_weighed, zone_ambiguities, zone_parts, zones_named
from truceline.text.rules import Piece, Rulebook
from truceline.text.zones import bounding


def n_outside(rulebook: Rulebook, incident: npt.NDArray[np.int64], places: Places) -> int:
    """Return how many incidents lie outside every zone that a clause names, by all of their accounts.

    Asked of the clauses that an incident can break, under every reading: the probability of lying inside
    stays below the mandate's report floor. An account without a place may lie anywhere, so it lies in one.

    Parameters
    ----------
    rulebook : Rulebook
    incident : int array (n,)
        A number for the incident of each claim.
    places : Places
        Of these claims.
    """
    named = {zone for clause in rulebook.assessed() for zone in zones_named(clause)}
    parts = frozenset[ZoneId]().union(*(zone_parts(rulebook.casebook, zone) for zone in named))
    told = np.array([bool(some & parts) for some in places.told], dtype=np.bool_)[places.of_told]
    outside = np.isfinite(places.lon) & np.isfinite(places.lat) & np.isfinite(places.radius_m) & ~told
    for piece in _grounds(rulebook, named):
        asked = np.flatnonzero(outside)
        if piece is None or not len(asked):
            return 0
        outside[asked] = places.at(piece, asked, ()) < rulebook.casebook.mandate.report_floor
    return _n_whole(incident, outside[places.of])


def placeless(casebook: Casebook) -> tuple[ClauseId, ...]:
    """Return the clauses that an incident can break anywhere, under some reading."""
    return tuple(
        clause.id for clause in casebook.clauses if is_weighed(clause) and None in _zones(clause.where)
    )


def _zones(where: Open[ZoneId] | None) -> Iterator[ZoneId | None]:
    if isinstance(where, Hanging):
        for one in where.readings.values():
            yield from _zones(one)
    else:
        yield where


def _grounds(rulebook: Rulebook, zones: set[ZoneId]) -> list[Piece | None]:
    """Return the ground of zones under every reading; of one that moves, what holds all of it, or None."""
    found: dict[int, Piece | None] = {}
    for zone in sorted(zones):
        for readings in rulebook.choices(tuple(zone_ambiguities(rulebook.casebook, zone))):
            held = bounding(rulebook.casebook, zone, readings)
            for one in held or ():
                piece = rulebook.ground(one, readings).whole(DAWN)
                found[id(piece)] = piece
            if held is None:
                found[0] = None
    return sorted(found.values(), key=lambda piece: piece is not None)


def _n_whole(incident: npt.NDArray[np.int64], outside: npt.NDArray[np.bool_]) -> int:
    """Return how many incidents have no row that is not outside."""
    return len(np.setdiff1d(incident, incident[~outside]))
