"""What was understood of a report, as rows that a person says yes to or puts right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.words import distance
from truceline.model.casebook import Casebook
from truceline.model.naming import name, names_by_id
from truceline.record.intake import SaidToll, Understood, bounds, whereabouts


def heard_rows(
    found: Understood, casebook: Casebook, said_at: datetime, t: Catalogue
) -> tuple[tuple[str, str], ...]:
    """Return what was understood, a label and a value each; then what a person has to look at, without one.

    Parameters
    ----------
    found : Understood
    casebook : Casebook
        In the language of `t`.
    said_at : datetime
        UTC, when it was told.
    t : Catalogue
    """
    unknown = t("heard.not_clear")
    acts, actors = names_by_id(casebook.acts), names_by_id(casebook.actors)
    rows = [
        (t("heard.act"), unknown if found.act is None else acts[found.act]),
        (t("heard.place"), _place(found, casebook, t) or unknown),
        (t("heard.time"), _time(found, casebook, said_at, t) or unknown),
        (t("heard.by"), unknown if found.doer is None else actors[found.doer]),
        (t("heard.at"), unknown if found.target is None else actors[found.target]),
        (t("heard.dead"), _toll(found.tolls.dead, t)),
        (t("heard.wounded"), _toll(found.tolls.wounded, t)),
    ]
    if found.tolls.who:
        rows.append((t("heard.who"), t.of("people", found.tolls.who)))
    if found.fire_from:
        rows.append((t("heard.from"), t.of("compass", found.fire_from.lower())))
    return (*rows, *((text, "") for text in _looks(found, casebook, t)))


def _place(found: Understood, casebook: Casebook, t: Catalogue) -> str:
    said = found.place
    if said is None:
        return ""
    place = next(one for one in casebook.places if one.id == said.place)
    at, called = whereabouts(said, place), f"{name(place.names)} [{place.id}]"
    within = t("heard.within", radius=distance(at.radius_m, t))
    if not said.bearing:
        return f"{t('heard.near', place=called) if said.is_near else called}, {within}"
    way = t.of("compass", said.bearing.lower())
    if said.distance_m is None:
        return f"{t('heard.towards', way=way, place=called)}, {within}"
    far = distance(said.distance_m, t)
    return f"{t('heard.beside', far=far, way=way, place=called)}, {within}"


def _time(found: Understood, casebook: Casebook, said_at: datetime, t: Catalogue) -> str:
    if found.time is None:
        return ""
    zone = casebook.mandate.day_zone
    start, end = bounds(found.time, said_at)
    local = start.astimezone(ZoneInfo(zone))
    if end is None:
        return f"{local:%Y-%m-%d %H:%M} {zone} ({start:%H:%MZ})"
    later = end.astimezone(ZoneInfo(zone))
    last = f"{later:%H:%M}" if later.date() == local.date() else f"{later:%Y-%m-%d %H:%M}"
    return f"{t('time.interval', start=f'{local:%Y-%m-%d %H:%M}', end=last)} {zone}"


def _toll(said: SaidToll | None, t: Catalogue) -> str:
    if said is None:
        return t("heard.not_clear")
    if said.high is None:
        return t("heard.least", low=said.low)
    return str(said.low) if said.low == said.high else f"{said.low}–{said.high}"


def _looks(found: Understood, casebook: Casebook, t: Catalogue) -> Iterator[str]:
    """Yield what a person has to look at before it is kept."""
    if not found.is_told and not found.may_be_denied:
        yield t("heard.not_told")
    if found.n_acts > 1 or found.is_several:
        yield t("heard.several")
    if found.may_be_denied:
        yield t("heard.denied")
    if found.doubts:
        yield t("heard.doubts", words=found.doubts)
    if found.is_hearsay:
        yield t("heard.hearsay")
    if found.place is None and found.like_places:
        places = names_by_id(casebook.places)
        yield t("heard.named", places=t.comma.join(f"{places[one]} [{one}]" for one in found.like_places))
