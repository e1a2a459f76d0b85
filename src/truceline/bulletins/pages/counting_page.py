"""What a trend and a comparison have in common as pages, as pictures by themselves, and in the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from truceline.bulletins import words
from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.pages.page import render
from truceline.model.words import Audience

MOST_LINES: Final = 30
WIDTH: Final = 100
_CUT: Final = " …"
_LETTERS: Final = 118
"""In a line below the picture."""
_LINE: Final = 15.0
_MARGIN: Final = 8


class Drawn(Protocol):
    """A picture, as far as what stands around it goes."""

    @property
    def width(self) -> str:
        """As SVG has it."""

    @property
    def height(self) -> str:
        """As SVG has it."""


def render_counting(
    template: str, picture: Drawn, values: Mapping[str, object], *, language: str, audience: Audience
) -> str:
    """Return one HTML page with its picture: no script, nothing fetched."""
    bare: dict[str, object] = {"picture": picture, "tall": picture.height, "captions": (), "caption_x": "0"}
    return render(template, {**bare, **values}, language=language, audience=audience)


def render_picture(
    template: str, picture: Drawn, said: Sequence[str], *, language: str, audience: Audience
) -> str:
    """Return a picture by itself, with what is said of it below, line by line."""
    t = catalogue(language)
    said = [*([t("page.internal")] if audience is Audience.INTERNAL else []), *said]
    lines = [line for one in said for line in textwrap.wrap(words.visible(one), _LETTERS)]
    tall = float(picture.height) + _LINE / 2
    below = {
        "tall": f"{tall + _LINE * len(lines):.0f}",
        "captions": [(f"{tall + _LINE * n + _LINE / 2:.0f}", line) for n, line in enumerate(lines)],
        "caption_x": f"{float(picture.width) - _MARGIN:.0f}" if t.direction == "rtl" else str(_MARGIN),
    }
    return render(template, {"picture": picture, **below}, language=language)


def wrapped(text: str, most: int) -> list[str]:
    """Return a text in lines for the terminal, at most so many."""
    return textwrap.wrap(
        text, WIDTH, max_lines=most, placeholder=_CUT, subsequent_indent="   ", break_on_hyphens=False
    )
