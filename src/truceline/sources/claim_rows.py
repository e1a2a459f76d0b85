"""What reading a file gives: claims, and everything a product must say about how they were read."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.clock import Interval, day_of
from truceline.errors import BadInput, BadReport, Fault
from truceline.model.casebook import Casebook
from truceline.model.happening import Hypothesis
from truceline.model.tables import CLAIMS, check
from truceline.model.words import Basis, PlaceGrade
from truceline.sources.distinct import Coded, Indices, Vocabulary, coded
from truceline.sources.feed import Feed
from truceline.sources.names import actor_finder, name_warnings, nameless
from truceline.sources.versions import FilePart, Settled, Unread, settled

Cells: TypeAlias = Mapping[str, str]
"""One row: heading to text."""
MOST_FAULTS: Final = 10_000
"""A file with more rows that cannot be read is refused as a whole: it is damaged, or no such table …"""
MOST_LISTED: Final = 200
"""… and so many of them are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The claims of one file, and what was read, what was not, and under which names."""

    claims: pa.Table
    """CLAIMS, one row for each version of an account, in the file's order."""
    faults: tuple[Fault, ...]
    """One for each row that could not be read, with its line (for Parquet: its row), counted from 1."""
    warnings: tuple[Fault, ...]
    """What to know of the rows that were read: what is missing and what it costs, ids told in two ways."""
    n_rows: int
    """Rows in the file: `n_claims`, `n_earlier`, `n_repeated` and the faults together."""
    n_claims: int
    """Claims that stand. These alone are counted below, and assessed."""
    n_earlier: int
    """Earlier versions, kept as what was said before."""
    n_repeated: int
    """Rows that say what another row says."""
    unmatched_actors: dict[str, int]
    """Names that no actor of the casebook has, or several have, and how often; each reads as `unknown`."""
    unidentified_actors: dict[str, int]
    """Names by which the source says that it does not know who it was, and how often."""
    unplaced: dict[str, int]
    """Names of places without coordinates, and how many claims of each."""
    kinds: dict[str, int]
    """The file's own kinds of event and how many claims of each."""
    unread_kinds: dict[str, int]
    """The same of the rows that could not be read, as far as their kind could."""
    days: tuple[str, str] | None
    """First and last day on which any claim may have happened; None where no time is known."""
    sha256: str
    """Hash of the file as stored."""
    reader: str
    """Which reader read it."""
    file: str
    """Name as the user gave it."""
    is_published: bool
    """Whether what it tells is public already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointTold:
    """A point on the ground."""

    lon: float
    """Degrees east, WGS84."""
    lat: float
    """Degrees north, WGS84."""
    radius_m: float
    """The true point lies within it with probability 0.95."""
    grade: PlaceGrade
    """What stands behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One row as read, on its way into the CLAIMS table."""

    incident_id: str
    """The source's own id."""
    when: Interval | None
    """None for unknown."""
    spot: PointTold | None
    """None for unknown, never (0, 0)."""
    place: str | None
    """Name as the source gives it."""
    hypotheses: tuple[Hypothesis, ...]
    """Who did what to whom."""
    basis: Basis
    """What stands behind the account."""
    told_by: tuple[str, ...]
    """Sources as text."""
    toll: tuple[int | None, int | None, int | None]
    """Fatalities: low, best, high."""
    known_at: datetime | None
    """From when it could be known."""
    names: tuple[str, ...]
    """Actors as the source names them, one for each mention."""
    time_unstated: bool = False
    """Whether it happened some time in `when`, and the source does not say how exactly that is known."""
    also_named: tuple[str, ...] = ()
    """Further names of the place, as in another script."""
    divisions: tuple[str, ...] = ()
    """Administrative divisions in which the source says that the place lies, the narrowest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """A place in the words of its source."""

    names: tuple[str, ...]
    """As the source gives them, in any script; none where it names no place."""
    divisions: tuple[str, ...] = ()
    """What the source says that it lies in, the narrowest first."""

    def __str__(self) -> str:
        inside = f" in {', '.join(self.divisions)}" if self.divisions else ""
        return f"{' or '.join(map(repr, self.names))}{inside}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """A file as read, before rows of one id are put in order."""

    part: FilePart
    """Its claims, with the line of each."""
    kinds: Coded[tuple[str, ...]]
    """Of each claim, the kinds of event as the file names them."""
    names: Coded[tuple[str, ...]]
    """Of each claim, the actors as the file names them, one for each mention."""
    places: Coded[PlaceWords]
    """Of each claim, its place in the source's words."""
    casebook: Casebook
    """Whose names these may be."""
    faults: tuple[Fault, ...]
    """One for each row that could not be read."""
    unread_kinds: dict[str, int]
    """Their kinds of event, as far as those could be read."""
    warnings: tuple[Fault, ...]
    """What to know of the file as a whole."""
    zone: str
    """IANA zone in which days are told."""
    sha256: str
    """Hash of the file as stored."""
    reader: str
    """Which reader read it."""
    is_published: bool
    """Whether what it tells is public already; of a user's own reports it is not, unless they say so."""


