"""What the bundled cases share: the Idlib record assessed once for all files of a worker."""

from __future__ import annotations

import pytest

from truceline.judgement import assess
from truceline.model.assessment import Assessment
from truceline.model.record import Record
from truceline.record import claims_of


@pytest.fixture(scope="session")
def assessed(idlib: Record) -> Assessment:
    """Return the casebook's own record, assessed under every position."""
    return assess(idlib, claims_of(idlib))
