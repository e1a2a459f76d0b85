"""Uncertain places against zones: the probability that the true point lies inside.

A place is a Gaussian around its stated point, or uniform over a region that the point stands in for. The
Gaussian case is exact by Owen's T function, edge by edge; a table of exact values serves many points at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from truceline.errors import BadGeometry
from truceline.geo.projection import METRES_PER_DEGREE, Bools, Floats, Frame, frame_of
from truceline.geo.zone import Zone, contains, leaves

RADIUS_PER_SIGMA: Final = 2.447746830680816
"""sqrt(-2 ln 0.05): a circular Gaussian lies within this many sigmas of its centre with probability 0.95."""
CUT_SIGMAS: Final = 4.5
"""Farther from the boundary than this the answer is exactly 0 or 1, wrong by exp(-4.5²/2) = 4e-5 at most."""

_NEGLIGIBLE_SIGMAS: Final = 5.5
"""An edge farther off adds less than exp(-5.5²/2) = 3e-7, all such edges together included."""
_SIMPLIFY_SIGMAS: Final = 1e-4
"""A straight boundary moved by this changes the answer by 0.4 of it at most; see `probability_inside`."""
_PAIRS_AT_ONCE: Final = 30_000
_TILE_SIGMAS: Final = 3
"""Side of the tiles in which places share the edges that are near."""
_FEW_PLACES: Final = 32
"""Fewer places than this are not worth sorting into tiles."""
_MEET: Final = 1e-9
"""Bounds nearer to each other than this are one value."""
_MOST_LEAVES: Final = 8
"""A zone made of more zones of different errors has, where several are in doubt, the largest everywhere."""
_STEP_SIGMAS: Final = 0.25
"""Step, in a place's sigmas, by which slopes are measured."""
_TAIL: Final = 1e-9
"""Nearer to certain than this is taken as this, where scores are asked for."""
_PLACES_AT_ONCE: Final = 200_000
_ON_EDGE_M: Final = 1e-6
_NODES_PER_SIGMA: Final = 4
_CERTAIN: Final = 5e-5
"""Tabulated values nearer to 0 or 1 than this are set to it, as the cut would."""


def probability_inside(
    zone: Zone,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    *,
    tabulate_above: int = 20_000,
) -> Floats:
    """Return the probability that each true point lies in the zone.

    Parameters
    ----------
    zone : Zone
        Its `sigma_m` is added to each place's error in quadrature; of a zone made of zones of several errors,
        each stretch of the boundary has that of its own zone.
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown.
    radius_m : array (n,) or float
        The true point lies within this many metres with probability 0.95; NaN where unknown. Zero together
        with a `sigma_m` of zero makes the answer a plain containment, 0 or 1.
    tabulate_above : int
        From how many distinct places near the boundary, of one and the same error, the values are read from a
        table (`probability_inside_fast`), provided that the table has fewer nodes than there are such places.

    Returns
    -------
    array (n,) of float64
        0 to 1, exactly 0 or 1 beyond 4.5 sigmas from the boundary; NaN where anything is unknown.

    Raises
    ------
    BadGeometry
        If a place is off the globe or a radius is negative or infinite.

    Notes
    -----
    Around the place, in units of sigma, the Gaussian's mass out to the boundary at r(θ) is 1 - exp(-r²/2) in
    each direction, so P = (1/2π) ∮ (1 - exp(-r(θ)²/2)) dθ along the boundary. The first term is the winding
    number. On an edge whose line passes at signed distance h, r² = h²(1 + x²) with x the tangent of the
    angle from the perpendicular, and the second term becomes T(h, x₂) - T(h, x₁) with Owen's T function.
    As h goes to 0 the two terms of an edge cancel, so a place on the boundary needs no special rule.

    The boundary is first simplified by 1e-4 sigma. A move of the boundary by δ changes P by at most δ times
    the integral of the density along it, which is 0.4 δ / sigma for one straight boundary, so less than 1e-4
    for up to two such boundaries passing through the place itself.

    Of a zone made of zones of several errors, each of these is asked by itself first. Whatever their errors
    have to do with each other, the answer lies between bounds: of a union between the largest of theirs and
    their sum, of a `within` between what is left of 1 when all that they lack is taken off and the smallest,
    of a `minus` likewise. Where all but one are certain these bounds meet, so a vague zone far away changes
    nothing. Where they do not, each of these zones errs by itself while the place errs once for all of them,
    and one that is named twice errs once; of a union no less is taken than the whole boundary would give
    with any one of the errors, since a border between two of its zones is none of the union.

    References
    ----------
    D. B. Owen (1956), Tables for computing bivariate normal probabilities, Ann. Math. Statist. 27, 1075-1090.

    Examples
    --------
    >>> from truceline.geo import circle
    >>> zone = circle((36.6, 35.8), radius_m=5000)
    >>> p = probability_inside(zone, [36.6, 36.6, 36.6], [35.8, 35.8, 36.8], [5000.0, 0.0, 5000.0])
    >>> p.round(4).tolist()
    [0.95, 1.0, 0.0]
    """
    lon, lat, radius = _checked(lon, lat, radius_m)
    if zone.parts:
        return _of_several(zone, lon, lat, radius, tabulate_above)
    sigma = np.hypot(radius / RADIUS_PER_SIGMA, zone.sigma_m)
    p = np.full(lon.shape, np.nan)
    known = np.flatnonzero(~(np.isnan(lon) | np.isnan(lat) | np.isnan(sigma)))
    for one_sigma, rows in _groups(known, sigma[known]):
        if _should_tabulate(zone, lon[rows], lat[rows], one_sigma, tabulate_above):
            p[rows] = _tabulated(zone, lon[rows], lat[rows], one_sigma)
        else:
            p[rows] = _exact_or_certain(zone, lon[rows], lat[rows], sigma[rows])
    return p


