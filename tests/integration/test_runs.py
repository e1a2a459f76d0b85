"""Runs on real folders: written whole or not at all, and the same again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from truceline.errors import BadInput, BadReport
from truceline.files import outputs, write_new
from truceline.files.pdf import has_typst
from truceline.runs import Input, assess_casebook, check_casebook, explain_incident
from truceline.runs.brief import brief_casebook
from truceline.runs.gathering import own_claims
from truceline.runs.sealed import read_sealed

FILES = {
    "findings.parquet",
    "incidents.parquet",
    "performance.parquet",
    "claims.parquet",
    "zones.geojson",
    "zones_doubt.geojson",
    "incidents.geojson",
    "brief.html",
    "annex.html",
    *(["brief.pdf"] if has_typst() else []),
    *(
        f"bulletin/{page}.html"
        for page in ("index", "findings", "obligations", "claims", "patrols", "stances", "text")
    ),
    "receipt.json",
}


@pytest.fixture(scope="module")
def tarn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the invented casebook."""
    folder = tmp_path_factory.mktemp("casebooks") / "tarn"
    write_new("tarn", folder)
    return folder


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_two_runs_give_one_digest_and_the_same_bytes(tarn: Path, tmp_path: Path) -> None:
    first = assess_casebook(tarn, out=tmp_path / "a")
    second = assess_casebook(tarn, out=tmp_path / "b")
    assert first.receipt.digest == second.receipt.digest
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    assert set(_bytes(tmp_path / "a")) == FILES


def test_the_folder_opens_with_the_brief_of_the_last_week_told_of_or_of_the_day_asked_for(
    tarn: Path, tmp_path: Path
) -> None:
    whole = assess_casebook(tarn, out=tmp_path / "all")
    of_week = brief_casebook(tarn)
    sheet = (tmp_path / "all" / "brief.html").read_text(encoding="utf-8")
    assert of_week.brief.answer in sheet
    assert f"{of_week.period.first} to {of_week.period.last}" in sheet
    assert whole.receipt.digest in sheet
    assess_casebook(tarn, on=of_week.period.last, out=tmp_path / "day")
    sheet = (tmp_path / "day" / "brief.html").read_text(encoding="utf-8")
    assert str(of_week.period.last) in sheet
    assert str(of_week.period.first) not in sheet


def test_another_choice_of_positions_gives_another_digest(tarn: Path) -> None:
    whole = assess_casebook(tarn).receipt.digest
    assert assess_casebook(tarn, positions=["northern"]).receipt.digest != whole


