"""Kernel output → the findings table, with reason codes a person can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.judgement.alike import first_of, met, rows_alike
from truceline.judgement.kernel import CHECKS, CONFLICT, NULL, VERDICTS, ClauseFindings
from truceline.judgement.people import CANNOT_TELL, YES
from truceline.model.casebook import Actor, Position
from truceline.model.hanging import AmbiguityId
from truceline.model.ids import UNKNOWN_ACTOR, ActorId, ClauseId, InstrumentId, instrument_of
from truceline.model.lacking import (
    BREACH_IF_IN_FORCE,
    BREACH_UNDER_SOME_READING,
    EXCEPTIONS_CONFLICT,
    FACTS,
    MISSING,
    OPEN,
)
from truceline.model.tables import FINDINGS
from truceline.model.words import ExceptionEffect, Verdict
from truceline.text.relations import Roster, every_who
from truceline.text.rules import Rulebook

Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_TURNS = (BREACH_UNDER_SOME_READING, BREACH_IF_IN_FORCE)
STATES = ("no", "partly", "yes", "cannot_tell")
"""What a check came to: probability 0, between, 1, or an interval."""


def findings_table(
    rulebook: Rulebook,
    table: pa.Table,
    found: Sequence[ClauseFindings],
    positions: Sequence[Position],
) -> pa.Table:
    """Return FINDINGS sorted by incident, account, clause and position.

    Parameters
    ----------
    rulebook : Rulebook
    table : pa.Table
        CLAIMS.
    found : sequence of ClauseFindings
    positions : sequence of Position
        In the order of the findings' second axis.
    """
    found = [one for one in found if len(one.rows)]
    if not found:
        return FINDINGS.empty_table()
    n_positions = len(positions)
    parts = [_computed(rulebook, one, positions) for one in found]
    rows = np.concatenate([np.repeat(one.rows, n_positions) for one in found])
    clause = np.concatenate([np.full(len(one.rows) * n_positions, i) for i, one in enumerate(found)])
    position = np.tile(np.arange(n_positions), len(rows) // n_positions)
    clauses, names = (pa.array([str(one.clause) for one in found]), pa.array([p.id for p in positions]))
    told, which = met(rows, table.num_rows)
    incident, account = (
        ranks(table.column(name).take(pa.array(told))) for name in ("incident_id", "account")
    )
    place = (incident * (int(account.max()) + 1) + account)[which]
    place = (place * (len(found) + 1) + ranks(clauses)[clause]) * (n_positions + 1) + ranks(names)[position]
    order = np.argsort(place, kind="stable")
    columns = {name: _joined([part[name] for part in parts], order) for name in parts[0]}
    for name in ("incident_id", "account", "basis", "denied_by"):
        columns[name] = table.column(name).take(pa.array(rows[order]))
    columns["clause_id"] = clauses.take(pa.array(clause[order]))
    columns["position"] = names.take(pa.array(position[order]))
    return pa.table({name: columns[name] for name in FINDINGS.names}).combine_chunks().cast(FINDINGS)


def ranks(column: pa.Array | pa.ChunkedArray) -> Indices:
    """Return each value's rank among the sorted distinct values, from 1."""
    found: Indices = pc.rank(column, tiebreaker="dense").to_numpy().astype(np.int64)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coded:
    """A column as its distinct values and, for each row, which of them."""

    values: pa.Array
    codes: Indices


def _joined(parts: Sequence[_Coded], order: Indices) -> pa.Array:
    """Return one column of several parts, in another order; each value is copied once."""
    starts = np.cumsum([0, *(len(part.values) for part in parts)])
    codes = np.concatenate([part.codes + start for part, start in zip(parts, starts[:-1], strict=True)])
    return pa.concat_arrays([part.values for part in parts]).take(pa.array(codes[order]))


