"""Patrols: what happened, from fixes of their vehicles. Computed, not determined."""

from truceline.model.casebook import Limits
from truceline.model.limits import checked
from truceline.record.patrols.clocks import ClockDoubt, clock_doubts
from truceline.record.patrols.coverage import Coverage, Seen, coverage, covered_km
from truceline.record.patrols.dwell import Dwell, time_in_zone
from truceline.record.patrols.marks import marked
from truceline.record.patrols.parts import legs, parts, silences, stops, tracks
from truceline.record.patrols.publication import Held, Withheld, publishable, published_points, withheld
from truceline.record.patrols.rendezvous import Kept, Meeting, beside_m, meetings_kept
from truceline.record.patrols.route import Progress, Route, progress
from truceline.record.patrols.together import Company, company, together
from truceline.record.patrols.track import Track, Vehicle, track, whole_patrols

__all__ = [
    "ClockDoubt",
    "Company",
    "Coverage",
    "Dwell",
    "Held",
    "Kept",
    "Limits",
    "Meeting",
    "Progress",
    "Route",
    "Seen",
    "Track",
    "Vehicle",
    "Withheld",
    "beside_m",
    "clock_doubts",
    "company",
    "coverage",
    "covered_km",
    "legs",
    "marked",
    "meetings_kept",
    "parts",
    "progress",
    "publishable",
    "published_points",
    "silences",
    "stops",
    "time_in_zone",
    "together",
    "track",
    "tracks",
    "checked",
    "whole_patrols",
    "withheld",
]
