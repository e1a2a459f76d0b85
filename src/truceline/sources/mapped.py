"""Any delimited table to claims, told which column is what by a small YAML file.

Each key of the mapping says where a value comes from: a column's name, or a mapping with `column` (or
`always`, a value for every row) and, where it helps, `values` (the table's word to ours):

    id: number
    act: {column: type, values: {Air raid: air_strike, Mortar: mortar_fire}}
    initiator: {column: by, split: ";"}
    target: against
    participants: {column: also there, split: ";"}
    response: {column: answered, values: {"yes": "yes", "no": "no", "?": unknown}}
    when: {column: date, format: "%d/%m/%Y %H:%M", zone: Asia/Damascus}
    until: {column: to, format: "%d/%m/%Y %H:%M"}
    precision: {column: known to, values: {time: stated, day: day, week: week_about}}
    lon: x
    lat: y
    radius_m: {always: 1000}
    grade: {always: settlement}
    place: village
    fatalities: dead
    basis: {column: confirmed, values: {"yes": verified_by_mission, "no": one_third_party}}
    told_by: {column: source, split: ";"}
    delimiter: ";"
    encoding: windows-1256
    skip: 3
    decimal: ","
    published: false

`id`, `act`, `when` and `basis` are needed; `lon`, `lat` and `radius_m` go together. `grade` is `reported`
where none is mapped. `fatalities_low` and `fatalities_high` may stand beside or for `fatalities`.

**Words.** `values` turns the table's word into ours, after `split` each part by itself; `""` is the word of
an empty cell. A word that is not among them is a fault of its row, but for names: an actor or a teller that
is not there keeps its name, and whoever the casebook knows by it is meant. What `values` makes an actor of
must be an actor of the casebook.

**The table.** `delimiter` is the one sign that parts the cells, `","` unless it is told (a tab is `"\\t"`);
`encoding`, how its letters are stored, `utf-8` unless it is told: bytes that are no letters in it end the
reading with their line. `skip` is how many lines stand before the heading, such as titles; lines of faults
stay those of the file. `decimal` is the sign before a fraction, `"."` or `","`. There is none between
thousands: a number that has one is a fault, since `1,234` is one in some tables and a thousand in others.

**Where.** `lon` and `lat` are decimal degrees, or degrees, minutes and seconds as `35°51'30"N`, `35°
51.5′`, `٣٥°٥١′٣٠″ شمالا` or `35°51'30" с.ш.`: the way is a letter or word in English, Arabic, Russian or
Turkish, or a sign before the degrees, or neither for north and east. Minutes and seconds run from 0 to
below 60. Codes of precision become a radius, and a grade, by their `values`: `radius_m: {column: where,
values: {"1": 1000}}`.

**A workbook.** A file of Excel (`.xlsx`) is read as a table too; with several sheets, `sheet: NAME` says
which. A cell is what it holds, not what it looks like: a day is `2020-03-06`, a time `2020-03-06 14:30`, a
formula the value computed last. Lines of faults are rows of the sheet. Merged cells from the heading on are
faults, and so is a formula that nobody computed.

`published: true` says that all of the table is public already: only then do its places and those who told it
stand as they are in what is made for the public.

**Who.** Each key gives actors in one role; `split` parts several in one cell.

- `initiator`: who began it; several acted jointly. With the option `or`, `A+B/C` (split at `+`, or at `/`)
  is A and B jointly, or C, and nobody says which.
- `weights`: what the source itself states for each of these, in their order and parted by `split`, as
  `0.7/0.3`. Leave it out where the source states no figures.
- `target`: whom it was done to.
- `participants`: who took part. Beside an initiator they acted with it, or their part is not known; beside
  a target and no initiator one or several of them began; alone, any may have begun, as with ACLED.
- `role_unknown`: whose role nobody tells: they may have acted, been a target, or neither.
- `one_side` and `other_side`, instead of all these: either may have begun, the actors of each jointly.

An empty or unmapped role is one that nobody is told in: the initiator is then unknown, unless one of the
others may have been it, and the target is somebody, nobody knows who, or nobody.
`response` is `yes`, `no`, `unknown` or, where it is empty, `not_claimed`: the source speaks of no attack
before.

**When.** Times are written as `2020-03-06 00:01`, `2020-03-06`, `2020-03` or, for a week from Monday to
Sunday, `2020-W10`, unless `format` says otherwise (weeks: `%G-W%V`). One that names no zone, where the
mapping names none either, cannot be read.

- `until`: the end of an interval. A clock time is not in it, a day is.
- `precision`: how exactly `when` is known, where that is not as exactly as it is written (`stated`): to the
  `day`; to a week, the seven days from it on (`week_from`) or three days before it to three after
  (`week_about`); to the `month`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final, TypeVar

from truceline.clock import Interval, Precision, StatedTime, parse_stated, span
from truceline.errors import BadInput, BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.happening import Hypothesis
from truceline.model.ids import UNKNOWN_ACTOR, ActId, ActorId
from truceline.model.spelling import did_you_mean, spellings
from truceline.model.words import RETIRED, Basis, PlaceGrade, Response
from truceline.parsing.yaml_marks import Marked
from truceline.sources.attribution import directed, without_direction
from truceline.sources.cells import named, number, spot, toll
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
from truceline.sources.columns import NOWHERE, ColumnMapping, Origin, fault_at, parse_columns
from truceline.sources.feed import Feed, table_rows
from truceline.sources.names import FindActor, actor_finder

NEEDED = ("id", "act", "when", "basis")
"""What no table can do without."""
TOGETHER = ("lon", "lat", "radius_m")
"""All or none."""
SIDES = ("one_side", "other_side")
"""Two sides without direction: both or neither, and no other actors beside them."""
ROLES = ("initiator", "target", "participants", "role_unknown")
"""Actors by role."""
LISTS = frozenset({*ROLES, *SIDES, "weights", "told_by"})
"""Values that may be several, parted by `split`."""
KEYS = (
    *NEEDED,
    *("until", "precision", "response"),
    *TOGETHER,
    *ROLES,
    "weights",
    *SIDES,
    *("grade", "place", "fatalities", "fatalities_low", "fatalities_high", "told_by"),
)
"""What a mapping may say of a table's columns; `delimiter` stands beside them."""

