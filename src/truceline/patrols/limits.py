"""The numbers by which tracks are read: conventions, not law. A mandate may set others."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from truceline.errors import BadInput, Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What counts as a jump, a silence, a stop, in reach, together.

    Raises
    ------
    BadInput
        If one is not a finite number above zero.
    """

    most_kmh: float = 160.0
    """No patrol vehicle on a road is faster; a fix that needs more is marked as a jump …"""
    jump_m: float = 500.0
    """… if it leads farther than this: less is a receiver that finds itself again."""
    unstated_radius_m: float = 25.0
    """Error of a fix that states none: the true point lies within it with probability 0.95."""
    patrol_days: float = 30.0
    """A fix farther than this from the middle of its patrol's times has a clock that was reset."""
    silence_s: float = 900.0
    """Longer without a used fix is a silence."""
    stop_s: float = 300.0
    """A stop lasts at least so long."""
    stop_radius_m: float = 100.0
    """At a stop the fixes lie within this of its first, and of its middle."""
    halt_m: float = 3000.0
    """A halt is told beside the nearest place of the casebook whose own radius, and this, reach it."""
    reach_m: float = 500.0
    """A point of the route is seen from a fix within this."""
    together_m: float = 500.0
    """Crews are together within this of each other …"""
    together_s: float = 300.0
    """… and within this time of each other."""
    off_route_m: float = 1000.0
    """Farther from the agreed route is off it."""
    turn_km: float = 1.0
    """A vehicle that comes back at least so far along the route has turned back."""
    throughout_share: float = 0.95
    """Crews together at this share of their fixes or more, without a silence, were so throughout."""
    clock_share: float = 0.8
    """If, after a shift, this share of a vehicle's fixes lies near another, their clocks are in doubt …"""
    clock_gain: float = 0.5
    """… if that is by this share more than without the shift."""
    clock_s: float = 180.0
    """Shifts smaller than this are not looked at."""

    def __post_init__(self) -> None:
        wrong = [one.name for one in fields(self) if not _is_usable(getattr(self, one.name))]
        if wrong:
            faults = [Fault(pointer=name, message="is not a number above zero") for name in wrong]
            raise BadInput("the limits for tracks are not usable", faults)


def _is_usable(value: float) -> bool:
    return math.isfinite(value) and value > 0
