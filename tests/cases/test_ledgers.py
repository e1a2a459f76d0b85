"""What the ledgers of the Idlib record keep apart: stances and their readings, control and who says so, the
return of institutions, and a text of the press taken apart by sentence.

Numbers in test names are those of the list of golden contradictions: 10 (E10), 11 (E87) and 13 (names).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from truceline.errors import BadInput, NotFound
from truceline.geo.projection import geodesic_m
from truceline.model.ids import ActorId
from truceline.model.record import Article, ControlAssertion, InstitutionReturn, Record, Sentence, Stance
from truceline.model.spelling import plain_name
from truceline.model.words import Attitude, Evidence, TroubleKind
from truceline.record import ActorStance, stances
from truceline.runs.places import place_of
from truceline.sources.names import actor_finder

REJECTERS = {"hurras-al-din", "ansar-al-din", "ansar-al-tawhid", "jaysh-al-izza", "tip"}
"""Who rejects the memorandum of 2018 on the day for the groups to leave."""


@pytest.fixture(scope="module")
def article(idlib: Record) -> Article:
    (only,) = idlib.articles
    return only


# Stances


def after(day: str) -> datetime:
    """Return the end of a UTC day: what holds then includes what was said on it."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)


def held(idlib: Record, toward: str, day: str) -> dict[str, ActorStance]:
    """Return each actor's stance at the end of a day, as the product has it."""
    return {str(one.actor): one for one in stances(idlib, at=after(day), toward=[toward])}


def test_on_15_october_2018_five_groups_reject_the_memorandum(idlib: Record) -> None:
    found = held(idlib, "a18", "2018-10-15")
    assert {who for who, one in found.items() if one.attitude is Attitude.REJECTS} == REJECTERS
    assert {who: found[who].evidence for who in REJECTERS} == {
        "hurras-al-din": Evidence.OWN_STATEMENT,
        "ansar-al-din": Evidence.OWN_STATEMENT,
        "jaysh-al-izza": Evidence.OWN_STATEMENT,
        "ansar-al-tawhid": Evidence.NAMED_SOURCE,
        "tip": Evidence.PRESS,
    }
    assert found["nlf"].attitude is Attitude.CONDITIONAL
    # In October, on no day that is told: not known to hold before the month is out.
    assert "ansar-al-islam" not in found
    assert held(idlib, "a18", "2018-10-31")["ansar-al-islam"].attitude is Attitude.REJECTS


def test_nobody_has_a_stance_toward_the_memorandum_before_it_is_made(idlib: Record) -> None:
    assert held(idlib, "a18", "2018-09-16") == {}
    made = held(idlib, "a18", "2018-09-17")
    assert {who: one.attitude for who, one in made.items()} == {
        "turkey": Attitude.ACCEPTS,
        "russia": Attitude.ACCEPTS,
    }


@pytest.mark.parametrize(
    ("day", "attitude", "evidence"),
    [
        ("2018-09-18", Attitude.REJECTS, Evidence.PRESS),  # before it had said anything
        ("2018-09-20", Attitude.AMBIGUOUS, Evidence.NAMED_SOURCE),  # clerics only
        ("2018-09-23", Attitude.AMBIGUOUS, Evidence.NAMED_SOURCE),
        ("2018-09-24", Attitude.SILENT, Evidence.OWN_STATEMENT),  # a statement is promised
        ("2018-10-13", Attitude.SILENT, Evidence.OWN_STATEMENT),
        ("2018-10-14", Attitude.AMBIGUOUS, Evidence.OWN_STATEMENT),
    ],
)
def test_a_group_speaks_on_the_day_of_its_statement_and_not_before(
    idlib: Record, day: str, attitude: Attitude, evidence: Evidence
) -> None:
    hts = held(idlib, "a18", day)["hts"]
    assert (hts.attitude, hts.evidence) == (attitude, evidence)


def test_an_article_that_is_taken_apart_decides_no_stance(idlib: Record) -> None:
    assert {"article-writer", "unnamed-reports"} & {str(row.by) for row in idlib.stances} == set()


