"""The table of roles, whole: what each way of telling who was there comes to, whichever reader reads it.

`tests/roles.csv` has a line for nobody, one and several initiators, participants, targets and actors of
unknown role, and for two sides without direction. A letter is an actor, `?` an unknown one. `ways` are those
in which it may have been, as `initiators>targets`; `roles` are what `incidents.parquet` says.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import zoo
from truceline.judgement import assess
from truceline.judgement.attribution import hypotheses_of
from truceline.model.assessment import Assessment
from truceline.record import claims_of
from truceline.sources import read_claims

ACTOR = {
    "a": "north",
    "b": "north_militia",
    "p": "south",
    "q": "south_militia",
    "s": "third_battalion",
    "t": "brigands",
    "u": "villagers",
    "v": "wanderers",
    "?": "unknown",
}
LETTER = {actor: letter for letter, actor in ACTOR.items()}
ROLE_OF = {
    "initiators": "initiator",
    "participants": "participant",
    "targets": "target",
    "unknown": "unknown",
}
DAY = "2020-05-01"
CHANGES: dict[str, Any] = {
    "actors": [
        *zoo.SOURCE["actors"],
        zoo.SOURCE["actors"][-1] | {"id": "wanderers", "names": {"en": "wanderers"}},
    ],
    "crossings": [{"scheme": "acled", "type": "Battles", "sub_type": "Armed clash", "act": "shelling"}],
}
BOOK = zoo.casebook(**CHANGES)
Line: TypeAlias = Mapping[str, str]


@cache
def table() -> dict[str, Line]:
    """Every line of the table by a name of its own."""
    with (Path(__file__).parent.parent / "roles.csv").open(encoding="utf-8", newline="") as stream:
        return {f"r{n:02}": line for n, line in enumerate(csv.DictReader(stream), start=1)}


def names(letters: str) -> tuple[str, ...]:
    return tuple(ACTOR[letter] for letter in letters)


def has_sides(line: Line) -> bool:
    return not any(line[key] for key in ROLE_OF) and bool(
        line["one_side"] or line["roles"] == "?:participant"
    )


def told(line: Line) -> list[dict[str, Any]]:
    """The hypotheses of a line as a claim or a casebook writes them."""
    if has_sides(line):
        one, other = (names(line[key] or "?") for key in ("one_side", "other_side"))
        pairs = dict.fromkeys([(one, other), (other, one)])
        return [zoo.hypothesis(by=by, to=to) for by, to in pairs]
    by, beside, to, unclear = (names(line[key]) for key in ROLE_OF)
    return [zoo.hypothesis(by=by, to=to, participants=beside, unclear=unclear)]


def from_claims(lines: Mapping[str, Line]) -> pa.Table:
    """Through a Parquet file of CLAIMS."""
    at = (f"{DAY}T00:00:00+00:00", "2020-05-02T00:00:00+00:00")
    rows = [
        zoo.claim(name, hypotheses=told(line), radius_m=2000.0)
        | dict(zip(("start_at", "end_at"), at, strict=True))
        for name, line in lines.items()
    ]
    file = io.BytesIO()
    pq.write_table(zoo.claims(*rows), file)
    return intake(file.getvalue(), "claims")


def from_record(lines: Mapping[str, Line]) -> pa.Table:
    """Through the record that a casebook bears."""
    where = {"lon": zoo.CENTRE[0], "lat": zoo.CENTRE[1], "radius_m": "2000", "grade": "settlement"}
    incidents = [
        {
            "id": name,
            "title": name,
            "when": {"at": DAY, "zone": "UTC"},
            "where": where,
            "accounts": [{"id": "a", "told_by": ["somebody"], "hypotheses": told(line)}],
        }
        for name, line in lines.items()
    ]
    return claims_of(zoo.casebook(**CHANGES, incidents=incidents))


MAPPING = """\
id: id
act: {always: shelling}
when: {column: day, zone: UTC}
lon: {always: "LON"}
lat: {always: "LAT"}
radius_m: {always: "2000"}
grade: {always: settlement}
basis: {always: one_third_party}
"""


def from_table(lines: Mapping[str, Line]) -> pa.Table:
    """Through a table of one's own and its mapping."""
    keys = {"initiators": "initiator", "participants": "participants", "targets": "target"}
    keys |= {"unknown": "role_unknown"}
    if any(has_sides(line) for line in lines.values()):
        keys = {key: key for key in ("one_side", "other_side")}
    mapping = MAPPING.replace("LON", str(zoo.CENTRE[0])).replace("LAT", str(zoo.CENTRE[1]))
    mapping += "".join(f'{key}: {{column: {column}, split: "+"}}\n' for column, key in keys.items())
    rows = [["id", "day", *keys]]
    rows += [[name, DAY, *("+".join(names(line[key])) for key in keys)] for name, line in lines.items()]
    return intake(written(rows), "csv", mapping)


