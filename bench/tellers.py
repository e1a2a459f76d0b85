"""Invented worlds whose truth is known: what happened, and what several sources told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
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
)


def world(
    *, events: int, days: float, seed: int, n_sources: int = 3
) -> tuple[dict[str, pa.Table], dict[str, int]]:
    """Return what each source told, and of each report which happening it is of."""
    draw = np.random.default_rng(seed)
    centres = draw.normal(0, 35, (12, 2))
    offensives = draw.uniform(0, days, 12)
    which = draw.integers(0, 12, events)
    bunched = draw.random(events) < 0.7
    xy = np.where(
        bunched[:, None], centres[which] + draw.normal(0, 6, (events, 2)), draw.uniform(-80, 80, (events, 2))
    )
    day = (
        np.where(bunched, offensives[which] + draw.exponential(4, events), draw.uniform(0, days, events))
        % days
    )
    act = draw.choice(len(ACTS), events, p=(0.2, 0.15, 0.2, 0.1, 0.15, 0.1, 0.1))
    doer, target = draw.integers(0, 5, events), draw.integers(0, 5, events)
    dead = np.where(draw.random(events) < 0.5, 0, draw.geometric(0.3, events))
    tables, truth = {}, {}
    for teller in TELLERS[:n_sources]:
        rows: list[dict[str, object]] = []
        for one in np.flatnonzero(draw.random(events) < teller.covers):
            own = f"{teller.name}-{len(rows)}"
            truth[f"{teller.name}/{own}"] = int(one)
            at = xy[one] + draw.normal(0, teller.sigma_km, 2)
            told = BEGINS + timedelta(days=float(day[one]), hours=float(draw.exponential(teller.late_h)))
            start = (
                told.replace(hour=0, minute=0, second=0, microsecond=0)
                if teller.hours >= 24
                else told.replace(minute=0, second=0, microsecond=0)
            )
            name = ACTS[act[one]]
            if draw.random() < teller.act_wrong:
                name = ACTS[draw.integers(0, len(ACTS))]
            elif draw.random() < teller.act_wider:
                name = WIDER.get(name, name)
            cast = [
                {"actor": ACTORS[who], "role": role}
                for who, role in ((doer[one], "initiator"), (target[one], "target"))
                if draw.random() >= teller.actors_left_out
            ]
            toll = max(0, int(dead[one] + (draw.integers(-2, 3) if draw.random() < teller.toll_off else 0)))
            is_told = draw.random() >= teller.toll_left_out
            rows.append(
                {
                    "incident_id": own,
                    "account": "told",
                    "start_at": start,
                    "end_at": start + timedelta(hours=teller.hours),
                    "lon": 36.7 + at[0] / 90.2,
                    "lat": 35.7 + at[1] / 111.2,
                    "radius_m": 2_448 * teller.says_sigma_km,
                    "place_grade": "settlement",
                    "within": [],
                    "hypotheses": [{"act": name, "cast": cast, "weight": None, "response": "not_claimed"}],
                    "basis": "source_unclear",
                    "told_by": [teller.name],
                    "denied_by": [],
                    "n_reports": 1,
                    "fatalities_low": toll if is_told else None,
                    "fatalities_high": toll if is_told else None,
                    "source_ids": [own],
                }
            )
        tables[teller.name] = pa.Table.from_pylist(rows, schema=CLAIMS)
    return tables, truth
