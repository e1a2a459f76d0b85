"""The headlines: the line on which each incident stands once all accounts and readings are read side by side.

A *group* is an incident × account × clause; its rows are the positions. An incident stands on the first of
LINES that fits. A bare denial is no account, so nobody leaves a line by denying.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.judgement.rulebook import rulebook_of
from truceline.model.assessment import Assessment
from truceline.model.ids import UNKNOWN_ACTOR, ClauseId, instrument_of
from truceline.model.lacking import BREACH_IF_IN_FORCE, BREACH_UNDER_SOME_READING, FACTS, MISSING
from truceline.model.record import Record
from truceline.model.words import Basis, Role

LINES: Final[tuple[str, ...]] = (
    "breach_on_all_accounts",
    "breach_on_some_accounts",
    "if_in_force",
    "depends_on_a_reading",
    "fact_missing",
    "none",
)
"""In order: a breach under every reading, on all accounts or on some; one on all accounts and under every
reading, supposing that a text of which nobody has ruled whether it still lived did; one under some reading on
some account, or under too many to try; none of these, for want of a fact; none."""
LEVELS: Final[tuple[str, ...]] = (
    "breach",
    "if_in_force",
    "some_reading",
    "fact_missing",
    "text_open",
    "excepted",
    "none",
)
"""What one group comes to. `some_reading`: a breach under some reading, or too many to try. `text_open`:
undetermined, with no fact missing and no reading that makes it a breach."""

_KEYS: Final = ("incident_id", "account", "clause_id")
_BASES: Final = {str(basis): rank for rank, basis in enumerate(Basis)}
_Indices = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Findings in groups, and what each group comes to."""

    findings: pa.Table
    """FINDINGS, sorted by incident, account, clause."""
    first: _Indices
    """(g,) index of each group's first row."""
    end: _Indices
    """(g,) index behind each group's last row."""
    level: npt.NDArray[np.int8]
    """(g,) index into LEVELS."""

    def of(self, *levels: str) -> _Bools:
        """Return which groups are of these levels, (g,)."""
        return np.isin(self.level, [LEVELS.index(one) for one in levels])

    def among(self, incidents: Iterable[str]) -> _Bools:
        """Return which groups speak of these incidents, (g,)."""
        ids = self.findings["incident_id"].take(self.first)
        found = pc.is_in(ids, pa.array(list(incidents), pa.string())).to_numpy(zero_copy_only=False)
        return np.asarray(found, dtype=np.bool_)

    def rows(self, group: int) -> list[dict[str, object]]:
        """Return a group's rows, one for each position."""
        start = int(self.first[group])
        rows: list[dict[str, object]] = self.findings.slice(start, int(self.end[group]) - start).to_pylist()
        return rows

    def n_incidents(self, groups: _Indices) -> int:
        """Return how many incidents these groups speak of."""
        return len(pc.unique(self.findings["incident_id"].take(self.first[groups])))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineLine:
    """One of LINES: the incidents that stand on it, by the basis of the accounts that put them there."""

    line: str
    n_incidents: int
    by_basis: tuple[tuple[str, int], ...]
    """Basis to incidents; where several accounts put one there, the first of theirs in the list of bases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """One text of which nobody has ruled whether it still lived: what would be breaches of it if it did.

    Of all sides together. An incident may stand under several texts, and none stands on a line of breaches.
    """

    instrument: str
    n_incidents: int
    n_began_told: int
    """Those of which every account names the same as having begun."""
    by_basis: tuple[tuple[str, int], ...]
    incidents: frozenset[str]
    """Which they are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Headlines:
    """Where each incident of an assessment stands. Computed, not determined."""

    groups: Groups
    """Of the findings, from which it is told."""
    line_of: Mapping[str, str]
    """Every incident assessed to its line."""
    lines: tuple[HeadlineLine, ...]
    """All of LINES, in order."""
    supposed: tuple[Supposed, ...]
    """The texts behind the line `if_in_force`, in the casebook's order."""
    missing: tuple[tuple[str, int], ...]
    """Of the incidents for which a fact is missing, how many want which of FACTS; one may want several."""
    n_without_finding: int
    """Of the last line, incidents that no clause was found to reach."""

    @property
    def n_incidents(self) -> int:
        """Return how many incidents were assessed."""
        return len(self.line_of)

    def on(self, line: str) -> tuple[str, ...]:
        """Return the incidents that stand on a line, sorted."""
        return tuple(sorted(incident for incident, its in self.line_of.items() if its == line))


