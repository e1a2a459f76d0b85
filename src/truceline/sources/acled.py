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

Tables made public from such exports often lack columns. Only `event_date`, `event_type` and `actor1` are
needed. What is missing, in the whole table or in a row, is unknown, and a warning says what that costs:

| missing | read as |
| --- | --- |
| `event_id_cnty` | an id made of what the row says, `made-` and 16 hexadecimal digits; alike rows are one |
| `geo_precision` | any of the three classes: somewhere within 50,000 m, grade `unstated` |
| `time_precision` | any of the three: some time in the day's month or within three days of the day |
| `latitude`, `longitude` | an unknown place |
| `actor2`, `fatalities`, `source` | unknown |
| `sub_event_type` | the act that the crossings name for the type alone |
| `timestamp` | nobody can say which of two rows of one id is the later |

Of a place or time without its precision only that is sure which holds wherever, or whenever, in these bounds
it was; all else cannot be told. A made id is the same in any order of rows and of the two actors.

Several rows of one id are put in order by `timestamp`, see below. What ACLED deleted it lists in another
file, which is not read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

from truceline.clock import Interval, parse_stated
from truceline.errors import BadInput, BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR, ActId, ActorId
from truceline.model.words import Basis, PlaceGrade
from truceline.sources.acts import act_finder
from truceline.sources.attribution import without_direction
from truceline.sources.cells import named, parts, spot, toll
from truceline.sources.claim_rows import (
    Cells,
    ClaimRow,
    FileRead,
    gathered,
    headed,
    heading_faults,
    unreadable,
)
from truceline.sources.days import month_of, whole_days
from truceline.sources.feed import Feed, table_rows
from truceline.sources.names import FindActor, actor_finder

NEEDED = ("event_date", "event_type", "actor1")
"""Columns without which a file is no ACLED export, nor a table made of one."""

TELLING = (
    *(
        "event_id_cnty",
        "sub_event_type",
        "disorder_type",
        "assoc_actor_1",
        "assoc_actor_2",
        "inter1",
        "inter2",
    ),
    *("interaction", "geo_precision", "time_precision", "source_scale", "event_type", "actor1", "actor2"),
)
"""Columns by several of which an export is told, even where a needed one is missing."""

OLDER_NAMES = {
    "ally_actor_1": "assoc_actor_1",
    "ally_actor_2": "assoc_actor_2",
    "time_precis": "time_precision",
    "geo_precis": "geo_precision",
    "date": "event_date",
    "lat": "latitude",
    "lon": "longitude",
    "long": "longitude",
}
"""Headings of early exports and of tables made of them, and what ACLED calls them now."""

GEO_PRECISION = {
    "1": (2_000.0, PlaceGrade.SETTLEMENT),
    "2": (15_000.0, PlaceGrade.PROXY),
    "3": (50_000.0, PlaceGrade.REGION),
}
"""Radius in metres, and grade."""
UNSTATED = (max(radius_m for radius_m, _ in GEO_PRECISION.values()), PlaceGrade.UNSTATED)
"""The same where no class is given: it may be any of them."""

