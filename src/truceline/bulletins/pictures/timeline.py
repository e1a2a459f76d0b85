"""The obligations over time: for each obligation and position one row of states, ready to draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.model.casebook import Casebook

WIDTH: Final = 760.0
LEFT: Final = 240.0
ROW: Final = 22.0
TOP: Final = 26.0
_LETTER: Final = 6.2
_LONGEST_LABEL: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One state over one interval."""

    x: str
    width: str
    state: str
    text: str
    """Shown where it fits; else empty."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One obligation under one position, or several alike."""

    y: float
    obligation: str
    """Empty where it is that of the lane above."""
    position: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePicture:
    """Lanes over one axis of time."""

    lanes: tuple[Lane, ...]
    height: float
    ticks: tuple[tuple[str, str], ...]
    """x and label."""


def timeline(casebook: Casebook, performance: pa.Table, t: Catalogue = ENGLISH) -> TimelinePicture | None:
    """Return the states of every obligation as a whole under every position; None where none has a date.

    Parameters
    ----------
    casebook : Casebook
        For the labels of positions.
    performance : pa.Table
        PERFORMANCE; a row without start or end runs to the edge of the picture.
    t : Catalogue
        In which language.
    """
    rows: list[dict[str, Any]] = [row for row in performance.to_pylist() if row["bearer"] is None]
    edges = [row[edge] for row in rows for edge in ("start_at", "end_at") if row[edge] is not None]
    if not edges:
        return None
    span = max(edges) - min(edges)
    pad = max(span * 0.08, timedelta(days=2))
    axis = (min(edges) - pad, max(edges) + pad)
    lanes: list[Lane] = []
    for obligation, states in _by(rows, "obligation_id").items():
        alike: dict[tuple[Bar, ...], list[str]] = {}
        for position, stages in _by(states, "position").items():
            alike.setdefault(tuple(_bar(stage, axis, t) for stage in stages), []).append(position)
        for index, (bars, positions) in enumerate(alike.items()):
            lanes.append(
                Lane(
                    y=TOP + len(lanes) * ROW,
                    obligation="" if index else obligation,
                    position=_label(
                        words.positions(positions, casebook, of={r["position"] for r in rows}, t=t)
                    ),
                    bars=bars,
                )
            )
    return TimelinePicture(lanes=tuple(lanes), height=TOP + len(lanes) * ROW + 6, ticks=_ticks(axis))


def _by(rows: Iterable[dict[str, Any]], key: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows under each value of a column, in order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def _label(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"


def _x(instant: datetime, axis: tuple[datetime, datetime]) -> float:
    return LEFT + (WIDTH - LEFT) * ((instant - axis[0]) / (axis[1] - axis[0]))


def _bar(row: dict[str, Any], axis: tuple[datetime, datetime], t: Catalogue) -> Bar:
    start = _x(row["start_at"] or axis[0], axis)
    width = max(_x(row["end_at"] or axis[1], axis) - start, 1.0)
    text = t.of("state", row["state"])
    return Bar(
        x=f"{start:.1f}",
        width=f"{width:.1f}",
        state=row["state"],
        text=text if len(text) * _LETTER + 6 <= width else "",
        says=f"{text}: {words.lasting(row['start_at'], row['end_at'], t)}",
    )


def _ticks(axis: tuple[datetime, datetime]) -> tuple[tuple[str, str], ...]:
    """Return month starts, thinned so that at most eight stand on the axis."""
    months = []
    month = datetime(axis[0].year, axis[0].month, 1, tzinfo=UTC)
    while month < axis[1]:
        if month >= axis[0]:
            months.append(month)
        month = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=UTC)
    step = max(1, -(-len(months) // 8))
    if months:
        return tuple((f"{_x(one, axis):.1f}", f"{one:%Y-%m}") for one in months[::step])
    return _days(axis)


def _days(axis: Sequence[datetime]) -> tuple[tuple[str, str], ...]:
    middle = axis[0] + (axis[1] - axis[0]) / 2
    return ((f"{_x(middle, (axis[0], axis[1])):.1f}", f"{middle:%Y-%m-%d}"),)
