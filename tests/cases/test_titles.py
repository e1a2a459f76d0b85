"""Names and titles mean the same in every language: their days, months and years agree."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping

import pytest

from truceline.model.record import Record

MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "ar": (
        *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
        *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
    ),
    "tr": (
        *("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran"),
        *("Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"),
    ),
    "ru": (
        *("январ[ьяе]", "феврал[ьяе]", "март[ае]?", "апрел[ьяе]", "ма[йяе]", "июн[ьяе]"),
        *("июл[ьяе]", "август[ае]?", "сентябр[ьяе]", "октябр[ьяе]", "ноябр[ьяе]", "декабр[ьяе]"),
    ),
}


def date_in(language: str, words: str) -> tuple[list[int], list[int]]:
    """Return the months that a name says, and its figures; nothing where it has no month and no year."""
    months = [
        number
        for number, month in enumerate(MONTHS[language], start=1)
        for _ in re.findall(rf"(?<!\w){month}(?!\w)", words)
    ]
    # A letter before a figure makes a code, such as M4 or A18.
    figures = [int(one) for one in re.findall(r"(?<!\w)\d+", words)]
    is_dated = bool(months) or max(figures, default=0) > 1900
    return (sorted(months), sorted(figures)) if is_dated else ([], [])


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("en", "Ceasefire of 29 December 2016", ([12], [29, 2016])),
        ("ar", "وقف إطلاق النار، ٢٩ كانون الأول ٢٠١٦", ([12], [29, 2016])),
        ("tr", "Ülke çapında ateşkes, 29 Aralık 2016", ([12], [29, 2016])),
        ("ru", "Прекращение огня, 29 декабря 2016", ([12], [29, 2016])),
        ("ru", "Линия сентября 2018 года вдоль М4", ([9], [2018])),
        ("en", "Maymun and the Marchers", ([], [])),
        ("tr", "1. Sahil Tümeni", ([], [])),
    ],
)
def test_the_look_out_itself(language: str, words: str, found: tuple[list[int], list[int]]) -> None:
    assert date_in(language, words) == found


def _names(node: object, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield all that a casebook holds in several languages, with where it stands."""
    if isinstance(node, tuple):
        for index, item in enumerate(node):
            yield from _names(item, f"{path}[{getattr(item, 'id', index)}]")
    elif dataclasses.is_dataclass(node):
        for one in dataclasses.fields(node):
            value = getattr(node, one.name)
            if isinstance(value, Mapping) and value and set(value) <= set(MONTHS):
                yield f"{path}.{one.name}", value
            elif isinstance(value, Mapping) and one.name == "sides":
                yield from ((f"{path}.sides.{key}", names) for key, names in value.items())
            else:
                yield from _names(value, f"{path}.{one.name}")


def test_days_months_and_years_of_names_agree_in_every_language(idlib: Record) -> None:
    names = dict(_names(idlib))
    assert len(names) > 300
    dated = {path for path, words in names.items() if any(date_in("en", words.get("en", "")))}
    assert len(dated) > 15
    for path, words in names.items():
        said = {language: date_in(language, one) for language, one in words.items()}
        assert len({str(one) for one in said.values()}) == 1, (path, words)


def test_open_questions_say_the_same_days_in_every_language(idlib: Record) -> None:
    """A number written as a word in one language is none of these."""
    told = 0
    for question in idlib.casebook.ambiguities:
        said = [
            (question.question, question.question_in),
            *((one.says, one.says_in) for one in question.readings),
        ]
        for english, others in said:
            for language, words in (others or {}).items():
                assert date_in(language, words) == date_in("en", english), (question.id, language)
                told += 1
    assert told > 100


def test_a_title_with_a_day_names_the_day_of_its_signing_publication_or_start(idlib: Record) -> None:
    for one in idlib.casebook.instruments:
        months, figures = date_in("en", one.titles["en"])
        if not months or len(figures) < 2 or not (one.signed_on or one.published_on):
            continue
        known = f"{one.signed_on} {one.published_on} {one.in_force}"
        days = {f"{year}-{months[0]:02}-{day:02}" for day in figures for year in figures if year > 31 >= day}
        assert any(day in known for day in days), (one.id, days, known)
