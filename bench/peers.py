"""Other ways to say which reports are one happening, measured beside ours.

Splink is trained as its manual says: a prior from pairs that agree on all, `u` from random pairs, and `m` by
expectation and maximisation, three times in blocks of other columns. Its threshold is best by the truth,
which no user knows, with and without keeping of each report its best of every source alone. MELTT's rule is
built from its description, and not checked against its authors' program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

import numpy as np
import pyarrow as pa

from truceline.fusion import Fused
from truceline.fusion.pairs import Pairs
from truceline.fusion.reports import Reports

Pair = tuple[int, int]
WINDOW_KM, WINDOW_H = 5.0, 48.0


def fixed_window(pairs: Pairs, *, akin: int = 4) -> set[Pair]:
    """Return pairs within 5 km and two days whose acts are so much alike at least; 4 is one act."""
    chosen = (pairs.km <= WINDOW_KM) & (pairs.gap_h <= WINDOW_H) & (pairs.levels[:, 0] >= akin)
    return {*zip(pairs.first[chosen].tolist(), pairs.second[chosen].tolist(), strict=True)}


def meltt(reports: Reports, pairs: Pairs) -> set[Pair]:
    """Return pairs by the rule of MELTT: within the window, the most alike in taxonomies first, one to one.

    Pairs that agree on no taxonomy at any level are none; of those alike the nearer in place goes first.
    """
    inside = (pairs.km <= WINDOW_KM) & (pairs.gap_h <= WINDOW_H)
    alike = pairs.levels[:, 0] / 4 + pairs.levels[:, 1] / 5
    rows = np.flatnonzero(inside & (alike > 0.5))
    rows = rows[np.lexsort((pairs.km[rows], -alike[rows]))]
    taken: set[tuple[int, int]] = set()
    found: set[Pair] = set()
    for one, other in zip(pairs.first[rows].tolist(), pairs.second[rows].tolist(), strict=True):
        wanted = (one, int(reports.source[other])), (other, int(reports.source[one]))
        if taken.isdisjoint(wanted):
            taken.update(wanted)
            found.add((one, other))
    return found


def splink_best(fused: Fused, tables: Mapping[str, pa.Table], true: Set[Pair]) -> float:
    """Return the best F1 that Splink reaches at any threshold."""
    one, other, p = _predicted(fused.reports, tables)
    best = 0.0
    for kept in (np.ones(len(p), bool), _mutual(fused.reports, one, other, p)):
        right = np.array(
            [pair in true for pair in zip(one[kept].tolist(), other[kept].tolist(), strict=True)]
        )
        order = np.argsort(-p[kept])
        hits = np.cumsum(right[order]) if len(order) else np.zeros(1)
        best = max(best, float((2 * hits / (np.arange(1, len(hits) + 1) + len(true))).max()))
    return best


def _mutual(reports: Reports, one: Any, other: Any, p: Any) -> Any:
    """Return which pairs are the best of both their reports in the source of the other."""
    m = len(reports.sources)
    keys = one * m + reports.source[other], other * m + reports.source[one]
    best = np.zeros(len(reports) * m)
    for key in keys:
        np.maximum.at(best, key, p)
    return (p >= best[keys[0]]) & (p >= best[keys[1]])


def _predicted(reports: Reports, tables: Mapping[str, pa.Table]) -> tuple[Any, Any, Any]:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # the environment of `make bench` has it

    api = DuckDBAPI()
    frames = [
        api.register(pa.Table.from_pylist(those), dataset_display_name=name)
        for name, those in _frames(reports, tables)
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[*_comparisons()],
        blocking_rules_to_generate_predictions=[block_on(*one) for one in _blocks()],
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(frames, settings, log_level=40)
    agree = "l.act = r.act and l.doer = r.doer and l.target = r.target and l.day = r.day and l.toll = r.toll"
    linker.training.estimate_probability_two_random_records_match([agree], recall=0.15)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for block in (("act", "doer", "target"), ("x0", "y0", "day"), ("act", "doer", "toll")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*block), record_sample_proportion=1.0
        )
    found = linker.inference.predict(threshold_match_probability=1e-3).as_pandas_dataframe()
    one = found["unique_id_l"].to_numpy().astype(np.int64)
    other = found["unique_id_r"].to_numpy().astype(np.int64)
    return np.minimum(one, other), np.maximum(one, other), found["match_probability"].to_numpy()


def _blocks() -> Iterator[tuple[str, str, str]]:
    """Yield cells of 0.2 degrees and two days, shifted by half so that no edge parts what is near."""
    for x in ("x0", "x1"):
        for y in ("y0", "y1"):
            for t in ("t0", "t1"):
                yield x, y, t


def _frames(reports: Reports, tables: Mapping[str, pa.Table]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for index, name in enumerate(reports.sources):
        rows = np.flatnonzero(reports.source == index)
        told = tables[name].select(["hypotheses"]).take(pa.array(reports.row[rows])).to_pylist()
        those = []
        for row, one in zip(rows.tolist(), told, strict=True):
            cast = {each["role"]: each["actor"] for each in one["hypotheses"][0]["cast"]}
            lon, lat, hour = float(reports.lon[row]), float(reports.lat[row]), float(reports.start_h[row])
            those.append(
                {
                    "unique_id": row,
                    "east": lon * 90.2,
                    "north": lat * 111.2,
                    "hour": hour,
                    "day": int(hour // 24),
                    "act": one["hypotheses"][0]["act"],
                    "doer": cast.get("initiator"),
                    "target": cast.get("target"),
                    "toll": None if reports.low[row] < 0 else int(reports.low[row]),
                    **{f"x{half}": int(lon / 0.2 + half / 2) for half in (0, 1)},
                    **{f"y{half}": int(lat / 0.2 + half / 2) for half in (0, 1)},
                    **{f"t{half}": int(hour / 48 + half / 2) for half in (0, 1)},
                }
            )
        yield name, those


def _comparisons() -> Iterator[Any]:
    from splink import comparison_level_library as cll
    from splink import comparison_library as cl

    km = "sqrt(power(east_l - east_r, 2) + power(north_l - north_r, 2))"
    hours = "abs(hour_l - hour_r)"
    off = "abs(toll_l - toll_r)"
    for name, told, levels in (
        ("place", None, [f"{km} <= {most}" for most in (1, 2, 4, 8, 12)]),
        ("time", None, [f"{hours} <= {most}" for most in (3, 12, 24, 48)]),
        ("toll", "toll", ["toll_l = toll_r and toll_l > 3", "toll_l = toll_r", f"{off} <= 2"]),
    ):
        yield cl.CustomComparison(
            output_column_name=name,
            comparison_levels=[
                *([cll.NullLevel(told)] if told else []),
                *(cll.CustomLevel(sql) for sql in levels),
                cll.ElseLevel(),
            ],
        )
    for name in ("act", "doer", "target"):
        yield cl.ExactMatch(name).configure(term_frequency_adjustments=name == "act")
