"""Every option of every command that writes, given a path at which something stands already.

What was read, what somebody else wrote, a link, a pipe and a device stay as they are; the command says so.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.fuzz.targets import AREAS, TRACK_CSV
from tests.unit.planning.test_plan_files import GOOD as PLANS
from truceline.cli import app
from truceline.files import write_new
from truceline.files.outputs import MARK

COMMAND = "from truceline.cli import main; main()"

WRITERS = {
    "assess --pdf": ("assess TARN --pdf OUT", ".pdf"),
    "assess --out": ("assess TARN --out OUT", ""),
    "casebook new": ("casebook new tarn OUT", ""),
    "casebook show --html": ("casebook show TARN --html OUT", ".html"),
    "incidents read --out": ("incidents read CLAIMS --format claims --casebook TARN --out OUT", ".parquet"),
    "patrols show --publish, text": ("patrols show TRACK --casebook TARN --publish OUT", ".geojson"),
    "patrols show --publish, table": ("patrols show TRACK --casebook TARN --publish OUT", ".parquet"),
    "patrols plan --out": ("patrols plan PLAN --draws 20 --out OUT", ".yaml"),
    "zones --out, text": ("zones TARN --out OUT", ".geojson"),
    "zones --out, table": ("zones TARN --out OUT", ".parquet"),
    "control --out, text": ("control TARN --on 2030-06-03 --assertions AREAS --out OUT", ".geojson"),
    "control --out, table": ("control TARN --on 2030-06-03 --assertions AREAS --out OUT", ".parquet"),
}
"""The words of every option that writes, and how its file must end; all but OUT are files that are read."""


CONTROL = "place,holder,state,since,by\nmill,northern_army,held,2030-06-02,council\n"


@pytest.fixture
def given(tmp_path: Path) -> dict[str, Path]:
    """Return what the commands read, by the word that stands for it."""
    home = tmp_path / "given"
    tarn = write_new("tarn", home / "tarn")[0].parent
    paths = {"TARN": tarn, "TRACK": home / "t.csv", "PLAN": home / "plan.yaml", "AREAS": home / "a.geojson"}
    paths["TRACK"].write_bytes(TRACK_CSV)
    paths["PLAN"].write_text(PLANS, encoding="utf-8")
    paths["AREAS"].write_bytes(AREAS)
    (tarn / "control.csv").write_text(CONTROL, encoding="utf-8")
    assert CliRunner().invoke(app, ["assess", str(tarn), "--out", str(home / "run")]).exit_code == 0
    return paths | {"CLAIMS": home / "run" / "claims.parquet"}


def typed(writer: str, given: dict[str, Path], out: Path) -> list[str]:
    return [str((given | {"OUT": out}).get(word, word)) for word in WRITERS[writer][0].split()]


def run(words: list[str]) -> Result:
    done = CliRunner().invoke(app, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def _foreign(path: Path) -> None:
    path.write_text("mine", encoding="utf-8")


def _link(path: Path) -> None:
    target = path.with_name("target")
    target.write_text(f"mine, {MARK}", encoding="utf-8")
    path.symlink_to(target)


def _link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


def _device(path: Path) -> None:
    path.symlink_to("/dev/null")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


THINGS: dict[str, Callable[[Path], None]] = {
    "a file of somebody": _foreign,
    "a link": _link,
    "a link to nothing": _link_to_nothing,
    "a device": _device,
    "a pipe": _pipe,
}


def state(folder: Path) -> dict[str, object]:
    """Return every file of a folder: its bytes, where it leads, or what it is."""
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else path.lstat().st_mode
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("writer", WRITERS)
def test_an_output_where_nothing_is_yet_is_written(
    writer: str, given: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / f"out{WRITERS[writer][1]}"
    assert run(typed(writer, given, out)).exit_code == 0
    assert out.exists()


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("writer", WRITERS)
def test_an_output_replaces_nothing_that_is_not_ours(
    writer: str, thing: str, given: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / f"out{WRITERS[writer][1]}"
    THINGS[thing](out)
    before = state(tmp_path)
    done = run(typed(writer, given, out))
    assert done.exit_code == 1
    assert out.name in done.stderr
    assert state(tmp_path) == before


READ = [
    (writer, word, ending)
    for writer, (words, ending) in WRITERS.items()
    if ending
    for word in (*words.split(), "accord.yaml")
    if word in ("CLAIMS", "TRACK", "PLAN", "AREAS", "accord.yaml")
]


@pytest.mark.parametrize(("writer", "word", "ending"), READ, ids=[f"{one[0]} over {one[1]}" for one in READ])
def test_an_output_never_replaces_what_it_was_made_from_though_that_bears_the_mark(
    writer: str, word: str, ending: str, given: dict[str, Path], tmp_path: Path
) -> None:
    inside = given["TARN"] / word
    read = given.get(word, inside)
    if read.suffix == ".yaml":
        read.write_text(f"# {MARK}\n" + read.read_text(encoding="utf-8"), encoding="utf-8")
    elif read.suffix == ".geojson":
        marked = b'{"generator": "' + MARK.encode() + b'", ' + read.read_bytes()[1:]
        read.write_bytes(marked)
    elif read.suffix == ".csv":
        read.write_bytes(read.read_bytes().replace(b"lead", MARK.encode()))
    out = read
    if read.suffix != ending:  # another name of the same file
        out = tmp_path / f"again{ending}"
        os.link(read, out)
    before = state(tmp_path)
    done = run(typed(writer, given, out))
    assert done.exit_code == 1
    assert "this file is read here" in done.stderr or writer == "patrols plan --out"
    assert state(tmp_path) == before


@pytest.mark.parametrize("writer", ["assess --out", "casebook new", "assess --pdf", "casebook show --html"])
def test_a_full_disk_leaves_nothing(writer: str, given: dict[str, Path], tmp_path: Path) -> None:
    before = state(tmp_path)
    full = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    )
    words = typed(writer, given, tmp_path / "deep" / f"out{WRITERS[writer][1]}")
    done = subprocess.run(
        [sys.executable, "-B", "-c", full + COMMAND, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "cannot write there: " in done.stderr
    assert "File too large (make room, or name another" in done.stderr
    assert "Traceback" not in done.stderr
    assert state(tmp_path) == before


def test_two_runs_at_once_into_one_folder_leave_one_whole_run(given: dict[str, Path], tmp_path: Path) -> None:
    words = [sys.executable, "-c", COMMAND, *typed("assess --out", given, tmp_path / "out")]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [one.communicate()[1].decode() for one in both]
    ended = [one.returncode for one in both]
    assert 0 in ended
    for code, error in zip(ended, said, strict=True):
        assert code == 0 or (code == 1 and "another run is writing there" in error), error
    assert run(["check", str(tmp_path / "out")]).exit_code == 0


def test_a_run_killed_at_any_moment_is_repaired_by_the_next(given: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = typed("assess --out", given, out)
    for _ in range(6):
        one = subprocess.Popen([sys.executable, "-c", COMMAND, *words], stderr=subprocess.DEVNULL)
        while one.poll() is None and not any(out.glob(".truceline-next*")):
            time.sleep(0.001)
        one.kill()
        one.wait()
        assert run(words).exit_code == 0
        assert run(["check", str(out)]).exit_code == 0
        assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []
