"""Reading a language's phrases: what a file may say, every fault where it stands, a language for a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

import truceline.bulletins.catalogue as room
from tests.editions import edition
from tests.unit.bulletins import cases
from truceline.bulletins import render_bulletin
from truceline.bulletins.catalogue import HOME, catalogue, languages, read_phrases
from truceline.errors import BadInput, NotFound
from truceline.runs.casebook import known_language

ENGLISH = {"verdict.breach": "breach", "verdict.excepted": "excepted", "time.until": "until {end}"}
FRENCH = "verdict:\n  breach: violation\n  excepted: exception\ntime:\n  until: jusqu'à {end}\n"


def _faults(text: str, english: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(BadInput, match="cannot be used") as raised:
        read_phrases("fr.yaml", text.encode(), ENGLISH if english is None else english)
    return [str(fault) for fault in raised.value.faults]


def test_phrases_are_read_by_key_in_the_order_of_the_english_ones() -> None:
    turned = "time:\n  until: jusqu'à {end}\nverdict:\n  excepted: exception\n  breach: violation\n"
    assert list(read_phrases("fr.yaml", turned.encode(), ENGLISH).items()) == [
        ("verdict.breach", "violation"),
        ("verdict.excepted", "exception"),
        ("time.until", "jusqu'à {end}"),
    ]
    assert read_phrases("fr.yaml", turned.encode(), ENGLISH) == read_phrases(
        "fr.yaml", FRENCH.encode(), ENGLISH
    )


def test_a_word_is_text_whatever_yaml_would_make_of_it() -> None:
    assert read_phrases("en.yaml", b"answer:\n  yes: yes\n  no: 14:00\n  on: 007\n") == {
        "answer.yes": "yes",
        "answer.no": "14:00",
        "answer.on": "007",
    }


@pytest.mark.parametrize(
    ("was", "is_now", "fault"),
    [
        (
            "breach: violation",
            "braech: violation",
            "fr.yaml:2:3: verdict.braech: the English catalogue has no such key"
            " (did you mean `verdict.breach`?)",
        ),
        (
            "  excepted: exception\n",
            "",
            "fr.yaml:1:1: verdict: the key `verdict.excepted` is missing (the English one: excepted)",
        ),
        (
            "time:\n  until: jusqu'à {end}\n",
            "",
            "fr.yaml:1:1: time: the key `time.until` is missing (the English one: until {end})",
        ),
        (
            "{end}",
            "{fin}",
            "fr.yaml:5:10: time.until: the English phrase has no value `{fin}` (it has `{end}`)",
        ),
        (
            "jusqu'à {end}",
            "jusqu'à la fin",
            "fr.yaml:5:10: time.until: the value `{end}` of the English phrase is missing (add it)",
        ),
        (
            "violation",
            '"{n} violations"',
            "fr.yaml:2:11: verdict.breach: the English phrase has no value `{n}` (it has no value)",
        ),
        (
            "{end}",
            "{end",
            "fr.yaml:5:10: time.until: not a phrase with values: expected '}' before end of string"
            " (write a value as {name})",
        ),
        (
            "{end}",
            "{end.__class__}",
            "fr.yaml:5:10: time.until: `{end.__class__}` is no name of a value (write a value as {name})",
        ),
        ("{end}", "{}", "fr.yaml:5:10: time.until: `{}` is no name of a value (write a value as {name})"),
        (
            "{end}",
            "{end:>9999}",
            "fr.yaml:5:10: time.until: a value stands by its name alone (write {name}, no `:` or `!` in it)",
        ),
        (
            "{end}",
            "{end!r}",
            "fr.yaml:5:10: time.until: a value stands by its name alone (write {name}, no `:` or `!` in it)",
        ),
        (
            "violation",
            "[violation]",
            "fr.yaml:2:11: verdict.breach: a phrase is expected (write it, in quotes if need be)",
        ),
        (
            "violation",
            '" "',
            "fr.yaml:2:11: verdict.breach: a phrase is expected (write it, in quotes if need be)",
        ),
        (
            "violation",
            "~",
            "fr.yaml:2:11: verdict.breach: a phrase is expected (write it, in quotes if need be)",
        ),
        (
            "violation",
            "",
            "fr.yaml:2:3: verdict.breach: nothing stands here (give a value or leave the key out)",
        ),
        (
            "  excepted: exception\n",
            "  excepted: exception\n  excepted: exclu\n",
            "fr.yaml:4:3: verdict.excepted: the key 'excepted' stands here twice (first on line 3; keep one)",
        ),
        (
            "violation",
            "!!int 3",
            "fr.yaml:2:11: verdict.breach: `tag:yaml.org,2002:int` is a tag"
            " (leave it out: the schema says what type it is)",
        ),
    ],
)
def test_a_fault_says_where_it_stands_and_what_to_do(was: str, is_now: str, fault: str) -> None:
    assert was in FRENCH
    assert fault in _faults(FRENCH.replace(was, is_now, 1))


COUNTS = {"count.rows.one": "{n} row of {file}", "count.rows.other": "{n} rows of {file}"}


def _counting(name: str, *forms: str, english: dict[str, str] = COUNTS) -> dict[str, str] | list[str]:
    """Return what is read of a file with these forms of one phrase, or its faults."""
    text = "count:\n  rows:\n" + "".join(f'    {form}: "{form} {{file}}"\n' for form in forms)
    try:
        return read_phrases(name, text.encode(), english)
    except BadInput as error:
        return [str(fault) for fault in error.faults]


def test_a_phrase_that_counts_has_the_forms_that_its_language_needs() -> None:
    forms = ("one", "few", "many", "other")
    assert _counting("ru.yaml", *forms) == {f"count.rows.{form}": f"{form} {{file}}" for form in forms}
    assert _counting("ru.yaml", "one", "few", "other") == [
        "ru.yaml:2:3: count.rows: the plural form `many` is missing (add it)"
    ]
    assert _counting("tr.yaml", "one", "two", "other") == [
        "tr.yaml:4:5: count.rows.two: the language has no plural form `two` (it has one, other)"
    ]


def test_a_language_whose_rule_is_not_known_has_one_form_for_all_numbers() -> None:
    assert _counting("fr.yaml", "other") == {"count.rows.other": "other {file}"}
    assert read_phrases("fr.yaml", b"count:\n  rows: '{file} {n}'\n", COUNTS) == {"count.rows": "{file} {n}"}


def test_a_phrase_that_does_not_count_in_english_has_no_forms() -> None:
    assert _counting("tr.yaml", "one", "other", english={"count.rows": "rows of {file}"}) == [
        "tr.yaml:2:3: count.rows: the English phrase has no forms (write one phrase)"
    ]


def test_the_number_may_be_left_out_of_a_form_and_no_other_value() -> None:
    text = "count:\n  rows:\n    one: bir satır\n    other: '{n} satır, {file}'\n"
    assert [str(fault) for fault in _faults_of("tr.yaml", text)] == [
        "tr.yaml:3:10: count.rows.one: the value `{file}` of the English phrase is missing (add it)"
    ]


def _faults_of(name: str, text: str) -> tuple[object, ...]:
    with pytest.raises(BadInput) as raised:
        read_phrases(name, text.encode(), COUNTS)
    return tuple(raised.value.faults)


def test_a_kind_without_codes_is_one_fault_beside_what_is_missing_of_it() -> None:
    assert _faults("verdict: violation\ntime:\n  until: jusqu'à {end}\n") == [
        "fr.yaml:1:10: verdict: codes and phrases are expected (write `code: phrase` below it)",
        "fr.yaml:1:1: verdict: the key `verdict.breach` is missing (the English one: breach)",
        "fr.yaml:1:1: verdict: the key `verdict.excepted` is missing (the English one: excepted)",
    ]


def test_a_file_that_is_no_yaml_has_that_fault_alone() -> None:
    assert len(_faults("verdict: {")) == 1
    assert len(_faults("")) == 1
    assert "is not UTF-8" in str(_bytes_fault())


def _bytes_fault() -> str:
    with pytest.raises(BadInput) as raised:
        read_phrases("fr.yaml", b"verdict:\n  breach: \xff\n", ENGLISH)
    (fault,) = raised.value.faults
    return str(fault)


# A language for a file

TOY = re.compile(r"\{[a-z_]+\}|[^{]+")


def _toy(letters: str) -> str:
    """Return a whole catalogue in the words of one letter sequence, every value kept."""
    kinds: dict[str, list[str]] = {}
    for key, phrase in catalogue("en").phrases.items():
        kind, code, *category = key.split(".")
        if category == ["one"]:  # of a language whose rule is not known one form stands for all
            continue
        said = "".join(one if one.startswith("{") else f" {letters} " for one in TOY.findall(phrase))
        kinds.setdefault(kind, []).append(f'  {code}: "{said.strip()}"')
    return "".join(f"{kind}:\n" + "\n".join(lines) + "\n" for kind, lines in kinds.items())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a package's folder with the English phrases, read in place of ours."""
    folder = tmp_path / "toy_phrases"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "en.yaml").write_bytes(resources.files(HOME).joinpath("en.yaml").read_bytes())
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, folder.name, raising=False)
    monkeypatch.setattr(room, "HOME", folder.name)
    for kept in (room.catalogue, room._phrases):
        kept.cache_clear()
    yield folder
    sys.modules.pop(folder.name, None)
    for kept in (room.catalogue, room._phrases):
        kept.cache_clear()


