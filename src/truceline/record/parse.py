"""The files of a casebook and of records to what was told of it: joined by id, checked with every fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import pyarrow as pa

from truceline.errors import BadCasebook, Fault
from truceline.model.casebook import Mandate
from truceline.model.record import Record, RecordHeader
from truceline.parsing.csv_tables import settlement_sides
from truceline.parsing.nouns import Kinds, Nouns, Slip, kinds_of, nouns_of, read_nouns
from truceline.parsing.yaml_marks import Marked, rows_marked
from truceline.record.checks import slips, warnings_of
from truceline.record.corrections import with_corrections
from truceline.record.joining import HEADER, joined, misplaced
from truceline.record.parsed import Parsed, RecordFiles, RecordRows
from truceline.text import checks, parse
from truceline.text.parse import casebook_of, in_order, nameless
from truceline.text.zones.recipes import Fronts

ONCE: Final[Kinds] = {HEADER: RecordHeader}
"""The key that a record says once which stands apart from its casebook."""
MANY: Final[Kinds] = kinds_of(Record)
"""Keys of the record whose lists are joined over files and folders, and the noun in each."""


ALL: Final[Kinds] = {**parse.MANY, **MANY}
"""The same of text and record together."""
_OF_TEXT: Final = frozenset({*parse.ONCE, *parse.MANY})


def parse_record(
    texts: Mapping[str, bytes],
    shared: Mapping[str, bytes],
    *,
    records: Sequence[RecordFiles | RecordRows] = (),
    tables: Mapping[str, bytes] | None = None,
    with_own: bool = True,
    try_zones: bool = True,
    fronts: Callable[[Record], Fronts | None] | None = None,
) -> Parsed:
    """Return the casebook that `texts` say, and what they and other records tell of it.

    Nouns of several records are joined by id: what has the same content is one. What has other content under
    one id is a fault. Rows without an id are one where all of them is the same.

    Parameters
    ----------
    texts, shared : mapping of file name to bytes
        As for `truceline.text.parse.parse_casebook`; `texts` may tell of a record too.
    records : sequence of RecordFiles or RecordRows
        Records that stand apart; each says of which casebook it is.
    tables : mapping of file name to bytes, optional
        The casebook's tables: CSV whose rows are no nouns.
    with_own : bool
        Whether what the casebook's own files and tables tell is part of the record.
    try_zones : bool
        Whether each zone is built under each reading to see that it can be, which takes longer than all the
        rest; who only asks the record may leave it out.
    fronts : function of a record, optional
        Who held what ground, for zones that are built on it; without it those are not tried.

    Raises
    ------
    BadCasebook
        With every fault found, sorted by file and line.
    """
    kinds, beside = (ALL, ()) if with_own else (parse.MANY, tuple(MANY))
    own = read_nouns(in_order(shared, texts), once=parse.ONCE, many=kinds, beside=beside)
    casebook = casebook_of(own)
    apart = [(_nouns_apart(one), one.name) for one in sorted(records, key=lambda one: (one.sha256, one.name))]
    faults = [*nameless(own)]
    for one, name in apart:
        faults += misplaced(one, name, casebook.casebook.id, _OF_TEXT)
    nouns = joined(own, [one for one, _ in apart], MANY)
    sides, table_faults = _sides_of_settlements((tables or {}) if with_own else {}, nouns)
    record = Record(casebook=casebook, settlement_sides=sides, **nouns.of(MANY))
    text, told = checks.every(casebook), checks.every(record)
    # Without the record that comes with it, nobody may say who held the ground that a zone is built on.
    known = None if fronts is None or table_faults or not with_own else partial(fronts, record)
    misfits: list[Slip] = []
    if nouns.is_whole:
        misfits += checks.slips(casebook, text, nouns.broken, try_zones=try_zones, fronts=known)
        misfits += slips(record, told, nouns.broken)
    nouns.refuse(misfits, [*faults, *table_faults])
    noticed = (*checks.warnings_of(casebook, text, told), *warnings_of(record, told))
    warnings = tuple(sorted(map(nouns.placed, noticed)))
    return Parsed(
        record=with_corrections(record),
        warnings=warnings,
        marks=nouns.marks(),
        text_files=tuple(file for file in own.files_of(_OF_TEXT) if file in texts),
        record_files=tuple(file for file in own.files_of(MANY) if file in texts) if with_own else (),
    )


def _nouns_apart(record: RecordFiles | RecordRows) -> Nouns:
    if isinstance(record, RecordFiles):
        return read_nouns(named(record), once=ONCE, many=MANY, beside=_OF_TEXT)
    header = Marked(file=record.name, tree={HEADER: {"of": record.of}}, keys={}, values={}, faults=())
    return nouns_of([header, rows_marked(record.name, record.rows)], once=ONCE, many=MANY, beside=_OF_TEXT)


def named(record: RecordFiles) -> dict[str, bytes]:
    """Return the files of a record by the name of its folder and their own, in order."""
    return {f"{record.name}/{file}": data for file, data in sorted(record.texts.items())}


def _sides_of_settlements(tables: Mapping[str, bytes], nouns: Nouns) -> tuple[pa.Table | None, list[Fault]]:
    """Return the table of how settlements stood; none where there is none, or its sides cannot be known."""
    mandate = nouns.once.get("mandate", None if "mandate" in nouns.homes else Mandate())
    if not tables or mandate is None:
        return None, []
    try:
        return settlement_sides(tables, tuple(mandate.sides or {})), []
    except BadCasebook as error:
        return None, list(error.faults)
