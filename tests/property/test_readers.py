"""The fast way to read a table tells what the obvious one tells: the same claims, faults, lines and words."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.sources.exports import CASEBOOK, ROW, read
from tests.unit.sources.row_by_row import read_acled_row_by_row
from truceline.errors import BadReport
from truceline.sources import Intake
from truceline.sources.blocks import Blocks
from truceline.sources.feed import Feed, Layout, opened, table_rows

CELLS = {
    "event_id_cnty": ["DAL1", "DAL2", " DAL3 ", "", "Öd1", "O\u0308d1", "DAL\u200b4"],
    "event_date": ["31 December 2019", "2019-12-30", "31-Dec-19", "2018-05-02", "05/01/2019", "", "soon"],
    "year": ["2019", "", " 2019 ", "2018"],
    "time_precision": ["1", "2", "3", "", " 1 ", "4"],
    "event_type": ["Battles", "BATTLES", " Battles", "Skirmish", ""],
    "sub_event_type": ["Armed clash", "", "Something new", "Government regains territory"],
    "actor1": ["North", "South", "Riders; North", "", "The League", "Unidentified Gunmen"],
    "assoc_actor_1": ["", "Riders", "South;;North"],
    "actor2": ["", "South", "جبهة السهل", "Riders"],
    "assoc_actor_2": ["", "North"],
    "location": ["Hay-on-Dale", " ", 'Quoted, "so"', "Over\nlines", "Over\r\nlines", "سهل"],
    "latitude": ["35.5", "0", "", "95", "35,5", "35°30'N"],
    "longitude": ["36.5", "0", "", "x"],
    "geo_precision": ["1", "2", "3", "", "9"],
    "source": ["Dale Gazette; Radio Hill", "", "A;A"],
    "notes": ["", "Nobody\nreads", '"', "a,b"],
    "fatalities": ["3", "0", "", "many", "10000001"],
    "timestamp": ["1624916559", "1624916560", "", "soon"],
}
"""Of each column first what is mostly there."""


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    """Draw a row that differs from a sound one in a few cells, so that most are read."""
    changed = draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=4))
    return ROW | {name: draw(st.sampled_from(CELLS[name])) for name in changed}


@st.composite
def exports(draw: st.DrawFn) -> bytes:
    """Draw an export: with columns left out, blank lines, rows of too few cells, either end of line."""
    left_out = draw(st.sets(st.sampled_from(sorted(set(ROW) - {"event_date", "event_type", "actor1"}))))
    if not {"latitude", "longitude"} - left_out or {"latitude", "longitude"} & left_out == set():
        headings = [name for name in ROW if name not in left_out]
    else:
        headings = list(ROW)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, lineterminator=end, quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    )
    writer.writerow(headings)
    for row in draw(st.lists(rows(), max_size=8)):
        cells = [row[name] for name in headings]
        writer.writerow(cells[: draw(st.sampled_from([len(cells)] * 9 + [2]))])
        out.write(draw(st.sampled_from([""] * 5 + [end])))
    data = out.getvalue().encode()
    return data.removesuffix(end.encode()) if draw(st.booleans()) else data


def told(intake: Intake) -> list[object]:
    """Return all that is told of a file, in its order."""
    found = [getattr(intake, one.name) for one in fields(intake) if one.name != "claims"]
    whole = intake.claims.combine_chunks()
    return [
        [list(one.items()) if isinstance(one, dict) else one for one in found],
        whole.schema,
        whole.to_pylist(),
    ]


@pytest.fixture(scope="module", params=[64, 700, 16_000_000], autouse=True)
def block_bytes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Read in blocks of a row and less, of a few rows, and of all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("truceline.sources.blocks.BLOCK_BYTES", request.param)
        patch.setattr("truceline.sources.feed.PART_BYTES", min(request.param, 8192))
        yield


@examples(40)
@given(exports())
def test_an_export_is_read_as_row_by_row(data: bytes) -> None:
    assert told(read(data)) == told(read_acled_row_by_row(data, CASEBOOK, name="dale.csv"))


BAD = {
    "event_id_cnty": "",
    "event_type": "Skirmish",
    "fatalities": "many",
    "geo_precision": "9",
    "event_date": "soon",
    "time_precision": "4",
    "longitude": "x",
    "timestamp": "soon",
}


def test_of_several_things_wrong_with_a_row_the_same_is_told() -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(ROW))
    writer.writeheader()
    writer.writerows(ROW | {one: BAD[one], other: BAD[other]} for one in BAD for other in BAD)
    data = out.getvalue().encode()
    intake = read(data)
    assert len(intake.faults) == len(BAD) ** 2
    assert told(intake) == told(read_acled_row_by_row(data, CASEBOOK, name="dale.csv"))


TWO_WAYS = [b"\xef\xbb\xbf1,2\n", b'"1",x"y"\n', b'1,x"y\nz"\n', b'1,"x""\n"\n', b"1,2\r"]


@pytest.mark.parametrize("row", TWO_WAYS)
def test_a_row_that_readers_take_for_different_things_is_read_as_row_by_row(row: bytes) -> None:
    for whole in (b"a,b\n" + row, b"a,b\n1,2\n" + row + b"3,4\n"):
        assert said_of(whole, at_once=True) == said_of(whole, at_once=False)


TEXT = st.text(st.sampled_from('a",\n\r"é\u2028\ufeff'), max_size=40).map(str.encode)


def said_of(data: bytes, *, at_once: bool) -> tuple[list[tuple[int, list[str] | int]], str]:
    """Return the rows of a table with their lines, those of odd length as that, and why it ends."""
    with opened(io.BytesIO(data), name="table.csv") as feed:
        found: list[tuple[int, list[str] | int]] = []
        try:
            for line, cells in _blocks(feed) if at_once else _rows(feed):
                found.append((line, cells))
        except BadReport as error:
            return sorted(found, key=lambda one: one[0]), str(error.faults)
        return sorted(found, key=lambda one: one[0]), ""


def _rows(feed: Feed) -> Iterator[tuple[int, list[str] | int]]:
    rows = table_rows(feed)
    n_cells = len(next(rows, (0, []))[1])
    for line, cells in rows:
        yield line, cells if len(cells) == n_cells else len(cells)


def _blocks(feed: Feed) -> Iterator[tuple[int, list[str] | int]]:
    table = Blocks(feed, Layout())
    names = [str(place) for place, _ in enumerate(table.first[1])]
    for block in table.under(names, names[1:], plain=names[:1]) if names else ():
        columns = {name: one.to_pylist() for name, one in (*block.plain.items(), *block.columns.items())}
        for row, line in enumerate(block.lines.tolist()):
            yield line, [columns[name][row] for name in names]
        yield from block.odd


@examples(200)
@given(TEXT | st.binary(max_size=30), st.integers(0, 60))
def test_whatever_text_is_given_has_the_same_rows_or_ends_at_the_same_line(data: bytes, n: int) -> None:
    for whole in (
        b"a,b\n" * 3 + data,
        b"a,b\nc,d\n" + data + b"\ne,f\n",
        gzip.compress(b"a,b\n" + data)[: n + 20],
    ):
        assert said_of(whole, at_once=True) == said_of(whole, at_once=False)


def test_text_written_by_the_book_is_never_read_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truceline.sources.blocks._block_of", None)
    data = b'a,b\r\n1,"x\ny"\r\n\r\n2,"so ""said"""\r\n"",\xc3\xb6\r\n'
    rows = said_of(data, at_once=True)[0]
    assert rows == [(2, ["1", "x\ny"]), (5, ["2", 'so "said"']), (6, ["", "ö"])]


@pytest.mark.parametrize(
    "row",
    [
        b'"1",x"y"\n',
        b"\xef\xbb\xbf1,2\n",
        b'1,x"y\n',
        b'1,"x"y\n',
        b"1,x\ry\n",
        b'1,"x\n',
        b"1\n",
        b"1,2,3\n",
        b"1,\xff\n",
    ],
)
def test_any_other_text_is(monkeypatch: pytest.MonkeyPatch, row: bytes) -> None:
    monkeypatch.setattr("truceline.sources.blocks._block_of", None)
    with pytest.raises((TypeError, BadReport)), opened(io.BytesIO(b"a,b\n" + row)) as feed:
        list(Blocks(feed).under(["a", "b"], ["a", "b"]))
