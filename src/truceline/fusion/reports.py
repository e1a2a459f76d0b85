"""Claims of several sources as columns of numbers, ready to be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.casebook import Casebook
from truceline.model.ids import UNKNOWN_ACTOR, ActorId
from truceline.model.once import once
from truceline.model.words import Role
from truceline.text.relations.acts import kinds_of
from truceline.text.relations.roster import Roster

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
Bits = npt.NDArray[np.uint64]

EARTH_KM: Final = 6_371.0088
SIGMAS_95: Final = 2.447_746_830_680_816
"""Radius within which a point lies with probability 0.95, in standard deviations of either coordinate."""
Cast = frozenset[tuple[str, str]]
"""Actors that are named, each with its role."""
PARTS: Final = ("anyone", Role.INITIATOR.value, Role.TARGET.value)
"""In which actors are compared."""
LEAST_KM: Final = 0.05
LEAST_H: Final = 1.0
"""No source tells place or time finer than this."""
_HOUR_US: Final = 3_600_000_000
_WORD: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reports:
    """Reports that tell where and when, a row each; of what is not told a code says so."""

    ids: tuple[str, ...]
    """`source/incident`, each once."""
    source: Ints
    """Number of its source in `sources`."""
    sources: tuple[str, ...]
    row: Ints
    """Row of its claim in the table of its source."""
    lon: Floats
    lat: Floats
    at_km: Floats
    """(n, 3): on the sphere, so that a distance is a chord."""
    sigma_km: Floats
    """Of either coordinate of its place, as its source tells."""
    start_h: Floats
    end_h: Floats
    """Hours since 1970, UTC."""
    act: Ints
    """Number of its act; -1 where it is not told, or is several."""
    cast: Ints
    """Number of its set of actors in `casts`; -1 where nobody is named."""
    casts: tuple[Cast, ...]
    names: tuple[str, ...]
    """Actors in the order of their bits: those of the casebook, then others."""
    named: Bits
    """(PARTS, casts, words): a bit for each actor that is named."""
    kin: Bits
    """(PARTS, casts, words): a bit for each that is part of one named, has it for a part or may be it."""
    low: Ints
    high: Ints
    """Dead; -1 where that is not told."""
    akin: Levels
    """(acts, acts): 3 the same, 2 one a kind of the other or both of one, 1 of one branch, 0 of none."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ids)

    def at(self, rows: Ints) -> Reports:
        """Return some of them, with all sources and sets of actors."""
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in (*_COLUMNS, "at_km")}
        return replace(self, ids=tuple(self.ids[row] for row in rows.tolist()), **columns)

    def with_(self, new: Reports) -> Reports:
        """Return these, then new ones: their sources are these in this order, then others."""
        number = {cast: index for index, cast in enumerate(self.casts)}
        for cast in new.casts:
            number.setdefault(cast, len(number))
        of = np.array([number[cast] for cast in new.casts] + [-1], np.int64)
        fresh = [index for index, cast in enumerate(new.casts) if number[cast] >= len(self.casts)]
        names = (*self.names, *(one for one in new.names if one not in set(self.names)))
        where = {one: index for index, one in enumerate(names)}
        columns: dict[str, Any] = {
            name: np.concatenate((getattr(self, name), getattr(new, name))) for name in (*_COLUMNS, "at_km")
        }
        columns["cast"] = np.concatenate((self.cast, of[new.cast]))
        own = [where[one] for one in new.names]
        for name in ("named", "kin"):
            columns[name] = _wider(getattr(self, name), getattr(new, name)[:, fresh], own)
        return replace(new, ids=(*self.ids, *new.ids), casts=tuple(number), names=names, **columns)


