"""The headlines: on which line an incident stands, with its neighbours on both sides, and what is counted."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from tests.unit.bulletins.cases import CASEBOOK, assessment, finding, incident
from truceline.bulletins.headlines import LINES, Headlines, groups_of, headlines, n_decided
from truceline.model.casebook import Ambiguity, Reading, Stated
from truceline.model.hanging import AmbiguityId, Hanging, ReadingId
from truceline.model.ids import InstrumentId
from truceline.model.lacking import BREACH_IF_IN_FORCE, BREACH_UNDER_SOME_READING
from truceline.model.record import Record, Ruling, with_nouns
from truceline.model.tables import CLAIMS, FINDINGS
from truceline.model.words import About, Basis

LAPSE = AmbiguityId("lapse")
ENDED: Hanging[Stated | None] = Hanging(
    hangs_on=LAPSE,
    readings={ReadingId("stands"): Stated(at="2024-01-01Z"), ReadingId("lapsed"): Stated(at="2020-06-01Z")},
)


def _book(*, ruled: bool = False) -> Record:
    """Return the casebook with two instruments whose life is open, or of which somebody has ruled it."""
    ruling = Ruling(
        question=LAPSE,
        reading=ReadingId("stands"),
        by="the joint commission",
        on=date(2021, 1, 1),
        source="x",
    )
    lapse = Ambiguity(
        id=LAPSE,
        question="Did it lapse?",
        about=About.LIFE,
        alive=ReadingId("stands"),
        readings=tuple(Reading(id=one, says=one) for one in ENDED.readings),
    )
    first = dataclasses.replace(CASEBOOK.casebook.instruments[0], ended=ENDED)
    second = dataclasses.replace(first, id=InstrumentId("r2"), titles={"en": "Second accord"})
    return with_nouns(
        CASEBOOK,
        rulings=(ruling,) if ruled else (),
        ambiguities=(*CASEBOOK.casebook.ambiguities, lapse),
        instruments=(first, second),
    )


def _stands(
    *rows: dict[str, object],
    accounts: Mapping[str, str] | None = None,
    ruled: bool = False,
    casts: Sequence[Sequence[tuple[str, str]]] = (),
) -> Headlines:
    """Return the headlines of findings on E1; `accounts` to basis, `casts` of role and actor for each."""
    told = accounts or {"told": "one_third_party"}
    done = assessment(rows, [incident("E1")])
    (claim,) = done.claims.to_pylist()
    claims = [
        claim
        | {
            "account": account,
            "basis": basis,
            "hypotheses": [
                {
                    "act": "attack",
                    "cast": [{"role": role, "actor": actor} for role, actor in cast],
                    "weight": None,
                    "response": "not_claimed",
                }
                for cast in casts[index : index + 1]
            ],
        }
        for index, (account, basis) in enumerate(told.items())
    ]
    done = dataclasses.replace(done, claims=pa.Table.from_pylist(claims, schema=CLAIMS))
    return headlines(_book(ruled=ruled), done)


def _line(*rows: dict[str, object], **more: Any) -> str:
    return _stands(*rows, **more).line_of["E1"]


def _row(verdict: str, *codes: str, **changes: object) -> dict[str, object]:
    return finding("E1", "ruling", verdict, because=["who:yes", *codes], **changes)


def _if_in_force(**changes: object) -> dict[str, object]:
    codes = ("open:lapse", BREACH_UNDER_SOME_READING, BREACH_IF_IN_FORCE)
    return _row("undetermined", *codes, if_in_force="breach", robust=False, **changes)


def _some_reading(**changes: object) -> dict[str, object]:
    return _row("undetermined", "open:clock", BREACH_UNDER_SOME_READING, robust=False, **changes)


BREACH = _row("breach")
TWO = {"told": "one_third_party", "second": "one_party_against_other"}


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (BREACH, "breach_on_all_accounts"),
        (_row("breach", robust=False), "depends_on_a_reading"),
        (_row("breach", robust=None), "depends_on_a_reading"),
        (_if_in_force(), "if_in_force"),
        # If in force it is a breach as this position reads it, and another question is open besides.
        (_some_reading(if_in_force="breach"), "depends_on_a_reading"),
        (_some_reading(), "depends_on_a_reading"),
        (
            _row("undetermined", "open:clock", "missing:who", BREACH_UNDER_SOME_READING, robust=False),
            "depends_on_a_reading",
        ),
        (_row("undetermined", "too_many_readings", robust=None), "depends_on_a_reading"),
        (_row("undetermined", "missing:who", robust=True), "fact_missing"),
        # The text is open too, and no answer makes a breach of it as long as the fact is missing.
        (_row("undetermined", "missing:who", "open:lapse", robust=False), "fact_missing"),
        # No fact is missing, and no answer makes a breach of it.
        (_row("undetermined", "open:clock", robust=False), "none"),
        (_row("excepted"), "none"),
        (_row("no_breach"), "none"),
        (_row("out_of_scope"), "none"),
    ],
)
def test_an_incident_of_one_account_stands_on_the_first_line_that_fits(
    row: dict[str, object], line: str
) -> None:
    assert _line(row) == line


@pytest.mark.parametrize("other", ["breach", "undetermined", "out_of_scope"])
def test_a_breach_under_every_reading_is_one_whatever_is_said_under_other_clauses(other: str) -> None:
    assert _line(BREACH, _row(other, clause_id="r1/9", robust=False)) == "breach_on_all_accounts"


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (BREACH, BREACH, "breach_on_all_accounts"),
        (BREACH, None, "breach_on_some_accounts"),
        (BREACH, _row("no_breach"), "breach_on_some_accounts"),
        (BREACH, _row("breach", robust=False), "breach_on_some_accounts"),
        (BREACH, _if_in_force(), "breach_on_some_accounts"),
        (_if_in_force(), _if_in_force(), "if_in_force"),
        (_if_in_force(), None, "depends_on_a_reading"),
        (_if_in_force(), _row("undetermined", "missing:who"), "depends_on_a_reading"),
        (_if_in_force(), _some_reading(), "depends_on_a_reading"),
        # Each account is a breach of another text: no one text makes both of them so.
        (_if_in_force(clause_id="r1/1"), _if_in_force(clause_id="r2/1"), "depends_on_a_reading"),
        (_some_reading(), None, "depends_on_a_reading"),
        (_row("undetermined", "missing:where"), None, "fact_missing"),
        (_row("undetermined", "missing:where"), _row("excepted"), "fact_missing"),
        (_row("excepted"), None, "none"),
        (None, None, "none"),
    ],
)
def test_two_accounts_that_disagree_stand_where_both_put_them(
    first: dict[str, object] | None, second: dict[str, object] | None, line: str
) -> None:
    rows = [first or {}, (second or {}) | {"account": "second"}]
    given = [row for row, one in zip(rows, (first, second), strict=True) if one is not None]
    assert _line(*given, accounts=TWO) == line
    # Which of two accounts says so makes no difference.
    swapped = [row | {"account": {"told": "second", "second": "told"}[str(row["account"])]} for row in given]
    assert _line(*swapped, accounts=TWO) == line


def test_a_bare_denial_is_no_account_so_nobody_leaves_a_line_by_denying() -> None:
    denied = BREACH | {"denied_by": ["The northern side", "Its ministry"]}
    assert _line(denied) == _line(BREACH) == "breach_on_all_accounts"


def test_once_somebody_has_ruled_nothing_stands_under_if_in_force() -> None:
    assert _line(_if_in_force()) == "if_in_force"
    assert _line(_if_in_force(), ruled=True) == "depends_on_a_reading"
    assert _stands(_if_in_force(), ruled=True).supposed == ()


def test_a_breach_under_one_position_and_not_under_another_depends_on_a_reading() -> None:
    rows = [_row("breach", robust=False), finding("E1", "north", "no_breach", robust=False)]
    assert _line(*rows) == "depends_on_a_reading"


def test_every_incident_stands_on_one_line_and_the_lines_add_up_to_all() -> None:
    rows = [
        BREACH,
        _if_in_force() | {"incident_id": "E2"},
        _some_reading() | {"incident_id": "E3"},
        _row("undetermined", "missing:who", "missing:where") | {"incident_id": "E4"},
        _row("excepted") | {"incident_id": "E5"},
    ]
    done = assessment(rows, [incident(f"E{n}") for n in range(1, 7)])
    found = headlines(_book(), done)
    assert [one.line for one in found.lines] == list(LINES)
    assert [one.n_incidents for one in found.lines] == [1, 0, 1, 1, 1, 2]
    assert found.n_incidents == 6
    assert found.n_without_finding == 1
    assert found.missing == (("who", 1), ("where", 1))
    assert found.on("none") == ("E5", "E6")


def test_a_line_is_split_by_the_basis_of_the_accounts_that_put_an_incident_there() -> None:
    rows = [BREACH, _row("no_breach") | {"account": "second"}]
    (all_agree, some_agree, *_) = _stands(*rows, accounts=TWO).lines
    assert all_agree.by_basis == ()
    assert some_agree.by_basis == (("one_third_party", 1),)


def test_of_several_such_accounts_the_first_basis_of_the_list_counts() -> None:
    first, second = list(Basis)[:2]
    rows = [BREACH, BREACH | {"account": "second"}]
    for accounts in ({"told": first, "second": second}, {"told": second, "second": first}):
        line = _stands(*rows, accounts=accounts).lines[0]
        assert line.by_basis == ((first, 1),)


def test_if_in_force_is_counted_for_each_text_and_an_incident_may_stand_under_two() -> None:
    found = _stands(_if_in_force(clause_id="r1/1"), _if_in_force(clause_id="r2/1"))
    assert [(one.instrument, one.n_incidents) for one in found.supposed] == [("r1", 1), ("r2", 1)]
    assert found.lines[2].n_incidents == 1


@pytest.mark.parametrize(
    ("casts", "n_told"),
    [
        ([[("initiator", "north")], [("initiator", "north")]], 1),
        ([[("initiator", "north"), ("target", "south")], [("initiator", "north")]], 1),
        # The accounts name different ones.
        ([[("initiator", "north")], [("initiator", "south")]], 0),
        # One does not tell.
        ([[("initiator", "north")], [("participant", "north"), ("participant", "south")]], 0),
        ([[("initiator", "unknown")], [("initiator", "unknown")]], 0),
        ([[("target", "south")], [("target", "south")]], 0),
    ],
)
def test_who_began_is_told_only_where_every_account_names_the_same(
    casts: list[list[tuple[str, str]]], n_told: int
) -> None:
    rows = [_if_in_force(), _if_in_force() | {"account": "second"}]
    (text,) = _stands(*rows, accounts=TWO, casts=casts).supposed
    assert (text.n_incidents, text.n_began_told) == (1, n_told)


def test_rows_in_any_order_fall_into_the_same_groups() -> None:
    rows = [finding(f"E{n}", p, "breach") for n in (2, 1) for p in ("north", "ruling")]
    groups = groups_of(_book(), pa.Table.from_pylist(rows[::3] + rows[1:3], schema=FINDINGS))
    assert (groups.end - groups.first).tolist() == [2, 2]
    assert groups.of("breach").tolist() == [True, True]
    assert groups.among(["E2"]).tolist() == [False, True]


def test_without_findings_every_incident_stands_on_the_last_line() -> None:
    found = headlines(_book(), assessment([], [incident("E1")]))
    assert found.line_of == {"E1": "none"}
    assert found.n_without_finding == 1
    assert headlines(_book(), assessment([], [])).line_of == {}


def test_an_ambiguity_is_counted_once_for_each_verdict_and_each_incident_it_decides() -> None:
    rows = [finding("E1", p, "undetermined", decided_by=["clock"]) for p in ("north", "ruling")]
    rows += [finding("E2", "ruling", "undetermined", decided_by=["clock", "depth"])]
    table = pa.Table.from_pylist(rows, schema=FINDINGS)
    assert n_decided(table) == {"clock": (3, 2), "depth": (1, 1)}
