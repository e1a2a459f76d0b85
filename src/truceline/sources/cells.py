"""Cells of text to numbers and points, refused with a reason where they are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import BadReport
from truceline.model.ids import one_form, unseen
from truceline.model.words import PlaceGrade
from truceline.sources.claim_rows import PointTold, unreadable

MAX_TOLL = 10_000_000
"""More than any one incident of any war."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SIGNS: Final = {".": "point", ",": "comma"}
_ANGLE = re.compile(
    r"(?P<before>[^\W\d_]+)?\s*(?P<sign>[-+−])?\s*(?P<degrees>\d{1,3}(\.\d+)?)\s*(?P<mark>°)?"
    r"(\s*(?P<minutes>\d{1,3}(\.\d+)?)\s*'(\s*(?P<seconds>\d{1,3}(\.\d+)?)\s*\")?)?"
    r"\s*(?P<behind>[^\W\d_]+)?"
)
_MARKS: Final = {
    **dict.fromkeys(map(ord, "º˚∘"), "°"),
    **dict.fromkeys(map(ord, "’‘′´ʹʼ`"), "'"),
    **dict.fromkeys(map(ord, "”“″„ʺ«»"), '"'),
}
_RUSSIAN = re.compile(r"([сювз])\s*\.?\s*[шд]\.?$", re.IGNORECASE)
_NORTH_SOUTH: Final = {
    **dict.fromkeys(("N", "n", "ش", "شمال", "شمالا", "С", "с", "K", "k"), 1),
    **dict.fromkeys(("S", "s", "ج", "جنوب", "جنوبا", "Ю", "ю", "G", "g"), -1),
}
"""In English, Arabic, Russian and Turkish."""
_EAST_WEST: Final = {
    **dict.fromkeys(("E", "e", "ق", "شرق", "شرقا", "В", "в", "D", "d"), 1),
    **dict.fromkeys(("W", "w", "غ", "غرب", "غربا", "З", "з", "B", "b"), -1),
}
_COUNT = re.compile(r"\d{1,9}", re.ASCII)


def number(text: str, *, name: str, decimal: str = ".") -> float:
    """Return the finite decimal number in a cell; `name` is the column's, for the error.

    Parameters
    ----------
    text, name : str
    decimal : str
        The sign before the fraction: a point or a comma. There is no sign between thousands.

    Raises
    ------
    BadReport
        If it is none: empty, `NaN`, with the other sign.
    """
    if (found := _number(text, decimal)) is not None:
        return found
    other = "," if decimal == "." else "."
    remedy = f"write it with a decimal {_SIGNS[decimal]} and no sign between thousands"
    if _number(text, other) is not None:
        remedy += f'; if the table has decimal {_SIGNS[other]}s, say `decimal: "{other}"` in a mapping'
    raise unreadable(f"{name} {text[:40]!r} is not a number", remedy)


def _number(text: str, decimal: str) -> float | None:
    plain = text.strip()
    if decimal != ".":
        plain = plain.translate({ord("."): ",", ord(decimal): "."})
    value = float(plain) if _NUMBER.fullmatch(plain) else float("nan")
    return value if abs(value) < float("inf") else None


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


def is_plain(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return which texts are of letters, figures and signs of ASCII alone: each stands in its one form."""
    return pc.match_substring_regex(column, "^[!-~]+$")


def toll(text: str) -> int | None:
    """Return a count of people, None where the cell is empty."""
    if not text.strip():
        return None
    if not _COUNT.fullmatch(text.strip()) or int(text) > MAX_TOLL:
        raise unreadable(f"fatalities {text[:40]!r} is not a count", "write a whole number, or nothing")
    return int(text)


def point(lon: str, lat: str, *, decimal: str = ".") -> tuple[float, float] | None:
    """Return (lon, lat) in degrees, WGS84, or None where neither is given.

    Parameters
    ----------
    lon, lat : str
        Each as decimal degrees, or as degrees, minutes and seconds such as `35°51'30"N`.
    decimal : str
        The sign before a fraction.

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
    x = degrees(lon, name="longitude", signs=_EAST_WEST, decimal=decimal)
    y = degrees(lat, name="latitude", signs=_NORTH_SOUTH, decimal=decimal)
    if abs(x) > 180 or abs(y) > 90:
        remedy = "longitude is within ±180, latitude within ±90; they may be swapped or in metres"
        raise unreadable(f"longitude {x}, latitude {y} is no place on Earth", remedy)
    if x == 0 and y == 0:
        raise unreadable("longitude 0, latitude 0 stands for a missing position", "leave both empty")
    return x, y


def degrees(text: str, *, name: str, signs: Mapping[str, int], decimal: str = ".") -> float:
    """Return the degrees of one coordinate, written as a decimal number or as degrees, minutes and seconds.

    Parameters
    ----------
    text, name : str
    signs : mapping of str to int
        The letters or words for its two ways, each with 1 or -1.
    decimal : str
        The sign before a fraction.

    Raises
    ------
    BadReport
        If it is neither, has minutes or seconds of 60 and more, a fraction before a smaller unit, both a
        letter and a sign, or a letter of the other coordinate.
    """
    if (plain_number := _number(text, decimal)) is not None:
        return plain_number
    plain = _plain_angle(text, decimal)
    found = _ANGLE.fullmatch(plain)
    letters = [] if found is None else [one for one in (found["before"], found["behind"]) if one]
    if found is None or (found["minutes"] is not None and not found["mark"]):
        return number(text, name=name, decimal=decimal)

    def refused(why: str, remedy: str) -> BadReport:
        return unreadable(f"{name} {text[:40]!r} {why}", remedy)

    if len(letters) > 1 or (letters and found["sign"]):
        raise refused("says twice on which side it lies", "keep the letter or the sign")
    if letters and letters[0] not in signs:
        raise refused("has no letter of a " + name, "the columns may be swapped")
    figures = [found[part] for part in ("degrees", "minutes", "seconds") if found[part] is not None]
    if any("." in figure for figure in figures[:-1]):
        raise refused("has a fraction before a smaller unit", "only the last figure may have one")
    whole, minutes, seconds = (*map(float, figures), 0.0, 0.0)[:3]
    if minutes >= 60 or seconds >= 60:
        raise refused("has minutes or seconds of 60 or more", "mend the cell; they run from 0 to below 60")
    size = whole + minutes / 60 + seconds / 3600
    return (signs[letters[0]] if letters else -1 if found["sign"] in ("-", "−") else 1) * size


def _plain_angle(text: str, decimal: str) -> str:
    """Return a coordinate in one writing: our figures, one kind of each mark, a decimal point."""
    seen = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Mn")).strip()
    figures = "".join(
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char for char in seen
    )
    figures = _RUSSIAN.sub(r"\1", figures)
    marked = figures.translate(_MARKS).replace("''", '"').replace("٫", ".")
    return marked.replace(".", "!").replace(",", ".") if decimal == "," and "٫" not in seen else marked


def spot(lon: str, lat: str, *, radius_m: float, grade: PlaceGrade, decimal: str = ".") -> PointTold | None:
    """Return the point with its error, or None where no coordinates are given."""
    found = point(lon, lat, decimal=decimal)
    return found and PointTold(lon=found[0], lat=found[1], radius_m=radius_m, grade=grade)


def parts(text: str, separator: str = ";") -> tuple[str, ...]:
    """Return the parts of a cell without spaces around them, without empty ones and repetitions."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(separator) if part.strip()))
