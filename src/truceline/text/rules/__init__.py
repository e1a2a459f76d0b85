"""Casebook × readings → resolved rules."""

from truceline.text.rules.rule import (
    ALWAYS,
    ANYWHERE,
    MOST_COMBINATIONS,
    Ground,
    Piece,
    Rule,
    Rulebook,
    Shared,
    Terms,
    Uncharted,
    deadline,
    force,
    instant,
    life,
)
from truceline.text.rules.rulings import as_ruled

__all__ = [
    "ALWAYS",
    "ANYWHERE",
    "MOST_COMBINATIONS",
    "Ground",
    "Piece",
    "Rule",
    "Rulebook",
    "Shared",
    "Terms",
    "Uncharted",
    "as_ruled",
    "deadline",
    "force",
    "instant",
    "life",
]
