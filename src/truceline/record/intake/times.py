"""When somebody says that it was: a moment or a stretch, on the clock that the words name; else unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from truceline.record.intake.folded import Folded, Span
from truceline.record.intake.lexicon import Lexicon, has, spans

_CLOCK: Final = re.compile(
    r"(?<![\d:.,/-])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?P<utc>z\b)?(?![\d:/-]|[.,]\d)"
    r"|(?<![\d:.,/-])(?P<hour2>[01]\d|2[0-3])(?P<minute2>[0-5]\d) ?(?:hrs?|h|(?P<utc2>z))\b"
    r"|(?:(?<=saat )|(?<=в )|(?<=at )|(?<=الساعه ))(?P<hour3>[01]?\d|2[0-3])\.(?P<minute3>[0-5]\d)(?![\d.])"
    r"|(?<![\d:.,/-])(?P<hour4>[01]?\d|2[0-3])\.(?P<minute4>[0-5]\d)(?='[dt][ae]\b)"
)
_LIKE_A_DATE: Final = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th)(?!\w)|(?<![\d.])\d{1,2}/\d{1,2}(?!\d)"
    r"|(?<!\w)\d{1,2} (?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?!\w)"
    r"|(?<!\w)(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\w* \d"
)
"""A day as it is written where its month is not one of the lexicon's."""
_FIRST_YEAR: Final = 1900
"""Nobody at a desk tells of an earlier one, and a calendar ends at 1."""
_SOON: Final = timedelta(hours=1)
"""A clock that is so far ahead may be ahead, and not of the day before."""
_LIKE_A_CLOCK: Final = re.compile(r"(?<![\d:.,/-])\d{1,2}[.:]\d\d(?![\d.:])")
_DATE: Final = re.compile(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"
    r"|(?<!\d)(?P<day2>\d\d?)\.(?P<month2>\d\d)\.(?P<year2>\d{4})(?!\d)"
)
_PARTS: Final = {
    "dawn": (time(4), 2.5),
    "morning": (time(5), 7.0),
    "noon": (time(11), 2.0),
    "afternoon": (time(12), 6.0),
    "evening": (time(16), 8.0),
}
"""A part of the day: from when, and for how many hours. The night is reckoned from the day before."""
_WAYS, _HANDS = ("", "2", "3", "4"), ("hour", "minute")
"""Ways of writing a clock time, by the names of their groups."""
_LATER: Final = ("afternoon", "evening")
_NOW: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidTime:
    """A time as understood."""

    start_at: datetime
    """UTC."""
    end_at: datetime | None = None
    """UTC, not included; None for a moment."""
    is_rough: bool = False
    """Whether the words are not exact: an hour ago, around one, this morning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    span: Span
    hour: int
    minute: int
    is_whole: bool
    """Whether the words leave no choice between morning and evening."""
    is_utc: bool


def said_time(said: Folded, held: Lexicon, *, said_at: datetime, zone: str) -> SaidTime | None:
    """Return when it is said to have been; None where the words do not say, or not clearly.

    Parameters
    ----------
    said : Folded
    held : Lexicon
    said_at : datetime
        UTC; nothing told of is later.
    zone : str
        Whose clock is meant where the words name none.
    """
    text = said.text
    if has(held, text, ("clocks", "ends", "telling")) or (
        has(held, text, ("weekdays",)) and not _is_dated(text, held)
    ):
        return None
    clock_of, at_zone = _zone(text, held, zone)
    here = _Here(held=held, text=clock_of, said_at=said_at, zone=at_zone)
    found = {one for one in here.candidates() if one is not None}
    if len(found) != 1 or here.is_open:
        return None
    (only,) = found
    return only if only.start_at <= said_at else None


def _is_dated(text: str, held: Lexicon) -> bool:
    """Return whether a day is named by its date, beside which the day of the week adds nothing."""
    months = "|".join(held.months)
    return re.search(rf"{_DATE.pattern}|(?<![\d:])\d\d? (?:{months})(?!\w)", text) is not None


def _zone(text: str, held: Lexicon, own: str) -> tuple[str, str]:
    """Return the words without those of a clock's zone, and that zone."""
    named = {}
    for form, zone in held.forms["zones"].items():
        for match in re.finditer(rf"(?<!\w)(?:{form})(?!\w)", text):
            named[match.span()] = own if zone == "own" else zone
    if len(set(named.values())) != 1:
        return text, own
    for start, end in named:
        text = text[:start] + "·" * (end - start) + text[end:]
    return text, next(iter(named.values()))


