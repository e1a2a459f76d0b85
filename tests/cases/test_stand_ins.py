"""Idlib's words for somebody untold: whom each may be, and that it tilts to nobody's side."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import ActorId, InstrumentId
from truceline.model.record import Record
from truceline.text.relations import Roster, roster, unread

GROUND = {"government": ActorId("government-held-area"), "opposition": ActorId("opposition-held-area")}
ABROAD = {"turkey", "turkish-observation-posts", "russia", "iran"}
"""Guarantors' own forces: reports of them say so."""
ROOMS = {"incite-the-believers", "be-steadfast"}
"""Rooms of groups that are there themselves."""
COLLECTIVES = ("pro-government-militias", "iran-aligned-militias", "opposition-armed-groups", "nlf", "sna")
"""Named as wholes, and no stand-ins."""
BY_NAME = "a16"
"""Its list names some of the opposition's groups, and not others."""
DAYS = tuple(
    datetime(year, month, 7, tzinfo=UTC) for year, month in product(range(2017, 2021), (1, 4, 7, 10))
)


def under_every_reading(idlib: Record) -> list[Roster]:
    """Return who is who under each reading of what actors hang on."""
    questions = ("hts-bound", "sides-joined", "a19a-binds", "protester-status")
    known = {one.id: [reading.id for reading in one.readings] for one in idlib.casebook.ambiguities}
    others = {name: readings[0] for name, readings in known.items() if name not in questions}
    asked = [AmbiguityId(one) for one in questions]
    return [
        roster(idlib.casebook.actors, others | dict(zip(asked, choice, strict=True)))
        for choice in product(*(map(ReadingId, known[one]) for one in asked))
    ]


@pytest.mark.parametrize("side", GROUND)
def test_everybody_of_a_side_may_have_been_the_one_on_its_ground(idlib: Record, side: str) -> None:
    there = set(unread(idlib.casebook.actors).may_be(GROUND[side]))
    theirs = {"government": {"government"}, "opposition": {"opposition", "outside", "third_persons"}}[side]
    readings = under_every_reading(idlib)
    for actor in idlib.casebook.actors:
        if actor.one_of or actor.id in ABROAD | ROOMS:
            continue
        sides = {of for who, day in product(readings, DAYS) if (of := who.side(actor.id, day))}
        assert (actor.id in there) == bool(sides & theirs) or not sides, actor.id
    assert {"civilians", "somebody-else"} <= there
    assert not there & ABROAD


def test_of_those_on_either_ground_nothing_is_known_that_depends_on_who_it_was(idlib: Record) -> None:
    day = datetime(2020, 6, 3, tzinfo=UTC)
    for who in under_every_reading(idlib):
        for instrument in idlib.casebook.instruments:
            bound = [who.is_bound(ground, instrument.id, day) for ground in GROUND.values()]
            assert True not in bound
        north, south = GROUND["government"], GROUND["opposition"]
        assert (who.side(north, day), who.side(south, day)) == (None, None)
        assert who.opposed(ActorId("russia"), south, day) is True
        assert who.opposed(ActorId("nlf"), north, day) is True
        assert who.opposed(ActorId("russia"), north, day) is None
        assert who.opposed(ActorId("nlf"), south, day) is None
        # What sets the two apart: the list that a20b/pre-ct asks for has groups on one ground alone.
        assert who.is_listed(south, "un_security_council", day) is None
        assert who.is_listed(north, "un_security_council", day) is False


def test_a_whole_that_is_no_stand_in_is_bound_sided_and_listed_as_its_parts_are(idlib: Record) -> None:
    for who, day, whole in product(under_every_reading(idlib), DAYS, map(ActorId, COLLECTIVES)):
        parts = [
            one.id for one in idlib.casebook.actors if whole in who.wholes(one.id, day) and one.id != whole
        ]
        for part in parts:
            assert who.side(part, day) == who.side(whole, day), part
            assert not who.is_listed(part, "un_security_council", day), part
            for instrument in idlib.casebook.instruments:
                if instrument.id != BY_NAME:
                    alike = {who.is_bound(one, instrument.id, day) for one in (part, whole)}
                    assert len(alike) == 1, (part, instrument.id)


def test_syrian_or_russian_forces_are_known_as_far_as_both_are(idlib: Record) -> None:
    either, day = ActorId("syrian-or-russian-forces"), datetime(2020, 2, 1, tzinfo=UTC)
    for who in under_every_reading(idlib):
        assert who.side(either, day) == "government"
        bound = {str(one.id): who.is_bound(either, one.id, day) for one in idlib.casebook.instruments}
        assert {name for name, answer in bound.items() if answer} == {
            "a16", "a17", "a17b", "a18", "a19-may", "a19a", "a19c", "a20a", "a20b",
        }  # fmt: skip
        assert bound["a19b"] is None, "the truce of Damascus alone"
        assert who.answers_for(either, InstrumentId("a20b"), day) == ("russia",)


def test_no_actor_of_whom_nothing_is_known_is_taken_for_somebody(idlib: Record) -> None:
    standing_in = {actor.id for actor in idlib.casebook.actors if actor.one_of}
    assert standing_in == {
        "syrian-or-russian-forces",
        "turkey-led-operations",
        "army-of-conquest",
        "opposition-held-area",
        "government-held-area",
        "armed-groups-outside",
        "communal-militias",
    }
