"""The folder beside a store, and the key of its log in it: for its owner's eyes alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from truceline.db.connecting import Address
from truceline.errors import BadInput, Fault
from truceline.tlog.note import Signer, parse_signer

KEY: Final = "log.key"
_MOST_BYTES: Final = 4_096


def make_home(address: Address) -> None:
    """Make the folder beside a store.

    Raises
    ------
    BadInput
        If it cannot be made, or holds the key of a log.
    """
    try:
        if address.path is not None:
            address.path.parent.mkdir(parents=True, exist_ok=True)
        address.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        fault = Fault(file=str(address.home), message=error.strerror or "it cannot be made")
        raise BadInput("no store was made", [fault]) from error
    if (address.home / KEY).exists():
        fault = Fault(file=str(address.home / KEY), message="a log's key is there", remedy="name another")
        raise BadInput("no store was made: nothing is overwritten", [fault])


def write_signer(home: Path, signer: Signer) -> None:
    """Write the key of a log, readable by its owner alone; nothing is overwritten."""
    descriptor = os.open(home / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(f"{signer.to_text()}\n")
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(home)


def read_signer(home: Path) -> Signer:
    """Return the key of a log.

    Raises
    ------
    BadInput
        If it is not there, others can read it, or it is none.
    """
    path = home / KEY
    try:
        with path.open("rb") as stream:
            mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            data = stream.read(_MOST_BYTES)
    except OSError as error:
        remedy = "bring back the folder beside the store"
        fault = Fault(file=str(path), message=error.strerror or "it cannot be read", remedy=remedy)
        raise BadInput("the log's key cannot be read", [fault]) from error
    if mode & 0o077:
        fault = Fault(file=str(path), message="others can read it", remedy=f"chmod 600 {path}")
        raise BadInput("the log's key is not private", [fault])
    return parse_signer(data.decode("utf-8", "replace").strip())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
