"""What is in force on a day or at an instant, at a named place or a point: for the mission alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from truceline.clock import Interval, parse_stated, span
from truceline.errors import BadInput, Fault, NotFound
from truceline.files.casebooks import Folders
from truceline.judgement.ledger import PatrolLedger
from truceline.judgement.questions.status import StatusAnswer, status
from truceline.model.casebook import Casebook, Mandate, Place
from truceline.model.ids import LonLat
from truceline.model.record import Record
from truceline.model.spelling import did_you_mean, named_so, spellings, told_apart
from truceline.model.words import PlaceGrade
from truceline.record.days import reporting_day
from truceline.runs.sealed import read_sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """What a casebook says of one time and place. Computed, not determined."""

    record: Record
    """The one asked, with the record as it could be known."""
    casebook_sha256: str
    """Over the bytes of its files."""
    status: StatusAnswer
    """The answers."""
    on: date | None
    """The reporting day asked for; None where an instant was."""
    as_of: date | None
    """The day by whose end it could be known; None for all that is known."""
    place: Place | None
    """The place of the casebook asked for; None for a point, or none."""
    supposing: tuple[tuple[str, str], ...] = ()
    """Open questions and the answers that were supposed."""


def status_of(
    casebook: Folders | str | Path,
    *,
    on: date | None = None,
    at: datetime | str | None = None,
    place: str | None = None,
    point: LonLat | None = None,
    radius_m: float = 0.0,
    as_of: date | None = None,
    positions: Sequence[str] = (),
    supposing: Sequence[tuple[str, str]] = (),
) -> Consulted:
    """Return which instruments, clauses and zones are in force there and then, and who is bound.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    on : date, optional
        A reporting day of the mandate. One of `on` and `at` is needed.
    at : datetime or str, optional
        An instant in UTC, or a stated time that names its zone, such as `2020-03-05 21:30Z`.
    place : str, optional
        Id, name or alias, in any script, of a place of the casebook.
    point : (float, float), optional
        Instead of a place: `(lon, lat)`, EPSG:4326, degrees.
    radius_m : float
        Of the point: the true one lies within it with probability 0.95.
    as_of : date, optional
        Texts, readings and what was said of obligations only as far as they could be known by the end of this
        reporting day.
    positions : sequence of str
        Ids; none for all of the casebook's.
    supposing : sequence of (str, str)
        Open questions and the answers to suppose: a what-if, which the answer names.

    Raises
    ------
    BadCasebook, BadTime
        If what is read, or the time asked for, is not usable.
    BadInput
        If no time or two are given, both a place and a point, or a name that several places have: the faults
        list them.
    NotFound
        If there is no such casebook, place or position.
    """
    if place is not None and point is not None:
        raise BadInput("name a place or give a point, not both")
    sealed = read_sealed(casebook).as_of(as_of).supposing(supposing)
    record = sealed.parsed.record
    named = None if place is None else place_of(record.casebook, place)
    lon, lat = point or (None, None)
    if named is not None:
        lon, lat, radius_m = named.lon, named.lat, named.radius_m
    found = status(
        record,
        during=_asked_time(on, at, record.casebook.mandate),
        lon=lon,
        lat=lat,
        radius_m=radius_m,
        region=named is not None and named.grade is PlaceGrade.REGION,
        within=[one.zone for one in named.within] if named is not None else (),
        positions=tuple(positions),
        outings=PatrolLedger(record=record).done,
    )
    return Consulted(
        record=record,
        casebook_sha256=sealed.sha256,
        status=found,
        on=on,
        as_of=as_of,
        place=named,
        supposing=tuple(dict(supposing).items()),
    )


def _asked_time(on: date | None, at: datetime | str | None, mandate: Mandate) -> Interval:
    if (on is None) == (at is None):
        raise BadInput("ask for a reporting day or for a moment: one of the two, not both")
    if on is not None:
        return reporting_day(on, mandate)
    return Interval(at, at) if isinstance(at, datetime) else span(parse_stated(str(at)))


def place_of(casebook: Casebook, name: str) -> Place:
    """Return the one place of that id, or else the one of that name or alias, in any script.

    A name the casebook tells apart by a word in brackets, such as `al-Nayrab (Idlib)`, is met without it too.

    Raises
    ------
    BadInput
        If several places have the name: the faults list each with its point.
    NotFound
        If none has it.
    """
    by_id = next((place for place in casebook.places if place.id == name), None)
    if by_id is not None:
        return by_id
    found = named_so(name, casebook.places)
    if not found:
        remedy = did_you_mean(name, spellings(casebook.places)) or "give a point instead"
        fault = Fault(message=f"there is no place {name!r}", remedy=remedy)
        raise NotFound(f"no place {name!r} in the casebook; a point may be given instead", [fault])
    if len(found) > 1:
        raise BadInput(
            f"{name!r} is the name of {len(found)} places of the casebook",
            [Fault(message=told_apart(place), remedy=f"ask for `{place.id}`") for place in found],
        )
    return found[0]