_OPTIONS = (
    dict.fromkeys(("when", "until"), frozenset({"format", "zone"}))
    | dict.fromkeys(LISTS, frozenset({"split"}))
    | {"initiator": frozenset({"split", "or"})}
)
_WEEK: Final = re.compile(r"\d{4}-W\d{2}", re.ASCII)
_DAYS_TO: Final = {"day": (0, 0), "week_from": (0, 6), "week_about": (-3, 3)}
"""Of a precision, the first and the last day, counted from the day written."""
_PRECISIONS: Final = frozenset({"stated", "month", *_DAYS_TO})
Got = TypeVar("Got")
W = TypeVar("W", Basis, PlaceGrade, Response)


def parse_mapping(file: str, data: bytes, casebook: Casebook) -> ColumnMapping:
    """Return what a mapping file says.

    Parameters
    ----------
    file : str
        Its name, for faults.
    data : bytes
        YAML.
    casebook : Casebook
        Whose acts the mapping may name.

    Raises
    ------
    BadReport
        With every fault of the file: unknown keys, keys that are missing, words of no list.
    """
    return parse_columns(
        file,
        data,
        keys=KEYS,
        needed=NEEDED,
        together=(TOGETHER, SIDES),
        options=_OPTIONS,
        words=_closed_words(casebook),
        what="mapping",
        open_keys=LISTS - {"weights"},
        has_published=True,
        more=lambda marked, origins: (
            *_actor_faults(marked, origins),
            *_name_faults(marked, origins, casebook),
            *_radius_faults(marked, origins),
        ),
    )


def _closed_words(casebook: Casebook) -> dict[str, frozenset[str]]:
    return {
        "act": frozenset(act.id for act in casebook.acts),
        "basis": frozenset(basis.value for basis in Basis),
        "grade": frozenset(grade.value for grade in PlaceGrade),
        "precision": _PRECISIONS,
        "response": frozenset(response.value for response in Response),
    }


def _actor_faults(marked: Marked, origins: Mapping[str, Origin]) -> Iterator[Fault]:
    """Yield what is wrong with how a mapping gives actors and times beside one another."""
    if set(SIDES) & set(origins):
        for key in (*ROLES, "weights"):
            if key in origins:
                message = f"{key!r} stands beside `one_side` and `other_side`"
                yield fault_at(marked, (key,), message, "give either the two sides or actors by role")
    initiator = origins.get("initiator", NOWHERE)
    if initiator.or_ is not None and initiator.or_ == initiator.split:
        yield fault_at(marked, ("initiator", "or"), "`or` is what `split` is", "part them by different signs")
    if "weights" in origins and "initiator" not in origins:
        yield fault_at(marked, ("weights",), "there is no `initiator` to weigh", "name its column")


