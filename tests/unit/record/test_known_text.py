"""The text as it could be known: what came later goes, with all that hangs on it, and nothing dangles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import zoo
from truceline.judgement import assess
from truceline.model.hanging import AmbiguityId, Hanging
from truceline.model.record import Record, nouns_of
from truceline.parsing.nouns import Slip
from truceline.record import checks, known_by
from truceline.text.checks import every, slips

BEFORE = datetime(2022, 1, 1, tzinfo=UTC)
LATER = "2023-05-01"
AFTER = datetime(2030, 1, 1, tzinfo=UTC)
_NAMES = {"en": "planted-name"}
_CLAUSE = {
    "title": "planted-title",
    "reference": "planted-art",
    "checked_on": "2026-01-01",
    "text": [{"version": "planted-v", "anchor": "1", "words": "planted-words"}],
}
_LATER_TEXT: dict[str, Any] = {
    "id": "planted-t2",
    "titles": {"en": "planted-accord"},
    "kind": "protocol",
    "makers": ["north", "planted-actor"],
    "signed_on": LATER,
    "in_force": {"at": LATER, "zone": "UTC"},
    "relations": [{"kind": "supplements", "to": "t1", "note": "planted-link"}],
    "texts": [{"id": "planted-v", "status": "our_paraphrase", "language": "en", "source": "none"}],
}


def _book(source: dict[str, Any]) -> Record:
    return zoo.casebook(**source)


def _dated() -> dict[str, Any]:
    """Return the zoo with the day on which its truce was published, and no end that was to come."""
    source = dict(zoo.SOURCE)
    source["instruments"] = [source["instruments"][0] | {"published_on": "2020-03-05"}]
    return source


def _planted() -> dict[str, Any]:
    """Return it with one of everything that came later."""
    source = _dated()
    truce = source["instruments"][0]
    source["instruments"] = [
        truce | {"relations": [{"kind": "recites", "to": "planted-t2"}]},
        _LATER_TEXT,
    ]
    first, *others = source["clauses"]
    source["clauses"] = [
        first
        | {
            "until": {
                "hangs_on": "planted-life",
                "readings": {"planted-alive": None, "planted-over": {"at": LATER, "zone": "UTC"}},
            },
            "superseded_by": "planted-t2",
            "note": "planted-note",
        },
        *others,
        _CLAUSE
        | {
            "id": "planted-t2/1",
            "kind": "forbid",
            "who": {"actors": ["planted-actor"]},
            "acts": ["armed_attack"],
            "where": "planted-zone",
        },
    ]
    source["ambiguities"] = [
        *(
            one
            | {
                "readings": [
                    reading
                    | {
                        "holders": ["south"],
                        "grounds": "planted-grounds",
                        "stated_on": LATER,
                        "sources": ["planted-s"],
                    }
                    for reading in one["readings"]
                ]
            }
            for one in source["ambiguities"]
        ),
        {
            "id": "planted-life",
            "question": "planted-question?",
            "readings": [{"id": "planted-alive", "says": "a"}, {"id": "planted-over", "says": "b"}],
        },
        {
            "id": "planted-idle",
            "question": "planted?",
            "known_on": LATER,
            "readings": [{"id": "planted-a", "says": "a"}, {"id": "planted-b", "says": "b"}],
        },
    ]
    source["positions"] = [
        one | {"readings": one["readings"] | {"planted-life": "planted-over", "planted-idle": "unresolved"}}
        for one in source["positions"]
    ]
    source["positions"][0]["readings"] |= {"planted-life": "unresolved"}
    north, *rest = source["actors"]
    source["actors"] = [
        north
        | {
            "bound_by": [*north["bound_by"], {"instrument": "planted-t2", "how": "signed"}],
            "listings": [{"by": "planted-council", "from": LATER}],
            "part_of": [{"of": "planted-actor", "from": LATER}],
        },
        *rest,
        {
            "id": "planted-actor",
            "names": _NAMES,
            "kind": "group",
            "side": "south",
            "came_from": [{"how": "split", "actor": "south", "on": LATER}],
        },
    ]
    source["zones"] = [
        *source["zones"],
        {
            "id": "planted-zone",
            "names": _NAMES,
            "recipe": {"shape": "band", "along": "planted-line", "from_km": 0, "to_km": 5, "side": "both"},
            "basis": "planted-basis",
            "status": "constructed",
            "sigma_m": 0,
        },
    ]
    source["lines"] = [
        *source.get("lines", ()),
        {
            "id": "planted-line",
            "names": _NAMES,
            "basis": "planted-basis",
            "status": "constructed",
            "sigma_m": 100,
            "on": LATER,
            "points": [[36.5, 35.7], [36.7, 35.9]],
        },
    ]
    source["gaps"] = [{"id": "planted-gap", "about": "planted", "reason": "planted", "known_on": LATER}]
    source["families"] = [
        *source.get("families", ()),
        {"id": "planted-family", "names": _NAMES, "standing": "third_party"},
    ]
    source["sources"] = [
        *source.get("sources", ()),
        {"id": "planted-source", "names": _NAMES, "family": "planted-family"},
    ]
    source["reports"] = [
        *source.get("reports", ()),
        {
            "id": "planted-report",
            "source": "planted-source",
            "address": "planted-page",
            "said_on": LATER,
            "dated": "printed",
        },
    ]
    return source


def _said(value: object) -> Iterator[str]:
    """Yield every text inside a casebook."""
    for seen in every(value):
        yield str(seen.value) if isinstance(seen.value, str) else ""
        if isinstance(seen.value, dict):
            yield from map(str, seen.value)


def _slips(book: Record) -> Iterator[Slip]:
    """Yield what does not fit, of the text and of the record."""
    walked = every(book)
    yield from slips(book.casebook, every(book.casebook), {}, try_zones=False)
    yield from checks.slips(book, walked, {})


def test_nothing_planted_later_is_left_and_no_name_dangles() -> None:
    book = known_by(_book(_planted()), BEFORE)
    assert "planted" not in repr(book)
    assert not [one for one in _said(book) if "planted" in one]
    assert [one.id for one in book.casebook.instruments] == ["t1"]
    faults = [one.message for one in _slips(book)]
    assert [one for one in faults if "no example" not in one] == [
        one.message for one in _slips(_plain()) if "no example" not in one.message
    ]


def _plain() -> Record:
    return known_by(_book(_dated()), BEFORE)


def test_from_a_day_after_all_of_it_nothing_is_left_out() -> None:
    whole = _book(_planted())
    assert known_by(whole, AFTER) is whole


def test_incidents_before_the_day_come_out_as_without_what_came_later() -> None:
    rows = (
        zoo.claim("plain"),
        zoo.claim("edge", place=zoo.EDGE, account="b"),
        zoo.claim("answer", response="yes"),
        zoo.claim("back", by=("south",), to=("north",), at="2021-06-01T12:00:00+00:00"),
    )
    claims = zoo.claims(*rows)
    then, never = known_by(_book(_planted()), BEFORE), _plain()
    found, wanted = assess(then, claims, positions=("ruling",)), assess(never, claims, positions=("ruling",))
    assert found.findings.num_rows > 0
    assert found.findings.equals(wanted.findings)


@pytest.mark.parametrize(
    ("instant", "there"),
    [
        (datetime(2023, 5, 1, tzinfo=UTC), False),
        (datetime(2023, 5, 1, 0, 0, 1, tzinfo=UTC), True),
    ],
)
def test_an_instrument_is_there_from_the_day_of_its_publication(instant: datetime, there: bool) -> None:
    book = known_by(_book(_planted()), instant)
    for kind, one in (
        ("instruments", "planted-t2"),
        ("clauses", "planted-t2/1"),
        ("zones", "planted-zone"),
        ("lines", "planted-line"),
        ("actors", "planted-actor"),
        ("sources", "planted-source"),
        ("gaps", "planted-gap"),
        ("ambiguities", "planted-life"),
    ):
        assert (one in {noun.id for noun in nouns_of(book, kind)}) is there, one


def test_an_end_to_come_is_not_known_unless_the_text_sets_it_as_a_term() -> None:
    source = _dated()
    ended: dict[str, Any] = {
        "hangs_on": "lapse",
        "readings": {"stands": {"at": "2024-01-01Z"}, "lapsed": {"at": "2020-06-01Z"}},
    }
    source["instruments"] = [source["instruments"][0] | {"ended": ended}]
    assert _ends(_book(source), BEFORE) == {"stands": False, "lapsed": True}
    early = known_by(_book(source), datetime(2020, 4, 1, tzinfo=UTC))
    assert early.casebook.instruments[0].ended is None
    assert "lapse" not in {one.id for one in early.casebook.ambiguities}, (
        "the last value on it no longer differs"
    )
    ended["readings"]["stands"]["in_advance"] = "true"
    assert _ends(_book(source), BEFORE) == {"stands": True, "lapsed": True}


def _ends(book: Record, instant: datetime) -> dict[str, bool]:
    ended = known_by(book, instant).casebook.instruments[0].ended
    assert isinstance(ended, Hanging)
    return {str(reading): end is not None for reading, end in ended.readings.items()}


def _answers(book: Record, question: str) -> dict[str, str]:
    return {str(one.id): str(dict(one.readings)[AmbiguityId(question)]) for one in book.casebook.positions}


def test_a_holder_is_there_from_his_own_statement_and_grounds_from_the_last() -> None:
    source = _dated()
    question, *others = source["ambiguities"]
    first, second = question["readings"]
    told = first | {
        "holders": ["north", "south"],
        "grounds": "both said so",
        "stated_on": LATER,
        "held_on": {"north": "2021-01-01"},
    }
    source["ambiguities"] = [question | {"readings": [told, second]}, *others]
    book = known_by(_book(source), BEFORE)
    reading = book.casebook.ambiguities[0].readings[0]
    assert (reading.holders, reading.grounds) == (("north",), "")
    assert _answers(book, "clock")["first"] == "unresolved", "its reading was stated later"
    source["positions"] = [
        one | ({"answered_on": {"clock": "2021-01-01"}} if one["id"] == "first" else {})
        for one in source["positions"]
    ]
    book = known_by(_book(source), BEFORE)
    assert _answers(book, "clock")["first"] == "early"


def test_a_version_of_a_text_that_was_read_later_is_not_there_with_its_passages_but_ours_is() -> None:
    source = _planted()
    truce, *others = source["instruments"]
    version = {"language": "en", "source": "https://example.org/2023/05/01/words"}
    later = version | {"id": "said-later", "status": "press_paraphrase"}
    ours = version | {"id": "ours", "status": "our_paraphrase"}
    source["instruments"] = [truce | {"texts": [*truce["texts"], later, ours]}, *others]
    first, *rest = source["clauses"]
    passages = [{"version": one, "anchor": "1", "words": "x"} for one in ("said-later", "ours")]
    source["clauses"] = [first | {"text": [*first["text"], *passages]}, *rest]
    book = known_by(_book(source), BEFORE)
    assert [(one.id, one.source) for one in book.casebook.instruments[0].texts][-1] == ("ours", "")
    assert "said-later" not in repr(book)
    assert [one.version for one in book.casebook.clauses[0].text][-1] == "ours"


def test_the_casebooks_title_is_short_where_anything_is_left_out() -> None:
    source = _planted()
    source["casebook"] = source["casebook"] | {"titles": {"en": "The valley: planted, 2020 to 2023"}}
    titles = [known_by(_book(source), instant).casebook.casebook.titles["en"] for instant in (BEFORE, AFTER)]
    assert titles == ["The valley", "The valley: planted, 2020 to 2023"]


def test_a_position_that_had_answered_nothing_yet_is_not_there() -> None:
    book = known_by(_book(_planted()), BEFORE)
    assert [one.id for one in book.casebook.positions] == ["ruling"]


def test_a_town_and_an_actor_without_a_day_stay() -> None:
    whole = _book(_planted())
    book = known_by(whole, BEFORE)
    assert book.casebook.places == whole.casebook.places
    assert {one.id for one in whole.casebook.actors} - {one.id for one in book.casebook.actors} == {
        "planted-actor"
    }
