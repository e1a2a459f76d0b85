"""What a stranger's files can do to the command: end it with a code and plain words, and nothing else.

Each row of the tables below says what is given, with which code the command ends and which words it says.
None prints a traceback, an answer that is none, or leaves half a result on disk. The heavy ones stay below
1 GB and 20 seconds of a processor.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tests.fuzz.targets import (
    AREAS,
    EXPORT,
    GPX,
    MAPPED,
    TARN,
    TRACK_CSV,
    TRACK_GEOJSON,
    TRACK_MAPPING,
    parquet,
    track_table,
)
from tests.unit.planning.test_plan_files import GOOD as PLANS
from tests.unit.sources.test_mapped import MAPPING
from truceline.cli import app
from truceline.files import write_new
from truceline.model.tables import CLAIMS

COMMAND = "from truceline.cli import main; main()"
MB = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file, what is done with it, and how that ends."""

    given: str
    """What is hostile about it."""
    file: str
    """Its name."""
    data: bytes | Callable[[], bytes | Iterator[bytes]]
    """Its bytes."""
    words: str
    """The command; FILE is the file, MAP one beside it, TARN a casebook, BOOK one that holds the file."""
    says: str
    """Part of standard error."""
    code: int = 1
    """How it ends."""
    beside: bytes = b""
    """The file called MAP."""
    is_written: bool = False
    """Whether a run is written all the same, with the rows that cannot be read listed in its receipt."""


ASSESS = "assess TARN --incidents FILE --out OUT"
MAPPED_AS = "assess TARN --incidents FILE --mapping MAP --out OUT"
SHOW = "patrols show FILE --casebook TARN --publish OUT/a.geojson"
SHOW_AS = "patrols show FILE --casebook TARN --mapping MAP --publish OUT/a.geojson"
PLAN = "patrols plan FILE --out OUT/plans.yaml"
WATCH = "patrols watch FILE --at 2020-05-02T07:30Z"
CONTROL = "control TARN --on 2030-06-03 --assertions FILE --out OUT/a.geojson"
CALLS = "patrols watch MAP --at 2020-05-02T07:30Z --check-ins FILE"


def _track(**columns: pa.Array) -> bytes:
    good = {"at": pa.array([datetime(2020, 3, 15, tzinfo=UTC)] * 2), "lon": pa.array([36.7, 36.8])}
    return parquet(pa.table(good | {"lat": pa.array([35.8, 35.8])} | columns))


def _geo(about: object) -> bytes:
    return parquet(track_table().replace_schema_metadata({"geo": json.dumps(about)}))


def _area(ring: list[list[float]]) -> bytes:
    areas = json.loads(AREAS)
    areas["features"] = areas["features"][:1]
    areas["features"][0]["geometry"]["coordinates"] = [ring]
    return json.dumps(areas).encode()


def _twice() -> bytes:
    return parquet(pa.table([pa.array([1.0])] * 4, names=["at", "lon", "lat", "lon"]))


def _corrupt() -> bytes:
    data = bytearray(parquet(track_table()))
    data[4:900] = b"\x15" * 896
    return bytes(data)


def _changed(old: bytes, new: bytes, of: bytes) -> bytes:
    assert old in of, old
    return of.replace(old, new)


def _claims(**values: Any) -> bytes:
    row: dict[str, Any] = {field.name: None for field in CLAIMS} | {
        "incident_id": "i1",
        "account": "as_reported",
        "start_at": datetime(2030, 6, 2, tzinfo=UTC),
        "end_at": datetime(2030, 6, 3, tzinfo=UTC),
        "hypotheses": [{"act": "raid", "cast": [], "weight": None, "response": "not_claimed"}],
        "basis": "one_third_party",
        "told_by": [],
        "denied_by": [],
        "n_reports": 1,
        "source_ids": [],
    }
    # As a file may have it: the schema of others says of no column that it is never empty.
    return parquet(pa.Table.from_pylist([row | values], schema=pa.schema([_hollow(one) for one in CLAIMS])))


