"""How much of the route was seen: from any fix, by each side, by the sides together.

A fix sees what lies within reach of it; between fixes nothing is taken as seen. The method is told in
docs/explanation/coverage.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from truceline import geo
from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.record.patrols.clocks import ClockDoubt
from truceline.record.patrols.route import Route, route_error_m
from truceline.record.patrols.together import Joint, by_patrol, joint_fixes, shifted
from truceline.record.patrols.track import Bools, Floats, Track, used

Stretch = tuple[float, float]
"""From and to, kilometres along the route."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSeen:
    """What part of the route somebody saw."""

    share: float | None
    """0 to 1; None where there is no usable fix, which is silence, not zero coverage."""
    low: float | None
    """The share that is certain, whatever the errors of fixes and route."""
    high: float | None
    """The share that is possible within those errors."""
    stretches: tuple[Stretch, ...]
    """Seen, apart from each other and in order, as the fixes stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What part of the route one patrol saw."""

    patrol: str
    """The patrol."""
    by_any: RouteSeen
    """From any of its vehicles."""
    by_side: tuple[tuple[str, RouteSeen], ...]
    """From the vehicles of each side that its fixes name, in order of their names."""
    joint: RouteSeen | None
    """By all sides while together; None where fewer than two sides are named."""
    joint_if_clocks_agreed: RouteSeen | None
    """The same if the clocks in doubt are moved to the others'; None where no clock is in doubt."""


def coverage(
    fixes: pa.Table | Track,
    route: Route,
    limits: Limits | None = None,
    *,
    doubts: tuple[ClockDoubt, ...] = (),
    joint: Joint | None = None,
) -> tuple[Coverage, ...]:
    """Return what share of the route each patrol saw, in order of patrols.

    Parameters
    ----------
    fixes : pa.Table or Track
        FIXES, marked, rows in any order; or what `track` made of them.
    route : Route
        As agreed, not as driven.
    limits : Limits, optional
        `reach_m`; a fix whose own radius is larger counts for nothing. `together_m`, `together_s`.
    doubts : tuple of ClockDoubt
        From `clock_doubts`.
    joint : three arrays (n,) of bool, optional
        What `joint_fixes` said of these fixes, if it is at hand.

    Raises
    ------
    BadGeometry
        If the route cannot be measured.

    Notes
    -----
    **Joint** is what every side saw from fixes at which it was together with every other. So it is never more
    than any side saw. The **low** figure takes the errors of fix and route off the reach, the **high** one
    adds them, and the joint ones ask for crews that were together for certain, or possibly; a route drawn
    through towns, some kilometres off the road, can certify nothing to 500 m.
    """
    within = checked(limits)
    found = used(fixes, within)
    reaches = _reaches(found, route, within)
    seen = _by_vehicle(found, route, reaches, None)
    near = joint_fixes(found, within) if joint is None else joint
    shared = _with_company(found, route, reaches, near)
    in_doubt = {one.patrol for one in doubts}
    agreed = shared
    if doubts:
        moved = shifted(found, doubts)
        agreed = _with_company(moved, route, reaches, joint_fixes(moved, within))
    length_km = route.length_km
    has = np.diff(found.starts) > 0
    rows = []
    for patrol, members, sides in by_patrol(found):
        groups = list(sides.values())
        told = len(groups) > 1
        is_known = all(any(has[i] for i in group) for group in groups)
        rows.append(
            Coverage(
                patrol=patrol,
                by_any=_seen([members], seen, length_km, is_known=any(has[i] for i in members)),
                by_side=tuple(
                    (side, _seen([own], seen, length_km, is_known=any(has[i] for i in own)))
                    for side, own in sides.items()
                ),
                joint=_seen(groups, shared, length_km, is_known=is_known) if told else None,
                joint_if_clocks_agreed=_seen(groups, agreed, length_km, is_known=is_known)
                if told and patrol in in_doubt
                else None,
            )
        )
    return tuple(rows)


def covered_km(stretches: Iterable[Stretch]) -> float:
    """Return the length of stretches that lie apart."""
    return sum(end - start for start, end in stretches)


def meet(first: Sequence[Stretch], second: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return what two rows of stretches share; each in order and apart.

    Examples
    --------
    >>> meet([(0.0, 2.0), (5.0, 6.0)], [(1.0, 5.5)])
    ((1.0, 2.0), (5.0, 5.5))
    """
    shared = []
    i = j = 0
    while i < len(first) and j < len(second):
        start, end = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if start < end:
            shared.append((start, end))
        if first[i][1] < second[j][1]:
            i += 1
        else:
            j += 1
    return tuple(shared)


def _reaches(found: Track, route: Route, limits: Limits) -> tuple[Floats, Floats, Floats]:
    """Return how far each fix sees: as it stands, for certain, possibly; -1 if its radius is wider."""
    error_m = route_error_m(found, route)
    counts = found.radius_m <= limits.reach_m
    plain, low, high = (limits.reach_m + sign * error_m for sign in (0.0, -1.0, 1.0))
    return np.where(counts, plain, -1.0), np.where(counts, low, -1.0), np.where(counts, high, -1.0)


_Found = tuple[dict[int, list[Stretch]], ...]
"""Stretches by vehicle: as they stand, certain, possible."""


def _with_company(found: Track, route: Route, reaches: tuple[Floats, Floats, Floats], near: Joint) -> _Found:
    """Return stretches seen while together: as fixes stand, for certain, possibly."""
    return tuple(
        _by_vehicle(found, route, (reach_m,), chosen)[0]
        for reach_m, chosen in zip(reaches, near, strict=True)
    )


def _by_vehicle(found: Track, route: Route, reaches: tuple[Floats, ...], chosen: Bools | None) -> _Found:
    every = slice(None) if chosen is None else chosen
    stretches: list[dict[int, list[Stretch]]] = []
    for reach_m in reaches:
        of, start_km, end_km = geo.reached(
            route.points, found.lon[every], found.lat[every], reach_m[every], group=found.of[every]
        )
        own: dict[int, list[Stretch]] = {}
        for vehicle, start, end in zip(of.tolist(), start_km.tolist(), end_km.tolist(), strict=True):
            own.setdefault(vehicle, []).append((start, end))
        stretches.append(own)
    return tuple(stretches)


def _seen(groups: list[list[int]], found: _Found, length_km: float, *, is_known: bool) -> RouteSeen:
    """Return what every group saw, a group seeing what any of its vehicles does."""
    plain, low, high = (_shared([_union(own, group) for group in groups]) for own in found)
    if not is_known:
        return RouteSeen(share=None, low=None, high=None, stretches=())
    share, least, most = (round(covered_km(one) / length_km, 6) for one in (plain, low, high))
    return RouteSeen(share=share, low=least, high=most, stretches=plain)


def _union(own: dict[int, list[Stretch]], vehicles: list[int]) -> tuple[Stretch, ...]:
    joined: list[Stretch] = []
    for start, end in sorted(stretch for i in vehicles for stretch in own.get(i, ())):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _shared(rows: list[tuple[Stretch, ...]]) -> tuple[Stretch, ...]:
    first, *others = rows
    for other in others:
        first = meet(first, other)
    return first
