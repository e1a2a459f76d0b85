"""ACLED exports to claims: columns of now and of before 2023, in any case of letters.

What a row becomes:

| column | read as |
| --- | --- |
| `actor1` + `assoc_actor_1` | one side, its actors acting jointly |
| `actor2` + `assoc_actor_2` | the other; the order says nothing of who began (see `attribution`) |
| `event_type`, `sub_event_type` | the act the casebook's crossings name; a type without one is a fault |
| `time_precision` 1 | that day |
| `time_precision` 2 | the day, three days before and three after: known to the week |
| `time_precision` 3 | the calendar month of the day |
| `geo_precision` 1 | within 2,000 m, grade `settlement` |
| `geo_precision` 2 | within 15,000 m, grade `proxy`: a place near by stands in |
| `geo_precision` 3 | within 50,000 m, grade `region`: spread evenly, since a provincial capital stands in |
| `fatalities` | lowest, best and highest toll alike; empty is unknown |
| `source` | `told_by`, parted at `;` |
| `timestamp` | `known_at`: when ACLED published this version of the row |

The radii are ours: ACLED's codebook gives classes, no distances. Days are whole days on the clock of the
mission's reporting day, unless another zone is given, since ACLED says nothing of clocks. No coordinates
at all is an unknown place; impossible ones, (0, 0) among them, make the row a fault. Years of two digits
are 1997 (where ACLED begins) to 2096. Basis is `one_third_party`. Notes are never carried.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache

from truceline.clock import Interval, parse_stated, span
from truceline.errors import BadReport, Fault
from truceline.model.casebook import Casebook, Crossing
from truceline.model.ids import UNKNOWN_ACTOR, ActId, ActorId
from truceline.model.words import Basis, PlaceGrade
from truceline.sources.attribution import without_direction
from truceline.sources.cells import parts, spot, toll
from truceline.sources.feed import Feed, table_rows
from truceline.sources.intake import (
    Cells,
    Intake,
    Told,
    claims_table,
    days_of,
    gathered,
    headed,
    missing_columns,
    repeated_columns,
    unreadable,
)
from truceline.sources.names import FindActor, actor_finder, nameless

NEEDED = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "event_type",
    "actor1",
    "actor2",
    "latitude",
    "longitude",
    "geo_precision",
    "fatalities",
)
"""Columns without which a file is no ACLED export."""

OLDER_NAMES = {
    "ally_actor_1": "assoc_actor_1",
    "ally_actor_2": "assoc_actor_2",
    "time_precis": "time_precision",
    "geo_precis": "geo_precision",
}
"""Headings of early exports, and what they are called now."""

GEO_PRECISION = {
    "1": (2_000.0, PlaceGrade.SETTLEMENT),
    "2": (15_000.0, PlaceGrade.PROXY),
    "3": (50_000.0, PlaceGrade.REGION),
}
"""Radius in metres, and grade."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4}|\d{2})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_FIRST_SHORT_YEAR = 97
_ABOUT_A_WEEK = timedelta(days=3)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def read_acled(feed: Feed, casebook: Casebook, *, zone: str | None = None) -> Intake:
    """Return what an ACLED export tells.

    Parameters
    ----------
    feed : Feed
        Comma-separated UTF-8, plain or gzip.
    casebook : Casebook
        Whose actors, crossings and reporting day are used.
    zone : str, optional
        IANA zone whose days the dates are; the reporting day's where none is given.

    Raises
    ------
    BadReport
        If the file is no ACLED export or breaks off; rows that cannot be read are the intake's faults.
    """
    days_in = zone or casebook.mandate.day_zone
    rows = table_rows(feed)
    line, first = next(rows, (0, []))
    headings = _headings(feed.file, line, first)
    find = actor_finder(casebook.actors)
    seen = gathered(
        feed.file,
        headed(headings, rows),
        read_row=_row_reader(find, _act_finder(casebook.crossings), _period_finder(days_in)),
        kind_of=_kind,
    )
    unmatched, unidentified = nameless((name for row in seen.told for name in row.names), find)
    return Intake(
        claims=claims_table(seen.told),
        faults=seen.faults,
        n_rows=seen.n_rows,
        unmatched_actors=unmatched,
        unidentified_actors=unidentified,
        kinds=seen.kinds,
        days=days_of(seen.told, days_in),
        sha256=feed.sha256(),
        reader="acled",
        file=feed.file,
    )


def _headings(file: str, line: int, cells: list[str]) -> list[str]:
    """Return the headings under their names of now; raise naming every one that is missing."""
    if not cells:
        fault = Fault(file=file, message="the file is empty", remedy="export it again")
        raise BadReport(f"{file} is empty", [fault])
    plain = ["_".join(cell.strip().casefold().split()) for cell in cells]
    names = [OLDER_NAMES.get(name, name) for name in plain]
    faults = missing_columns(file, line, NEEDED, names) + repeated_columns(file, line, names)
    if len(names) == 1 and ";" in names[0]:
        faults = [Fault(file=file, line=line, message="cells are parted by `;`", remedy="export with commas")]
    if faults:
        raise BadReport(f"{file} is not an ACLED export", faults)
    return names


def _kind(cells: Cells) -> str:
    event, sub_event = cells["event_type"].strip(), cells.get("sub_event_type", "").strip()
    return f"{event} / {sub_event}" if sub_event else event


