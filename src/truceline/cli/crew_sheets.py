"""`truceline patrols sheet`: a page for each crew of a patrol to come, and its way for a device."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import answer, lines, note, reported
from truceline.cli.options import AsJson, For, Language
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.bulletins.pages.crew_sheet import PlannedWays


def register(group: typer.Typer) -> None:
    """Add the command to the group `patrols`."""
    group.command("sheet")(sheet)


def sheet(
    file: Annotated[str, typer.Argument(metavar="PLAN", help="A plan file with plans.")],
    casebook: Annotated[
        Optional[str],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(metavar="CASEBOOK", help="Whose places and lines are meant, if the file does not say."),
    ] = None,
    plan: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="ID", help="Only this plan; may be repeated."),
    ] = None,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="Write HTML, GPX and PDF here, for nobody else on this machine."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    as_json: AsJson = False,
) -> None:
    """Print a sheet for each crew of a patrol to come: meeting, way, whom to call, when to turn back."""
    if audience is not Audience.INTERNAL:
        raise typer.BadParameter("a patrol to come is for the mission alone: add --audience internal")
    with reported(as_json=as_json, audience=audience):
        from truceline.bulletins.pages.crew_sheet import sheet_lines
        from truceline.runs.crew_sheets import crew_sheets

        ways, written = crew_sheets(file, casebook=casebook, plans=plan or (), language=lang, out=out)
    for path in written:
        note(f"written: {path}")
    if out is not None and not any(path.suffix == ".pdf" for path in written):
        note("No PDF: it needs Typst, the extra truceline[pdf].", style="yellow")
    document = sheet_document(ways) | {"written": [str(path) for path in written]} if as_json else None
    answer(lines(sheet_lines(ways, lang)), document, audience)


def sheet_document(ways: PlannedWays) -> dict[str, Any]:
    """Return the plans and their ways as one document."""
    return {
        "file": ways.file,
        "file_sha256": ways.sha256,
        "casebook": ways.casebook,
        "casebook_sha256": ways.casebook_sha256,
        "outings": [
            {
                "plan": dataclasses.asdict(one.plan),
                "route": one.route,
                "off_m": one.off_m,
                "way": [
                    {
                        "km": round(point.km, 3),
                        "lon": point.spot[0],
                        "lat": point.spot[1],
                        "place": None if point.place is None else point.place.id,
                        "at": point.at,
                    }
                    for point in one.way
                ],
            }
            for one in ways.outings
        ],
    }
