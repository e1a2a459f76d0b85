"""Who speaks, how its words are to be read, and with which side it stood on the day it spoke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truceline.model.casebook import Casebook
from truceline.model.ids import FamilyId, SourceId
from truceline.model.record import Family, FamilySpan, Source
from truceline.model.words import Standing
from truceline.record.ties import Ties, holds, ties


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speakers:
    """The sources of a casebook, asked on a day; where no day is known what has no dates holds."""

    sources: Mapping[SourceId, Source]
    """By id."""
    families: Mapping[FamilyId, Family]
    """By id."""
    ties: Ties
    """Who belongs to whom."""

    def family(self, source: SourceId, at: datetime | None) -> Family:
        """Return the one family of a source on a day."""
        then = self._span(source, at)
        return self.families[then.family if then else self.sources[source].family]

    def side(self, source: SourceId, at: datetime | None) -> str | None:
        """Return the side a source speaks for or leans to; None for no side, or one that is open."""
        speaker = self.sources[source]
        if speaker.speaks_for is not None:
            own = self.ties.side(speaker.speaks_for, at)
            if own is not None:
                return own
        then = self._span(source, at)
        return (then.lean if then else speaker.lean) or self.family(source, at).lean

    def stands_with(self, source: SourceId, at: datetime | None) -> str | None:
        """Return the side in whose column a source stands: its lean, but none for any third party."""
        is_third = self.family(source, at).standing is Standing.THIRD_PARTY
        return None if is_third else self.side(source, at)

    def _span(self, source: SourceId, at: datetime | None) -> FamilySpan | None:
        spans = self.sources[source].families
        return next((one for one in spans if holds(one.from_, one.until, at)), None)


def side_of(source: Source, casebook: Casebook, at: datetime | None = None) -> str | None:
    """Return the side a source speaks for or leans to; None for no side, or one that is open."""
    return speakers(casebook).side(source.id, at)


def speakers(casebook: Casebook) -> Speakers:
    """Return the sources of a casebook, to be asked how their words are to be read."""
    return Speakers(
        sources={source.id: source for source in casebook.sources},
        families={family.id: family for family in casebook.families},
        ties=ties(casebook),
    )
