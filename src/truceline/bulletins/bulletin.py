"""The bulletin: one assessment as one page, computed, not determined.

The page has no script and fetches nothing. Numbers stand beside what was read; no totals by side are printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from truceline.bulletins import words
from truceline.bulletins.layers import zone_variants
from truceline.bulletins.maps import incident_map
from truceline.bulletins.page import render
from truceline.bulletins.rows import finding_table, is_paraphrased
from truceline.bulletins.standing import groups_of, n_decided, worst_standings
from truceline.bulletins.timeline import timeline
from truceline.model.assessment import Assessment, Receipt
from truceline.model.casebook import Ambiguity, Casebook, Instrument, Stated
from truceline.model.hanging import Hanging, Open
from truceline.model.words import Verdict

SHOWN_ROWS: Final = 200
"""Rows of a table on the page; all rows are in findings.parquet."""
SHOWN_FAULTS: Final = 50
SHOWN_NAMES: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """One clause under one position: counts of incidents for each outcome at each threshold."""

    position: str
    outcomes: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBlock:
    """One clause under every position."""

    clause: str
    title: str
    paraphrased: bool
    rows: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One state of an obligation under one position."""

    obligation: str
    title: str
    duty: str
    position: str
    state: str
    when: str
    share: str
    accounts: tuple[str, ...]
    reasons: tuple[str, ...]
    paraphrased: bool
    unverified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One ambiguity, with how many findings it decides here."""

    ambiguity: Ambiguity
    n_findings: int
    n_incidents: int
    holders: Mapping[str, str]
    """Reading to the names of those who hold it; no key where no statement was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When an instrument was made and lives, under each reading."""

    instrument: Instrument
    in_force: tuple[str, ...]
    ended: tuple[str, ...]


def render_bulletin(casebook: Casebook, assessment: Assessment, receipt: Receipt) -> str:
    """Return the bulletin of one assessment as one HTML page.

    Parameters
    ----------
    casebook : Casebook
        The one assessed.
    assessment : Assessment
        Its findings; long tables are cut on the page, and say so.
    receipt : Receipt
        What was read and with what it was computed.

    Returns
    -------
    str
        HTML in UTF-8, no script, no address that is fetched; everything from casebook and input escaped,
        hidden and direction-changing characters spelt out.
    """
    return render("bulletin.html.j2", bulletin_values(casebook, assessment, receipt))


def bulletin_values(casebook: Casebook, assessment: Assessment, receipt: Receipt) -> dict[str, object]:
    """Return all the bulletin's template asks for."""
    groups = groups_of(assessment.findings, yes=casebook.mandate.yes)
    standings = worst_standings(groups)

    def table(*of: str) -> object:
        return finding_table(casebook, assessment, groups, groups.of(*of), at_most=SHOWN_ROWS)

    picture = incident_map(
        tuple(zone_variants(casebook)),
        casebook,
        assessment.incidents,
        standings,
        id="map",
        title="Zones and incidents",
        about="Zones of the casebook under each reading, and incidents by their worst verdict. "
        "Computed, not determined.",
    )
    return {
        "casebook": casebook,
        "receipt": receipt,
        "positions": tuple(p for p in casebook.positions if p.id in assessment.positions),
        "n_incidents": assessment.incidents.num_rows,
        "n_without_finding": assessment.incidents.num_rows - len(standings),
        "breaches": table("breach"),
        "some_reading": table("breach_under_some_reading"),
        "turning": table("turns_on_a_reading"),
        "undetermined": table("undetermined"),
        "excepted": table("excepted"),
        "map": picture,
        "blocks": _count_blocks(casebook, assessment),
        "outcomes": tuple(str(verdict) for verdict in Verdict),
        "obligations": _obligations(casebook, assessment),
        "timeline": timeline(casebook, assessment.performance),
        "questions": _questions(casebook, assessment),
        "instruments": tuple(dates(instrument) for instrument in casebook.instruments),
        "shown_rows": SHOWN_ROWS,
        "shown_faults": SHOWN_FAULTS,
        "shown_names": SHOWN_NAMES,
        "days": _days(receipt),
    }


def _days(receipt: Receipt) -> tuple[str, str] | None:
    """Return the first and the last day any input speaks of."""
    days = [read.days for read in receipt.inputs if read.days]
    return (min(first for first, _ in days), max(last for _, last in days)) if days else None


