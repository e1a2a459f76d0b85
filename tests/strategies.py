"""Random claims about the zoo's truce, drawn close to what matters: edges of time, of place, of who."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests import zoo

ACTORS = ("north", "south", "north_militia", "south_militia", "third_battalion", "brigands", "villagers")
STAND_INS = ("northerners", "southern_ground", "anyone")
ACTS = ("violence", "armed_attack", "shelling", "raid", "gun_presence", "protest")
LEAVES = ("shelling", "raid", "gun_presence", "protest")
"""Acts without kinds."""
RESPONSES = ("yes", "no", "unknown", "not_claimed")
EDGES = tuple(
    datetime.fromisoformat(words)
    for words in (
        "2020-03-05T00:00:00+00:00",  # the truce begins
        "2020-03-05T21:01:00+00:00",  # 00:01 on one clock
        "2020-03-06T00:01:00+00:00",  # 00:01 on the other
        "2020-04-01T00:00:00+00:00",  # the third battalion joins the militia
        "2020-04-02T00:00:00+00:00",  # the deadline has run out
        "2020-04-10T00:00:00+00:00",  # the brigands are listed
        "2020-06-01T00:00:00+00:00",  # the truce lapses, as some read it
        "2024-01-01T00:00:00+00:00",  # it ends, as others do
    )
)
_STEP = timedelta(microseconds=1)


def instants() -> st.SearchStrategy[datetime]:
    """Instants at an edge, the smallest step to either side of it, or some hours away."""
    steps = st.sampled_from([0 * _STEP, -_STEP, _STEP]) | st.integers(-40, 40).map(
        lambda hours: timedelta(hours=hours)
    )
    return st.builds(lambda edge, step: edge + step, st.sampled_from(EDGES), steps)


def times(*, unknown: bool = True) -> st.SearchStrategy[tuple[datetime, datetime] | None]:
    """Exact instants and intervals, often across an edge or several; None for unknown."""
    exact = instants().map(lambda at: (at, at))
    across = st.tuples(instants(), instants()).map(lambda two: (min(two), max(two)))
    known = exact | across
    return known | st.none() if unknown else known


def points() -> st.SearchStrategy[tuple[float, float]]:
    """Points of note, and any point near the valley."""
    anywhere = st.tuples(st.floats(36.4, 36.8), st.floats(35.6, 36.0))
    return st.sampled_from([zoo.CENTRE, zoo.EDGE, zoo.FAR, zoo.CHAPEL]) | anywhere


@st.composite
def casts(draw: st.DrawFn, *, certain: bool = False) -> dict[str, Any]:
    """One hypothesis without a weight; where `certain`, everybody and everything is told."""
    actors = st.sampled_from(ACTORS if certain else (*ACTORS, *STAND_INS, "unknown"))
    least = 1 if certain else 0
    named = st.lists(actors, min_size=least, max_size=2, unique=True).map(tuple)
    response = draw(st.sampled_from(("yes", "no") if certain else RESPONSES))
    act = draw(st.sampled_from(LEAVES if certain else ACTS))
    by = draw(named)
    to = draw(named)
    others = () if certain else draw(st.lists(actors, max_size=3, unique=True).map(tuple))
    unclear = () if certain else draw(st.lists(actors, max_size=2, unique=True).map(tuple))
    return zoo.hypothesis(act=act, by=by, to=to, participants=others, unclear=unclear, response=response)


@st.composite
def attributions(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to three hypotheses, some or all of them with weights that sum to at most 1."""
    found = draw(st.lists(casts(), min_size=1, max_size=3))
    twentieths = draw(
        st.lists(st.integers(0, 20) | st.none(), min_size=len(found), max_size=len(found)).filter(
            lambda shares: sum(share or 0 for share in shares) <= 20
        )
    )
    return [
        one | {"weight": None if share is None else share / 20}
        for one, share in zip(found, twentieths, strict=True)
    ]


@st.composite
def claims(draw: st.DrawFn, name: str = "i", account: str = "a") -> dict[str, Any]:
    """One row of a claims table, with anything in it unknown."""
    row = zoo.claim(
        name,
        at=draw(times()),
        place=draw(points() | st.none()),
        radius_m=draw(st.just(0.0) | st.floats(0.01, 20_000) | st.none()),
        grade=draw(st.sampled_from(["settlement", "region", "unstated"])),
        within=draw(st.sampled_from([(), (), ("valley",), ("precinct",), ("valley", "precinct")])),
        account=account,
    )
    return row | {"hypotheses": draw(attributions()), "time_unstated": draw(st.none() | st.booleans())}


@st.composite
def certain_claims(draw: st.DrawFn) -> dict[str, Any]:
    """One row in which nothing is unknown: one hypothesis, a time, a place."""
    row = zoo.claim(
        at=draw(times(unknown=False)),
        place=draw(points()),
        radius_m=draw(st.just(0.0) | st.floats(0.01, 20_000)),
    )
    return row | {"hypotheses": [draw(casts(certain=True))]}


@st.composite
def records(draw: st.DrawFn, *, most: int = 4) -> list[dict[str, Any]]:
    """Several rows: incidents told in one account or two."""
    n = draw(st.integers(1, most))
    return [draw(claims(name=f"i{index // 2}", account=f"a{index % 2}")) for index in range(n)]
