"""Claims × casebook → findings, incidents, performance and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.judgement.attribution import Attributions
from truceline.judgement.counting import counts_table
from truceline.judgement.findings import findings_table, ranks
from truceline.judgement.kernel import assess_clause, ready
from truceline.judgement.ledger import PatrolDone, patrols_done
from truceline.judgement.outside import n_outside
from truceline.judgement.performance import performance
from truceline.judgement.rulebook import rulebook_of
from truceline.model.assessment import Assessment
from truceline.model.casebook import Casebook
from truceline.model.ids import ActId
from truceline.model.record import Record
from truceline.model.tables import CLAIMS, INCIDENTS, INSTANT, check
from truceline.model.words import Role
from truceline.text.rules import Rulebook

PLACE: Final = ("lon", "lat", "radius_m", "place_grade")
"""Columns that together are a place."""


def assess(
    record: Record,
    claims: pa.Table,
    *,
    positions: Sequence[str] | None = None,
    outings: Sequence[PatrolDone] | None = None,
    rulebook: Rulebook | None = None,
) -> Assessment:
    """Return what each account of each incident amounts to under each clause and position.

    Parameters
    ----------
    record : Record
        From `load_casebook`.
    claims : pa.Table, CLAIMS schema, (n,)
        From `read_claims`, or fused incidents; one row for each account. EPSG:4326, UTC. What is told to be
        superseded is left out.
    positions : sequence of str, optional
        Ids of positions; all of the casebook's if left out.
    outings : sequence of PatrolDone, optional
        What each outing comes to, from `patrols_done`; worked out of the casebook if left out. A product that
        holds back how an outing went gives what may be said of it.
    rulebook : Rulebook, optional
        Of this record, with what it has resolved so far.

    Returns
    -------
    Assessment
        Computed, not determined. Row order, and so the digest, depends on the values alone.

    Raises
    ------
    NotFound
        If the casebook has no such position.
    BadReport
        If `claims` does not have the columns of CLAIMS, or an account in it cannot be weighed.
    """
    book = rulebook or rulebook_of(record)
    names = positions or [position.id for position in record.casebook.positions]
    chosen = [book.position(name) for name in names]
    table = unsuperseded(check(claims, CLAIMS)).combine_chunks()
    made = ready(table, book)
    found = [assess_clause(book, made, clause.id, tuple(chosen)) for clause in book.assessed()]
    incident = ranks(table.column("incident_id"))
    return Assessment(
        findings=findings_table(book, table, found, chosen),
        incidents=incidents_table(record.casebook, table, incident, made.attributions),
        performance=performance(
            book, chosen, record.words, patrols_done(record) if outings is None else outings
        ),
        claims=table,
        positions=tuple(position.id for position in chosen),
        counts=counts_table(record.casebook, incident, found, chosen),
        n_outside=n_outside(book, incident, made.places),
    )


def findings_of(record: Record, claims: pa.Table, rulebook: Rulebook | None = None) -> pa.Table:
    """Return FINDINGS alone, under all of the casebook's positions: what `assess` finds of these claims.

    Parameters
    ----------
    record : Record
        From `load_casebook`.
    claims : pa.Table, CLAIMS schema
        One row for each account.
    rulebook : Rulebook, optional
        Of this record, with what it has resolved so far.
    """
    book = rulebook or rulebook_of(record)
    chosen = book.casebook.positions
    table = unsuperseded(check(claims, CLAIMS)).combine_chunks()
    made = ready(table, book)
    found = [assess_clause(book, made, clause.id, chosen) for clause in book.assessed()]
    return findings_table(book, table, found, chosen)


def incidents_table(
    casebook: Casebook, claims: pa.Table, incident: npt.NDArray[np.int64], told: Attributions
) -> pa.Table:
    """Return INCIDENTS, one row for each incident, sorted by id; free text is left behind.

    `incident`, (n,), is the rank of the incident's id of each claim.

    Where accounts differ: the interval spans all of them, the act is the nearest one that all fall under, and
    actors are taken together, each in the roles it is told in. Every place that an account gives is kept; one
    is the incident's only as far as no account gives another.
    """
    order = np.lexsort((ranks(claims.column("account")), incident))
    claims = claims.select([n for n in claims.column_names if n == "account" or n in INCIDENTS.names])
    if (np.diff(order) != 1).any():
        claims = claims.take(pa.array(order))
    of_row, ids = told.of_row[order], incident[order]
    first = np.flatnonzero(np.diff(ids, prepend=-1) != 0)
    grouped = _spans(claims, first)
    acts, actors = _per_attribution(casebook, told)
    several = np.flatnonzero(np.diff(np.append(first, len(ids))) > 1)
    act_of, actors_of = acts.take(pa.array(of_row[first])), actors.take(pa.array(of_row[first]))
    if len(several):
        act_list, actor_list = act_of.to_pylist(), actors_of.to_pylist()
        ends = np.append(first, len(ids))[1:]
        for number in several:
            classes = sorted(set(of_row[first[number] : ends[number]].tolist()))
            act_list[number] = nearest_common(casebook, [acts[c].as_py() for c in classes])
            together = {tuple(one.items()): one for c in classes for one in actors[c].as_py()}
            actor_list[number] = [together[key] for key in sorted(together, key=str)]
        act_of = pa.array(act_list, type=pa.string())
        actors_of = pa.array(actor_list, type=INCIDENTS.field("actors").type)
    columns = {
        name: claims.column(name).take(pa.array(first))
        for name in INCIDENTS.names
        if name in claims.column_names
    }
    columns |= grouped | {"act": act_of, "actors": actors_of} | _places(claims, first)
    return pa.table({name: columns[name] for name in INCIDENTS.names}).cast(INCIDENTS)


def _spans(claims: pa.Table, first: npt.NDArray[np.intp]) -> dict[str, pa.Array]:
    """Return per incident the earliest start, the latest end, the range of tolls, and how well it is told."""
    reduce = {
        "start_at": np.fmin,
        "end_at": np.fmax,
        "fatalities_low": np.fmin,
        "fatalities_high": np.fmax,
        "n_independent": np.fmax,
    }
    columns: dict[str, pa.Array] = {}
    if not len(first):
        return columns
    for name, fold in reduce.items():
        column = claims.column(name)
        values = np.asarray(column.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.float64)
        folded = fold.reduceat(values, first)
        missing = np.isnan(folded)
        whole = np.where(missing, 0, folded).astype(np.int64)
        columns[name] = pa.array(whole, mask=missing).cast(column.type)
    reports = claims.column("n_reports").to_numpy()
    columns["n_reports"] = pa.array(np.add.reduceat(reports, first))
    return columns


def _places(claims: pa.Table, first: npt.NDArray[np.intp]) -> dict[str, pa.Array]:
    """Return per incident the distinct places its accounts give, and what of them all of these agree on.

    `claims` are sorted by incident and account; `first` is the first row of each incident. Accounts that give
    one point and several radii agree on the point, and on no radius.
    """
    incident = np.repeat(np.arange(len(first)), np.diff(np.append(first, claims.num_rows)))
    has_place = pc.and_(pc.is_valid(claims.column("lon")), pc.is_valid(claims.column("lat")))
    rows = np.flatnonzero(has_place.to_numpy())
    starts, keys = np.arange(len(rows)), np.zeros((len(PLACE), len(rows)), dtype=np.int64)
    if len(first) < claims.num_rows:
        keys = np.stack([ranks(claims.column(name)) for name in PLACE])[:, rows]
        order = np.lexsort([*keys[::-1], incident[rows]])
        rows, keys = rows[order], keys[:, order]
        changes = np.diff(np.vstack([incident[rows], keys]), axis=1, prepend=-1) != 0
        starts = np.flatnonzero(changes.any(axis=0))
    accounts = pa.ListArray.from_arrays(
        pa.array(np.append(starts, len(rows)), pa.int32()),
        claims.column("account").take(rows).combine_chunks(),
    )
    each = [claims.column(name).take(pa.array(rows[starts])).combine_chunks() for name in PLACE]
    kind = INCIDENTS.field("places").type
    told = pa.StructArray.from_arrays([*each, accounts], fields=list(kind.value_type))
    n_places = np.bincount(incident[rows[starts]], minlength=len(first))
    offsets = np.append(0, np.cumsum(n_places))
    agreed = np.zeros((len(PLACE), len(first)), dtype=np.bool_)
    placed = offsets[:-1][n_places > 0]
    if len(placed):
        of_place = keys[:, starts]
        agreed[:, n_places > 0] = np.minimum.reduceat(of_place, placed, axis=1) == np.maximum.reduceat(
            of_place, placed, axis=1
        )
        agreed &= agreed[0] & agreed[1]
    return {"places": pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), told).cast(kind)} | {
        name: column.take(pa.array(offsets[:-1], mask=~on))
        for name, column, on in zip(PLACE, each, agreed, strict=True)
    }


def _per_attribution(casebook: Casebook, told: Attributions) -> tuple[pa.Array, pa.Array]:
    """Return for each attribution its act, and its actors with roles."""
    acts = [nearest_common(casebook, [str(one["act"]) for one in entries]) for entries in told.as_told]
    actors = [_cast(entries) for entries in told.as_told]
    return pa.array(acts, type=pa.string()), pa.array(actors, type=INCIDENTS.field("actors").type)


def _cast(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Return the actors of an account in the roles told, each with the weight stated of it in that role.

    One that is initiator in one hypothesis and target in another, no weight stated, is a participant: so a
    source without direction is read.
    """
    weights: dict[tuple[str, str], list[float | None]] = {}
    for entry in entries:
        for actor, role in sorted({(one["actor"], one["role"]) for one in entry["cast"] or []}):
            weights.setdefault((actor, role), []).append(entry["weight"])
    for actor in sorted({actor for actor, _ in weights}):
        both = [(actor, Role.INITIATOR.value), (actor, Role.TARGET.value)]
        if all(None in weights.get(one, ()) for one in both):
            for one in both:
                del weights[one]
            weights.setdefault((actor, Role.PARTICIPANT.value), []).append(None)
    return [
        {"actor": actor, "role": role, "weight": _sum(of_role)}
        for (actor, role), of_role in sorted(weights.items())
    ]


