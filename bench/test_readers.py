"""How long a row takes to read, beside Arrow reading the same file in the same run.

Run with `make bench`. Processor time, so that a busy machine changes it little; an invented export of as many
distinct names, places and days as three years of a real one.
"""

from __future__ import annotations

import csv
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest

from bench.world import SYRIA, YEARS, certain_claims
from truceline.files import load_record
from truceline.model.record import Record
from truceline.sources import read_claims

RUNS = 3
PLACES, SOURCES, NOTE = 5_000, 400, "Invented: on that day the two fought, and nobody knows who began. " * 4


@pytest.fixture(scope="module")
def idlib() -> Record:
    return load_record("idlib")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    pa.set_cpu_count(1)


def us_a_row(work: Callable[[], object], n: int) -> float:
    """Return the median processor time of some runs, in microseconds a row."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return 1e6 * statistics.median(found) / n


def told(what: str, n: int, ours: float, arrow: float) -> None:
    print(f"\n{what}, {n:,} rows, processor time a row, medians of {RUNS} runs")
    print(f"  read_claims                    {ours:8.2f} us    1.00")
    print(f"  Arrow alone, every column      {arrow:8.2f} us    {arrow / ours:.2f}")


@pytest.mark.parametrize("n", [16_000, 100_000, 1_000_000])
def test_an_acled_export(idlib: Record, tmp_path: Path, n: int) -> None:
    file = tmp_path / "export.csv"
    write_export(idlib, file, n)
    ours = us_a_row(lambda: read_claims(file, idlib.casebook), n)
    told("An ACLED export as CSV", n, ours, us_a_row(lambda: arrow_csv.read_csv(file), n))


@pytest.mark.parametrize("n", [100_000, 1_000_000])
def test_claims_of_our_own(idlib: Record, tmp_path: Path, n: int) -> None:
    file = tmp_path / "claims.parquet"
    pq.write_table(certain_claims(idlib, n, box=SYRIA), file)
    ours = us_a_row(lambda: read_claims(file, idlib.casebook, reader="claims"), n)
    told("Our own claims as Parquet", n, ours, us_a_row(lambda: pq.read_table(file, use_threads=False), n))


def write_export(record: Record, file: Path, n: int, seed: int = 1) -> None:
    """Write an invented export of all 31 columns of ACLED's."""
    random = np.random.default_rng(seed)
    names = [actor.names["en"] for actor in record.casebook.actors]
    days = np.arange(*YEARS, dtype="datetime64[D]")
    west, south, east, north = SYRIA
    points = np.column_stack([random.uniform(west, east, PLACES), random.uniform(south, north, PLACES)])
    place, day, source = (random.integers(0, most, n) for most in (PLACES, len(days), SOURCES))
    one, other = random.integers(0, 40, (2, n)) % len(names)
    precision, toll, stamp = (random.integers(low, high, n) for low, high in ((1, 4), (0, 30), (0, 2_000)))
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADINGS)
        for row in range(n):
            at = f"Place {place[row]}"
            lon, lat = points[place[row]]
            date = days[day[row]].item()
            writer.writerow(
                [
                    *(f"INV{row}", f"{date:%d %B %Y}", date.year, precision[row], "Political violence"),
                    *("Battles", "Armed clash", names[one[row]], "", 1, names[other[row]], "", 2, 12, ""),
                    *(760, "Middle East", "Syria", f"North {place[row] % 14}", f"District {place[row] % 60}"),
                    *(f"Sub {place[row] % 270}", at, f"{lat:.4f}", f"{lon:.4f}", precision[row]),
                    *(
                        f"Source {source[row]}",
                        "Other",
                        f"{NOTE}It was near {at}, it is said.",
                        toll[row],
                        "",
                    ),
                    1_624_916_559 + int(stamp[row]),
                ]
            )


HEADINGS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3"),
    *("location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes"),
    *("fatalities", "tags", "timestamp"),
)
