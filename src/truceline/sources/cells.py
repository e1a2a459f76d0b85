"""Cells of text to numbers and points, refused with a reason where they are none."""

from __future__ import annotations

import re

from truceline.model.ids import one_form, unseen
from truceline.model.words import PlaceGrade
from truceline.sources.claim_rows import PointTold, unreadable

MAX_TOLL = 10_000_000
"""More than any one incident of any war."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)


def number(text: str, *, name: str) -> float:
    """Return the finite decimal number in a cell; `name` is the column's, for the error.

    Raises
    ------
    BadReport
        If it is none: empty, `NaN`, a decimal comma.
    """
    value = float(text) if _NUMBER.fullmatch(text.strip()) else float("nan")
    if not abs(value) < float("inf"):
        raise unreadable(f"{name} {text[:40]!r} is not a number", "write it with a decimal point")
    return value


def named(text: str, *, name: str) -> str:
    """Return an id or name of a cell in the one form in which ids are compared; `name` is the column's.

    Raises
    ------
    BadReport
        If it has a sign that nobody can see, so that it would look like another.
    """
    if sign := unseen(text):
        raise unreadable(f"{name} {text[:40]!r} has a sign that nobody can see, {sign}", "write it without")
    return one_form(text)


def toll(text: str) -> int | None:
    """Return a count of people, None where the cell is empty."""
    if not text.strip():
        return None
    if not _COUNT.fullmatch(text.strip()) or int(text) > MAX_TOLL:
        raise unreadable(f"fatalities {text[:40]!r} is not a count", "write a whole number, or nothing")
    return int(text)


def point(lon: str, lat: str) -> tuple[float, float] | None:
    """Return (lon, lat) in degrees, WGS84, or None where neither is given.

    Raises
    ------
    BadReport
        If only one is given, either is no number or off the globe, or both are exactly zero, by which
        exports write a missing position.
    """
    if not lon.strip() and not lat.strip():
        return None
    if not lon.strip() or not lat.strip():
        raise unreadable("only one coordinate is given", "give both, or neither for an unknown place")
    x, y = number(lon, name="longitude"), number(lat, name="latitude")
    if abs(x) > 180 or abs(y) > 90:
        remedy = "longitude is within ±180, latitude within ±90; they may be swapped or in metres"
        raise unreadable(f"longitude {x}, latitude {y} is no place on Earth", remedy)
    if x == 0 and y == 0:
        raise unreadable("longitude 0, latitude 0 stands for a missing position", "leave both empty")
    return x, y


def spot(lon: str, lat: str, *, radius_m: float, grade: PlaceGrade) -> PointTold | None:
    """Return the point with its error, or None where no coordinates are given."""
    found = point(lon, lat)
    return found and PointTold(lon=found[0], lat=found[1], radius_m=radius_m, grade=grade)


def parts(text: str, separator: str = ";") -> tuple[str, ...]:
    """Return the parts of a cell without spaces around them, without empty ones and repetitions."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(separator) if part.strip()))
