"""Places that came under another holder, as the ledger of control tells it: claims like those of an incident.

The ledger holds words about places. Those that say that somebody took a place are gathered into takings, one
account for each speaker. What an incident of the record tells already is linked and not told twice.

How words become takings, place by place and day by day (days on the mandate's clock; a word that names
several days, such as a month, has its turn on the last of them):

1. A word that somebody held a place, or claimed it, is of a taking, unless the words before it or the
   casebook's table of settlements say that the same side held it already; a word that another left it goes
   before the table. Of a place of which nothing was said before, the first such word is of a taking.
2. Further speakers who say the same, until another takes it, claims it or it is fought over again, are
   accounts of that taking; each speaker's first word counts, with the day it names. Where several are said
   to have taken it on one day, each of these takings stays open until later words are for one of them.
3. A word that names several days is of a taking by the same side that is told of within them, if there is
   one.
4. A claim that nobody else bears out is a taking in that speaker's account; it changes no holder.
5. Who left a place holds it no longer. Who entered one has not taken it.
6. Who says of the same days that another held the place denies the taking. A denial moves no number.

A word that the record marks as mistaken is of no taking and denies none.

Who took it, and from whom, are the speaker's own words: its claims on the matter, else its words in the
ledger. From whom it does not say is unknown. Whether there was fighting is open, unless the speaker tells it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, groupby
from typing import Final, TypeAlias

import pyarrow as pa

from truceline.clock import Interval, day_of, parse_stated, span
from truceline.model.casebook import Casebook
from truceline.model.happening import Cast, Hypothesis, When, Where
from truceline.model.ids import UNKNOWN_ACTOR, ActId, ActorId, IncidentId, PlaceId
from truceline.model.naming import mandates_rank, name
from truceline.model.record import ControlAssertion, IncidentEntry, Record
from truceline.model.tables import CLAIMS
from truceline.model.words import Role
from truceline.record.accounts import blank_row, place_cells, time_cells
from truceline.record.basis import one_word
from truceline.record.speakers import Speakers, speakers
from truceline.record.tellings import Telling, happened, said_at
from truceline.text.relations import Roster

CHANGE: Final = ActId("change_of_control")
"""A place came under another holder, by whatever way."""
TAKEN: Final = ActId("territory_taken")
"""By one holder from another; whether by fighting is open."""
CAPTURE: Final = ActId("capture_by_force")
"""By fighting."""

Stood: TypeAlias = Mapping[PlaceId, Sequence[tuple[datetime, str]]]
"""Which side a table of settlements says held a place, from which instant on; oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A place that came under another holder, with every speaker's word that it did."""

    id: IncidentId
    """`taken-PLACE-N`, for the first, second, … time that it was taken; no day and no party stands in it."""
    place: PlaceId
    """Which place."""
    taker: str
    """The side that took it; the actor where its side is open."""
    words: tuple[ControlAssertion, ...]
    """One for each speaker, oldest first."""
    denied: tuple[ControlAssertion, ...]
    """Words of the same days that another held it."""
    earlier: tuple[ControlAssertion, ...]
    """All words on the place that came before the last of these."""
    told_as: IncidentId | None
    """The incident of the record that tells of it already; it is then not assessed a second time."""


@dataclass(slots=True)
class _Open:
    """A taking while further speakers may join it."""

    taker: str
    words: list[ControlAssertion]

    def add(self, word: ControlAssertion) -> None:
        """Add a speaker's first word; its later ones say the same again."""
        if all(word.by != other.by for other in self.words):
            self.words.append(word)

    @property
    def is_borne_out(self) -> bool:
        """Whether somebody says that it was held, not only claimed."""
        return any(word.state == "held" for word in self.words)


