"""Assertions to what each place's last word says, at every instant: a place changes hands by a word.

How words are put together, place by place:

1. Words hold from `since` to `until`, or to the place's next. Of those that hold, the latest day's count.
2. On one day: different sides held, or held by one and contested, entered or claimed by another, is
   contested. Beside somebody whose side is unknown, a side is unknown.
3. A side that left no longer holds, and of two rivals leaves the other; one that entered or claims what
   another holds makes it contested.
4. Third parties that are present end nobody's hold; who enters a place of which nothing is known holds
   nothing.
5. When all of a day's words have ended, the earlier ones stand again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline.clock import day_of, micros
from truceline.errors import BadInput
from truceline.geo.cells import Plane, plane_of

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

CONTESTED: Final = "contested"
THIRD_PARTY: Final = "third_party"
UNKNOWN: Final = "unknown"
STATES: Final = (CONTESTED, THIRD_PARTY, UNKNOWN)
"""Values beside the sides."""
MOST_OF_A_PLACE: Final = 5_000
"""Assertions on one place; each is weighed with all that hold beside it."""
NO_WORD: Final = -1

_DAY: Final = 86_400_000_000
_STANDING: Final = frozenset({"held", *STATES})

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timeline:
    """Places, and what the last word on each says from when on."""

    sides: tuple[str, ...]
    """Sides of the mandate."""
    ids: tuple[str, ...]
    """Places by id."""
    names: tuple[str, ...]
    """As the first word on each has it."""
    lon: Floats
    """Degrees."""
    lat: Floats
    """Degrees."""
    plane: Plane
    """In which distances are taken."""
    xy: Floats
    """Metres in it, shape (n, 2)."""
    word_place: Ints
    """Number of the place; words by place and time."""
    word_from: Ints
    """Microseconds since 1970, UTC."""
    word_value: Ints
    """Index into `values`; -1 where the last word has ended and none stands."""
    word_said: Ints
    """Since when the word that counts holds."""
    word_radius_m: Floats
    """Ground it is said of."""
    handover_place: Ints
    """Number of the place that changed hands."""
    handover_from: Ints
    """It changed hands between this and the next; equal where the moment is told."""
    handover_to: Ints
    """When it is told at the latest."""
    handover_side: Ints
    """To which side."""
    tree: cKDTree
    """Over `xy`."""

    @property
    def values(self) -> tuple[str, ...]:
        """Sides, then contested, third party and unknown."""
        return (*self.sides, *STATES)


def timeline(table: pa.Table, *, sides: Sequence[str], day_zone: str) -> Timeline:
    """Return what the last word on each place says at every instant.

    Parameters
    ----------
    table : pa.Table, ASSERTIONS
        In any order.
    sides : sequence of str
        All sides that may hold; a side that is none of them is a fault.
    day_zone : str
        IANA zone whose days tell which words are of one day.

    Raises
    ------
    BadInput
        If the table is empty, names a side or state that is none, or lays one place on two points.
    """
    from scipy.spatial import cKDTree

    if table.num_rows == 0:
        raise BadInput("no assertion of control: give a ledger, a table of settlements, or a file of them")
    rows = table.sort_by(
        [(key, "ascending") for key in ("place", "since", "by", "state", "side")]
    ).to_pylist()
    values = {value: number for number, value in enumerate((*sides, *STATES))}
    of_place: dict[str, list[dict[str, Any]]] = {}
    days: dict[datetime, str] = {}
    for row in rows:
        if row["side"] is not None and row["side"] not in sides:
            raise BadInput(f"{row['side']!r} on {row['place']} is no side: there are {', '.join(sides)}")
        if row["state"] not in _STANDING | {"entered", "left", "claimed"}:
            raise BadInput(f"{row['state']!r} on {row['place']} is no state of control")
        if row["since"] not in days:
            days[row["since"]] = day_of(row["since"], day_zone)
        row["day"] = days[row["since"]]
        of_place.setdefault(row["place"], []).append(row)
    words: list[tuple[int, int, int, int, float]] = []
    handovers: list[tuple[int, int, int, int]] = []
    for number, (place, told) in enumerate(of_place.items()):
        if len(told) > MOST_OF_A_PLACE:
            raise BadInput(f"{len(told):,} assertions on {place}: more than {MOST_OF_A_PLACE:,} on one place")
        if any((row["lon"], row["lat"]) != (told[0]["lon"], told[0]["lat"]) for row in told):
            raise BadInput(f"the assertions on {place} lie on two points: give each place one")
        _tell(number, told, values, words, handovers)
    firsts = [told[0] for told in of_place.values()]
    lon, lat = (np.array([row[axis] for row in firsts]) for axis in ("lon", "lat"))
    plane = plane_of(lon, lat)
    xy = plane.to_metres(lon, lat)
    columns = list(zip(*words, strict=True))
    changed: list[Sequence[int]] = list(zip(*handovers, strict=True)) or [(), (), (), ()]
    return Timeline(
        sides=tuple(sides),
        ids=tuple(of_place),
        names=tuple(row["name"] for row in firsts),
        lon=lon,
        lat=lat,
        plane=plane,
        xy=xy,
        word_place=np.array(columns[0], dtype=np.int64),
        word_from=np.array(columns[1], dtype=np.int64),
        word_value=np.array(columns[2], dtype=np.int64),
        word_said=np.array(columns[3], dtype=np.int64),
        word_radius_m=np.array(columns[4], dtype=np.float64),
        handover_place=np.array(changed[0], dtype=np.int64),
        handover_from=np.array(changed[1], dtype=np.int64),
        handover_to=np.array(changed[2], dtype=np.int64),
        handover_side=np.array(changed[3], dtype=np.int64),
        tree=cKDTree(xy),
    )


def _tell(
    place: int,
    told: list[dict[str, Any]],
    values: dict[str, int],
    words: list[tuple[int, int, int, int, float]],
    handovers: list[tuple[int, int, int, int]],
) -> None:
    """Add a place's words and handovers, in time."""
    ends = {row["until"] for row in told if row["until"] is not None}
    held: tuple[int, int] | None = None  # the last side, and since when a word last said so
    for at in sorted({row["since"] for row in told} | ends):
        active = [row for row in told if row["since"] <= at and (row["until"] is None or at < row["until"])]
        now = micros(at)
        if not active:
            words.append((place, now, NO_WORD, now, 0.0))
            continue
        value = _value(active)
        last = max(row["day"] for row in active)
        latest = [row for row in active if row["day"] == last]
        said = max(micros(row["since"]) for row in latest)
        radius = min(row["radius_m"] for row in latest)
        words.append((place, now, values[value], said, radius))
        side = values[value]
        if value in STATES:
            continue
        if held is not None and held[0] != side:
            is_told = any(row["tells"] == "taking" for row in latest)
            handovers.append((place, now if is_told else held[1], now, side))
        held = (side, now)


