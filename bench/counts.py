"""Incidents counted by clause, side by side with what others need for the same counts.

Every contender runs in a process of its own, that tells its peak memory; they take turns, so that a busy
machine is busy for all. No time is printed before all agree. What is made once for a text, an index or a
plan, is told beside: everybody is asked once before the clock runs.

    python -m bench.counts                 # a million incidents, 12 and 1,000 zones
    BENCH_N=10000000 python -m bench.counts --write  # and docs/reference/benchmarks.md
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import archive
from truceline.model.tables import CLAIMS

ROUNDS = 5
AT_ONCE = 250_000
"""Rows of one batch: columns that stay in the processor's cache."""
TEXTS = ((12, 20), (12, 200), (1_000, 1_000))
"""Zones and clauses."""
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "benchmarks.md"
Count = Callable[[], list[int] | None]
"""Returns how many incidents break each clause; None of one that only reads."""


def reading_polars(path: Path, _: archive.Text) -> Count:
    import polars

    def run() -> None:
        polars.read_parquet(path, columns=list(archive.COLUMNS))

    return run


def reading_pyarrow(path: Path, _: archive.Text) -> Count:
    def run() -> None:
        for _batch in pq.ParquetFile(path).iter_batches(AT_ONCE, columns=list(archive.COLUMNS)):
            pass

    return run


def truceline(path: Path, said: archive.Text) -> Count:
    from truceline.judgement.counting import Counter

    counter, told = Counter(archive.record(said)), archive.told()

    def batches() -> Any:
        for batch in pq.ParquetFile(path).iter_batches(AT_ONCE, columns=list(archive.COLUMNS)):
            at, lon, lat, which = batch.columns
            columns = {
                "start_at": at,
                "end_at": at,
                "lon": lon,
                "lat": lat,
                "radius_m": pa.array(np.zeros(len(lon))),
                "hypotheses": pa.DictionaryArray.from_arrays(which, told),
            }
            yield pa.RecordBatch.from_pydict(columns)

    def run() -> list[int]:
        rows = counter.count(batches()).to_pylist()
        found = {
            int(row["clause_id"].split("/")[1]): row["n_incidents"]
            for row in rows
            if row["outcome"] == "breach" and row["threshold"] == 0.95
        }
        return [found[number] for number in range(len(said.clauses))]

    return run


def _rules(said: archive.Text) -> dict[str, Any]:
    """Return the clauses as a table: a row for each clause and number of `told` that it forbids."""
    rows = [
        (number, clause.zone, actor * len(archive.ACTS) + act, clause.start_at, clause.end_at)
        for number, clause in enumerate(said.clauses)
        for actor in clause.actors
        for act in clause.acts
    ]
    stamp = CLAIMS.field("start_at").type
    kinds = [pa.int32(), pa.int32(), pa.int32(), stamp, stamp]
    names = ("clause", "zone", "told", "start_at", "end_at")
    return {
        name: pa.array(column, kind)
        for name, column, kind in zip(names, zip(*rows, strict=True), kinds, strict=True)
    }


def _shapes(said: archive.Text) -> list[Any]:
    """Return the zones as Truceline builds them, so that all ask of the same corners."""
    import shapely

    from truceline import geo

    return [shapely.from_wkb(geo.wkb(geo.polygon(zone.tolist()))) for zone in said.zones]


def shapely_filtered(path: Path, said: archive.Text) -> Count:
    import shapely

    shapes = _shapes(said)
    for shape in shapes:
        shapely.prepare(shape)
    allowed = np.zeros((len(said.clauses), archive.N_ACTORS * len(archive.ACTS)), dtype=np.bool_)
    for number, clause in enumerate(said.clauses):
        for actor in clause.actors:
            allowed[number, [actor * len(archive.ACTS) + act for act in clause.acts]] = True
    spans = [
        [int(one.timestamp() * 1e6) for one in (clause.start_at, clause.end_at)] for clause in said.clauses
    ]

    def run() -> list[int]:
        found = np.zeros(len(said.clauses), dtype=np.int64)
        for batch in pq.ParquetFile(path).iter_batches(AT_ONCE, columns=list(archive.COLUMNS)):
            at, lon, lat, told = (
                column.cast(pa.int64()).to_numpy() if index == 0 else column.to_numpy()
                for index, column in enumerate(batch.columns)
            )
            for zone, shape in enumerate(shapes):
                west, south, east, north = shape.bounds
                near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
                clauses = [number for number, one in enumerate(said.clauses) if one.zone == zone]
                here_told, here_at = told[near], at[near]
                forbid = [
                    allowed[number][here_told] & (here_at >= spans[number][0]) & (here_at < spans[number][1])
                    for number in clauses
                ]
                if not clauses:
                    continue
                asked = np.flatnonzero(np.logical_or.reduce(forbid))
                inside = shapely.contains_xy(shape, lon[near[asked]], lat[near[asked]])
                for number, one in zip(clauses, forbid, strict=True):
                    found[number] += np.count_nonzero(one[asked] & inside)
        return [int(n) for n in found]

    return run


