"""What may leave: secrets are planted, every command is run, and every byte written or printed is searched.

The same with `--audience internal` must find them all, so that the search is known to see.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pypdf
import pytest
from typer.testing import CliRunner

from truceline import geo
from truceline.cli import app
from truceline.files import write_new
from truceline.geo import coarsened

NOW = datetime(2031, 3, 10, 12, tzinfo=UTC)
PLANTED = """
families:
  - {id: heard-at-the-ford, names: {en: Heard at the ford}, standing: third_party}
  - {id: heard-on-the-water, names: {en: Heard on the water}, standing: third_party}
sources:
  - id: miller-w
    names: {en: Widow Miller, ar: أرملة الطحان}
    family: heard-at-the-ford
    aliases: [Nurse of the Ford]
    note: Lives by the weir.
    protected: true
  - {id: ferryman, names: {en: Old Ferryman}, family: heard-on-the-water}
reports:
  - id: miller-call
    source: miller-w
    address: tel 5550199
    said_on: 2030-07-01
    dated: printed
    note: By night.
  - {id: heron-page, source: gazette, address: Heron special, said_on: 2031-03-10, dated: printed}
matters:
  - id: M-heron
    title: Heron march sets out
    kind: patrol
    when: {at: 2031-03-10Z}
    where: {lon: -30.0777, lat: 40.0333, radius_m: 50}
    incidents: [IHERON]
  - {id: M-stork, title: Stork march planned, kind: patrol, when: {at: 2031-03-12Z}}
  - {id: T2, title: Shots at the weir, kind: shelling, when: {at: 2030-07-01 05:00Z}, incidents: [T2]}
claims:
  - id: heron-a
    says: The heron march is shot at.
    by: gazette
    matter: M-heron
    reports: [heron-page]
    tells: [IHERON/gazette_says]
  - {id: T1-f, says: It was so., by: ferryman, matter: T1, reports: [gazette-0612], note: The ferryman.}
  - id: T2-a
    says: Guns fired at the weir, says the widow Miller.
    by: miller-w
    matter: T2
    reports: [miller-call]
    tells: [T2/miller_says]
    where: {lon: -30.03141, lat: 40.01592, radius_m: 20}
    note: She saw it from the loft.
  - {id: stork-a, says: The stork march is planned., by: council, matter: M-stork, reports: [council-7]}
notifications:
  - {matter: M-heron, by: council, notifier: northern_council, notified: southern_front, of: it, told: told}
patrols:
  - {id: p-2030-08-01, on: 2030-08-01, crews: [northern_army, hill_brigade]}
  - {id: p-heron, on: 2031-03-10, crews: [northern_army, hill_brigade], matter: M-heron, note: Heron crew.}
  - {id: p-egret, on: 2031-03-11, crews: [northern_army], planned_from: ford, planned_to: cape}
patrol_accounts:
  - {patrol: p-2030-08-01, by: council, of: northern_army, number: 4, outcome: full}
  - {patrol: p-heron, by: council, of: northern_army, number: 7731, report: heron-page, note: see p-egret}
  - {patrol: p-egret, by: council, of: northern_army, number: 7732}
control:
  - {place: mill, holder: northern_council, state: held, since: 2030-07-01, by: miller-w, note: The loft.}
  - {place: cape, holder: northern_council, state: held, since: 2030-06-01, by: council, matter: M-heron}
incidents:
  - id: IHERON
    title: Shots at the heron march
    when: {at: 2031-03-10 08:00Z}
    where: {lon: -30.0777, lat: 40.0333, radius_m: 50, grade: reported}
    accounts:
      - id: gazette_says
        told_by: [The Gazette]
        hypotheses: [{act: shelling, cast: [{actor: hill_brigade, role: initiator}]}]
  - id: T2
    title: Shots at the weir
    when: {at: 2030-07-01 05:00Z}
    where: {lon: -30.03141, lat: 40.01592, radius_m: 20, grade: reported}
    accounts:
      - id: miller_says
        told_by: [Widow Miller of the weir]
        hypotheses:
          - act: shelling
            cast: [{actor: northern_army, role: initiator}, {actor: hill_brigade, role: target}]
        says: Widow Miller saw it.
