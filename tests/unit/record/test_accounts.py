"""Which acts the casebook's own record tells of: an incident counts once for each, the most first."""

from __future__ import annotations

import itertools

from truceline.files import load_record
from truceline.record import acts_told


def test_an_incident_counts_once_for_each_act_that_its_accounts_tell() -> None:
    book = load_record("idlib")
    found = acts_told(book)
    ids = {
        act: {
            entry.id
            for entry in book.incidents
            if any(one.act == act for account in entry.accounts for one in account.hypotheses)
        }
        for act, _ in found
    }
    assert len(found) > 5
    assert {act: len(incidents) for act, incidents in ids.items()} == dict(found)
    numbers = [n for _, n in found]
    assert numbers == sorted(numbers, reverse=True)
    assert all(a[0] < b[0] for a, b in itertools.pairwise(found) if a[1] == b[1])
    assert any(a[1] == b[1] for a, b in itertools.pairwise(found)), "some are equal, so order matters"
