"""Intake: what people say, taken apart where that is sure, and kept as a record's own nouns."""

from truceline.record.intake.changes import FIELDS, changed
from truceline.record.intake.entry import (
    ACCOUNT,
    FAMILY,
    Whereabouts,
    bounds,
    day_told,
    entry,
    told_at_desk,
    whereabouts,
)
from truceline.record.intake.names import KnownNames, names_of
from truceline.record.intake.pointing import place_words
from truceline.record.intake.times import SaidTime
from truceline.record.intake.tolls import SaidToll, SaidTolls
from truceline.record.intake.understood import POINTS, SaidPlace, Understood, understand

__all__ = [
    "ACCOUNT",
    "FAMILY",
    "FIELDS",
    "POINTS",
    "KnownNames",
    "SaidPlace",
    "SaidTime",
    "SaidToll",
    "SaidTolls",
    "Whereabouts",
    "Understood",
    "bounds",
    "changed",
    "day_told",
    "entry",
    "names_of",
    "place_words",
    "whereabouts",
    "told_at_desk",
    "understand",
]
