"""Claims and counter-claims in one table: a row for each matter, a column for each side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.labels import Cited, Column, Labels
from truceline.model.record import Notification, Record, Toll
from truceline.model.words import Manner, MatterKind
from truceline.record import MatterClaims, Telling, Voice, by_account, tellings
from truceline.record.corrections import corrected_by


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """One claim of a voice."""

    id: str
    says: str
    day: str
    manner: str
    """Empty where it simply asserts."""
    hedge: str
    grade: str
    """Letter of the source and figure of the assertion, such as `F6`: text."""
    through: tuple[str, ...]
    denied_in: tuple[str, ...]
    """Claims that deny it in so many words."""
    against: tuple[str, ...]
    """Claims it denies."""
    denies_what: tuple[str, ...]
    """Which parts of them."""
    otherwise_in: tuple[str, ...]
    """Claims that cannot be true together with it."""
    pages: tuple[Cited, ...]
    trouble: tuple[tuple[str, str], ...]
    """What is wrong with the wording: its kind, and a sentence."""
    mistaken: str
    """Why it is wrong, where the record marks it as mistaken; else empty."""
    corrected_in: tuple[str, ...]
    """Later claims of the same speaker that took its place; then it is mistaken for no other reason."""
    details: tuple[tuple[str, str], ...]
    """What else it tells, a label and a value each; see `details`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceView:
    """One speaker, however many pages carry it."""

    speaker: str
    kind: str
    lean: str
    """Side it leans to, where it does not stand in that side's column; else empty."""
    n_pages: int
    statements: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TollView:
    """A toll as one source gave it at one moment."""

    said: Cited
    moment: int | None
    """1 for the first this source gave; none where the order is not known."""
    at: str
    figure: str
    outcome: str
    who: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """Whether one is said to have told another."""

    said: Cited
    notifier: str
    says: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """One matter with every voice on it."""

    id: str
    title: str
    kind: MatterKind
    when: str
    where: str
    where_words: str
    cells: tuple[tuple[VoiceView, ...], ...]
    """Voices in the column of each side."""
    is_denied: bool
    n_voices: int
    n_pages: int
    tolls: tuple[TollView, ...]
    notices: tuple[NoticeView, ...]
    open_points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterGroup:
    """Matters of one kind."""

    kind: str
    label: str
    rows: tuple[MatterRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatSourcesSaid:
    """What the record tells, by matter."""

    columns: tuple[Column, ...]
    rows: tuple[MatterRow, ...]
    """In the casebook's order."""
    groups: tuple[MatterGroup, ...]
    """The same by kind."""
    n_voices: int
    n_pages: int


def told(labels: Labels, found: Sequence[MatterClaims]) -> WhatSourcesSaid:
    """Return claims and counter-claims in words.

    Parameters
    ----------
    labels : Labels
        Of the record that they are of.
    found : sequence of MatterClaims
        The matters to tell of.
    """
    rows = tuple(_row(one, labels) for one in found)
    by_kind: dict[MatterKind, list[MatterRow]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    pages = {
        report.id
        for one in found
        for voice in one.voices
        for telling in voice.tellings
        for report in telling.reports
    }
    return WhatSourcesSaid(
        columns=labels.columns,
        rows=rows,
        groups=tuple(
            MatterGroup(kind=str(kind), label=labels.t.of("matter_kind", kind), rows=tuple(by_kind[kind]))
            for kind in MatterKind
            if kind in by_kind
        ),
        n_voices=len({voice.source.id for one in found for voice in one.voices if voice.counts}),
        n_pages=len(pages),
    )


def _row(one: MatterClaims, labels: Labels) -> MatterRow:
    matter = one.matter
    told = [telling for voice in one.voices for telling in voice.tellings]
    place = matter.where.place if matter.where else None
    return MatterRow(
        id=matter.id,
        title=matter.title,
        kind=matter.kind,
        when=labels.when(matter.when),
        where=labels.place(place),
        where_words=matter.where_words,
        cells=tuple(
            tuple(_voice(voice, labels) for voice in one.voices if labels.in_column(voice.side, column))
            for column in labels.columns
        ),
        is_denied=any(
            telling.denied_by or telling.claim.denies or telling.claim.manner is Manner.DENIES
            for telling in told
        ),
        n_voices=sum(voice.counts for voice in one.voices),
        n_pages=one.n_reports,
        tolls=tuple(_toll(toll, labels) for toll in one.tolls),
        notices=tuple(_notice(row, labels) for row in one.notifications),
        open_points=matter.open_points,
    )


def _voice(voice: Voice, labels: Labels) -> VoiceView:
    first = voice.tellings[0]
    return VoiceView(
        speaker=words.name(voice.source.names),
        kind=labels.t.of("speaker", first.standing),
        lean=labels.side(first.lean) if first.lean is not None and first.lean != voice.side else "",
        n_pages=voice.n_reports,
        statements=tuple(_statement(telling, labels) for telling in voice.tellings),
    )


def _statement(telling: Telling, labels: Labels) -> StatementView:
    claim = telling.claim
    pages = labels.pages((page.source, page.id) for page in telling.reports)
    later = tuple(
        str(one.id)
        for one in labels.record.claims
        if claim.mistaken and claim.id in one.corrects and claim.mistaken == corrected_by(one)
    )
    return StatementView(
        id=claim.id,
        says=claim.says,
        day=pages[0].day if pages else "",
        manner="" if claim.manner is Manner.ASSERTS else labels.t.of("manner", claim.manner),
        hedge=claim.hedge,
        grade=f"{telling.source.reliability}{claim.credibility}",
        through=tuple(labels.source(one) for one in claim.through),
        denied_in=tuple(other.id for other in telling.denied_by),
        against=tuple(str(one) for one in claim.denies),
        denies_what=tuple(labels.t.of("part", one) for one in claim.denies_what),
        otherwise_in=tuple(other.id for other in telling.contradicted_by),
        pages=pages,
        trouble=tuple((labels.t.of("trouble", one.kind), one.says) for one in claim.trouble),
        mistaken="" if later else claim.mistaken,
        corrected_in=later,
        details=tuple(details(telling, labels)),
    )


def details(telling: Telling, labels: Labels) -> Iterator[tuple[str, str]]:
    """Yield what a claim tells of people, fire and time, and the words in which it came, as far as it does.

    The words, and what was put right of them, are not in a record that is for the public.
    """
    t, claim = labels.t, telling.claim
    for harm in claim.harm:
        who = f" ({t.of('people', harm.who)})" if harm.who else ""
        yield (
            t("heard.dead" if harm.outcome == "killed" else "heard.wounded"),
            f"{labels.figure(harm.low, harm.high)}{who}",
        )
    if claim.fire_from:
        yield t("heard.from"), t.of("compass", claim.fire_from.lower())
    if telling.when is not None and telling.when.rough:
        yield t("told.rough"), labels.when(telling.when)
    for report in telling.reports:
        if report.words:
            yield t("told.as_said"), f"“{report.words}”"
        if report.put_right:
            yield t("told.put_right"), t.comma.join(report.put_right)


def told_beside(record: Record, account: str, t: Catalogue) -> Iterator[str]:
    """Yield a line for each claim of an account, as `incident/account`, that tells something beside it."""
    labels = Labels(record, t)
    for telling in by_account(tellings(record)).get(account, ()):
        said = [f"{label}: {value}" for label, value in details(telling, labels)]
        if said:
            yield f"{telling.claim.id}: {t.semicolon.join(said)}"


def _toll(toll: Toll, labels: Labels) -> TollView:
    said = labels.cited(toll.by, toll.report)
    return TollView(
        said=said,
        moment=toll.moment,
        at=toll.at or said.day,
        figure=labels.figure(toll.low, toll.high),
        outcome=labels.t.of("befell", toll.outcome),
        who=labels.actor(toll.who) if toll.who else "",
        note=toll.note,
    )


def _notice(row: Notification, labels: Labels) -> NoticeView:
    return NoticeView(
        said=labels.cited(row.by, row.report),
        notifier=labels.actor(row.notifier),
        says=labels.t(f"notice.{row.told}", notified=labels.actor(row.notified), of=row.of),
        note=row.note,
    )
