"""What is written: the folder of a run and single files, whole or not at all, nothing of anybody's replaced.

A file is ours if the receipt beside it lists it with its hash, or if it bears the mark. An input, a file of
somebody else, a device and a link are never replaced. How a folder goes from one run to the next:

1. the folder is locked, and what a run that was stopped left behind is finished;
2. all files are written and brought to disk in `.truceline-next.part`, the receipt with their hashes last;
3. that becomes `.truceline-next`: from here on the new run stands, whenever the machine stops;
4. the old receipt leaves, then the old run's files that the new one does not have; the new files come into
   place, the receipt last. So a folder with a receipt is whole.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

import pyarrow as pa

from truceline.errors import BadInput, Fault
from truceline.model.words import Audience

Output: TypeAlias = str | bytes | pa.Table
"""A text, written as UTF-8, bytes as they are, or a table, written as Parquet."""

RECEIPT: Final = "receipt.json"
MARK: Final = "written by truceline"
"""Stands near the beginning or the end of every file of ours that has no receipt beside it."""
_MOST_RECEIPT_BYTES: Final = 64 * 1024 * 1024
"""More is no receipt of ours."""

_NEXT: Final = ".truceline-next"
_PART: Final = ".truceline-next.part"
_STALE: Final = "stale.json"
"""Beside the new files: names of the old run's files that the new one does not have."""
_MARKED_BYTES: Final = 64 * 1024
"""The mark is looked for in so many bytes at either end."""

INTERNAL_PREFIX: Final = "internal-"
"""Begins the name of every file for the mission alone; a receipt has none, and holds nothing of that."""

LAYER_FORMATS: Final = (".geojson", ".json", ".parquet")
"""Endings of a file of shapes: GeoJSON, or GeoParquet."""
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK})
"""Said by file systems that have no second names for a file."""


def layer_format(path: str | Path, what: str) -> str:
    """Return the ending of a file's name, if shapes are written so.

    Parameters
    ----------
    path : str or Path
        To be written.
    what : str
        What is to be written, in the plural.

    Raises
    ------
    BadInput
        If they are not.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in LAYER_FORMATS:
        remedy = f"end it with {' or '.join(LAYER_FORMATS)}"
        fault = Fault(file=str(path), message="no such format", remedy=remedy)
        raise BadInput(f"{what} are not written so, but as GeoJSON or GeoParquet", [fault])
    return suffix


def named_for(name: str, audience: Audience) -> str:
    """Return a file's name as it must be for an audience."""
    if audience is Audience.PUBLIC or name.startswith(INTERNAL_PREFIX):
        return name
    return INTERNAL_PREFIX + name


def file_for(path: str | Path, audience: Audience) -> Path:
    """Return the path of a file as its name must be for an audience."""
    home = Path(path)
    return home.with_name(named_for(home.name, audience)) if home.name else home


def write_outputs(
    folder: str | Path,
    outputs: Mapping[str, Output],
    receipt: Mapping[str, object],
    *,
    inputs: Iterable[str | Path] = (),
) -> tuple[Path, ...]:
    """Write the files of a run and its receipt; files of an earlier run go, whatever else is there stays.

    Parameters
    ----------
    folder : str or Path
        Made where it is not there.
    outputs : mapping of file name to text, bytes or table
        All but the receipt; a name may have one folder before it, as in `pages/index.html`. The same outputs
        give the same bytes.
    receipt : mapping
        What JSON can say; `files` is added: the SHA-256 of each file by name.
    inputs : iterable of str or Path
        Files that the run read.

    Returns
    -------
    tuple of Path
        The files in the order given, the receipt last.

    Raises
    ------
    BadInput
        If the folder cannot be written, another run is writing there, or it holds a file of these names that
        no run of ours wrote or that was changed since. Nothing is changed then.
    """
    home = Path(folder)
    with at_the_edge(folder, "name another folder"), _locked(home):
        _finish(home)
        listed = listed_files(home)
        _refuse(home, [*outputs, RECEIPT], listed, inputs)
        part = home / _PART
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        try:
            for name, output in outputs.items():
                (part / name).parent.mkdir(exist_ok=True)
                _write(part / name, output)
            hashes = {name: file_sha256(part / name) for name in outputs}
            stale = [name for name in listed if name not in hashes and _is_as_listed(home, name, listed)]
            _write(part / _STALE, json.dumps(stale))
            _write(part / RECEIPT, _text({**receipt, "files": hashes}))
            for folder in (*_folders(outputs, part), part):
                _to_disk(folder)
            part.rename(home / _NEXT)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        _to_disk(home)
        _finish(home)
    return tuple(home / name for name in (*outputs, RECEIPT))


