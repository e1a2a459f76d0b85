"""Where something that was computed may lie from an earlier run."""

from __future__ import annotations

from typing import Protocol


class Shelf(Protocol):
    """Bytes by key, kept by the same code; all of it may be gone at any time."""

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key; None where nothing is."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, or not."""
        ...
