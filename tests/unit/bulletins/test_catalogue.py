"""The catalogue: every phrase in every language with the same values, plain, and all a page asks for."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import get_args, get_type_hints

import pytest

import truceline
import truceline.bulletins
from truceline.bulletins import words
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.catalogue.plurals import RULES
from truceline.bulletins.headlines import LINES
from truceline.model import record
from truceline.model.lacking import FACTS
from truceline.model.naming import RIGHT_TO_LEFT
from truceline.model.words import (
    Attitude,
    Basis,
    Bond,
    Evidence,
    Manner,
    MatterKind,
    PatrolOutcome,
    PatrolTest,
    PerformanceState,
    PlaceGrade,
    Standing,
    StretchSeen,
    TextStatus,
    TroubleKind,
    Verdict,
)

PHRASES = {language: catalogue(language).phrases for language in languages()}
TEMPLATES = Path(truceline.bulletins.__file__).parent / "templates"
LOADED = {
    "en": r"regime|terror|militant|stronghold|rebel|extremis|jihad",
    "ar": r"إرهاب|النظام|متشدد|معقل|متمرد|متطرف|جهادي|شهيد|شهداء|ميليشي",
    "tr": r"terör|rejim|militan|isyancı|aşırı|cihat|şehit|rejim",
    "ru": r"террор|режим|боевик|повстан|экстрем|джихад|оплот",
}


def _fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def _by_key(language: str) -> dict[str, dict[str, str]]:
    """Return the forms of each phrase by category; of one without forms, itself by the empty word."""
    found: dict[str, dict[str, str]] = {}
    for full, phrase in PHRASES[language].items():
        kind, code, *category = full.split(".")
        found.setdefault(f"{kind}.{code}", {})["".join(category)] = phrase
    return found


FORMS = {language: _by_key(language) for language in languages()}


def test_there_is_a_catalogue_for_every_language_in_which_names_are_held() -> None:
    assert languages() == ("en", "ar", "ru", "tr")


@pytest.mark.parametrize("language", languages())
def test_every_phrase_is_there_once_in_the_same_order_and_asks_for_the_same_values(language: str) -> None:
    assert list(FORMS[language]) == list(FORMS["en"])
    for key, forms in FORMS[language].items():
        theirs = {name for phrase in FORMS["en"][key].values() for name in _fields(phrase)}
        for category, phrase in forms.items():
            assert phrase.strip(), key
            # A form may say its number in a word, as the Arabic one for two does.
            assert _fields(phrase) | ({"n"} if category else set()) == theirs | (
                {"n"} if category else set()
            ), key


@pytest.mark.parametrize("language", languages())
def test_a_phrase_that_counts_has_the_forms_of_its_language_and_no_others(language: str) -> None:
    counting = [key for key, forms in FORMS["en"].items() if "" not in forms]
    assert len(counting) > 20
    for key in counting:
        assert set(FORMS[language][key]) == set(RULES[language].categories), key


@pytest.mark.parametrize("language", languages())
def test_only_a_form_for_one_number_may_leave_it_out(language: str) -> None:
    for key, forms in FORMS[language].items():
        says_n = {category for category, phrase in forms.items() if "n" in _fields(phrase)}
        if "" not in forms and says_n:
            assert set(forms) - says_n <= {"zero", "one", "two"}, key


def test_a_number_chooses_the_form_of_its_phrase() -> None:
    said = {
        language: [catalogue(language)("count.incidents", n=n) for n in (0, 1, 2, 3, 11, 100, 1234)]
        for language in languages()
    }
    assert said == {
        "en": [
            *("0 incidents", "1 incident", "2 incidents", "3 incidents", "11 incidents"),
            *("100 incidents", "1\u202f234 incidents"),
        ],
        "ar": ["لا حوادث", "حادثة واحدة", "حادثتان", "3 حوادث", "11 حادثة", "100 حادثة", "1\u202f234 حادثة"],
        "tr": [f"{n} olay" for n in ("0", "1", "2", "3", "11", "100", "1\u202f234")],
        "ru": [
            *("0 инцидентов", "1 инцидент", "2 инцидента", "3 инцидента", "11 инцидентов"),
            *("100 инцидентов", "1\u202f234 инцидента"),
        ],
    }


@pytest.mark.parametrize("language", languages())
def test_our_own_words_are_plain_and_hide_nothing(language: str) -> None:
    for key, phrase in PHRASES[language].items():
        assert not re.search(LOADED[language], phrase, re.IGNORECASE), key
        assert words.visible(phrase) == phrase, key
        assert "<" not in phrase, key


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_a_translation_is_one(language: str) -> None:
    """Letters of another language, or at least other words: nothing is left in English by oversight."""
    same = {
        key for key, forms in FORMS[language].items() if set(forms.values()) & set(FORMS["en"][key].values())
    }
    marks = {"brief.says", "brief.answer"}  # quotation marks around what others say
    marks |= {"list.comma", "list.semicolon"} if catalogue(language).direction == "ltr" else set()
    assert same <= {"time.interval", "posts.reach_says", "unit.m", "unit.km"} | marks


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT & set(languages())))
def test_from_the_right_an_instant_stands_before_the_words_about_it(language: str) -> None:
    """An instant is set from the left as a whole; a word before it would turn its figures round."""
    for key in ("time.from", "time.until", "time.interval"):
        assert PHRASES[language][key].startswith("{"), key


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("verdict", Verdict),
        ("basis", Basis),
        ("grade", PlaceGrade),
        ("state", PerformanceState),
        ("text_status", TextStatus),
        ("manner", Manner),
        ("matter_kind", MatterKind),
        ("speaker", Standing),
        ("attitude", Attitude),
        ("evidence", Evidence),
        ("outcome", PatrolOutcome),
        ("patrol_test", PatrolTest),
        ("patrol_way", PatrolTest),
        ("passed", StretchSeen),
        ("bond", Bond),
        ("trouble", TroubleKind),
    ],
)
def test_every_code_of_a_closed_list_has_its_word(kind: str, codes: type[StrEnum]) -> None:
    assert set(catalogue("en").kind(kind)) == {code.value for code in codes}


@pytest.mark.parametrize(
    ("kind", "noun", "field"),
    [
        ("befell", record.Toll, "outcome"),
        ("befell", record.Figure, "what"),
        ("holds", record.ControlAssertion, "state"),
        ("aspect", record.InstitutionReturn, "aspect"),
        ("presence", record.InstitutionReturn, "says"),
        ("seen", record.Effort, "answer"),
        ("issue", record.IssueState, "state"),
        ("notice", record.Notification, "told"),
    ],
)
def test_every_code_a_ledger_may_hold_has_its_word(kind: str, noun: type, field: str) -> None:
    assert set(get_args(get_type_hints(noun)[field])) <= set(catalogue("en").kind(kind))


def test_every_headline_and_every_fact_that_may_be_missing_has_its_words() -> None:
    assert tuple(catalogue("en").kind("headline")) == LINES
    assert tuple(catalogue("en").kind("missing")) == FACTS


def test_all_that_a_template_asks_for_by_name_is_there() -> None:
    asked = {
        key
        for path in TEMPLATES.rglob("*.j2")
        for key in re.findall(r"""\bt\("([a-z_.]+)"[,)]""", path.read_text(encoding="utf-8"))
    }
    asked |= {
        key
        for path in Path(truceline.__file__).parent.rglob("web/templates/**/*.html")
        for key in re.findall(r"""\{% (?:say|plainly) ["']([a-z_.]+)["']""", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 250
    assert asked - set(FORMS["en"]) == set()


def test_every_phrase_is_asked_for() -> None:
    home = Path(truceline.__file__).parent
    files = {path for end in ("py", "j2", "html") for path in home.rglob(f"*.{end}")}
    said = "\n".join(path.read_text(encoding="utf-8") for path in sorted(files))
    literal = set(re.findall(r"""["']([a-z_]+\.[a-z_0-9]+)["']""", said))
    kinds = set(re.findall(r"""\b(?:of|kind)\(\s*["']([a-z_]+)["']""", said))
    kinds |= set(re.findall(r"""\{% word "([a-z_]+)" """, said))
    kinds |= set(re.findall(r"""\b(?:t|saying)\(f"([a-z_]+)\.\{""", said))
    folded = re.findall(r"""\bfolded\("([a-z_]+)",""", said)
    by_name = literal | {f"heading.{one}" for one in folded} | {f"{one}.lead" for one in folded}
    assert [key for key in FORMS["en"] if key not in by_name and key.partition(".")[0] not in kinds] == []


def test_every_saying_of_the_core_has_the_values_that_its_phrase_asks_for() -> None:
    """A key that is chosen by a condition is a literal too: its saying is found by its values."""
    seen = 0
    for path in Path(truceline.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "saying"
            ):
                continue
            values = {str(one.arg) for one in node.keywords}
            for key in ast.walk(node.args[0]):
                if isinstance(key, ast.Constant) and str(key.value) in FORMS["en"]:
                    forms = FORMS["en"][str(key.value)].values()
                    assert {name for phrase in forms for name in _fields(phrase)} == values, (path.name, key)
                    seen += 1
    assert seen > 30


def test_an_unknown_code_is_shown_as_written_not_lost() -> None:
    assert catalogue("ar").of("verdict", "something_new") == "something new"


def test_an_unknown_phrase_or_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        catalogue("en")("no.such")
    with pytest.raises(KeyError):
        catalogue("xx")
    with pytest.raises(KeyError):
        catalogue("en")("row.account")
