"""Counts in plausible ways to put reports together: the ends leave out half of a twentieth each."""

from __future__ import annotations

import numpy as np

from truceline.model.ways import Ways


def ways(*columns: tuple[int, ...]) -> Ways:
    parts = np.array(columns, np.int64).T
    keys = [(f"i{row}", "told") for row in range(len(parts))]
    return Ways(
        parts=parts,
        row_of={key: row for row, key in enumerate(keys)},
        rows_of={one: (row,) for row, (one, _) in enumerate(keys)},
    )


def test_happenings_are_counted_once_in_each_way() -> None:
    found = ways((0, 0, 2), (0, 1, 2), (0, 0, 0))
    assert found.of_incidents(["i0", "i1", "i2"]) == (1, 3)
    assert found.of_incidents(["i0", "i1"]) == (1, 2)
    assert found.of_accounts([("i2", "told")]) == (1, 1)
    assert found.of_incidents([]) == (0, 0)


def test_of_forty_ways_the_farthest_at_each_end_is_left_out() -> None:
    one, two, three = (0, 0, 0), (0, 0, 2), (0, 1, 2)
    many = [two] * 38
    assert ways(one, *many, three).of_incidents(["i0", "i1", "i2"]) == (2, 2)
    assert ways(one, *many[1:], three).of_incidents(["i0", "i1", "i2"]) == (1, 3), "of 39 none is"
