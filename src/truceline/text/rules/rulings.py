"""The position that takes what was ruled, and leaves open what was not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId, ReadingId
from truceline.model.ids import PositionId

RULING: Final = PositionId("ruling")


def as_ruled(casebook: Casebook, rulings: Mapping[AmbiguityId, ReadingId]) -> Casebook:
    """Return a casebook whose position `ruling` takes the readings that were ruled; the same one without any.

    Parameters
    ----------
    casebook : Casebook
        Parsed.
    rulings : mapping of question to reading
        The last of each; what is told of them stands in the record.
    """
    if not rulings:
        return casebook
    return replace(
        casebook,
        positions=tuple(
            replace(one, readings={**one.readings, **rulings}) if one.id == RULING else one
            for one in casebook.positions
        ),
    )
