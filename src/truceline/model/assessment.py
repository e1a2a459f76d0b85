"""What an assessment hands on: tables, what was read, and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from truceline.errors import Fault
from truceline.model.at_a_glance import at_a_glance
from truceline.model.casebook import Casebook
from truceline.model.ways import Ways


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read from one input."""

    file: str
    """Its name as given, without folders."""
    reader: str
    """Which reader: `casebook`, `control`, `acled`, `csv`, `claims`."""
    sha256: str
    """Hash of the bytes read."""
    n_rows: int
    """Rows or entries in it. Of a file: `n_claims`, `n_earlier`, `n_repeated` and the faults together."""
    n_claims: int
    """Claims read from them that stand."""
    kinds: tuple[tuple[str, int], ...]
    """Kinds of event of these claims, as its own words name them, with counts."""
    days: tuple[str, str] | None
    """First and last day it speaks of, in its own calendar; None where it says none."""
    unmatched_actors: tuple[tuple[str, int], ...] = ()
    """Names that no actor of the casebook bears, with counts; taken as unknown."""
    faults: tuple[Fault, ...] = ()
    """Rows that could not be read, and why. They are in no other count."""
    unread_kinds: tuple[tuple[str, int], ...] = ()
    """Kinds of event of these, as far as they could be read, with counts."""
    n_earlier: int = 0
    """Earlier versions of claims: kept as what was said before, and not counted as what is said."""
    n_repeated: int = 0
    """Rows that say what another row says."""
    warnings: tuple[Fault, ...] = ()
    """What to know of what was read: what is missing and what it costs, ids told in several ways."""
    linked: tuple[tuple[str, str], ...] = ()
    """Happenings that an incident of the record tells of already, with that incident: not read twice."""
    is_published: bool = True
    """Whether what it tells is public already; of a user's own reports it is not, unless they say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTold:
    """How much one of several sources told."""

    name: str
    """Of its format, where only one source has that, else of its file."""
    n_reports: int
    """Reports that stand."""
    n_left_out: int
    """Of these those without a place or a time, which are put together with nothing."""
    inputs: tuple[int, ...]
    """Which of the inputs are its, from 1."""
    is_published: bool
    """Whether what it tells is public already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTogether:
    """What came of putting reports of several sources together. Computed; nothing of it is established."""

    sources: tuple[SourceTold, ...]
    """By name."""
    n_incidents: int
    """Where reports are put together that are likelier one happening than not."""
    by_sources: tuple[tuple[int, int], ...]
    """How many of these are told by one source, by two, and so on."""
    n_doubt: int
    """Pairs of reports of which it is open whether they are one."""
    most: Mapping[str, int]
    """Incidents whose reports are not surely one, with how many happenings they may be."""
    may_be_one: tuple[tuple[str, str], ...]
    """Incidents that were left apart and may be one, that of the earlier source first."""
    n_decided: int = 0
    """Decisions of persons on pairs of these reports, which stand."""
    n_unmet: int = 0
    """Decisions on reports that are not among these, which decide nothing."""
    ways: Ways | None = None
    """Plausible ways to put reports together, where they were asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedNames:
    """Names of one input that are nobody's and nowhere, as it has them: for whoever has the file."""

    file: str
    """Path as the user gave it."""
    reader: str
    """Which reader."""
    actors: tuple[tuple[str, int], ...]
    """Names that no one actor has, with how often each is mentioned, the commonest first."""
    places: tuple[tuple[str, int], ...]
    """Names of places that stand without coordinates, with their rows, the commonest first."""
    casebook: Casebook
    """Whose actors and places may be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a product was computed from and with: same inputs, same digest."""

    casebook: str
    """Its id."""
    casebook_sha256: str
    """Hash over the names and bytes of the files that say its text."""
    records: tuple[tuple[str, str], ...]
    """Each record read, with the hash over its files: `casebook` is its own, `folder` any other, unnamed."""
    inputs: tuple[Read, ...]
    """What was read."""
    positions: tuple[str, ...]
    """Positions assessed."""
    on: str | None
    """Valid day asked for, or the first and the last parted by `/`; None for all days."""
    as_of: str | None
    """Known day asked for; None for all that is known."""
    versions: tuple[tuple[str, str], ...]
    """Of our code and of the tables and libraries that can change an answer."""
    supposing: tuple[tuple[str, str], ...] = ()
    """Open questions and the answers that were supposed: a what-if, and every product says so."""
    together: PutTogether | None = None
    """What came of putting reports of several sources together; None where that was not done."""
    digest: str
    """Hash over the rows of all tables, sorted, probabilities rounded to 1e-6."""

    @property
    def days(self) -> str:
        """Return the days asked for, as they are shown in any language; empty for all."""
        return (self.on or "").replace("/", " – ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Findings, incidents and performance of one run. Computed, not determined."""

    findings: pa.Table
    """FINDINGS, sorted by incident, account, clause, position."""
    incidents: pa.Table
    """INCIDENTS, one row for each incident assessed."""
    performance: pa.Table
    """PERFORMANCE."""
    claims: pa.Table
    """CLAIMS as assessed."""
    positions: tuple[str, ...]
    """Positions assessed, in the casebook's order."""
    counts: pa.Table
    """COUNTS: clauses × positions × thresholds."""
    n_outside: int
    """Incidents outside every zone that a clause names: only clauses without a place look at them."""

    def _repr_html_(self) -> str:
        """Return what a notebook shows: what was read, counts by clause, the first rows of each table."""
        return at_a_glance(
            tables={
                "findings": self.findings,
                "incidents": self.incidents,
                "performance": self.performance,
                "claims": self.claims,
            },
            counts=self.counts,
            positions=self.positions,
            n_outside=self.n_outside,
        )
