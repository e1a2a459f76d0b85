"""Casebooks on disk: the bundled ones by name, anybody's by folder; sizes are looked at before reading."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import NoReturn

from truceline.errors import BadCasebook, BadInput, Fault, NotFound
from truceline.files.outputs import at_the_edge, made_folders, remove_empty
from truceline.model.casebook import Casebook
from truceline.model.record import Record
from truceline.parsing import MAX_BYTES
from truceline.record.parsed import RecordFiles

MAX_FILES = 500

MAX_ENTRIES = 20_000
"""Files and folders of any kind; a folder with more is not a casebook's."""

_SUFFIXES = frozenset({".yaml", ".yml", ".csv"})
_SHARED = "shared"
_TABLES = "tables"
"""Files below this folder of a casebook hold rows by the thousand; they are no nouns."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Which casebook is read, and what tells of it."""

    casebook: str | Path
    """A bundled name, or a folder. A bundled name wins; write `./idlib` for a folder of that name."""
    records: tuple[str | Path, ...] = ()
    """Folders of records that stand apart. Their order changes nothing: nouns are joined by id."""
    with_own: bool = True
    """Whether the record that comes with the casebook is part of it."""


def folders_of(named: Folders | str | Path) -> Folders:
    """Return a casebook with its own record, where only the casebook is named."""
    return named if isinstance(named, Folders) else Folders(casebook=named)


def bundled() -> tuple[str, ...]:
    """Return the names of the casebooks that come with Truceline, sorted."""
    folder = _bundled_folder()
    if not folder.is_dir():
        return ()
    names = (path.name for path in folder.iterdir() if path.is_dir() and _NAME.fullmatch(path.name))
    return tuple(sorted(name for name in names if name != _SHARED))


def is_bundled(name_or_path: str | Path) -> bool:
    """Return whether a casebook is one that comes with Truceline."""
    return isinstance(name_or_path, str) and name_or_path in bundled()


def read_casebook(name_or_path: str | Path) -> dict[str, bytes]:
    """Return the YAML files and CSV ledgers of a casebook, by path inside its folder; not its tables.

    Parameters
    ----------
    name_or_path : str or Path
        A bundled name, or a folder. A bundled name wins; write `./idlib` for a folder of that name.

    Raises
    ------
    NotFound
        If it is neither.
    BadCasebook
        If the folder holds no such file, too many, one that is too large, or one that leads outside.
    """
    return _read_folder(_folder_of(name_or_path))


def read_tables(name_or_path: str | Path) -> dict[str, bytes]:
    """Return the CSV tables of a casebook by path inside its folder; empty where it has none.

    Raises
    ------
    NotFound
        If there is no such casebook.
    BadCasebook
        If there are too many, one is too large, or one leads outside.
    """
    folder = _folder_of(name_or_path)
    if not (folder / _TABLES).is_dir():
        return {}
    names = {path: path.relative_to(folder).as_posix() for path in _own_files(folder / _TABLES)}
    others = [name for path, name in names.items() if path.suffix != ".csv"]
    if others:
        remedy = "a casebook's nouns stand outside this folder"
        _refuse([Fault(file=name, message="a table is a .csv file", remedy=remedy) for name in others])
    return _read_files(names, folder)


def read_record(path: str | Path) -> RecordFiles:
    """Return the files of a record that stands apart from the casebook it speaks of.

    Parameters
    ----------
    path : str or Path
        A folder of YAML files and CSV ledgers.

    Raises
    ------
    NotFound
        If it is none.
    BadCasebook
        If it holds no such file, too many, one that is too large, or one that leads outside.
    """
    folder = Path(path)
    if "\0" in str(path) or not folder.is_dir():
        remedy = "give the folder of a record: YAML files, one of which says `record:` and `of:`"
        raise NotFound(f"{str(path)!r} is no folder", [Fault(message="no such record", remedy=remedy)])
    texts = _read_folder(folder)
    return RecordFiles(name=str(path), texts=texts, sha256=seal([("record", texts)]))


