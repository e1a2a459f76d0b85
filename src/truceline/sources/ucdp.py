"""UCDP GED, the events of the Uppsala Conflict Data Program, to claims: its CSV, or a table made of it.

What a row becomes, by the GED codebook (Högbladh, Uppsala University), whose columns these are:

| column | read as |
| --- | --- |
| `id` | the id, the same in all releases |
| `side_a`, `side_b` | two sides, each of several actors jointly where it has commas |
| `type_of_violence` 1, 2 | state-based, non-state: either side may have begun, UCDP gives no direction |
| `type_of_violence` 3 | one-sided: UCDP defines it as force used by side A against civilians, so A began |
| `date_start`, `date_end` | all of these days |
| `date_prec` 1 | those days |
| `date_prec` 2 | those days; if both are one, 5 days before to 5 after: UCDP knows it to 2 to 6 days |
| `date_prec` 3 | those days; if both are one, Monday to Sunday of it |
| `date_prec` 4 | those days; if both are one, its calendar month |
| `date_prec` 5 | those days; if both are one, its calendar year |
| `where_prec` 1 | within 2,000 m, grade `settlement`: the named place |
| `where_prec` 2 | within 25,000 m, grade `proxy`: UCDP's own "25 km around a known point" |
| `where_prec` 3 | within 50,000 m, grade `region`: spread evenly, since a district's centre stands in |
| `where_prec` 4 | within 150,000 m, grade `unstated`: a province's centre stands in, whatever its size |
| `where_prec` 5 | within 100,000 m, grade `unstated`: a river, a road or ground without borders |
| `where_prec` 6 | an unknown place: a country's centre stands in |
| `where_prec` 7 | an unknown place: sea or air beyond borders |
| `low`, `best`, `high` | the toll; without `best`, the four columns of deaths together |
| `source_office` | `told_by`, parted at `;` |
| `where_coordinates`, `adm_2`, `adm_1` | the name of the place, and what it lies in |

But for the 25 km the radii are ours: the codebook gives classes, no distances. Days are whole days on the
clock of the mission's reporting day, unless another zone is given. Basis is `one_third_party`. No column of
free text (headline, article, description) is carried.

Only `id`, the two days and the two sides are needed, also as `start_date`, `end_date`, `side_a_name` and
`side_b_name`, as tables made of GED call them. What is missing is unknown, and a warning says what that
costs: without `where_prec` a point is somewhere within 150,000 m, without `date_prec` it was some time on
those days. Without `type_of_violence` a row whose side B is `Civilians` is one-sided, since UCDP calls no
other side so, and any other may be of either of the first two. GED has no stamps: give the day of each
release to tell versions apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from truceline.clock import Interval, parse_stated, span
from truceline.errors import BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.happening import Hypothesis
from truceline.model.ids import UNKNOWN_ACTOR, ActId, ActorId
from truceline.model.words import Basis, PlaceGrade
from truceline.sources.acts import act_finder
from truceline.sources.attribution import directed, without_direction
from truceline.sources.cells import named, parts, point, toll
from truceline.sources.claim_rows import (
    Cells,
    ClaimRow,
    FileRead,
    PointTold,
    gathered,
    headed,
    heading_faults,
    unreadable,
)
from truceline.sources.days import iso_day, month_of, whole_days
from truceline.sources.feed import Feed, table_rows
from truceline.sources.names import FindActor, actor_finder

NEEDED: Final = ("id", "date_start", "date_end", "side_a", "side_b")
"""Columns without which a table is none of GED's."""
TELLING: Final = (
    *("date_prec", "where_prec", "type_of_violence", "conflict_name", "dyad_name", "source_article"),
    *(
        "side_a",
        "side_b",
        "where_coordinates",
        "adm_1",
        "adm_2",
        "deaths_a",
        "deaths_b",
        "best",
        "low",
        "high",
    ),
)
"""Columns by several of which a table of GED is told, even where a needed one is missing."""
OTHER_NAMES: Final = {
    "start_date": "date_start",
    "end_date": "date_end",
    "side_a_name": "side_a",
    "side_b_name": "side_b",
    "location_where_name": "where_coordinates",
    "location_adm1_name": "adm_1",
    "location_adm2_name": "adm_2",
    "location_root_name": "country",
    "deaths_side_a": "deaths_a",
    "deaths_side_b": "deaths_b",
    "deaths_civilian": "deaths_civilians",
    "deaths_low": "low",
    "deaths_high": "high",
}
"""Headings of tables made of GED, and what GED calls them."""

