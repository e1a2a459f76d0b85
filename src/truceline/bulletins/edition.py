"""What goes out once: all that its pages, tables and layers are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from truceline.bulletins.headlines import Headlines
from truceline.bulletins.layers import ZoneVariant, zone_variants
from truceline.bulletins.sections.who_holds import HeldGround
from truceline.clock import DAWN, Interval
from truceline.judgement.ledger import PatrolLedger
from truceline.model.assessment import Assessment, Receipt
from truceline.model.casebook import Casebook
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.record import Backing, backings


@dataclass(frozen=True, kw_only=True, eq=False)
class Edition:
    """One assessment as it goes out, to one audience, in one language."""

    record: Record
    """As it may be shown."""
    assessment: Assessment
    """As it may be shown."""
    receipt: Receipt
    """What was read and with what it was computed; the day it is as of among it."""
    headlines: Headlines
    """Where each incident stands."""
    language: str = "en"
    """Of the pages' own words and of names; texts, notes and what sources say stay as they are held."""
    during: Interval | None = None
    """UTC; the reporting days to which the sections on the record keep. None for all days."""
    held: HeldGround | None = None
    """Who held what at the end of the day it speaks of; None where nothing was read of it."""
    delay_hours: float | None = None
    """How long outings are not shown after their day, as the casebook given does not; None where all are."""
    of_record: bool = True
    """Whether the record itself was assessed; else pages keep to incidents that come from elsewhere."""
    audience: Audience = Audience.PUBLIC
    """For whom; every page says so."""

    @property
    def casebook(self) -> Casebook:
        """The text that the record speaks of."""
        return self.record.casebook

    @cached_property
    def zones(self) -> tuple[ZoneVariant, ...]:
        """Every zone under every reading, one that moves as on the day of `held`."""
        return tuple(zone_variants(self.record, at=self.held.found.at if self.held is not None else None))

    @cached_property
    def ledger(self) -> PatrolLedger:
        """What the record tells of patrols up to the end of the days read."""
        until = Interval(DAWN, self.during.end_at) if self.during is not None else None
        return PatrolLedger(record=self.record, during=until)

    @cached_property
    def behind(self) -> Mapping[str, Backing]:
        """`incident/account` to what stands behind that account."""
        return backings(self.record)
