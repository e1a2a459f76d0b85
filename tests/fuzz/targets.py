"""Every parser of what comes from outside: files that it can read, and how to give it another."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.drives import THERE, drive, fixes
from tests.unit.planning.test_plan_files import GOOD as PLANS
from tests.unit.sources import test_airwars, test_geojson, test_settlements, test_ucdp
from tests.unit.sources.exports import CASEBOOK, export
from tests.unit.sources.test_mapped import HEADING, MAPPING, ROW
from tests.unit.sources.workbooks import cell, sheet, workbook
from tests.unit.tlog import bundles, logs, test_fsck, test_statement, test_witness
from truceline.clock import known_zone, parse_stated, span
from truceline.errors import TrucelineError
from truceline.files import read_shared
from truceline.files.outputs import RECEIPT, listed_files
from truceline.parsing.csv_tables import SETTLEMENT_SIDES_FILE, settlement_sides
from truceline.parsing.yaml_marks import read_marked
from truceline.planning.plan_files import parse_plans
from truceline.record.parse import parse_record
from truceline.runs.explaining import receipt_of
from truceline.runs.proving import prove_run
from truceline.sources import read_claims
from truceline.sources.areas import read_areas
from truceline.sources.feed import opened
from truceline.sources.settlements import read_settlements
from truceline.sources.starter import starter_mapping
from truceline.sources.territory import read_territory
from truceline.sources.tracks.check_ins import read_check_ins
from truceline.sources.tracks.fixes import instant
from truceline.sources.tracks.reading import read_tracks
from truceline.text.new import new_casebook
from truceline.tlog.bundle import parse_bundle, verify
from truceline.tlog.canonical import canonical, parse_canonical
from truceline.tlog.checkpoint import read_checkpoint
from truceline.tlog.cosignature import cosigned_at
from truceline.tlog.entry import parse_entry
from truceline.tlog.fsck import fsck, parse_state, report
from truceline.tlog.note import is_signed, parse_signer, parse_verifier_key
from truceline.tlog.policy import parse_policy
from truceline.tlog.seal import custodian_key, open_sealed, seal
from truceline.tlog.statement import read_statement
from truceline.tlog.tiles import Tile, format_entries, parse_entries, parse_tile_path
from truceline.tlog.witness import decide, parse_evidence, verify_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One parser."""

    seeds: tuple[bytes, ...]
    """Files that it reads, and of which a few places are changed for the worse."""
    read: Callable[[bytes], object]
    """Give it a file; it may raise our own errors, and no others."""
    is_sound: bool = True
    """Whether its seeds are read without a fault; of ledgers and receipts only the writing is right."""


# Casebooks

TARN = {name: text.encode() for name, text in new_casebook("tarn").items()}
LEDGERS = {
    "counts.csv": b"day,by,counted_by,unit,province,n,hours,edges,report,matter,note\n"
    b"2030-06-02,ourselves,,shells,,170,24,,,,inferred\n",
    "tolls.csv": b"matter,by,moment,at,outcome,who,low,high,report,note\nE1,s,1,2030-06-02,killed,,1,2,,\n",
    "stances.csv": b"actor,toward,attitude,since,by,evidence,statement\n"
    b"north,accord,accepts,2030-06-01,s,own_statement,true\n",
    "control.csv": b"place,holder,state,since,since_latest,until,by,report,matter,mistaken,mistaken_from\n"
    b"mill,north,held,2030-06-02,,2030-07-01 06:00,s,,,,\n",
    "patrols.csv": b"id,on,crews,duty,planned_from,planned_to,matter,note\np1,2030-06-02,north; south,,,,,\n",
}
SIDES = (
    b"code,name,lon,lat,radius_m,day,state,side,basis\n"
    b"C1,Hay,37.2,36.3,5000,2018-09-17,held,government,constructed\n"
    b"C2,Esan,37.3,36.1,5000,2018-09-17,contested,,constructed\n"
)


def casebook_file(name: str) -> Target:
    """Return the target of a casebook's file of that name, all its others being right."""

    def read(data: bytes) -> object:
        return parse_record({**TARN, name: data}, read_shared())

    return Target(seeds=(LEDGERS.get(name) or TARN[name],), read=read, is_sound=name not in LEDGERS)


# Incidents

MAPPED = f"{HEADING}\n{ROW}\n{ROW.replace('7;', '8;', 1)}\n".encode()
SHEET = sheet(HEADING.split(";"), [cell(one) for one in ROW.split(";")])
EXPORT = export([{}, {"event_id_cnty": "DAL2", "time_precision": "2", "fatalities": "0"}])
TERRITORY = export([{"sub_event_type": "Government regains territory", "event_id_cnty": "DAL3"}])


