"""Zones built from words, for the terminal: each under each reading, and what turns on each reading."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from truceline.bulletins.catalogue import Catalogue, number
from truceline.bulletins.words import said
from truceline.judgement.questions.zones_compared import Compared, Measured, Span, Turns, Variant
from truceline.model.casebook import ZoneRecipe
from truceline.model.hanging import Readings
from truceline.model.ids import PlaceId, PositionId
from truceline.model.naming import name
from truceline.model.record import Record
from truceline.model.words import Audience

_WIDTH = 100
_MOST_INCIDENTS = 12
"""Ids listed on one line; the rest are counted."""
_INSIDE = ("zones.inside", "zones.inside_settled")
_ONLY = ("zones.only", "zones.only_settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonesAsked:
    """Zones of a casebook under the positions asked for. Computed, not determined."""

    record: Record
    """The one asked, its names in the language asked for."""
    audience: Audience
    """For whom."""
    casebook_sha256: str
    """Over the bytes of its files."""
    on: date | None
    """The day on which the drawings hold; None where any day was meant."""
    positions: tuple[PositionId, ...]
    """The positions asked for."""
    measured: tuple[Measured, ...]
    """Each zone under each reading."""
    compared: tuple[Compared, ...] | None
    """What each ambiguity makes of them; None where it was not asked."""
    n_incidents: int
    """Incidents of the record looked at for that."""
    has_settlements: bool
    """Whether the casebook has a table of settlements."""
    written: str | None
    """The file written; None where none was named."""


def render_zones(asked: ZonesAsked, t: Catalogue) -> Iterator[str]:
    """Yield each zone under each reading, and the comparison where it was asked for, line by line."""
    casebook = asked.record.casebook
    yield f"{name(casebook.casebook.titles)} [{casebook.casebook.id}]"
    yield "  " + (t("zones.hold_on", day=asked.on) if asked.on else t("zones.hold_any"))
    yield "  " + t("zones.positions", names=t.comma.join(asked.positions))
    yield t("zones.status")
    if not asked.measured:
        yield from ("", t("zones.none"))
    for one in asked.measured:
        yield from _zone(one, asked, t)
    if asked.compared is not None:
        yield from ("", *_folded("", t("zones.compared", n=asked.n_incidents)))
        if not asked.compared:
            yield "  " + t("zones.none_depends")
        places = {place.id: name(place.names) for place in casebook.places}
        for turned in asked.compared:
            yield from _compared(turned, places, t)
    if asked.written is not None:
        yield from ("", t("zones.written", file=asked.written))


def _zone(one: Measured, asked: ZonesAsked, t: Catalogue) -> Iterator[str]:
    zone = one.zone
    drawn = t("zones.drawn", status=t.of("zone_status", zone.status), author=zone.author)
    yield from ("", f"{zone.id}  {name(zone.names)}")
    yield f"    {drawn}{_during(zone, t)}"
    yield from _folded("    ", t("zones.basis", basis=zone.basis))
    yield from _folded("    ", t("zones.clauses", which=t.comma.join(one.clauses) or t("zones.no_clause")))
    told: tuple[str, ...] = ()
    for variant in one.variants:
        yield from _variant(variant, asked, t)
        steps = tuple(f"{step.zone}: {said(step.says, asked.record.casebook, t)}" for step in variant.steps)
        if steps != told:
            for place, step in enumerate(steps, start=1):
                yield from _folded(f"        {place}. ", step)
        told = steps
    for readings, why in one.uncharted:
        yield f"  {_under(readings, t)}"
        yield from _folded("      ", t("zones.uncharted", why=why))


def _during(zone: ZoneRecipe, t: Catalogue) -> str:
    parts = [t("zones.for_day", day=zone.on)] if zone.on else []
    parts += [t("zones.since", day=zone.from_)] if zone.from_ else []
    parts += [t("time.until", end=zone.until)] if zone.until else []
    return f", {' '.join(parts)}" if parts else ""


def _under(readings: Readings, t: Catalogue) -> str:
    taken = t.comma.join(f"{ambiguity}: {reading}" for ambiguity, reading in readings.items())
    return taken or t("zones.no_question")


def _variant(variant: Variant, asked: ZonesAsked, t: Catalogue) -> Iterator[str]:
    yield f"  {_under(variant.readings, t)}"
    if len(variant.positions) < len(asked.positions):
        yield "      " + t("zones.under", positions=t.comma.join(variant.positions))
    figures = t("zones.figures", area=_figure(variant.area_km2), m=_figure(variant.ground.sigma_m))
    if variant.n_settlements is not None:
        figures += f", {t('zones.settlements', n=variant.n_settlements)}"
    yield f"      {figures}"
    casebook = asked.record.casebook
    names = {place.id: name(place.names) for place in casebook.places}
    inside = t.comma.join(
        names[one.place] + ("" if one.chance >= casebook.mandate.yes else f" ({one.chance:.2f})")
        for one in variant.places
    )
    n = len(variant.places)
    yield from _folded("      ", t("zones.places", n=n, names=inside) if n else t("zones.no_place"))


def _compared(one: Compared, places: Mapping[PlaceId, str], t: Catalogue) -> Iterator[str]:
    subject = one.zone if one.zone is not None else t("zones.ground_of", clause=one.clause)
    yield from ("", t("zones.by", subject=subject, question=one.ambiguity))
    for each in one.alternatives:
        inside = {"area": _span(each.area_km2, t), "places": _span(each.n_places, t)}
        yield f"    {each.reading:<24} {_settled(_INSIDE, each.n_settlements, t, **inside)}"
    for apart in one.differences:
        for here, there, ground, settlements, inside_here, incidents in (
            (
                apart.one,
                apart.other,
                apart.only_one_km2,
                apart.settlements_only_one,
                apart.places_only_one,
                apart.incidents_only_one,
            ),
            (
                apart.other,
                apart.one,
                apart.only_other_km2,
                apart.settlements_only_other,
                apart.places_only_other,
                apart.incidents_only_other,
            ),
        ):
            area = {"one": here, "other": there, "area": _span(ground, t)}
            yield f"    {_settled(_ONLY, settlements, t, **area)}"
            if inside_here:
                names = t.comma.join(places[place] for place in inside_here)
                yield from _folded("        ", t("zones.places_there", names=names))
            if incidents:
                yield from _folded("        ", t("zones.incidents_there", ids=_listed(incidents, t)))
    if not one.clauses:
        yield "    " + t("zones.no_clause_speaks")
    elif not one.turns:
        yield "    " + t("zones.no_verdict", clauses=t.comma.join(one.clauses))
    for turn in one.turns if one.clauses else ():
        yield from _folded("    ", _turn(turn, t))


def _settled(keys: tuple[str, str], settlements: Span | None, t: Catalogue, **values: str) -> str:
    """Return the first phrase with its figures; the second where there is a table of settlements."""
    plain, settled = keys
    return t(settled, settlements=_span(settlements, t), **values) if settlements else t(plain, **values)


def _turn(turn: Turns, t: Catalogue) -> str:
    told = t("zones.account", incident=turn.incident, account=turn.account) if turn.account else turn.incident
    where = t.comma.join(turn.positions)
    alone = t("zones.decides_alone", positions=where) if where else t("zones.decides_with_others")
    verdicts = "; ".join(
        f"{reading}: {t('actor.or').join(t.of('verdict', one) for one in each)}"
        for reading, each in turn.verdicts
    )
    return t(
        "zones.turn",
        told=told,
        clause=turn.clause,
        verdicts=verdicts,
        n=turn.n_differ,
        all=number(turn.n_combinations),
        alone=alone,
    )


def _listed(incidents: Sequence[str], t: Catalogue) -> str:
    shown, more = t.comma.join(incidents[:_MOST_INCIDENTS]), len(incidents) - _MOST_INCIDENTS
    return t("zones.and_more", shown=shown, n=more) if more > 0 else shown


def _span(span: Span, t: Catalogue) -> str:
    low, high = _figure(span.low), _figure(span.high)
    return low if low == high else t("time.interval", start=low, end=high)


def _figure(value: float) -> str:
    return number(round(value))


def _folded(lead: str, text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text, _WIDTH, initial_indent=lead, subsequent_indent=" " * (len(lead) + 2), break_on_hyphens=False
    )
