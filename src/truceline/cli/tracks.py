"""`truceline patrols show`: what the tracks of patrols come to, for the terminal and as JSON."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import answer, lines, reported
from truceline.cli.options import AsJson, For, Language
from truceline.cli.patrols import app
from truceline.model.words import Audience

if TYPE_CHECKING:
    import pyarrow as pa

    from truceline.bulletins.pages.tracks import Published, Tracked


@app.command("show")
def show(
    files: Annotated[
        list[str], typer.Argument(metavar="TRACKS", help="GPX, GeoJSON, GeoParquet or CSV; one or several.")
    ],
    casebook: Annotated[str, typer.Option(metavar="CASEBOOK", help="A bundled name, or a folder.")],
    route: Annotated[
        Optional[str],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(metavar="ID", help="The line of the casebook agreed for these patrols."),
    ] = None,
    zone: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            metavar="ID", help="Time in this zone; may be repeated. Those along the route if left out."
        ),
    ] = None,
    mapping: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Which column is what, for all of the files."),
    ] = None,
    plan: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="A plan file, whose plans have the ids of these patrols."),
    ] = None,
    publish: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="FILE", help="Write what the mandate lets out of where patrols were: .geojson, .parquet."
        ),
    ] = None,
    at: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="INSTANT", help="When it is published, such as 2020-05-02 07:30Z; else now."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Every course of the route, vehicle, zone and halt.")
    ] = False,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    as_json: AsJson = False,
) -> None:
    """Show what tracks come to; to the public only the cells in which patrols were, once they are over."""
    if at is not None and publish is None:
        raise typer.BadParameter("--at says when --publish FILE goes out; name the file too")
    with reported(as_json=as_json, audience=audience):
        from truceline.bulletins.catalogue import catalogue
        from truceline.bulletins.pages.tracks import (
            render_cells,
            render_published,
            render_result,
            render_tracks,
        )
        from truceline.files import files_of
        from truceline.files.outputs import layer_format
        from truceline.runs.publishing import POSITIONS, let_out_of, publish_tracks
        from truceline.runs.tracks import tracks_of

        if publish is not None:
            layer_format(publish, POSITIONS)  # before the work, not after it
        found = tracks_of(
            files,
            casebook=casebook,
            route=route,
            mapping=mapping,
            zones=zone or (),
            plan=plan,
            language=lang,
        )
        read: list[str | Path] = [
            *files,
            *(one for one in (mapping, plan) if one is not None),
            *files_of(casebook),
        ]
        written = None if publish is None else publish_tracks(found, publish, at=at, inputs=read)
        let_out = let_out_of(found, at=at) if audience is Audience.PUBLIC else None
        if let_out is not None:
            told = cells_document(let_out, found, publish)
            cells = render_cells(let_out, found.asked.record, publish, catalogue(lang))
            answer(lines(cells), told if as_json else None, audience)
            return
    document = tracks_document(found) | {"published": _asdict(written)} if as_json else None
    t = catalogue(lang)
    more = () if written is None else render_published(written, found.asked.record, t)
    result = render_tracks(found, t) if full else render_result(found, t)
    answer(lines(result, more), document, audience)


# JSON


def cells_document(cells: pa.Table, found: Tracked, written: str | None) -> dict[str, Any]:
    """Return the same as a plain document."""
    from truceline.bulletins.words import published

    record = found.asked.record
    return {
        "status": "computed, not determined",
        "casebook": record.casebook.casebook.id,
        "casebook_sha256": found.asked.sha256,
        "published": published(record.casebook.mandate),
        "cells": cells.to_pylist(),
        "written": [written] if written is not None else [],
    }


def _asdict(written: Published | None) -> dict[str, Any] | None:
    return None if written is None else dataclasses.asdict(written)


def tracks_document(found: Tracked) -> dict[str, Any]:
    """Return what the tracks come to as a plain document; the fixes themselves are left out."""
    record = found.asked.record
    return {
        "status": "computed, not determined",
        "casebook": record.casebook.casebook.id,
        "casebook_sha256": found.asked.sha256,
        "limits": dataclasses.asdict(found.limits),
        "read": [dataclasses.asdict(file) for file in found.files],
        "days": found.days,
        "marks": found.marks,
        "tracks": found.tracks.to_pylist(),
        "parts": found.parts.to_pylist(),
        "halts": [dataclasses.asdict(one) for one in found.halts],
        "clocks": [dataclasses.asdict(one) for one in found.clocks],
        "company": [dataclasses.asdict(one) for one in found.company],
        "routes": [
            {
                "route": {
                    "id": one.route.id,
                    "length_km": one.route.length_km,
                    "sigma_m": one.route.sigma_m,
                },
                "readings": [dict(readings) for readings in one.readings],
                "coverage": [dataclasses.asdict(seen) for seen in one.coverage],
                "progress": [dataclasses.asdict(came) for came in one.progress],
            }
            for one in found.routes
        ],
        "planned": None if found.planned is None else dataclasses.asdict(found.planned),
        "zones": [
            {
                "zone": one.zone,
                "readings": dict(one.readings),
                "clauses": list(one.clauses),
                "dwell": [dataclasses.asdict(was) for was in one.dwell],
            }
            for one in found.zones
        ],
    }