def _text(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def _finish(home: Path) -> None:
    """Bring the files of a run that was written whole into their place: step 4, from wherever it stopped."""
    coming = home / _NEXT
    if not coming.is_dir():
        return
    if (coming / RECEIPT).exists():
        (home / RECEIPT).unlink(missing_ok=True)
        stale = json.loads((coming / _STALE).read_bytes())
        for name in stale:
            (home / name).unlink(missing_ok=True)
        files = (path.relative_to(coming).as_posix() for path in coming.rglob("*") if path.is_file())
        names = sorted(set(files) - {RECEIPT, _STALE})
        for name in names:
            (home / name).parent.mkdir(exist_ok=True)
            (coming / name).replace(home / name)
        for folder in (*_folders(names, home), home):
            _to_disk(folder)
        for folder in _folders(stale, home):
            remove_empty([folder])
        (coming / RECEIPT).replace(home / RECEIPT)
        _to_disk(home)
    shutil.rmtree(coming)


def _folders(names: Iterable[str], home: Path) -> tuple[Path, ...]:
    """Return the folders inside `home` in which some files stand, in order."""
    return tuple(home / name for name in sorted({Path(name).parent.name for name in names} - {""}))


def is_output(name: str) -> bool:
    """Return whether a name may be one of a run's files: in its folder, or in one folder of that.

    Examples
    --------
    >>> [is_output(one) for one in ("a.html", "pages/a.html", "../a.html", "/a.html", "a/b/c.html", "a/..")]
    [True, True, False, False, False, False]
    """
    parts = name.split("/")
    return len(parts) <= 2 and all(part not in {"", ".", ".."} and part == Path(part).name for part in parts)


def is_unfinished(folder: str | Path) -> bool:
    """Return whether a run was stopped while its files came into place; the next one finishes it."""
    return (Path(folder) / _NEXT).is_dir()


def listed_files(folder: str | Path) -> Mapping[str, str | None]:
    """Return the files that a folder's receipt lists with the hash of each; none where it has no receipt.

    A receipt of an early version lists none: every file of a name of ours beside it is then ours, with None.
    """
    found = read_receipt(folder)
    if found is None:
        return {}
    listed = found.get("files")
    if not isinstance(listed, dict):
        names = (path.name for path in Path(folder).iterdir() if path.suffix in _EARLY)
        return dict.fromkeys((*names, RECEIPT))
    plain = {name: sha256 for name, sha256 in listed.items() if is_output(name)}
    return {**plain, RECEIPT: None}


_EARLY: Final = frozenset({".parquet", ".geojson", ".html"})


def read_receipt(folder: str | Path) -> dict[str, object] | None:
    """Return a folder's receipt as plain data; None where it has none that a run of ours wrote."""
    try:
        found = receipt_document(folder)
    except (OSError, ValueError, RecursionError):
        return None
    if isinstance(found, dict) and {"casebook", "digest"} <= found.keys():
        return found
    return None


def receipt_document(folder: str | Path) -> object:
    """Return what the file of a folder's receipt says, whoever wrote it.

    Raises
    ------
    OSError, ValueError, RecursionError
        If it cannot be read, is no JSON, or is nested too deeply.
    """
    with (Path(folder) / RECEIPT).open("rb") as stream:
        return json.loads(stream.read(_MOST_RECEIPT_BYTES))


def file_sha256(path: Path) -> str:
    """Return `sha256:…` of a file's bytes."""
    with path.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def _is_as_listed(home: Path, name: str, listed: Mapping[str, str | None]) -> bool:
    path = home / name
    if name not in listed or path.parent.is_symlink() or path.is_symlink() or not path.is_file():
        return False
    return listed[name] is None or file_sha256(path) == listed[name]


def _refuse(
    home: Path, names: Sequence[str], listed: Mapping[str, str | None], inputs: Iterable[str | Path]
) -> None:
    """Refuse a folder in which a file would be replaced that is read, or that no run of ours wrote."""
    faults = []
    for folder in _folders(names, home):
        if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir()):
            message, remedy = "this is no ordinary folder", "name another folder, or move it"
            faults.append(Fault(file=str(folder), message=message, remedy=remedy))
    for name in names:
        path = home / name
        if not os.path.lexists(path):
            continue
        fault = _unfit(path, inputs)
        if fault is None and not _is_as_listed(home, name, listed):
            was = "was changed since a run wrote it" if name in listed else "is not known to be ours"
            fault = Fault(file=str(path), message=f"the file {was}", remedy="name another folder, or move it")
        faults += [fault] if fault is not None else []
    if faults:
        raise BadInput("nothing is overwritten that no earlier run wrote", faults)


def write_file(
    path: str | Path, output: Output, *, inputs: Iterable[str | Path] = (), is_private: bool = False
) -> None:
    """Write one text, table or file of bytes, whole or not at all.

    Parameters
    ----------
    path : str or Path
        Its folder is made where it is not there. An older file there is replaced if it bears the mark.
    output : str, bytes or pa.Table
        Text and bytes bear the mark near their beginning or end; a table is given it.
    inputs : iterable of str or Path
        Files that were read to make it.
    is_private : bool
        Whether nobody else on the machine may read it.

    Raises
    ------
    BadInput
        If it cannot be written there, or what is there is read, is not ours, or is a link or a device.
    """
    write_files({Path(path): output}, inputs=inputs, is_private=is_private)


