"""The folder of a run against its receipt: every file as it was written, the digest that of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from truceline.errors import Fault, NotProved
from truceline.files.outputs import (
    INTERNAL_PREFIX,
    RECEIPT,
    file_sha256,
    is_output,
    is_unfinished,
    read_receipt,
)
from truceline.judgement.digest import digest

DIGESTED: Final = ("findings.parquet", "incidents.parquet", "performance.parquet")
"""The tables over which a run's digest goes, in its order, where its receipt names no others."""
TABLES: Final = "tables"
"""The key of a receipt under which others are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A folder that is as its receipt says. That says nothing of who wrote it: a receipt is no signature."""

    files: tuple[str, ...]
    """Names of the files proved."""
    digest: str
    """Of the run."""
    others: tuple[str, ...]
    """Names in the folder of which the receipt says nothing."""


def prove_run(folder: str | Path) -> Proved:
    """Return what a folder's receipt proves of it.

    Raises
    ------
    NotProved
        With every file that is missing or not as it was written, or if there is no receipt of ours.
    """
    home = Path(folder)
    receipt = read_receipt(home)
    if receipt is None:
        remedy = "assess again with this --out" if is_unfinished(home) else "name a folder that --out wrote"
        _refuse([Fault(file=str(home / RECEIPT), message="no receipt of a run can be read", remedy=remedy)])
    listed = receipt.get("files")
    if not isinstance(listed, dict):
        message, remedy = "it lists no files, as those of early versions did", "assess again"
        _refuse([Fault(file=str(home / RECEIPT), message=message, remedy=remedy)])
    faults = [fault for name, sha256 in sorted(listed.items()) for fault in _faults(home, name, sha256)]
    named = receipt.get(TABLES)
    digested = tuple(map(str, named)) if isinstance(named, list) and named else DIGESTED
    tables = [file for name in digested for file in (name, INTERNAL_PREFIX + name) if file in listed]
    missing = [name for name in digested if {name, INTERNAL_PREFIX + name}.isdisjoint(tables)]
    faults += [Fault(file=str(home / RECEIPT), message=f"it does not list {name}") for name in missing]
    if not faults and _digest(home, tables) != receipt["digest"]:
        faults.append(Fault(file=str(home / RECEIPT), message="its digest is not that of the tables"))
    if faults:
        _refuse(faults)
    inside = {name.partition("/")[0] for name in listed if "/" in name}
    found = {path.name for path in home.iterdir()} - inside
    found |= {f"{folder}/{path.name}" for folder in inside for path in (home / folder).iterdir()}
    others = found - {*listed, RECEIPT}
    return Proved(files=tuple(sorted(listed)), digest=str(receipt["digest"]), others=tuple(sorted(others)))


def _digest(home: Path, tables: Sequence[str]) -> str | None:
    """Return the digest of the tables; None where they are none."""
    try:
        return digest([pq.read_table(home / name, use_threads=False) for name in tables])
    except (OSError, ValueError, pa.ArrowException):
        return None


def _refuse(faults: list[Fault]) -> NoReturn:
    raise NotProved("the folder is not as its receipt says", faults)


def _faults(home: Path, name: str, sha256: object) -> list[Fault]:
    path = home / name
    if not is_output(name) or path.parent.is_symlink():
        return [Fault(file=str(home / RECEIPT), message=f"it lists {name!r}, which is no file of the folder")]
    try:
        is_there = not path.is_symlink() and path.is_file()
        found = file_sha256(path) if is_there else None
    except OSError as error:  # a name that is too long, a file without rights
        return [Fault(file=str(path), message=error.strerror or "it cannot be read")]
    if not is_there:
        return [Fault(file=str(path), message="the file is not there")]
    if found != sha256:
        return [Fault(file=str(path), message="the file was changed since the run wrote it")]
    return []
