"""A casebook with the hash of the bytes that it was read from."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from truceline.files.casebooks import is_bundled, read_casebook, read_shared, read_tables
from truceline.model.casebook import Casebook
from truceline.model.words import Audience
from truceline.record.days import known_until
from truceline.record.known import known_by
from truceline.record.release import Release, release
from truceline.record.shelf import Shelf
from truceline.runs.kept import KeptCasebook, kept_casebook
from truceline.text.marks import Parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A casebook as read, and the hash that says which bytes were read."""

    parsed: Parsed
    """The casebook, its warnings, and where each noun stands."""
    sha256: str
    """Over the names and bytes of its files and of those shared by all casebooks."""
    shelf: Shelf | None = field(default=None, repr=False, compare=False)
    """Where its fronts are kept; None where none are."""
    kept: KeptCasebook | None = field(default=None, repr=False, compare=False)
    """Its place in the user's cache; None where nothing is kept."""

    def shelve(self, casebook: Casebook) -> None:
        """Let the fronts of what was made of this casebook be those kept, where there are such."""
        if self.shelf is not None:
            from truceline.record.control import fronts  # slow to import, and not needed by who has no shelf

            fronts(casebook, shelf=self.shelf)

    def known_by(self, instant: datetime) -> Sealed:
        """Return the same as it could be known before a UTC instant, without warnings that name the rest."""
        known = known_by(self.parsed.casebook, instant)
        if known is self.parsed.casebook:
            return self
        self.shelve(known)
        return dataclasses.replace(self, parsed=dataclasses.replace(self.parsed, casebook=known, warnings=()))

    def released(self, audience: Audience, at: datetime) -> tuple[Sealed, Release]:
        """Return the same with the facts from which to compute, and what may leave: see `Release`."""
        told = release(self.parsed.casebook, audience=audience, at=at)
        self.shelve(told.casebook)
        self.shelve(told.facts)
        warnings = told.warnings(self.parsed.warnings)
        parsed = dataclasses.replace(self.parsed, casebook=told.facts, warnings=warnings)
        return dataclasses.replace(self, parsed=parsed), told

    def as_of(self, day: date | None) -> Sealed:
        """Return the same as known by the end of a reporting day; None for all of it."""
        until = known_until(day, self.parsed.casebook.mandate)
        return self if until is None else self.known_by(until)


def read_sealed(name_or_path: str | Path, *, try_zones: bool = True) -> Sealed:
    """Return a casebook and the hash of the very bytes it was parsed from.

    Parameters
    ----------
    name_or_path : str or Path
        A bundled name or a folder.
    try_zones : bool
        Whether each zone is built to see that it can be; not needed by who only asks the record.

    Raises
    ------
    NotFound
        If there is no such casebook.
    BadCasebook
        With every fault found.
    """
    texts, shared = read_casebook(name_or_path), read_shared()
    tables = read_tables(name_or_path)
    sha256 = seal([("shared", shared), ("casebook", texts), ("tables", tables)])
    kept = kept_casebook(sha256, is_bundled=is_bundled(name_or_path))
    shelf = kept.shelf if kept is not None and try_zones else None
    parsed = kept.parsed(try_zones=try_zones) if kept is not None else None
    if parsed is None:
        from truceline.record.control import fronts  # slow to import, and not needed of what is kept
        from truceline.record.parse import parse_casebook

        parsed = parse_casebook(
            texts, shared, tables=tables, try_zones=try_zones, fronts=partial(fronts, shelf=shelf)
        )
        if kept is not None:
            kept.keep(parsed, try_zones=try_zones)
    sealed = Sealed(parsed=parsed, sha256=sha256, shelf=shelf, kept=kept)
    sealed.shelve(parsed.casebook)
    return sealed


def seal(groups: Iterable[tuple[str, Mapping[str, bytes]]]) -> str:
    """Return `sha256:…` over groups of files: the names and bytes of each, sorted by name."""
    total = hashlib.sha256()
    for group, files in groups:
        for name, data in sorted(files.items()):
            # Lengths keep the end of one name or file from passing for the start of the next.
            total.update(f"{group}\0{len(name.encode())}\0{name}\0{len(data)}\0".encode())
            total.update(data)
    return f"sha256:{total.hexdigest()}"
