"""Ceasefire monitoring: which clause was broken, by whom, how sure, under whose reading.

The functions below are looked up when they are first asked for, so that importing the package is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truceline.files import load_casebook
    from truceline.judgement import assess
    from truceline.judgement.explain import explain
    from truceline.judgement.ledger import patrol_effort, patrol_numbers, patrol_reach, patrols_done
    from truceline.judgement.questions.status import status
    from truceline.record.claims import claims
    from truceline.record.known import known_by
    from truceline.record.patrols.accounts import patrols
    from truceline.record.stances import stances
    from truceline.runs.control import control_of
    from truceline.runs.plans import plan_patrols
    from truceline.runs.publishing import publish_tracks
    from truceline.runs.tracks import tracks_of
    from truceline.runs.watch import watch_plans
    from truceline.sources import read_claims

__all__ = [
    "load_casebook",
    "read_claims",
    "assess",
    "explain",
    "status",
    "stances",
    "patrols",
    "tracks_of",
    "publish_tracks",
    "patrol_reach",
    "patrols_done",
    "patrol_numbers",
    "patrol_effort",
    "plan_patrols",
    "watch_plans",
    "claims",
    "known_by",
    "control_of",
]

_ROOMS = {
    "load_casebook": "truceline.files",
    "read_claims": "truceline.sources",
    "assess": "truceline.judgement",
    "explain": "truceline.judgement",
    "status": "truceline.judgement.questions.status",
    "stances": "truceline.record",
    "patrols": "truceline.record",
    "tracks_of": "truceline.runs.tracks",
    "publish_tracks": "truceline.runs.publishing",
    "patrol_reach": "truceline.judgement.ledger",
    "patrols_done": "truceline.judgement.ledger",
    "patrol_numbers": "truceline.judgement.ledger",
    "patrol_effort": "truceline.judgement.ledger",
    "plan_patrols": "truceline.runs.plans",
    "watch_plans": "truceline.runs.watch",
    "claims": "truceline.record",
    "known_by": "truceline.record",
    "control_of": "truceline.runs.control",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
