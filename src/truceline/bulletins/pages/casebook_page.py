"""The casebook as a page in two columns: the text on the left, what the data make of it on the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from truceline.bulletins import words
from truceline.bulletins.catalogue import ENGLISH
from truceline.bulletins.layers import ZoneVariant, zone_variants
from truceline.bulletins.pages.bulletin import Dates, dates
from truceline.bulletins.pages.page import render
from truceline.bulletins.pictures.map import Caption, Map, zone_map
from truceline.bulletins.pictures.zone import ZonePictures, zone_pictures
from truceline.bulletins.sections.ambiguities import holders, rulings_by_question
from truceline.bulletins.sections.not_checked import not_checked
from truceline.errors import Fault
from truceline.judgement.rulebook import rulebook_of
from truceline.model.casebook import (
    Ambiguity,
    Casebook,
    Clause,
    Example,
    Facts,
    Instrument,
    Passage,
    TextVersion,
    ZoneRecipe,
)
from truceline.model.hanging import ambiguities_in
from truceline.model.happening import When, Where
from truceline.model.ids import ZoneId, instrument_of
from truceline.model.naming import names_by_id
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.text.relations import zones_named
from truceline.text.rules import Rulebook
from truceline.text.sentences import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """The words of a clause in one version, and what that version is."""

    passage: Passage
    version: TextVersion | None
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """An ambiguity and who holds what."""

    ambiguity: Ambiguity
    holders: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """An example in words."""

    name: str
    facts: tuple[str, ...]
    expect: tuple[tuple[str, str], ...]
    """Position and verdict."""
    with_readings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneView:
    """A zone beside a clause, as one map of all its readings."""

    zone: ZoneId
    map: Map


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneChapter:
    """How a zone is built, in words and pictures."""

    recipe: ZoneRecipe
    about: str
    pictures: ZonePictures


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseView:
    """One clause: its text and what the data say of it."""

    clause: Clause
    sentence: str
    passages: tuple[PassageView, ...]
    questions: tuple[QuestionView, ...]
    also_hangs_on: tuple[str, ...]
    examples: tuple[ExampleView, ...]
    zones: tuple[ZoneView, ...]
    excepted_by: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One instrument and its clauses."""

    dates: Dates
    clauses: tuple[ClauseView, ...]


def render_casebook(
    record: Record,
    warnings: Iterable[Fault],
    *,
    audience: Audience = Audience.PUBLIC,
    pages: Sequence[str] = (),
) -> str:
    """Return the casebook as one HTML page in two columns.

    Parameters
    ----------
    record : Record
        Parsed.
    warnings : iterable of Fault
        What its check found short of a fault; all are printed.
    audience : Audience
        For whom; the page says so.
    pages : sequence of str
        Pages of the record that stand beside it, itself among them.

    Returns
    -------
    str
        HTML in UTF-8, no script, no address that is fetched; everything escaped.

    Raises
    ------
    BadGeometry
        If a zone builds nothing under some reading; a checked casebook has no such zone.
    """
    rulebook = rulebook_of(record)
    variants = tuple(zone_variants(record, rulebook))
    chapters = tuple(
        Chapter(
            dates=dates(instrument),
            clauses=tuple(
                _clause_view(clause, instrument, rulebook, variants)
                for clause in record.casebook.clauses
                if instrument_of(clause.id) == instrument.id
            ),
        )
        for instrument in record.casebook.instruments
    )
    values = {
        "casebook": record.casebook,
        "pages": tuple(pages),
        "chapters": chapters,
        "zones": tuple(_zone_chapters(variants, rulebook)),
        "warnings": tuple(warnings),
        "questions": tuple(
            _question(ambiguity, record.casebook) for ambiguity in record.casebook.ambiguities
        ),
        "rulings": rulings_by_question(record),
        "actor_names": names_by_id(record.casebook.actors),
        "not_checked": not_checked(record.casebook, ENGLISH),
    }
    return render("casebook.html.j2", values, audience=audience)


def _clause_view(
    clause: Clause, instrument: Instrument, rulebook: Rulebook, variants: Sequence[ZoneVariant]
) -> ClauseView:
    casebook = rulebook.casebook
    zones = frozenset(zones_named(clause))
    own = ambiguities_in(clause) | {
        ambiguity for variant in variants if variant.recipe.id in zones for ambiguity in variant.readings
    }
    return ClauseView(
        clause=clause,
        sentence=sentence(clause, casebook),
        passages=tuple(_passage(passage, instrument) for passage in clause.text),
        questions=tuple(_question(one, casebook) for one in casebook.ambiguities if one.id in own),
        also_hangs_on=tuple(str(one) for one in rulebook.hangs_on(clause.id) if one not in own),
        examples=tuple(_example(one, casebook) for one in casebook.examples if one.clause == clause.id),
        zones=tuple(_zone_views(clause, zones, variants, casebook)),
        excepted_by=rulebook.exceptions(clause.id),
    )


