"""Who belongs to whom, on which side, bound through whom; what acts can break. Told once, for all above."""

from truceline.relations.duties import DUTIES, is_weighed
from truceline.relations.roster import (
    Answer,
    Roster,
    alike,
    all_of,
    any_of,
    dated,
    roster,
    unread,
)

__all__ = [
    "DUTIES",
    "Answer",
    "Roster",
    "alike",
    "all_of",
    "any_of",
    "dated",
    "is_weighed",
    "roster",
    "unread",
]
