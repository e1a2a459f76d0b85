"""Voices behind an incident: relays, copies and translations of one release are one voice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from truceline.fusion.fusing import Fused
from truceline.model.spelling import plain_name
from truceline.model.tables import FUSED_INCIDENTS
from truceline.model.words import Basis

SOON: Final = timedelta(days=3)
"""A copy is known so soon after what it copies."""
ALIKE: Final = 0.6
"""Of all runs of three words of two texts the share that a copy has in common."""
_RUN: Final = 3
_ORDER: Final = {basis.value: index for index, basis in enumerate(Basis)}
_THIRD_PARTIES: Final = {Basis.ONE_THIRD_PARTY.value, Basis.INDEPENDENT_SEVERAL.value}


def incidents(
    fused: Fused, claims: Mapping[str, pa.Table], *, words: Mapping[str, str] | None = None
) -> pa.Table:
    """Return FUSED_INCIDENTS: of each incident its reports, how many voices tell it, and its basis.

    Two reports are one voice where both name one source, or one names the other's; and where their words are
    the same after folding, with the same numbers, and one was known soon after the other. What was told in
    another language is known by whom it names. Reports of one source that name nobody are one voice.

    Parameters
    ----------
    fused : Fused
    claims : mapping of str to pa.Table
        CLAIMS of each source, as they were fused.
    words : mapping of str to str, optional
        Of reports, `source/incident`, the text.
    """
    reports = fused.reports
    told = [
        row
        for index, name in enumerate(reports.sources)
        for row in claims[name]
        .select(["told_by", "basis", "n_independent", "known_at"])
        .take(pa.array(reports.row[reports.source == index]))
        .to_pylist()
    ]
    members = defaultdict[str, list[int]](list)
    for row, own in enumerate(reports.ids):
        members[fused.incident_of[own]].append(row)
    names = [reports.sources[each] for each in reports.source.tolist()]
    found: dict[str, list[Any]] = {name: [] for name in FUSED_INCIDENTS.names}
    for incident in sorted(members):
        rows = members[incident]
        voices = _voices(rows, names, told, [(words or {}).get(reports.ids[row], "") for row in rows])
        third = sum(any(told[row]["basis"] in _THIRD_PARTIES for row in voice) for voice in voices)
        basis = min((told[row]["basis"] for row in rows), key=lambda one: _ORDER.get(one, len(_ORDER)))
        if third > 1:
            basis = min(basis, Basis.INDEPENDENT_SEVERAL.value, key=lambda one: _ORDER.get(one, len(_ORDER)))
        values = (
            incident,
            [reports.ids[row] for row in rows],
            len(rows),
            max(len(voices), *(told[row]["n_independent"] or 0 for row in rows)),
            basis,
        )
        for name, value in zip(FUSED_INCIDENTS.names, values, strict=True):
            found[name].append(value)
    return pa.table(found, schema=FUSED_INCIDENTS)


def _voices(
    rows: Sequence[int], names: Sequence[str], told: Sequence[Mapping[str, Any]], words: Sequence[str]
) -> list[list[int]]:
    """Return reports by voice."""
    if len(rows) == 1:
        return [[*rows]]
    upstream = [{plain_name(one) for one in told[row]["told_by"] if one} for row in rows]
    of = [[at] for at in range(len(rows))]
    for at, other in ((a, b) for b in range(len(rows)) for a in range(b)):
        one_voice = (
            (upstream[at] or {plain_name(names[rows[at]])})
            & (upstream[other] or {plain_name(names[rows[other]])})
            or plain_name(names[rows[at]]) in upstream[other]
            or plain_name(names[rows[other]]) in upstream[at]
            or _is_copy(words[at], words[other], told[rows[at]]["known_at"], told[rows[other]]["known_at"])
        )
        here, there = (next(each for each in of if index in each) for index in (at, other))
        if one_voice and here is not there:
            here.extend(there)
            of.remove(there)
    return [[rows[at] for at in each] for each in of]


def _is_copy(one: str, other: str, known: datetime | None, later: datetime | None) -> bool:
    """Return whether two texts are the same after folding, with the same numbers, and known soon after."""
    if not one or not other or (known is not None and later is not None and abs(known - later) > SOON):
        return False
    folded = [re.findall(r"\w+", plain_name(text)) for text in (one, other)]
    if _numbers(folded[0]) != _numbers(folded[1]):
        return False
    runs = [set(_runs(each)) for each in folded]
    return len(runs[0] & runs[1]) >= ALIKE * len(runs[0] | runs[1])


def _numbers(words: Collection[str]) -> list[str]:
    return sorted(each for word in words for each in re.findall(r"\d+", word))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for at in range(max(len(words) - _RUN + 1, 1)):
        yield tuple(words[at : at + _RUN])
