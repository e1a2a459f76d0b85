"""Who did what to whom, where a source names the actors and does not say who began.

A source that gives two sides without direction gives participants. Each side may have been the
initiator, so there are two hypotheses, in an order that does not depend on which side stood first, with
no weight: the split is unknown, not even. Actors of one side acted jointly. Where only one side is named,
it began against somebody unknown, or somebody unknown began against it. Unless a table says otherwise the
accounts speak of no attack before, so `response` is `not_claimed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from truceline.model.happening import Cast, Hypothesis
from truceline.model.ids import UNKNOWN_ACTOR, ActId, ActorId
from truceline.model.words import Response, Role


@cache
def without_direction(
    act: ActId,
    one: frozenset[ActorId],
    other: frozenset[ActorId],
    response: Response = Response.NOT_CLAIMED,
) -> tuple[Hypothesis, ...]:
    """Return the hypotheses of an act between two sides when nobody says which began.

    Parameters
    ----------
    act : ActId
        What was done.
    one, other : frozenset of ActorId
        The two sides, in any order; an empty one is unknown.
    response : Response
        Whether it is said to have answered an attack.

    Returns
    -------
    tuple of Hypothesis
        Two, or one where both sides are the same; equal for both orders of the sides.

    Examples
    --------
    >>> a, b = frozenset({ActorId("a")}), frozenset({ActorId("b")})
    >>> without_direction(ActId("raid"), a, b) == without_direction(ActId("raid"), b, a)
    True
    """
    sides = sorted(tuple(sorted(side or {UNKNOWN_ACTOR})) for side in (one, other))
    ways = dict.fromkeys([(sides[0], sides[1]), (sides[1], sides[0])])
    return tuple(directed(act, initiators, targets, response=response) for initiators, targets in ways)


def directed(
    act: ActId,
    initiators: Iterable[ActorId],
    targets: Iterable[ActorId],
    *,
    participants: Iterable[ActorId] = (),
    unclear: Iterable[ActorId] = (),
    weight: float | None = None,
    response: Response = Response.NOT_CLAIMED,
) -> Hypothesis:
    """Return the hypothesis that `initiators` jointly did it to `targets`, each in the role told.

    `participants` took part beside them, those of `unclear` had a role that nobody tells. An empty role is
    one that nobody is told in.
    """
    roles = (
        (Role.INITIATOR, initiators),
        (Role.TARGET, targets),
        (Role.PARTICIPANT, participants),
        (Role.UNKNOWN, unclear),
    )
    cast = tuple(Cast(actor=actor, role=role) for role, actors in roles for actor in actors)
    return Hypothesis(act=act, cast=cast, weight=weight, response=response)