def test_conduct_is_a_stance_only_where_it_is_said_to_be_inferred(idlib: Record) -> None:
    rows = [row for row in idlib.stances if row.evidence is Evidence.OWN_CONDUCT]
    assert {(row.actor, row.toward) for row in rows} == {
        ("ansar-al-islam", "a18"),
        ("hurras-al-din", "a20b"),
        ("protesters", "a20b/3"),
        ("khattab-al-shishani", "a20b/3"),
    }
    assert [row.actor for row in rows if "inferred by us" not in row.note] == []
    assert held(idlib, "a20b", "2020-05-10")["hurras-al-din"].inferred
    assert not held(idlib, "a20b", "2020-05-10")["tip"].inferred


def test_contradiction_10_one_text_three_readings_of_a_stance(idlib: Record) -> None:
    readings = [row for row in idlib.stances if row.reading_of == "E10" and row.toward == "a18"]
    assert {(row.by, row.attitude) for row in readings} == {
        ("long-war-journal", Attitude.AMBIGUOUS),
        ("iswnews", Attitude.ACCEPTS),
        ("afp", Attitude.REJECTS),
    }
    assert {row.evidence for row in readings} == {Evidence.READING}
    assert {row.since for row in readings} == {"2018-10-14"}
    (own,) = (row for row in idlib.stances if row.matter == "E10" and row.by == "hts")
    assert (own.attitude, own.evidence, own.reading_of) == (Attitude.AMBIGUOUS, Evidence.OWN_STATEMENT, None)
    assert own.statement
    assert len({row.report for row in readings}) == 3
    shown = held(idlib, "a18", "2018-10-15")["hts"]
    assert shown.attitude is Attitude.AMBIGUOUS
    assert set(shown.readings) == set(readings)
    assert own in shown.rows
    assert own not in shown.readings


def test_contradiction_11_a_stance_told_where_no_statement_exists(idlib: Record) -> None:
    told = {row.actor: row for row in idlib.stances if row.matter == "E87"}
    assert set(told) == {"tip", "hts", "ansar-al-tawhid"}
    assert {row.attitude for row in told.values()} == {Attitude.REJECTS}
    assert {row.evidence for row in told.values()} == {Evidence.UNNAMED_SOURCES}
    assert told[ActorId("tip")].statement is False
    assert told[ActorId("hts")].statement is False
    assert told[ActorId("ansar-al-tawhid")].statement is None
    own = [row for row in idlib.stances if row.matter == "E80" and row.evidence is Evidence.OWN_STATEMENT]
    assert [row.attitude for row in own] == [Attitude.AMBIGUOUS]


def test_a_headline_is_a_reading_and_no_statement(idlib: Record) -> None:
    (headline,) = (row for row in idlib.stances if row.matter == "E80" and row.by == "southfront")
    assert (headline.evidence, headline.attitude) == (Evidence.READING, Attitude.REJECTS)
    assert headline.reading_of == "E80"


@pytest.mark.parametrize(
    ("holds", "asks"),
    [
        (lambda row: row.evidence is Evidence.READING, lambda row: row.reading_of is not None),
        (lambda row: row.reading_of is not None, lambda row: row.evidence is Evidence.READING),
        (lambda row: row.evidence is Evidence.OWN_STATEMENT, lambda row: row.statement is True),
        (lambda row: row.evidence is Evidence.OWN_CONDUCT, lambda row: row.matter or row.report),
        (lambda _row: True, lambda row: row.report is not None),
    ],
    ids=["readings", "of a statement", "own statements", "conduct", "a page"],
)
def test_a_stance_says_what_shows_it(
    idlib: Record, holds: Callable[[Stance], bool], asks: Callable[[Stance], object]
) -> None:
    rows = [row for row in idlib.stances if holds(row)]
    assert rows
    assert [row for row in rows if not asks(row)] == []


def test_stances_of_the_ledger_cover_each_ceasefire_that_was_spoken_of_and_both_issues(
    idlib: Record,
) -> None:
    toward = {row.toward for row in idlib.stances}
    assert toward >= {"a18", "a19b", "a20b", "hts-dissolution", "foreign-fighters"}
    assert {issue.id for issue in idlib.issues} >= {"hts-dissolution", "foreign-fighters"}


def test_what_is_said_to_be_agreed_on_an_issue_stands_beside_that_nobody_confirmed_it(
    idlib: Record,
) -> None:
    (issue,) = (one for one in idlib.issues if one.id == "hts-dissolution")
    states = [(state.on, state.state) for state in issue.states]
    assert ("2018-10-02", "agreed") in states
    assert ("2018-10-14", "not_confirmed") in states
    assert ("2019-09-01", "not_confirmed") in states
    assert states == sorted(states, key=lambda state: state[0])


# Control


