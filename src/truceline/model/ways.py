"""Plausible ways to put reports together, and how far counts of happenings differ between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

LEFT_OUT: Final = 0.05
"""Of all ways so many lie outside of what is told of them, half at each end."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """Ways to put reports together, drawn at random as a model has them. Nothing of it is established."""

    parts: npt.NDArray[np.int64]
    """(accounts, ways): of each account in each way the number of its happening."""
    row_of: Mapping[tuple[str, str], int]
    """Of incident and account its row."""
    rows_of: Mapping[str, tuple[int, ...]]
    """Of each incident, as it was put together, the rows of its accounts."""

    @property
    def n(self) -> int:
        """Return how many there are."""
        return int(self.parts.shape[1])

    def of_incidents(self, incidents: Iterable[str]) -> tuple[int, int]:
        """Return how many happenings incidents are, from and to, in nineteen of twenty ways."""
        return self._ends(chain.from_iterable(self.rows_of[one] for one in incidents))

    def of_accounts(self, accounts: Iterable[tuple[str, str]]) -> tuple[int, int]:
        """Return of how many happenings accounts tell, each an incident and an account, likewise."""
        return self._ends(self.row_of[one] for one in accounts)

    def _ends(self, rows: Iterable[int]) -> tuple[int, int]:
        among = np.sort(self.parts[np.fromiter(rows, np.int64)], axis=0)
        if not len(among):
            return 0, 0
        counts = np.sort(1 + np.count_nonzero(np.diff(among, axis=0), axis=0))
        out = int(self.n * LEFT_OUT / 2)
        return int(counts[out]), int(counts[-1 - out])
