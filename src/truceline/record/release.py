"""What may leave: the one rule that every output asks, whoever it is for.

To the public go no outing that is not over for as long as the mandate asks, no source that is protected, and
of a user's own reports neither who told them nor where exactly. Verdicts are computed before, from the facts
as they are; what is shown is taken from them here. To the mission itself goes everything.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.clock import day_of, parse_stated, require_utc, span
from truceline.errors import Fault
from truceline.model.assessment import Assessment, PutTogether, Read
from truceline.model.casebook import Casebook, Place
from truceline.model.happening import Where
from truceline.model.ids import IncidentId, MatterId, Names, PatrolId, PlaceId, ReportId
from truceline.model.record import Account, Article, Claim, IncidentEntry, Matter, Record, Sentence, Source
from truceline.model.words import Audience, MatterKind
from truceline.record.tellings import happened

PROTECTED_NAMES: Final[Names] = {
    "en": "a protected source",
    "ar": "مصدر محمي",
    "tr": "korunan bir kaynak",
    "ru": "защищённый источник",
}
"""What a protected source is called."""
PROTECTED: Final = PROTECTED_NAMES["en"]
"""The same where names stand as text."""
NOT_NAMED: Final = "not named here"
"""Stands for whoever told a report of a user's own, and for what its words were."""
_ASIDE: Final = frozenset({"note", "graded_because", "open_points", "source", "unverified"})
"""Words of ours beside the facts: left out whole where they speak of what is withheld."""
_TELLERS: Final = frozenset({"told_by", "by"})
"""Whoever is named here as text is named whole or not at all."""
_TICK: Final = timedelta(microseconds=1)
_FAR: Final = timedelta(days=36_500)
N = TypeVar("N")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldOuting:
    """An outing of which nothing may leave. Not for the outside: it says who may be out now."""

    patrol: PatrolId
    """Which."""
    on: str
    """Its day."""
    until_at: datetime
    """From this UTC instant on it may be told."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """A record and its text as they may go to an audience, and what is asked of whatever is made of them."""

    audience: Audience
    """For whom."""
    at: datetime
    """When it goes out, UTC."""
    whole: Record
    """As it is."""
    facts: Record
    """From which to compute: without what may not be there, places as they are. Not to be shown."""
    record: Record
    """As it may be shown."""
    withheld: tuple[WithheldOuting, ...] = ()
    """Outings that may not be there. Not to be shown."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of protected sources: their ids, names and pages, with what is written in their place."""
    gone: Set[str] = frozenset()
    """Ids of what may not be there: outings, matters, claims, pages, incidents."""

    @property
    def is_public(self) -> bool:
        """Whether it is for anybody."""
        return self.audience is Audience.PUBLIC

    @property
    def delay_hours(self) -> float | None:
        """How long outings are not shown after their day, hours; None where all are."""
        return self.facts.casebook.mandate.publish_delay_minutes / 60 if self.is_public else None

    @cached_property
    def _known_coarsely(self) -> frozenset[str]:
        """Incidents of the record whose place is known from protected sources alone."""
        shown = {one.id: one for one in self.record.incidents}
        return frozenset(str(one.id) for one in self.facts.incidents if shown[one.id] != one)

    @cached_property
    def _writes(self) -> Callable[[str], str]:
        return _writer(self.names)

    def text(self, words: str) -> str:
        """Return a text of ours with no protected name in it."""
        return self._writes(words) if self.names else words

    def speaks_of_gone(self, words: str) -> bool:
        """Return whether a text names something that may not be there."""
        return self._finds_gone(words)

    def names_protected(self, words: str) -> bool:
        """Return whether a text names a protected source, by its id or otherwise."""
        return self._finds_protected(words)

    @cached_property
    def _finds_gone(self) -> Callable[[str], bool]:
        return _finder(self.gone)

    @cached_property
    def _finds_protected(self) -> Callable[[str], bool]:
        sources = protected_sources(self.whole)
        return _finder(name for one in sources for name in (one.id, *one.names.values(), *one.aliases))

    def faults(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Return faults as they may be published: a shape for each cell, nothing of what is withheld."""
        if not self.is_public:
            return tuple(faults)
        return tuple(shaped(one) for one in self.warnings(faults))

    def warnings(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Return what a casebook's check found, without those that speak of what is withheld."""
        if not self.is_public:
            return tuple(faults)
        speaks = self._finds_gone
        return tuple(
            dataclasses.replace(one, message=self.text(one.message), remedy=self.text(one.remedy))
            for one in faults
            if not speaks(f"{one.message} {one.remedy}")
        )

    def read(self, read: Read, number: int) -> Read:
        """Return what is said of an input; of a user's own neither its name nor its words."""
        if not self.is_public:
            return read
        known = {kind for kind, _ in read.kinds}
        unread = _shapes(read.unread_kinds, known)
        told = dataclasses.replace(read, faults=self.faults(read.faults), unread_kinds=unread)
        if read.is_published:
            return told
        file = f"input {number} ({read.reader})"
        unnamed = ((f"name {n}", times) for n, (_, times) in enumerate(read.unmatched_actors, start=1))
        return dataclasses.replace(
            told,
            file=file,
            unmatched_actors=tuple(unnamed),
            faults=tuple(dataclasses.replace(one, file=file) for one in told.faults),
            warnings=tuple(
                dataclasses.replace(one, file=file, remedy=_without_words(one.remedy))
                for one in self.faults(read.warnings)
            ),
        )

    def together(self, told: PutTogether, reads: Sequence[Read]) -> PutTogether:
        """Return what is said of several sources; those of a user's own are called as their inputs are."""
        if not self.is_public:
            return told

        def called(number: int) -> str:
            return self.read(reads[number - 1], number).file

        sources = tuple(
            one
            if one.is_published
            else dataclasses.replace(one, name=", ".join(called(number) for number in one.inputs))
            for one in told.sources
        )
        return dataclasses.replace(told, sources=sources)

    def claims(self, claims: pa.Table, unpublished: pa.Array, *, of_record: bool) -> pa.Table:
        """Return claims from which to compute, without any that may not be there and who told the rest.

        Parameters
        ----------
        claims : pa.Table, CLAIMS schema
            Of the record, from `facts`, and of inputs.
        unpublished : pa.Array of string
            Ids of incidents of a user's own reports.
        of_record : bool
            Whether they are those of the record, in which alone something may be that is not in `facts`.
        """
        if not self.is_public:
            return claims
        if self.gone and of_record:
            claims = claims.filter(pc.invert(_among(claims, pa.array(sorted(self.gone), pa.string()))))
        if not len(unpublished):
            return claims
        own = np.asarray(_among(claims, unpublished))
        columns = {name: claims[name].to_pylist() for name in ("incident_id", "account", *_LISTS)}
        number: dict[str, dict[str, str]] = {}
        for row in np.flatnonzero(own).tolist():
            accounts = number.setdefault(columns["incident_id"][row], {})
            told = accounts.setdefault(columns["account"][row], f"account_{len(accounts) + 1}")
            columns["account"][row] = told
            columns["source_ids"][row] = [columns["incident_id"][row]]
            for name in ("told_by", "denied_by"):
                columns[name][row] = [NOT_NAMED] * bool(columns[name][row])
        return _with(claims, {name: columns[name] for name in ("account", *_LISTS)})

    def assessment(self, found: Assessment, unpublished: pa.Array) -> Assessment:
        """Return an assessment whose incidents of a user's own lie in the middle of a cell of the grid."""
        coarse = pa.chunked_array([unpublished, pa.array(sorted(self._known_coarsely), pa.string())])
        if not self.is_public or not len(coarse):
            return found
        grid_km = self.facts.casebook.mandate.publish_grid_km
        return dataclasses.replace(
            found,
            claims=_coarse(found.claims, coarse, grid_km, {"place": None}),
            incidents=_coarse_lists(_coarse(found.incidents, coarse, grid_km, {}), coarse, grid_km),
        )

    def is_whole(self, unpublished: pa.Array, *, of_record: bool) -> bool:
        """Return whether claims, of the record or else of inputs, are as they were: then they may leave."""
        withheld = bool(self.gone or self.names) if of_record else bool(len(unpublished))
        return not (self.is_public and withheld)


def release(record: Record, *, audience: Audience, at: datetime) -> Release:
    """Return a record as it may go to an audience at an instant.

    The ledger has the day of an outing and no hour: it is over with that day. One that is not over for as
    long as the mandate asks is not there at all, nor its accounts and words, nor the matter that it is told
    in with all claims, notifications and incidents of that matter, nor the pages on which only these stand.
    A matter of the kind `patrol` goes by its own time likewise.

    A protected source becomes one without a name, of the same family, so that what stands behind an account
    is as it was. Notes on its words go, and points that only such sources tell of are moved to the middle of
    a cell of the mandate's grid.

    Parameters
    ----------
    record : Record
        Parsed; `publish_delay_minutes`, `publish_grid_km`, `protected_families` and `day_zone` of its mandate
        are used.
    audience : Audience
        For the mission itself everything stays.
    at : datetime
        UTC, when the product goes out.

    Raises
    ------
    BadTime
        If `at` is not in UTC.
    """
    require_utc(at)
    match audience:
        case Audience.INTERNAL:
            return Release(audience=audience, at=at, whole=record, facts=record, record=record)
        case Audience.PUBLIC:
            withheld = withheld_outings(record, at)
            matters = _matters_withheld(record, withheld, at)
            is_any = withheld or matters
            told, gone = _without(record, withheld, matters) if is_any else (record, frozenset[str]())
            told = _unquoted(told)
            names = _protected_names(told)
            facts = _unnamed(told, names)
            return Release(
                audience=audience,
                at=at,
                whole=record,
                facts=facts,
                record=_coarse_record(facts, names),
                withheld=withheld,
                names=names,
                gone=gone,
            )


def _unquoted(record: Record) -> Record:
    """Return a record without what was said letter by letter, and to the minute when: it may name people."""
    if not any(one.words or one.heard_at or one.put_right for one in record.reports):
        return record
    bare = (dataclasses.replace(one, words="", heard_at=None, put_right=()) for one in record.reports)
    return dataclasses.replace(record, reports=tuple(bare))


def withheld_outings(record: Record, at: datetime) -> tuple[WithheldOuting, ...]:
    """Return the outings that are not over, or not for as long as the mandate asks."""
    return tuple(
        WithheldOuting(patrol=patrol.id, on=patrol.on, until_at=until_at)
        for patrol in record.patrols
        if (until_at := _free_at(patrol.on, record.casebook)) > at
    )


def _free_at(day: str, casebook: Casebook) -> datetime:
    """Return from when on what was out on a day may be told."""
    mandate = casebook.mandate
    # More than a life is for ever, and past what a calendar can say.
    delay = min(timedelta(minutes=min(mandate.publish_delay_minutes, 1e9)), _FAR)
    return span(parse_stated(day), mandate.day_zone).end_at + delay


# Outings that are not there


def _matters_withheld(
    record: Record, withheld: Sequence[WithheldOuting], at: datetime
) -> frozenset[MatterId]:
    """Return the matters of outings that may not be there, and of patrols that are none of the ledger."""
    outings = {one.patrol for one in withheld}
    told_in = {one.matter for one in record.patrols if one.id in outings and one.matter is not None}
    zone = record.casebook.mandate.day_zone

    said_on = {report.id: report.said_on for report in record.reports}
    told_on: dict[MatterId | None, str] = {}
    for claim in record.claims:
        days = [said_on[one] for one in claim.reports if one in said_on]
        told_on[claim.matter] = max([told_on.get(claim.matter, ""), *days])

    def is_too_new(matter: Matter) -> bool:
        during = happened(matter.when)
        # Of one whose time nobody tells, the last day on which it was told of.
        day = told_on.get(matter.id, "") if during is None else day_of(during.end_at - _TICK, zone)
        return bool(day) and _free_at(day, record.casebook) > at

    return frozenset(told_in) | {
        one.id for one in record.matters if one.kind is MatterKind.PATROL and is_too_new(one)
    }


def _without(
    record: Record, withheld: Sequence[WithheldOuting], matters: Set[MatterId]
) -> tuple[Record, frozenset[str]]:
    """Return a record in which some outings and matters are not, and the ids of all that is not there."""
    outings = {one.patrol for one in withheld}
    claims = {one.id for one in record.claims if one.matter in matters}
    sentences = [sentence for article in record.articles for sentence in article.sentences]
    claims |= {one.id for sentence in sentences for one in sentence.claims if one.matter in matters}
    incidents = _incidents_of(record, matters, claims)
    ledgers: dict[str, Any] = {
        key: tuple(row for row in getattr(record, key) if not _is_of(row, outings, matters))
        for key in _LEDGERS
    }
    told = dataclasses.replace(
        record,
        patrols=tuple(one for one in record.patrols if one.id not in outings),
        claims=tuple(_loose(one, claims, incidents) for one in record.claims if one.id not in claims),
        matters=tuple(
            dataclasses.replace(one, incidents=tuple(i for i in one.incidents if i not in incidents))
            for one in record.matters
            if one.id not in matters
        ),
        incidents=tuple(one for one in record.incidents if one.id not in incidents),
        verifications=tuple(
            one for one in record.verifications if one.account.partition("/")[0] not in incidents
        ),
        stances=tuple(
            one for one in record.stances if one.matter not in matters and one.reading_of not in matters
        ),
        issues=tuple(
            dataclasses.replace(one, states=tuple(s for s in one.states if s.matter not in matters))
            for one in record.issues
        ),
        articles=tuple(_article(one, matters, claims, incidents) for one in record.articles),
        **ledgers,
    )
    pages = _cited(record) - _cited(told)
    told = dataclasses.replace(told, reports=tuple(one for one in told.reports if one.id not in pages))
    gone = frozenset(map(str, (*outings, *matters, *claims, *pages, *incidents)))
    return _unsaid(told, gone), gone


_LEDGERS: Final = (
    "patrol_accounts",
    "words",
    "tolls",
    "notifications",
    "counts",
    "control",
    "institutions",
    "figures",
    "effort",
    "inquiries",
)
"""Keys of the casebook whose rows may be of an outing or its matter."""


def _is_of(row: object, outings: Set[PatrolId], matters: Set[MatterId]) -> bool:
    return getattr(row, "patrol", None) in outings or getattr(row, "matter", None) in matters


def _incidents_of(record: Record, matters: Set[MatterId], claims: Set[str]) -> set[IncidentId]:
    """Return the incidents that some matters name, and those that no other claim tells of."""
    named = {one for matter in record.matters if matter.id in matters for one in matter.incidents}
    telling: dict[str, set[bool]] = {}
    for claim in record.claims:
        for account in claim.tells:
            telling.setdefault(account.partition("/")[0], set()).add(claim.id in claims)
    return named | {IncidentId(one) for one, are_gone in telling.items() if are_gone == {True}}


def _loose(claim: Claim, claims: Set[str], incidents: Set[IncidentId]) -> Claim:
    return dataclasses.replace(
        claim,
        denies=tuple(one for one in claim.denies if one not in claims),
        contradicts=tuple(one for one in claim.contradicts if one not in claims),
        corrects=tuple(one for one in claim.corrects if one not in claims),
        tells=tuple(one for one in claim.tells if one.partition("/")[0] not in incidents),
    )


def _article(
    article: Article, matters: Set[MatterId], claims: Set[str], incidents: Set[IncidentId]
) -> Article:
    def loose(sentence: Sentence) -> Sentence:
        return dataclasses.replace(
            sentence,
            claims=tuple(_loose(one, claims, incidents) for one in sentence.claims if one.id not in claims),
            beside=tuple(one for one in sentence.beside if one not in matters),
        )

    return dataclasses.replace(article, sentences=tuple(map(loose, article.sentences)))


def _cited(record: Record) -> set[ReportId]:
    """Return the pages on which something of the record stands."""
    found = {one for claim in record.claims for one in claim.reports}
    found |= {
        one
        for article in record.articles
        for sentence in article.sentences
        for claim in sentence.claims
        for one in claim.reports
    }
    rows = [row for key in _CITING for row in getattr(record, key)]
    rows += [state for issue in record.issues for state in issue.states]
    return found | {row.report for row in rows if getattr(row, "report", None) is not None}


_CITING: Final = (*_LEDGERS, "verifications", "stances", "reservations", "listed_posts")


def _unsaid(record: Record, gone: Set[str]) -> Record:
    """Return a record whose words beside the facts do not speak of what is not there."""
    speaks = _finder(gone)

    def quiet(words: str, key: str) -> str:
        return "" if key in _ASIDE and speaks(words) else words

    return _walked(record, quiet, "")


# Protected sources


def protected_sources(record: Record) -> tuple[Source, ...]:
    """Return the sources that say so of themselves, or are of a family that the mandate protects."""
    families = set(record.casebook.mandate.protected_families)
    return tuple(
        one
        for one in record.sources
        if one.protected or one.family in families or any(then.family in families for then in one.families)
    )


def _protected_names(record: Record) -> dict[str, str]:
    """Return ids, names and pages of protected sources, each with what is written in its place."""
    names: dict[str, str] = {}
    for number, source in enumerate(protected_sources(record), start=1):
        own = f"protected-{number}"
        names |= dict.fromkeys(filter(None, (*source.names.values(), *source.aliases)), PROTECTED)
        pages = [one for one in record.reports if one.source == source.id]
        names |= {str(one.id): f"{own}-page-{n}" for n, one in enumerate(pages, start=1)}
        names |= {one.address: "" for one in pages if one.address}
        names[str(source.id)] = own
    for number, family in enumerate(record.casebook.mandate.protected_families, start=1):
        names[str(family)] = f"protected-family-{number}"
    return names


def _unnamed(record: Record, names: Mapping[str, str]) -> Record:
    """Return a record without the names of protected sources."""
    if not names:
        return record
    ids = {str(one.id) for one in protected_sources(record)}
    families = set(record.casebook.mandate.protected_families)
    writes, speaks = _writer(names), _finder(names)

    def written(words: str, key: str) -> str:
        if not speaks(words):
            return words
        if words in names:
            return names[words]
        return "" if key in _ASIDE else PROTECTED if key in _TELLERS else writes(words)

    bare = dataclasses.replace(
        record,
        sources=tuple(_nobody(one) if str(one.id) in ids else one for one in record.sources),
        families=tuple(
            dataclasses.replace(one, names=PROTECTED_NAMES, note="") if one.id in families else one
            for one in record.families
        ),
        reports=tuple(
            dataclasses.replace(one, note="") if str(one.source) in ids else one for one in record.reports
        ),
    )
    bare = _without_ids(bare, _told_alone(record, ids, speaks))
    return _walked(_without_asides(bare, ids), written, "")


def _told_alone(record: Record, ids: Set[str], is_protected: Callable[[str], bool]) -> frozenset[str]:
    """Return the accounts, as `incident/account`, that nobody tells but protected sources."""
    tellers: dict[str, set[bool]] = {}
    for claim in record.claims:
        for account in claim.tells:
            tellers.setdefault(account, set()).add(str(claim.by) in ids)

    def is_alone(key: str, account: Account) -> bool:
        told = tellers.get(key)
        if told is not None:
            return told == {True}
        return bool(account.told_by) and all(map(is_protected, account.told_by))

    return frozenset(
        key
        for entry in record.incidents
        for account in entry.accounts
        if is_alone(key := f"{entry.id}/{account.id}", account)
    )


def _without_ids(record: Record, alone: Set[str]) -> Record:
    """Return a record in which accounts of protected sources alone have ids that say nothing of them."""
    other = {
        f"{entry.id}/{account.id}": f"{entry.id}/protected_{number}"
        for entry in record.incidents
        for number, account in enumerate(entry.accounts, start=1)
        if f"{entry.id}/{account.id}" in alone
    }

    def retold(claim: Claim) -> Claim:
        return dataclasses.replace(claim, tells=tuple(other.get(one, one) for one in claim.tells))

    def renamed(entry: IncidentEntry, account: Account) -> Account:
        key = f"{entry.id}/{account.id}"
        return dataclasses.replace(account, id=other.get(key, key).partition("/")[2])

    return dataclasses.replace(
        record,
        claims=tuple(map(retold, record.claims)),
        incidents=tuple(
            dataclasses.replace(entry, accounts=tuple(renamed(entry, one) for one in entry.accounts))
            for entry in record.incidents
        ),
        verifications=tuple(
            dataclasses.replace(one, account=other.get(one.account, one.account))
            for one in record.verifications
        ),
    )


def _nobody(source: Source) -> Source:
    """Return a source of which nothing is told but how it stands to the parties."""
    return dataclasses.replace(
        source,
        names=PROTECTED_NAMES,
        families=tuple(dataclasses.replace(one, source="") for one in source.families),
        relays=(),
        graded_because="",
        aliases=(),
        note="",
    )


def _without_asides(noun: N, ids: Set[str]) -> N:
    """Return a noun in which rows by some sources have no words beside the facts."""

    def bare(row: Any) -> Any:
        if str(getattr(row, "by", "")) not in ids:
            return row
        aside: dict[str, Any] = {key: "" for key in (*_ASIDE, "hedge", "reason") if getattr(row, key, "")}
        if getattr(row, "fire_from", None):
            aside["fire_from"] = None  # it tells where its witness stood
        return dataclasses.replace(row, **aside)

    changed = {
        key: tuple(map(bare, rows))
        for key in ("claims", "verifications", "stances", *_LEDGERS, "reservations", "listed_posts")
        if (rows := getattr(noun, key, ()))
    }
    return dataclasses.replace(noun, **changed)  # type: ignore[type-var]


def _coarse_record(record: Record, names: Mapping[str, str]) -> Record:
    """Return a record in which places that only protected sources tell of are moved to the grid."""
    if not names:
        return record
    ids = {one for one in names.values() if one.startswith("protected-")}
    grid_km = record.casebook.mandate.publish_grid_km
    moved_where = partial(
        coarse_where, grid_km=grid_km, places={one.id: one for one in record.casebook.places}
    )
    told_alone = _told_alone(record, ids, lambda teller: teller == PROTECTED)

    def moved(entry: IncidentEntry) -> IncidentEntry:
        alone = [f"{entry.id}/{account.id}" in told_alone for account in entry.accounts]
        return dataclasses.replace(
            entry,
            where=moved_where(entry.where) if all(alone) else entry.where,
            accounts=tuple(
                dataclasses.replace(account, where=moved_where(account.where or entry.where))
                if is_so and (account.where or entry.where) is not None
                else account
                for account, is_so in zip(entry.accounts, alone, strict=True)
            ),
        )

    spoken_of: dict[MatterId | None, set[bool]] = {}
    for claim in record.claims:
        spoken_of.setdefault(claim.matter, set()).add(claim.by in ids)
    return dataclasses.replace(
        record,
        claims=tuple(
            dataclasses.replace(one, where=moved_where(one.where)) if one.by in ids else one
            for one in record.claims
        ),
        matters=tuple(
            dataclasses.replace(one, where=moved_where(one.where), where_words="")
            if spoken_of.get(one.id) == {True}
            else one
            for one in record.matters
        ),
        incidents=tuple(map(moved, record.incidents)),
        sources=tuple(
            dataclasses.replace(one, speaks_for=None) if one.id in ids else one for one in record.sources
        ),
    )


def coarse_where(where: Where | None, *, grid_km: float, places: Mapping[PlaceId, Place]) -> Where | None:
    """Return a place in the middle of its cell, without its name."""
    if where is None:
        return None
    place = places.get(where.place) if where.place is not None else None
    at = (where.lon, where.lat) if place is None else (place.lon, place.lat)
    if at[0] is None or at[1] is None:
        return where
    from truceline.geo.grid import coarsened

    own_m = where.radius_m if place is None or where.radius_m is not None else place.radius_m
    lon, lat, radius_m = coarsened(np.array([at[0]]), np.array([at[1]]), grid_km=grid_km)
    return dataclasses.replace(
        where,
        place=None,
        lon=round(float(lon[0]), 6),
        lat=round(float(lat[0]), 6),
        radius_m=(own_m or 0.0) + float(radius_m[0]),
        grade=where.grade or (None if place is None else place.grade),
    )


# Tables

_LISTS: Final = ("told_by", "denied_by", "source_ids")
_POINT: Final = ("lon", "lat", "radius_m")


def _among(table: pa.Table, ids: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.is_in(table["incident_id"], value_set=ids)


def _with(table: pa.Table, columns: Mapping[str, Sequence[object] | npt.NDArray[Any]]) -> pa.Table:
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        one = table.schema.field(at)
        table = table.set_column(at, one, pa.array(values, one.type, from_pandas=True))
    return table


def _coarse(table: pa.Table, ids: pa.ChunkedArray, grid_km: float, blank: Mapping[str, None]) -> pa.Table:
    """Return a table whose rows of some incidents lie in the middle of cells, with radii that hold them."""
    from truceline.geo.grid import coarsened

    own = np.asarray(_among(table, ids))
    lon, lat, radius_m = (
        np.array(table[name].to_numpy(zero_copy_only=False), dtype=np.float64) for name in _POINT
    )
    rows = np.flatnonzero(own & np.isfinite(lon) & np.isfinite(lat))
    lon[rows], lat[rows], more_m = coarsened(lon[rows], lat[rows], grid_km=grid_km)
    radius_m[rows] = np.nan_to_num(radius_m[rows]) + more_m
    told = {name: table[name].to_pylist() for name in blank}
    for name in blank:
        told[name] = [None if is_own else cell for cell, is_own in zip(told[name], own, strict=True)]
    return _with(table, {"lon": lon, "lat": lat, "radius_m": radius_m} | told)


def _coarse_lists(incidents: pa.Table, ids: pa.ChunkedArray, grid_km: float) -> pa.Table:
    """Return INCIDENTS in which the places of accounts of some are moved likewise, each cell named once."""
    from truceline.geo.grid import coarsened

    own = np.asarray(_among(incidents, ids)).tolist()

    def cells(places: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        found: dict[tuple[float, float], dict[str, Any]] = {}
        for one in places:
            lon, lat, more_m = coarsened(np.array([one["lon"]]), np.array([one["lat"]]), grid_km=grid_km)
            radius_m = (one["radius_m"] or 0.0) + float(more_m[0])
            cell = found.setdefault(
                (float(lon[0]), float(lat[0])),
                {**one, "lon": float(lon[0]), "lat": float(lat[0]), "radius_m": radius_m, "accounts": []},
            )
            cell["radius_m"] = max(cell["radius_m"], radius_m)
            cell["accounts"] = [*cell["accounts"], *one["accounts"]]
        return list(found.values())

    told = incidents["places"].to_pylist()
    return _with(
        incidents,
        {"places": [cells(one) if is_own else one for one, is_own in zip(told, own, strict=True)]},
    )


# Words

_QUOTED: Final = re.compile(r"(?<!\w)b?(?P<by>['\"])(?P<cell>(?:(?!(?P=by))[^\\]|\\.)*)(?P=by)")
"""A value as Python writes it; the apostrophe of a word begins none."""
_FIGURES: Final = re.compile(r"\d[\d.,:/ +-]*\d")


def shape(cell: str) -> str:
    """Return what a cell looks like, without what it says.

    Examples
    --------
    >>> shape("00905551234567"), shape("Ahmad"), shape("12 Main St."), shape("")
    ('14 digits', '5 letters', '2 digits, 6 letters, 3 other signs', 'nothing')
    """
    digits = sum(char.isdigit() for char in cell)
    letters = sum(char.isalpha() for char in cell)
    counted = ((digits, "digit"), (letters, "letter"), (len(cell) - digits - letters, "other sign"))
    return ", ".join(f"{n} {what}{'s' * (n != 1)}" for n, what in counted if n) or "nothing"


def shaped(fault: Fault) -> Fault:
    """Return a fault that quotes the shape of what was read, and not what it says.

    Examples
    --------
    >>> print(shaped(Fault(file="a.csv", line=2, message="the row's toll '00905551234567' is not a count")))
    a.csv:2: the row's toll (14 digits) is not a count
    """
    return dataclasses.replace(
        fault,
        pointer=_without_words(fault.pointer),
        message=_without_words(fault.message),
        remedy=_without_words(fault.remedy),
    )


def _without_words(said: str) -> str:
    quoted = _QUOTED.sub(lambda found: f"({shape(found['cell'])})", said)
    return _FIGURES.sub(lambda found: shape(found[0]) if len(found[0]) > 3 else found[0], quoted)


def _shapes(counts: Iterable[tuple[str, int]], known: Set[str]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for word, n in counts:
        said = word if word in known else shape(word)
        found[said] = found.get(said, 0) + n
    return tuple(found.items())


def _pattern(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of some ids and names as words, whatever parts their parts."""
    longest_first = sorted((one for one in secrets if one.strip()), key=len, reverse=True)
    if not longest_first:
        return None
    each = (r"[-_\s]*".join(map(re.escape, re.split(r"[-_\s]+", one))) for one in longest_first)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(each)})(?![^\W_])", re.IGNORECASE)


def _finder(secrets: Iterable[str]) -> Callable[[str], bool]:
    pattern = _pattern(secrets)
    return lambda words: pattern is not None and pattern.search(words) is not None


def _writer(names: Mapping[str, str]) -> Callable[[str], str]:
    """Return what writes a text without some names."""
    pattern = _pattern(names)
    plain = {_plain(name): other for name, other in names.items()}

    def other(found: re.Match[str]) -> str:
        return plain.get(_plain(found[0]), PROTECTED)

    return lambda words: words if pattern is None else pattern.sub(other, words)


def _plain(name: str) -> str:
    return re.sub(r"[-_\s]+", "", name).casefold()


def _walked(noun: N, say: Callable[[str, str], str], key: str) -> N:
    """Return a noun with every text in it said otherwise; `say` takes it and the key it stands under."""
    found: Any = noun
    if isinstance(noun, str):
        said = say(noun, key)
        found = noun if said == noun else said
    elif isinstance(noun, tuple):
        parts = tuple(_walked(one, say, key) for one in noun)
        found = noun if all(new is old for new, old in zip(parts, noun, strict=True)) else parts
    elif isinstance(noun, dict):
        found = {_walked(name, say, key): _walked(one, say, key) for name, one in noun.items()}
    elif dataclasses.is_dataclass(noun) and not isinstance(noun, type):
        changed = {
            one.name: new
            for one in dataclasses.fields(noun)
            if (new := _walked(old := getattr(noun, one.name), say, one.name)) is not old
        }
        found = dataclasses.replace(noun, **changed) if changed else noun
    return found  # type: ignore[no-any-return]