@dataclass(slots=True, kw_only=True)
class _Here:
    """The words of one report, and what is found in them."""

    held: Lexicon
    text: str
    said_at: datetime
    zone: str
    is_open: bool = False
    """Whether something was said of the time that is not understood."""

    def candidates(self) -> Iterator[SaidTime | None]:
        """Yield each time that the words give; what is met and not clear leaves the time open."""
        taken: list[Span] = []
        for span, back in self._ago():
            taken.append(span)
            yield SaidTime(start_at=self.said_at - back, is_rough=True)
        for span in spans(self.held.finder("ago_half"), self.text):
            taken.append(span)
            yield SaidTime(start_at=self.said_at - timedelta(minutes=30), is_rough=True)
        for start, end in taken:
            self.text = self.text[:start] + "·" * (end - start) + self.text[end:]
        self.is_open |= self.held.finder("ago_words").search(self.text) is not None
        clocks, days, part = list(self._clocks()), self._days(), self._part()
        self.is_open |= len(_LIKE_A_CLOCK.findall(_DATE.sub("·", self.text))) > len(clocks)
        if self.is_open:
            return
        if len(clocks) == 2 and (stretch := self._range(clocks, days, part)) is not None:
            yield stretch
            return
        for clock in clocks:
            self.is_open |= self._is_bounded(clock.span)
            yield self._moment(clock, days, part)
        if clocks:
            return
        if part is not None:
            yield self._of_part(part, days)
        elif days:
            yield self._whole(days[0])
        elif not taken and spans(self.held.finder("now"), self.text):
            yield SaidTime(start_at=self.said_at - _NOW, end_at=self.said_at, is_rough=True)

    def _ago(self) -> Iterator[tuple[Span, timedelta]]:
        for form in self.held.listed("ago"):
            for unit in ("minutes", "hours", "days"):
                written = form.replace("{n}", rf"(?<![\d.,/½:–-])(?P<n>{self.held.number})")
                written = written.replace("{u}", self.held.any_of("units", unit))
                if "{dual}" in form:
                    written = form.replace("{dual}", self.held.any_of("duals", unit))
                for match in re.finditer(rf"(?<!\w){written}(?!\w)", self.text):
                    said = match.groupdict().get("n")
                    n = 2 if "{dual}" in form else self.held.count(said) if said else 1
                    if "{dual}" not in form and self._counted(match.start()):
                        self.is_open |= said is not None
                        continue
                    self.is_open |= self._is_bounded(match.span()) or self._is_longer(match.span())
                    yield match.span(), timedelta(**{unit: n})

    def _is_longer(self, span: Span) -> bool:
        """Return whether more of the time stands before it, as in `1 h 20 min ago`, or behind."""
        units = "|".join(self.held.any_of("units", unit) for unit in ("minutes", "hours", "days"))
        before = re.search(rf"(?:{units}),?(?: {self.held.any_of('joins')})? $", self.text[: span[0]])
        return (before or re.match(rf" و ?(?:{self.held.number}|\w+)", self.text[span[1] :])) is not None

    def _counted(self, start: int) -> bool:
        """Return whether a number or half stands before a unit: then that is what was said."""
        part = rf"(?:(?:{self.held.number}|{self.held.any_of('fractions')}) ?|[.,½])$"
        return re.search(part, self.text[:start]) is not None

    def _clocks(self) -> Iterator[_Clock]:
        for match in _CLOCK.finditer(self.text):
            hour, minute = (next(filter(None, (match[f"{one}{n}"] for n in _WAYS))) for one in _HANDS)
            yield _Clock(
                span=match.span(),
                hour=int(hour),
                minute=int(minute),
                is_whole=len(hour) == 2,
                is_utc=bool(match["utc"] or match["utc2"]),
            )

    def _days(self) -> list[date]:
        """Return the days named; several leave the time open."""
        today = self.said_at.astimezone(ZoneInfo(self.zone)).date()
        named = {
            today - timedelta(days=int(back))
            for back in self.held.forms["days"]
            if (met := spans(self.held.finder("days", back), self._without_farther(back)))
            and not self._opens(any(map(self._is_bounded, met)))
        }
        self.is_open |= not _DATE.search(self.text) and _LIKE_A_DATE.search(self.text) is not None
        for match in _DATE.finditer(self.text):
            parts = [int(match[name] or match[f"{name}2"]) for name in ("year", "month", "day")]
            named |= self._date(*parts)
        months = self.held.months
        words = "|".join(sorted(months, key=len, reverse=True))
        dated = rf"(?<![\d:])(\d\d?)(?:st|nd|rd|th)? ({words})(?:''?\w{{1,3}})?(?: (\d{{4}}))?(?![\w:])"
        for match in re.finditer(dated, self.text):
            named |= self._dated(int(match[1]), months[match[2]], match[3], today)
        if self.held.language == "en":
            for match in re.finditer(rf"(?<!\w)({words}) (\d\d?)(?:,? (\d{{4}}))?(?![\w:])", self.text):
                named |= self._dated(int(match[2]), months[match[1]], match[3], today)
        self.is_open |= len(named) > 1
        return sorted(named)

    def _opens(self, is_open: bool) -> bool:
        """Leave the time open where something is; return whether it was."""
        self.is_open |= is_open
        return is_open

    def _without_farther(self, back: str) -> str:
        """Return the words without those of days farther back, in which a nearer one may be written."""
        text = self.text
        for farther in (one for one in self.held.forms["days"] if int(one) > int(back)):
            text = self.held.finder("days", farther).sub("·", text)
        return text

    def _date(self, year: int, month: int, day: int) -> set[date]:
        try:
            found = date(year, month, day)
        except ValueError:
            found = date.min
        self.is_open |= found.year < _FIRST_YEAR
        return {found} if found.year >= _FIRST_YEAR else set()

    def _dated(self, day: int, month: int, year: str | None, today: date) -> set[date]:
        if year is not None:
            return self._date(int(year), month, day)
        latest = self._date(today.year, month, day)
        return latest if latest and min(latest) <= today else self._date(today.year - 1, month, day)

    def _part(self) -> str | None:
        """Return the one part of the day that is named; several leave the time open."""
        named, text = [], self.text
        for part in ("afternoon", "dawn", "morning", "noon", "evening", "night"):
            finder = self.held.finder("parts", part)
            if finder.search(text):
                named.append(part)
                met = spans(finder, text)
                self.is_open |= any(self._is_bounded(one) or self._is_numbered(one) for one in met)
                text = finder.sub(lambda match: "·" * len(match[0]), text)
        self.is_open |= len(named) > 1
        return named[0] if len(named) == 1 else None

    def _is_bounded(self, span: Span) -> bool:
        """Return whether the words make a time the bound of something, such as `since` or `before` it."""
        start, end = span
        bound = self.held.any_of("since")
        if self.held.language == "tr":
            return re.match(rf"\S*(?: \S+)? {bound}(?!\w)", self.text[end:]) is not None
        return re.search(rf"(?<!\w){bound}(?: \w+)?(?: \w{{1,3}})? $", self.text[:start]) is not None

    def _is_numbered(self, span: Span) -> bool:
        """Return whether a bare number stands beside a part of the day, as in `ten in the evening`."""
        start, end = span
        number = rf"(?<![\w:.]){self.held.number}"
        before = re.search(rf"{number}(?: \w+)?(?: \w{{1,3}})? $", self.text[:start])
        return (before or re.match(rf"\W{{1,2}}{number}(?![\w:.])", self.text[end:])) is not None

    def _is_rough(self, span: Span) -> bool:
        start, end = span
        about = self.held.any_of("about")
        before = re.search(rf"(?<!\w){about}(?: \w{{1,6}})? $", self.text[:start])
        return (before or re.match(rf"\S* ?{about}(?!\w)", self.text[end:])) is not None

    def _moment(self, clock: _Clock, days: list[date], part: str | None) -> SaidTime | None:
        hour = self._hour(clock, part)
        if hour is None:
            self.is_open = True
            return None
        zone = ZoneInfo("UTC" if clock.is_utc else self.zone)
        now = self.said_at.astimezone(zone)
        if days and part == "night" and hour < 12:
            self.is_open = True  # whose night a morning hour is of, is not said
            return None
        on = days[0] if days else now.date()
        at = datetime.combine(on, time(hour, clock.minute), tzinfo=zone)
        if not days and at > now:
            self.is_open |= at - now < _SOON
            at -= timedelta(days=1)
        return SaidTime(start_at=at.astimezone(UTC), is_rough=self._is_rough(clock.span))

    def _hour(self, clock: _Clock, part: str | None) -> int | None:
        hour = clock.hour
        if hour > 12 or part in ("dawn", "morning"):
            return hour
        if part in _LATER or (part == "noon" and hour < 4) or (part == "night" and hour >= 6):
            return hour % 12 + 12 if not (part == "night" and hour == 12) else 0
        return hour if part is not None or clock.is_whole else None

    def _range(self, clocks: list[_Clock], days: list[date], part: str | None) -> SaidTime | None:
        first, last = (re.escape(self.text[slice(*one.span)]) for one in clocks)
        for form in self.held.listed("range"):
            written = form.replace("{t}", first, 1).replace("{t}", last, 1)
            if re.search(rf"(?<!\w){written}", self.text):
                start, end = (self._moment(one, days, part) for one in clocks)
                if start is not None and end is not None and start.start_at < end.start_at:
                    return SaidTime(start_at=start.start_at, end_at=end.start_at)
        return None

    def _of_part(self, part: str, days: list[date]) -> SaidTime | None:
        zone = ZoneInfo(self.zone)
        today = self.said_at.astimezone(zone).date()
        is_last, is_this = (
            bool(spans(self.held.finder(one), self.text)) for one in ("last_part", "this_part")
        )
        if part == "night":
            if not is_last or (days and days[0] != today - timedelta(days=1)):
                self.is_open = True
                return None
            start = datetime.combine(today - timedelta(days=1), time(18), tzinfo=zone)
            return self._stretch(start, 12.0)
        if not days and not is_this:
            self.is_open = True
            return None
        begins, hours = _PARTS[part]
        return self._stretch(datetime.combine(days[0] if days else today, begins, tzinfo=zone), hours)

    def _whole(self, on: date) -> SaidTime:
        start = datetime.combine(on, time(0), tzinfo=ZoneInfo(self.zone))
        return self._stretch(start, 24.0)

    def _stretch(self, start: datetime, hours: float) -> SaidTime:
        end = min((start + timedelta(hours=hours)).astimezone(UTC), self.said_at)
        return SaidTime(start_at=start.astimezone(UTC), end_at=end, is_rough=True)