def _name_faults(marked: Marked, origins: Mapping[str, Origin], casebook: Casebook) -> Iterator[Fault]:
    """Yield each word that should be an actor of the casebook and is none."""
    find = actor_finder(casebook.actors)
    for key in (*ROLES, *SIDES):
        for word, name in (origins.get(key, NOWHERE).values or {}).items():
            if name and find(name) is None:
                message = f"{name!r} is no one actor of the casebook"
                remedy = did_you_mean(name, spellings(casebook.actors)) or "name one, or `unknown`"
                yield fault_at(marked, (key, "values", word), message, remedy)


def _radius_faults(marked: Marked, origins: Mapping[str, Origin]) -> Iterator[Fault]:
    """Yield each word for a radius that is none."""
    origin = origins.get("radius_m", NOWHERE)
    paths: dict[tuple[str, ...], str] = {
        ("radius_m", "values", word): ours for word, ours in (origin.values or {}).items()
    }
    if origin.always:
        paths["radius_m", "always"] = origin.always
    for path, word in paths.items():
        try:
            is_sound = number(word, name="radius_m") >= 0
        except BadReport:
            is_sound = False
        if not is_sound:
            message = f"{word!r} is no radius"
            yield fault_at(marked, path, message, "give metres, such as 1000")


def read_mapped(
    feed: Feed, casebook: Casebook, *, mapping: ColumnMapping, zone: str | None = None
) -> FileRead:
    """Return what a delimited table tells, read through `mapping`.

    Parameters
    ----------
    feed : Feed
        UTF-8 text, plain or gzip.
    casebook : Casebook
        Whose actors, acts and reporting day are used.
    mapping : ColumnMapping
        Which column is what.
    zone : str, optional
        IANA zone of times that name none, over the mapping's own.

    Raises
    ------
    BadReport
        If the table lacks a column of the mapping or breaks off.
    """
    rows = table_rows(feed, mapping.layout)
    line, first = next(rows, (0, []))
    headings = [cell.strip() for cell in first]
    columns = dict.fromkeys(origin.column for origin in mapping.origins.values() if origin.column)
    faults = heading_faults(feed.file, line, columns, headings)
    if faults:
        raise BadReport(f"{feed.file} does not have the columns of the mapping", faults)
    return read_through(feed, headed(headings, rows), casebook, mapping=mapping, zone=zone, reader="csv")


def read_through(
    feed: Feed,
    rows: Iterable[tuple[int, Cells | BadReport]],
    casebook: Casebook,
    *,
    mapping: ColumnMapping,
    zone: str | None,
    reader: str,
) -> FileRead:
    """Return what rows tell, each with every column of the mapping; see `read_mapped`."""
    find = actor_finder(casebook.actors)
    return gathered(
        feed,
        rows,
        read_row=_row_reader(mapping, find, frozenset(act.id for act in casebook.acts), zone),
        kind_of=lambda cells: _kind(mapping.of("act"), cells),
        version_of=lambda cells: (mapping.of("id").text(cells), None),
        casebook=casebook,
        zone=zone or casebook.mandate.day_zone,
        reader=reader,
        is_published=mapping.is_published,
    )


def _kind(act: Origin, cells: Cells) -> str:
    """Return the table's own word for what happened."""
    return (act.always if act.column is None else cells[act.column].strip()) or "(empty)"


def _row_reader(
    mapping: ColumnMapping, find: FindActor, acts: frozenset[ActId], zone: str | None
) -> Callable[[Cells], ClaimRow]:
    when = _clock(mapping.of("when"), zone)
    until = _clock(mapping.of("until"), zone, or_else=mapping.of("when").zone)

    def read(cells: Cells) -> ClaimRow:
        wrong: list[BadInput] = []

        def get(make: Callable[[], Got]) -> Got | None:
            """Return what `make` makes of the row, or keep what is wrong with it."""
            try:
                return make()
            except BadInput as error:
                wrong.append(error)
                return None

        def period() -> Interval | None:
            at, to = mapping.of("when").text(cells), mapping.of("until").text(cells)
            precision = mapping.of("precision").text(cells) or "stated"
            return _period(when, until, at, to, precision)

        incident_id = get(lambda: _needed(mapping.of("id").text(cells)))
        happened, place = get(period), get(lambda: _spot(mapping, cells))
        hypotheses = get(lambda: _hypotheses(mapping, cells, find, acts))
        basis = get(lambda: _word(Basis, mapping.of("basis").text(cells), "basis"))
        fatalities = get(lambda: _toll(mapping, cells))
        if wrong or incident_id is None or hypotheses is None or basis is None or fatalities is None:
            remedies = dict.fromkeys(error.faults[0].remedy for error in wrong if error.faults)
            raise unreadable("; ".join(map(str, wrong)), "; ".join(filter(None, remedies)))
        return ClaimRow(
            incident_id=incident_id,
            when=happened,
            spot=place,
            place=mapping.of("place").text(cells) or None,
            hypotheses=hypotheses,
            basis=basis,
            told_by=mapping.of("told_by").texts(cells),
            toll=fatalities,
            known_at=None,
            names=tuple(_names(mapping, cells)),
        )

    return read


