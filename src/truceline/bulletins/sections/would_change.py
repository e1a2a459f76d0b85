"""What a ruling would change: counts by clause and position, and each incident with its verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from truceline.bulletins.catalogue import Catalogue
from truceline.judgement.questions.ruled import Turned
from truceline.model.casebook import Casebook
from truceline.model.naming import name
from truceline.model.words import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedCount:
    """How many findings of one clause and position would change."""

    clause: str
    title: str
    position: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """One account of one incident under one clause and position."""

    incident: str
    title: str
    account: str
    clause: str
    position: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldChangeSheet:
    """What a ruling would change, in words. Computed, nobody has ruled."""

    answer: str
    counts: tuple[ChangedCount, ...]
    rows: tuple[ChangedRow, ...]
    read: str
    """What was read, of which days, and what tilts the counts."""


def would_change_sheet(
    turned: Sequence[Turned],
    casebook: Casebook,
    t: Catalogue,
    *,
    titles: Mapping[str, str],
    n_incidents: int,
    days: tuple[str, str] | None,
) -> WouldChangeSheet:
    """Return what a ruling would change, in words.

    Parameters
    ----------
    turned : sequence of Turned
    casebook : Casebook
        In the language of `t`.
    t : Catalogue
    titles : mapping of incident to text
        What an incident is called for this reader; its id where it is not among them.
    n_incidents : int
        All that were read.
    days : (str, str), optional
        The first and the last of them; None where there are none.
    """
    of_clause = {str(one.id): one.title for one in casebook.clauses}
    order = list(of_clause)
    labels = {str(one.id): name(one.label) for one in casebook.positions}
    counts = Counter((str(one.clause), str(one.position)) for one in turned)
    rows = sorted(turned, key=lambda one: (one.incident, order.index(one.clause), one.account))
    first, last = days or ("–", "–")
    return WouldChangeSheet(
        answer=t("ruling.changes", findings=len(turned), incidents=len({one.incident for one in turned}))
        if turned
        else t("ruling.changes_nothing"),
        counts=tuple(
            ChangedCount(clause=clause, title=of_clause[clause], position=labels[position], n=n)
            for (clause, position), n in sorted(
                counts.items(), key=lambda one: (-one[1], order.index(one[0][0]), one[0][1])
            )
        ),
        rows=tuple(
            ChangedRow(
                incident=str(one.incident),
                title=titles.get(str(one.incident), str(one.incident)),
                account=one.account,
                clause=str(one.clause),
                position=labels[one.position],
                before=_verdict(one.before, t),
                after=_verdict(one.after, t),
            )
            for one in rows
        ),
        read=t("ruling.read", incidents=n_incidents, first=first, last=last),
    )


def _verdict(one: Verdict | None, t: Catalogue) -> str:
    return t("ruling.not_reached") if one is None else t.of("verdict", one)
