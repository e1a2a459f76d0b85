"""Formats of the outside to claims. A row that cannot be read is listed with its line, never skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.lookup import looked_up

if TYPE_CHECKING:
    from truceline.sources.claim_rows import FileRead, Intake, intakes
    from truceline.sources.feed import Feed
    from truceline.sources.reading import READERS, Reader, read_claims, read_file, stream_claims
else:
    __getattr__ = looked_up(
        __name__,
        {
            "truceline.sources.claim_rows": ("Intake", "FileRead", "intakes"),
            "truceline.sources.feed": ("Feed",),
            "truceline.sources.reading": ("READERS", "Reader", "read_claims", "read_file", "stream_claims"),
        },
    )

__all__ = [
    "READERS",
    "Feed",
    "Intake",
    "Reader",
    "FileRead",
    "intakes",
    "read_claims",
    "read_file",
    "stream_claims",
]
