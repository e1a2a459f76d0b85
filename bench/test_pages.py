"""How long the bulletin of Idlib takes to make, beside the assessment that it shows.

Run with `make bench`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from tests.editions import edition
from tests.unit.bulletins.cases import receipt
from truceline.bulletins import render_bulletin
from truceline.files import load_record
from truceline.judgement import assess
from truceline.runs.gathering import own_claims

RUNS = 3


def _seconds(work: Callable[[], object]) -> float:
    """Return the median processor time of some runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return statistics.median(found)


def test_the_bulletin_of_idlib() -> None:
    book = load_record("idlib")
    claims = own_claims(book)
    done = assess(book, claims)
    made = edition(book, done, receipt())
    assert len(made.zones)
    page, judged = _seconds(lambda: render_bulletin(made)), _seconds(lambda: assess(book, claims))
    print(f"\nbulletin {page:.2f} s of processor, assessment {judged:.2f} s: {page / judged:.2f}")
