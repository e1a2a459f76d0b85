"""Files of several sources fused: which of their reports may speak of one happening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from truceline.errors import BadInput, Fault, NotFound
from truceline.files import files_of
from truceline.files.casebooks import Folders
from truceline.files.outputs import file_for, write_files
from truceline.fusion import Fused, Why, incidents
from truceline.judgement import select
from truceline.model.assessment import Read
from truceline.model.spelling import instead
from truceline.model.tables import FUSED_PAIRS, FUSED_REPORTS
from truceline.model.words import Audience
from truceline.record import fused_claims
from truceline.runs.casebook import release_instant
from truceline.runs.gathering import Gathered, Input, gather
from truceline.runs.linkage import linkage, linked, ways_of
from truceline.runs.reading import input_files
from truceline.runs.sealed import read_sealed
from truceline.runs.together import source_of
from truceline.sources.decisions import read_decisions

REPORTS_FILE, PAIRS_FILE, INCIDENTS_FILE = "reports.parquet", "pairs.parquet", "incidents.parquet"
LINKAGE_FILE: Final = "linkage.parquet"
_NOT_FUSED: Final = "nothing was fused"
_LEAST_TOLD: Final = 0.01
"""Pairs that are less likely are not written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FusedFiles:
    """What several files tell, put together. Computed; nothing of it is established."""

    fused: Fused
    incidents: pa.Table
    """FUSED_INCIDENTS: how many voices tell each, and what stands behind it."""
    linkage: pa.Table | None
    """LINKAGE, where ways to put reports together were asked for."""
    decisions: pa.Table | None
    """DECISIONS that were given."""
    gathered: tuple[Gathered, ...]
    """Of each file."""
    written: tuple[Path, ...]

    @property
    def reads(self) -> tuple[Read, ...]:
        """Return what was read of each file."""
        return tuple(read for one in self.gathered for read in one.reads)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the rows that could not be read."""
        return tuple(fault for one in self.gathered for fault in one.faults)


def fuse_files(
    casebook: Folders | str | Path,
    inputs: Sequence[Input],
    *,
    decisions: str | Path | None = None,
    out: str | Path | None = None,
    samples: int = 0,
    audience: Audience = Audience.PUBLIC,
) -> FusedFiles:
    """Return which reports of several files may speak of one happening, and write that where it may be.

    Parameters
    ----------
    casebook : Folders, str or Path
        Whose acts, actors and places they name.
    inputs : sequence of Input
        Each file is one source, called as the file without its ending; those of a format that one source
        has are that one, called as the format.
    decisions : str or Path, optional
        A table of what persons decided on pairs: it stands, and teaches the model.
    out : str or Path, optional
        A folder for `reports.parquet`, `pairs.parquet`, `incidents.parquet`, with samples `linkage.parquet`.
    samples : int
        In how many plausible ways, drawn at random, incidents are counted too.
    audience : Audience

    Raises
    ------
    BadInput
        If there are fewer than two sources, or a user's own reports would go to the public.
    BadReport, BadCasebook, NotFound
        If what is named cannot be read.
    """
    sources: dict[str, list[Input]] = {}
    for one in inputs:
        sources.setdefault(source_of(one.file, one.reader), []).append(one)
    if len(sources) < 2:
        remedy = "name two files or more, of other sources and other names"
        raise BadInput(_NOT_FUSED, [Fault(message="each file is one source", remedy=remedy)])
    decided = None if decisions is None else read_decisions(decisions)
    sealed, _ = read_sealed(casebook).released(audience, release_instant(None))
    gathered = tuple(gather(sealed, those) for those in sources.values())
    if out is not None and audience is Audience.PUBLIC and any(len(one.unpublished) for one in gathered):
        remedy = "write them with --audience internal, or say `published: true` in the mapping"
        raise BadInput(_NOT_FUSED, [Fault(message="some of these reports are your own", remedy=remedy)])
    claims = {name: one.claims for name, one in zip(sources, gathered, strict=True)}
    fused = linked(claims, sealed.parsed.record.casebook, decisions=decided)
    told = incidents(fused, claims)
    counts = None
    if samples:
        every = fused_claims(claims, fused.incident_of)
        own = [f"{name}/{one}" for name in sorted(claims) for one in claims[name]["incident_id"].to_pylist()]
        taking_part = select(every.filter(pa.array([one in fused.incident_of for one in own], pa.bool_())))
        ways = ways_of(fused, claims, every, samples)
        counts = linkage(ways, taking_part, sealed.parsed.record.casebook)
    files: dict[Path, pa.Table] = {}
    if out is not None:
        files = {
            file_for(Path(out) / REPORTS_FILE, audience): _reports(fused),
            file_for(Path(out) / PAIRS_FILE, audience): _pairs(fused),
            file_for(Path(out) / INCIDENTS_FILE, audience): told,
            **({file_for(Path(out) / LINKAGE_FILE, audience): counts} if counts is not None else {}),
        }
        read = input_files(inputs, decisions)
        write_files(files, inputs=[*read, *files_of(casebook)])
    return FusedFiles(
        fused=fused,
        incidents=told,
        linkage=counts,
        decisions=decided,
        gathered=gathered,
        written=tuple(files),
    )


def _reports(fused: Fused) -> pa.Table:
    ids = list(fused.reports.ids)
    columns = [ids, [one.partition("/")[0] for one in ids], [fused.incident_of[one] for one in ids]]
    return pa.Table.from_arrays([pa.array(one, pa.string()) for one in columns], schema=FUSED_REPORTS)


def _pairs(fused: Fused) -> pa.Table:
    kept = np.flatnonzero(fused.weights.p >= _LEAST_TOLD)
    kept = kept[np.argsort(-fused.weights.p[kept], kind="stable")]
    ids = np.array(fused.reports.ids, dtype=object)
    weights = fused.weights
    columns = [
        ids[fused.pairs.first[kept]],
        ids[fused.pairs.second[kept]],
        weights.p[kept],
        weights.place[kept],
        weights.time[kept],
        *(weights.levels[kept, part] for part in range(weights.levels.shape[1])),
        weights.prior[kept],
    ]
    return pa.Table.from_arrays(
        [pa.array(one, field.type) for one, field in zip(columns, FUSED_PAIRS, strict=True)],
        schema=FUSED_PAIRS,
    )


def decision_of(done: FusedFiles, one: str, other: str) -> Mapping[str, Any] | None:
    """Return what a person decided last on two reports: a row of DECISIONS; None where nobody did."""
    rows = [] if done.decisions is None else done.decisions.to_pylist()
    return next((row for row in reversed(rows) if {row["first"], row["second"]} == {one, other}), None)


def why_of(done: FusedFiles, one: str, other: str) -> Why | None:
    """Return why two reports are one happening or not; None where they are not near each other.

    Raises
    ------
    NotFound
        If one of them is not among the reports.
    """
    known = done.fused.incident_of
    for asked in (one, other):
        if asked not in known:
            raise NotFound(f"there is no report {asked!r}; {instead(asked, dict.fromkeys(known, ()))}")
    return done.fused.why(one, other)
