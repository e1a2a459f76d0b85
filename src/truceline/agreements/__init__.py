"""The casebook language: YAML to nouns, with every fault at once and where it stands."""

from truceline.agreements.parse import Mark, Parsed, parse_casebook

__all__ = ["Mark", "Parsed", "parse_casebook"]
