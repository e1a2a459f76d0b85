"""How many examples a test of Hypothesis takes: its share of what the profile gives, so that all grow with it."""

from __future__ import annotations

from hypothesis import settings

USUAL = 60
"""What the default profile gives; see `tests/conftest.py`."""


def examples(n: int) -> settings:
    """Return settings with `n` examples in the default profile, and as many times more as `make fuzz` asks."""
    return settings(max_examples=max(1, round(n * settings.default.max_examples / USUAL)))
