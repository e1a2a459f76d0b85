"""Any delimited table to claims, told which column is what by a small YAML file.

Each key of the mapping says where a value comes from: a column's name, or a mapping with `column` (or
`always`, a value for every row) and, where it helps, `values` (the table's word to ours):

    id: number
    act: {column: type, values: {Air raid: air_strike, Mortar: mortar_fire}}
    initiator: {column: by, split: ";"}
    target: against
    participants: {column: also there, split: ";"}
    when: {column: date, format: "%d/%m/%Y %H:%M", zone: Asia/Damascus}
    lon: x
    lat: y
    radius_m: {always: 1000}
    grade: {always: settlement}
    place: village
    fatalities: dead
    basis: {column: confirmed, values: {"yes": verified_by_mission, "no": one_third_party}}
    told_by: {column: source, split: ";"}
    delimiter: ";"

`id`, `act`, `when` and `basis` are needed; `lon`, `lat` and `radius_m` go together. `grade` is `reported`
where none is mapped. `fatalities_low` and `fatalities_high` may stand beside or for `fatalities`. Several
initiators acted jointly. An empty or unmapped initiator or target is unknown. Times are written as
`2020-03-06 00:01`, `2020-03-06` or `2020-03` unless `format` says otherwise; one that names no zone, where
the mapping names none either, cannot be read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TypeVar

from truceline.agreements.yaml_marks import Marked, Tree, read_marked
from truceline.clock import Interval, known_zone, parse_stated, span
from truceline.errors import BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR, ActId
from truceline.model.words import Basis, PlaceGrade
from truceline.sources.attribution import directed
from truceline.sources.cells import number, parts, spot, toll
from truceline.sources.feed import Feed, table_rows
from truceline.sources.intake import (
    Cells,
    Reading,
    Told,
    gathered,
    headed,
    missing_columns,
    repeated_columns,
    unreadable,
)
from truceline.sources.names import FindActor, actor_finder

NEEDED = ("id", "act", "when", "basis")
"""What no table can do without."""
TOGETHER = ("lon", "lat", "radius_m")
"""All or none."""
LISTS = frozenset({"initiator", "target", "participants", "told_by"})
"""Values that may be several, parted by `split`."""
KEYS = (
    *NEEDED,
    *TOGETHER,
    *("initiator", "target", "participants", "grade", "place"),
    *("fatalities", "fatalities_low", "fatalities_high", "told_by"),
)
"""What a mapping may say of a table's columns; `delimiter` stands beside them."""

_OPTIONS = {"when": frozenset({"format", "zone"})} | dict.fromkeys(LISTS, frozenset({"split"}))
_DIRECTIVES = frozenset("YmdHMSybB%")
W = TypeVar("W", Basis, PlaceGrade)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where one value of a row comes from."""

    column: str | None = None
    """A column's heading."""
    always: str | None = None
    """Or one value for every row."""
    values: Mapping[str, str] | None = None
    """The table's word to ours; a word that is not in it cannot be read."""
    split: str | None = None
    """What parts several values."""
    format: str | None = None
    """How times are written, as `%d/%m/%Y %H:%M`."""
    zone: str | None = None
    """Whose clock, where the words name none."""

    def text(self, cells: Cells) -> str:
        """Return the value of a row in our words."""
        found = self.always if self.column is None else cells[self.column].strip()
        if self.values is None or not found:
            return found or ""
        if found not in self.values:
            raise unreadable(f"{self.column} {found[:40]!r} is not in the mapping", "add it to `values`")
        return self.values[found]

    def texts(self, cells: Cells) -> tuple[str, ...]:
        """Return the values of a row, parted at `split`."""
        found = self.text(cells)
        return parts(found, self.split) if self.split else tuple(filter(None, [found]))


NOWHERE = Origin(always="")
"""Of what a mapping does not mention: always empty, which is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What a mapping file says."""

    origins: Mapping[str, Origin]
    """By key."""
    delimiter: str = ","
    """What parts the cells."""

    def of(self, key: str) -> Origin:
        """Return where the value of `key` comes from."""
        return self.origins.get(key, NOWHERE)


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
        together=TOGETHER,
        options=_OPTIONS,
        words=_closed_words(casebook),
        what="mapping",
    )