def gathered(
    feed: Feed,
    rows: Iterable[tuple[int, Cells | BadReport]],
    *,
    read_row: Callable[[Cells], ClaimRow],
    kind_of: Callable[[Cells], str],
    version_of: Callable[[Cells], tuple[str, datetime | None]],
    casebook: Casebook,
    zone: str,
    reader: str,
    is_published: bool,
    warnings: Callable[[Sequence[ClaimRow]], tuple[Fault, ...]] | None = None,
) -> FileRead:
    """Return every row that `read_row` can read, and a fault with its line for every other.

    Parameters
    ----------
    feed : Feed
        Read to its end.
    rows : iterable of (int, Cells or BadReport)
        From `headed`.
    read_row, kind_of : function
        From a row to what it tells, and to its kind of event as the file names it.
    version_of : function
        From a row to its id and stamp, for those that cannot be read otherwise.
    casebook : Casebook
        Whose names may be meant.
    zone, reader : str
        In which days are told, and who reads.
    is_published : bool
        Whether what the file tells is public already.
    warnings : function
        From all that was read to what is to be said of it as a whole.
    """
    told: list[ClaimRow] = []
    lines: list[int] = []
    kinds: list[tuple[str, ...]] = []
    faults: list[Fault] = []
    unread: list[Unread] = []
    unread_kinds: Counter[str] = Counter()
    one_kind = cache(lambda kind: (kind,))
    for line, cells in rows:
        try:
            if isinstance(cells, BadReport):
                raise cells
            told.append(read_row(cells))
            lines.append(line)
            kinds.append(one_kind(kind_of(cells)))
        except BadInput as error:
            faults.append(row_fault(feed.file, line, error))
            refuse_too_many(feed.file, faults)
            if not isinstance(cells, BadReport):
                unread_kinds[kind_of(cells)] += 1
                unread += _version(line, cells, version_of)
    claims = claims_table(told)
    return FileRead(
        part=FilePart(
            file=feed.file, claims=claims, lines=np.array(lines, dtype=np.int64), unread=tuple(unread)
        ),
        kinds=coded(kinds),
        names=coded(row.names for row in told),
        places=coded(_place_words(row) for row in told),
        casebook=casebook,
        faults=tuple(faults),
        unread_kinds=dict(unread_kinds.most_common()),
        warnings=warnings(told) if warnings else (),
        zone=zone,
        sha256=feed.sha256(),
        reader=reader,
        is_published=is_published,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimBatch:
    """What some rows of a file tell that follow each other."""

    claims: pa.RecordBatch
    """CLAIMS, one for each row that could be read."""
    lines: Indices
    """Of each claim."""
    kinds: Indices
    """Of each claim, its kind of event by number in the file's `FileWords`."""
    names: Indices
    """Its actors as the file names them, by number there."""
    places: Indices
    """Its place, by number there."""
    faults: tuple[Fault, ...]
    """One for each row that could not be read."""
    unread: tuple[Unread, ...]
    """Versions among these."""
    unread_kinds: tuple[str, ...]
    """Their kinds of event, as far as those could be read."""


@dataclass(frozen=True, slots=True)
class FileWords:
    """What the batches of a file say by number."""

    kinds: Vocabulary[tuple[str, ...]] = field(default_factory=Vocabulary)
    names: Vocabulary[tuple[str, ...]] = field(default_factory=Vocabulary)
    places: Vocabulary[PlaceWords] = field(default_factory=Vocabulary)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimStream:
    """A file as it is read, batch by batch, in memory that does not grow with its rows."""

    batches: Iterator[ClaimBatch]
    """In the file's order; what ends the reading is raised here."""
    words: FileWords
    """What the batches so far say by number."""
    casebook: Casebook
    zone: str
    """IANA zone in which days are told."""
    reader: str
    is_published: bool
    """Whether what it tells is public already."""
    warnings: Callable[[], tuple[Fault, ...]] = tuple
    """What to know of the file as a whole, once all is read."""


def put_together(feed: Feed, stream: ClaimStream) -> FileRead:
    """Return a file as read from all its batches."""
    found = list(few_faults(feed.file, stream.batches))
    claims = check(pa.Table.from_batches([one.claims for one in found], CLAIMS), CLAIMS)

    def column(of: Callable[[ClaimBatch], Indices]) -> Indices:
        return np.concatenate([np.zeros(0, dtype=np.int64), *(of(one) for one in found)])

    lines, unread = column(lambda one: one.lines), tuple(each for one in found for each in one.unread)
    kinds = Counter(kind for one in found for kind in one.unread_kinds)
    return FileRead(
        part=FilePart(file=feed.file, claims=claims, lines=lines, unread=unread),
        kinds=Coded(stream.words.kinds.values, column(lambda one: one.kinds)),
        names=Coded(stream.words.names.values, column(lambda one: one.names)),
        places=Coded(stream.words.places.values, column(lambda one: one.places)),
        casebook=stream.casebook,
        faults=tuple(fault for one in found for fault in one.faults),
        unread_kinds=dict(kinds.most_common()),
        warnings=stream.warnings(),
        zone=stream.zone,
        sha256=feed.sha256(),
        reader=stream.reader,
        is_published=stream.is_published,
    )


def few_faults(file: str, batches: Iterable[ClaimBatch]) -> Iterator[ClaimBatch]:
    """Yield the batches of a file, which is refused once too many of its rows are at fault."""
    faults: list[Fault] = []
    for batch in batches:
        faults += batch.faults
        refuse_too_many(file, faults)
        yield batch


def _place_words(row: ClaimRow) -> PlaceWords:
    names = dict.fromkeys(filter(None, (row.place, *row.also_named)))
    return PlaceWords(names=tuple(names), divisions=row.divisions)


def _version(
    line: int, cells: Cells, version_of: Callable[[Cells], tuple[str, datetime | None]]
) -> Iterator[Unread]:
    """Yield what a row that could not be read is a version of, if so much can be read."""
    try:
        incident, known_at = version_of(cells)
    except BadInput:
        return  # its fault is listed already
    if incident:
        yield Unread(incident_id=incident, known_at=known_at, line=line)


def intakes(readings: Sequence[FileRead]) -> tuple[Intake, ...]:
    """Return what files tell, rows of one id in any of them put in order together."""
    return tuple(
        _intake(reading, found)
        for reading, found in zip(readings, settled([one.part for one in readings]), strict=True)
    )


def _intake(reading: FileRead, found: Settled) -> Intake:
    is_current = pc.is_null(found.claims["superseded_at"])
    rows = found.rows[np.asarray(is_current)]
    kinds = _counted(reading.kinds.take(rows))
    unmatched, unidentified = nameless(
        _counted(reading.names.take(rows)), actor_finder(reading.casebook.actors)
    )
    told = found.claims if len(rows) == found.claims.num_rows else found.claims.filter(is_current)
    places = told.filter(pc.is_null(told["lon"]))["place"].drop_null().value_counts()
    unplaced = dict(Counter({one["values"]: one["counts"] for one in places.to_pylist()}).most_common())
    names = name_warnings(reading.part.file, reading.casebook, unmatched, unplaced)
    return Intake(
        claims=found.claims,
        faults=reading.faults,
        warnings=(*reading.warnings, *found.warnings, *names),
        n_rows=reading.part.claims.num_rows + len(reading.faults),
        n_claims=len(rows),
        n_earlier=found.claims.num_rows - len(rows),
        n_repeated=found.n_repeated,
        unmatched_actors=unmatched,
        unidentified_actors=unidentified,
        unplaced=unplaced,
        kinds=dict(kinds.most_common()),
        unread_kinds=reading.unread_kinds,
        days=days_of(told, reading.zone),
        sha256=reading.sha256,
        reader=reading.reader,
        file=reading.part.file,
        is_published=reading.is_published,
    )


def _counted(column: Coded[tuple[str, ...]]) -> Counter[str]:
    """Return how often each text stands in the rows; of two alike the one that was met first comes first."""
    counts: Counter[str] = Counter()
    n, firsts = column.n_rows(), column.firsts()
    for code in np.argsort(firsts, kind="stable")[: np.count_nonzero(n)].tolist():
        for text in column.values[code]:
            counts[text] += int(n[code])
    return counts


def refuse_too_many(file: str, faults: Sequence[Fault]) -> None:
    """Refuse a file as a whole once more of its rows are at fault than any table of this kind has.

    Raises
    ------
    BadReport
        With the first `MOST_LISTED` of them.
    """
    if len(faults) > MOST_FAULTS:
        message = f"{file}: more than {MOST_FAULTS:,} rows cannot be read; the first {MOST_LISTED} are listed"
        raise BadReport(message, faults[:MOST_LISTED])


def unreadable(message: str, remedy: str) -> BadReport:
    """Return the error of a row or cell that cannot be read; the caller knows its line."""
    return BadReport(message, [Fault(message=message, remedy=remedy)])


def row_fault(file: str, line: int, error: BadInput) -> Fault:
    """Return the fault of a row that cannot be read for this reason."""
    remedy = error.faults[0].remedy if error.faults else ""
    return Fault(file=file, line=line, message=str(error), remedy=remedy)


def headed(
    headings: list[str], rows: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, Cells | BadReport]]:
    """Yield each row under its headings; one with too many or too few cells as the error it is."""
    for line, cells in rows:
        if len(cells) == len(headings):
            yield line, dict(zip(headings, cells, strict=True))
        else:
            yield line, odd_row(len(cells), len(headings))


