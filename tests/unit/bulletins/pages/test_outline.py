"""One incident on one screen: limits, the words of each clause, what is folded."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc
import pytest

from tests import zoo
from truceline.bulletins.catalogue import languages
from truceline.bulletins.pages.outline_page import MOST_LINES, WIDTH, render_outline
from truceline.bulletins.sections.judged import judged
from truceline.files import load_record
from truceline.judgement.assessing import assess, findings_of
from truceline.model.record import Record
from truceline.runs.gathering import own_claims


@pytest.fixture(scope="module")
def valley() -> Record:
    return zoo.casebook()


def page(record: Record, *rows: dict[str, Any]) -> str:
    claims = zoo.claims(*rows)
    return render_outline(record, claims, findings_of(record, claims), command="truceline explain zoo i")


def test_each_clause_is_one_line_with_what_decides_it(valley: Record) -> None:
    lines = page(valley, zoo.claim()).splitlines()
    assert lines[0] == "i: 2020-05-01 12:00Z, place not known"
    assert "Told by somebody; denied by: nobody; how sure: one third party." in lines[1] + lines[2]
    assert "  t (t1/1): breach under every reading" in lines
    assert lines[-1].startswith("More: truceline explain zoo i --clause t1/1; or --position first;")


def test_a_question_on_the_life_of_the_text_is_named(valley: Record) -> None:
    text = page(valley, zoo.claim(at="2021-05-01T12:00:00+00:00"))
    assert "breach, supposing the text still bound both; nobody has ruled: lapse" in text
    assert "lapse: lapse?" in text


def test_what_some_accounts_alone_come_to_is_said_of_these(valley: Record) -> None:
    text = page(valley, zoo.claim(), zoo.claim(account="b", by=("brigands",)))
    assert "t (t1/1): breach under every reading (on 1 of 2 accounts)" in text


def test_no_clause_reaches_what_lies_elsewhere(valley: Record) -> None:
    assert "No clause reaches this incident" in page(valley, zoo.claim(act="protest"))


def test_findings_alone_are_those_of_the_assessment(valley: Record) -> None:
    claims = zoo.claims(zoo.claim(), zoo.claim("j", by=("brigands",), to=()))
    assert findings_of(valley, claims).equals(assess(valley, claims).findings)


def test_every_group_is_judged_once(valley: Record) -> None:
    claims = zoo.claims(zoo.claim(), zoo.claim(account="b", by=("anyone",)))
    found = findings_of(valley, claims)
    keys = [(one.incident, one.account, one.clause) for one in judged(valley, found)]
    assert len(keys) == len(set(keys)) == found.num_rows / len(valley.casebook.positions)


@pytest.mark.parametrize(
    "language",
    [one if one == "ar" else pytest.param(one, marks=pytest.mark.slow) for one in languages()],
)
def test_every_incident_of_idlib_fits_a_screen(language: str) -> None:
    record = load_record("idlib")
    claims = own_claims(record)
    findings = findings_of(record, claims)
    for incident in dict.fromkeys(claims["incident_id"].to_pylist()):
        told, found = (table.filter(pc.equal(table["incident_id"], incident)) for table in (claims, findings))
        text = render_outline(
            record, told, found, command=f"truceline explain idlib {incident}", language=language
        )
        lines = text.splitlines()
        assert len(lines) <= MOST_LINES, incident
        assert max(map(len, lines)) <= WIDTH, incident
