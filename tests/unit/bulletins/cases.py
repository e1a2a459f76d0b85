"""A small invented casebook and an assessment of it, for the tests of pages and layers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import UTC, date, datetime

import pyarrow as pa

from tests.records import record_of
from truceline.errors import Fault
from truceline.model.assessment import Assessment, Read, Receipt
from truceline.model.record import Record
from truceline.model.tables import CLAIMS, COUNTS, FINDINGS, INCIDENTS, PERFORMANCE
from truceline.model.words import ActorKind, ClauseKind, PlaceGrade, Status, TextStatus

CASEBOOK: Record = record_of(
    {
        "casebook": {
            "id": "river",
            "titles": {"en": "The river truce", "ar": "هدنة النهر"},
            "about": "Invented.",
        },
        "mandate": {"day_zone": "Asia/Damascus"},
        "instruments": (
            {
                "id": "r1",
                "titles": {"en": "River accord"},
                "kind": "memorandum",
                "makers": ("north", "south"),
                "signed_on": "2020-03-05",
                "in_force": {
                    "at": "2020-03-06 00:01",
                    "zone": {
                        "hangs_on": "clock",
                        "readings": {"mill": "Asia/Damascus", "ford": "Europe/Moscow"},
                    },
                },
                "texts": (
                    {"id": "ours", "status": TextStatus.OUR_PARAPHRASE, "language": "en", "source": "own"},
                    {
                        "id": "ar",
                        "status": TextStatus.SIGNED,
                        "language": "ar",
                        "source": "https://example.org/a",
                    },
                    {
                        "id": "annex",
                        "status": TextStatus.KNOWN_NOT_HELD,
                        "language": "en",
                        "source": "a speech",
                    },
                ),
                "unverified": "The day of signing is recalled.",
            },
        ),
        "clauses": (
            {
                "id": "r1/1",
                "kind": ClauseKind.FORBID,
                "title": "No attack by the river",
                "reference": "point 1",
                "text": ({"version": "ours", "anchor": "1", "words": "No side attacks by the river."},),
                "checked_on": date(2024, 1, 2),
                "acts": ("attack",),
                "where": "bank",
            },
            {
                "id": "r1/2",
                "kind": ClauseKind.REQUIRE,
                "title": "Open the ford",
                "reference": "point 2",
                "text": ({"version": "ar", "anchor": "2", "words": "يُفتح المعبر."},),
                "checked_on": date(2024, 1, 2),
                "duty": "the ford is opened",
            },
        ),
        "ambiguities": (
            {
                "id": "clock",
                "question": "Whose clock?",
                "readings": (
                    {"id": "mill", "says": "The mill's.", "holders": ("north",), "grounds": "It said so."},
                    {"id": "ford", "says": "The ford's."},
                ),
            },
            {
                "id": "depth",
                "question": "How deep?",
                "readings": ({"id": "near", "says": "5 km."}, {"id": "far", "says": "12 km."}),
            },
        ),
        "positions": (
            {
                "id": "ruling",
                "label": {"en": "As ruled"},
                "readings": {"clock": "unresolved", "depth": "unresolved"},
            },
            {"id": "north", "label": {"en": "North"}, "readings": {"clock": "mill", "depth": "unresolved"}},
        ),
        "actors": (
            {"id": "north", "names": {"en": "The northern side"}, "kind": ActorKind.FORCE, "side": "n"},
            {"id": "south", "names": {"en": "The southern side"}, "kind": ActorKind.FORCE, "side": "s"},
        ),
        "places": (
            {
                "id": "mill",
                "names": {"en": "Mill"},
                "lon": 36.5,
                "lat": 35.5,
                "radius_m": 500,
                "grade": PlaceGrade.SETTLEMENT,
            },
            {
                "id": "barn",
                "names": {"en": "Barn"},
                "lon": 36.5005,
                "lat": 35.5,
                "radius_m": 500,
                "grade": PlaceGrade.SETTLEMENT,
            },
        ),
        "zones": (
            {
                "id": "bank",
                "names": {"en": "The bank"},
                "recipe": {
                    "shape": "circle",
                    "centre": "mill",
                    "radius_km": {"hangs_on": "depth", "readings": {"near": 5.0, "far": 12.0}},
                },
                "basis": "Drawn for a test.",
                "status": Status.CONSTRUCTED,
                "sigma_m": 100,
            },
        ),
        "acts": ({"id": "attack", "names": {"en": "armed attack"}},),
        "gaps": ({"id": "g1", "about": "point 3", "reason": "It names no act."},),
    }
)

AT = datetime(2020, 3, 5, 21, 30, tzinfo=UTC)


def finding(incident: str, position: str, verdict: str, **changes: object) -> dict[str, object]:
    """Return one row of FINDINGS, plain but for the changes."""
    is_breach = verdict == "breach"
    row: dict[str, object] = {
        "incident_id": incident,
        "account": "told",
        "clause_id": "r1/1",
        "position": position,
        **{f"p_{check}": 1.0 for check in ("what", "who", "where", "when")},
        "p_unless": 0.0,
        "p_breach": 0.98 if is_breach else 0.0,
        "p_breach_max": 1.0 if verdict in ("breach", "undetermined") else 0.0,
        "verdict": verdict,
        "if_in_force": None,
        "by": "north",
        "answers_for": None,
        "basis": "one_third_party",
        "denied_by": [],
        "decided_by": [],
        "robust": True,
        "because": ["what:yes", "who:yes", "where:yes", "when:yes", "unless:no"],
    }
    return row | changes


def incident(
    name: str, lon: float | None = 36.5, lat: float | None = 35.5, **elsewhere: tuple[float, float]
) -> dict[str, object]:
    """Return one row of INCIDENTS: the account `told` gives the place, others by name their own."""
    spots = ({"told": (lon, lat)} if lon is not None else {}) | elsewhere
    sure = {"radius_m": 500.0, "place_grade": "settlement"}
    places = [{"lon": x, "lat": y, "accounts": [account]} | sure for account, (x, y) in spots.items()]
    only = places[0] if len(places) == 1 else {}
    return {
        "incident_id": name,
        "act": "attack",
        "start_at": AT,
        "end_at": AT,
        **{name: only.get(name) for name in ("lon", "lat", "radius_m", "place_grade")},
        "places": places,
        "actors": [],
        "n_reports": 1,
        "source_ids": [],
    }


def assessment(
    findings: Iterable[dict[str, object]],
    incidents: Iterable[dict[str, object]],
    *,
    place: str = "Mill",
    performance: Iterable[dict[str, object]] = (),
    counts: Iterable[dict[str, object]] = (),
    n_outside: int = 0,
) -> Assessment:
    """Return an assessment made of these rows; every incident has one claim, told by `A paper`."""
    told = list(incidents)
    claims = [
        row
        | {
            "account": "told",
            "place": place,
            "hypotheses": [],
            "basis": "one_third_party",
            "told_by": ["A paper"],
            "denied_by": [],
        }
        for row in told
    ]
    return Assessment(
        findings=pa.Table.from_pylist(list(findings), schema=FINDINGS),
        incidents=pa.Table.from_pylist(told, schema=INCIDENTS),
        performance=pa.Table.from_pylist(list(performance), schema=PERFORMANCE),
        claims=pa.Table.from_pylist(claims, schema=CLAIMS),
        positions=("ruling", "north"),
        counts=pa.Table.from_pylist(list(counts), schema=COUNTS),
        n_outside=n_outside,
    )


def receipt(*, n_faults: int = 0, file: str = "record.csv") -> Receipt:
    """Return a receipt over one input with so many faults."""
    faults = tuple(
        Fault(file=file, line=n + 2, message="no day", remedy="write one") for n in range(n_faults)
    )
    read = Read(
        file=file,
        reader="csv",
        sha256="sha256:" + "b" * 64,
        n_rows=1234,
        n_claims=1200,
        kinds=(("Shelling", 7),),
        days=("2020-03-01", "2020-03-31"),
        unmatched_actors=(("Nobody known", 4),),
        faults=faults,
    )
    return Receipt(
        casebook="river",
        casebook_sha256="sha256:" + "a" * 64,
        records=(),
        inputs=(read,),
        positions=("ruling", "north"),
        on=None,
        as_of=None,
        versions=(("truceline", "0.1.0"),),
        digest="sha256:" + "d" * 64,
    )


def with_title(title: str) -> Record:
    """Return the casebook under another title, place name and question."""
    places = tuple(dataclasses.replace(place, names={"en": title}) for place in CASEBOOK.casebook.places)
    first = dataclasses.replace(CASEBOOK.casebook.ambiguities[0], question=title)
    text = dataclasses.replace(
        CASEBOOK.casebook,
        casebook=dataclasses.replace(CASEBOOK.casebook.casebook, titles={"en": title}),
        places=places,
        ambiguities=(first, *CASEBOOK.casebook.ambiguities[1:]),
    )
    return dataclasses.replace(CASEBOOK, casebook=text)