def odd_row(n_cells: int, n_headings: int) -> BadReport:
    """Return the error of a row with too many or too few cells."""
    message = f"the row has {n_cells} cells, the heading {n_headings}"
    return unreadable(message, "look for a stray separator or line break")


def heading_faults(file: str, line: int, wanted: Iterable[str], headings: list[str]) -> list[Fault]:
    """Return a fault for each wanted column that is missing, and for each heading that stands twice."""
    return [*missing_columns(file, line, wanted, headings), *repeated_columns(file, line, headings)]


def missing_columns(file: str, line: int, wanted: Iterable[str], headings: list[str]) -> list[Fault]:
    """Return a fault for each wanted column that is not among `headings`, with the nearest that are."""
    faults = []
    needed = tuple(wanted)
    free = [heading for heading in headings if heading not in needed]
    for name in needed:
        if name in headings:
            continue
        near = difflib.get_close_matches(name, free, n=2, cutoff=0.5)
        remedy = (
            "nearest: " + ", ".join(near) if near else "the file has " + (", ".join(headings[:40]) or "none")
        )
        faults.append(Fault(file=file, line=line, message=f"column {name!r} is missing", remedy=remedy))
    return faults


def repeated_columns(file: str, line: int, headings: list[str]) -> list[Fault]:
    """Return a fault for each heading that stands twice."""
    twice = [name for name, n in Counter(headings).items() if n > 1]
    return [
        Fault(file=file, line=line, message=f"column {name!r} stands twice", remedy="keep one")
        for name in twice
    ]


