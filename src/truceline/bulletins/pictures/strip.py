"""The strip of patrols: kilometre of the route against day, ready to draw."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.labels import Labels
from truceline.judgement.ledger import (
    NearRoute,
    PatrolEffort,
    PatrolLedger,
    PatrolReach,
    PatrolRoute,
    StretchWeek,
)
from truceline.judgement.ledger.reach import is_turned
from truceline.model.ids import SourceId
from truceline.model.record import Patrol, PatrolAccount
from truceline.model.words import PatrolOutcome, ReachBasis, StretchSeen
from truceline.record import PatrolTold

WIDTH: Final = 760.0
_LEFT: Final = 74.0
_RIGHT: Final = 30.0
_TOP: Final = 46.0
_FOOT: Final = 12.0
_PER_DAY: Final = 4.4
_LABEL: Final = 9.0
"""Least distance of two day labels."""
_HATCH: Final = 9.0
"""From one slanting line to the next, along an edge."""
_LINE: Final = 3.2
"""From one account's line to the next of the same outing."""
_EITHER_WAY: Final = 1.959963984540054

# After Okabe and Ito; the ground is pale, so that lines stand out.
SIDES: Final = ("#0072B2", "#B35C00", "#117733", "#AA4499", "#4A5260")
"""Lines by column: the sides in the mandate's order, then no side."""
GROUND: Final = {
    StretchSeen.OBSERVED: "#D6EFE6",
    StretchSeen.NOT_OBSERVED: "#FFFFFF",
    StretchSeen.ACCESS_DENIED: "#F8D9C4",
    StretchSeen.NOT_KNOWN: "#E6E8EC",
}
_TURNED: Final = frozenset({PatrolOutcome.SHORTENED, PatrolOutcome.TURNED_BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One stretch in one week, on the ground of the picture."""

    x: str
    y: str
    width: str
    height: str
    paint: str
    hatch: str
    """A path of slanting lines; empty where it is plain."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How far one outing came by accounts that agree on it."""

    y: str
    x: str
    """Where it began."""
    to: str
    """How far it surely came."""
    doubt: str
    """How far it may have come."""
    at: str
    """How far it came."""
    beyond: str
    """How far on another reading of where the route ends; empty where that is no farther."""
    paint: str
    sign: str
    """`turned`, `attacked` or none."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An outing of which nobody tells how far it came."""

    y: str
    says: str
    turned: bool
    """Whether it is told that it turned; its sign stands in the margin, for nobody tells where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An attack, explosion or protest near the route."""

    x: str
    y: str
    low: str
    high: str
    kind: str
    matter: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StripPicture:
    """The strip, ready to draw."""

    height: str
    foot: str
    stops: tuple[tuple[str, str, str, str], ...]
    """x, y, name, kilometre."""
    ends: tuple[str, ...]
    """x of the end of the route on each reading."""
    months: tuple[tuple[str, str], ...]
    """y and month."""
    days: tuple[tuple[str, str, str], ...]
    """y of the outing, y of its label, label."""
    cells: tuple[Cell, ...]
    runs: tuple[Run, ...]
    unknown: tuple[Unknown, ...]
    happenings: tuple[Happening, ...]
    key: tuple[tuple[str, str, bool], ...]
    """Paint, whose accounts, and whether that is a side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From kilometres and days to the picture."""

    first: date
    most_km: float

    def x(self, km: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * km / self.most_km

    def y(self, day: date) -> float:
        return _TOP + ((day - self.first).days + 0.5) * _PER_DAY


def strip_picture(ledger: PatrolLedger, labels: Labels, tellers: Mapping[str, str]) -> StripPicture | None:
    """Return the strip of the first course of a route, and of where others end; `tellers` are names by side.

    None where no outing ran on a route that is known.
    """
    if not ledger.effort:
        return None
    effort, routes = ledger.effort[0], ledger.routes
    lengths = [one.route.length_km for one in ledger.effort]
    scale = _Scale(first=effort.weeks[0], most_km=max(lengths))
    along = [one for one in ledger.told if routes[one.patrol.id]]
    height = _TOP + 7 * len(effort.weeks) * _PER_DAY + _FOOT
    runs = [
        run
        for one in along
        for run in _runs(
            one,
            ledger.reach_by[one.patrol.id],
            scale,
            lengths,
            labels,
            begins=begins_at(one.patrol, routes[one.patrol.id], labels),
        )
    ]
    return StripPicture(
        height=f"{height:.0f}",
        foot=f"{height - _FOOT:.1f}",
        stops=tuple(_stops(ledger.effort, scale, labels)),
        ends=tuple(f"{scale.x(km):.1f}" for km in dict.fromkeys(lengths)),
        months=tuple(_month_ticks(effort.weeks, scale)),
        days=tuple(_day_labels(along, scale)),
        cells=tuple(_cell(cell, scale, labels) for cell in effort.cells),
        runs=tuple(runs),
        unknown=tuple(
            Unknown(
                y=f"{scale.y(_day(one)):.1f}",
                turned=bool(_TURNED & {account.outcome for account in one.accounts}),
                says=f"{one.patrol.on}: {labels.t('strip.unknown')}",
            )
            for one in along
            if not any(reach.along for reach in ledger.reach_by[one.patrol.id].values())
        ),
        happenings=tuple(_happening(one, scale, labels.t) for one in effort.near),
        key=tuple(
            (paint, tellers.get(column.side or "", column.label), column.side is not None)
            for paint, column in zip(_paints(labels), labels.columns, strict=True)
            if any(run.paint == paint for run in runs)
        ),
    )


def _stops(
    efforts: Sequence[PatrolEffort], scale: _Scale, labels: Labels
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the stops of the first course, then where other courses end, names in two rows."""
    stops = [*efforts[0].route.stops, *(one.route.stops[-1] for one in efforts[1:])]
    for row, stop in enumerate(stops):
        yield f"{scale.x(stop.km):.1f}", f"{12 + 15 * (row % 2)}", labels.place(stop.place), f"{stop.km:.0f}"


def _paints(labels: Labels) -> tuple[str, ...]:
    """Return a paint for each column; the last, no side, is grey."""
    sides = itertools.cycle(SIDES[:-1])
    return tuple(SIDES[-1] if column.side is None else next(sides) for column in labels.columns)


def _day(told: PatrolTold) -> date:
    return date.fromisoformat(told.patrol.on[:10])


def _month_ticks(weeks: Sequence[date], scale: _Scale) -> Iterator[tuple[str, str]]:
    day = weeks[0]
    while day < weeks[-1] + timedelta(days=7):
        if day.day == 1:
            yield f"{scale.y(day) - _PER_DAY / 2:.1f}", f"{day:%Y-%m}"
        day += timedelta(days=1)


def _day_labels(told: Sequence[PatrolTold], scale: _Scale) -> Iterator[tuple[str, str, str]]:
    """Yield labels, pushed down where two would overlap."""
    last = 0.0
    for one in told:
        at = scale.y(_day(one))
        last = max(at + 3, last + _LABEL)
        yield f"{at:.1f}", f"{last:.1f}", one.patrol.on[5:]


def _cell(cell: StretchWeek, scale: _Scale, labels: Labels) -> Cell:
    left, top = scale.x(cell.from_km), scale.y(cell.week) - _PER_DAY / 2
    width, height = scale.x(cell.to_km) - left, 7 * _PER_DAY
    names = f"{labels.place(cell.from_)} – {labels.place(cell.to)}"
    is_open = cell.answer is StretchSeen.NOT_KNOWN
    return Cell(
        x=f"{left:.1f}",
        y=f"{top:.1f}",
        width=f"{width:.1f}",
        height=f"{height:.1f}",
        paint=GROUND[cell.answer],
        hatch=_hatch(left, top, width, height) if is_open else "",
        says=f"{names}, {cell.week}: {labels.t.of('passed', cell.answer)}",
    )


def _hatch(left: float, top: float, width: float, height: float) -> str:
    """Return lines at 45 degrees within a box, on one raster for all boxes, so that neighbours join."""
    right, bottom = left + width, top + height
    first = math.ceil((left + top) / _HATCH)
    last = math.floor((right + bottom) / _HATCH)
    lines = []
    for total in (n * _HATCH for n in range(first, last + 1)):
        start = min(right, total - top)
        end = max(left, total - bottom)
        lines.append(f"M{start:.0f} {total - start:.0f}L{end:.0f} {total - end:.0f}")
    return "".join(lines)


def _runs(
    told: PatrolTold,
    reaches: Mapping[SourceId, PatrolReach],
    scale: _Scale,
    lengths: Sequence[float],
    labels: Labels,
    *,
    begins: str,
) -> Iterator[Run]:
    """Yield a line for each column and reach that some accounts give, each a little below the last."""
    alike: dict[tuple[int, str], tuple[PatrolReach, PatrolAccount, list[str]]] = {}
    for account in told.accounts:
        reach = reaches[account.by]
        if reach.along:
            side = labels.side_of(account.by, account.report)
            column = next(
                (row for row, one in enumerate(labels.columns) if labels.in_column(side, one)),
                len(labels.columns) - 1,
            )
            key = (column, f"{reach.along[0].km:.1f} {reach.at_least}")
            alike.setdefault(key, (reach, account, []))[2].append(labels.source(account.by))
    paints = _paints(labels)
    for place, ((column, _), (reach, account, who)) in enumerate(
        sorted(alike.items(), key=lambda one: one[0])
    ):
        one = reach.along[0]
        turned = abs(one.km - one.run_km) > 1e-9
        near, far = (one.high_km, one.low_km) if turned else (one.low_km, one.high_km)
        begins_km = lengths[0] if turned else 0.0
        is_whole = reach.basis is ReachBasis.WHOLE_ROUTE
        yield Run(
            y=f"{scale.y(_day(told)) + place * _LINE:.1f}",
            x=f"{scale.x(begins_km):.1f}",
            to=f"{scale.x(near):.1f}",
            doubt=f"{scale.x(far):.1f}",
            at=f"{scale.x(one.km):.1f}",
            beyond=f"{scale.x(max(lengths)):.1f}" if is_whole and max(lengths) > lengths[0] else "",
            paint=paints[column],
            sign=_sign(account.outcome),
            says=f"{told.patrol.on}, {', '.join(who)}: {reach_words(reach, labels.t, begins=begins)}",
        )


def _sign(outcome: PatrolOutcome) -> str:
    if outcome in _TURNED:
        return "turned"
    return "attacked" if outcome is PatrolOutcome.ATTACKED else ""


def _happening(one: NearRoute, scale: _Scale, t: Catalogue) -> Happening:
    doubt_km = _EITHER_WAY * one.sigma_km
    return Happening(
        x=f"{scale.x(one.km):.1f}",
        y=f"{scale.y(one.on):.1f}",
        low=f"{scale.x(max(one.km - doubt_km, 0.0)):.1f}",
        high=f"{scale.x(min(one.km + doubt_km, scale.most_km)):.1f}",
        kind=str(one.kind),
        matter=one.matter,
        says=f"{one.on}, {one.matter}: {t.of('matter_kind', one.kind)}, {km_words(one.km, t)}",
    )


# In words


def km_words(km: float, t: Catalogue) -> str:
    """Return kilometres to a tenth."""
    return t("unit.km", n=f"{km:.1f}".removesuffix(".0"))


def begins_at(patrol: Patrol, routes: Sequence[PatrolRoute], labels: Labels) -> str:
    """Return from where an outing ran that ran against the kilometres; empty for one that ran with them."""
    if not routes or not is_turned(patrol, routes[0]):
        return ""
    return labels.place(patrol.planned_from or routes[0].stops[-1].place)


def reach_words(reach: PatrolReach, t: Catalogue, *, begins: str = "") -> str:
    """Return how far an account has an outing come, and from where if it ran against the kilometres."""
    far = _far(reach, t)
    return t("strip.from_end", place=begins, far=far) if begins and reach.along else far


def _far(reach: PatrolReach, t: Catalogue) -> str:
    if not reach.along:
        return t("strip.unknown")
    shares = t("actor.or").join(dict.fromkeys(f"{one.share:.0%}" for one in reach.along))
    one = reach.along[0]
    if reach.basis is ReachBasis.WHOLE_ROUTE:
        return t.of("outcome", PatrolOutcome.FULL)
    key = "strip.at_least" if reach.at_least else "strip.reach"
    return t(key, km=f"{one.km:.1f}", low=f"{one.low_km:.1f}", high=f"{one.high_km:.1f}", share=shares)
