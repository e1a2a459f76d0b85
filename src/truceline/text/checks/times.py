"""Every time is somebody's clock, and that clock showed it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from truceline.clock import Precision, StatedTime, due_at, instants, known_zone, parse_stated, span
from truceline.errors import BadTime
from truceline.model.casebook import (
    Actor,
    Ambiguity,
    BoundBy,
    CameFrom,
    Casebook,
    Due,
    Gap,
    Instrument,
    Line,
    Listing,
    Mandate,
    Membership,
    Place,
    PlacedIn,
    Position,
    Post,
    Reading,
    Stated,
    ZoneRecipe,
)
from truceline.model.hanging import AmbiguityId, Hanging, ReadingId, ambiguities_in, settle
from truceline.model.happening import When
from truceline.parsing.nouns import Slip
from truceline.text.checks.readings import answers_of
from truceline.text.checks.references import plain_values
from truceline.text.checks.walk import Seen

_NAIVE = "the time names no clock"
_NAIVE_REMEDY = "put a zone behind it (`Z`, `+03:00`, `Europe/Moscow`) or give `zone:`"
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
Fields: TypeAlias = Mapping[type, tuple[str, ...]]
"""Class to some of its fields."""
DAYS: Fields = {
    Actor: ("known_on",),
    Ambiguity: ("known_on",),
    CameFrom: ("on",),
    Gap: ("known_on",),
    Instrument: ("signed_on", "published_on"),
    Line: ("on",),
    Listing: ("from_", "until"),
    Membership: ("from_", "until"),
    Place: ("known_on",),
    PlacedIn: ("known_on",),
    Post: ("from_", "until"),
    Reading: ("known_on", "stated_on"),
    ZoneRecipe: ("on", "from_", "until"),
}
"""Fields that hold a day (or only its month or year), never a clock time."""
_DAYS_BY_NAME: dict[type, str] = {Position: "answered_on", Reading: "held_on"}
"""Fields that hold such a day for each of several."""
CLOCKED: Fields = {
    BoundBy: ("from_", "until"),
}
"""Fields that hold a day, or a clock time with its zone behind."""
_LATER = {"since_latest": "the latest day it may have begun is", "until": "it ends"}
"""Fields that are not before the one that stands before them, and what is said of those that are."""


def times(
    casebook: Casebook, walked: Sequence[Seen], *, days: Fields = DAYS, clocked: Fields = CLOCKED
) -> Iterator[Slip]:
    """Yield times that are naive, do not exist, or run backwards."""
    for seen in walked:
        value = seen.value
        if isinstance(value, Stated):
            yield from _stated(seen, value)
        elif isinstance(value, When):
            yield from _when(seen, value)
        elif isinstance(value, Due):
            yield from _due(seen, value, casebook)
        elif isinstance(value, Mandate):
            yield from _mandate(seen, value)
        elif fields := clocked.get(type(value)):
            yield from _span_of_days(seen, fields, with_clock=True)
        elif fields := days.get(type(value)):
            yield from _span_of_days(seen, fields, with_clock=False)
        if table := _DAYS_BY_NAME.get(type(value)):
            yield from _days_by_name(seen, table)


def _read(seen: Seen, words: str, *inside: str | int) -> StatedTime | Slip:
    try:
        return parse_stated(words)
    except BadTime as error:
        return seen.slip(str(error), "", *inside)


def _stated(seen: Seen, value: Stated) -> Iterator[Slip]:
    stated = _read(seen, value.at, "at")
    zones = list(plain_values(value.zone, ("zone",)))
    wrong = [(path, zone) for path, zone in zones if not known_zone(zone)]
    for path, zone in wrong:
        yield seen.slip(f"{zone!r} is no time zone", "write an IANA name such as Asia/Damascus", *path)
    if isinstance(stated, Slip):
        yield stated
    elif not zones and stated.zone is None:
        yield seen.slip(_NAIVE, _NAIVE_REMEDY, "at")
    elif zones and stated.zone is not None:
        message = f"the words name a clock ({stated.zone}) and `zone:` names one too"
        yield seen.slip(message, "keep one of them", "zone", of_key=True)
    elif not wrong:
        clocks: list[str | None] = [*dict.fromkeys(zone for _, zone in zones)]
        for clock in clocks or [None]:
            yield from _never_shown(seen, stated, clock)


def _never_shown(seen: Seen, stated: StatedTime, zone: str | None) -> Iterator[Slip]:
    try:
        instants(stated, zone)
    except BadTime as error:
        yield seen.slip(str(error), "see the source's hour and zone", "at")


def _when(seen: Seen, value: When) -> Iterator[Slip]:
    if value.zone is not None and not known_zone(value.zone):
        yield seen.slip(f"{value.zone!r} is no time zone", "write an IANA name such as Asia/Damascus", "zone")
        return
    ends = []
    for field, words in (("at", value.at), ("to", value.to)):
        if words is None:
            continue
        stated = _read(seen, words, field)
        if isinstance(stated, Slip):
            yield stated
        elif stated.zone is None and value.zone is None:
            yield seen.slip(_NAIVE, _NAIVE_REMEDY, field)
        else:
            try:
                ends.append(span(stated, value.zone))
            except BadTime as error:
                yield seen.slip(str(error), "see the source's hour and zone", field)
    if len(ends) == 2 and ends[1].end_at < ends[0].start_at:
        yield seen.slip("it ends before it starts", "exchange `at` and `to`", "to")


def _due(seen: Seen, value: Due, casebook: Casebook) -> Iterator[Slip]:
    answers = answers_of(casebook)
    questions = sorted(ambiguities_in(value))
    if any(question not in answers for question in questions):
        return
    for choice in itertools.product(*(sorted(answers[question]) for question in questions)):
        readings = {AmbiguityId(q): ReadingId(r) for q, r in zip(questions, choice, strict=True)}
        try:
            settled = settle(value, readings)
        except KeyError:
            return  # a reading without a value, which is said elsewhere
        day = settled.day
        if day is None:
            continue
        if isinstance(day, Hanging) or isinstance(settled.counting, Hanging) or isinstance(day.zone, Hanging):
            return
        try:
            stated = parse_stated(day.at)
            instants(stated, day.zone)
        except BadTime:
            return  # said at the day itself
        try:
            due_at(stated, counting=settled.counting, within_days=settled.within_days, zone=day.zone)
        except BadTime as error:
            yield seen.slip(str(error), "see `counting` and `within_days`", "counting")
            return


def _span_of_days(seen: Seen, fields: tuple[str, ...], *, with_clock: bool) -> Iterator[Slip]:
    read: dict[str, tuple[int, ...]] = {}
    for field in fields:
        words = getattr(seen.value, field)
        if words is None:
            continue
        written = "from" if field == "from_" else field
        stated = _read(seen, words, written)
        if isinstance(stated, Slip):
            yield stated
            continue
        has_clock = stated.precision in {Precision.MINUTE, Precision.SECOND}
        if has_clock and not with_clock:
            yield seen.slip(f"{words!r} is more than a day", "write it as 2020-03-06", written)
        elif has_clock and stated.zone is None:
            yield seen.slip(_NAIVE, _NAIVE_REMEDY, written)
        read[field] = stated.fields
    before: tuple[int, ...] | None = None
    for field, told in read.items():
        if before is not None and told < before and field in _LATER:
            yield seen.slip(f"{_LATER[field]} before it starts", "exchange the two", field)
        before = told


def _days_by_name(seen: Seen, field: str) -> Iterator[Slip]:
    for name, words in (getattr(seen.value, field) or {}).items():
        stated = _read(seen, words, field, name)
        if isinstance(stated, Slip):
            yield stated
        elif stated.precision in {Precision.MINUTE, Precision.SECOND}:
            yield seen.slip(f"{words!r} is more than a day", "write it as 2020-03-06", field, name)


def _mandate(seen: Seen, value: Mandate) -> Iterator[Slip]:
    if not known_zone(value.day_zone):
        yield seen.slip(f"{value.day_zone!r} is no time zone", "write an IANA name or UTC", "day_zone")
    if not _CLOCK.fullmatch(value.day_starts):
        yield seen.slip(f"{value.day_starts!r} is no clock time", "write it as 06:00", "day_starts")
