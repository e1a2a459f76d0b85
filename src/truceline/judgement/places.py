"""How probable it is that each claim's place lies in a zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline import geo
from truceline.model.casebook import Place
from truceline.model.ids import ZoneId
from truceline.model.words import PlaceGrade
from truceline.text.rules import Piece, Uncharted

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TABLE_ERROR = 2e-4
"""Above a tabulated probability's largest error: nearer than this to a threshold it is computed exactly."""
LEAST_INSIDE = 0.01
"""A place told to lie in some ground, and doing so with less than this, may lie in any part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of a claims table, with the probabilities computed so far.

    All but `of` is of the m distinct places among its n rows.
    """

    of: Indices
    """(n,) for each row, its place."""
    lon: Floats
    lat: Floats
    radius_m: Floats
    region: npt.NDArray[np.bool_]
    unstated: npt.NDArray[np.bool_]
    """Printed without a precision: somewhere within the radius."""
    told: tuple[frozenset[ZoneId], ...]
    """Distinct sets of zones in which an instrument or the account itself places it; the first is none."""
    of_told: Indices
    """For each place, which of them."""
    _known: dict[int, tuple[Piece, Floats, npt.NDArray[np.bool_]]] = field(default_factory=dict, repr=False)

    def inside(self, piece: Piece, rows: Indices, thresholds: tuple[float, ...]) -> Floats:
        """Return the probability that the place of each of `rows` lies in the piece, as `at` has it."""
        return self.at(piece, self.of[rows], thresholds)

    def at(self, piece: Piece, asked: Indices, thresholds: tuple[float, ...]) -> Floats:
        """Return the probability that each of some places lies in the piece; NaN where unknown.

        Parameters
        ----------
        piece : Piece
            One that is anywhere holds every place, an unknown one included.
        asked : int array (k,)
            Of the m places.
        thresholds : tuple of float
            Values near these are never read off a table.

        Returns
        -------
        array (k,) of float64
        """
        if piece.zone is None:
            return np.ones(len(asked))
        if id(piece.zone) not in self._known:
            blank = np.full(len(self.lon), np.nan)
            self._known[id(piece.zone)] = (piece, blank, np.zeros(len(self.lon), dtype=np.bool_))
        _, p, done = self._known[id(piece.zone)]
        todo = np.unique(asked[~done[asked]])
        if len(todo):
            if not isinstance(piece.zone, Uncharted):
                p[todo] = self._compute(piece.zone, todo, thresholds)
            self._as_told(piece, todo, p)
            done[todo] = True
        return p[asked]

    def _as_told(self, piece: Piece, asked: Indices, p: Floats) -> None:
        """Put into `p` what it comes to where a place is told to lie in zones that the piece is made of."""
        of_told = self.of_told[asked]
        for index in np.unique(of_told[of_told > 0]):
            given = piece.as_told(self.told[index])
            some = asked[of_told == index]
            if given is None:
                continue
            p[some] = np.nan if given.holds is None else float(given.holds)
            if given.shared is not None and given.told is not None:
                told = self._exact(given.told, some)
                known = told >= LEAST_INSIDE
                share = self._exact(given.shared, some[known]) / told[known]
                p[some[known]] = np.minimum(share, 1.0)

    def _exact(self, zone: geo.Zone, asked: Indices) -> Floats:
        return self._chance(zone, asked, tabulate_above=len(asked) + 1)

    def _chance(self, zone: geo.Zone, asked: Indices, **how: int) -> Floats:
        return geo.chance_inside(
            zone,
            self.lon[asked],
            self.lat[asked],
            self.radius_m[asked],
            region=self.region[asked],
            unstated=self.unstated[asked],
            **how,
        )

    def surely(self, piece: Piece, asked: Indices) -> npt.NDArray[np.bool_]:
        """Return whether each of some places is told to lie in zones of which the piece holds all."""
        holding = [bool(some) and self._holds(piece, some) for some in self.told]
        return np.asarray(np.array(holding, dtype=np.bool_)[self.of_told[asked]])

    @staticmethod
    def _holds(piece: Piece, told: frozenset[ZoneId]) -> bool:
        given = piece.as_told(told)
        return given is not None and given.holds is True

    def _compute(self, zone: geo.Zone, asked: Indices, thresholds: tuple[float, ...]) -> Floats:
        p = self._chance(zone, asked)
        near = np.zeros(len(asked), dtype=np.bool_)
        for threshold in thresholds:
            near |= np.abs(p - threshold) < TABLE_ERROR * len(geo.leaves(zone))
        near &= ~(self.region[asked] | self.unstated[asked])  # which no table gives
        if near.any():
            p[near] = self._chance(zone, asked[near], tabulate_above=len(asked) + 1)
        return p


