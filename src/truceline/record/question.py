"""A record as it was asked: for which day, as known when, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from truceline.clock import Interval
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.record.days import Period, days_asked
from truceline.record.release import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A casebook as it was asked, and what a product made of it must say."""

    record: Record
    """The record as known and as it may go out, names in the language."""
    release: Release
    """For whom, and from what to compute."""
    sha256: str
    """Hash of the casebook's files, whatever was asked."""
    on: date | Period | None
    """The reporting day or days asked for."""
    as_of: date | None
    """The day by whose end it had to be known."""

    @property
    def audience(self) -> Audience:
        """Return for whom the answer is."""
        return self.release.audience

    @property
    def during(self) -> Interval | None:
        """Return the reporting day or days asked for, in UTC."""
        return days_asked(self.on).during(self.record.casebook.mandate) if self.on is not None else None
