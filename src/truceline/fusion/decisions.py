"""What a person decided on pairs of reports: it stands, and teaches the model."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np
import pyarrow as pa

from truceline.errors import BadInput, Fault
from truceline.fusion.pairs import Pairs, compared, joined
from truceline.fusion.reports import Floats, Reports
from truceline.model.tables import DECISIONS, check

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
_NOT_FUSED: Final = "the decisions do not fit together"


def decided(reports: Reports, pairs: Pairs, decisions: pa.Table | None) -> tuple[Pairs, Floats | None, int]:
    """Return pairs with those decided among them, what was decided of each, and how many were not met.

    Parameters
    ----------
    reports : Reports
    pairs : Pairs
    decisions : pa.Table, optional
        DECISIONS: of a pair the last row counts. Of reports that are not among these nothing is decided.

    Returns
    -------
    Pairs
    ndarray or None
        (pairs,): 1 same, 0 different, else not a number; None where nothing is decided.
    int
        Decisions of which a report is not there.

    Raises
    ------
    BadInput
        If a word is none of these, or two reports are different and, by way of others, the same.
    """
    if decisions is None:
        return pairs, None, 0
    number = {own: row for row, own in enumerate(reports.ids)}
    said: dict[tuple[int, int], str] = {}
    missing, faults = 0, []
    for line, row in enumerate(check(decisions, DECISIONS).to_pylist(), 1):
        if row["says"] not in (SAME, DIFFERENT, UNSURE):
            remedy = f"say {SAME}, {DIFFERENT} or {UNSURE}"
            faults.append(Fault(line=line, message=f"{row['says']!r} is no decision", remedy=remedy))
        elif row["first"] not in number or row["second"] not in number or row["first"] == row["second"]:
            missing += 1
        else:
            said[_in_order(reports, number[row["first"]], number[row["second"]])] = row["says"]
    faults += _against_each_other(reports, said)
    if faults:
        raise BadInput(_NOT_FUSED, faults)
    known = {pair: says == SAME for pair, says in said.items() if says != UNSURE}
    if not known:
        return pairs, None, missing
    rows = np.array([*known], np.int64)
    n = len(reports)
    codes = pairs.first * n + pairs.second
    new = rows[~np.isin(rows[:, 0] * n + rows[:, 1], codes)]
    pairs = joined([pairs, compared(reports, new[:, 0], new[:, 1])]) if len(new) else pairs
    codes = pairs.first * n + pairs.second
    order = np.argsort(codes)
    fixed = np.full(len(pairs), np.nan)
    at = order[np.searchsorted(codes, rows[:, 0] * n + rows[:, 1], sorter=order)]
    fixed[at] = [float(each) for each in known.values()]
    return pairs, fixed, missing


def _in_order(reports: Reports, one: int, other: int) -> tuple[int, int]:
    first, second = sorted((one, other), key=lambda row: (reports.source[row], row))
    return first, second


def _against_each_other(reports: Reports, said: dict[tuple[int, int], str]) -> list[Fault]:
    """Return the pairs that are different by one decision and the same by others."""
    of = dict[int, int]()
    members = defaultdict[int, list[int]](list)
    for pair in (pair for pair, says in said.items() if says == SAME):
        for each in pair:
            if of.setdefault(each, each) == each and not members[each]:
                members[each].append(each)
        one, other = of[pair[0]], of[pair[1]]
        if one != other:
            for each in members.pop(other):
                of[each] = one
                members[one].append(each)
    return [
        Fault(
            message=f"{reports.ids[one]} and {reports.ids[other]} are different, and by others the same",
            remedy="take one of these decisions back",
        )
        for (one, other), says in said.items()
        if says == DIFFERENT and one in of and of.get(one) == of.get(other)
    ]
