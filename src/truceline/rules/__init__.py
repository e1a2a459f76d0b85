"""Casebook × position → resolved rules and zones."""

from truceline.rules.roster import Answer, Roster, alike, all_of, any_of
from truceline.rules.rule import (
    ASSESSED,
    MOST_COMBINATIONS,
    Piece,
    Rule,
    Rulebook,
    Terms,
    deadline,
    every_who,
    force,
    instant,
    instrument_of,
    life,
)
from truceline.rules.zones import (
    Step,
    build_zone,
    line_points,
    steps,
    zone_ambiguities,
    zone_parts,
    zone_recipe,
)

__all__ = [
    "ASSESSED",
    "MOST_COMBINATIONS",
    "Answer",
    "Piece",
    "Roster",
    "Rule",
    "Rulebook",
    "Step",
    "Terms",
    "alike",
    "all_of",
    "any_of",
    "build_zone",
    "deadline",
    "every_who",
    "force",
    "instant",
    "instrument_of",
    "life",
    "line_points",
    "steps",
    "zone_ambiguities",
    "zone_parts",
    "zone_recipe",
]
