"""What the accounts of one incident agree and disagree on, in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from truceline import geo
from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.fusion import voices_of
from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR
from truceline.model.naming import names_by_id

Accounts = Sequence[Mapping[str, Any]]
"""Rows of CLAIMS."""
_SLASH: Final = " / "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """One thing that at least two accounts tell."""

    is_alike: bool
    how: str = ""
    """What they tell, or how far they are apart; empty where its name says enough."""


def accounts_compared(accounts: Accounts, casebook: Casebook, t: Catalogue) -> str:
    """Return who tells an incident, and what is alike, what is not, and what is not told by two of them.

    Empty where there is one account, or where the record says of each what stands behind it.

    Parameters
    ----------
    accounts : sequence of mapping
        CLAIMS of one incident, as they may be shown.
    casebook : Casebook
        Whose acts they name.
    t : Catalogue
    """
    if len(accounts) < 2 or all(one["n_independent"] is not None for one in accounts):
        return ""
    found: dict[str, list[str]] = {"alike": [], "otherwise": [], "not_told": []}
    compared = {
        "act": _acts(accounts, casebook, t),
        "place": _places(accounts, t),
        "time": _times(accounts, t),
        "cast": _casts(accounts),
        "toll": _tolls(accounts, t),
    }
    for part, told in compared.items():
        kind = "not_told" if told is None else "alike" if told.is_alike else "otherwise"
        how = f" {told.how}" if told is not None and told.how else ""
        found[kind].append(f"{t.of('fused_part', part)}{how}")
    tellers = dict.fromkeys(who for one in accounts for who in one["told_by"] or (one["account"],))
    voices = voices_of([(one["account"].partition("/")[0], one["told_by"]) for one in accounts])
    return t.semicolon.join(
        [
            t("accounts.told", n=len(accounts), who=t.comma.join(tellers)),
            *(t(f"accounts.{kind}", what=t.comma.join(what)) for kind, what in found.items() if what),
            t("accounts.independence") if voices is None else t("accounts.voices", n=voices),
        ]
    )


def _acts(accounts: Accounts, casebook: Casebook, t: Catalogue) -> _Compared | None:
    names = names_by_id(casebook.acts)
    told = {frozenset(one["act"] for one in row["hypotheses"]): row["hypotheses"] for row in accounts}
    said = (dict.fromkeys(names.get(one["act"], one["act"]) for one in of) for of in told.values())
    how = _SLASH.join(t.of("list", "or").join(one) for one in said)
    return _Compared(is_alike=len(told) == 1, how="" if len(told) == 1 else how)


def _places(accounts: Accounts, t: Catalogue) -> _Compared | None:
    told = [(row["lon"], row["lat"]) for row in accounts if row["lon"] is not None]
    if len(told) < 2:
        return None
    pairs = [(*one, *other) for one, other in combinations(told, 2)]
    far_m = float(geo.distances_m(*zip(*pairs, strict=True)).max())
    if far_m < 1:
        return _Compared(is_alike=True)
    far = words.distance(round(far_m, -2) or far_m, t)
    return _Compared(is_alike=False, how=t("accounts.apart", far=far))


def _times(accounts: Accounts, t: Catalogue) -> _Compared | None:
    told = [(row["start_at"], row["end_at"]) for row in accounts if row["start_at"] is not None]
    if len(told) < 2:
        return None
    gap_h = (max(start for start, _ in told) - min(end for _, end in told)).total_seconds() / 3_600
    if gap_h < 1:  # few tell it finer
        return _Compared(is_alike=True)
    return _Compared(is_alike=False, how=t("accounts.hours_apart", n=round(gap_h)))


def _casts(accounts: Accounts) -> _Compared | None:
    casts = [
        frozenset(each["actor"] for one in row["hypotheses"] for each in one["cast"] or ()) - {UNKNOWN_ACTOR}
        for row in accounts
    ]
    told = [one for one in casts if one]
    return _Compared(is_alike=len(set(told)) == 1) if len(told) > 1 else None


def _tolls(accounts: Accounts, t: Catalogue) -> _Compared | None:
    figures = [(row["fatalities_low"], row["fatalities_high"]) for row in accounts]
    told = [one for one in figures if one != (None, None)]
    if len(told) < 2:
        return None
    how = _SLASH.join(dict.fromkeys(words.figure(*one, t) for one in told))
    return _Compared(is_alike=len(set(told)) == 1, how=how)
