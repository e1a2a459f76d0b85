"""Fusion measured in invented worlds, beside its peers and beside what could be known at best.

    python -m bench.fused docs/images/fusion.svg

draws how F1 falls as days grow denser.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Set
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from bench.knowing import known_at_best
from bench.peers import fixed_window, meltt, splink_best
from bench.tellers import WIRE, World, told_world
from truceline.files import load_record
from truceline.fusion import fuse, incidents
from truceline.fusion.clusters import incidents_of
from truceline.fusion.pairs import pairs_of

Pair = tuple[int, int]
METHODS: Final = {
    "ours": "Truceline",
    "best": "what could be known at best",
    "splink": "Splink 5, best threshold",
    "meltt": "MELTT's rule",
    "window": "5 km, 2 days, same act",
}
DENSITIES: Final = (7, 15, 30, 60, 120)
"""Events a day in an area of 160 km by 160 km, most of them in offensives."""


def pairs_in(groups: Iterable[object]) -> set[Pair]:
    """Return the pairs of rows of one group."""
    rows = defaultdict(list)
    for number, one in enumerate(groups):
        rows[one].append(number)
    return {(a, b) for those in rows.values() for at, a in enumerate(those) for b in those[at + 1 :]}


def scores(found: Set[Pair], true: Set[Pair]) -> tuple[float, float, float]:
    """Return F1, precision and recall."""
    right = len(found & true)
    return 2 * right / max(len(found) + len(true), 1), right / max(len(found), 1), right / max(len(true), 1)


def calibration_error(p: np.ndarray, is_one: np.ndarray) -> float:
    """Return how far probabilities are off on the whole, of pairs at 0.05 or more, in ten bins."""
    told = p >= 0.05
    bins = np.minimum((p * 10).astype(int), 9)
    off = sum(abs(p[told & (bins == one)].sum() - is_one[told & (bins == one)].sum()) for one in range(10))
    return float(off / max(np.count_nonzero(told), 1))


def measured(world: World, *, peers: bool = True, twice: bool = False) -> dict[str, float]:
    """Return what each method comes to in a world.

    Parameters
    ----------
    world : World
    peers : bool
        Whether Splink, if it is installed, the rules, and what could be known at best are measured too.
    twice : bool
        Whether sources may tell twice: else all are said to tell all once.
    """
    casebook = load_record("idlib").casebook
    found = fuse(world.tables, casebook, tells_twice=[*world.tables] if twice else ())
    reports = found.reports
    labels = np.array([world.truth[one] for one in reports.ids])
    true = pairs_in(labels.tolist())
    fused = pairs_in(found.incident_of[one] for one in reports.ids)
    f1, precision, recall = scores(fused, true)
    figures = {
        "ours": f1,
        "precision": precision,
        "recall": recall,
        "reports": float(len(reports)),
        "incidents": len(set(found.incident_of.values())) / len(set(labels.tolist())),
        "calibration": calibration_error(
            found.weights.p, labels[found.pairs.first] == labels[found.pairs.second]
        ),
    }
    if WIRE in world.tables:
        told = incidents(found, world.tables).to_pylist()
        right = [
            one["n_independent"] == world.voices[world.truth[one["incident"]]]
            for one in told
            if len({world.truth[each] for each in one["reports"]}) == 1 and one["n_reports"] > 1
        ]
        figures["voices"] = float(np.mean(right))
    if not peers:
        return figures
    near = pairs_of(reports, one_to_one=reports.sources)
    p = known_at_best(world, reports, near)
    best = incidents_of(reports, near, p, one_to_one=reports.sources)
    window = fixed_window(near)
    figures |= {
        "best": scores(pairs_in(best.tolist()), true)[0],
        "window": scores(window, true)[0],
        "meltt": scores(meltt(reports, near), true)[0],
        "window_left": len(true - window) / len(true),
        "window_wrong": len(window - true) / max(len(window), 1),
    }
    if find_spec("splink") is not None:
        figures["splink"] = splink_best(found, world.tables, true)
    return figures


def picture(curves: dict[str, list[float]]) -> str:
    """Return an SVG: F1 of each method by how many events there are a day."""
    width, height, left, top = 560, 300, 44, 16
    inside, below = 300, 240
    colours = ("#0b5394", "#666666", "#b45f06", "#38761d", "#990000")

    def at(index: int, f1: float) -> str:
        return f"{left + inside * index / (len(DENSITIES) - 1):.0f},{top + below * (1 - f1):.0f}"

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12" role="img" aria-label="F1 by events a day">'
    ]
    for tenth in range(0, 11, 2):
        y = top + below * (1 - tenth / 10)
        lines.append(
            f'<path d="M{left} {y:.0f}h{inside}" stroke="#ddd"/><text x="{left - 8}" y="{y + 4:.0f}" '
            f'text-anchor="end">{tenth / 10:.1f}</text>'
        )
    for index, density in enumerate(DENSITIES):
        x = at(index, 0).partition(",")[0]
        lines.append(f'<text x="{x}" y="{top + below + 18}" text-anchor="middle">{density}</text>')
    lines.append(
        f'<text x="{left + inside / 2:.0f}" y="{height - 8}" text-anchor="middle">events a day</text>'
    )
    for number, (name, values) in enumerate(curves.items()):
        points = " ".join(at(index, value) for index, value in enumerate(values))
        dashed = ' stroke-dasharray="5 4"' if name == "best" else ""
        lines.append(
            f'<polyline points="{points}" fill="none" stroke="{colours[number]}" stroke-width="2"{dashed}/>'
            f'<text x="{left + inside + 12}" y="{top + 20 + 22 * number}" fill="{colours[number]}">'
            f"{METHODS[name]}</text>"
        )
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    """Draw the curves into the file that is named."""
    rows = [
        measured(told_world(events=2_400, days=2_400 / density, seed=1, n_sources=4)) for density in DENSITIES
    ]
    curves = {name: [row[name] for row in rows] for name in METHODS if name in rows[0]}
    Path(sys.argv[1]).write_text(picture(curves), encoding="utf-8")
    for name, values in curves.items():
        print(f"{METHODS[name]:30}", *(f"{value:.2f}" for value in values))


if __name__ == "__main__":
    main()
