"""Rows of the bulletin's tables: findings joined with what the record says of the incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.headlines import Groups
from truceline.bulletins.sections.accounts_compared import accounts_compared
from truceline.bulletins.sections.not_checked import UNVERIFIED
from truceline.judgement import CHECKS
from truceline.model.assessment import Assessment
from truceline.model.casebook import Casebook
from truceline.model.lacking import is_lacking, lacking_of
from truceline.model.record import Record
from truceline.record import Backing


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionVerdict:
    """What one position, or several alike, make of a group."""

    positions: str
    verdict: str
    chance: str
    if_in_force: str
    """The verdict supposing that the text still lived; empty where that is not open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One incident × account × clause with its verdict under every position. Computed, not determined."""

    incident: str
    title: str
    account: str
    clause: str
    clause_title: str
    act: str
    when: str
    local_days: str
    place: str
    coordinates: str
    """Empty where the place is not known."""
    place_detail: str
    """How the place is known, and within what distance; or that it is not."""
    by: str
    answers_for: str
    basis: str
    told_by: tuple[str, ...]
    compared: str
    """What the incident's accounts agree and disagree on; empty where there is nothing to compare."""
    denied_by: tuple[str, ...]
    chance: str
    verdicts: tuple[PositionVerdict, ...]
    decided_by: tuple[str, ...]
    reasons: tuple[str, ...]
    """What is lacking, then what is not a plain yes, in words."""
    badges: tuple[tuple[str, str], ...]
    """What was not checked: the code of its note, and what it is."""
    paraphrased: bool
    """The clause is held in our paraphrase only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingTable:
    """The first rows of one kind, and how many there are."""

    rows: tuple[FindingRow, ...]
    n_all: int
    n_incidents: int


def is_paraphrased(clause_id: str, casebook: Casebook) -> bool:
    """Return whether every passage held of the clause is our own paraphrase."""
    clause = next((one for one in casebook.clauses if one.id == clause_id), None)
    if clause is None:
        return False
    status = {
        (str(instrument.id), text.id): str(text.status)
        for instrument in casebook.instruments
        for text in instrument.texts
    }
    instrument = clause_id.partition("/")[0]
    found = {status.get((instrument, passage.version), "") for passage in clause.text}
    return found == {"our_paraphrase"}


def finding_table(
    record: Record,
    assessment: Assessment,
    groups: Groups,
    chosen: npt.NDArray[np.int64],
    behind: Mapping[str, Backing],
    *,
    at_most: int,
    t: Catalogue = ENGLISH,
) -> FindingTable:
    """Return the first `at_most` of the chosen groups as rows, with the count of all of them.

    `behind` is what stands behind each account, from `backings`.
    """
    shown = [groups.rows(int(group)) for group in chosen[:at_most]]
    ids = pa.array({str(rows[0]["incident_id"]) for rows in shown}, pa.string())
    incidents = {row["incident_id"]: row for row in _only(assessment.incidents, ids)}
    told: dict[str, dict[str, dict[str, Any]]] = {}
    for row in _only(assessment.claims, ids):
        told.setdefault(row["incident_id"], {})[row["account"]] = row
    return FindingTable(
        rows=tuple(_row(record, rows, incidents, told, behind, t) for rows in shown),
        n_all=len(chosen),
        n_incidents=groups.n_incidents(chosen),
    )


def _only(table: pa.Table, ids: pa.Array) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.filter(pc.is_in(table["incident_id"], ids)).to_pylist()
    return rows


def _row(
    record: Record,
    rows: Sequence[dict[str, Any]],
    incidents: dict[Any, dict[str, Any]],
    told: Mapping[str, Mapping[str, dict[str, Any]]],
    behind: Mapping[str, Backing],
    t: Catalogue,
) -> FindingRow:
    one = rows[0]
    incident = incidents.get(one["incident_id"], {})
    # An account may give its own time and place; the incident's are those all agree on.
    accounts = told.get(one["incident_id"], {})
    said = {**incident, **accounts.get(one["account"], {})}
    backing = behind.get(f"{one['incident_id']}/{one['account']}")
    start_at: datetime | None = said.get("start_at")
    end_at: datetime | None = said.get("end_at")
    clause_title = next((c.title for c in record.casebook.clauses if c.id == one["clause_id"]), "")
    codes = sorted({code for row in rows for code in row["because"] if _is_telling(code)}, key=_code_order)
    lacking = words.lacking(lacking_of(code for row in rows for code in row["because"]), t)
    by = next((row["by"] for row in rows if row["by"]), None)
    answering = next((row["answers_for"] for row in rows if row["answers_for"]), None)
    low, high = min(row["p_breach"] for row in rows), max(row["p_breach_max"] for row in rows)
    return FindingRow(
        incident=one["incident_id"],
        title=next((e.title for e in record.incidents if e.id == one["incident_id"]), ""),
        account=one["account"],
        clause=one["clause_id"],
        clause_title=clause_title,
        act=_act(incident.get("act"), record.casebook, t),
        when=words.period(start_at, end_at, t),
        local_days=words.local_days(start_at, end_at, record.casebook.mandate.day_zone, t),
        place=_place(said.get("place"), record.casebook),
        coordinates=_coordinates(said),
        place_detail=_place_detail(said, t),
        by=words.actors(by, record.casebook, t),
        answers_for=words.actors(answering, record.casebook, t) if answering else "",
        basis=words.basis(one["basis"], backing, t),
        told_by=tuple(said.get("told_by") or ()),
        compared=accounts_compared([accounts[one] for one in sorted(accounts)], record.casebook, t),
        denied_by=words.deniers(one["denied_by"], backing, t),
        chance=words.chance(low, high, t),
        verdicts=_verdicts(rows, record.casebook, t),
        decided_by=tuple(sorted({ambiguity for row in rows for ambiguity in row["decided_by"]})),
        reasons=(
            *([lacking] if lacking else []),
            *(words.reason(code, record, t) for code in codes if not code.startswith(UNVERIFIED)),
        ),
        badges=tuple(
            (code, words.unverified(code, record.casebook, t)[0])
            for code in codes
            if code.startswith(UNVERIFIED)
        ),
        paraphrased=is_paraphrased(one["clause_id"], record.casebook),
    )


def _is_telling(code: str) -> bool:
    """Return whether a code says more than that a check was met, that none excepts it, or what is lacking."""
    return not code.endswith(":yes") and code != "unless:no" and not is_lacking(code)


def _code_order(code: str) -> tuple[int, str]:
    checks = list(CHECKS)
    head = code.partition(":")[0]
    return (checks.index(head) if head in checks else len(checks), code)


def _verdicts(
    rows: Sequence[dict[str, Any]], casebook: Casebook, t: Catalogue
) -> tuple[PositionVerdict, ...]:
    """Return each verdict once, with the positions that reach it by the same probability."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        chance = words.chance(row["p_breach"], row["p_breach_max"], t)
        alike.setdefault((row["verdict"], chance, row["if_in_force"] or ""), []).append(row["position"])
    every = [row["position"] for row in rows]
    return tuple(
        PositionVerdict(
            positions=words.positions(positions, casebook, of=every, t=t),
            verdict=verdict,
            chance=chance,
            if_in_force=if_in_force,
        )
        for (verdict, chance, if_in_force), positions in alike.items()
    )


def _act(act: str | None, casebook: Casebook, t: Catalogue) -> str:
    if act is None:
        return t("actor.unknown")
    return next((words.name(known.names) for known in casebook.acts if known.id == act), act)


def _place(told: str | None, casebook: Casebook) -> str:
    """Return a place as the page names it; a claim has the English name."""
    return next((words.name(p.names) for p in casebook.places if p.names.get("en") == told), told or "")


def _coordinates(said: dict[str, Any]) -> str:
    if said.get("lon") is None or said.get("lat") is None:
        return ""
    return f"{said['lat']:.4f} N, {said['lon']:.4f} E"


def _place_detail(said: dict[str, Any], t: Catalogue) -> str:
    if not _coordinates(said):
        return t("place.not_known")
    parts = [t.of("grade", said["place_grade"])] if said.get("place_grade") else []
    if said.get("radius_m") is not None:
        parts.append(t("place.within", distance=words.distance(said["radius_m"], t)))
    return t.semicolon.join(parts)
