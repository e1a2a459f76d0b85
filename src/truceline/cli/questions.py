"""Commands that ask: what is in force, who accepts what, what was told. Slow imports wait until asked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Optional

import typer

from truceline.cli.ending import answer, end_on_unread, printable, reported
from truceline.cli.inputs import Formats, Incidents, Mappings, paired
from truceline.cli.options import (
    AsJson,
    AsOf,
    CasebookName,
    EveryRow,
    For,
    FromDay,
    Language,
    NoRecord,
    OnDay,
    Positions,
    Records,
    ToDay,
    WhatIf,
    asked_days,
    day,
    folders,
    supposed,
)
from truceline.model.words import Audience

app = typer.Typer()


@app.command()
def status(
    casebook: CasebookName,
    on: Annotated[
        Optional[date],  # noqa: UP045
        typer.Option(parser=day, metavar="DATE", help="In force on this reporting day."),
    ] = None,
    at: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="TIME", help='At this moment: now, "1 h ago", "yesterday 21:30", "2020-03-05 21:30".'
        ),
    ] = None,
    place: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="PLACE", help='At this place, by any of its names, or "2 km west of" it.'),
    ] = None,
    act: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="ACT", help="What this act would be; the widest attack if left out."),
    ] = None,
    point: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="LON,LAT", help="Or at this point, degrees WGS84."),
    ] = None,
    radius: Annotated[
        float, typer.Option(metavar="METRES", help="The point is known to this radius, with 0.95.")
    ] = 0.0,
    as_of: AsOf = None,
    position: Positions = None,
    full: Annotated[
        bool, typer.Option("--full", help="Every text, clause, zone and bond under each position.")
    ] = False,
    lang: Language = "en",
    reading: WhatIf = None,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Show whose ground it is there and then, what applies, and who-if: for the mission alone."""
    if (on is None) == (at is None):
        raise typer.BadParameter("give --on DATE or --at TIME, one of the two")
    if place is not None and point is not None:
        raise typer.BadParameter("give --place or --point, not both")
    if radius and point is None:
        raise typer.BadParameter("--radius is of a --point; a place has its own")
    moment = _moment(at) if at is not None else None
    with reported(as_json=as_json, audience=Audience.INTERNAL):
        from truceline.runs.casebook import known_language
        from truceline.runs.status import status_of

        consulted = status_of(
            folders(casebook, records, no_record),
            supposing=supposed(reading),
            on=on,
            at=moment,
            place=place,
            point=_point(point) if point is not None else None,
            act=act,
            radius_m=radius,
            as_of=as_of,
            positions=position or (),
        )
        language = known_language(lang)
    from truceline.cli.status import sheet_lines, status_document, status_lines

    told = status_document(consulted, language) if as_json else None
    shown = status_lines(consulted, language)
    if consulted.who_if is not None and not full:
        shown = sheet_lines(consulted, language)
    answer(shown, told, Audience.INTERNAL)


def _moment(text: str) -> str:
    from datetime import UTC, datetime

    from truceline.clock import typed_moment
    from truceline.errors import BadTime

    try:
        typed_moment(text, now=datetime.now(UTC), zone="UTC")
    except BadTime as error:
        raise typer.BadParameter(printable(str(error))) from None
    return text


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(f"{printable(text)!r} is no point; write 36.8059,35.8645") from None
    return lon, lat


