"""Zones of a casebook asked for: measured, compared, written as open data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from truceline import geo
from truceline.bulletins.layers import zone_feature, zone_feature_id, zone_properties
from truceline.bulletins.pages.zones import ZonesAsked
from truceline.bulletins.words import said
from truceline.files import files_of
from truceline.files.casebooks import Folders
from truceline.files.outputs import MARK, file_for, layer_format, write_file
from truceline.judgement.questions.zones_compared import (
    Measured,
    PointsInside,
    Settlement,
    Variant,
    compare,
    measure,
)
from truceline.judgement.rulebook import rulebook_of
from truceline.model.ids import PositionId, ZoneId
from truceline.model.record import Record
from truceline.model.spelling import spellings
from truceline.model.words import Audience
from truceline.record import claims_of
from truceline.runs.casebook import asked_casebook, known_ids


def zones_of(
    casebook: Folders | str | Path,
    *,
    zones: Sequence[str] = (),
    on: date | None = None,
    as_of: date | None = None,
    positions: Sequence[str] = (),
    with_comparison: bool = False,
    out: str | Path | None = None,
    language: str = "en",
    audience: Audience = Audience.PUBLIC,
) -> ZonesAsked:
    """Return zones under each position, measured, and what turns on each reading.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    zones : sequence of str
        Ids; none for all of the casebook's.
    on : date, optional
        Only zones whose drawing holds on this day.
    as_of : date, optional
        For the comparison, only incidents that could be known by the end of this reporting day.
    positions : sequence of str
        Ids; none for all of the casebook's.
    with_comparison : bool
        Whether each ambiguity's readings are compared, on the casebook's own record.
    out : str or Path, optional
        File to write: GeoJSON where it ends in `.geojson` or `.json`, GeoParquet where in `.parquet`.
    language : str
        Of names.
    audience : Audience
        For whom the answer is.

    Raises
    ------
    BadCasebook
        If the casebook has faults.
    BadInput
        If `out` ends in another way or cannot be written.
    NotFound
        If there is no such casebook, zone, position or language.
    """
    kind = layer_format(out, "zones") if out is not None else ""
    sealed = asked_casebook(
        casebook, on=on, as_of=as_of, language=language, try_zones=True, audience=audience
    )
    record = sealed.record
    asked = [ZoneId(one) for one in known_ids(tuple(zones), spellings(record.casebook.zones), "zone")]
    under = known_ids(tuple(positions), spellings(record.casebook.positions), "position")
    chosen = tuple(PositionId(one) for one in dict.fromkeys(under)) or tuple(
        one.id for one in record.casebook.positions
    )
    rulebook = rulebook_of(record)
    settlements = settlements_of(record)
    points = PointsInside.of(record.casebook.places, settlements)
    measured = measure(record, zones=asked, positions=chosen, on=on, rulebook=rulebook, points=points)
    claims = claims_of(sealed.release.facts) if with_comparison else None
    compared = (
        compare(record, claims, zones=asked, positions=chosen, on=on, rulebook=rulebook, points=points)
        if claims is not None
        else None
    )
    if out is not None:
        out = file_for(out, audience)
        shapes = zones_table(measured) if kind == ".parquet" else _text(measured)
        write_file(out, shapes, inputs=files_of(casebook))
    return ZonesAsked(
        record=record,
        audience=audience,
        casebook_sha256=sealed.sha256,
        on=on,
        positions=chosen,
        measured=measured,
        compared=compared,
        n_incidents=len(set(claims["incident_id"].to_pylist())) if claims is not None else 0,
        has_settlements=settlements is not None,
        written=str(out) if out is not None else None,
    )


def settlements_of(record: Record) -> tuple[Settlement, ...] | None:
    """Return the settlements of the casebook's table, by code; None where it has no such table."""
    if record.settlement_sides is None:
        return None
    rows = record.settlement_sides.select(["code", "name", "lon", "lat"]).to_pylist()
    return tuple({row["code"]: Settlement(**row) for row in rows}.values())


# Open data


def zones_collection(measured: Sequence[Measured]) -> dict[str, Any]:
    """Return zones as a GeoJSON FeatureCollection, one feature for each variant.

    Returns
    -------
    dict
        RFC 7946; EPSG:4326 lon/lat, seven decimals. Properties: `zone`, `names`, `readings` (ambiguity to
        reading), `positions`, `basis`, `status`, `author`, `sigma_m` (metres), `area_km2`, `on`, `from`,
        `until` (days, null where not said), `moves` (whether with a line of contact: it is then that of the
        day asked for, or of the last word on control), `steps`.
    """
    return {
        "type": "FeatureCollection",
        "generator": MARK,
        "features": [
            zone_feature(one.zone, variant.readings, variant.ground, **_measured(variant))
            for one in measured
            for variant in one.variants
        ],
    }


def _text(measured: Sequence[Measured]) -> str:
    whole = zones_collection(measured)
    return (
        json.dumps(whole, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":")) + "\n"
    )


def zones_table(measured: Sequence[Measured]) -> pa.Table:
    """Return zones as a GeoParquet 1.1 table, one row for each variant.

    Returns
    -------
    pa.Table
        The columns of the properties of `zones_collection`, `id`, and `geometry` as WKB, OGC:CRS84 degrees.
        `names`, `readings` are JSON texts; `positions` and `steps` lists.
    """
    rows = [
        {
            "id": zone_feature_id(one.zone, variant.readings),
            **{
                key: json.dumps(value, ensure_ascii=False, sort_keys=True)
                if isinstance(value, dict)
                else value
                for key, value in zone_properties(one.zone, variant.readings, variant.ground).items()
            },
            **_measured(variant),
            "geometry": geo.wkb(variant.ground),
        }
        for one in measured
        for variant in one.variants
    ]
    boxes = [geo.bounds(variant.ground) for one in measured for variant in one.variants]
    column: dict[str, object] = {"orientation": "counterclockwise", "edges": "planar"}
    if boxes:
        west, south, east, north = zip(*boxes, strict=True)
        column["bbox"] = [min(west), min(south), max(east), max(north)]
    about = geo.geoparquet_about(["Polygon", "MultiPolygon"], **column)
    return pa.Table.from_pylist(rows, schema=_SCHEMA.with_metadata(about))


_SCHEMA: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("zone", pa.string(), nullable=False),
        pa.field("names", pa.string(), nullable=False),
        pa.field("readings", pa.string(), nullable=False),
        pa.field("positions", pa.list_(pa.string()), nullable=False),
        pa.field("basis", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("author", pa.string(), nullable=False),
        pa.field("sigma_m", pa.float64(), nullable=False),
        pa.field("area_km2", pa.float64(), nullable=False),
        pa.field("on", pa.string()),
        pa.field("from", pa.string()),
        pa.field("until", pa.string()),
        pa.field("moves", pa.bool_(), nullable=False),
        pa.field("steps", pa.list_(pa.string()), nullable=False),
        pa.field("geometry", pa.binary(), nullable=False),
    ]
)


def _measured(variant: Variant) -> dict[str, Any]:
    return {
        "positions": [str(position) for position in variant.positions],
        "area_km2": round(variant.area_km2, 6),
        "moves": variant.moves,
        "steps": [said(step.says) for step in variant.steps],
    }
