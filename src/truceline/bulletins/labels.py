"""What the sections on the record have in common: names by id, columns by side, and who said what where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.clock import Interval, parse_stated, span
from truceline.model.casebook import Casebook
from truceline.model.happening import When
from truceline.model.ids import SourceId
from truceline.model.naming import names_by_id, names_of_sides
from truceline.model.record import Record, Report
from truceline.model.words import Dated
from truceline.record import said_at, speakers


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One side, in the mandate's order; the last is that of no side."""

    side: str | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Who says so, on which day, and where it was read; empty where no page is named."""

    by: str
    day: str
    """In words: a day that only the content bounds is `not before` it."""
    report: str
    address: str


class Labels:
    """Names of a record's nouns, and our own words, in the language of a page; made once for each answer."""

    def __init__(self, record: Record, t: Catalogue) -> None:
        self.record = record
        self.t = t
        self.actors = names_by_id(record.casebook.actors)
        self.sources = names_by_id(record.sources)
        self.places = names_by_id(record.casebook.places)
        self.titles = {str(one.id): words.name(one.titles) for one in record.casebook.instruments}
        self.clauses = {str(one.id): one.title for one in record.casebook.clauses}
        self.issues = names_by_id(record.issues)
        self._reports = {str(one.id): one for one in record.reports}
        self._speakers = speakers(record)
        self.columns = _columns(record.casebook, t, self._speakers.ever_stood_with())

    def actor(self, one: str | None) -> str:
        """Return an actor's name; none is not known."""
        return self.t("actor.unknown") if one is None else self.actors.get(one, one)

    def source(self, one: str) -> str:
        """Return a source's name."""
        return self.sources.get(one, one)

    def place(self, one: str | None) -> str:
        """Return a place's name; empty for none."""
        return self.places.get(one, one) if one else ""

    def side(self, side: str | None) -> str:
        """Return a side's label."""
        return next((column.label for column in self.columns if column.side == side), str(side))

    def side_of(self, source: str, report: str | None = None) -> str | None:
        """Return the side in whose column a source stands, on the day of a report if one is named."""
        page = self._reports.get(report) if report else None
        if source not in self._speakers.sources:
            return None
        return self._speakers.stands_with(SourceId(source), said_at(page) if page else None)

    def in_column(self, side: str | None, column: Column) -> bool:
        """Return whether what `side` says stands in a column; a side without one stands with no side."""
        if side is not None and all(one.side != side for one in self.columns):
            return column.side is None
        return side == column.side

    def cited(self, by: str, report: str | None) -> Cited:
        """Return who says so and where it was read."""
        page = self._reports.get(report) if report else None
        return Cited(
            by=self.source(by),
            day=self._day(page) if page else "",
            report=str(page.id) if page else "",
            address=page.address if page else "",
        )

    def pages(self, said: Iterable[tuple[str, str | None]]) -> tuple[Cited, ...]:
        """Return the pages named among pairs of source and report, each once."""
        cited = (self.cited(by, report) for by, report in said)
        return tuple(dict.fromkeys(one for one in cited if one.report))

    def _day(self, page: Report) -> str:
        if page.dated is Dated.NOT_BEFORE:
            return self.t("time.not_before", day=page.said_on)
        return page.said_on

    def between(self, since: str | None, until: str | None) -> str:
        """Return a period as stated; `not stated` where it has neither end."""
        if since and until and since != until:
            return self.t("time.interval", start=since, end=until)
        if since and until:
            return since
        if since:
            return self.t("time.from", start=since)
        return self.t("time.until", end=until) if until else self.t("time.not_stated")

    def when(self, when: When | None) -> str:
        """Return when something happened, as stated."""
        if when is None:
            return self.t("time.not_known")
        return self.t("time.interval", start=when.at, end=when.to) if when.to else when.at

    def figure(self, low: int | None, high: int | None) -> str:
        """Return a figure as a range; what is not given is never nought."""
        return words.figure(low, high, self.t)


def _columns(casebook: Casebook, t: Catalogue, spoken_for: frozenset[str | None]) -> tuple[Column, ...]:
    """Return a column for each side that some source of the casebook stands with, silent or not here."""
    sides = names_of_sides(casebook)
    if not sides:
        sides = {one.side: one.side for one in casebook.actors if isinstance(one.side, str)}
    named = tuple(
        Column(side=side, label=label)
        for side, label in sides.items()
        if side in spoken_for or not spoken_for
    )
    return (*named, Column(side=None, label=t("side.none")))


def begun(day: str | None, during: Interval | None) -> bool:
    """Return whether a stated day begins before the end of `during`; one that is not stated may have."""
    return during is None or day is None or span(parse_stated(day), "UTC").start_at < during.end_at
