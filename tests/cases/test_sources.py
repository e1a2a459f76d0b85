"""What the Idlib casebook says of who speaks, of the posts and their numbers, and of actors over time.

Numbers in brackets are those of the list of golden contradictions.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from truceline.model.casebook import Actor, Post
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import ActorId, InstrumentId
from truceline.model.record import Family, ListedPost, Record, Source
from truceline.model.words import Bond, Reliability, Standing
from truceline.text.relations import Roster
from truceline.text.relations import roster as roster_of

LANGUAGES = {"en", "ar", "tr", "ru"}
OF_A_SIDE = {Standing.PARTY_STATEMENT, Standing.PARTY_ALIGNED}


@pytest.fixture(scope="module")
def families(idlib: Record) -> dict[str, Family]:
    return {family.id: family for family in idlib.families}


@pytest.fixture(scope="module")
def sources(idlib: Record) -> dict[str, Source]:
    return {source.id: source for source in idlib.sources}


@pytest.fixture(scope="module")
def actors(idlib: Record) -> dict[str, Actor]:
    return {actor.id: actor for actor in idlib.casebook.actors}


@pytest.fixture(scope="module")
def by_official(idlib: Record) -> dict[int | None, Post]:
    return {post.official_no: post for post in idlib.casebook.posts}


@pytest.fixture(scope="module")
def by_sequence(idlib: Record) -> dict[int | None, Post]:
    return {post.sequence_no: post for post in idlib.casebook.posts}


@pytest.fixture(scope="module")
def listed(idlib: Record) -> dict[int, ListedPost]:
    return {
        line.number: line
        for line in idlib.listed_posts
        if line.of_list == "sohr-2020-03" and line.number is not None
    }


def as_of(idlib: Record, taken: dict[str, str]) -> Roster:
    """Return who is who where every ambiguity is read in its first way but those in `taken`."""
    readings = {one.id: one.readings[0].id for one in idlib.casebook.ambiguities}
    return roster_of(
        idlib.casebook.actors, readings | {AmbiguityId(one): ReadingId(way) for one, way in taken.items()}
    )


# Families and sources


def test_a_family_of_a_side_leans_to_it_and_the_others_to_none(families: dict[str, Family]) -> None:
    for family in families.values():
        assert set(family.names) == LANGUAGES, family.id
        if family.id == "north-east-aligned":  # near a party that is of neither side of these texts
            assert (family.standing, family.lean) == (Standing.PARTY_ALIGNED, None)
            assert "outside the two sides" in family.note
            continue
        assert (family.lean is not None) == (family.standing in OF_A_SIDE), family.id
    assert families["russian-official"].lean == "government"
    assert families["turkish-official"].lean == "opposition"


def test_every_standing_and_every_family_is_used(
    families: dict[str, Family], sources: dict[str, Source]
) -> None:
    assert {family.standing for family in families.values()} == set(Standing)
    assert {source.family for source in sources.values()} == set(families)


def test_of_a_party_speaks_the_party_or_somebody_who_says_why_not(
    families: dict[str, Family], sources: dict[str, Source]
) -> None:
    for source in sources.values():
        if families[source.family].standing is Standing.PARTY_STATEMENT and source.speaks_for is None:
            assert source.note, source.id
    assert sources["russian-mod"].speaks_for == "russia"
    assert sources["turkish-mod"].speaks_for == "turkey"
    for carrier in ("tass", "urdupoint", "anadolu", "sana", "turkish-official-unnamed"):
        assert sources[carrier].speaks_for is None, carrier


def test_an_own_voice_leans_with_the_actor_it_is_the_voice_of(
    families: dict[str, Family], sources: dict[str, Source], actors: dict[str, Actor]
) -> None:
    for source in sources.values():
        if source.speaks_for is None:
            continue
        lean, side = source.lean or families[source.family].lean, actors[source.speaks_for].side
        assert lean == (side if isinstance(side, str) else None), source.id


def test_a_statement_of_an_armed_group_is_that_groups(
    families: dict[str, Family], sources: dict[str, Source]
) -> None:
    claimants = [one for one in sources.values() if families[one.family].standing is Standing.SELF_CLAIM]
    assert len(claimants) >= 8
    for source in claimants:
        assert str(source.speaks_for) == str(source.id), source.id


def test_a_grade_stands_only_where_the_record_shows_why(sources: dict[str, Source]) -> None:
    graded = {str(one.id): one for one in sources.values() if one.reliability is not Reliability.F}
    assert set(graded) >= {"iswnews", "theinfolist"}
    assert graded["iswnews"].reliability >= Reliability.D, "contradicts itself within six days [8]"
    assert "E59" in graded["iswnews"].graded_because
    assert all(len(one.graded_because) > 30 for one in graded.values())
    assert not any(one.graded_because for one in sources.values() if one.id not in graded)


def test_no_source_relays_itself_through_others(sources: dict[str, Source]) -> None:
    for start in sources:
        reached = [str(one) for one in sources[start].relays]
        for one in reached:
            reached += [str(behind) for behind in sources[one].relays if behind not in reached]
        assert start not in reached


def test_a_name_is_that_of_one_source(sources: dict[str, Source]) -> None:
    called: dict[str, set[str]] = {}
    for source in sources.values():
        for name in {source.id, *source.names.values(), *source.aliases}:
            called.setdefault(name.casefold(), set()).add(source.id)
    assert {name: who for name, who in called.items() if len(who) > 1} == {}


# Posts


def test_each_number_is_used_once(idlib: Record) -> None:
    assert sorted(post.official_no or 0 for post in idlib.casebook.posts) == list(range(1, 13))
    assert sorted(post.sequence_no or 0 for post in idlib.casebook.posts) == list(range(1, 13))
    for post in idlib.casebook.posts:
        assert post.id == f"op-{post.official_no}"
        assert post.held_by == "turkish-observation-posts"


@pytest.mark.parametrize(
    ("number", "official", "in_order"),
    [(6, "Tal al-Eis", "Surman"), (8, "Surman", "Zaytuna"), (10, "Shir Mughar", "Rashidin")],
)
def test_contradiction_12_post_numbers_mean_different_posts(
    by_official: dict[int | None, Post],
    by_sequence: dict[int | None, Post],
    number: int,
    official: str,
    in_order: str,
) -> None:
    assert by_official[number].names["en"] == official
    assert by_sequence[number].names["en"] == in_order
    assert by_official[number].id != by_sequence[number].id


def test_only_four_posts_have_one_number(by_official: dict[int | None, Post]) -> None:
    same = [number for number, post in by_official.items() if post.sequence_no == number]
    assert same == [1, 2, 3, 9]


def test_the_last_built_post_is_disputed(by_sequence: dict[int | None, Post]) -> None:
    assert by_sequence[12].id == "op-11"
    zaytuna = by_sequence[8]
    assert zaytuna.id == "op-12"
    assert "Two versions" in zaytuna.note
    assert "stepagency-sy.net" in zaytuna.note


def test_posts_known_by_a_day_follow_the_order_of_building(by_sequence: dict[int | None, Post]) -> None:
    days = [(by_sequence[n].from_ or "", n) for n in range(1, 13) if by_sequence[n].from_]
    whole = [(day, n) for day, n in days if len(day) == len("2018-02-15")]
    assert [n for _, n in sorted(whole)] == [n for _, n in whole]
    assert len(whole) == 7


def test_every_list_numbers_the_posts_in_one_of_the_two_ways(idlib: Record) -> None:
    posts = {str(post.id): post for post in idlib.casebook.posts}
    ways: dict[str, list[tuple[int | None, Post]]] = {}
    for line in idlib.listed_posts:
        if line.same_as in posts:
            ways.setdefault(line.of_list, []).append((line.number, posts[line.same_as]))
    official = {name for name, lines in ways.items() if all(n == post.official_no for n, post in lines)}
    in_order = {name for name, lines in ways.items() if all(n == post.sequence_no for n, post in lines)}
    assert official == {"anadolu-2018-05", "mirahaber-2020-12"}
    assert in_order == {"army-in-order-2018", "sohr-2020-03", "suriyegundemi-2018"}
    shown = {post.official_no for name in official for _, post in ways[name]}
    assert shown == set(range(3, 13)), "only the first two official numbers are inferred"


# A list with fewer posts than it says


def test_contradiction_12_fifty_two_posts_have_fifty_numbers_and_two_twins(
    idlib: Record, listed: dict[int, ListedPost]
) -> None:
    assert sorted(listed) == list(range(1, 51))
    (said,) = [row for row in idlib.counts if row.window == "sohr-posts-2020-03"]
    assert said.n == 52
    twins = {
        number: int(line.same_as)
        for number, line in listed.items()
        if line.same_as and line.same_as.isdigit()
    }
    assert twins == {25: 42, 42: 25, 36: 43, 43: 36}
    assert listed[25].name == listed[42].name == "Al-Jinah"
    assert listed[36].name != listed[43].name


def test_the_first_twelve_of_the_list_are_the_posts_in_the_order_of_building(
    idlib: Record, listed: dict[int, ListedPost]
) -> None:
    posts = {post.id: post for post in idlib.casebook.posts}
    for number in range(1, 13):
        assert posts[listed[number].same_as or ""].sequence_no == number  # type: ignore[index]
    assert not any((listed[number].same_as or "").startswith("op-") for number in range(13, 51))


# Actors over time


def test_makers_of_an_instrument_are_those_who_signed_it(idlib: Record) -> None:
    signed = {
        (bond.instrument, actor.id)
        for actor in idlib.casebook.actors
        for bond in actor.bound_by
        if bond.how is Bond.SIGNED
    }
    made = {
        (instrument.id, maker) for instrument in idlib.casebook.instruments for maker in instrument.makers
    }
    assert signed == made


def test_whoever_made_a_reservation_is_bound_and_did_not_sign(idlib: Record) -> None:
    roster = as_of(idlib, {"sides-joined": "through_guarantor"})
    assert {row.actor for row in idlib.reservations} >= {"nlf", "jaysh-al-izza", "opposition-armed-groups"}
    for row in idlib.reservations:
        bond = roster.bond(row.actor, row.instrument, datetime(2018, 10, 1, tzinfo=UTC))
        assert bond is not None, row
        assert bond.how in {Bond.THROUGH_GUARANTOR, Bond.JOINED}, row


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Guardians of Religion Organization", "hurras-al-din"),
        ("Islamic Party of Turkistan", "tip"),
        ("Turkistan Islamic Party", "tip"),
        ("Hayat Tahrir al-Sham", "hts"),
        ("Tahrir al-Sham", "hts"),
        ("Ansar al-Din Front", "ansar-al-din"),
        ("Jabhat Ansar al-Din", "ansar-al-din"),
        ("Fa Ithbatu", "be-steadfast"),
    ],
)
def test_a_name_of_the_press_is_that_of_one_actor(idlib: Record, name: str, actor: str) -> None:
    meant = [one.id for one in idlib.casebook.actors if name in {*one.names.values(), *one.aliases}]
    assert meant == [actor]


def test_nobody_came_from_anywhere_without_a_source_or_a_warning(idlib: Record) -> None:
    for actor in idlib.casebook.actors:
        for past in actor.came_from:
            assert past.source or past.unverified, actor.id
            assert (past.actor is None) != (past.name == ""), actor.id
        for whole in actor.part_of:
            assert whole.source or whole.from_ is None, actor.id


def test_a_room_begins_where_its_founders_join_it(actors: dict[str, Actor]) -> None:
    for room in ("incite-the-believers", "be-steadfast"):
        for past in actors[room].came_from:
            if past.actor is None:
                continue
            joined = [link.from_ for link in actors[past.actor].part_of if link.of == room]
            assert joined == [past.on], (room, past.actor)


def test_groups_of_the_front_are_of_it_only_from_their_day(idlib: Record) -> None:
    roster = as_of(idlib, {})
    faylaq, front = ActorId("faylaq-al-sham"), ActorId("nlf")
    assert front not in roster.wholes(faylaq, datetime(2018, 5, 27, 23, 59, tzinfo=UTC))
    assert front in roster.wholes(faylaq, datetime(2018, 5, 28, tzinfo=UTC))
    bond = roster.bond(ActorId("ahrar-al-sham"), InstrumentId("a16"), datetime(2017, 1, 1, tzinfo=UTC))
    assert bond is not None
    assert bond.how is Bond.JOINED


def test_no_source_or_post_is_named_twice(idlib: Record) -> None:
    for ids in ([one.id for one in idlib.sources], [one.id for one in idlib.casebook.posts]):
        assert [one for one, n in Counter(map(str, ids)).items() if n > 1] == []
