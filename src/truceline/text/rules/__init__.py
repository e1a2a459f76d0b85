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
    "deadline",
    "force",
    "instant",
    "life",
]