def _count_blocks(casebook: Casebook, assessment: Assessment) -> tuple[CountBlock, ...]:
    """Return the counts of every clause counted or assessed; a count nobody wrote is nought."""
    counts: dict[tuple[str, str, str, float], int] = defaultdict(int)
    for row in assessment.counts.to_pylist():
        key = (row["clause_id"], row["position"], row["outcome"], round(row["threshold"], 6))
        counts[key] += row["n_incidents"]
    counted = {clause for clause, *_ in counts} | set(assessment.findings["clause_id"].unique().to_pylist())
    thresholds = tuple(round(one, 6) for one in casebook.mandate.shown_at)
    return tuple(
        CountBlock(
            clause=clause.id,
            title=clause.title,
            paraphrased=is_paraphrased(clause.id, casebook),
            rows=tuple(
                CountRow(
                    position=words.name(position.label),
                    outcomes=tuple(
                        (
                            str(outcome),
                            tuple(
                                counts.get((clause.id, position.id, str(outcome), t), 0) for t in thresholds
                            ),
                        )
                        for outcome in Verdict
                    ),
                )
                for position in casebook.positions
                if position.id in assessment.positions
            ),
        )
        for clause in casebook.clauses
        if clause.id in counted
    )


def _obligations(casebook: Casebook, assessment: Assessment) -> tuple[Obligation, ...]:
    """Return each state of each obligation once, with the positions under which it is so."""
    clauses = {str(clause.id): clause for clause in casebook.clauses}
    alike: dict[str, list[dict[str, Any]]] = {}
    for row in assessment.performance.to_pylist():
        alike.setdefault(repr({key: row[key] for key in row if key != "position"}), []).append(row)

    def obligation(rows: list[dict[str, Any]]) -> Obligation:
        row = rows[0]
        clause = clauses.get(row["obligation_id"])
        return Obligation(
            obligation=row["obligation_id"],
            title=clause.title if clause else "",
            duty=clause.duty if clause else "",
            position=words.positions((one["position"] for one in rows), casebook, of=assessment.positions),
            state=row["state"],
            when=words.lasting(row["start_at"], row["end_at"]),
            share="" if row["share"] is None else f"{row['share']:.0%}",
            accounts=tuple(row["accounts"]),
            reasons=tuple(words.reason(code, casebook) for code in row["because"]),
            paraphrased=is_paraphrased(row["obligation_id"], casebook),
            unverified=clause.unverified if clause else "",
        )

    return tuple(obligation(rows) for rows in alike.values())


def _questions(casebook: Casebook, assessment: Assessment) -> tuple[Question, ...]:
    decided = n_decided(assessment.findings)
    return tuple(
        Question(
            ambiguity=ambiguity,
            n_findings=decided.get(ambiguity.id, (0, 0))[0],
            n_incidents=decided.get(ambiguity.id, (0, 0))[1],
            holders=holders(ambiguity, casebook),
        )
        for ambiguity in casebook.ambiguities
    )


def holders(ambiguity: Ambiguity, casebook: Casebook) -> dict[str, str]:
    """Return for each reading that somebody holds the names of its holders."""
    names = {actor.id: words.name(actor.names) for actor in casebook.actors}
    return {
        str(option.id): ", ".join(names.get(holder, str(holder)) for holder in option.holders)
        for option in ambiguity.readings
        if option.holders
    }


def dates(instrument: Instrument) -> Dates:
    """Return an instrument with its dates in words, one line for each reading."""
    return Dates(
        instrument=instrument, in_force=_stated(instrument.in_force), ended=_stated(instrument.ended)
    )


def _stated(value: Open[Stated] | Open[str] | None, under: str = "") -> tuple[str, ...]:
    """Return a stated time, or for each reading what it becomes."""
    if value is None:
        return ()
    if isinstance(value, Hanging):
        return tuple(
            line
            for reading, option in value.readings.items()
            for line in _stated(option, f"{under}{', ' if under else ''}{value.hangs_on}: {reading}")
        )
    if isinstance(value, Stated):
        if isinstance(value.zone, Hanging):
            return tuple(f"{value.at}, clock of {line}" for line in _stated(value.zone, under))
        zone = f" {value.zone}" if value.zone else ""
        return (f"{value.at}{zone}" + (f" ({under})" if under else ""),)
    return (f"{value} ({under})" if under else str(value),)