SHORT_NAMES: Final = {"IS": "Islamic State"}
"""Sides whose name in GED is no name elsewhere, since it is a word of every text."""

WHERE_PREC: Final = {
    "1": (2_000.0, PlaceGrade.SETTLEMENT),
    "2": (25_000.0, PlaceGrade.PROXY),
    "3": (50_000.0, PlaceGrade.REGION),
    "4": (150_000.0, PlaceGrade.UNSTATED),
    "5": (100_000.0, PlaceGrade.UNSTATED),
    "6": None,
    "7": None,
}
"""Radius in metres, and grade; None for an unknown place."""
UNSTATED: Final = (150_000.0, PlaceGrade.UNSTATED)
"""The same where no class is given."""
DATE_PREC: Final = ("1", "2", "3", "4", "5")
KINDS: Final = {"1": "state-based", "2": "non-state", "3": "one-sided", "": "(type not stated)"}
"""Types of violence."""

COSTS: Final = {
    "type_of_violence": "each may be state-based or non-state violence, unless civilians are its side B",
    "date_prec": "each happened some time on its days: of one so near to the start or end of a duty it "
    "cannot be told whether the duty held",
    "where_prec": f"each may lie anywhere within {UNSTATED[0] / 1000:,.0f} km of its point",
    "latitude": "nobody says where but by name: see --settlements",
    "source_office": "who told it is not known",
}
"""What it costs that a column is missing."""
_A_FEW_DAYS: Final = timedelta(days=5)
_DEATHS: Final = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
_ONE_SIDED: Final = "3"


def read_ucdp(feed: Feed, casebook: Casebook, *, zone: str | None = None) -> FileRead:
    """Return what a table of UCDP GED tells.

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
        If the file is no such table or breaks off; rows that cannot be read are the reading's faults.
    """
    days_in = zone or casebook.mandate.day_zone
    rows = table_rows(feed)
    line, first = next(rows, (0, []))
    headings = names_now(first)
    place = [name for name in ("latitude", "longitude") if name in headings]
    needed = (*NEEDED, "latitude", "longitude") if place else NEEDED  # half a point is none
    if faults := heading_faults(feed.file, line, needed, headings):
        raise BadReport(f"{feed.file} is no table of UCDP GED", faults)
    return gathered(
        feed,
        headed(headings, rows),
        read_row=_row_reader(actor_finder(casebook.actors), act_finder(casebook.crossings, "ucdp"), days_in),
        kind_of=lambda cells: KINDS.get(_type(cells), f"type {_type(cells)[:20]}"),
        version_of=lambda cells: (_id(cells), None),
        casebook=casebook,
        zone=days_in,
        reader="ucdp",
        is_published=True,
        warnings=lambda told: _costs(feed.file, line, headings, told),
    )


def names_now(headings: Iterable[str]) -> list[str]:
    """Return headings as GED writes them.

    Examples
    --------
    >>> names_now(["id", "Start_Date", "side_a_name"])
    ['id', 'date_start', 'side_a']
    """
    plain = ["_".join(cell.strip().casefold().split()) for cell in headings]
    return [name if OTHER_NAMES.get(name, name) in plain else OTHER_NAMES.get(name, name) for name in plain]


def _costs(file: str, line: int, headings: Sequence[str], told: Sequence[ClaimRow]) -> tuple[Fault, ...]:
    """Return a warning for each column that is missing, or that rows leave empty, with what that costs."""
    empty = {"date_prec": sum(row.time_unstated for row in told)}
    found = []
    for name, cost in COSTS.items():
        if name == "where_prec" and "latitude" not in headings:
            continue
        if name not in headings:
            message = f"there is no column {name}: {cost}"
        elif empty.get(name):
            message = f"{empty[name]:,} rows have no {name}: {cost}"
        else:
            continue
        found.append(Fault(file=file, line=line, message=message, remedy="export it with that column"))
    return tuple(found)


def _id(cells: Cells) -> str:
    if not (found := cells["id"].strip()):
        raise unreadable("the row has no id", "give it the id it had in the release")
    return named(found, name="id")