def _computed(rulebook: Rulebook, found: ClauseFindings, positions: Sequence[Position]) -> dict[str, _Coded]:
    """Return the computed columns of one clause's findings, position by position within each row.

    What is the same for all rows of a kind is made once for the kind; whom it names, once for all rows whose
    hypotheses and time name the same.
    """
    n_positions = len(positions)
    of_kind = (found.kind[:, None] * n_positions + np.arange(n_positions)).reshape(-1)
    marginals = found.marginals.reshape(-1, len(CHECKS), 2)
    missing, left_open = found.missing.reshape(-1), found.open.reshape(-1)
    in_force = found.if_in_force.reshape(-1).astype(np.int64)
    decided, robust = found.decided_by.reshape(-1), np.repeat(found.robust, n_positions)
    states, turns = _states(marginals), _turns(found, n_positions)
    decided_by = _per_key(
        decided,
        lambda i: sorted(a for bit, a in enumerate(found.ambiguities) if decided[i] >> bit & 1),
        pa.list_(pa.string()),
    )
    verdicts = pa.array([*(v.value for v in VERDICTS), None])
    columns = {
        **{f"p_{check}": _marginal(marginals[:, index]) for index, check in enumerate(CHECKS)},
        "p_breach": pa.array(found.p_breach.reshape(-1)),
        "p_breach_max": pa.array(found.p_breach_max.reshape(-1)),
        "verdict": verdicts.take(pa.array(found.verdict.reshape(-1))),
        "if_in_force": verdicts.take(pa.array(np.where(in_force == NULL, len(VERDICTS), in_force))),
        "decided_by": decided_by.values.take(pa.array(decided_by.codes)),
        "robust": pa.array(robust == YES, mask=robust == CANNOT_TELL),
    }

    speaker = _Speaker(rulebook, found)
    told, one_told = speaker.told()
    broken = rows_alike(found.broken_by.reshape(-1))
    broken_by = found.broken_by.reshape(-1)[first_of(broken)]
    named = rows_alike(np.repeat(told, n_positions) * len(broken_by) + broken[of_kind])
    first = first_of(named)
    keys = [
        (speaker.hypotheses(row, broken_by[broken[of_kind[i]]]), int(found.window[row]))
        for i in first
        for row in [one_told[told[i // n_positions]]]
    ]
    by = pa.array([speaker.by(*key) for key in keys], type=pa.string())
    answers = pa.array([speaker.answers_for(*key) for key in keys], type=pa.string())
    behind: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    of_key = [behind.setdefault(speaker.behind_it(*key), len(behind)) for key in keys]
    lacking = rows_alike(np.stack([states, missing, left_open, turns], axis=1))
    n_lacking = int(lacking.max(initial=0)) + 1
    reasons = np.array(of_key, dtype=np.int64)[named] * n_lacking + lacking[of_kind]
    reason = rows_alike(reasons)
    said, one_lacking = list(behind), first_of(lacking)

    def because(i: int) -> list[str]:
        pair, kind = divmod(int(reasons[i]), n_lacking)
        kind = one_lacking[kind]
        return [
            *speaker.because(states[kind], *said[pair]),
            *lacking_codes(missing[kind], left_open[kind], found.ambiguities),
            *(code for bit, code in enumerate(_TURNS) if turns[kind] >> bit & 1),
        ]

    texts = pa.array([because(i) for i in first_of(reason)], type=pa.list_(pa.string()))
    return {
        **{name: _Coded(values=column, codes=of_kind) for name, column in columns.items()},
        "by": _Coded(values=by, codes=named),
        "answers_for": _Coded(values=answers, codes=named),
        "because": _Coded(values=texts, codes=reason),
    }


def _turns(found: ClauseFindings, n_positions: int) -> Indices:
    """Return bits of _TURNS, position by position within each row: what readings could make of it."""
    is_breach = found.verdict.reshape(-1) == VERDICTS.index(Verdict.BREACH)
    some = np.repeat(found.some_breach, n_positions) & ~is_breach
    life_open = found.if_in_force.reshape(-1) != NULL
    in_force = np.repeat(found.breach_if_alive, n_positions) & ~is_breach & life_open
    turns: Indices = some.astype(np.int64) | in_force.astype(np.int64) << 1
    return turns


def lacking_codes(missing: int, left_open: int, ambiguities: Sequence[AmbiguityId]) -> list[str]:
    """Return the reason codes of what an undetermined verdict lacks, of its bits: see `lacking_of`."""
    facts = [f"{MISSING}{fact}" for bit, fact in enumerate(FACTS) if missing >> bit & 1]
    conflict = [f"{OPEN}{EXCEPTIONS_CONFLICT}"] if missing >> CONFLICT & 1 else []
    questions = [f"{OPEN}{one}" for bit, one in enumerate(ambiguities) if left_open >> bit & 1]
    return [*facts, *questions, *conflict]


def _marginal(values: Floats) -> pa.Array:
    """Return the value where lower and upper agree, else null: it cannot be told."""
    rounded = np.round(values, 6)
    return pa.array(rounded[:, 0], mask=rounded[:, 0] != rounded[:, 1])


def _states(marginals: Floats) -> Indices:
    """Return one number for the states of all checks: a digit in base 4 for each, an index into STATES."""
    low, high = np.round(marginals[:, :, 0], 6), np.round(marginals[:, :, 1], 6)
    digit = np.select([low != high, low <= 0, low >= 1], [3, 0, 2], default=1)
    packed: Indices = (digit * 4 ** np.arange(len(CHECKS))).sum(axis=1)
    return packed


def _per_key(keys: Indices, make: Callable[[int], object], kind: pa.DataType) -> _Coded:
    """Return `make(row)` for every row, calling it once for each distinct key."""
    _, first, code = np.unique(keys, return_index=True, return_inverse=True)
    values = pa.array([make(int(row)) for row in first], type=kind)
    return _Coded(values=values, codes=code.reshape(-1).astype(np.int64))


class _Speaker:
    """Says by whom and why, for one clause."""

    def __init__(self, rulebook: Rulebook, found: ClauseFindings) -> None:
        self.found = found
        self.effects = {one.id: one.effect for one in rulebook.exceptions(found.clause)}
        self.behind = behind(rulebook, found.clause)
        self.too_many = bool((found.robust == CANNOT_TELL).any())

    def told(self) -> tuple[Indices, Indices]:
        """Return for each row, (n,), a number, and a row of each: of one number the same can be said.

        Their hypotheses name the same, column by column, and in their times the same actors owe and answer,
        the same exceptions may hold, and no roster changes.
        """
        found = self.found
        may_excuse = [may for _, may in sorted(found.may_excuse.items())]
        place: dict[object, int] = {}
        names = np.array([place.setdefault((x.initiators, x.targets), len(place)) for x in found.told])
        names = np.append(rows_alike(names, *may_excuse) if len(names) else names, -1).astype(np.int64)
        attribution = rows_alike(names[found.attributions.members])
        rosters = (self.behind.everybody, *self.behind.bonds)
        stretches = [[roster.stretch(at) for roster in rosters] for at in found.starts]
        place = {}
        windows = [
            place.setdefault(
                (
                    tuple(bool(owes[one].any()) for owes in found.owing.values()),
                    tuple(may[:, one].any(axis=1).tobytes() for may in may_excuse),
                    frozenset(map(tuple, stretches[one])),
                ),
                len(place),
            )
            for one in found.slices
        ]
        each = attribution[found.attributions.of_row[found.rows]] * (len(place) + 1)
        codes = rows_alike(each + np.array(windows, dtype=np.int64)[found.window])
        return codes, first_of(codes)

    def hypotheses(self, row: int, broken_by: int) -> tuple[int, ...]:
        members = self.found.attributions.members[self.found.attributions.of_row[self.found.rows[row]]]
        return tuple(int(x) for bit, x in enumerate(members) if x >= 0 and broken_by >> bit & 1)

    def bearers(self, x: int, window: int) -> list[ActorId]:
        slices = self.found.slices[window]
        return [a for a in self.found.told[x].initiators if self.found.owing[a][slices].any()]

    def by(self, hypotheses: Sequence[int], window: int) -> str | None:
        names = {"+".join(self.bearers(x, window)) for x in hypotheses}
        return "|".join(sorted(names - {""})) or None

    def answers_for(self, hypotheses: Sequence[int], window: int) -> str | None:
        bearers = {actor for x in hypotheses for actor in self.bearers(x, window)}
        answering = self.behind.answering(bearers, self.found.starts[self.found.slices[window]])
        return "|".join(answering) or None

    def behind_it(self, hypotheses: Sequence[int], window: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return codes of the exceptions that may hold, and of the facts that no source was seen for."""
        return tuple(self._excusing(hypotheses, window)), tuple(self._unverified(hypotheses, window))

    def because(self, states: int, excusing: Sequence[str], unverified: Sequence[str]) -> list[str]:
        codes = [f"{check}:{STATES[states // 4**i % 4]}" for i, check in enumerate(CHECKS)]
        too_many = ["too_many_readings"] if self.too_many else []
        return [*codes, *(excusing if codes[-1] != "unless:no" else ()), *too_many, *unverified]

    def _excusing(self, hypotheses: Sequence[int], window: int) -> list[str]:
        slices = self.found.slices[window]
        holding = [
            clause
            for clause, may in sorted(self.found.may_excuse.items())
            if any(may[x, slices].any() for x in hypotheses)
        ]
        conflict = {self.effects[clause] for clause in holding} == set(ExceptionEffect)
        return [f"exception:{clause}" for clause in holding] + ["exceptions_conflict"] * conflict

    def _unverified(self, hypotheses: Sequence[int], window: int) -> list[str]:
        bearers = [actor for x in hypotheses for actor in self.bearers(x, window)]
        targets = [actor for x in hypotheses for actor in self.found.told[x].targets]
        return list(self.behind.unseen(bearers, targets, self.found.starts[self.found.slices[window]]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind verdicts on a clause: unseen facts, and who answers for whom."""

    always: dict[str, str]
    """Facts not seen in a source, of the clause, its instrument and its exceptions: code to what it is."""
    everybody: Roster
    """Who is who, settled by no reading."""
    bonds: tuple[Roster, ...]
    """Who is bound to the clause's instrument, under each choice of readings."""
    instrument: InstrumentId
    """The clause's."""
    asks_for_list: bool
    """Whether the clause or an exception asks for a list."""

    def unseen(
        self, bearers: Iterable[ActorId], targets: Iterable[ActorId], instants: Iterable[datetime]
    ) -> dict[str, str]:
        """Return the facts behind a verdict on these actors that no source was seen for, sorted by code.

        They are of the bearers' bonds and the targets' listings, and those of all they are part of then.
        """
        found = dict(self.always)
        bearers, targets = set(bearers), set(targets) if self.asks_for_list else set()
        for at in instants:
            for whole in self._wholes(bearers, at):
                found |= {
                    f"unverified:bond/{whole.id}": bond.unverified
                    for bond in whole.bound_by
                    if bond.instrument == self.instrument and bond.unverified
                }
            for whole in self._wholes(targets, at):
                found |= {
                    f"unverified:listing/{whole.id}": listing.unverified
                    for listing in whole.listings
                    if listing.unverified
                }
        return dict(sorted(found.items()))

    def answering(self, bearers: Iterable[ActorId], instants: Iterable[datetime]) -> tuple[ActorId, ...]:
        """Return who answered for some bearers at some instants, under some reading; sorted."""
        asked = product(self.bonds, set(bearers), instants)
        found = (who.answers_for(bearer, self.instrument, at) for who, bearer, at in asked)
        return tuple(sorted({guarantor for answer in found for guarantor in answer}))

    def _wholes(self, actors: Iterable[ActorId], at: datetime) -> Iterator[Actor]:
        """Yield actors and what they are part of; for a stand-in, all whom it may be."""
        for actor in actors:
            for one in self.everybody.may_be(actor) if actor != UNKNOWN_ACTOR else ():
                for whole in self.everybody.wholes(one, at):
                    if whole in self.everybody.actors:
                        yield self.everybody.actors[whole]


def behind(rulebook: Rulebook, clause: ClauseId) -> Behind:
    """Return what stands behind verdicts on a clause."""
    instrument = rulebook.instrument(instrument_of(clause))
    clauses = (rulebook.clause(clause), *rulebook.exceptions(clause))
    always = {f"unverified:instrument/{instrument.id}": instrument.unverified}
    always |= {f"unverified:clause/{one.id}": one.unverified for one in clauses}
    return Behind(
        always={code: reason for code, reason in always.items() if reason},
        everybody=rulebook.everybody(),
        bonds=rulebook.bonds_to(instrument.id),
        instrument=instrument.id,
        asks_for_list=any(who.listed_by for one in clauses for who in every_who(one)),
    )
