"""Times as people print them: the words, the zone if one is stated, and what they may mean.

A stated time becomes instants only when somebody says whose clock it was. Zones come from the pinned
`tzdata` package, never from the machine, so that the same casebook means the same everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from importlib import metadata, resources
from zoneinfo import ZoneInfo

from truceline.clock.interval import Interval
from truceline.errors import BadTime

YEARS = range(1900, 2201)
"""Years a ceasefire record may speak of; anything else is a slip of the pen."""

_STATED = re.compile(
    r"(?P<year>\d{4,9})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?)?)?"
    r"(?: ?(?P<zone>Z|[+-]\d{2}:\d{2}|[A-Z][A-Za-z_]+(?:/[A-Za-z_+-]+)*))?"
)
_MOST_LETTERS = 60
"""No zone's name is longer."""
_OFFSET = re.compile(r"([+-])(\d{2}):([0-5]\d)")


class Precision(StrEnum):
    """How much of a time was stated."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTime:
    """A time as printed: clock and calendar fields, and the zone if the words name one."""

    words: str
    """As printed."""
    fields: tuple[int, int, int, int, int, int]
    """Year, month, day, hour, minute, second on the speaker's own clock."""
    precision: Precision
    """How much of it was stated."""
    zone: str | None
    """IANA name, `Z` or an offset such as `+03:00`; None where the words name none."""


@lru_cache(maxsize=4096)
def _zone(name: str) -> tzinfo:
    if len(name) > _MOST_LETTERS:
        raise BadTime(f"{name[:40]!r} … is not the name of a time zone")
    if name in {"Z", "UTC"}:
        return UTC
    offset = _OFFSET.fullmatch(name)
    if offset:
        sign, hours, minutes = offset.groups()
        span_ = timedelta(hours=int(hours), minutes=int(minutes))
        if span_ > timedelta(hours=14):
            raise BadTime(f"no place on Earth keeps {name}")
        return timezone(-span_ if sign == "-" else span_)
    parts = name.split("/")
    if any(not re.fullmatch(r"[A-Za-z0-9_+-]+", part) for part in parts):
        raise BadTime(f"{name!r} is not the name of a time zone")
    file = resources.files("tzdata.zoneinfo").joinpath(*parts)
    if not file.is_file():
        raise BadTime(f"{name!r} is not a time zone of the IANA database")
    with file.open("rb") as stream:
        try:
            return ZoneInfo.from_file(stream, key=name)
        except ValueError:  # the package holds lists too, such as that of leap seconds
            raise BadTime(f"{name!r} is not a time zone of the IANA database") from None


def known_zone(name: str) -> bool:
    """Return whether `name` is `Z`, an offset such as `+03:00`, or an IANA zone of the pinned tzdata."""
    try:
        _zone(name)
    except BadTime:
        return False
    return True


def tzdata_version() -> str:
    """Return the IANA version of the pinned zone data, such as `2026.6`."""
    return metadata.version("tzdata")


def parse_stated(words: str) -> StatedTime:
    """Return the stated time behind `words`.

    Parameters
    ----------
    words : str
        `2020-03-06 00:01`, `2020-03-06`, `2020-03` or `2020`, with or without a zone
        (`Z`, `+03:00`, `Europe/Moscow`) behind.

    Raises
    ------
    BadTime
        If it is none of these, or no such day or clock time exists.

    Examples
    --------
    >>> parse_stated("2020-03-06 00:01 Asia/Damascus").precision.value
    'minute'
    """
    match = _STATED.fullmatch(words.strip())
    if match is None:
        raise BadTime(
            f"{words[:40]!r} is not a time; "
            "write 2020-03-06 00:01, 2020-03-06 or 2020-03, and a zone behind it"
        )
    year, month, day = int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if year not in YEARS:
        raise BadTime(f"{words!r}: the year is outside {YEARS.start} to {YEARS.stop - 1}")
    try:
        datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise BadTime(f"{words!r}: {error}") from None
    stated = (
        ("second", Precision.SECOND),
        ("hour", Precision.MINUTE),
        ("day", Precision.DAY),
        ("month", Precision.MONTH),
    )
    precision = next((value for part, value in stated if match[part]), Precision.YEAR)
    if match["zone"]:
        _zone(match["zone"])
    return StatedTime(
        words=words.strip(),
        fields=(year, month, day, hour, minute, second),
        precision=precision,
        zone=match["zone"],
    )


