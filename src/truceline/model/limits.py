"""Which of the numbers by which tracks are read cannot be used: asked of a casebook and of a caller alike."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Final

from truceline.errors import BadInput, Fault
from truceline.model.casebook import Limits

MOST: Final = 525_600
"""Minutes of a year: no number of a mandate or a plan is larger, whatever its unit."""
MOST_OF_TRACKS: Final = 10_000_000.0
"""No number by which tracks are read is larger: a quarter of the Earth in metres."""
_SHARES = frozenset({"throughout_share", "clock_share", "clock_gain"})


def unusable(limits: Limits) -> dict[str, str]:
    """Return what is wrong, by field; nothing where every number can be used.

    Examples
    --------
    >>> unusable(Limits(stop_s=0.0, clock_share=80.0))
    {'stop_s': '0 is not above zero', 'clock_share': '80 is above 1, and a share'}
    """
    wrong = {}
    for one in fields(limits):
        value: float = getattr(limits, one.name)
        if not (math.isfinite(value) and value > 0):
            wrong[one.name] = f"{value:g} is not above zero"
        elif value > MOST_OF_TRACKS:
            wrong[one.name] = f"{value:g} is too much"
        elif one.name in _SHARES and value > 1:
            wrong[one.name] = f"{value:g} is above 1, and a share"
    return wrong


def checked(limits: Limits | None) -> Limits:
    """Return the limits given, or the defaults where none are.

    Raises
    ------
    BadInput
        With each that is not usable.
    """
    within = Limits() if limits is None else limits
    wrong = unusable(within)
    if wrong:
        faults = [Fault(pointer=name, message=message) for name, message in wrong.items()]
        raise BadInput("the limits for tracks are not usable", faults)
    return within
