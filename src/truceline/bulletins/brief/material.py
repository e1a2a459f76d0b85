"""What all parts of a brief are made of: an edition's incidents of a period, and names for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from truceline.bulletins import words
from truceline.bulletins.brief.happenings import (
    OF_AUTHORITY,
    Reported,
    TheirWord,
    happenings,
    is_media,
    party_sides,
    their_words,
)
from truceline.bulletins.brief.sheet import DayCount
from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.edition import Edition
from truceline.bulletins.headlines import LEVELS
from truceline.bulletins.labels import Labels
from truceline.clock import Interval
from truceline.judgement.reported import is_within, may_touch
from truceline.model.casebook import Ambiguity
from truceline.model.ids import ClauseId, instrument_of
from truceline.model.naming import in_language, name
from truceline.model.record import Record
from truceline.record import Telling, by_account, speakers, tellings
from truceline.record.days import Period, reporting_day

MOST: Final = 2
"""Accounts, tellers, caveats and duties that are told one by one; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one account comes to under one clause, over all positions."""

    level: str
    """Of LEVELS."""
    rows: tuple[Mapping[str, Any], ...]
    """Rows of FINDINGS."""

    @property
    def decided_by(self) -> frozenset[str]:
        """Return the questions of which another answer changes a verdict."""
        return frozenset(question for row in self.rows for question in row["decided_by"])


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderClause:
    """One happening under one clause, each account by itself."""

    clause: str
    groups: Mapping[str, Group]
    """By account; one that the clause does not reach has none."""

    @property
    def rank(self) -> int:
        """Return where the foremost of its levels stands in LEVELS."""
        return min(LEVELS.index(one.level) for one in self.groups.values())


def n_held(question: Ambiguity) -> int:
    """Return how many answers to a question somebody holds."""
    return sum(bool(reading.holders) for reading in question.readings)


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """An edition's incidents of a period."""

    edition: Edition
    period: Period

    @cached_property
    def t(self) -> Catalogue:
        """Our own words."""
        return catalogue(self.edition.language)

    @cached_property
    def record(self) -> Record:
        """The record as it may be shown, names in the language."""
        return in_language(self.edition.record, self.edition.language)

    @cached_property
    def labels(self) -> Labels:
        """Names by id."""
        return Labels(self.record, self.t)

    @cached_property
    def during(self) -> Interval:
        """The period in UTC."""
        return self.period.during(self.record.casebook.mandate)

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """The sides that the texts bind, in the mandate's order."""
        return party_sides(self.record)

    @cached_property
    def happenings(self) -> tuple[Reported, ...]:
        """What is listed, in order."""
        return happenings(self.record, self.edition.assessment)

    @cached_property
    def attacks(self) -> tuple[Reported, ...]:
        """Those of them that are attacks."""
        return tuple(one for one in self.happenings if one.is_attack)

    @cached_property
    def words(self) -> Mapping[str, tuple[TheirWord, ...]]:
        """Each happening's word of each side."""
        return their_words(self.record, self.happenings)

    @cached_property
    def told(self) -> Mapping[str, tuple[Telling, ...]]:
        """The claims that tell each `incident/account`."""
        return by_account(tellings(self.record))

    @cached_property
    def weighed(self) -> Mapping[str, tuple[UnderClause, ...]]:
        """Under which clauses each happening is shown: of the latest text, then where more follows."""
        groups = self.edition.headlines.groups
        found: dict[str, dict[str, dict[str, Group]]] = {one.incident: {} for one in self.happenings}
        for number, level in enumerate(groups.level.tolist()):
            rows = groups.rows(number)
            incident, account, clause = (str(rows[0][key]) for key in ("incident_id", "account", "clause_id"))
            if incident in found:
                found[incident].setdefault(clause, {})[account] = Group(level=LEVELS[level], rows=tuple(rows))
        return {
            incident: self._shown([UnderClause(clause=clause, groups=of) for clause, of in by_clause.items()])
            for incident, by_clause in found.items()
        }

    def _shown(self, found: Sequence[UnderClause]) -> tuple[UnderClause, ...]:
        in_order = sorted(found, key=lambda one: (one.rank, one.clause))
        # A text under which nothing is found, such as one not yet in force, is shown where all are such.
        reached = [one for one in in_order if one.rank < LEVELS.index("none")] or in_order
        if not reached:
            return ()
        signed = {one.id: one.signed_on or "" for one in self.record.casebook.instruments}
        latest = max(reached, key=lambda one: signed.get(instrument_of(ClauseId(one.clause)), ""))
        return (latest,) if latest.rank == in_order[0].rank else (latest, in_order[0])

    @cached_property
    def questions(self) -> tuple[tuple[Ambiguity, int], ...]:
        """The open questions that decide attacks under the clauses shown, and how many each does.

        Those on which holders differ come first, then those on which somebody has spoken, then what decides
        most.
        """
        decided = Counter[str]()
        for one in self.attacks:
            decided.update(
                {
                    question
                    for weighed in self.weighed[one.incident]
                    for group in weighed.groups.values()
                    for question in group.decided_by
                }
            )
        open_ = [one for one in self.record.casebook.ambiguities if decided[one.id]]
        open_.sort(key=lambda one: (-min(n_held(one), MOST), -decided[one.id]))
        return tuple((one, decided[one.id]) for one in open_)

    @property
    def question(self) -> tuple[Ambiguity, int] | None:
        """The first of them; it is the one printed."""
        return next(iter(self.questions), None)

    @cached_property
    def days_told(self) -> tuple[DayCount, ...]:
        """How many attacks are told of each day."""
        return tuple(self._day_told(day) for day in self.period.days())

    def _day_told(self, day: date) -> DayCount:
        during = reporting_day(day, self.record.casebook.mandate)
        told = [one.accounts for one in self.attacks if any(may_touch(row, during) for row in one.accounts)]
        sure = sum(all(is_within(row, during) for row in accounts) for accounts in told)
        return DayCount(day=str(day), n=sure, n_open=len(told) - sure)

    def sides(self, sides: Iterable[str]) -> str:
        """Return the labels of sides, in the order given."""
        return self.t.semicolon.join(map(self.labels.side, sides))

    def who(self, incident: str, row: Mapping[str, Any], *, with_lean: bool = True) -> str:
        """Return who tells an account, each with its lean: the record's sources, else as its row has them."""
        told = self.told.get(f"{incident}/{row['account']}", ())
        voices = {name(one.source.names): (one.side or one.lean, is_media(one)) for one in told}
        found = list(voices or row["told_by"] or ())
        more = [f"+{len(found) - MOST}"] if len(found) > MOST else []
        shown = [self._leaning(one, *(voices.get(one) or self._lean_of(one))) for one in found[:MOST]]
        return self.t.comma.join([*(shown if with_lean else found[:MOST]), *more]) or self.t("actor.unknown")

    def _lean_of(self, called: str) -> tuple[str | None, bool]:
        """Return the lean of the source of the record that bears a name, and whether it is media."""
        known = speakers(self.record)
        for one in self.record.sources:
            if called in (*one.names.values(), *one.aliases):
                family = known.families[one.family]
                return one.lean or family.lean, family.standing not in OF_AUTHORITY
        return None, True

    def _leaning(self, called: str, leans: str | None, is_media: bool) -> str:
        """Return a name with the side for which it speaks, or to which it leans, if any."""
        if leans is None:
            return called
        side = self.labels.side(leans)
        return self.t("brief.leans", source=called, side=side) if is_media else f"{called} ({side})"

    def when(self, row: Mapping[str, Any]) -> str:
        """Return the day or days of an account."""
        days = words.local_days(row["start_at"], row["end_at"], self.record.casebook.mandate.day_zone, self.t)
        return days or self.t("time.not_known")

    def where(self, row: Mapping[str, Any], *, is_short: bool = False) -> str:
        """Return the place of an account, with what stands for its precision unless it is to be short."""
        t = self.t
        if row["lon"] is None:
            return t("place.not_known")
        named = (
            name(one.names) for one in self.record.casebook.places if one.names.get("en") == row["place"]
        )
        where = next(named, row["place"]) or f"{row['lat']:.2f} N {row['lon']:.2f} E"
        if is_short or not row["radius_m"]:
            return str(where)
        return f"{where} ({t('place.within', distance=words.distance(row['radius_m'], t))})"
