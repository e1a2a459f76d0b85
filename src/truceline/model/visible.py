"""Characters that show nothing: spelt out, so that none can reorder or hide a part of a line."""

from __future__ import annotations

import unicodedata
from typing import Final

JOINERS: Final = frozenset("\u200c\u200d")
"""Letters of Arabic and Persian join by these; they reorder nothing and stay."""
HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories of characters that show nothing, reorder the line, or are no characters at all."""


def visible(text: str) -> str:
    """Return `text` with every control, bidirectional or lone surrogate character spelt out.

    Line ends and tabs stay, as do the joiners that Arabic script needs.

    Examples
    --------
    >>> visible("safe" + chr(0x202E) + "txt")
    'safe[U+202E]txt'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"[U+{ord(char):04X}]"
        if unicodedata.category(char) in HIDDEN and char not in JOINERS and char not in "\n\t"
        else char
        for char in text
    )
