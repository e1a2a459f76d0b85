"""The numbers by which tracks are read, looked at before use. The mandate sets them; here they are asked."""

from __future__ import annotations

from truceline.errors import BadInput, Fault
from truceline.model.casebook import Limits
from truceline.model.limits import unusable


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
