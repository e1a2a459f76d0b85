"""The bulletin as a page: what stands on it, and that nothing in it can act or hide."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.unit.bulletins.cases import AT, CASEBOOK, assessment, finding, incident, receipt, with_title
from truceline.bulletins import bulletin, render_bulletin, render_casebook
from truceline.errors import Fault

HOSTILE = '<script>alert("x")</script> \'"><img src=x onerror=y> ' + chr(0x202E) + "gpj.exe" + chr(0)
VOID = frozenset({"meta", "br", "img", "hr", "input", "link"})


class _Page(HTMLParser):
    """Collects every tag with its attributes, and whether tags close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)


def _section(page: str, name: str) -> str:
    return re.split(r"<(?:section|details class=\"fold\") ", page.split(f'id="{name}"', 1)[1])[0]


def _bulletin(*findings: dict[str, object], n_faults: int = 0) -> str:
    names = dict.fromkeys(str(row["incident_id"]) for row in findings)
    done = assessment(findings, [incident(name) for name in names])
    return render_bulletin(CASEBOOK, done, receipt(n_faults=n_faults))


PAGES = {
    "bulletin": _bulletin(
        finding("E1", "ruling", "breach"), finding("E2", "north", "undetermined", robust=False)
    ),
    "empty bulletin": _bulletin(),
    "casebook": render_casebook(CASEBOOK, ()),
    "hostile bulletin": render_bulletin(
        with_title(HOSTILE),
        assessment(
            [finding(HOSTILE, "ruling", "breach", denied_by=[HOSTILE], by=HOSTILE)],
            [incident(HOSTILE)],
            place=HOSTILE,
        ),
        receipt(n_faults=2, file=HOSTILE),
    ),
    "hostile casebook": render_casebook(with_title(HOSTILE), (Fault(message=HOSTILE),)),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_runs_no_script_and_fetches_nothing(page: str) -> None:
    for tag, attributes in _Page(page).tags:
        assert tag not in {"script", "img", "iframe", "link", "object", "embed", "form"}
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
        assert "src" not in attributes
    assert "default-src &#39;none&#39;" in page
    assert "url(" not in page


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_tag_closes_where_it_should_and_every_id_is_there_once(page: str) -> None:
    parsed = _Page(page)
    assert (parsed.crossed, parsed.open) == ([], [])
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes.get("href") for tag, attributes in parsed.tags if tag in {"a", "use"}}
    assert targets - {f"#{one}" for one in ids} == set()


@pytest.mark.parametrize("name", ["hostile bulletin", "hostile casebook"])
def test_hidden_characters_are_spelt_out_and_never_printed(name: str) -> None:
    assert "[U+202E]gpj.exe[U+0000]" in PAGES[name]
    assert not set(PAGES[name]) & {chr(0x202E), chr(0)}


def test_every_list_of_findings_says_that_it_is_computed_not_determined() -> None:
    for name in ("breaches", "some-reading", "undetermined", "excepted", "counts", "obligations"):
        assert "omputed, not determined" in _section(PAGES["bulletin"], name), name


def test_an_incident_stands_in_the_section_of_its_standing_and_in_no_other() -> None:
    rows = {
        "breaches": finding("E1", "ruling", "breach"),
        "some-reading": finding("E2", "ruling", "breach", robust=False, decided_by=["clock"]),
        "undetermined": finding("E3", "ruling", "undetermined", because=["who:cannot_tell"]),
        "excepted": finding("E4", "ruling", "excepted"),
    }
    page = _bulletin(*rows.values())
    for section, row in rows.items():
        for other in rows:
            shown = f"<bdi>{row['incident_id']}</bdi>" in _section(page, other)
            assert shown == (other == section), (section, other)


def test_the_question_that_decides_is_shown_with_its_readings() -> None:
    page = _bulletin(finding("E2", "ruling", "breach", robust=False, decided_by=["clock"]))
    section = _section(page, "some-reading")
    assert 'href="#amb-clock"' in section
    assert "The mill&#39;s." in section
    assert "Held by <bdi>The northern side</bdi>." in section
    assert "How deep?" not in section


