"""Voices behind an incident: relays, copies and translations of one release are one voice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

from truceline.fusion.fusing import Fused
from truceline.model.spelling import plain_name
from truceline.model.tables import FUSED_INCIDENTS
from truceline.model.words import Basis
from truceline.record.release import NOT_NAMED

SOON: Final = timedelta(days=3)
"""A copy is known so soon after what it copies."""
ALIKE: Final = 0.6
"""Of all runs of three words of two texts the share that a copy has in common."""
_RUN: Final = 3
_NOBODY: Final = frozenset(map(plain_name, ("", NOT_NAMED, "undisclosed source", "unknown", "anonymous")))
"""Words that name no source."""
_ORDER: Final = {basis.value: index for index, basis in enumerate(Basis)}
_THIRD_PARTIES: Final = {Basis.ONE_THIRD_PARTY.value, Basis.INDEPENDENT_SEVERAL.value}


def incidents(
    fused: Fused, claims: Mapping[str, pa.Table], *, words: Mapping[str, str] | None = None
) -> pa.Table:
    """Return FUSED_INCIDENTS: of each incident its reports, how many voices tell it, and its basis.

    Two reports are one voice where both name one source, or one names the other's; and where their words are
    the same after folding, with the same numbers, and one was known soon after the other. What was told in
    another language is known by whom it names. Reports of one source that name nobody are one voice; whether
    that is independent of others is not known, and makes no basis of several.

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
        texts = [(words or {}).get(reports.ids[row], "") for row in rows]
        known = [told[row]["known_at"] for row in rows]
        named = [_named(told[row]["told_by"]) for row in rows]
        voices = _voices(
            [names[row] for row in rows],
            named,
            _copies(texts, known),
        )
        third = sum(
            any(named[at] for at in voice) and any(told[rows[at]]["basis"] in _THIRD_PARTIES for at in voice)
            for voice in voices
        )
        basis = min((told[row]["basis"] for row in rows), key=lambda one: _ORDER.get(one, len(_ORDER)))
        if third > 1:
            basis = min(basis, Basis.INDEPENDENT_SEVERAL.value, key=lambda one: _ORDER.get(one, len(_ORDER)))
        values = (
            incident,
            [reports.ids[row] for row in rows],
            len(rows),
            max(len(voices), *(told[row]["n_independent"] or 0 for row in rows)),
            _n_unnamed(voices, named),
            basis,
        )
        for name, value in zip(FUSED_INCIDENTS.names, values, strict=True):
            found[name].append(value)
    return pa.table(found, schema=FUSED_INCIDENTS)


def voices_of(told: Sequence[tuple[str, Sequence[str]]]) -> int | None:
    """Return how many voices reports of one happening are; None where one may carry another unsaid.

    Parameters
    ----------
    told : sequence of (str, sequence of str)
        Of each report its source, and whom it names as its own.
    """
    named = [_named(by) for _, by in told]
    voices = _voices([source for source, _ in told], named, lambda *_: False)
    return None if _n_unnamed(voices, named) else len(voices)


def _named(told_by: Sequence[str]) -> frozenset[str]:
    return frozenset(plain_name(one) for one in told_by if one) - _NOBODY


def _n_unnamed(voices: Sequence[Sequence[int]], named: Sequence[Collection[str]]) -> int:
    """Return how many of several voices name no source."""
    return sum(not any(named[at] for at in voice) for voice in voices) if len(voices) > 1 else 0


def _voices(
    sources: Sequence[str], named: Sequence[frozenset[str]], is_copy: Callable[[int, int], bool]
) -> list[list[int]]:
    """Return reports by voice, by their numbers."""
    own = [frozenset({plain_name(one)}) for one in sources]
    of = [[at] for at in range(len(sources))]
    for at, other in ((a, b) for b in range(len(sources)) for a in range(b)):
        one_voice = (
            (named[at] or own[at]) & (named[other] or own[other])
            or own[at] & named[other]
            or own[other] & named[at]
            or is_copy(at, other)
        )
        here, there = (next(each for each in of if index in each) for index in (at, other))
        if one_voice and here is not there:
            here.extend(there)
            of.remove(there)
    return of


def _copies(texts: Sequence[str], known: Sequence[datetime | None]) -> Callable[[int, int], bool]:
    return lambda at, other: _is_copy(texts[at], texts[other], known[at], known[other])


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
