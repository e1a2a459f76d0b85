"""What several sources tell, as it stood on a day, put together: the claims from which a run computes."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from truceline.errors import BadInput, Fault
from truceline.fusion import Fused, voices_of
from truceline.judgement import select
from truceline.model.assessment import Assessment, PutTogether, Read, SourceTold
from truceline.model.tables import INCIDENTS
from truceline.record import Release, fused_claims
from truceline.record.days import known_until
from truceline.runs.gathering import NO_IDS, Gathered
from truceline.runs.linkage import linked, ways_of
from truceline.sources.decisions import read_decisions

ANYBODYS: Final = frozenset({"csv", "claims", "geojson"})
"""Readers of formats that any source may use: each file is a source of its own. Others read one source."""
DOUBT: Final = (0.1, 0.9)
"""Pairs are in doubt from the first to below the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """How reports of several sources are put together."""

    apart: bool = False
    """Each report is an incident by itself, as where there is one source."""
    decisions: str | Path | None = None
    """A table of what persons decided on pairs: it stands, and teaches the model."""
    samples: int = 0
    """In how many plausible ways, drawn at random, counts are taken too."""


TOGETHER: Final = Linking()
"""Where that is likelier than not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodClaims:
    """Claims as they stood, and what was put together."""

    claims: pa.Table
    """CLAIMS from which to compute."""
    unpublished: pa.Array
    """Ids of incidents of which a user's own reports tell."""
    together: PutTogether | None = None
    """None where there is one source, or each report was asked for by itself."""


def source_of(file: str, reader: str) -> str:
    """Return the source of a file: of a format that one source has that, else the file's name, no ending."""
    return Path(file).name.partition(".")[0] if reader in ANYBODYS else reader


def standing(
    gathered: Gathered,
    told: Release,
    *,
    of_record: bool,
    as_of: date | None,
    linking: Linking = TOGETHER,
) -> StoodClaims:
    """Return the claims that stood at the end of a day, reports of several sources put together.

    Parameters
    ----------
    gathered : Gathered
    told : Release
        What may leave: who told a user's own reports is not among the claims.
    of_record : bool
        Whether they are those of the record, whose accounts are put together by hand.
    as_of : date, optional
        Only what could be known by the end of this reporting day decides, too.
    linking : Linking

    Raises
    ------
    BadInput
        If decisions are against each other, or there are decisions or ways and nothing to put together.
    BadReport
        If the decisions cannot be read.
    """
    until = known_until(as_of, told.facts.casebook.mandate)
    decided = None if linking.decisions is None else read_decisions(linking.decisions)
    sources = () if of_record or linking.apart else tuple(_sources(gathered))
    if len({name for name, _, _ in sources}) < 2:
        if decided is not None or linking.samples:
            remedy = (
                "name files of two sources or more, without --apart, or leave --decisions and --samples out"
            )
            raise BadInput("nothing is put together", [Fault(message="there is one source", remedy=remedy)])
        claims = select(told.claims(gathered.claims, gathered.unpublished, of_record=of_record), as_of=until)
        return StoodClaims(claims=claims, unpublished=gathered.unpublished)
    tables = {name: select(table, as_of=until) for name, table in _tables(sources).items()}
    found = linked(tables, told.facts.casebook, decisions=decided)
    claims = fused_claims(tables, found.incident_of)
    own = pa.concat_tables([tables[name] for name in sorted(tables)])["incident_id"]
    is_own = pc.is_in(own, value_set=gathered.unpublished)
    unpublished = pc.unique(claims["incident_id"].filter(is_own)) if pc.any(is_own).as_py() else NO_IDS
    shown = told.claims(claims, unpublished, of_record=False)
    together = _put_together(sources, tables, own, claims["incident_id"], found)
    return StoodClaims(
        claims=shown,
        unpublished=unpublished,
        together=dataclasses.replace(
            together,
            n_decided=0 if decided is None else decided.num_rows - found.unmet,
            n_unmet=found.unmet,
            ways=ways_of(found, tables, shown, linking.samples) if linking.samples else None,
        ),
    )