def probability_inside_fast(zone: Zone, lon: npt.ArrayLike, lat: npt.ArrayLike, *, radius_m: float) -> Floats:
    """Return nearly `probability_inside` for many places of one radius, from a table of exact values.

    Exact values at nodes a quarter of a sigma apart, joined by bicubic splines; the largest error measured is
    below 1e-4. The table costs as much as its nodes, so this pays only for more places than those. Where the
    zone with its margin crosses the antimeridian, is made of zones of several errors, or sigma is 0, the
    exact way is taken instead.

    Parameters
    ----------
    zone : Zone
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown, and so the answer.
    radius_m : float
        One radius for all, metres.

    Raises
    ------
    BadGeometry
        If a place is off the globe or the radius is negative, infinite or unknown.
    """
    lon, lat, radius = _checked(lon, lat, np.float64(radius_m))
    if np.isnan(radius_m):
        raise BadGeometry("radius_m is unknown: a table needs one radius")
    sigma = float(np.hypot(radius_m / RADIUS_PER_SIGMA, zone.sigma_m))
    if sigma == 0 or zone.parts or _grid(zone, sigma) is None:
        return probability_inside(zone, lon, lat, radius, tabulate_above=len(lon) + 1)
    p = np.full(lon.shape, np.nan)
    known = ~(np.isnan(lon) | np.isnan(lat))
    p[known] = _tabulated(zone, lon[known], lat[known], sigma)
    return p


def chance_inside(
    zone: Zone,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    *,
    region: npt.NDArray[np.bool_],
    unstated: npt.NDArray[np.bool_],
    **how: int,
) -> Floats:
    """Return the probability that each place lies in the zone, by what its radius means; NaN where unknown.

    Parameters
    ----------
    zone, lon, lat, radius_m
        As for `probability_inside`, which measures a place known to its radius; `how` goes to it.
    region : bool array (n,)
        Whether it stands in for a region, as for `share_of_region`.
    unstated : bool array (n,)
        Whether it was printed without its precision, as for `surely_inside`.
    """
    lon, lat, radius_m = (np.asarray(one, dtype=np.float64) for one in (lon, lat, radius_m))
    p = probability_inside(zone, lon, lat, radius_m, **how)
    for some, measure in ((region, share_of_region), (unstated, surely_inside)):
        if some.any():
            p[some] = measure(zone, lon[some], lat[some], radius_m[some])
    return p


