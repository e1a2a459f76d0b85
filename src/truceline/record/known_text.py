"""The text as it could be known by an instant: what came later is not there, and nothing names it.

What was told of an instrument says from when it is known, so that text and record are looked at together.
The record's part is `truceline.record.known`, which ends with this one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias, TypeVar, cast

from truceline.clock import parse_stated, span
from truceline.model.casebook import (
    Actor,
    Ambiguity,
    Casebook,
    Clause,
    Instrument,
    Line,
    Place,
    Position,
    Post,
    Reading,
    Stated,
    ZoneRecipe,
)
from truceline.model.hanging import AmbiguityId, Hanging, Open, ReadingId, ambiguities_in, under_any_reading
from truceline.model.ids import SOMEBODY_ELSE, UNRESOLVED, InstrumentId
from truceline.model.record import Record, Source, Trouble, nouns_of, with_nouns
from truceline.model.references import Name, names_in, without
from truceline.model.words import Credibility, Reliability, TextStatus

_NAMED: Final = (
    "actors",
    "places",
    "lines",
    "posts",
    "zones",
    "boundaries",
    "families",
    "sources",
    "issues",
)
"""Nouns that are there because others name them, or for their own sake."""
_CAME_WITH: Final[Mapping[str, Set[str]]] = {
    "zones": {"clauses", "zones"},
    "lines": {"zones", "lines"},
    "boundaries": {"zones"},
    "places": {"posts"},
}
"""Nouns that are made for those of other kinds, and go with the last of them. A town is made for nothing."""
_BUILT: Final = frozenset({"zones", "lines", "posts"})
"""Nouns that are nothing without what they are built from."""
_WITH_NOTES: Final = (
    "instruments",
    "clauses",
    "ambiguities",
    "positions",
    "actors",
    "places",
    "lines",
    "posts",
    "boundaries",
)
_TOLD_BY_ID: Final = frozenset({"instruments", "clauses", "matters", "incidents", "patrols", "claims"})
"""Nouns that free texts name by their ids, which are words of no language."""
_FREE_TEXTS: Final = ("note", "open_points", "graded_because", "basis", "source", "where_words", "unverified")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS: Final = re.compile(
    rf"(?:\b(?P<day>\d\d?) )?(?:\b(?P<name>{'|'.join(_MONTHS)}) )?\b(?P<year>19\d\d|20[0-4]\d)\b"
    r"(?:[-/](?P<month>0?[1-9]|1[0-2])\b(?:[-/](?P<on>\d\d?)\b)?)?"
)
_RUN_ON: Final = re.compile(r"(?<!\d)(20[0-4]\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
"""A day as some addresses write it: 20200602."""
_NO_GRADE: Final = {"credibility": Credibility.SIX, "reliability": Reliability.F}
_Tells: TypeAlias = Callable[[str, str], bool]
"""Whether words under a key tell more than was known."""
_NOT_READ: Final = frozenset({"casebook", "mandate", "acts", "crossings", "settlement_sides", "examples"})
"""What names nothing that could be gone, and the examples, which are not there."""
_NO_GROUNDS: Final[str] = next(
    cast(str, one.default) for one in dataclasses.fields(Reading) if one.name == "grounds"
)
N = TypeVar("N")
H = TypeVar("H")


def text_known_by(whole: Record, told: Record, instant: datetime) -> Record:
    """Return a record, and its text, without what came later than `instant`; every name resolves.

    An instrument is known from the day of its publication, else of its signing, else of the first report on
    it; one with none of these stays. With it go its clauses, and all that hangs on it. An end that was still
    to come is not known, unless it is a term that the text itself sets (`Stated.in_advance`). A value that no
    longer differs between readings no longer hangs. A question goes with the last value that hung on it; its
    readings lose grounds and holders that came later, a position the answers, and goes if it answers nothing
    any more. Bonds, memberships, listings and origins are known from their first day.

    A zone, line, boundary, place, post, actor or source stays as long as something left names it. If not, it
    goes if its own day is later; a zone, line or post also if it is built from what goes; zones, lines and
    boundaries with the last that was made of them, a post's place with its post, a source if the record has
    reports or words of it and none yet. Towns and actors without a day stay: who tells of what was before may
    name them.

    Notes on the text, what the casebook says of itself and examples are written with hindsight: they go
    wherever anything is left out. Of a note the gaps that it names stay, since they tilt counts. Of the
    record's notes those go that name by its id what is gone, or a later month; for the others the page says
    when they were written. What a place or zone rests on stays unless it names what is gone.

    Parameters
    ----------
    whole : Casebook
        Parsed, with all of its record.
    told : Record
        The same with the record as it could be known by then.
    instant : datetime
        UTC.
    """
    gone_instruments = {
        one.id for one in whole.casebook.instruments if (day := _published(one, whole)) and not day < instant
    }
    answers = {
        (one.id, reading.id)
        for one in whole.casebook.ambiguities
        for reading in one.readings
        if _is_later(reading.known_on, instant) and _given(one, instant)
    }
    book = with_nouns(
        told,
        rulings=tuple(one for one in told.rulings if not _is_later(one.on.isoformat(), instant)),
        instruments=tuple(
            _without_later_end(one, instant)
            for one in told.casebook.instruments
            if one.id not in gone_instruments
        ),
        clauses=tuple(_clauses(told.casebook, gone_instruments, instant)),
        actors=tuple(_actor(one, gone_instruments, instant) for one in told.casebook.actors),
        zones=tuple(_until_later(one, instant) for one in told.casebook.zones),
        posts=tuple(_until_later(one, instant) for one in told.casebook.posts),
        places=tuple(_place(one, instant) for one in told.casebook.places),
        sources=tuple(_source(one, instant) for one in told.sources),
        ambiguities=tuple(_question(one, instant) for one in told.casebook.ambiguities),
        gaps=tuple(one for one in told.casebook.gaps if not _is_later(one.known_on, instant)),
        stances=tuple(one for one in told.stances if not _is_on(one.toward, gone_instruments)),
    )
    book = _each(book, lambda noun: _settled(noun, answers))
    book = _without_unnamed(whole, _resolved(whole, book), instant)
    # The zones that are left tell what hangs on which question, and only their holders still name actors.
    book = with_nouns(book, ambiguities=tuple(_asked(whole, book, instant)))
    book = _without_unnamed(whole, _resolved(whole, book), instant)
    book = with_nouns(book, positions=_positions(whole, book, instant))
    return whole if book == whole else _without_hindsight(whole, book, instant)


def _day_at(words: str) -> datetime:
    during = span(parse_stated(words), "UTC")
    return max(during.start_at, during.end_at - timedelta(days=1))


def _is_later(day: str | None, instant: datetime) -> bool:
    return day is not None and not _day_at(day) < instant


# Instruments, clauses and their ends


def _published(instrument: Instrument, record: Record) -> datetime | None:
    """Return the start of the day from which an instrument is known; None where nothing tells."""
    if (day := instrument.published_on or instrument.signed_on) is not None:
        return _day_at(day)
    said = {report.id: report.said_on for report in record.reports}
    on_it = {matter.id for matter in record.matters if instrument.id in matter.about}
    days = [
        _day_at(said[report])
        for claim in record.claims
        if instrument.id in claim.about or claim.matter in on_it
        for report in claim.reports
        if report in said
    ]
    return min(days, default=None)


def _is_on(noun: str, instruments: Set[InstrumentId]) -> bool:
    return InstrumentId(noun.partition("/")[0]) in instruments


def _clauses(casebook: Casebook, gone: Set[InstrumentId], instant: datetime) -> Iterator[Clause]:
    """Yield the clauses of what is left; an exception to nothing that is left is none."""
    for clause in casebook.clauses:
        only_to_gone = clause.excepts and all(_is_on(one, gone) for one in clause.excepts)
        if not _is_on(clause.id, gone) and not only_to_gone:
            yield dataclasses.replace(clause, until=_known_end(clause.until, instant))


def _without_later_end(instrument: Instrument, instant: datetime) -> Instrument:
    """Return an instrument without an end to come, and without what is unverified, which tells of it."""
    ended = _known_end(instrument.ended, instant)
    unverified = instrument.unverified if ended == instrument.ended else ""
    return dataclasses.replace(instrument, ended=ended, unverified=unverified)


def _known_end(end: Open[Stated | None], instant: datetime) -> Open[Stated | None]:
    """Return an end as far as it was there, or set by the text, by then."""
    if isinstance(end, Hanging):
        # A reading may hang on another: of life, and then of lapse.
        ends: dict[ReadingId, Any] = {
            reading: _known_end(one, instant) for reading, one in end.readings.items()
        }
        return _plain(dataclasses.replace(end, readings=ends))
    if end is None or end.in_advance:
        return end
    zones = under_any_reading(end.zone) if end.zone is not None else (None,)
    starts = [span(parse_stated(end.at), zone).start_at for zone in zones]
    return end if min(starts) < instant else None


def _plain(value: Open[H]) -> Open[H]:
    """Return the one value that all readings give, where they give one."""
    if not isinstance(value, Hanging):
        return value
    given = list(value.readings.values())
    return given[0] if all(one == given[0] for one in given) else value


def _settled(noun: N, gone: Set[tuple[AmbiguityId, ReadingId]]) -> N:
    """Return a noun whose values no longer hang on readings that are gone."""
    return cast(N, _cut(noun, gone)) if gone and ambiguities_in(noun) & {one for one, _ in gone} else noun


def _cut(value: object, gone: Set[tuple[AmbiguityId, ReadingId]]) -> object:
    if isinstance(value, Hanging):
        left = {
            reading: _cut(one, gone)
            for reading, one in value.readings.items()
            if (value.hangs_on, reading) not in gone
        }
        return _plain(dataclasses.replace(value, readings=left)) if left else value
    if isinstance(value, tuple):
        return tuple(_cut(item, gone) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {field.name: _cut(getattr(value, field.name), gone) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **changes)
    return value


# Who was there, and what bound them


def _actor(actor: Actor, gone: Set[InstrumentId], instant: datetime) -> Actor:
    def held(rows: Iterable[N]) -> tuple[N, ...]:
        return tuple(
            _until_later(row, instant) for row in rows if not _is_later(getattr(row, "from_", None), instant)
        )

    return dataclasses.replace(
        actor,
        bound_by=held(one for one in actor.bound_by if one.instrument not in gone),
        part_of=held(actor.part_of),
        listings=held(actor.listings),
        came_from=tuple(one for one in actor.came_from if not _is_later(one.on, instant)),
    )


def _until_later(row: N, instant: datetime) -> N:
    """Return a bond, membership, listing, span, zone or post without an end that was still to come."""
    if not _is_later(getattr(row, "until", None), instant):
        return row
    return cast(N, dataclasses.replace(cast(Any, row), until=None))


def _place(place: Place, instant: datetime) -> Place:
    within = tuple(one for one in place.within if not _is_later(one.known_on, instant))
    return dataclasses.replace(place, within=within)


def _source(source: Source, instant: datetime) -> Source:
    spans = (one for one in source.families if not _is_later(one.from_, instant))
    return dataclasses.replace(source, families=tuple(_until_later(one, instant) for one in spans))


# Questions and answers


def _asked(whole: Record, book: Record, instant: datetime) -> Iterator[Ambiguity]:
    """Yield the questions that something left hangs on, and those that nothing ever did."""
    hung, hangs = _hung(whole), _hung(book)
    for one in book.casebook.ambiguities:
        was_asked = one.id not in hung and not _is_later(one.known_on, instant) and len(one.readings) > 1
        if one.id in hangs or was_asked:
            yield one


def _given(ambiguity: Ambiguity, instant: datetime) -> tuple[Reading, ...]:
    return tuple(one for one in ambiguity.readings if not _is_later(one.known_on, instant))


def _hung(record: Record) -> frozenset[AmbiguityId]:
    return frozenset(one for noun in _nouns(record) for one in ambiguities_in(noun))


def _question(ambiguity: Ambiguity, instant: datetime) -> Ambiguity:
    """Return a question with the answers and grounds that could be given."""
    return dataclasses.replace(
        ambiguity,
        readings=tuple(_reading(one, instant) for one in _given(ambiguity, instant) or ambiguity.readings),
    )


def _reading(reading: Reading, instant: datetime) -> Reading:
    days = reading.held_on or {}
    holders = tuple(
        one for one in reading.holders if not _is_later(days.get(one, reading.stated_on), instant)
    )
    left = {one: day for one, day in days.items() if one in holders} or None
    reading = dataclasses.replace(reading, holders=holders, held_on=left)
    if not _is_later(reading.stated_on, instant):
        return reading
    # Of what one of several holders had said, the grounds written for all of them tell too much.
    return dataclasses.replace(reading, grounds="" if holders else _NO_GROUNDS, sources=(), stated_on=None)


def _positions(whole: Record, book: Record, instant: datetime) -> tuple[Position, ...]:
    """Return the positions with what they had answered; those that had answered nothing yet are not there."""
    stated = {
        (one.id, reading.id): reading.stated_on
        for one in whole.casebook.ambiguities
        for reading in one.readings
    }
    given = {(one.id, reading.id) for one in book.casebook.ambiguities for reading in one.readings}
    asked = {one.id for one in book.casebook.ambiguities}

    def answer(position: Position, question: AmbiguityId, reading: ReadingId) -> ReadingId:
        day = (position.answered_on or {}).get(question, stated.get((question, reading)))
        had = (question, reading) in given and not _is_later(day, instant)
        return reading if had else UNRESOLVED

    def known(position: Position) -> Position:
        answers = {
            question: answer(position, question, reading)
            for question, reading in position.readings.items()
            if question in asked
        }
        days = {
            question: day
            for question, day in (position.answered_on or {}).items()
            if answers.get(question, UNRESOLVED) != UNRESOLVED
        }
        return dataclasses.replace(position, readings=answers, answered_on=days or None)

    def answers_any(position: Position) -> bool:
        return any(reading != UNRESOLVED for reading in position.readings.values())

    then = [(one, known(one)) for one in book.casebook.positions]
    left = tuple(now for before, now in then if answers_any(now) or not answers_any(before))
    return left or tuple(now for _, now in then[:1])


# What nobody names


def _nouns(record: Record) -> Iterator[object]:
    for _, nouns in _kinds(record):
        yield from nouns


def _kinds(record: Record) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for noun in (record.casebook, record):
        for field in dataclasses.fields(noun):
            if field.name not in _NOT_READ:
                yield field.name, getattr(noun, field.name)


def _each(record: Record, change: Any) -> Record:
    """Return the record with every noun changed, its text too; one that comes to None is left out."""
    changed: dict[str, Any] = {
        kind: tuple(after for noun in nouns if (after := change(noun)) is not None)
        for kind, nouns in _kinds(record)
    }
    return with_nouns(record, **changed)


def _ids(record: Record) -> set[Name]:
    return {(kind, str(noun.id)) for kind, nouns in _kinds(record) for noun in nouns if hasattr(noun, "id")}


def _resolved(whole: Record, book: Record) -> Record:
    """Return what is left once nothing names what is gone, step by step until nothing more goes."""
    everything = _ids(whole)
    while True:
        gone = everything - _ids(book)
        after = _each(book, lambda noun, gone=gone: without(noun, gone))
        after = with_nouns(
            after,
            actors=tuple(
                _still_somebody(one, now)
                for one, now in zip(book.casebook.actors, after.casebook.actors, strict=True)
            ),
            # An article is one text: it is there with all that it speaks of, or not yet.
            articles=tuple(
                one for one in whole.articles if one in book.articles and not names_in(one) & gone
            ),
            listed_posts=tuple(
                dataclasses.replace(one, same_as=None) if ("posts", str(one.same_as)) in gone else one
                for one in after.listed_posts
            ),
        )
        if after == book:
            return after
        book = after


def _still_somebody(before: Actor, after: Actor) -> Actor:
    lost_all = before.one_of and not after.one_of
    return dataclasses.replace(after, one_of=(SOMEBODY_ELSE,)) if lost_all else after


def _without_unnamed(whole: Record, book: Record, instant: datetime) -> Record:
    named = {(kind, str(noun.id)): noun for kind in _NAMED for noun in nouns_of(book, kind)}
    later = _first_heard_later(whole, book, instant)
    later |= {one for one, noun in named.items() if _dated_later(noun, instant)}
    names = {one: _needs(noun, later) for one, noun in named.items()}
    roots = (noun for kind, nouns in _kinds(book) if kind not in _NAMED for noun in nouns)
    reached = _reached({one for noun in roots for one in names_in(noun)}, names)
    rest = set(named) - reached
    came_with: dict[Name, set[Name]] = {one: set() for one in rest}
    for kind in {kind for kinds in _CAME_WITH.values() for kind in kinds}:
        for noun in nouns_of(whole, kind):
            for one in names_in(noun) & rest:
                if kind in _CAME_WITH.get(one[0], ()):
                    came_with[one].add((kind, str(noun.id)))
    gone = rest & later
    left_out = (_ids(whole) - _ids(book)) | gone
    while more := {one for one in rest - gone if _goes(one, names[one], came_with[one], left_out)}:
        gone |= more
        left_out |= more
    left: dict[str, Any] = {
        kind: tuple(one for one in nouns_of(book, kind) if (kind, str(one.id)) not in gone) for kind in _NAMED
    }
    return _resolved(whole, with_nouns(book, **left))


def _goes(one: Name, needs: Set[Name], came_with: Set[Name], left_out: Set[Name]) -> bool:
    """Return whether a noun is built from what is gone, or was only ever named by what is gone."""
    is_built_from = one[0] in _BUILT and bool(needs & left_out)
    return is_built_from or (bool(came_with) and came_with <= left_out)


def _reached(first: Set[Name], names: Mapping[Name, Set[Name]]) -> set[Name]:
    found, ahead = set[Name](), [one for one in first if one in names]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead.extend(other for other in names[one] if other in names)
    return found


def _needs(noun: object, later: Set[Name]) -> frozenset[Name]:
    """Return what a noun cannot be told without; an actor can without origin, stand-ins and later wholes,
    a place without the zones it is said to lie in."""
    if isinstance(noun, Actor):
        wholes = tuple(one for one in noun.part_of if ("actors", str(one.of)) not in later)
        noun = dataclasses.replace(noun, one_of=(), came_from=(), part_of=wholes)
    elif isinstance(noun, Source):
        noun = dataclasses.replace(noun, relays=())
    elif isinstance(noun, Place):
        noun = dataclasses.replace(noun, within=())
    return names_in(noun)


def _dated_later(noun: object, instant: datetime) -> bool:
    """Return whether a noun's own day lies later."""
    if isinstance(noun, ZoneRecipe):
        return _is_later(noun.from_, instant) or _is_later(noun.on, instant)
    if isinstance(noun, Line):
        return _is_later(noun.on, instant)
    if isinstance(noun, Post):
        return _is_later(noun.from_, instant)
    return _is_later(getattr(noun, "known_on", None), instant)


