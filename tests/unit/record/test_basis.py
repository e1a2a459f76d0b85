"""What stands behind an account, rule by rule, the same for either side; and what a denial denies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import zoo
from truceline.model.record import Record
from truceline.model.words import Basis, Part
from truceline.record import RULES, Backing, backings, claims_of, known_by, tellings

FAMILIES = [
    {"id": "northern", "names": {"en": "n"}, "standing": "party_statement", "lean": "north"},
    {"id": "southern", "names": {"en": "s"}, "standing": "party_statement", "lean": "south"},
    {"id": "near-north", "names": {"en": "n"}, "standing": "party_aligned", "lean": "north"},
    {"id": "near-south", "names": {"en": "s"}, "standing": "party_aligned", "lean": "south"},
    {"id": "near-others", "names": {"en": "o"}, "standing": "party_aligned"},
    {"id": "groups", "names": {"en": "g"}, "standing": "self_claim"},
    {"id": "monitors", "names": {"en": "m"}, "standing": "third_party"},
    {"id": "nations", "names": {"en": "u"}, "standing": "third_party"},
    {"id": "press", "names": {"en": "p"}, "standing": "relay"},
    {"id": "copies", "names": {"en": "c"}, "standing": "unclear"},
]


def _source(name: str, family: str, **more: object) -> dict[str, Any]:
    return {"id": name, "names": {"en": name}, "family": family, **more}


SOURCES = [
    _source("north-mod", "northern", speaks_for="north"),
    _source("north-officer", "northern"),
    _source("north-radio", "near-north"),
    _source("south-mod", "southern", speaks_for="south"),
    _source("south-officer", "southern"),
    _source("south-radio", "near-south"),
    _source("other-radio", "near-others"),
    _source("militia", "groups", speaks_for="north_militia"),
    _source("south-militia", "groups", speaks_for="south_militia"),
    _source("bandits", "groups", speaks_for="brigands"),
    _source("watch", "monitors", lean="north"),
    _source("count", "monitors"),
    _source("nations", "nations"),
    _source("paper", "press"),
    _source("leaning-paper", "press", lean="north"),
    _source("copy", "copies"),
]
REPORTS = [
    {
        "id": f"r{day}",
        "source": "paper",
        "address": f"a/{day}",
        "said_on": f"2026-03-{day:02}",
        "dated": "printed",
    }
    for day in range(1, 10)
]


def book(hypotheses: Iterable[dict[str, Any]], *claims: Mapping[str, Any] | str, **more: object) -> Record:
    """Return the truce of the valley with one incident of 2 March, told by these claims or speakers."""
    told = [{"by": one} if isinstance(one, str) else dict(one) for one in claims]
    account = {"id": "x", "told_by": ["x"], "hypotheses": list(hypotheses)}
    entry = {"id": "I", "title": "t", "when": {"at": "2026-03-02", "zone": "UTC"}, "where": {"place": "mill"}}
    return zoo.casebook(
        families=FAMILIES,
        sources=more.pop("sources", SOURCES),
        reports=REPORTS,
        matters=[{"id": "M", "title": "m", "kind": "shelling", "incidents": ["I"]}],
        claims=[
            {"id": f"c{n}", "says": "s", "matter": "M", "reports": ["r3"], "tells": ["I/x"], **one}
            for n, one in enumerate(told)
        ],
        incidents=[entry | {"accounts": [account]}],
        **more,
    )


def behind(record: Record) -> Backing:
    return backings(record)["I/x"]


def by(*actors: str, to: str | None = "south", role: str = "initiator", **more: object) -> dict[str, Any]:
    """Return who did it to whom, as a version has it."""
    cast = [{"actor": one, "role": role} for one in actors]
    return {"act": "shelling", "cast": cast + ([{"actor": to, "role": "target"}] if to else []), **more}


NORTH, MILITIA, SOUTH, NOBODY = by("north"), by("north_militia"), by("south", to="north"), by("unknown")

ROLES: list[tuple[str, list[dict[str, Any]], tuple[str, ...], Basis]] = [
    ("its own word", [NORTH], ("north-mod",), Basis.ADMITTED),
    ("a group's own word", [MILITIA], ("militia",), Basis.ADMITTED),
    ("a group's word of the whole side", [NORTH], ("militia",), Basis.TOLD_BY_OWN_MEDIA),
    ("its guarantor", [MILITIA], ("north-mod",), Basis.TOLD_BY_GUARANTOR),
    ("an officer without authority", [NORTH], ("north-officer",), Basis.TOLD_BY_OWN_MEDIA),
    ("its media", [NORTH], ("north-radio",), Basis.TOLD_BY_OWN_MEDIA),
    ("the media of those it answers for", [MILITIA], ("north-radio",), Basis.TOLD_BY_OWN_MEDIA),
    ("press that leans to it", [NORTH], ("leaning-paper",), Basis.TOLD_BY_OWN_MEDIA),
    ("the other's word", [NORTH], ("south-mod",), Basis.ONE_PARTY_AGAINST_OTHER),
    ("the other's media", [NORTH], ("south-radio",), Basis.ONE_PARTY_AGAINST_OTHER),
    ("media near a party to another war", [NORTH], ("other-radio",), Basis.ONE_PARTY_AGAINST_OTHER),
    ("whoever was hit, of nobody named", [NOBODY], ("south-mod",), Basis.ONE_PARTY_AGAINST_OTHER),
    ("whoever was not hit, of nobody named", [NOBODY], ("north-mod",), Basis.ONE_PARTY_AGAINST_OTHER),
    ("its own word of its own loss", [by(to="north")], ("north-mod",), Basis.ONE_PARTY_AGAINST_OTHER),
    ("its own or another's", [NORTH, by("brigands")], ("north-mod",), Basis.ONE_PARTY_AGAINST_OTHER),
    ("its own or its militia's", [NORTH, MILITIA], ("north-mod",), Basis.TOLD_BY_GUARANTOR),
    ("its own with its militia", [by("north", "north_militia")], ("north-mod",), Basis.TOLD_BY_GUARANTOR),
    ("its own or nobody's", [NORTH, NOBODY], ("north-mod",), Basis.ONE_PARTY_AGAINST_OTHER),
    ("it took part", [by("north", to=None, role="participant")], ("north-mod",), Basis.ADMITTED),
    (
        "both took part, one tells",
        [by("north", "south", to=None, role="participant")],
        ("north-mod",),
        Basis.ONE_PARTY_AGAINST_OTHER,
    ),
    ("a third party", [NORTH], ("watch",), Basis.ONE_THIRD_PARTY),
    ("two of one family", [NORTH], ("watch", "count"), Basis.ONE_THIRD_PARTY),
    ("two families", [NORTH], ("watch", "nations"), Basis.INDEPENDENT_SEVERAL),
    ("press on its own", [NORTH], ("paper",), Basis.ONE_THIRD_PARTY),
    ("a copy of nobody knows whom", [NORTH], ("copy",), Basis.SOURCE_UNCLEAR),
    ("a copy and its media", [NORTH], ("copy", "north-radio"), Basis.TOLD_BY_OWN_MEDIA),
    ("its media and the other's", [NORTH], ("south-radio", "north-radio"), Basis.TOLD_BY_OWN_MEDIA),
    ("its guarantor and its media", [MILITIA], ("north-radio", "north-mod"), Basis.TOLD_BY_GUARANTOR),
    ("a third party and its guarantor", [MILITIA], ("north-mod", "count"), Basis.ONE_THIRD_PARTY),
    ("its own word and two families", [NORTH], ("watch", "nations", "north-mod"), Basis.ADMITTED),
    ("ten of the other side", [NORTH], ("south-mod",) * 10, Basis.ONE_PARTY_AGAINST_OTHER),
    ("both sides' own words", [NORTH], ("south-mod", "north-mod"), Basis.AGREED_BY_SIDES),
    ("its guarantor and the other side", [MILITIA], ("south-mod", "north-mod"), Basis.AGREED_BY_SIDES),
    ("its own word and the other's media", [NORTH], ("south-radio", "north-mod"), Basis.ADMITTED),
    ("its media and the other's word", [NORTH], ("south-mod", "north-radio"), Basis.TOLD_BY_OWN_MEDIA),
    ("both sides of a third", [by("brigands")], ("south-mod", "north-mod"), Basis.ONE_PARTY_AGAINST_OTHER),
    ("both sides of nobody named", [NOBODY], ("south-mod", "north-mod"), Basis.AGREED_BY_SIDES),
]


@pytest.mark.parametrize(("what", "told", "speakers", "basis"), ROLES, ids=[one[0] for one in ROLES])
def test_the_basis_is_the_first_rule_that_fits(
    what: str, told: list[dict[str, Any]], speakers: tuple[str, ...], basis: Basis
) -> None:
    assert behind(book(told, *speakers)).basis is basis, what


SWAPPED = {"north": "south", "south": "north", "north-mod": "south-mod", "south-mod": "north-mod"}
SWAPPED |= {f"north-{one}": f"south-{one}" for one in ("officer", "radio")}
SWAPPED |= {f"south-{one}": f"north-{one}" for one in ("officer", "radio")}
MIRRORED = [
    one
    for one in ROLES
    if not {"militia", "leaning-paper"} & set(one[2])
    and "north_militia" not in {cast["actor"] for told in one[1] for cast in told["cast"]}
]


@pytest.mark.parametrize(("what", "told", "speakers", "basis"), MIRRORED, ids=[one[0] for one in MIRRORED])
def test_the_sides_exchanged_give_the_same_basis(
    what: str, told: list[dict[str, Any]], speakers: tuple[str, ...], basis: Basis
) -> None:
    mirrored = [
        one | {"cast": [m | {"actor": SWAPPED.get(m["actor"], m["actor"])} for m in one["cast"]]}
        for one in told
    ]
    found = behind(book(mirrored, *(SWAPPED.get(one, one) for one in speakers)))
    assert found.basis is basis, what


def test_every_basis_has_its_rule_in_the_order_in_which_the_first_counts() -> None:
    assert tuple(RULES) == tuple(Basis)
    derived = {basis for _, _, _, basis in ROLES} | {Basis.VERIFIED_BY_MISSION}
    assert derived == set(Basis), "each is reached by some row of the table or by an act"


def test_a_guarantor_is_one_only_where_no_open_question_says_otherwise() -> None:
    """Whether the southern militia is bound at all is open, so the south's word of it is its side's."""
    assert behind(book([by("south_militia", to="north")], "south-mod")).basis is Basis.TOLD_BY_OWN_MEDIA


@pytest.mark.parametrize(
    ("day", "basis"), [("2020-03-31", "one_party_against_other"), ("2020-04-01", "admitted")]
)
def test_one_speaks_for_a_part_from_the_day_on_which_it_is_one(day: str, basis: str) -> None:
    """The battalion is of the northern militia from 1 April 2020."""
    at = {"at": day, "zone": "UTC"}
    account = {"id": "x", "told_by": ["x"], "hypotheses": [by("third_battalion")], "when": at}
    casebook = zoo.casebook(
        families=FAMILIES,
        sources=SOURCES,
        reports=REPORTS,
        claims=[{"id": "c", "says": "s", "by": "militia", "reports": ["r3"], "tells": ["I/x"]}],
        incidents=[{"id": "I", "title": "t", "accounts": [account]}],
    )
    assert behind(casebook).basis.value == basis


def test_who_states_only_that_it_happened_admits_nothing() -> None:
    assert behind(book([NORTH], {"by": "north-mod", "tells_what": ["act"]})).basis is Basis.TOLD_BY_OWN_MEDIA


def test_only_the_parts_stated_are_admitted() -> None:
    found = behind(book([NORTH], {"by": "north-mod", "tells_what": ["act", "who", "when"]}))
    assert (found.basis, found.parts) == (Basis.ADMITTED, (Part.ACT, Part.WHO, Part.WHEN))
    two = ({"by": "north-mod", "tells_what": ["act", "who"]}, {"by": "north-mod", "tells_what": ["whom"]})
    together = behind(book([NORTH], *two))
    assert together.parts == (Part.ACT, Part.WHO), "the second states no act of its own"
    whole = behind(book([NORTH], "north-mod"))
    assert whole.parts == (Part.ACT, Part.WHO, Part.WHOM, Part.WHERE, Part.WHEN)


def test_the_sides_agree_on_the_parts_that_both_state() -> None:
    north = {"by": "north-mod", "tells_what": ["act", "who"]}
    found = behind(book([NORTH], north, "south-mod"))
    assert (found.basis, found.parts) == (Basis.AGREED_BY_SIDES, (Part.ACT, Part.WHO))
    apart = behind(book([NORTH], {"by": "north-mod", "tells_what": ["act", "where"]}, "south-mod"))
    assert apart.basis is not Basis.AGREED_BY_SIDES, "who did it is not agreed"


def test_a_denial_that_stands_in_an_account_agrees_with_nobody() -> None:
    denies = {"by": "north-mod", "manner": "denies", "denies_what": ["toll"]}
    assert behind(book([NORTH], denies, "south-mod")).basis is not Basis.AGREED_BY_SIDES


def test_verification_is_an_act_and_covers_the_parts_it_names() -> None:
    act = {"account": "I/x", "by": "nations", "on": "2026-03-05", "parts": ["act", "where"]}
    found = behind(book([NORTH], "north-mod", verifications=[act]))
    assert (found.basis, found.parts) == (Basis.VERIFIED_BY_MISSION, (Part.ACT, Part.WHERE))
    assert behind(book([NORTH], "nations")).basis is Basis.ONE_THIRD_PARTY, "to tell is not to verify"


@pytest.mark.parametrize(("hour", "basis"), [(0, "admitted"), (1, "verified_by_mission")])
def test_what_was_verified_later_was_not_verified_before(hour: int, basis: str) -> None:
    act = {"account": "I/x", "by": "nations", "on": "2026-03-05"}
    casebook = book([NORTH], "north-mod", verifications=[act])
    then = known_by(casebook, datetime(2026, 3, 5, hour, tzinfo=UTC))
    assert behind(then).basis.value == basis


def test_the_basis_is_derived_again_from_what_could_be_known() -> None:
    casebook = book([NORTH], {"by": "watch", "reports": ["r3"]}, {"by": "north-mod", "reports": ["r5"]})
    early, late = (known_by(casebook, datetime(2026, 3, day, 12, tzinfo=UTC)) for day in (4, 5))
    assert (behind(early).basis, behind(late).basis) == (Basis.ONE_THIRD_PARTY, Basis.ADMITTED)


def test_the_order_of_claims_decides_nothing() -> None:
    told = ("south-mod", "north-radio", "watch", "copy")
    assert behind(book([NORTH], *told)).basis is behind(book([NORTH], *reversed(told))).basis


# A family at a time


MOVED = _source(
    "moved",
    "monitors",
    families=[{"family": "near-north", "from": "2026-03-04", "until": "2026-03-06"}],
)


@pytest.mark.parametrize(
    ("day", "basis"),
    [
        (3, "one_third_party"),
        (4, "told_by_own_media"),
        (5, "told_by_own_media"),
        (6, "one_third_party"),
    ],
)
def test_a_source_has_the_family_of_the_day_on_which_it_spoke(day: int, basis: str) -> None:
    told = {"by": "moved", "reports": [f"r{day}"]}
    casebook = book([NORTH], told, sources=[*SOURCES, MOVED])
    assert behind(casebook).basis.value == basis
    (telling,) = tellings(casebook)
    assert telling.side == ("north" if basis == "told_by_own_media" else None)


def test_one_source_of_two_families_on_two_days_counts_as_each() -> None:
    told = [{"by": "moved", "reports": [f"r{day}"]} for day in (3, 4)]
    (row,) = claims_of(book([NORTH], *told, sources=[*SOURCES, MOVED])).to_pylist()
    assert (row["n_independent"], row["basis"]) == (2, "one_third_party")


# Denials


@pytest.mark.parametrize("part", list(Part))
def test_an_account_is_denied_by_who_denies_a_part_of_it_and_by_nobody_else(part: Part) -> None:
    told = {"by": "south-mod", "id": "told"}
    denial = {"by": "north-mod", "manner": "denies", "denies": ["told"], "denies_what": [part], "tells": []}
    casebook = book([NORTH], told, denial)
    of_account = part not in {Part.NOTICE, Part.TOLL, Part.REASON}
    assert [one.parts for one in behind(casebook).denials] == ([(part,)] if of_account else [])
    (row,) = claims_of(casebook).to_pylist()
    assert row["denied_by"] == (["north-mod"] if of_account else [])


def test_a_denial_moves_no_basis() -> None:
    told = {"by": "south-mod", "id": "told"}
    denial = {"by": "north-mod", "manner": "denies", "denies": ["told"], "denies_what": ["act"], "tells": []}
    assert behind(book([NORTH], told)).basis is behind(book([NORTH], told, denial)).basis


# What is marked as mistaken


def test_a_mistaken_claim_stands_behind_nothing_and_counts_for_nobody() -> None:
    wrong = {"by": "nations", "mistaken": "Of another day; the office put it right."}
    casebook = book([NORTH], "watch", wrong)
    (row,) = claims_of(casebook).to_pylist()
    assert (row["basis"], row["n_independent"], row["n_reports"]) == ("one_third_party", 1, 1)
    assert len(tellings(casebook)) == 2, "it stays in the record"


def test_an_account_that_only_mistaken_claims_tell_is_not_assessed() -> None:
    assert claims_of(book([NORTH], {"by": "watch", "mistaken": "Another day."})).num_rows == 0


def test_a_mistaken_denial_denies_nothing() -> None:
    told = {"by": "south-mod", "id": "told"}
    denial = {"by": "north-mod", "manner": "denies", "denies": ["told"], "denies_what": ["act"], "tells": []}
    assert behind(book([NORTH], told, denial | {"mistaken": "Withdrawn the day after."})).denials == ()


@pytest.mark.parametrize(("day", "n"), [(4, 2), (5, 1)])
def test_a_mistake_was_none_before_it_was_found_out(day: int, n: int) -> None:
    wrong = {"by": "nations", "mistaken": "Of another day.", "mistaken_from": "2026-03-05"}
    then = known_by(book([NORTH], "watch", wrong), datetime(2026, 3, day, 12, tzinfo=UTC))
    (row,) = claims_of(then).to_pylist()
    assert row["n_independent"] == n
