"""Formats of the outside to claims. A row that cannot be read is listed with its line, never skipped."""

from truceline.sources.claim_rows import Intake, Reading, intakes
from truceline.sources.feed import Feed
from truceline.sources.reading import READERS, Reader, read_claims, read_file

__all__ = ["READERS", "Feed", "Intake", "Reader", "Reading", "intakes", "read_claims", "read_file"]
