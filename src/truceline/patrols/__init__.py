"""Patrols: what happened, from fixes of their vehicles. Computed, not determined."""

from truceline.model.casebook import Limits
from truceline.patrols.clocks import ClockDoubt, clock_doubts
from truceline.patrols.coverage import Coverage, Seen, coverage, covered_km
from truceline.patrols.dwell import Dwell, time_in_zone
from truceline.patrols.limits import checked
from truceline.patrols.marks import marked
from truceline.patrols.parts import legs, parts, silences, stops, tracks
from truceline.patrols.publication import Held, Withheld, publishable, published_points, withheld
from truceline.patrols.rendezvous import Kept, Meeting, beside_m, meetings_kept
from truceline.patrols.route import Progress, Route, progress
from truceline.patrols.together import Company, company, together
from truceline.patrols.track import Track, Vehicle, track, whole_patrols

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