def _row_reader(
    find: FindActor,
    act_of: Callable[[str, str], ActId],
    period_of: Callable[[str, str, str], Interval],
) -> Callable[[Cells], Told]:
    def ids(names: tuple[str, ...]) -> frozenset[ActorId]:
        return frozenset(find(name) or UNKNOWN_ACTOR for name in names)

    def read(cells: Cells) -> Told:
        incident_id = cells["event_id_cnty"].strip()
        if not incident_id:
            raise unreadable("the row has no event_id_cnty", "give it the id it had in the export")
        one = parts(cells["actor1"]) + parts(cells.get("assoc_actor_1", ""))
        other = parts(cells["actor2"]) + parts(cells.get("assoc_actor_2", ""))
        act = act_of(cells["event_type"].strip(), cells.get("sub_event_type", "").strip())
        killed = toll(cells["fatalities"])
        radius_m, grade = _precision(cells["geo_precision"])
        return Told(
            incident_id=incident_id,
            when=period_of(cells["event_date"], cells["time_precision"], cells.get("year", "")),
            spot=spot(cells["longitude"], cells["latitude"], radius_m=radius_m, grade=grade),
            place=cells.get("location", "").strip() or None,
            hypotheses=without_direction(act, ids(one), ids(other)),
            basis=Basis.ONE_THIRD_PARTY,
            told_by=parts(cells.get("source", "")),
            toll=(killed, killed, killed),
            known_at=_published_at(cells.get("timestamp", "")),
            names=one + other,
        )

    return read


def _precision(text: str) -> tuple[float, PlaceGrade]:
    try:
        return GEO_PRECISION[text.strip()]
    except KeyError:
        raise unreadable(f"geo_precision {text[:40]!r} is not 1, 2 or 3", "see the codebook") from None


def _act_finder(crossings: tuple[Crossing, ...]) -> Callable[[str, str], ActId]:
    table = {
        (one.type.casefold(), (one.sub_type or "").casefold()): one.act
        for one in crossings
        if one.scheme == "acled"
    }

    @cache
    def act_of(event: str, sub_event: str) -> ActId:
        act = table.get((event.casefold(), sub_event.casefold())) or table.get((event.casefold(), ""))
        if act is None:
            kind = " / ".join(part for part in (event, sub_event) if part)
            raise unreadable(f"no act is named for {kind[:80]!r}", "add a crossing to the casebook")
        return act

    return act_of


def parse_day(text: str) -> date:
    """Return the day that ACLED prints as `31 December 2019`, `05-Jan-22` or `2019-12-31`.

    Raises
    ------
    BadReport
        If it is none of these; `05/01/2022` may be two days and is refused.
    BadTime
        If the year is out of range.

    Examples
    --------
    >>> parse_day("05-Jan-22").isoformat()
    '2022-01-05'
    """
    words = text.strip()
    if match := _DAY.fullmatch(words):
        day, month, year = int(match[1]), _month(match[2]), int(match[3])
        if len(match[3]) == 2:
            year += 1900 if year >= _FIRST_SHORT_YEAR else 2000
    elif match := _ISO_DAY.fullmatch(words):
        year, month, day = (int(part) for part in match.groups())
    elif re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", words):
        raise unreadable(f"event_date {words!r} may be two days", "export dates as 2019-12-31")
    else:
        raise unreadable(f"event_date {words[:40]!r} is not a date", "write 31 December 2019 or 2019-12-31")
    try:
        found = date(year, month, day)
    except ValueError:
        raise unreadable(f"event_date {words!r} is no day of the calendar", "mend it") from None
    parse_stated(found.isoformat())  # refuses a year no ceasefire record speaks of
    return found


def _month(word: str) -> int:
    """Return 1 to 12, or 0 for no month, which no calendar has."""
    return next((n for n, name in enumerate(_MONTHS, start=1) if name.startswith(word.casefold())), 0)


def _period_finder(zone: str) -> Callable[[str, str, str], Interval]:
    @cache
    def period_of(text: str, precision: str, year: str) -> Interval:
        day = parse_day(text)
        if year.strip() not in {"", str(day.year)}:
            raise unreadable(f"event_date is of {day.year}, the column year says {year[:40]!r}", "mend one")
        match precision.strip():
            case "1":
                return _days(day, day, zone)
            case "2":
                return _days(day - _ABOUT_A_WEEK, day + _ABOUT_A_WEEK, zone)
            case "3":
                return span(parse_stated(f"{day:%Y-%m}"), zone)
        raise unreadable(f"time_precision {precision[:40]!r} is not 1, 2 or 3", "see the codebook")

    return period_of


def _days(first: date, last: date, zone: str) -> Interval:
    start_at = span(parse_stated(first.isoformat()), zone).start_at
    return Interval(start_at, span(parse_stated(last.isoformat()), zone).end_at)


def _published_at(text: str) -> datetime | None:
    """Return when a row's version was published, from whole seconds since 1970; None where not given."""
    words = text.strip()
    if not words:
        return None
    if not re.fullmatch(r"\d{1,10}", words, re.ASCII) or int(words) >= _LATEST.timestamp():
        raise unreadable(f"timestamp {words[:40]!r} is not a time", "write seconds since 1970, or nothing")
    return datetime.fromtimestamp(int(words), tz=UTC)