def _acled(data: bytes) -> object:
    return read_claims(io.BytesIO(data), CASEBOOK, reader="acled", name="dale.csv")


def _ucdp(data: bytes) -> object:
    return read_claims(io.BytesIO(data), CASEBOOK, reader="ucdp", name="ged.csv")


def _airwars(data: bytes) -> object:
    return read_claims(io.BytesIO(data), CASEBOOK, reader="airwars", name="aw.csv")


def _geojson(data: bytes) -> object:
    return _with(data, mapping=test_geojson.MAPPING.encode(), reader="geojson")


def _named_places(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "places.csv"
        file.write_bytes(data)
        return read_settlements(str(file))


def _claims(data: bytes) -> object:
    return read_claims(io.BytesIO(data), CASEBOOK, reader="claims", name="claims.parquet")


def _territory(data: bytes) -> object:
    with opened(io.BytesIO(data), name="dale.csv") as feed:
        return read_territory(feed, CASEBOOK)


def _mapping(data: bytes) -> object:
    return _with(MAPPED, mapping=data)


def _mapped(data: bytes) -> object:
    return _with(data, mapping=MAPPING.encode())


def _sheet(data: bytes) -> object:
    return _mapped(workbook("", parts={"xl/worksheets/sheet1.xml": data}))


def _started(data: bytes) -> object:
    with opened(io.BytesIO(data), name="dale.csv") as feed:
        return read_marked("map.yaml", starter_mapping(feed, CASEBOOK).encode())


def _with(table: bytes, *, mapping: bytes, reader: str = "csv") -> object:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "map.yaml"
        file.write_bytes(mapping)
        return read_claims(io.BytesIO(table), CASEBOOK, reader=reader, mapping=file, name="dale.csv")


def parquet(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    out = io.BytesIO()
    pq.write_table(table, out, compression="none")
    return out.getvalue()


@cache
def _own_claims() -> bytes:
    return parquet(read_claims(io.BytesIO(EXPORT), CASEBOOK, name="dale.csv").claims)


# Tracks

GPX = b"""<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk>
<name>lead</name><trkseg>
<trkpt lat="35.84" lon="36.70"><ele>300</ele><time>2020-03-15T08:00:00Z</time></trkpt>
<trkpt lat="35.84" lon="36.71"><time>2020-03-15T08:00:10+02:00</time></trkpt></trkseg></trk></gpx>"""
TRACK_CSV = b"""patrol,vehicle,side,at,lon,lat,radius_m,flagged
p-1,lead,north,2020-03-15T08:00:00Z,36.70,35.84,10,
p-1,lead,north,2020-03-15T08:00:10+02:00,36.71,35.84,10.5,yes
"""
TRACK_MAPPING = b"""patrol: trip
vehicle: {column: car, values: {A: lead}}
side: {always: north}
at: {column: time, format: "%d/%m/%Y %H:%M:%S", zone: Asia/Damascus}
lon: x
lat: y
flagged: {always: no}
delimiter: ";"
"""
TRACK_MAPPED = b"trip;car;time;x;y\np-1;A;15/03/2020 08:00:00;36.7;35.84\n"
_AT = ["2020-03-15T08:00:00Z", "2020-03-15T08:00:10+02:00"]
TRACK_GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [36.7, 35.84]},
                "properties": {
                    "patrol": "p-1",
                    "vehicle": "lead",
                    "side": "north",
                    "at": _AT[0],
                    "radius_m": 5,
                },
            },
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": [[36.7, 35.84], [36.71, 35.84]]},
                "properties": {"coordTimes": _AT, "flagged": True},
            },
            {
                "type": "Feature",
                "geometry": {"type": "MultiLineString", "coordinates": [[[36.7, 35.84], [36.71, 35.84]]]},
                "properties": {"coordinateProperties": {"times": [_AT]}},
            },
        ],
    }
).encode()


def track_file(ending: str, seeds: tuple[bytes, ...], mapping: bytes | None = None) -> Target:
    """Return the target of files of tracks whose names end so."""

    def read(data: bytes) -> object:
        return read_track(ending, data, mapping)

    return Target(seeds=seeds, read=read)


def read_track(ending: str, data: bytes, mapping: bytes | None = None) -> object:
    """Read one file of tracks."""
    with tempfile.TemporaryDirectory() as folder:
        file, columns = Path(folder) / f"p{ending}", Path(folder) / "map.yaml"
        file.write_bytes(data)
        columns.write_bytes(mapping or b"")
        return read_tracks([file], mapping=columns if mapping is not None else None)


