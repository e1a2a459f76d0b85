"""A page as a plain document: nothing of the page is lost, nothing of it becomes markup."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import pytest

from tests.editions import edition
from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident, receipt, with_title
from truceline.bulletins import render_articles, render_bulletin
from truceline.bulletins.paper.document import (
    GROUPS,
    HEADINGS,
    INLINE,
    VOID,
    Piece,
    document_text,
    pdf_document,
)
from truceline.bulletins.paper.letters import LINE_MAY_END, breakable, isolated, letters, shown, without_marks
from truceline.bulletins.paper.picture import standing_alone

SVG = '<svg viewBox="0 0 20 10" role="img" xmlns="http://www.w3.org/2000/svg">'


def document(body: str, *, direction: str = "ltr", language: str = "en") -> Piece:
    """Return the document of a page with this body."""
    head = f'<html lang="{language}" dir="{direction}"><head><title>A title</title></head>'
    return pdf_document(f"<!doctype html>{head}<body>{body}</body></html>", footer="sha256:0")


def blocks(body: str) -> list[Piece]:
    """Return the blocks of a page with this body."""
    found = document(body)["blocks"]
    assert isinstance(found, list)
    return found


def pieces(value: object) -> Iterator[Piece]:
    """Yield every piece."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from pieces(inner)
    elif isinstance(value, list):
        for one in value:
            yield from pieces(one)


def words_of(page: str) -> list[str]:
    """Return the words a reader of a page sees, sorted; read by other means than the code's."""

    class Words(HTMLParser):
        hidden = 0
        said = ""

        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            self.hidden += tag in ("head", "svg")
            self.said += "" if tag in ("b", "span", "bdi", "i", "a") else " "

        def handle_endtag(self, tag: str) -> None:
            self.hidden -= tag in ("head", "svg")
            self.said += "" if tag in ("b", "span", "bdi", "i", "a") else " "

        def handle_data(self, data: str) -> None:
            self.said += "" if self.hidden else data

    reader = Words()
    reader.feed(page)
    return re.findall(r"\w+", reader.said)


def the_bulletin(language: str = "en") -> str:
    """Return a small bulletin."""
    found = [
        finding("E1", "ruling", "breach"),
        finding("E2", "ruling", "undetermined", because=["who:cannot_tell", "unverified:clause/r1/1"]),
        finding("E3", "ruling", "breach", robust=False, decided_by=["clock"]),
    ]
    told = [incident(one) for one in ("E1", "E2", "E3")]
    return render_bulletin(edition(CASEBOOK, assessment(found, told), receipt(n_faults=2), language=language))


