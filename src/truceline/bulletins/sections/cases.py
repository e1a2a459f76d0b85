"""A case in words: what is told, the question put to all sides, and how much time is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from truceline import geo
from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.words import distance
from truceline.clock.stated import instants, parse_stated
from truceline.model.casebook import Casebook
from truceline.model.happening import Hypothesis, When, Where
from truceline.model.naming import name, names_by_id
from truceline.model.words import Role
from truceline.record.intake import POINTS

_PARTS: Final = ("night", "morning", "afternoon", "evening")
"""Of a day, six hours each from midnight on the mandate's clock."""
_FAR_KM: Final = 30.0
"""Beyond it no place is near."""


def act_words(hypotheses: Sequence[Hypothesis] | None, casebook: Casebook, t: Catalogue) -> str:
    """Return what is said to have happened; that it is not clear, where it is not."""
    acts = names_by_id(casebook.acts)
    told = dict.fromkeys(acts.get(one.act, str(one.act)) for one in hypotheses or ())
    return t.comma.join(told) or t("centre.unclear")


def who_words(
    hypotheses: Sequence[Hypothesis] | None, roles: Sequence[Role], casebook: Casebook, t: Catalogue
) -> str:
    """Return who is said to have a role; empty where nobody says so."""
    actors = names_by_id(casebook.actors)
    cast = [one for each in hypotheses or () for one in each.cast if one.role in roles]
    return t.comma.join(dict.fromkeys(actors.get(one.actor, str(one.actor)) for one in cast))


def where_words(where: Where | None, casebook: Casebook, t: Catalogue, *, said: str = "") -> str:
    """Return where it is said to have been; empty where nobody says so.

    Parameters
    ----------
    where : Where, optional
    casebook : Casebook
    t : Catalogue
    said : str
        The words in which it was told, where the reader may see them: a place that they name goes before one
        that is nearer.
    """
    if where is None:
        return ""
    place = next((one for one in casebook.places if one.id == where.place), None)
    if place is not None:
        return name(place.names)
    if where.lon is None or where.lat is None:
        return ""
    within = t("heard.within", radius=distance(where.radius_m, t))
    return f"{_beside(where.lon, where.lat, casebook, t, said)}{t.comma}{within}"


def _beside(lon: float, lat: float, casebook: Casebook, t: Catalogue, said: str) -> str:
    """Return a point as so far from the place that was named, or the nearest; as it is where none is near."""
    kms = _distances(tuple((one.lon, one.lat) for one in casebook.places), lon, lat)
    far = dict(zip((one.id for one in casebook.places), kms, strict=True))
    near = [one for one in casebook.places if far[one.id] <= _FAR_KM]
    if not near:
        return f"({lon:g}, {lat:g})"
    told = said.casefold()
    named = [one for one in near if any(each.casefold() in told for each in one.names.values())]
    nearest = min(named or near, key=lambda one: far[one.id])
    called = name(nearest.names)
    if 1000 * far[nearest.id] <= nearest.radius_m:
        return t("heard.near", place=called)
    way = POINTS[round(geo.bearing((nearest.lon, nearest.lat), (lon, lat)) / 45) % 8]
    return t(
        "heard.beside",
        far=distance(1000 * round(far[nearest.id], 1), t),
        way=t.of("compass", way.lower()),
        place=called,
    )


@lru_cache(maxsize=1_024)
def _distances(points: tuple[tuple[float, float], ...], lon: float, lat: float) -> tuple[float, ...]:
    """Return how far each point is from one, in kilometres; a list of cases asks for it again and again."""
    return tuple(geo.distance_km(one, (lon, lat)) for one in points)


def day_and_part(when: When | None, zone: str) -> tuple[str, str]:
    """Return the day of something on a clock, and which part of it; empty where it is not said or is several.

    Examples
    --------
    >>> day_and_part(When(at="2020-02-03 01:00Z", to="2020-02-03 02:30Z"), "Asia/Damascus")
    ('2020-02-03', 'night')
    >>> day_and_part(When(at="2020-02-03 03:00Z", to="2020-02-03 05:00Z"), "Asia/Damascus")
    ('2020-02-03', '')
    """
    if when is None:
        return "", ""
    said = [instants(parse_stated(one), zone) for one in (when.at, when.to or when.at)]
    if not all(said):
        return when.at[:10], ""
    first, last = (one[0].astimezone(ZoneInfo(zone)) for one in said)
    parts = {_PARTS[one.hour // 6] for one in (first, last)}
    is_one = len(parts) == 1 and first.date() == last.date()
    return f"{first:%Y-%m-%d}", parts.pop() if is_one else ""


def when_words(when: When, zone: str, t: Catalogue) -> str:
    """Return when it is said to have been, on a clock."""
    said = [instants(parse_stated(one), zone) for one in (when.at, when.to or when.at)]
    if not all(said):
        return when.at
    first, last = (one[0].astimezone(ZoneInfo(zone)) for one in said)
    start = f"{first:%Y-%m-%d %H:%M}"
    if not when.to:
        return f"{start} {zone}"
    end = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M}"
    return f"{t('time.interval', start=start, end=end)} {zone}"


def request_words(
    hypotheses: Sequence[Hypothesis] | None,
    when: When | None,
    area: str,
    casebook: Casebook,
    t: Catalogue,
    *,
    due_at: datetime,
) -> str:
    """Return the question that is put to all sides: act, part of the day, cell of the grid, and by when.

    Nothing of who told it is in it, nor its words, nor a place finer than the mandate publishes.
    """
    zone = casebook.mandate.day_zone
    day, part = day_and_part(when, zone)
    told = f"{day}{t.comma}{t.of('part_of_day', part)}" if part else day
    return t(
        "centre.request",
        act=act_words(hypotheses, casebook, t),
        when=told or t("centre.unclear"),
        area=area or t("centre.unclear"),
        due=f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}",
    )


def time_left(due_at: datetime, now: datetime, t: Catalogue) -> str:
    """Return how much time is left, or how long it is over.

    Examples
    --------
    >>> from datetime import UTC
    >>> from truceline.bulletins.catalogue import ENGLISH
    >>> due = datetime(2020, 2, 3, 12, tzinfo=UTC)
    >>> time_left(due, due - timedelta(minutes=90), ENGLISH), time_left(due, due, ENGLISH)
    ('1 h 30 min left', 'overdue 0 min')
    """
    left = due_at - now
    return (
        t("centre.left", time=lasting(left, t))
        if left > timedelta(0)
        else t("centre.overdue", time=lasting(-left, t))
    )


def lasting(span: timedelta, t: Catalogue) -> str:
    """Return how long something is, in days, hours and minutes, of which two are told."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    told = [(days, "centre.days"), (hours, "centre.hours"), (rest, "centre.minutes")]
    shown = [one for one in told if one[0]] or told[-1:]
    return " ".join(t(key, count=count) for count, key in shown[:2])
