"""Synthetic claims for benchmarks: seeded, invented, and nothing like a record of anything."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.record import Record
from truceline.model.tables import CLAIMS

Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""
NORTH_WEST: Box = (35.8, 35.2, 37.4, 36.6)
"""The box around the Idlib area."""
SYRIA: Box = (35.7, 32.3, 42.4, 37.3)
"""The box around the country, of which an export tells."""
ACTS = ("shelling", "air_strike", "ground_attack", "ied", "tank_presence", "protest", "obstruction")
YEARS = ("2017-01-01", "2020-12-31")


def certain_claims(
    record: Record, n: int, *, box: Box, n_actors: int = 20, n_places: int = 5_000, seed: int = 1
) -> pa.Table:
    """Return `n` claims with exact time and place and one hypothesis each, as a CLAIMS table.

    The first `n_actors` of the casebook's actors take every part: 20 make 2,800 distinct hypotheses, about
    as many as the ACLED export of three years of war has. They happen at `n_places` random places: reports
    are placed at settlements, of which the country has about 7,600.
    """
    random = np.random.default_rng(seed)
    actors = np.array([actor.id for actor in record.casebook.actors][:n_actors])
    start, end = (np.datetime64(day, "us").astype(np.int64) for day in YEARS)
    at = pa.array(random.integers(start, end, n)).cast(CLAIMS.field("start_at").type)
    west, south, east, north = box
    at_place = random.integers(0, n_places, n)
    by, to = random.integers(0, len(actors), (2, n))
    cast_type = CLAIMS.field("hypotheses").type.value_type.field("cast").type
    members = pa.StructArray.from_arrays(
        [
            pa.array(actors).take(pa.array(np.stack([by, to], axis=1).reshape(-1))),
            pa.array(["initiator", "target"]).take(pa.array(np.tile([0, 1], n))),
        ],
        fields=list(cast_type.value_type),
    )
    hypotheses = pa.StructArray.from_arrays(
        [
            pa.array(ACTS).take(pa.array(random.integers(0, len(ACTS), n))),
            pa.ListArray.from_arrays(pa.array(np.arange(0, 2 * n + 1, 2, dtype=np.int32)), members),
            pa.nulls(n, pa.float64()),
            pa.repeat(pa.scalar("not_claimed"), n),
        ],
        fields=list(CLAIMS.field("hypotheses").type.value_type),
    )
    one_each = pa.array(np.arange(n + 1, dtype=np.int32))
    none_each = pa.array(np.zeros(n + 1, dtype=np.int32))
    empty = pa.ListArray.from_arrays(none_each, pa.array([], pa.string()))
    columns = {
        "incident_id": pc.cast(pa.array(np.arange(n)), pa.string()),
        "account": pa.repeat(pa.scalar("made"), n),
        "start_at": at,
        "end_at": at,
        "lon": pa.array(random.uniform(west, east, n_places)[at_place]),
        "lat": pa.array(random.uniform(south, north, n_places)[at_place]),
        "radius_m": pa.array(np.zeros(n)),
        "place_grade": pa.repeat(pa.scalar("surveyed"), n),
        "hypotheses": pa.ListArray.from_arrays(one_each, hypotheses),
        "basis": pa.repeat(pa.scalar("one_third_party"), n),
        "told_by": empty,
        "denied_by": empty,
        "n_reports": pa.array(np.ones(n, dtype=np.int32)),
        "source_ids": empty,
    }
    missing = {name: pa.nulls(n, CLAIMS.field(name).type) for name in CLAIMS.names if name not in columns}
    return pa.table({name: (columns | missing)[name] for name in CLAIMS.names}).cast(CLAIMS)
