"""What was read, in short: the casebook's own record, or a file with its kinds and days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.judgement.tally import as_linked
from truceline.model.assessment import PutTogether, Read, Receipt

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


def together_in_words(told: PutTogether | None, t: Catalogue) -> tuple[str, ...]:
    """Return what came of putting reports of several sources together, and what tilts it."""
    if told is None:
        return ()
    sources = sorted(told.sources, key=lambda one: one.inputs)
    left = [f"{one.name} {words.number(one.n_left_out)}" for one in sources if one.n_left_out]
    return (
        t(
            "fusing.together",
            sources=t.comma.join(f"{one.name} {words.number(one.n_reports)}" for one in sources),
            incidents=words.number(told.n_incidents),
            counts=t.comma.join(f"{n}: {words.number(count)}" for n, count in told.by_sources),
            doubt=words.number(told.n_doubt),
        ),
        *([t("fusing.left_out", counts=t.comma.join(left))] if left else []),
        *([t("fusing.decided", n=words.number(told.n_decided))] if told.n_decided else []),
        *([t("fusing.unmet", unmet=words.number(told.n_unmet))] if told.n_unmet else []),
        t("fusing.together_tilt"),
        *([t("fusing.ways_tilt", ways=words.number(told.ways.n))] if told.ways is not None else []),
    )


def linked_in_words(receipt: Receipt, incidents: Iterable[str], t: Catalogue) -> str:
    """Return how many happenings incidents may be: at most either way, and in plausible ways; else empty."""
    if receipt.together is None:
        return ""
    ids, ways = tuple(incidents), receipt.together.ways
    found = as_linked(receipt.together, ids)
    ends = {"low": words.number(found.low), "high": words.number(found.high)}
    said = [t("fusing.linked", **ends)] if found.low != found.high else []
    if ways is not None:
        low, high = map(words.number, ways.of_incidents(ids))
        said.append(t("fusing.ways", ways=words.number(ways.n), low=low, high=high))
    return " ".join(said)


def all_in_short(receipt: Receipt, t: Catalogue) -> tuple[str, ...]:
    """Return what came of putting reports together, and each input, in a few words."""
    read = tuple(read_in_short(one, t) for one in receipt.inputs)
    told = receipt.together
    if told is None:
        return read
    counts = {"incidents": words.number(told.n_incidents), "doubt": words.number(told.n_doubt)}
    return (t("fusing.together_short", **counts), *read)