def of_place(idlib: Record, place: str) -> list[ControlAssertion]:
    return [row for row in idlib.control if row.place == place]


SIDE = {
    "syrian-government-forces": "government",
    "nlf": "opposition",
    "opposition-armed-groups": "opposition",
    "hts": "opposition",
    "turkey": "turkey",
    "russia": "russia",
}


@pytest.mark.parametrize(
    ("place", "holders"),
    [
        ("khan-shaykhun", ["government"]),
        ("maarat-al-numan", ["government"]),
        ("saraqib", ["government", "opposition", "government"]),
        ("nayrab", ["government", "opposition"]),
        ("kafr-nabl", ["government"]),
        ("kafr-nabudah", ["government", "opposition", "government"]),
    ],
)
def test_places_are_held_in_the_order_of_the_ledger(idlib: Record, place: str, holders: list[str]) -> None:
    held = [SIDE[str(row.holder)] for row in of_place(idlib, place) if row.state == "held"]
    assert [side for side, _ in itertools.groupby(held)] == holders


def test_rows_of_a_place_stand_together_and_in_the_order_of_their_days(idlib: Record) -> None:
    places = [place for place, _ in itertools.groupby(row.place for row in idlib.control)]
    assert len(places) == len(set(places))
    for place in places:
        days = [row.since for row in of_place(idlib, place)]
        assert days == sorted(days)


def days_held(idlib: Record, place: str, holder: str) -> dict[str, str]:
    rows = of_place(idlib, place)
    return {str(row.by): row.since for row in rows if row.state == "held" and row.holder == holder}


def test_days_that_differ_by_source_are_rows_of_their_own(idlib: Record) -> None:
    assert days_held(idlib, "maarat-al-numan", "syrian-government-forces") == {
        "al-masdar": "2020-01-28",
        "arab-weekly": "2020-01-29",
    }
    first = [row for row in of_place(idlib, "saraqib") if row.since < "2020-02-27" and row.state == "held"]
    assert {(row.by, row.since) for row in first} == {
        ("tass", "2020-02-05"),
        ("janes", "2020-02-06"),
        ("sohr", "2020-02-06"),
    }


def test_a_capture_told_a_month_early_is_kept_as_a_claim(idlib: Record) -> None:
    (early,) = (row for row in of_place(idlib, "maarat-al-numan") if row.by == "voltaire")
    assert (early.state, early.since) == ("claimed", "2019-12")
    assert (early.mistaken[:18], early.mistaken_from) == ("A month too early;", "2020-01-28")


def test_one_day_in_saraqib_is_told_in_four_ways(idlib: Record) -> None:
    told = {
        (row.by, row.holder, row.state) for row in of_place(idlib, "saraqib") if row.since == "2020-02-27"
    }
    assert told == {
        ("nlf", "nlf", "held"),
        ("sohr", "opposition-armed-groups", "held"),
        ("syrian-state-media", "syrian-government-forces", "contested"),
        ("tass", "syrian-government-forces", "held"),
    }


def test_military_police_enter_at_an_hour_with_its_zone(idlib: Record) -> None:
    (police,) = (row for row in of_place(idlib, "saraqib") if row.holder == "russia")
    assert (police.state, police.since) == ("entered", "2020-03-02 17:00+03:00")


def test_a_reverse_claimed_and_denied_is_both(idlib: Record) -> None:
    rows = [row for row in of_place(idlib, "kafr-nabl") if row.since >= "2020-03-01"]
    assert [(row.by, row.state) for row in rows] == [
        ("unnamed-reports", "claimed"),
        ("syrian-army-source-unnamed", "held"),
    ]


# Return of institutions


def said(idlib: Record, place: str, aspect: str) -> list[InstitutionReturn]:
    return [row for row in idlib.institutions if row.place == place and row.aspect == aspect]


@pytest.mark.parametrize(
    ("place", "aspect", "versions"),
    [
        ("maarat-al-numan", "population", {("sana", "present", 800), ("syria-report", "left_again", None)}),
        ("maarat-al-numan", "services", {("sana", "present", None), ("syria-report", "absent", None)}),
        (
            "maarat-al-numan",
            "administration",
            {("sana", "returning", None), ("syria-report", "absent", None)},
        ),
        ("khan-shaykhun", "services", {("sana", "present", None), ("sssd-ngo", "absent", None)}),
    ],
)
def test_each_sides_account_of_a_return_stands_beside_the_other(
    idlib: Record, place: str, aspect: str, versions: set[tuple[str, str, int | None]]
) -> None:
    assert {(row.by, row.says, row.n) for row in said(idlib, place, aspect)} == versions


