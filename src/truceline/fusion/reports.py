"""Claims of several sources as columns of numbers, ready to be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline.model.casebook import Casebook
from truceline.text.relations.acts import kinds_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

EARTH_KM: Final = 6_371.0088
SIGMAS_95: Final = 2.447_746_830_680_816
"""Radius within which a point lies with probability 0.95, in standard deviations of either coordinate."""
LEAST_KM: Final = 0.05
LEAST_H: Final = 1.0
"""No source tells place or time finer than this."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reports:
    """Reports that tell where and when, a row each; of what is not told a code says so."""

    ids: tuple[str, ...]
    """`source/incident`, each once."""
    source: Ints
    """Number of its source in `sources`."""
    sources: tuple[str, ...]
    at_km: Floats
    """(n, 3): on the sphere, so that a distance is a chord."""
    sigma_km: Floats
    """Of either coordinate of its place, as its source tells."""
    start_h: Floats
    end_h: Floats
    """Hours since 1970, UTC."""
    act: Ints
    """Number of its act; -1 where it is not told, or is several."""
    cast: Ints
    """Number of its set of actors in `casts`; -1 where nobody is named."""
    casts: tuple[frozenset[str], ...]
    low: Ints
    high: Ints
    """Dead; -1 where that is not told."""
    akin: npt.NDArray[np.int8]
    """(acts, acts): 3 the same, 2 one a kind of the other or both of one, 1 of one branch, 0 of none."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ids)


def reports_of(claims: Mapping[str, pa.Table], casebook: Casebook) -> tuple[Reports, dict[str, int]]:
    """Return the reports of several sources, and of each source how many cannot be compared.

    Parameters
    ----------
    claims : mapping of str to pa.Table
        CLAIMS of each source, by its name: of an incident its first account counts.
    casebook : Casebook
        Whose acts they name.

    Returns
    -------
    Reports
    dict of str to int
        Claims without a place or a time, by source: they are fused with nothing.
    """
    acts = [str(one.id) for one in casebook.acts]
    number = {one: index for index, one in enumerate(acts)}
    casts: dict[frozenset[str], int] = {}
    columns: dict[str, list[Any]] = {
        one: []
        for one in ("id", "source", "lon", "lat", "sigma", "start", "end", "act", "cast", "low", "high")
    }
    left_out = {}
    for index, (source, table) in enumerate(claims.items()):
        rows = _first_accounts(table)
        kept = [row for row in rows if row["lon"] is not None and row["start_at"] is not None]
        left_out[source] = len(rows) - len(kept)
        for row in kept:
            told = {one["act"] for one in row["hypotheses"]}
            cast = frozenset(
                each["actor"] for one in row["hypotheses"] for each in one["cast"] if each["actor"]
            )
            low, high = row["fatalities_low"], row["fatalities_high"]
            columns["id"].append(f"{source}/{row['incident_id']}")
            columns["source"].append(index)
            columns["lon"].append(row["lon"])
            columns["lat"].append(row["lat"])
            columns["sigma"].append((row["radius_m"] or 0.0) / 1_000 / SIGMAS_95)
            columns["start"].append(row["start_at"].timestamp() / 3_600)
            columns["end"].append((row["end_at"] or row["start_at"]).timestamp() / 3_600)
            columns["act"].append(number.get(next(iter(told)), -1) if len(told) == 1 else -1)
            columns["cast"].append(casts.setdefault(cast, len(casts)) if cast else -1)
            columns["low"].append(-1 if low is None else low)
            columns["high"].append(-1 if high is None and low is None else low if high is None else high)
    return (
        Reports(
            ids=tuple(columns["id"]),
            source=np.array(columns["source"], np.int64),
            sources=tuple(claims),
            at_km=_on_sphere(np.array(columns["lon"], float), np.array(columns["lat"], float)),
            sigma_km=np.maximum(np.array(columns["sigma"], float), LEAST_KM),
            start_h=np.array(columns["start"], float),
            end_h=np.array(columns["end"], float),
            act=np.array(columns["act"], np.int64),
            cast=np.array(columns["cast"], np.int64),
            casts=tuple(casts),
            low=np.array(columns["low"], np.int64),
            high=np.array(columns["high"], np.int64),
            akin=_akin(casebook, acts),
        ),
        left_out,
    )


def _first_accounts(table: pa.Table) -> Sequence[Mapping[str, Any]]:
    wanted = ("incident_id", "lon", "lat", "radius_m", "start_at", "end_at", "hypotheses")
    rows = table.select([*wanted, "fatalities_low", "fatalities_high"]).to_pylist()
    return [*{row["incident_id"]: row for row in reversed(rows)}.values()][::-1]


def _on_sphere(lon: Floats, lat: Floats) -> Floats:
    lam, phi = np.radians(lon), np.radians(lat)
    return EARTH_KM * np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))


def _akin(casebook: Casebook, acts: Sequence[str]) -> npt.NDArray[np.int8]:
    """Return how near each act is to each in the hierarchy, whose very top says nothing."""
    number = {one: index for index, one in enumerate(acts)}
    found = np.zeros((len(acts), len(acts)), np.int8)
    tops = {one.id for one in casebook.acts if one.under is None}
    for act in casebook.acts:
        kinds = [number[str(one)] for one in kinds_of(casebook, (act.id,))]
        if act.id not in tops:
            found[np.ix_(kinds, kinds)] = np.maximum(found[np.ix_(kinds, kinds)], 1)
        own = [number[str(act.id)], *(number[str(one.id)] for one in casebook.acts if one.under == act.id)]
        if act.under not in tops and act.id not in tops:
            found[np.ix_(own, own)] = np.maximum(found[np.ix_(own, own)], 2)
    np.fill_diagonal(found, 3)
    return found