"""
OWN = """\
no,what,who,whom,on,x,y,where,dead,from
o-1,shelling,Northern army,Bjarne,2030-07-02 08:00Z,-29.94273,40.00987,Smithy,1,Caller Seventeen
o-2,shelling,Northern army,Hill Brigade,2030-07-03 08:00Z,-29.94273,40.00987,Smithy,00905551234567,Seventeen
"""
MAPPING = """\
id: no
act: what
initiator: who
target: whom
when: "on"
lon: x
lat: y
radius_m: {always: 30}
grade: {always: reported}
place: where
fatalities: dead
basis: {always: one_third_party}
told_by: from
"""
FIXES = "patrol,vehicle,side,at,lon,lat,radius_m\n" + "".join(
    f"{patrol},KX-331,north,{day}T{hour:02}:{minute:02}:00Z,{lon:.5f},40.00111,10\n"
    for patrol, day, lon in (("p-heron", "2031-03-10", -30.08123), ("p-2030-08-01", "2030-08-01", -30.01234))
    for hour in (9, 10)
    for minute in (0, 10)
)
OUTINGS = ("heron", "egret", "stork", "7731", "7732", "2031-03-10", "2031-03-11", "-30.077", "40.033")
PEOPLE = (
    "ferryman",
    "heard on the water",
    "heard-on-the-water",
    "miller",
    "nurse of the ford",
    "5550199",
    "أرملة",
    "loft",
    "by night",
    "lives by",
    "-30.031",
    "40.0159",
)
INFORMANT = ("seventeen", "smithy", "bjarne", "-29.942", "40.0098", "caller17")
CELL = ("00905551234567",)
TRACKS = ("-30.081", "p-heron", "kx-331", "-30.0123")
DAY_FILES = (
    "annex.html",
    "brief.html",
    "brief.pdf",
    "bulletin/index.html",
    "bulletin/control.html",
    "bulletin/stances.html",
    "receipt.json",
    "control.geojson",
)
SECRETS = (*OUTINGS, *PEOPLE, *INFORMANT, *TRACKS)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A casebook with what must not leave, own reports and tracks beside it; the day is the outing's."""
    monkeypatch.setattr("truceline.runs.casebook._now", lambda: NOW)
    monkeypatch.chdir(tmp_path)
    write_new("tarn", tmp_path / "tarn")
    (tmp_path / "tarn" / "planted.yaml").write_text(PLANTED, encoding="utf-8")
    book = tmp_path / "tarn" / "casebook.yaml"
    protects = "mandate:\n  protected_families: [heard-on-the-water]"
    book.write_text(book.read_text(encoding="utf-8").replace("mandate:", protects, 1), encoding="utf-8")
    (tmp_path / "caller17.csv").write_text(OWN, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "fixes.csv").write_text(FIXES, encoding="utf-8")
    return tmp_path