def test_the_receipt_names_what_was_read_and_with_what(tarn: Path, tmp_path: Path) -> None:
    assess_casebook(tarn, out=tmp_path / "out")
    receipt = json.loads((tmp_path / "out" / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["inputs"][0]["n_claims"] == 2
    assert set(receipt["files"]) == FILES - {"receipt.json"}
    assert {"truceline", "tzdata", "PROJ", "GEOS", "shapely", "pyproj", "numpy", "scipy"} == set(
        receipt["versions"]
    )
    assert str(tmp_path) not in json.dumps(receipt)


@pytest.mark.parametrize("folder_has", ["receipt.json", "findings.parquet"])
def test_a_file_that_no_run_wrote_is_never_replaced(tarn: Path, tmp_path: Path, folder_has: str) -> None:
    (tmp_path / folder_has).write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput) as error:
        assess_casebook(tarn, out=tmp_path)
    assert folder_has in error.value.faults[0].file
    assert _bytes(tmp_path) == {folder_has: b"{}"}


def test_what_others_put_beside_the_products_stays(tarn: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assess_casebook(tarn, out=tmp_path)
    assess_casebook(tarn, out=tmp_path, positions=["northern"])
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert set(_bytes(tmp_path)) == FILES | {"notes.txt"}


@pytest.mark.parametrize("last", ["receipt.json", "index.html"])
def test_a_write_that_fails_leaves_the_older_run_as_it_was(
    tarn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    out = tmp_path / "out"
    assess_casebook(tarn, out=out)
    before = _bytes(out)
    write = outputs._write

    def failing(path: Path, output: outputs.Output) -> None:
        if path.name == last:
            raise OSError(28, "No space left on device")
        write(path, output)

    monkeypatch.setattr(outputs, "_write", failing)
    with pytest.raises(BadInput, match="nothing was written"):
        assess_casebook(tarn, out=out, positions=["northern"])
    assert _bytes(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("on", "n_claims"),
    [
        (date(2030, 6, 11), 0),
        (date(2030, 6, 12), 2),
        (date(2030, 6, 13), 0),
    ],
)
def test_on_takes_what_happened_on_that_day_only(tarn: Path, on: date, n_claims: int) -> None:
    assert assess_casebook(tarn, on=on).assessment.claims.num_rows == n_claims


@pytest.mark.parametrize(
    ("as_of", "n_claims"),
    [(date(2030, 6, 11), 0), (date(2030, 6, 12), 2)],
)
def test_as_of_takes_what_was_known_by_the_end_of_that_day(tarn: Path, as_of: date, n_claims: int) -> None:
    assert assess_casebook(tarn, as_of=as_of).assessment.claims.num_rows == n_claims


def test_the_same_incident_in_two_inputs_names_both_files(tarn: Path, tmp_path: Path) -> None:
    assess_casebook(tarn, out=tmp_path / "out")
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    for path in (one, other):
        path.write_bytes((tmp_path / "out" / "claims.parquet").read_bytes())
    inputs = [Input(file=str(path), reader="claims") for path in (one, other)]
    assert assess_casebook(tarn, inputs=inputs[:1]).headlines.n_incidents == 1
    with pytest.raises(BadReport) as error:
        assess_casebook(tarn, inputs=inputs)
    assert error.value.faults[0].file == str(other)
    assert str(one) in error.value.faults[0].message


def test_claims_of_a_run_assessed_again_give_its_findings(tarn: Path, tmp_path: Path) -> None:
    first = assess_casebook(tarn, out=tmp_path)
    again = assess_casebook(tarn, inputs=[Input(file=str(tmp_path / "claims.parquet"), reader="claims")])
    assert again.receipt.digest == first.receipt.digest
    assert pq.read_table(tmp_path / "findings.parquet").num_rows == again.assessment.findings.num_rows


def test_a_run_is_explained_and_a_changed_casebook_is_said(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    assess_casebook(tmp_path / "tarn", out=tmp_path / "out")
    explained = explain_incident(tmp_path / "tarn", "T1", run=tmp_path / "out")
    assert explained.explanations
    assert explained.warnings == ()
    with (tmp_path / "tarn" / "record.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# a note\n")
    assert "not the one" in explain_incident(tmp_path / "tarn", "T1", run=tmp_path / "out").warnings[0]


@pytest.mark.parametrize("as_of", [None, "2020-03-05"])
def test_a_run_is_explained_by_what_could_be_known_by_its_day(tmp_path: Path, as_of: str | None) -> None:
    sealed = read_sealed("idlib", try_zones=False)
    known = sealed.as_of(date.fromisoformat(as_of) if as_of else None).parsed.record
    pq.write_table(own_claims(known), tmp_path / "claims.parquet")
    told = [{"record": name, "sha256": sha256} for name, sha256 in sealed.records]
    receipt = {"casebook_sha256": sealed.sha256, "records": told, "as_of": as_of}
    (tmp_path / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    explained = explain_incident("idlib", "E41", run=tmp_path, clause="a18/2", position="ruling")
    assert explained.explanations
    assert explained.warnings == ()
    assert explained.record == known
    assert (known == sealed.parsed.record) == (as_of is None)


def test_a_receipt_with_no_day_for_its_as_of_is_no_receipt(tarn: Path, tmp_path: Path) -> None:
    assess_casebook(tarn, out=tmp_path)
    receipt = tmp_path / "receipt.json"
    written = json.loads(receipt.read_text(encoding="utf-8")) | {"as_of": "soon"}
    receipt.write_text(json.dumps(written), encoding="utf-8")
    with pytest.raises(BadReport) as error:
        explain_incident(tarn, "T1", run=tmp_path)
    assert "'soon'" in error.value.faults[0].message


def test_an_example_that_comes_out_otherwise_is_a_fault_with_its_line(tmp_path: Path) -> None:
    write_new("tarn", tmp_path)
    assert check_casebook(tmp_path).faults == ()
    accord = tmp_path / "accord.yaml"
    text = accord.read_text(encoding="utf-8")
    wrong = text.replace("{ruling: out_of_scope, northern: out_of_scope}", "{ruling: breach}", 1)
    accord.write_text(wrong, encoding="utf-8")
    (fault,) = check_casebook(tmp_path).faults
    name = "shelling on the peak is outside the strip"
    assert wrong.splitlines()[fault.line - 1].strip() == f"- id: {name}"
    assert "expects breach" in fault.message
    assert "gets out_of_scope" in fault.message
