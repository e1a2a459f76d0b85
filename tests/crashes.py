"""What is on disk after a power cut: the writes and syncs of SQLite, and every state that may be left.

A write that no sync followed may be there, not there, or there in part, whatever became of those before it.
"""

from __future__ import annotations

import hashlib
import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from truceline.db.connecting import connected
from truceline.db.opened import Store

SECTOR = 512
"""Bytes that a disk writes whole."""
_PLACE = re.compile(r"(?<!%)%s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that SQLite asked of the disk."""

    file: str
    does: str
    """`write`, `truncate`, `sync`, `delete`, or `acknowledged`, which is ours."""
    offset: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Recorded:
    """Everything asked of the disk, in order."""

    steps: list[Step] = field(default_factory=list)


def statements(store: Store, do: Callable[[], object]) -> list[tuple[str, Any]]:
    """Return the SQL of what is done in a store; it is done."""
    told: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        told.extend((sql, row) for row in (params if many else [params]))
        return execute(sql, params, many, context)

    with connected(store.address).execute_wrapper(keep):
        do()
    return told


def replayed(
    store_file: Path, done: Sequence[Sequence[tuple[str, Any]]]
) -> tuple[list[Step], list[dict[str, list[Any]]]]:
    """Run statements on a store's file; return what was asked of the disk, and the tables at each commit."""
    recorded = Recorded()
    vfs = _recording(recorded)
    connection = apsw.Connection(str(store_file), vfs=vfs.vfs_name)
    for pragma in (
        *("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"),
        "wal_autocheckpoint=12",  # so that the database itself is written to as well
    ):
        connection.execute(f"PRAGMA {pragma}")
    recorded.steps.clear()
    tables = [_tables(connection)]
    for group in done:
        for sql, params in group:
            connection.execute(_PLACE.sub("?", sql).replace("%%", "%"), tuple(params or ()))
        connection.execute("COMMIT")
        recorded.steps.append(Step(file="", does="acknowledged"))
        tables.append(_tables(connection))
    connection.close()
    return recorded.steps, tables


def _recording(recorded: Recorded) -> Any:
    name = f"recording-{id(recorded)}"

    class Vfs(apsw.VFS):
        def __init__(self) -> None:
            self.vfs_name = name
            super().__init__(name, base="")

        def xOpen(self, path: Any, flags: list[int]) -> Any:
            return File(path, flags)

        def xDelete(self, filename: str, syncdir: bool) -> None:
            recorded.steps.append(Step(file=_part(filename), does="delete"))
            super().xDelete(filename, syncdir)

    class File(apsw.VFSFile):
        def __init__(self, path: Any, flags: list[int]) -> None:
            self.part = _part(path.filename() if isinstance(path, apsw.URIFilename) else str(path or ""))
            super().__init__("", path, flags)

        def xWrite(self, data: bytes, offset: int) -> None:
            recorded.steps.append(Step(file=self.part, does="write", offset=offset, data=bytes(data)))
            super().xWrite(data, offset)

        def xTruncate(self, newsize: int) -> None:
            recorded.steps.append(Step(file=self.part, does="truncate", offset=newsize))
            super().xTruncate(newsize)

        def xSync(self, flags: int) -> None:
            recorded.steps.append(Step(file=self.part, does="sync"))
            super().xSync(flags)

    return Vfs()


def _part(filename: str) -> str:
    """Return which of a store's files is meant."""
    return next((end for end in ("-wal", "-journal", "-shm") if filename.endswith(end)), "")


def _tables(connection: Any) -> dict[str, list[Any]]:
    """Return everything in a store's tables, and that the database is whole.

    Two libraries of SQLite in one process must not open one file: closing one takes the other's locks away.
    """
    whole = [tuple(row) for row in connection.execute("PRAGMA integrity_check")]
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    told = {
        name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1")]
        for (name,) in list(names)
        if name.startswith("store_")
    }
    return told if whole == [("ok",)] else {"damaged": whole}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a power cut may leave."""

    how: str
    files: dict[str, bytes]
    n_acknowledged: int
    """So many calls had returned."""


def left_after(before: dict[str, bytes], steps: Sequence[Step], *, seed: int) -> Iterator[Left]:
    """Yield each state of the disk that a power cut before, between or after some steps may leave, once."""
    chance = random.Random(seed)
    on_disk = {name: bytearray(data) for name, data in before.items()}
    pending: list[Step] = []
    n_acknowledged = 0
    seen: set[tuple[int, str]] = set()
    for at, step in enumerate([*steps, Step(file="", does="end")]):
        for how, kept in _chances(pending, chance):
            files = {name: bytearray(data) for name, data in on_disk.items()}
            for one in kept:
                _apply(files, one)
            told = {name: bytes(data) for name, data in files.items()}
            mark = (n_acknowledged, hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest())
            if mark not in seen:
                seen.add(mark)
                yield Left(how=f"step {at}: {how}", files=told, n_acknowledged=n_acknowledged)
        match step.does:
            case "acknowledged":
                n_acknowledged += 1
            case "sync":
                for one in pending:
                    if one.file == step.file:
                        _apply(on_disk, one)
                pending = [one for one in pending if one.file != step.file]
            case "write" | "truncate" | "delete":
                pending.append(step)


def _chances(pending: Sequence[Step], chance: random.Random) -> Iterator[tuple[str, list[Step]]]:
    yield "nothing unsynced", []
    if not pending:
        return
    *before, last = pending
    yield "everything", list(pending)
    yield "the last alone", [last]
    yield "some", [one for one in pending if chance.random() < 0.5]
    if last.does == "write":
        for cut in {len(last.data) // 2, len(last.data) // SECTOR // 2 * SECTOR, len(last.data) - 1}:
            torn = Step(file=last.file, does="write", offset=last.offset, data=last.data[:cut])
            yield f"torn after {cut}", [*before, torn]


def _apply(files: dict[str, bytearray], step: Step) -> None:
    if step.does == "delete":
        files.pop(step.file, None)
        return
    data = files.setdefault(step.file, bytearray())
    if step.does == "truncate":
        del data[step.offset :]
        return
    if len(data) < step.offset:
        data.extend(bytes(step.offset - len(data)))
    data[step.offset : step.offset + len(step.data)] = step.data


def recovered(left: Left, folder: Path) -> dict[str, list[Any]]:
    """Return all tables of the store that opens from what a power cut left."""
    path = folder / "left.sqlite3"
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    for name, data in left.files.items():
        Path(f"{path}{name}").write_bytes(data)
    with closing(sqlite3.connect(path)) as connection:
        try:
            return _tables(connection)
        except sqlite3.DatabaseError as error:
            return {"damaged": [str(error)]}
