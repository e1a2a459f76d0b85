"""The patrol ledger as it is asked: who told what, how far, did it count, whose number, what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from truceline.clock import day_of
from truceline.errors import BadReport, Fault
from truceline.files.casebooks import Folders
from truceline.judgement.ledger import PatrolFacts, PatrolLedger, PatrolRoute, routes_of
from truceline.model.casebook import Limits
from truceline.model.ids import PatrolId
from truceline.model.record import Record
from truceline.model.spelling import nearest, spellings
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.record.patrols import WithheldPatrol, withheld
from truceline.record.patrols.track import MICROS, Track, TrackedVehicle, used
from truceline.record.question import Asked
from truceline.runs.casebook import asked_casebook, known_ids, release_instant
from truceline.text.relations import unread

if TYPE_CHECKING:
    from truceline.bulletins.pages.tracks import Tracked
    from truceline.record.patrols.track import TrackFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TracksUsed:
    """The files of fixes that were read beside what is told."""

    files: tuple[TrackFile, ...]
    """Each with its hash."""
    days: dict[str, tuple[str, ...]]
    """Of each patrol the reporting days of the mandate on which it has used fixes."""
    limits: Limits
    """The conventions by which they were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolsAsked:
    """The patrol ledger as it was asked."""

    asked: Asked
    """Of which casebook, for which day, as known when."""
    ledger: PatrolLedger
    """The outings of the days asked, and what comes of them."""
    tracks: TracksUsed | None
    """What was read of tracks; none where no file was named."""

    @property
    def is_whole(self) -> bool:
        """Return whether all days were asked for: what the whole ledger shows is told only then."""
        return self.asked.on is None


def patrols_of(
    casebook: Folders | str | Path,
    *,
    on: date | Period | None = None,
    as_of: date | None = None,
    language: str = "en",
    tracks: Iterable[PatrolFacts] = (),
    track_files: Sequence[str | Path] = (),
    mapping: str | Path | None = None,
    at: datetime | str | None = None,
    audience: Audience = Audience.PUBLIC,
) -> PatrolsAsked:
    """Return the patrol ledger of a casebook, as far as its mandate lets it go out.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    on : date or Period, optional
        Only outings on this reporting day of the mandate, or on one of these.
    as_of : date, optional
        Only what could be known by the end of this reporting day.
    language : str
        In which names are shown.
    tracks : iterable of PatrolFacts
        What fixes show of an outing, beside what is told of it.
    track_files : sequence of path
        Files of fixes, read and measured along the route of the ledger's patrols, for the same use. Their
        patrols go by the casebook's ids.
    mapping : path, optional
        Which column of those files is what.
    at : datetime or str, optional
        When it goes out: UTC, or a stated time that names its zone; now if left out. An outing that is not
        over for as long as the mandate asks is not there, and no tracks of it are used.
    audience : Audience
        For whom; for the mission itself every outing is there.

    Raises
    ------
    BadCasebook, BadInput
        With every fault found; or if the instant is none, or still to come.
    NotFound
        If there is no such casebook or language, or the casebook has no patrol of which there are tracks.
    BadReport
        If tracks cannot be read, name no side that the casebook knows, or are of another day than the patrol.
    """
    instant = release_instant(at)
    asked = asked_casebook(casebook, on=on, as_of=as_of, language=language, audience=audience, at=instant)
    record = asked.record
    routes = routes_of(record.casebook, record.patrols) if track_files else {}
    found = _tracked(casebook, track_files, mapping, routes)
    from_fixes, held_tracks = _facts(found, instant)
    facts = (*tracks, *from_fixes)
    known_ids(
        tuple(dict.fromkeys(str(one.patrol) for one in facts)),
        spellings(asked.release.whole.patrols),
        "patrol",
    )
    too_new = {str(one.patrol) for one in asked.release.withheld}
    too_new |= {one.patrol for one in held_tracks} if asked.release.is_public else set()
    read = _read(found, record, too_new) if found is not None else None
    return PatrolsAsked(
        asked=asked,
        ledger=PatrolLedger(
            record=record,
            during=asked.during,
            tracks=tuple(one for one in facts if one.patrol not in too_new),
        ),
        tracks=read,
    )


def _tracked(
    casebook: Folders | str | Path,
    files: Sequence[str | Path],
    mapping: str | Path | None,
    routes: Mapping[PatrolId, Sequence[PatrolRoute]],
) -> Tracked | None:
    """Return what files of fixes come to, measured along the one line on which the ledger's patrols run."""
    if not files:
        return None
    from truceline.runs.tracks import tracks_of

    lines = {course.line for courses in routes.values() for course in courses}
    route = lines.pop() if len(lines) == 1 else None
    return tracks_of(files, casebook=casebook, route=route, mapping=mapping)


def _facts(found: Tracked | None, at: datetime) -> tuple[tuple[PatrolFacts, ...], tuple[WithheldPatrol, ...]]:
    """Return what fixes show, and the patrols whose fixes are too new to be spoken of."""
    if found is None:
        return (), ()
    from truceline.runs.tracks import patrol_facts

    return patrol_facts(found), withheld(found.fixes, found.asked.record.casebook.mandate, at).patrols


def _read(found: Tracked, record: Record, too_new: Set[str]) -> TracksUsed:
    """Return what was read of tracks, without the days of those too new.

    Raises
    ------
    BadReport
        If a vehicle is of no side that the casebook knows, or a patrol has no used fix on its day.
    """
    fixes = used(found.fixes, found.limits)
    people = unread(record.casebook.actors)
    sides = {str(one.id) for one in record.casebook.actors if people.sides_ever(one.id)} | set(
        record.casebook.mandate.sides or {}
    )
    days = _days(fixes, record.casebook.mandate.day_zone)
    faults = [_no_side(one, sides) for one in fixes.vehicles if one.side is None or one.side not in sides]
    for patrol in record.patrols:
        read = days.get(str(patrol.id))
        if read is not None and patrol.on not in read:
            faults.append(
                Fault(
                    message=f"{patrol.id} was on {patrol.on}, by the ledger; its used fixes are of "
                    f"{', '.join(read) or 'no day'} ({record.casebook.mandate.day_zone})",
                    remedy="give its own tracks, or map `patrol` to the patrol they are of",
                )
            )
    if faults:
        raise BadReport("the tracks are not those of the ledger's patrols", faults)
    return TracksUsed(
        files=found.files,
        days={patrol: own for patrol, own in days.items() if patrol not in too_new},
        limits=found.limits,
    )


def _no_side(one: TrackedVehicle, sides: set[str]) -> Fault:
    said = "names no side" if one.side is None else f"is of {one.side!r}, which is no side or actor of one"
    known = tuple(sorted(sides))
    near = nearest(one.side or "", known)
    return Fault(
        message=f"{one.vehicle} on {one.patrol} {said}",
        remedy=near or f"give `side` as one of {', '.join(known)}",
    )


def _days(fixes: Track, zone: str) -> dict[str, tuple[str, ...]]:
    """Return of each patrol the days of its fixes on the mission's clocks, in order."""
    # No zone's day begins within a quarter of an hour: so few instants are asked for their day.
    quarter = (fixes.at_us // int(900 * MICROS)) * 900
    days: dict[str, set[str]] = {one.patrol: set() for one in fixes.vehicles}
    for i, second in np.unique(np.column_stack((fixes.of, quarter)), axis=0).tolist():
        days[fixes.vehicles[i].patrol].add(day_of(datetime.fromtimestamp(second, UTC), zone))
    return {patrol: tuple(sorted(own)) for patrol, own in days.items()}
