"""What a casebook's record, or files, tell as known on a day, as it may go to an audience."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from truceline.files.casebooks import Folders
from truceline.files.outputs import Output, file_for, named_for, write_file, write_outputs
from truceline.judgement import select
from truceline.judgement.tally import Wanted
from truceline.judgement.trends import Days
from truceline.model.assessment import PutTogether, Read, Receipt
from truceline.model.casebook import Casebook
from truceline.model.ids import ActId, ClauseId, ZoneId
from truceline.model.record import Record
from truceline.model.spelling import spellings
from truceline.model.words import Audience
from truceline.record.days import Period
from truceline.record.intake import told_at_desk
from truceline.record.release import Release
from truceline.runs.casebook import known_ids, release_instant
from truceline.runs.gathering import LEDGER, OWN_RECORD, RECORDS, Gathered, Input, gather
from truceline.runs.receipts import receipt_of
from truceline.runs.sealed import Sealed, read_sealed
from truceline.runs.together import TOGETHER, Linking, StoodClaims, standing
from truceline.sources.reading import SHARES_IDS

_OWN: Final = (OWN_RECORD, RECORDS, LEDGER)


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """What was read to be counted."""

    sealed: Sealed
    released: Release
    gathered: Gathered
    standing: StoodClaims
    as_of: date | None
    supposing: tuple[tuple[str, str], ...]
    goes_out_at: datetime

    @property
    def claims(self) -> pa.Table:
        """CLAIMS that stand."""
        return self.standing.claims

    @property
    def together(self) -> PutTogether | None:
        """What came of putting reports of several sources together."""
        return self.standing.together

    @property
    def record(self) -> Record:
        """The record from which to compute."""
        return self.released.facts

    @cached_property
    def sources(self) -> tuple[Days | None, ...]:
        """The days that each input covers, none later than could be known; None where it tells no day."""
        return tuple(self._days(one.days) for one in self.gathered.reads)

    def of(self, period: Period) -> pa.Table:
        """Return the claims of incidents that may be of these days, with their accounts of other days."""
        during = period.during(self.record.casebook.mandate)
        ids = select(self.claims, start_at=during.start_at, end_at=during.end_at)["incident_id"]
        return self.claims.filter(pc.is_in(self.claims["incident_id"], ids.combine_chunks()))

    def _days(self, told: tuple[str, str] | None) -> Days | None:
        if told is None:
            return None
        first, last = map(date.fromisoformat, told)
        last = min(last, self.as_of or last)
        return (first, last) if first <= last else None

    @property
    def sources_apart(self) -> tuple[Days | None, ...]:
        """The same with the record and its ledger of control as the one source that they are."""
        reads = self.gathered.reads
        own = [days for read, days in zip(reads, self.sources, strict=True) if read.reader in _OWN and days]
        others = tuple(
            days for read, days in zip(reads, self.sources, strict=True) if read.reader not in _OWN
        )
        hull = ((min(one[0] for one in own), max(one[1] for one in own)),) if own else ()
        return (*hull, *others)

    @cached_property
    def origins(self) -> Mapping[str, int]:
        """From which source each incident is, where there are several: by name of file, not by order given.

        The record and its ledger of control are one, and so are all exports of ACLED; but of what was told at
        a desk each code is one.
        """
        found: dict[str, tuple[str, str, str]] = {}
        ids, start = self.gathered.claims["incident_id"], 0
        for read in self.gathered.reads:
            n_rows = read.n_claims + read.n_earlier
            own = self._told_at_desk if read.reader in _OWN else {}
            found |= {one: (*_source(read), own.get(one, "")) for one in ids.slice(start, n_rows).to_pylist()}
            start += n_rows
        ranks = {one: n for n, one in enumerate(sorted(set(found.values())))}
        return {one: ranks[of] for one, of in found.items()} if len(ranks) > 1 else {}

    @property
    def spoken(self) -> Set[str]:
        """Incidents that were told at a desk."""
        return self._told_at_desk.keys()

    @cached_property
    def _told_at_desk(self) -> Mapping[str, str]:
        return told_at_desk(self.record)

    def receipt(self, positions: tuple[str, ...], digest: str) -> Receipt:
        """Return what a product was made from."""
        return receipt_of(
            self.sealed,
            self.released,
            self.gathered.reads,
            supposing=self.supposing,
            as_of=self.as_of,
            positions=positions,
            digest=digest,
            together=self.together,
        )


def _source(read: Read) -> tuple[str, str]:
    """Return what tells the source of an input from others, whatever the order of inputs."""
    if read.reader in _OWN:
        return "", "casebook"
    return ("", read.reader) if read.reader in SHARES_IDS else (read.file, read.sha256)


def told_of(
    casebook: Folders | str | Path,
    *,
    inputs: Sequence[Input] = (),
    supposing: Sequence[tuple[str, str]] = (),
    as_of: date | None = None,
    audience: Audience = Audience.PUBLIC,
    linking: Linking = TOGETHER,
) -> Told:
    """Return what a casebook's own record, or some inputs, tell; reports of several sources put together.

    Raises
    ------
    BadCasebook, BadReport, BadTime
        If something read is not usable. Rows that cannot be read do not raise; they are in `gathered`.
    NotFound
        If there is no such casebook, reader, question or answer.
    """
    goes_out_at = release_instant(None)
    sealed, released = read_sealed(casebook).as_of(as_of).supposing(supposing).released(audience, goes_out_at)
    gathered = gather(sealed, inputs)
    return Told(
        sealed=sealed,
        released=released,
        gathered=gathered,
        standing=standing(gathered, released, of_record=not inputs, as_of=as_of, linking=linking),
        as_of=as_of,
        supposing=tuple(dict(supposing).items()),
        goes_out_at=goes_out_at,
    )


def wanted_of(
    book: Casebook, *, act: str | None = None, zone: str | None = None, clause: str | None = None
) -> Wanted:
    """Return what is to be counted, if the casebook has it by id.

    Raises
    ------
    NotFound
        Naming what it does not have.
    """

    def known(asked: str | None, nouns: Iterable[object], what: str) -> None:
        known_ids((asked,) if asked is not None else (), spellings(nouns), what)

    known(act, book.acts, "act")
    known(zone, book.zones, "zone")
    known(clause, book.clauses, "clause")
    return Wanted(
        act=ActId(act) if act is not None else None,
        zone=ZoneId(zone) if zone is not None else None,
        clause=ClauseId(clause) if clause is not None else None,
    )


def write_sheets(
    folder: str | Path | None,
    csv: str | Path | None,
    *,
    files: Callable[[], Mapping[str, Output]],
    receipt: Callable[[], Mapping[str, object]],
    table: Callable[[], str],
    audience: Audience,
    inputs: Sequence[str | Path],
) -> tuple[Path, ...]:
    """Write what was counted into a folder, and its table to a file; what is not asked for is not made.

    Raises
    ------
    BadInput
        If something cannot be written, or would replace what is not ours.
    """
    written: tuple[Path, ...] = ()
    if folder is not None:
        named = {named_for(name, audience): one for name, one in files().items()}
        written = write_outputs(folder, named, receipt(), inputs=inputs)
    if csv is not None:
        path = file_for(csv, audience)
        write_file(path, table(), inputs=inputs)
        written = (*written, path)
    return written
