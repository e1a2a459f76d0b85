"""Bars by period: full to the lowest count, hollow to the highest; what was not read is grey, no bar."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from truceline.bulletins.words import number

WIDTH: Final = 760.0
HEIGHT: Final = 240.0
_LEFT: Final = 40.0
_TOP: Final = 20.0
_FOOT: Final = 26.0
_LABEL: Final = 110.0
"""Width that a day takes, in the letters of a narrow page."""
_FIGURE: Final = 26.0
_STEPS: Final = (1, 2, 5, 10)
_MOST_TICKS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodBar:
    """One period; nothing is drawn in it where nothing was read."""

    x: str
    width: str
    y: str
    height: str
    open_y: str
    open_height: str
    figure: str
    """Empty where there is no room."""
    middle: str
    label: str
    is_read: bool
    step_x: str
    step_width: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPicture:
    """Bars over one axis of time."""

    narrow_px: ClassVar[int] = 18
    """Height of its letters where the page is narrow and the picture is drawn small."""

    title: str
    about: str
    width: str
    height: str
    left: str
    top: str
    base: str
    ground: str
    bars: tuple[PeriodBar, ...]
    ticks: tuple[tuple[str, str], ...]
    """y and figure."""


def trend_picture(
    periods: Sequence[tuple[str, int | None, int | None, str]], *, title: str, about: str
) -> TrendPicture:
    """Return the bars of periods.

    Parameters
    ----------
    periods : sequence of (str, int or None, int or None, str)
        First day, lowest and highest count (None where nothing was read), and what is said of it.
    title, about : str
        For the picture's own title and description.
    """
    most = max((high for _, _, high, _ in periods if high is not None), default=0)
    step = _tick_step(most)
    top = max(step * math.ceil(most / step), 1)
    tall = HEIGHT - _TOP - _FOOT
    return TrendPicture(
        title=title,
        about=about,
        width=f"{WIDTH:.0f}",
        height=f"{HEIGHT:.0f}",
        left=f"{_LEFT:.0f}",
        top=f"{_TOP:.0f}",
        base=f"{HEIGHT - _FOOT:.0f}",
        ground=f"{tall:.0f}",
        bars=tuple(_bars(periods, top, tall)),
        ticks=tuple((f"{HEIGHT - _FOOT - n / top * tall:.1f}", number(n)) for n in range(0, top + 1, step)),
    )


def _tick_step(most: int) -> int:
    scale = 1
    while True:
        for step in _STEPS:
            if most / (step * scale) <= _MOST_TICKS:
                return step * scale
        scale *= 10


def _bars(
    periods: Sequence[tuple[str, int | None, int | None, str]], top: int, tall: float
) -> Iterator[PeriodBar]:
    step = (WIDTH - _LEFT) / max(len(periods), 1)
    every = math.ceil(_LABEL / step)
    base = HEIGHT - _FOOT
    for place, (day, low, high, says) in enumerate(periods):
        at = _LEFT + place * step
        full, whole = (low or 0) / top * tall, (high or 0) / top * tall
        yield PeriodBar(
            x=f"{at + step * 0.12:.1f}",
            width=f"{step * 0.76:.1f}",
            y=f"{base - full:.1f}",
            height=f"{full:.1f}",
            open_y=f"{base - whole:.1f}",
            open_height=f"{whole - full:.1f}",
            figure=str(high) if high and step >= _FIGURE else "",
            middle=f"{at + step / 2:.1f}",
            label=day if place % every == 0 and at + (step + _LABEL) / 2 <= WIDTH else "",
            is_read=high is not None,
            step_x=f"{at:.1f}",
            step_width=f"{step:.1f}",
            says=says,
        )
