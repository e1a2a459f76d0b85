"""Several rows of one id: versions by their own stamps, the same thing twice, or accounts that differ.

| rows of one id | become |
| --- | --- |
| the same content and stamp | one row, the others repeat it |
| different stamps | versions: each stands from its stamp to the next one, the latest stands |
| one stamp, different content | accounts of the incident, numbered: neither is the later |
| different content, one of them without a stamp | accounts: nobody can say which is the later |

The order of rows and of files decides nothing. Earlier versions are kept as what was said before. A version
that cannot be read ends those before it all the same: what is said since then is not known.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from truceline.clock import DAWN, DUSK
from truceline.errors import Fault
from truceline.model.tables import CLAIMS

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A row that could not be read, of which it is known what it is a version of, and from when."""

    incident_id: str
    known_at: datetime | None
    """None where the source does not say: then only a later export tells that it is one."""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """The rows of one file."""

    file: str
    """Name as the user gave it."""
    claims: pa.Table
    """CLAIMS, every row that could be read."""
    lines: Indices
    """Of each row, counted from 1."""
    unread: tuple[Unread, ...] = ()
    """Versions among the rows that could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What the rows of one file come to."""

    claims: pa.Table
    """CLAIMS: the versions that stand, and those that stood before."""
    rows: Indices
    """Which of the part's rows these are."""
    n_repeated: int
    """Rows that say what another row says."""
    warnings: tuple[Fault, ...]
    """Each id that is told in several ways at one time, and each that ended with a row not read."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Row:
    """One of the rows of an account; ordered by what it says, then by where it stands."""

    known_at: datetime
    """`DAWN` where no stamp is given."""
    content: str
    ends_at: datetime
    """When it stopped standing, as told with it; `DUSK` where it is not."""
    number: int
    """Over all parts."""


def settled(parts: Sequence[FilePart]) -> tuple[Settled, ...]:
    """Return what the rows of each part come to, all of them taken together."""
    if not parts:
        return ()
    whole = pa.concat_tables([part.claims for part in parts])
    found = _Settling(parts)
    for incident, account, rows in _told_again(whole, found.unread):
        found.settle(incident, account, rows)
    claims = _changed(whole, found.ends, found.accounts)
    kept = np.ones(whole.num_rows, dtype=np.bool_)
    kept[found.repeated] = False
    return tuple(
        Settled(
            claims=_kept(claims.slice(start, end - start), kept[start:end]),
            rows=np.flatnonzero(kept[start:end]),
            n_repeated=int(np.count_nonzero(~kept[start:end])),
            warnings=tuple(sorted(found.warnings[number])),
        )
        for number, (start, end) in enumerate(zip(found.starts[:-1], found.starts[1:], strict=True))
    )


def _kept(claims: pa.Table, kept: npt.NDArray[np.bool_]) -> pa.Table:
    return claims if kept.all() else claims.filter(pa.array(kept))


def _told_again(whole: pa.Table, unread: Iterable[str]) -> Iterator[tuple[str, str, list[_Row]]]:
    """Yield each account that several rows tell, or a row that could not be read, with its rows."""
    asked = list(unread)
    if not asked and len(pc.unique(whole["incident_id"])) == whole.num_rows:
        return
    both = pc.binary_join_element_wise(whole["incident_id"], whole["account"], "\0")
    encoded = both.combine_chunks().dictionary_encode()
    code = encoded.indices.to_numpy()
    again = np.bincount(code)[code] > 1
    again |= pc.is_in(whole["incident_id"], value_set=pa.array(asked, pa.string())).to_numpy()
    numbers = np.flatnonzero(again)
    groups: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for number, told in zip(numbers.tolist(), whole.take(pa.array(numbers)).to_pylist(), strict=True):
        key = told["incident_id"], told["account"]
        known_at, ends_at = told.pop("known_at"), told.pop("superseded_at")
        content = json.dumps(told, sort_keys=True, default=str)
        row = _Row(known_at=known_at or DAWN, content=content, ends_at=ends_at or DUSK, number=number)
        groups[key].append(row)
    for (incident, account), rows in sorted(groups.items()):
        yield incident, account, sorted(rows)


class _Settling:
    """What becomes of the rows of all parts, account after account."""

    def __init__(self, parts: Sequence[FilePart]) -> None:
        self.parts = parts
        self.starts = np.cumsum([0, *(part.claims.num_rows for part in parts)]).tolist()
        self.unread: dict[str, list[tuple[datetime, int, int]]] = defaultdict(list)
        for number, part in enumerate(parts):
            for one in part.unread:
                if one.known_at is not None:
                    self.unread[one.incident_id].append((one.known_at, number, one.line))
        self.repeated: list[int] = []
        self.ends: dict[int, datetime] = {}
        self.accounts: dict[int, str] = {}
        self.warnings: list[list[Fault]] = [[] for _ in parts]

    def settle(self, incident: str, account: str, rows: list[_Row]) -> None:
        """Settle the rows of one account, which stand in order."""
        said: dict[tuple[datetime, str], _Row] = {}
        dated = {row.content for row in rows if row.known_at != DAWN}
        for row in rows:
            undated_again = row.known_at == DAWN and row.content in dated
            if undated_again or (row.known_at, row.content) in said:
                self.repeated.append(row.number)
            else:
                said[row.known_at, row.content] = row
        versions = list(said.values())
        stamps = sorted({row.known_at for row in versions} - {DAWN})
        blanks = self.unread.get(incident, [])
        for row in versions:
            later = [at for at in (*stamps, *(at for at, *_ in blanks)) if at > row.known_at]
            ends_at = min([row.ends_at, *(later if row.known_at != DAWN else ())])
            if ends_at != DUSK:
                self.ends[row.number] = ends_at
        for at, part, line in blanks:
            self._unread(incident, [row for row in versions if self.ends.get(row.number) == at], part, line)
        at_once = [[row for row in versions if row.known_at in (DAWN, at)] for at in stamps or [DAWN]]
        if any(len(one) > 1 for one in at_once):
            for index, row in enumerate(versions, start=1):
                self.accounts[row.number] = f"{account}-{index}"
            for one in at_once:
                self._differ(incident, one)

    def _unread(self, incident: str, ended: list[_Row], part: int, line: int) -> None:
        if ended:
            told = self._where(ended, part)
            message = f"what {told} of {incident} stands no longer: a later version cannot be read"
            self._warn(
                part, line, message, "mend the row; as of a day before it, what stood then is assessed"
            )

    def _differ(self, incident: str, rows: list[_Row]) -> None:
        """Warn of rows that tell different things at one time."""
        if len(rows) < 2:
            return
        last = max(row.number for row in rows)
        part, line = self._spot(last)
        undated = any(row.known_at == DAWN for row in rows)
        why = "no stamp says which is the later" if undated else "their stamps are the same"
        message = (
            f"{self._where(rows, part)} {incident} in different ways, and {why}: each is kept as an account"
        )
        remedy = "give each version the time it was published, or each incident an id of its own"
        self._warn(part, line, message, remedy)

    def _spot(self, number: int) -> tuple[int, int]:
        """Return the part a row stands in, and its line there."""
        part = int(np.searchsorted(self.starts, number, side="right")) - 1
        return part, int(self.parts[part].lines[number - self.starts[part]])

    def _where(self, rows: list[_Row], part: int) -> str:
        """Return `lines 2 and 5 tell`, those of another file with its name."""
        spots = sorted(self._spot(row.number) for row in rows)
        lines = [str(line) if of == part else f"{line} of {self.parts[of].file}" for of, line in spots]
        if len(lines) == 1:
            return f"line {lines[0]} tells"
        return f"lines {', '.join(lines[:-1])} and {lines[-1]} tell"

    def _warn(self, part: int, line: int, message: str, remedy: str) -> None:
        fault = Fault(file=self.parts[part].file, line=line, message=message, remedy=remedy)
        self.warnings[part].append(fault)


def _changed(whole: pa.Table, ends: dict[int, datetime], accounts: dict[int, str]) -> pa.Table:
    """Return the table with some rows ended and some accounts renamed."""
    for name, changes in (("superseded_at", ends), ("account", accounts)):
        if not changes:
            continue
        mask = np.zeros(whole.num_rows, dtype=np.bool_)
        rows = sorted(changes)
        mask[rows] = True
        column = whole[name].combine_chunks()
        new = pa.array([changes[row] for row in rows], type=column.type)
        column = pc.replace_with_mask(column, pa.array(mask), new)
        whole = whole.set_column(whole.column_names.index(name), CLAIMS.field(name), column)
    return whole
