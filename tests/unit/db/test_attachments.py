"""A file is kept as it came, under its hash; a name is no path; what is sealed opens for the custodian."""

from __future__ import annotations

import hashlib
import io
import stat
from pathlib import Path

import pytest

from tests.stores import made
from truceline.db.attachments import (
    GivenFile,
    attach,
    brought,
    evidence,
    open_attachment,
    placed,
    sealed_values,
    working_copy,
)
from truceline.db.changes import Entered
from truceline.db.checking import check_tables
from truceline.db.connecting import forget
from truceline.db.growing import size_of
from truceline.db.opened import Store
from truceline.db.projecting import history
from truceline.db.sealing import opened
from truceline.errors import BadInput, BadLog, NotFound, NotProved
from truceline.tlog.seal import custodian_key

PRIVATE = bytes(range(32))
DATA = b"a photograph" * 1_000


def _attached(
    store: Store, data: bytes = DATA, *, name: str = "dsc01.jpg", is_sealed: bool = False
) -> Entered:
    return attach(
        store, io.BytesIO(data), of="reports/D1", name=name, author="a", role="b", is_sealed=is_sealed
    )


def _digest(entered: Entered) -> str:
    assert isinstance(entered.change.tree, dict)
    return str(entered.change.tree["digest"])


def _file(store: Store, digest: str, which: str = "evidence") -> Path:
    return store.home / which / digest[7:9] / digest[7:]


def test_a_file_is_kept_as_it_came_and_the_copy_to_work_on_apart(store: Store) -> None:
    digest = _digest(_attached(store))
    assert digest == f"sha256:{hashlib.sha256(DATA).hexdigest()}"
    assert evidence(store, digest) == DATA
    assert stat.S_IMODE(_file(store, digest).stat().st_mode) == 0o400
    working = working_copy(store, digest)
    working.write_bytes(b"cut")
    assert evidence(store, digest) == DATA
    working.unlink()
    assert working_copy(store, digest).read_bytes() == DATA
    (kept,) = history(store, "attachments", _attached(store).change.id)
    assert isinstance(kept.change.tree, dict)
    assert (kept.change.tree["n_bytes"], kept.change.tree["name"]) == (str(len(DATA)), "dsc01.jpg")
    assert check_tables(store) == ()


def test_a_changed_or_lost_file_is_seen(store: Store) -> None:
    digest = _digest(_attached(store))
    path = _file(store, digest)
    path.chmod(0o600)
    path.write_bytes(DATA[:-1] + b"X")
    with pytest.raises(NotProved):
        evidence(store, digest)
    assert "not those that were taken in" in check_tables(store)[0].message
    assert _digest(_attached(store)) == digest
    assert evidence(store, digest) == DATA, "the same file taken in again is whole again"
    path.unlink()
    with pytest.raises(NotFound):
        evidence(store, digest)
    assert "not there" in check_tables(store)[0].message


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "/etc/passwd", "a/b", "a\\b", "C:x", "a\0b", "x\u202egpj.exe", "n" * 256]
)
def test_a_name_that_is_a_path_or_deceives_is_refused(store: Store, name: str) -> None:
    before = sorted(store.home.rglob("*"))
    with pytest.raises(BadInput):
        _attached(store, name=name)
    assert size_of(store) == 0
    assert sorted(store.home.rglob("*")) == before


@pytest.mark.parametrize(
    "digest", ["sha256:" + "../" * 20, "sha256:" + "A" * 64, "x" * 64, "sha256:" + "0" * 63]
)
def test_a_digest_is_no_path(store: Store, digest: str) -> None:
    with pytest.raises(BadInput):
        evidence(store, digest)


def test_a_sealed_file_opens_for_the_custodian_alone(tmp_path: Path) -> None:
    store = made(tmp_path, custodian=custodian_key(PRIVATE))
    entered = _attached(store, name="abu-somebody.jpg", is_sealed=True)
    digest = _digest(entered)
    assert DATA[:100] not in evidence(store, digest)
    with pytest.raises(NotFound):
        working_copy(store, digest)
    on_disk = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    assert b"abu-somebody" not in on_disk
    assert DATA[:100] not in on_disk
    own = entered.change.id
    assert open_attachment(store, own, private=PRIVATE) == DATA
    (envelope,) = sealed_values(store, "attachments", own)
    assert opened(envelope, private=PRIVATE, item=f"attachments/{own}") == {"name": "abu-somebody.jpg"}
    with pytest.raises(BadLog):
        open_attachment(store, own, private=bytes(32))
    forget(store.address)


def test_nothing_is_sealed_for_nobody(store: Store) -> None:
    with pytest.raises(BadInput):
        _attached(store, is_sealed=True)
    assert size_of(store) == 0


# Brought, and put in its place


def _files(store: Store) -> list[Path]:
    return [
        one
        for one in store.home.rglob("*")
        if one.is_file() and one.parent.parent.name in ("evidence", "working")
    ]


def test_what_is_brought_and_not_put_in_its_place_is_gone(store: Store) -> None:
    before = sorted(store.home.rglob("*"))
    with brought(
        store, [GivenFile(stream=io.BytesIO(DATA), name="a"), GivenFile(stream=io.BytesIO(), name="b")]
    ) as files:
        assert [one.n_bytes for one in files] == [len(DATA), 0]
    assert [one for one in sorted(store.home.rglob("*")) if one.is_file()] == [
        one for one in before if one.is_file()
    ]
    assert size_of(store) == 0


@pytest.mark.parametrize("fails", [BadInput("no"), KeyboardInterrupt(), OSError(28, "No space left")])
def test_what_cannot_be_entered_leaves_its_place_and_what_was_there_before_stays(
    store: Store, fails: BaseException
) -> None:
    _attached(store, b"before")
    given = [GivenFile(stream=io.BytesIO(one), name="a") for one in (b"before", b"new")]
    with (
        pytest.raises(BadInput if isinstance(fails, OSError) else type(fails)),
        brought(store, given) as files,
        placed(store, files),
    ):
        raise fails
    assert len(_files(store)) == 2
    assert evidence(store, f"sha256:{hashlib.sha256(b'before').hexdigest()}") == b"before"
    assert check_tables(store) == ()


def test_of_several_files_with_one_faulty_name_none_is_brought(store: Store) -> None:
    given = [GivenFile(stream=io.BytesIO(DATA), name=one) for one in ("a", "../b")]
    with pytest.raises(BadInput), brought(store, given):
        raise AssertionError
    assert _files(store) == []
