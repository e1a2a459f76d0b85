"""Patrols told of × the route and the readings: how far, whether it counted, whose number, what was seen."""

from truceline.judgement.ledger.done import (
    TRACKS,
    DoneCount,
    PatrolClaimed,
    PatrolDone,
    PatrolFacts,
    deciding,
    done_counts,
    patrols_done,
)
from truceline.judgement.ledger.effort import NearRoute, PatrolEffort, StretchWeek, patrol_effort
from truceline.judgement.ledger.numbers import (
    CountingWay,
    NumberFit,
    NumberGap,
    Numbering,
    NumberStep,
    patrol_numbers,
)
from truceline.judgement.ledger.reach import Along, PatrolReach, is_turned, patrol_reach
from truceline.judgement.ledger.routes import PatrolRoute, Stop, patrol_routes, routes_of

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
