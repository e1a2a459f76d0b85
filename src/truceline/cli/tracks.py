"""`truceline patrols show`: what the tracks of patrols come to, for the terminal and as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import answer, counted, printable, reported
from truceline.cli.options import AsJson, For, Language
from truceline.cli.patrols import app
from truceline.model.words import Audience

if TYPE_CHECKING:
    import pyarrow as pa

    from truceline.record.patrols import Company, Dwell, Progress, RouteSeen, TrackedVehicle
    from truceline.runs.publishing import Published
    from truceline.runs.tracks import BesidePlans, OnRoute, Tracked

_MOST_LISTED = 40
"""Vehicles, halts or patrols listed in the terminal; the rest are counted, and in the JSON."""


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
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    as_json: AsJson = False,
) -> None:
    """Show what tracks come to; to the public only the cells in which patrols were, once they are over."""
    if at is not None and publish is None:
        raise typer.BadParameter("--at says when --publish FILE goes out; name the file too")
    with reported(as_json=as_json, audience=audience):
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
            answer(map(printable, cell_lines(let_out, found, publish)), told if as_json else None, audience)
            return
    document = tracks_document(found) | {"published": _asdict(written)} if as_json else None
    lines = [track_lines(found)]
    lines += [map(printable, published_lines(written, found))] if written is not None else []
    answer(chain.from_iterable(lines), document, audience)


# For the public


def cell_lines(cells: pa.Table, found: Tracked, written: str | None) -> Iterator[str]:
    """Yield the cells in which patrols were, as far as the mandate lets them out."""
    from truceline.bulletins.catalogue import ENGLISH
    from truceline.bulletins.words import published
    from truceline.model.naming import name

    record = found.asked.record
    yield f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]"
    yield f"Where patrols were, {published(record.casebook.mandate)}. Computed from fixes, not determined."
    no_row = ENGLISH("published.no_row")
    yield f"{no_row[0].upper()}{no_row[1:]}."
    for row in cells.slice(0, _MOST_LISTED).to_pylist():
        where = f"{row['lon']:.6f}, {row['lat']:.6f} within {row['radius_m']:,.0f} m"
        yield f"  {row['on']}  {row['patrol']}: {where}"
    yield from _rest(cells.num_rows)
    yield "Lengths, stops, times, vehicles and plans are for the mission alone: --audience internal"
    if written is not None:
        yield f"Written to {written}"


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


# Terminal


def published_lines(written: Published, found: Tracked) -> Iterator[str]:
    """Yield what was written for the outside, how much was held back, and why."""
    from truceline.bulletins.words import published

    yield ""
    yield f"Published as of {written.at:%Y-%m-%d %H:%MZ}: {published(found.asked.record.casebook.mandate)}"
    yield f"  {written.path}: {counted(written.n_cells, 'row')}, of {counted(len(written.patrols), 'patrol')}"
    for one in written.withheld[:_MOST_LISTED]:
        why = (
            "a fix has no time, it may be out"
            if one.until_at is None
            else (f"until {one.until_at:%Y-%m-%d %H:%MZ} at least")
        )
        yield f"  held back: {one.patrol}, {counted(one.n_fixes, 'fix', 'fixes')}; {why}"
    yield from _rest(len(written.withheld))
    if written.n_left_out:
        fixes = counted(written.n_left_out, "fix", "fixes")
        yield f"  left out: {fixes} without a place or marked as unusable"
    yield "  All above is for the inside: it shows where patrols were, and which may be out."


def track_lines(found: Tracked) -> Iterator[str]:
    """Yield what the tracks come to, line by line."""
    return (printable(line) for line in _lines(found))


def _lines(found: Tracked) -> Iterator[str]:
    from truceline.cli.record_lines import wrapped
    from truceline.model.naming import name

    record = found.asked.record
    yield f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]"
    yield "Computed from fixes, not determined. A silence is time without a fix, not time without a patrol."
    yield ""
    yield "Read"
    for file in found.files:
        yield f"  {file.file}: {counted(file.n_fixes, 'fix', 'fixes')} ({file.format})"
    if found.days is not None:
        yield f"  used fixes from {found.days[0]:%Y-%m-%d %H:%MZ} to {found.days[1]:%Y-%m-%d %H:%MZ}"
    marks = ", ".join(f"{count:,} {mark}" for mark, count in found.marks.items())
    yield f"  marked, none dropped: {marks or 'nothing'}"
    yield from wrapped("  conventions: ", "; ".join(_conventions(found)))
    yield ""
    yield from _vehicles(found)
    for doubt in found.clocks:
        which = {True: "its clock, or it was not there", False: "", None: "one clock, or not together"}
        yield (
            f"  clock in doubt: {doubt.vehicle} on {doubt.patrol} fits {doubt.other} if moved by "
            f"{doubt.ahead_s / 60:+,.0f} min ({which[doubt.is_outlier]})"
        )
    if found.company:
        yield ""
        yield "Sides together"
        for one in found.company[:_MOST_LISTED]:
            yield f"  {one.patrol}  {one.side}: {_shared(one)}; throughout: {_answer(one.throughout)}"
        yield from _rest(len(found.company))
    if found.planned is not None:
        yield from _planned(found.planned)
    for course in found.routes:
        yield ""
        yield from _course(course)
    yield from _zones(found)
    yield from _halts(found)


def _conventions(found: Tracked) -> Iterator[str]:
    """Yield the numbers on which what is shown turns; a mandate's own beside the default."""
    yield f"jump {_set(found, 'jump_m', 'm')} at over {_set(found, 'most_kmh', 'km/h')}"
    yield f"silence {_set(found, 'silence_s', 's')}"
    yield f"stop {_set(found, 'stop_s', 's')} within {_set(found, 'stop_radius_m', 'm')}"
    if found.company:
        yield f"together {_set(found, 'together_m', 'm')} and {_set(found, 'together_s', 's')} apart at most"
        yield f"throughout {_set(found, 'throughout_share', 'of the time out')}"
    if found.routes:
        yield f"seen within {_set(found, 'reach_m', 'm')}"
        yield f"off the route beyond {_set(found, 'off_route_m', 'm')}"
        yield f"turned back by {_set(found, 'turn_km', 'km')}"
    if found.clocks:
        yield f"clock in doubt if {_set(found, 'clock_s', 's')} or more off"
    if found.halts:
        yield f"halts beside a place within {_set(found, 'halt_m', 'm')}"


