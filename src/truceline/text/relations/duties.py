"""Which clauses acts can break, and which are followed by what is said of them instead."""

from __future__ import annotations

from truceline.model.casebook import Clause
from truceline.model.hanging import under_any_reading
from truceline.model.words import ClauseKind

DUTIES = frozenset({ClauseKind.FORBID, ClauseKind.REQUIRE})
"""Kinds of clause that can be broken, and so can have exceptions."""


def is_weighed(clause: Clause) -> bool:
    """Return whether incidents are weighed by a clause: it forbids or requires, and may name acts.

    A duty that names none is followed by what is said of it. Only an exception that names none is of any act.
    """
    return clause.kind in DUTIES and any(under_any_reading(clause.acts))
