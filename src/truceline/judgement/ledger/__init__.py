"""Patrols told of × the route and the readings: how far, whether it counted, whose number, what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.lookup import looked_up

if TYPE_CHECKING:
    from truceline.judgement.ledger.done import (
        TRACKS,
        DoneCount,
        PatrolClaimed,
        PatrolDone,
        PatrolFacts,
        deciding,
        done_counts,
    )
    from truceline.judgement.ledger.effort import NearRoute, PatrolEffort, StretchWeek
    from truceline.judgement.ledger.numbers import (
        CountingWay,
        NumberFit,
        NumberGap,
        Numbering,
        NumberStep,
    )
    from truceline.judgement.ledger.patrol_ledger import (
        PatrolLedger,
        patrol_effort,
        patrol_numbers,
        patrol_reach,
        patrols_done,
    )
    from truceline.judgement.ledger.reach import Along, PatrolReach, is_turned
    from truceline.judgement.ledger.routes import PatrolRoute, Stop, patrol_routes, routes_of
else:
    __getattr__ = looked_up(
        __name__,
        {
            "truceline.judgement.ledger.done": (
                "TRACKS",
                "DoneCount",
                "PatrolClaimed",
                "PatrolDone",
                "PatrolFacts",
                "deciding",
                "done_counts",
            ),
            "truceline.judgement.ledger.effort": (
                "NearRoute",
                "PatrolEffort",
                "StretchWeek",
            ),
            "truceline.judgement.ledger.numbers": (
                "CountingWay",
                "NumberFit",
                "NumberGap",
                "Numbering",
                "NumberStep",
            ),
            "truceline.judgement.ledger.patrol_ledger": (
                "PatrolLedger",
                "patrol_effort",
                "patrol_numbers",
                "patrol_reach",
                "patrols_done",
            ),
            "truceline.judgement.ledger.reach": ("Along", "PatrolReach", "is_turned"),
            "truceline.judgement.ledger.routes": ("PatrolRoute", "Stop", "patrol_routes", "routes_of"),
        },
    )

__all__ = [
    "TRACKS",
    "Along",
    "CountingWay",
    "DoneCount",
    "NearRoute",
    "NumberFit",
    "NumberGap",
    "NumberStep",
    "Numbering",
    "PatrolClaimed",
    "PatrolDone",
    "PatrolEffort",
    "PatrolFacts",
    "PatrolLedger",
    "PatrolReach",
    "PatrolRoute",
    "Stop",
    "StretchWeek",
    "deciding",
    "done_counts",
    "is_turned",
    "patrol_effort",
    "patrol_numbers",
    "patrol_reach",
    "patrol_routes",
    "patrols_done",
    "routes_of",
]