def places(claims: pa.Table) -> Places:
    """Return the places of a CLAIMS table; NaN where a coordinate or its radius is unknown."""
    told, of_told = zones_told(claims.column("within").combine_chunks())
    grades = claims.column("place_grade").fill_null("")
    columns = [*(claims.column(name).to_numpy() for name in ("lon", "lat", "radius_m")), of_told]
    of, first = _distinct([*map(pa.array, columns), grades.combine_chunks()])
    lon, lat, radius_m, of_told = (column[first] for column in columns)
    grade = grades.take(pa.array(first)).to_numpy()
    return Places(
        of=of,
        told=told,
        of_told=of_told,
        lon=lon.astype(np.float64),
        lat=lat.astype(np.float64),
        radius_m=radius_m.astype(np.float64),
        region=np.asarray(grade == PlaceGrade.REGION.value, dtype=np.bool_),
        unstated=np.asarray(grade == PlaceGrade.UNSTATED.value, dtype=np.bool_),
    )


def _distinct(columns: Sequence[pa.Array]) -> tuple[Indices, Indices]:
    """Return for each row, (n,), which of the m distinct rows it is, and a row of each, (m,)."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        encoded = column.dictionary_encode(null_encoding="encode")
        code = code * len(encoded.dictionary) + encoded.indices.to_numpy()
        code = pa.array(code).dictionary_encode().indices.to_numpy().astype(np.int64)
    _, first = np.unique(code, return_index=True)
    return code, first


def places_of(named: Sequence[Place]) -> Places:
    """Return places of a casebook by themselves, as if something happened at each."""
    sets = dict.fromkeys([frozenset[ZoneId](), *(frozenset(i.zone for i in one.within) for one in named)])
    order = {zones: index for index, zones in enumerate(sets)}
    return Places(
        of=np.arange(len(named)),
        lon=np.array([one.lon for one in named], dtype=np.float64),
        lat=np.array([one.lat for one in named], dtype=np.float64),
        radius_m=np.array([one.radius_m for one in named], dtype=np.float64),
        region=np.array([one.grade is PlaceGrade.REGION for one in named], dtype=np.bool_),
        unstated=np.array([one.grade is PlaceGrade.UNSTATED for one in named], dtype=np.bool_),
        told=tuple(order),
        of_told=np.array([order[frozenset(i.zone for i in one.within)] for one in named], dtype=np.int64),
    )


def zones_told(column: pa.ListArray) -> tuple[tuple[frozenset[ZoneId], ...], Indices]:
    """Return the distinct sets of zones in which places are told to lie, none first, and each row's."""
    of_told = np.zeros(len(column), dtype=np.int64)
    sets: dict[frozenset[ZoneId], int] = {frozenset(): 0}
    for row in np.flatnonzero(pc.greater(pc.list_value_length(column), 0).fill_null(False).to_numpy(False)):
        zones = frozenset(ZoneId(one["zone"]) for one in column[int(row)].as_py())
        of_told[row] = sets.setdefault(zones, len(sets))
    return tuple(sets), of_told
