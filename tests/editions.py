"""What goes out once, of an assessment as it stands."""

from __future__ import annotations

from typing import Any

from truceline.bulletins import Edition
from truceline.bulletins.headlines import headlines
from truceline.model.assessment import Assessment, Receipt
from truceline.model.record import Record


def edition(record: Record, assessment: Assessment, receipt: Receipt, **more: Any) -> Edition:
    """Return an edition whose headlines are those of the assessment."""
    stands = headlines(record, assessment)
    return Edition(record=record, assessment=assessment, receipt=receipt, headlines=stands, **more)