def _set(found: Tracked, name: str, unit: str) -> str:
    from truceline.model.casebook import Limits

    value, default = (getattr(one, name) for one in (found.limits, Limits()))
    return f"{value:g} {unit}" + ("" if value == default else f" (default {default:g})")


def _vehicles(found: Tracked) -> Iterator[str]:
    rows = found.tracks.slice(0, _MOST_LISTED).to_pylist()
    names = [row["vehicle"] + (f" ({row['side']})" if row["side"] else "") for row in rows]
    wide = max([len("Vehicles"), *(len(name) + 4 for name in names)])
    yield f"{'Vehicles':{wide}}  {'hours':>6}  {'km':>18}  {'stops':>5}  {'stopped':>9}  {'silent':>9}"
    patrol = None
    for row, name in zip(rows, names, strict=True):
        if row["patrol"] != patrol:
            patrol = row["patrol"]
            yield f"  {patrol}"
        length = f"{row['length_low_km']:,.1f} to {row['length_km']:,.1f}"
        stopped, silent = (f"{row[name] / 60:,.0f} min" for name in ("stopped_s", "silent_s"))
        yield (
            f"    {name:{wide - 4}}  {row['duration_s'] / 3600:>6.1f}  {length:>18}  {row['n_stops']:>5}"
            f"  {stopped:>9}  {silent:>9}"
        )
    yield from _rest(found.tracks.num_rows)


def _shared(one: Company) -> str:
    if not one.others:
        return "no other side's fixes"
    if one.known is None:
        return "nobody is seen to have set out"
    if one.share is None:
        return "of its time out nothing can be told"
    known = "" if one.known > 0.995 else f" that can be told ({one.known:.0%})"
    return f"{one.share:.0%} of the time out{known}"


def _planned(planned: BesidePlans) -> Iterator[str]:

    yield ""
    yield f"Beside the plans of {planned.file}"
    for kept in planned.kept:
        start, end = (f"{at:%Y-%m-%d %H:%MZ}" for at in (kept.starts_at, kept.ends_at))
        yield f"  {kept.plan}: planned from {start} to {end}"
        for one in kept.times:
            first, last = _off(one.first_after_s, "start"), _off(one.last_after_s, "end")
            yield f"    {_who(one.of)}: first fix {first}, last fix {last}"
        for crew in kept.without_fixes:
            yield f"    crew {crew}: no fixes; whether it went is not known"
        if kept.meeting is None:
            yield "    no meeting planned"
            continue
        within, during = kept.meeting, kept.meeting.during
        yield (
            f"    meeting at {within.name}, within {within.radius_m:,.0f} m, "
            f"{during.start_at:%H:%MZ} to {during.end_at:%H:%MZ}"
        )
        for met in kept.met:
            near = "no fix then" if met.nearest_m is None else f"nearest fix {met.nearest_m:,.0f} m away"
            said = {"met": "kept", "missed": "missed", "unknown": "not known"}[met.met]
            yield f"      {_who(met.of)}: {said}; {near}"
    if planned.n_untracked:
        yield f"  {counted(planned.n_untracked, 'plan')} without fixes here"
    if planned.unplanned:
        yield f"  no plan: {', '.join(planned.unplanned)}"


