"""A record and its text with the hashes of the bytes that they were read from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from truceline.files.casebooks import (
    Folders,
    folders_of,
    is_bundled,
    read_casebook,
    read_shared,
    read_tables,
    seal,
)
from truceline.model.record import Record, Ruling
from truceline.model.shelf import Shelf
from truceline.model.words import Audience
from truceline.record.days import known_until
from truceline.record.known import known_by
from truceline.record.parsed import Parsed, RecordFiles, RecordRows
from truceline.record.release import Release, release
from truceline.record.what_if import answers_of, supposing
from truceline.runs.record_cache import KeptCasebook, kept_casebook

OWN: Final = "casebook"
"""What the record that comes with a casebook is called."""
FOLDER, STORE = "folder", "store"
"""What a record that stands apart is called, whatever the name of its folder or store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A record as read, and the hashes that say which bytes were read."""

    parsed: Parsed
    """The record with its text, their warnings, and where each noun stands."""
    sha256: str
    """Of the text: over the names and bytes of the files that say it and of those shared by all casebooks."""
    records: tuple[tuple[str, str], ...]
    """Each record and its hash: `casebook` is its own and first, `folder` or `store` any other."""
    shelf: Shelf | None = field(default=None, repr=False, compare=False)
    """Where its fronts are kept; None where none are."""
    kept: KeptCasebook | None = field(default=None, repr=False, compare=False)
    """Its place in the user's cache; None where nothing is kept."""

    def shelve(self, record: Record) -> None:
        """Let the fronts of what was made of this casebook be those kept, where there are such."""
        if self.shelf is not None:
            from truceline.record.control import fronts  # slow to import, and not needed by who has no shelf

            fronts(record, shelf=self.shelf)

    def known_by(self, instant: datetime) -> Sealed:
        """Return the same as it could be known before a UTC instant, without warnings that name the rest."""
        known = known_by(self.parsed.record, instant)
        if known is self.parsed.record:
            return self
        self.shelve(known)
        return dataclasses.replace(self, parsed=dataclasses.replace(self.parsed, record=known, warnings=()))

    def released(self, audience: Audience, at: datetime) -> tuple[Sealed, Release]:
        """Return the same with the facts from which to compute, and what may leave: see `Release`."""
        told = release(self.parsed.record, audience=audience, at=at)
        self.shelve(told.record)
        self.shelve(told.facts)
        warnings = told.warnings(self.parsed.warnings)
        parsed = dataclasses.replace(self.parsed, record=told.facts, warnings=warnings)
        return dataclasses.replace(self, parsed=parsed), told

    def ruled(self, rulings: Sequence[Ruling]) -> Sealed:
        """Return the same with further rulings in its record."""
        if not rulings:
            return self
        # Slow to import, and not needed by who has none.
        from truceline.judgement.rulebook import as_ruled_too

        record = as_ruled_too(self.parsed.record, *rulings)
        self.shelve(record)
        return dataclasses.replace(self, parsed=dataclasses.replace(self.parsed, record=record))

    def supposing(self, asked: Sequence[tuple[str, str]]) -> Sealed:
        """Return the same as if open questions were answered: a what-if, which every product must name.

        Raises
        ------
        NotFound
            If one is no question of the casebook, or no answer to it.
        """
        if not asked:
            return self
        record = self.parsed.record
        supposed = supposing(record, answers_of(record.casebook, asked))
        self.shelve(supposed)
        return dataclasses.replace(self, parsed=dataclasses.replace(self.parsed, record=supposed))

    def as_of(self, day: date | None) -> Sealed:
        """Return the same as known by the end of a reporting day; None for all of it."""
        until = known_until(day, self.parsed.record.casebook.mandate)
        return self if until is None else self.known_by(until)


def read_sealed(named: Folders | str | Path, *, try_zones: bool = True) -> Sealed:
    """Return a record with its text and the hashes of the very bytes they were parsed from.

    Parameters
    ----------
    named : Folders, str or Path
        A casebook, and which record of it; only a casebook is read with the record that comes with it.
    try_zones : bool
        Whether each zone is built to see that it can be; not needed by who only asks the record.

    Raises
    ------
    NotFound
        If there is no such casebook or record.
    BadCasebook
        With every fault found.
    """
    read = folders_of(named)
    texts, shared, tables = read_casebook(read.casebook), read_shared(), read_tables(read.casebook)
    apart = _read_apart(read.records)
    own = seal([("shared", shared), ("casebook", texts), ("tables", tables)])
    is_alone = read.with_own and not apart
    kept = kept_casebook(own, is_bundled=is_bundled(read.casebook)) if is_alone else None
    asked = _Asked(
        own=own,
        kept=kept,
        try_zones=try_zones,
        texts=texts,
        shared=shared,
        tables=tables,
        apart=apart,
        with_own=read.with_own,
    )
    parsed = _parsed_before(asked) if is_alone else asked.parsed()
    text = {name: texts[name] for name in parsed.text_files}
    told = {name: texts[name] for name in parsed.record_files}
    own_record = [(OWN, seal([("record", told), ("tables", tables)]))] if read.with_own else []
    sealed = Sealed(
        parsed=parsed,
        sha256=seal([("shared", shared), ("casebook", text)]),
        # A folder's name is not told: it may say whose desk it is.
        records=(*own_record, *sorted((_called(one), one.sha256) for one in apart)),
        shelf=asked.shelf,
        kept=kept,
    )
    sealed.shelve(parsed.record)
    return sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Bytes to be parsed; the same ones where what decides what they come to is the same."""

    own: str
    """The hash of the casebook's."""
    kept: KeptCasebook | None
    """Its place in the user's cache."""
    try_zones: bool
    texts: Mapping[str, bytes] = field(repr=False, compare=False)
    shared: Mapping[str, bytes] = field(repr=False, compare=False)
    tables: Mapping[str, bytes] = field(repr=False, compare=False)
    apart: Sequence[RecordFiles | RecordRows] = field(repr=False, compare=False)
    with_own: bool = field(compare=False)

    def parsed(self) -> Parsed:
        """Return what they come to, from the user's cache where it is kept there."""
        found = self.kept.parsed(try_zones=self.try_zones) if self.kept is not None else None
        return self._anew() if found is None else found

    def _anew(self) -> Parsed:
        from truceline.record.control import fronts  # slow to import, and not needed of what is kept
        from truceline.record.parse import parse_record

        found = parse_record(
            self.texts,
            self.shared,
            records=self.apart,
            tables=self.tables,
            with_own=self.with_own,
            try_zones=self.try_zones,
            fronts=partial(fronts, shelf=self.shelf),
        )
        if self.kept is not None:
            self.kept.keep(found, try_zones=self.try_zones)
        return found

    @property
    def shelf(self) -> Shelf | None:
        """Return where their fronts are kept; None where none are."""
        return self.kept.shelf if self.kept is not None and self.try_zones else None


@lru_cache(maxsize=4)
def _parsed_before(asked: _Asked) -> Parsed:
    """Return what a casebook with no record apart comes to: of the same bytes the same objects.

    What stands apart may be erased there, and is not held on to.
    """
    return asked.parsed()


def _called(record: RecordFiles | RecordRows) -> str:
    return FOLDER if isinstance(record, RecordFiles) else STORE


def _read_apart(records: Sequence[str | Path]) -> list[RecordFiles | RecordRows]:
    if not records:
        return []
    from truceline.runs.stores import read_apart  # slow to import, and not needed by who has none

    return [read_apart(one) for one in records]
