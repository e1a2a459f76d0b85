"""Private keys on disk: readable for their owner alone, never replaced."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from truceline.errors import BadInput, BadLog, Fault
from truceline.files.outputs import write_new
from truceline.tlog.note import Algorithm, Signer, parse_signer

_MOST_BYTES: Final = 4096


def new_signer(path: str | Path, name: str, algorithm: Algorithm) -> Signer:
    """Make a key from the system's randomness and write it where no file is yet.

    Raises
    ------
    BadInput
        If something of that name is there, it cannot be written, or the name is none for a key.
    """
    signer = Signer(name=name, algorithm=algorithm, private=os.urandom(32))
    write_new(path, f"{signer.to_text()}\n", is_private=True)
    return signer


def read_signer(path: str | Path) -> Signer:
    """Return a private key from its file.

    Raises
    ------
    BadInput
        If others on this machine may read it, or it is no key.
    OSError
        If it cannot be read.
    """
    home = Path(path)
    with home.open("rb") as stream:
        mode = os.fstat(stream.fileno()).st_mode
        if stat.S_IMODE(mode) & 0o077:
            remedy = f"take it from them: chmod 600 {home}; if anybody had it, make a new key"
            fault = Fault(file=str(home), message="others on this machine may read this key", remedy=remedy)
            raise BadInput("the key is not used", [fault])
        data = stream.read(_MOST_BYTES)
    try:
        return parse_signer(data.decode().strip())
    except (BadLog, UnicodeDecodeError):
        fault = Fault(file=str(home), message="this is no private key of ours", remedy="name the right file")
        raise BadInput("the key is not used", [fault]) from None
