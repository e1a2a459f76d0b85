"""Patrols: what happened, from fixes of their vehicles. Computed, not determined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.lookup import looked_up

if TYPE_CHECKING:
    from truceline.model.casebook import Limits
    from truceline.model.limits import checked
    from truceline.record.patrols.clocks import ClockDoubt, clock_doubts
    from truceline.record.patrols.coverage import Coverage, RouteSeen, covered_km
    from truceline.record.patrols.dwell import Dwell, time_in_zone
    from truceline.record.patrols.marks import marked
    from truceline.record.patrols.parts import legs, silences, stops, tracks
    from truceline.record.patrols.publication import (
        Withheld,
        WithheldPatrol,
        publishable,
        published_points,
        withheld,
    )
    from truceline.record.patrols.rendezvous import Kept, Meeting, beside_m, meetings_kept
    from truceline.record.patrols.route import Progress, Route, progress
    from truceline.record.patrols.together import Company, company
    from truceline.record.patrols.track import Track, TrackedVehicle, whole_patrols
else:
    __getattr__ = looked_up(
        __name__,
        {
            "truceline.model.casebook": ("Limits",),
            "truceline.model.limits": ("checked",),
            "truceline.record.patrols.clocks": ("ClockDoubt", "clock_doubts"),
            "truceline.record.patrols.coverage": ("Coverage", "RouteSeen", "covered_km"),
            "truceline.record.patrols.dwell": ("Dwell", "time_in_zone"),
            "truceline.record.patrols.marks": ("marked",),
            "truceline.record.patrols.parts": ("legs", "silences", "stops", "tracks"),
            "truceline.record.patrols.publication": (
                "WithheldPatrol",
                "Withheld",
                "publishable",
                "published_points",
                "withheld",
            ),
            "truceline.record.patrols.rendezvous": ("Kept", "Meeting", "beside_m", "meetings_kept"),
            "truceline.record.patrols.route": ("Progress", "Route", "progress"),
            "truceline.record.patrols.together": ("Company", "company"),
            "truceline.record.patrols.track": ("Track", "TrackedVehicle", "whole_patrols"),
        },
    )

__all__ = [
    "ClockDoubt",
    "Company",
    "Coverage",
    "Dwell",
    "WithheldPatrol",
    "Kept",
    "Limits",
    "Meeting",
    "Progress",
    "Route",
    "RouteSeen",
    "Track",
    "TrackedVehicle",
    "Withheld",
    "beside_m",
    "clock_doubts",
    "company",
    "covered_km",
    "legs",
    "marked",
    "meetings_kept",
    "progress",
    "publishable",
    "published_points",
    "silences",
    "stops",
    "time_in_zone",
    "tracks",
    "checked",
    "whole_patrols",
    "withheld",
]