def geopandas_joined(path: Path, said: archive.Text) -> Count:
    import geopandas
    import pandas

    zones = geopandas.GeoDataFrame({"zone": range(len(said.zones))}, geometry=_shapes(said), crs="EPSG:4326")
    rules = pa.table(_rules(said)).to_pandas()

    def run() -> list[int]:
        table = pq.read_table(path, columns=list(archive.COLUMNS)).to_pandas()
        points = geopandas.GeoDataFrame(
            table[["at", "told"]], geometry=geopandas.points_from_xy(table.lon, table.lat), crs="EPSG:4326"
        )
        joined = points.sjoin(zones, predicate="within")
        pairs = pandas.DataFrame(joined[["at", "told", "zone"]]).merge(rules, on=["told", "zone"])
        pairs = pairs[(pairs["at"] >= pairs.start_at) & (pairs["at"] < pairs.end_at)]
        found = pairs.groupby("clause").size()
        return [int(found.get(number, 0)) for number in range(len(said.clauses))]

    return run


_SQL = """
    SELECT r.clause AS clause, count(*) AS n
    FROM {claims} c JOIN zones z ON {inside} JOIN rules r ON r.zone = z.zone AND r.told = c.told
    WHERE c.at >= r.start_at AND c.at < r.end_at GROUP BY r.clause
"""


def _of_clauses(rows: list[tuple[int, int]], said: archive.Text) -> list[int]:
    found = dict(rows)
    return [found.get(number, 0) for number in range(len(said.clauses))]


def duckdb_spatial(path: Path, said: archive.Text) -> Count:
    import duckdb
    import duckdb_extensions
    import shapely

    duckdb_extensions.import_extension("spatial")
    base = duckdb.connect()
    base.execute("LOAD spatial; SET TimeZone = 'UTC'")
    wkb = pa.table({"zone": list(range(len(said.zones))), "wkb": [shapely.to_wkb(s) for s in _shapes(said)]})
    rules = pa.table(_rules(said))
    base.register("wkb", wkb)
    base.register("rules_given", rules)
    base.execute("CREATE TABLE zones AS SELECT zone, ST_GeomFromWKB(wkb) AS shape FROM wkb")
    base.execute("CREATE TABLE rules AS SELECT * FROM rules_given")
    asked = _SQL.format(claims=f"read_parquet('{path}')", inside="ST_Within(ST_Point(c.lon, c.lat), z.shape)")

    def run() -> list[int]:
        return _of_clauses(base.execute(asked).fetchall(), said)

    return run


def sedonadb_sql(path: Path, said: archive.Text) -> Count:
    import sedonadb
    import shapely

    base = sedonadb.connect()
    base.read_parquet(str(path)).to_view("claims")
    wkb = pa.table({"zone": list(range(len(said.zones))), "wkb": [shapely.to_wkb(s) for s in _shapes(said)]})
    base.create_data_frame(wkb).to_view("zones_wkb")
    base.sql("SELECT zone, ST_GeomFromWKB(wkb) AS shape FROM zones_wkb").to_memtable().to_view("zones")
    base.create_data_frame(pa.table(_rules(said))).to_view("rules")
    asked = _SQL.format(claims="claims", inside="ST_Within(ST_Point(c.lon, c.lat), z.shape)")

    def run() -> list[int]:
        found = pa.table(base.sql(asked)).to_pydict()
        return _of_clauses(list(zip(found["clause"], found["n"], strict=True)), said)

    return run


CONTENDERS: dict[str, tuple[Callable[[Path, archive.Text], Count], str, int]] = {
    "reading, Polars": (reading_polars, "polars", 10**12),
    "reading, pyarrow": (reading_pyarrow, "pyarrow", 10**12),
    "Truceline": (truceline, "truceline", 10**12),
    "shapely after filtering": (shapely_filtered, "shapely", 10**10),
    "SedonaDB": (sedonadb_sql, "sedonadb", 10**10),
    "GeoPandas": (geopandas_joined, "geopandas", 2 * 10**8),
    "DuckDB spatial": (duckdb_spatial, "duckdb_extensions", 30 * 10**6),
}
"""How each is made ready, what it needs, and above how many incidents times zones it is left out."""


