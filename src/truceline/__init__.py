"""Ceasefire monitoring: which clause was broken, by whom, how sure, under whose reading.

The functions below are looked up when they are first asked for, so that importing the package is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.lookup import looked_up

if TYPE_CHECKING:
    from truceline.files import load_casebook, load_record
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
    "load_record",
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


if not TYPE_CHECKING:
    __getattr__ = looked_up(
        __name__,
        {
            "truceline.files": ("load_casebook", "load_record"),
            "truceline.sources": ("read_claims",),
            "truceline.judgement": ("assess",),
            "truceline.judgement.explain": ("explain",),
            "truceline.judgement.questions.status": ("status",),
            "truceline.record.stances": ("stances",),
            "truceline.record.patrols.accounts": ("patrols",),
            "truceline.runs.tracks": ("tracks_of",),
            "truceline.runs.publishing": ("publish_tracks",),
            "truceline.judgement.ledger": ("patrol_reach", "patrols_done", "patrol_numbers", "patrol_effort"),
            "truceline.runs.plans": ("plan_patrols",),
            "truceline.runs.watch": ("watch_plans",),
            "truceline.record.claims": ("claims",),
            "truceline.record.known": ("known_by",),
            "truceline.runs.control": ("control_of",),
        },
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
