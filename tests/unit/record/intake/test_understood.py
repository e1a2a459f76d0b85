"""What somebody says, taken apart: on both sides of each boundary, and unknown where it is not sure."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.files import load_casebook
from truceline.record.intake import SaidToll, Understood, names_of, understand
from truceline.record.intake.folded import folded

CASEBOOK = load_casebook("idlib")
NAMES = names_of(CASEBOOK)
SAID_AT = datetime(2020, 3, 12, 12, 30, tzinfo=UTC)
"""14:30 in Damascus, a Thursday."""


def heard(words: str) -> Understood:
    return understand(words, NAMES, said_at=SAID_AT)


def clock(words: str) -> str | None:
    time = heard(words).time
    return None if time is None else f"{time.start_at:%d %H:%M}"


def test_the_example_of_the_desk() -> None:
    found = heard("shelling, 2 km W of Saraqib, 1 h ago, from the east, 2 dead")
    assert found.act == "shelling"
    assert found.place is not None
    assert (found.place.place, found.place.distance_m, found.place.bearing) == ("saraqib", 2_000.0, "W")
    assert found.time is not None
    assert (found.time.start_at, found.time.end_at) == (SAID_AT - timedelta(hours=1), None)
    assert found.time.is_rough
    assert found.fire_from == "E"
    assert found.tolls.dead == SaidToll(low=2, high=2)
    assert found.tolls.wounded is None
    assert (found.doer, found.target) == (None, None)


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("shelling in Sarmin at 13:10", "12 11:10"),
        ("shelling in Sarmin at 14:30", "12 12:30"),
        ("shelling in Sarmin at 14:31", None),  # ahead, or yesterday's
        ("shelling in Sarmin at 15:31", "11 13:31"),  # not yet: so it was yesterday's
        ("shelling in Sarmin on March 11th at 13:00", None),
        ("shelling in Sarmin on 11 Mar at 13:00", None),
        ("shelling in Sarmin at 13:00 on the 11th", None),
        ("shelling in Sarmin on 12/3 at 13:00", None),
        ("shelling in Sarmin before yesterday", None),
        ("shelling in Sarmin 2-3 hours ago", None),
        ("shelling in Sarmin on 0001-01-01", None),
        ("shelling in Sarmin at 14:31 today", None),
        ("shelling in Sarmin yesterday at 14:31", "11 12:31"),
        ("shelling in Sarmin at 9:10", None),  # morning or evening
        ("shelling in Sarmin at 09:10", "12 07:10"),
        ("shelling in Sarmin at 9:10 this morning", "12 07:10"),
        ("shelling in Sarmin yesterday evening at 9:10", "11 19:10"),
        ("shelling in Sarmin at 10:10Z", "12 10:10"),
        ("shelling in Sarmin at 13:10 Moscow time", "12 10:10"),
        ("shelling in Sarmin on 10 March at 18:00", "10 16:00"),
        ("shelling in Sarmin on 31 December at 18:00", "31 16:00"),
        ("shelling in Sarmin on 31 February at 18:00", None),
        ("shelling in Sarmin on Tuesday at 18:00", None),
        ("shelling in Sarmin before 13:10", None),
        ("shelling in Sarmin since 13:10", None),
        ("shelling in Sarmin at 13:10 or 13:40", None),
        ("shelling in Sarmin at half past one", None),
        ("قصف على سرمين الساعة 13:10", "12 11:10"),
        ("قصف على سرمين قبل ساعتين", "12 10:30"),
        ("Sarmin'e bombardıman, saat 13.10'da", "12 11:10"),
        ("обстрел Сармина два часа назад", "12 10:30"),
    ],
)
def test_a_time_is_taken_where_it_leaves_no_choice(words: str, when: str | None) -> None:
    assert clock(words) == when


@pytest.mark.parametrize(
    "words",
    [
        "was there shelling in Ariha?",
        "they will shell Ariha at 13:10",
        "هل كان قصف على أريحا",
        "Eriha'ya yarın bombardıman olacak",
        "будет обстрел Арихи",
    ],
)
def test_what_is_asked_or_to_come_is_not_told(words: str) -> None:
    found = heard(words)
    assert not found.is_told
    assert (found.act, found.place, found.time) == (None, None, None)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("shelling in Saraqib", "saraqib"),
        ("shelling in the countryside of Saraqib", None),
        ("shelling in Saraqib and Sarmin", None),
        ("shelling on the road to Saraqib", None),
        ("shelling 3 miles or 5 km past Saraqib", None),
        ("shelling in al-Nayrab", None),  # two have the name
        ("Free Idlib Army came under fire", None),  # the town is part of the name
    ],
)
def test_a_place_is_one_or_none(words: str, place: str | None) -> None:
    where = heard(words).place
    assert (None if where is None else where.place) == place


@pytest.mark.parametrize(
    ("words", "doer", "target"),
    [
        ("HTS was shelled by Turkish Armed Forces", "turkey", None),
        ("Turkish Armed Forces shelled Saraqib", "turkey", None),
        ("Turkish Armed Forces were shelled in Saraqib", None, None),
        ("shelling by HTS, they say", None, None),
        ("shelling, not by HTS", None, None),
        ("shelling, probably by HTS", None, None),
        ("shelling reported by HTS", None, None),
        ("shelling by HTS or by Turkish Armed Forces", None, None),
        ("rocket fire by HTS at the positions of Turkish Armed Forces", "hts", "turkey"),
    ],
)
def test_a_doer_is_named_by_words_that_leave_no_doubt(
    words: str, doer: str | None, target: str | None
) -> None:
    found = heard(words)
    assert (found.doer, found.target) == (doer, target)


@pytest.mark.parametrize(
    ("words", "doer", "target"),
    [
        ("Saraqib shelled by the Syrian army", "syrian-government-forces", None),
        ("shelling of Saraqib by regime forces", "syrian-government-forces", None),
        ("rebels shelled positions 2 km W of Saraqib", "opposition-armed-groups", None),
        ("Russian jets bombed Saraqib", "russia", None),
        ("mortar fire by HTS on Turkish soldiers in Saraqib", "hts", "turkey"),
        ("قصف سراقب من قبل جيش النظام", "syrian-government-forces", None),
        ("قصف سراقب من قبل قوات الأسد", "syrian-government-forces", None),
        (
            "فصائل المعارضة قصفت مواقع للجيش السوري في سراقب",
            "opposition-armed-groups",
            "syrian-government-forces",
        ),
        ("Serakib rejim tarafından bombalandı", "syrian-government-forces", None),
        ("Türk askeri tarafından Serakib'e topçu atışı", "turkey", None),
        ("Rejim güçleri Serakib'i bombaladı", "syrian-government-forces", None),
        ("Сирийская армия обстреляла Саракиб", "syrian-government-forces", None),
        ("обстрел Саракиба со стороны сирийской армии", "syrian-government-forces", None),
        ("обстрел Саракиба со стороны правительственных войск", "syrian-government-forces", None),
        ("миномётный обстрел по позициям турецких войск в Саракибе", None, "turkey"),
    ],
)
def test_a_name_that_people_really_say_is_met(words: str, doer: str | None, target: str | None) -> None:
    found = heard(words)
    assert (found.doer, found.target) == (doer, target)


@pytest.mark.parametrize(
    "words",
    [
        "shelling of Saraqib by the army",
        "shelling of Saraqib by militants",
        "shelling of Saraqib by factions",
        "anti-government forces shelled Saraqib",
        "shelling of Saraqib by anti-government forces",
        "pro government forces shelled Saraqib",
        "shelling of Saraqib by Turkish-backed rebels",
        "shelling of Saraqib from regime areas",
        "shelling of Saraqib by the regime or by rebels",
        "قصف سراقب من قبل الجيش",
        "قصف سراقب من قبل الهيئة",
        "قصف سراقب من مناطق قوات النظام",
        "هيئة تحرير الشام قصفت بالمدفعية في سراقب",
        "Serakib ordu tarafından bombalandı",
        "rejim karşıtı gruplar Serakib'i bombaladı",
        "Rejim bölgesinden atılan roket Serakib'i vurdu",
        "Rejim köyünü vurdu, Serakib",
        "обстрел Саракиба со стороны армии",
        "обстрел Саракиба боевиками",
        "Правительственные войска обстреляли в Саракибе",
        "обстрел Саракиба со стороны антиправительственных войск",
    ],
)
def test_a_name_that_may_be_anybodys_is_nobodys(words: str) -> None:
    assert heard(words).doer is None


def test_a_weapon_in_a_name_still_says_what_was_done() -> None:
    assert heard("Russian jets bombed Saraqib").act == "air_strike"


def test_the_two_sides_exchanged_are_heard_alike() -> None:
    one = heard("rocket fire by HTS at the positions of Turkish Armed Forces")
    other = heard("rocket fire by Turkish Armed Forces at the positions of HTS")
    assert (one.doer, one.target) == (other.target, other.doer)


@pytest.mark.parametrize(
    ("words", "dead", "wounded"),
    [
        ("2 dead, 3 wounded", (2, 2), (3, 3)),
        ("two civilians killed", (2, 2), None),
        ("at least 2 killed", (2, None), None),
        ("2-4 killed", (2, 4), None),
        ("more than 2 killed", None, None),
        ("7 killed including 3 children", (7, 7), None),
        ("2 men and a woman killed", None, None),
        ("no casualties", (0, 0), (0, 0)),
        ("2 tanks hit", None, None),
        ("some killed", None, None),
        ("قتيلان وثلاثة جرحى", (2, 2), (3, 3)),
        ("2 ölü, 3 yaralı", (2, 2), (3, 3)),
        ("двое погибших, трое раненых", (2, 2), (3, 3)),
    ],
)
def test_a_toll_is_a_number_of_people(
    words: str, dead: tuple[int, int | None] | None, wounded: tuple[int, int | None] | None
) -> None:
    tolls = heard(f"{words}, Saraqib").tolls
    told = [None if one is None else (one.low, one.high) for one in (tolls.dead, tolls.wounded)]
    assert told == [dead, wounded]


@pytest.mark.parametrize(
    ("words", "point"),
    [
        ("shelling of Sarmin from the east", "E"),
        ("shelling east of Sarmin", ""),
        ("shelling from the east of Sarmin", ""),
        ("shelling from the north-east on Sarmin", "NE"),
        ("قصف من الشرق على سرمين", "E"),
        ("قصف شرق سرمين", ""),
        ("обстрел с востока", "E"),
        ("обстрел с восточной окраины", ""),
        ("doğudan bombardıman", "E"),
    ],
)
def test_where_fire_came_from_is_not_where_it_fell(words: str, point: str) -> None:
    assert heard(words).fire_from == point


@pytest.mark.parametrize(
    ("words", "bearing", "is_near"),
    [
        ("W of Saraqib", "W", False),
        ("NW of Saraqib", "NW", False),
        ("near Saraqib", "", True),
        ("in Saraqib", "", False),
    ],
)
def test_a_direction_alone_and_nearness_are_not_the_place_itself(
    words: str, bearing: str, is_near: bool
) -> None:
    place = heard(f"shelling {words}").place
    assert place is not None
    assert (place.place, place.bearing, place.is_near) == ("saraqib", bearing, is_near)


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("2 children dead, 3 children wounded in Saraqib", "children"),
        ("2 dead, 3 children wounded in Saraqib", ""),
        ("2 children dead, 3 wounded in Saraqib", ""),
        ("2 women dead, 3 children wounded in Saraqib", ""),
        ("2 children dead in Saraqib", "children"),
    ],
)
def test_who_was_hurt_is_told_where_it_is_said_of_all(words: str, who: str) -> None:
    assert heard(words).tolls.who == who


def test_doubt_is_kept_as_said() -> None:
    assert heard("Perhaps shelling in Saraqib").doubts == "Perhaps"


def test_long_words_are_heard_at_once() -> None:
    start = time.process_time()
    for words in ("shelling, rural" + "a" * 900 + "! Saraqib", "قصف ريف" + "ا" * 900 + "! سراقب"):
        heard(words)
    assert time.process_time() - start < 5


@given(st.text(max_size=200))
def test_any_text_is_heard_and_nothing_told_is_later_than_it_is_told(words: str) -> None:
    found = heard(words)
    assert found.words == words
    assert found.time is None or found.time.start_at <= SAID_AT
    assert found.place is None or found.place.place in {one.id for one in CASEBOOK.places}


@given(st.text(alphabet="aİıŞéأإآةىЁё٣5’ \u200f\t", max_size=40))
def test_each_folded_letter_knows_where_it_stood(words: str) -> None:
    found = folded(words)
    assert len(found.origin) >= len(found.text)
    assert list(found.origin) == sorted(found.origin)
    for place, letter in enumerate(found.text):
        assert letter in folded(words[found.origin[place]]).text or letter == " "


@pytest.mark.parametrize(
    "words",
    [
        "shelling of Saraqib 0.5 h ago",
        "shelling of Saraqib 1,5h ago",
        "shelling of Saraqib 1/2 h ago",
        "shelling of Saraqib 1 h 20 min ago",
        "shelling of Saraqib 1 hour and 20 minutes ago",
        "shelling of Saraqib less than an hour ago",
        "shelling of Saraqib over an hour ago",
        "I heard it at 11:00, shelling of Saraqib",
        "shelling of Saraqib, he called 20 min ago",
        "shelling of Saraqib, people fled 2 h ago",
        "shelling of Saraqib stopped 1 h ago",
        "обстрел Саракиба 1,5 часа назад",
        "обстрел Саракиба 1 ч 20 мин назад",
        "توقف القصف على سراقب قبل ساعة",
        "قصف على سراقب قبل ساعة ونصف",
    ],
)
def test_a_time_that_is_longer_vaguer_or_of_something_else_is_unknown(words: str) -> None:
    assert heard(words).time is None


@pytest.mark.parametrize(
    "words",
    [
        "shelling of Saraqib, wounded treated by Turkey",
        "attack on Saraqib condemned by Russia",
        "shelling filmed by the Syrian Arab Army",
        "attack on Saraqib, held by HTS",
        "attack repelled by HTS",
        "shelling after the ceasefire signed by Russia",
        "قصف سراقب مدان من قبل هيئة تحرير الشام",
        "HTŞ tarafından kınanan saldırı Serakib",
        "attack by HTS or the NLF",
        "shelling by HTS, Turkish Armed Forces and others",
        "shelling by Russia/Turkey",
        "shelling by Turkey-backed fighters",
        "shelling by Turkey supported factions",
        "shelling by Turkey's allies",
        "shelling by Russia and Turkey",
        "قصف من قبل روسيا أو تركيا",
        "Rusya veya Türkiye tarafından bombardıman",
        "HTS fired on government positions at Nayrab, and an air strike on Ariha",
    ],
)
def test_who_does_something_else_or_perhaps_is_no_doer(words: str) -> None:
    assert heard(words).doer is None


@pytest.mark.parametrize(
    "words",
    [
        "shelling of Saraqib by HTS",
        "قصف على سراقب من قبل هيئة تحرير الشام",
        "HTŞ tarafından bombardıman, Serakib",
    ],
)
def test_a_doer_stands_with_its_act(words: str) -> None:
    assert heard(words).doer == "hts"


@pytest.mark.parametrize(
    "words",
    [
        "shelling 2 miles W of Saraqib",
        "shelling half a mile W of Saraqib",
        "shelling 2 klicks W of Saraqib",
        "shelling 20 minutes drive W of Saraqib",
        "shelling on the Saraqib highway",
        "shelling 2 km W of Saraqib airport",
        "обстрел в 2 милях западнее Саракиба",
        "قصف مطار سراقب",
    ],
)
def test_what_is_measured_otherwise_or_named_after_a_place_is_not_there(words: str) -> None:
    assert heard(words).place is None


@pytest.mark.parametrize(
    "words", ["1 200 dead", "2 dead sheep", "thirty dead", "2 crew dead", "killed 5 km away", "killed 1 cow"]
)
def test_what_is_no_plain_count_of_people_is_no_toll(words: str) -> None:
    assert heard(f"shelling of Saraqib, {words}").tolls.dead is None