def _hollow(field: pa.Field) -> pa.Field:
    """Return a column that may be empty at every depth."""
    kind = field.type
    if pa.types.is_struct(kind):
        kind = pa.struct([_hollow(one) for one in kind])
    elif pa.types.is_list(kind):
        kind = pa.list_(_hollow(kind.value_field))
    return pa.field(field.name, kind)


FAR = pa.array([2**52, 2**52], pa.timestamp("s", tz="UTC"))
OFFSETS = {
    "the first instant with an offset": "0001-01-01T00:00:00+14:00",
    "the last instant with an offset": "9999-12-31T23:59:00-12:00",
    "a number of 5,000 figures": "9" * 5000,
}
GEO_ABOUT = {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}

CASES = (
    # GeoParquet
    Case(given="corrupt pages", file="t.parquet", data=_corrupt, words=SHOW, says="no Parquet"),
    Case(given="no Parquet", file="t.parquet", data=b"PAR1", words=SHOW, says="no Parquet"),
    Case(
        given="times that are lists",
        file="t.parquet",
        data=lambda: _track(at=pa.array([[1], [2]])),
        words=SHOW,
        says="'at' holds no text",
    ),
    Case(
        given="places that are structs",
        file="t.parquet",
        data=lambda: _track(lon=pa.array([{"x": 1}, {"x": 2}])),
        words=SHOW,
        says="'lon' holds no numbers",
    ),
    Case(
        given="names that are bytes of no text",
        file="t.parquet",
        data=lambda: _track(vehicle=pa.array([b"\xff", b"\xfe"])),
        words=SHOW,
        says="'vehicle' holds no text",
    ),
    Case(given="far times", file="t.parquet", data=lambda: _track(at=FAR), words=SHOW, says="1900 to 2200"),
    Case(given="a column twice", file="t.parquet", data=_twice, words=SHOW, says="'lon' stands twice"),
    Case(given="`geo` that is a list", file="t.parquet", data=lambda: _geo([1]), words=SHOW, says="`geo`"),
    Case(
        given="`geo` whose column is text",
        file="t.parquet",
        data=lambda: _geo(GEO_ABOUT | {"columns": {"geometry": "WKB"}}),
        words=SHOW,
        says="`geo`",
    ),
    Case(
        given="`geo` of a column that is not there",
        file="t.parquet",
        data=lambda: _geo({"primary_column": "g", "columns": {"g": {"encoding": "WKB"}}}),
        words=SHOW,
        says="column 'g' is missing",
    ),
    Case(
        given="`geo` whose system is a list",
        file="t.parquet",
        data=lambda: _geo(
            {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "crs": [1]}}}
        ),
        words=SHOW,
        says="not in longitude and latitude",
    ),
    # Times and numbers
    *(
        Case(
            given=given,
            file="t.csv",
            data=_changed(b"2020-03-15T08:00:00Z", words.encode(), TRACK_CSV),
            words=SHOW,
            says=f"t.csv:2: {words[:40]!r}",
        )
        for given, words in OFFSETS.items()
    ),
    Case(
        given="a number of 5,000 figures in JSON",
        file="t.geojson",
        data=_changed(b"36.7,", b"9" * 5000 + b",", TRACK_GEOJSON),
        words=SHOW,
        says="no JSON",
    ),
    Case(
        given="half of a surrogate pair in JSON",
        file="t.geojson",
        data=_changed(b"lead", b"\\ud800", TRACK_GEOJSON),
        words=SHOW,
        says="half of a surrogate pair",
    ),
    Case(
        given="a zone's name of 300 letters",
        file="t.csv",
        data=b"trip;car;time;x;y\n",
        beside=_changed(b"Asia/Damascus", b"Asia/" + b"a" * 300, TRACK_MAPPING),
        words=SHOW_AS,
        says="is no zone",
    ),
    Case(
        given="a format with the same part twice",
        file="t.csv",
        data=b"trip;car;time;x;y\n",
        beside=_changed(b"%M:%S", b"%M:%S %S", TRACK_MAPPING),
        words=SHOW_AS,
        says="is no format of a day or time",
    ),
    Case(
        given="a mapping to a column without a name",
        file="t.csv",
        data=b"trip;car;time;x;y\n",
        beside=_changed(b"lon: x", b'lon: ""', TRACK_MAPPING),
        words=SHOW_AS,
        says="this is no column",
    ),
    Case(
        given="half of a surrogate pair in YAML",
        file="plan.yaml",
        data=_changed(b"id: spring", b'id: "\\ud800"', PLANS.encode()),
        words=PLAN,
        says="this is not YAML",
    ),
    Case(
        given="brackets 5,000 deep in YAML",
        file="plan.yaml",
        data=b"plans: " + b"[" * 5000,
        words=PLAN,
        says="nested deeper than 40",
    ),
    Case(
        given="brackets 100,000 deep in JSON",
        file="t.geojson",
        data=b"[" * 100_000,
        words=SHOW,
        says="nested too deeply",
    ),
    Case(
        given="elements 5,000 deep in XML",
        file="t.gpx",
        data=b"<gpx>" + b"<a>" * 5000,
        words=SHOW,
        says="nested deeper than 200",
    ),
    Case(
        given="a document type in XML",
        file="t.gpx",
        data=b'<!DOCTYPE gpx [<!ENTITY a "aaa">]>' + GPX[21:],
        words=SHOW,
        says="declares a document type",
    ),
    # Own claims
    *(
        Case(
            given=given,
            file="c.parquet",
            data=partial(_claims, **values),
            words=ASSESS,
            says=says,
            is_written=True,
        )
        for given, values, says in (
            ("deaths below zero", {"fatalities_best": -3}, "fatalities are negative"),
            ("low above high", {"fatalities_low": 9, "fatalities_high": 2}, "do not run from low to high"),
            ("no id", {"incident_id": " "}, "the incident has no id"),
            ("no hypothesis", {"hypotheses": []}, "the account has no hypothesis"),
            ("a far time", {"known_at": datetime(9999, 1, 1, tzinfo=UTC)}, "a time is outside the years"),
            (
                "weights above one",
                {
                    "hypotheses": [
                        {"act": "raid", "cast": [], "weight": 0.7, "response": "not_claimed"},
                        {"act": "raid", "cast": [], "weight": 0.7, "response": "not_claimed"},
                    ]
                },
                "no shares of one whole",
            ),
        )
    ),
    Case(
        given="no cast",
        file="c.parquet",
        data=partial(
            _claims, hypotheses=[{"act": "raid", "cast": None, "weight": None, "response": "not_claimed"}]
        ),
        words=ASSESS,
        says="non-nullable field 'cast'",
    ),
    # Areas
    Case(
        given="an area whose outline crosses itself",
        file="a.geojson",
        data=lambda: _area([[36.0, 35.0], [37.0, 36.0], [37.0, 35.0], [36.0, 36.0], [36.0, 35.0]]),
        words=CONTROL,
        says="crosses itself",
    ),
    # Casebooks
    *(
        Case(
            given=given,
            file="book/casebook.yaml",
            data=_changed(b"  sides:\n", new.encode() + b"\n  sides:\n", TARN["casebook.yaml"]),
            words="casebook check BOOK",
            says=says,
        )
        for given, new, says in (
            ("a delay of 1e12 minutes", "  publish_delay_minutes: 1e12", "`publish_delay_minutes` is 1e+12"),
            ("a stop of 1e12 seconds", "  tracks: {stop_s: 1e12}", "1e+12 is too much"),
        )
    ),
    # Plans
    *(
        Case(
            given=given,
            file="plan.yaml",
            data=_changed(b"  curfew:", f"  {line}\n  curfew:".encode(), PLANS.encode()),
            words=PLAN,
            says=says,
        )
        for given, line, says in (
            (
                "a sun that never rises",
                "daylight: {lon: 36, lat: 35, sun_above_deg: -833}",
                "no height of the sun",
            ),
            ("minutes beyond a year", "alarm_minutes: 1e12", "1e+12 is too much"),
            ("minutes below zero", "access_minutes: -5", "-5 is too little"),
            ("a speed that is no number", "speed_kmh: nan", "is not a number"),
            ("a speed without end", "speed_kmh: 1e999", "is not a number"),
        )
    ),
    # Tables
    *(
        Case(given=given, file=file, data=data, words=ASSESS, says=says)
        for given, file, data, says in (
            ("an empty table", "a.csv", b"", "a.csv: the file is empty"),
            ("a table of blank lines", "a.csv", b"\n\r\n", "a.csv: the file is empty"),
            ("a table of a byte order mark", "a.csv", b"\xef\xbb\xbf", "a.csv: the file is empty"),
            ("an empty table, compressed", "a.csv.gz", gzip.compress(b""), "a.csv.gz: the file is empty"),
            ("empty claims", "c.parquet", b"", "c.parquet: the file is no Parquet"),
        )
    ),
    Case(
        given="a compressed table that breaks off",
        file="a.csv",
        data=lambda: gzip.compress(EXPORT)[:-20],
        words=ASSESS,
        says="breaks off or is damaged",
    ),
    Case(
        given="more rows at fault than any table has",
        file="m.csv",
        data=lambda: MAPPED + b"x\n" * 10_002,
        beside=_changed(b"air_strike", b"raid", MAPPING.encode()).replace(b"mortar_fire", b"raid"),
        words=MAPPED_AS,
        says="more than 10,000 rows cannot be read",
    ),
)