OWN_INPUT = ("--incidents", "caller17.csv", "--format", "csv", "--mapping", "mapping.yaml")
COMPARED = ("compare", "tarn@2031-03-01", "tarn@2030-07-02", "--days", "2")
COMMANDS: Mapping[str, Sequence[str]] = {
    "assess": ("assess", "tarn", "--out", "OUT/run", "--pdf", "OUT/run.pdf", "--csv", "--xlsx"),
    "assess in Arabic": ("assess", "tarn", "--out", "OUT/run-ar", "--lang", "ar"),
    "assess one day": ("assess", "tarn", "--on", "2031-03-10", "--out", "OUT/run-day"),
    "assess --json": ("assess", "tarn", "--json"),
    "assess own": (
        *("assess", "tarn", *OWN_INPUT),
        *("--out", "OUT/own", "--pdf", "OUT/own.pdf", "--csv", "--xlsx"),
    ),
    "assess own --json": ("assess", "tarn", *OWN_INPUT, "--json"),
    "explain T2": ("explain", "tarn", "T2"),
    "explain T2 --json": ("explain", "tarn", "T2", "--json"),
    "explain live": ("explain", "tarn", "IHERON", "--clause", "tarn/1"),
    "explain run": ("explain", "tarn", "o-1", "--run", "OUT/own"),
    "casebook show": ("casebook", "show", "tarn"),
    "casebook show --json": ("casebook", "show", "tarn", "--json"),
    "casebook show --html": ("casebook", "show", "tarn", "--html", "OUT/tarn.html"),
    "brief": ("brief", "tarn", "--from", "2031-03-01", "--to", "2031-03-31", "--out", "OUT/brief"),
    "brief in Arabic": ("brief", "tarn", "--from", "2031-03-01", "--to", "2031-03-31", "--lang", "ar"),
    "brief --json": ("brief", "tarn", "--json"),
    "brief own": ("brief", "tarn", *OWN_INPUT, "--out", "OUT/brief-own"),
    "brief own --json": ("brief", "tarn", *OWN_INPUT, "--json"),
    "trend": ("trend", "tarn", "--out", "OUT/trend", "--csv", "OUT/trend.csv"),
    "trend --json": ("trend", "tarn", "--by", "month", "--json"),
    "trend own": ("trend", "tarn", *OWN_INPUT, "--out", "OUT/trend-own"),
    "trend own --json": ("trend", "tarn", *OWN_INPUT, "--json"),
    "compare": (*COMPARED, "--out", "OUT/compare", "--csv", "OUT/compare.csv"),
    "compare --json": (*COMPARED, "--json"),
    "compare own": (*COMPARED, *OWN_INPUT, "--out", "OUT/compare-own"),
    "compare own --json": (*COMPARED, *OWN_INPUT, "--json"),
    "claims": ("claims", "tarn"),
    "claims --json": ("claims", "tarn", "--json"),
    "stances": ("stances", "tarn"),
    "stances --json": ("stances", "tarn", "--json"),
    "patrols": ("patrols", "tarn"),
    "patrols --json": ("patrols", "tarn", "--json"),
    "patrols with tracks": ("patrols", "tarn", "--tracks", "fixes.csv", "--json"),
    "patrols show": ("patrols", "show", "fixes.csv", "--casebook", "tarn", "--route", "river_road"),
    "patrols show --json": ("patrols", "show", "fixes.csv", "--casebook", "tarn", "--json"),
    "patrols show --publish": (
        *("patrols", "show", "fixes.csv", "--casebook", "tarn"),
        *("--publish", "OUT/cells.geojson"),
    ),
    "control": ("control", "tarn", "--on", "2030-07-02", "--place", "mill"),
    "control --json": ("control", "tarn", "--on", "2030-07-02", "--json", "--out", "OUT/c.geojson"),
    "zones": ("zones", "tarn", "--compare"),
    "zones --json": ("zones", "tarn", "--compare", "--json", "--out", "OUT/zones.geojson"),
    "incidents read": ("incidents", "read", *OWN_INPUT[1:], "--casebook", "tarn"),
    "incidents read --json": ("incidents", "read", *OWN_INPUT[1:], "--casebook", "tarn", "--json"),
    "incidents read --out": (
        "incidents",
        "read",
        *OWN_INPUT[1:],
        "--casebook",
        "tarn",
        "--out",
        "OUT/c.parquet",
    ),
}


def run(words: Sequence[str], out: str, audience: str) -> tuple[int, str]:
    """Run a command for an audience; return its exit code and what it printed on standard output."""
    given = [word.replace("OUT", out) for word in words]
    ended = CliRunner().invoke(app, [*given, "--audience", audience])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), given
    return ended.exit_code, ended.stdout


