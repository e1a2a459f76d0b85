"""The use cases of the command: gather at the edge, decide in the core, apply at the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.lookup import looked_up

if TYPE_CHECKING:
    from truceline.runs.assessing import RunOutcome, assess_casebook
    from truceline.runs.checking import Checked, check_casebook
    from truceline.runs.explaining import Explained, explain_incident
    from truceline.runs.gathering import Gathered, Input, gather, readers_of
    from truceline.runs.receipts import plain_receipt
    from truceline.runs.sealed import Sealed, read_sealed
else:
    __getattr__ = looked_up(
        __name__,
        {
            "truceline.runs.assessing": ("RunOutcome", "assess_casebook"),
            "truceline.runs.checking": ("Checked", "check_casebook"),
            "truceline.runs.explaining": ("Explained", "explain_incident"),
            "truceline.runs.gathering": (
                "Gathered",
                "Input",
                "gather",
                "readers_of",
            ),
            "truceline.runs.receipts": ("plain_receipt",),
            "truceline.runs.sealed": ("Sealed", "read_sealed"),
        },
    )

__all__ = [
    "Checked",
    "Explained",
    "Gathered",
    "Input",
    "RunOutcome",
    "Sealed",
    "assess_casebook",
    "check_casebook",
    "explain_incident",
    "gather",
    "plain_receipt",
    "read_sealed",
    "readers_of",
]