def load_casebook(name_or_path: str | Path) -> Casebook:
    """Return the text of a casebook by its bundled name or from a folder; of a record there nothing is read.

    Zones that are built on who held what ground, which a record tells, are not tried.

    Raises
    ------
    NotFound
        If there is no such casebook.
    BadCasebook
        With every fault found.
    """
    return _text_of(_Bytes(read_casebook(name_or_path), read_shared(), {}))


def load_record(name_or_path: str | Path, *records: str | Path, with_own: bool = True) -> Record:
    """Return what was told of a casebook, which stands in its field `casebook`.

    Parameters
    ----------
    name_or_path : str or Path
        A bundled casebook's name, or a casebook's folder.
    *records : str or Path
        Folders of records that stand apart. Their order changes nothing: nouns are joined by id.
    with_own : bool
        Whether the record that comes with the casebook is part of it.

    Raises
    ------
    NotFound
        If there is no such casebook or record.
    BadCasebook
        With every fault found, other content under one id among them.

    Notes
    -----
    What is told by a casebook's own files alone is the same object as long as they are the same.
    """
    read = _Bytes(read_casebook(name_or_path), read_shared(), read_tables(name_or_path))
    apart = [read_record(one) for one in records]
    return _record_of(read) if with_own and not apart else _parsed(read, apart, with_own=with_own)


class _Bytes:
    """The files of a casebook; the same ones where all their names and bytes are."""

    def __init__(
        self, texts: Mapping[str, bytes], shared: Mapping[str, bytes], tables: Mapping[str, bytes]
    ) -> None:
        self.texts, self.shared, self.tables = texts, shared, tables
        self._sha256 = seal([("shared", shared), ("casebook", texts), ("tables", tables)])

    def __hash__(self) -> int:
        return hash(self._sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes) and self._sha256 == other._sha256


@lru_cache(maxsize=2)
def _text_of(read: _Bytes) -> Casebook:
    from truceline.record.parse import MANY
    from truceline.text.parse import parse_casebook

    return parse_casebook(read.texts, read.shared, beside=MANY).casebook


@lru_cache(maxsize=2)
def _record_of(read: _Bytes) -> Record:
    return _parsed(read, [], with_own=True)


def _parsed(read: _Bytes, apart: Sequence[RecordFiles], *, with_own: bool) -> Record:
    from truceline.record.control import fronts  # slow to import, and most only read the files
    from truceline.record.parse import parse_record

    return parse_record(
        read.texts, read.shared, records=apart, tables=read.tables, with_own=with_own, fronts=fronts
    ).record


def seal(groups: Iterable[tuple[str, Mapping[str, bytes]]]) -> str:
    """Return `sha256:…` over groups of files: the names and bytes of each, sorted by name."""
    total = hashlib.sha256()
    for group, files in groups:
        for name, data in sorted(files.items()):
            # Lengths keep the end of one name or file from passing for the start of the next.
            total.update(f"{group}\0{len(name.encode())}\0{name}\0{len(data)}\0".encode())
            total.update(data)
    return f"sha256:{total.hexdigest()}"


def files_of(named: Folders | str | Path) -> tuple[Path, ...]:
    """Return all that stands in the folders that are read, which no output replaces; not of a bundled one."""
    read = folders_of(named)
    folders = map(Path, (read.casebook, *read.records))
    return tuple(file for folder in folders if folder.is_dir() for file in folder.rglob("*"))


def write_new(name: str, folder: str | Path) -> tuple[Path, ...]:
    """Write the files of a new casebook and return their paths; nothing is ever overwritten.

    Parameters
    ----------
    name : str
        Its id.
    folder : str or Path
        Made where it is not there; must be empty where it is.

    Raises
    ------
    BadInput
        If `name` is no id, or the folder holds something or cannot be written.
    """
    from truceline.text.new import new_casebook

    texts = new_casebook(name)
    home = Path(folder)
    with at_the_edge(home, "name another folder"):
        _write_new(texts, home)
    return tuple(home / file for file in texts)


def _write_new(texts: Mapping[str, str], home: Path) -> None:
    made = made_folders(home)
    try:
        if any(home.iterdir()):
            fault = Fault(file=str(home), message="the folder is not empty", remedy="name another folder")
            raise BadInput("nothing is overwritten", [fault])
        with tempfile.TemporaryDirectory(prefix=f".{home.name}.", dir=home.resolve().parent) as beside:
            fresh = Path(beside) / "fresh"
            fresh.mkdir()
            for file, text in texts.items():
                (fresh / file).write_bytes(text.encode())
            fresh.rename(home.resolve())
    finally:
        remove_empty(made)


