"""Claims for the tests of fusion: shelling of a town on a day, and what else sources tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pyarrow as pa

from bench.tellers import world
from truceline.files import load_record
from truceline.fusion import Fused, fuse
from truceline.model.casebook import Casebook
from truceline.model.tables import CLAIMS, DECISIONS

DAY = datetime(2018, 10, 12, tzinfo=UTC)


@cache
def book() -> Casebook:
    return load_record("idlib").casebook


def claim(own: str, **told: Any) -> dict[str, Any]:
    """Return a claim of shelling of a town on a day; what is told otherwise takes its place."""
    actors = told.pop("actors", ("syrian-government-forces", "hts"))
    act = told.pop("act", "shelling")
    start = told.pop("start", DAY + timedelta(days=told.pop("day", 0.0)))
    hours = told.pop("hours", 24.0)
    dead = told.pop("dead", 2)
    roles = told.pop("roles", ("initiator", "target"))
    return {
        "incident_id": own,
        "account": "told",
        "start_at": start,
        "end_at": None if start is None else start + timedelta(hours=hours),
        "lon": 36.8,
        "lat": 35.86,
        "radius_m": 2_000.0,
        "hypotheses": [
            {
                "act": act,
                "cast": [{"actor": one, "role": role} for one, role in zip(actors, roles, strict=False)],
                "weight": None,
                "response": "not_claimed",
            }
        ],
        "basis": "source_unclear",
        "told_by": ["x"],
        "denied_by": [],
        "n_reports": 1,
        "fatalities_low": dead,
        "fatalities_high": dead,
        "source_ids": [own],
        **told,
    }


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=CLAIMS)


def fused(**claims: Sequence[Mapping[str, Any]]) -> Fused:
    return fuse({name: table(rows) for name, rows in claims.items()}, book(), tells_twice=claims)


@cache
def _world() -> dict[str, list[dict[str, Any]]]:
    tables, _ = world(events=250, days=60, seed=11, n_sources=3)
    return {name: rows.to_pylist() for name, rows in zip("abc", tables.values(), strict=True)}


def background(name: str) -> list[dict[str, Any]]:
    """Return what else a source tells, from which rates and errors are learnt."""
    return [{**row, "incident_id": f"w{number}"} for number, row in enumerate(_world()[name])]


def together(found: Fused, *reports: str) -> bool:
    return len({found.incident_of[one] for one in reports}) == 1


def decisions(*rows: tuple[str, str, str]) -> pa.Table:
    told = [{"first": one, "second": other, "says": says, "by": "analyst"} for one, other, says in rows]
    return pa.Table.from_pylist(told, schema=DECISIONS)
