"""Which form goes with which number: the plural rules of four languages at their boundaries."""

from __future__ import annotations

import pytest

from truceline.bulletins.catalogue.plurals import RULES, plural_rule

NUMBERS = (0, 1, 2, 3, 4, 5, 10, 11, 12, 14, 15, 21, 22, 25, 99, 100, 101, 102, 103, 110, 111, 112, 121, 1000)
CATEGORIES = {
    "ar": "zero one two few few few few many many many many many many many many other other other few few "
    "many many many other",
    "en": "other one" + " other" * 22,
    "ru": "many one few few few many many many many many many one few many many many one few few many many "
    "many one many",
    "tr": "other one" + " other" * 22,
}


@pytest.mark.parametrize("language", RULES)
def test_a_number_has_its_category(language: str) -> None:
    assert [RULES[language].of(n) for n in NUMBERS] == CATEGORIES[language].split()


@pytest.mark.parametrize("language", RULES)
def test_a_foreign_engine_puts_every_number_into_the_same_category(language: str) -> None:
    locale = pytest.importorskip("babel").Locale(language)
    assert [RULES[language].of(n) for n in range(1200)] == [locale.plural_form(n) for n in range(1200)]
    assert set(RULES[language].categories) == locale.plural_form.tags | {"other"}


@pytest.mark.parametrize("language", RULES)
def test_a_number_that_is_not_whole_has_the_category_other(language: str) -> None:
    locale = pytest.importorskip("babel").Locale(language)
    assert {RULES[language].category("1.5"), locale.plural_form(1.5)} == {"other"}
    assert RULES[language].category("1") == "one"


def test_a_tag_with_a_country_counts_as_its_language() -> None:
    assert plural_rule("ru-RU") is RULES["ru"]


def test_a_language_that_is_not_known_has_one_form_for_all() -> None:
    assert {plural_rule("fr").of(n) for n in NUMBERS} == {"other"}
    assert plural_rule("fr").categories == ("other",)