def groups_of(record: Record, findings: pa.Table) -> Groups:
    """Return FINDINGS in groups, with what each comes to.

    Parameters
    ----------
    record : Record
        The one assessed: it says whether anybody has ruled on the life of a text.
    findings : pa.Table
        FINDINGS, any order; under one key, one row for each position.
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
        level=_levels(table, first, _ruled(record)),
    )


def _ruled(record: Record) -> list[str]:
    """Return the clauses of which somebody has ruled whether their text lived."""
    ruled = {one.question for one in record.rulings}
    if not ruled:
        return []
    rulebook = rulebook_of(record)
    return [one.id for one in record.casebook.clauses if ruled & set(rulebook.end_hangs_on(one.id))]


def _levels(table: pa.Table, first: _Indices, ruled: Sequence[str]) -> npt.NDArray[np.int8]:
    if not len(first):
        return np.zeros(0, dtype=np.int8)

    def any_row(rows: _Bools) -> _Bools:
        """Return for each group whether some row of it is meant."""
        return np.asarray(np.logical_or.reduceat(rows, first), dtype=np.bool_)

    is_breach, is_undetermined, is_excepted = (
        _true(pc.equal(table["verdict"], verdict)) for verdict in ("breach", "undetermined", "excepted")
    )
    is_unruled = ~_true(pc.is_in(table["clause_id"], pa.array(ruled, pa.string())))
    # Null robust means too many combinations to try: that is no proof of "under every reading", nor of none.
    is_robust, is_untried = _true(pc.fill_null(table["robust"], False)), _true(pc.is_null(table["robust"]))
    lacks_fact = _has(table["because"], [f"{MISSING}{fact}" for fact in FACTS])
    cases = (
        any_row(is_breach & is_robust),
        any_row(_has(table["because"], [BREACH_IF_IN_FORCE]) & is_unruled),
        any_row(
            is_breach | _has(table["because"], [BREACH_UNDER_SOME_READING]) | (is_undetermined & is_untried)
        ),
        any_row(is_undetermined & lacks_fact),
        any_row(is_undetermined),
        any_row(is_excepted),
    )
    return np.select(cases, list(range(len(cases))), default=len(cases)).astype(np.int8)


def _true(mask: pa.ChunkedArray) -> _Bools:
    return np.asarray(mask.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _has(lists: pa.ChunkedArray, codes: Sequence[str]) -> _Bools:
    """Return which lists of reason codes have one of these."""
    whole = lists.combine_chunks()
    meant = _true(pc.is_in(pc.list_flatten(whole), pa.array(codes, pa.string())))
    found = np.zeros(len(whole), dtype=np.bool_)
    found[pc.list_parent_indices(whole).to_numpy()[meant]] = True
    return found


def headlines(record: Record, assessment: Assessment) -> Headlines:
    """Return where each incident of an assessment stands.

    Parameters
    ----------
    record : Record
        The one assessed.
    assessment : Assessment
        Its claims say which accounts there are, also those that no finding speaks of.
    """
    groups = groups_of(record, assessment.findings)
    accounts = _accounts(assessment, groups)
    texts = _texts(groups)
    line_of: dict[str, str] = {}
    bases: dict[str, list[str]] = {line: [] for line in LINES}
    supposed: dict[str, list[str]] = defaultdict(list)
    for incident, told in accounts.items():
        shared = frozenset[str].intersection(*(texts.get((incident, one), frozenset()) for one in told))
        line = _line([level for level, _ in told.values()], is_one_text=bool(shared))
        line_of[incident] = line
        carrying = [basis for level, basis in told.values() if level in _CARRIED_BY[line]]
        bases[line].append(min(carrying, key=_rank))
        for text in shared if line == "if_in_force" else ():
            supposed[text].append(incident)
    basis_of = dict(zip(_in(line_of, "if_in_force"), bases["if_in_force"], strict=True))
    began = _began(assessment.claims, basis_of)
    reached = set(groups.findings["incident_id"].to_pylist())
    return Headlines(
        groups=groups,
        line_of=line_of,
        lines=tuple(
            HeadlineLine(line=line, n_incidents=len(found), by_basis=_by_basis(found))
            for line, found in bases.items()
        ),
        supposed=tuple(
            Supposed(
                instrument=one.id,
                n_incidents=len(supposed[one.id]),
                n_began_told=sum(incident in began for incident in supposed[one.id]),
                by_basis=_by_basis([basis_of[incident] for incident in supposed[one.id]]),
                incidents=frozenset(supposed[one.id]),
            )
            for one in record.casebook.instruments
            if one.id in supposed
        ),
        missing=_missing(groups, _in(line_of, "fact_missing")),
        n_without_finding=sum(incident not in reached for incident in line_of),
    )


_CARRIED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "breach_on_all_accounts": ("breach",),
    "breach_on_some_accounts": ("breach",),
    "if_in_force": ("if_in_force",),
    "depends_on_a_reading": ("if_in_force", "some_reading"),
    "fact_missing": ("fact_missing",),
    "none": ("text_open", "excepted", "none"),
}
"""The levels of the accounts that put an incident on a line."""


def _line(levels: Sequence[str], *, is_one_text: bool) -> str:
    """Return the first line that fits an incident, of the level of each of its accounts.

    `is_one_text`: every account is a breach if one and the same text was in force.
    """
    breaches = [level == "breach" for level in levels]
    if all(breaches):
        return "breach_on_all_accounts"
    if any(breaches):
        return "breach_on_some_accounts"
    if is_one_text:
        return "if_in_force"
    if any(level in _CARRIED_BY["depends_on_a_reading"] for level in levels):
        return "depends_on_a_reading"
    return "fact_missing" if "fact_missing" in levels else "none"


def _accounts(assessment: Assessment, groups: Groups) -> dict[str, dict[str, tuple[str, str]]]:
    """Return for each incident and account the level of its foremost group, and its basis."""
    ranked = pa.table(
        {
            "incident_id": groups.findings["incident_id"].take(groups.first),
            "account": groups.findings["account"].take(groups.first),
            "level": pa.array(groups.level),
        }
    )
    best = ranked.group_by(["incident_id", "account"], use_threads=False).aggregate([("level", "min")])
    columns = (best[name].to_pylist() for name in ("incident_id", "account", "level_min"))
    level_of = {(incident, account): LEVELS[rank] for incident, account, rank in zip(*columns, strict=True)}
    found: dict[str, dict[str, tuple[str, str]]] = {}
    told = (assessment.claims[name].to_pylist() for name in ("incident_id", "account", "basis"))
    for incident, account, basis in zip(*told, strict=True):
        found.setdefault(incident, {})[account] = level_of.get((incident, account), "none"), basis
    return found


def _texts(groups: Groups) -> dict[tuple[str, str], frozenset[str]]:
    """Return for each incident and account the texts of which it is a breach if they were in force."""
    rows = groups.findings.select(list(_KEYS)).take(groups.first[groups.of("if_in_force")]).to_pylist()
    found: dict[tuple[str, str], frozenset[str]] = defaultdict(frozenset)
    for row in rows:
        found[row["incident_id"], row["account"]] |= {instrument_of(ClauseId(row["clause_id"]))}
    return found


def _in(line_of: Mapping[str, str], line: str) -> list[str]:
    return [incident for incident, its in line_of.items() if its == line]


def _rank(basis: str) -> tuple[int, str]:
    return _BASES.get(basis, len(_BASES)), basis


def _by_basis(bases: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(bases)
    return tuple((basis, counted[basis]) for basis in sorted(counted, key=_rank))


def _began(claims: pa.Table, incidents: Iterable[str]) -> frozenset[str]:
    """Return those of some incidents of which every account names the same as having begun."""
    meant = pc.is_in(claims["incident_id"], pa.array(list(incidents), pa.string()))
    named: dict[str, set[frozenset[str]]] = defaultdict(set)
    for row in claims.filter(meant).select(["incident_id", "hypotheses"]).to_pylist():
        named[row["incident_id"]] |= {_initiators(one) for one in row["hypotheses"] or ()}
    nobody = {frozenset[str](), frozenset({UNKNOWN_ACTOR})}
    return frozenset(
        incident for incident, several in named.items() if len(several) == 1 and not several & nobody
    )


def _initiators(hypothesis: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(one["actor"] for one in hypothesis["cast"] or () if one["role"] == Role.INITIATOR)


def _missing(groups: Groups, incidents: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return how many of some incidents want which fact."""
    table = groups.findings
    table = table.filter(pc.is_in(table["incident_id"], pa.array(incidents, pa.string())))
    found = []
    for fact in FACTS:
        meant = table["incident_id"].filter(pa.array(_has(table["because"], [f"{MISSING}{fact}"])))
        found.append((fact, len(pc.unique(meant))))
    return tuple((fact, n) for fact, n in found if n)


def n_decided(findings: pa.Table) -> Mapping[str, tuple[int, int]]:
    """Return for each ambiguity how many findings (rows) and how many incidents it decides."""
    lists = findings["decided_by"].combine_chunks()
    flat = pa.table(
        {
            "ambiguity": pc.list_flatten(lists),
            "incident_id": findings["incident_id"].take(pc.list_parent_indices(lists)),
        }
    )
    counted = flat.group_by("ambiguity", use_threads=False).aggregate(
        [([], "count_all"), ("incident_id", "count_distinct")]
    )
    return {
        row["ambiguity"]: (row["count_all"], row["incident_id_count_distinct"]) for row in counted.to_pylist()
    }
