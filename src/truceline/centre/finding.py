"""What reports would come to, if it happened as told: computed, and nobody has ruled."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from truceline.judgement.assessing import findings_of
from truceline.judgement.rulebook import rulebook_of
from truceline.model.record import IncidentEntry, Record
from truceline.record.accounts import claims_of_entries


def findings_of_reports(entries: Sequence[IncidentEntry], record: Record) -> pa.Table:
    """Return FINDINGS of some incidents alone, under the texts, rulings and fronts of a record.

    What else a store holds is not read: a new report re-assesses its own incident, and no other.
    """
    return findings_of(record, claims_of_entries(record.casebook, entries), rulebook_of(record))
