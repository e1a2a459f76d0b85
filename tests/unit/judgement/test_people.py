"""How actors stand as arrays: what a roster says of each by itself, however many sides there are."""

from __future__ import annotations

import numpy as np
import pytest

from truceline.clock import DAWN
from truceline.judgement.people import NO, YES, People
from truceline.model.casebook import Actor, Who
from truceline.model.ids import ActorId, InstrumentId
from truceline.model.words import ActorKind
from truceline.text.relations import Roster, roster


def _sides(n: int) -> Roster:
    kind = next(iter(ActorKind))
    return roster(
        [
            Actor(id=ActorId(f"{which}{side}"), names={"en": "One"}, kind=kind, side=f"side-{side}")
            for side in range(n)
            for which in ("army", "militia")
        ],
        {},
    )


@pytest.mark.parametrize("n", [2, 62, 63, 64, 80])
def test_two_are_opposed_just_where_the_roster_says_so(n: int) -> None:
    known = _sides(n)
    told = tuple(known.actors)
    standing = People(told=told, starts=(DAWN,)).under(known)
    for initiator in (0, 2 * n - 1):
        met = standing.met(Who(other_side=True), InstrumentId("t1"), [np.array([initiator])])
        wanted = [YES if known.opposed(one, told[initiator], DAWN) else NO for one in told]
        assert met[0, :, 0].tolist() == wanted
        assert wanted.count(NO) == 2
