"""The record without how far patrols came, as long as the mandate holds their positions back."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta

from truceline.clock import parse_stated, require_utc, span
from truceline.model.casebook import Casebook
from truceline.model.ids import PatrolId
from truceline.model.record import PatrolAccount
from truceline.model.words import PatrolOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOuting:
    """An outing of which it is not said how far it came."""

    patrol: PatrolId
    """Which."""
    on: str
    """Its day."""
    until_at: datetime
    """From this UTC instant on it may be said."""


def held_back(casebook: Casebook, at: datetime) -> tuple[Casebook, tuple[HeldOuting, ...]]:
    """Return the casebook as it may go out at an instant, and the outings of which something is held back.

    The ledger has the day of an outing and no hour: its last position is taken to be as late as that day's
    end. Until the mandate's delay after it has passed, every account of the outing loses its outcome, its
    reach, its length and its words, and words on it are left out; who went out and under which number stays.

    Parameters
    ----------
    casebook : Casebook
        Parsed; `publish_delay_minutes` and `day_zone` of its mandate are used. A delay of 0 holds nothing.
    at : datetime
        UTC, when the product goes out.

    Raises
    ------
    BadTime
        If `at` is not in UTC.
    """
    require_utc(at)
    delay = timedelta(minutes=casebook.mandate.publish_delay_minutes)
    if not delay:
        return casebook, ()
    held = tuple(
        HeldOuting(patrol=patrol.id, on=patrol.on, until_at=until_at)
        for patrol in casebook.patrols
        if (until_at := span(parse_stated(patrol.on), casebook.mandate.day_zone).end_at + delay) > at
    )
    if not held:
        return casebook, ()
    until = {one.patrol: one.until_at for one in held}
    return (
        dataclasses.replace(
            casebook,
            patrols=tuple(
                dataclasses.replace(one, note="") if one.id in until else one for one in casebook.patrols
            ),
            patrol_accounts=tuple(
                _without_positions(one, until[one.patrol]) if one.patrol in until else one
                for one in casebook.patrol_accounts
            ),
            words=tuple(one for one in casebook.words if one.patrol not in until),
        ),
        held,
    )


def _without_positions(account: PatrolAccount, until_at: datetime) -> PatrolAccount:
    return dataclasses.replace(
        account,
        outcome=PatrolOutcome.NOT_STATED,
        reach=None,
        reach_words="",
        length_km=None,
        reason="",
        note=f"How it went is held back by the mandate until {until_at:%Y-%m-%d %H:%MZ}.",
    )
