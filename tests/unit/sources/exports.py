"""An invented war for the readers: its casebook, and rows as an export would print them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any

import yaml
from pydantic import TypeAdapter

from truceline.model.casebook import Act, Actor, Casebook, Crossing, Header, Mandate
from truceline.model.ids import ActorId
from truceline.model.words import ActorKind
from truceline.sources import Intake, read_claims


def _shared(file: str, key: str, noun: type) -> Any:
    text = resources.files("truceline").joinpath("casebooks", "shared", file).read_text("utf-8")
    return TypeAdapter(tuple[noun, ...]).validate_python(yaml.load(text, yaml.BaseLoader)[key])  # type: ignore[valid-type]


ACTS: tuple[Act, ...] = _shared("acts.yaml", "acts", Act)
CROSSINGS: tuple[Crossing, ...] = _shared("crossings.yaml", "crossings", Crossing)


def actor(id_: str, *aliases: str) -> Actor:
    return Actor(id=ActorId(id_), names={"en": id_.title()}, kind=ActorKind.FORCE, aliases=aliases)


CASEBOOK = Casebook(
    casebook=Header(id="dale", titles={"en": "The Dale"}, about="An invented war."),
    mandate=Mandate(day_zone="Asia/Damascus"),
    acts=ACTS,
    crossings=CROSSINGS,
    actors=(
        actor("north", "Military Forces of the North (2000-)*"),
        actor("south", "Dwellers’ Front", "جبهة السهل"),
        actor("guards", "Military Forces of the North (2000-) Hill Guards*"),
        actor("east", "The League"),
        actor("west", "The League"),
    ),
)

ROW: dict[str, str] = {
    "event_id_cnty": "DAL1",
    "event_date": "31 December 2019",
    "year": "2019",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of the North (2000-)",
    "assoc_actor_1": "",
    "inter1": "1",
    "actor2": "Dwellers' Front",
    "assoc_actor_2": "",
    "inter2": "2",
    "location": "Hay-on-Dale",
    "latitude": "35.5",
    "longitude": "36.5",
    "geo_precision": "1",
    "source": "Dale Gazette; Radio Hill",
    "notes": "Nobody reads\nthese invented notes.",
    "fatalities": "3",
    "timestamp": "1624916559",
}


def export(rows: Iterable[Mapping[str, str]], *, without: Iterable[str] = ()) -> bytes:
    """Return an export of invented rows, each a change to ROW, as CSV."""
    headings = [name for name in ROW if name not in set(without)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, headings, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROW | dict(row) for row in rows)
    return out.getvalue().encode()


def numbered(rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return rows with an id each."""
    return [{"event_id_cnty": f"DAL{n}", **row} for n, row in enumerate(rows, start=1)]


def read(data: bytes, casebook: Casebook = CASEBOOK, **options: Any) -> Intake:
    return read_claims(io.BytesIO(data), casebook, name="dale.csv", **options)


def read_rows(*rows: Mapping[str, str]) -> Intake:
    return read(export(numbered(rows)))


def only_claim(**changes: str) -> dict[str, Any]:
    """Return the claim that one changed row becomes."""
    intake = read_rows(changes)
    assert intake.faults == ()
    (claim,) = intake.claims.to_pylist()
    return dict(claim)


def only_fault(**changes: str) -> str:
    """Return the fault that one changed row is, and check that it left no claim."""
    intake = read_rows(changes)
    assert (intake.claims.num_rows, intake.n_rows) == (0, 1)
    (fault,) = intake.faults
    assert (fault.file, fault.line) == ("dale.csv", 2)
    assert fault.remedy or "year is outside" in fault.message
    return fault.message


def cast_of(claim: Mapping[str, Any]) -> list[dict[str, list[str]]]:
    """Return, for each hypothesis, the actors by role."""
    roles: list[dict[str, list[str]]] = []
    for hypothesis in claim["hypotheses"]:
        by_role: dict[str, list[str]] = {}
        for member in hypothesis["cast"]:
            by_role.setdefault(member["role"], []).append(member["actor"])
        roles.append(by_role)
    return roles
