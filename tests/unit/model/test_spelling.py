"""Who may be meant by a name: what is alike, what is not, and that nothing alike is ever taken."""

from __future__ import annotations

import pytest

from tests import zoo
from truceline.model.spelling import alike, did_you_mean, instead, nearest, sounds_alike, spellings

PLACES = {
    "saraqib": ("Saraqib", "سراقب", "Serakib", "Саракиб"),
    "sarmin": ("Sarmin", "سرمين"),
    "ariha": ("Ariha", "أريحا", "Eriha", "Jericho"),
    "nayrab": ("al-Nayrab (Idlib)", "النيرب"),
    "nayrab-aleppo": ("al-Nayrab (Aleppo)", "النيرب"),
    "khan-shaykhun": ("Khan Shaykhun", "خان شيخون"),
    "jisr": ("Jisr ash-Shughur", "جسر الشغور"),
    "maarat": ("Maarat al-Numan", "معرة النعمان"),
    "idlib": ("Idlib", "إدلب", "İdlib"),
    "morek": ("Morek", "مورك"),
}
ACTORS = {
    "iran": ("Military Forces of Iran (2000-)",),
    "ansar": ("Ansar al-Din Front",),
    "hurras": ("Hurras al-Din",),
}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Sarakeb", "saraqib"),  # q and k, i and e
        ("SARAQEB", "saraqib"),
        ("Saraqqib", "saraqib"),  # doubled
        ("ŞERAKIB", "saraqib"),
        ("سرَاقب", "saraqib"),  # a vowel sign
        ("САРАКИБ", "saraqib"),
        ("Sarmeen", "sarmin"),  # ee and i
        ("Jericho", "ariha"),
        ("Erikha", "ariha"),  # kh and h
        ("اريحا", "ariha"),  # alif without its hamza
        ("Khan Sheikhoun", "khan-shaykhun"),  # ou and u
        ("Han Şeyhun", "khan-shaykhun"),
        ("Khan-Sheikhun", "khan-shaykhun"),
        ("Khansheikhun", "khan-shaykhun"),
        ("Cisr eş-Şuğur", "jisr"),
        ("Jisr al-Shughour", "jisr"),
        ("جسر الشغور", "jisr"),
        ("Ma'arrat an-Nu'man", "maarat"),
        ("معره النعمان", "maarat"),  # ha for ta marbuta
        ("ıdlıb", "idlib"),  # dotless
        ("İDLİB", "idlib"),
        ("ادلب", "idlib"),
        ("Murak", "morek"),
    ],
)
def test_a_name_in_another_spelling_gets_the_one_that_may_be_meant(word: str, meant: str) -> None:
    assert alike(word, PLACES) == (meant,)


@pytest.mark.parametrize("word", ["al-Nayrab", "An-Nairab", "el Neyrab", "Neirab", "النيرب", "نيرب"])
def test_a_name_of_two_places_gets_both(word: str) -> None:
    assert alike(word, PLACES) == ("nayrab", "nayrab-aleppo")
    remedy = "did you mean `nayrab` (al-Nayrab (Idlib)) or `nayrab-aleppo` (al-Nayrab (Aleppo))?"
    assert did_you_mean(word, PLACES) == remedy


def test_what_brackets_tell_apart_is_kept_apart() -> None:
    mills = {"a": ("Mill (North)",), "b": ("Mill (South)",)}
    assert sounds_alike("Mel (South)", mills) == ("b",)
    assert sounds_alike("Mel", mills) == ("a", "b")


@pytest.mark.parametrize("word", ["Paris", "Damascus", "x", "", "—", "دمشق", "Atlantis"])
def test_a_name_that_is_like_none_gets_none(word: str) -> None:
    assert did_you_mean(word, PLACES) == ""


def test_a_misspelling_that_loses_a_consonant_is_met_by_its_letters() -> None:
    assert alike("Idlip", PLACES) == ("idlib",)
    assert sounds_alike("Idlip", PLACES) == ()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Ansar ad-Deen Front (Syria)", ("ansar",)),
        ("Huras al Din", ("hurras",)),
        ("Military Forces of Iraq (2014-2018)", ()),
        ("Military Forces of Iran (1989-)", ()),  # the years tell forces apart
        ("Military Forces of Iran", ("iran",)),
    ],
)
def test_names_in_a_long_list_are_met_by_their_consonants_alone(word: str, meant: tuple[str, ...]) -> None:
    assert sounds_alike(word, ACTORS) == meant


def test_no_more_than_three_are_offered_the_likest_first() -> None:
    known = {f"mill-{n}": (f"Mill {n}",) for n in "abcdef"} | {"mill": ("Mill",)}
    assert alike("Mill", known)[0] == "mill"
    assert len(alike("Mill d", known)) <= 3


def test_where_nothing_is_alike_what_is_there_is_listed_as_far_as_it_is_short() -> None:
    def known(n: int) -> dict[str, tuple[str, ...]]:
        return {f"t{number:02}": () for number in range(n)}

    assert instead("zzz", known(12)).endswith("t10, t11")
    assert instead("zzz", known(13)).endswith("t10, t11, …")
    assert instead("Mill Army", {"mills": ("Mills of the hill",), "quay": ("Quay",)}).startswith(
        "did you mean"
    )


def test_a_misspelt_id_is_met_too() -> None:
    assert did_you_mean("sarmim", {"sarmin": ()}) == "did you mean `sarmin`?"
    assert did_you_mean("e60", {"E60": (), "E61": ()}) == "did you mean `E60`?"
    assert nearest("forbidd", ["forbid"]) == "did you mean `forbid`?"


def test_names_titles_labels_aliases_and_misnomers_are_spellings() -> None:
    book = zoo.casebook(
        places=[
            *zoo.SOURCE["places"],
            {
                "id": "tarn",
                "names": {"en": "Tarn"},
                "lon": 36.0,
                "lat": 35.0,
                "radius_m": "900",
                "grade": "settlement",
                "aliases": ["Tern"],
                "misnomers": ["Turn"],
            },
        ]
    )
    assert spellings(book.casebook.places)["tarn"] == ("Tarn", "Tern", "Turn")
    assert all(spellings(book.casebook.instruments).values())
    assert all(spellings(book.casebook.positions).values())
