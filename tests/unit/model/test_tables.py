"""A table is taken only with the columns its schema names, and all that is wrong is said at once."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests import zoo
from truceline.errors import BadReport
from truceline.model.tables import CLAIMS, check

TABLE = zoo.claims(zoo.claim())


def test_a_good_table_comes_back_in_the_order_of_the_schema() -> None:
    backwards = TABLE.select(TABLE.column_names[::-1]).append_column("more", pa.array(["x"]))
    assert check(backwards, CLAIMS).schema.equals(CLAIMS)
    assert check(backwards, CLAIMS).equals(TABLE)


def test_types_that_lose_nothing_are_cast() -> None:
    short = TABLE.set_column(TABLE.column_names.index("lon"), "lon", pa.array([36], type=pa.int16()))
    assert check(short, CLAIMS).column("lon").to_pylist() == [36.0]


def test_every_fault_is_named_at_once() -> None:
    index = TABLE.column_names.index
    table = TABLE.drop_columns(["basis"])
    table = table.set_column(index("lat"), "lat", pa.array(["north"]))
    table = table.set_column(index("incident_id"), "incident_id", pa.array([None], type=pa.string()))
    with pytest.raises(BadReport) as caught:
        check(table, CLAIMS)
    said = [str(fault) for fault in caught.value.faults]
    assert len(said) == 3
    assert ["incident_id" in said[0], "lat" in said[1], "basis" in said[2]] == [True] * 3


def test_missing_values_stand_only_where_they_may() -> None:
    unknown = zoo.claims(zoo.claim(at=None, place=None, radius_m=None))
    assert check(unknown, CLAIMS).column("lon").null_count == 1
    nameless = pa.Table.from_pylist([zoo.claim() | {"account": None}], schema=_loosened("start_at", "end_at"))
    with pytest.raises(BadReport) as caught:
        check(nameless, CLAIMS)
    assert "1 missing" in str(caught.value.faults)


def _loosened(*dropped: str) -> pa.Schema:
    return pa.schema(
        pa.field(field.name, pa.string() if field.name in dropped else field.type) for field in CLAIMS
    )
