"""The terminal tells stances and claims in the words of the bulletin, whichever catalogue it is given."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from tests.unit.bulletins import recorded
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.labels import Labels
from truceline.bulletins.sections.stances import stance_matrix
from truceline.bulletins.sections.what_sources_said import told
from truceline.cli.record_lines import claim_lines, stance_lines
from truceline.record import claims, stances
from truceline.record.question import Asked

BOOK = recorded.casebook()
ASKED = cast(Asked, SimpleNamespace(record=BOOK, on=None, as_of=None))


def _flat(lines: object) -> str:
    return " ".join(" ".join(cast(list[str], list(cast(list[str], lines)))).split())


@pytest.mark.parametrize("language", languages())
def test_every_word_of_a_claim_on_the_page_stands_in_the_terminal(language: str) -> None:
    t, found = catalogue(language), claims(BOOK)
    said = _flat(claim_lines(ASKED, found, t))
    voices = [voice for row in told(Labels(BOOK, t), found).rows for cell in row.cells for voice in cell]
    assert len(voices) > 3
    for voice in voices:
        assert f"{voice.speaker} ({voice.kind}" in said
        for one in voice.statements:
            assert f"{one.says} ({one.id}" in said
            assert one.manner in said
            assert t("told.graded", grade=one.grade) in said
            assert all(f"[{kind}: {says}]" in said for kind, says in one.trouble)
            assert all(f"{label}: {value}" in said for label, value in one.details)


def test_matters_stand_in_the_casebooks_order_and_each_in_the_column_of_its_side() -> None:
    lines = list(claim_lines(ASKED, claims(BOOK), catalogue("en")))
    order = [line.split()[0] for line in lines if line[:1] == "M"]
    assert order == [str(one.id) for one in BOOK.matters]


@pytest.mark.parametrize("language", languages())
def test_every_word_of_a_stance_on_the_page_stands_in_the_terminal(language: str) -> None:
    t, held = catalogue(language), stances(BOOK)
    said = _flat(stance_lines(ASKED, held, t))
    views = [view for target in stance_matrix(Labels(BOOK, t), held).targets for view in target.stances]
    assert len(views) == 2
    for view in views:
        assert f"{view.actor}: {view.attitude} ({view.evidence}" in said
        for row in (*view.rows, *view.also_said, *view.earlier):
            assert f"{row.said.by}, {row.evidence}, {row.since}" in said


def test_what_does_not_rest_on_readings_counts_none() -> None:
    own = recorded.LEDGERS["stances"][0]
    book = recorded.casebook(stances=[own, own | {"since": "2026-03-03", "note": "Again."}])
    said = _flat(
        stance_lines(
            cast(Asked, SimpleNamespace(record=book, on=None, as_of=None)), stances(book), catalogue("en")
        )
    )
    assert "readings of one statement" not in said


def test_where_nothing_fits_the_page_s_words_say_so() -> None:
    t = catalogue("en")
    assert list(claim_lines(ASKED, (), t))[-1] == t("told.none")
    assert list(stance_lines(ASKED, (), t))[-1] == t("stances.none")
