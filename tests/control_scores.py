"""Scores of the control model on real data: folds, rivals, Brier score, reliability. No data is kept.

Syria: every community of early 2023 with coordinates, left out in random folds and in blocks of 25 km.
Ukraine: squares of 2 km within 10 km of the edge of a weekly polygon, told up to a week, asked one and four
weeks later. What lies outside the polygon is taken for the other side, which is rough: some of it is sea or
another state.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import distance_transform_edt, gaussian_filter
from scipy.spatial import cKDTree

from truceline.geo.cells import Plane, contains_points, plane_of, shape_of_geojson
from truceline.record.control import Doubt, assertions, estimator, timeline
from truceline.record.control.estimate import at_points, probabilities, snapshot

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Predict = Callable[[Floats, Ints, Floats], Floats]
"""From x, y in km and labels of the known, and x, y of the asked, to probabilities (m, classes)."""

N_FOLDS: Final = 5
CONTESTED: Final = "Contested Areas"
CELL_KM: Final = 2.0
NEAR_KM: Final = 10.0
_DAY: Final = datetime(2023, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities:
    """Points with a label."""

    lon: Floats
    lat: Floats
    xy: Floats
    y: Ints
    labels: tuple[str, ...]


@cache
def communities(test_data: Path) -> Communities:
    """Return who controlled each community of Syria in early 2023; those without coordinates are left out."""
    file = test_data / "control" / "area_of_control_adm4_2023.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["lat"]]
    labels = tuple(sorted({row["aoc"] for row in rows}))
    lon, lat = (np.array([float(row[axis]) for row in rows]) for axis in ("lon", "lat"))
    return Communities(
        lon=lon,
        lat=lat,
        xy=plane_of(lon, lat).to_metres(lon, lat) / 1000,
        y=np.array([labels.index(row["aoc"]) for row in rows], dtype=np.int64),
        labels=labels,
    )


def random_folds(n: int) -> Ints:
    """Return a fold for each of n points, at random with a fixed seed."""
    return np.random.default_rng(1).integers(0, N_FOLDS, n)


def blocked_folds(xy: Floats, size_km: float = 25.0) -> Ints:
    """Return a fold for each point, one for all in a square: what is asked is far from what is known."""
    blocks, which = np.unique(np.floor(xy / size_km), axis=0, return_inverse=True)
    return np.random.default_rng(2).integers(0, N_FOLDS, len(blocks))[np.ravel(which)]


def predicted(points: Communities, folds: Ints, predict: Predict) -> Floats:
    """Return each point's probabilities, predicted by those of the other folds."""
    found: list[tuple[npt.NDArray[np.intp], Floats]] = []
    for fold in range(N_FOLDS):
        asked = np.flatnonzero(folds == fold)
        known = np.flatnonzero(folds != fold)
        found.append((asked, predict(points.xy[known], points.y[known], points.xy[asked])))
    p = np.zeros((len(points.y), found[0][1].shape[1]))
    for asked, values in found:
        p[asked] = values
    return p


def brier(p: Floats, y: Ints) -> float:
    """Return the Brier score summed over classes: 0 is perfect, 2 is as wrong as can be.

    More columns than classes (unknown) count as classes that are never true: saying "unknown" is not free.
    """
    truth = np.zeros_like(p)
    truth[np.arange(len(y)), y] = 1.0
    return float(((p - truth) ** 2).sum(axis=1).mean())


def forced(p: Floats) -> Floats:
    """Return the model's probabilities with unknown, the last column, given back in proportion.

    For comparing with rivals, which have no unknown and always choose.
    """
    known = np.maximum(p[:, :-1], 1e-9)
    return np.asarray(known / known.sum(axis=1, keepdims=True))


def accuracy(p: Floats, y: Ints) -> float:
    """Return the share of points whose most probable class is true."""
    return float((p.argmax(axis=1) == y).mean())


def reliability(p: Floats, y: Ints, n_bins: int = 10) -> list[tuple[float, float, int]]:
    """Return for each bin of probability, over all classes: mean said, share that came true, how many."""
    truth = np.zeros_like(p)
    truth[np.arange(len(y)), y] = 1.0
    said, true = p.ravel(), truth.ravel()
    bins = np.minimum((said * n_bins).astype(int), n_bins - 1)
    return [
        (float(said[bins == b].mean()), float(true[bins == b].mean()), int((bins == b).sum()))
        for b in range(n_bins)
        if (bins == b).any()
    ]


# Ours and the rivals, in space