def share_of_region(zone: Zone, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: npt.ArrayLike) -> Floats:
    """Return the share of each disc's area that lies in the zone.

    For a location that stands in for a region: the true point may be anywhere in the disc, equally likely.
    The zone's own `sigma_m` is left out, as it is small beside a region.

    Parameters
    ----------
    zone : Zone
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown, and so the answer.
    radius_m : array (n,) or float
        Radius of the region, metres; zero makes the answer a plain containment.

    Raises
    ------
    BadGeometry
        If a place is off the globe or a radius is negative or infinite.
    """
    lon, lat, radius = _checked(lon, lat, radius_m)
    share, known = _by_point(zone, lon, lat, radius)
    wide = known[radius[known] > 0]
    wide = wide[_near_box(zone, lon[wide], lat[wide], radius[wide])]
    if len(wide) == 0:
        return share
    triples, back = _distinct(lon[wide], lat[wide], radius[wide])
    frame = frame_of(*zone.shape.bounds)
    area = frame.shape_to_metres(zone.shape)
    discs = shapely.buffer(
        shapely.points(frame.to_metres(triples[:, 0], triples[:, 1])), triples[:, 2], quad_segs=32
    )
    overlap = shapely.area(shapely.intersection(discs, area)) / shapely.area(discs)
    share[wide] = np.clip(overlap, 0.0, 1.0)[back]
    return share


def surely_inside(zone: Zone, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: npt.ArrayLike) -> Floats:
    """Return 1 where a place lies in the zone wherever within its radius it is, 0 where it lies out of it so.

    For a location printed without its precision: nobody says how near the true point is, so where the zone's
    boundary, with its own error, comes within the radius, the answer is NaN.

    Parameters
    ----------
    zone : Zone
    lon, lat : array (n,)
        EPSG:4326, degrees; NaN where unknown, and so the answer.
    radius_m : array (n,) or float
        The true point lies within it, metres.

    Raises
    ------
    BadGeometry
        If a place is off the globe or a radius is negative or infinite.
    """
    lon, lat, radius = _checked(lon, lat, radius_m)
    sure, known = _by_point(zone, lon, lat, radius)
    near = known[_comes_near(zone, lon[known], lat[known], radius[known])]
    # Of a zone made of zones of several errors each stretch of the boundary is one of theirs.
    doubtful = np.zeros(len(near), dtype=np.bool_)
    for leaf in leaves(zone):
        doubtful |= _comes_near(leaf, lon[near], lat[near], radius[near])
    sure[near[doubtful]] = np.nan
    return sure