def from_acled(lines: Mapping[str, Line]) -> pa.Table:
    """Through an ACLED export, which names two sides."""
    row = {
        "event_date": DAY,
        "time_precision": "1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "latitude": str(zoo.CENTRE[1]),
        "longitude": str(zoo.CENTRE[0]),
        "geo_precision": "1",
        "fatalities": "",
    }
    columns = ("event_id_cnty", *row, "actor1", "assoc_actor_1", "actor2", "assoc_actor_2")
    rows = [list(columns)]
    for name, line in lines.items():
        sides = [names(line[key]) for key in ("one_side", "other_side")]
        cells = [(side[0] if side else "", "; ".join(side[1:])) for side in sides]
        rows.append([name, *row.values(), *cells[0], *cells[1]])
    return intake(written(rows), "acled")


def written(rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def intake(data: bytes, reader: str, mapping: str = "") -> pa.Table:
    options: dict[str, Any] = {"mapping": io.BytesIO(mapping.encode())} if mapping else {}
    found = read_claims(io.BytesIO(data), BOOK.casebook, reader=reader, zone="UTC", **options)
    assert found.faults == ()
    assert found.unmatched_actors == {}
    return found.claims


SIDES = {name: line for name, line in table().items() if has_sides(line)}
ROLES = {name: line for name, line in table().items() if name not in SIDES}
READERS: dict[str, tuple[Callable[[Mapping[str, Line]], pa.Table], Mapping[str, Line]]] = {
    f"{kind}, {reader.__name__}": (reader, lines)
    for kind, lines in (("roles", ROLES), ("sides", SIDES))
    for reader in (from_claims, from_record, from_table, *([from_acled] if kind == "sides" else []))
}
each_reader = pytest.mark.parametrize("read", READERS)


@cache
def read_by(read: str) -> pa.Table:
    reader, lines = READERS[read]
    return reader(lines)


@cache
def assessed_by(read: str) -> Assessment:
    return assess(BOOK, read_by(read))


def ways_of(claim: Mapping[str, Any]) -> str:
    (one,) = hypotheses_of(claim["hypotheses"])
    assert one.weight is None
    found = [
        ">".join("".join(sorted(LETTER[actor] for actor in side)) for side in (way.initiators, way.targets))
        for way in one.ways
    ]
    return " ".join(sorted(found))


def test_the_table_is_whole() -> None:
    numbers = {tuple(min(len(line[key]), 2) for key in ROLE_OF) for line in ROLES.values()}
    assert numbers == set(product(range(3), repeat=4))
    assert len(ROLES) == 3**4


@each_reader
def test_every_reader_reads_every_line_into_the_ways_it_may_have_been(read: str) -> None:
    expected = {name: line["ways"] for name, line in READERS[read][1].items()}
    assert {claim["incident_id"]: ways_of(claim) for claim in read_by(read).to_pylist()} == expected


@each_reader
def test_every_reader_brings_each_actor_into_the_role_told(read: str) -> None:
    expected = {name: line["roles"] for name, line in READERS[read][1].items()}
    found = {
        row["incident_id"]: " ".join(sorted(f"{LETTER[a['actor']]}:{a['role']}" for a in row["actors"]))
        for row in assessed_by(read).incidents.to_pylist()
    }
    assert found == expected


@pytest.mark.parametrize(("kind", "first"), [("roles", "from_claims"), ("sides", "from_acled")])
def test_what_is_told_alike_is_found_alike_whoever_reads_it(kind: str, first: str) -> None:
    def findings(read: str) -> pa.Table:
        return assessed_by(read).findings.drop_columns(["account", "basis", "denied_by"])

    same = findings(f"{kind}, {first}")
    assert same.num_rows > 20
    for read in READERS:
        if read.startswith(kind):
            assert findings(read).equals(same), read


@pytest.mark.parametrize(("letters", "sides"), [("pq", ("p", "q")), ("p", ("p", ""))])
def test_participants_of_a_table_are_what_the_actors_of_an_export_are(
    letters: str, sides: tuple[str, str]
) -> None:
    """The same clash through each reader: equal hypotheses, equal verdicts."""
    (flat,) = (
        name for name, line in ROLES.items() if [line[key] for key in ROLE_OF] == ["", letters, "", ""]
    )
    (sided,) = (name for name, line in SIDES.items() if (line["one_side"], line["other_side"]) == sides)
    readers = {f"roles, {reader}": flat for reader in ("from_claims", "from_record", "from_table")}
    readers |= {
        f"sides, {reader}": sided for reader in ("from_claims", "from_record", "from_table", "from_acled")
    }
    found = [
        (
            [
                hypotheses_of(row["hypotheses"])
                for row in read_by(read).to_pylist()
                if row["incident_id"] == name
            ],
            of_incident(assessed_by(read).findings, name),
        )
        for read, name in readers.items()
    ]
    assert found[0][1], "the clash comes to something"
    assert all(one == found[0] for one in found)


def of_incident(findings: pa.Table, name: str) -> list[dict[str, Any]]:
    left_out = ("incident_id", "account", "basis", "denied_by")
    return [
        {key: value for key, value in row.items() if key not in left_out}
        for row in findings.to_pylist()
        if row["incident_id"] == name
    ]
