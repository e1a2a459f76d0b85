"""The status on the terminal and as JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.casebooks import SMALL
from truceline.bulletins.catalogue import languages
from truceline.cli.status import sheet_lines, status_document, status_lines
from truceline.files import write_new
from truceline.runs.status import Consulted, status_of


@pytest.fixture
def small(tmp_path: Path) -> Path:
    text = SMALL.replace("names: {en: Mill}", "names: {en: Mill, tr: Değirmen}")
    (tmp_path / "casebook.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def between_the_clocks(small: Path) -> Consulted:
    return status_of(small, at="2030-05-01 23:30Z", place="mill")


def test_each_row_has_an_answer_for_each_position_and_below_it_what_it_turns_on(small: Path) -> None:
    lines = list(status_lines(between_the_clocks(small)))
    at = next(i for i, line in enumerate(lines) if line.startswith("  acc/1"))
    assert lines[at].split() == ["acc/1", "open", "no", "No", "attack"]
    # The mill is the road's first point, on the edge of the strip along it.
    assert lines[at + 1 : at + 4] == [
        "        depends on the open question clock: ours no, theirs yes  (ruling)",
        "        on its ground: partly 0.50",
        "        would change with clock: theirs yes  (ours)",
    ]
    assert any("Computed, not determined" in line for line in lines)
    assert any(line.split()[:3] == ["strip", "partly", "partly"] for line in lines)


def test_actors_who_stand_differently_stand_apart(small: Path) -> None:
    text = "\n".join(status_lines(between_the_clocks(small)))
    assert text.index("        signed") < text.index("        joined")


def test_what_binds_several_that_one_may_be_is_said_once_for_all_positions(small: Path) -> None:
    path = small / "casebook.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("how: joined}", "how: signed, unverified: Recalled.}")
    either = "  - {id: either, names: {en: Either}, kind: force, one_of: [north, south]}\n"
    path.write_text(text.replace("places:\n", f"{either}places:\n", 1), encoding="utf-8")
    lines = list(status_lines(between_the_clocks(small)))
    at = lines.index("        South, Either")
    assert lines[at + 1 : at + 5] == [
        "        depends on the open question clock: ours no, theirs yes  (ruling)",
        "        signed",
        "        not checked: Recalled.",
        "        would change with clock: theirs yes  (ours)",
    ]


def test_what_is_not_in_force_is_counted(small: Path) -> None:
    lines = list(status_lines(status_of(small, on=date(2029, 1, 1))))
    assert "  1 in all: no under every position" in lines
    assert any(line.startswith("  acc ") for line in lines)  # instruments are all shown
    assert "No place was asked for, so no zone is shown." in lines


def test_names_are_in_the_language_asked_for_else_in_english(small: Path) -> None:
    lines = list(status_lines(between_the_clocks(small), "tr"))
    assert any("Değirmen [mill]" in line for line in lines)
    assert any("Accord" in line for line in lines)


def test_the_document_says_all_of_it_in_plain_values(small: Path) -> None:
    document = json.loads(json.dumps(status_document(between_the_clocks(small)), allow_nan=False))
    assert document["status"] == "computed, not determined"
    assert document["during"] == {
        "start_at": "2030-05-01T23:30:00+00:00",
        "end_at": "2030-05-01T23:30:00+00:00",
    }
    clause = document["positions"]["ruling"]["clauses"][0]
    assert clause["in_force"] == {
        "says": "open",
        "during": [],
        "left_open_by": ["clock"],
        "decided_by": ["clock"],
        "given": [
            {"ambiguity": "clock", "reading": "ours", "says": "no", "during": []},
            {
                "ambiguity": "clock",
                "reading": "theirs",
                "says": "yes",
                "during": [document["during"]],
            },
        ],
    }
    assert clause["there"]["p"] == clause["there"]["p_max"] == pytest.approx(0.5, abs=0.001)
    bond = document["positions"]["ours"]["bonds"][0]
    assert (bond["actor"], bond["bound"]["says"]) == ("north", "no")
    assert bond["bound"]["bonds"][0]["how"] == "signed"


# The answer on one screen


def screen(consulted: Consulted, lang: str = "en") -> list[str]:
    """Return the lines of the sheet, within the limits of a terminal at night."""
    lines = list(sheet_lines(consulted, lang))
    assert len(lines) <= 24  # the first line of all says that it is internal
    assert max(map(len, lines)) <= 100
    return lines


@pytest.mark.parametrize(
    "at", ["2020-01-11 12:00", pytest.param("2020-02-03 01:00", marks=pytest.mark.slow), "2020-03-08 12:00"]
)
@pytest.mark.parametrize(
    "where", ["Saraqib", pytest.param("Idlib", marks=pytest.mark.slow), "2 km W of Saraqib", (36.29, 33.51)]
)
def test_idlib_fits_a_screen(at: str, where: str | tuple[float, float]) -> None:
    place, point = (where, None) if isinstance(where, str) else (None, where)
    consulted = status_of("idlib", at=at, place=place, point=point)
    for lang in languages():
        screen(consulted, lang)


def test_the_answer_comes_first_and_both_sides_have_the_same_rows() -> None:
    lines = screen(status_of("idlib", at="2020-02-03 01:00", place="Saraqib"))
    assert lines[0] == "Saraqib [saraqib], known to 1 km; 2020-02-03 01:00 Asia/Damascus (2020-02-02 23:00Z)"
    assert lines[1].startswith("Cannot be judged yet: who acted is not known. Most depends on lapse:")
    assert lines[3] == "Whose ground: opposition side 0.95; unknown 0.05."
    text = "\n".join(lines)
    assert "at the other side             each alike: breach if in force: lapse" in text
    assert "in answer to an attack        each alike: depends on lapse, self-defence *" in text
    assert "* Moscow, Ankara: no breach (in answer to an attack)" in lines
    # What tilts a row stands in it.
    at = next(i for i, line in enumerate(lines) if line.startswith("  by its guarantor itself"))
    assert "breach under every reading" in lines[at]
    assert "(a18/2, this side alone)" in lines[at + 1]
    assert any(line.startswith("Do not count by side from this: a18/2") for line in lines)
    assert any("government side: Russia; opposition side: Turkey" in line for line in lines)


def test_a_small_casebook_fits_a_screen_and_its_first_side_is_no_favourite(tmp_path: Path) -> None:
    write_new("tarn", tmp_path / "tarn")
    consulted = status_of(tmp_path / "tarn", at="2030-07-01 10:00", place="mill")
    for lang in languages():
        lines = screen(consulted, lang)
    lines = screen(consulted)
    assert "  at the other side             each alike: breach under every reading" in lines
    assert lines[1].startswith("Who acted is not known. By forces of any side at those of another it is")


def test_where_nothing_applies_nothing_is_tabled() -> None:
    lines = screen(status_of("idlib", at="2020-02-03 01:00", point=(36.29, 33.51)))
    assert "No clause that forbids this covers this place at this time." in lines
    assert not any("Who, if" in line for line in lines)


def test_a_what_if_is_named_and_answers_its_question() -> None:
    consulted = status_of("idlib", at="2020-02-03 01:00", place="Saraqib", supposing=[("lapse", "stands")])
    lines = screen(consulted)
    assert lines[1].startswith("WHAT IF lapse = stands?")
    assert "By forces of any side at those of another it is a breach" in "\n".join(lines)


def test_a_place_said_by_its_distance_is_known_as_well_as_the_words_tell() -> None:
    consulted = status_of("idlib", at="2020-02-03 01:00", place="2 км к западу от Саракиба")
    spot = consulted.status.spot
    assert spot is not None
    assert (round(spot.lon, 3), round(spot.lat, 3), spot.radius_m) == (36.784, 35.864, 1500.0)
    text = " ".join(" ".join(screen(consulted)).split())
    assert "2.0 km from Saraqib [saraqib] (direction to 22.5°, distance to 25 %), known to 1.5 km" in text
    assert status_document(consulted)["place"] is None


def test_the_document_has_every_clause_of_every_cell(small: Path) -> None:
    table = status_document(between_the_clocks(small))["who_if"]
    assert table["act"]
    assert [case["row"] for case in table["cases"]][:1] == ["unknown"]
    assert {"row", "side", "actor", "doers", "targets", "response", "findings"} == set(table["cases"][0])
    assert status_document(status_of(small, on=date(2029, 1, 1)))["who_if"] is None
