"""A plan file as a run reads it: its bytes, their hash, and what they say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from truceline.parsing import MAX_BYTES
from truceline.planning.plan_files import PlansRead, parse_plans
from truceline.sources.feed import read_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSource:
    """One plan file."""

    file: str
    """Its name, without the folder."""
    sha256: str
    """Hash of the file."""
    read: PlansRead
    """What it says, and where."""


def read_plan_file(path: str | Path) -> PlanSource:
    """Return what a plan file says.

    Raises
    ------
    BadInput
        If it cannot be opened, is too large or at fault, with every fault.
    """
    _, data = read_whole(path, MAX_BYTES, what="plan file")
    return PlanSource(
        file=Path(path).name,
        sha256=f"sha256:{hashlib.sha256(data).hexdigest()}",
        read=parse_plans(str(path), data),
    )
