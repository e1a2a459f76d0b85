"""Three hundred reports in four languages: how much of what was said is understood, and how long it takes.

Run with `make bench`. What is understood wrongly fails a test; what is not understood is counted here.
"""

from __future__ import annotations

import statistics
import time

from tests.unit.record.intake.judging import SAID_AT, Judge, phrases
from truceline.files import load_casebook
from truceline.record.intake import names_of, understand


def test_how_much_is_understood() -> None:
    names, items = names_of(load_casebook("idlib")), phrases()
    for level in ("plain", "hard"):
        judge = Judge(names)
        for item in items:
            if item["level"] == level:
                judge.hear(item)
        shares = ", ".join(f"{field} {judge.filled[field]} of {judge.said[field]}" for field in judge.said)
        print(f"\n{level}: {shares}; wrong {len(judge.wrong)}")
    took = []
    for item in items:
        start = time.perf_counter()
        understand(item["words"], names, said_at=SAID_AT)
        took.append(time.perf_counter() - start)
    print(f"median of a report {1_000 * statistics.median(took):.1f} ms")
