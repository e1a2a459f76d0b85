"""Casebooks with their sides under other ids, sorted the other way: nothing hangs on a side's name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from tests.editions import edition
from tests.parity import renamed_back, reversed_names, with_sides
from truceline.files import load_record, write_new
from truceline.files.outputs import Output
from truceline.judgement import assess
from truceline.model.assessment import Receipt
from truceline.model.record import Record
from truceline.runs.assessing import products
from truceline.runs.control import held_ground
from truceline.runs.gathering import own_claims


def made(record: Record) -> dict[str, Output]:
    """Return every product of the casebook's own record, but for the receipt."""
    found = assess(record, own_claims(record))
    receipt = Receipt(
        casebook=record.casebook.casebook.id,
        casebook_sha256="sha256:0",
        records=(),
        inputs=(),
        positions=found.positions,
        on=None,
        as_of=None,
        versions=(),
        digest="sha256:0",
    )
    held = held_ground(record, first=date(2020, 1, 1), last=date(2020, 3, 10))
    return products(edition(record, found, receipt, held=held))


def lines(output: Output, names: dict[str, str]) -> list[str]:
    """Return a product as lines, with the sides' own ids."""
    if isinstance(output, pa.Table):
        text = "\n".join(json.dumps(row, default=str, ensure_ascii=False) for row in output.to_pylist())
    else:
        text = output if isinstance(output, str) else output.decode()
    return renamed_back(text, names).replace('},{"', '},\n{"').splitlines()


@pytest.mark.slow
def test_every_table_layer_and_page_of_idlib_is_the_same_whatever_its_sides_are_called(
    idlib: Record,
) -> None:
    held_equal(idlib)


def test_and_so_it_is_of_a_new_casebook(tmp_path: Path) -> None:
    held_equal(load_record(write_new("tarn", tmp_path / "tarn")[0].parent))


def held_equal(record: Record) -> None:
    names = reversed_names(record)
    assert list(names.values()) == sorted(names.values(), reverse=True)
    own, renamed = made(record), made(with_sides(record, names))
    assert own.keys() == renamed.keys()
    for name in own:
        assert lines(own[name], {}) == lines(renamed[name], names), name