def ours(points: Communities, doubt: Doubt | None = None) -> Predict:
    """Return the control model as a predictor; its last column is unknown."""
    sides = [label for label in points.labels if label != CONTESTED]
    plane = plane_of(points.lon, points.lat)

    def predict(known: Floats, y: Ints, asked: Floats) -> Floats:
        lonlat = plane.to_degrees(known * 1000)
        rows = [
            {
                "place": f"{n:05d}",
                "name": "",
                "lon": lonlat[n, 0],
                "lat": lonlat[n, 1],
                "radius_m": 0.0,
                "since": _DAY,
                "state": "contested" if points.labels[y[n]] == CONTESTED else "held",
                "side": None if points.labels[y[n]] == CONTESTED else points.labels[y[n]],
                "tells": "standing",
                "by": "table",
            }
            for n in range(len(known))
        ]
        ready = estimator(timeline(assertions(rows), sides=sides, day_zone="UTC"), doubt)
        where = plane.to_degrees(asked * 1000)
        p = at_points(ready, snapshot(ready, _DAY), where[:, 0], where[:, 1])
        values = ready.line.values
        order = [values.index("contested" if label == CONTESTED else label) for label in points.labels]
        rest = [at for at in range(len(values)) if at not in order]
        return np.column_stack((p[:, order], p[:, rest].sum(axis=1)))

    return predict


def nearest(n_classes: int) -> Predict:
    """Return the label of the nearest known point, surely."""

    def predict(known: Floats, y: Ints, asked: Floats) -> Floats:
        _, at = cKDTree(known).query(asked)
        return np.eye(n_classes)[y[at]]

    return predict


def learned(make: Callable[[], Any], n_classes: int, *, n_turns: int = 1, scale_km: float = 1.0) -> Predict:
    """Return a scikit-learn classifier on coordinates, and on them turned, so that trees may cut aslant."""

    def features(xy: Floats) -> Floats:
        angles = np.pi / 2 * np.arange(n_turns) / n_turns
        turned = [xy @ np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
        return np.hstack(turned) / scale_km

    def predict(known: Floats, y: Ints, asked: Floats) -> Floats:
        model = make().fit(features(known), y)
        p = np.zeros((len(asked), n_classes))
        p[:, model.classes_] = model.predict_proba(features(asked))
        return p

    return predict


def knn(k: int) -> Any:
    """Return k nearest neighbours weighed by distance."""
    return importlib.import_module("sklearn.neighbors").KNeighborsClassifier(k, weights="distance")


def forest(kind: str, n_trees: int = 300, least: int = 1) -> Any:
    """Return a forest of trees: `RandomForest` or `ExtraTrees`."""
    made = getattr(importlib.import_module("sklearn.ensemble"), f"{kind}Classifier")
    return made(n_trees, min_samples_leaf=least, random_state=0, n_jobs=2)


def machine(gamma: float, c: float) -> Any:
    """Return a support vector machine with calibrated probabilities."""
    svc = importlib.import_module("sklearn.svm").SVC(gamma=gamma, C=c)
    return importlib.import_module("sklearn.calibration").CalibratedClassifierCV(svc, ensemble=False, cv=3)


def boosted(rounds: int = 60) -> Any:
    """Return boosted trees."""
    made = importlib.import_module("sklearn.ensemble").HistGradientBoostingClassifier
    return made(max_iter=rounds, learning_rate=0.08, max_leaf_nodes=15, min_samples_leaf=100, random_state=0)


# In time


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """A side's ground week by week on equal-area squares."""

    days: tuple[date, ...]
    held: npt.NDArray[np.bool_]
    edge_km: Floats
    """Distance in km to the nearest square of the other side; weeks, rows, columns."""
    x: Floats
    y: Floats
    plane: Plane


@cache
def weeks(test_data: Path, first: int | None = None) -> Weeks:
    """Return the weekly polygons on squares of 2 km, all of them or the first few."""
    with gzip.open(test_data / "control" / "ukraine_control_weekly_first_half.geojson.gz", "rt") as stream:
        features = json.load(stream)["features"][:first]
    shapes = [shape_of_geojson(feature["geometry"]) for feature in features]
    plane = Plane(36.5, 48.0)
    x, y = np.meshgrid(np.arange(-385, 331, CELL_KM) + 1, np.arange(-400, 301, CELL_KM) + 1)
    lonlat = plane.to_degrees(np.column_stack((x.ravel(), y.ravel())) * 1000)
    held = np.array([contains_points(one, lonlat[:, 0], lonlat[:, 1]).reshape(x.shape) for one in shapes])
    edge = np.array(
        [np.where(one, distance_transform_edt(one), distance_transform_edt(~one)) * CELL_KM for one in held]
    )
    days = tuple(date.fromisoformat(feature["properties"]["date"]) for feature in features)
    return Weeks(days=days, held=held, edge_km=edge, x=x, y=y, plane=plane)


def near_edge(given: Weeks, told: int) -> npt.NDArray[np.bool_]:
    """Return the squares that are asked of: near the edge as it stood in the week told."""
    return np.asarray(given.edge_km[told] <= NEAR_KM)


def ours_in_time(given: Weeks, told: int, asked: int, doubt: Doubt | None = None) -> Floats:
    """Return what the model says of each square near the edge, (m, 3): not held, held, unknown."""
    ever = (given.edge_km[: told + 1] <= NEAR_KM + 8).any(axis=0)
    at = np.argwhere(ever)
    lonlat = given.plane.to_degrees(np.column_stack((given.x[ever], given.y[ever])) * 1000)
    starts = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in given.days]
    rows = []
    for n, (row, column) in enumerate(at):
        series = given.held[: told + 1, row, column]
        changed = np.flatnonzero(series[1:] != series[:-1])
        for week in sorted({0, told, *(int(w) for w in changed), *(int(w) + 1 for w in changed)}):
            rows.append(
                {
                    "place": f"{n:06d}",
                    "name": "",
                    "lon": lonlat[n, 0],
                    "lat": lonlat[n, 1],
                    "radius_m": 0.0,
                    "since": starts[week],
                    "state": "held",
                    "side": "one" if series[week] else "other",
                    "tells": "standing",
                    "by": "polygons",
                }
            )
    ready = estimator(timeline(assertions(rows), sides=("other", "one"), day_zone="UTC"), doubt)
    p = probabilities(ready, snapshot(ready, starts[asked]))
    wanted = near_edge(given, told)[ever]
    return np.column_stack((p[wanted][:, :2], p[wanted][:, 2:].sum(axis=1)))


