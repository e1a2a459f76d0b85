"""Zones built from words, for the terminal and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from truceline import geo
from truceline.bulletins.words import said
from truceline.cli.documents import COMPUTED
from truceline.cli.ending import counted, printable
from truceline.judgement.questions.zones_compared import Compared, Difference, Measured, Span, Turns, Variant
from truceline.model.casebook import ZoneRecipe
from truceline.model.ids import PlaceId
from truceline.model.naming import name
from truceline.runs.zones import ZonesAsked

_WIDTH = 100
_MOST_INCIDENTS = 12
"""Ids listed on one line; the rest are counted."""


# Terminal


def zone_lines(asked: ZonesAsked) -> Iterator[str]:
    """Yield each zone under each reading, and the comparison where it was asked for, line by line."""
    return (printable(line) for line in _lines(asked))


def _lines(asked: ZonesAsked) -> Iterator[str]:
    record = asked.record
    yield f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]"
    yield "  drawings that hold on " + (str(asked.on) if asked.on else "any day")
    yield f"  positions: {', '.join(asked.positions)}"
    yield "Constructed and computed, not determined. Nobody published these lines unless a status says so."
    places = {place.id: name(place.names) for place in record.casebook.places}
    if not asked.measured:
        yield from ("", "No zone's drawing holds on that day.")
    for one in asked.measured:
        yield from _zone(one, asked, places)
    if asked.compared is not None:
        yield from _comparison(asked, places)
    if asked.written is not None:
        yield from ("", f"written: {asked.written}")


def _zone(one: Measured, asked: ZonesAsked, places: dict[PlaceId, str]) -> Iterator[str]:
    zone = one.zone
    yield from ("", f"{zone.id}  {name(zone.names)}")
    yield f"    {zone.status}, drawn by {zone.author}{_interval(zone)}"
    yield from _folded("    ", f"basis: {zone.basis}")
    yield from _folded("    ", f"clauses: {', '.join(one.clauses) or 'none'}")
    told: tuple[str, ...] = ()
    for variant in one.variants:
        yield from _variant(variant, asked, places)
        steps = tuple(f"{step.zone}: {said(step.says)}" for step in variant.steps)
        if steps != told:
            for number, step in enumerate(steps, start=1):
                yield from _folded(f"        {number}. ", step)
        told = steps
    for readings, why in one.uncharted:
        taken = ", ".join(f"{ambiguity}: {reading}" for ambiguity, reading in readings.items())
        yield f"  {taken or 'depends on no open question'}"
        yield from _folded("      ", f"cannot be drawn then: {why}")


def _interval(zone: ZoneRecipe) -> str:
    parts = [f"for {zone.on}"] if zone.on else []
    parts += [f"from {zone.from_}"] if zone.from_ else []
    parts += [f"until {zone.until}"] if zone.until else []
    return f", {' '.join(parts)}" if parts else ""


def _variant(variant: Variant, asked: ZonesAsked, places: dict[PlaceId, str]) -> Iterator[str]:
    readings = ", ".join(f"{ambiguity}: {reading}" for ambiguity, reading in variant.readings.items())
    yield f"  {readings or 'depends on no open question'}"
    if len(variant.positions) < len(asked.positions):
        yield f"      under {', '.join(variant.positions)}"
    figures = (
        f"{variant.area_km2:,.0f} km², boundary error {variant.ground.sigma_m:,.0f} m (standard deviation)"
    )
    if variant.n_settlements is not None:
        figures += f", {variant.n_settlements:,} settlements of the table inside"
    yield f"      {figures}"
    inside = ", ".join(
        places[one.place]
        + ("" if one.chance >= asked.record.casebook.mandate.yes else f" ({one.chance:.2f})")
        for one in variant.places
    )
    yield from _folded(
        "      ", f"{counted(len(variant.places), 'place')} inside: {inside}" if inside else "no place inside"
    )


def _comparison(asked: ZonesAsked, places: dict[PlaceId, str]) -> Iterator[str]:
    assert asked.compared is not None
    yield from ("", f"Compared, on the {asked.n_incidents:,} incidents of the record; a range is over every")
    yield "reading of the other ambiguities."
    if not asked.compared:
        yield "  None of these zones depends on an open question."
    for one in asked.compared:
        subject = f"{one.zone}" if one.zone is not None else f"the ground of {one.clause}"
        yield from ("", f"{subject} by {one.ambiguity}")
        for each in one.alternatives:
            settled = f", {_span(each.n_settlements)} settlements" if each.n_settlements else ""
            area = _span(each.area_km2)
            yield f"    {each.reading:<24} {area} km², {_span(each.n_places)} places{settled} inside"
        for difference in one.differences:
            yield from _difference(difference, places)
        yield from _turns(one)


def _difference(one: Difference, places: dict[PlaceId, str]) -> Iterator[str]:
    yield from _alone(
        f"{one.one} and not {one.other}",
        one.only_one_km2,
        [places[place] for place in one.places_only_one],
        one.settlements_only_one,
        one.incidents_only_one,
    )
    yield from _alone(
        f"{one.other} and not {one.one}",
        one.only_other_km2,
        [places[place] for place in one.places_only_other],
        one.settlements_only_other,
        one.incidents_only_other,
    )


def _alone(
    which: str, ground: Span, places: Sequence[str], settlements: Span | None, incidents: Sequence[str]
) -> Iterator[str]:
    settled = f", {_span(settlements)} settlements" if settlements else ""
    yield f"    in {which}: {_span(ground)} km²{settled}"
    if places:
        yield from _folded("        ", f"places: {', '.join(places)}")
    if incidents:
        yield from _folded("        ", f"incidents: {_listed(incidents)}")


def _turns(one: Compared) -> Iterator[str]:
    if not one.clauses:
        yield "    no clause that an incident can break speaks of it, so no verdict depends on this"
        return
    if not one.turns:
        yield f"    no verdict under {', '.join(one.clauses)} depends on it in this record"
    for turn in one.turns:
        yield from _folded("    ", _turn(turn))


def _turn(turn: Turns) -> str:
    verdicts = "; ".join(f"{reading}: {' or '.join(each)}" for reading, each in turn.verdicts)
    account = f", account {turn.account}" if turn.account else ""
    where = ", ".join(turn.positions)
    alone = f"decides by itself under {where}" if where else "decides only with others"
    return (
        f"{turn.incident}{account}, {turn.clause}: {verdicts} "
        f"({turn.n_differ} of {turn.n_combinations} combinations of the rest; {alone})"
    )


def _listed(incidents: Sequence[str]) -> str:
    shown = ", ".join(incidents[:_MOST_INCIDENTS])
    more = len(incidents) - _MOST_INCIDENTS
    return f"{shown} and {more} more" if more > 0 else shown


def _span(span: Span) -> str:
    low, high = f"{span.low:,.0f}", f"{span.high:,.0f}"
    return low if low == high else f"{low} to {high}"


def _folded(lead: str, text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text, _WIDTH, initial_indent=lead, subsequent_indent=" " * (len(lead) + 2), break_on_hyphens=False
    )


# JSON


def zones_document(asked: ZonesAsked) -> dict[str, Any]:
    """Return the same as one document; the ground itself is what `--out` writes."""
    return {
        "status": COMPUTED,
        "casebook": asked.record.casebook.casebook.id,
        "casebook_sha256": asked.casebook_sha256,
        "on": asked.on,
        "positions": list(asked.positions),
        "zones": [_zone_document(one) for one in asked.measured],
        "compared": None if asked.compared is None else [_compared_document(one) for one in asked.compared],
        "n_incidents": asked.n_incidents,
        "has_settlements": asked.has_settlements,
        "written": [asked.written] if asked.written is not None else [],
    }


def _zone_document(one: Measured) -> dict[str, Any]:
    zone = one.zone
    return {
        "id": zone.id,
        "names": zone.names,
        "basis": zone.basis,
        "status": zone.status,
        "author": zone.author,
        "on": zone.on,
        "from": zone.from_,
        "until": zone.until,
        "hangs_on": list(one.hangs_on),
        "clauses": list(one.clauses),
        "variants": [
            {
                "readings": dict(variant.readings),
                "positions": list(variant.positions),
                "area_km2": round(variant.area_km2, 6),
                "sigma_m": round(variant.ground.sigma_m, 3),
                "moves": variant.moves,
                "bounds": geo.bounds(variant.ground),
                "steps": [
                    {"zone": step.zone, "says": said(step.says), "sigma_m": _rounded(step.sigma_m)}
                    for step in variant.steps
                ],
                "places": [
                    {"place": place.place, "chance": round(place.chance, 6)} for place in variant.places
                ],
                "n_settlements": variant.n_settlements,
            }
            for variant in one.variants
        ],
        "uncharted": [{"readings": dict(readings), "because": why} for readings, why in one.uncharted],
    }


def _compared_document(one: Compared) -> dict[str, Any]:
    return {
        "zone": one.zone,
        "clause": one.clause,
        "ambiguity": one.ambiguity,
        "alternatives": [
            {
                "reading": each.reading,
                "area_km2": _range(each.area_km2),
                "n_places": _range(each.n_places),
                "n_settlements": _range(each.n_settlements),
            }
            for each in one.alternatives
        ],
        "differences": [
            {
                "one": each.one,
                "other": each.other,
                "only_one_km2": _range(each.only_one_km2),
                "only_other_km2": _range(each.only_other_km2),
                "places_only_one": list(each.places_only_one),
                "places_only_other": list(each.places_only_other),
                "settlements_only_one": _range(each.settlements_only_one),
                "settlements_only_other": _range(each.settlements_only_other),
                "incidents_only_one": list(each.incidents_only_one),
                "incidents_only_other": list(each.incidents_only_other),
            }
            for each in one.differences
        ],
        "clauses": list(one.clauses),
        "turns": [
            {
                "incident": turn.incident,
                "account": turn.account,
                "clause": turn.clause,
                "verdicts": {reading: list(each) for reading, each in turn.verdicts},
                "n_differ": turn.n_differ,
                "n_combinations": turn.n_combinations,
                "positions": list(turn.positions),
            }
            for turn in one.turns
        ],
    }


def _range(span: Span | None) -> dict[str, float] | None:
    return None if span is None else {"low": round(span.low, 6), "high": round(span.high, 6)}


def _rounded(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 3)
