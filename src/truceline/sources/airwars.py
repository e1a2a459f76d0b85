"""Incidents of Airwars to claims: its table of civilian harm, one row an incident.

What a row becomes. The classes are those of Airwars' own pages (its methodology, airwars.org):

| column | read as |
| --- | --- |
| `code` | the id; one code for two incidents (`airwars_id`) is a fault of the later row |
| `belligerents_detail`, else `belligerent` | who is said to have done it: one, or all jointly |
| `strike_type`, `cause` | the act the casebook's crossings name; of several types any |
| `date`, `date_end` | all of these days; no date is an unknown time, 1970-01-01 a fault |
| `time_local` a clock time | that minute, if there is no `date_end` |
| `time_local` `around_midnight`, `after_midnight` | the day, 6 hours before and 6 after |
| `time_local` `during_the_night`, `around_dawn` | the same |
| `time_local` any other word | the day |
| `geo_accuracy` `within_1m` | within 50 m, grade `reported` |
| `geo_accuracy` `within_100m` | within 100 m, grade `reported` |
| `geo_accuracy` `exact_location`, also with who says so | within 100 m, grade `reported` |
| `geo_accuracy` `street`, `nearby_landmark` | within 500 m, grade `reported` |
| `geo_accuracy` `neighbourhood_area` | within 1,000 m, grade `reported` |
| `geo_accuracy` `village` | within 1,500 m, grade `settlement` |
| `geo_accuracy` `town` | within 3,000 m, grade `settlement` |
| `geo_accuracy` `city` | within 6,000 m, grade `settlement` |
| `geo_accuracy` `subdistrict` | within 15,000 m, grade `region`: spread evenly |
| `geo_accuracy` `district` | within 50,000 m, grade `region`: spread evenly |
| `geo_accuracy` `province_governorate` | within 150,000 m, grade `unstated`: whatever its size |
| `geo_accuracy` empty | within 150,000 m, grade `unstated`: any of them |
| `killed_min`, `killed_max` | lowest and highest toll; Airwars counts civilians |
| `location_en`, `location_ar`, `district`, `governorate` | the name of the place, and what it lies in |
| `modified`, else `published` | `known_at`: the end of the day of this version |

But for "within 1 m" and "within 100 m" the radii are ours. Days are whole days on the clock of the mission's
reporting day, unless another zone is given; `time_local` is on it too. Basis is `one_third_party`, whatever
`strike_status` and `evidence_grade` say: grades are never numbers. That a belligerent calls a report not
credible is not read. Nothing of `observation` or of a link is carried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Final

from truceline.clock import Interval, parse_stated, span
from truceline.errors import BadReport
from truceline.model.casebook import Casebook
from truceline.model.happening import Hypothesis
from truceline.model.ids import UNKNOWN_ACTOR, ActId
from truceline.model.words import Basis, PlaceGrade
from truceline.sources.acts import act_finder
from truceline.sources.attribution import directed
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
from truceline.sources.days import end_of_day, iso_day, whole_days
from truceline.sources.feed import Feed, table_rows
from truceline.sources.names import FindActor, actor_finder

NEEDED: Final = ("code", "airwars_id", "date", "belligerent", "strike_type", "geo_accuracy", "lat", "lon")
"""Columns without which a table is none of Airwars'."""
TELLING: Final = (
    *("airwars_id", "geo_accuracy", "geo_status", "belligerent", "strike_type", "strike_status"),
    *("civ_harm_reported", "evidence_grade", "killed_min", "killed_max", "belligerents_detail"),
)
"""Columns by several of which a table of Airwars is told, even where a needed one is missing."""

_EXACT: Final = (100.0, PlaceGrade.REPORTED)
GEO_ACCURACY: Final = {
    "within_1m": (50.0, PlaceGrade.REPORTED),
    "within_100m": (100.0, PlaceGrade.REPORTED),
    **dict.fromkeys(("exact_location", "exact_location_other", "exact_location_coalition"), _EXACT),
    **dict.fromkeys(("street", "nearby_landmark"), (500.0, PlaceGrade.REPORTED)),
    "neighbourhood_area": (1_000.0, PlaceGrade.REPORTED),
    "village": (1_500.0, PlaceGrade.SETTLEMENT),
    "town": (3_000.0, PlaceGrade.SETTLEMENT),
    "city": (6_000.0, PlaceGrade.SETTLEMENT),
    "subdistrict": (15_000.0, PlaceGrade.REGION),
    "district": (50_000.0, PlaceGrade.REGION),
    "province_governorate": (150_000.0, PlaceGrade.UNSTATED),
    "": (150_000.0, PlaceGrade.UNSTATED),
}
"""Radius in metres, and grade."""
UNSTATED_TYPE: Final = "unstated"
"""How the crossings call an incident whose type of strike is not told."""
_SLUGS: Final = {
    "coalition": "U.S.-led Coalition",
    "russian_forces": "Russian Military",
    "israeli_forces": "Israeli Military",
    "iranian_forces": "Iranian Military",
    "ypg_forces": "YPG",
}
"""Words of `belligerents_detail` and what Airwars calls the same in `belligerent`."""
NIGHT: Final = ("around_midnight", "after_midnight", "during_the_night", "around_dawn")
"""Words of which nobody can say on which side of midnight they lie."""
_NIGHT_REACHES: Final = timedelta(hours=6)
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", re.ASCII)
_NO_DATE: Final = date(1970, 1, 1)


