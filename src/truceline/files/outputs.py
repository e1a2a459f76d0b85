"""A folder of outputs, written whole or not at all: beside its place first, then moved into it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from truceline.errors import BadInput, Fault

Output: TypeAlias = str | bytes | pa.Table
"""A text, written as UTF-8, bytes as they are, or a table, written as Parquet."""

RECEIPT = "receipt.json"
"""By its receipt we know an older folder of ours."""


LAYER_FORMATS = (".geojson", ".json", ".parquet")
"""Endings of a file of shapes: GeoJSON, or GeoParquet."""


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


def write_outputs(folder: str | Path, outputs: Mapping[str, Output]) -> tuple[Path, ...]:
    """Write files into a folder so that a reader never sees some of them new and others cut short.

    Files of an earlier run are replaced; whatever else lies in the folder stays. If anything fails, what
    was there before is there again. The same outputs give the same bytes.

    Parameters
    ----------
    folder : str or Path
        Made where it is not there.
    outputs : mapping of file name to text, bytes or table
        `receipt.json` among them.

    Returns
    -------
    tuple of Path
        The files, in the order given.

    Raises
    ------
    BadInput
        If the folder cannot be written, or holds files of these names that no run of ours wrote.
    """
    try:
        home = Path(folder).resolve()
        _refuse_foreign(home, outputs)
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{home.name}.", dir=home.parent) as beside:
            fresh = Path(beside) / "fresh"
            fresh.mkdir()
            for name, output in outputs.items():
                _write(fresh / name, output)
            _move(fresh, home, Path(beside) / "before")
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        message = f"cannot write there: {getattr(error, 'strerror', None) or error}"
        fault = Fault(file=str(folder), message=message, remedy="name another folder")
        raise BadInput("nothing was written", [fault]) from error
    return tuple(Path(folder) / name for name in outputs)


def write_table(path: str | Path, table: pa.Table) -> None:
    """Write one table as Parquet, whole or not at all; an older file of that name is replaced.

    Raises
    ------
    BadInput
        If it cannot be written there.
    """
    write_file(path, table)


def write_file(path: str | Path, output: Output) -> None:
    """Write one text, table or file of bytes, whole or not at all; an older file of that name is replaced.

    Raises
    ------
    BadInput
        If it cannot be written there.
    """
    try:
        home = Path(path).resolve()
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{home.name}.", dir=home.parent) as beside:
            fresh = Path(beside) / "fresh"
            _write(fresh, output)
            fresh.replace(home)
    except (OSError, ValueError) as error:
        message = f"cannot write there: {getattr(error, 'strerror', None) or error}"
        fault = Fault(file=str(path), message=message, remedy="name another file")
        raise BadInput("nothing was written", [fault]) from error


def _write(path: Path, output: Output) -> None:
    if isinstance(output, str):
        path.write_text(output, encoding="utf-8", newline="\n")
    elif isinstance(output, bytes):
        path.write_bytes(output)
    else:
        pq.write_table(output, path, compression="zstd")


def _refuse_foreign(home: Path, outputs: Mapping[str, Output]) -> None:
    """Refuse a folder in which a file would be replaced that no run of ours wrote."""
    taken = [name for name in outputs if (home / name).exists()]
    if not taken or _is_receipt(home / RECEIPT):
        return
    remedy = "name another folder, or remove them"
    faults = [
        Fault(file=str(home / name), message="the file is not known to be ours", remedy=remedy)
        for name in taken
    ]
    raise BadInput("nothing is overwritten that no earlier run wrote", faults)


def _is_receipt(path: Path) -> bool:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and {"casebook", "digest"} <= found.keys()


def _move(fresh: Path, home: Path, before: Path) -> None:
    """Move files into their place; on any failure put back what was there."""
    if not home.exists():
        fresh.rename(home)
        return
    before.mkdir()
    # The receipt leaves first and comes last: a folder with a receipt is whole, even after a power cut.
    names = sorted((path.name for path in fresh.iterdir()), key=lambda name: name == RECEIPT)
    moved: list[str] = []
    try:
        for name in reversed(names):
            if (home / name).exists():
                (home / name).rename(before / name)
        for name in names:
            (fresh / name).rename(home / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            (home / name).unlink()
        for path in before.iterdir():
            path.rename(home / path.name)
        raise
