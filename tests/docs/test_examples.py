"""Python on the pages does what the pages say, and the pages keep their promises to each other."""

from __future__ import annotations

import doctest
import io
import re
from pathlib import Path

import pytest
import yaml

from truceline import assess, load_record, read_claims
from truceline.errors import BadCasebook
from truceline.files import write_new
from truceline.record import claims_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WITH_PYTHON = sorted(page for page in DOCS.rglob("*.md") if ">>>" in page.read_text(encoding="utf-8"))
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def _name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


def _without_fences(text: str) -> str:
    """Return a page whose code fences are blank lines, so that none is taken for output."""
    return re.sub(r"^```.*$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("page", WITH_PYTHON, ids=_name)
def test_python_on_a_page_gives_what_the_page_prints(page: Path) -> None:
    text = _without_fences(page.read_text(encoding="utf-8"))
    test = doctest.DocTestParser().get_doctest(text, {}, _name(page), str(page), 0)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    said: list[str] = []
    runner.run(test, out=said.append)
    assert "".join(said) == ""
    assert runner.tries > 0


def _block(page: Path, kind: str) -> bytes:
    match = re.search(rf"^```{kind}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert match is not None
    return match[1].encode()


def test_the_three_reports_of_the_first_hour_are_told_apart_by_the_clock(tmp_path: Path) -> None:
    page = DOCS / "tutorial" / "first-hour.md"
    mapping = tmp_path / "march.yaml"
    mapping.write_bytes(_block(page, "yaml"))
    casebook = load_record("idlib")
    told = read_claims(io.BytesIO(_block(page, "csv")), casebook.casebook, reader="csv", mapping=mapping)
    assert told.faults == ()
    rows = assess(casebook, told.claims).findings.to_pylist()
    found = {
        (row["incident_id"], row["verdict"], *row["decided_by"])
        for row in rows
        if row["clause_id"] == "a20b/1"
    }
    assert found == {("between", "undetermined", "clock"), ("after", "breach")}


def _cells(line: str) -> list[str]:
    return [cell.strip(" `") for cell in line.strip().strip("|").split("|")]


def test_the_four_hard_cases_come_out_as_their_page_says() -> None:
    lines = (DOCS / "explanation" / "four-hard-cases.md").read_text(encoding="utf-8").splitlines()
    heading, _, *rows = [_cells(line) for line in lines if line.startswith("|")]
    positions = heading[2:6]
    casebook = load_record("idlib")
    found = assess(casebook, claims_of(casebook)).findings.to_pylist()
    got = []
    for incident, clause, *_ in rows:
        about = {
            row["position"]: row
            for row in found
            if row["incident_id"] == incident and clause in {row["clause_id"], "any"}
        }
        verdicts = [about[name]["verdict"] if name in about else "no row" for name in positions]
        decided = about["ruling"]["decided_by"] if about else []
        got.append([incident, clause, *verdicts, ", ".join(decided)])
    assert got == rows
    assert {row["incident_id"] for row in found}.isdisjoint({"E48", "E49", "E88"})


def _blocks(page: Path, kind: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


KEEP = DOCS / "how-to" / "keep-a-ledger.md"


def test_the_ledger_of_its_page_is_read_and_an_empty_cell_is_no_zero(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    (tmp_path / "tarn" / "tolls.csv").write_bytes(_block(KEEP, "csv"))
    tolls = load_record(tmp_path / "tarn").tolls
    assert [(toll.by, toll.moment, toll.low, toll.high) for toll in tolls] == [
        ("front", 1, 2, None),
        ("front", 2, 2, 3),
        ("council", 1, 0, 0),
    ]


@pytest.mark.parametrize(
    ("ledger", "which"),
    [
        (
            "matter,by,outcome,low,high,report,note\n"
            "T1,front,wounded,many,,gazette-0612,\n"
            "T1,front,wounded,2,,gazette-0612,\n"
            "T1,council,wounded,0,0,council-7,\n"
            "T1,front,wounded,2,gazette-0612\n",
            0,
        ),
        ("matter,by,outcom,low\nT1,front,wounded,2\n", 1),
    ],
    ids=["rows", "heading"],
)
def test_faults_of_a_ledger_read_as_its_page_prints_them(tmp_path: Path, ledger: str, which: int) -> None:
    write_new("tarn", tmp_path / "tarn")
    (tmp_path / "tarn" / "tolls.csv").write_text(ledger, encoding="utf-8")
    with pytest.raises(BadCasebook) as caught:
        load_record(tmp_path / "tarn")
    assert [str(fault) for fault in caught.value.faults] == _blocks(KEEP, "faults")[which].splitlines()


def test_the_page_and_claim_of_the_how_to_are_those_of_a_new_casebook(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    shown = yaml.load(_blocks(KEEP, "yaml")[0], yaml.BaseLoader)
    there = yaml.load((tmp_path / "tarn" / "record.yaml").read_bytes(), yaml.BaseLoader)
    assert shown["reports"] == there["reports"][:1]
    assert shown["claims"] == there["claims"][:1]


def test_the_article_of_its_page_passes_the_checks(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    frame, claim = _blocks(DOCS / "how-to" / "take-an-article-apart.md", "yaml")
    (tmp_path / "tarn" / "article.yaml").write_text(frame + claim, encoding="utf-8")
    [article] = load_record(tmp_path / "tarn").articles
    assert [claim.by for sentence in article.sentences for claim in sentence.claims] == ["front"]


def test_the_page_on_findings_works_an_example() -> None:
    assert DOCS / "explanation" / "findings.md" in WITH_PYTHON


@pytest.mark.parametrize("page", DECISIONS, ids=_name)
def test_a_decision_has_context_decision_and_consequences(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert text.startswith(f"# {page.name[:4]} ")
    assert headings[:3] == ["Context", "Decision", "Consequences"]


def test_the_first_page_of_the_docs_leads_to_every_page_but_the_generated_ones() -> None:
    front = (DOCS / "README.md").read_text(encoding="utf-8")
    written = [
        page for page in DOCS.rglob("*.md") if page.parent.name != "reference" and page != DOCS / "README.md"
    ]
    assert [_name(page) for page in written if f"({_name(page)})" not in front] == []


def test_every_changelog_fragment_is_of_one_of_the_four_kinds() -> None:
    fragments = [page for page in (ROOT / "changelog.d").glob("*.md") if page.name != "README.md"]
    assert [
        page.name
        for page in fragments
        if page.suffixes[:1] not in ([".law"], [".method"], [".change"], [".fix"])
    ] == []


def test_a_law_fragment_names_the_period_and_a_method_fragment_what_changes() -> None:
    law = (ROOT / "changelog.d").glob("*.law.md")
    method = (ROOT / "changelog.d").glob("*.method.md")
    assert [page.name for page in law if "Period:" not in page.read_text(encoding="utf-8")] == []
    assert [page.name for page in method if "Recompute:" not in page.read_text(encoding="utf-8")] == []
