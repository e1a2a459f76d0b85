"""Who speaks, how its words are to be read, and with which side it stood on the day it spoke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truceline.model.ids import FamilyId, SourceId
from truceline.model.record import Family, FamilySpan, Record, Source
from truceline.model.words import Standing
from truceline.text.relations import Roster, dated, unread


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speakers:
    """The sources of a casebook, asked on a day; where no day is known what has no dates holds."""

    sources: Mapping[SourceId, Source]
    """By id."""
    families: Mapping[FamilyId, Family]
    """By id."""
    people: Roster
    """Who belongs to whom, settled by no reading."""

    def family(self, source: SourceId, at: datetime | None) -> Family:
        """Return the one family of a source on a day."""
        then = self._span(source, at)
        return self.families[then.family if then else self.sources[source].family]

    def side(self, source: SourceId, at: datetime | None) -> str | None:
        """Return the side a source speaks for or leans to; None for no side, or one that is open."""
        speaker = self.sources[source]
        if speaker.speaks_for is not None:
            own = self.people.side(speaker.speaks_for, at)
            if own is not None:
                return own
        then = self._span(source, at)
        return (then.lean if then else speaker.lean) or self.family(source, at).lean

    def stands_with(self, source: SourceId, at: datetime | None) -> str | None:
        """Return the side in whose column a source stands: its lean, but none for any third party."""
        is_third = self.family(source, at).standing is Standing.THIRD_PARTY
        return None if is_third else self.side(source, at)

    def ever_stood_with(self) -> frozenset[str | None]:
        """Return the sides in whose column some source stands at some time."""
        changes = self.people.changes()
        return frozenset(
            self.stands_with(source.id, at)
            for source in self.sources.values()
            for at in (None, *(changes if source.speaks_for is not None else ()), *_turns(source))
        )

    def _span(self, source: SourceId, at: datetime | None) -> FamilySpan | None:
        spans = self.sources[source].families
        return next((one for one in spans if at is not None and at in dated(one.from_, one.until)), None)


def _turns(source: Source) -> tuple[datetime, ...]:
    """Return the instants from which a source was of another family."""
    return tuple(dated(one.from_, one.until).start_at for one in source.families)


def speakers(record: Record) -> Speakers:
    """Return the sources of a casebook, to be asked how their words are to be read."""
    return Speakers(
        sources={source.id: source for source in record.sources},
        families={family.id: family for family in record.families},
        people=unread(record.casebook.actors),
    )