COSTS = {
    "event_id_cnty": "ids are made of what the rows say; rows that say the same are counted once",
    "time_precision": "each may have happened any day of its month, or up to 3 days before or after its day: "
    "of one so near to the start or end of a duty it cannot be told whether the duty held",
    "geo_precision": f"each may lie anywhere within {UNSTATED[0] / 1000:,.0f} km of its point: of one so "
    "near to a zone's boundary it cannot be told whether it lies inside",
    "latitude": "nobody says where: of none can it be told whether it lies in a zone",
    "actor2": "one side alone is named, the other may be anybody",
    "sub_event_type": "the act is known only as widely as the type of event",
    "fatalities": "no toll is known",
    "source": "who told it is not known",
    "timestamp": "of two rows of one id nobody can say which is the later, nor since when it could be known",
}
"""What it costs that a column is missing."""
_MADE_OF = (
    *("event_type", "sub_event_type", "disorder_type", "time_precision", "geo_precision", "location"),
    *("country", "admin1", "admin2", "admin3", "source", "notes", "fatalities"),
)
"""Beside day, point and actors, what an id is made of: never what an export may number or stamp anew."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4}|\d{2})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?", re.ASCII)
_FIRST_SHORT_YEAR = 97
_ABOUT_A_WEEK = timedelta(days=3)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def read_acled(feed: Feed, casebook: Casebook, *, zone: str | None = None) -> FileRead:
    """Return what an ACLED export, or a table made of one, tells.

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
        If the file is no ACLED export or breaks off; rows that cannot be read are the reading's faults.
    """
    days_in = zone or casebook.mandate.day_zone
    rows = table_rows(feed)
    line, first = next(rows, (0, []))
    headings = _headings(feed.file, line, first)
    find = actor_finder(casebook.actors)
    id_of = _id if "event_id_cnty" in headings else _made_id
    return gathered(
        feed,
        headed(headings, rows),
        read_row=_row_reader(find, act_finder(casebook.crossings, "acled"), _period_finder(days_in), id_of),
        kind_of=_kind,
        version_of=lambda cells: (id_of(cells), published_at(cells.get("timestamp", ""))),
        casebook=casebook,
        zone=days_in,
        reader="acled",
        is_published=True,
        warnings=lambda told: _costs(feed.file, line, headings, told),
    )


def is_export(headings: Iterable[str]) -> bool:
    """Return whether a table with these headings can be read as an ACLED export."""
    return set(names_now(headings)) >= set(NEEDED)


def names_now(headings: Iterable[str]) -> list[str]:
    """Return headings as ACLED writes them now.

    Examples
    --------
    >>> names_now(["EVENT_DATE", "Geo Precis", "my notes"])
    ['event_date', 'geo_precision', 'my_notes']
    """
    plain = ["_".join(cell.strip().casefold().split()) for cell in headings]
    return [name if OLDER_NAMES.get(name, name) in plain else OLDER_NAMES.get(name, name) for name in plain]


def _headings(file: str, line: int, cells: list[str]) -> list[str]:
    """Return the headings under their names of now; raise naming every one that is missing."""
    if not cells:
        fault = Fault(file=file, message="the file is empty", remedy="export it again")
        raise BadReport(f"{file} is empty", [fault])
    names = names_now(cells)
    place = [name for name in ("latitude", "longitude") if name in names]
    needed = (*NEEDED, "latitude", "longitude") if place else NEEDED  # half a point is none
    faults = heading_faults(file, line, needed, names)
    if len(names) == 1 and ";" in names[0]:
        faults = [Fault(file=file, line=line, message="cells are parted by `;`", remedy="export with commas")]
    if faults:
        raise BadReport(f"{file} is not an ACLED export", faults)
    return names


def _costs(file: str, line: int, headings: list[str], told: Sequence[ClaimRow]) -> tuple[Fault, ...]:
    """Return a warning for each column that is missing, or that rows leave empty, with what that costs."""
    empty = {
        "time_precision": sum(row.time_unstated for row in told),
        "geo_precision": sum(row.spot is not None and row.spot.grade is UNSTATED[1] for row in told),
    }
    found = []
    for name, cost in COSTS.items():
        if name not in headings:
            message = f"there is no column {name}: {cost}"
        elif empty.get(name):
            message = f"{empty[name]:,} rows have no {name}: {cost}"
        else:
            continue
        found.append(Fault(file=file, line=line, message=message, remedy="export it with that column"))
    return tuple(found)


def _kind(cells: Cells) -> str:
    event, sub_event = cells["event_type"].strip(), cells.get("sub_event_type", "").strip()
    return f"{event} / {sub_event}" if sub_event else event


def _id(cells: Cells) -> str:
    found = cells["event_id_cnty"].strip()
    if not found:
        raise unreadable("the row has no event_id_cnty", "give it the id it had in the export")
    return named(found, name="event_id_cnty")


def _made_id(cells: Cells) -> str:
    """Return an id made of what a row says, the same for either order of the actors."""

    def said(name: str) -> str:
        return " ".join(cells.get(name, "").split())

    sides = sorted([said(f"{key}{n}") for key in ("actor", "assoc_actor_", "inter")] for n in (1, 2))
    at = [
        f"{float(one):.6f}" if _NUMBER.fullmatch(one) else one for one in map(said, ("longitude", "latitude"))
    ]
    content = [_days_words(said("event_date")), at, sides, [said(name) for name in _MADE_OF]]
    return f"made-{hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]}"


@cache
def _days_words(text: str) -> str:
    """Return a date as `2019-12-31` however it is printed; as it stands where it is none."""
    try:
        return parse_day(text).isoformat()
    except BadInput:
        return text


def _row_reader(
    find: FindActor,
    act_of: Callable[[str, str], ActId],
    period_of: Callable[[str, str, str], Interval],
    id_of: Callable[[Cells], str],
) -> Callable[[Cells], ClaimRow]:
    def ids(names: tuple[str, ...]) -> frozenset[ActorId]:
        return frozenset(find(name) or UNKNOWN_ACTOR for name in names)

    def read(cells: Cells) -> ClaimRow:
        incident_id = id_of(cells)
        one = parts(cells["actor1"]) + parts(cells.get("assoc_actor_1", ""))
        other = parts(cells.get("actor2", "")) + parts(cells.get("assoc_actor_2", ""))
        act = act_of(cells["event_type"].strip(), cells.get("sub_event_type", "").strip())
        killed = toll(cells.get("fatalities", ""))
        radius_m, grade = _precision(cells.get("geo_precision", ""))
        time_precision = cells.get("time_precision", "").strip()
        return ClaimRow(
            incident_id=incident_id,
            when=period_of(cells["event_date"], time_precision, cells.get("year", "")),
            time_unstated=not time_precision,
            spot=spot(cells.get("longitude", ""), cells.get("latitude", ""), radius_m=radius_m, grade=grade),
            place=cells.get("location", "").strip() or None,
            divisions=tuple(
                filter(None, (cells.get(name, "").strip() for name in ("admin3", "admin2", "admin1")))
            ),
            hypotheses=without_direction(act, ids(one), ids(other)),
            basis=Basis.ONE_THIRD_PARTY,
            told_by=parts(cells.get("source", "")),
            toll=(killed, killed, killed),
            known_at=published_at(cells.get("timestamp", "")),
            names=one + other,
        )

    return read


def _precision(text: str) -> tuple[float, PlaceGrade]:
    try:
        return GEO_PRECISION[text.strip()] if text.strip() else UNSTATED
    except KeyError:
        raise unreadable(f"geo_precision {text[:40]!r} is not 1, 2 or 3", "see the codebook") from None


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
        match precision:
            case "":
                return _any_precision(day, zone)
            case "1":
                return whole_days(day, day, zone)
            case "2":
                return whole_days(day - _ABOUT_A_WEEK, day + _ABOUT_A_WEEK, zone)
            case "3":
                return month_of(day, zone)
        raise unreadable(f"time_precision {precision[:40]!r} is not 1, 2 or 3", "see the codebook")

    return period_of


def _any_precision(day: date, zone: str) -> Interval:
    """Return the time that holds every class's."""
    week, month = (
        whole_days(day - _ABOUT_A_WEEK, day + _ABOUT_A_WEEK, zone),
        month_of(day, zone),
    )
    return Interval(min(week.start_at, month.start_at), max(week.end_at, month.end_at))


def published_at(text: str) -> datetime | None:
    """Return when a row's version was published, from whole seconds since 1970; None where not given."""
    words = text.strip()
    if not words:
        return None
    if not re.fullmatch(r"\d{1,10}", words, re.ASCII) or int(words) >= _LATEST.timestamp():
        raise unreadable(f"timestamp {words[:40]!r} is not a time", "write seconds since 1970, or nothing")
    return datetime.fromtimestamp(int(words), tz=UTC)
