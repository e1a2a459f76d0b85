"""What was worked out before, kept in the user's own cache folder; harmless to delete at any time.

A kept file is a checksum and the bytes. Whatever is odd about the folder or a file in it (a link, another's,
open to others, damaged, half written, a full disk, no home) is as if nothing were kept, and nothing is said.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

SWITCH: Final = "TRUCELINE_CACHE"
"""The environment's word; `off` turns it off."""
MOST_FILES: Final = 2_000
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of all files together; those go first that were asked for the longest ago."""

_MOST_FILE_BYTES: Final = 16 * 1024 * 1024
_PART: Final = ".part"
_PART_SECONDS: Final = 3600.0
"""So old, a file that is still being written is one that nobody goes on with."""
_HEAD: Final = b"truceline cache 1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A folder of kept bytes by key."""

    folder: Path
    """Made when something is first kept."""
    about: tuple[str, ...] = ()
    """What decides all that is kept: it is part of each key."""

    def under(self, *about: str) -> Cache:
        """Return the same for keys that hold this too."""
        return Cache(folder=self.folder, about=(*self.about, *about))

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key; None where nothing whole is."""
        name = self._name(key)
        with suppress(OSError), _opened(self.folder) as home:
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=home)
            with os.fdopen(file, "rb") as stream:
                if not _is_ours(os.fstat(file), stat.S_ISREG):
                    return None
                data = stream.read(_MOST_FILE_BYTES + 1)
            checksum, rest = data[: len(_HEAD) + 64], data[len(_HEAD) + 64 :]
            if checksum != _checksum(rest):
                return None
            with suppress(OSError):
                os.utime(name, dir_fd=home, follow_symlinks=False)
            return rest
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, whole or not at all."""
        if len(data) > _MOST_FILE_BYTES - 128:
            return
        name, part = self._name(key), f"{secrets.token_hex(8)}{_PART}"
        with suppress(OSError):
            self.folder.parent.mkdir(exist_ok=True, mode=0o700)  # but no home where none is
            with suppress(FileExistsError):
                self.folder.mkdir(mode=0o700)
            with _opened(self.folder) as home:
                try:
                    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
                    with os.fdopen(os.open(part, flags, 0o600, dir_fd=home), "wb") as stream:
                        stream.write(_checksum(data) + data)
                    os.replace(part, name, src_dir_fd=home, dst_dir_fd=home)
                except BaseException:
                    with suppress(OSError):
                        os.unlink(part, dir_fd=home)
                    raise
                _bound(home)

    def _name(self, key: str) -> str:
        return hashlib.sha256("\0".join((*self.about, key)).encode()).hexdigest()


def user_cache() -> Cache | None:
    """Return the cache of the user; None where it is turned off, or there is no place for one."""
    if os.environ.get(SWITCH, "").strip().lower() == "off" or not hasattr(os, "O_NOFOLLOW"):
        return None
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return Cache(folder=named / "truceline")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if not home.is_absolute():
        return None
    caches = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
    return Cache(folder=caches / "truceline")


def code_version(rooms: Sequence[str], packages: Sequence[str]) -> tuple[str, ...] | None:
    """Return what tells code from any other that might give another answer; None where it cannot be read.

    Parameters
    ----------
    rooms : sequence of str
        Folders and files of our own package: the hash is over their sources.
    packages : sequence of str
        Distributions whose versions count.
    """
    home, total = Path(__file__).parent.parent, hashlib.sha256()
    try:
        for room in rooms:
            files = sorted((home / room).rglob("*.py")) if (home / room).is_dir() else [home / room]
            if not files:
                return None
            for file in files:
                data = file.read_bytes()
                total.update(f"{file.relative_to(home).as_posix()}\0{len(data)}\0".encode())
                total.update(data)
        versions = [f"{name} {metadata.version(name)}" for name in packages]
    except (OSError, metadata.PackageNotFoundError):
        return None
    return (sys.version, total.hexdigest(), *versions)


def _checksum(data: bytes) -> bytes:
    return _HEAD + hashlib.sha256(data).hexdigest().encode()


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Open a folder that is the user's own and open to nobody else; raise `OSError` where it is not."""
    home = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if not _is_ours(os.fstat(home), stat.S_ISDIR):
            raise PermissionError(f"{folder} is another's, or open to others")
        yield home
    finally:
        os.close(home)


def _is_ours(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    is_private = found.st_uid == os.geteuid() and not found.st_mode & 0o077
    return is_private and is_kind(found.st_mode)


def _bound(home: int) -> None:
    """Remove files that were asked for the longest ago, beyond what may be kept, and parts left behind."""
    now, size, n_kept = time.time(), 0, 0
    found = []
    for name in os.listdir(home):
        with suppress(OSError):
            found.append((name, os.stat(name, dir_fd=home, follow_symlinks=False)))
    for name, one in sorted(found, key=lambda item: (-item[1].st_mtime, item[0])):
        size, n_kept = size + one.st_size, n_kept + 1
        is_left = name.endswith(_PART) and now - one.st_mtime > _PART_SECONDS
        if is_left or size > MOST_BYTES or n_kept > MOST_FILES:
            with suppress(OSError):
                os.unlink(name, dir_fd=home)
