"""Who did what to whom, read from the claims table into distinct hypotheses.

Real data repeat the same casts thousands of times; everything about law and actors is computed once for each
distinct hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import BadReport, Fault
from truceline.model.ids import UNKNOWN_ACTOR, UNTOLD_ACT, ActId, ActorId
from truceline.model.words import Response, Role

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Told:
    """One hypothesis: these initiators, jointly, did this to these targets."""

    act: ActId
    """The act."""
    initiators: tuple[ActorId, ...]
    """Never empty; `unknown` where nobody is named."""
    targets: tuple[ActorId, ...]
    """Empty where none is named."""
    response: Response
    """Whether it is said to have answered an attack."""


ANYTHING = Told(act=UNTOLD_ACT, initiators=(UNKNOWN_ACTOR,), targets=(), response=Response.UNKNOWN)
"""What may have happened where the weights stated fall short of 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributions:
    """The distinct attributions of a claims table.

    `told` has X hypotheses; `members` is (A, H), indices into `told`, -1 for none; `weights` is (A, H), NaN
    where the split is unknown; `of_row` is (n,), the attribution of each row.
    """

    told: tuple[Told, ...]
    members: Indices
    weights: Floats
    of_row: Indices


def hypotheses_of(entries: Sequence[Mapping[str, object]]) -> list[tuple[Told, float | None]]:
    """Return the hypotheses behind one row's `hypotheses` value, with their weights.

    A hypothesis that names participants but no initiator stands for several: each participant may have begun,
    and how its weight is split among them is unknown. Where every hypothesis has a weight and they fall short
    of 1, the rest is one more: somebody did something, as it may have been.
    """
    found = [alternative for entry in entries for alternative in _alternatives(entry)]
    stated: dict[Told, float] = {}
    for told, weight in found:
        if weight is not None:
            stated[told] = stated.get(told, 0.0) + weight
    free = list(dict.fromkeys(told for told, weight in found if weight is None))
    shares = [share for entry in entries if isinstance(share := entry["weight"], float)]
    if len(shares) == len(entries) and sum(shares) < 1 - 1e-9:
        free.append(ANYTHING)
    return [*stated.items(), *((told, None) for told in free)]


def _alternatives(entry: Mapping[str, object]) -> list[tuple[Told, float | None]]:
    cast = entry["cast"] or []
    assert isinstance(cast, list)
    by_role: dict[str, list[ActorId]] = {role: [] for role in Role}
    for member in cast:
        by_role[member["role"]].append(ActorId(member["actor"]))
    open_role = [*by_role[Role.PARTICIPANT], *by_role[Role.UNKNOWN]]
    weight = entry["weight"]
    assert weight is None or isinstance(weight, float)

    def told(initiators: Iterable[ActorId], targets: Iterable[ActorId]) -> Told:
        return Told(
            act=ActId(str(entry["act"])),
            initiators=tuple(sorted(set(initiators))),
            targets=tuple(sorted(set(targets))),
            response=Response(str(entry["response"])),
        )

    if by_role[Role.INITIATOR]:
        return [(told(by_role[Role.INITIATOR], [*by_role[Role.TARGET], *by_role[Role.PARTICIPANT]]), weight)]
    if not open_role:
        return [(told([UNKNOWN_ACTOR], by_role[Role.TARGET]), weight)]
    return [
        (told([actor], [*by_role[Role.TARGET], *(other for other in open_role if other != actor)]), None)
        for actor in sorted(set(open_role))
    ]


def attributions(claims: pa.Table) -> Attributions:
    """Return the distinct attributions of a CLAIMS table; the order of `told` depends on the values alone.

    Raises
    ------
    BadReport
        Naming every account that says nothing happened, or whose weights are no shares of one whole.
    """
    keys = _row_keys(claims.column("hypotheses").combine_chunks()).fill_null("").dictionary_encode()
    codes = keys.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    distinct, first = np.unique(codes, return_index=True)
    rows = claims.column("hypotheses").take(pa.array(first)).to_pylist()
    incidents = claims.column("incident_id").take(pa.array(first)).to_pylist()
    wrong = [fault for name, row in zip(incidents, rows, strict=True) for fault in faults_in(row, name)]
    if wrong:
        raise BadReport("the claims table says who did what in a way that cannot be weighed", wrong)
    lists = [hypotheses_of(row) for row in rows]
    told = tuple(sorted({hypothesis for one in lists for hypothesis, _ in one}))
    place = {hypothesis: index for index, hypothesis in enumerate(told)}
    width = max((len(one) for one in lists), default=1)
    members = np.full((len(lists), width), -1, dtype=np.int64)
    weights = np.full((len(lists), width), np.nan)
    for row, one in enumerate(lists):
        for column, (hypothesis, weight) in enumerate(one):
            members[row, column] = place[hypothesis]
            weights[row, column] = np.nan if weight is None else weight
    return Attributions(
        told=told, members=members, weights=weights, of_row=np.searchsorted(distinct, codes).astype(np.int64)
    )


