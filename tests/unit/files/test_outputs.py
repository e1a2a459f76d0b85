"""Outputs on disk: whole or not at all, whenever it is stopped; nothing of anybody else's is replaced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from truceline.errors import BadInput
from truceline.files.outputs import (
    MARK,
    RECEIPT,
    file_sha256,
    is_unfinished,
    write_file,
    write_new,
    write_outputs,
)

SEAL = {"casebook": "c", "digest": "d"}
OLD = {"a.txt": "old a", "b.txt": "old b", "gone.txt": "only in the old run"}
NEW = {"a.txt": "new a", "b.txt": "new b", "more.txt": "only in the new run"}
MARKED = f"<!-- {MARK} -->"


def texts(folder: Path) -> dict[str, str]:
    """Return the files of a folder, but for its receipt."""
    return {path.name: path.read_text() for path in folder.iterdir() if path.name != RECEIPT}


def is_whole(folder: Path) -> bool:
    """Return whether a folder has a receipt and just the files that it lists."""
    listed = json.loads((folder / RECEIPT).read_text())["files"]
    names = {path.name for path in folder.iterdir()} - {RECEIPT}
    return names == set(listed) and all(file_sha256(folder / name) == listed[name] for name in names)


def test_a_new_run_takes_the_place_of_an_older_one_and_its_stale_files_go(tmp_path: Path) -> None:
    write_outputs(tmp_path / "out", OLD, SEAL)
    (tmp_path / "out" / "notes.txt").write_text("mine")
    write_outputs(tmp_path / "out", NEW, SEAL)
    assert texts(tmp_path / "out") == NEW | {"notes.txt": "mine"}


def test_the_receipt_lists_every_file_with_its_hash(tmp_path: Path) -> None:
    write_outputs(tmp_path, {**NEW, "t.parquet": pa.table({"n": [1]})}, SEAL)
    assert is_whole(tmp_path)


@pytest.mark.parametrize("name", ["a.txt", RECEIPT])
def test_a_file_that_no_run_wrote_stays_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(BadInput, match="no earlier run wrote") as error:
        write_outputs(tmp_path, NEW, SEAL)
    assert [Path(fault.file).name for fault in error.value.faults] == [name]
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_file_changed_since_the_run_stays_and_is_named(tmp_path: Path) -> None:
    write_outputs(tmp_path, OLD, SEAL)
    (tmp_path / "a.txt").write_text("with my notes")
    with pytest.raises(BadInput) as error:
        write_outputs(tmp_path, NEW, SEAL)
    assert "was changed since" in error.value.faults[0].message
    assert texts(tmp_path) == OLD | {"a.txt": "with my notes"}


def test_a_stale_file_that_was_changed_stays(tmp_path: Path) -> None:
    write_outputs(tmp_path, OLD, SEAL)
    (tmp_path / "gone.txt").write_text("with my notes")
    write_outputs(tmp_path, NEW, SEAL)
    assert (tmp_path / "gone.txt").read_text() == "with my notes"


def test_a_receipt_that_lists_files_elsewhere_removes_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    listed = {"../mine.txt": file_sha256(tmp_path / "mine.txt")}
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / RECEIPT).write_text(json.dumps({**SEAL, "files": listed}))
    write_outputs(tmp_path / "out", NEW, SEAL)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_file_that_is_read_is_not_replaced_though_an_older_run_wrote_it(tmp_path: Path) -> None:
    write_outputs(tmp_path, OLD, SEAL)
    with pytest.raises(BadInput) as error:
        write_outputs(tmp_path, NEW, SEAL, inputs=[tmp_path / "b.txt"])
    assert "is read here" in error.value.faults[0].message
    assert texts(tmp_path) == OLD


def test_two_runs_at_once_are_told_apart(tmp_path: Path) -> None:
    import fcntl

    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(BadInput) as error:
        write_outputs(tmp_path, NEW, SEAL)
    assert "another run" in error.value.faults[0].message
    os.close(handle)
    write_outputs(tmp_path, NEW, SEAL)


def test_a_folder_made_for_nothing_goes_again(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        write_outputs(tmp_path / "new" / "out", {"no\0name": "x"}, SEAL)
    assert list(tmp_path.iterdir()) == []


# Stopped in the middle

_STOPPING = """
import os, sys
from pathlib import Path
from truceline.files import outputs

left = int(sys.argv[2])

def stopping(real):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return real(*args, **kwargs)
    return call

