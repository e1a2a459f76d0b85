"""The one way in: a file and the name of its format to claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from truceline.clock import known_zone
from truceline.errors import BadReport, BadTime, NotFound
from truceline.model.casebook import Casebook
from truceline.parsing import MAX_BYTES
from truceline.sources.acled import read_acled, stream_acled
from truceline.sources.airwars import read_airwars
from truceline.sources.claim_rows import ClaimBatch, ClaimStream, FileRead, Intake, few_faults, intakes
from truceline.sources.feed import opened, read_whole
from truceline.sources.geojson import read_geojson
from truceline.sources.mapped import parse_mapping, read_mapped
from truceline.sources.own import read_own, stream_own
from truceline.sources.ucdp import read_ucdp

Reader: TypeAlias = Callable[..., FileRead]
"""`(feed: Feed, casebook: Casebook, *, zone: str | None) -> Reading`; those of `MAPPED` take a `mapping`."""

READERS: Mapping[str, Reader] = {
    "acled": read_acled,
    "ucdp": read_ucdp,
    "airwars": read_airwars,
    "csv": read_mapped,
    "geojson": read_geojson,
    "claims": read_own,
}
"""Readers by name. `csv` is any delimited table, `geojson` points; both are told by a mapping file."""
STREAMS: Final[Mapping[str, Callable[..., ClaimStream]]] = {"acled": stream_acled, "claims": stream_own}
"""Readers that can also give claims batch by batch."""
MAPPED: Final = frozenset({"csv", "geojson"})
"""Readers that need a mapping file; no other takes one."""
SHARES_IDS: Final = frozenset({"acled", "ucdp", "airwars"})
"""Readers of sources whose ids are the same in all their files."""


def read_claims(
    source: Path | str | BinaryIO,
    casebook: Casebook,
    *,
    reader: str = "acled",
    mapping: Path | str | None = None,
    zone: str | None = None,
    name: str = "",
) -> Intake:
    """Return the claims of a file, with the rows that could not be read listed beside them.

    Earlier versions are among the claims, as what was said before; `assess` leaves them out.

    Parameters
    ----------
    source : path or binary stream
        What to read; a stream is not closed.
    casebook : Casebook
        Whose actors, acts, crossings and reporting day are used.
    reader : str
        `acled`, `ucdp`, `airwars`, `csv`, `geojson` or `claims`.
    mapping : path, optional
        The mapping file that `csv` and `geojson` need, and no other reader takes.
    zone : str, optional
        IANA zone of times and days that name none, over what mapping or casebook say.
    name : str
        What to call the file in faults; its path where none is given.

    Raises
    ------
    NotFound
        If there is no such reader.
    BadReport
        If the file or its mapping cannot be read as a whole.
    BadTime
        If `zone` is no time zone.
    """
    return intakes([read_file(source, casebook, reader=reader, mapping=mapping, zone=zone, name=name)])[0]


def stream_claims(
    source: Path | str | BinaryIO,
    casebook: Casebook,
    *,
    reader: str = "acled",
    zone: str | None = None,
    name: str = "",
) -> Iterator[ClaimBatch]:
    """Yield the claims of a file batch by batch, with the rows that could not be read beside them.

    Memory does not grow with the rows. Each row is a claim as it stands: what needs all rows of a file at
    once is not done, which is that rows of one id become versions, repetitions or accounts (`read_claims`).

    Parameters
    ----------
    source, casebook, zone, name
        As in `read_claims`.
    reader : str
        One of `STREAMS`.

    Raises
    ------
    NotFound
        If there is no such reader.
    BadReport
        If the file cannot be read as a whole, as far as the batches before it do not tell.
    """
    if reader not in STREAMS:
        raise NotFound(f"no reader {reader!r} gives claims batch by batch; {' and '.join(STREAMS)} do")
    with opened(source, name=name) as feed:
        yield from few_faults(feed.file, STREAMS[reader](feed, casebook, zone=zone).batches)


def read_file(
    source: Path | str | BinaryIO,
    casebook: Casebook,
    *,
    reader: str,
    mapping: Path | str | None = None,
    zone: str | None = None,
    name: str = "",
) -> FileRead:
    """Return a file as read, before rows of one id are put in order; see `read_claims`."""
    if reader not in READERS:
        raise NotFound(f"there is no reader {reader!r}; there are {', '.join(READERS)}")
    if (mapping is not None) != (reader in MAPPED):
        needs = "needs a mapping file" if reader in MAPPED else "takes no mapping file"
        raise BadReport(f"the reader {reader} {needs}")
    if zone is not None and not known_zone(zone):
        raise BadTime(f"{zone!r} is not a time zone; give an IANA name such as Asia/Damascus")
    with opened(source, name=name) as feed:
        if mapping is None:
            return READERS[reader](feed, casebook, zone=zone)
        columns = parse_mapping(*read_whole(mapping, MAX_BYTES, what="mapping file"), casebook)
        return READERS[reader](feed, casebook, zone=zone, mapping=columns)
