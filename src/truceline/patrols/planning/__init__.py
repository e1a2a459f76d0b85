"""What is planned: schedules that are hard to guess, plans of outings, and what becomes of them."""

from truceline.patrols.planning.constraints import Constraint, conflict_words, constraint_words
from truceline.patrols.planning.daylight import light_on, sun_up
from truceline.patrols.planning.predictability import Predictability, seen_by_insider, seen_by_watcher
from truceline.patrols.planning.schedule import DRAWS, Outing, Proposal, Schedule, propose
from truceline.patrols.planning.solving import Conflict, require_solver

__all__ = [
    "DRAWS",
    "Conflict",
    "Constraint",
    "Outing",
    "Predictability",
    "Proposal",
    "Schedule",
    "conflict_words",
    "constraint_words",
    "light_on",
    "propose",
    "require_solver",
    "seen_by_insider",
    "seen_by_watcher",
    "sun_up",
]
