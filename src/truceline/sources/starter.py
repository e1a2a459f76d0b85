"""A starter mapping from a table's headings and first rows: what is sure is filled in, the rest is asked.

Whatever only a person can decide stands as `DECIDE`, which no reading takes: a mapping that still has one
ends in a fault with its line, and nothing is assessed on a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from truceline.errors import BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.spelling import forgiven, plain_name
from truceline.model.words import Basis
from truceline.sources.acled import is_export
from truceline.sources.cells import parts
from truceline.sources.feed import Feed, Layout
from truceline.sources.names import actor_finder
from truceline.sources.sniffing import SeenColumn, Sniffed, day_formats, is_coordinate, is_number, sniffed

DECIDE: Final = "DECIDE"
"""What only a person can say."""
MOST_WORDS: Final = 60
"""Words of a column that are listed to be turned into ours."""

_ID: Final = ("id", "code", "event id", "event id cnty", "incident id", "number", "no", "ref", "reference")
_WHEN: Final = (
    *("start date", "date start", "event date", "incident date", "date", "day", "when", "datetime", "time"),
    *("date of event", "date of incident", "datum", "tarih", "дата", "التاريخ"),
)
_UNTIL: Final = ("end date", "date end", "until", "end", "last day", "to")
_ACT: Final = (
    *("sub event type", "event type", "strike type", "incident type", "attack type", "act", "type"),
    *("what", "category", "kind"),
)
_LON: Final = ("lon", "long", "longitude", "lng", "x", "boylam", "долгота")
_LAT: Final = ("lat", "latitude", "y", "enlem", "широта")
_PRECISION: Final = (
    "geo accuracy",
    "geo precision",
    "where prec",
    "location precision",
    "accuracy",
    "radius m",
)
_WHEN_PRECISION: Final = ("date prec", "time precision", "date precision")
_PLACE: Final = (
    *("location where name", "location en", "location", "place", "town", "village", "settlement", "where"),
    *("locality", "site"),
)
_DEAD: Final = ("fatalities", "deaths", "dead", "killed", "best", "deaths best")
_LOW: Final = ("deaths low", "killed min", "fatalities low", "low", "min")
_HIGH: Final = ("deaths high", "killed max", "fatalities high", "high", "max")
_TOLD_BY: Final = ("source", "sources", "told by", "reported by", "source office", "who says")
_SIDES: Final = (
    ("side a name", "side b name"),
    ("side a", "side b"),
    ("actor1", "actor2"),
    ("actor 1", "actor 2"),
)
_ACTORS: Final = (
    *("belligerent", "belligerents", "perpetrator", "attacker", "actor", "actors", "by", "side", "party"),
    *("perpetrators", "responsible"),
)
_TARGET: Final = ("target", "victim", "against", "on")
_SEPARATORS: Final = (";", "|", ", ", " + ", "+", " / ", "/", " & ", ",")
_LEAST_KNOWN: Final = 0.5
"""So many parts of the cells that are parted must be met elsewhere too."""


def starter_mapping(feed: Feed, casebook: Casebook, *, sheet: str | None = None) -> str:
    """Return the YAML of a starter mapping.

    Parameters
    ----------
    feed : Feed
        The table, from its beginning.
    casebook : Casebook
        Whose acts, actors and clock are meant.
    sheet : str, optional
        Of a workbook with several.

    Raises
    ------
    BadReport
        If the table cannot be read.
    """
    found = sniffed(feed, sheet=sheet)
    if is_export([one.heading for one in found.columns]):
        message = "this is an export of ACLED, which needs no mapping"
        fault = Fault(file=feed.file, line=1, message=message, remedy="read it with --format acled")
        raise BadReport(f"{feed.file} needs no mapping", [fault])
    return "\n".join([*_head(found), *_Writer(found, casebook).lines()]) + "\n"


def _head(found: Sniffed) -> Iterator[str]:
    seen = f"its {found.n_rows:,} rows" if found.is_whole else f"its first {found.n_rows:,} rows"
    yield f"# A starter mapping, made from the headings of a table and {seen}. Nothing here is settled:"
    yield f"# look at each line, and write over each {DECIDE}; until then the mapping is refused."
    yield ""


class _Writer:
    """A mapping on its way: which column was taken for what."""

    def __init__(self, found: Sniffed, casebook: Casebook) -> None:
        self.found = found
        self.casebook = casebook
        self.taken: set[str] = set()

    def lines(self) -> Iterator[str]:
        """Yield the lines of the mapping."""
        yield from self._table()
        yield from self._id()
        yield from self._act()
        yield from self._who()
        yield from self._when()
        yield from self._where()
        yield from self._rest()
        words = ", ".join(basis.value for basis in Basis)
        yield "# What stands behind each row is yours to say: a table says nothing of its sources."
        yield f"# One of {words};"
        yield '# or of a column: {column: ..., values: {"their word": one_third_party}}.'
        yield f"basis: {{always: {DECIDE}}}"
        yield "# Only `true` if all that the table tells is public already."
        yield "published: false"
        left = [one for one in self.found.columns if one.heading not in self.taken]
        if left:
            yield ""
            yield "# Not used:"
            yield from (f"#   {_yaml(one.heading)}: {_looks(one)}" for one in left)

    def _table(self) -> Iterator[str]:
        layout, default = self.found.layout, Layout()
        if self.found.encodings:
            yield "# The table is not UTF-8. Keep the line below whose words are right:"
            yield from (f"# encoding: {one}  # reads {sample!r}" for one, sample in self.found.encodings)
            yield f"encoding: {DECIDE}"
        if self.found.is_workbook and layout.sheet is not None:
            yield f"sheet: {_yaml(layout.sheet)}"
        if layout.delimiter != default.delimiter:
            yield f"delimiter: {_yaml(layout.delimiter)}  # as most rows have it"
        if layout.skip:
            yield f"skip: {layout.skip}  # what stands before the heading"
        if layout.decimal != default.decimal:
            yield f'decimal: "{layout.decimal}"  # as its numbers have it'

    def _pick(
        self, names: Sequence[str], fits: Callable[[SeenColumn], object] = lambda _: True
    ) -> SeenColumn | None:
        """Return the first column of these names that fits, and take it."""
        for name in names:
            for column in self.found.columns:
                if _plain(column.heading) == name and column.heading not in self.taken and fits(column):
                    self.taken.add(column.heading)
                    return column
        return None

    def _id(self) -> Iterator[str]:
        column = self._pick(_ID, lambda one: one.n_filled and max(one.counts.values()) <= 2) or self._pick(
            _ID
        )
        if column is None:
            yield "# No column looks like an id: each row needs one of its own."
            yield f"id: {DECIDE}"
            return
        twice = sum(n > 1 for n in column.counts.values())
        said = f"  # {twice:,} stand in several rows: accounts of one incident" if twice else "  # all differ"
        yield f"id: {_yaml(column.heading)}{said}"

    def _act(self) -> Iterator[str]:
        column = self._pick(_ACT, lambda one: not is_number(one))
        if column is None:
            yield "# No column says what happened; an act for every row, or a column with `values`:"
            if _counts_kinds(self.found.columns):
                yield "# most columns are numbers: a row that counts many happenings is no incident."
            yield f"act: {{always: {DECIDE}}}"
            return
        acts = [str(act.id) for act in self.casebook.acts]
        what = "acts of the casebook, such as air_strike, shelling, ground_attack"
        yield from _to_ours("act", column, lambda word: forgiven(word, acts), what)

    def _who(self) -> Iterator[str]:
        for one, other in _SIDES:
            pair = [self._pick((name,), lambda column: not is_number(column)) for name in (one, other)]
            if all(pair):
                yield "# Two sides, either of which may have begun. If the first began: initiator and target."
                for key, column in zip(("one_side", "other_side"), pair, strict=True):
                    assert column is not None
                    yield from self._actors(key, column)
                return
            self.taken -= {column.heading for column in pair if column is not None}
        column = self._pick(_ACTORS, lambda one: not is_number(one))
        target = self._pick(_TARGET, lambda one: not is_number(one))
        if column is None:
            yield "# No column seems to say who it was: initiator, target, participants or two sides."
        else:
            yield "# Taken as those who took part. If the table says that they began, write `initiator`."
            yield from self._actors("participants", column)
        if target is not None:
            yield from self._actors("target", target)

    def _actors(self, key: str, column: SeenColumn) -> Iterator[str]:
        """Yield who took part, with the names that no actor has for somebody to say who is meant."""
        find = actor_finder(self.casebook.actors)
        separator = _separator(column)
        split = f", split: {_yaml(separator)}" if separator else ""
        names: dict[str, int] = {}
        for word, n in column.counts.items():
            for name in parts(word, separator) if separator else (word,):
                names[name] = names.get(name, 0) + n
        lost = sorted((name for name in names if find(name) is None), key=lambda name: -names[name])
        yield f"{key}: {{column: {_yaml(column.heading)}{split}}}" + (
            f"  # parted at {separator!r}" if separator else ""
        )
        if lost:
            n = sum(names[name] for name in lost)
            yield f"#   {n:,} mentions of {len(lost):,} names are no actor's. Say in `values` who is meant:"
            yield f"#   values: {{{_yaml(lost[0])}: an-actor}}; reading the table lists them all."

    def _when(self) -> Iterator[str]:
        column = self._pick(_WHEN, day_formats)
        if column is None:
            yield "# No column holds days that can be read."
            yield f"when: {DECIDE}"
            return
        yield from self._time("when", column)
        end = self._pick(_UNTIL, day_formats)
        if end is not None:
            yield from self._time("until", end)
        how = self._pick(_WHEN_PRECISION)
        if how is not None:
            yield from _to_ours(
                "precision", how, lambda _: None, "stated, day, week_from, week_about or month"
            )

    def _time(self, key: str, column: SeenColumn) -> Iterator[str]:
        ways, zone = day_formats(column), self.casebook.mandate.day_zone
        if len(ways) > 1:
            yield (f"# {_yaml(column.heading)} can be read in several ways: " + " or ".join(ways))
        way = f", format: {_yaml(ways[0] if len(ways) == 1 else DECIDE)}" if ways != ("",) else ""
        yield f"{key}: {{column: {_yaml(column.heading)}{way}, zone: {zone}}}  # the casebook's; the table's?"

    def _where(self) -> Iterator[str]:
        decimal = self.found.layout.decimal
        spots = [self._pick(names, lambda one: is_coordinate(one, decimal)) for names in (_LON, _LAT)]
        if all(spots):
            for key, column in zip(("lon", "lat"), spots, strict=True):
                assert column is not None
                yield f"{key}: {_yaml(column.heading)}  # empty in {_counted(column.n_empty)}"
            how = self._pick(_PRECISION)
            if how is None:
                yield "# Within how many metres is the true place found, nineteen times out of twenty?"
                yield f"radius_m: {{always: {DECIDE}}}"
            else:
                yield "# Within how many metres is the true place found, nineteen times out of twenty?"
                yield from _to_ours("radius_m", how, lambda _: None, "metres", with_empty=True)
        else:
            self.taken -= {column.heading for column in spots if column is not None}
            yield "# No coordinates: every incident lies nobody knows where."
        place = self._pick(_PLACE, lambda one: not is_number(one))
        if place is not None:
            yield f"place: {_yaml(place.heading)}"

    def _rest(self) -> Iterator[str]:
        for key, names in (("fatalities", _DEAD), ("fatalities_low", _LOW), ("fatalities_high", _HIGH)):
            column = self._pick(names, is_number)
            if column is not None:
                yield f"{key}: {_yaml(column.heading)}"
        column = self._pick(_TOLD_BY, lambda one: not is_number(one))
        if column is not None:
            separator = _separator(column)
            split = f", split: {_yaml(separator)}" if separator else ""
            yield f"told_by: {{column: {_yaml(column.heading)}{split}}}"


def _to_ours(
    key: str, column: SeenColumn, known: Callable[[str], str | None], what: str, *, with_empty: bool = False
) -> Iterator[str]:
    """Yield a key whose words are each turned into ours; those that nobody knows are left to be decided."""
    yield f"{key}:  # {what}"
    yield f"  column: {_yaml(column.heading)}"
    yield "  values:"
    shown = column.counts.most_common(MOST_WORDS)
    for word, n in shown:
        yield f"    {_yaml(word)}: {known(word) or DECIDE}  # {_counted(n)}"
    if column.n_empty and (with_empty or known("") is None):
        yield f'    "": {DECIDE}  # {_counted(column.n_empty)} without any'
    if len(column.counts) > MOST_WORDS:
        yield f"    # and {len(column.counts) - MOST_WORDS:,} more words; rows with them are told as faults"


def _separator(column: SeenColumn) -> str:
    """Return what parts several values in a cell, where the parts are met elsewhere too; else nothing."""
    for separator in _SEPARATORS:
        parted = [parts(word, separator) for word in column.counts if separator in word]
        if not parted:
            continue
        met = {word for word in column.counts if separator not in word}
        seen = Counter(part for several in parted for part in several)
        n_known = sum(part in met or n > 1 for part, n in seen.items())
        if n_known >= _LEAST_KNOWN * len(seen):
            return separator.strip()
    return ""


def _counts_kinds(columns: Iterable[SeenColumn]) -> bool:
    """Return whether most columns are numbers that nothing else is told by."""
    all_ = list(columns)
    return len(all_) > 4 and sum(map(is_number, all_)) > len(all_) / 2


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[_\-.()/]+", " ", plain_name(heading)).split())


def _counted(n: int) -> str:
    return f"{n:,} row" + ("" if n == 1 else "s")


def _looks(column: SeenColumn) -> str:
    """Return in few words what a column holds."""
    if not column.n_filled:
        return "empty"
    if day_formats(column):
        return "days"
    kind = "numbers" if is_number(column) else f"{len(column.counts):,} different"
    return f"{kind}, empty in {_counted(column.n_empty)}" if column.n_empty else kind


def _yaml(text: str) -> str:
    """Return text as YAML: plain where it is a word, else in double quotes."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_ ]*", text):
        return text.strip() if text == text.strip() else f'"{text}"'
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'