def plain(text: str) -> str:
    """Return printed JSON with its letters spelt as they are."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each file with all that it says: cells of tables and words of PDFs too."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            yield name, f"{table.to_pylist()} {table.schema.metadata}"
        elif path.suffix == ".pdf":
            yield name, " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                yield name, " ".join(parts.read(part).decode() for part in parts.namelist())
        elif path.is_file():
            yield name, plain(path.read_text(encoding="utf-8"))


def told(home: Path, audience: str) -> dict[str, str]:
    """Return all that is printed and written, by command or file."""
    said = {name: plain(run(words, f"out-{audience}", audience)[1]) for name, words in COMMANDS.items()}
    folder = home / f"out-{audience}"
    files = dict(written(folder))
    names = {"names of files": " ".join(str(path.relative_to(home)) for path in folder.rglob("*"))}
    return {name: text.lower() for name, text in (said | files | names).items()}


def test_nothing_planted_stands_in_anything_public(home: Path) -> None:
    public = told(home, "public")
    assert {
        "run/bulletin/claims.html",
        "own/bulletin/index.html",
        "tarn.html",
        "own.pdf",
        "c.geojson",
    } <= set(public)
    assert "a protected source" in public["claims"]
    files = ("assess one day", *(f"run-day/{one}" for one in DAY_FILES))
    asked = {(day, name) for day in ("2031-03-10", "2031-03-11") for name in files}
    leaks = {
        (secret, name)
        for name, text in public.items()
        for secret in (*SECRETS, *CELL)
        # A day that was asked for is said back to who asked, from its beginning to the next one.
        if secret in text and (secret, name) not in asked
    }
    assert not leaks


def test_everything_planted_stands_in_what_is_internal(home: Path) -> None:
    everything = " ".join(told(home, "internal").values())
    assert [secret for secret in (*SECRETS, *CELL) if secret not in everything] == []


def test_a_public_run_leaves_its_claims_out_only_where_something_was_withheld(home: Path) -> None:
    run(("assess", "tarn", "--out", "OUT"), "planted", "public")
    assert not (home / "planted" / "claims.parquet").exists()
    write_new("tarn", home / "fresh")
    run(("assess", "fresh", "--out", "OUT"), "plain", "public")
    assert (home / "plain" / "claims.parquet").exists()


def test_a_run_without_claims_cannot_be_explained_by_them_and_says_what_to_do(home: Path) -> None:
    for audience in ("public", "internal"):
        run(("assess", "tarn", *OWN_INPUT, "--out", "OUT"), audience, audience)
    ended = CliRunner().invoke(app, ["explain", "tarn", "o-1", "--run", "public"])
    assert ended.exit_code == 1
    assert "assess again with --audience internal" in ended.stderr
    ended = CliRunner().invoke(app, ["explain", "tarn", "o-1", "--run", "internal"])
    assert ended.exit_code == 0
    assert "not named here" in ended.stdout
    assert "Seventeen" not in ended.stdout


def test_verdicts_are_the_same_for_whoever_they_are(home: Path) -> None:
    columns = ["incident_id", "clause_id", "position", "verdict", "p_breach", "p_where", "basis"]
    found = {}
    for audience, prefix in (("public", ""), ("internal", "internal-")):
        run(("assess", "tarn", *OWN_INPUT, "--out", "OUT"), audience, audience)
        table = pq.read_table(home / audience / f"{prefix}findings.parquet")
        found[audience] = table.select(columns).to_pylist()
    assert found["public"] == found["internal"] != []


def test_a_place_that_is_not_public_lies_in_the_middle_of_a_cell_that_holds_it(home: Path) -> None:
    run(("assess", "tarn", *OWN_INPUT, "--out", "OUT"), "out", "public")
    [row] = pq.read_table(home / "out" / "incidents.parquet").to_pylist()
    lon, lat, _ = coarsened(np.array([-29.94273]), np.array([40.00987]), grid_km=5.0)
    assert (row["lon"], row["lat"]) == (lon[0], lat[0])
    assert geo.distance_km((-29.94273, 40.00987), (row["lon"], row["lat"])) * 1000 <= row["radius_m"]


def test_a_table_that_says_it_is_public_stands_as_it_is(home: Path) -> None:
    with (home / "mapping.yaml").open("a", encoding="utf-8") as mapping:
        mapping.write("published: true\n")
    run(("assess", "tarn", *OWN_INPUT, "--out", "OUT"), "out", "public")
    [row] = pq.read_table(home / "out" / "incidents.parquet").to_pylist()
    assert (row["lon"], row["lat"]) == (-29.94273, 40.00987)
    assert "Caller Seventeen" in (home / "out" / "bulletin" / "findings.html").read_text(encoding="utf-8")
    assert (home / "out" / "claims.parquet").exists()


def test_a_fault_in_what_is_published_has_a_shape_and_not_the_cell(home: Path) -> None:
    ended = CliRunner().invoke(app, ["assess", "tarn", *OWN_INPUT, "--out", "out"])
    assert "00905551234567" in ended.stderr, "whoever owns the file must find the cell"
    [read] = json.loads((home / "out" / "receipt.json").read_text(encoding="utf-8"))["inputs"]
    [fault] = read["faults"]
    assert fault["message"] == "fatalities (14 digits) is not a count"


PHONE = "00905551234567"
_HEAD = "id,act,when\nX1,shelling,2030-06-10 12:00Z\n"
_MAP = "id: id\nact: act\nwhen: when\nbasis: {always: one_third_party}\n"
_OWN_FILE = ("--incidents", "rows.csv", "--format", "csv", "--mapping", "map.yaml")
_AREA = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"from": "%s", '
    '"side": "north", "by": "x"}, "geometry": {"type": "Polygon", "coordinates": []}}]}'
)
WRONG_CELLS: Mapping[str, tuple[str, str, Sequence[str]]] = {
    "a heading": ("rows.csv", f"id,act,{PHONE},{PHONE}\nX,shelling,a,b\n", ("assess", "tarn", *_OWN_FILE)),
    "a mapping's key": ("map.yaml", f"{_MAP}'{PHONE}': act\n", ("assess", "tarn", *_OWN_FILE)),
    "a mapping's value": (
        "map.yaml",
        f"{_MAP}grade: {{always: '{PHONE}'}}\n",
        ("assess", "tarn", *_OWN_FILE),
    ),
    "rows to read": (
        "rows.csv",
        f"id,act,{PHONE}\n",
        ("incidents", "read", *_OWN_FILE[1:], "--casebook", "tarn"),
    ),
    "a casebook": (
        "tarn/extra.yaml",
        f"patrols:\n  - {{id: p-1, on: '{PHONE}', crews: [northern_army]}}\n",
        ("claims", "tarn"),
    ),
    "a casebook's key": ("tarn/extra.yaml", f"'{PHONE}': []\n", ("casebook", "check", "tarn")),
    "a casebook's name": (
        "tarn/extra.yaml",
        f"patrols:\n  - {{id: p-1, on: 2030-08-01, matter: '{PHONE}', crews: [northern_army]}}\n",
        ("casebook", "show", "tarn"),
    ),
    "a fix": (
        "fixes.csv",
        f"patrol,vehicle,side,at,lon,lat,radius_m\np,v,north,{PHONE},1,2,3\n",
        ("patrols", "show", "fixes.csv", "--casebook", "tarn"),
    ),
    "a column of fixes": (
        "fixes.csv",
        f"patrol,{PHONE}\np,1\n",
        ("patrols", "tarn", "--tracks", "fixes.csv"),
    ),
    "an area": (
        "a.geojson",
        _AREA % PHONE,
        ("control", "tarn", "--on", "2030-07-02", "--assertions", "a.geojson"),
    ),
    "an export": (
        "a.csv",
        f"event_id_cnty,{PHONE}\n1,2\n",
        ("control", "tarn", "--on", "2030-07-02", "--assertions", "a.csv"),
    ),
    "a receipt": (
        "run/receipt.json",
        f'{{"as_of": "{PHONE}", "audience": "public"}}',
        ("explain", "tarn", "T2", "--run", "run"),
    ),
}


@pytest.mark.parametrize(("file", "text", "words"), WRONG_CELLS.values(), ids=WRONG_CELLS)
def test_an_error_that_ends_a_command_quotes_a_cell_to_who_has_the_file_and_in_no_public_document(
    home: Path, file: str, text: str, words: Sequence[str]
) -> None:
    (home / "rows.csv").write_text(_HEAD, encoding="utf-8")
    (home / "map.yaml").write_text(_MAP, encoding="utf-8")
    (home / "run").mkdir()
    (home / file).write_text(text, encoding="utf-8")
    before = {path for path in home.rglob("*") if path.is_file()}
    told = {}
    for audience in ("public", "internal"):
        ended = CliRunner().invoke(app, [*words, "--json", "--audience", audience])
        assert ended.exit_code == 1, ended.output
        told[audience] = json.loads(ended.stdout)
        assert told[audience]["audience"] == audience
        assert PHONE in ended.stderr
    assert PHONE not in json.dumps(told["public"])
    assert PHONE in json.dumps(told["internal"])
    assert told["public"]["error"]["faults"], "what is wrong and where is said all the same"
    assert {path for path in home.rglob("*") if path.is_file()} == before


def test_a_check_of_a_casebook_says_in_public_nothing_that_is_withheld(home: Path) -> None:
    example = (
        f"examples:\n  - id: as Widow Miller said, {PHONE}\n"
        "    clause: tarn/1\n    expect: {ruling: excepted}\n"
        "    facts: {hypotheses: [{act: shelling}], when: {at: 2030-06-10 12:00Z}, where: {place: mill}}\n"
    )
    (home / "tarn" / "extra.yaml").write_text(example, encoding="utf-8")
    checked = {}
    for audience in ("public", "internal"):
        ended = CliRunner().invoke(app, ["casebook", "check", "tarn", "--json", "--audience", audience])
        assert ended.exit_code == 1, ended.output
        checked[audience] = plain(ended.stdout).lower()
    assert [secret for secret in (*SECRETS, PHONE) if secret in checked["public"]] == []
    assert [secret for secret in ("widow miller", PHONE) if secret not in checked["internal"]] == []


def test_what_is_known_on_a_day_goes_to_each_audience_as_far_as_it_may(home: Path) -> None:
    """On the day before, nothing of the outing is known even here; a source stays protected on every day."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for day in ("2031-03-09", "2031-03-12"):
        for audience in ("public", "internal"):
            out = f"{audience}-{day}"
            texts = {
                name: plain(run((*words, "--as-of", day), out, audience)[1])
                for name, words in COMMANDS.items()
                if name.split()[0] in {"assess", "claims", "stances", "control", "zones"}
                or (name.startswith("patrols") and "show" not in name)
                if "one day" not in name
            }
            texts |= dict(written(home / out))
            said[audience, day] = {name: text.lower() for name, text in texts.items()}
    for day in ("2031-03-09", "2031-03-12"):
        secrets = (*OUTINGS, *PEOPLE, *INFORMANT)
        assert [
            (one, name) for name, text in said["public", day].items() for one in secrets if one in text
        ] == []
        internal = " ".join(said["internal", day].values())
        assert [one for one in ("ferryman", "miller", "5550199", "seventeen") if one not in internal] == []
    # A file of tracks is the user's own, whatever is known of its outings.
    early = {name: text for name, text in said["internal", "2031-03-09"].items() if "tracks" not in name}
    late = " ".join(said["internal", "2031-03-12"].values())
    outing = ("heron", "7731", "-30.077")
    assert [(one, name) for name, text in early.items() for one in outing if one in text] == []
    assert [one for one in outing if one not in late] == []


