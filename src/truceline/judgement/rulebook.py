"""The rules of a record's text, with what the record makes known that they are built on."""

from __future__ import annotations

from functools import partial

from truceline.model.once import once
from truceline.model.record import Record, Ruling, with_nouns
from truceline.record.control import fronts, shelf_of
from truceline.text.rules import Rulebook, as_ruled


@once
def as_ruled_too(record: Record, *rulings: Ruling) -> Record:
    """Return a record in which these rulings stand after its own; of the same ones one and the same."""
    return with_nouns(record, rulings=(*record.rulings, *rulings))


@once
def rulebook_of(record: Record) -> Rulebook:
    """Return the rules of the text that a record speaks of: as was ruled, on the ground that was held.

    Of one record it is one rulebook, with what it has resolved so far.
    """
    rulings = {one.question: one.reading for one in sorted(record.rulings, key=lambda one: one.on)}
    return Rulebook(
        casebook=as_ruled(record.casebook, rulings), fronts=partial(fronts, record), shelf=shelf_of(record)
    )
