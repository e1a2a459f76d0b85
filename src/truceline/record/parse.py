"""A folder's files to one casebook with its record, the text checked and the record too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from truceline.model.casebook import Casebook
from truceline.record.checks import slips, warnings_of
from truceline.text import parse
from truceline.text.marks import Parsed
from truceline.text.zones.recipes import Fronts

CHECKS = parse.Checks(slips=slips, warnings=warnings_of)
"""What is checked of a record, beside the text that it speaks of."""


def parse_casebook(
    texts: Mapping[str, bytes],
    shared: Mapping[str, bytes],
    *,
    tables: Mapping[str, bytes] | None = None,
    try_zones: bool = True,
    fronts: Callable[[Casebook], Fronts | None] | None = None,
) -> Parsed:
    """Return the casebook and record that `texts` say; see `truceline.text.parse.parse_casebook`."""
    return parse.parse_casebook(
        texts, shared, record=CHECKS, tables=tables, try_zones=try_zones, fronts=fronts
    )
