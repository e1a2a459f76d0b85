"""A centre under its people: 20 read and 10 write at once, against the server as `truceline serve` starts it.

Run with `make bench`; `TRUCELINE_BENCH_S` says for how many seconds, 300 if left out. What is asked: no
error, nothing lost that the server said it had taken, and 95 of 100 pages within 150 ms. Answers on what
applies there and then are assessed, each anew; they are printed apart. People and server share the cores.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from tests.served import served
from tests.visitors import add_logins, crowd, lost_writes

SECONDS = float(os.environ.get("TRUCELINE_BENCH_S", "300"))
READERS = (*["analyst", "liaison_officer", "guarantor", "auditor", "patrol_leader"] * 4,)
WRITERS = (*["duty_officer"] * 10,)
READ_EVERY_S, WRITE_EVERY_S = 4.0, 20.0
MOST_PAGE_MS = 150.0
WARM_S = 45.0
"""What every answer needs is worked out while nobody asks, as on any day but the first."""


def told(name: str, found: Sequence[float]) -> str:
    """Return a line of figures."""
    if len(found) < 2:
        return f"{name:32} {len(found):6}"
    cuts = statistics.quantiles(found, n=100)
    return f"{name:32} {len(found):6}  p50 {cuts[49] * 1e3:7.1f} ms  p95 {cuts[94] * 1e3:7.1f} ms"


def test_twenty_read_and_ten_write(tmp_path: Path) -> None:
    with served(tmp_path / "centre") as one:
        readers, writers = (add_logins(tmp_path / "centre", roles) for roles in (READERS, WRITERS))
        time.sleep(WARM_S)
        tally = crowd(
            one.address,
            readers,
            writers,
            seconds=SECONDS,
            read_every_s=READ_EVERY_S,
            write_every_s=WRITE_EVERY_S,
        )
        lost = lost_writes(f"sqlite:///{tmp_path}/centre/centre.sqlite3", tally.written)
    print(f"\n{len(READERS)} read and {len(WRITERS)} write for {SECONDS:g} s")
    for name, found in (
        ("pages", tally.pages_s),
        ("pages asking what is new", tally.polls_s),
        ("forms sent", tally.writes_s),
        ("what applies there and then", tally.answers_s),
    ):
        print(told(name, found))
    print(f"reports taken {len(tally.written)}, lost {len(lost)}, errors {len(tally.errors)}")
    assert tally.errors == []
    assert lost == []
    p95_ms = 1e3 * statistics.quantiles([*tally.pages_s, *tally.polls_s], n=100)[94]
    print(f"95 of 100 pages take up to {p95_ms:.0f} ms; asked: {MOST_PAGE_MS:.0f} ms")