def history(given: Weeks, told: int) -> Floats:
    """Return what a rival may learn from: signed distance to the edge, coordinates, recent gains around."""
    near = near_edge(given, told)
    signed = np.where(given.held[told], given.edge_km[told], -given.edge_km[told])
    first = max(0, told - 8)
    gained = np.zeros(near.shape)
    lost = np.zeros(near.shape)
    for week in range(first + 1, told + 1):
        gained += given.held[week] & ~given.held[week - 1]
        lost += ~given.held[week] & given.held[week - 1]
    n_days = max(7, (given.days[told] - given.days[first]).days)
    around = [gaussian_filter(one / n_days, sigma) for one in (gained, lost) for sigma in (1.5, 4.0)]
    return np.column_stack([one[near] for one in (signed, given.x, given.y, *around)])


def learned_in_time(
    given: Weeks, lag: int, asked: Sequence[int], columns: Sequence[int], rounds: int
) -> Iterator[tuple[int, Floats]]:
    """Yield boosted trees' probabilities for each week asked, learned anew every six from earlier ones."""
    model, learned_at = None, -10
    for week in asked:
        told = week - lag
        if model is None or week - learned_at >= 6:
            pairs = range(max(lag, told - 24), told + 1, 3)
            x = np.vstack([history(given, one - lag)[:, columns] for one in pairs])
            y = np.concatenate([given.held[one][near_edge(given, one - lag)] for one in pairs])
            model, learned_at = boosted(rounds).fit(x, y), week
        p = np.zeros((int(near_edge(given, told).sum()), 2))
        p[:, model.classes_.astype(int)] = model.predict_proba(history(given, told)[:, columns])
        yield week, p


def truth_in_time(given: Weeks, told: int, asked: int) -> Ints:
    """Return whether the side holds each square near the edge in the week asked."""
    return np.asarray(given.held[asked][near_edge(given, told)], dtype=np.int64)


def persistence(given: Weeks, told: int) -> Floats:
    """Return what nearest neighbour says in time: it is as it was."""
    return np.asarray(np.eye(2)[given.held[told][near_edge(given, told)].astype(int)])


def on_coordinates(given: Weeks, told: int, predict: Predict) -> Floats:
    """Return what a classifier says that has only the squares of the week told, by their coordinates."""
    near = near_edge(given, told)
    xy = np.column_stack((given.x[near], given.y[near]))
    return predict(xy, given.held[told][near].astype(np.int64), xy)


def end_of(day: date) -> datetime:
    """Return the last moment of a UTC day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, microseconds=-1)
