"""Files that came with something: kept under the hash of their bytes, looked at again whenever they are read.

The evidentiary copy is written once, made read-only, and never handed out to work on; the working copy beside
it may be made smaller, cut or lost. Of one that is sealed only the envelope is on disk, and no working copy.
A file's name as it was given is told and never used as a path.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final

from truceline.db.changes import Entered, RecordChange
from truceline.db.content import from_text
from truceline.db.entering import enter_within
from truceline.db.keys import sync_folder
from truceline.db.opened import NOT_ENTERED, Store, models_of, new_id, now_or_clock, writing
from truceline.db.projecting import history
from truceline.errors import BadInput, Fault, NotFound, NotProved
from truceline.model.ids import unseen
from truceline.parsing.yaml_marks import Tree
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.seal import MAX_SEALED, open_sealed, seal

EVIDENCE, WORKING = "evidence", "working"
"""Folders beside the store."""
MOST_BYTES: Final = 2**32
"""Of one file that is not sealed."""
_DIGEST: Final = re.compile(r"sha256:([0-9a-f]{64})")
_BLOCK: Final = 2**20
_MOST_LETTERS: Final = 255


def attach(
    store: Store,
    stream: BinaryIO,
    *,
    of: str,
    name: str,
    author: str,
    role: str,
    reason: str = "",
    is_sealed: bool = False,
    note: str = "",
) -> Entered:
    """Keep a file and enter that it came, its hash with it; the file is on disk before the entry is.

    Parameters
    ----------
    store : Store
    stream : binary file
        Read to its end, once.
    of : str
        With what it came, as `kind/id`.
    name : str
        As it was given, without folders.
    author, role, reason : str
        Who takes it in, and why.
    is_sealed : bool
        Whether only the custodian may open it; then its name is sealed too.
    note : str
        Anything else.

    Raises
    ------
    BadInput
        If the name is a path, the file too long, nobody named to seal for, or the disk refuses.
    """
    given = GivenFile(stream=stream, name=name, note=note)
    with brought(store, [given], is_sealed=is_sealed) as files:
        change = change_for_file(files[0], of=of, author=author, role=role, reason=reason)
        with writing(store) as models, placed(store, files):
            return enter_within(store, models, [change], now_or_clock(None))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A file as somebody gives it."""

    stream: BinaryIO
    """Read to its end, once."""
    name: str
    """Without folders."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtFile:
    """A file whose bytes are on disk, and not yet in their place."""

    id: str
    """Of the attachment that it becomes."""
    part: Path
    digest: str
    """Of what is on disk; of a sealed one, of its envelope."""
    n_bytes: int
    name: str
    note: str
    is_sealed: bool


@contextmanager
def brought(
    store: Store, given: Sequence[GivenFile], *, is_sealed: bool = False
) -> Iterator[tuple[BroughtFile, ...]]:
    """Write files beside the store, block by block; what is not put in its place is gone at the end.

    Parameters
    ----------
    store : Store
    given : sequence of GivenFile
    is_sealed : bool
        Whether only the custodian may open them; then their names are sealed too.

    Raises
    ------
    BadInput
        If a name is a path, a file too long, nobody named to seal for, or the disk refuses.
    """
    for one in given:
        _refuse_name(one.name)
    if given and is_sealed and store.custodian is None:
        remedy = "make the store with a custodian's key"
        raise BadInput(NOT_ENTERED, [Fault(message="nobody is named to seal it for", remedy=remedy)])
    parts: list[Path] = []
    try:
        yield tuple([_brought(store, one, parts, is_sealed=is_sealed) for one in given])
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _brought(store: Store, given: GivenFile, parts: list[Path], *, is_sealed: bool) -> BroughtFile:
    own = new_id("attachments")
    try:
        folder = store.home / EVIDENCE
        folder.mkdir(mode=0o700, exist_ok=True)
        parts.append(part := folder / f".{secrets.token_hex(8)}.part")
        if is_sealed:
            assert store.custodian is not None
            data = given.stream.read(MAX_SEALED + 1)
            blocks = iter([seal(data, public=store.custodian, item=f"attachments/{own}")])
        else:
            blocks = _blocks(given.stream)
        digest, n_bytes = _written(part, blocks)
    except OSError as error:
        raise _disk_refuses(error) from error
    return BroughtFile(
        id=own,
        part=part,
        digest=digest,
        n_bytes=n_bytes,
        name=given.name,
        note=given.note,
        is_sealed=is_sealed,
    )


def change_for_file(file: BroughtFile, *, of: str, author: str, role: str, reason: str = "") -> RecordChange:
    """Return what is to be entered of a file; its name is sealed where it is."""
    tree: dict[str, Tree] = {"id": file.id, "of": of, "digest": file.digest, "n_bytes": str(file.n_bytes)}
    tree |= {"sealed": "true"} if file.is_sealed else {"name": file.name}
    tree |= {"note": file.note} if file.note else {}
    return RecordChange(
        kind="attachments",
        id=file.id,
        tree=tree,
        author=author,
        role=role,
        reason=reason,
        sealed={"name": file.name} if file.is_sealed else {},
    )


@contextmanager
def placed(store: Store, files: Iterable[BroughtFile]) -> Iterator[None]:
    """Put files in their place while they are entered; those that are new go again where that fails.

    Nobody else writes meanwhile (`opened.writing`), so that none goes of which another entry tells.
    """
    new: list[str] = []
    try:
        for one in files:
            if not _path(store, EVIDENCE, one.digest).exists():
                new.append(one.digest)
            _put(store, one)
        yield
    except BaseException as error:
        for digest in new:
            forget_file(store, digest)
        if isinstance(error, OSError):
            raise _disk_refuses(error) from error
        raise


def _disk_refuses(error: OSError) -> BadInput:
    fault = Fault(message=error.strerror or "the disk refuses", remedy="see to the disk, or make room")
    return BadInput(NOT_ENTERED, [fault])


def _refuse_name(name: str) -> None:
    faulty = (
        "it is empty or too long"
        if not 0 < len(name) <= _MOST_LETTERS
        else f"it has a sign that nobody can see, {unseen(name)}"
        if unseen(name)
        else "it is a path, or part of one"
        if name in {".", ".."} or any(sign in name for sign in "/\\:\0")
        else ""
    )
    if faulty:
        fault = Fault(pointer="name", message=f"{name[:60]!r}: {faulty}", remedy="give the file's own name")
        raise BadInput(NOT_ENTERED, [fault])


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    n = 0
    while block := stream.read(_BLOCK):
        n += len(block)
        if n > MOST_BYTES:
            fault = Fault(message=f"the file has more than {MOST_BYTES:,} bytes", remedy="cut it")
            raise BadInput(NOT_ENTERED, [fault])
        yield block


def _written(part: Path, blocks: Iterator[bytes]) -> tuple[str, int]:
    """Write a file and return its digest and length."""
    total, n = hashlib.sha256(), 0
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for block in blocks:
            total.update(block)
            n += len(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return f"sha256:{total.hexdigest()}", n


def _put(store: Store, file: BroughtFile) -> None:
    """Move a file under its hash; the same bytes are kept once."""
    path = _path(store, EVIDENCE, file.digest)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists() or hashed(path) != file.digest:
        file.part.chmod(0o400)
        file.part.replace(path)
        sync_folder(path.parent)
    sync_folder(store.home / EVIDENCE)
    if not file.is_sealed and not (working := _path(store, WORKING, file.digest)).exists():
        working.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            path.open("rb") as source,
            os.fdopen(os.open(working, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out,
        ):
            shutil.copyfileobj(source, out, _BLOCK)


def _path(store: Store, which: str, digest: str) -> Path:
    """Return where a file lies; nothing but a hash makes a path."""
    found = _DIGEST.fullmatch(digest)
    if found is None:
        remedy = "it is sha256: and 64 letters from 0 to f"
        raise BadInput("no such file", [Fault(message=f"{digest[:80]!r} is no digest", remedy=remedy)])
    return store.home / which / found[1][:2] / found[1]


def forget_file(store: Store, digest: str) -> bool:
    """Remove a file of which nothing in the store tells any more, and return whether it was there."""
    found = [path for which in (EVIDENCE, WORKING) if (path := _path(store, which, digest)).exists()]
    for path in found:
        path.unlink()
        sync_folder(path.parent)
    return bool(found)


def hashed(path: Path) -> str:
    """Return `sha256:…` of a file as it is on disk."""
    with path.open("rb") as stream:
        return _digest(stream)


def _digest(stream: BufferedReader) -> str:
    return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def evidence(store: Store, digest: str) -> bytes:
    """Return the bytes that were taken in, looked at again; see `evidence_stream`."""
    with evidence_stream(store, digest) as stream:
        return stream.read()


def evidence_stream(store: Store, digest: str) -> BinaryIO:
    """Return the file that was taken in, looked at again to its end, to be read from its beginning.

    Raises
    ------
    NotFound
        If the file is not there.
    NotProved
        If its bytes are others than those taken in.
    """
    path = _path(store, EVIDENCE, digest)
    try:
        stream = path.open("rb")
    except OSError as error:
        remedy = "bring it back from a backup"
        fault = Fault(file=str(path), message=error.strerror or "it cannot be read", remedy=remedy)
        raise NotFound("the file is not there", [fault]) from error
    if _digest(stream) != digest:
        stream.close()
        remedy = "bring it back from a backup; keep this one too, it may be evidence"
        fault = Fault(file=str(path), message="its bytes are not those that were taken in", remedy=remedy)
        raise NotProved("the file was changed", [fault])
    stream.seek(0)
    return stream


def working_copy(store: Store, digest: str) -> Path:
    """Return where the copy to work on lies; made again from the evidence where it is gone.

    Raises
    ------
    NotFound
        If the evidence is not there, or is sealed.
    """
    path = _path(store, WORKING, digest)
    if not path.exists():
        data = evidence(store, digest)
        if data.startswith(b"truceline/sealed/"):
            fault = Fault(message="it is sealed", remedy="ask the custodian")
            raise NotFound("there is no working copy", [fault])
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
    return path


def open_attachment(store: Store, own: str, *, private: bytes) -> bytes:
    """Return what a sealed attachment holds, to whoever has the custodian's key.

    Raises
    ------
    NotFound
        If there is none.
    BadLog
        If it does not open.
    """
    kept = history(store, "attachments", own)
    tree = kept[0].change.tree if kept else None
    if not isinstance(tree, dict):
        raise NotFound("no such attachment", [Fault(message=f"there is no attachment {own!r}")])
    return open_sealed(evidence(store, str(tree["digest"])), private=private, item=f"attachments/{own}")


def sealed_values(store: Store, kind: str, own: str) -> tuple[str, ...]:
    """Return the envelopes of an item's versions, in base64, for the custodian."""
    models = models_of(store)
    rows = models.ContentRow.objects.using(store.alias).filter(entry__item__kind=kind, entry__item__own=own)
    told = [from_text(row.groups).get(FieldGroup.TOLD_BY) for row in rows.order_by("entry_id")]
    found = [one["sealed"] for one in told if isinstance(one, dict) and "sealed" in one]
    assert all(base64.b64decode(str(one)) for one in found)
    return tuple(map(str, found))
