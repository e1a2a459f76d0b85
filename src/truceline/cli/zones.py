"""Zones built from words, for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from truceline import geo
from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.pages.zones import ZonesAsked, render_zones
from truceline.bulletins.words import said
from truceline.cli.documents import COMPUTED
from truceline.cli.ending import lines
from truceline.judgement.questions.zones_compared import Compared, Measured, Span


def zone_lines(asked: ZonesAsked, t: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield each zone under each reading, and the comparison where it was asked for, line by line."""
    return lines(render_zones(asked, t))


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
