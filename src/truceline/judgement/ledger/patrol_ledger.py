"""The patrol ledger of a record: each thing worked out of its patrols, once, for whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from truceline.clock import Interval
from truceline.judgement.ledger.done import (
    DoneCount,
    PatrolDone,
    PatrolFacts,
    done_counts,
    outings_done,
)
from truceline.judgement.ledger.effort import PatrolEffort, seen_along
from truceline.judgement.ledger.numbers import Numbering, numbering
from truceline.judgement.ledger.reach import PatrolReach, reaches_told
from truceline.judgement.ledger.routes import PatrolRoute, routes_of
from truceline.model.ids import PatrolId, SourceId
from truceline.model.once import once
from truceline.model.record import Record
from truceline.record import PatrolTold, patrols


@dataclass(frozen=True, kw_only=True, eq=False)
class PatrolLedger:
    """What a record tells of its patrols, and what comes of it; each part is worked out when first asked."""

    record: Record
    """Parsed; pass it through `known_by` for what could be known by an instant."""
    during: Interval | None = None
    """UTC; only outings on a day that touches it. For numbers it should begin before the first."""
    tracks: tuple[PatrolFacts, ...] = ()
    """What fixes show; `side` may also be the crew's actor."""

    @cached_property
    def told(self) -> tuple[PatrolTold, ...]:
        """Outings with every account, in order of time."""
        return patrols(self.record, during=self.during)

    @cached_property
    def routes(self) -> Mapping[PatrolId, tuple[PatrolRoute, ...]]:
        """Where each was to run, once for each course that some reading gives."""
        return routes_of(self.record.casebook, (one.patrol for one in self.told))

    @cached_property
    def reaches(self) -> tuple[PatrolReach, ...]:
        """How far each came, by account."""
        return reaches_told(self.record.casebook, self.told, self.routes)

    @cached_property
    def reach_by(self) -> Mapping[PatrolId, Mapping[SourceId, PatrolReach]]:
        """Outing to source to how far it came by that source."""
        found: dict[PatrolId, dict[SourceId, PatrolReach]] = {one.patrol.id: {} for one in self.told}
        for reach in self.reaches:
            found[reach.patrol][reach.by] = reach
        return found

    @cached_property
    def done(self) -> tuple[PatrolDone, ...]:
        """What each comes to, by reading."""
        return outings_done(self.record, self.told, self.reach_by, self.tracks)

    @cached_property
    def counts(self) -> tuple[DoneCount, ...]:
        """How many came to what, month by month."""
        return done_counts(self.done)

    @cached_property
    def numbers(self) -> Numbering:
        """Where the numberings part."""
        return numbering(self.record, self.told, self.reach_by)

    @cached_property
    def effort(self) -> tuple[PatrolEffort, ...]:
        """What was seen, by stretch and week, once for each course of each route."""
        return seen_along(self.record, self.told, self.routes, self.reach_by, self.numbers)


@once
def _whole(record: Record) -> PatrolLedger:
    """Return the ledger of all outings of a record, without tracks."""
    return PatrolLedger(record=record)


def patrol_reach(record: Record, *, during: Interval | None = None) -> tuple[PatrolReach, ...]:
    """Return how far each outing came by each account of it, in the ledger's order.

    Parameters
    ----------
    record : Record
        Parsed; pass it through `known_by` for what could be known by an instant.
    during : Interval, optional
        UTC; only outings on a day that touches it.

    Notes
    -----
    The error of a place along the route is that of the place, as `radius_m` / 2.4477, and that of the drawn
    line, in quadrature. That of a stated length is its rounding, uniform over half a step of its last digit
    either way, and that of the line. A place farther from the route than 4.5 of these sigmas is not on it.
    """
    return PatrolLedger(record=record, during=during).reaches


def patrols_done(
    record: Record, *, during: Interval | None = None, tracks: Iterable[PatrolFacts] = ()
) -> tuple[PatrolDone, ...]:
    """Return what each outing comes to under each choice of readings, in order of time.

    Parameters
    ----------
    record : Record
        Parsed; its clauses with `patrol` say when a patrol is done.
    during : Interval, optional
        UTC; only outings on a day that touches it.
    tracks : iterable of PatrolFacts
        What fixes show; `side` may also be the crew's actor. Where a side's fixes answer what is asked, its
        words are not asked.

    Notes
    -----
    An account tells that an outing set out if it gives an outcome or the teller's own number. It tells that
    the other end was reached if it speaks of the whole route; that it was not, if it speaks of a patrol cut
    short or turned back, or of a reach that lies short of the end beyond its error. That both crews were on
    it all the way no account of this form can tell, only that they cannot have been where it was cut short.
    An outing that set out and falls short of the test performs the duty in part.
    """
    facts = tuple(tracks)
    if during is None and not facts:
        return _whole(record).done
    return PatrolLedger(record=record, during=during, tracks=facts).done


def patrol_numbers(record: Record, *, during: Interval | None = None) -> Numbering:
    """Return where each side's numbers and the record part, and which ways of counting give which numbers.

    Parameters
    ----------
    record : Record
        Parsed. Only numbers that a side gives itself are compared; those worked out by others are not.
    during : Interval, optional
        UTC; only outings on a day that touches it. It should begin before the first.

    Notes
    -----
    The ways of counting are every combination of: what the readings ask of a patrol; whether outings by one
    crew alone count, and those whose crews are told both ways; whether outings told as attacked, and those
    told as cut short, are left out. That a way of counting meets a series does not show that it was used.
    """
    return PatrolLedger(record=record, during=during).numbers


def patrol_effort(record: Record, *, during: Interval | None = None) -> tuple[PatrolEffort, ...]:
    """Return for each course of each patrolled route what was seen of each stretch, week by week.

    Parameters
    ----------
    record : Record
        Parsed; pass it through `known_by` for what could be known by an instant.
    during : Interval, optional
        UTC; only outings on a day that touches it, and the weeks between them.

    Notes
    -----
    A stretch is seen in a week if some account has an outing pass the whole of it, its error allowed for, and
    no other account of the same outing has it end before. It is `access_denied` if an outing was cut short,
    turned back or attacked before its far end and none passed. It is `not_observed` if the record has no
    outing in that week, or only such as ended before it. All else is `not_known`; so is a week between two
    numbers of a side of which it counted an outing that the record lacks. That nobody looked is said of these
    patrols only: others may have looked.
    """
    return PatrolLedger(record=record, during=during).effort