def _first_heard_later(whole: Record, book: Record, instant: datetime) -> set[Name]:
    """Return actors whose every origin lies later, and speakers and issues of whom nothing was told yet."""
    dated = {
        actor.id: [one.on for one in actor.came_from if one.on is not None] for actor in whole.casebook.actors
    }
    found = {
        ("actors", str(one))
        for one, days in dated.items()
        if days and all(_is_later(day, instant) for day in days)
    }
    spoke = {
        one for kind, nouns in _kinds(whole) if kind not in _NAMED for noun in nouns for one in names_in(noun)
    }
    found |= {("sources", str(one.id)) for one in book.sources if ("sources", str(one.id)) in spoke}
    families = {("families", str(one.family)) for one in whole.sources}
    found |= {("families", str(one.id)) for one in book.families if ("families", str(one.id)) in families}
    toward = {one.toward for one in book.stances}
    before = {one.toward for one in whole.stances}
    was = {str(one.id): bool(one.states) or str(one.id) in before for one in whole.issues}
    found |= {
        ("issues", str(one.id))
        for one in book.issues
        if was[str(one.id)] and not one.states and str(one.id) not in toward
    }
    return found


# What was written later


def _without_hindsight(whole: Record, book: Record, instant: datetime) -> Record:
    """Return what is left without examples, what the casebook says of itself, and notes."""
    left = {one for kind, one in _ids(book) if kind in _TOLD_BY_ID}
    gone = {one for kind, one in _ids(whole) if kind in _TOLD_BY_ID} - left
    said = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(gone)))})(?![\w-])", re.IGNORECASE)
    pages = {one.address for one in whole.reports} - {one.address for one in book.reports}

    def tells_more(key: str, words: str) -> bool:
        names_gone = bool(gone) and said.search(words) is not None
        names_page = not pages.isdisjoint(one.strip("();,.") for one in words.split())
        # What a drawing rests on is ours, and stays where it only says from what later data.
        return names_gone or names_page or (key != "basis" and _tells_of_later(words, instant))

    book = _each(book, lambda noun: _without_words(noun, tells_more))
    book = _titled(whole, _without_later_words(whole, book), tells_more)
    gaps = [str(one.id) for one in book.casebook.gaps]
    notes: dict[str, Any] = {
        kind: tuple(_without_note(one, gaps) for one in nouns_of(book, kind)) for kind in _WITH_NOTES
    }
    book = with_nouns(book, examples=(), **notes)
    header = book.casebook.casebook
    titles = {language: title.partition(":")[0] for language, title in header.titles.items()}
    text = dataclasses.replace(book.casebook, casebook=dataclasses.replace(header, titles=titles, about=""))
    return dataclasses.replace(book, casebook=text)


