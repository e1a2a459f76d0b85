"""Who belongs to whom, on which side, bound through whom; what acts can break;
what hangs on what, and so what goes with what came later. Told once, for all above."""

from truceline.text.relations.duties import DUTIES, is_weighed
from truceline.text.relations.known import text_known_by
from truceline.text.relations.open_points import (
    actors_for,
    asks,
    built_from,
    clause_ambiguities,
    every_choice,
    every_who,
    exceptions_to,
    in_order,
    line_ambiguities,
    lines_in,
    lines_of_recipe,
    recipe_of,
    terms_ambiguities,
    zone_ambiguities,
    zone_parts,
    zones_in,
    zones_named,
    zones_of_recipe,
)
from truceline.text.relations.roster import Answer, Roster, alike, all_of, any_of, dated, roster, unread

__all__ = [
    "Answer",
    "DUTIES",
    "Roster",
    "actors_for",
    "alike",
    "all_of",
    "any_of",
    "asks",
    "built_from",
    "clause_ambiguities",
    "dated",
    "every_choice",
    "every_who",
    "exceptions_to",
    "in_order",
    "is_weighed",
    "line_ambiguities",
    "lines_in",
    "lines_of_recipe",
    "recipe_of",
    "roster",
    "terms_ambiguities",
    "text_known_by",
    "unread",
    "zone_ambiguities",
    "zone_parts",
    "zones_in",
    "zones_named",
    "zones_of_recipe",
]