def _zone_views(
    clause: Clause, zones: frozenset[str], variants: Sequence[ZoneVariant], casebook: Casebook
) -> Iterable[ZoneView]:
    for recipe in casebook.zones:
        if recipe.id not in zones:
            continue
        own = [variant for variant in variants if variant.recipe.id == recipe.id]
        drawn = zone_map(
            own,
            casebook,
            Caption(
                id="map-" + "".join(c if c.isalnum() else "-" for c in f"{clause.id}-{recipe.id}"),
                title=f"{words.name(recipe.names)} ({recipe.status})",
                about=_about(recipe, own),
            ),
        )
        if drawn:
            yield ZoneView(zone=recipe.id, map=drawn)


def _zone_chapters(variants: Sequence[ZoneVariant], rulebook: Rulebook) -> Iterable[ZoneChapter]:
    """Yield how every zone of the casebook is built, in its order."""
    for number, recipe in enumerate(rulebook.casebook.zones):
        own = [variant for variant in variants if variant.recipe.id == recipe.id]
        yield ZoneChapter(
            recipe=recipe, about=_about(recipe, own), pictures=zone_pictures(own, rulebook, number=number)
        )


def _about(recipe: ZoneRecipe, variants: Sequence[ZoneVariant]) -> str:
    """Return what a zone rests on, how far it may be off, who drew it and for when."""
    dates = {"for": recipe.on, "from": recipe.from_, "until": recipe.until}
    return (
        f"{recipe.basis} Boundary error: standard deviation {_errors(variants)}. Drawn by {recipe.author}"
        + "".join(f" {word} {day}" for word, day in dates.items() if day)
        + "."
    )


def _errors(variants: Sequence[ZoneVariant]) -> str:
    """Return the standard deviation of a zone's boundary, or its range over the readings; three figures."""
    errors = [float(f"{variant.ground.sigma_m:.3g}") for variant in variants]
    low, high = words.distance(min(errors)), words.distance(max(errors))
    return low if low == high else f"{low} to {high}"


def _passage(passage: Passage, instrument: Instrument) -> PassageView:
    version = next((text for text in instrument.texts if text.id == passage.version), None)
    language = version.language if version else "en"
    return PassageView(
        passage=passage, version=version, direction="rtl" if language in words.RIGHT_TO_LEFT else "ltr"
    )


def _question(ambiguity: Ambiguity, casebook: Casebook) -> QuestionView:
    return QuestionView(ambiguity=ambiguity, holders=holders(ambiguity, casebook))


def _example(example: Example, casebook: Casebook) -> ExampleView:
    labels = {position.id: words.name(position.label) for position in casebook.positions}
    return ExampleView(
        name=example.id,
        facts=tuple(_facts(example.facts, casebook)),
        expect=tuple((labels.get(p, str(p)), str(verdict)) for p, verdict in example.expect.items()),
        with_readings=tuple((str(a), str(r)) for a, r in (example.with_readings or {}).items()),
    )


def _facts(facts: Facts, casebook: Casebook) -> Iterable[str]:
    """Yield the facts of an example in words: each hypothesis, then when, then where."""
    actors = names_by_id(casebook.actors)
    acts = {act.id: words.name(act.names) for act in casebook.acts}
    for hypothesis in facts.hypotheses:
        cast = ", ".join(
            f"{actors.get(one.actor, one.actor)} ({str(one.role).replace('_', ' ')})"
            for one in hypothesis.cast
        )
        yield f"{acts.get(hypothesis.act, hypothesis.act)}: {cast or 'nobody named'}"
    yield _when(facts.when)
    yield _where(facts.where, casebook)


def _when(when: When | None) -> str:
    if when is None:
        return "time not known"
    zone = f" {when.zone}" if when.zone else ""
    return f"{when.at}{f' to {when.to}' if when.to else ''}{zone}"


def _where(where: Where | None, casebook: Casebook) -> str:
    if where is None or (where.place is None and where.lon is None):
        return "place not known"
    within = f", within {words.distance(where.radius_m)}" if where.radius_m is not None else ""
    if where.place is not None:
        return next((words.name(p.names) for p in casebook.places if p.id == where.place), "") + within
    return f"{where.lat} N, {where.lon} E{within}"