def _titled(whole: Record, book: Record, tells_more: _Tells) -> Record:
    """Return a casebook whose matters and incidents have a title only where all that it sums up was told."""
    known = {one.id for one in book.claims}
    to_come = [one for one in whole.claims if one.id not in known]
    open_ = {str(one.matter) for one in to_come} | {
        account.partition("/")[0] for one in to_come for account in one.tells
    }

    def titled(noun: Any, kinds: Iterable[str]) -> Any:
        if str(noun.id) not in open_ and not tells_more("title", noun.title):
            return noun
        words = ", ".join((*dict.fromkeys(kinds), *((noun.when.at,) if noun.when is not None else ())))
        return dataclasses.replace(noun, title=words.replace("_", " "))

    matters = (
        dataclasses.replace(one, open_points="") if str(one.id) in open_ else one for one in book.matters
    )
    return dataclasses.replace(
        book,
        matters=tuple(titled(one, (one.kind.value,)) for one in matters),
        incidents=tuple(
            titled(one, (told.act for account in one.accounts for told in account.hypotheses))
            for one in book.incidents
        ),
    )


def _without_words(noun: Any, tells_more: _Tells) -> Any:
    """Return a noun without those of our own words, its parts' too, that tell more than was known.

    None for what is wrong in a wording, which is nothing without them.
    """
    if isinstance(noun, tuple):
        left = (_without_words(one, tells_more) for one in noun)
        return tuple(one for one in left if one is not None)
    if not dataclasses.is_dataclass(noun):
        return noun
    if isinstance(noun, Trouble):
        return None if tells_more("says", noun.says) else noun
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(noun):
        words = getattr(noun, field.name)
        if field.name == "sources" and field.type == "tuple[str, ...]":
            changes[field.name] = tuple(one for one in words if not tells_more(field.name, one))
        elif isinstance(words, tuple):
            changes[field.name] = _without_words(words, tells_more)
        elif field.name in _FREE_TEXTS and field.type == "str" and tells_more(field.name, words):
            changes[field.name] = ""
    if "graded_because" in changes:
        changes |= {key: grade for key, grade in _NO_GRADE.items() if hasattr(noun, key)}
    changes = {key: value for key, value in changes.items() if value != getattr(noun, key)}
    return dataclasses.replace(noun, **changes) if changes else noun  # type: ignore[type-var]