def parse_columns(
    file: str,
    data: bytes,
    *,
    keys: Sequence[str],
    needed: Sequence[str],
    together: Sequence[str],
    options: Mapping[str, frozenset[str]],
    words: Mapping[str, frozenset[str]],
    what: str,
) -> ColumnMapping:
    """Return what a file says of a table's columns, for any kind of table.

    Parameters
    ----------
    file, data : str, bytes
        Its name, for faults, and its YAML.
    keys : sequence of str
        What it may speak of, beside `delimiter`.
    needed, together : sequence of str
        Of these, what must stand, and what must all stand if one does.
    options : mapping of str to frozenset of str
        What a key may have beside `column`, `always` and `values`.
    words : mapping of str to frozenset of str
        The only words a key may come to.
    what : str
        What the file should be, for the error.

    Raises
    ------
    BadReport
        With every fault of the file.
    """
    marked = read_marked(file, data)
    faults = list(marked.faults)
    origins: dict[str, Origin] = {}
    delimiter = ","
    for key, tree in marked.tree.items():
        if key == "delimiter":
            delimiter = str(tree)
            if not isinstance(tree, str) or len(tree) != 1:
                faults.append(_fault(marked, (key,), "the delimiter is not one character", 'write ","'))
        elif key in keys:
            origin, wrong = _origin(marked, key, tree, options.get(key, frozenset()))
            origins[key] = origin
            faults += wrong or _wrong_words(marked, key, origin, words)
        else:
            faults.append(_unknown(marked, (key,), (*keys, "delimiter")))
    if not faults:
        faults += _missing(file, origins, needed, together)
    if faults:
        raise BadReport(f"{file} is no {what}", sorted(faults))
    return ColumnMapping(origins=origins, delimiter=delimiter)


def _fault(marked: Marked, path: tuple[str | int, ...], message: str, remedy: str) -> Fault:
    line, column = marked.spot(path, of_key=True)
    return Fault(file=marked.file, line=line, column=column, message=message, remedy=remedy)


def _unknown(marked: Marked, path: tuple[str, ...], known: Iterable[str]) -> Fault:
    choices = sorted(known)
    near = difflib.get_close_matches(path[-1], choices, n=1)
    remedy = f"did you mean {near[0]!r}?" if near else "there are " + ", ".join(choices)
    return _fault(marked, path, f"there is no key {path[-1]!r}", remedy)


def _origin(marked: Marked, key: str, tree: Tree, options: frozenset[str]) -> tuple[Origin, list[Fault]]:
    """Return where a key's value comes from, and what is wrong with how that is said."""
    if isinstance(tree, str):
        return Origin(column=tree), []
    if not isinstance(tree, dict):
        return NOWHERE, [_fault(marked, (key,), "this is no column", "give a column's name")]
    known = {"column", "always", "values"} | options
    faults = [_unknown(marked, (key, option), known) for option in tree if option not in known]
    if ("column" in tree) == ("always" in tree):
        faults.append(_fault(marked, (key,), "neither or both of `column` and `always`", "give one of them"))
    given = {option: value for option, value in tree.items() if option in known and option != "values"}
    faults += [
        _fault(marked, (key, option), f"`{option}` is not text", "write one value")
        for option, value in given.items()
        if not isinstance(value, str) or not value
    ]
    values, wrong = _values(marked, key, tree.get("values", {}))
    faults += wrong
    if faults:
        return NOWHERE, faults
    texts = {option: str(value) for option, value in given.items()}
    return Origin(**texts, values=values or None), []


def _values(marked: Marked, key: str, tree: Tree) -> tuple[dict[str, str], list[Fault]]:
    if isinstance(tree, dict) and all(isinstance(value, str) for value in tree.values()):
        return {word: str(value) for word, value in tree.items()}, []
    return {}, [_fault(marked, (key, "values"), "`values` is no list of words", "write {their word: ours}")]


