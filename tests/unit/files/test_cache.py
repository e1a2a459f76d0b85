"""What is kept in the user's cache, and that nothing odd about it is ever trusted or told."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from truceline.files import cache
from truceline.files.cache import Cache, code_version, user_cache


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    """Return a cache that holds one thing."""
    made = Cache(folder=tmp_path / "truceline")
    made.put("key", b"bytes")
    return made


def _only_file(kept: Cache) -> Path:
    (file,) = kept.folder.iterdir()
    return file


def test_what_is_put_is_got(kept: Cache) -> None:
    assert kept.get("key") == b"bytes"
    assert kept.get("another") is None


def test_what_a_key_is_under_is_part_of_it(kept: Cache) -> None:
    assert kept.under("1").get("key") is None
    kept.under("1", "2").put("key", b"other")
    assert kept.under("1").under("2").get("key") == b"other"
    assert kept.get("key") == b"bytes"


def test_folder_and_file_are_the_users_alone(kept: Cache) -> None:
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(_only_file(kept).stat().st_mode) == 0o600


def test_nothing_half_written_is_left(kept: Cache) -> None:
    kept.put("key", b"new")
    assert kept.get("key") == b"new"
    assert len(list(kept.folder.iterdir())) == 1


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _changed(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _linked(file: Path) -> None:
    beside = file.rename(file.parent.parent / "elsewhere")
    file.symlink_to(beside)


def _opened_to_others(file: Path) -> None:
    file.chmod(0o644)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir(mode=0o700)


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


@pytest.mark.parametrize("harm", [_cut, _changed, _emptied, _linked, _opened_to_others, _folder, _pipe])
def test_a_file_about_which_something_is_odd_is_as_if_it_were_not_there(
    kept: Cache, harm: Callable[[Path], None]
) -> None:
    harm(_only_file(kept))
    assert kept.get("key") is None


@pytest.mark.parametrize("harm", [_cut, _changed, _emptied, _linked, _opened_to_others, _pipe])
def test_such_a_file_is_made_anew(kept: Cache, harm: Callable[[Path], None]) -> None:
    harm(_only_file(kept))
    kept.put("key", b"anew")
    assert kept.get("key") == b"anew"


def test_a_file_behind_a_link_is_not_written_to(kept: Cache) -> None:
    _linked(_only_file(kept))
    before = (kept.folder.parent / "elsewhere").read_bytes()
    kept.put("key", b"anew")
    assert (kept.folder.parent / "elsewhere").read_bytes() == before


def test_a_folder_behind_a_link_is_not_used(kept: Cache) -> None:
    elsewhere = kept.folder.rename(kept.folder.parent / "elsewhere")
    kept.folder.symlink_to(elsewhere)
    assert kept.get("key") is None
    kept.put("second", b"bytes")
    assert len(list(elsewhere.iterdir())) == 1


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o707])
def test_a_folder_that_is_open_to_others_is_not_used(kept: Cache, mode: int) -> None:
    kept.folder.chmod(mode)
    assert kept.get("key") is None
    kept.put("second", b"bytes")
    assert len(list(kept.folder.iterdir())) == 1


def test_anothers_folder_is_not_used(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: kept.folder.stat().st_uid + 1)
    assert kept.get("key") is None
    kept.put("second", b"bytes")
    assert len(list(kept.folder.iterdir())) == 1


def test_where_nothing_can_be_written_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept = Cache(folder=tmp_path / "file" / "truceline")
    kept.put("key", b"bytes")
    assert kept.get("key") is None


def test_no_home_is_made_where_none_is(tmp_path: Path) -> None:
    Cache(folder=tmp_path / "home" / ".cache" / "truceline").put("key", b"bytes")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "home").mkdir()
    kept = Cache(folder=tmp_path / "home" / ".cache" / "truceline")
    kept.put("key", b"bytes")
    assert kept.get("key") == b"bytes"


def test_files_that_were_asked_for_the_longest_ago_go_first(
    kept: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_FILES", 2)
    os.utime(_only_file(kept), (1, 1))
    kept.put("second", b"bytes")
    assert kept.get("key") == b"bytes"  # and now it was asked for later than the second
    second = next(file for file in kept.folder.iterdir() if file != kept.folder / kept._name("key"))
    os.utime(second, (2, 2))
    kept.put("third", b"bytes")
    assert [kept.get(key) is not None for key in ("key", "second", "third")] == [True, False, True]


def test_more_bytes_than_may_be_kept_are_not(kept: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(_only_file(kept), (1, 1))
    monkeypatch.setattr(cache, "MOST_BYTES", 1_000)
    kept.put("second", bytes(900))
    assert kept.get("key") is None
    assert kept.get("second") == bytes(900)


def test_a_part_that_was_left_behind_goes(kept: Cache) -> None:
    left, written = kept.folder / "a.part", kept.folder / "b.part"
    left.write_bytes(b"")
    written.write_bytes(b"")
    os.utime(left, (1, 1))
    kept.put("second", b"bytes")
    assert not left.exists()
    assert written.exists()


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/truceline"),
        ({"XDG_CACHE_HOME": "x", "HOME": "/h"}, "/h/.cache/truceline"),
        ({"HOME": "/h"}, "/h/.cache/truceline"),
        ({"HOME": "h"}, None),
        ({"XDG_CACHE_HOME": "/x", "TRUCELINE_CACHE": "off"}, None),
        ({"XDG_CACHE_HOME": "/x", "TRUCELINE_CACHE": "OFF "}, None),
        ({"XDG_CACHE_HOME": "/x", "TRUCELINE_CACHE": ""}, "/x/truceline"),
    ],
)
def test_the_folder_is_the_users_own_cache(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], folder: str | None
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("XDG_CACHE_HOME", "TRUCELINE_CACHE", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = user_cache()
    assert (str(found.folder) if found is not None else None) == folder


def test_without_any_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    assert user_cache() is None


def test_another_code_has_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "files" / "cache.py"))
    (tmp_path / "room").mkdir()
    source = tmp_path / "room" / "one.py"
    source.write_bytes(b"x = 1\n")
    before = code_version(["room"], ["pyarrow"])
    assert before == code_version(["room"], ["pyarrow"])
    source.write_bytes(b"x = 2\n")
    assert code_version(["room"], ["pyarrow"]) != before
    source.rename(tmp_path / "room" / "two.py")
    source.with_name("two.py").write_bytes(b"x = 1\n")
    assert code_version(["room"], ["pyarrow"]) != before


def test_code_that_cannot_be_told_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_version(["errors.py"], ["no-such-package"]) is None
    assert code_version(["nowhere.py"], []) is None
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "files" / "cache.py"))
    (tmp_path / "compiled").mkdir()
    assert code_version(["compiled"], []) is None


_MANY_AT_ONCE = """
import sys
from pathlib import Path
from truceline.files.cache import Cache
kept = Cache(folder=Path(sys.argv[1]))
for _ in range(200):
    kept.put("key", bytes(10_000))
    assert kept.get("key") == bytes(10_000)
"""


def test_several_processes_at_once_read_whole_files(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _MANY_AT_ONCE, str(tmp_path / "truceline")]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0]
    assert len(list((tmp_path / "truceline").iterdir())) == 1
