"""What is planned: schedules that are hard to guess, plans of outings, and what becomes of them."""

from truceline.planning.constraints import Constraint, conflict_words, constraint_words
from truceline.planning.daylight import light_on, sun_up
from truceline.planning.predictability import Predictability, seen_by_insider, seen_by_watcher
from truceline.planning.schedule import DRAWS, Outing, Proposal, Schedule, propose
from truceline.planning.solving import Conflict, require_solver

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
