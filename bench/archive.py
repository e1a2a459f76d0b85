"""An archive of invented incidents and an invented text, as large as asked for, with a fixed seed.

Zones are wavy rounds of 51 to 5,001 corners without an error of their own; places lie half evenly, half about
sixty towns; each clause forbids some kinds of act to some actors in one zone between two days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from tests import zoo
from truceline.model.record import Record
from truceline.model.tables import CLAIMS

WEST, SOUTH, EAST, NORTH = 35.8, 35.2, 37.4, 36.6
SINCE, UNTIL = datetime(2017, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
ACTS = ("shelling", "raid", "gun_presence", "protest", "burning", "looting", "digging")
N_ACTORS = 20
AT_ONCE = 1_000_000
"""Rows of one row group."""
COLUMNS = ("at", "lon", "lat", "told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What one clause says: kinds of act and actors by number, from one day to another, in one zone."""

    acts: tuple[int, ...]
    actors: tuple[int, ...]
    zone: int
    start_at: datetime
    end_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An invented text."""

    zones: tuple[npt.NDArray[np.float64], ...]
    """Corners, (n, 2)."""
    clauses: tuple[Clause, ...]


def text(n_zones: int, n_clauses: int, *, seed: int = 1) -> Text:
    """Return a text; each zone has a clause as far as there are enough."""
    random = np.random.default_rng(seed)
    zones = []
    for number in range(n_zones):
        n = int(np.geomspace(51, 5_001, n_zones)[number]) if n_zones > 1 else 318
        turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
        size = random.uniform(0.03, 0.2) * (1 + 0.15 * np.sin(7 * turn) + 0.05 * np.sin(31 * turn))
        at = random.uniform((WEST + 0.2, SOUTH + 0.2), (EAST - 0.2, NORTH - 0.2))
        zones.append(np.round(at + np.stack([np.cos(turn), np.sin(turn)], axis=1) * size[:, None], 6))
    days = (UNTIL - SINCE).days
    clauses = []
    for number in range(n_clauses):
        first, last = sorted(random.choice(days // 30, 2, replace=False).tolist())
        clauses.append(
            Clause(
                acts=tuple(sorted(random.choice(len(ACTS), 2, replace=False).tolist())),
                actors=tuple(sorted(random.choice(N_ACTORS, 8, replace=False).tolist())),
                zone=number % n_zones,
                start_at=SINCE + timedelta(days=30 * first),
                end_at=SINCE + timedelta(days=30 * last),
            )
        )
    return Text(zones=tuple(zones), clauses=tuple(clauses))


def record(said: Text) -> Record:
    """Return the text as a casebook."""
    names = {"en": "x"}
    clause = {"title": "t", "reference": "art.", "checked_on": "2026-01-01"}
    clause["text"] = [{"version": "v", "anchor": "1", "words": "w"}]  # type: ignore[assignment]
    instrument: dict[str, Any] = zoo.SOURCE["instruments"][0] | {
        "in_force": {"at": "2016-12-01", "zone": "UTC"},
        "ended": None,
    }
    return zoo.casebook(
        ambiguities=[],
        positions=[{"id": "ruling", "label": names, "readings": {}}],
        instruments=[instrument],
        clauses=[
            clause
            | {
                "id": f"t1/{number}",
                "kind": "forbid",
                "who": {"actors": [f"actor{one}" for one in said_so.actors]},
                "acts": [ACTS[one] for one in said_so.acts],
                "where": f"zone{said_so.zone}",
                "from": {"at": f"{said_so.start_at:%Y-%m-%d}", "zone": "UTC"},
                "until": {"at": f"{said_so.end_at:%Y-%m-%d}", "zone": "UTC"},
            }
            for number, said_so in enumerate(said.clauses)
        ],
        actors=[
            {"id": f"actor{one}", "names": names, "kind": "group", "bound_by": []} for one in range(N_ACTORS)
        ],
        places=[],
        zones=[
            zoo.zone(f"zone{number}", {"shape": "polygon", "points": corners.tolist()})
            for number, corners in enumerate(said.zones)
        ],
        acts=[{"id": act, "names": names} for act in ACTS],
        words=[],
    )


def told() -> pa.ListArray:
    """Return the value of `hypotheses` for each number in the column `told`: actor by actor, act by act."""
    rows = [[zoo.hypothesis(act=act, by=(f"actor{one}",))] for one in range(N_ACTORS) for act in ACTS]
    return pa.array(rows, type=CLAIMS.field("hypotheses").type)


def write(path: Path, n: int, *, seed: int = 1) -> None:
    """Write `n` incidents as Parquet with the columns `at`, `lon`, `lat` and `told`."""
    random = np.random.default_rng(seed)
    towns = random.uniform((WEST, SOUTH), (EAST, NORTH), (60, 2))
    schema = pa.schema(
        [
            ("at", CLAIMS.field("start_at").type),
            ("lon", pa.float64()),
            ("lat", pa.float64()),
            ("told", pa.int32()),
        ]
    )
    first, last = (int(one.timestamp() * 1e6) for one in (SINCE, UNTIL))
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for start in range(0, n, AT_ONCE):
            size = min(AT_ONCE, n - start)
            places = random.uniform((WEST, SOUTH), (EAST, NORTH), (size, 2))
            about = random.random(size) < 0.5
            near = towns[random.integers(0, len(towns), size)] + random.normal(0, 0.03, (size, 2))
            places = np.where(about[:, None], near, places)
            columns = [
                pa.array(random.integers(first, last, size)).cast(schema.field("at").type),
                pa.array(places[:, 0].copy()),
                pa.array(places[:, 1].copy()),
                pa.array(random.integers(0, N_ACTORS * len(ACTS), size).astype(np.int32)),
            ]
            out.write_table(pa.table(columns, schema=schema), row_group_size=AT_ONCE)
