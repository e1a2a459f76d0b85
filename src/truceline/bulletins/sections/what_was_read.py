"""What was read, in short: the casebook's own record, or a file with its kinds and days."""

from __future__ import annotations

from typing import Final

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.model.assessment import Read

_MOST: Final = 2
"""Kinds of event that are named; the others are counted."""


def read_in_short(one: Read, t: Catalogue) -> str:
    """Return what one input is, in a few words."""
    n = words.number(one.n_rows)
    if one.reader == "casebook":
        return t("brief.own_record", n=n)
    if one.reader == "records":
        return t("brief.records", n=n)
    if one.reader == "control":
        return t("brief.own_control", n=n)
    kinds = sorted(one.kinds, key=lambda kind: -kind[1])
    parts = [t("brief.rows", n=n), *(f"{kind.replace('_', ' ')} {count}" for kind, count in kinds[:_MOST])]
    if len(kinds) > _MOST:
        parts.append(f"+{len(kinds) - _MOST}")
    if one.days is not None:
        parts.append(t("time.interval", start=one.days[0], end=one.days[1]))
    return f"{one.file} ({t.comma.join(parts)})"