PAGES: dict[str, Callable[[], str]] = {
    "bulletin": the_bulletin,
    "bulletin in Arabic": lambda: the_bulletin("ar"),
    "bulletin without a finding": lambda: render_bulletin(edition(CASEBOOK, assessment([], []), receipt())),
    "articles": lambda: render_articles(CASEBOOK),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_a_page_is_in_its_document(name: str) -> None:
    page = PAGES[name]()
    said = re.findall(r"\w+", document_text(pdf_document(page, footer="")))
    assert set(words_of(page)) <= set(said)


def test_every_figure_of_a_table_is_in_its_document_as_often_as_on_the_page() -> None:
    page = the_bulletin()
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    made = [
        piece for piece in pieces(pdf_document(page, footer="")["blocks"]) if piece.get("kind") == "table"
    ]
    assert len(made) == len(tables) > 3
    for table, piece in zip(tables, made, strict=True):
        on_page = re.findall(r"\d+", " ".join(words_of(re.sub("<details.*?</details>", "", table))))
        assert len(on_page) <= len(re.findall(r"\d+", document_text({"blocks": [piece]})))


def test_a_document_is_plain_json() -> None:
    made = pdf_document(the_bulletin(), footer="sha256:0")
    assert json.loads(json.dumps(made)) == made


def test_the_page_says_language_direction_and_title() -> None:
    made = document("<p>x</p>", direction="rtl", language="ar")
    assert (made["language"], made["direction"], made["title"], made["footer"]) == (
        "ar",
        "rtl",
        "A title",
        "sha256:0",
    )


@pytest.mark.parametrize(
    "body",
    [
        "<video></video>",
        "<p><marquee>x</marquee></p>",
        "<ul><p>x</p></ul>",
        "<ul>loose<li>x</li></ul>",
        "<table><tbody><tr>loose<td>x</td></tr></tbody></table>",
        "<table><tbody><tr><p>x</p></tr></tbody></table>",
        "<figure>no picture</figure>",
        f"<figure>{SVG}</svg></figure>",
        '<p><a href="https://example.org">out</a></p>',
        "<p>closed</div>",
    ],
)
def test_what_is_not_known_is_refused_and_not_left_out(body: str) -> None:
    with pytest.raises(ValueError):
        document(body)


def test_headings_keep_their_order() -> None:
    made = blocks("<h1>a</h1><section><h2>b</h2><div><h3>c</h3></div></section>")
    assert [piece["level"] for piece in made] == [0, 1, 2]


def test_what_stands_beside_a_folded_heading_stays_beside_it() -> None:
    fold = "<details><summary><h2>Undetermined</h2> <span class='soft'>3</span></summary><p>x</p></details>"
    heading, paragraph = blocks(fold)
    assert document_text({"blocks": [heading]}) == "Undetermined 3"
    assert paragraph["kind"] == "paragraph"


def test_a_line_has_no_space_at_its_ends_and_no_break_twice() -> None:
    (made,) = blocks("<p>\n a <b> b </b><br> <br>\n c <br> </p>")
    assert [run.get("text", "|") for run in pieces(made["runs"])] == ["a ", "b", "|", "c"]


def test_a_badge_of_a_table_becomes_a_note_once() -> None:
    badge = "<details class='badge'><summary>unverified: r1</summary>It is recalled.</details>"
    rows = f"<tr><td>a {badge}</td></tr><tr><td>b {badge}</td></tr>"
    table, notes = blocks(f"<table><tbody>{rows}</tbody></table>")
    assert document_text({"blocks": [table]}) == "a unverified: r1 [1] b unverified: r1 [1]"
    assert document_text({"blocks": [notes]}) == "[1] unverified: r1: It is recalled."


def test_the_pages_in_one_badge_are_told_apart() -> None:
    badge = "<details class='badge src'><summary>pages: 2</summary><bdi>a</bdi><bdi>b</bdi></details>"
    table, notes = blocks(f"<table><tbody><tr><td>x {badge}</td></tr></tbody></table>")
    assert document_text({"blocks": [table]}) == "x pages: 2 [1]"
    assert document_text({"blocks": [notes]}) == "[1] a; b"


def test_a_badge_outside_of_a_table_unfolds_where_it_is() -> None:
    made = blocks("<p>a <details class='badge'><summary>why</summary>Because.</details></p>")
    assert document_text({"blocks": made}) == "a why Because."


def test_a_link_leads_only_to_what_is_there_and_never_from_a_head() -> None:
    made = document(
        "<p><a href='#there'>x</a></p><h2 id='there'>y</h2><h2 id='nobody-asks'>z</h2>"
        "<table><thead><tr><th><a href='#there'>h</a></th></tr></thead></table>"
    )
    assert made["anchors"] == ["there"]
    assert [piece["text"] for piece in pieces(made["blocks"]) if piece.get("to")] == ["x"]


def test_spans_make_the_right_number_of_columns() -> None:
    head = "<thead><tr><th rowspan=2>a</th><th colspan=2>b</th></tr><tr><th>c</th><th>d</th></tr></thead>"
    body = "<tbody><tr><th rowspan=2>x</th><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody>"
    (table,) = blocks(f"<table>{head}{body}</table>")
    widths = table["columns"]
    assert isinstance(widths, list)
    assert len(widths) == 3


def test_a_row_with_much_in_it_may_be_cut_and_a_short_one_not() -> None:
    cell = "word " * 200
    (table,) = blocks(f"<table><tbody><tr><td>{cell}</td><td>a</td></tr><tr><td>b</td></tr></tbody></table>")
    long, short = (
        [bool(cell.get("is_long")) for cell in row]
        for row in table["body"]  # type: ignore[attr-defined]
    )
    assert (long, short) == ([True, True], [False])


HOSTILE = (
    "#panic()",
    '#read("/etc/passwd")',
    "<script>alert(1)</script>",
    "] #pagebreak() [",
    "$ x $ *b* _i_ `c` @ref <label> \\ // /*",
    "safe" + chr(0x202E) + "txt",
    "nul" + chr(0) + "end",
    chr(0x4E2D) + chr(0x1F4A5),
)


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_stay_words(title: str) -> None:
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1")], place=title)
    made = pdf_document(render_bulletin(edition(with_title(title), done, receipt(file=title))), footer=title)
    text = document_text(made)
    assert re.sub(r"\s+", "", shown(title)) in re.sub(r"\s+", "", text)
    for piece in pieces(made["blocks"]):
        assert set(str(piece.get("text", ""))) <= letters() | set("\u200b\u2066\u2067\u2068\u2069")


def test_an_id_that_no_link_asks_for_is_no_anchor() -> None:
    assert document("<p id='x'>y</p>")["anchors"] == []


# Letters


def test_letters_of_four_languages_are_shown_as_they_are() -> None:
    for text in (
        "İdlib'de gözlem: ığüşöç",
        "Перемирие в Идлибе",
        "هدنة إدلب، ٢٠٢٠",
        "Œuvre, naïve: “x” – 3 ≥ 2",
    ):
        assert shown(text) == text


def test_what_no_font_has_is_spelt_out() -> None:
    assert shown("a" + chr(0x4E2D) + chr(0x1F4A5)) == "a[U+4E2D][U+1F4A5]"
    assert shown("tab\tand\nline") == "tab and line"


def test_a_long_word_may_end_anywhere_and_a_short_one_not() -> None:
    assert breakable("x" * 18) == "x" * 18
    assert LINE_MAY_END in breakable("x" * 19)
    assert without_marks(breakable("https://example.org/a/long/path?with=words")) == (
        "https://example.org/a/long/path?with=words"
    )


@pytest.mark.parametrize(
    ("text", "direction", "inside", "is_isolated"),
    [
        ("plain", "", "rtl", False),
        ("plain", "auto", "ltr", False),
        ("plain", "auto", "rtl", True),
        ("هدنة", "auto", "ltr", True),
        ("plain", "rtl", "ltr", True),
        (" ", "auto", "rtl", False),
    ],
)
def test_what_runs_the_other_way_is_isolated(
    text: str, direction: str, inside: str, is_isolated: bool
) -> None:
    made = isolated(text, direction, inside=inside)
    assert (made != text) is is_isolated
    assert without_marks(made) == text


def test_spaces_stay_outside_of_an_isolate() -> None:
    assert isolated(" a ", "auto", inside="rtl") == " \u2068a\u2069 "


# Pictures


def test_a_picture_keeps_what_it_says_apart() -> None:
    picture = standing_alone(f"{SVG}<title>Map</title><desc>Zones.</desc><g><title>hover</title></g></svg>")
    assert picture.alt == "Map. Zones"
    assert (picture.width, picture.height) == (20, 10)
    assert "hover" not in picture.svg


def test_a_shift_goes_into_the_place_so_that_letters_join() -> None:
    picture = standing_alone(f'{SVG}<text x="3" y="4" dx="-5" dy="1">إدلب</text></svg>')
    assert 'x="-2" y="5"' in picture.svg
    assert "dx" not in picture.svg


@pytest.mark.parametrize(
    "part",
    [
        '<image href="/etc/passwd"/>',
        '<image href="http://example.org/x.png"/>',
        '<use href="other.svg#a"/>',
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd"/>',
        "<style>@import 'x'</style>",
        '<path class="novelty"/>',
    ],
)
def test_a_picture_asks_for_nothing_and_has_no_unknown_class(part: str) -> None:
    with pytest.raises(ValueError):
        standing_alone(f"{SVG}{part}</svg>")


def test_every_element_that_a_bulletin_may_hold_can_be_set_in_type() -> None:
    # Whatever branch of a template is taken: one taken seldom must not keep the whole from being written.
    known = {*VOID, *GROUPS, *INLINE, *HEADINGS, *BLOCKS, *TABLE, *FIGURE, *HEAD, *PICTURE}
    templates = resources.files("truceline.bulletins") / "templates"
    pages = [templates / name for name in ("bulletin.html.j2", "base.html.j2", "parts.html.j2")]
    pages += [page for page in (templates / "bulletin").iterdir() if page.name.endswith(".j2")]
    assert len(pages) > 10
    for page in pages:
        text = re.sub(r"<svg\b.*?</svg>|\{#.*?#\}", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert set(re.findall(r"<([a-z][a-z0-9]*)", text)) <= known, page.name


BLOCKS = ("p", "ul", "li")
TABLE = ("table", "caption", "thead", "tbody", "tr", "th", "td")
FIGURE = ("figure", "figcaption")
HEAD = ("head", "title", "style")
PICTURE = ("defs", "pattern", "path", "circle", "rect", "g", "text", "use", "desc")
"""What macros of pictures hold without the picture around it."""


def test_from_the_right_days_keep_their_order_on_paper_too() -> None:
    """Isolates tell it alone: a piece that states its direction as well turns what stands beside it."""
    first, last = ("\u2066" + day + "\u2069" for day in ("2020-01-06", "2020-01-12"))
    day = '<bdi dir="ltr">{}</bdi>'
    body = f"<p>إدلب {day.format('2020-01-06')} – {day.format('2020-01-12')}</p>"
    head = f"<title>إدلب {first} – {last}</title>"
    made = pdf_document(f'<html lang="ar" dir="rtl"><head>{head}</head><body>{body}</body></html>', footer="")
    assert made["title"] == "إدلب 2020-01-06 – 2020-01-12"
    assert made["head"] == f"إدلب {first} – {last}"
    blocks: Any = made["blocks"]
    [block] = blocks
    assert "".join(run["text"] for run in block["runs"]) == f"إدلب {first} – {last}"
    assert not any("direction" in run for run in block["runs"])
