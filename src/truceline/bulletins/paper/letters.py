"""Letters as they are set in type: which can be shown, where a long word may end, what runs the other way."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from truceline.bulletins import words

_SHOWN: Final = (
    "0020-007E 00A0-0377 0384-038A 038C 038E-03A1 03A3-052F 05D0-05EA 0600-061C 061E-06FF 0750-077F "
    "08A0-08B4 1E00-1EFF 200C-200D 2010-2027 202F-205E 2070-2071 2074-208E 20A0-20BF 2100-2184 2190-23FF "
    "2500-25FF FB50-FBC1 FBD3-FD3F FE70-FE74 FE76-FEFC FFFD"
)
"""What the fonts of `truceline.files.pdf` can show, upright and bold, of the scripts that records are in."""

ZERO_WIDTH_JOINER: Final = "\u200d"
LINE_MAY_END: Final = "\u200b"
_ISOLATES: Final = {"ltr": "\u2066", "rtl": "\u2067", "auto": "\u2068"}
_ISOLATE_ENDS: Final = "\u2069"
_OURS: Final = re.compile(f"[{LINE_MAY_END}{_ISOLATE_ENDS}{''.join(_ISOLATES.values())}]")

_LONG_WORD: Final = re.compile(r"\S{19,}")
_SEAMS: Final = re.compile(r"(?<=[/._:|+=&?#-])(?=\w)")
_LONGEST_PART: Final = 16


def shown(text: str) -> str:
    """Return `text` with every letter spelt out that hides, reorders the line, or is in none of our fonts.

    Line ends and tabs become spaces.

    Examples
    --------
    >>> shown("a" + chr(0x202E) + chr(0x4E2D))
    'a[U+202E][U+4E2D]'
    """
    if text.isascii() and text.isprintable():
        return text
    known = letters()
    return "".join(
        " " if char in "\n\t" else char if char in known else spelt_out(char) for char in words.visible(text)
    )


def spelt_out(text: str) -> str:
    """Return the numbers of letters in place of them, as `[U+4E2D]`."""
    return "".join(f"[U+{ord(char):04X}]" for char in text)


@cache
def letters() -> frozenset[str]:
    """Return every letter that can be shown."""
    edges = (one.partition("-") for one in _SHOWN.split())
    return frozenset(
        chr(code) for low, _, high in edges for code in range(int(low, 16), int(high or low, 16) + 1)
    )


def breakable(text: str) -> str:
    """Return `text` with unseen places in its long words where a line may end.

    Examples
    --------
    >>> breakable("short, but sha256:0123456789abcdef0123").split(LINE_MAY_END)
    ['short, but sha256:', '0123456789abcdef', '0123']
    """
    return _LONG_WORD.sub(lambda found: _with_breaks(found.group()), text)


def _with_breaks(word: str) -> str:
    return LINE_MAY_END.join(
        part[at : at + _LONGEST_PART]
        for part in _SEAMS.split(word)
        for at in range(0, len(part), _LONGEST_PART)
    )


def isolated(text: str, direction: str, *, inside: str) -> str:
    """Return words that may run another way than those around them so that they move nothing there.

    Parameters
    ----------
    text : str
        Spaces at its ends stay outside.
    direction : {"ltr", "rtl", "auto", ""}
        `auto` where the letters decide; empty where the words are the page's own.
    inside : {"ltr", "rtl"}
        Of the words around.
    """
    core = text.strip(" ")
    if not direction or not core or (inside == "ltr" and direction != "rtl" and not _runs_left(core)):
        return text
    before, _, after = text.partition(core)
    return f"{before}{_ISOLATES[direction]}{core}{_ISOLATE_ENDS}{after}"


def _runs_left(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def unvocalised(text: str) -> str:
    """Return `text` without vowel signs, accents that stand apart, and joiners that nothing shows.

    For the labels of pictures, in which Typst finds no letter for them. A letter with its accent stays.
    """
    return "".join(
        char
        for char in unicodedata.normalize("NFC", text)
        if char != ZERO_WIDTH_JOINER and not unicodedata.category(char).startswith("M")
    )


def without_marks(text: str) -> str:
    """Return `text` without what `breakable` and `isolated` put into it."""
    return _OURS.sub("", text)