def _worker(name: str, path: Path, n_zones: int, n_clauses: int) -> None:
    """Count whenever a line comes in; the first count, that makes ready, is told apart."""
    start = time.process_time()
    work = CONTENDERS[name][0](path, archive.text(n_zones, n_clauses))
    first = work()
    _tell({"counts": first, "ready_s": time.process_time() - start})
    for _ in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        counts = work()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        _tell({"counts": counts, "cpu_s": cpu, "wall_s": wall, "peak_mb": _peak_mb()})


def _peak_mb() -> int:
    """Return the most memory this process had; not what `getrusage` tells, which has its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def measure(path: Path, n: int, n_zones: int, n_clauses: int) -> list[dict[str, Any]]:
    """Return a row for each contender that can be had; raise where two do not agree."""
    workers = {
        name: subprocess.Popen(
            [sys.executable, "-m", "bench.counts", "--worker", name, str(path), str(n_zones), str(n_clauses)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name, (_, needs, most) in CONTENDERS.items()
        if importlib.util.find_spec(needs) and n * n_zones <= most
    }
    told: dict[str, list[dict[str, Any]]] = {name: [_heard(one)] for name, one in workers.items()}
    for _ in range(ROUNDS):
        for name, one in workers.items():
            assert one.stdin is not None
            print(file=one.stdin, flush=True)
            told[name].append(_heard(one))
    for one in workers.values():
        one.communicate()
    counts = {name: one["counts"] for name, each in told.items() for one in each if one["counts"] is not None}
    expected = counts["Truceline"]
    wrong = [name for name, found in counts.items() if found != expected]
    if wrong:
        raise SystemExit(f"{', '.join(wrong)} and Truceline do not agree: no time is told")
    return [
        {
            "name": name,
            "n": n,
            "zones": n_zones,
            "clauses": n_clauses,
            "matches": sum(expected),
            "ready_s": each[0]["ready_s"],
            "peak_mb": max(one["peak_mb"] for one in each[1:]),
            **{key: statistics.median(one[key] for one in each[1:]) for key in ("cpu_s", "wall_s")},
        }
        for name, each in told.items()
    ]


def _heard(worker: subprocess.Popen[str]) -> dict[str, Any]:
    assert worker.stdout is not None
    line = worker.stdout.readline()
    if not line:
        raise SystemExit(f"a contender ended before it had counted: {worker.args!r}")
    heard: dict[str, Any] = json.loads(line)
    return heard


def table(rows: list[dict[str, Any]]) -> str:
    """Return one comparison as a Markdown table, with ratios to what reading the columns takes."""
    limit = next(row["cpu_s"] for row in rows if row["name"].startswith("reading"))
    lines = [
        f"## {rows[0]['n']:,} incidents, {rows[0]['zones']:,} zones, {rows[0]['clauses']:,} clauses",
        "",
        f"All agree on {rows[0]['matches']:,} pairs of incident and clause.",
        "",
        "| | CPU s | × reading | wall s | made ready once, CPU s | peak MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row['name']} | {row['cpu_s']:.2f} | {row['cpu_s'] / limit:.1f} | {row['wall_s']:.2f} "
        f"| {row['ready_s']:.1f} | {row['peak_mb']:,} |"
        for row in rows
    ]
    return "\n".join(lines)


def page(tables: list[str]) -> str:
    """Return the page of docs/reference, with what it was measured on."""
    versions = [
        f"{name} {importlib.metadata.version(name)}"
        for name in ("numpy", "pyarrow", "polars", "shapely", "geopandas", "duckdb", "sedonadb")
        if importlib.util.find_spec(name)
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    about = (
        f"Measured on {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, {', '.join(versions)}; medians of {ROUNDS} rounds in which all "
        "take turns. CPU seconds are of all threads together; ratios mean more than seconds."
    )
    head = (
        "# Benchmarks\n\n*Written by `python -m bench.counts --write`.*\n\n"
        "Incidents with an exact place and time are counted by the clause that they break: from Parquet "
        "to numbers. Zones have no error of their own. What is made ready once (an index, a plan, the law of "
        "each kind of act and actor, and the first count) is told apart.\n"
    )
    return "\n\n".join([head + "\n" + about, *tables]) + "\n"


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description="Count incidents side by side with other engines.")
    parser.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help="write docs/reference/benchmarks.md too")
    asked = parser.parse_args()
    if asked.worker:
        name, path, n_zones, n_clauses = asked.worker
        _worker(name, Path(path), int(n_zones), int(n_clauses))
        return
    n = int(os.environ.get("BENCH_N", "1000000"))
    tables = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.parquet"
        archive.write(path, n)
        for n_zones, n_clauses in TEXTS:
            tables.append(table(measure(path, n, n_zones, n_clauses)))
            print(f"\n{tables[-1]}", flush=True)
    if asked.write:
        PAGE.write_text(page(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
