"""Claims × casebook → findings, incidents, performance and counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.attribution import ANYTHING, Attributions, Told
from truceline.assess.findings import findings_table, ranks
from truceline.assess.kernel import VERDICTS, ClauseFindings, assess_clause, ready
from truceline.assess.outside import n_outside
from truceline.assess.performance import performance
from truceline.model.assessment import Assessment
from truceline.model.casebook import Casebook, Position
from truceline.model.ids import ActId
from truceline.model.tables import CLAIMS, COUNTS, INCIDENTS, check
from truceline.model.words import Role, Verdict
from truceline.rules import Rulebook


def assess(casebook: Casebook, claims: pa.Table, *, positions: Sequence[str] | None = None) -> Assessment:
    """Return what each account of each incident amounts to under each clause and position.

    Parameters
    ----------
    casebook : Casebook
        From `load_casebook`.
    claims : pa.Table, CLAIMS schema, (n,)
        From `read_claims`, or fused incidents; one row for each account. EPSG:4326, UTC.
    positions : sequence of str, optional
        Ids of positions; all of the casebook's if left out.

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
    rulebook = Rulebook(casebook=casebook)
    names = positions or [position.id for position in casebook.positions]
    chosen = [rulebook.position(name) for name in names]
    table = check(claims, CLAIMS).combine_chunks()
    made = ready(table, rulebook)
    found = [assess_clause(rulebook, made, clause.id, tuple(chosen)) for clause in rulebook.assessed()]
    return Assessment(
        findings=findings_table(rulebook, table, found, chosen),
        incidents=incidents_table(casebook, table, made.attributions),
        performance=performance(rulebook, chosen),
        claims=table,
        positions=tuple(position.id for position in chosen),
        counts=counts_table(casebook, table, found, chosen),
        n_outside=n_outside(rulebook, table, made.places),
    )


def counts_table(
    casebook: Casebook,
    table: pa.Table,
    found: Sequence[ClauseFindings],
    positions: Sequence[Position],
) -> pa.Table:
    """Return COUNTS: for each clause, position, outcome and threshold the incidents that reach it.

    An incident counts once for an outcome if one of its accounts reaches it, so outcomes may overlap where
    accounts differ.
    """
    incident = ranks(table.column("incident_id"))
    told_once = int(incident.max(initial=0)) == len(incident)

    def n_incidents(counted: npt.NDArray[np.int64]) -> int:
        return len(counted) if told_once else len(np.unique(incident[counted]))

    rows = []
    for one in found:
        for column, position in enumerate(positions):
            for index, outcome in enumerate(VERDICTS[:4]):
                for threshold in casebook.mandate.shown_at:
                    reached = one.lowest[:, column, index] + 1e-9 >= threshold
                    n = n_incidents(one.rows[reached])
                    rows.append((one.clause, position.id, outcome.value, threshold, n))
            for threshold in casebook.mandate.shown_at:
                highest = one.lowest[:, column].max(axis=1, initial=0.0)
                n = n_incidents(one.rows[highest + 1e-9 < threshold])
                rows.append((one.clause, position.id, Verdict.UNDETERMINED.value, threshold, n))
    return pa.Table.from_pylist([dict(zip(COUNTS.names, row, strict=True)) for row in rows], schema=COUNTS)


