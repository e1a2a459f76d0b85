"""Marked YAML and CSV to nouns: every fault with file, line and remedy."""

from typing import Final

MAX_BYTES: Final = 2 * 1024 * 1024
"""A file a lawyer reads is smaller."""