def _sum(weights: Sequence[float | None]) -> float | None:
    """Return the sum of weights, None where one is not stated."""
    stated = [weight for weight in weights if weight is not None]
    return round(sum(stated), 6) if len(stated) == len(weights) else None


def nearest_common(casebook: Casebook, acts: Sequence[str]) -> str:
    """Return the nearest act that all of `acts` are or fall under; the first by name if none does."""
    above = {act.id: (act.under, *act.also) for act in casebook.acts}

    def chain(act: str) -> list[str]:
        found = [act]
        for step in found:
            found += [wider for wider in above.get(ActId(step), ()) if wider and wider not in found]
        return found

    shared = [act for act in chain(acts[0]) if all(act in chain(other) for other in acts)]
    return shared[0] if shared else min(acts)


def select(
    claims: pa.Table, *, start_at: object = None, end_at: object = None, as_of: object = None
) -> pa.Table:
    """Return the claims that may have happened in [start_at, end_at), as they stood at `as_of`.

    Parameters
    ----------
    claims : pa.Table
        CLAIMS.
    start_at, end_at : datetime, optional
        UTC; both or neither. A claim whose time is unknown stays: it may have happened then.
    as_of : datetime, optional
        UTC. A claim with no day of report could be known from when it may have happened, not before; one
        with neither stays, since nothing says that it could not be known. Of one that was superseded later it
        was not known then. None for what stands now.
    """
    keep = pa.array(np.ones(claims.num_rows, dtype=np.bool_))
    if start_at is not None and end_at is not None:
        begins = pc.less(claims.column("start_at"), pa.scalar(end_at, type=CLAIMS.field("start_at").type))
        ends = pc.greater_equal(
            claims.column("end_at"), pa.scalar(start_at, type=CLAIMS.field("end_at").type)
        )
        exact = pc.equal(claims.column("start_at"), claims.column("end_at"))
        after = pc.greater(claims.column("end_at"), pa.scalar(start_at, type=CLAIMS.field("end_at").type))
        inside = pc.and_(begins, pc.or_(after, pc.and_(exact, ends)))
        keep = pc.and_(keep, pc.fill_null(inside, True))
    if as_of is None:
        keep = pc.and_(keep, pc.is_null(claims["superseded_at"]))
    else:
        superseded = pc.less(claims["superseded_at"], pa.scalar(as_of, type=INSTANT))
        keep = pc.and_(keep, pc.invert(pc.fill_null(superseded, False)))
        claims = claims.set_column(
            claims.column_names.index("superseded_at"),
            CLAIMS.field("superseded_at"),
            pa.nulls(claims.num_rows, INSTANT),
        )
        first = pc.coalesce(claims.column("known_at"), claims.column("start_at"))
        known = pc.less(first, pa.scalar(as_of, type=CLAIMS.field("known_at").type))
        keep = pc.and_(keep, pc.fill_null(known, True))
    return claims.filter(keep)


def unsuperseded(claims: pa.Table) -> pa.Table:
    """Return the claims that nothing superseded."""
    told = claims["superseded_at"]
    return claims if told.null_count == claims.num_rows else claims.filter(pc.is_null(told))
