"""Where a log lies: a folder or a stick with its static files, or a server that gives them out.

What is read is bounded, and only ever from the place that the operator named: nothing in a log says where to
look. A server may not send us elsewhere, and a name that leads to this machine itself, or to an address of
the local link alone, is not followed: it would make us fetch what the asker may not.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import ssl
import stat
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from truceline.errors import BadInput, BadLog, Fault
from truceline.files.outputs import at_the_edge, replace_file, write_new
from truceline.tlog.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
from truceline.tlog.note import MAX_NOTE
from truceline.tlog.tiles import CHECKPOINT_PATH, Tile, format_entries, new_tiles, tile_bytes
from truceline.tlog.tree import Reader

LogFiles: TypeAlias = Callable[[str, int], bytes | None]
"""Gives the bytes of a file by its path in the log, at most so many; None where there is none."""

_SECONDS: Final = 20.0
_SECONDS_IN_ALL: Final = 60.0
"""For one file."""
_SCHEMES: Final = {"http": 80, "https": 443}


def log_files(where: str | Path) -> LogFiles:
    """Return a way to read the files of a log.

    Parameters
    ----------
    where : str or Path
        A folder, or an address that begins with `http://` or `https://`.

    Raises
    ------
    BadInput
        If there is no such folder, or the address is none that may be asked. Reading raises it too: where a
        file is larger than may be, is no ordinary file, or a server does not answer as it should.
    """
    if str(where).startswith(("http:", "https:")):
        return _server(str(where)).get
    folder = Path(where)
    if not folder.is_dir():
        _refuse(str(where), "this is no folder", "name the folder of a log, or its address")
    return _Folder(folder).get


def read_handed(file: str | Path, most: int) -> bytes:
    """Return the bytes of a file that somebody handed over, at most one more than may be.

    Raises
    ------
    BadInput
        If it is no ordinary file: a pipe would keep us waiting, a device has no end.
    OSError
        If it cannot be read.
    """
    return _read(Path(file), most, 0)


def _read(home: Path, most: int, flags: int) -> bytes:
    handle = os.open(home, os.O_RDONLY | os.O_NONBLOCK | flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # a folder too, which has no bytes to open
            _refuse(str(home), "this is no ordinary file", "save it as a file first, and name that")
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(most + 1)
    finally:
        os.close(handle)


def _refuse(where: str, message: str, remedy: str = "") -> None:
    raise BadInput("the log cannot be read", [Fault(file=where, message=message, remedy=remedy)])


def write_log(
    folder: str | Path,
    checkpoint: SignedCheckpoint,
    *,
    hashes: Reader,
    entries: Callable[[Tile], Sequence[bytes]],
) -> int:
    """Write a log as static files that any web server can give out, or what is new of it since the last time.

    Tiles are never replaced; the checkpoint is, last of all, so that what it speaks of is there.

    Parameters
    ----------
    folder : str or Path
        Made where it is not there.
    checkpoint : SignedCheckpoint
        The newest, with its cosignatures.
    hashes : callable
        Gives stored subtrees.
    entries : callable
        Gives the entries of a tile.

    Returns
    -------
    int
        Files written.

    Raises
    ------
    BadInput
        If another log stands there, a later state of this one, or something that cannot be written.
    """
    home, new = Path(folder), checkpoint.checkpoint
    written = 0
    with at_the_edge(folder, "name another folder"):
        before = _before(home, new)
        for tile in new_tiles(before, new.size):
            data = format_entries(entries(tile)) if tile.of_entries else tile_bytes(tile, hashes)
            path = home / tile.path
            if path.is_file() and path.read_bytes() == data:
                continue
            write_new(path, data)
            written += 1
        replace_file(home / CHECKPOINT_PATH, checkpoint.note.to_bytes())
    return written + 1


def _before(home: Path, new: Checkpoint) -> int:
    """Return the size of the log that stands in a folder; 0 where there is none.

    Of one size the tiles are written again where they are missing.
    """
    path = home / CHECKPOINT_PATH
    if not path.exists():
        return 0
    try:
        old = read_checkpoint(path.read_bytes()[: MAX_NOTE + 1]).checkpoint
    except BadLog:
        old = None
    if old is None or old.origin != new.origin or old.size > new.size:
        message = "another log stands here, or a later state of this one"
        fault = Fault(file=str(path), message=message, remedy="name another folder")
        raise BadInput("nothing was written", [fault])
    return old.size if old.size < new.size else 0


@dataclass(frozen=True, slots=True)
class _Folder:
    folder: Path

    def get(self, path: str, most: int) -> bytes | None:
        home = self.folder / path
        try:
            data = _read(home, most, os.O_NOFOLLOW)
        except FileNotFoundError:
            return None
        if len(data) > most:
            _refuse(str(home), f"the file has more than {most:,} bytes")
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    url: str
    is_secure: bool
    host: str
    port: int
    path: str

    def get(self, path: str, most: int) -> bytes | None:
        where = f"{self.url}/{path}"
        try:
            return self._asked(where, f"{self.path}/{path}", most)
        except (OSError, http.client.HTTPException, ssl.SSLError) as error:
            message = getattr(error, "strerror", None) or str(error) or type(error).__name__
            _refuse(where, message, "see that the server is up, or take the log on a stick")
        return None

    def _asked(self, where: str, path: str, most: int) -> bytes | None:
        talk = http.client.HTTPConnection(self.host, self.port, timeout=_SECONDS)
        talk.sock = self._connected(where)
        until = time.monotonic() + _SECONDS_IN_ALL
        watch = threading.Timer(_SECONDS_IN_ALL, talk.sock.shutdown, [socket.SHUT_RDWR])
        watch.start()  # each letter may come in time, and the whole never
        try:
            talk.request("GET", path, headers={"Accept-Encoding": "identity", "Connection": "close"})
            found = talk.getresponse()
            if found.status == http.HTTPStatus.NOT_FOUND:
                return None
            if found.status != http.HTTPStatus.OK:
                _refuse(where, f"the server answers {found.status}", "give the address of the log itself")
            data = found.read(most + 1)
            if len(data) <= most and (found.length or time.monotonic() >= until):
                _refuse(where, "the connection ended before the file did", "try again, or take a stick")
        finally:
            watch.cancel()
            talk.close()
        if len(data) > most:
            _refuse(where, f"the file has more than {most:,} bytes")
        return data

    def _connected(self, where: str) -> socket.socket:
        """Return a connection to one address of the host, the very one that was looked at."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        address = str(found[0][4][0])
        if not may_be_asked(self.host, address):
            _refuse(where, f"it leads to {address}, which is not asked", "write the address itself")
        plain = socket.create_connection((address, self.port), timeout=_SECONDS)
        if not self.is_secure:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def may_be_asked(host: str, address: str) -> bool:
    """Return whether an address that a host's name leads to may be asked.

    One of this machine only where the operator wrote it so; one that means nobody, many, or the local link
    alone never.

    Examples
    --------
    >>> [may_be_asked("centre.example", one) for one in ("192.168.0.7", "127.0.0.1", "169.254.1.1", "::")]
    [True, False, False, False]
    >>> may_be_asked("localhost", "127.0.0.1")
    True
    """
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped is not None:
        one = one.ipv4_mapped
    if one.is_multicast or one.is_unspecified or one.is_link_local or one.is_reserved:
        return False
    return not one.is_loopback or host in {"localhost", address}


def _server(url: str) -> _Server:
    try:
        parts = urlsplit(url)
        port = parts.port or _SCHEMES[parts.scheme]
    except (ValueError, KeyError):
        parts, port = urlsplit("http:"), 0
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if not parts.hostname or not is_plain or any(ord(char) <= 32 or ord(char) > 126 for char in url):
        _refuse(url, "this is no address of a log", "write it as http://centre.example:8000/log")
    return _Server(
        url=url.rstrip("/"),
        is_secure=parts.scheme == "https",
        host=parts.hostname or "",
        port=port,
        path=parts.path.rstrip("/"),
    )
