"""What a mandate may release of an entry is what an entry has."""

from __future__ import annotations

from typing import get_args

from truceline.model.casebook import EntryPart
from truceline.tlog.entry import FieldGroup


def test_the_parts_of_an_entry_are_those_of_the_log() -> None:
    assert set(get_args(EntryPart)) == set(FieldGroup)
