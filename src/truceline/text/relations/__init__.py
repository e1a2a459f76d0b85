"""Who belongs to whom, on which side, bound through whom; what acts can break;
what hangs on what, and so what goes with what came later. Told once, for all above."""

from truceline.text.relations.duties import DUTIES, is_weighed
from truceline.text.relations.known import text_known_by
from truceline.text.relations.roster import Answer, Roster, alike, all_of, any_of, dated, roster, unread

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
    "text_known_by",
    "unread",
]
