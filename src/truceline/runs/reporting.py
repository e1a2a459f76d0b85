"""A report as it is told at a desk: taken apart, shown, kept in a folder, and answered."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from truceline.errors import BadInput, Fault, NotFound
from truceline.files.casebooks import read_record
from truceline.files.outputs import write_new
from truceline.model.casebook import Casebook
from truceline.model.record import Record, RecordHeader, Ruling, Source
from truceline.parsing.nouns import Nouns, read_nouns
from truceline.parsing.typed import read_noun
from truceline.parsing.yaml_text import as_tree, yaml_text
from truceline.record.intake import (
    FAMILY,
    KnownNames,
    Understood,
    changed,
    day_told,
    entry,
    names_of,
    understand,
)
from truceline.record.joining import HEADER
from truceline.record.parse import MANY, ONCE
from truceline.runs.casebook import release_instant
from truceline.runs.sealed import read_sealed
from truceline.runs.status import Consulted, status_of
from truceline.runs.stores import change_for, refuse_other

if TYPE_CHECKING:
    from truceline.db.changes import Entered, RecordChange
    from truceline.db.following import Follower
    from truceline.db.opened import Store

_CODE: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,6}")
"""A source's code: it says nothing of who that is."""
_MOST_LETTERS: Final = 2_000
_MOST_BYTES: Final = 64 * 1024
_FITTED: Final = ("families", "sources", "reports", "claims")
"""Kinds of the store that a new report has to fit."""
_HEADER_FILE: Final = "record.yaml"
_FAMILY_NOUN: Final[dict[str, Any]] = {
    "id": FAMILY,
    "names": {"en": "Sources known by a code"},
    "standing": "unclear",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A report, and what was understood of it."""

    record: Record
    """With the casebook whose names are meant."""
    names: KnownNames
    found: Understood
    said_at: datetime
    """UTC."""
    changes: tuple[str, ...] = ()
    """What a person put right."""


def hear(
    casebook: str | Path,
    words: str,
    *,
    said_at: datetime | None = None,
    language: str = "",
    changes: Iterable[str] = (),
) -> Heard:
    """Return what is understood of one report.

    Parameters
    ----------
    casebook : str or Path
        A bundled name or a folder.
    words : str
        As said.
    said_at : datetime, optional
        UTC, when it was told; now if left out.
    language : str
        `en`, `ar`, `tr` or `ru`; told by the words themselves where left out.
    changes : iterable of str
        What a person puts right, as `place=2 km W of Saraqib`.

    Raises
    ------
    BadCasebook
        If the casebook is not usable.
    BadInput
        If nothing is said, too much, or a change cannot be taken over.
    NotFound
        If there is no such casebook.
    """
    if not words.strip() or len(words) > _MOST_LETTERS:
        message = "nothing is reported" if not words.strip() else f"more than {_MOST_LETTERS:,} letters"
        raise BadInput("nothing was taken down", [Fault(message=message, remedy="tell one happening")])
    record = read_sealed(casebook).parsed.record
    at, names = release_instant(said_at).replace(second=0, microsecond=0), names_of(record.casebook)
    found = understand(words.strip(), names, said_at=at, language=language)
    heard = Heard(record=record, names=names, found=found, said_at=at)
    for one in changes:
        heard = as_changed(heard, one)
    return heard


def as_changed(heard: Heard, change: str) -> Heard:
    """Return a report with one field as a person says that it is; see `intake.changed`."""
    found = changed(heard.found, change, heard.names, said_at=heard.said_at)
    return replace(heard, found=found, changes=(*heard.changes, change))


def keep(heard: Heard, folder: str | Path, *, source: str, corrects: str = "") -> tuple[Path, ...]:
    """Write a report into a folder of a record, which is made where there is none; nothing is overwritten.

    Parameters
    ----------
    heard : Heard
    folder : str or Path
        Of a record that speaks of this casebook.
    source : str
        The source's code, such as `S17`.
    corrects : str
        Id of an earlier report of the same source, whose place this one takes.

    Returns
    -------
    tuple of Path
        The files; the report's own is the last.

    Raises
    ------
    BadInput
        If the source is no code or is protected, the folder is of another casebook, the report is there
        already, another took the place of the earlier one before, or the folder cannot be written.
    NotFound
        If there is no such earlier one.
    """
    home, casebook = Path(folder), heard.record.casebook
    _refuse_name(source)
    held = _held(home, casebook)
    known = {str(one.id): one for one in (*heard.record.sources, *_nouns(held, "sources"))}
    _refuse_protected(known.get(source), source, casebook)
    if corrects:
        _refuse_stranger(held, corrects, source)
    _refuse_again(held, heard, source)
    own = _own_id(heard)
    nouns = _nouns_told(heard, own, source, corrects)
    written = []
    if held is None:
        header = {"of": str(casebook.casebook.id), "note": "Reports taken down at a desk."}
        written.append(_write(home / _HEADER_FILE, {HEADER: header, "families": [_FAMILY_NOUN]}))
    if source not in known:
        written.append(_write(home / "sources" / f"{source}.yaml", {"sources": [_source_noun(source)]}))
    written.append(_write(home / "reports" / f"{own}.yaml", nouns))
    return tuple(written)


def keep_in_store(
    heard: Heard,
    store: str,
    *,
    source: str,
    corrects: str = "",
    informant: str = "",
    author: str = "desk",
    role: str = "duty officer",
) -> tuple[str, ...]:
    """Enter a report into a store, all of it or nothing; protected sources are taken, and sealed.

    Parameters
    ----------
    heard : Heard
    store : str
        `sqlite:///PATH`, of this casebook.
    source, corrects : str
        As for `keep`.
    informant : str
        Who the source is and how to be reached: sealed for the custodian, and not to be read back here.
    author, role : str
        Who takes it down.

    Returns
    -------
    tuple of str
        What was entered, each with the number of its entry.

    Raises
    ------
    BadInput
        If the source is no code, the store is of another casebook or seals nothing, the report is there
        already, or another took the place of the earlier one before.
    NotFound
        If there is no such store, or no such earlier one.
    """
    from truceline.db.entering import enter
    from truceline.db.opened import open_store

    opened = open_store(store)
    changes = changes_to_keep(
        heard, opened, source=source, corrects=corrects, informant=informant, author=author, role=role
    )
    entered = enter(opened, changes)
    return tuple(
        f"{opened.address.name}: entry {one.entry}, {one.change.kind} {one.change.id}" for one in entered
    )


def changes_to_keep(
    heard: Heard,
    store: Store,
    *,
    source: str,
    author: str,
    role: str,
    corrects: str = "",
    informant: str = "",
) -> tuple[RecordChange, ...]:
    """Return what is to be entered of a report into a store that is open; as for `keep_in_store`.

    Raises
    ------
    BadInput, NotFound
        As there.
    """
    casebook = heard.record.casebook
    _refuse_name(source)
    refuse_other(store, casebook, "nothing was kept")
    held = _standing(store)
    known = {str(one.id) for one in (*heard.record.sources, *_nouns(held, "sources"))}
    if corrects:
        _refuse_stranger(held, corrects, source)
    _refuse_again(held, heard, source)
    if informant and source in known:
        remedy = "leave the informant out; the custodian has what was sealed"
        raise BadInput("nothing was kept", [Fault(message=f"{source} is known already", remedy=remedy)])
    own = _own_id(heard)
    trees: list[tuple[str, dict[str, Any]]] = []
    families = (*heard.record.families, *_nouns(held, "families"))
    if not any(one.id == FAMILY for one in families):
        trees.append(("families", _FAMILY_NOUN))
    if source not in known:
        trees.append(("sources", _source_noun(source)))
    nouns = _nouns_told(heard, own, source, corrects)
    trees += [(kind, tree) for kind, ones in nouns.items() for tree in ones]
    return tuple(
        change_for(
            kind,
            as_tree(tree),
            casebook,
            author=author,
            role=role,
            informant={"informant": informant} if informant and kind == "sources" else None,
        )
        for kind, tree in trees
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreHeld:
    """What stands in a store, of the kinds that a new report has to fit."""

    many: Mapping[str, tuple[Any, ...]]


@cache
def _follower() -> Follower[Mapping[str, Mapping[str, Any]]]:
    from truceline.db.following import Follower

    return Follower(_FITTED, _standing_after)


def _standing(store: Store) -> StoreHeld:
    """Return what stands in a store; what this process read of it before is not read again."""
    found = _follower().now(store, {})
    return StoreHeld(many={kind: tuple(nouns.values()) for kind, nouns in found.items()})


def _standing_after(
    before: Mapping[str, Mapping[str, Any]], entered: Iterable[Entered]
) -> Mapping[str, Mapping[str, Any]]:
    found = {kind: dict(before.get(kind, {})) for kind in _FITTED}
    for one in entered:
        if one.version:
            noun, _ = read_noun(MANY[one.change.kind], one.change.tree)
            found[one.change.kind].pop(one.change.id, None)
            if noun is not None:
                found[one.change.kind][one.change.id] = noun
    return found


def _nouns_told(heard: Heard, own: str, source: str, corrects: str) -> dict[str, list[dict[str, Any]]]:
    return entry(
        heard.found,
        heard.record.casebook,
        own=own,
        source=source,
        said_at=heard.said_at,
        corrects=corrects,
        changes=heard.changes,
    )


def read_informant(file: str | None) -> str:
    """Return who a source is, from a file or from standard input; nothing where none is named."""
    if file is None:
        return ""
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES) if file == "-" else _read_bounded(Path(file))
        text = data.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = getattr(error, "strerror", None) or "it is not UTF-8"
        raise BadInput("nothing was kept", [Fault(file=file, message=message)]) from error
    if not text or len(data) == _MOST_BYTES:
        message = f"from 1 to {_MOST_BYTES:,} bytes are read"
        raise BadInput("nothing was kept", [Fault(file=file, message=message, remedy="write one page")])
    return text


def _read_bounded(path: Path) -> bytes:
    if not path.is_file():
        raise BadInput("nothing was kept", [Fault(file=str(path), message="this is no ordinary file")])
    with path.open("rb") as stream:
        return stream.read(_MOST_BYTES)


def answered(casebook: str | Path, heard: Heard, *, rulings: Sequence[Ruling] = ()) -> Consulted | None:
    """Return what applies there and then; None where the place was not understood.

    Where the time was not understood it is asked for when it was told. What was ruled beside the casebook's
    own record is taken.
    """
    found = heard.found
    if found.place is None:
        return None
    at = heard.said_at if found.time is None else found.time.start_at
    place = str(found.place.place)
    if found.place.distance_m is not None:
        place = f"{found.place.distance_m / 1000:g} km {found.place.bearing} of {place}"
    return status_of(
        casebook, at=at, place=place, act=None if found.act is None else str(found.act), rulings=rulings
    )


def _own_id(heard: Heard) -> str:
    day = day_told(heard.said_at, heard.record.casebook).replace("-", "")
    return f"D{day}-{secrets.token_hex(4)}"


def _source_noun(code: str) -> dict[str, Any]:
    return {"id": code, "names": {"en": code}, "family": FAMILY, "protected": True}


def _refuse_name(source: str) -> None:
    if not _CODE.fullmatch(source):
        message = f"{source!r} is no code"
        remedy = "write letters and a number that say nothing of who it is, such as S17"
        raise BadInput("nothing was kept", [Fault(message=message, remedy=remedy)])


def _refuse_protected(source: Source | None, code: str, casebook: Casebook) -> None:
    if source is None or source.family == FAMILY:
        return
    families = {source.family, *(one.family for one in source.families)}
    if source.protected or not families.isdisjoint(casebook.mandate.protected_families):
        remedy = "keep it in a store that seals it: --record sqlite:///PATH"
        fault = Fault(message=f"{code} is a protected source", remedy=remedy)
        raise BadInput("nothing was kept", [fault])


def _held(home: Path, casebook: Casebook) -> Nouns | None:
    """Return what a folder holds; None where there is nothing yet.

    Raises
    ------
    BadInput
        If it is no record, or one of another casebook.
    """
    try:
        if not home.exists() or not any(not one.name.startswith(".") for one in home.iterdir()):
            return None
    except OSError as error:
        fault = Fault(file=str(home), message=error.strerror or "it cannot be read")
        raise BadInput("nothing was kept", [fault]) from error
    held = read_nouns(read_record(home).texts, once=ONCE, many=MANY, beside=())
    header = held.once.get(HEADER)
    if not isinstance(header, RecordHeader) or header.of != casebook.casebook.id:
        of = f"it speaks of {header.of!r}" if isinstance(header, RecordHeader) else "it is no record"
        fault = Fault(
            file=str(home), message=of, remedy=f"name a folder of {casebook.casebook.id!r}, or a new one"
        )
        raise BadInput("nothing was kept", [fault])
    if held.faults:
        raise BadInput("nothing was kept: the folder has faults", held.faults)
    return held


def _nouns(held: Nouns | StoreHeld | None, kind: str) -> tuple[Any, ...]:
    return () if held is None else tuple(held.many.get(kind, ()))


def _refuse_again(held: Nouns | StoreHeld | None, heard: Heard, source: str) -> None:
    """Refuse the same words of the same source at the same minute: it was kept already."""
    at = f"{heard.said_at:%Y-%m-%d %H:%M}Z"
    for one in _nouns(held, "reports"):
        if (one.words, str(one.source), one.heard_at) == (heard.found.words, source, at):
            remedy = "correct it with --corrects, or leave it"
            raise BadInput("nothing was kept", [Fault(message=f"it stands as {one.id}", remedy=remedy)])


def _refuse_stranger(held: Nouns | StoreHeld | None, corrects: str, source: str) -> None:
    earlier = next((one for one in _nouns(held, "claims") if one.id == corrects), None)
    if earlier is None:
        known = [str(one.id) for one in _nouns(held, "claims")][-3:]
        remedy = f"its claims are {', '.join(known)}" if known else "it has no claim yet"
        raise NotFound(
            "nothing was kept", [Fault(message=f"the folder has no claim {corrects!r}", remedy=remedy)]
        )
    later = next((one for one in _nouns(held, "claims") if corrects in one.corrects), None)
    if later is not None:
        fault = Fault(message=f"{later.id} took the place of {corrects!r}", remedy=f"correct {later.id}")
        raise BadInput("nothing was kept", [fault])
    if str(earlier.by) != source:
        fault = Fault(
            message=f"{corrects!r} was told by {earlier.by}", remedy="report it as a word of its own"
        )
        raise BadInput("nothing was kept: a correction is by whoever told it", [fault])


def _write(path: Path, nouns: Mapping[str, object]) -> Path:
    write_new(path, yaml_text(nouns), is_private=True)
    return path