def _type(cells: Cells) -> str:
    """Return the type of violence, as far as it is told."""
    stated = cells.get("type_of_violence", "").strip()
    return stated or (_ONE_SIDED if cells["side_b"].strip().casefold() == "civilians" else "")


def _row_reader(
    find: FindActor, act_of: Callable[[str, str], ActId], zone: str
) -> Callable[[Cells], ClaimRow]:
    def ids(names: tuple[str, ...]) -> frozenset[ActorId]:
        return frozenset(find(name) or UNKNOWN_ACTOR for name in names)

    def told(kind: str, one: tuple[str, ...], other: tuple[str, ...]) -> tuple[Hypothesis, ...]:
        if kind == _ONE_SIDED:
            return (directed(act_of(kind, ""), ids(one), ids(other)),)
        acts = dict.fromkeys(act_of(each, "") for each in ((kind,) if kind else ("1", "2")))
        return tuple(way for act in acts for way in without_direction(act, ids(one), ids(other)))

    def read(cells: Cells) -> ClaimRow:
        one, other = _side(cells["side_a"]), _side(cells["side_b"])
        precision = cells.get("date_prec", "").strip()
        return ClaimRow(
            incident_id=_id(cells),
            when=_during(cells["date_start"], cells["date_end"], precision, zone),
            time_unstated=not precision,
            spot=_spot(cells),
            place=cells.get("where_coordinates", "").strip() or None,
            divisions=tuple(filter(None, (cells.get(name, "").strip() for name in ("adm_2", "adm_1")))),
            hypotheses=told(_type(cells), one, other),
            basis=Basis.ONE_THIRD_PARTY,
            told_by=parts(cells.get("source_office", "")),
            toll=_toll(cells),
            known_at=None,
            names=one + other,
        )

    return read


def _side(text: str) -> tuple[str, ...]:
    return tuple(SHORT_NAMES.get(name, name) for name in parts(text, ","))


def _during(first: str, last: str, precision: str, zone: str) -> Interval:
    start, end = iso_day(first, name="date_start"), iso_day(last, name="date_end")
    if end < start:
        raise unreadable(f"date_end {end} is before date_start {start}", "mend one of them")
    if precision not in ("", *DATE_PREC):
        raise unreadable(f"date_prec {precision[:40]!r} is not 1 to 5", "see the codebook")
    return known_to(precision, start, end, zone)


def known_to(precision: str, start: date, end: date, zone: str) -> Interval:
    """Return when it may have happened: see the table above.

    Examples
    --------
    >>> one = date(2019, 5, 8)
    >>> [(known_to(code, one, one, "UTC").end_at - known_to(code, one, one, "UTC").start_at).days
    ...  for code in ("1", "2", "3", "4", "5")]
    [1, 11, 7, 31, 365]
    """
    if start == end:
        match precision:
            case "2":
                return whole_days(start - _A_FEW_DAYS, end + _A_FEW_DAYS, zone)
            case "3":
                monday = start - timedelta(days=start.weekday())
                return whole_days(monday, monday + timedelta(days=6), zone)
            case "4":
                return month_of(start, zone)
            case "5":
                return span(parse_stated(f"{start:%Y}"), zone)
    return whole_days(start, end, zone)


def _spot(cells: Cells) -> PointTold | None:
    code = cells.get("where_prec", "").strip()
    if code and code not in WHERE_PREC:
        raise unreadable(f"where_prec {code[:40]!r} is not 1 to 7", "see the codebook")
    at, known = point(cells.get("longitude", ""), cells.get("latitude", "")), WHERE_PREC.get(code, UNSTATED)
    if at is None or known is None:
        return None
    return PointTold(lon=at[0], lat=at[1], radius_m=known[0], grade=known[1])


def _toll(cells: Cells) -> tuple[int | None, int | None, int | None]:
    low, best, high = (toll(cells.get(name, "")) for name in ("low", "best", "high"))
    if best is None:
        each = [toll(cells.get(name, "")) for name in _DEATHS]
        known = [one for one in each if one is not None]
        best = sum(known) if len(known) == len(each) else None
    given = [one for one in (low, best, high) if one is not None]
    if given != sorted(given):
        raise unreadable(f"deaths {given} do not run from low to high", "mend the figures")
    return low, best, high