def claims_table(told: Iterable[ClaimRow]) -> pa.Table:
    """Return the CLAIMS table of the rows read, in their order."""
    rows = tuple(told)
    spots = [row.spot for row in rows]
    columns: dict[str, list[object]] = {
        "incident_id": [row.incident_id for row in rows],
        "account": ["as_reported"] * len(rows),
        "start_at": [row.when and row.when.start_at for row in rows],
        "end_at": [row.when and row.when.end_at for row in rows],
        "time_unstated": [row.time_unstated or None for row in rows],
        "lon": [spot and spot.lon for spot in spots],
        "lat": [spot and spot.lat for spot in spots],
        "radius_m": [spot and spot.radius_m for spot in spots],
        "place_grade": [spot and spot.grade.value for spot in spots],
        "place": [row.place for row in rows],
        "within": [None] * len(rows),
        "hypotheses": [hypotheses_cell(row.hypotheses) for row in rows],
        "basis": [row.basis.value for row in rows],
        "told_by": [list(row.told_by) for row in rows],
        "denied_by": [[]] * len(rows),
        "n_reports": [1] * len(rows),
        "n_independent": [None] * len(rows),
        "fatalities_low": [row.toll[0] for row in rows],
        "fatalities_best": [row.toll[1] for row in rows],
        "fatalities_high": [row.toll[2] for row in rows],
        "source_ids": [[row.incident_id] for row in rows],
        "known_at": [row.known_at for row in rows],
        "superseded_at": [None] * len(rows),
    }
    arrays = [pa.array(columns[field.name], type=field.type) for field in CLAIMS]
    return check(pa.table(arrays, schema=CLAIMS), CLAIMS)