for name in ("rename", "replace", "unlink", "mkdir", "rmdir"):
    setattr(Path, name, stopping(getattr(Path, name)))
outputs.write_outputs(sys.argv[1], {"a.txt": "new a", "b.txt": "new b", "more.txt": "only in the new run"},
                      {"casebook": "c", "digest": "d"})
"""


@pytest.mark.slow
def test_a_run_killed_at_any_step_leaves_what_the_next_run_repairs(tmp_path: Path) -> None:
    n_steps, killed = 0, True
    while killed:
        out = tmp_path / str(n_steps)
        write_outputs(out, OLD, SEAL)
        ended = subprocess.run(
            [sys.executable, "-c", _STOPPING, str(out), str(n_steps)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
        )
        killed = ended.returncode == 9
        assert killed or ended.returncode == 0
        if (out / RECEIPT).exists() and not is_unfinished(out):
            # What a reader finds with a receipt is whole: the old run, or the new one.
            seen = {name: text for name, text in texts_of_files(out).items() if not name.startswith(".")}
            assert seen in (OLD, NEW)
        write_outputs(out, NEW, SEAL)
        assert texts(out) == NEW
        assert is_whole(out)
        n_steps += 1
    assert n_steps > 8


def texts_of_files(folder: Path) -> dict[str, str]:
    """Return the files of a folder, but for its receipt and whatever stands in folders."""
    return {
        path.name: path.read_text() for path in folder.iterdir() if path.is_file() and path.name != RECEIPT
    }


def test_a_full_disk_leaves_the_older_run(tmp_path: Path) -> None:
    write_outputs(tmp_path, OLD, SEAL)
    code = (
        "import resource, sys; from truceline.files.outputs import write_outputs; "
        "from truceline.errors import BadInput\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_outputs(sys.argv[1], {'a.txt': 'x' * 5000}, {'casebook': 'c', 'digest': 'd'})\n"
        "except BadInput as error: sys.exit(str(error.faults[0]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "make room" in ended.stderr
    assert texts(tmp_path) == OLD
    assert is_whole(tmp_path)


# Single files


def test_a_file_of_ours_is_replaced(tmp_path: Path) -> None:
    write_file(tmp_path / "page.html", MARKED + "old")
    write_file(tmp_path / "page.html", MARKED + "new")
    assert (tmp_path / "page.html").read_text() == MARKED + "new"
    write_file(tmp_path / "t.parquet", pa.table({"n": [1]}))
    write_file(tmp_path / "t.parquet", pa.table({"n": [2]}))


def _device(path: Path) -> None:
    path.symlink_to("/dev/null")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _foreign(path: Path) -> None:
    path.write_text("mine")


def _link(path: Path) -> None:
    (path.parent / "target.html").write_text(MARKED)
    path.symlink_to(path.parent / "target.html")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (_foreign, "not known to be ours"),
        (_link, "a link"),
        (_device, "a link"),
        (_pipe, "a device"),
        (Path.mkdir, "a folder"),
    ],
)
def test_what_is_not_ours_is_never_replaced(tmp_path: Path, made: Callable[[Path], None], said: str) -> None:
    made(tmp_path / "page.html")
    before = sorted(os.lstat(path).st_ino for path in tmp_path.iterdir())
    with pytest.raises(BadInput) as error:
        write_file(tmp_path / "page.html", MARKED)
    assert said in error.value.faults[0].message
    assert sorted(os.lstat(path).st_ino for path in tmp_path.iterdir()) == before


def test_a_device_itself_is_never_replaced() -> None:
    with pytest.raises(BadInput) as error:
        write_file("/dev/null", MARKED)
    assert "a device" in error.value.faults[0].message
    assert not Path("/dev/null").is_file()


def test_a_file_of_ours_that_is_read_is_not_replaced_under_any_of_its_names(tmp_path: Path) -> None:
    table = pa.table({"n": [1]})
    write_file(tmp_path / "claims.parquet", table)
    os.link(tmp_path / "claims.parquet", tmp_path / "again.parquet")
    with pytest.raises(BadInput) as error:
        write_file(tmp_path / "again.parquet", table, inputs=[tmp_path / "claims.parquet"])
    assert "is read here" in error.value.faults[0].message


def test_what_people_go_on_with_is_never_replaced(tmp_path: Path) -> None:
    write_new(tmp_path / "plan.yaml", "plans: []")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        write_new(tmp_path / "plan.yaml", "plans: []")
