"""Time cut into slices between which nothing changes, and where each claim falls among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline.clock import DAWN, DUSK, micros

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The distinct times of a claims table against the slices.

    `starts` holds S instants, the first of each slice that some claim may have happened in; `share` is
    (T, S), the probability that a claim of each class of times fell into each slice, uniform over its stated
    interval; `known` is (T,), false where it may have fallen into any slice with a share, the last class, of
    unknown times, into any at all; `of_row` is (n,), each row's class. `windows` holds each run of slices
    into which some claims fall, and `rows_in` their rows, in order.
    """

    starts: tuple[datetime, ...]
    share: Floats
    known: npt.NDArray[np.bool_]
    of_row: Indices
    windows: tuple[slice, ...]
    rows_in: tuple[Indices, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """When each row may have happened, UTC microseconds; where `missing`, nobody knows."""

    start: Indices
    end: Indices
    missing: npt.NDArray[np.bool_]
    unstated: npt.NDArray[np.bool_]
    """How exactly it is known is not told."""


def times(claims: pa.Table, changes: Iterable[datetime]) -> Times:
    """Return where each row of a CLAIMS table falls among the slices between `changes`."""
    spans = Spans(
        start=_micros(claims.column("start_at")),
        end=_micros(claims.column("end_at")),
        missing=np.asarray(claims.column("start_at").is_null())
        | np.asarray(claims.column("end_at").is_null()),
        unstated=claims.column("time_unstated").fill_null(False).to_numpy(),
    )
    return times_of(spans, edges_of(changes))


def edges_of(changes: Iterable[datetime]) -> Indices:
    """Return the instants between which the slices lie, UTC microseconds."""
    return np.array(sorted({micros(c) for c in changes if c not in {DAWN, DUSK}}), dtype=np.int64)


def starts_of(edges: Indices) -> list[datetime]:
    """Return the first instant of each slice."""
    return [DAWN, *(_EPOCH + timedelta(microseconds=int(edge)) for edge in edges)]


def times_of(spans: Spans, edges: Indices) -> Times:
    """Return where some spans of time fall among the slices that they meet."""
    start, end, missing = spans.start, spans.end, spans.missing
    first = np.searchsorted(edges, start, side="right")
    last = np.maximum(first, np.searchsorted(edges, end, side="left"))
    straddles = (first != last) & ~missing
    n_slices = len(edges) + 1
    pairs, pair_of = np.unique(
        np.stack([start[straddles], end[straddles], spans.unstated[straddles]], axis=1),
        axis=0,
        return_inverse=True,
    )
    share = np.zeros((n_slices + len(pairs) + 1, n_slices))
    share[:n_slices] = np.eye(n_slices)
    share[n_slices:-1] = _shares(pairs, edges)
    of_row = first.astype(np.int64)
    of_row[straddles] = n_slices + pair_of.reshape(-1)
    of_row[missing] = len(share) - 1
    known = np.arange(len(share)) < len(share) - 1
    known[n_slices:-1] = pairs[:, 2] == 0
    starts = starts_of(edges)
    used = np.flatnonzero(missing.any() | (share[np.unique(of_row)] > 0).any(axis=0))
    if not len(start):
        used = np.zeros(1, dtype=np.int64)  # so that every array has a slice, even of no claims
    share = share[:, used]
    windows, rows_in = _windows(share > 0, of_row)
    return Times(
        starts=tuple(starts[s] for s in used),
        share=share,
        known=known,
        of_row=of_row,
        windows=windows,
        rows_in=rows_in,
    )


def _windows(falls: npt.NDArray[np.bool_], of_row: Indices) -> tuple[tuple[slice, ...], tuple[Indices, ...]]:
    """Return the runs of slices into which classes of times fall, and the rows of each; of none, all."""
    n_slices, told = falls.shape[1], falls.any(axis=1)
    first = np.where(told, np.argmax(falls, axis=1), 0)
    last = np.where(told, n_slices - np.argmax(np.flip(falls, axis=1), axis=1), n_slices)
    code = (first * (n_slices + 1) + last)[of_row]
    order = np.argsort(code, kind="stable").astype(np.int64)
    starts = np.flatnonzero(np.diff(code[order], prepend=-1))
    windows = [divmod(int(one), n_slices + 1) for one in code[order][starts]]
    rows = np.split(order, starts[1:]) if len(order) else []
    return tuple(slice(*window) for window in windows), tuple(rows)


def _micros(column: pa.ChunkedArray) -> Indices:
    values: Indices = column.cast(pa.int64()).fill_null(0).to_numpy().astype(np.int64)
    return values


def _shares(pairs: Indices, edges: Indices) -> Floats:
    """Return for each interval the share of it in each slice; rows sum to 1."""
    lows = np.concatenate([[np.iinfo(np.int64).min // 2], edges])
    highs = np.concatenate([edges, [np.iinfo(np.int64).max // 2]])
    shared = np.minimum(pairs[:, 1:2], highs) - np.maximum(pairs[:, 0:1], lows)
    shares: Floats = np.maximum(shared, 0) / (pairs[:, 1] - pairs[:, 0])[:, None]
    return shares