def _needed(incident_id: str) -> str:
    if not incident_id:
        raise unreadable("the row has no id", "give it one")
    return named(incident_id, name="id")


def _names(mapping: ColumnMapping, cells: Cells) -> Iterator[str]:
    """Yield the actors of a row as the table names them, one for each mention."""
    for alternative in mapping.of("initiator").alternatives(cells):
        yield from alternative
    for key in (*ROLES[1:], *SIDES):
        yield from mapping.of(key).texts(cells)


def _hypotheses(
    mapping: ColumnMapping, cells: Cells, find: FindActor, acts: frozenset[ActId]
) -> tuple[Hypothesis, ...]:
    """Return who did what to whom: one hypothesis, or one for each alternative or direction."""
    act = ActId(mapping.of("act").text(cells))
    if act not in acts:
        raise unreadable(f"{act[:40]!r} is no act of the casebook", "name it in `values` of `act`")
    response = _word(Response, mapping.of("response").text(cells) or Response.NOT_CLAIMED, "response")

    def ids(names: Iterable[str]) -> tuple[ActorId, ...]:
        return tuple(find(name) or UNKNOWN_ACTOR for name in names)

    if set(SIDES) <= set(mapping.origins):
        one, other = (frozenset(ids(mapping.of(key).texts(cells))) for key in SIDES)
        return without_direction(act, one, other, response)
    target, participants, unclear = (ids(mapping.of(key).texts(cells)) for key in ROLES[1:])
    alternatives = mapping.of("initiator").alternatives(cells) or ((),)
    return tuple(
        directed(
            act,
            ids(names),
            target,
            participants=participants,
            unclear=unclear,
            weight=weight,
            response=response,
        )
        for names, weight in zip(alternatives, _weights(mapping, cells, len(alternatives)), strict=True)
    )


def _weights(mapping: ColumnMapping, cells: Cells, n: int) -> tuple[float | None, ...]:
    """Return the weight stated for each of `n` alternatives; none where the cell is empty."""
    texts = mapping.of("weights").text(cells)
    if not texts:
        return (None,) * n
    split = mapping.of("weights").split
    stated = [
        number(one, name="weights", decimal=mapping.layout.decimal)
        for one in (texts.split(split) if split else [texts])
    ]
    if len(stated) != n:
        raise unreadable(f"there are {len(stated)} weights for {n} initiators", "give one for each, or none")
    if not all(0 <= one <= 1 for one in stated) or sum(stated) > 1 + 1e-9:
        remedy = "give numbers from 0 to 1 that sum to at most 1, such as 0.7 for 70 in 100"
        raise unreadable(f"weights {texts[:40]!r} are no shares of one whole", remedy)
    return tuple(stated)


