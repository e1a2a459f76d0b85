"""The PDF: tagged, the same bytes, its own fonts, and nothing that others wrote moves it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from importlib import util
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, DictionaryObject
from typer.testing import CliRunner

from tests.editions import edition
from tests.examples import examples
from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident, receipt, with_title
from tests.unit.bulletins.paper.test_document import HOSTILE, SVG, document, the_bulletin
from truceline.bulletins import render_bulletin
from truceline.bulletins.paper.document import Piece, pdf_document
from truceline.bulletins.paper.letters import letters
from truceline.bulletins.words import visible
from truceline.cli.commands import app
from truceline.errors import NotFound
from truceline.files import pdf, write_new
from truceline.files.outputs import is_marked
from truceline.files.pdf import compile_pdf
from truceline.runs.assessing import PRINTED_ROWS, bulletin_pdf


def read(made: bytes) -> pypdf.PdfReader:
    """Return a PDF to look into."""
    return pypdf.PdfReader(io.BytesIO(made), strict=True)


def root_of(made: bytes) -> Any:
    """Return what a PDF says of itself as a whole."""
    return read(made).trailer["/Root"]


def text_of(made: bytes) -> str:
    """Return all words of a PDF, without spaces: where lines end is no matter here."""
    return "".join("".join(page.extract_text() for page in read(made).pages).split())


def tags(made: bytes) -> list[DictionaryObject]:
    """Return every element of the structure tree, in order."""
    found: list[DictionaryObject] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, ArrayObject):
            for one in node:
                walk(one)
        elif isinstance(node, DictionaryObject) and "/S" in node:
            found.append(node)
            walk(node.get("/K"))

    walk(root_of(made)["/StructTreeRoot"]["/K"])
    return found


@pytest.fixture(scope="module")
def english() -> bytes:
    """Return a small bulletin in English."""
    return compile_pdf(pdf_document(the_bulletin(), footer="sha256:0"))


@pytest.fixture(scope="module")
def arabic() -> bytes:
    """Return the same in Arabic."""
    return compile_pdf(pdf_document(the_bulletin("ar"), footer="sha256:0"))


def test_it_says_its_language_and_that_it_is_tagged(english: bytes, arabic: bytes) -> None:
    for made, language in ((english, "en"), (arabic, "ar")):
        root = root_of(made)
        assert str(root["/Lang"]).startswith(language)
        assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a BooleanObject is not True itself
        assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712


def test_arabic_runs_from_the_right(english: bytes, arabic: bytes) -> None:
    assert root_of(arabic)["/ViewerPreferences"]["/Direction"] == "/R2L"
    assert root_of(english)["/ViewerPreferences"].get("/Direction", "/L2R") == "/L2R"


def test_it_has_headings_heads_of_tables_and_a_picture_that_says_what_it_shows(english: bytes) -> None:
    kinds = [str(one["/S"]) for one in tags(english)]
    for kind in ("/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Link"):
        assert kind in kinds
    figures = [one for one in tags(english) if str(one["/S"]) == "/Figure"]
    assert figures
    assert all(str(one["/Alt"]) for one in figures)


def test_its_fonts_are_inside(english: bytes, arabic: bytes) -> None:
    for made in (english, arabic):
        resources: list[Any] = [page["/Resources"] for page in read(made).pages]
        fonts = [font.get_object() for one in resources for font in one["/Font"].values()]
        assert fonts
        for font in fonts:
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            described = inner["/FontDescriptor"]
            assert any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_it_bears_the_banner_and_the_digest(english: bytes) -> None:
    assert "Computed,notdetermined." in text_of(english)
    assert all("sha256:0" in page.extract_text() for page in read(english).pages)


def test_no_date_is_written(english: bytes) -> None:
    assert "Date" not in str(read(english).metadata)


def test_a_long_one_bears_our_mark_where_it_is_looked_for(tmp_path: Path) -> None:
    made = compile_pdf(pdf_document(the_bulletin(), footer=""))
    (tmp_path / "long.pdf").write_bytes(made[:-100] + b" " * 1_000_000 + made[-100:])
    assert is_marked(tmp_path / "long.pdf")


def test_the_same_document_gives_the_same_bytes_anywhere(english: bytes, tmp_path: Path) -> None:
    code = (
        "import sys, json; from truceline.files.pdf import compile_pdf; "
        "sys.stdout.buffer.write(compile_pdf(json.load(sys.stdin)))"
    )
    document = json.dumps(pdf_document(the_bulletin(), footer="sha256:0"))
    elsewhere = os.environ | {"TZ": "Asia/Damascus", "SOURCE_DATE_EPOCH": "86400", "LANG": "C"}
    made = subprocess.run(
        [sys.executable, "-c", code],
        input=document.encode(),
        cwd=tmp_path,
        env=elsewhere,
        capture_output=True,
        check=True,
    ).stdout
    assert made == english


@pytest.mark.parametrize("title", [one for one in HOSTILE if one.isprintable()])
def test_hostile_words_come_out_as_they_are(title: str) -> None:
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1")], place=title)
    made = compile_pdf(
        pdf_document(render_bulletin(edition(with_title(title), done, receipt())), footer=title)
    )
    assert "root:" not in text_of(made)
    if title.isascii():
        assert "".join(title.split()) in text_of(made)


def test_what_hides_or_is_in_no_font_is_spelt_out() -> None:
    title = "a" + chr(0x202E) + chr(0) + chr(0x4E2D) + chr(0x1F4A5)
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1")], place=title)
    made = compile_pdf(
        pdf_document(render_bulletin(edition(with_title(title), done, receipt())), footer=title)
    )
    # A character that HTML cannot hold comes back as its replacement.
    assert "a[U+202E][U+0000][U+4E2D][U+1F4A5]" in text_of(made)


def test_no_file_outside_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.txt").write_text("the secret", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "secret.txt")
    monkeypatch.chdir(tmp_path)
    for template in (b'#read("secret.txt")', b'#read("link")', b'#read("/etc/passwd")', b'#read("../link")'):
        monkeypatch.setattr(pdf, "_template", lambda text=template: text)
        with pytest.raises(ValueError, match=r"not found|escape"):
            compile_pdf(document("<p>x</p>"))


def test_no_package_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_template", lambda: b'#import "@local/any:0.1.0": *')
    with pytest.raises(ValueError, match="package"):
        compile_pdf(document("<p>x</p>"))


def test_every_letter_that_is_shown_is_in_a_font() -> None:
    every = "".join(one for one in sorted(letters()) if visible(one) == one)
    chunks = [every[at : at + 200] for at in range(0, len(every), 200)]
    escaped = [one.replace("&", "&amp;").replace("<", "&lt;") for one in chunks]
    body = "".join(f"<p>{one}</p><p><b>{one}</b> <i>{one}</i></p>" for one in escaped)
    made = compile_pdf(document(f"<h2>Letters</h2>{body}"))
    assert made.startswith(b"%PDF")


@examples(30)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=20))
def test_no_words_of_others_break_it(said: list[str]) -> None:
    escaped = ["".join(f"&#{ord(char)};" for char in visible(one).replace("\x00", "")) for one in said]
    labels = "".join(f'<text x="1" y="2" font-weight="700">{one}</text>' for one in escaped)
    picture = f"<figure>{SVG}<title>x</title>{labels}</svg></figure>"
    cells = "".join(f"<tr><td>{one}</td><td><bdi>{one}</bdi></td></tr>" for one in escaped)
    made = compile_pdf(document(f"<h2>x</h2><table><tbody>{cells}</tbody></table>{picture}"))
    assert made.startswith(b"%PDF")


def test_labels_with_vowel_signs_and_signs_of_mathematics_can_be_set() -> None:
    labels = ("مُحافَظة", "a\u064b", "\u2260", "3 \u2260 4", "→", "\u200d", "e\u0301")
    texts = "".join(f'<text x="1" dx="2" y="2" class="halo">{one}</text>' for one in labels)
    made = compile_pdf(document(f"<h2>x</h2><figure>{SVG}<title>x</title>{texts}</svg></figure>"))
    assert made.startswith(b"%PDF")


def test_six_hundred_rows_take_under_three_seconds() -> None:
    row = "<td><b>E1</b><br>Shelling of a village</td>" + "<td>2020-03-05 21:30Z</td>" * 4 + "<td>breach</td>"
    page: Piece = document(f"<h2>x</h2><table><tbody>{f'<tr>{row}</tr>' * 600}</tbody></table>")
    start = time.process_time()
    compile_pdf(page)
    assert time.process_time() - start < 3


def test_a_head_that_comes_again_on_the_next_sheet_may_hold_a_link() -> None:
    head = "<thead><tr><th><a href='#x'>h</a></th></tr></thead>"
    rows = "<tr><td>row</td></tr>" * 100
    made = compile_pdf(document(f"<h2 id='x'>x</h2><table>{head}<tbody>{rows}</tbody></table>"))
    assert len(read(made).pages) > 1


def test_a_row_higher_than_a_sheet_is_carried_over() -> None:
    many = " ".join(f"w{n}" for n in range(2000))
    made = compile_pdf(
        document(f"<h2>x</h2><table><tbody><tr><td>{many}</td><td>short</td></tr></tbody></table>")
    )
    assert len(read(made).pages) > 1
    assert "w1999" in text_of(made)


# Where Typst is not installed


def test_without_typst_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "find_spec", lambda _: None)
    with pytest.raises(NotFound, match=r"truceline\[pdf\]"):
        compile_pdf(document("<p>x</p>"))


def test_without_typst_the_command_ends_before_the_work_with_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(util, "find_spec", lambda _: None)
    target = tmp_path / "bulletin.pdf"
    ended = CliRunner().invoke(app, ["assess", "no-such-casebook", "--pdf", str(target)])
    assert ended.exit_code == 2
    assert "truceline[pdf]" in ended.stderr
    assert not target.exists()


# The command


def test_the_command_writes_the_pdf_of_a_casebook_without_a_record(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    target = tmp_path / "deep" / "bulletin.pdf"
    arguments = ["assess", str(tmp_path / "tarn"), "--pdf", str(target), "--lang", "ar", "--json"]
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 0
    assert json.loads(ended.stdout)["written"] == [str(target)]
    assert str(root_of(target.read_bytes())["/Lang"]).startswith("ar")


def test_a_pdf_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    ended = CliRunner().invoke(app, ["assess", str(tmp_path / "tarn"), "--pdf", str(tmp_path)])
    assert ended.exit_code == 1
    assert "this is a folder" in ended.stderr


def test_a_long_table_is_cut_and_says_so() -> None:
    names = [f"E{n:03}" for n in range(PRINTED_ROWS + 1)]
    done = assessment([finding(one, "ruling", "breach") for one in names], [incident(one) for one in names])
    said = text_of(bulletin_pdf(edition(CASEBOOK, done, receipt())))
    assert f"thefirst{PRINTED_ROWS}of{PRINTED_ROWS + 1}" in said
    assert names[-2] in said
    assert names[-1] not in said