def _track_mapping(data: bytes) -> object:
    return read_track(".csv", TRACK_MAPPED, data)


def track_table() -> pa.Table:
    """Return some fixes with a column of points beside them, as GeoParquet has it."""
    table = fixes(drive("lead", "north", THERE, every_s=300)).drop_columns(["n", "marks"])
    points = [
        b"\x01\x01\x00\x00\x00" + pa.array([lon, lat], pa.float64()).buffers()[1].to_pybytes()[:16]
        for lon, lat in zip(table["lon"].to_pylist(), table["lat"].to_pylist(), strict=True)
    ]
    table = table.drop_columns(["lon", "lat"]).append_column("geometry", pa.array(points, pa.binary()))
    return table.replace_schema_metadata({"geo": json.dumps(GEO)})


GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}


# Everything else

AREAS = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"from": "2030-06-01", "until": "2030-06-08", "side": "north", "by": "mapper"},
                "geometry": {
                    "type": kind,
                    "coordinates": [[[36.0, 35.0], [36.1, 35.0], [36.1, 35.1], [36.0, 35.0]]]
                    if kind == "Polygon"
                    else [[[[36.0, 35.0], [36.1, 35.0], [36.1, 35.1], [36.0, 35.0]]]],
                },
            }
            for kind in ("Polygon", "MultiPolygon")
        ],
    }
).encode()
CALLS = b"plan,crew,at,is_back,note\np1,R1,2020-05-02 07:30+03:00,,\np1,R1,2020-05-02 06:30Z,yes,late\n"
STATED = (
    b"2020-03-06 00:01 Asia/Damascus",
    b"2020-03",
    b"2020-03-06T00:01:02+03:00",
    b"2020-03-06",
    b"2020 Z",
)
RECEIPTS = (
    json.dumps(
        {
            "casebook": "idlib",
            "digest": "sha256:00",
            "as_of": "2020-01-13",
            "files": {"findings.parquet": "sha256:00", "bulletin.html": "sha256:11"},
        }
    ).encode(),
)


