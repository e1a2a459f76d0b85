"""What could be known at best: probabilities of pairs by the errors and rates with which a world was made."""

from __future__ import annotations

import numpy as np

from bench.tellers import (
    ACT_SHARES,
    ACTORS,
    ACTS,
    BEGINS,
    BUNCHED,
    EBBS_DAYS,
    NAMES,
    NOBODY_DEAD,
    SPREAD_KM,
    TOLL,
    WIDENED,
    Numbers,
    Teller,
    World,
)
from truceline.fusion.competing import competing
from truceline.fusion.pairs import Pairs
from truceline.fusion.reports import Reports

_DRAWS = 400_000
_MOST_DEAD = 40


def known_at_best(world: World, reports: Reports, pairs: Pairs) -> Numbers:
    """Return that each pair is one happening, by what nobody but the maker of the world knows."""
    tellers = {one.name: one for one in world.tellers}
    told = _Told(world, reports)
    by = [tellers[name] for name in reports.sources]
    covers = np.array([one.covers for one in by])
    first, second = pairs.first, pairs.second
    one, other = reports.source[first], reports.source[second]
    odds = -np.log(_rate(world, reports, pairs, by))
    for a, here in enumerate(by):
        for b, there in enumerate(by):
            rows = (one == a) & (other == b)
            if a == b:
                odds[rows] = -np.inf
                continue
            square = here.sigma_km**2 + there.sigma_km**2
            odds[rows] -= np.log(2 * np.pi * square) + pairs.km[rows] ** 2 / (2 * square)
            odds[rows] += _time(here, there, reports.start_h[second[rows]] - reports.start_h[first[rows]])
            odds[rows] += _acts(here, there)[told.act[first[rows]], told.act[second[rows]]]
            odds[rows] += _tolls(here, there)[told.toll[first[rows]], told.toll[second[rows]]]
    for who in (told.doer, told.target):
        both = (who[first] >= 0) & (who[second] >= 0)
        odds += np.where(both, np.where(who[first] == who[second], np.log(len(ACTORS)), -30.0), 0.0)
    neither = np.outer(1 - covers, 1 - covers)
    return competing(reports, pairs, odds, 1 - neither)


class _Told:
    """What each report tells, by numbers of the world."""

    def __init__(self, world: World, reports: Reports) -> None:
        rows = [
            world.tables[name]
            .select(["hypotheses", "fatalities_low"])
            .take(reports.row[reports.source == index])
            .to_pylist()
            for index, name in enumerate(reports.sources)
        ]
        each = [row for those in rows for row in those]
        acts = [row["hypotheses"][0]["act"] for row in each]
        self.act = np.array([NAMES.index(one) for one in acts], np.int64)
        tolls = [row["fatalities_low"] for row in each]
        self.toll = np.array([0 if one is None else min(one, _MOST_DEAD) + 1 for one in tolls], np.int64)
        self.doer, self.target = (
            np.array([_who(row["hypotheses"][0]["cast"], role) for row in each], np.int64)
            for role in ("initiator", "target")
        )


def _who(cast: list[dict[str, str]], role: str) -> int:
    return next((ACTORS.index(one["actor"]) for one in cast if one["role"] == role), -1)


def _rate(world: World, reports: Reports, pairs: Pairs, by: list[Teller]) -> Numbers:
    """Return events per square kilometre and hour where and when a pair is, weighed by its errors."""
    sigma = np.array([one.sigma_km for one in by])[reports.source]
    late = np.array([one.late_h for one in by])[reports.source]
    begins = BEGINS.timestamp() / 3_600
    day = ((reports.start_h + reports.end_h) / 2 - late - begins) / 24
    xy = np.column_stack(((reports.lon - 36.7) * 90.2, (reports.lat - 35.7) * 111.2))
    weight = 1 / sigma**2
    of = weight[pairs.first], weight[pairs.second]
    at = (xy[pairs.first] * of[0][:, None] + xy[pairs.second] * of[1][:, None]) / (of[0] + of[1])[:, None]
    when = (day[pairs.first] + day[pairs.second]) / 2
    square = SPREAD_KM**2 + 1 / (of[0] + of[1])
    found = np.full(len(pairs), (1 - BUNCHED) * world.events / (2 * world.half_km) ** 2 / (world.days * 24))
    for centre, begun in zip(world.centres, world.offensives, strict=True):
        near = np.exp(-((at - centre) ** 2).sum(axis=1) / (2 * square)) / (2 * np.pi * square)
        since = (when - begun) % world.days
        # A day tells when to within half of one: just before it begins an offensive is not ruled out.
        since = np.where(since > world.days - 0.5, 0.0, since)
        ebbing = np.exp(-since / EBBS_DAYS) / (EBBS_DAYS * 24)
        found += BUNCHED * world.events / len(world.centres) * near * ebbing
    return found


def _time(one: Teller, other: Teller, hours: Numbers) -> Numbers:
    """Return how times speak, in logarithms, of reports that tell the day or the hour."""
    draw = np.random.default_rng(0)
    happened = draw.uniform(0, 24, _DRAWS)
    starts = [
        np.floor((happened + draw.exponential(each.late_h, _DRAWS)) / step) * step
        for each, step in ((each, 24 if each.hours >= 24 else 1) for each in (one, other))
    ]
    off = np.round(starts[1] - starts[0]).astype(np.int64) + 240
    shares = (np.bincount(np.clip(off, 0, 480), minlength=481) + 1e-3) / _DRAWS
    step = 24 if one.hours >= 24 and other.hours >= 24 else 1
    found: Numbers = np.log(shares[np.clip(np.round(hours).astype(np.int64) + 240, 0, 480)] / step)
    return found


def _acts(one: Teller, other: Teller) -> Numbers:
    """Return (names, names): how acts told speak, in logarithms."""
    told = []
    for each in (one, other):
        table = np.zeros((len(ACTS), len(NAMES)))
        rows = np.arange(len(ACTS))
        table[:, : len(ACTS)] += each.act_wrong / len(ACTS)
        np.add.at(table, (rows, WIDENED), (1 - each.act_wrong) * each.act_wider)
        np.add.at(table, (rows, rows), (1 - each.act_wrong) * (1 - each.act_wider))
        told.append(table)
    return _ratio(np.array(ACT_SHARES), told[0], told[1])


def _tolls(one: Teller, other: Teller) -> Numbers:
    """Return how tolls told speak, in logarithms: 0 where none is, else one more than the dead."""
    dead = np.arange(_MOST_DEAD)
    shares = (1 - NOBODY_DEAD) * TOLL * (1 - TOLL) ** np.maximum(dead - 1, 0)
    shares[0] = NOBODY_DEAD
    shares = shares / shares.sum()
    told = []
    for each in (one, other):
        table = np.zeros((_MOST_DEAD, _MOST_DEAD + 2))
        table[:, 0] = each.toll_left_out
        for off in range(-2, 3):
            share = (1 - each.toll_left_out) * (each.toll_off / 5 + (1 - each.toll_off) * (off == 0))
            np.add.at(table, (dead, np.clip(dead + off, 0, _MOST_DEAD) + 1), share)
        told.append(table)
    return _ratio(shares, told[0], told[1])


def _ratio(shares: Numbers, one: Numbers, other: Numbers) -> Numbers:
    both = np.einsum("e,ea,eb->ab", shares, one, other)
    alone = np.outer(shares @ one, shares @ other)
    found: Numbers = np.log((both + 1e-12) / (alone + 1e-12))
    return found
