"""The bulletin as small pages: links lead somewhere, pages say what they are and no more than is touched."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tests.editions import edition
from tests.unit.bulletins import cases
from truceline.bulletins import render_record_site, render_site
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.pages.site import INDEX
from truceline.judgement import assess
from truceline.model.assessment import Assessment
from truceline.model.record import Record
from truceline.record import claims_of

ASSET = re.compile(r'(?:src|href)="(?!#)([^"]+)"')


def _bad_links(pages: dict[str, str]) -> list[tuple[str, str]]:
    ids = {file: set(re.findall(r'\bid="([^"]+)"', page)) for file, page in pages.items()}
    found = []
    for file, page in pages.items():
        for target in re.findall(r'href="([^"]+)"', page):
            other, _, name = target.partition("#")
            if (other or file) not in pages or (name and name not in ids[other or file]):
                found.append((file, target))
    return found


@pytest.fixture(scope="module")
def found(idlib: Record) -> Assessment:
    return assess(idlib, claims_of(idlib))


@pytest.mark.parametrize("language", languages())
def test_every_link_leads_to_what_is_there_and_every_page_to_every_other(
    idlib: Record, found: Assessment, language: str
) -> None:
    pages = render_site(edition(idlib, found, cases.receipt(), language=language))
    assert _bad_links(pages) == []
    t = catalogue(language)
    for file, page in pages.items():
        assert {f'href="{other}"' in page for other in pages if other != file} == {True}
        assert t("page.banner") in page, "computed, not determined"
        assert "<script" not in page


def test_the_answer_stands_first_beside_how_much_was_read(idlib: Record, found: Assessment) -> None:
    page = render_site(edition(idlib, found, cases.receipt()))[f"{INDEX}.html"]
    places = [page.index(one) for one in ('class="facts"', 'id="summary"', 'id="where"', 'id="read"')]
    assert places == sorted(places)


@pytest.mark.slow
def test_of_incidents_from_elsewhere_nothing_of_the_record_is_shown(idlib: Record, found: Assessment) -> None:
    whole = render_site(edition(idlib, found, cases.receipt()))
    own = edition(idlib, found, cases.receipt(), of_record=False)
    pages = render_site(own)
    assert {"claims.html", "patrols.html", "stances.html", "obligations.html"} <= set(whole)
    assert set(pages) == {f"{INDEX}.html", "findings.html", "text.html"}
    assert _bad_links(pages) == []
    none = dataclasses.replace(found, findings=found.findings.slice(0, 0))
    bare = render_site(edition(idlib, none, cases.receipt(), of_record=False))
    words = {
        name: sum(len(re.sub("<[^>]+>", " ", page).split()) for page in of.values())
        for name, of in (("bare", bare), ("whole", whole))
    }
    assert words["bare"] * 10 < words["whole"]


@pytest.mark.slow
def test_the_record_is_a_site_of_its_own(idlib: Record) -> None:
    pages = render_record_site(idlib)
    assert set(pages) == {"index.html", "claims.html", "patrols.html", "stances.html", "article.html"}
    assert _bad_links(pages) == []