def test_figures_of_a_return_have_their_unit_and_unknown_ones_are_left_out(idlib: Record) -> None:
    assert all(bool(row.unit) == (row.n is not None) for row in idlib.institutions)
    assert {(row.by, row.n, row.unit) for row in said(idlib, "khan-shaykhun", "population")} == {
        ("sana", 50, "families"),
        ("sana", 200, "people"),
        ("sssd-ngo", 300, "families"),
        ("lv-baltnews", 1500, "people a day"),
    }
    (thousands,) = said(idlib, "suran", "population")
    assert thousands.n is None


def test_control_administration_services_and_population_are_told_apart(idlib: Record) -> None:
    aspects = {row.aspect for row in idlib.institutions if row.place == "maarat-al-numan"}
    assert aspects == {"administration", "services", "population"}
    assert "E21" not in {row.matter for row in idlib.control}
    assert {row.aspect for row in idlib.institutions if row.matter == "E21"} == {"administration"}


# Names


def test_contradiction_13_nayrab_is_the_one_beside_saraqib(idlib: Record) -> None:
    at = {str(place.id): (place.lon, place.lat) for place in idlib.casebook.places}
    nayrab = next(place for place in idlib.casebook.places if place.id == "nayrab")
    assert nayrab.codes is not None
    assert nayrab.codes["pcode"] == "C3867"
    assert 7_000 < geodesic_m(at[nayrab.id], at["saraqib"]) < 8_500
    assert geodesic_m(at[nayrab.id], at["aleppo"]) > 40_000
    assert "Aleppo" in nayrab.note


def test_contradiction_13_a_machines_jericho_is_no_name_of_ariha(idlib: Record) -> None:
    names = {place.id: (*place.names.values(), *place.aliases) for place in idlib.casebook.places}
    assert [place for place, own in names.items() if any("jericho" in name.casefold() for name in own)] == []
    (ariha,) = (place for place in idlib.casebook.places if place.id == "ariha")
    assert "Jericho" in ariha.note


def test_contradiction_13_a_name_of_two_places_is_that_of_neighbours(idlib: Record) -> None:
    owners: dict[str, set[tuple[float, float]]] = {}
    for place in idlib.casebook.places:
        for name in (*place.names.values(), *place.aliases):
            owners.setdefault(plain_name(name), set()).add((place.lon, place.lat))
    shared = {name: points for name, points in owners.items() if len(points) > 1}
    apart = {name: max(geodesic_m(a, b) for a in points for b in points) for name, points in shared.items()}
    far = {name for name, metres in apart.items() if metres > 15_000}
    assert far == {
        plain_name(name) for name in ("al-Nayrab", "Nayrab", "Neirab", "النيرب", "Neyrab", "Найраб")
    }


def test_contradiction_13_a_name_of_two_places_far_apart_gets_both_and_is_never_taken(
    idlib: Record,
) -> None:
    for name in ("al-Nayrab", "Neirab", "النيرب", "Найраб"):
        with pytest.raises(BadInput) as caught:
            place_of(idlib.casebook, name)
        said = [str(fault) for fault in caught.value.faults]
        assert ["ask for `nayrab`" in said[0], "ask for `nayrab-aleppo`" in said[1]] == [True, True]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Jericho", "ariha"), ("Sarakeb", "saraqib"), ("Seraqib", "saraqib"), ("el-Eriha", "ariha")],
)
def test_contradiction_13_a_name_no_place_has_gets_the_place_that_may_be_meant(
    idlib: Record, name: str, meant: str
) -> None:
    with pytest.raises(NotFound) as caught:
        place_of(idlib.casebook, name)
    assert f"did you mean `{meant}`" in caught.value.faults[0].remedy


@pytest.mark.parametrize(
    ("printed", "actor"),
    [
        ("Guardians of Religion Organization", "hurras-al-din"),
        ("Islamic Party of Turkistan", "tip"),
        ("Turkistan Islamic Party", "tip"),
        ("Hayat Tahrir al-Sham", "hts"),
        ("Tahrir al-Sham", "hts"),
        ("Ansar al-Din Front", "ansar-al-din"),
        ("Jabhat Ansar al-Din", "ansar-al-din"),
        ("Ansar al-Islam", "ansar-al-islam"),
        ("Ansar al-Tawhid", "ansar-al-tawhid"),
        ("Ansar", None),
        ("Jericho", None),
    ],
)
def test_names_the_press_uses_are_those_of_one_group(idlib: Record, printed: str, actor: str | None) -> None:
    assert actor_finder(idlib.casebook.actors)(printed) == actor