def write_files(
    files: Mapping[Path, Output], *, inputs: Iterable[str | Path] = (), is_private: bool = False
) -> None:
    """Write several files, each whole or not at all; none where one of them may not be. As `write_file`."""
    faults = []
    for path in files:
        with at_the_edge(path, "name another file"):
            if os.path.lexists(path):
                fault = _unfit(path, inputs)
                if fault is None and not is_marked(path):
                    remedy = "name another file, or move it away"
                    fault = Fault(file=str(path), message="the file is not known to be ours", remedy=remedy)
                faults += [fault] if fault is not None else []
    if faults:
        raise BadInput("nothing is overwritten that Truceline did not write", faults)
    for path, output in files.items():
        with at_the_edge(path, "name another file"):
            _write_beside(path, output, is_to_be_marked=True, is_private=is_private)


def write_new(path: str | Path, output: Output, *, is_private: bool = False) -> None:
    """Write one file whole or not at all, where none is yet, whoever else writes there at the same time.

    Raises
    ------
    BadInput
        If something of that name is there, or it cannot be written.
    """
    home = Path(path)
    with at_the_edge(path, "name another file"):
        try:
            _write_beside(home, output, is_to_be_marked=False, is_private=is_private, is_new=True)
        except FileExistsError:
            remedy = "name another file, or move it away"
            fault = Fault(file=str(path), message="there is a file of that name", remedy=remedy)
            raise BadInput("nothing is overwritten", [fault]) from None


def replace_file(path: Path, output: str | bytes) -> None:
    """Write a file whole or not at all in place of an earlier one, at which the caller looked."""
    _write_beside(path, output, is_to_be_marked=False)


def _write_beside(
    home: Path, output: Output, *, is_to_be_marked: bool, is_private: bool = False, is_new: bool = False
) -> None:
    made = made_folders(home.parent)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{home.name}.", dir=home.parent) as beside:
            fresh = Path(beside) / "fresh"  # in a folder that is nobody else's
            _write(fresh, output)
            if is_private:
                fresh.chmod(0o600)
            assert is_marked(fresh) or not is_to_be_marked, f"{home.name} is written without its mark"
            if is_new:
                _put_new(fresh, home)
            else:
                fresh.replace(home)
        _to_disk(home.parent)
    finally:
        remove_empty(made)


def _put_new(fresh: Path, home: Path) -> None:
    """Give a file its name where nothing has it; of two that do so at once, one fails."""
    try:
        os.link(fresh, home)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        home.touch(exist_ok=False)
        fresh.replace(home)


def is_marked(path: Path) -> bool:
    """Return whether a file bears our mark near its beginning or end."""
    with path.open("rb") as stream:
        ends = stream.read(_MARKED_BYTES)
        stream.seek(max(stream.seek(0, os.SEEK_END) - _MARKED_BYTES, 0))
        ends += b"\n" + stream.read(_MARKED_BYTES)
    return MARK.encode() in ends


def _unfit(path: Path, inputs: Iterable[str | Path]) -> Fault | None:
    """Return why what is there is never replaced, whoever wrote it; None where nothing speaks against it."""
    if path.is_symlink():
        return Fault(file=str(path), message="this is a link", remedy="name the file itself")
    if not path.is_file():
        message = "this is a folder" if path.is_dir() else "this is a device, no ordinary file"
        return Fault(file=str(path), message=message, remedy="name a file")
    if any(Path(one).exists() and path.samefile(one) for one in inputs):
        return Fault(file=str(path), message="this file is read here", remedy="write to another")
    return None


def _write(path: Path, output: Output) -> None:
    """Write a file and bring it to disk."""
    if isinstance(output, pa.Table):
        import pyarrow.parquet as pq  # slow to import, and most runs write none

        said = {**(output.schema.metadata or {}), b"generator": MARK.encode()}
        pq.write_table(output.replace_schema_metadata(said), path, compression="zstd")
    else:
        path.write_bytes(output.encode() if isinstance(output, str) else output)
    _to_disk(path)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Hold a folder, made where it is not there, for one run; made for nothing, it goes again."""
    made = made_folders(home)
    handle = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        fault = Fault(file=str(home), message="another run is writing there", remedy="wait until it is done")
        raise BadInput("nothing was written", [fault]) from None
    finally:
        os.close(handle)
        remove_empty(made)


def made_folders(home: Path) -> tuple[Path, ...]:
    """Make a folder and those above it that are not there; return those that were made, the lowest first."""
    missing = [folder for folder in (home, *home.parents) if not folder.exists()]
    home.mkdir(parents=True, exist_ok=True)
    return tuple(missing)


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders that are empty, the lowest first; one that holds something stays, and those above it."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


@contextmanager
def at_the_edge(path: str | Path, remedy: str) -> Iterator[None]:
    """Turn what the system refuses into a fault that says where and what to do."""
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            remedy = "make room, or " + remedy
        message = f"cannot write there: {getattr(error, 'strerror', None) or error}"
        raise BadInput(
            "nothing was written", [Fault(file=str(path), message=message, remedy=remedy)]
        ) from error
