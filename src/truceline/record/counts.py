"""Violations that a party says it counted, beside what this record holds of the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.clock import Interval, parse_stated, span
from truceline.model.ids import ActorId, SourceId
from truceline.model.record import Count, Record
from truceline.record.tellings import happened


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPart:
    """What one party counted in a window."""

    counted_by: ActorId | None
    """Whose count; None where the publisher counts for itself."""
    total: int | None
    """In all, as stated, else the sum of the provinces; None where neither is given."""
    provinces: tuple[tuple[str, int | None], ...]
    """Province to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountWindow:
    """One published count."""

    window: str
    """Its name in the ledger."""
    day: str | None
    """Day it was published for; None where undated."""
    by: SourceId
    """Who published it."""
    unit: str
    """What is counted."""
    parts: tuple[CountPart, ...]
    """Whose counts."""
    rows: tuple[Count, ...]
    """The rows of the ledger."""
    n_observed: int | None
    """Incidents of this record that may have happened on that day, clock of the mandate; None where undated.
    The record is a selection: none recorded is not none happened."""
    disjoint: bool
    """Whether equal totals stand for different provinces, so that they cannot be the same events."""


def counts(record: Record, *, during: Interval | None = None) -> tuple[CountWindow, ...]:
    """Return the counts of the ledger, one for each window, unit and publisher, in order of day.

    Parameters
    ----------
    record : Record
        Parsed; pass it through `known_by` for what could be known by an instant.
    during : Interval, optional
        UTC; only windows whose day touches it. An undated one stays.
    """
    groups: dict[tuple[str, str, str], list[Count]] = {}
    for row in record.counts:
        groups.setdefault((row.window, row.unit, row.by), []).append(row)
    times = [
        [happened(account.when or entry.when) for account in entry.accounts] for entry in record.incidents
    ]
    zone = record.casebook.mandate.day_zone
    windows = [_window(rows, times, zone) for rows in groups.values()]
    return tuple(
        sorted(
            (one for one in windows if during is None or one.day is None or _touches(one.day, during, zone)),
            key=lambda one: (one.day or "~", one.window, one.unit),
        )
    )


def _touches(day: str, during: Interval, zone: str) -> bool:
    return span(parse_stated(day), zone).meet(during) is not None


def _window(rows: Sequence[Count], times: Sequence[Sequence[Interval | None]], zone: str) -> CountWindow:
    first = rows[0]
    parties = dict.fromkeys(row.counted_by for row in rows)
    parts = tuple(_part(party, [row for row in rows if row.counted_by == party]) for party in parties)
    day = next((row.day for row in rows if row.day), None)
    return CountWindow(
        window=first.window,
        day=day,
        by=first.by,
        unit=first.unit,
        parts=parts,
        rows=tuple(rows),
        n_observed=None if day is None else _observed(span(parse_stated(day), zone), times),
        disjoint=_disjoint(parts),
    )


def _part(party: ActorId | None, rows: Sequence[Count]) -> CountPart:
    provinces = tuple((row.province, row.n) for row in rows if row.province is not None)
    stated = [row.n for row in rows if row.province is None]
    known = [n for _, n in provinces if n is not None]
    summed = sum(known) if provinces and len(known) == len(provinces) else None
    return CountPart(counted_by=party, total=stated[0] if stated else summed, provinces=provinces)


def _disjoint(parts: Sequence[CountPart]) -> bool:
    if len(parts) != 2 or not parts[0].total or parts[0].total != parts[1].total:
        return False
    places = [{province for province, n in part.provinces if n} for part in parts]
    return all(places) and not places[0] & places[1]


def _observed(day: Interval, times: Sequence[Sequence[Interval | None]]) -> int:
    return sum(any(one is not None and _falls(one, day) for one in accounts) for accounts in times)


def _falls(one: Interval, day: Interval) -> bool:
    return one.start_at in day or one.meet(day) is not None
