"""Changes beside those elsewhere: a box from quartile to quartile with the median, and a bar for ours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from truceline.bulletins.words import MINUS, number

WIDTH: Final = 760.0
_LEFT: Final = 250.0
_RIGHT: Final = 20.0
_TOP: Final = 12.0
_ROW: Final = 26.0
_FOOT: Final = 24.0
_LEAST: Final = 3.0
"""Width of a change that is one number."""
_LONGEST_LABEL: Final = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLane:
    """One kind around one start."""

    y: str
    middle: str
    label: str
    x: str
    width: str
    box_x: str
    """Empty where there are too few windows."""
    box_width: str
    median_x: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPicture:
    """Lanes over one axis of change."""

    narrow_px: ClassVar[int] = 13
    """Height of its letters where the page is narrow and the picture is drawn small."""

    title: str
    about: str
    width: str
    height: str
    zero: str
    base: str
    lanes: tuple[ChangeLane, ...]
    ticks: tuple[tuple[str, str], ...]
    """x and figure."""


def compared_picture(
    lanes: Sequence[tuple[str, int, int, tuple[float, float, float] | None, str]], *, title: str, about: str
) -> ComparedPicture:
    """Return changes beside the spread elsewhere.

    Parameters
    ----------
    lanes : sequence of (str, int, int, (float, float, float) or None, str)
        Label, lowest and highest change, quartiles elsewhere, and what is said of it.
    title, about : str
        For the picture's own title and description.
    """
    ends = [abs(n) for _, low, high, box, _ in lanes for n in (low, high, *(box or ()))]
    most = _round_up(max(ends, default=1))
    height = _TOP + _ROW * len(lanes) + _FOOT

    def x(n: float) -> float:
        return _LEFT + (n + most) / (2 * most) * (WIDTH - _LEFT - _RIGHT)

    return ComparedPicture(
        title=title,
        about=about,
        width=f"{WIDTH:.0f}",
        height=f"{height:.0f}",
        zero=f"{x(0):.1f}",
        base=f"{height - _FOOT:.1f}",
        lanes=tuple(
            ChangeLane(
                y=f"{_TOP + _ROW * place + 4:.1f}",
                middle=f"{_TOP + _ROW * (place + 0.5) + 4:.1f}",
                label=label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…",
                x=f"{x(low) - _LEAST / 2:.1f}",
                width=f"{x(high) - x(low) + _LEAST:.1f}",
                box_x="" if box is None else f"{x(box[0]):.1f}",
                box_width="" if box is None else f"{x(box[2]) - x(box[0]):.1f}",
                median_x="" if box is None else f"{x(box[1]):.1f}",
                says=says,
            )
            for place, (label, low, high, box, says) in enumerate(lanes)
        ),
        ticks=tuple((f"{x(n):.1f}", _figure(n)) for n in (-most, -most // 2, 0, most // 2, most)),
    )


def _figure(n: int) -> str:
    sign = "+" if n > 0 else MINUS if n < 0 else ""
    return f"{sign}{number(abs(n))}"


def _round_up(n: float) -> int:
    """Return the smallest 2, 4 or 10 times a power of ten that is at least `n`."""
    scale = 10 ** max(math.floor(math.log10(n)), 0) if n >= 1 else 1
    return next(step * scale for step in (2, 4, 10) if step * scale >= n)