HEAVY = (
    Case(
        given="33 KB that unpack to 33 MB of rows without a heading's cells",
        file="a.csv",
        data=lambda: gzip.compress(EXPORT + b"x\n" * (16 * MB)),
        words=ASSESS,
        says="more than 10,000 rows cannot be read",
    ),
    Case(
        given="a few KB that unpack to 100 MB of good rows",
        file="a.csv",
        data=lambda: _packed(EXPORT, 100 * MB),
        words=ASSESS,
        says="unpacks to more than 50 times its size",
    ),
    Case(
        given="600 MB of one attribute of XML",
        file="t.gpx",
        data=lambda: (b'<gpx version="' if n == 0 else b"a" * MB for n in range(600)),
        words=SHOW,
        says="is longer than 4,194,304 bytes",
    ),
    Case(
        given="200 MB of empty objects in JSON",
        file="t.geojson",
        data=lambda: b"[" + b"{}," * (60 * MB) + b"{}]",
        words=SHOW,
        says="would take about",
    ),
    Case(
        given="38,000 settlements at one point",
        file="book/tables/settlement_sides.csv",
        data=lambda: _settlements(38_000),
        words="control BOOK --on 2030-06-13 --out OUT/a.geojson",
        says="of 38,000 places 721,981,000 pairs lie within",
    ),
    Case(
        given="a billion rows in a few KB of Parquet",
        file="t.parquet",
        data=lambda: _long(),
        words=SHOW,
        says="are said to hold",
    ),
)