def takings(record: Record, stood: Stood) -> tuple[Taking, ...]:
    """Return every taking that the ledger of control tells of, by day and place.

    Parameters
    ----------
    record : Record
        Pass it through `known_by` for what could be known by an instant.
    stood : mapping
        What the table of settlements says of the places: `truceline.record.control.sides_of_places`.
    """
    ledger = _ledger(record)
    found = []
    heard = sorted((word for word in record.control if not word.mistaken), key=ledger.order)
    for place, words in groupby(heard, key=lambda word: word.place):
        told = list(words)
        opened = _opened(ledger, told, stood.get(place, ()))
        found += [_taking(ledger, place, one, told) for one in opened]
    found.sort(
        key=lambda one: (
            ledger.during(one.words[0]).start_at,
            one.place,
            mandates_rank(one.taker, record.casebook),
            one.taker,
        )
    )
    return _named(ledger, found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ledger:
    """A casebook's words on control, with the day and the party of each."""

    record: Record
    people: Roster
    acts: frozenset[ActId]
    """By which a place comes under another holder."""
    captures: Mapping[PlaceId, tuple[IncidentEntry, ...]]
    """Incidents of the record with such an act, by place."""
    speakers: Speakers
    """Who speaks."""

    @property
    def zone(self) -> str:
        """Whose days they are."""
        return self.record.casebook.mandate.day_zone

    def order(self, word: ControlAssertion) -> tuple[str, str, datetime]:
        """By the last day a word names, then by the first: what is said of a month comes after its days."""
        return str(word.place), self.day(word), self.during(word).start_at

    def during(self, word: ControlAssertion) -> Interval:
        """The time the word names: a day, a month, an instant; from the earliest day to the latest."""
        first = span(parse_stated(word.since), self.zone)
        last = first if word.since_latest is None else span(parse_stated(word.since_latest), self.zone)
        return Interval(first.start_at, max(first.end_at, last.end_at))

    def lasts(self, word: ControlAssertion) -> Interval:
        """From the time the word names to the end it states, if it states one."""
        first = self.during(word)
        last = first if word.until is None else span(parse_stated(word.until), self.zone)
        return Interval(first.start_at, max(first.end_at, last.end_at))

    def day(self, word: ControlAssertion) -> str:
        """The last day the word names."""
        return day_of(self.last_moment(word), self.zone)

    def last_moment(self, word: ControlAssertion) -> datetime:
        during = self.during(word)
        return max(during.start_at, during.end_at - timedelta(microseconds=1))

    def is_vague(self, word: ControlAssertion) -> bool:
        """Whether the word names more than one day."""
        return day_of(self.during(word).start_at, self.zone) != self.day(word)

    def party(self, actor: ActorId | None, at: datetime) -> str | None:
        """The side of an actor; the actor itself where its side is open; None for nobody."""
        return None if actor is None else self.people.side(actor, at) or str(actor)

    def holder(self, word: ControlAssertion) -> str | None:
        return self.party(word.holder, self.during(word).start_at)

    def is_taking(self, hypothesis: Hypothesis) -> bool:
        return hypothesis.act in self.acts

    def incident_of(self, place: PlaceId, taker: str, during: Interval) -> IncidentId | None:
        """The incident of the record that tells of a taking of this place by this party in that time."""
        for entry in self.captures.get(place, ()):
            for account in entry.accounts:
                when = happened(account.when or entry.when)
                is_then = when is not None and (when.meet(during) is not None or when.start_at in during)
                if is_then and any(
                    self.is_taking(one) and self.may_be_by(one, taker, during.start_at)
                    for one in account.hypotheses
                ):
                    return entry.id
        return None

    def may_be_by(self, hypothesis: Hypothesis, taker: str, at: datetime) -> bool:
        """Whether a hypothesis says that this party began it, or leaves open who did."""
        began = [one.actor for one in hypothesis.cast if one.role is Role.INITIATOR]
        return not began or any(
            one == UNKNOWN_ACTOR or any(self.party(who, at) == taker for who in self.people.may_be(one))
            for one in began
        )


def _ledger(record: Record) -> _Ledger:
    acts = _takings_among(record.casebook)
    captures: dict[PlaceId, tuple[IncidentEntry, ...]] = {}
    for entry in record.incidents:
        if any(one.act in acts for account in entry.accounts for one in account.hypotheses):
            for place in sorted({where.place for where in _places(entry) if where.place is not None}):
                captures[place] = (*captures.get(place, ()), entry)
    known = speakers(record)
    return _Ledger(record=record, people=known.people, acts=acts, captures=captures, speakers=known)


def _takings_among(casebook: Casebook) -> frozenset[ActId]:
    """Return the acts by which a place comes under another holder."""
    found = {CHANGE, CAPTURE}
    while more := {act.id for act in casebook.acts if act.under in found} - found:
        found |= more
    return frozenset(found)


def _places(entry: IncidentEntry) -> Iterable[Where]:
    return (where for where in (entry.where, *(one.where for one in entry.accounts)) if where is not None)


@dataclass(slots=True)
class _Course:
    """How one place went from hand to hand, as far as its words were heard."""

    ledger: _Ledger
    found: list[_Open] = field(default_factory=list)
    """All takings, in the order in which they were told."""
    holder: str | None = None
    """Who holds it as far as is known."""
    joinable: dict[str, _Open] = field(default_factory=dict)
    """By taker, the takings that further speakers may still join: several where a day's words disagree."""
    is_by_table: bool = False
    """Whether only the table of settlements says who holds it; any word goes before it."""

    def stands(self, side: str) -> None:
        """Take in that the table of settlements shows a side as holding: nobody's word, so no taking."""
        if side != self.holder:
            self.holder, self.joinable, self.is_by_table = side, {}, True

    def hear(self, today: Sequence[ControlAssertion]) -> None:
        """Take in the words of one day: steps 1 to 5 above."""
        left = {self.ledger.holder(word) for word in today if word.state == "left"} - {None}
        if self.is_by_table and left - {self.holder}:
            self.holder = None
        told = [(party, word) for word in today if (party := _told_by(self.ledger, word)) is not None]
        told = [(party, word) for party, word in told if not self._joins_earlier(party, word)]
        # Who still speaks for the holder on the day another takes the place tells of no taking of his own.
        is_disputed = any(party != self.holder for party, _ in told)
        fresh: dict[str, _Open] = {}
        for party, word in told:
            if party in self.joinable:
                if not (is_disputed and party == self.holder):
                    self.joinable[party].add(word)
            elif party in fresh:
                fresh[party].add(word)
            elif party != self.holder:
                fresh[party] = _Open(taker=party, words=[word])
        self.found += fresh.values()
        self._settle({party for party, word in told if word.state == "held"}, fresh, today)
        if self.holder in left:
            self.holder, self.joinable = None, {}

    def _joins_earlier(self, party: str, word: ControlAssertion) -> bool:
        """Let a word that names several days join the last taking within them: step 3 above."""
        if not self.ledger.is_vague(word):
            return False
        during = self.ledger.during(word)
        for one in reversed(self.found):
            if one.taker == party and any(
                self.ledger.during(other).start_at in during for other in one.words
            ):
                one.add(word)
                return True
        return False

    def _settle(self, held: Set[str], fresh: Mapping[str, _Open], today: Sequence[ControlAssertion]) -> None:
        """Say who holds the place after a day, and which takings may still be joined."""
        taken = [*self.joinable.values(), *fresh.values()]
        holders = {one.taker for one in taken if one.is_borne_out and one.taker != self.holder}
        if fresh:
            self.joinable = dict(fresh)
        elif len(self.joinable) > 1 and len(spoken := held & set(self.joinable)) == 1:
            # Of those who were said to have taken it on one day, later words are for this one.
            holders = holders & spoken
            self.joinable = {party: self.joinable[party] for party in spoken}
        elif any(word.state == "contested" for word in today):
            self.joinable = {}
        if holders:
            self.holder = holders.pop() if len(holders) == 1 else None
        if self.holder in held:
            self.is_by_table = False


def _opened(
    ledger: _Ledger, words: Sequence[ControlAssertion], stood: Sequence[tuple[datetime, str]]
) -> list[_Open]:
    """Return the takings of one place from its words in order, beside what the table of settlements says."""
    course = _Course(ledger=ledger)
    ahead = list(stood)
    for _, of_day in groupby(words, key=ledger.day):
        today = list(of_day)
        while ahead and ahead[0][0] <= ledger.last_moment(today[0]):
            course.stands(ahead.pop(0)[1])
        course.hear(today)
    return course.found


def _told_by(ledger: _Ledger, word: ControlAssertion) -> str | None:
    """Return who is said to hold the place, if the word is of holding."""
    return ledger.holder(word) if word.state in ("held", "claimed") else None


def _taking(ledger: _Ledger, place: PlaceId, found: _Open, words: Sequence[ControlAssertion]) -> Taking:
    said = [ledger.lasts(word) for word in found.words]
    whole = Interval(min(one.start_at for one in said), max(one.end_at for one in said))
    return Taking(
        id=IncidentId(""),
        place=place,
        taker=found.taker,
        words=tuple(found.words),
        denied=tuple(word for word in words if _denies(ledger, word, found.taker, _narrowest(said))),
        earlier=tuple(word for word in words if ledger.during(word).start_at < whole.end_at),
        told_as=ledger.incident_of(place, found.taker, whole),
    )


def _narrowest(said: Sequence[Interval]) -> list[Interval]:
    """Return the times that hold no other: a month in which a day is named says no more than that day."""
    return [
        one
        for one in said
        if not any(
            other != one and one.start_at <= other.start_at and other.end_at <= one.end_at for other in said
        )
    ]


def _denies(ledger: _Ledger, word: ControlAssertion, taker: str, said: Sequence[Interval]) -> bool:
    """Whether a word says that another held the place on a day of the taking: step 6 above."""
    other = ledger.holder(word)
    start = ledger.during(word).start_at
    return word.state == "held" and other not in (None, taker) and any(start in one for one in said)


def _named(ledger: _Ledger, found: Iterable[Taking]) -> tuple[Taking, ...]:
    """Return takings in order of time with an id each, which no incident of the record bears.

    The id counts the takings of a place, by whomever, so it says no day that nobody said and names no party;
    it changes only if an earlier taking of the place comes to be known.
    """
    borne = {str(entry.id) for entry in ledger.record.incidents}
    numbers: dict[str, Iterator[str]] = {}
    named = []
    for one in found:
        stem = f"taken-{one.place}"
        free = numbers.setdefault(stem, (id for n in count(1) if (id := f"{stem}-{n}") not in borne))
        named.append(dataclasses.replace(one, id=IncidentId(next(free))))
    return tuple(named)


def claims_of_takings(record: Record, found: Iterable[Taking], told: Iterable[Telling]) -> pa.Table:
    """Return takings as a CLAIMS table, one row for each speaker; those told by an incident are left out.

    Parameters
    ----------
    record : Record
        The one they are of.
    found : iterable of Taking
        See `takings`.
    told : iterable of Telling
        See `tellings`.
    """
    ledger = _ledger(record)
    of_speaker = _by_speaker(one for one in told if not one.claim.mistaken)
    rows = [
        _claim(ledger, one, word, of_speaker.get((str(word.by), str(word.matter)), ()))
        for one in found
        if one.told_as is None
        for word in one.words
    ]
    return pa.Table.from_pylist(rows, schema=CLAIMS)


def _by_speaker(told: Iterable[Telling]) -> Mapping[tuple[str, str], list[Telling]]:
    """Return claims by who makes them and on which matter."""
    found: dict[tuple[str, str], list[Telling]] = {}
    for one in told:
        found.setdefault((str(one.claim.by), str(one.claim.matter)), []).append(one)
    return found


def _claim(
    ledger: _Ledger, taking: Taking, word: ControlAssertion, told: Sequence[Telling]
) -> dict[str, object]:
    record = ledger.record
    sources = ledger.speakers.sources
    pages = {report.id: said_at(report) for report in record.reports}
    known_at = pages[word.report] if word.report is not None else None
    hypotheses = _hypotheses(ledger, taking, word, told)
    row = blank_row(taking.id, f"{word.by}_says".replace("-", "_"), hypotheses)
    row |= time_cells(When(at=word.since, to=word.since_latest, zone=ledger.zone))
    row |= place_cells(Where(place=taking.place), {one.id: one for one in record.casebook.places})
    return row | {
        "basis": one_word(
            ledger.speakers, word.by, hypotheses, said_at=known_at, at=ledger.during(word).start_at
        ).value,
        "told_by": [name(sources[word.by].names)],
        "denied_by": list(dict.fromkeys(name(sources[one.by].names) for one in taking.denied)),
        "n_reports": 1 if word.report is not None else 0,
        "n_independent": 1,
        "source_ids": [str(one) for one in (word.matter, word.report) if one is not None],
        "known_at": known_at,
    }


def _hypotheses(
    ledger: _Ledger, taking: Taking, word: ControlAssertion, told: Sequence[Telling]
) -> tuple[Hypothesis, ...]:
    """Return who took it from whom in the speaker's own words."""
    at = ledger.during(word).start_at
    said = next(
        (
            tuple(one for one in telling.hypotheses if ledger.is_taking(one))
            for telling in told
            if any(
                ledger.is_taking(one) and _is_by(ledger, one, taking.taker, at) for one in telling.hypotheses
            )
        ),
        (Hypothesis(act=TAKEN, cast=(Cast(actor=word.holder or UNKNOWN_ACTOR, role=Role.INITIATOR),)),),
    )
    loser = Cast(actor=_loser(ledger, taking, word), role=Role.TARGET)
    return tuple(
        one
        if any(member.role is Role.TARGET for member in one.cast)
        else dataclasses.replace(one, cast=(*one.cast, loser))
        for one in said
    )


def _is_by(ledger: _Ledger, hypothesis: Hypothesis, taker: str, at: datetime) -> bool:
    return any(one.role is Role.INITIATOR and ledger.party(one.actor, at) == taker for one in hypothesis.cast)


def _loser(ledger: _Ledger, taking: Taking, word: ControlAssertion) -> ActorId:
    """Return whom the speaker itself last told of as holding or leaving the place; unknown if nobody."""
    until = ledger.during(word).end_at
    for other in reversed(taking.earlier):
        is_before = ledger.during(other).start_at < until
        if other.by != word.by or not is_before or other.state not in ("held", "left"):
            continue
        if other.holder is not None and ledger.holder(other) != taking.taker:
            return other.holder
    return UNKNOWN_ACTOR
