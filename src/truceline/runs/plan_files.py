"""A plan file as a run reads it: its bytes, their hash, and what they say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from truceline.agreements.plans import PlansRead, parse_plans
from truceline.errors import BadInput, Fault

MAX_BYTES = 2 * 1024 * 1024


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
    data = _bytes(Path(path))
    return PlanSource(
        file=Path(path).name,
        sha256=f"sha256:{hashlib.sha256(data).hexdigest()}",
        read=parse_plans(str(path), data),
    )


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            fault = Fault(file=str(path), message=f"more than {MAX_BYTES:,} bytes", remedy="split it")
            raise BadInput("the plan file is too large", [fault])
        return path.read_bytes()
    except OSError as error:
        message = error.strerror or "it cannot be opened"
        fault = Fault(file=str(path), message=message, remedy="name a plan file")
        raise BadInput("the plan file cannot be read", [fault]) from error
