"""The patrol ledger as it is asked: who told what, how far, did it count, whose number, what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from truceline.assess.patrols import (
    DoneCount,
    Numbering,
    PatrolDone,
    PatrolEffort,
    PatrolFacts,
    PatrolReach,
    PatrolRoute,
    done_counts,
    patrol_effort,
    patrol_numbers,
    patrol_reach,
    patrols_done,
    routes_of,
)
from truceline.model.ids import PatrolId
from truceline.patrols import Held, withheld
from truceline.record import HeldOuting, PatrolTold, held_back, patrols
from truceline.runs.asking import Asked, asked_casebook, known_ids, release_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolLedger:
    """Each outing of the days asked, and, where all days were, what the whole ledger shows."""

    asked: Asked
    """Of which casebook, for which day, as known when."""
    told: tuple[PatrolTold, ...]
    """Outings with every account, in order of time."""
    routes: dict[PatrolId, tuple[PatrolRoute, ...]]
    """Where each was to run, once for each course that some reading gives."""
    reaches: tuple[PatrolReach, ...]
    """How far each came, by account."""
    done: tuple[PatrolDone, ...]
    """What each comes to, by reading."""
    counts: tuple[DoneCount, ...]
    """How many came to what, month by month; none where one day was asked for."""
    numbers: Numbering | None
    """Where the numberings part; none where one day was asked for."""
    effort: tuple[PatrolEffort, ...]
    """What was seen, by stretch and week; none where one day was asked for."""
    held: tuple[HeldOuting, ...]
    """Outings shown of which the mandate holds back how they went."""
    held_tracks: tuple[Held, ...]
    """Patrols whose tracks were read and not used, being too new."""


def patrol_ledger(
    casebook: str | Path,
    *,
    on: date | None = None,
    as_of: date | None = None,
    language: str = "en",
    tracks: Iterable[PatrolFacts] = (),
    track_files: Sequence[str | Path] = (),
    mapping: str | Path | None = None,
    at: datetime | str | None = None,
) -> PatrolLedger:
    """Return the patrol ledger of a casebook, as far as its mandate lets it go out.

    Parameters
    ----------
    casebook : str or Path
        A bundled name or a folder.
    on : date, optional
        Only outings on this reporting day of the mandate.
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
        When it goes out: UTC, or a stated time that names its zone; now if left out. Of an outing that is not
        older than the mandate's delay it is not said how it went, and no tracks of it are used.

    Raises
    ------
    BadCasebook, BadInput
        With every fault found; or if the instant is none, or still to come.
    NotFound
        If there is no such casebook or language, or the casebook has no patrol of which there are tracks.
    """
    instant = release_instant(at)
    asked = asked_casebook(casebook, on=on, as_of=as_of, language=language)
    book, held = held_back(asked.casebook, instant)
    asked = replace(asked, casebook=book)
    during = asked.during
    told = patrols(book, during=during)
    routes = routes_of(book, book.patrols)
    from_fixes, held_tracks = _facts(casebook, track_files, mapping, routes, instant)
    facts = (*tracks, *from_fixes)
    known_ids(
        tuple(dict.fromkeys(str(one.patrol) for one in facts)),
        tuple(str(one.id) for one in book.patrols),
        "patrol",
    )
    too_new = {one.patrol for one in held} | {one.patrol for one in held_tracks}
    done = patrols_done(book, during=during, tracks=[one for one in facts if one.patrol not in too_new])
    shown = {one.patrol.id for one in told}
    return PatrolLedger(
        asked=asked,
        told=told,
        routes={one.patrol.id: routes[one.patrol.id] for one in told},
        reaches=patrol_reach(book, during=during),
        done=done,
        counts=done_counts(done) if on is None else (),
        numbers=patrol_numbers(book) if on is None else None,
        effort=patrol_effort(book) if on is None else (),
        held=tuple(one for one in held if one.patrol in shown),
        held_tracks=held_tracks,
    )


def _facts(
    casebook: str | Path,
    files: Sequence[str | Path],
    mapping: str | Path | None,
    routes: Mapping[PatrolId, Sequence[PatrolRoute]],
    at: datetime,
) -> tuple[tuple[PatrolFacts, ...], tuple[Held, ...]]:
    """Return what files of fixes show, measured along the one line on which the ledger's patrols run, and the
    patrols whose fixes are too new to be spoken of."""
    if not files:
        return (), ()
    from truceline.runs.tracks import patrol_facts, tracks_of

    lines = {course.line for courses in routes.values() for course in courses}
    route = lines.pop() if len(lines) == 1 else None
    found = tracks_of(files, casebook=casebook, route=route, mapping=mapping)
    return patrol_facts(found), withheld(found.fixes, found.asked.casebook.mandate, at).patrols
