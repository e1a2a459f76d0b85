"""What is in force on a day or at an instant, at a named place or a point: for the mission alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from truceline.clock import Interval, typed_moment
from truceline.errors import BadInput
from truceline.files.casebooks import Folders
from truceline.judgement.ledger import patrols_done
from truceline.judgement.questions.people_near import PeopleNear, people_near
from truceline.judgement.questions.status import Says, Spot, StatusAnswer, status
from truceline.judgement.questions.who_if import WhoIf, who_if
from truceline.judgement.rulebook import rulebook_of
from truceline.model.casebook import Mandate, Place
from truceline.model.ids import InstrumentId, LonLat
from truceline.model.record import Record, Ruling
from truceline.record.control import who_holds
from truceline.record.days import known_until, reporting_day
from truceline.runs.casebook import release_instant
from truceline.runs.places import asked_place
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
    """The place of the casebook that was named; None for a point, or none."""
    is_beside: bool = False
    """Whether what is asked about is not that place but so far from it."""
    who_if: WhoIf | None = None
    """What an act there and then would be; None without an instant and a place, or where no clause forbids
    any."""
    held: Mapping[str, float] | None = None
    """Who holds the place then, with the probability of each value; None where nobody says anything of it."""
    supposing: tuple[tuple[str, str], ...] = ()
    """Open questions and the answers that were supposed."""


def status_of(
    casebook: Folders | str | Path,
    *,
    now: datetime | None = None,
    on: date | None = None,
    at: datetime | str | None = None,
    place: str | None = None,
    point: LonLat | None = None,
    radius_m: float = 0.0,
    act: str | None = None,
    as_of: date | None = None,
    positions: Sequence[str] = (),
    supposing: Sequence[tuple[str, str]] = (),
    rulings: Sequence[Ruling] = (),
) -> Consulted:
    """Return which instruments, clauses and zones are in force there and then, and who is bound.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    now : datetime, optional
        UTC, when it is asked; now if left out.
    on : date, optional
        A reporting day of the mandate. One of `on` and `at` is needed.
    at : datetime or str, optional
        An instant in UTC, or one as people say it, on the mandate's clock where it names no zone: `now`,
        `1 h ago`, `yesterday 21:30`, `2020-03-05 21:30`.
    place : str, optional
        Id, name or alias, in any script, of a place of the casebook, or so far from one:
        `2 km west of Saraqib`.
    point : (float, float), optional
        Instead of a place: `(lon, lat)`, EPSG:4326, degrees.
    radius_m : float
        Of the point: the true one lies within it with probability 0.95.
    act : str, optional
        Of which act it is asked what it would be; the one that most clauses forbid if left out.
    as_of : date, optional
        Texts, readings and what was said of obligations only as far as they could be known by the end of this
        reporting day.
    positions : sequence of str
        Ids; none for all of the casebook's.
    supposing : sequence of (str, str)
        Open questions and the answers to suppose: a what-if, which the answer names.
    rulings : sequence of Ruling
        Further ones than the record holds.

    Raises
    ------
    BadCasebook, BadTime
        If what is read, or the time asked for, is not usable.
    BadInput
        If no time or two are given, both a place and a point, or a name that several places have: the faults
        list them.
    NotFound
        If there is no such casebook, place, act or position.
    """
    if place is not None and point is not None:
        raise BadInput("name a place or give a point, not both")
    sealed = read_sealed(casebook).ruled(rulings).as_of(as_of).supposing(supposing)
    record = sealed.parsed.record
    asked = None if place is None else asked_place(record.casebook, place)
    spot = asked.spot if asked is not None else None
    if point is not None:
        spot = Spot(lon=point[0], lat=point[1], radius_m=radius_m)
    during = _asked_time(on, at, record.casebook.mandate, now or release_instant(None))
    rulebook = rulebook_of(record)
    found = status(
        record,
        during=during,
        lon=spot.lon if spot else None,
        lat=spot.lat if spot else None,
        radius_m=spot.radius_m if spot else 0.0,
        region=spot.region if spot else False,
        within=spot.within if spot else (),
        positions=tuple(positions),
        rulebook=rulebook,
        outings=patrols_done(record),
    )
    own = asked.place if asked is not None and not asked.is_beside else None
    table, held = None, None
    if spot is not None and on is None:
        held = who_holds(
            record,
            lon=spot.lon,
            lat=spot.lat,
            radius_m=spot.radius_m,
            place=own,
            at=during.start_at,
            until=known_until(as_of, record.casebook.mandate),
        )
        table = who_if(record, at=during.start_at, spot=spot, alive=_alive(found), act=act, rulebook=rulebook)
    return Consulted(
        record=record,
        casebook_sha256=sealed.sha256,
        status=found,
        on=on,
        as_of=as_of,
        place=asked.place if asked is not None else None,
        is_beside=asked is not None and asked.is_beside,
        who_if=table,
        held=held,
        supposing=tuple(dict(supposing).items()),
    )


def near(consulted: Consulted) -> tuple[PeopleNear, ...]:
    """Return posts and patrols near the place asked, on that day; none without a place."""
    spot, at = consulted.status.spot, consulted.status.during.start_at
    return () if spot is None else people_near(consulted.record, at=at, spot=spot)


def _alive(found: StatusAnswer) -> frozenset[InstrumentId]:
    """Return the texts that are in force then, or may be."""
    return frozenset(
        one.instrument
        for position in found.positions
        for one in position.instruments
        if one.in_force.answer.says is not Says.NO or one.in_force.decided_by
    )


def _asked_time(on: date | None, at: datetime | str | None, mandate: Mandate, now: datetime) -> Interval:
    if (on is None) == (at is None):
        raise BadInput("ask for a reporting day or for a moment: one of the two, not both")
    if on is not None:
        return reporting_day(on, mandate)
    moment = at if isinstance(at, datetime) else typed_moment(str(at), now=now, zone=mandate.day_zone)
    return Interval(moment, moment)
