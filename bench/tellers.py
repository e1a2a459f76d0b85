"""Invented worlds whose truth is known: what happened, and what several sources told of it.

War is bunched: seven events of ten belong to an offensive, which ebbs away. A source tells of a share of the
events, off in place, time, act, actors and toll by what its `Teller` has. Some events have a near miss: the
same act by the same actors, other in place and time by little. Some reports are told twice by their source,
the toll climbing; some are carried by a further source, the wire, which names whom it carries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline.model.tables import CLAIMS

BEGINS = datetime(2018, 9, 17, tzinfo=UTC)
ACTS = (
    "artillery_fire",
    "mortar_fire",
    "shelling",
    "rocket_fire",
    "air_strike",
    "armed_clash",
    "ground_attack",
)
WIDER = {"artillery_fire": "indirect_fire", "mortar_fire": "indirect_fire", "shelling": "indirect_fire"}
ACTORS = ("syrian-government-forces", "russia", "hts", "nlf", "sna")


@dataclass(frozen=True, kw_only=True)
class Teller:
    """How one source tells of what happened."""

    name: str
    covers: float
    """Of what happened the share that it tells of."""
    sigma_km: float
    says_sigma_km: float
    """What it says of its error; a source may think too well of itself."""
    late_h: float
    hours: float
    """How exactly it tells when: a day is 24."""
    act_wrong: float
    act_wider: float
    actors_left_out: float
    toll_off: float
    toll_left_out: float


Numbers = npt.NDArray[Any]
TELLERS = (
    Teller(
        name="ledger",
        covers=0.7,
        sigma_km=1.0,
        says_sigma_km=1.0,
        late_h=2,
        hours=24,
        act_wrong=0.05,
        act_wider=0.1,
        actors_left_out=0.1,
        toll_off=0.2,
        toll_left_out=0.1,
    ),
    Teller(
        name="deaths",
        covers=0.4,
        sigma_km=4.0,
        says_sigma_km=2.0,
        late_h=8,
        hours=24,
        act_wrong=0.1,
        act_wider=0.5,
        actors_left_out=0.3,
        toll_off=0.3,
        toll_left_out=0.0,
    ),
    Teller(
        name="desk",
        covers=0.5,
        sigma_km=2.0,
        says_sigma_km=2.0,
        late_h=1,
        hours=1,
        act_wrong=0.1,
        act_wider=0.2,
        actors_left_out=0.4,
        toll_off=0.4,
        toll_left_out=0.5,
    ),
    Teller(
        name="bulletin",
        covers=0.6,
        sigma_km=6.0,
        says_sigma_km=5.0,
        late_h=12,
        hours=24,
        act_wrong=0.15,
        act_wider=0.4,
        actors_left_out=0.2,
        toll_off=0.5,
        toll_left_out=0.6,
    ),
    Teller(
        name="press",
        covers=0.3,
        sigma_km=8.0,
        says_sigma_km=10.0,
        late_h=6,
        hours=24,
        act_wrong=0.2,
        act_wider=0.4,
        actors_left_out=0.4,
        toll_off=0.4,
        toll_left_out=0.4,
    ),
    Teller(
        name="volunteers",
        covers=0.3,
        sigma_km=0.5,
        says_sigma_km=0.5,
        late_h=0.5,
        hours=1,
        act_wrong=0.05,
        act_wider=0.1,
        actors_left_out=0.5,
        toll_off=0.3,
        toll_left_out=0.3,
    ),
)
WIRE = "wire"
BUNCHED, SPREAD_KM, EBBS_DAYS = 0.7, 6.0, 4.0
ACT_SHARES = (0.2, 0.15, 0.2, 0.1, 0.15, 0.1, 0.1)
NOBODY_DEAD, TOLL = 0.5, 0.3


@dataclass(frozen=True, kw_only=True)
class World:
    """What several sources told, and what is true of it."""

    tables: Mapping[str, pa.Table]
    truth: Mapping[str, int]
    """Of each report, `source/incident`, the event it tells of."""
    voices: Mapping[int, int]
    """Of each event told how many sources tell it of themselves."""
    tellers: tuple[Teller, ...]
    events: int
    days: float
    half_km: float
    centres: Numbers
    """(offensives, 2), km east and north."""
    offensives: Numbers
    """(offensives,): the day each begins."""


def world(
    *, events: int, days: float, seed: int, n_sources: int = 3
) -> tuple[dict[str, pa.Table], dict[str, int]]:
    """Return what each source told, and of each report which happening it is of."""
    made = told_world(events=events, days=days, seed=seed, n_sources=n_sources)
    return dict(made.tables), dict(made.truth)


def told_world(
    *,
    events: int,
    days: float,
    seed: int,
    n_sources: int = 3,
    n_offensives: int = 12,
    half_km: float = 80.0,
    near_misses: float = 0.0,
    twice: float = 0.0,
    relayed: float = 0.0,
) -> World:
    """Return a world.

    Parameters
    ----------
    events : int
        That happen, without near misses.
    days : float
    seed : int
    n_sources : int
        Beside the wire.
    n_offensives : int
    half_km : float
        Half of the width of the ground.
    near_misses : float
        Of events the share that has one.
    twice : float
        Of reports the share that its source tells once more.
    relayed : float
        Of reports the share that the wire carries.
    """
    draw = np.random.default_rng(seed)
    spread = half_km * 7 / 16
    centres = draw.normal(0, spread, (n_offensives, 2))
    offensives = draw.uniform(0, days, n_offensives)
    which = draw.integers(0, n_offensives, events)
    bunched = draw.random(events) < BUNCHED
    xy = np.where(
        bunched[:, None],
        centres[which] + draw.normal(0, SPREAD_KM, (events, 2)),
        draw.uniform(-half_km, half_km, (events, 2)),
    )
    ebbed = offensives[which] + draw.exponential(EBBS_DAYS, events)
    day = np.where(bunched, ebbed, draw.uniform(0, days, events)) % days
    act = draw.choice(len(ACTS), events, p=ACT_SHARES)
    who = draw.integers(0, len(ACTORS), (events, 2))
    dead = np.where(draw.random(events) < NOBODY_DEAD, 0, draw.geometric(TOLL, events))
    missed = np.flatnonzero(draw.random(events) < near_misses)
    event = np.arange(events + len(missed))
    of = np.concatenate((np.arange(events), missed))
    xy, day, act, who, dead = xy[of], day[of], act[of], who[of], dead[of]
    xy[events:] += draw.normal(0, 2.0, (len(missed), 2))
    day[events:] = (day[events:] + draw.uniform(-1, 1, len(missed))) % days
    tables: dict[str, pa.Table] = {}
    truth: dict[str, int] = {}
    voices = np.zeros(len(event), np.int64)
    carried: list[pa.Table] = []
    for teller in TELLERS[:n_sources]:
        chosen = np.flatnonzero(draw.random(len(event)) < teller.covers)
        voices[chosen] += 1
        columns = _told(teller, draw, xy[chosen], day[chosen], act[chosen], who[chosen], dead[chosen])
        again = np.flatnonzero(draw.random(len(chosen)) < twice)
        both = np.concatenate((np.arange(len(chosen)), again))
        columns = {name: column[both] for name, column in columns.items()}
        later = slice(len(chosen), None)
        columns["toll"][later] += draw.integers(0, 2, len(again)) * (columns["toll"][later] >= 0)
        columns["known"][later] += draw.exponential(8.0, len(again))
        chosen = chosen[both]
        own = [f"{teller.name}-{index}" for index in range(len(chosen))]
        truth |= {f"{teller.name}/{one}": int(its) for one, its in zip(own, chosen, strict=True)}
        tables[teller.name] = _table(columns, own, [teller.name] * len(own), teller)
        if relayed:
            copied = np.flatnonzero(draw.random(len(chosen)) < relayed)
            copies = {name: column[copied] for name, column in columns.items()}
            copies["known"] = copies["known"] + draw.exponential(2.0, len(copied))
            names = [f"{WIRE}-{teller.name}-{index}" for index in range(len(copied))]
            carried.append(_table(copies, names, [teller.name] * len(names), teller))
            truth |= {f"{WIRE}/{one}": int(its) for one, its in zip(names, chosen[copied], strict=True)}
    if carried:
        tables[WIRE] = pa.concat_tables(carried)
    return World(
        tables=tables,
        truth=truth,
        voices={int(one): int(voices[one]) for one in event if voices[one]},
        tellers=TELLERS[:n_sources],
        events=events,
        days=days,
        half_km=half_km,
        centres=centres,
        offensives=offensives,
    )


def _told(
    teller: Teller,
    draw: np.random.Generator,
    xy: Numbers,
    day: Numbers,
    act: Numbers,
    who: Numbers,
    dead: Numbers,
) -> dict[str, Numbers]:
    """Return what a source tells of some events: hours since the beginning, numbers of acts and actors."""
    n = len(day)
    at = xy + draw.normal(0, teller.sigma_km, (n, 2))
    told = day * 24 + draw.exponential(teller.late_h, n)
    wrong, wider = draw.random(n) < teller.act_wrong, draw.random(n) < teller.act_wider
    other = draw.integers(0, len(ACTS), n)
    toll = np.maximum(dead + np.where(draw.random(n) < teller.toll_off, draw.integers(-2, 3, n), 0), 0)
    return {
        "lon": 36.7 + at[:, 0] / 90.2,
        "lat": 35.7 + at[:, 1] / 111.2,
        "start": np.floor(told / 24) * 24 if teller.hours >= 24 else np.floor(told),
        "known": told + draw.exponential(12.0, n),
        "act": np.where(wrong, other, np.where(wider, WIDENED[act], act)),
        "doer": np.where(draw.random(n) < teller.actors_left_out, -1, who[:, 0]),
        "target": np.where(draw.random(n) < teller.actors_left_out, -1, who[:, 1]),
        "toll": np.where(draw.random(n) < teller.toll_left_out, -1, toll),
    }


NAMES = (*ACTS, *sorted(set(WIDER.values())))
WIDENED = np.array([NAMES.index(WIDER.get(name, name)) for name in ACTS])


def _table(columns: Mapping[str, Numbers], own: list[str], told_by: list[str], teller: Teller) -> pa.Table:
    """Return what is told as CLAIMS."""
    n = len(own)
    casts = np.column_stack((columns["doer"], columns["target"]))
    is_told = casts >= 0
    actors = pa.array(ACTORS).take(pa.array(casts[is_told]))
    roles = pa.array(["initiator", "target"]).take(pa.array(np.nonzero(is_told)[1]))
    cast_type = CLAIMS.field("hypotheses").type.value_type.field("cast").type
    offsets = np.concatenate(([0], np.cumsum(is_told.sum(axis=1)))).astype(np.int32)
    cast = pa.ListArray.from_arrays(
        pa.array(offsets), pa.StructArray.from_arrays([actors, roles], fields=list(cast_type.value_type))
    )
    hypothesis = CLAIMS.field("hypotheses").type.value_type
    each = pa.StructArray.from_arrays(
        [
            pa.array(NAMES).take(pa.array(columns["act"])),
            cast.cast(cast_type),
            pa.nulls(n, pa.float64()),
            pa.array(["not_claimed"] * n),
        ],
        fields=list(hypothesis),
    )
    start = np.datetime64(BEGINS.replace(tzinfo=None), "us").astype(np.int64) + (
        columns["start"] * 3.6e9
    ).astype(np.int64)
    known = np.datetime64(BEGINS.replace(tzinfo=None), "us").astype(np.int64) + (
        columns["known"] * 3.6e9
    ).astype(np.int64)
    toll = pa.array(columns["toll"].astype(np.int32), mask=columns["toll"] < 0)
    told = {
        "incident_id": pa.array(own, pa.string()),
        "account": pa.array(["told"] * n, pa.string()),
        "start_at": pa.array(start).cast(CLAIMS.field("start_at").type),
        "end_at": pa.array(start + int(teller.hours * 3.6e9)).cast(CLAIMS.field("end_at").type),
        "lon": pa.array(columns["lon"]),
        "lat": pa.array(columns["lat"]),
        "radius_m": pa.array(np.full(n, 2_448.0 * teller.says_sigma_km)),
        "place_grade": pa.array(["settlement"] * n, pa.string()),
        "hypotheses": pa.ListArray.from_arrays(pa.array(np.arange(n + 1, dtype=np.int32)), each),
        "basis": pa.array(["one_third_party"] * n, pa.string()),
        "told_by": pa.ListArray.from_arrays(
            pa.array(np.arange(n + 1, dtype=np.int32)), pa.array(told_by, pa.string())
        ),
        "denied_by": pa.ListArray.from_arrays(pa.array(np.zeros(n + 1, np.int32)), pa.array([], pa.string())),
        "n_reports": pa.array(np.ones(n, np.int32)),
        "fatalities_low": toll,
        "fatalities_high": toll,
        "source_ids": pa.ListArray.from_arrays(
            pa.array(np.arange(n + 1, dtype=np.int32)), pa.array(own, pa.string())
        ),
        "known_at": pa.array(known).cast(CLAIMS.field("known_at").type),
    }
    return pa.table(
        [told[one.name].cast(one.type) if one.name in told else pa.nulls(n, one.type) for one in CLAIMS],
        schema=CLAIMS,
    )
