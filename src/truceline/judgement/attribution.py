"""Who did what to whom, read from the claims table into distinct hypotheses.

Real data repeat the same casts thousands of times; everything about law and actors is computed once for each
distinct hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import BadReport, Fault
from truceline.judgement.alike import first_of
from truceline.model.ids import UNKNOWN_ACTOR, UNTOLD_ACT, ActId, ActorId
from truceline.model.words import Response, Role

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ToldHypothesis:
    """One way in which it may have been: these initiators, jointly, did this to these targets."""

    act: ActId
    """The act."""
    initiators: tuple[ActorId, ...]
    """Never empty; `unknown` where nobody is named."""
    targets: tuple[ActorId, ...]
    """Empty where none is told; there may have been none."""
    response: Response
    """Whether it is said to have answered an attack."""


ANYTHING = ToldHypothesis(act=UNTOLD_ACT, initiators=(UNKNOWN_ACTOR,), targets=(), response=Response.UNKNOWN)
"""What may have happened where the weights stated fall short of 1."""


MOST_WAYS: Final = 16
"""Ways of one hypothesis that are told apart; of one with more, see `_many_ways`."""
MOST_IN_ACCOUNT: Final = 60
"""Ways of one account that are told apart; each has a bit of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The ways in which one hypothesis may have been. It was one of them; nobody says which."""

    ways: tuple[ToldHypothesis, ...]
    """Sorted; never empty."""
    weight: float | None
    """Of all of them together, as the source states it; None where it states none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributions:
    """The distinct attributions of a claims table.

    `told` has X ways; `members` is (A, H), indices into `told`, -1 for none; `entry` is (A, H), the column
    of `weights` that each belongs to; `weights` is (A, E), NaN where the split is unknown; `of_row` is (n,),
    the attribution of each row; `as_told` has of each attribution the value of `hypotheses` as it stood.
    """

    told: tuple[ToldHypothesis, ...]
    members: Indices
    entry: Indices
    weights: Floats
    of_row: Indices
    as_told: tuple[Sequence[Mapping[str, object]], ...]


def hypotheses_of(entries: Sequence[Mapping[str, object]]) -> tuple[Weighed, ...]:
    """Return what one row's `hypotheses` value may stand for, with the weights stated.

    A weight stays with the hypothesis that it is stated of, however many ways that one has. Hypotheses
    without a weight are one together, since nothing says how what is left is split among them. Where every
    hypothesis has a weight and they fall short of 1, the rest is somebody who did something, as it may have
    been.
    """
    each = [_ways(entry) for entry in entries]
    if sum(map(len, each)) > MOST_IN_ACCOUNT:
        each = [
            ways if len(ways) == 1 else (_widest(entry),) for entry, ways in zip(entries, each, strict=True)
        ]
    stated: dict[tuple[ToldHypothesis, ...], float] = {}
    free: set[ToldHypothesis] = set()
    for entry, ways in zip(entries, each, strict=True):
        if isinstance(weight := entry["weight"], float):
            stated[ways] = stated.get(ways, 0.0) + weight
        else:
            free |= set(ways)
    if stated and not free and sum(stated.values()) < 1 - 1e-9:
        free = {ANYTHING}
    left = [Weighed(ways=tuple(sorted(free)), weight=None)] if free else []
    return (*left, *(Weighed(ways=ways, weight=stated[ways]) for ways in sorted(stated)))


def _ways(entry: Mapping[str, object]) -> tuple[ToldHypothesis, ...]:
    """Return the ways in which a hypothesis may have been, from the roles that its cast is told in.

    - Who is told as initiator acted, jointly with all who are; who is told as target was one.
    - A participant beside an initiator acted with it, or its part is not known. It is never the target.
    - Where targets are told and no initiator, one participant or several together began.
    - Where neither is told, the participants are two sides, and either may have begun against the other.
      Beside one participant alone stands somebody unknown.
    - Whose role is unknown may have acted, alone or with the others, been a target, or neither.
    """
    begun, met, participants, unclear = _by_role(entry)
    if not (participants or unclear):
        return (_told(entry, begun, met),)
    directed = bool(begun or met)
    parts = ("acted", "neither") if directed else ("acted", "target")
    options = [parts] * len(participants) + [("acted", "target", "neither")] * len(unclear)
    if prod(map(len, options)) > MOST_WAYS:
        return _many_ways(entry)
    found = set()
    for chosen in product(*options):
        placed = list(zip((*participants, *unclear), chosen, strict=True))
        acted = [*begun, *(actor for actor, part in placed if part == "acted")]
        hit = [*met, *(actor for actor, part in placed if part == "target")]
        if participants and not (acted and (hit or directed)):
            if directed or len(participants) > 1:
                continue
            hit = hit or [UNKNOWN_ACTOR]
        found.add(_told(entry, acted, hit))
    return tuple(sorted(found))


def _many_ways(entry: Mapping[str, object]) -> tuple[ToldHypothesis, ...]:
    """Return too many ways as few: each open actor began alone, or somebody unknown did, with any of them."""
    begun, met, participants, unclear = _by_role(entry)
    others = (*participants, *unclear)
    to = (*met, UNKNOWN_ACTOR) if met and unclear else met
    alone = {_told(entry, [*begun, actor], to) for actor in others}
    return tuple(sorted({*alone, _widest(entry)}))


def _widest(entry: Mapping[str, object]) -> ToldHypothesis:
    """Return one way that leaves open all that any of a hypothesis's ways may come to."""
    begun, met, _, unclear = _by_role(entry)
    return _told(entry, [*begun, UNKNOWN_ACTOR], [*met, UNKNOWN_ACTOR] if met and unclear else met)


