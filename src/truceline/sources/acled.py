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
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.clock import Interval, parse_stated
from truceline.errors import BadInput, BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR, ActorId
from truceline.model.tables import CLAIMS, INSTANT
from truceline.model.words import Basis, PlaceGrade
from truceline.sources.acts import act_finder
from truceline.sources.attribution import without_direction
from truceline.sources.blocks import Block, Blocks
from truceline.sources.cells import is_plain, named, parts, point, toll
from truceline.sources.claim_rows import (
    Cells,
    ClaimBatch,
    ClaimStream,
    FileRead,
    FileWords,
    PlaceWords,
    ToldWays,
    claims_batch,
    heading_faults,
    odd_row,
    put_together,
    row_fault,
    unreadable,
)
from truceline.sources.days import month_of, whole_days
from truceline.sources.distinct import Once, numbers
from truceline.sources.feed import Feed
from truceline.sources.names import actor_finder
from truceline.sources.versions import Unread

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
_KIND = ("event_type", "sub_event_type")
_ACTORS = ("actor1", "assoc_actor_1", "actor2", "assoc_actor_2")
_PERIOD = ("event_date", "time_precision", "year")
_PLACE = ("location", "admin3", "admin2", "admin1")
_USED = frozenset(
    {*_KIND, *_ACTORS, *_PERIOD, *_PLACE, "longitude", "latitude", "geo_precision"}
    | {"fatalities", "source", "timestamp"}
)
"""Columns that are read, beside the id …"""
_MADE_OF = (
    *("event_type", "sub_event_type", "disorder_type", "time_precision", "geo_precision", "location"),
    *("country", "admin1", "admin2", "admin3", "source", "notes", "fatalities"),
)
"""Beside day, point and actors, what an id is made of: never what an export may number or stamp anew."""

_USED_FOR_IDS = frozenset({"inter1", "inter2", *_MADE_OF})
"""… and where there is none."""

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
    return put_together(feed, stream_acled(feed, casebook, zone=zone))


