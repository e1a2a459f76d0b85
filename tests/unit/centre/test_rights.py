"""The table of rights, run whole: each allowed transition works, and every other one is refused."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest

import truceline.centre
from tests.centres import asker, at
from truceline.bulletins.catalogue import catalogue
from truceline.centre.cases import Case, decided
from truceline.centre.rights import OF_A_SIDE, CentreRole, Condition, State, allow, refused, rights
from truceline.errors import NotAllowed
from truceline.model.centre import CaseStep, CentreStep

HERE = Path(truceline.centre.__file__).parent
TABLE = {
    (row["action"], row["state"], role): (row[role], row["next"], row["half"])
    for row in csv.DictReader((HERE / "rights.csv").read_text(encoding="utf-8").splitlines())
    for role in CentreRole
}
EVERY = tuple(product(CentreStep, State, CentreRole))
OF_CASES: tuple[CaseStep, ...] = ("take_report", "add_report", "triage", "ask", "answer", "close", "reopen")
STATES = (
    State.NONE,
    State.RECEIVED,
    State.TRIAGED,
    State.ASKED,
    State.VERIFIED,
    State.PUBLISHED,
    State.CLOSED,
)


def _cell(action: CentreStep, state: State, role: CentreRole) -> tuple[str, str, str]:
    """Return what the file says, read by the plainest reader."""
    found = TABLE.get((action, state, role)) or TABLE.get((action, "any", role))
    return found or ("", "", "")


def test_each_role_may_do_what_the_table_says_and_nothing_else() -> None:
    wrong = []
    for action, state, role in EVERY:
        said, _, half = _cell(action, state, role)
        may = not refused(asker(role), action, state, authors=("somebody",), side=asker(role).side)
        due = half == "a" and (said in ("yes", "another") or (said == "own_side" and role in OF_A_SIDE))
        if may != due:
            wrong.append((action, state, role))
    assert len(EVERY) == len(CentreStep) * len(State) * len(CentreRole)
    assert wrong == []


def test_whoever_wrote_it_is_refused_where_another_is_asked_for() -> None:
    marked = [one for one in EVERY if _cell(*one)[0] == "another" and _cell(*one)[2] == "a"]
    assert marked
    for action, state, role in marked:
        assert refused(asker(role), action, state, authors=(asker(role).login,)) == "author"


def test_nobody_speaks_for_another_side() -> None:
    marked = [one for one in EVERY if _cell(*one)[0] == "own_side" and _cell(*one)[2] == "a"]
    assert marked
    for action, state, role in marked:
        assert refused(asker(role, side="opposition"), action, state, side="government") == "side"
        assert refused(asker(role, side="opposition"), action, state, side="") == "side"


def test_nobody_without_a_side_speaks_for_one() -> None:
    for role in CentreRole:
        one = asker(role)
        if not one.side:
            assert refused(one, CentreStep.ANSWER, State.ASKED, side="")


def test_what_comes_later_is_refused_to_everybody() -> None:
    later = {(one.action, one.state) for one in rights() if not one.is_built}
    assert (CentreStep.VERIFY, State.ASKED) in later
    for action, state in later:
        assert state is not None
        assert all(refused(asker(role), action, state) == "later" for role in CentreRole)


def test_every_action_and_state_stands_once() -> None:
    rows = [(one.action, one.state) for one in rights()]
    assert len(rows) == len(set(rows))
    assert {one.action for one in rights()} == set(CentreStep)


def test_both_sides_have_the_same_rights() -> None:
    for action, state, role in EVERY:
        for_one, for_other = (
            refused(asker(role, side=side), action, state, side=side) for side in ("government", "opposition")
        )
        assert for_one == for_other


def test_an_administrator_reads_the_table_and_manages_logins_and_nothing_else() -> None:
    may = {
        action
        for action, state in product(CentreStep, State)
        if not refused(asker(CentreRole.ADMINISTRATOR), action, state)
    }
    assert may == {CentreStep.READ_RIGHTS, CentreStep.MANAGE_LOGINS}


@pytest.mark.parametrize("does", OF_CASES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", CentreRole)
def test_the_domain_decides_as_the_table_does(does: CaseStep, state: State, role: CentreRole) -> None:
    one = asker(role)
    case = Case(number="IDLIB-2026-0002", sides=("government", "opposition"), state=state)
    said, leads_to, half = _cell(CentreStep(does), state, role)
    is_allowed = half == "a" and said != ""
    if does == "close" and state is State.ASKED:
        is_allowed = False  # both sides still have time

    def act() -> None:
        decided(case, one, does, own="acts-1", now=at(0), reply_hours=24, words="x", side=one.side)

    if is_allowed:
        act()
        assert allow(one, CentreStep(does), state, side=one.side) is State(leads_to)
    else:
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("centre_role", [*CentreRole]),
        ("centre_state", [*State, "any"]),
        ("centre_step", [*CentreStep, "decide"]),
        ("centre_did", OF_CASES),
        ("centre_bar", [one for one in Condition if one]),
    ],
)
def test_every_code_has_its_word(kind: str, codes: list[str]) -> None:
    assert set(catalogue("en").kind(kind)) == {str(one) for one in codes}


def test_every_reason_of_a_refusal_has_its_words() -> None:
    assert {"role", "state", "side", "author", "later", "waits"} <= set(catalogue("en").kind("centre_why"))


def test_a_bar_is_one_of_four_words() -> None:
    assert {cell[0] for cell in TABLE.values()} == {bar.value for bar in Condition}
