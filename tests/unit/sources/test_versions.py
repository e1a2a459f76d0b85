"""Several rows of one id: which stands, since when, and what became of the others, whatever their order."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from tests.unit.sources.exports import CASEBOOK, ROW, export, read
from truceline.judgement import select
from truceline.sources import Intake, intakes, read_claims, read_file

MARCH, APRIL, MAY = (int(datetime(2021, month, 1, tzinfo=UTC).timestamp()) for month in (3, 4, 5))


def at(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, tz=UTC)


def version(stamp: int | str, toll: int | str, **changes: str) -> dict[str, str]:
    """Return a version of one event; the toll tells versions apart."""
    return ROW | {"timestamp": str(stamp), "fatalities": str(toll), "notes": f"of {stamp}"} | changes


def tolls(intake: Intake, as_of: int | None = None) -> list[int]:
    stood = select(intake.claims, as_of=None if as_of is None else at(as_of))
    return sorted(stood["fatalities_best"].to_pylist())


def counts(intake: Intake) -> tuple[int, int, int, int]:
    """Return the counts that must come to all rows."""
    found = intake.n_claims, intake.n_earlier, intake.n_repeated, len(intake.faults)
    assert sum(found) == intake.n_rows
    assert intake.n_claims == sum(intake.kinds.values())
    assert intake.claims.num_rows == intake.n_claims + intake.n_earlier
    return found


@pytest.mark.parametrize("order", list(permutations([version(MARCH, 1), version(APRIL, 2), version(MAY, 3)])))
def test_the_latest_version_by_its_own_stamp_stands_whatever_the_order(
    order: Sequence[dict[str, str]],
) -> None:
    intake = read(export(order))
    assert tolls(intake) == [3]
    assert counts(intake) == (1, 2, 0, 0)
    assert intake.warnings == ()


@pytest.mark.parametrize(
    ("as_of", "stood"),
    [
        (MARCH, []),  # published at the very instant: not before it
        (MARCH + 1, [1]),
        (APRIL, [1]),
        (APRIL + 1, [2]),
        (MAY + 1, [2]),
    ],
)
def test_as_of_a_day_the_version_stands_that_could_be_known_by_then(as_of: int, stood: list[int]) -> None:
    intake = read(export([version(APRIL, 2), version(MARCH, 1)]))
    assert tolls(intake, as_of) == stood


def test_a_version_that_stood_is_handed_on_as_it_stood() -> None:
    intake = read(export([version(APRIL, 2), version(MARCH, 1)]))
    assert intake.claims["superseded_at"].to_pylist() == [None, at(APRIL)]
    assert select(intake.claims, as_of=at(APRIL))["superseded_at"].to_pylist() == [None]


def test_a_row_that_stands_twice_is_one_row() -> None:
    intake = read(export([version(MARCH, 1), version(MARCH, 1, notes="written anew"), version(MARCH, 1)]))
    assert tolls(intake) == [1]
    assert counts(intake) == (1, 0, 2, 0)
    assert intake.warnings == ()


@pytest.mark.parametrize(
    "order", list(permutations([version(MARCH, 1), version(APRIL, 2), version(APRIL, 3)]))
)
def test_two_rows_of_one_stamp_that_differ_are_two_accounts_and_their_lines_are_named(
    order: Sequence[dict[str, str]],
) -> None:
    intake = read(export(order))
    assert tolls(intake) == [2, 3]
    assert tolls(intake, APRIL) == [1]
    assert counts(intake) == (2, 1, 0, 0)
    by_toll = dict(
        zip(intake.claims["fatalities_best"].to_pylist(), intake.claims["account"].to_pylist(), strict=True)
    )
    assert by_toll == {1: "as_reported-1", 2: "as_reported-2", 3: "as_reported-3"}
    lines = [2 + number for number, row in enumerate(order) if row["timestamp"] == str(APRIL)]
    (warning,) = intake.warnings
    assert f"lines {lines[0]} and {lines[1]} tell DAL1 in different ways" in warning.message
    assert "stamps are the same" in warning.message
    assert warning.line == lines[1]


@pytest.mark.parametrize("stamp", ["", str(APRIL)])
def test_rows_of_which_one_has_no_stamp_cannot_be_put_in_order(stamp: str) -> None:
    for rows in permutations([version("", 1), version(stamp, 2)]):
        intake = read(export(rows))
        assert tolls(intake) == [1, 2]
        (warning,) = intake.warnings
        assert "no stamp says which is the later" in warning.message


def test_a_row_without_a_stamp_that_says_what_a_stamped_one_says_is_no_second_account() -> None:
    intake = read(export([version("", 1), version(MARCH, 1)]))
    assert counts(intake) == (1, 0, 1, 0)
    assert intake.claims["known_at"].to_pylist() == [at(MARCH)]


@pytest.mark.parametrize(("stamp", "stands"), [(APRIL, []), (MARCH, [1]), (MARCH - 1, [1]), ("soon", [1])])
def test_a_later_version_that_cannot_be_read_ends_the_one_before_it(
    stamp: int | str, stands: list[int]
) -> None:
    for rows in permutations([version(MARCH, 1), version(stamp, "many")]):
        intake = read(export(rows))
        assert tolls(intake) == stands
        assert counts(intake)[3] == 1
        assert len(intake.warnings) == (not stands)
        if not stands:
            assert "of DAL1 stands no longer" in intake.warnings[0].message
            assert tolls(intake, APRIL) == [1]


def test_who_is_named_in_an_earlier_version_alone_is_not_counted() -> None:
    intake = read(export([version(MARCH, 1, actor1="Riders"), version(APRIL, 2)]))
    assert intake.unmatched_actors == {}
    assert intake.kinds == {"Battles / Armed clash": 1}


def of_files(*files: bytes) -> tuple[Intake, ...]:
    return intakes(
        [
            read_file(io.BytesIO(data), CASEBOOK, reader="acled", name=f"{number}.csv")
            for number, data in enumerate(files, start=1)
        ]
    )


@pytest.mark.parametrize("order", list(permutations([MARCH, APRIL])))
def test_versions_in_several_exports_are_put_in_order_as_in_one(order: tuple[int, int]) -> None:
    found = of_files(*(export([version(stamp, stamp - MARCH)]) for stamp in order))
    assert {one.file: (one.n_claims, one.n_earlier) for one in found} == {
        f"{number}.csv": (stamp == APRIL, stamp == MARCH) for number, stamp in enumerate(order, start=1)
    }
    assert [tolls(one) for one in found] == [[APRIL - MARCH] if stamp == APRIL else [] for stamp in order]


def test_two_exports_that_differ_at_one_stamp_are_named_with_their_lines() -> None:
    one, other = of_files(export([version(MARCH, 1)]), export([version(MARCH, 2)]))
    assert one.warnings == ()
    (warning,) = other.warnings
    assert "lines 2 of 1.csv and 2 tell DAL1" in warning.message
    assert (warning.file, warning.line) == ("2.csv", 2)


MAPPING = b"{id: n, act: {always: raid}, when: day, basis: {always: one_third_party}, fatalities: dead}"


def mapped(tmp_path: Any, *rows: str) -> Intake:
    file = tmp_path / "mapping.yaml"
    file.write_bytes(MAPPING)
    data = "\n".join(["n,day,dead", *rows]).encode()
    return read_claims(io.BytesIO(data), CASEBOOK, reader="csv", mapping=file, name="dale.csv", zone="UTC")


def test_a_mapped_table_has_no_stamps_so_that_rows_of_one_id_are_accounts_in_any_order(tmp_path: Any) -> None:
    rows = ["1,2020-03-06,2", "1,2020-03-06,5", "2,2020-03-06,0", "2,2020-03-06,0"]
    accounts = []
    for order in permutations(rows):
        intake = mapped(tmp_path, *order)
        assert tolls(intake) == [0, 2, 5]
        assert counts(intake) == (3, 0, 1, 0)
        (warning,) = intake.warnings
        assert "tell 1 in different ways, and no stamp" in warning.message
        accounts.append(sorted(intake.claims.select(["account", "fatalities_best"]).to_pylist(), key=str))
    assert accounts == [accounts[0]] * len(accounts)