def instants(stated: StatedTime, zone: str | None = None) -> tuple[datetime, ...]:
    """Return the UTC instants at which the clock of `zone` shows the stated time.

    Parameters
    ----------
    stated : StatedTime
        A time of day; where only a day, month or year is stated, its first moment.
    zone : str, optional
        Whose clock; needed where the words name none. The words' own zone wins.

    Returns
    -------
    tuple of datetime
        One; two where clocks were put back and showed it twice. Never empty.

    Raises
    ------
    BadTime
        If no zone is known, or clocks were put forward and never showed it.

    Examples
    --------
    >>> [i.isoformat() for i in instants(parse_stated("2020-03-06 00:01"), "Asia/Damascus")]
    ['2020-03-05T22:01:00+00:00']
    """
    name = stated.zone or zone
    if name is None:
        raise BadTime(f"{stated.words!r} names no time zone, so it is no instant")
    found = _shown(stated.fields, name)
    if not found and stated.precision in {Precision.DAY, Precision.MONTH, Precision.YEAR}:
        return (_first_moment(stated.fields, name),)
    if not found:
        raise BadTime(f"{stated.words!r}: clocks in {name} were put forward and never showed that time")
    return found


def _shown(fields: tuple[int, int, int, int, int, int], name: str) -> tuple[datetime, ...]:
    """Return the instants when the zone's clock shows `fields`: none in a gap, two in a fold."""
    zone = _zone(name)
    local = datetime(*fields, tzinfo=zone)
    found = {local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    wanted = local.replace(tzinfo=None)
    return tuple(sorted(i for i in found if i.astimezone(zone).replace(tzinfo=None) == wanted))


def _first_moment(fields: tuple[int, int, int, int, int, int], name: str) -> datetime:
    """Return a day's first moment where its midnight was skipped by putting clocks forward."""
    return datetime(*fields, fold=0, tzinfo=_zone(name)).astimezone(UTC)


def span(stated: StatedTime, zone: str | None = None) -> Interval:
    """Return the interval the stated time may mean: the minute, the local day, the month or the year.

    A minute or second is taken as that one instant, since clocks are read, not averaged; where the
    clock showed it twice, the interval runs from the first showing to the second.

    Raises
    ------
    BadTime
        If no zone is known, or the clock never showed it.
    """
    first = instants(stated, zone)
    if stated.precision in {Precision.SECOND, Precision.MINUTE}:
        return Interval(first[0], first[-1])
    year, month, day, *_ = stated.fields
    if stated.precision is Precision.DAY:
        following = datetime(year, month, day, tzinfo=UTC) + timedelta(days=1)
    elif stated.precision is Precision.MONTH:
        following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    else:
        following = datetime(year + 1, 1, 1, tzinfo=UTC)
    after = StatedTime(
        words=stated.words,
        fields=(following.year, following.month, following.day, 0, 0, 0),
        precision=Precision.DAY,
        zone=stated.zone,
    )
    ends_at = instants(after, zone)[0]
    if ends_at == first[0]:
        raise BadTime(f"{stated.words!r}: the calendar of {stated.zone or zone} left that day out")
    return Interval(first[0], ends_at)


def day_of(instant: datetime, zone: str) -> str:
    """Return the local calendar day of a UTC instant, as `2020-03-06`."""
    return instant.astimezone(_zone(zone)).date().isoformat()


def shown_at(instant: datetime, zone: str) -> str:
    """Return what the clock of a zone shows at a UTC instant, to the minute, as `2020-03-06 07:30`.

    Examples
    --------
    >>> shown_at(datetime(2020, 3, 6, 5, 30, tzinfo=UTC), "Asia/Damascus")
    '2020-03-06 07:30'
    """
    return instant.astimezone(_zone(zone)).strftime("%Y-%m-%d %H:%M")
