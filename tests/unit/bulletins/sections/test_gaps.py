"""What cannot be encoded stands beside the counts it bears on, and no other gap does."""

from __future__ import annotations

import dataclasses

import pytest

from tests.editions import edition
from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident, receipt
from tests.unit.bulletins.read_back import HOSTILE, assert_inert, assert_sound, section
from truceline.bulletins import render_bulletin
from truceline.bulletins.headlines import headlines
from truceline.bulletins.sections.gaps import bearing_gaps, counted_clauses, foremost
from truceline.cli.documents import outcome_document
from truceline.cli.summary import summary_lines
from truceline.model.casebook import Gap
from truceline.model.ids import ClauseId
from truceline.model.record import Record, with_nouns
from truceline.runs import RunOutcome
from truceline.runs.assessing import courses


def _book(*abouts: str, note: str = "") -> Record:
    """Return the river truce with these gaps, `g0` and on, and a second instrument `r1b`."""
    first, second = CASEBOOK.casebook.clauses
    other = dataclasses.replace(first, id=ClauseId("r1b/1"), note="")
    tenth = dataclasses.replace(second, id=ClauseId("r1/10"), reference="point 10")
    gaps = tuple(Gap(id=f"g{n}", about=about, reason=f"Reason {n}.") for n, about in enumerate(abouts))
    return with_nouns(
        CASEBOOK, clauses=(dataclasses.replace(first, note=note), second, tenth, other), gaps=gaps
    )


ALL = ("r1/1", "r1/2", "r1/10", "r1b/1")


@pytest.mark.parametrize(
    ("about", "clauses"),
    [
        ("R1 point 1, the bank", ("r1/1",)),
        ("r1/2", ("r1/2",)),
        ("R1 point 10", ("r1/10",)),
        ("R1 as a whole", ("r1/1", "r1/2", "r1/10")),
        ("R1 point 2 and R1b point 1", ("r1/2", "r1b/1")),
        ("The lapse of R1 and R1b", ALL),
        ("R1b", ("r1b/1",)),
        ("point 1", ()),
        ("R10", ()),
        ("another matter", ()),
    ],
)
def test_a_gap_bears_on_the_clauses_it_names_and_on_no_other(about: str, clauses: tuple[str, ...]) -> None:
    found = bearing_gaps(_book(about).casebook, ALL)
    assert [one.clauses for one in found] == ([clauses] if clauses else [])


@pytest.mark.parametrize(
    ("note", "bears"), [("Read it so (gap g0).", True), ("See gap g0-far.", False), ("A g0.", False)]
)
def test_a_clause_whose_note_names_a_gap_hangs_on_it(note: str, bears: bool) -> None:
    assert bool(bearing_gaps(_book("elsewhere", note=note).casebook, ALL)) == bears


def test_a_gap_in_a_clause_that_is_not_counted_bears_on_nothing() -> None:
    assert bearing_gaps(_book("R1 point 2").casebook, ("r1/1",)) == ()


def test_foremost_is_what_bears_on_most_instruments_and_all_that_are_level() -> None:
    found = bearing_gaps(_book("R1 point 1", "R1 and R1b", "R1 point 2").casebook, ALL)
    assert [one.gap.id for one in found] == ["g1", "g0", "g2"]
    assert [one.gap.id for one in foremost(found)] == ["g1"]
    level = bearing_gaps(_book("R1 point 1", "R1b").casebook, ALL)
    assert [one.gap.id for one in foremost(level)] == ["g0", "g1"]
    assert foremost(()) == ()


def test_counted_is_what_has_a_finding_or_a_count() -> None:
    count = {
        "clause_id": "r1/2",
        "position": "north",
        "outcome": "breach",
        "threshold": 0.8,
        "n_incidents": 0,
    }
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1")], counts=[count])
    assert counted_clauses(done) == {"r1/1", "r1/2"}
    assert counted_clauses(assessment([], [])) == frozenset()


def _page(book: Record) -> str:
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1")])
    return render_bulletin(edition(book, done, receipt()))


