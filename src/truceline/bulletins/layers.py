"""Map layers as open data: every zone under every reading, every incident where its accounts put it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from truceline import geo
from truceline.judgement.rulebook import rulebook_of
from truceline.model.assessment import Assessment
from truceline.model.casebook import ZoneRecipe
from truceline.model.hanging import Readings
from truceline.model.record import Record
from truceline.text.relations import every_choice, zone_ambiguities
from truceline.text.rules import Rulebook

_DECIMALS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneVariant:
    """One zone under one combination of the readings it hangs on."""

    recipe: ZoneRecipe
    """As written."""
    readings: Readings
    """Of every ambiguity it hangs on; empty where it hangs on none."""
    ground: geo.Zone
    """EPSG:4326."""
    shown_at: datetime | None = None
    """UTC: of a zone that moves, the instant of which this is the ground; none for one that does not."""


def zone_variants(
    record: Record, rulebook: Rulebook | None = None, at: datetime | None = None
) -> Iterator[ZoneVariant]:
    """Yield every zone under every combination of the readings it hangs on, in the casebook's order.

    One that moves is left out where nobody says who held its ground then.

    Parameters
    ----------
    record : Record
        Whose zones.
    rulebook : Rulebook, optional
        Of this casebook, so that what it has built is not built again.
    at : datetime, optional
        UTC instant for zones that move; as at the last word on control where none is given.
    """
    rulebook = rulebook or rulebook_of(record)
    for recipe in record.casebook.zones:
        for readings in every_choice(record.casebook, zone_ambiguities(record.casebook, recipe.id)):
            ground = rulebook.ground(recipe.id, readings)
            moves = len(ground.stages) > 1
            shown_at = at if at is not None and moves else ground.shown_at
            zone = ground.at(shown_at)
            if isinstance(zone, geo.Zone):
                then = shown_at if moves else None
                yield ZoneVariant(recipe=recipe, readings=readings, ground=zone, shown_at=then)


def zones_geojson(record: Record, variants: Iterable[ZoneVariant] | None = None) -> dict[str, Any]:
    """Return every zone under every combination of its readings as a GeoJSON FeatureCollection.

    Parameters
    ----------
    record : Record
        Whose zones.
    variants : iterable of ZoneVariant, optional
        Of this casebook, where they are built already.

    Returns
    -------
    dict
        RFC 7946; EPSG:4326 lon/lat, seven decimals. Properties: `zone`, `readings` (ambiguity to reading),
        `names`, `basis`, `status`, `author`, `sigma_m` (metres, with the errors of what it is built from),
        `on`, `from`, `until` (null where the zone bears no such date), `shown_at` (UTC, RFC 3339; of a zone
        that moves with the line of contact, the instant of which this is the ground, else null).
    """
    return {
        "type": "FeatureCollection",
        "features": [
            zone_feature(
                variant.recipe, variant.readings, variant.ground, shown_at=_instant(variant.shown_at)
            )
            for variant in (zone_variants(record) if variants is None else variants)
        ],
    }


def zones_doubt_geojson(variants: Iterable[ZoneVariant]) -> dict[str, Any]:
    """Return the band of doubt about each zone's boundary as a GeoJSON FeatureCollection.

    A feature has the `id` of its zone in `zones.geojson`; a zone whose boundary is exact has none.

    Parameters
    ----------
    variants : iterable of ZoneVariant

    Returns
    -------
    dict
        RFC 7946; EPSG:4326 lon/lat, seven decimals. Properties: `kind` (`band`), `zone`, `readings`,
        `sigma_m`, `p` (the probabilities between which the band lies, by the boundary's error alone).
    """
    bands = ((variant, geo.doubt(variant.ground)) for variant in variants)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": zone_feature_id(variant.recipe, variant.readings),
                "geometry": geo.geojson(band),
                "properties": {
                    "kind": "band",
                    "zone": str(variant.recipe.id),
                    "readings": dict(variant.readings),
                    "sigma_m": round(variant.ground.sigma_m, 3),
                    "p": [0.1, 0.9],
                },
            }
            for variant, band in bands
            if band is not None
        ],
    }


def zone_feature(recipe: ZoneRecipe, readings: Readings, ground: geo.Zone, **more: object) -> dict[str, Any]:
    """Return a zone under some readings as a GeoJSON feature, `more` among its properties."""
    return {
        "type": "Feature",
        "id": zone_feature_id(recipe, readings),
        "geometry": geo.geojson(ground),
        "properties": zone_properties(recipe, readings, ground) | more,
    }


def zone_feature_id(recipe: ZoneRecipe, readings: Readings) -> str:
    """Return the id of a zone under some readings in a map layer."""
    tail = ",".join(f"{ambiguity}={reading}" for ambiguity, reading in readings.items())
    return f"{recipe.id}?{tail}" if tail else str(recipe.id)


def zone_properties(recipe: ZoneRecipe, readings: Readings, ground: geo.Zone) -> dict[str, Any]:
    """Return what every layer of zones says of one; see `zones_geojson`."""
    return {
        "zone": str(recipe.id),
        "readings": {str(ambiguity): str(reading) for ambiguity, reading in readings.items()},
        "names": dict(recipe.names),
        "basis": recipe.basis,
        "status": str(recipe.status),
        "author": recipe.author,
        "sigma_m": round(ground.sigma_m, 3),
        "on": recipe.on,
        "from": recipe.from_,
        "until": recipe.until,
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at is not None else None


def incidents_geojson(assessment: Assessment, line_of: Mapping[str, str]) -> dict[str, Any]:
    """Return incidents as GeoJSON points, one for each place that accounts give; computed, not determined.

    Parameters
    ----------
    assessment : Assessment
        As computed.
    line_of : mapping of incident id to one of LINES
        `line_of` of its headlines.

    Returns
    -------
    dict
        FeatureCollection (RFC 7946), EPSG:4326 lon/lat, seven decimals. An incident that no account gives
        a place has one feature with a null geometry, never (0, 0). Properties: `incident_id`, `act`,
        `start_at`, `end_at` (UTC, RFC 3339, or null), `radius_m` (metres or null), `place_grade`,
        `accounts` (those that put it there; empty where none gives a place), `standing` (one of `LINES`, the
        incident's at each of its places). No names, no notes.
    """
    rows = assessment.incidents.select(["incident_id", "act", "start_at", "end_at", "places"]).to_pylist()
    return {
        "type": "FeatureCollection",
        "features": [
            feature
            for row in rows
            for feature in _incident_features(row, line_of.get(row["incident_id"], "none"))
        ],
    }


def _incident_features(row: dict[str, Any], line: str) -> Iterator[dict[str, Any]]:
    places = row.pop("places")
    about = row | {edge: _instant(row[edge]) for edge in ("start_at", "end_at")} | {"standing": line}
    for place in places:
        told = {name: place[name] for name in ("radius_m", "place_grade", "accounts")}
        yield _feature(_point(place["lon"], place["lat"]), about | told)
    if not places:
        yield _feature(None, about | {"radius_m": None, "place_grade": None, "accounts": []})


def _feature(geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(lon, _DECIMALS), round(lat, _DECIMALS)]}