def hypotheses_cell(hypotheses: Iterable[Hypothesis]) -> list[dict[str, object]]:
    """Return the hypotheses of an account as a cell of CLAIMS."""
    return [_hypothesis_cell(one) for one in hypotheses]


@cache
def _hypothesis_cell(hypothesis: Hypothesis) -> dict[str, object]:
    return {
        "act": hypothesis.act,
        "cast": [{"actor": member.actor, "role": member.role.value} for member in hypothesis.cast],
        "weight": hypothesis.weight,
        "response": hypothesis.response.value,
    }


class ToldWays:
    """Who did what to whom in the claims of a file: each way to tell it once."""

    def __init__(self) -> None:
        self._told = Vocabulary[tuple[Hypothesis, ...]]()
        self._cells = pa.array([], CLAIMS.field("hypotheses").type)

    def code(self, hypotheses: tuple[Hypothesis, ...]) -> int:
        """Return the number of an account's hypotheses."""
        return self._told.code(hypotheses)

    def column(self, codes: Indices) -> pa.Array:
        """Return the hypotheses of claims by their numbers, as cells of CLAIMS."""
        new = self._told.values[len(self._cells) :]
        if new:
            cells = pa.array([hypotheses_cell(one) for one in new], self._cells.type)
            self._cells = pa.concat_arrays([self._cells, cells])
        return self._cells.take(pa.array(codes))


def claims_batch(n_rows: int, columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """Return rows of CLAIMS that one report each tells, as it reports them, from the columns that differ."""
    alike: dict[str, Callable[[], pa.Array]] = {
        "account": lambda: pa.repeat(pa.scalar("as_reported"), n_rows),
        "denied_by": lambda: pa.ListArray.from_arrays(
            np.zeros(n_rows + 1, dtype=np.int32), pa.array([], pa.string())
        ),
        "n_reports": lambda: pa.repeat(pa.scalar(1, pa.int32()), n_rows),
        "source_ids": lambda: pa.ListArray.from_arrays(
            np.arange(n_rows + 1, dtype=np.int32), columns["incident_id"]
        ),
    }
    arrays = [
        columns[one.name]
        if one.name in columns
        else alike[one.name]()
        if one.name in alike
        else pa.nulls(n_rows, one.type)
        for one in CLAIMS
    ]
    return pa.RecordBatch.from_arrays(
        [array.cast(one.type) for array, one in zip(arrays, CLAIMS, strict=True)], schema=CLAIMS
    )


def days_of(claims: pa.Table, zone: str) -> tuple[str, str] | None:
    """Return the first and last local day of `zone` on which any of CLAIMS may have happened."""
    first, latest, last = (
        of(claims[name]).as_py()
        for of, name in ((pc.min, "start_at"), (pc.max, "start_at"), (pc.max, "end_at"))
    )
    if first is None or latest is None or last is None:
        return None
    return day_of(first, zone), day_of(max(latest, last - timedelta(microseconds=1)), zone)