def _packed(table: bytes, size: int) -> bytes:
    heading, row = table.split(b"\n", 1)
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0) as packed:
        packed.write(heading + b"\n")
        for _ in range(size // (5_000 * len(row))):
            packed.write(row * 5_000)
    return out.getvalue()


def _settlements(n: int) -> bytes:
    heading = "code,name,lon,lat,radius_m,day,state,side,basis\n"
    rows = (f"C{number},A,-30,40,500,2030-06-02,held,north,official\n" for number in range(n))
    return (heading + "".join(rows)).encode()


def _long() -> bytes:
    """Return a small file of very many rows."""
    out = io.BytesIO()
    part = pa.table(
        {"at": pa.nulls(5_000_000, pa.timestamp("us", tz="UTC")), "lon": pa.nulls(5_000_000, pa.float64())}
    )
    with pq.ParquetWriter(out, part.schema) as writer:
        for _ in range(40):
            writer.write_table(part)
    return out.getvalue()


@pytest.fixture(scope="module")
def tarn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the invented casebook."""
    folder = tmp_path_factory.mktemp("casebooks") / "tarn"
    write_new("tarn", folder)
    return folder


def _typed(case: Case, tarn: Path, folder: Path) -> list[str]:
    data = case.data if isinstance(case.data, bytes) else case.data()
    if case.file.startswith("book/"):
        write_new("tarn", folder / "book")
        (folder / case.file).parent.mkdir(exist_ok=True)
    with (folder / case.file).open("wb") as stream:
        stream.writelines([data] if isinstance(data, bytes) else data)
    (folder / "map.yaml").write_bytes(case.beside)
    given = {"TARN": tarn, "BOOK": folder / "book", "FILE": folder / case.file, "MAP": folder / "map.yaml"}
    words = [str(given.get(word, word)) for word in case.words.split()]
    return [word.replace("OUT", str(folder / "out"), 1) if word.startswith("OUT") else word for word in words]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.given)
def test_a_hostile_file_ends_in_plain_words_and_leaves_nothing(
    case: Case, tarn: Path, tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, _typed(case, tarn, tmp_path))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert case.says in done.stderr
    assert done.exit_code == case.code
    assert (tmp_path / "out" / "receipt.json").exists() == case.is_written
    assert (tmp_path / "out").exists() == case.is_written
    assert bool(done.stdout) == case.is_written


@pytest.mark.slow
@pytest.mark.parametrize("case", HEAVY, ids=lambda case: case.given)
def test_a_heavy_file_ends_within_1_gb_and_20_seconds(case: Case, tarn: Path, tmp_path: Path) -> None:
    words = _typed(case, tarn, tmp_path)
    with (tmp_path / "said").open("wb") as said:
        running = subprocess.Popen([sys.executable, "-c", COMMAND, *words], stdout=said, stderr=said)
        _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    told = (tmp_path / "said").read_text(encoding="utf-8")
    assert running.returncode == case.code, told
    assert case.says in told
    assert "Traceback" not in told
    assert used.ru_maxrss < 1 << 20  # KiB
    assert used.ru_utime + used.ru_stime < 20
    assert not (tmp_path / "out").exists()


# What is no file

NO_FILES = ("pipe", "device", "folder", "ring", "below a file")
PLACES = {
    "claims": "assess TARN --incidents IT --mapping FILE --out OUT",
    "mapping": "assess TARN --incidents FILE --mapping IT --out OUT",
    "tracks": "patrols show IT.gpx --casebook TARN",
    "plan": "patrols plan IT",
    "plan watched": "patrols watch IT --at 2020-05-02T07:30Z",
    "mapping of tracks": "patrols show FILE.csv --casebook TARN --mapping IT",
    "signs of life": "patrols watch FILE.yaml --at 2020-05-02T07:30Z --check-ins IT",
    "casebook": "casebook check IT",
}


def _no_file(what: str, folder: Path) -> Path:
    path = folder / "it.gpx"
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    elif what == "folder":
        path.mkdir()
    elif what == "ring":
        path.symlink_to(path)
    else:
        (folder / "file").write_bytes(b"")
        path = folder / "file" / "it.gpx"
    return path


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", NO_FILES)
def test_what_is_no_file_is_told_apart_before_it_is_opened(
    what: str, place: str, tarn: Path, tmp_path: Path
) -> None:
    it = _no_file(what, tmp_path)
    (tmp_path / "f.csv").write_bytes(TRACK_CSV)
    (tmp_path / "f.yaml").write_text(PLANS, encoding="utf-8")
    names = {"TARN": tarn, "IT": it, "IT.gpx": it, "OUT": tmp_path / "out"}
    names |= {"FILE": tmp_path / "f.csv", "FILE.csv": tmp_path / "f.csv", "FILE.yaml": tmp_path / "f.yaml"}
    signal.alarm(60)  # a pipe that is opened waits for ever
    try:
        done = CliRunner().invoke(app, [str(names.get(word, word)) for word in PLACES[place].split()])
    finally:
        signal.alarm(0)
    assert isinstance(done.exception, SystemExit), done.exc_info
    assert done.exit_code in (1, 2)
    assert "it.gpx" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("what", ["pipe", "device", "ring"])
def test_what_is_no_file_in_a_casebook_is_named(what: str, tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    _no_file(what, tmp_path).rename(tmp_path / "tarn" / "extra.yaml")
    done = CliRunner().invoke(app, ["casebook", "check", str(tmp_path / "tarn")])
    assert done.exit_code == 1
    assert "extra.yaml: " in done.stderr


@pytest.mark.parametrize(
    ("what", "error", "says"),
    [
        ("iterdir", PermissionError(13, "Permission denied"), "the folder cannot be read: Permission denied"),
        (
            "is_dir",
            PermissionError(13, "Permission denied", "tarn"),
            "tarn: Permission denied (see its rights",
        ),
        ("is_dir", OSError(36, "File name too long", "tarn"), "tarn: File name too long (give it a shorter"),
        ("iterdir", OSError(5, "Input/output error"), "Input/output error"),
    ],
)
def test_what_the_system_refuses_is_said_with_the_file_and_what_to_do(
    what: str, error: OSError, says: str, tarn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = getattr(Path, what)

    def refuse(path: Path) -> Any:
        if path.name == "tarn":
            raise error
        return asked(path)

    monkeypatch.setattr(Path, what, refuse)
    done = CliRunner().invoke(app, ["casebook", "check", str(tarn)])
    assert done.exit_code == 1
    assert says in done.stderr


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (MemoryError(), "the memory does not suffice"),
        (RecursionError(), "nested too deeply"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), "what is no character"),
        (pa.ArrowInvalid("odd"), "a table cannot be used: odd"),
        (OSError("Couldn't deserialize thrift"), "a file is damaged"),
    ],
)
def test_what_a_library_refuses_is_an_error_and_no_bug(
    error: Exception, says: str, tarn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise error

    monkeypatch.setattr("truceline.runs.check_casebook", refuse)
    done = CliRunner().invoke(app, ["casebook", "check", str(tarn), "--json"])
    assert done.exit_code == 1
    assert says in done.stderr
    assert says in json.loads(done.stdout)["error"]["faults"][0]["message"]


def test_a_bug_is_no_error_of_the_input(tarn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truceline.runs.check_casebook", lambda _: {"a": 1}["bug"])
    assert isinstance(CliRunner().invoke(app, ["casebook", "check", str(tarn)]).exception, KeyError)


# Streams

STREAMS = (
    ("casebook schema >/dev/full", 1, "standard output: No space left on device"),
    ("casebook show tarn >/dev/full", 1, "standard output: No space left on device"),
    ("casebook show tarn --json >/dev/full", 1, "standard output: No space left on device"),
    ("casebook check nowhere --json >/dev/full", 2, "standard output: No space left on device"),
    ("casebook schema >&-", 1, "standard output: Bad file descriptor"),
    ("casebook schema <&- >/dev/null", 0, ""),
    ("casebook check nowhere 2>/dev/full", 2, ""),
    ("casebook check nowhere 2>&-", 2, ""),
    ("casebook schema <&- >&- 2>&-", 1, ""),
    ("casebook show $'\\xff\\xfe'", 2, "words are not all UTF-8"),
)


@pytest.mark.parametrize(("typed", "code", "says"), STREAMS, ids=[typed for typed, *_ in STREAMS])
def test_a_stream_that_takes_nothing_ends_in_plain_words(
    typed: str, code: int, says: str, tarn: Path
) -> None:
    command = f"exec {sys.executable} -c {COMMAND!r} {typed}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tarn.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert not ({"Traceback", "Exception ignored"} & set(done.stderr.splitlines()))
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_told_nothing(tarn: Path) -> None:
    command = f"{sys.executable} -c {COMMAND!r} casebook show tarn --json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tarn.parent, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("{", "")


# The end of the interpreter

AT_EXIT = """
import atexit, pathlib, sys
def tell():
    for task in pathlib.Path("/proc/self/task").iterdir():
        print("task", (task / "comm").read_text().strip(), file=sys.stderr)
atexit.register(tell)
from truceline.files import pdf
pdf.has_typst = lambda: False  # its threads are none of Arrow's
from truceline.cli import main
main()
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are listed by Linux only")
def test_no_thread_of_arrow_is_left_to_abort_the_end_of_a_run(tarn: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-c", AT_EXIT, "assess", str(tarn), "--out", str(tmp_path / "out")]
    one = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, **one})
    assert done.returncode == 0, done.stderr
    tasks = [line.removeprefix("task ") for line in done.stderr.splitlines() if line.startswith("task ")]
    # The allocator's own thread is a plain one, which is no C++ object that could be destroyed unjoined.
    assert [task for task in tasks if task != "jemalloc_bg_thd"] == tasks[:1]
