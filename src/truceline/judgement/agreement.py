"""What is said of one deed × who says so → the state it comes to. Nobody's word is weighed.

The rule is told once and serves what is said of a duty at large and what is told of one patrol. It asks what
each side says, never in which order, and knows of no side more than its name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from truceline.model.words import PerformanceState

MISSION: Final = "mission"
"""The side of what the mission itself verified."""

Said = Mapping[str | None, Collection[PerformanceState]]
"""Who (a side, `mission`, none for third parties) to all that it says; sides in the mandate's order."""


def agreed(
    said: Said, *, needed: Sequence[str], inferred: Collection[str] = ()
) -> tuple[PerformanceState, tuple[str, ...]]:
    """Return what the accounts of one deed come to, and why.

    Parameters
    ----------
    said : mapping of side to states
        What each says by its own latest accounts; several where these differ.
    needed : sequence of str
        Sides without which nothing is agreed. One side alone never agrees with itself.
    inferred : collection of str
        Those whose words do not name the deed: they dispute, and settle nothing.
    """
    verified = set(said.get(MISSION, ()))
    if len(verified) > 1:
        return PerformanceState.UNDETERMINED, (f"own_accounts_differ:{MISSION}",)
    if verified and MISSION not in inferred:
        return verified.pop(), ("verified_by_mission",)
    sides = {side: set(states) for side, states in said.items() if side not in {None, MISSION} and states}
    torn = [side for side, states in sides.items() if len(states) > 1]
    if torn:
        return PerformanceState.DISPUTED, tuple(f"own_accounts_differ:{side}" for side in torn)
    says = {str(side): next(iter(states)) for side, states in sides.items()}
    if len(set(says.values())) > 1:
        return PerformanceState.DISPUTED, ("sides_differ",)
    claims = tuple(f"claimed_by:{side}:{state.value}" for side, state in says.items())
    claims += tuple(f"claimed_by:{MISSION}:{state.value}" for state in verified)
    if len(says) < 2 or not set(needed) <= set(says):
        others = "third_party_only" if said.get(None) else "nobody_says"
        return PerformanceState.UNDETERMINED, claims or (others,)
    if not set(says).isdisjoint(inferred):
        return PerformanceState.UNDETERMINED, (*claims, "only_inferred")
    return next(iter(says.values())), ("sides_agree",)


def together(states: Collection[PerformanceState]) -> PerformanceState:
    """Return what several parts of a duty come to as a whole; their order and number say nothing.

    The same where all are the same. Else disputed where one is; else undetermined where one is; else the duty
    is performed in part: some of it was done and some was not.

    Examples
    --------
    >>> done, undone, disputed = (PerformanceState(one) for one in ("performed", "not_performed", "disputed"))
    >>> [together(one).value for one in ([done, done], [done, undone], [done, disputed])]
    ['performed', 'partly_performed', 'disputed']
    """
    found = set(states)
    if len(found) == 1:
        return found.pop()
    for state in (PerformanceState.DISPUTED, PerformanceState.UNDETERMINED):
        if state in found or not found:
            return state if found else PerformanceState.UNDETERMINED
    return PerformanceState.PARTLY_PERFORMED
