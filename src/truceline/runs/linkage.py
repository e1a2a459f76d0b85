"""Reports put together, and counts by clause, place and month in plausible ways to do so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline import geo
from truceline.clock.stated import day_of
from truceline.fusion import Fused, drawn, fuse
from truceline.model.casebook import Casebook
from truceline.model.tables import LINKAGE
from truceline.model.ways import Ways
from truceline.model.words import Verdict

SEED: Final = 1
"""Of all draws: same inputs, same answer."""
NEAR_M: Final = 5_000.0
"""So near a place of the casebook an account is counted there, where its own error is no larger."""
_Account = tuple[str, str]


def linked(claims: Mapping[str, pa.Table], casebook: Casebook, *, decisions: pa.Table | None = None) -> Fused:
    """Return which reports of several sources speak of one happening, searches side by side; see `fuse`."""
    with ThreadPoolExecutor() as pool:
        return fuse(claims, casebook, decisions=decisions, each=pool.map)


def ways_of(fused: Fused, tables: Mapping[str, pa.Table], told: pa.Table, n: int) -> Ways:
    """Return ways to put reports together.

    Parameters
    ----------
    fused : Fused
    tables : mapping of str to pa.Table
        CLAIMS of each source, as they were fused.
    told : pa.Table
        The same rows, source after source by name, with the incidents and accounts that they are now.
    n : int
        How many ways.
    """
    row = {own: index for index, own in enumerate(fused.reports.ids)}
    alone: dict[str, int] = {}
    reports = []
    for name in sorted(tables):
        for one in tables[name]["incident_id"].to_pylist():
            own = f"{name}/{one}"
            reports.append(row[own] if own in row else alone.setdefault(own, len(row) + len(alone)))
    drew = drawn(fused, n, SEED)
    rest = np.arange(len(row), len(row) + len(alone))
    parts = np.concatenate((drew, np.repeat(rest[:, np.newaxis], n, axis=1)))[np.array(reports, np.int64)]
    keys = list(zip(told["incident_id"].to_pylist(), told["account"].to_pylist(), strict=True))
    rows_of = defaultdict[str, list[int]](list)
    for number, (incident, _) in enumerate(keys):
        rows_of[incident].append(number)
    return Ways(
        parts=parts,
        row_of={key: number for number, key in enumerate(keys)},
        rows_of={one: tuple(rows) for one, rows in rows_of.items()},
    )


def linkage(ways: Ways, claims: pa.Table, casebook: Casebook, findings: pa.Table | None = None) -> pa.Table:
    """Return LINKAGE: counts by month, by place, and by clause where findings are given.

    Parameters
    ----------
    ways : Ways
    claims : pa.Table
        CLAIMS that are counted.
    casebook : Casebook
    findings : pa.Table, optional
        FINDINGS of them.
    """
    rows: list[tuple[str | int | None, ...]] = []
    groups = [
        ("all", _all(claims)),
        ("month", _months(claims, casebook)),
        ("place", _places(claims, casebook)),
    ]
    for by, of in groups:
        for key, accounts in sorted(of.items()):
            rows.append((by, key, None, None, *_counted(ways, accounts)))
    if findings is not None:
        for (clause, position, outcome), accounts in _breaches(findings, casebook):
            rows.append(("clause", clause, position, outcome, *_counted(ways, accounts)))
    return pa.Table.from_pylist([dict(zip(LINKAGE.names, row, strict=True)) for row in rows], schema=LINKAGE)


def _counted(ways: Ways, accounts: list[_Account]) -> tuple[int, int, int, int]:
    return len({incident for incident, _ in accounts}), *ways.of_accounts(accounts), ways.n


def _accounts(table: pa.Table) -> list[_Account]:
    return list(zip(table["incident_id"].to_pylist(), table["account"].to_pylist(), strict=True))


def _all(claims: pa.Table) -> dict[str, list[_Account]]:
    return {"": _accounts(claims)}


def _months(claims: pa.Table, casebook: Casebook) -> dict[str, list[_Account]]:
    """Return accounts by the month in which they may have begun; without a key those that tell no time."""
    found = defaultdict[str, list[_Account]](list)
    for one, start in zip(_accounts(claims), claims["start_at"].to_pylist(), strict=True):
        found["" if start is None else day_of(start, casebook.mandate.day_zone)[:7]].append(one)
    return found


def _places(claims: pa.Table, casebook: Casebook) -> dict[str, list[_Account]]:
    """Return accounts by the nearest place of the casebook; without a key those near none."""
    accounts, found = _accounts(claims), defaultdict[str, list[_Account]](list)
    lon, lat, radius = (
        np.array(claims[name].to_pylist(), dtype=np.float64) for name in ("lon", "lat", "radius_m")
    )
    sure = np.isfinite(lon) & np.isfinite(lat) & (np.nan_to_num(radius) <= NEAR_M)
    nearest, which = np.full(len(accounts), np.inf), np.full(len(accounts), -1)
    for number, place in enumerate(casebook.places):
        far = np.full(len(accounts), np.inf)
        n = int(sure.sum())
        far[sure] = geo.distances_m(lon[sure], lat[sure], np.full(n, place.lon), np.full(n, place.lat))
        which = np.where((far < nearest) & (far <= NEAR_M), number, which)
        nearest = np.minimum(far, nearest)
    for one, number in zip(accounts, which.tolist(), strict=True):
        found[str(casebook.places[number].id) if number >= 0 else ""].append(one)
    return found


def _breaches(
    findings: pa.Table, casebook: Casebook
) -> Iterator[tuple[tuple[str, str, str], list[_Account]]]:
    """Yield by clause and position the accounts that come to a breach, and those that may."""
    is_breach = pc.equal(findings["verdict"], Verdict.BREACH.value)
    is_open = pc.equal(findings["verdict"], Verdict.UNDETERMINED.value)
    may_be = pc.and_(is_open, pc.greater(findings["p_breach_max"], casebook.mandate.no))
    for outcome, which in (("breach", is_breach), ("breach_at_most", pc.or_(is_breach, may_be))):
        some, found = findings.filter(which), defaultdict[tuple[str, str], list[_Account]](list)
        keys = zip(some["clause_id"].to_pylist(), some["position"].to_pylist(), strict=True)
        for key, one in zip(keys, _accounts(some), strict=True):
            found[key].append(one)
        for (clause, position), accounts in sorted(found.items()):
            yield (clause, position, outcome), accounts