def _wrong_words(
    marked: Marked, key: str, origin: Origin, words: Mapping[str, frozenset[str]]
) -> list[Fault]:
    """Return a fault for each word, zone or format of a key that can never be read."""
    faults = []
    if origin.zone is not None and not known_zone(origin.zone):
        faults.append(_fault(marked, (key, "zone"), f"{origin.zone!r} is no zone", "write Asia/Damascus"))
    if origin.format is not None and not _sound_format(origin.format):
        message = f"{origin.format!r} is no format of a day or time"
        remedy = "use %Y or %y, %m, %b or %B, %d, %H, %M, %S; the zone has a key of its own"
        faults.append(_fault(marked, (key, "format"), message, remedy))
    allowed = words.get(key)
    given = [*(origin.values or {}).values(), *([origin.always] if origin.always else [])]
    for word in given if allowed else ():
        if word not in (allowed or ()):
            near = difflib.get_close_matches(word, sorted(allowed or ()), n=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"use one of the words for {key}"
            faults.append(_fault(marked, (key,), f"{word!r} is no {key}", remedy))
    return faults


def _closed_words(casebook: Casebook) -> dict[str, frozenset[str]]:
    return {
        "act": frozenset(act.id for act in casebook.acts),
        "basis": frozenset(basis.value for basis in Basis),
        "grade": frozenset(grade.value for grade in PlaceGrade),
    }


def _sound_format(text: str) -> bool:
    used = re.findall(r"%(.)", text)
    return set(used) <= _DIRECTIVES and bool({"Y", "y"} & set(used)) and bool({"m", "b", "B"} & set(used))


def _missing(
    file: str, origins: Mapping[str, Origin], needed: Sequence[str], together: Sequence[str]
) -> list[Fault]:
    wanted = [*needed, *(together if set(together) & set(origins) else ())]
    return [
        Fault(file=file, message=f"the key {key!r} is missing", remedy=f"say which column gives the {key}")
        for key in wanted
        if key not in origins
    ]


def read_mapped(
    feed: Feed, casebook: Casebook, *, mapping: ColumnMapping, zone: str | None = None
) -> Reading:
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
    rows = table_rows(feed, delimiter=mapping.delimiter)
    line, first = next(rows, (0, []))
    headings = [cell.strip() for cell in first]
    columns = dict.fromkeys(origin.column for origin in mapping.origins.values() if origin.column)
    faults = missing_columns(feed.file, line, columns, headings) + repeated_columns(feed.file, line, headings)
    if faults:
        raise BadReport(f"{feed.file} does not have the columns of the mapping", faults)
    find = actor_finder(casebook.actors)
    return gathered(
        feed,
        headed(headings, rows),
        read_row=_row_reader(mapping, find, frozenset(act.id for act in casebook.acts), zone),
        kind_of=lambda cells: _kind(mapping.of("act"), cells),
        version_of=lambda cells: (mapping.of("id").text(cells), None),
        casebook=casebook,
        zone=zone or casebook.mandate.day_zone,
        reader="csv",
    )


def _kind(act: Origin, cells: Cells) -> str:
    """Return the table's own word for what happened."""
    return (act.always if act.column is None else cells[act.column].strip()) or "(empty)"


def _row_reader(
    mapping: ColumnMapping, find: FindActor, acts: frozenset[ActId], zone: str | None
) -> Callable[[Cells], Told]:
    when = mapping.of("when")

    @cache
    def period_of(text: str) -> Interval:
        words = _reworded(text, when.format) if when.format else text
        return span(parse_stated(words), zone or when.zone)

    def read(cells: Cells) -> Told:
        incident_id = mapping.of("id").text(cells)
        if not incident_id:
            raise unreadable("the row has no id", "give it one")
        act = ActId(mapping.of("act").text(cells))
        if act not in acts:
            raise unreadable(f"{act[:40]!r} is no act of the casebook", "name it in `values` of `act`")
        sides = {key: mapping.of(key).texts(cells) for key in ("initiator", "target", "participants")}
        ids = {key: [find(name) or UNKNOWN_ACTOR for name in names] for key, names in sides.items()}
        text = when.text(cells)
        lon, lat = mapping.of("lon").text(cells), mapping.of("lat").text(cells)
        radius_m = number(mapping.of("radius_m").text(cells), name="radius_m") if lon or lat else 0.0
        if radius_m < 0:
            raise unreadable(f"radius_m {radius_m} is negative", "give metres")
        grade = _word(PlaceGrade, mapping.of("grade").text(cells) or PlaceGrade.REPORTED, "grade")
        return Told(
            incident_id=incident_id,
            when=period_of(text) if text else None,
            spot=spot(lon, lat, radius_m=radius_m, grade=grade),
            place=mapping.of("place").text(cells) or None,
            hypotheses=(directed(act, ids["initiator"], ids["target"], ids["participants"]),),
            basis=_word(Basis, mapping.of("basis").text(cells), "basis"),
            told_by=mapping.of("told_by").texts(cells),
            toll=_toll(mapping, cells),
            known_at=None,
            names=tuple(name for names in sides.values() for name in names),
        )

    return read


def _word(words: type[W], text: str, key: str) -> W:
    try:
        return words(text)
    except ValueError:
        raise unreadable(f"{text[:40]!r} is no {key}", "one of " + ", ".join(words)) from None


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
    """Return a time written in the table's way as we write it, no more exact than it was."""
    try:
        read = datetime.strptime(text, format_)  # noqa: DTZ007 - only its figures are used
    except ValueError:
        raise unreadable(
            f"{text[:40]!r} is not written as {format_}", "mend the cell or the format"
        ) from None
    if "%S" in format_:
        return f"{read:%Y-%m-%d %H:%M:%S}"
    if "%H" in format_:
        return f"{read:%Y-%m-%d %H:%M}"
    return f"{read:%Y-%m-%d}" if "%d" in format_ else f"{read:%Y-%m}"
