"""The casebook's own record, and its examples, as rows of the claims table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from truceline.clock import parse_stated, span
from truceline.errors import NotFound
from truceline.model.casebook import Casebook, Example, Place
from truceline.model.happening import Hypothesis, When, Where
from truceline.model.ids import PlaceId
from truceline.model.naming import name
from truceline.model.record import Account, IncidentEntry, Record
from truceline.model.tables import CLAIMS
from truceline.model.words import Basis
from truceline.record.basis import Backing, backings_told
from truceline.record.tellings import Telling, by_account, happened, tellings

SAYS_SO = "the account says so"
"""Grounds on which an account's own words place it in a zone."""


def claims_of(record: Record) -> pa.Table:
    """Return the casebook's own record as a CLAIMS table, one row for each account of each incident.

    What is known of an account comes from the claims that tell it, those marked as mistaken left out: pages
    that carry one release are several reports of one speaker, speakers of one family are not independent of
    each other. What stands behind it, and who denies it, is derived: see `backings`. It could be known from
    the day of its first report. An account that only mistaken claims tell is left out.
    """
    return claims_told(record, tellings(record))


def claims_told(record: Record, told: Iterable[Telling]) -> pa.Table:
    """Return the same as `claims_of`, of what `tellings` has of the record."""
    places = {place.id: place for place in record.casebook.places}
    telling = by_account(told)
    behind = backings_told(record, telling)
    is_told = {account for claim in record.claims for account in claim.tells}
    rows = []
    for entry in record.incidents:
        for account in entry.accounts:
            key = f"{entry.id}/{account.id}"
            if key in is_told and key not in telling:
                continue
            row = _row(entry, account, places) | _backed(behind[key])
            rows.append(row | _told(telling.get(key, ())))
    return pa.Table.from_pylist(rows, schema=CLAIMS)


def acts_told(record: Record) -> tuple[tuple[str, int], ...]:
    """Return each act that the casebook's own record tells of, in how many incidents, the most first."""
    acts = Counter(
        act
        for entry in record.incidents
        for act in {one.act for account in entry.accounts for one in account.hypotheses}
    )
    return tuple(sorted(acts.items(), key=lambda item: (-item[1], item[0])))


def _backed(backing: Backing) -> dict[str, object]:
    deniers = dict.fromkeys(name(one.by.names) for one in backing.denials)
    return {"basis": backing.basis.value, "denied_by": list(deniers)}


def _told(told: Sequence[Telling]) -> dict[str, object]:
    """Return what the claims that tell an account say of it; nothing where no claim does."""
    if not told:
        return {}
    days = [one.known_at for one in told if one.known_at is not None]
    found: dict[str, object] = {
        "n_reports": len({report.id for one in told for report in one.reports}),
        "n_independent": len({one.family for one in told}),
    }
    return found | ({"known_at": min(days)} if days else {})


def claims_of_examples(casebook: Casebook, examples: Iterable[Example]) -> pa.Table:
    """Return examples as a CLAIMS table: the incident's id is the example's."""
    places = {place.id: place for place in casebook.places}
    rows = []
    for example in examples:
        row = blank_row(example.id, "example", example.facts.hypotheses)
        row |= time_cells(example.facts.when) | place_cells(example.facts.where, places)
        rows.append(row | {"basis": Basis.VERIFIED_BY_MISSION.value})
    return pa.Table.from_pylist(rows, schema=CLAIMS)


def claims_of_entries(casebook: Casebook, entries: Iterable[IncidentEntry]) -> pa.Table:
    """Return incidents as a CLAIMS table, as told: what stands behind an account is not looked into."""
    places = {place.id: place for place in casebook.places}
    unclear = {"basis": Basis.SOURCE_UNCLEAR.value}
    rows = [_row(entry, account, places) | unclear for entry in entries for account in entry.accounts]
    return pa.Table.from_pylist(rows, schema=CLAIMS)


def _row(entry: IncidentEntry, account: Account, places: Mapping[PlaceId, Place]) -> dict[str, object]:
    row = blank_row(entry.id, account.id, account.hypotheses)
    row |= time_cells(account.when or entry.when) | place_cells(account.where or entry.where, places)
    low, high = (*account.fatalities, None, None)[:2] if account.fatalities else (None, None)
    known = span(parse_stated(entry.known_on), "UTC").start_at if entry.known_on else None
    return row | {
        "told_by": list(account.told_by),
        "n_reports": len(account.told_by),
        "fatalities_low": low,
        "fatalities_best": low if low == high else None,
        "fatalities_high": high,
        "source_ids": [entry.id],
        "known_at": known,
    }


def blank_row(incident: str, account: str, hypotheses: Iterable[Hypothesis]) -> dict[str, object]:
    """Return what every account has: its id, who did what to whom, and nobody yet who tells it."""
    return {
        "incident_id": incident,
        "account": account,
        "hypotheses": [
            {
                "act": hypothesis.act,
                "cast": [{"actor": one.actor, "role": one.role.value} for one in hypothesis.cast],
                "weight": hypothesis.weight,
                "response": hypothesis.response.value,
            }
            for hypothesis in hypotheses
        ],
        "told_by": [],
        "denied_by": [],
        "n_reports": 1,
        "source_ids": [],
    }


def time_cells(when: When | None) -> dict[str, datetime | None]:
    """Return the columns of a time; null for unknown."""
    during = happened(when)
    return {"start_at": during.start_at if during else None, "end_at": during.end_at if during else None}


def place_cells(where: Where | None, places: Mapping[PlaceId, Place]) -> dict[str, object]:
    """Return the columns of a place, its own radius where none is stated; nothing for unknown.

    A place with another radius or grade only stands in for the true one: its zones are not those of that.
    """
    if where is None:
        return {}
    told: list[dict[str, str]] = [{"zone": zone, "grounds": SAYS_SO} for zone in where.within]
    if where.place is None:
        grade = where.grade.value if where.grade else None
        point = {"lon": where.lon, "lat": where.lat, "radius_m": where.radius_m}
        return point | {"place_grade": grade, "within": told}
    place = places.get(where.place)
    if place is None:
        raise NotFound(f"no place {where.place!r} in the casebook")
    if where.radius_m is None and where.grade is None:
        told += [{"zone": one.zone, "grounds": one.grounds} for one in place.within]
    return {
        "lon": place.lon if where.lon is None else where.lon,
        "lat": place.lat if where.lat is None else where.lat,
        "radius_m": place.radius_m if where.radius_m is None else where.radius_m,
        "place_grade": (where.grade or place.grade).value,
        "place": place.names["en"],
        "within": told,
    }
