"""Which name is shown: nouns carry names by language, and a page or table shows them in one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, Final, Protocol, TypeVar

from truceline.model.casebook import Ambiguity, Casebook
from truceline.model.ids import Names
from truceline.model.record import Record

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ku-arab", "ur"})
"""Languages written from the right."""

_NAMED = ("actors", "places", "lines", "posts", "zones", "boundaries", "acts")
_TOLD = ("families", "sources", "issues")

N = TypeVar("N")


class Named(Protocol):
    """A noun with an id and names by language."""

    @property
    def id(self) -> str: ...
    @property
    def names(self) -> Names: ...


def name(names: Names) -> str:
    """Return the first name, which is the language shown; see `in_language`.

    Examples
    --------
    >>> name({"en": "Idlib", "ar": "إدلب"})
    'Idlib'
    """
    return next(iter(names.values()), "")


def names_by_id(nouns: Iterable[Named]) -> dict[str, str]:
    """Return the name shown of each noun, by its id."""
    return {str(one.id): name(one.names) for one in nouns}


def names_of_sides(casebook: Casebook) -> dict[str, str]:
    """Return the name shown of each side that the mandate has, in its order."""
    return {side: name(names) for side, names in (casebook.mandate.sides or {}).items()}


def first_in(names: Names, language: str) -> Names:
    """Return the same names with that of `language` first, else the English one, else as they stand.

    Examples
    --------
    >>> list(first_in({"en": "Idlib", "tr": "İdlib"}, "tr"))
    ['tr', 'en']
    """
    order = {language: 0, "en": 1}
    return dict(sorted(names.items(), key=lambda item: order.get(item[0], 2)))


def in_language(record: Record, language: str) -> Record:
    """Return the record and its text with every name in `language` first, so that it is the one shown.

    Open questions and their readings are in it too, where the casebook has them in it.

    Ids, texts, notes and everything computed stay as they are.
    """
    told: dict[str, Any] = {
        kind: tuple(_named(one, "names", language) for one in getattr(record, kind)) for kind in _TOLD
    }
    return dataclasses.replace(record, casebook=text_in_language(record.casebook, language), **told)


def text_in_language(casebook: Casebook, language: str) -> Casebook:
    """Return the text with every name in `language` first; see `in_language`."""
    named: dict[str, Any] = {
        kind: tuple(_named(one, "names", language) for one in getattr(casebook, kind)) for kind in _NAMED
    }
    mandate = casebook.mandate
    sides = {side: first_in(names, language) for side, names in (mandate.sides or {}).items()}
    return dataclasses.replace(
        casebook,
        casebook=_named(casebook.casebook, "titles", language),
        mandate=dataclasses.replace(mandate, sides=sides or mandate.sides),
        instruments=tuple(_named(one, "titles", language) for one in casebook.instruments),
        ambiguities=tuple(_asked(one, language) for one in casebook.ambiguities),
        positions=tuple(_named(one, "label", language) for one in casebook.positions),
        **named,
    )


def _named(noun: N, field: str, language: str) -> N:
    return dataclasses.replace(noun, **{field: first_in(getattr(noun, field), language)})  # type: ignore[type-var]


def _asked(ambiguity: Ambiguity, language: str) -> Ambiguity:
    """Return a question with its own words and those of its readings in a language, as far as they are."""
    readings = (
        dataclasses.replace(one, says=(one.says_in or {}).get(language, one.says))
        for one in ambiguity.readings
    )
    question = (ambiguity.question_in or {}).get(language, ambiguity.question)
    return dataclasses.replace(ambiguity, question=question, readings=tuple(readings))


def in_mandates_order(sides: Iterable[str], casebook: Casebook) -> list[str]:
    """Return sides as the mandate lists them, others behind by name: no side comes first by its spelling."""
    return sorted(sides, key=lambda side: (mandates_rank(side, casebook), side))


def mandates_rank(side: str | None, casebook: Casebook) -> int:
    """Return where a side stands in the mandate's list; behind them all what is none of it."""
    sides = tuple(casebook.mandate.sides or {})
    return sides.index(side) if side in sides else len(sides)