def _bundled_folder() -> Path:
    return Path(str(resources.files("truceline"))) / "casebooks"


def read_shared() -> dict[str, bytes]:
    """Return the files that all casebooks share, by name under `shared/`."""
    folder = _bundled_folder() / _SHARED
    if not folder.is_dir():
        return {}
    return {f"{_SHARED}/{name}": data for name, data in _read_folder(folder).items()}


def _folder_of(name_or_path: str | Path) -> Path:
    if is_bundled(name_or_path):
        return _bundled_folder() / name_or_path
    folder = Path(name_or_path)
    if "\0" not in str(name_or_path) and folder.is_dir():
        return folder
    known = ", ".join(bundled()) or "none"
    raise NotFound(
        f"{str(name_or_path)!r} is neither a bundled casebook nor a folder",
        [Fault(message="no such casebook", remedy=f"bundled: {known}; or give a folder of YAML files")],
    )


def _read_folder(folder: Path) -> dict[str, bytes]:
    names = {path: path.relative_to(folder).as_posix() for path in _own_files(folder, leave_out=_TABLES)}
    if not names:
        remedy = "start one with `truceline casebook new`"
        _refuse([Fault(file=str(folder), message="the folder holds no .yaml or .csv file", remedy=remedy)])
    return _read_files(names, folder)


def _read_files(names: dict[Path, str], folder: Path) -> dict[str, bytes]:
    home = folder.resolve()
    if faults := [fault for path, name in names.items() for fault in _unfit(path, name, home)]:
        _refuse(faults)
    return {name: _read_bounded(path, name) for path, name in names.items()}


def _own_files(folder: Path, leave_out: str = "") -> list[Path]:
    """Return YAML files and ledgers below a folder, and links to folders, which are refused; none hidden."""
    ahead, found, n_seen = [folder], list[Path](), 0
    while ahead:
        for path in _entries(ahead.pop()):
            n_seen += 1
            if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
                if path != folder / leave_out:
                    ahead.append(path)
            elif (path.suffix in _SUFFIXES or path.is_dir()) and not path.name.startswith("."):
                found.append(path)
            if n_seen > MAX_ENTRIES or len(found) > MAX_FILES:
                message = f"the folder holds more than {MAX_FILES} files to read, or {MAX_ENTRIES:,} in all"
                _refuse([Fault(file=str(folder), message=message, remedy="give the casebook's own folder")])
    return sorted(found)


def _entries(folder: Path) -> list[Path]:
    try:
        return list(islice(folder.iterdir(), MAX_ENTRIES + 1))
    except OSError as error:
        message = f"the folder cannot be read: {error.strerror}"
        _refuse([Fault(file=str(folder), message=message, remedy="see its rights")])


def _refuse(faults: list[Fault]) -> NoReturn:
    raise BadCasebook("some files of the casebook cannot be read", faults)


def _unfit(path: Path, name: str, home: Path) -> list[Fault]:
    try:
        real = path.resolve()
        is_file = real.is_file()
    except (OSError, RuntimeError):  # links in a ring
        return [Fault(file=name, message="this is a link that leads nowhere", remedy="copy the file inside")]
    if not real.is_relative_to(home):
        return [
            Fault(file=name, message="the file lies outside the casebook's folder", remedy="copy it inside")
        ]
    if not is_file:
        return [Fault(file=name, message="this is no ordinary file", remedy="remove it or give it a name")]
    size = real.stat().st_size
    if size > MAX_BYTES:
        message = f"the file has {size:,} bytes, more than {MAX_BYTES:,}"
        return [Fault(file=name, message=message, remedy="split it")]
    return []


def _read_bounded(path: Path, name: str) -> bytes:
    """Return the file's bytes, never more than one beyond the limit even if it grows meanwhile."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        fault = Fault(
            file=name, message=f"the file cannot be read: {error.strerror}", remedy="see its rights"
        )
        raise BadCasebook("the casebook cannot be read", [fault]) from error