def _without_later_words(whole: Record, book: Record) -> Record:
    """Return a casebook without versions of texts, other than our own, whose source is gone."""
    had = {(one.id, text.id) for one in whole.casebook.instruments for text in one.texts if text.source}
    later = {
        (one.id, text.id)
        for one in book.casebook.instruments
        for text in one.texts
        if (one.id, text.id) in had and not text.source and text.status is not TextStatus.OUR_PARAPHRASE
    }
    return with_nouns(
        book,
        instruments=tuple(
            dataclasses.replace(
                one, texts=tuple(text for text in one.texts if (one.id, text.id) not in later)
            )
            for one in book.casebook.instruments
        ),
        clauses=tuple(
            dataclasses.replace(
                one,
                text=tuple(
                    passage
                    for passage in one.text
                    if (InstrumentId(one.id.partition("/")[0]), passage.version) not in later
                ),
            )
            for one in book.casebook.clauses
        ),
    )


def _tells_of_later(words: str, instant: datetime) -> bool:
    """Return whether words name a later year, month or day.

    Examples
    --------
    >>> from datetime import UTC
    >>> then = datetime(2020, 1, 13, tzinfo=UTC)
    >>> [_tells_of_later(one, then) for one in ("in January 2020", "on 5 March 2020", "by 2021")]
    [False, True, True]
    >>> [_tells_of_later(one, then) for one in ("12 or 13 January 2020", "x.org/2020/1/9/", "x.org/20200602")]
    [True, False, True]
    """
    last = instant - timedelta(microseconds=1)
    found = [
        (int(one["year"]), int(one["month"] or 0), int(one["on"] or 0))
        if one["name"] is None
        else (int(one["year"]), _MONTHS.index(one["name"]) + 1, int(one["day"] or 0))
        for one in _DAYS.finditer(words)
    ]
    found += [(int(year), int(month), int(day)) for year, month, day in _RUN_ON.findall(words)]
    return any(one > (last.year, last.month, last.day) for one in found)


def _without_note(noun: Any, gaps: Iterable[str]) -> Any:
    changes: dict[str, Any] = {}
    if note := getattr(noun, "note", ""):
        found = (one for one in gaps if re.search(rf"\bgap {re.escape(one)}(?![\w-])", note))
        changes["note"] = "; ".join(f"gap {one}" for one in found)
    if isinstance(noun, Instrument):
        changes["texts"] = tuple(dataclasses.replace(one, note="") for one in noun.texts)
        changes["relations"] = tuple(dataclasses.replace(one, note="") for one in noun.relations)
    return dataclasses.replace(noun, **changes)