def incidents_table(casebook: Casebook, claims: pa.Table, told: Attributions) -> pa.Table:
    """Return INCIDENTS, one row for each incident, sorted by id; free text is left behind.

    Where accounts differ: the interval spans all of them, the place is the first account's, the act is the
    nearest one that all fall under, and actors are taken together.
    """
    order = np.lexsort((ranks(claims.column("account")), ranks(claims.column("incident_id"))))
    claims = claims.select([n for n in claims.column_names if n == "account" or n in INCIDENTS.names])
    claims = claims.take(pa.array(order))
    of_row = told.of_row[order]
    ids = ranks(claims.column("incident_id"))
    first = np.flatnonzero(np.diff(ids, prepend=-1) != 0)
    grouped = _spans(claims, first)
    acts, actors = _per_attribution(casebook, told)
    several = np.flatnonzero(np.diff(np.append(first, len(ids))) > 1)
    act_of, actors_of = acts.take(pa.array(of_row[first])), actors.take(pa.array(of_row[first]))
    if len(several):
        act_list, actor_list = act_of.to_pylist(), actors_of.to_pylist()
        ends = np.append(first, len(ids))[1:]
        for incident in several:
            classes = sorted(set(of_row[first[incident] : ends[incident]].tolist()))
            act_list[incident] = nearest_common(casebook, [acts[c].as_py() for c in classes])
            together = {tuple(one.items()): one for c in classes for one in actors[c].as_py()}
            actor_list[incident] = [together[key] for key in sorted(together, key=str)]
        act_of = pa.array(act_list, type=pa.string())
        actors_of = pa.array(actor_list, type=INCIDENTS.field("actors").type)
    columns = {
        name: claims.column(name).take(pa.array(first))
        for name in INCIDENTS.names
        if name in claims.column_names
    }
    columns |= grouped | {"act": act_of, "actors": actors_of}
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


def _per_attribution(casebook: Casebook, told: Attributions) -> tuple[pa.Array, pa.Array]:
    """Return for each attribution its act, and its actors with roles."""
    acts, actors = [], []
    for members, weights in zip(told.members, told.weights, strict=True):
        hypotheses = [(told.told[x], w) for x, w in zip(members, weights, strict=True) if x >= 0]
        acts.append(nearest_common(casebook, [one.act for one, _ in hypotheses if one != ANYTHING]))
        actors.append(_cast(hypotheses))
    return pa.array(acts, type=pa.string()), pa.array(actors, type=INCIDENTS.field("actors").type)


def _cast(hypotheses: list[tuple[Told, float]]) -> list[dict[str, object]]:
    roles: dict[str, set[str]] = {}
    weight_of: dict[tuple[str, str], float] = {}
    for told, weight in hypotheses:
        for role, names in ((Role.INITIATOR, told.initiators), (Role.TARGET, told.targets)):
            for actor in names:
                roles.setdefault(actor, set()).add(role.value)
                weight_of[actor, role.value] = weight_of.get((actor, role.value), 0.0) + weight
    cast: list[dict[str, object]] = []
    for name, held in sorted(roles.items()):
        if len(held) > 1:
            cast.append({"actor": name, "role": Role.PARTICIPANT.value, "weight": None})
            continue
        weight = weight_of[name, min(held)]
        known = None if np.isnan(weight) else round(weight, 6)
        cast.append({"actor": name, "role": min(held), "weight": known})
    return cast


def nearest_common(casebook: Casebook, acts: Sequence[str]) -> str:
    """Return the nearest act that all of `acts` are or fall under; the first by name if none does."""
    above = {act.id: act.under for act in casebook.acts}

    def chain(act: str) -> list[str]:
        found = [act]
        while (step := above.get(ActId(found[-1]))) is not None and step not in found:
            found.append(step)
        return found

    shared = [act for act in chain(acts[0]) if all(act in chain(other) for other in acts)]
    return shared[0] if shared else min(acts)


def select(
    claims: pa.Table, *, start_at: object = None, end_at: object = None, as_of: object = None
) -> pa.Table:
    """Return the claims that may have happened in [start_at, end_at) and could be known by `as_of`.

    Parameters
    ----------
    claims : pa.Table
        CLAIMS.
    start_at, end_at : datetime, optional
        UTC; both or neither. A claim whose time is unknown stays: it may have happened then.
    as_of : datetime, optional
        UTC. A claim with no day of report could be known from when it may have happened, not before; one
        with neither stays, since nothing says that it could not be known.
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
    if as_of is not None:
        first = pc.coalesce(claims.column("known_at"), claims.column("start_at"))
        known = pc.less(first, pa.scalar(as_of, type=CLAIMS.field("known_at").type))
        keep = pc.and_(keep, pc.fill_null(known, True))
    return claims.filter(keep)
