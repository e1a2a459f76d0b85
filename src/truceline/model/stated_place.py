"""A place as people say it: so far from a named one, in a direction, in four languages.

`2 km W of Saraqib`, `٢ كم غرب سراقب`, `Serakib'in 2 km batısında`, `2 км к западу от Саракиба`. What is said
in round words is not known to the metre: a compass word is taken as a direction to half the next one on each
hand, a distance to a quarter of itself.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from truceline.model.spelling import plain_name

BEARING_DOUBT_DEG: Final = 22.5
DISTANCE_DOUBT: Final = 0.25
"""Of the distance said."""

_POINTS: Final = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
"""Clockwise, an eighth of a circle apart."""
_CARDINALS: Final = {
    "n": r"north(?:ern)?|شمالي?|kuzey|север",
    "s": r"south(?:ern)?|جنوبي?|g[uü]ney|ю(?:г|ж)",
    "e": r"east(?:ern)?|شرقي?|do[gğ]u|восто[кч]",
    "w": r"west(?:ern)?|غربي?|bat[ıi]|запад",
}
_CARDINAL: Final = "|".join(f"(?:{word})" for word in _CARDINALS.values())
_TAIL: Final = r"(?:s?[ıiuü]nd?[ae]|s?[ıiuü]|нее|у|ном|ный|ая|ое|о)?"
"""Endings of Turkish and Russian words of direction."""
_DIRECTION: Final = rf"(?:[ns][ew]?|[ew]|(?:{_CARDINAL})(?:о?[- ]?(?:{_CARDINAL}))?{_TAIL})"
_DISTANCE: Final = (
    r"(?P<n>\d{1,5}(?:[.,٫]\d{1,3})?) ?"
    r"(?:(?P<km>km|kms|kilomet(?:er|re)s?|كم|كيلومترات|كيلومتر(?:ا|ًا)?|kilometre|км|километр(?:а|ов)?)"
    r"|(?P<m>m|met(?:er|re)s?|م|مترات|متر(?:ا|ًا)?|м|метр(?:а|ов)?))"
)
_BEFORE: Final = re.compile(
    rf"(?:about |على بعد |в )?{_DISTANCE} (?:to the |إلى |الى |к |на )?(?:ال)?(?P<way>{_DIRECTION})"
    r" (?:of |from |من |от )?(?P<name>.+)"
)
_BEHIND: Final = re.compile(
    rf"(?P<name>.+?)(?:'(?P<ending>n?[ıiuü]n))? (?:yakla[sş][ıi]k )?{_DISTANCE} (?P<way>{_DIRECTION})"
)
_OFF: Final = re.compile(rf"(?:about |على بعد |в )?{_DISTANCE} (?:from |away from |من |от )(?P<name>.+)")
_GENITIVE: Final = re.compile(r"(?<=[а-яё]{3})[аяыи]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPlace:
    """A place as said, relative to one that has a name."""

    names: tuple[str, ...]
    """The name as said, then without the ending that its grammar may have given it."""
    distance_m: float
    bearing_deg: float | None
    """Clockwise from north; None where no direction is said."""

    def radius_m(self, own_m: float) -> float:
        """Return the radius about the point meant, given that of the named place.

        It reaches the farthest corner of what the words may mean, with the place's own error beside it.
        """
        if self.bearing_deg is None:
            return math.hypot(self.distance_m * (1 + DISTANCE_DOUBT), own_m)
        turn = math.radians(BEARING_DOUBT_DEG)
        corners = (
            math.hypot(share * math.cos(turn) - 1, share * math.sin(turn))
            for share in (1 - DISTANCE_DOUBT, 1 + DISTANCE_DOUBT)
        )
        return math.hypot(self.distance_m * max(corners), own_m)


def stated_place(words: str) -> StatedPlace | None:
    """Return a place that is said relative to another; None for a name alone.

    Examples
    --------
    >>> found = stated_place("2 km west of Saraqib")
    >>> found.names, found.distance_m, found.bearing_deg
    (('saraqib',), 2000.0, 270.0)
    >>> stated_place("Saraqib") is None
    True
    """
    plain = plain_name(words).replace("i̇", "i")
    found = _BEFORE.fullmatch(plain) or _OFF.fullmatch(plain) or _BEHIND.fullmatch(plain)
    if found is None:
        return None
    parts = found.groupdict()
    figure = float(parts["n"].replace(",", ".").replace("٫", "."))
    return StatedPlace(
        names=tuple(dict.fromkeys((parts["name"], _GENITIVE.sub("", parts["name"])))),
        distance_m=figure * (1_000.0 if parts["km"] else 1.0),
        bearing_deg=_bearing(parts["way"]) if parts.get("way") else None,
    )


def _bearing(way: str) -> float:
    letters = way
    if way not in _POINTS:
        letters = "".join(
            next(point for point, word in _CARDINALS.items() if re.fullmatch(word, one))
            for one in re.findall(_CARDINAL, way)
        )
    return 45.0 * _POINTS.index(letters)