def test_what_bears_on_the_counts_stands_under_the_summary_in_the_maps_key_and_under_the_counts() -> None:
    page = _page(_book("R1 point 1", "R1 point 2"))
    assert_sound(page)
    summary, counts = section(page, "summary"), section(page, "counts")
    assert "1 of 2 declared gaps touches a clause counted here." in summary
    assert "need not reach all sides alike" in summary
    assert "Reason 0." in summary
    assert 'href="#gaps-counts"' in section(page, "where")
    assert "Reason 0." in counts
    assert "Clauses: <bdi>r1/1</bdi>." in counts
    assert "Reason 1." not in summary + counts
    assert "Reason 1." in section(page, "gaps")


def test_where_no_gap_bears_on_the_counts_that_is_said_and_nothing_leads_nowhere() -> None:
    page = _page(_book("R1 point 2"))
    assert_sound(page)
    assert "No declared gap touches a clause counted here." in section(page, "summary")
    assert "gaps-counts" not in page


def _summary(book: Record) -> list[str]:
    performance: list[dict[str, object]] = [
        {"obligation_id": "r1/2", "position": "ruling", "state": "partly_performed", "because": []}
    ]
    done = assessment([finding("E1", "ruling", "breach")], [incident("E1")], performance=performance)
    outcome = RunOutcome(
        record=book,
        assessment=done,
        receipt=receipt(),
        faults=(),
        warnings=(),
        headlines=headlines(book, done),
        obligations=courses(done),
        written=(),
    )
    return list(summary_lines(outcome))


def test_the_terminals_summary_has_the_foremost_gap_beneath_its_counts_and_no_code() -> None:
    lines = _summary(_book("R1 point 1", "R1 point 2"))
    at = next(n for n, line in enumerate(lines) if "1 of 2 declared gaps touches a clause" in line) + 1
    assert lines[at].endswith("need not reach all sides alike.")
    assert lines.index("          1  a breach under every reading, on all accounts") < at
    assert lines[at + 1] == "    R1 point 1: Reason 0. (g0)"
    assert not [line for line in lines if "g1" in line]
    assert "  Open the ford (r1/2): partly performed" in lines
    assert not [line for line in _summary(_book("elsewhere")) if "gap" in line]


def test_the_terminal_tells_what_holds_if_in_force_apart_and_without_a_total() -> None:
    codes = ["open:lapse", "breach_under_some_reading", "breach_under_every_reading_if_in_force"]
    rows = [
        finding("E1", "ruling", "breach"),
        finding("E2", "ruling", "undetermined", because=codes, if_in_force="breach", robust=False),
        finding("E3", "ruling", "undetermined", because=["missing:who"]),
    ]
    done = assessment(rows, [incident(f"E{n}") for n in range(1, 4)])
    outcome = RunOutcome(
        record=CASEBOOK,
        assessment=done,
        receipt=receipt(),
        faults=(),
        warnings=(),
        headlines=headlines(CASEBOOK, done),
        obligations=(),
        written=(),
    )
    lines = list(summary_lines(outcome))
    first = lines.index("          3  assessed") + 1
    assert lines[first : first + 2] == [
        "          1  a breach under every reading, on all accounts",
        "             how sure: one third party 1",
    ]
    assert "          0  depends on a reading" in lines
    assert "             missing: who acted 1" in lines
    at = next(n for n, line in enumerate(lines) if line.startswith("  If in force"))
    assert lines[at + 1 : at + 3] == [
        "    supposing River accord still bound both: 1; nobody has ruled; who began is told in 0 of 1",
        "             how sure: one third party 1",
    ]
    document = outcome_document(outcome)
    assert document["headlines"]["breach_on_all_accounts"] == {
        "n_incidents": 1,
        "by_basis": {"one_third_party": 1},
    }
    assert "if_in_force" not in document["headlines"]
    assert [one["instrument"] for one in document["if_in_force"]] == ["r1"]


def test_a_hostile_gap_neither_acts_nor_hides() -> None:
    page = _page(with_nouns(CASEBOOK, gaps=(Gap(id=HOSTILE, about="R1 " + HOSTILE, reason=HOSTILE),)))
    assert_inert(page)
    assert_sound(page)
    assert section(page, "summary").count("[U+202E]gpj.exe") >= 3


def test_idlibs_gap_on_where_an_act_struck_comes_first(idlib: Record) -> None:
    found = bearing_gaps(idlib.casebook, {"a16/1", "a17/2", "a18/2", "a20a/1", "a20b/1"})
    assert [one.gap.id for one in foremost(found)] == ["where-it-struck"]