def _value(active: Iterable[dict[str, Any]]) -> str:
    """Return what words that all hold say together: day after day, each on top of the days before."""
    of_day: dict[str, list[dict[str, Any]]] = {}
    for row in active:
        of_day.setdefault(row["day"], []).append(row)
    holder, rivals = UNKNOWN, frozenset[str]()
    for day in sorted(of_day):
        holder, rivals = _after_day(of_day[day], holder, rivals)
    return holder


def _after_day(rows: list[dict[str, Any]], holder: str, rivals: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Return what stands after one day's words, and between which sides if contested: steps 2 to 4 above."""
    left = {row["side"] for row in rows if row["state"] == "left"}
    come = {row["side"] for row in rows if row["state"] in ("entered", "claimed")}
    said = {
        (row["side"] or UNKNOWN) if row["state"] == "held" else row["state"]
        for row in rows
        if row["state"] in _STANDING
    }
    if holder not in STATES or len(said) > 1:
        said.discard(THIRD_PARTY)  # presence ends nobody's hold
    if not said:
        return _after_moves(holder, rivals, left, come)
    rivals = frozenset(row["side"] for row in rows if row["side"]) - left
    if UNKNOWN in said and len(said) > 1:
        return UNKNOWN, rivals
    (value, *others) = sorted(said)
    is_contested = others or value in left or (come - {value} and value not in STATES)
    return (CONTESTED if is_contested else value), rivals


def _after_moves(
    holder: str, rivals: frozenset[str], left: set[str], come: set[str]
) -> tuple[str, frozenset[str]]:
    """Return what stands when sides only came and went."""
    if holder == CONTESTED:
        rest = rivals - left
        alone = left and len(rest) == 1 and not come - rest
        return (next(iter(rest)), rest) if alone else (CONTESTED, rest | come)
    base = UNKNOWN if holder in left else holder
    if base != UNKNOWN and come - {base}:
        return CONTESTED, frozenset({base, *come})
    return base, rivals - left


def words_at(line: Timeline, instant: datetime) -> npt.NDArray[np.intp]:
    """Return for each place the number of the word that counts at a UTC instant; -1 where there is none."""
    past = np.flatnonzero(line.word_from <= micros(instant))
    latest = np.full(len(line.ids), -1, dtype=np.intp)
    latest[line.word_place[past]] = past  # words stand by place and time: the last one written stays
    ended = (latest >= 0) & (line.word_value[latest] == NO_WORD)
    latest[ended] = -1
    return latest


def days_between(earlier: npt.ArrayLike, later: npt.ArrayLike) -> Floats:
    """Return the days from one array of microseconds to another."""
    return np.asarray((np.asarray(later) - np.asarray(earlier)) / _DAY, dtype=np.float64)