def _by_point(zone: Zone, lon: Floats, lat: Floats, radius: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Return whether each place's own point lies in the zone, NaN where unknown, and the rows known."""
    p = np.full(lon.shape, np.nan)
    known = np.flatnonzero(~(np.isnan(lon) | np.isnan(lat) | np.isnan(radius)))
    p[known] = contains(zone, lon[known], lat[known])
    return p, known


def _comes_near(zone: Zone, lon: Floats, lat: Floats, radius: Floats) -> Bools:
    """Return whether the zone's boundary, with its own error, comes within the radius of each place."""
    reach = radius + CUT_SIGMAS * zone.sigma_m
    found = np.asarray(_near_box(zone, lon, lat, reach), dtype=np.bool_).copy()
    near = np.flatnonzero(found)
    if len(near):
        places = frame_of(*zone.shape.bounds).to_metres(lon[near], lat[near])
        found[near] = shapely.dwithin(_boundary(zone), shapely.points(places), reach[near])
    return found


# Inner parts: what is given


def _checked(
    lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    arrays = (np.asarray(values, dtype=np.float64) for values in (lon, lat, radius_m))
    x, y, radius = (np.atleast_1d(values) for values in np.broadcast_arrays(*arrays))
    # Comparisons with NaN are false: what is unknown passes, what is impossible does not.
    if (np.abs(x) > 180).any() or (np.abs(y) > 90).any():
        row = int(np.flatnonzero((np.abs(x) > 180) | (np.abs(y) > 90))[0])
        raise BadGeometry(
            f"place {row + 1} ({x[row]:g}, {y[row]:g}) is off the globe: give degrees, NaN if unknown"
        )
    if ((radius < 0) | np.isinf(radius)).any():
        row = int(np.flatnonzero((radius < 0) | np.isinf(radius))[0])
        raise BadGeometry(f"radius {row + 1} is {radius[row]:g}: give metres, zero or more, NaN if unknown")
    return x, y, radius


def _groups(rows: npt.NDArray[np.intp], sigma: Floats) -> list[tuple[float | None, npt.NDArray[np.intp]]]:
    """Rows by their common sigma; where sigmas are many, one group without a common sigma per octave."""
    if len(rows) == 0:
        return []
    if (sigma == sigma[0]).all():
        return [(float(sigma[0]), rows)]
    distinct, which = np.unique(sigma, return_inverse=True)
    if len(distinct) <= 32:
        return [(float(one), rows[which == i]) for i, one in enumerate(distinct)]
    octave = np.floor(np.log2(np.maximum(sigma, 1e-9)))
    return [(None, rows[octave == one]) for one in np.unique(octave)]


# Inner parts: zones made of zones of several errors


def _of_several(zone: Zone, lon: Floats, lat: Floats, radius: Floats, tabulate_above: int) -> Floats:
    each = [probability_inside(part, lon, lat, radius, tabulate_above=tabulate_above) for part in zone.parts]
    low, high = _bounds(zone, each)
    open_ = np.flatnonzero(high - low > _MEET)
    p = low.copy()
    for rows in np.array_split(open_, len(open_) // _PLACES_AT_ONCE + 1):
        x, y, r = lon[rows], lat[rows], radius[rows]
        triples, back = _distinct(x, y, r)
        values = _of_leaves(zone, triples[:, 0], triples[:, 1], triples[:, 2], tabulate_above)[back]
        if zone.made == "union":
            values = np.maximum(values, _as_one(zone, x, y, r, tabulate_above))
        p[rows] = np.clip(values, low[rows], high[rows])
    return p


def _bounds(zone: Zone, each: list[Floats]) -> tuple[Floats, Floats]:
    """Return the bounds that hold whatever the errors of the parts have to do with each other (Fréchet)."""
    match zone.made:
        case "union":
            return np.max(each, axis=0), np.minimum(np.sum(each, axis=0), 1.0)
        case "within":
            return np.maximum(np.sum(each, axis=0) - (len(each) - 1), 0.0), np.min(each, axis=0)
        case "minus":
            whole, less = each
            return np.maximum(whole - less, 0.0), np.minimum(whole, 1 - less)
        case "":
            raise AssertionError("a zone of one error has no parts")


def _of_leaves(zone: Zone, lon: Floats, lat: Floats, radius: Floats, tabulate_above: int) -> Floats:
    """Return probabilities from zones whose boundaries err each by itself, while the place errs once.

    Where no more than one of them is in doubt, its answer is that of the whole. Where several are, what their
    errors do to the whole shape is added to its exact answer without any: so it is right both where the
    place's error is all and where it is nothing, and near straight boundaries always.
    """
    own = tuple(dict.fromkeys(leaves(zone)))
    if len(own) > _MOST_LEAVES:
        vaguest = Zone(shape=zone.shape, sigma_m=zone.sigma_m)
        return probability_inside(vaguest, lon, lat, radius, tabulate_above=tabulate_above)
    p, in_doubt = _together(zone, dict(zip(own, own, strict=True)), lon, lat, radius, tabulate_above)
    if in_doubt.any():
        at = lon[in_doubt], lat[in_doubt], radius[in_doubt]
        sharp = {leaf: Zone(shape=leaf.shape) for leaf in own}
        p[in_doubt] += probability_inside(Zone(shape=zone.shape), *at, tabulate_above=tabulate_above)
        p[in_doubt] -= _together(zone, sharp, *at, tabulate_above)[0]
    return p


def _together(
    zone: Zone, drawn: Mapping[Zone, Zone], lon: Floats, lat: Floats, radius: Floats, tabulate_above: int
) -> tuple[Floats, Bools]:
    """Return probabilities from those of a zone's leaves as they are drawn, and where several are in doubt.

    The two most in doubt go together as far as the place's error moves both: as two normal variables whose
    correlation is that error's variance times the slopes of their scores. The others go by themselves.
    """

    def ask_all(lon: Floats, lat: Floats, radius: Floats) -> Floats:
        each = drawn.values()
        return np.stack(
            [probability_inside(z, lon, lat, radius, tabulate_above=tabulate_above) for z in each]
        )

    own = tuple(drawn)
    each = ask_all(lon, lat, radius)
    doubt = each * (1 - each)
    in_doubt = ((doubt > 0).sum(axis=0) > 1) & (radius > 0)  # an exact place moves nothing together
    two = np.sort(np.argsort(-doubt, axis=0, kind="stable")[:2], axis=0)
    p = np.empty(len(lon))
    slopes = np.zeros((len(own), len(lon), 2))
    if in_doubt.any():
        slopes[:, in_doubt] = _slopes(zone, ask_all, lon[in_doubt], lat[in_doubt], radius[in_doubt])
    for first, second in {(int(a), int(b)) for a, b in two.T}:
        rows = (two[0] == first) & (two[1] == second)
        shared = (slopes[first] * slopes[second]).sum(axis=1)[rows]
        p[rows] = _by_chance(zone, own, each[:, rows], (first, second), np.clip(shared, -1.0, 1.0))
    return p, in_doubt


def _slopes(
    zone: Zone,
    ask_all: Callable[[Floats, Floats, Floats], Floats],
    lon: Floats,
    lat: Floats,
    radius: Floats,
) -> Floats:
    """Return how the leaves' normal scores change with a step of the place's sigma, (k, n, 2)."""
    from scipy.special import ndtri

    frame = frame_of(*zone.shape.bounds)
    middle, step = frame.to_metres(lon, lat), radius / RADIUS_PER_SIGMA * _STEP_SIGMAS
    slopes = []
    for way in ((1, 0), (0, 1)):
        ahead, behind = (
            frame.to_degrees(*(middle + hand * step[:, None] * np.array(way)).T) for hand in (1, -1)
        )
        scores = (
            ndtri(np.clip(ask_all(at[:, 0], at[:, 1], radius), _TAIL, 1 - _TAIL)) for at in (ahead, behind)
        )
        slopes.append((next(scores) - next(scores)) / (2 * _STEP_SIGMAS))
    return np.stack(slopes, axis=2)


def _by_chance(
    zone: Zone, own: tuple[Zone, ...], each: Floats, two: tuple[int, int], correlation: Floats
) -> Floats:
    """Return the probability that a place lies in a zone from those of its leaves, two of them correlated."""
    one, other = two
    both = _both(each[one], each[other], correlation)
    joint = {
        (True, True): both,
        (True, False): each[one] - both,
        (False, True): each[other] - both,
        (False, False): 1 - each[one] - each[other] + both,
    }
    total = np.zeros(each.shape[1])
    for answers in product((False, True), repeat=len(own)):
        if _lies_in(zone, dict(zip(own, answers, strict=True))):
            rest = [
                p if yes else 1 - p
                for n, (p, yes) in enumerate(zip(each, answers, strict=True))
                if n not in two
            ]
            total += np.prod([joint[answers[one], answers[other]], *rest], axis=0)
    return total


def _both(p: Floats, q: Floats, correlation: Floats) -> Floats:
    """Return the probability that two normal variables both stay below where each does with p and q."""
    from scipy.special import ndtr, ndtri, owens_t

    h, k = (ndtri(np.clip(one, _TAIL, 1 - _TAIL)) for one in (p, q))
    h, k = (np.where(np.abs(one) < _TAIL, _TAIL, one) for one in (h, k))
    rest = np.sqrt(np.maximum(1 - correlation**2, _TAIL**2))
    half = (ndtr(h) + ndtr(k) - (h * k < 0)) / 2
    found = (
        half - owens_t(h, (k - correlation * h) / (h * rest)) - owens_t(k, (h - correlation * k) / (k * rest))
    )
    # What is certain is so, whatever the other.
    found = np.where((p <= 0) | (q <= 0), 0.0, np.where(p >= 1, q, np.where(q >= 1, p, found)))
    return np.clip(found, np.maximum(p + q - 1, 0.0), np.minimum(p, q))


def _lies_in(zone: Zone, truth: Mapping[Zone, bool]) -> bool:
    """Return whether a point that lies in these leaves lies in the zone."""
    match zone.made:
        case "":
            return truth[zone]
        case "union":
            return any(_lies_in(part, truth) for part in zone.parts)
        case "within":
            return all(_lies_in(part, truth) for part in zone.parts)
        case "minus":
            whole, less = zone.parts
            return _lies_in(whole, truth) and not _lies_in(less, truth)


def _as_one(zone: Zone, lon: Floats, lat: Floats, radius: Floats, tabulate_above: int) -> Floats:
    """Return the least that any one of its errors, along the whole boundary, makes of it.

    Zones side by side have a border in common that is none of the whole: near it, this is the answer.
    """
    sigmas = sorted({leaf.sigma_m for leaf in leaves(zone)})
    each = [
        probability_inside(Zone(shape=zone.shape, sigma_m=s), lon, lat, radius, tabulate_above=tabulate_above)
        for s in (sigmas[0], sigmas[-1])
    ]
    return np.asarray(np.min(each, axis=0))


# Inner parts: the exact way


def _exact_or_certain(zone: Zone, lon: Floats, lat: Floats, sigma: Floats) -> Floats:
    p = contains(zone, lon, lat).astype(np.float64)
    near = np.flatnonzero((sigma > 0) & _near_box(zone, lon, lat, CUT_SIGMAS * sigma))
    if len(near) == 0:
        return p
    triples, back = _distinct(lon[near], lat[near], sigma[near])
    frame = frame_of(*zone.shape.bounds)
    places = frame.to_metres(triples[:, 0], triples[:, 1])
    sigmas = triples[:, 2]
    boundary = _boundary(zone)
    within_cut = shapely.dwithin(boundary, shapely.points(places), CUT_SIGMAS * sigmas)
    values = p[near][_first_of(back, len(triples))]
    if within_cut.any():
        tolerance_m = _tolerance_m(float(sigmas.min()))
        values[within_cut] = _near_edges(zone, tolerance_m, places[within_cut], sigmas[within_cut])
    p[near] = values[back]
    return p


def _distinct(lon: Floats, lat: Floats, sigma: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    triples, back = np.unique(np.column_stack((lon, lat, sigma)), axis=0, return_inverse=True)
    return triples, np.ravel(back)


def _first_of(back: npt.NDArray[np.intp], n: int) -> npt.NDArray[np.intp]:
    """One row of each distinct place."""
    first = np.empty(n, dtype=np.intp)
    first[back] = np.arange(len(back))
    return first


def _near_box(zone: Zone, lon: Floats, lat: Floats, margin_m: Floats | float) -> Bools:
    """Whether points lie in the zone's bounding box widened by a margin; never misses one that is nearer."""
    west, south, east, north = zone.shape.bounds
    margin_lat = np.asarray(margin_m) / METRES_PER_DEGREE
    highest = np.minimum(max(abs(south), abs(north)) + margin_lat, 89.0)
    margin_lon = np.where(highest >= 89.0, 180.0, margin_lat / np.cos(np.radians(highest)))
    # The short way round, so that a place across the antimeridian is not taken for a far one.
    off_middle = np.abs(np.remainder(lon - (west + east) / 2 + 180, 360) - 180)
    return np.asarray(
        (lat >= south - margin_lat)
        & (lat <= north + margin_lat)
        & (off_middle <= (east - west) / 2 + margin_lon)
    )


def _tolerance_m(sigma_m: float) -> float:
    """Rounded down to a quarter of an octave, so that few versions of one boundary are made."""
    return float(2.0 ** (np.floor(4 * np.log2(max(_SIMPLIFY_SIGMAS * sigma_m, 1e-9))) / 4))


@lru_cache(maxsize=64)
def _metric_shape(zone: Zone) -> shapely.Geometry:
    return frame_of(*zone.shape.bounds).shape_to_metres(shapely.orient_polygons(zone.shape))


@lru_cache(maxsize=64)
def _boundary(zone: Zone) -> shapely.Geometry:
    boundary = shapely.boundary(_metric_shape(zone))
    shapely.prepare(boundary)
    return boundary


@lru_cache(maxsize=256)
def _simple_shape(zone: Zone, tolerance_m: float) -> shapely.Geometry:
    simple = shapely.simplify(_metric_shape(zone), tolerance_m)
    shapely.prepare(simple)
    return simple


@lru_cache(maxsize=256)
def _simple_boundary(zone: Zone, tolerance_m: float) -> shapely.Geometry:
    boundary = shapely.boundary(_simple_shape(zone, tolerance_m))
    shapely.prepare(boundary)
    return boundary


@lru_cache(maxsize=256)
def _edges(zone: Zone, tolerance_m: float) -> Floats:
    """Edges x1, y1, x2, y2 in metres, shape (m, 4), the inside on their left."""
    simple = _simple_shape(zone, tolerance_m)
    rings = shapely.get_rings(shapely.get_parts(simple))  # of a MultiPolygon itself there are none
    corners = [shapely.get_coordinates(ring) for ring in rings]
    return np.vstack([np.hstack((ring[:-1], ring[1:])) for ring in corners])


def _near_edges(zone: Zone, tolerance_m: float, places: Floats, sigma: Floats) -> Floats:
    """Probabilities, tile by tile of places, from the edges that are near enough to count.

    An edge farther than `_NEGLIGIBLE_SIGMAS` adds nothing but its share of the winding number, and that
    is whether the place is inside. Places on the boundary itself have no such number: they take every edge.
    """
    edges, simple = _edges(zone, tolerance_m), _simple_shape(zone, tolerance_m)
    tile = _TILE_SIGMAS * float(sigma.max())
    if len(places) < _FEW_PLACES:
        return _by_owen(edges, places, sigma)
    inside = shapely.contains_xy(simple, places[:, 0], places[:, 1]).astype(np.float64)
    on_edge = shapely.dwithin(_simple_boundary(zone, tolerance_m), shapely.points(places), _ON_EDGE_M)
    p = np.empty(len(places))
    if on_edge.any():
        p[on_edge] = _by_owen(edges, places[on_edge], sigma[on_edge])
    _, tile_of = np.unique(np.floor(places / tile), axis=0, return_inverse=True)
    tile_of = np.where(on_edge, -1, np.ravel(tile_of))
    order = np.argsort(tile_of, kind="stable")
    starts = np.flatnonzero(np.diff(tile_of[order], prepend=-1))
    for rows in np.split(order, starts)[1:]:
        reach = _NEGLIGIBLE_SIGMAS * float(sigma[rows].max())
        low, high = places[rows].min(axis=0) - reach, places[rows].max(axis=0) + reach
        ends = edges.reshape(-1, 2, 2)
        near = ((ends.max(axis=1) >= low) & (ends.min(axis=1) <= high)).all(axis=1)
        p[rows] = inside[rows]
        if near.any():
            p[rows] -= _tails(edges[near], places[rows], sigma[rows])
    return np.clip(p, 0.0, 1.0)


def _tails(edges: Floats, places: Floats, sigma: Floats) -> Floats:
    n_at_once = max(_PAIRS_AT_ONCE // len(edges), 1)
    parts = [slice(start, start + n_at_once) for start in range(0, len(places), n_at_once)]
    return np.concatenate([_tail_at_once(edges, places[rows], sigma[rows])[0] for rows in parts])


def _by_owen(edges: Floats, places: Floats, sigma: Floats) -> Floats:
    n_at_once = max(_PAIRS_AT_ONCE // len(edges), 1)
    p = np.empty(len(places))
    for start in range(0, len(places), n_at_once):
        rows = slice(start, start + n_at_once)
        p[rows] = _by_owen_at_once(edges, places[rows], sigma[rows])
    return np.clip(p, 0.0, 1.0)


def _by_owen_at_once(edges: Floats, places: Floats, sigma: Floats) -> Floats:
    tail, winding = _tail_at_once(edges, places, sigma, with_winding=True)
    return np.asarray(winding - tail)


def _tail_at_once(
    edges: Floats, places: Floats, sigma: Floats, *, with_winding: bool = False
) -> tuple[Floats, Floats]:
    """For each place, the mass that the edges cut off, and their share of the winding number."""
    from scipy.special import owens_t

    x1, y1, x2, y2 = ((edges[None, :, k] - places[:, k % 2, None]) / sigma[:, None] for k in range(4))
    length = np.hypot(edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1])[None, :] / sigma[:, None]
    cross = x1 * y2 - x2 * y1
    height = cross / length
    start = (x1 * (x2 - x1) + y1 * (y2 - y1)) / length
    end = start + length
    # On the edge's own line both terms cancel, whatever their signs.
    off_line = np.abs(height) > 1e-9
    winding = np.zeros(len(places))
    if with_winding:
        angle = np.where(off_line, np.arctan2(cross, x1 * x2 + y1 * y2), 0.0)
        winding = angle.sum(axis=1) / (2 * np.pi)
    beyond = np.maximum(np.maximum(start, -end), 0.0)
    counts = off_line & (height**2 + beyond**2 < _NEGLIGIBLE_SIGMAS**2)
    h = height[counts]
    tail = np.zeros(cross.shape)
    tail[counts] = owens_t(h, end[counts] / h) - owens_t(h, start[counts] / h)
    return np.asarray(tail.sum(axis=1)), winding


# Inner parts: the table


@lru_cache(maxsize=64)
def _grid(zone: Zone, sigma: float) -> tuple[Floats, Floats] | None:
    """Longitudes and latitudes of the table's nodes; None where it would cross the antimeridian or a pole."""
    west, south, east, north = zone.shape.bounds
    step_lat = sigma / _NODES_PER_SIGMA / 111_700.0
    margin = (CUT_SIGMAS + 1) * sigma / METRES_PER_DEGREE
    highest, lowest = (
        max(abs(south), abs(north)) + margin,
        0.0 if south < 0 < north else min(abs(south), abs(north)),
    )
    if highest >= 89 or west - margin / np.cos(np.radians(highest)) < -180:
        return None
    margin_lon = margin / np.cos(np.radians(highest))
    if east + margin_lon > 180:
        return None
    step_lon = step_lat / np.cos(np.radians(max(lowest - margin, 0.0)))
    n_lon = int(np.ceil((east - west + 2 * margin_lon) / step_lon)) + 1
    n_lat = int(np.ceil((north - south + 2 * margin) / step_lat)) + 1
    if n_lon * n_lat > 4_000_000:
        return None
    return (
        west - margin_lon + step_lon * np.arange(n_lon),
        south - margin + step_lat * np.arange(n_lat),
    )


def _should_tabulate(zone: Zone, lon: Floats, lat: Floats, sigma: float | None, above: int) -> bool:
    if sigma is None or sigma == 0 or len(lon) <= above:
        return False
    grid = _grid(zone, sigma)
    if grid is None:
        return False
    needed = max(above, len(grid[0]) * len(grid[1]))
    if len(lon) <= needed:
        return False
    near = _near_box(zone, lon, lat, CUT_SIGMAS * sigma)
    if near.sum() <= needed:
        return False
    # Longitudes alone are quick to sort and decide nearly always.
    return len(np.unique(lon[near])) > needed or len(np.unique(lon[near] + 1j * lat[near])) > needed


@lru_cache(maxsize=16)
def _table(zone: Zone, sigma: float) -> Floats:
    """Spline nodes' exact values, latitudes by longitudes."""
    grid = _grid(zone, sigma)
    assert grid is not None, "callers ask for the grid first"
    lon, lat = (axis.ravel() for axis in np.meshgrid(*grid))
    frame: Frame = frame_of(*zone.shape.bounds)
    places = frame.to_metres(lon, lat)
    values = contains(zone, lon, lat).astype(np.float64)
    # One node past the cut, so that no step spoils the spline within it.
    near = shapely.dwithin(
        _boundary(zone), shapely.points(places), (CUT_SIGMAS + 1 / _NODES_PER_SIGMA) * sigma
    )
    values[near] = _near_edges(zone, _tolerance_m(sigma), places[near], np.full(near.sum(), sigma))
    return values.reshape(len(grid[1]), len(grid[0]))


def _tabulated(zone: Zone, lon: Floats, lat: Floats, sigma: float | None) -> Floats:
    from scipy.ndimage import map_coordinates

    assert sigma is not None, "a table has one sigma"
    grid = _grid(zone, sigma)
    assert grid is not None, "callers ask for the grid first"
    p = np.zeros(lon.shape)
    near = np.flatnonzero(_near_box(zone, lon, lat, CUT_SIGMAS * sigma))
    (lons, lats) = grid
    at = np.vstack(
        (
            (lat[near] - lats[0]) / (lats[1] - lats[0]),
            (lon[near] - lons[0]) / (lons[1] - lons[0]),
        )
    )
    values = np.clip(map_coordinates(_table(zone, sigma), at, order=3, mode="nearest"), 0.0, 1.0)
    values[values < _CERTAIN] = 0.0
    values[values > 1 - _CERTAIN] = 1.0
    p[near] = values
    return p
