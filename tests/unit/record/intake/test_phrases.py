"""Three hundred reports in four languages, written by somebody who had not seen what takes them apart."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.record.intake.judging import SAID_AT, Judge, phrases
from truceline.files import load_casebook
from truceline.record.intake import KnownNames, names_of, understand


@pytest.fixture(scope="module")
def names() -> KnownNames:
    return names_of(load_casebook("idlib"))


def test_nothing_that_is_understood_is_wrong(names: KnownNames) -> None:
    judge = Judge(names)
    for item in phrases():
        judge.hear(item)
    assert judge.wrong == []


def test_of_a_clear_line_most_is_understood(names: KnownNames) -> None:
    judge = Judge(names)
    for item in phrases():
        if item["level"] == "plain":
            judge.hear(item)
    shares = {field: judge.filled[field] / judge.said[field] for field in ("act", "place", "time")}
    assert min(shares.values()) > 0.5, shares


def test_a_language_is_told_by_its_words(names: KnownNames) -> None:
    told = Counter(
        (item["lang"], understand(item["words"], names, said_at=SAID_AT).language) for item in phrases()
    )
    assert sum(n for (written, heard), n in told.items() if written != heard) <= 3


def test_each_language_has_as_many() -> None:
    assert Counter(item["lang"] for item in phrases()) == {"ar": 75, "en": 75, "ru": 75, "tr": 75}
