"""The casebook language: YAML to nouns, with every fault at once and where it stands."""

from truceline.agreements.new import new_casebook
from truceline.agreements.parse import Mark, Parsed, parse_casebook
from truceline.agreements.schema import json_schema
from truceline.agreements.sentences import reading_lines, sentence

__all__ = [
    "Mark",
    "Parsed",
    "parse_casebook",
    "sentence",
    "reading_lines",
    "json_schema",
    "new_casebook",
]