def with_voices(found: Assessment, together: PutTogether | None) -> Assessment:
    """Return an assessment whose incidents have the voices of the reports that were put together.

    Where it cannot be told whether one report carries another, they stay as they are: mostly not known.
    """
    if together is None or not found.incidents.num_rows:
        return found
    told = defaultdict[str, list[tuple[str, list[str]]]](list)
    for row in found.claims.select(["incident_id", "account", "told_by"]).to_pylist():
        told[row["incident_id"]].append((row["account"].partition("/")[0], row["told_by"]))
    ids, known = (found.incidents[name].to_pylist() for name in ("incident_id", "n_independent"))
    for number, one in enumerate(ids):
        voices = voices_of(told[one]) if len({source for source, _ in told[one]}) > 1 else None
        if voices is not None:
            known[number] = max(voices, known[number] or 0)
    at, field = INCIDENTS.get_field_index("n_independent"), INCIDENTS.field("n_independent")
    incidents = found.incidents.set_column(at, field, pa.array(known, field.type))
    return dataclasses.replace(found, incidents=incidents)


def _sources(gathered: Gathered) -> Iterator[tuple[str, Read, pa.Table]]:
    """Yield of each input its source, what was read, and its claims."""
    start = 0
    for read in gathered.reads:
        n_rows = read.n_claims + read.n_earlier
        yield source_of(read.file, read.reader), read, gathered.claims.slice(start, n_rows)
        start += n_rows


def _tables(sources: tuple[tuple[str, Read, pa.Table], ...]) -> dict[str, pa.Table]:
    names = dict.fromkeys(name for name, _, _ in sources)
    return {one: pa.concat_tables([table for name, _, table in sources if name == one]) for one in names}


def _put_together(
    sources: tuple[tuple[str, Read, pa.Table], ...],
    tables: Mapping[str, pa.Table],
    own: pa.ChunkedArray,
    incidents: pa.ChunkedArray,
    found: Fused,
) -> PutTogether:
    """Return what came of putting reports together; `own` and `incidents` are their ids before and after."""
    names = np.repeat(np.arange(len(tables)), [tables[name].num_rows for name in sorted(tables)])
    told_by: dict[str, set[int]] = {}
    for incident, source in zip(incidents.to_pylist(), names.tolist(), strict=True):
        told_by.setdefault(incident, set()).add(source)
    bears = dict(
        zip(
            (f"{sorted(tables)[name]}/{one}" for name, one in zip(names, own.to_pylist(), strict=True)),
            incidents.to_pylist(),
            strict=True,
        )
    )
    of = [bears[one] for one in found.reports.ids]
    p = found.weights.p
    return PutTogether(
        sources=tuple(
            SourceTold(
                name=name,
                n_reports=pc.count_distinct(tables[name]["incident_id"]).as_py(),
                n_left_out=found.left_out.get(name, 0),
                inputs=tuple(n for n, one in enumerate(sources, start=1) if one[0] == name),
                is_published=all(one[1].is_published for one in sources if one[0] == name),
            )
            for name in sorted(tables)
        ),
        n_incidents=len(told_by),
        by_sources=tuple(sorted(Counter(map(len, told_by.values())).items())),
        n_doubt=int(np.count_nonzero((p >= DOUBT[0]) & (p < DOUBT[1]))),
        most=_most(found, of),
        may_be_one=_may_be_one(found, of, told_by),
    )


def _most(found: Fused, of: list[str]) -> dict[str, int]:
    """Return the incidents that may be several happenings, and how many: parts that no sure pair joins."""
    sure = found.weights.p >= DOUBT[1]
    first, second = found.pairs.first[sure], found.pairs.second[sure]
    n = len(of)
    numbers = np.unique(np.array(of, dtype=object), return_inverse=True)[1] if n else np.zeros(0, np.int64)
    is_one = numbers[first] == numbers[second]
    graph = csr_array((np.ones(int(is_one.sum())), (first[is_one], second[is_one])), (n, n))
    parts = connected_components(graph, directed=False)[1] if n else np.zeros(0, np.int64)
    counted = Counter(incident for incident, _ in {*zip(of, parts.tolist(), strict=True)})
    return {incident: parts for incident, parts in sorted(counted.items()) if parts > 1}


def _may_be_one(found: Fused, of: list[str], told_by: Mapping[str, set[int]]) -> tuple[tuple[str, str], ...]:
    """Return incidents that were left apart and may be one, that of the earlier source first."""
    able = np.flatnonzero(found.weights.p >= DOUBT[0])
    pairs = {
        (of[one], of[other])
        for one, other in zip(
            found.pairs.first[able].tolist(), found.pairs.second[able].tolist(), strict=True
        )
    }

    def rank(incident: str) -> tuple[int, str]:
        return min(told_by[incident]), incident

    ordered = {(min(pair, key=rank), max(pair, key=rank)) for pair in pairs}
    return tuple(sorted((a, b) for a, b in ordered if a != b and told_by[a].isdisjoint(told_by[b])))
