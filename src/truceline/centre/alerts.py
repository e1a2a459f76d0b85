"""What in a case cannot wait: kinds of act that the mandate names, and harm to a guarantor's people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from truceline.centre.boards import Board
from truceline.centre.cases import Case
from truceline.model.casebook import Casebook
from truceline.model.ids import ActId
from truceline.model.words import Role
from truceline.text.relations.acts import kinds_of
from truceline.text.relations.roster import unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One reason why a case cannot wait."""

    act: ActId | None
    """The kind of act that the mandate names; None where a guarantor's people are said to be hurt."""


def alerts_of(board: Board, case: Case, casebook: Casebook) -> tuple[Alert, ...]:
    """Return why a case cannot wait, by what is reported; nothing of it says that it is so."""
    return tuple(dict.fromkeys(_alerts(board, case, casebook)))


def _alerts(board: Board, case: Case, casebook: Casebook) -> Iterator[Alert]:
    people = unread(casebook.actors)
    guarantors = {bond.guarantor for actor in casebook.actors for bond in actor.bound_by if bond.guarantor}
    for own in case.reports:
        if own not in board.incidents:
            continue
        entry, claim = board.incidents[own], board.claims.get(own)
        at = entry.entered.recorded_at
        is_hurt = claim is not None and bool(claim.noun.harm)
        for one in entry.noun.accounts[0].hypotheses:
            targets = [each.actor for each in one.cast if each.role is Role.TARGET]
            of = {whole for each in targets for whole in people.wholes(each, at)}
            if is_hurt and not guarantors.isdisjoint(of):
                yield Alert(act=None)
            for act in casebook.mandate.alerts:
                if one.act in kinds_of(casebook, (act,)):
                    yield Alert(act=act)
