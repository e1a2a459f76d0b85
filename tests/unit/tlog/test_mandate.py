"""What a mandate may release of an entry is what an entry has."""

from __future__ import annotations

from truceline.model.words import EntryPart
from truceline.tlog.entry import FieldGroup


def test_the_parts_of_an_entry_are_those_of_the_log() -> None:
    assert set(map(str, EntryPart)) == set(map(str, FieldGroup))
