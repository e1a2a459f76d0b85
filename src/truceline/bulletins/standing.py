"""Where each incident stands under a clause once all positions are read side by side.

A *group* is an incident × account × clause; its rows are the positions. Two lines matter to a head of
mission: a breach however one reads the text, and a breach only under some reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.ids import UNKNOWN_ACTOR

STANDINGS: Final[tuple[str, ...]] = (
    "breach",
    "breach_under_some_reading",
    "turns_on_a_reading",
    "undetermined",
    "excepted",
    "none",
)
"""Worst first. `breach`: under every combination of readings. `breach_under_some_reading`: under some
position, and another reading undoes it. `turns_on_a_reading`: no position takes the reading that decides, the
upper value of breach reaches the threshold, and whoever acted is named. `none`: no breach or out of scope."""

_KEYS: Final = ("incident_id", "account", "clause_id")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Findings in groups, and how each group stands."""

    findings: pa.Table
    """FINDINGS, sorted by incident, account, clause."""
    first: npt.NDArray[np.int64]
    """(g,) index of each group's first row."""
    end: npt.NDArray[np.int64]
    """(g,) index behind each group's last row."""
    standing: npt.NDArray[np.int8]
    """(g,) index into STANDINGS."""

    def of(self, *standings: str) -> npt.NDArray[np.int64]:
        """Return the groups of these standings, in the order of the table."""
        wanted = [STANDINGS.index(one) for one in standings]
        return np.flatnonzero(np.isin(self.standing, wanted))

    def rows(self, group: int) -> list[dict[str, object]]:
        """Return a group's rows, one for each position."""
        start = int(self.first[group])
        rows: list[dict[str, object]] = self.findings.slice(start, int(self.end[group]) - start).to_pylist()
        return rows

    def n_incidents(self, groups: npt.NDArray[np.int64]) -> int:
        """Return how many incidents these groups speak of."""
        return len(pc.unique(self.findings["incident_id"].take(self.first[groups])))


def groups_of(findings: pa.Table, *, yes: float) -> Groups:
    """Return FINDINGS in groups, with the standing of each.

    Parameters
    ----------
    findings : pa.Table
        FINDINGS, any order; under one key, one row for each position.
    yes : float
        The mandate's threshold: from this upper value on, an open reading is said to matter.
    """
    table = findings.sort_by([(key, "ascending") for key in _KEYS])
    codes = [pc.dictionary_encode(table[key].combine_chunks()).indices.to_numpy() for key in _KEYS]
    changes = np.zeros(table.num_rows, dtype=np.bool_)
    changes[:1] = True
    for code in codes:
        changes[1:] |= code[1:] != code[:-1]
    first = np.flatnonzero(changes)
    return Groups(
        findings=table,
        first=first,
        end=np.append(first[1:], table.num_rows)[: len(first)],
        standing=_standing(table, first, yes),
    )


def _standing(table: pa.Table, first: npt.NDArray[np.int64], yes: float) -> npt.NDArray[np.int8]:
    if not len(first):
        return np.zeros(0, dtype=np.int8)

    def any_row(mask: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
        """Return for each group whether some row of it is meant."""
        flags = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
        return np.asarray(np.logical_or.reduceat(flags, first), dtype=np.bool_)

    is_breach = pc.equal(table["verdict"], "breach")
    is_undetermined = pc.equal(table["verdict"], "undetermined")
    # Null robust means too many combinations to try: that is no proof of "however one reads it".
    is_robust = pc.fill_null(table["robust"], False)
    reaches = pc.greater_equal(table["p_breach_max"], yes)
    # Where nobody is named, no reading makes a breach of it: a fact is missing, not a reading.
    is_named = pc.fill_null(pc.not_equal(table["by"], UNKNOWN_ACTOR), False)
    is_somebody = pc.or_(is_named, pc.is_valid(table["p_who"]))
    turns = pc.and_(pc.and_(is_undetermined, pc.invert(is_robust)), pc.and_(reaches, is_somebody))
    cases = (
        any_row(pc.and_(is_breach, is_robust)),
        any_row(is_breach),
        any_row(turns),
        any_row(is_undetermined),
        any_row(pc.equal(table["verdict"], "excepted")),
    )
    return np.select(cases, list(range(len(cases))), default=len(cases)).astype(np.int8)


def worst_standings(groups: Groups) -> Mapping[str, str]:
    """Return for each incident with a finding the worst standing over its accounts and clauses.

    An incident without a row has no key: no clause was found to reach it.
    """
    incidents = groups.findings["incident_id"].take(groups.first)
    ranked = pa.table({"incident_id": incidents, "rank": pa.array(groups.standing)})
    worst = ranked.group_by("incident_id").aggregate([("rank", "min")])
    pairs = zip(worst["incident_id"].to_pylist(), worst["rank_min"].to_pylist(), strict=True)
    return {incident: STANDINGS[rank] for incident, rank in pairs}


def standings_of_accounts(groups: Groups) -> Mapping[tuple[str, str], str]:
    """Return for each incident and account with a finding the worst standing over its clauses."""
    named = {key: groups.findings[key].take(groups.first) for key in ("incident_id", "account")}
    ranked = pa.table(named | {"rank": pa.array(groups.standing)})
    worst = ranked.group_by(list(named)).aggregate([("rank", "min")])
    columns = (worst[name].to_pylist() for name in (*named, "rank_min"))
    return {(incident, account): STANDINGS[rank] for incident, account, rank in zip(*columns, strict=True)}


def worst_of(standings: Mapping[tuple[str, str], str], incident: str, accounts: Iterable[str]) -> str:
    """Return the worst standing of some accounts of an incident; `none` where no clause reaches them."""
    found = (standings.get((incident, account), "none") for account in accounts)
    return min(found, key=STANDINGS.index, default="none")


def n_decided(findings: pa.Table) -> Mapping[str, tuple[int, int]]:
    """Return for each ambiguity how many findings (rows) and how many incidents it decides."""
    lists = findings["decided_by"].combine_chunks()
    flat = pa.table(
        {
            "ambiguity": pc.list_flatten(lists),
            "incident_id": findings["incident_id"].take(pc.list_parent_indices(lists)),
        }
    )
    counted = flat.group_by("ambiguity").aggregate([([], "count_all"), ("incident_id", "count_distinct")])
    return {
        row["ambiguity"]: (row["count_all"], row["incident_id_count_distinct"]) for row in counted.to_pylist()
    }
