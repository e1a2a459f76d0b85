"""What fusion is worth on real reports: ACLED and UCDP in the north-west, September 2018 to December 2019.

Run with `make bench`, where the test data is. The labels are pairs of ids, and whether they are one
happening: *same*, *different* or *unsure*. A language model labelled them by reading the fields and notes of
both records, told to say *same* only where a place, a toll or a particular event agrees; it saw nothing that
any program made of them. They were drawn by how an early model weighed them, most where it saw a chance.
ACLED's extract holds battles alone; UCDP's rows have place names and no points, so they are located by the
casebook's places and OCHA's table.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Collection, Set
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from bench.peers import fixed_window, meltt
from truceline.fusion import fuse
from truceline.runs import Input, gather
from truceline.runs.sealed import read_sealed

AKIN = 2
"""Of levels of an act: sources that code by other taxonomies have few acts in common."""
LABELS = Path(__file__).parent / "labels" / "acled_ucdp_north_west_2018_2019.csv"
FIRST, LAST = datetime(2018, 8, 29, tzinfo=UTC), datetime(2020, 1, 3, tzinfo=UTC)
BOX = (35.5, 34.8, 38.5, 37.2)
"""West, south, east, north, degrees: Idlib, Hama, Latakia and Aleppo."""
Pair = tuple[str, str]
DATA = Path(os.environ.get("TRUCELINE_TEST_DATA", ""))


def _there_and_then(claims: pa.Table) -> pa.Table:
    lon, lat, at = (claims.column(one) for one in ("lon", "lat", "start_at"))
    west, south, east, north = BOX
    kept = pc.and_kleene(pc.greater_equal(at, FIRST), pc.less_equal(at, LAST))
    for column, low, high in ((lon, west, east), (lat, south, north)):
        kept = pc.and_kleene(kept, pc.and_kleene(pc.greater_equal(column, low), pc.less_equal(column, high)))
    return claims.filter(kept)


def _share(n: int, of: int) -> str:
    """Return a share with its interval at 0.95 (Wilson)."""
    if not of:
        return "–"
    z, p = 1.959964, n / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return f"{p:.2f} ({low:.2f} to {high:.2f})"


def _in_order(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _line(name: str, found: Set[Pair], same: Collection[Pair], other: Collection[Pair]) -> str:
    hit, wrong = (sum(one in found for one in some) for some in (same, other))
    precision, recall = _share(hit, hit + wrong), _share(hit, len(same))
    f1 = 2 * hit / (2 * hit + wrong + len(same) - hit)
    return f"{name:28}{f1:5.2f}   precision {precision}   recall {recall}"


@pytest.mark.skipif(not (DATA / "ucdp").is_dir(), reason="TRUCELINE_TEST_DATA names no folder of test data")
def test_acled_and_ucdp_as_labelled() -> None:
    sealed = read_sealed("idlib", try_zones=False)
    places = (str(DATA / "geo" / "ocha_cod_populated_places_2021.csv"),)
    files = {
        "acled": Input(file=str(DATA / "acled" / "acled_syria_battles_2017_2019.csv.gz"), reader="acled"),
        "ucdp": Input(
            file=str(DATA / "ucdp" / "ucdp_ged_syria_subset_from_aec.csv"),
            reader="ucdp",
            settlements=places,
        ),
    }
    claims = {name: _there_and_then(gather(sealed, [one]).claims) for name, one in files.items()}
    fused = fuse(claims, sealed.parsed.record.casebook)
    ids = fused.reports.ids
    groups: dict[str, list[str]] = {}
    for own, incident in fused.incident_of.items():
        groups.setdefault(incident, []).append(own)
    ours = {(one, other) for some in groups.values() for one in some for other in some if one < other}
    told = {
        name: {_in_order(ids[one], ids[other]) for one, other in found}
        for name, found in {
            "5 km, 2 days, act akin": fixed_window(fused.pairs, akin=AKIN),
            "MELTT's rule": meltt(fused.reports, fused.pairs),
        }.items()
    }
    with LABELS.open(encoding="utf-8", newline="") as stream:
        labelled = [
            ((f"acled/{row['acled']}", f"ucdp/{row['ucdp']}"), row["label"]) for row in csv.DictReader(stream)
        ]
    known = set(ids)
    there = [(pair, label) for pair, label in labelled if known.issuperset(pair)]
    same, other = ([pair for pair, label in there if label == one] for one in ("same", "different"))
    print(
        f"\n{len(labelled)} pairs labelled; of {len(there)} both reports have a place: "
        f"{len(same)} same, {len(other)} different, the rest unsure"
    )
    print(_line("ours", ours, same, other))
    for name, found in told.items():
        print(_line(name, found, same, other))
    p = {
        _in_order(ids[one], ids[two]): each
        for one, two, each in zip(
            fused.pairs.first.tolist(), fused.pairs.second.tolist(), fused.weights.p.tolist(), strict=True
        )
    }
    for low, high in ((0.0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1.01)):
        some = [label for pair, label in there if label != "unsure" and low <= p.get(pair, 0.0) < high]
        shown = _share(some.count("same"), len(some))
        print(f"  probability {low:.1f} to {min(high, 1.0):.1f}: of {len(some)} pairs {shown} are one")
    assert len(there) >= 150
