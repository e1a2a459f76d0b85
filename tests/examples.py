"""How many examples a test of Hypothesis takes: a share of what the profile gives, to grow with it."""

from __future__ import annotations

from hypothesis import settings

USUAL = 60
"""What the default profile gives; see `tests/conftest.py`."""


def examples(n: int) -> settings:
    """Return settings with `n` examples in the default profile, and in proportion under `make fuzz`."""
    given = settings.default.max_examples if settings.default is not None else USUAL
    return settings(max_examples=max(1, round(n * given / USUAL)))
