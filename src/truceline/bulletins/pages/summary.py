"""A run as a page of plain text, for the terminal: what was read, for which days, what was found."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue, catalogue, number
from truceline.bulletins.headlines import Headlines
from truceline.bulletins.sections.gaps import bearing_gaps, counted_clauses, foremost
from truceline.bulletins.sections.what_was_read import linked_in_words, together_in_words
from truceline.judgement import placeless
from truceline.model.assessment import Assessment, Read, Receipt
from truceline.model.casebook import Casebook
from truceline.model.ids import Names
from truceline.model.naming import text_in_language

MOST_KINDS = 12
MOST_WARNINGS = 12
WIDTH = 110

Courses = Sequence[tuple[str, Sequence[tuple[str, tuple[str, ...]]]]]
"""Obligation as a whole to position to its states in order of time."""


def render_summary(
    casebook: Casebook,
    assessment: Assessment,
    receipt: Receipt,
    headlines: Headlines,
    obligations: Courses = (),
    *,
    language: str = "en",
) -> Iterator[str]:
    """Yield what an assessment read and found, line by line.

    Parameters
    ----------
    casebook, assessment, receipt
        As for the bulletin.
    headlines : Headlines
        Where each incident stands.
    obligations : sequence
        Obligation as a whole to position to its states in order of time.
    language : str
        Of our own words and of names.
    """
    t = catalogue(language)
    yield f"{_title(casebook.casebook.titles, t)} [{receipt.casebook}]"
    if receipt.supposing:
        yield words.what_if(receipt.supposing, t)
    if language != "en":
        yield from _wrapped(t("page.not_translated"), "  ")
    yield ""
    yield t("run.read")
    for read in receipt.inputs:
        yield from render_read(read, language=language)
    for said in together_in_words(receipt.together, t):
        yield from _wrapped(said, "  ")
    if receipt.on:
        yield "  " + t("run.on", day=receipt.days)
    if receipt.as_of:
        yield "  " + t("run.as_of", day=receipt.as_of)
    labels = _labels(casebook, language)
    named = (f"{labels.get(one, one)} [{one}]" for one in receipt.positions)
    yield "  " + t("run.positions", names=t.comma.join(named))
    yield ""
    ids = assessment.incidents["incident_id"].to_pylist()
    yield from _headlines(casebook, headlines, t, linked_in_words(receipt, ids, t))
    if assessment.n_outside:
        yield "  " + _outside(casebook, assessment, headlines, t)
    yield from _gaps(casebook, assessment, t)
    yield from _obligations(casebook, obligations, t)


def render_read(read: Read, *, language: str = "en") -> Iterator[str]:
    """Yield what is to be said of one input."""
    t = catalogue(language)
    days = t("time.interval", start=read.days[0], end=read.days[1]) if read.days else t("run.no_day")
    rows, claims = t("count.rows", n=read.n_rows), t("count.claims", n=read.n_claims)
    yield f"  {read.file}: {rows}, {claims}, {days}"
    for said in _notes(read, t):
        yield f"    {said}"
    for warning in read.warnings[:MOST_WARNINGS]:
        where = t("run.line", line=warning.line) if warning.line else ""
        said = f"{where}{warning.message} ({warning.remedy})"
        yield from textwrap.wrap(said, WIDTH, initial_indent="    ! ", subsequent_indent="      ")
    if len(read.warnings) > MOST_WARNINGS:
        yield "    ! " + t("run.more_warnings", n=f"{len(read.warnings) - MOST_WARNINGS:,}")


def _notes(read: Read, t: Catalogue) -> Iterator[str]:
    if read.kinds:
        yield t("run.kinds", kinds=_kinds(read.kinds, t))
    for taking, incident in read.linked:
        yield t("run.linked", taking=taking, incident=incident)
    if read.faults:
        of = f": {_kinds(read.unread_kinds, t)}" if read.unread_kinds else ""
        yield t("run.unread", n=len(read.faults)) + of
    if read.n_earlier:
        yield t("run.earlier", n=read.n_earlier)
    if read.n_repeated:
        yield t("run.repeated", n=read.n_repeated)
    if read.unmatched_actors:
        mentions = sum(n for _, n in read.unmatched_actors)
        yield t("run.unmatched", n=len(read.unmatched_actors), mentions=t("count.mentions", n=mentions))


def _kinds(kinds: Sequence[tuple[str, int]], t: Catalogue) -> str:
    """Return the commonest kinds with their counts."""
    more = len(kinds) - MOST_KINDS
    shown = t.comma.join(f"{kind} {n:,}" for kind, n in kinds[:MOST_KINDS])
    return t("run.more_kinds", kinds=shown, n=more) if more > 0 else shown


def _headlines(casebook: Casebook, stands: Headlines, t: Catalogue, linked: str) -> Iterator[str]:
    """Yield each headline with its bases, then what holds only if a text was still in force."""
    yield t("run.lead")
    yield f"  {stands.n_incidents:>9,}  {t('run.assessed')}"
    if linked:
        yield from _wrapped(linked, " " * 13)
    for one in stands.lines:
        if one.line == "if_in_force":
            continue
        yield f"  {one.n_incidents:>9,}  {t.of('headline', one.line)}"
        if one.line == "none":
            yield f"{'':13}{t('summary.unreached', n=f'{stands.n_without_finding:,}')}"
        elif one.n_incidents:
            yield from _bases(one.by_basis, t)
        if one.line == "fact_missing" and stands.missing:
            facts = t.comma.join(f"{t.of('missing', fact)} {n:,}" for fact, n in stands.missing)
            yield from _wrapped(t("summary.missing", facts=facts), " " * 13)
    if stands.supposed:
        yield "  " + t("run.supposed_lead")
    titles = {str(one.id): one.titles for one in casebook.instruments}
    for text in stands.supposed:
        said = t(
            "run.supposed",
            text=_title(titles[text.instrument], t) or text.instrument,
            n=f"{text.n_incidents:,}",
            told=f"{text.n_began_told:,}",
        )
        yield from _wrapped(said, "    ")
        yield from _bases(text.by_basis, t)


def _bases(by_basis: Sequence[tuple[str, int]], t: Catalogue) -> Iterator[str]:
    counted = t.comma.join(f"{t.of('basis', basis)} {n:,}" for basis, n in by_basis)
    yield from _wrapped(t("summary.bases", bases=counted), " " * 13)


def _outside(casebook: Casebook, assessment: Assessment, stands: Headlines, t: Catalogue) -> str:
    """Return how many incidents lie outside every zone, and which clauses look at them nevertheless."""
    outside, n_all = assessment.n_outside, number(stands.n_incidents)
    if bare := placeless(casebook):
        return t("run.outside_placeless", n=outside, all=n_all, names=t.comma.join(bare))
    return t("run.outside_none", n=outside, all=n_all)


def _gaps(casebook: Casebook, assessment: Assessment, t: Catalogue) -> Iterator[str]:
    """Yield how many gaps bear on the counts, and those that bear on most instruments."""
    bearing = bearing_gaps(casebook, counted_clauses(assessment))
    if not bearing:
        return
    yield from _wrapped(t("summary.gaps", n=len(bearing), all=len(casebook.gaps)), "  ")
    for one in foremost(bearing):
        yield from _wrapped(f"{one.gap.about}: {one.gap.reason} ({one.gap.id})", "    ")


def _labels(casebook: Casebook, language: str) -> dict[str, str]:
    """Return what each position is called."""
    return {str(one.id): words.name(one.label) for one in text_in_language(casebook, language).positions}


def _obligations(casebook: Casebook, obligations: Courses, t: Catalogue) -> Iterator[str]:
    titles = {str(one.id): one.title for one in casebook.clauses}
    labels = _labels(casebook, t.language)
    if obligations:
        yield ""
        yield t("run.obligations")
    for obligation, by_position in obligations:
        courses: dict[tuple[str, ...], list[str]] = {}
        for position, course in by_position:
            courses.setdefault(course, []).append(position)
        for course, positions in courses.items():
            under = "" if len(courses) == 1 else f" ({', '.join(labels.get(one, one) for one in positions)})"
            states = " > ".join(t.of("state", state) for state in course)
            title = titles.get(obligation)
            duty = f"{title} ({obligation})" if title else obligation
            yield from _wrapped(f"{duty}: {states}{under}", "  ")


def _title(titles: Names, t: Catalogue) -> str:
    return titles.get(t.language) or titles.get("en") or next(iter(titles.values()), "")


def _wrapped(said: str, indent: str) -> list[str]:
    return textwrap.wrap(said, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
