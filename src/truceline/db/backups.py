"""A store copied while in use, and brought back: database, attachments, newest checkpoint together."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from truceline.db.attachments import EVIDENCE, hashed
from truceline.db.checkpoints import last_checkpoint
from truceline.db.connecting import address_of, at_the_database, connected, forget
from truceline.db.growing import reader, size_of
from truceline.db.keys import KEY, sync_folder
from truceline.db.opened import Store, open_store
from truceline.errors import BadInput, Fault, NotProved
from truceline.tlog.checkpoint import SignedCheckpoint, read_checkpoint
from truceline.tlog.tree import root

DATABASE: Final = "store.sqlite3"
CHECKPOINT: Final = "checkpoint"
"""The newest checkpoint, as it was when the copy was made: whoever brings it back can show which."""


def back_up(store: Store, folder: str | Path, *, with_key: bool = False) -> SignedCheckpoint | None:
    """Copy a store into a new folder while others read and write it.

    Parameters
    ----------
    store : Store
        Of SQLite; PostgreSQL has tools of its own.
    folder : str or Path
        Not there yet, or empty.
    with_key : bool
        Whether the log's private key is copied too; else it must be kept elsewhere.

    Returns
    -------
    SignedCheckpoint or None
        The newest one in the copy.

    Raises
    ------
    BadInput
        If the folder holds something, or the copy cannot be made.
    """
    home = Path(folder)
    if store.address.path is None:
        remedy = "copy the database with pg_dump, and the folder beside it"
        raise BadInput(
            "no backup", [Fault(file=store.address.name, message="it is PostgreSQL", remedy=remedy)]
        )
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(home.iterdir()):
            fault = Fault(file=str(home), message="the folder is not empty", remedy="name another")
            raise BadInput("nothing is overwritten", [fault])
        # The database first: every file that it names was on disk before its entry was.
        with at_the_database(store.address, "no backup"), connected(store.address).cursor() as cursor:
            (home / DATABASE).touch(mode=0o600)
            cursor.execute("VACUUM INTO %s", [str(home / DATABASE)])
        _copied(store.home / EVIDENCE, home / EVIDENCE)
        if with_key:
            shutil.copy2(store.home / KEY, home / KEY)
        signed = _newest(home / DATABASE)
        if signed is not None:
            (home / CHECKPOINT).write_bytes(signed.note.to_bytes())
        for path in (home / DATABASE, *home.glob(CHECKPOINT), home):
            _synced(path)
    except OSError as error:
        fault = Fault(file=str(home), message=error.strerror or "it cannot be written", remedy="make room")
        raise BadInput("no backup", [fault]) from error
    return signed


def _copied(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))


def _synced(path: Path) -> None:
    if path.is_dir():
        sync_folder(path)
        return
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _newest(database: Path) -> SignedCheckpoint | None:
    with closing(sqlite3.connect(database)) as connection:
        row = connection.execute("SELECT note FROM store_checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    return None if row is None else read_checkpoint(bytes(row[0]))


def restore(folder: str | Path, named: str, *, key: str | Path | None = None) -> Store:
    """Bring a copy back as a new store, and see that it is whole.

    What was entered after the copy is not in it. Where a witness saw a later checkpoint, it refuses this log
    from then on, and rightly: begin a new log, and say so.

    Parameters
    ----------
    folder : str or Path
        As `back_up` wrote it.
    named : str
        `sqlite:///PATH`, where nothing is yet.
    key : str or Path, optional
        The log's private key; the copy's own where that has one.

    Raises
    ------
    BadInput
        If something is there, or the copy cannot be read.
    NotProved
        If the copy's entries do not give the root of its checkpoint, or a file is not as it was taken in.
    """
    home, address = Path(folder), address_of(named)
    held = Path(key) if key is not None else home / KEY
    if address.path is None:
        raise BadInput("not brought back", [Fault(message="a copy is brought back as SQLite")])
    faults = [
        Fault(file=str(one), message="something is there", remedy="name another")
        for one in (address.path, Path(f"{address.path}-wal"), address.home)
        if one.exists()
    ]
    faults += [
        Fault(file=str(one), message="it is not there", remedy=remedy)
        for one, remedy in ((home / DATABASE, "name the folder of a backup"), (held, "name the log's key"))
        if not one.is_file()
    ]
    if faults:
        raise BadInput("not brought back", faults)
    try:
        address.path.parent.mkdir(parents=True, exist_ok=True)
        address.home.mkdir(mode=0o700)
        _copied(home / EVIDENCE, address.home / EVIDENCE)
        shutil.copyfile(held, address.home / KEY)
        (address.home / KEY).chmod(0o600)
        shutil.copyfile(home / DATABASE, address.path)
        address.path.chmod(0o600)
    except OSError as error:
        fault = Fault(file=str(address.path), message=error.strerror or "it cannot be written")
        raise BadInput("not brought back", [fault]) from error
    store = open_store(named)
    told = (home / CHECKPOINT).read_bytes() if (home / CHECKPOINT).is_file() else None
    wrong = _wrong(store, told)
    if wrong:
        forget(address)
        raise NotProved("it was brought back, and is not as it was", wrong)
    return store


def _wrong(store: Store, told: bytes | None) -> list[Fault]:
    """Return what of a store is not as its newest checkpoint and its entries say."""
    faults = []
    newest = last_checkpoint(store)
    size = size_of(store)
    if newest is not None:
        signed = newest.checkpoint
        if signed.size > size or root(signed.size, reader(store, size)) != signed.root:
            faults.append(Fault(message="its entries do not give the root that was signed"))
    if told is not None:
        kept = read_checkpoint(told).checkpoint
        if newest is None or (kept.size, kept.root) != (newest.checkpoint.size, newest.checkpoint.root):
            faults.append(Fault(message="the checkpoint beside the copy is another"))
    for path in sorted((store.home / EVIDENCE).rglob("*")):
        if path.is_file() and hashed(path) != f"sha256:{path.name}":
            faults.append(Fault(file=str(path), message="its bytes are not those that were taken in"))
    return faults