def faults_in(entries: Sequence[Mapping[str, object] | None], incident: str) -> Iterator[Fault]:
    """Yield what is wrong with one row's `hypotheses` value: none at all, or weights that cannot be."""
    if not entries or None in entries:
        remedy = "give the act, with an empty cast where nobody says who"
        yield Fault(message=f"an account of {incident!r} does not say what happened", remedy=remedy)
    weights = [weight for one in entries if one and isinstance(weight := one["weight"], float)]
    if not all(0 <= weight <= 1 for weight in weights) or sum(weights) > 1 + 1e-9:
        stated = ", ".join(f"{weight:g}" for weight in weights)
        remedy = "give numbers from 0 to 1 that sum to at most 1, and none where no source states them"
        yield Fault(message=f"an account of {incident!r} has the weights {stated}", remedy=remedy)


def _row_keys(hypotheses: pa.ListArray) -> pa.StringArray:
    """Return one text for each row that is equal just where the hypotheses are: ids hold no separators."""
    each = hypotheses.flatten()
    cast = pc.struct_field(each, "cast")
    members = cast.flatten()
    named = pc.binary_join_element_wise(
        pc.struct_field(members, "role"), pc.struct_field(members, "actor"), ":"
    )
    weight = pc.fill_null(pc.cast(pc.struct_field(each, "weight"), pa.string()), "?")
    texts = pc.binary_join_element_wise(
        pc.struct_field(each, "act"),
        pc.fill_null(pc.binary_join(_relisted(cast, named), "+"), ""),
        pc.struct_field(each, "response"),
        weight,
        " ",
    )
    return pc.binary_join(_relisted(hypotheses, texts), "|")


def _relisted(like: pa.ListArray, values: pa.Array) -> pa.ListArray:
    lengths = pc.fill_null(pc.list_value_length(like), 0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def combine(values: Floats, weights: Floats, used: npt.NDArray[np.bool_], *, upper: bool) -> Floats:
    """Return the lower or upper value of an outcome over an account's hypotheses.

    Parameters
    ----------
    values : array (n, H, k)
        Each hypothesis's own lower (or upper) values.
    weights : array (n, H)
        Stated weights, NaN where the split is unknown.
    used : bool array (n, H)
        Which hypotheses the row has.
    upper : bool
        Whether these are upper values.

    Returns
    -------
    array (n, k)
        Stated weights times their values; what no weight covers goes to the hypothesis without a weight that
        makes the value smallest (or largest). Where every hypothesis has a weight and they fall short of 1,
        the rest may be anything.
    """
    unweighed: npt.NDArray[np.bool_] = np.isnan(weights)
    known: npt.NDArray[np.bool_] = used & ~unweighed
    free: npt.NDArray[np.bool_] = used & unweighed
    stated = np.where(known, weights, 0.0)
    rest = np.clip(1.0 - stated.sum(axis=1), 0.0, 1.0)
    sums: Floats = np.einsum("nh,nhk->nk", stated, np.where(np.expand_dims(known, 2), values, 0.0))
    if upper:
        open_ = np.where(np.expand_dims(free, 2), values, -np.inf).max(axis=1)
        open_ = np.where(np.expand_dims(free.any(axis=1), 1), open_, 1.0)
    else:
        open_ = np.where(np.expand_dims(free, 2), values, np.inf).min(axis=1)
        open_ = np.where(np.expand_dims(free.any(axis=1), 1), open_, 0.0)
    result: Floats = sums + rest[:, None] * open_
    return result
