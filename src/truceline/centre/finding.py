"""What a case's reports would come to, if it happened as told: computed, and nobody has ruled."""

from __future__ import annotations

import pyarrow as pa

from truceline.centre.boards import Board
from truceline.centre.cases import Case
from truceline.judgement.assessing import findings_of
from truceline.judgement.rulebook import rulebook_of
from truceline.model.record import Record
from truceline.record.accounts import claims_of_entries


def findings_of_case(board: Board, case: Case, record: Record) -> pa.Table:
    """Return FINDINGS of a case's reports alone, under the texts, rulings and fronts of a record.

    What else the store holds is not read: a new report re-assesses its own incident, and no other.
    """
    entries = [board.incidents[one].noun for one in case.reports if one in board.incidents]
    return findings_of(record, claims_of_entries(record.casebook, entries), rulebook_of(record))