def read_airwars(feed: Feed, casebook: Casebook, *, zone: str | None = None) -> FileRead:
    """Return what a table of Airwars incidents tells.

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
    if faults := heading_faults(feed.file, line, NEEDED, headings):
        raise BadReport(f"{feed.file} is no table of Airwars", faults)
    return gathered(
        feed,
        headed(headings, rows),
        read_row=_row_reader(
            actor_finder(casebook.actors), act_finder(casebook.crossings, "airwars"), days_in
        ),
        kind_of=lambda cells: cells["strike_type"].strip() or "(type not stated)",
        version_of=lambda cells: (_id(cells), _known_at(cells)),
        casebook=casebook,
        zone=days_in,
        reader="airwars",
        is_published=True,
    )


def names_now(headings: Iterable[str]) -> list[str]:
    """Return headings in one writing."""
    return ["_".join(cell.strip().casefold().split()) for cell in headings]


def _id(cells: Cells) -> str:
    if not (found := cells["code"].strip()):
        raise unreadable("the row has no code", "give it the code that Airwars gave it")
    return named(found, name="code")


def _row_reader(
    find: FindActor, act_of: Callable[[str, str], ActId], zone: str
) -> Callable[[Cells], ClaimRow]:
    incident_of: dict[str, str] = {}

    def told(acts: Iterable[ActId], names: tuple[str, ...]) -> tuple[Hypothesis, ...]:
        found = dict.fromkeys(find(name) or UNKNOWN_ACTOR for name in names)
        ways = [(one,) for one in found] + ([tuple(found)] if len(found) > 1 else [])
        return tuple(directed(act, who, ()) for act in acts for who in (ways or [()]))

    def read(cells: Cells) -> ClaimRow:
        code, incident = _id(cells), cells["airwars_id"].strip()
        if incident_of.setdefault(code, incident) != incident:
            was = incident_of[code]
            message = f"code {code} stands for two incidents, airwars_id {was[:20]} and {incident[:20]}"
            raise unreadable(message, "ask Airwars which is meant, and mend the code of the other")
        names = _belligerents(cells)
        cause = cells.get("cause", "").strip()
        types = parts(cells["strike_type"], ",") or (UNSTATED_TYPE,)
        accuracy = cells["geo_accuracy"].strip()
        if accuracy not in GEO_ACCURACY:
            remedy = f"one of {', '.join(filter(None, GEO_ACCURACY))}, or nothing"
            raise unreadable(f"geo_accuracy {accuracy[:40]!r} is none of Airwars' classes", remedy)
        radius_m, grade = GEO_ACCURACY[accuracy]
        low, high = (toll(cells.get(name, "")) for name in ("killed_min", "killed_max"))
        if low is not None and high is not None and low > high:
            raise unreadable(f"killed_min {low} is above killed_max {high}", "mend the figures")
        return ClaimRow(
            incident_id=code,
            when=_during(cells, zone),
            spot=spot(cells["lon"], cells["lat"], radius_m=radius_m, grade=grade),
            place=cells.get("location_en", "").strip() or None,
            also_named=parts(cells.get("location_ar", "")),
            divisions=tuple(
                filter(None, (cells.get(name, "").strip() for name in ("district", "governorate")))
            ),
            hypotheses=told(dict.fromkeys(act_of(one, cause) for one in types), names),
            basis=Basis.ONE_THIRD_PARTY,
            told_by=(),
            toll=(low, None, high),
            known_at=_known_at(cells),
            names=names,
        )

    return read


def _belligerents(cells: Cells) -> tuple[str, ...]:
    """Return who is said to have done it, a name each: `turkey:suspected:not_yet_assessed` is Turkey."""
    slugs = (one.partition(":")[0].strip() for one in parts(cells.get("belligerents_detail", ""), "|"))
    names = (_SLUGS.get(slug, slug.replace("_", " ")) for slug in slugs if slug)
    return tuple(dict.fromkeys(names)) or parts(cells["belligerent"], ",")


def _during(cells: Cells, zone: str) -> Interval | None:
    first, last = cells["date"].strip(), cells.get("date_end", "").strip()
    if not first:
        if last:
            raise unreadable(f"there is a date_end, {last[:40]!r}, and no date", "give both, or neither")
        return None
    start = iso_day(first, name="date")
    end = iso_day(last, name="date_end") if last else start
    if start == _NO_DATE:
        raise unreadable(f"date {start} stands for a missing date", "leave it empty")
    if end < start:
        raise unreadable(f"date_end {end} is before date {start}", "mend one of them")
    return known_to(cells.get("time_local", "").strip(), start, end, zone)


def known_to(time_local: str, start: date, end: date, zone: str) -> Interval:
    """Return when it may have happened: see the table above.

    Examples
    --------
    >>> one = date(2019, 5, 8)
    >>> for word in ("evening", "around_midnight", "17:30:00"):
    ...     found = known_to(word, one, one, "UTC")
    ...     print(found.start_at.strftime("%d %H:%M"), found.end_at.strftime("%d %H:%M"))
    08 00:00 09 00:00
    07 18:00 09 06:00
    08 17:30 08 17:30
    """
    if start == end and (clock := _CLOCK.fullmatch(time_local)):
        return span(parse_stated(f"{start} {clock[1]}:{clock[2]}"), zone)
    days = whole_days(start, end, zone)
    if time_local in NIGHT:
        return Interval(days.start_at - _NIGHT_REACHES, days.end_at + _NIGHT_REACHES)
    return days


def _known_at(cells: Cells) -> datetime | None:
    stamp = next((one for name in ("modified", "published") if (one := cells.get(name, "").strip())), "")
    return end_of_day(iso_day(stamp, name="modified")) if stamp else None