def _who(of: TrackedVehicle) -> str:
    return of.vehicle + (f" ({of.side})" if of.side else "")


def _off(seconds: float, of: str) -> str:
    minutes = round(abs(seconds) / 60)
    if minutes == 0:
        return f"at the planned {of}"
    return f"{minutes:,} min {'after' if seconds > 0 else 'before'} the planned {of}"


def _course(course: OnRoute) -> Iterator[str]:
    readings = "; or ".join(
        ", ".join(f"{ambiguity}: {reading}" for ambiguity, reading in one.items()) for one in course.readings
    )
    readings = readings or "depends on no open question"
    yield f"Route {course.route.id}, {course.route.length_km:,.1f} km; {readings}"
    yield f"  drawn to a standard error of {course.route.sigma_m:,.0f} m"
    for one in course.progress[:_MOST_LISTED]:
        yield f"  {one.of.patrol} {one.of.vehicle}: {_came(one)}"
    yield from _rest(len(course.progress))
    for seen in course.coverage[:_MOST_LISTED]:
        yield f"  {seen.patrol} saw {_seen(seen.by_any)} of it"
        for side, own in seen.by_side:
            yield f"    {side}: {_seen(own)}"
        if seen.joint is not None:
            yield f"    together: {_seen(seen.joint)}"
        if seen.joint_if_clocks_agreed is not None:
            yield f"    together, if the clocks agreed: {_seen(seen.joint_if_clocks_agreed)}"
    yield from _rest(len(course.coverage))


def _came(one: Progress) -> str:
    if one.reach_km is None or one.reach_error_km is None or one.start_km is None:
        return "no fix near the route"
    return (
        f"from km {one.start_km:.1f} to km {one.reach_km:.1f} (± {one.reach_error_km:.1f}); "
        f"end reached: {_answer(one.reached_end)}; turned back: {_answer(one.turned_back)}"
    )


def _seen(seen: RouteSeen) -> str:
    if seen.share is None or seen.low is None or seen.high is None:
        return "not known, no usable fix"
    return f"{seen.share:.0%} (certain {seen.low:.0%}, possible {seen.high:.0%})"


def _answer(value: bool | None) -> str:
    return {True: "yes", False: "no", None: "not known"}[value]


def _zones(found: Tracked) -> Iterator[str]:
    told = [one for one in found.zones if one.dwell]
    if not told:
        return
    yield ""
    yield "Time in zones"
    for one in told:
        readings = ", ".join(f"{ambiguity}: {reading}" for ambiguity, reading in one.readings.items())
        clauses = ", ".join(one.clauses) or "no clause"
        yield f"  {one.zone} ({readings or 'depends on no open question'}); {clauses}"
        for was in one.dwell[:_MOST_LISTED]:
            yield f"    {was.of.patrol} {was.of.vehicle}: {_minutes(was)}"
        yield from _rest(len(one.dwell))


def _minutes(was: Dwell) -> str:
    if not was.n_in:
        return f"unknown, silent for {was.silent_s / 60:,.0f} min"
    if was.high_s == 0:
        return "a fix may lie in it, for how long is unknown"
    silent = f", {was.silent_s / 60:,.0f} min of that silent" if was.silent_s else ""
    return f"{was.low_s / 60:,.0f} to {was.high_s / 60:,.0f} min{silent}"


def _halts(found: Tracked) -> Iterator[str]:
    if not found.halts:
        return
    yield ""
    yield "Halts"
    for one in found.halts[:_MOST_LISTED]:
        where = f"near {one.place}, {one.place_m:,.0f} m" if one.place_m is not None else "at no known place"
        yield (
            f"  {one.start_at:%Y-%m-%d %H:%MZ}  {one.patrol} {one.vehicle}: "
            f"{one.duration_s / 60:,.0f} min {where}"
        )
    yield from _rest(len(found.halts))


def _rest(n: int) -> Iterator[str]:
    if n > _MOST_LISTED:
        yield f"  and {n - _MOST_LISTED:,} more; --json lists them all"


# JSON


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