# The article


def test_every_sentence_of_the_article_is_taken_apart(article: Article) -> None:
    assert [sentence.no for sentence in article.sentences] == list(range(1, 22))
    assert [s.no for s in article.sentences if not s.claims] == [1, 10]  # the title and a dateline
    assert all(s.beside or s.no in {15, 16} for s in article.sentences)  # of which time is not known


def test_a_sentence_is_found_by_a_few_words_and_never_printed_whole(article: Article) -> None:
    opens = [sentence.opens for sentence in article.sentences]
    assert len(set(opens)) == len(opens)
    assert all(4 <= len(words.split()) <= 8 for words in opens)
    assert not any(a != b and b.startswith(a) for a in opens for b in opens)


def troubles(sentence: Sentence) -> set[TroubleKind]:
    """Return the kinds of trouble in a sentence and in its claims."""
    own = [trouble.kind for trouble in sentence.trouble]
    return {*own, *(trouble.kind for claim in sentence.claims for trouble in claim.trouble)}


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (4, TroubleKind.INCOMPLETE),  # patrolled by, against patrols along the boundaries
        (6, TroubleKind.OUT_OF_ORDER),
        (7, TroubleKind.WRONG_INSTRUMENT),
        (8, TroubleKind.MISTRANSLATION),
        (9, TroubleKind.RELATIVE_DATE),
        (11, TroubleKind.ONE_SIDES_START),
        (12, TroubleKind.ARITHMETIC),
        (12, TroubleKind.RELATIVE_DATE),
        (12, TroubleKind.WRONG_INSTRUMENT),
        (13, TroubleKind.OUT_OF_ORDER),
        (13, TroubleKind.ALIAS),
        (13, TroubleKind.NO_STATEMENT),
        (14, TroubleKind.LOADED_WORD),
        (15, TroubleKind.UNNAMED_SPEAKER),
        (18, TroubleKind.UNNAMED_SPEAKER),
        (20, TroubleKind.ARITHMETIC),
        (21, TroubleKind.MISTRANSLATION),
    ],
)
def test_traps_of_the_article_are_marked(article: Article, number: int, kind: TroubleKind) -> None:
    assert kind in troubles(article.sentences[number - 1])


def test_the_writers_own_voice_is_marked_in_each_claim_and_in_no_other(article: Article) -> None:
    for sentence in article.sentences:
        for claim in sentence.claims:
            kinds = {trouble.kind for trouble in claim.trouble}
            assert (TroubleKind.NO_SPEAKER in kinds) == (claim.by == "article-writer"), claim.id


def test_voices_of_the_article_are_told_apart_from_those_who_carry_them(article: Article) -> None:
    claims = [claim for sentence in article.sentences for claim in sentence.claims]
    assert {claim.by for claim in claims} == {
        "article-writer",
        "kremlin",
        "turkish-presidency",
        "turkish-mod",
        "unnamed-official",
        "unnamed-reports",
        "al-watan",
    }
    (carried,) = (claim for claim in claims if claim.through)
    assert (carried.id, carried.by, carried.through) == ("s11-a", "turkish-mod", ("tass",))
    assert carried.about == ("a20a",)


def test_each_group_that_the_article_lets_reject_is_a_claim_beside_what_others_told(
    idlib: Record, article: Article
) -> None:
    rejected = [claim for claim in article.sentences[12].claims if "rejects the agreement" in claim.says]
    assert len(rejected) == 5
    assert {instrument for claim in rejected for instrument in claim.about} == {"a18"}
    found = held(idlib, "a18", "2018-12-31")
    named = {"hurras-al-din", "ansar-al-din", "ansar-al-tawhid", "ansar-al-islam", "tip"}
    assert {who for who in named if found[who].attitude is Attitude.REJECTS} == named


def test_the_end_of_next_week_is_15_march_2020(article: Article) -> None:
    (patrols,) = (claim for claim in article.sentences[11].claims if claim.id == "s12-c")
    assert patrols.when is not None
    assert patrols.when.at == "2020-03-15"
