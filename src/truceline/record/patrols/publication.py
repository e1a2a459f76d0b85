"""What may be published of where patrols are: later, coarser, and by the day.

Live positions of patrols put people in danger. The mandate says how long they are held back and how coarse
they are then shown; where it says nothing, the defaults hold. They are never off by being forgotten.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.clock import day_of, require_utc
from truceline.geo import coarsened
from truceline.model.casebook import Mandate
from truceline.model.tables import PUBLISHED
from truceline.record.patrols.track import UNUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldPatrol:
    """A patrol that is held back whole."""

    patrol: str
    """Which."""
    n_fixes: int
    """Fixes of it, as read."""
    until_at: datetime | None
    """From this UTC instant on it may go out, unless more fixes come; None where some fix has no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What does not go out."""

    patrols: tuple[WithheldPatrol, ...]
    """By name."""
    n_left_out: int
    """Fixes of other patrols that are left out, being without a place or marked as unusable."""


def publishable(fixes: pa.Table, mandate: Mandate, at: datetime) -> pa.Table:
    """Return the cells in which patrols were, as far as the mandate lets them be published at an instant.

    A patrol is published whole, once its last fix is older than the delay: its earlier fixes would show where
    it is heading. Fixes are moved to the middle of a fixed grid, each cell named once a day: the clock time
    at which a patrol passes from one cell to the next would tell the very point at which it did.

    Parameters
    ----------
    fixes : pa.Table, FIXES schema
        EPSG:4326, marked. A fix that is marked as unusable, or has no place, is not published: the patrol
        was not seen there. A patrol of which some fix has no time is not published at all, since it may be
        out. Times are those of the devices: a clock that is behind by more than the delay is not noticed.
    mandate : Mandate
        `publish_delay_minutes`, `publish_grid_km` and `day_zone`.
    at : datetime
        UTC.

    Returns
    -------
    pa.Table, PUBLISHED schema
        By patrol, day and place. `radius_m` reaches every corner of the cell and the fix's own error beyond.

    Raises
    ------
    BadTime
        If `at` is not in UTC.
    """
    fixes = _with_names(fixes)
    return _by_cell(fixes.filter(pc.and_(_is_free(fixes, mandate, at), _is_seen(fixes))), mandate)


def withheld(fixes: pa.Table, mandate: Mandate, at: datetime) -> Withheld:
    """Return what of some fixes `publishable` does not let out, and why; parameters are the same.

    Not for the outside: it says which patrols may be out now.
    """
    fixes = _with_names(fixes)
    free = _is_free(fixes, mandate, at)
    held = fixes.filter(pc.invert(free)).group_by("patrol", use_threads=False)
    last = held.aggregate([("at", "max"), ("at", "count"), ([], "count_all")]).sort_by("patrol")
    delay = timedelta(minutes=mandate.publish_delay_minutes)
    return Withheld(
        patrols=tuple(
            WithheldPatrol(
                patrol=row["patrol"],
                n_fixes=row["count_all"],
                until_at=row["at_max"] + delay if row["at_count"] == row["count_all"] else None,
            )
            for row in last.to_pylist()
        ),
        n_left_out=pc.sum(pc.and_(free, pc.invert(_is_seen(fixes)))).as_py() or 0,
    )


def _with_names(fixes: pa.Table) -> pa.Table:
    place = fixes.schema.get_field_index("patrol")
    return fixes.set_column(place, "patrol", fixes["patrol"].cast(pa.string()))


def _is_free(fixes: pa.Table, mandate: Mandate, at: datetime) -> pa.ChunkedArray:
    """Return which fixes are of patrols that are over for as long as the mandate asks."""
    require_utc(at)
    until = at - timedelta(minutes=mandate.publish_delay_minutes)
    by_patrol = fixes.group_by("patrol", use_threads=False).aggregate(
        [("at", "max"), ("at", "count"), ([], "count_all")]
    )
    old = pc.less_equal(by_patrol["at_max"], pa.scalar(until, fixes.schema.field("at").type))
    timed = pc.equal(by_patrol["at_count"], by_patrol["count_all"])
    over = by_patrol.filter(pc.fill_null(pc.and_(old, timed), False))["patrol"]
    return pc.is_in(fixes["patrol"], value_set=over)


def _is_seen(fixes: pa.Table) -> pa.ChunkedArray:
    """Return which fixes have a place at which to believe that the patrol was."""
    placed = pc.fill_null(pc.and_(pc.is_finite(fixes["lon"]), pc.is_finite(fixes["lat"])), False)
    marks = fixes["marks"].combine_chunks()
    bad = pc.is_in(pc.list_flatten(marks), value_set=pa.array(sorted(UNUSED), pa.string()))
    marked = np.zeros(fixes.num_rows, dtype=bool)
    marked[pc.list_parent_indices(marks).filter(bad).to_numpy(zero_copy_only=False)] = True
    return pc.and_(placed, pa.chunked_array([pa.array(~marked)]))


def published_points(cells: pa.Table) -> pa.Array:
    """Return the middles of the cells of a PUBLISHED table as points in well-known binary, little-endian."""
    head = struct.pack("<BI", 1, 1)
    lon, lat = cells["lon"].to_pylist(), cells["lat"].to_pylist()
    return pa.array([head + struct.pack("<dd", x, y) for x, y in zip(lon, lat, strict=True)], pa.binary())


def _by_cell(fixes: pa.Table, mandate: Mandate) -> pa.Table:
    lon, lat, radius_m = coarsened(
        fixes["lon"].to_numpy(), fixes["lat"].to_numpy(), grid_km=mandate.publish_grid_km
    )
    own_m = pc.fill_null(fixes["radius_m"], 0.0).to_numpy()
    cells = pa.table(
        {
            "patrol": fixes["patrol"],
            "on": [day_of(one, mandate.day_zone) for one in fixes["at"].to_pylist()],
            "lon": lon,
            "lat": lat,
            "radius_m": radius_m + own_m,
        }
    )
    cells = cells.set_column(1, "on", cells["on"].cast(pa.string()))
    grouped = cells.group_by(["patrol", "on", "lon", "lat"], use_threads=False).aggregate(
        [("radius_m", "max")]
    )
    ordered = grouped.sort_by([(name, "ascending") for name in ("patrol", "on", "lon", "lat")])
    return ordered.rename_columns({"radius_m_max": "radius_m"}).select(PUBLISHED.names).cast(PUBLISHED)
