"""The table of rights, run whole: each allowed transition works, and every other one is refused."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

import truceline.centre
from tests.centres import asker, at, book
from truceline.bulletins.catalogue import catalogue
from truceline.centre.cases import Case, DatedAct, decided
from truceline.centre.rights import OF_A_SIDE, CentreRole, Condition, State, allow, refused, rights
from truceline.errors import NotAllowed
from truceline.model.centre import CaseAct, CaseStep, CentreStep

HERE = Path(truceline.centre.__file__).parent
TABLE = {
    (row["action"], row["state"], role): (row[role], row["next"])
    for row in csv.DictReader((HERE / "rights.csv").read_text(encoding="utf-8").splitlines())
    for role in CentreRole
}
EVERY = tuple(product(CentreStep, State, CentreRole))
OF_CASES: tuple[CaseStep, ...] = get_args(CaseStep)
STATES = (
    State.NONE,
    State.RECEIVED,
    State.TRIAGED,
    State.ASKED,
    State.VERIFIED,
    State.ATTRIBUTED,
    State.PROPOSED,
    State.DETERMINED,
    State.NOTIFIED,
    State.OBJECTED,
    State.PUBLISHED,
    State.CLOSED,
)
HEARD = 100
"""Hours after which nobody has time left."""


def _cell(action: CentreStep, state: State, role: CentreRole) -> tuple[str, str]:
    """Return what the file says, read by the plainest reader."""
    found = TABLE.get((action, state, role)) or TABLE.get((action, "any", role))
    return found or ("", "")


def test_each_role_may_do_what_the_table_says_and_nothing_else() -> None:
    wrong = []
    for action, state, role in EVERY:
        said, _ = _cell(action, state, role)
        may = not refused(asker(role), action, state, authors=("somebody",), side=asker(role).side)
        due = said in ("yes", "another") or (said == "own_side" and role in OF_A_SIDE)
        if may != due:
            wrong.append((action, state, role))
    assert len(EVERY) == len(CentreStep) * len(State) * len(CentreRole)
    assert wrong == []


def test_whoever_wrote_it_is_refused_where_another_is_asked_for() -> None:
    marked = [one for one in EVERY if _cell(*one)[0] == "another"]
    assert marked
    for action, state, role in marked:
        assert refused(asker(role), action, state, authors=(asker(role).login,)) == "author"


def test_nobody_speaks_for_another_side() -> None:
    marked = [one for one in EVERY if _cell(*one)[0] == "own_side"]
    assert marked
    for action, state, role in marked:
        assert refused(asker(role, side="opposition"), action, state, side="government") == "side"
        assert refused(asker(role, side="opposition"), action, state, side="") == "side"


def test_nobody_without_a_side_speaks_for_one() -> None:
    for role in CentreRole:
        one = asker(role)
        if not one.side:
            assert refused(one, CentreStep.ANSWER, State.ASKED, side="")


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


def _in(state: State, side: str) -> tuple[Case, dict[CaseStep, CaseAct]]:
    """Return a case in a state in which both sides were heard, and what each step would say."""
    number = "IDLIB-2026-0002"

    def dated(entry: int, does: CaseStep, **said: Any) -> DatedAct:
        act = CaseAct(id=f"acts-{entry}", case=number, does=does, **said)
        return DatedAct(entry=entry, at=at(0), act=act, author="somebody", role="analyst")

    due = "2020-02-04T08:00:00Z"
    acts = (
        dated(0, "ask", words="What?", due=due),
        dated(1, "propose", due=due),
        dated(2, "owe", words="a channel", side="government", due="2020-03-01"),
    )
    case = Case(number=number, sides=("government", "opposition"), acts=acts, state=state)
    given: dict[CaseStep, CaseAct] = {
        one: CaseAct(id="acts-9", case=number, does=one, words="x", side=side) for one in OF_CASES
    }
    given["attach"] = replace(given["attach"], of=("attachments/attachments-1",))
    given["verify"] = replace(given["verify"], verified="verified", how="patrol")
    given["attribute"] = replace(given["attribute"], doers=((),))
    given["owe"] = replace(given["owe"], side="government", due="2020-03-01")
    given["fulfil"] = replace(given["fulfil"], to="acts-2")
    return case, given


@pytest.mark.parametrize("does", OF_CASES)
@pytest.mark.parametrize("state", STATES)
def test_the_domain_decides_as_the_table_does(does: CaseStep, state: State) -> None:
    for role in CentreRole:
        one = asker(role)
        case, given = _in(state, one.side)
        said, leads_to = _cell(CentreStep(does), state, role)
        if said:
            decided(case, one, given[does], book(), at(HEARD))
            assert allow(one, CentreStep(does), state, side=one.side) is State(leads_to)
        else:
            with pytest.raises(NotAllowed):
                decided(case, one, given[does], book(), at(HEARD))


@pytest.mark.parametrize(
    ("does", "state"),
    [
        ("close", State.ASKED),
        ("close", State.PROPOSED),
        ("determine", State.PROPOSED),
        ("publish", State.OBJECTED),
        ("reopen", State.OBJECTED),
    ],
)
def test_nothing_goes_on_while_a_side_has_time_left(does: CaseStep, state: State) -> None:
    may = [role for role in CentreRole if _cell(CentreStep(does), state, role)[0]]
    assert may
    for role in may:
        case, given = _in(state, asker(role).side)
        if state is State.OBJECTED:
            objected = CaseAct(
                id="acts-8", case=case.number, does="object", side="government", due="2020-02-04T08:00:00Z"
            )
            one = DatedAct(entry=8, at=at(0), act=objected, author="liaison", role="liaison_officer")
            case = replace(case, acts=(*case.acts, one))
        with pytest.raises(NotAllowed) as caught:
            decided(case, asker(role), given[does], book(), at(1))
        assert caught.value.faults[0].pointer == "waits"
        decided(case, asker(role), given[does], book(), at(24))


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("centre_role", [*CentreRole]),
        ("centre_state", [*State, "any"]),
        ("centre_step", [*CentreStep]),
        ("centre_did", OF_CASES),
        ("centre_bar", [one for one in Condition if one]),
    ],
)
def test_every_code_has_its_word(kind: str, codes: list[str]) -> None:
    assert set(catalogue("en").kind(kind)) == {str(one) for one in codes}


def test_every_reason_of_a_refusal_has_its_words() -> None:
    assert {"role", "state", "side", "author", "waits", "quorum", "rule"} <= set(
        catalogue("en").kind("centre_why")
    )


def test_a_bar_is_one_of_four_words() -> None:
    assert {cell[0] for cell in TABLE.values()} == {bar.value for bar in Condition}