@pytest.mark.parametrize(
    ("tag", "letters", "direction"), [("qaa-Latn", "blabla", "ltr"), ("ps", "پښتو", "rtl")]
)
def test_a_file_is_a_language_of_pages_with_no_code_changed(
    home: Path, tag: str, letters: str, direction: str
) -> None:
    (home / f"{tag}.yaml").write_text(_toy(letters), encoding="utf-8")
    assert languages() == ("en", tag)
    assert known_language(tag) == tag
    page = render_bulletin(edition(cases.CASEBOOK, cases.assessment([], []), cases.receipt(), language=tag))
    assert f'<html lang="{tag}" dir="{direction}"' in page
    assert f">{letters}</h2>" in page


def test_a_language_is_read_when_it_is_asked_for_and_not_before(home: Path) -> None:
    (home / "fr.yaml").write_text("verdict: none", encoding="utf-8")
    page = render_bulletin(edition(cases.CASEBOOK, cases.assessment([], []), cases.receipt()))
    assert page
    with pytest.raises(BadInput, match=r"fr\.yaml cannot be used") as raised:
        render_bulletin(edition(cases.CASEBOOK, cases.assessment([], []), cases.receipt(), language="fr"))
    keys = {".".join(key.split(".")[:2]) for key in catalogue("en").phrases}
    assert len(raised.value.faults) == len(keys) + 1


def test_without_its_file_there_is_no_language_and_the_others_are_named(home: Path) -> None:
    (home / "tr.yaml").write_text(_toy("bla"), encoding="utf-8")
    with pytest.raises(NotFound) as raised:
        known_language("ar")
    assert [str(fault) for fault in raised.value.faults] == ["there are no words in 'ar' (one of en, tr)"]


@pytest.mark.parametrize("name", ["French.yaml", "f.yaml", "fr_FR.yaml", "fr-.yaml"])
def test_a_file_not_named_by_a_tag_is_a_fault(home: Path, name: str) -> None:
    (home / name).write_text("", encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        languages()
    (fault,) = raised.value.faults
    assert str(fault).startswith(f"{name}: '{name.removesuffix('.yaml')}' is no tag of a language")
