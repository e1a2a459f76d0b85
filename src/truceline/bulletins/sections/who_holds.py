"""Who held what, and what changed: ground and settlements with their doubt, for the map and for a table.

Computed from what sources said of control, not determined. What was read stands beside every figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.clock import Interval
from truceline.model.casebook import Casebook
from truceline.model.naming import names_of_sides
from truceline.record.control import ControlChange, ControlMap, Handover

SHOWN_PLACES: Final = 1_000
"""Places listed on the page; `truceline control --compare --json` lists them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsTold:
    """One thing that was read of control."""

    what: Literal["ledger", "table"]
    """The casebook's ledger of control, or its table of settlements."""
    n_assertions: int
    """Assertions taken from it."""
    days: tuple[str, str] | None
    """First and last day; none where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldGround:
    """Who held what at the end of a day, and what changed since the end of another."""

    first: date
    """The earlier day."""
    last: date
    """The day of the map."""
    during: Interval
    """That day in UTC."""
    found: ControlMap
    """At the end of `last`."""
    changes: tuple[ControlChange, ...]
    """Sums by value before and after."""
    handovers: tuple[Handover, ...]
    """Place by place."""
    told: tuple[WordsTold, ...]
    """What was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRow:
    """How much has one value."""

    label: str
    n_places: int
    km2: str
    doubt: str
    """`low – high`; empty for a value that is no side's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """What went from one value to another, and which places did."""

    before: str
    after: str
    n_places: int
    km2: str
    doubt: str
    """`low – high`."""
    places: tuple[tuple[str, str, str], ...]
    """Name, id, and the probability of the value before and of the one after."""
    n_more: int
    """Places not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSection:
    """The section of the bulletin."""

    first: str
    last: str
    told: tuple[tuple[str, int, tuple[str, str] | None], ...]
    """What was read, how many assertions, their days."""
    holdings: tuple[HoldingRow, ...]
    changes: tuple[ChangeRow, ...]
    """Where a word on the places began or ended in between."""
    drifted: tuple[ChangeRow, ...]
    """Where none did: shown otherwise since doubt grew or neighbours changed."""


def held_section(held: HeldGround | None, casebook: Casebook, t: Catalogue) -> HeldSection | None:
    """Return what the bulletin says of control and its change; None where nothing was read of it."""
    if held is None:
        return None
    labels = value_labels(casebook, t)
    return HeldSection(
        first=held.first.isoformat(),
        last=held.last.isoformat(),
        told=tuple((t.of("control_words", one.what), one.n_assertions, one.days) for one in held.told),
        holdings=holding_rows(held.found, labels),
        changes=change_rows(held.changes, held.handovers, labels, is_told=True, shown=SHOWN_PLACES),
        drifted=change_rows(held.changes, held.handovers, labels, is_told=False, shown=SHOWN_PLACES),
    )


def holding_rows(found: ControlMap, labels: Mapping[str, str]) -> tuple[HoldingRow, ...]:
    """Return how much has each value that anything has; `labels` as of `value_labels`."""
    return tuple(
        HoldingRow(
            label=labels[one.value],
            n_places=one.n_places,
            km2=words.number(round(one.km2)),
            doubt=_range(one.km2_low, one.km2_high),
        )
        for one in found.holdings
        if one.n_places or one.km2 or one.km2_high
    )


def change_rows(
    changes: Sequence[ControlChange],
    handovers: Sequence[Handover],
    labels: Mapping[str, str],
    *,
    is_told: bool,
    shown: int,
) -> tuple[ChangeRow, ...]:
    """Return what changed, the most ground first, with at most `shown` places in all.

    Parameters
    ----------
    changes, handovers : sequence
        Sums by value before and after, and place by place.
    labels : mapping
        As of `value_labels`.
    is_told : bool
        Those that a word tells, or those that none does.
    shown : int
        Places beyond it are counted.
    """
    rows = []
    chosen = [one for one in changes if one.is_told == is_told]
    for one in sorted(chosen, key=lambda change: -change.km2_high):
        places = _places(handovers, one)
        listed = places[:shown]
        shown -= len(listed)
        rows.append(
            ChangeRow(
                before=labels[one.before],
                after=labels[one.after],
                n_places=one.n_places,
                km2=words.number(round(one.km2)),
                doubt=_range(one.km2_low, one.km2_high),
                places=listed,
                n_more=len(places) - len(listed),
            )
        )
    return tuple(rows)


def _places(handovers: Sequence[Handover], change: ControlChange) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (one.name, one.place, f"{one.p_before:.2f}, {one.p_after:.2f}")
        for one in sorted(handovers, key=lambda one: (one.name, one.place))
        if (one.before, one.after, one.is_told) == (change.before, change.after, change.is_told)
    )


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{words.number(round(low))} – {words.number(round(high))}"


def value_labels(casebook: Casebook, t: Catalogue) -> dict[str, str]:
    """Return what each value of control is called: sides by their names, states by the catalogue."""
    return names_of_sides(casebook) | dict(t.kind("control_state"))
