"""Intake: what people say, taken apart where that is sure, and kept as a record's own nouns."""

from truceline.record.intake.changes import FIELDS, changed
from truceline.record.intake.entry import (
    ACCOUNT,
    FAMILY,
    Spread,
    bounds,
    day_told,
    entry,
    spread,
    told_at_desk,
)
from truceline.record.intake.names import Names, names_of
from truceline.record.intake.times import SaidTime
from truceline.record.intake.tolls import SaidToll, SaidTolls
from truceline.record.intake.understood import POINTS, SaidPlace, Understood, understand

__all__ = [
    "ACCOUNT",
    "FAMILY",
    "FIELDS",
    "POINTS",
    "Names",
    "SaidPlace",
    "SaidTime",
    "SaidToll",
    "SaidTolls",
    "Spread",
    "Understood",
    "bounds",
    "changed",
    "day_told",
    "entry",
    "names_of",
    "spread",
    "told_at_desk",
    "understand",
]
