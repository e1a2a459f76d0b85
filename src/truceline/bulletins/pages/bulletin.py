"""The bulletin: one assessment as one page, computed, not determined.

The page has no script and fetches nothing. Numbers stand beside what was read; no totals by side are printed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH, catalogue
from truceline.bulletins.edition import Edition
from truceline.bulletins.labels import Labels
from truceline.bulletins.layers import ZoneVariant, zone_variants
from truceline.bulletins.pages.page import render
from truceline.bulletins.pictures.map import Caption, control_picture, incident_map
from truceline.bulletins.pictures.timeline import timeline
from truceline.bulletins.sections.access import effort_rows, issues, reservations
from truceline.bulletins.sections.ambiguities import questions, register_totals, rulings_by_question
from truceline.bulletins.sections.counts import counted
from truceline.bulletins.sections.gaps import bearing_gaps, counted_clauses, foremost
from truceline.bulletins.sections.not_checked import codes_in, not_checked
from truceline.bulletins.sections.obligations import obligations, side_words
from truceline.bulletins.sections.posts import posts_and_patrols
from truceline.bulletins.sections.returns import figures, returns
from truceline.bulletins.sections.rows import finding_table, is_paraphrased
from truceline.bulletins.sections.stances import stance_matrix
from truceline.bulletins.sections.strip import patrol_strip
from truceline.bulletins.sections.what_sources_said import told
from truceline.bulletins.sections.what_was_read import linked_in_words, together_in_words
from truceline.bulletins.sections.who_holds import held_section, value_labels
from truceline.clock import Interval
from truceline.judgement import placeless
from truceline.judgement.ledger import PatrolLedger
from truceline.model.assessment import Assessment, Receipt
from truceline.model.casebook import Casebook, Instrument, Stated
from truceline.model.hanging import Hanging, Open
from truceline.model.ids import instrument_of
from truceline.model.naming import in_language
from truceline.model.record import Record, nouns_of
from truceline.model.words import Verdict
from truceline.record import claims, stances
from truceline.text.relations import zones_named

SHOWN_ROWS: Final = 200
"""Rows of a table on the page; all rows are in findings.parquet."""
SHOWN_LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "breach_on_all_accounts": ("breach",),
    "breach_on_some_accounts": ("breach",),
    "if_in_force": ("if_in_force",),
    "depends_on_a_reading": ("if_in_force", "some_reading"),
    "fact_missing": ("fact_missing",),
}
"""Line to the levels of the findings that are shown under it."""
SHOWN_FAULTS: Final = 50
SHOWN_NAMES: Final = 30
RECORD: Final = (
    "matters",
    "counts",
    "stances",
    "posts",
    "patrols",
    "control",
    "institutions",
    "figures",
    "effort",
    "issues",
    "reservations",
)
"""Parts of a casebook that the sections on the record show; with none of them the page leaves those out."""


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
class Dates:
    """When an instrument was made and lives, under each reading."""

    instrument: Instrument
    in_force: tuple[str, ...]
    ended: tuple[str, ...]


def render_bulletin(edition: Edition, *, shown_rows: int = SHOWN_ROWS) -> str:
    """Return the bulletin of one assessment as one HTML page.

    Parameters
    ----------
    edition : Edition
    shown_rows : int
        Findings of one table on the page; longer ones are cut, and say so.

    Returns
    -------
    str
        HTML in UTF-8, no script, no address that is fetched; everything from casebook and input escaped,
        hidden and direction-changing characters spelt out.

    Raises
    ------
    KeyError
        If there is no catalogue in that language.
    """
    values = bulletin_values(edition, shown_rows=shown_rows)
    return render("bulletin.html.j2", values, language=edition.language, audience=edition.audience)


def bulletin_values(edition: Edition, *, shown_rows: int = SHOWN_ROWS) -> dict[str, object]:
    """Return all the bulletin's template asks for; see `render_bulletin`."""
    assessment, receipt = edition.assessment, edition.receipt
    record = in_language(edition.record, edition.language)
    labels = Labels(record, catalogue(edition.language))
    named = {str(zone.id): zone for zone in record.casebook.zones}
    ground = tuple(replace(one, recipe=named[one.recipe.id]) for one in edition.zones)
    return (
        _findings(labels, edition, ground, at_most=shown_rows)
        | _on_the_record(
            labels, ground, edition.ledger, during=edition.during, delay_hours=edition.delay_hours
        )
        | {
            "casebook": record.casebook,
            "receipt": receipt,
            "together": together_in_words(receipt.together, labels.t),
            "linked": linked_in_words(receipt, assessment.incidents["incident_id"].to_pylist(), labels.t),
            "supposed": ", ".join(f"{question} = {answer}" for question, answer in receipt.supposing),
            "positions": tuple(p for p in record.casebook.positions if p.id in assessment.positions),
            "instruments": tuple(map(dates, _touched(record.casebook, edition))),
            "shown_rows": shown_rows,
            "shown_faults": SHOWN_FAULTS,
            "shown_names": SHOWN_NAMES,
            "days": days_read(receipt),
            "held": held_section(edition.held, record.casebook, labels.t),
            "gaps_shown": record.casebook.gaps
            if edition.of_record
            else tuple(one.gap for one in bearing_gaps(record.casebook, counted_clauses(assessment))),
        }
    )


def record_values(record: Record, *, delay_hours: float | None) -> dict[str, object]:
    """Return what the pages of a record ask for where nothing was assessed."""
    told = _on_the_record(
        Labels(record, ENGLISH),
        tuple(zone_variants(record)),
        PatrolLedger(record=record, during=None),
        during=None,
        delay_hours=delay_hours,
    )
    return told | {
        "casebook": record.casebook,
        "receipt": {"on": None, "as_of": None, "inputs": ()},
        "together": (),
        "linked": "",
        "days": None,
        "supposed": "",
        "not_checked": (),
        "blocks": (),
    }