def _spot(mapping: ColumnMapping, cells: Cells) -> PointTold | None:
    lon, lat = mapping.of("lon").text(cells), mapping.of("lat").text(cells)
    radius_m = mapping.number("radius_m", cells) if lon or lat else 0.0
    if radius_m < 0:
        raise unreadable(f"radius_m {radius_m} is negative", "give metres")
    grade = _word(PlaceGrade, mapping.of("grade").text(cells) or PlaceGrade.REPORTED, "grade")
    return spot(lon, lat, radius_m=radius_m, grade=grade, decimal=mapping.layout.decimal)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Time:
    """A time as a cell gives it."""

    stated: StatedTime
    """As written; of a week, its Monday."""
    is_week: bool
    """Whether only the week was written."""
    zone: str | None
    """Whose clock, where the words name none."""

    @property
    def during(self) -> Interval:
        """What it may mean."""
        return self.days(0, 6) if self.is_week else span(self.stated, self.zone)

    def days(self, first: int, last: int) -> Interval:
        """Return the time from one day to another, counted from the day written."""
        on, behind = date(*self.stated.fields[:3]), f" {self.stated.zone}" if self.stated.zone else ""
        edges = [parse_stated(f"{on + timedelta(days=n)}{behind}") for n in (first, last)]
        return Interval(span(edges[0], self.zone).start_at, span(edges[1], self.zone).end_at)

    def known_to(self, precision: str) -> Interval:
        """Return what it may mean if it is known only to this precision."""
        if precision == "stated":
            return self.during
        is_month = self.stated.precision is Precision.MONTH and not self.is_week
        if self.is_week or self.stated.precision is Precision.YEAR or (is_month and precision != "month"):
            raise unreadable(
                f"{self.stated.words!r} is not written to the {precision.partition('_')[0]}",
                "leave `precision` empty for it, or write `stated`",
            )
        if precision == "month":
            behind = f" {self.stated.zone}" if self.stated.zone else ""
            year, month, *_ = self.stated.fields
            return span(parse_stated(f"{year:04}-{month:02}{behind}"), self.zone)
        return self.days(*_DAYS_TO[precision])


def _clock(origin: Origin, zone: str | None, or_else: str | None = None) -> Callable[[str], _Time]:
    """Return the function from a cell to the time it gives, on the first of these clocks that is one."""
    on = zone or origin.zone or or_else

    @cache
    def read(text: str) -> _Time:
        format_ = origin.format or ("%G-W%V" if _WEEK.fullmatch(text) else None)
        is_week = format_ is not None and "%V" in format_
        stated = parse_stated(_reworded(text, format_) if format_ else text)
        return _Time(stated=stated, is_week=is_week, zone=on)

    return read


def _period(
    when: Callable[[str], _Time], until: Callable[[str], _Time], at: str, to: str, precision: str
) -> Interval | None:
    """Return when it happened, from the words for its start and end and how exactly the start is known."""
    if not at:
        if to:
            raise unreadable(f"there is an end, {to[:40]!r}, and no start", "give both, or neither")
        return None
    first = when(at)
    if precision not in _PRECISIONS:
        raise unreadable(f"{precision[:40]!r} is no precision", "one of " + ", ".join(sorted(_PRECISIONS)))
    during = first.known_to(precision)
    if not to:
        return during
    last = until(to)
    by_clock = last.stated.precision in (Precision.SECOND, Precision.MINUTE)
    end_at = last.during.start_at if by_clock else last.during.end_at
    if end_at < during.start_at or (end_at == during.start_at and during.start_at < during.end_at):
        raise unreadable(f"the end {to[:40]!r} is before the start {at[:40]!r}", "mend one of them")
    return Interval(during.start_at, end_at)


def _word(words: type[W], text: str, key: str) -> W:
    try:
        return words(text)
    except ValueError:
        raise unreadable(
            f"{text[:40]!r} is no {key}", RETIRED.get(text, "one of " + ", ".join(words))
        ) from None


def _toll(mapping: ColumnMapping, cells: Cells) -> tuple[int | None, int | None, int | None]:
    low, best, high = (
        toll(mapping.of(key).text(cells)) for key in ("fatalities_low", "fatalities", "fatalities_high")
    )
    low, high = (best if low is None else low), (best if high is None else high)
    given = [value for value in (low, best, high) if value is not None]
    if given != sorted(given):
        raise unreadable(f"fatalities {given} do not run from low to high", "mend the figures")
    return low, best, high


def _reworded(text: str, format_: str) -> str:
    """Return a time written in the table's way as we write it, no more exact than it was; a week's Monday."""
    is_week = "%V" in format_
    try:
        # Only its figures are used. Python reads a week only with a day of it.
        words, ways = (f"{text} 1", f"{format_} %u") if is_week else (text, format_)
        read = datetime.strptime(words, ways)  # noqa: DTZ007
        if is_week and _figures(read.strftime(format_)) != _figures(text):
            raise ValueError("the year has no such week")
    except ValueError:
        raise unreadable(
            f"{text[:40]!r} is not written as {format_}", "mend the cell or the format"
        ) from None
    if "%S" in format_:
        return f"{read:%Y-%m-%d %H:%M:%S}"
    if "%H" in format_:
        return f"{read:%Y-%m-%d %H:%M}"
    return f"{read:%Y-%m-%d}" if "%d" in format_ or is_week else f"{read:%Y-%m}"


def _figures(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text, re.ASCII)]