def _told(
    entry: Mapping[str, object], initiators: Iterable[ActorId], targets: Iterable[ActorId]
) -> ToldHypothesis:
    return ToldHypothesis(
        act=ActId(str(entry["act"])),
        initiators=tuple(sorted(set(initiators))) or (UNKNOWN_ACTOR,),
        targets=tuple(sorted(set(targets))),
        response=Response(str(entry["response"])),
    )


def _by_role(entry: Mapping[str, object]) -> tuple[tuple[ActorId, ...], ...]:
    """Return initiators, targets, participants and those of unknown role; an initiator is no participant."""
    cast = entry["cast"] or []
    assert isinstance(cast, list)
    named: dict[Role, set[ActorId]] = {role: set() for role in Role}
    for member in cast:
        named[Role(member["role"])].add(ActorId(member["actor"]))
    named[Role.PARTICIPANT] -= named[Role.INITIATOR] - {UNKNOWN_ACTOR}
    return tuple(tuple(sorted(named[role])) for role in Role)


def attributions(claims: pa.Table) -> Attributions:
    """Return the distinct attributions of a CLAIMS table; the order of `told` depends on the values alone.

    Raises
    ------
    BadReport
        Naming every account that says nothing happened, or whose weights are no shares of one whole.
    """
    keys = keys_of(claims.column("hypotheses").combine_chunks()).dictionary_encode()
    codes = keys.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    first = first_of(codes)
    rows = claims.column("hypotheses").take(pa.array(first)).to_pylist()
    return attributions_of(rows, codes, claims.column("incident_id").take(pa.array(first)).to_pylist())


def attributions_of(
    values: Sequence[Sequence[Mapping[str, object]]], of_row: Indices, incidents: Sequence[str]
) -> Attributions:
    """Return distinct values of `hypotheses` read, with the number of that of each row.

    Parameters
    ----------
    values : sequence of A values of `hypotheses`
    of_row : int array (n,)
    incidents : sequence of A ids
        Of an incident that each is told of, for the words of a fault.

    Raises
    ------
    BadReport
        As `attributions` has it.
    """
    wrong = [fault for name, row in zip(incidents, values, strict=True) for fault in faults_in(row, name)]
    if wrong:
        raise BadReport("the claims table says who did what in a way that cannot be weighed", wrong)
    lists = [hypotheses_of(row) for row in values]
    told = tuple(sorted({way for one in lists for weighed in one for way in weighed.ways}))
    place = {way: index for index, way in enumerate(told)}
    width = max((sum(len(weighed.ways) for weighed in one) for one in lists), default=1)
    members = np.full((len(lists), width), -1, dtype=np.int64)
    entry = np.zeros((len(lists), width), dtype=np.int64)
    weights = np.full((len(lists), max(map(len, lists), default=1)), np.nan)
    for row, one in enumerate(lists):
        ways = [(place[way], column) for column, weighed in enumerate(one) for way in weighed.ways]
        members[row, : len(ways)], entry[row, : len(ways)] = zip(*ways, strict=True)
        stated = [np.nan if weighed.weight is None else weighed.weight for weighed in one]
        weights[row, : len(one)] = stated
    return Attributions(
        told=told,
        members=members,
        entry=entry,
        weights=weights,
        of_row=of_row,
        as_told=tuple(values),
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
    if len(entries) > MOST_IN_ACCOUNT:
        remedy = f"give at most {MOST_IN_ACCOUNT}, or one of an unknown initiator for those beyond"
        yield Fault(message=f"an account of {incident!r} has {len(entries)} hypotheses", remedy=remedy)


def keys_of(hypotheses: pa.ListArray) -> pa.StringArray:
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
    return pc.binary_join(_relisted(hypotheses, texts), "|").fill_null("")


def _relisted(like: pa.ListArray, values: pa.Array) -> pa.ListArray:
    lengths = pc.fill_null(pc.list_value_length(like), 0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def combine(
    values: Floats, entry: Indices, weights: Floats, used: npt.NDArray[np.bool_], *, upper: bool
) -> Floats:
    """Return the lower or upper value of an outcome over an account's hypotheses.

    Parameters
    ----------
    values : array (n, H, k)
        The lower (or upper) values of each way.
    entry : int array (n, H)
        The hypothesis, a column of `weights`, that each way is one of.
    weights : array (n, E)
        Stated weights, NaN where the split is unknown.
    used : bool array (n, H)
        Which ways the row has.
    upper : bool
        Whether these are upper values.

    Returns
    -------
    array (n, k)
        Of each hypothesis the way that makes the value smallest (or largest), times its weight. What no
        weight covers goes to the hypothesis without one; where there is none, the rest may be anything.
    """
    fold, blank = (np.max, -np.inf) if upper else (np.min, np.inf)
    if weights.shape[1] == 1 and np.isnan(weights).all():
        # One hypothesis whose weight nobody states: all of it is that one's.
        worst: Floats = fold(np.where(used[:, :, None], values, blank), axis=1)
        has_none = ~np.asarray(used.any(axis=1))
        worst[has_none] = 1.0 if upper else 0.0
        return worst
    rest = np.clip(1.0 - np.nansum(weights, axis=1), 0.0, 1.0)
    total: Floats = np.zeros((values.shape[0], values.shape[2]))
    for column in range(weights.shape[1]):
        mine = used & (entry == column)
        has = mine.any(axis=1)
        free = has & np.isnan(weights[:, column])
        share = np.where(free, rest, np.where(has, weights[:, column], 0.0))
        rest = np.where(free, 0.0, rest)
        worst = fold(np.where(mine[:, :, None], values, blank), axis=1)
        total += share[:, None] * np.where(has[:, None], worst, 0.0)
    return total + rest[:, None] if upper else total