def _touched(casebook: Casebook, edition: Edition) -> tuple[Instrument, ...]:
    """Return the instruments that the page is about: all of a record's, else those that a finding names."""
    named = {instrument_of(one) for one in edition.assessment.findings["clause_id"].unique().to_pylist()}
    return tuple(one for one in casebook.instruments if edition.of_record or one.id in named)


def _findings(
    labels: Labels, edition: Edition, variants: Sequence[ZoneVariant], *, at_most: int
) -> dict[str, object]:
    """Return what was computed, the casebook with its names in the edition's language."""
    record, t = labels.record, labels.t
    assessment, stands, held = edition.assessment, edition.headlines, edition.held
    groups = stands.groups
    gaps = bearing_gaps(record.casebook, counted_clauses(assessment))

    def table(chosen: npt.NDArray[np.bool_]) -> object:
        rows = np.flatnonzero(chosen)
        return finding_table(record, assessment, groups, rows, edition.behind, at_most=at_most, t=t)

    shown = {
        line: groups.of(*levels) & groups.among(stands.on(line)) for line, levels in SHOWN_LEVELS.items()
    }
    excepted = groups.of("excepted")
    rest = ~groups.of("none") & ~excepted & ~np.logical_or.reduce(list(shown.values()))
    titles = {one.id: words.name(one.titles) for one in record.casebook.instruments}
    return {
        "headlines": stands,
        "lines": {one.line: one for one in stands.lines},
        "titles": titles,
        "tables": {line: table(chosen) for line, chosen in shown.items()},
        "rest": table(rest),
        "excepted": table(excepted),
        "n_incidents": assessment.incidents.num_rows,
        "n_without_finding": stands.n_without_finding,
        "n_outside": assessment.n_outside,
        "placeless": placeless(record.casebook),
        "map": incident_map(
            _spoken_of(variants, record.casebook),
            record.casebook,
            assessment.incidents,
            stands.line_of,
            Caption(id="map", title=t("map.title"), about=t("map.about")),
        ),
        "held_map": control_picture(
            _spoken_of(variants, record.casebook),
            record.casebook,
            held.found,
            value_labels(record.casebook, t),
            Caption(id="held-map", title=t("held.map_title"), about=t("held.map_about")),
        )
        if held is not None
        else None,
        "bearing": gaps,
        "foremost": foremost(gaps),
        "blocks": _count_blocks(record.casebook, assessment),
        "outcomes": tuple(str(verdict) for verdict in Verdict),
        "obligations": obligations(labels, assessment),
        "timeline": timeline(record.casebook, assessment.performance, t),
        "questions": tuple(
            one for one in questions(record.casebook, assessment, t) if edition.of_record or one.n_findings
        ),
        "rulings": rulings_by_question(record),
        "register": register_totals(record.casebook),
        "not_checked": not_checked(record.casebook, t, codes_in(assessment.findings)),
    }


def _spoken_of(variants: Sequence[ZoneVariant], casebook: Casebook) -> Sequence[ZoneVariant]:
    """Return the zones that some clause names; not those they are only built of, which would hide them."""
    named = {zone for clause in casebook.clauses for zone in zones_named(clause)}
    return [variant for variant in variants if variant.recipe.id in named]


def _on_the_record(
    labels: Labels,
    variants: Sequence[ZoneVariant],
    ledger: PatrolLedger,
    *,
    during: Interval | None,
    delay_hours: float | None,
) -> dict[str, object]:
    """Return what was told: nothing of it is computed or determined."""
    record = labels.record
    return {
        "side_words": side_words(labels, during=during),
        "told": told(labels, claims(record, during=during)),
        "counted": counted(labels, during=during),
        "matrix": stance_matrix(labels, stances(record, at=during.end_at if during else None)),
        "posts": posts_and_patrols(labels, variants, during=during),
        "strip": patrol_strip(labels, ledger, delay_hours=delay_hours),
        "returns": returns(labels, during=during),
        "figures": figures(labels, during=during),
        "effort": effort_rows(labels, during=during),
        "issues": issues(labels, during=during),
        "reservations": reservations(labels, during=during),
        "has_record": any(nouns_of(record, kind) for kind in RECORD),
    }


def days_read(receipt: Receipt) -> tuple[str, str] | None:
    """Return the first and the last day any input speaks of."""
    days = [read.days for read in receipt.inputs if read.days]
    return (min(first for first, _ in days), max(last for _, last in days)) if days else None


def _count_blocks(casebook: Casebook, assessment: Assessment) -> tuple[CountBlock, ...]:
    """Return the counts of every clause counted or assessed; a count nobody wrote is nought."""
    counts: dict[tuple[str, str, str, float], int] = defaultdict(int)
    for row in assessment.counts.to_pylist():
        key = (row["clause_id"], row["position"], row["outcome"], round(row["threshold"], 6))
        counts[key] += row["n_incidents"]
    counted = counted_clauses(assessment)
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


def dates(instrument: Instrument) -> Dates:
    """Return an instrument with its dates in words, one line for each reading."""
    return Dates(
        instrument=instrument, in_force=_stated(instrument.in_force), ended=_stated(instrument.ended)
    )


def _stated(
    value: Open[Stated | None] | Open[str | None] | Open[str] | Open[Stated], under: str = ""
) -> tuple[str, ...]:
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
