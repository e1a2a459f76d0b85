"""Patrols told of × the route and the readings: how far, whether it counted, whose number, what was seen."""

from truceline.assess.patrols.done import (
    TRACKS,
    DoneCount,
    PatrolClaimed,
    PatrolDone,
    PatrolFacts,
    deciding,
    done_counts,
    patrols_done,
)
from truceline.assess.patrols.effort import NearRoute, PatrolEffort, StretchWeek, patrol_effort
from truceline.assess.patrols.numbers import (
    CountingWay,
    NumberFit,
    NumberGap,
    Numbering,
    NumberStep,
    patrol_numbers,
)
from truceline.assess.patrols.reach import Along, PatrolReach, is_turned, patrol_reach
from truceline.assess.patrols.routes import PatrolRoute, Stop, patrol_routes, routes_of

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
