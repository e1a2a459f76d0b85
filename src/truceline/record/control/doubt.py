"""The stated model of doubt about control: a handful of numbers with units, in one place."""

from __future__ import annotations

from dataclasses import dataclass, fields

from truceline.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How far and how long a word about control carries. See docs/explanation/control.md.

    Raises
    ------
    BadInput
        If a number is not above zero.
    """

    range_m: float = 80_000.0
    """Distance at which two places' sides are alike by exp(-1) of what they are side by side."""
    smoothness: float = 1.4
    """Power of the distance in that likeness: between 0 (ragged) and 2 (smooth)."""
    nugget: float = 0.01
    """Share of a word that its neighbours cannot know: enclaves, slips of code."""
    sharpness: float = 2.0
    """Power to which shares are raised: a line between sides is sharper than shares by distance."""
    n_words: int = 64
    """Nearest places with a word that are asked."""
    reach_m: float = 40_000.0
    """Unknown grows with the distance d to the nearest word as 1 - exp(-(d/reach)⁴)."""
    stale_days: float = 300.0
    """A word this much older than one at hand for another side has an error of 1 more."""
    stale_m: float = 5_000.0
    """A newer word at this distance outdates others by exp(-1) of the days only."""
    fade_per_day: float = 1e-4
    """Rate at which a word fades to unknown where all is quiet."""
    spread_m: float = 3_000.0
    """Standard deviation, metres: how far off a handover makes an older word doubtful."""
    memory_days: float = 90.0
    """Mean time for which a handover does so."""
    contagion: float = 10.0
    """Handovers to expect in all from a handover of the whole neighbourhood."""
    least: float = 0.5
    """A value is shown where its probability is above this; else unknown."""

    def __post_init__(self) -> None:
        for field in fields(self):
            if not getattr(self, field.name) > 0:
                raise BadInput(f"{field.name} is {getattr(self, field.name)}: give a number above zero")
