"""Casebooks on disk: the bundled ones by name, anybody's by folder; sizes are looked at before reading."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import NoReturn

from truceline.errors import BadCasebook, BadInput, Fault, NotFound
from truceline.files.outputs import at_the_edge, made_folders, remove_empty
from truceline.model.casebook import Casebook
from truceline.parsing import MAX_BYTES
from truceline.text.marks import Parsed

MAX_FILES = 500

MAX_ENTRIES = 20_000
"""Files and folders of any kind; a folder with more is not a casebook's."""

_SUFFIXES = frozenset({".yaml", ".yml", ".csv"})
_SHARED = "shared"
_TABLES = "tables"
"""Files below this folder of a casebook hold rows by the thousand; they are no nouns."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


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


def load_parsed(name_or_path: str | Path) -> Parsed:
    """Return a casebook with its warnings and the place of every noun.

    Raises
    ------
    NotFound
        If there is no such casebook.
    BadCasebook
        With every fault found.
    """
    from truceline.record.control import fronts  # slow to import, and most only read the files
    from truceline.record.parse import parse_casebook

    return parse_casebook(
        read_casebook(name_or_path), read_shared(), tables=read_tables(name_or_path), fronts=fronts
    )


def load_casebook(name_or_path: str | Path) -> Casebook:
    """Return a casebook by its bundled name or from a folder.

    Raises
    ------
    NotFound
        If there is no such casebook.
    BadCasebook
        With every fault found.
    """
    return load_parsed(name_or_path).casebook


def files_of(name_or_path: str | Path) -> tuple[Path, ...]:
    """Return whatever stands in the folder of a casebook, which no output replaces; none of a bundled one."""
    folder = Path(name_or_path)
    return tuple(folder.rglob("*")) if folder.is_dir() else ()


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
