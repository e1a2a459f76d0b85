"""Positions of patrols written for the outside: only what the mandate lets out, later and coarser."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from truceline import geo
from truceline.bulletins.catalogue import ENGLISH
from truceline.bulletins.pages.tracks import Published, Tracked
from truceline.bulletins.words import published
from truceline.files.outputs import MARK, layer_format, write_file
from truceline.record.patrols import publishable, published_points, withheld
from truceline.runs.casebook import release_instant

POSITIONS: Final = "positions"
"""What is written, in a fault."""


def publish_tracks(
    found: Tracked,
    path: str | Path,
    *,
    at: datetime | str | None = None,
    inputs: Iterable[str | Path] = (),
) -> Published:
    """Write where patrols were as GeoJSON (`.geojson`, `.json`) or GeoParquet (`.parquet`), for the outside.

    There is no other way to write positions out. The mandate of the casebook says how late and how coarse.

    Parameters
    ----------
    found : Tracked
        From `tracks_of`.
    path : path
        An older file of that name is replaced if it is ours.
    at : datetime or str, optional
        When it goes out: UTC, or a stated time that names its zone; now if left out.
    inputs : iterable of path
        Files that were read for it, which it does not replace.

    Raises
    ------
    BadTime
        If the instant is none, or still to come.
    BadInput
        If the name ends otherwise, or the file cannot be written.
    """
    suffix = layer_format(path, POSITIONS)
    instant = release_instant(at)
    mandate = found.asked.record.casebook.mandate
    cells = publishable(found.fixes, mandate, instant)
    about = _about(found)
    if suffix == ".parquet":
        write_file(path, _table(cells, about), inputs=inputs)
    else:
        document = {"type": "FeatureCollection", **about, "features": [_feature(row) for row in _rows(cells)]}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
        write_file(path, text, inputs=inputs)
    back = withheld(found.fixes, mandate, instant)
    return Published(
        path=str(path),
        at=instant,
        n_cells=cells.num_rows,
        patrols=tuple(sorted(set(cells["patrol"].to_pylist()))),
        withheld=back.patrols,
        n_left_out=back.n_left_out,
    )


def let_out_of(found: Tracked, *, at: datetime | str | None = None) -> pa.Table:
    """Return what the mandate lets out of where patrols were, PUBLISHED; `at` as for `publish_tracks`."""
    return publishable(found.fixes, found.asked.record.casebook.mandate, release_instant(at))


def _about(found: Tracked) -> dict[str, str]:
    """Return what is said of the whole file; nothing in it tells whether a patrol is out."""
    record = found.asked.record
    return {
        "generator": MARK,
        "status": "computed from fixes, not determined",
        "casebook": record.casebook.casebook.id,
        "casebook_sha256": found.asked.sha256,
        "published": f"{published(record.casebook.mandate)}; {ENGLISH('published.no_row')}",
    }


def _rows(cells: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = cells.to_pylist()
    return rows


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {
            "patrol": row["patrol"],
            "on": row["on"],
            "radius_m": round(row["radius_m"]),
        },
        "geometry": {"type": "Point", "coordinates": [round(row["lon"], 6), round(row["lat"], 6)]},
    }


def _table(cells: pa.Table, about: dict[str, str]) -> pa.Table:
    """Return the cells as a GeoParquet 1.1 table, longitude first (CRS84)."""
    table = cells.append_column("geometry", published_points(cells))
    return table.replace_schema_metadata({**geo.geoparquet_about(["Point"]), **about})