def test_what_is_internal_says_so_first_and_is_found_by_who_needs_it(home: Path) -> None:
    code, said = run(("assess", "tarn", "--out", "OUT", "--pdf", "OUT/b.pdf"), "out", "internal")
    assert (code, said.splitlines()[0][:9]) == (0, "INTERNAL:")
    names = {path.name for path in (home / "out").iterdir()} - {"receipt.json"}
    assert names
    assert all(name.startswith("internal-") for name in names)
    page = (home / "out" / "internal-bulletin" / "index.html").read_text(encoding="utf-8")
    assert "INTERNAL:" in page.partition("<body>")[2][:80]
    assert CliRunner().invoke(app, ["check", "out"]).exit_code == 0
    assert CliRunner().invoke(app, ["explain", "tarn", "T1", "--run", "out"]).exit_code == 0
    assert json.loads(run(("claims", "tarn", "--json"), "out", "internal")[1])["audience"] == "internal"


def test_status_is_always_internal_and_says_so(home: Path) -> None:
    asked = ["status", "tarn", "--on", "2030-07-01"]
    assert CliRunner().invoke(app, asked).stdout.startswith("INTERNAL:")
    assert json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)["audience"] == "internal"
    assert CliRunner().invoke(app, [*asked, "--audience", "public"]).exit_code == 2


@pytest.mark.parametrize(
    "words", [("assess", "tarn", "--incidents", "caller17.csv"), ("incidents", "read", "caller17.csv")]
)
def test_the_old_word_for_a_reader_is_told_what_to_write(home: Path, words: Sequence[str]) -> None:
    ended = CliRunner().invoke(app, [*words, "--from", "acled"])
    assert ended.exit_code == 2
    assert "--format" in ended.stderr