def reports_of(claims: Mapping[str, pa.Table], casebook: Casebook) -> tuple[Reports, dict[str, int]]:
    """Return the reports of several sources, and of each source how many cannot be compared.

    Parameters
    ----------
    claims : mapping of str to pa.Table
        CLAIMS of each source, by its name: of an incident the first account that its source stands by counts.
    casebook : Casebook
        Whose acts they name.

    Returns
    -------
    Reports
    dict of str to int
        Claims without a place or a time, by source: they are fused with nothing.
    """
    acts = [str(one.id) for one in casebook.acts]
    number = {one: index for index, one in enumerate(acts)}
    casts: dict[Cast, int] = {}
    ids: list[str] = []
    left_out: dict[str, int] = {}
    parts: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in _COLUMNS}
    for index, (source, table) in enumerate(claims.items()):
        rows = _first_accounts(table)
        told = pc.and_(table.column("lon").is_valid(), table.column("start_at").is_valid()).to_numpy()[rows]
        left_out[source] = int(np.count_nonzero(~told))
        rows = rows[told]
        one = table.take(pa.array(rows))
        ids += [f"{source}/{own}" for own in one.column("incident_id").to_pylist()]
        act, cast = _told(one.column("hypotheses"), number, casts)
        start = one.column("start_at").cast(pa.int64())
        low, high = one.column("fatalities_low"), one.column("fatalities_high")
        columns = (
            np.full(len(rows), index, np.int64),
            rows,
            _floats(one.column("lon")),
            _floats(one.column("lat")),
            np.maximum(_floats(one.column("radius_m").fill_null(0.0)) / 1_000 / SIGMAS_95, LEAST_KM),
            _floats(start) / _HOUR_US,
            _floats(pc.coalesce(one.column("end_at").cast(pa.int64()), start)) / _HOUR_US,
            act,
            cast,
            _ints(low.fill_null(-1)),
            _ints(pc.coalesce(high, low).fill_null(-1)),
        )
        for name, column in zip(_COLUMNS, columns, strict=True):
            parts[name].append(column)
    joined: dict[str, Any] = {
        name: np.concatenate(those) if those else np.empty(0, np.int64) for name, those in parts.items()
    }
    names, named, kin = _bits(tuple(casts), casebook)
    return (
        Reports(
            ids=tuple(ids),
            sources=tuple(claims),
            casts=tuple(casts),
            names=names,
            named=named,
            kin=kin,
            akin=_akin(casebook),
            at_km=_on_sphere(joined["lon"], joined["lat"]),
            **joined,
        ),
        left_out,
    )


_COLUMNS: Final = (
    "source",
    "row",
    "lon",
    "lat",
    "sigma_km",
    "start_h",
    "end_h",
    "act",
    "cast",
    "low",
    "high",
)


def _on_sphere(lon: Floats, lat: Floats) -> Floats:
    lam, phi = np.radians(lon), np.radians(lat)
    return EARTH_KM * np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))


def _floats(column: pa.ChunkedArray) -> Floats:
    found: Floats = column.to_numpy().astype(np.float64, copy=False)
    return found


def _ints(column: pa.ChunkedArray) -> Ints:
    found: Ints = column.to_numpy().astype(np.int64, copy=False)
    return found


def _first_accounts(table: pa.Table) -> Ints:
    """Return the rows that count, in their order: of an incident the first that stands, else the first."""
    if not len(table):
        return np.empty(0, np.int64)
    own = table.column("incident_id").combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.argsort(table.column("superseded_at").is_valid().to_numpy(), kind="stable")
    _, first = np.unique(own[order], return_index=True)
    found: Ints = np.sort(order[first]).astype(np.int64)
    return found


def _told(
    hypotheses: pa.ChunkedArray, number: Mapping[str, int], casts: dict[Cast, int]
) -> tuple[Ints, Ints]:
    """Return of each row the number of its one act and of its set of actors; each set is read once."""
    n = len(hypotheses)
    acts, sets = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    each = hypotheses.combine_chunks()
    of = pc.list_parent_indices(each).to_numpy()
    if not len(of):
        return acts, sets
    flat = pc.list_flatten(each)
    words = pc.struct_field(flat, "act").dictionary_encode()
    codes = np.array([number.get(one, -1) for one in words.dictionary.to_pylist()], np.int64)
    act = words.indices.to_numpy()
    is_one = np.ones(n, bool)
    first = np.zeros(n, np.int64)
    first[of[::-1]] = act[::-1]
    is_one[of[act != first[of]]] = False
    acts[of] = codes[act]
    acts[~is_one] = -1
    casting = pc.struct_field(flat, "cast")
    actors, roles = (
        pc.struct_field(pc.list_flatten(casting), name).dictionary_encode() for name in ("actor", "role")
    )
    if not len(actors):
        return acts, sets
    each_role = roles.dictionary.to_pylist()
    names = [(actor, role) for actor in actors.dictionary.to_pylist() for role in each_role]
    who = actors.indices.to_numpy().astype(np.int64) * len(each_role) + roles.indices.to_numpy()
    rows = of[pc.list_parent_indices(casting).to_numpy()]
    somebody = np.array([bool(one) and one != UNKNOWN_ACTOR for one, _ in names])[who]
    both = np.unique(rows[somebody].astype(np.int64) * len(names) + who[somebody])
    if not len(both):
        return acts, sets
    rows, who = np.divmod(both, len(names))
    begins = np.flatnonzero(np.diff(rows, prepend=-1))
    # Rows with the same actors have the same sum of numbers drawn for these.
    drawn = np.random.default_rng(0).integers(0, 2**63, len(names), dtype=np.uint64)
    _, at, back = np.unique(np.add.reduceat(drawn[who], begins), return_index=True, return_inverse=True)
    ends = np.append(begins[1:], len(who))
    codes = np.empty(len(at), np.int64)
    for index, one in enumerate(at.tolist()):
        cast = frozenset(names[each] for each in who[begins[one] : ends[one]].tolist())
        codes[index] = casts.setdefault(cast, len(casts))
    sets[rows[begins]] = codes[back]
    return acts, sets


