"""The receipt of a run: what was read, with what it was computed, and the digest of what came out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from importlib import metadata
from typing import TypeAlias

import pyarrow as pa

from truceline import geo
from truceline.clock import tzdata_version
from truceline.errors import Fault
from truceline.model.assessment import PutTogether, Read, Receipt
from truceline.model.record import Record
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.record.release import Release, release
from truceline.runs.sealed import Sealed

Plain: TypeAlias = bool | int | float | str | list["Plain"] | Mapping[str, "Plain"] | None
"""What JSON can say."""


def versions() -> tuple[tuple[str, str], ...]:
    """Return the versions of our code and of all that can change an answer, sorted by name."""
    ours = {name: metadata.version(name) for name in ("truceline", "numpy", "scipy")}
    return tuple(sorted((ours | geo.versions() | {"tzdata": tzdata_version()}).items()))


def plain_receipt(receipt: Receipt) -> dict[str, Plain]:
    """Return a receipt as `receipt.json` holds it."""
    together = {} if receipt.together is None else {"together": plain_together(receipt.together)}
    return {
        "casebook": receipt.casebook,
        "casebook_sha256": receipt.casebook_sha256,
        "records": [{"record": name, "sha256": sha256} for name, sha256 in receipt.records],
        "inputs": [_plain_read(read) for read in receipt.inputs],
        **together,
        "positions": list(receipt.positions),
        "on": receipt.on,
        "as_of": receipt.as_of,
        "supposing": dict(receipt.supposing),
        "versions": dict(receipt.versions),
        "digest": receipt.digest,
    }


def receipt_of(
    sealed: Sealed,
    released: Release,
    reads: Sequence[Read],
    *,
    supposing: Sequence[tuple[str, str]],
    as_of: date | None,
    on: Period | None = None,
    positions: tuple[str, ...] = (),
    digest: str = "",
    together: PutTogether | None = None,
) -> Receipt:
    """Return what a product is made from, as the audience of a release may know it."""
    return Receipt(
        casebook=released.facts.casebook.casebook.id,
        casebook_sha256=sealed.sha256,
        records=sealed.records,
        supposing=tuple(dict(supposing).items()),
        inputs=tuple(released.read(one, number) for number, one in enumerate(reads, start=1)),
        positions=positions,
        on=None if on is None else on.isoformat(),
        as_of=None if as_of is None else as_of.isoformat(),
        versions=versions(),
        digest=digest,
        together=None if together is None else released.together(together, reads),
    )


def receipt_for_all(receipt: Receipt, record: Record, audience: Audience, at: datetime) -> dict[str, Plain]:
    """Return what a receipt holds, whose name is the same whoever it is for: nothing that is not public."""
    public = release(record, audience=Audience.PUBLIC, at=at)
    inputs = (public.read(one, number) for number, one in enumerate(receipt.inputs, start=1))
    if audience is Audience.INTERNAL:
        inputs = (dataclasses.replace(one, days=None) for one in inputs)
    together = receipt.together and public.together(receipt.together, receipt.inputs)
    plain = plain_receipt(dataclasses.replace(receipt, inputs=tuple(inputs), together=together))
    return {**plain, "audience": audience.value}


def supposed(table: pa.Table, supposing: Sequence[tuple[str, str]]) -> pa.Table:
    """Return a table that says in its metadata which answers were supposed, if any."""
    if not supposing:
        return table
    return table.replace_schema_metadata(
        {**(table.schema.metadata or {}), b"supposing": json.dumps(dict(supposing)).encode()}
    )


def plain_together(told: PutTogether) -> dict[str, Plain]:
    """Return what came of putting reports together, as `receipt.json` holds it."""
    return {
        "sources": [
            {"source": one.name, "n_reports": one.n_reports, "n_left_out": one.n_left_out}
            for one in sorted(told.sources, key=lambda one: one.inputs)
        ],
        "n_incidents": told.n_incidents,
        "by_number_of_sources": {str(n): count for n, count in told.by_sources},
        "n_pairs_in_doubt": told.n_doubt,
        "n_decisions": told.n_decided,
        "n_decisions_unmet": told.n_unmet,
        "n_ways": 0 if told.ways is None else told.ways.n,
    }


def _plain_read(read: Read) -> dict[str, Plain]:
    return {
        "file": read.file,
        "reader": read.reader,
        "sha256": read.sha256,
        "n_rows": read.n_rows,
        "n_claims": read.n_claims,
        "n_earlier": read.n_earlier,
        "n_repeated": read.n_repeated,
        "kinds": dict(read.kinds),
        "days": list(read.days) if read.days else None,
        "unmatched_actors": dict(read.unmatched_actors),
        "faults": [plain_fault(fault) for fault in read.faults],
        "unread_kinds": dict(read.unread_kinds),
        "warnings": [plain_fault(fault) for fault in read.warnings],
        "linked": dict(read.linked),
    }


def plain_fault(fault: Fault) -> dict[str, Plain]:
    """Return a fault's message and all else that it says."""
    return {name: value for name, value in dataclasses.asdict(fault).items() if value}
