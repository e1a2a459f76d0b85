"""How people say it, in four languages: kept as data, read once."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from truceline.parsing.yaml_marks import read_marked
from truceline.record.intake.folded import folded, pattern

LANGUAGES: Final = ("ar", "en", "ru", "tr")
_HOME: Final = __name__.rpartition(".")[0]
"""The package whose data the files are."""
_WRITTEN_ONTO: Final = {"ar": "(?:[وف])?(?:ال|بال|لل|ب|ل)?"}
"""What a language writes onto the front of a word."""
_TURKISH: Final = re.compile(r"[ğışöüçĞİŞÖÜÇ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The words of one language."""

    language: str
    forms: Mapping[str, Any]
    """As kept, folded: lists of forms by key, and mappings of such lists."""
    onto: str
    """What may be written onto the front of a word."""

    def finder(self, *keys: str) -> re.Pattern[str]:
        """Return what finds the forms of a key, or of a key under another."""
        return _finder(self.language, keys)

    def any_of(self, *keys: str) -> str:
        """Return one expression for all forms of a key."""
        return f"(?:{'|'.join(sorted(self.listed(*keys), key=len, reverse=True))})"

    def listed(self, *keys: str) -> list[str]:
        """Return the forms of a key, or of a key under another; none where the language has none."""
        held: Any = self.forms
        for key in keys:
            held = held.get(key, {})
        return list(held)

    @property
    def numbers(self) -> Mapping[str, int]:
        """Words of number."""
        return _numbers(self.language, "numbers")

    @property
    def months(self) -> Mapping[str, int]:
        """Names of months."""
        return _numbers(self.language, "months")

    @property
    def number(self) -> str:
        """An expression for a number in digits or in words."""
        words = "|".join(sorted(self.numbers, key=len, reverse=True))
        return rf"(?:\d{{1,4}}|{words})"

    def count(self, said: str) -> int:
        """Return the number that is meant by `said`, in digits or in words."""
        return int(said) if said.isdigit() else self.numbers[said]


def language_of(words: str) -> str:
    """Return the language that something is said in: by its script, and of Latin letters by its words."""
    if re.search(r"[\u0600-\u06ff]", words):
        return "ar"
    if re.search(r"[\u0400-\u04ff]", words):
        return "ru"
    if _TURKISH.search(words):
        return "tr"
    text = folded(words).text
    keys = ("dead", "wounded", "now", "joins", "denies", "near")
    hits = {one: sum(len(lexicon(one).finder(key).findall(text)) for key in keys) for one in ("en", "tr")}
    hits |= {one: hits[one] + len(_act_words(one).findall(text)) for one in hits}
    return "tr" if hits["tr"] > hits["en"] else "en"


@cache
def _act_words(language: str) -> re.Pattern[str]:
    held = lexicon(language)
    return pattern([form for act in held.forms["acts"] for form in held.listed("acts", act)])


@cache
def _finder(language: str, keys: tuple[str, ...]) -> re.Pattern[str]:
    held = lexicon(language)
    return pattern(held.listed(*keys), before=held.onto)


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words of a language.

    Raises
    ------
    KeyError
        If it has no lexicon.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    file = f"phrases/{language}.yaml"
    data = pkgutil.get_data(_HOME, file) or b""
    return Lexicon(
        language=language,
        forms=_folded(read_marked(file, data).tree),
        onto=_WRITTEN_ONTO.get(language, ""),
    )


@cache
def _numbers(language: str, key: str) -> Mapping[str, int]:
    return {word: int(said) for word, said in lexicon(language).forms[key].items()}


def _folded(held: Any) -> Any:
    if isinstance(held, Mapping):
        return {folded(key).text: _folded(one) for key, one in held.items()}
    return [folded(one).text for one in held] if isinstance(held, list) else held


def spans(finder: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return where something stands."""
    return [match.span() for match in finder.finditer(text)]


def has(held: Lexicon, text: str, keys: Iterable[str]) -> bool:
    """Return whether a text has a form of one of some keys."""
    return any(held.finder(key).search(text) for key in keys)
