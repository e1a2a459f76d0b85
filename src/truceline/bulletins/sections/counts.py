"""Counts claimed by a party beside the incidents of this record: a chart and tables. Told, not determined.

The parts of a count are never added up, and no total by side stands without what each could observe. The
record is a selection: where it holds no incident of a day, no bar and no nought stand for that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.labels import Cited, Labels
from truceline.bulletins.sections.access import EffortRow, effort_rows
from truceline.clock import Interval, parse_stated, span
from truceline.record import CountPart, CountWindow, counts

WIDTH: Final = 760.0
_LEFT: Final = 40.0
_TOP: Final = 18.0
_TALL: Final = 130.0
_BAR: Final = 13.0
_GAP: Final = 14.0
_FOOT: Final = 42.0
_PER_PANEL: Final = 14
"""Windows on one panel at most; the next ones stand below."""
_WIDTH_AT_LEAST: Final = 2 * _BAR
"""Of a window, so that its day does not run into the next one's."""

_ACTS: Final = frozenset(
    {"attacks", "incidents", "raids", "rockets", "rounds", "shellings", "shells", "strikes", "violations"}
)
"""Last words of the units in which acts are counted. Beside a count of posts, weapons or people no incident
of the record stands; nor beside one in a unit that is not known here."""

# After Okabe and Ito; the incidents of this record are drawn hollow, as another thing.
PAINT: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """What one party counted in a window."""

    party: str
    total: str
    provinces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """One published count."""

    window: str
    day: str
    """Empty where undated."""
    unit: str
    publisher: str
    parts: tuple[PartView, ...]
    in_record: str
    """Incidents of this record on that day, or that none is; empty where undated or no count of acts."""
    is_disjoint: bool
    observed: tuple[EffortRow, ...]
    """Of counts of acts only."""
    pages: tuple[Cited, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBar:
    """One bar of one window."""

    x: str
    y: str
    height: str
    paint: str
    """Empty for the incidents of this record."""
    figure: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPanel:
    """Windows of one unit side by side, over one scale."""

    unit: str
    bars: tuple[CountBar, ...]
    days: tuple[tuple[str, str], ...]
    """x and day."""
    marks: tuple[tuple[str, str], ...]
    """x and window of each whose totals cannot be the same events."""
    ticks: tuple[tuple[str, str], ...]
    """y and figure."""
    key: tuple[tuple[str, str], ...]
    """Paint and party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Every count of the days read."""

    acts: tuple[WindowRow, ...]
    others: tuple[WindowRow, ...]
    """Counts of what is no act: posts, weapons, people."""
    panels: tuple[CountPanel, ...]
    n_not_drawn: int
    """Windows of a charted kind without a day or a figure."""
    height: str
    bar: str


def counted(labels: Labels, *, during: Interval | None = None) -> Counted:
    """Return the counts claimed by a party for the page.

    Parameters
    ----------
    labels : Labels
        Of the record to tell of.
    during : Interval, optional
        UTC; only windows whose day touches it. An undated one stays.
    """
    windows = counts(labels.record, during=during)
    units = dict.fromkeys(
        one.unit
        for one in windows
        if _is_of_acts(one) and any(part.counted_by is not None for part in one.parts)
    )
    drawn = [one for one in windows if one.unit in units and _is_drawn(one)]
    return Counted(
        acts=tuple(_row(one, labels) for one in windows if _is_of_acts(one)),
        others=tuple(_row(one, labels) for one in windows if not _is_of_acts(one)),
        panels=tuple(
            panel
            for unit in units
            for panel in _panels(unit, [one for one in drawn if one.unit == unit], labels)
        ),
        n_not_drawn=sum(one.unit in units for one in windows) - len(drawn),
        height=f"{_TOP + _TALL + _FOOT:.0f}",
        bar=f"{_BAR - 1:.0f}",
    )


def _is_of_acts(window: CountWindow) -> bool:
    return window.unit.lower().rpartition(" ")[2] in _ACTS


def _is_drawn(window: CountWindow) -> bool:
    return window.day is not None and any(part.total is not None for part in window.parts)


def _party(part: CountPart, window: CountWindow, labels: Labels) -> str:
    publisher = labels.source(window.by)
    if part.counted_by is None:
        return f"{publisher} ({labels.t('counted.own')})"
    return f"{labels.actor(part.counted_by)} ({publisher})"


def _row(window: CountWindow, labels: Labels) -> WindowRow:
    t = labels.t
    day = span(parse_stated(window.day), "UTC") if window.day else None
    return WindowRow(
        window=window.window,
        day=window.day or "",
        unit=window.unit,
        publisher=labels.source(window.by),
        parts=tuple(
            PartView(
                party=t("counted.own") if part.counted_by is None else labels.actor(part.counted_by),
                total=_figure(part.total, t),
                provinces=tuple((province, _figure(n, t)) for province, n in part.provinces),
            )
            for part in window.parts
        ),
        in_record=_in_record(window, t) if _is_of_acts(window) else "",
        is_disjoint=window.disjoint,
        observed=effort_rows(labels, during=day) if day and _is_of_acts(window) else (),
        pages=labels.pages((row.by, row.report) for row in window.rows),
        notes=tuple(dict.fromkeys(row.note for row in window.rows if row.note)),
    )


def _in_record(window: CountWindow, t: Catalogue) -> str:
    if window.n_observed is None:
        return ""
    return words.number(window.n_observed) if window.n_observed else t("counted.none_recorded")


def _figure(n: int | None, t: Catalogue) -> str:
    return t("counted.no_number") if n is None else words.number(n)


def _panels(unit: str, windows: Sequence[CountWindow], labels: Labels) -> tuple[CountPanel, ...]:
    parties = dict.fromkeys(_party(part, one, labels) for one in windows for part in one.parts)
    paint = {party: PAINT[index % len(PAINT)] for index, party in enumerate(parties)}
    widest = max(_width(one) for one in windows) if windows else _WIDTH_AT_LEAST
    at_most = min(_PER_PANEL, int((WIDTH - _LEFT - _GAP) // (widest + _GAP)))
    ahead = iter(windows)
    panels = []
    while chunk := tuple(islice(ahead, max(at_most, 1))):
        panels.append(_panel(unit, chunk, paint, labels))
    return tuple(panels)


def _width(window: CountWindow) -> float:
    n_bars = len(window.parts) + bool(window.n_observed)
    return max(_BAR * n_bars, _WIDTH_AT_LEAST)


def _panel(unit: str, windows: Sequence[CountWindow], paint: dict[str, str], labels: Labels) -> CountPanel:
    figures = [part.total or 0 for one in windows for part in one.parts]
    figures += [one.n_observed or 0 for one in windows]
    most = _round_up(max(figures))
    bars: list[CountBar] = []
    days: list[tuple[str, str]] = []
    marks: list[tuple[str, str]] = []
    x = _LEFT + _GAP
    for one in windows:
        start, end = x, x + _width(one)
        x += (end - start - _BAR * (len(one.parts) + bool(one.n_observed))) / 2
        told = [(party := _party(part, one, labels), part.total, paint[party]) for part in one.parts]
        if one.n_observed:
            told.append((labels.t("counted.in_record"), one.n_observed, ""))
        for who, n, colour in told:
            tall = _TALL * (n or 0) / most
            bars.append(
                CountBar(
                    x=f"{x:.1f}",
                    y=f"{_TOP + _TALL - tall:.1f}",
                    height=f"{tall:.1f}",
                    paint=colour,
                    figure="?" if n is None else words.number(n),
                    says=f"{one.day}{labels.t.comma}{who}: {_figure(n, labels.t)}",
                )
            )
            x += _BAR
        middle = f"{(start + end) / 2:.1f}"
        days.append((middle, one.day or ""))
        marks += [(middle, one.window)] if one.disjoint else []
        x = end + _GAP
    used = {_party(part, one, labels) for one in windows for part in one.parts}
    return CountPanel(
        unit=unit,
        bars=tuple(bars),
        days=tuple(days),
        marks=tuple(marks),
        ticks=tuple((f"{_TOP + _TALL * (1 - k / 2):.1f}", words.number(most * k // 2)) for k in (0, 1, 2)),
        key=tuple((colour, party) for party, colour in paint.items() if party in used),
    )


def _round_up(n: int) -> int:
    """Return the smallest 2, 4 or 10 times a power of ten that is at least `n`; 2 for nought."""
    if n <= 2:
        return 2
    power = int(10 ** math.floor(math.log10(n)))
    return next(step * power for step in (1, 2, 4, 10) if step * power >= n)
