"""Which form of a phrase goes with a number: the plural rules of the CLDR."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

OTHER: Final = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PluralRule:
    """How one language counts."""

    categories: tuple[str, ...]
    """All that the language has, for fractions too."""
    of: Callable[[int], str]
    """A whole number to its category."""

    def category(self, number: str) -> str:
        """Return the category of a number in figures; one that is not whole is `other` in all of RULES."""
        return self.of(int(number)) if number.isdecimal() else OTHER


def plural_rule(language: str) -> PluralRule:
    """Return how a language counts, by its tag; of one that is not known here, one form for all numbers."""
    return RULES.get(language.partition("-")[0], _UNKNOWN)


def _one_or_other(n: int) -> str:
    return "one" if n == 1 else OTHER


def _russian(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else "many"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else OTHER


_UNKNOWN: Final = PluralRule(categories=(OTHER,), of=lambda _: OTHER)
RULES: Final[Mapping[str, PluralRule]] = MappingProxyType(
    {
        "ar": PluralRule(categories=("zero", "one", "two", "few", "many", OTHER), of=_arabic),
        "en": PluralRule(categories=("one", OTHER), of=_one_or_other),
        "ru": PluralRule(categories=("one", "few", "many", OTHER), of=_russian),
        "tr": PluralRule(categories=("one", OTHER), of=_one_or_other),
    }
)
"""Language to its rule."""
