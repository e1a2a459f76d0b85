"""What is supposed to have happened: who did what to whom, when and where, as words have it.

The text supposes it in its examples, the record tells it in accounts and claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from truceline.model.ids import STRICT, ActId, ActorId, PlaceId, ZoneId
from truceline.model.words import PlaceGrade, Response, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """One actor in one role."""

    __pydantic_config__: ClassVar = STRICT

    actor: ActorId
    """An actor of the casebook, or `unknown`."""
    role: Role
    """What the account says it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """Who did what to whom, as one version has it. Several initiators acted jointly."""

    __pydantic_config__: ClassVar = STRICT

    act: ActId
    """The act."""
    cast: tuple[Cast, ...] = ()
    """Actors with roles; no initiator means unknown."""
    weight: float | None = None
    """Only a figure the source states; none where the split is unknown."""
    response: Response = Response.NOT_CLAIMED
    """Whether the act is said to have answered an attack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When something happened: a stated time, or an interval."""

    __pydantic_config__: ClassVar = STRICT

    at: str
    """`2020-03-05 21:30Z`, `2020-03-06` or `2020-03`."""
    to: str | None = None
    """End of an interval, not included if a clock time, included if a day."""
    zone: str | None = None
    """Whose clock, where the words name none."""
    rough: bool = False
    """Whether the words were not exact, as `an hour ago`: then `at` and `to` are as wide as they may mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where something happened: a place of the casebook, or a point. Neither is unknown, never (0, 0)."""

    __pydantic_config__: ClassVar = STRICT

    place: PlaceId | None = None
    """A place of the casebook."""
    lon: float | None = None
    """Degrees east, WGS84."""
    lat: float | None = None
    """Degrees north, WGS84."""
    radius_m: float | None = None
    """Overrides the place's; needed with a point."""
    grade: PlaceGrade | None = None
    """Overrides the place's."""
    within: tuple[ZoneId, ...] = ()
    """Zones in which it is told to have happened, whatever their outline; all of them, wider ones too."""
