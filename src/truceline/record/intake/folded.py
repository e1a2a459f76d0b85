"""Words folded for comparison: one case, no accents, one form a letter; each letter knows where it stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from truceline.model.ids import unseen

_LETTERS: Final = str.maketrans(
    {"ة": "ه", "ى": "ي", "ٱ": "ا", "ک": "ك", "ی": "ي", "ء": None, "ـ": None, "ı": "i"}
    | dict.fromkeys("‘’ʼʻʾʿ`´′", "'")
)
_USED: Final = "·"
"""Stands for what was taken already."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What somebody said, and how it is compared."""

    words: str
    """As said."""
    text: str
    """Folded."""
    origin: tuple[int, ...]
    """Of each letter of the text, where in the words it stands."""

    def raw(self, span: Span) -> str:
        """Return the words as said of a stretch of the text."""
        start, end = span
        return self.words[self.origin[start] : self.origin[end - 1] + 1] if end > start else ""

    def without(self, spans: Iterable[Span]) -> Folded:
        """Return the same with some stretches taken: nothing finds them again."""
        text = self.text
        for start, end in spans:
            text = text[:start] + _USED * (end - start) + text[end:]
        return replace(self, text=text)


def folded(words: str) -> Folded:
    """Return words as they are compared.

    Examples
    --------
    >>> folded("Şarap, İYİ Ёлка  أريحا").text
    'sarap, iyi елка اريحا'
    """
    text: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(words):
        if char.isspace() or unseen(char):
            plain = " " if char.isspace() else ""
        else:
            plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).casefold())
            plain = "".join(one for one in plain if not unicodedata.combining(one)).translate(_LETTERS)
            plain = "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in plain)
        if plain == " " and (not text or text[-1] == " "):
            continue
        text += plain
        origin += [place] * len(plain)
    return Folded(words=words, text="".join(text).rstrip(), origin=tuple(origin))


def pattern(forms: Iterable[str], *, before: str = "") -> re.Pattern[str]:
    """Return what finds any of some forms as whole words; `before` is what may be written onto them."""
    each = sorted(forms, key=len, reverse=True)
    bare = [form for form in each if not re.match(r"\\?[\w(\[]", form.replace(r"\?", "?"))]
    words = [form for form in each if form not in bare]
    parts = [rf"(?<!\w)(?:{before})(?:{'|'.join(words)})(?!\w)"] if words else []
    return re.compile("|".join([*parts, *bare]) or r"(?!)")
