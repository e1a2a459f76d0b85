"""Sheets of patrols to come: a plan file read, its ways drawn on the casebook, the sheets written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from truceline import geo
from truceline.bulletins.pages.crew_sheet import PlannedWay, PlannedWays, render_sheets
from truceline.bulletins.pages.gpx import gpx_of
from truceline.bulletins.paper.document import pdf_document
from truceline.errors import BadInput, Fault, NotFound
from truceline.files import files_of
from truceline.files.outputs import Output, file_for, write_files
from truceline.files.pdf import compile_pdf, has_typst
from truceline.model.casebook import Casebook, Place
from truceline.model.naming import in_language, name, names_by_id
from truceline.model.plans import Plan
from truceline.model.spelling import did_you_mean
from truceline.model.words import Audience
from truceline.planning.plan_files import check_ways
from truceline.planning.way import way_of
from truceline.runs.casebook import known_language
from truceline.runs.plan_files import PlanSource, read_plan_file
from truceline.runs.sealed import read_sealed
from truceline.text.zones import line_way

STEM: Final = "patrol-sheets"
"""Of the files' names, behind the word that they are internal."""
_SIGMAS: Final = 2


def crew_sheets(
    file: str | Path,
    *,
    casebook: str | Path | None = None,
    plans: Sequence[str] = (),
    language: str = "en",
    out: str | Path | None = None,
) -> tuple[PlannedWays, tuple[Path, ...]]:
    """Return the plans of a file with their ways, and the files written. For the mission alone.

    Parameters
    ----------
    file : str or Path
        A plan file with plans.
    casebook : str or Path, optional
        Whose places and lines are meant; the one that the plans or the demand name without it.
    plans : sequence of str
        Ids; none for all of the file.
    language : str
        Of names and words.
    out : str or Path, optional
        Write HTML, GPX and, where Typst is installed, PDF into this folder; nobody else on the machine reads
        them.

    Raises
    ------
    BadInput
        If the plan file is at fault, holds no plan, names no casebook or several, or a way cannot be drawn;
        or if a file cannot be written, or one there is not ours.
    BadCasebook
        If the casebook is at fault.
    NotFound
        If there is no such casebook, plan or language.
    """
    known_language(language)
    source = read_plan_file(file)
    chosen = _chosen(source, plans)
    meant = _casebook(source, file) if casebook is None else casebook
    sealed = read_sealed(meant, try_zones=False)
    check_ways(source.read, sealed.parsed.record.casebook)
    book = in_language(sealed.parsed.record, language).casebook
    ways = PlannedWays(
        file=source.file,
        sha256=source.sha256,
        casebook=book.casebook.id,
        casebook_sha256=sealed.sha256,
        places={one.id: one for one in book.places},
        actors=names_by_id(book.actors),
        outings=tuple(_drawn(plan, book) for plan in chosen),
    )
    written = () if out is None else _written(ways, Path(out), language, (file, *files_of(meant)))
    return ways, written


def _chosen(source: PlanSource, asked: Sequence[str]) -> tuple[Plan, ...]:
    plans = source.read.plans.plans
    if not plans:
        fault = Fault(
            file=source.read.marked.file, message="no `plans`", remedy="`patrols plan --out` writes some"
        )
        raise BadInput("there is no outing to make sheets for", [fault])
    known: dict[str, tuple[str, ...]] = {str(plan.id): () for plan in plans}
    faults = [
        Fault(
            message=f"there is no plan {one!r}", remedy=did_you_mean(one, known) or f"there are {len(known)}"
        )
        for one in asked
        if one not in known
    ]
    if faults:
        raise NotFound("not in the plan file", faults)
    return tuple(plan for plan in plans if not asked or plan.id in asked)


def _casebook(source: PlanSource, file: str | Path) -> str:
    read = source.read.plans
    named = [plan.casebook for plan in read.plans] + ([read.demand.casebook] if read.demand else [])
    found = tuple(dict.fromkeys(one for one in named if one is not None))
    if len(found) != 1:
        message = f"several casebooks are named: {', '.join(found)}" if found else "no casebook is named"
        remedy = (
            "name the one meant with --casebook" if found else "write `casebook: idlib`, or --casebook idlib"
        )
        raise BadInput(
            "it is not known where these patrols go", [Fault(file=str(file), message=message, remedy=remedy)]
        )
    return found[0]


def _drawn(plan: Plan, book: Casebook) -> PlannedWay:
    line = next((one for one in book.lines if one.id == plan.route), None)
    if line is None:
        return PlannedWay(plan=plan, route=plan.route, way=(), off_m=None)
    way = line_way(book, line.id, dict(plan.readings or {}))
    # Of places at one spot the one counts that the line says it runs through.
    through = set(way.line.through if isinstance(way.line.through, tuple) else ())
    places: dict[geo.Point, Place] = {}
    for place in sorted(book.places, key=lambda one: one.id in through):
        places[place.lon, place.lat] = place
    return PlannedWay(
        plan=plan,
        route=name(line.names),
        way=way_of(plan, way.points, places),
        off_m=_SIGMAS * way.sigma_m,
    )


def _written(
    ways: PlannedWays, folder: Path, language: str, inputs: Sequence[str | Path]
) -> tuple[Path, ...]:
    page = render_sheets(ways, language)
    files: dict[str, Output] = {f"{STEM}.html": page, f"{STEM}.gpx": gpx_of(ways, language)}
    if has_typst():
        files[f"{STEM}.pdf"] = compile_pdf(pdf_document(page, footer=ways.sha256, is_pocket=True))
    named = {file_for(folder / one, Audience.INTERNAL): made for one, made in files.items()}
    write_files(named, inputs=inputs, is_private=True)
    return tuple(named)
