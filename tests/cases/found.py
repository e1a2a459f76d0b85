"""The findings of an assessment as rows, made once: many tests look for a few of thousands."""

from __future__ import annotations

from typing import Any

from truceline.model.assessment import Assessment
from truceline.model.once import once


@once
def rows_found(assessment: Assessment) -> list[dict[str, Any]]:
    """Return FINDINGS, one dict for each row; they are only read."""
    return assessment.findings.to_pylist()  # type: ignore[no-any-return]