def _areas(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "areas.geojson"
        file.write_bytes(data)
        return read_areas(file, sides=("north", "south"), zone="Asia/Damascus")


def _calls(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.csv"
        file.write_bytes(data)
        return read_check_ins(file, parse_plans("plans.yaml", PLANS.encode()).plans.plans)


def _stated(data: bytes) -> object:
    words = data.decode("utf-8", "surrogateescape")
    known_zone(words)
    for read in (
        lambda: span(parse_stated(words), "Asia/Damascus"),
        lambda: span(parse_stated(words), words),
        lambda: instant(words, zone="Asia/Damascus"),
        lambda: instant(words, form="%Y-%m-%dT%H:%M:%S%z"),
    ):
        try:
            read()
        except TrucelineError:
            continue
    return None


def _receipts(data: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / RECEIPT).write_bytes(data)
        listed_files(folder)
        with suppress(TrucelineError):
            receipt_of(Path(folder))
        return prove_run(folder)


def _plans(data: bytes) -> object:
    return parse_plans("plans.yaml", data)


def _settlements(data: bytes) -> object:
    return settlement_sides({SETTLEMENT_SIDES_FILE: data}, ("government", "opposition"))


# A log

SIGNED = logs.checkpoint(bundles.ENTRIES, logs.NORTH, logs.SOUTH).note.to_bytes()
CUSTODIAN = bytes(range(32))
SOME_ENTRIES = (b"one", b"", bundles.ENTRY.to_bytes())
KEY_LINES = (str(logs.LOG.key).encode(), logs.NORTH.to_text().encode())


def _signed(data: bytes) -> object:
    decide(data, (), log=logs.LOG.key, last=None, now=logs.NOW, others=[logs.NORTH.key])
    note = read_checkpoint(data).note
    assert note.to_bytes() == data
    return is_signed(note, logs.LOG.key), cosigned_at(note, logs.NORTH.key)


def _key(data: bytes) -> object:
    text = data.decode("utf-8", "surrogateescape")
    if text.startswith("PRIVATE"):
        return parse_signer(text)
    return parse_verifier_key(text)


def _entry(data: bytes) -> object:
    entry = parse_entry(data)
    assert entry.to_bytes() == data
    return entry


def _json(data: bytes) -> object:
    value = parse_canonical(data)
    assert canonical(value) == data
    return value


def _bundle(data: bytes) -> object:
    verify(data, bundles.BOTH, logs.NOW)
    return parse_bundle(data)


def _evidence(data: bytes) -> object:
    verify_evidence(data, logs.LOG.key)
    return parse_evidence(data)


def _entries(data: bytes) -> object:
    log = test_fsck.kept(
        size=3, entries=lambda _: data, tiles=lambda _: data, checkpoints=(data,), contents=None
    )
    report(log, list(fsck(log))[-1])
    return parse_entries(Tile(index=0, width=3, of_entries=True), data)


def _state(data: bytes) -> object:
    state = parse_state(data)
    if state.frontier.size <= test_fsck.SIZE:
        list(fsck(test_fsck.kept(contents=None), state))
    return state


LOG_TARGETS = {
    "log-checkpoint": Target(seeds=(SIGNED,), read=_signed),
    "log-key": Target(seeds=KEY_LINES, read=_key),
    "log-entry": Target(seeds=(bundles.ENTRY.to_bytes(),), read=_entry),
    "log-json": Target(seeds=(canonical(list(bundles.CONTENT.values())),), read=_json),
    "log-bundle": Target(seeds=(bundles.bundle(logs.NORTH, logs.SOUTH).to_bytes(),), read=_bundle),
    "log-policy": Target(seeds=(bundles.BOTH.to_bytes(),), read=parse_policy),
    "log-evidence": Target(seeds=(test_witness.DATA,), read=_evidence),
    "log-statement": Target(
        seeds=(test_statement.DATA,), read=lambda data: read_statement(data, test_statement.PARTY.key)
    ),
    "log-entries": Target(seeds=(format_entries(SOME_ENTRIES),), read=_entries),
    "log-tile-path": Target(
        seeds=(b"tile/0/x001/x234/067.p/8", b"tile/entries/000"),
        read=lambda data: parse_tile_path(data.decode("utf-8", "surrogateescape")),
    ),
    "log-state": Target(
        seeds=tuple(state.to_bytes() for state in fsck(test_fsck.kept({Tile(index=1): None}))), read=_state
    ),
    "log-envelope": Target(
        seeds=(seal(b"a name", public=custodian_key(CUSTODIAN), item="c17"),),
        read=lambda data: open_sealed(data, private=CUSTODIAN, item="c17"),
    ),
}

TARGETS: dict[str, Target] = {
    **LOG_TARGETS,
    **{f"casebook-{name.replace('.', '-')}": casebook_file(name) for name in TARN if name != "tolls.csv"},
    **{f"ledger-{name.removesuffix('.csv')}": casebook_file(name) for name in LEDGERS},
    "settlements": Target(seeds=(SIDES,), read=_settlements),
    "mapping": Target(seeds=(MAPPING.encode(),), read=_mapping),
    "mapped": Target(seeds=(MAPPED,), read=_mapped),
    "starter": Target(seeds=(MAPPED, workbook(SHEET)), read=_started),
    "workbook": Target(seeds=(workbook(SHEET),), read=_mapped),
    "workbook-sheet": Target(seeds=(SHEET.encode(),), read=_sheet),
    "ucdp": Target(seeds=(test_ucdp.table({}, {"type_of_violence": "3"}),), read=_ucdp),
    "airwars": Target(seeds=(test_airwars.table({}, {"date_end": "2019-05-09"}),), read=_airwars),
    "named-places": Target(seeds=(test_settlements.HAYS.encode(),), read=_named_places),
    "geojson": Target(
        seeds=(test_geojson.collection(test_geojson.feature(), test_geojson.feature(None)),), read=_geojson
    ),
    "acled": Target(seeds=(EXPORT, gzip.compress(EXPORT, mtime=0)), read=_acled),
    "claims": Target(seeds=(_own_claims(),), read=_claims),
    "territory": Target(seeds=(TERRITORY,), read=_territory),
    "gpx": track_file(".gpx", (GPX,)),
    "track-csv": track_file(".csv", (TRACK_CSV,)),
    "track-mapped": track_file(".csv", (TRACK_MAPPED,), TRACK_MAPPING),
    "track-mapping": Target(seeds=(TRACK_MAPPING,), read=_track_mapping),
    "track-geojson": track_file(".geojson", (TRACK_GEOJSON,)),
    "track-parquet": track_file(".parquet", (parquet(track_table()),)),
    "areas": Target(seeds=(AREAS, gzip.compress(AREAS, mtime=0)), read=_areas),
    "plans": Target(seeds=(PLANS.encode(),), read=_plans),
    "check-ins": Target(seeds=(CALLS,), read=_calls),
    "stated-times": Target(seeds=STATED, read=_stated),
    "receipts": Target(seeds=RECEIPTS, read=_receipts, is_sound=False),
}
