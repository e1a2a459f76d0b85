"""What a page says in its own voice, by language: headings, column heads, words for codes, sentences.

One file for each language, the same keys in all. What the casebook and the record say is no part of it: names
come in the languages they are held in, texts and notes stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from truceline.bulletins.catalogue.ar import PHRASES as ARABIC
from truceline.bulletins.catalogue.en import PHRASES as ENGLISH_PHRASES
from truceline.bulletins.catalogue.ru import PHRASES as RUSSIAN
from truceline.bulletins.catalogue.tr import PHRASES as TURKISH
from truceline.model.naming import RIGHT_TO_LEFT

PHRASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"en": ENGLISH_PHRASES, "ar": ARABIC, "tr": TURKISH, "ru": RUSSIAN}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The phrases of one language."""

    language: str
    """`en`, `ar`, `tr` or `ru`."""
    phrases: Mapping[str, str]
    """Key, such as `verdict.breach`, to phrase; `{name}` stands for a value."""

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase with its values.

        Raises
        ------
        KeyError
            If there is no such phrase, or it asks for a value that is not given.
        """
        return self.phrases[key].format(**values)

    def of(self, kind: str, code: str) -> str:
        """Return the word for a code of a kind, as `breach` of `verdict`; an unknown one as it is written."""
        return self.phrases.get(f"{kind}.{code}", str(code).replace("_", " "))

    def kind(self, kind: str) -> Mapping[str, str]:
        """Return every code of a kind with its word, in the catalogue's order."""
        head = f"{kind}."
        return MappingProxyType(
            {key.removeprefix(head): phrase for key, phrase in self.phrases.items() if key.startswith(head)}
        )

    @property
    def direction(self) -> str:
        """Return `rtl` where the language is written from the right, else `ltr`."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@cache
def catalogue(language: str) -> Catalogue:
    """Return the phrases of a language.

    Raises
    ------
    KeyError
        If there is none; see `truceline.model.naming.LANGUAGES`.
    """
    return Catalogue(language=language, phrases=PHRASES[language])


ENGLISH: Final = catalogue("en")