@app.command()
def questions(
    casebook: CasebookName,
    incidents: Incidents = None,
    format_: Formats = None,
    mapping: Mappings = None,
    position: Positions = None,
    on: OnDay = None,
    first: FromDay = None,
    last: ToDay = None,
    as_of: AsOf = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    reading: WhatIf = None,
    records: Records = None,
    no_record: NoRecord = False,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Show which open question decides how many incidents and duties, and how to try each answer."""
    days = asked_days(on, first, last)
    with reported(as_json=as_json, audience=audience):
        from truceline.runs import assess_casebook
        from truceline.runs.deciding import what_decides

        outcome = assess_casebook(
            folders(casebook, records, no_record),
            inputs=paired(incidents or [], format_ or [], mapping or []),
            positions=position or (),
            supposing=supposed(reading),
            on=days,
            as_of=as_of,
            language=lang,
            audience=audience,
        )
        found = what_decides(outcome, lang)
    from truceline.cli.deciding import deciding_document, deciding_lines

    document = deciding_document(outcome, found) if as_json else None
    answer(deciding_lines(outcome, found, casebook, lang), document, audience)
    end_on_unread(outcome.faults, unmatched=outcome.unmatched, full=full)


@app.command()
def zones(
    casebook: CasebookName,
    zone: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="[ZONE]...", help="Only these zones, such as dmz; all if left out."),
    ] = None,
    on: Annotated[
        Optional[date],  # noqa: UP045
        typer.Option(parser=day, metavar="DATE", help="Only zones whose drawing holds on this day."),
    ] = None,
    as_of: AsOf = None,
    position: Positions = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Also what each reading changes: ground, places, verdicts.")
    ] = False,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Write them: GeoJSON (.geojson) or GeoParquet (.parquet)."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Show each zone as its words build it: steps, area, error, places inside, under each reading."""
    with reported(as_json=as_json, audience=audience):
        from truceline.runs.zones import zones_of

        asked = zones_of(
            folders(casebook, records, no_record),
            zones=zone or (),
            on=on,
            as_of=as_of,
            positions=position or (),
            with_comparison=compare,
            out=out,
            language=lang,
            audience=audience,
        )
    from truceline.bulletins.catalogue import catalogue
    from truceline.cli.zones import zone_lines, zones_document

    answer(zone_lines(asked, catalogue(lang)), zones_document(asked) if as_json else None, audience)


@app.command()
def stances(
    casebook: CasebookName,
    on: Annotated[
        Optional[date],  # noqa: UP045
        typer.Option(parser=day, metavar="DATE", help="As they stood at the end of this day."),
    ] = None,
    as_of: AsOf = None,
    toward: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="ID", help="Only toward this instrument, clause or issue; may be repeated."),
    ] = None,
    actor: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="ID", help="Only this actor's; may be repeated."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Show who accepts, rejects or leaves open what, and what shows it."""
    with reported(as_json=as_json, audience=audience):
        from truceline.model.spelling import spellings
        from truceline.record import stances as asked_of
        from truceline.runs.casebook import asked_casebook, known_ids

        asked = asked_casebook(
            folders(casebook, records, no_record), on=on, as_of=as_of, language=lang, audience=audience
        )
        record = asked.record
        known = spellings((*record.casebook.instruments, *record.casebook.clauses, *record.issues))
        held = asked_of(
            record,
            at=asked.during.end_at if asked.during else None,
            toward=known_ids(tuple(toward or ()), known, "instrument, clause or issue"),
            actors=known_ids(tuple(actor or ()), spellings(record.casebook.actors), "actor"),
        )
    from truceline.bulletins.catalogue import catalogue
    from truceline.cli.record_lines import document, stance_lines

    told = document(asked, "stances", held) if as_json else None
    answer(stance_lines(asked, held, catalogue(lang)), told, audience)


@app.command()
def claims(
    casebook: CasebookName,
    matter: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="[MATTER]...", help="Only these matters, such as E60; all if left out."),
    ] = None,
    on: OnDay = None,
    first: FromDay = None,
    last: ToDay = None,
    as_of: AsOf = None,
    source: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="ID", help="Only matters on which this source speaks."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Show claim and counter-claim side by side: each voice counted once, denials shown."""
    days = asked_days(on, first, last)
    with reported(as_json=as_json, audience=audience):
        from truceline.model.ids import MatterId, SourceId
        from truceline.model.spelling import spellings
        from truceline.record import claims as asked_of
        from truceline.runs.casebook import asked_casebook, known_ids

        asked = asked_casebook(
            folders(casebook, records, no_record), on=days, as_of=as_of, language=lang, audience=audience
        )
        record = asked.record
        wanted = known_ids(tuple(matter or ()), spellings(record.matters), "matter")
        speaker = known_ids((source,) if source else (), spellings(record.sources), "source")
        found = asked_of(
            record,
            matters=[MatterId(one) for one in wanted],
            during=asked.during,
            source=SourceId(speaker[0]) if speaker else None,
        )
    from truceline.bulletins.catalogue import catalogue
    from truceline.cli.record_lines import claim_lines, document

    told = document(asked, "matters", found) if as_json else None
    answer(claim_lines(asked, found, catalogue(lang)), told, audience)


@app.command()
def control(
    casebook: CasebookName,
    on: Annotated[date, typer.Option(parser=day, metavar="DATE", help="At the end of this reporting day.")],
    compare: Annotated[
        Optional[date],  # noqa: UP045
        typer.Option(parser=day, metavar="DATE", help="And what changed from, or to, the end of this one."),
    ] = None,
    as_of: AsOf = None,
    place: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="PLACE", help="And this place by itself, with who said what of it."),
    ] = None,
    assertions: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            metavar="FILE", help="Read this too: an ACLED export, or GeoJSON of areas; may be repeated."
        ),
    ] = None,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Write the map: .geojson or .parquet (GeoParquet)."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Show who held what on a day, according to whom, with doubt. Computed, not determined."""
    with reported(as_json=as_json, audience=audience):
        from truceline.files import files_of
        from truceline.files.outputs import layer_format
        from truceline.runs.control import MAPS, control_of, write_control

        if out is not None:
            layer_format(out, MAPS)
        found = control_of(
            folders(casebook, records, no_record),
            on=on,
            compare=compare,
            as_of=as_of,
            place=place,
            files=assertions or (),
            language=lang,
            audience=audience,
        )
        read = [*(assertions or ()), *files_of(folders(casebook, records, no_record))]
        written = str(write_control(found, out, inputs=read)) if out is not None else None
    from truceline.bulletins.catalogue import catalogue
    from truceline.cli.control import control_document, control_lines

    told = control_document(found, written) if as_json else None
    answer(control_lines(found, written, catalogue(lang)), told, audience)