def test_what_nobody_holds_and_nobody_ruled_is_said() -> None:
    register = _section(PAGES["bulletin"], "ambiguities")
    assert "No statement found of anybody holding it." in register
    assert register.count("Nobody has ruled.") == 2


def test_an_unverified_fact_is_a_badge_on_the_row_with_the_reason() -> None:
    page = _bulletin(finding("E1", "ruling", "breach", because=["unverified:instrument/r1"]))
    section = _section(page, "breaches")
    assert "unverified: instrument r1" in section
    assert "The day of signing is recalled." in section


def test_our_paraphrase_is_named_where_it_is_shown() -> None:
    assert "clause in our paraphrase" in _section(PAGES["bulletin"], "breaches")
    assert "known to exist, not held" in _section(PAGES["bulletin"], "instruments")


def test_a_long_table_is_cut_and_says_of_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulletin, "SHOWN_ROWS", 2)
    page = _bulletin(*(finding(f"E{n}", "ruling", "breach") for n in range(3)))
    section = _section(page, "breaches")
    assert "the first 2 of 3; all rows are in findings.parquet" in section
    assert "<bdi>E2</bdi>" not in section


def test_a_table_that_is_whole_says_nothing_of_a_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulletin, "SHOWN_ROWS", 3)
    page = _bulletin(*(finding(f"E{n}", "ruling", "breach") for n in range(3)))
    assert "findings.parquet" not in _section(page, "breaches")


def test_faults_beyond_the_fiftieth_are_counted_not_shown() -> None:
    section = _section(_bulletin(n_faults=51), "faults")
    assert "51 faults in all; the first 50" in section
    assert section.count("no day") == 50


def test_a_count_that_nobody_wrote_is_nought_not_blank() -> None:
    counts = [
        {"clause_id": "r1/1", "position": "north", "outcome": "breach", "threshold": 0.8, "n_incidents": 3}
    ]
    page = render_bulletin(CASEBOOK, assessment([], [], counts=counts), receipt())
    cells = re.findall(r'<td class="n[^"]*">([^<]*)</td>', _section(page, "counts"))
    assert cells.count("3") == 1
    assert cells.count("0") == 2 * 5 * 4 - 1


def test_an_obligation_alike_under_all_positions_is_said_once_with_who_claims_what() -> None:
    rows: list[dict[str, object]] = [
        {
            "obligation_id": "r1/2",
            "position": position,
            "state": "undetermined",
            "start_at": AT,
            "end_at": None,
            "accounts": ["The northern side: performed (2020-03-09)"],
            "because": [],
        }
        for position in ("ruling", "north")
    ]
    page = render_bulletin(CASEBOOK, assessment([], [], performance=rows), receipt())
    section = _section(page, "obligations")
    assert section.count("The northern side: performed (2020-03-09)") == 1
    assert section.count("every position") == 2  # in the picture and in the table
    assert "not stated" in section


def test_arabic_is_marked_as_arabic_from_right_to_left() -> None:
    assert '<bdi lang="ar" dir="rtl">هدنة النهر</bdi>' in PAGES["bulletin"]
    assert '<blockquote class="words" lang="ar" dir="rtl">' in PAGES["casebook"]


def test_what_was_read_stands_beside_the_counts() -> None:
    page = _bulletin(n_faults=1)
    assert "1\u202f234" in page
    assert "2020-03-01 to 2020-03-31" in page
    assert "Nobody known" in page
    assert "sha256:" + "d" * 64 in page


def test_the_casebook_page_has_the_readings_and_a_map_of_the_zone_under_each() -> None:
    page = PAGES["casebook"]
    assert "No side attacks by the river." in page
    assert "our paraphrase" in page
    assert "(2 shapes, by reading)" in page
    assert "No attack by the river" in page