def _bits(casts: Sequence[Cast], casebook: Casebook) -> tuple[tuple[str, ...], Bits, Bits]:
    """Return actors, and of each set who is named and who is akin to somebody named: a bit for each actor."""
    told = sorted({one for cast in casts for one, _ in cast})
    names = tuple(dict.fromkeys((*(str(one.id) for one in casebook.actors), *told)))
    number = {one: index for index, one in enumerate(names)}
    roster, known = _known(casebook)
    strangers = {one: frozenset(map(str, roster.ever(ActorId(one)))) for one in told if one not in known}
    above = {**known, **strangers}
    near = {one: [each for each in names if each in above[one] or one in above[each]] for one in told}
    named, kin = (np.zeros((len(PARTS), len(casts), _words(len(names))), np.uint64) for _ in range(2))
    for index, cast in enumerate(casts):
        for part, role in enumerate(PARTS):
            those = {one for one, its in cast if not part or its == role}
            for table, each in ((named, those), (kin, {other for one in those for other in near[one]})):
                for one in each:
                    word, bit = divmod(number[one], _WORD)
                    table[part, index, word] |= np.uint64(1) << np.uint64(bit)
    return names, named, kin


@once
def _known(casebook: Casebook) -> tuple[Roster, dict[str, frozenset[str]]]:
    """Return a casebook's actors, and of each the wholes that it was ever a part of."""
    roster = Roster(actors={one.id: one for one in casebook.actors})
    return roster, {str(one.id): frozenset(map(str, roster.ever(one.id))) for one in casebook.actors}


def _words(n: int) -> int:
    return max(1, -(-n // _WORD))


def _wider(old: Bits, new: Bits, where: Sequence[int]) -> Bits:
    """Return bits of old sets of actors, then of new ones, whose bits are now elsewhere."""
    found = np.zeros(
        (old.shape[0], old.shape[1] + new.shape[1], _words(max(where, default=0) + 1)), np.uint64
    )
    found = found if found.shape[2] >= old.shape[2] else np.zeros((*found.shape[:2], old.shape[2]), np.uint64)
    found[:, : old.shape[1], : old.shape[2]] = old
    for index, its in enumerate(where):
        word, bit = divmod(index, _WORD)
        there, to = divmod(its, _WORD)
        one = (new[:, :, word] >> np.uint64(bit)) & np.uint64(1)
        found[:, old.shape[1] :, there] |= one << np.uint64(to)
    return found


@once
def _akin(casebook: Casebook) -> Levels:
    """Return how near each act is to each in the hierarchy, whose very top says nothing."""
    number = {str(one.id): index for index, one in enumerate(casebook.acts)}
    found = np.zeros((len(number), len(number)), np.int8)
    tops = {one.id for one in casebook.acts if one.under is None}
    for act in casebook.acts:
        kinds = [number[str(one)] for one in kinds_of(casebook, (act.id,))]
        if act.id not in tops:
            found[np.ix_(kinds, kinds)] = np.maximum(found[np.ix_(kinds, kinds)], 1)
        own = [number[str(act.id)], *(number[str(one.id)] for one in casebook.acts if one.under == act.id)]
        if act.under not in tops and act.id not in tops:
            found[np.ix_(own, own)] = np.maximum(found[np.ix_(own, own)], 2)
    np.fill_diagonal(found, 3)
    return found
