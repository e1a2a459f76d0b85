"""Answers of the record for the terminal and as JSON: stances, claims. Told, not determined."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.labels import Labels
from truceline.bulletins.sections.stances import StanceMatrix, StanceRow, stance_matrix
from truceline.bulletins.sections.what_sources_said import (
    StatementView,
    TollView,
    VoiceView,
    WhatSourcesSaid,
    told,
)
from truceline.bulletins.words import wrapped
from truceline.cli.ending import lines
from truceline.model.naming import name, names_by_id
from truceline.model.record import nouns_of
from truceline.record import ActorStance, MatterClaims
from truceline.record.question import Asked

TOLD = "told by sources, not determined"


def words(code: str) -> str:
    """Return a code as words."""
    return str(code).replace("_", " ")


def heading(asked: Asked, t: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield what was asked, of what, and that nobody has decided it."""
    record = asked.record
    yield f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]"
    days = sorted(report.said_on for report in record.reports)
    pages = t("count.pages", n=len(days))
    extent = f"{pages}, {t('time.interval', start=days[0], end=days[-1])}" if days else pages
    yield from wrapped("  ", t("asked.record", pages=extent))
    if asked.on is not None:
        yield "  " + t("asked.on", day=asked.on)
    if asked.as_of is not None:
        yield from wrapped("  ", t("asked.as_of", day=asked.as_of))
    yield "  " + t("asked.status")
    if t.language != "en":
        yield from wrapped("  ", t("page.not_translated"))


# Stances


def stance_lines(asked: Asked, found: Sequence[ActorStance], t: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield the stances, one block for each instrument, clause or issue."""
    matrix = stance_matrix(Labels(asked.record, t), found)
    return lines(heading(asked, t), _stances(matrix, t))


def _stances(matrix: StanceMatrix, t: Catalogue) -> Iterator[str]:
    if not matrix.targets:
        yield t("stances.none")
    for target in matrix.targets:
        yield ""
        yield f"{target.id}  {target.title}"
        for one in target.stances:
            since = t("stances.since", day=one.rows[0].since)
            readings = f"; {t('stances.readings', n=one.n_readings)}" if one.n_readings else ""
            yield f"  {one.actor}: {one.attitude} ({one.evidence}, {since}){readings}"
            for row in one.rows:
                said = _stance(row, t)
                yield from wrapped("      ", f"{row.attitude}: {said}" if len(one.rows) > 1 else said)
            for lead, rows in (("also_said", one.also_said), ("before", one.earlier)):
                for row in rows:
                    said = f"{t.of('column', lead)}: {row.attitude}: {_stance(row, t)}"
                    yield from wrapped("      ", said)


def _stance(row: StanceRow, t: Catalogue) -> str:
    parts = [f"{row.said.by}, {row.evidence}, {row.since}"]
    parts += [] if row.has_statement else [t("stances.no_statement")]
    parts += [t("row.unverified", what=row.unverified.rstrip("."))] if row.unverified else []
    return "; ".join(parts) + (f". {row.note}" if row.note else "")


# Claims


def claim_lines(asked: Asked, found: Sequence[MatterClaims], t: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield claims and counter-claims, one block for each matter, voices by side."""
    said = told(Labels(asked.record, t), found)
    return lines(heading(asked, t), _claims(said, t))


def _claims(said: WhatSourcesSaid, t: Catalogue) -> Iterator[str]:
    if not said.rows:
        yield t("told.none")
    for row in said.rows:
        yield ""
        yield f"{row.id}  {row.title} ({t.of('matter_kind', row.kind)}, {row.when})"
        yield f"    {t('count.voices', n=row.n_voices)}; {t('count.pages', n=row.n_pages)}"
        for column, voices in zip(said.columns, row.cells, strict=True):
            if voices:
                yield f"  {column.label}"
            for voice in voices:
                yield from _voice(voice, t)
        if row.tolls:
            yield "  " + t("told.tolls")
            for toll in row.tolls:
                yield from wrapped("      ", _toll(toll, t))
        if row.notices:
            yield "  " + t("told.beforehand")
            for one in row.notices:
                note = f". {one.note}" if one.note else ""
                yield from wrapped("      ", f"{one.said.by}: {one.notifier} {one.says}{note}")
        if row.open_points:
            yield from wrapped(f"  {t('told.open')} ", row.open_points)


def _voice(voice: VoiceView, t: Catalogue) -> Iterator[str]:
    parts = [voice.kind]
    parts += [t("told.leans", side=voice.lean)] if voice.lean else []
    yield f"    {voice.speaker} ({'; '.join(parts)}; {t('count.pages', n=voice.n_pages)})"
    for one in voice.statements:
        yield from wrapped("      ", _statement(one, t))
        for label, value in one.details:
            yield from wrapped("        ", f"{label}: {value}")


def _statement(one: StatementView, t: Catalogue) -> str:
    parts = [one.id]
    parts += [one.manner] if one.manner else []
    parts += [t("told.through", who=t.comma.join(one.through))] if one.through else []
    parts += [t("told.hedged", words=f"“{one.hedge}”")] if one.hedge else []
    parts += [t("told.graded", grade=one.grade)]
    parts += [t("told.denied_in", which=t.comma.join(one.denied_in))] if one.denied_in else []
    if one.against:
        parts += [t("told.against", which=t.comma.join(one.against), what=t.comma.join(one.denies_what))]
    parts += [t("told.otherwise", which=t.comma.join(one.otherwise_in))] if one.otherwise_in else []
    parts += [t("told.read_in", which=t.comma.join(page.report for page in one.pages))] if one.pages else []
    marks = [f"{kind}: {says}" for kind, says in one.trouble]
    marks += [t("told.mistaken", why=one.mistaken)] if one.mistaken else []
    if one.corrected_in:
        marks.append(t("told.corrected_in", which=t.comma.join(one.corrected_in)))
    day = f"{one.day}: " if one.day else ""
    return f"{day}{one.says} ({'; '.join(parts)})" + "".join(f" [{mark}]" for mark in marks)


def _toll(toll: TollView, t: Catalogue) -> str:
    moment = f", {t('told.moment', n=toll.moment)}" if toll.moment else ""
    at = f" ({toll.at})" if toll.at else ""
    whom = f", {toll.who}" if toll.who else ""
    note = f". {toll.note}" if toll.note else ""
    return f"{toll.said.by}{moment}{at}: {toll.figure} {toll.outcome}{whom}{note}"


# JSON


def document(asked: Asked, what: str, rows: Sequence[Any]) -> dict[str, Any]:
    """Return one answer as a plain document: what was asked, the rows, and the names of what they name."""
    record = asked.record
    return {
        "status": TOLD,
        "casebook": record.casebook.casebook.id,
        "casebook_sha256": asked.sha256,
        "on": asked.on.isoformat() if asked.on else None,
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
        "n_reports": len(record.reports),
        what: [dataclasses.asdict(row) for row in rows],
        "names": {kind: names_by_id(nouns_of(record, kind)) for kind in ("actors", "sources", "places")},
    }