def stream_acled(feed: Feed, casebook: Casebook, *, zone: str | None = None) -> ClaimStream:
    """Return the same, batch by batch, as it is read."""
    days_in = zone or casebook.mandate.day_zone
    table = Blocks(feed)
    line, first = table.first
    headings = _headings(feed.file, line, first)
    words = FileWords()
    used = _USED if "event_id_cnty" in headings else _USED | _USED_FOR_IDS
    export = _Export(feed.file, headings, casebook, days_in, words)
    return ClaimStream(
        batches=map(export.told, table.under(headings, used, plain=("event_id_cnty",))),
        words=words,
        casebook=casebook,
        zone=days_in,
        reader="acled",
        is_published=True,
        warnings=lambda: _costs(feed.file, line, headings, export.n_empty),
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


def _costs(file: str, line: int, headings: list[str], empty: Mapping[str, int]) -> tuple[Fault, ...]:
    """Return a warning for each column that is missing, or that rows leave empty, with what that costs."""
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


def _kind(event_type: str, sub_event_type: str) -> str:
    event, sub_event = event_type.strip(), sub_event_type.strip()
    return f"{event} / {sub_event}" if sub_event else event


def _id(text: str) -> str:
    found = text.strip()
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


class _Export:
    """An export as it is read, block by block: cells that mean something together are read once."""

    def __init__(
        self, file: str, headings: Collection[str], casebook: Casebook, zone: str, words: FileWords
    ) -> None:
        self.n_empty: Counter[str] = Counter()
        """Of columns that rows may leave empty, how many that were read do."""
        self._file = file
        self._n_headings = len(headings)
        self._makes_ids = "event_id_cnty" not in headings
        self._attributions = ToldWays()
        find = actor_finder(casebook.actors)
        act_of = act_finder(casebook.crossings, "acled")
        period_of = _period_finder(zone)

        def ids(names: tuple[str, ...]) -> frozenset[ActorId]:
            return frozenset(find(name) or UNKNOWN_ACTOR for name in names)

        def sides(*cells: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
            actor1, assoc1, actor2, assoc2 = map(parts, cells)
            return actor1 + assoc1, actor2 + assoc2

        def attribution(event: str, sub_event: str, *cells: str) -> int:
            one, other = sides(*cells)
            act = act_of(event.strip(), sub_event.strip())
            return self._attributions.code(without_direction(act, ids(one), ids(other)))

        def names(*cells: str) -> int:
            one, other = sides(*cells)
            return words.names.code(one + other)

        def words_of_place(location: str, *divisions: str) -> int:
            inside = tuple(filter(None, (one.strip() for one in divisions)))
            name = location.strip()
            return words.places.code(PlaceWords(names=(name,) if name else (), divisions=inside))

        self._words = words
        self._kind = Once(lambda *cells: words.kinds.code((_kind(*cells),)))
        self._attribution = Once(attribution)
        self._names = Once(names)
        self._toll = Once(toll)
        self._precision = Once(_precision)
        self._period = Once(lambda day, precision, year: period_of(day, precision.strip(), year))
        self._point = Once(point)
        self._known_at = Once(published_at)
        self._place = Once(lambda text: text.strip() or None)
        self._words_of_place = Once(words_of_place)
        self._told_by = Once(parts)
        self._is_empty = Once(lambda text: not text.strip())

    def told(self, block: Block) -> ClaimBatch:
        """Return what the rows of a block tell, and a fault for each that cannot be read."""
        cells = block.column
        incidents, wrong = self._ids(block)
        attribution = self._attribution(*map(cells, (*_KIND, *_ACTORS)))
        killed = self._toll(cells("fatalities"))
        precision = self._precision(cells("geo_precision"))
        period = self._period(*map(cells, _PERIOD))
        at = self._point(cells("longitude"), cells("latitude"))
        known_at = self._known_at(cells("timestamp"))
        for one in (attribution, killed, precision, period, at, known_at):
            for row, error in one.faults():
                wrong.setdefault(row, error)  # of several the first is told
        is_read = np.ones(len(block.lines), dtype=np.bool_)
        is_read[list(wrong)] = False
        rows = np.flatnonzero(is_read)
        unstated = self._is_empty(cells("time_precision")).column(rows, pa.bool_())
        lon = at.column(rows, pa.float64(), lambda one: one and one[0])
        radii = precision.column(rows, pa.float64(), lambda one: one and one[0])
        grades = precision.column(rows, pa.string(), lambda one: one and one[1].value)
        grades = pc.if_else(lon.is_valid(), grades, None)
        self.n_empty["time_precision"] += pc.sum(unstated).as_py() or 0
        self.n_empty["geo_precision"] += pc.sum(pc.equal(grades, UNSTATED[1].value)).as_py() or 0
        tolls = killed.column(rows, pa.int32())
        columns = {
            "incident_id": incidents.take(pa.array(rows)),
            "start_at": period.column(rows, INSTANT, lambda one: one and one.start_at),
            "end_at": period.column(rows, INSTANT, lambda one: one and one.end_at),
            "time_unstated": pc.if_else(unstated, True, pa.scalar(None, pa.bool_())),
            "lon": lon,
            "lat": at.column(rows, pa.float64(), lambda one: one and one[1]),
            "radius_m": pc.if_else(lon.is_valid(), radii, None),
            "place_grade": grades,
            "place": self._place(cells("location")).column(rows, pa.string()),
            "hypotheses": self._attributions.column(numbers(attribution)[rows]),
            "basis": pa.repeat(pa.scalar(Basis.ONE_THIRD_PARTY.value), len(rows)),
            "told_by": self._told_by(cells("source")).column(rows, CLAIMS.field("told_by").type),
            **{f"fatalities_{which}": tolls for which in ("low", "best", "high")},
            "known_at": known_at.column(rows, INSTANT),
        }
        lines = {row: int(block.lines[row]) for row in sorted(wrong)}
        faults = [row_fault(self._file, lines[row], wrong[row]) for row in lines]
        faults += [row_fault(self._file, line, odd_row(n, self._n_headings)) for line, n in block.odd]
        kinds = numbers(self._kind(*map(cells, _KIND)))
        return ClaimBatch(
            claims=claims_batch(len(rows), columns),
            lines=block.lines[rows],
            kinds=kinds[rows],
            names=numbers(self._names(*map(cells, _ACTORS)))[rows],
            places=numbers(self._words_of_place(*map(cells, _PLACE)))[rows],
            faults=tuple(sorted(faults, key=lambda fault: fault.line)),
            unread=tuple(
                Unread(incident_id=incidents[row].as_py(), known_at=known_at.value(row), line=line)
                for row, line in lines.items()
                if incidents[row].is_valid and known_at.error(row) is None
            ),
            unread_kinds=tuple(self._words.kinds.values[kinds[row]][0] for row in lines),
        )

    def _ids(self, block: Block) -> tuple[pa.StringArray, dict[int, BadInput]]:
        """Return the id of each row, null where it cannot be read, and why that is so."""
        if self._makes_ids:
            columns = {name: block.column(name).to_pylist() for name in _USED | _USED_FOR_IDS}
            rows = zip(*columns.values(), strict=True)
            made = [_made_id(dict(zip(columns, row, strict=True))) for row in rows]
            return pa.array(made, pa.string()), {}
        column = block.plain["event_id_cnty"]
        plain = is_plain(column)
        if pc.all(plain).as_py():
            return column, {}
        found, wrong = column.to_pylist(), dict[int, BadInput]()
        for row in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)).tolist():
            try:
                found[row] = _id(found[row])
            except BadInput as error:
                found[row], wrong[row] = None, error
        return pa.array(found, pa.string()), wrong


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
