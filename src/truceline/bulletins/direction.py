"""What runs from the left inside lines that run from the right: days, figures, ids, foreign words.

A page says it with `bdi`, a line of plain text with the isolates of Unicode (UAX 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup, escape

from truceline.bulletins import words

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = rf"{_DAY.pattern}(?:[ T]\d{{2}}:\d{{2}}(?::\d{{2}})?Z?)?"
_SPOT: Final = r"\d+\.\d+ ?[NS],? \d+\.\d+ ?[EW]"
_LETTER: Final = r"A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_BRACKET: Final = rf"\([{_LETTER}\d/ ,.-]+\)"
_WORDS: Final = (
    rf"[{_LETTER}](?:(?:[{_LETTER}\d_ ,.'’‘“”\"/+:;…&%!?–-]|{_BRACKET})*(?:[{_LETTER}\d…%!?”\"]|{_BRACKET}))?"
)
_FIGURE: Final = r"\d[\d,\u202f]*"
_BAND: Final = rf"{_FIGURE}–{_FIGURE}\+?(?: ≤{_FIGURE})?\*?|{_FIGURE} ≤{_FIGURE}\*?|≤"
_CHANGE: Final = rf"[+−]?{_FIGURE}(?:\.\d)? … [+−]?{_FIGURE}(?:\.\d)?|[+−]{_FIGURE}(?:\.\d)?"
_FROM_THE_LEFT: Final = re.compile(
    rf"{_MOMENT}|{_BAND}|{_CHANGE}|"
    rf"\d{{4}}-\d{{2}}\b|{_SPOT}|\d+ : \d+|±\d+|\b\d{{1,2}}:\d{{2}}Z?\b|_{{3,}}|{_WORDS}"
)
_LEFT: Final = Markup('<bdi dir="ltr"{}>{}</bdi>')
_WHOLE: Final = Markup(' class="day"')
_DAY_ALONE: Final = Markup('<span class="day">{}</span>')
_ISOLATE: Final = "\u2066"
_END: Final = "\u2069"


def in_direction(text: str, direction: str) -> Markup:
    """Return a text as markup: days are not broken, and Latin words keep their own direction on any page.

    Examples
    --------
    >>> in_direction("يوم 2020-01-06", "rtl")
    Markup('يوم <bdi dir="ltr" class="day">2020-01-06</bdi>')
    """
    parts: list[str] = []
    for piece, is_left in _pieces(words.visible(text), direction):
        if is_left:
            parts.append(_LEFT.format(_WHOLE if _DAY.match(piece) else "", piece))
        else:
            parts.append(escape(piece))
    return Markup("").join(parts)


def isolated(text: str, direction: str) -> str:
    """Return a line of plain text in which what runs from the left is isolated, if the line does not.

    Hidden characters of others are spelt out before: an isolate that is found in it is ours.

    Examples
    --------
    >>> isolated("يوم 2020-01-06", "rtl") == "يوم " + chr(0x2066) + "2020-01-06" + chr(0x2069)
    True
    """
    if direction == "ltr" or _FROM_THE_LEFT.fullmatch(text):
        return text
    return "".join(f"{_ISOLATE}{one}{_END}" if is_left else one for one, is_left in _pieces(text, direction))


def whole_days(text: object) -> object:
    """Return a text as markup in which no line ends inside a day; markup with tags comes back as it is.

    Examples
    --------
    >>> whole_days("2020-01-06 22:00Z")
    Markup('<span class="day">2020-01-06</span> 22:00Z')
    """
    if not isinstance(text, str) or not _DAY.search(text) or (isinstance(text, Markup) and "<" in text):
        return text
    shown = text if isinstance(text, Markup) else escape(words.visible(text))
    return Markup(_DAY.sub(lambda found: _DAY_ALONE.format(found.group()), shown))


def _pieces(text: str, direction: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, of each whether it runs from the left by itself."""
    end = 0
    for found in (_DAY if direction == "ltr" else _FROM_THE_LEFT).finditer(text):
        yield text[end : found.start()], False
        yield found.group(), True
        end = found.end()
    yield text[end:], False
