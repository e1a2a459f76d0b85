"""What sources said and saw, as it may be asked: by matter, by day known, by side. Nothing is judged."""

from truceline.record.accounts import claims_of, claims_of_examples, happened
from truceline.record.claims import MatterClaims, Voice, claims
from truceline.record.counts import Part, Window, counts
from truceline.record.held_back import HeldOuting, held_back
from truceline.record.known import known_by
from truceline.record.patrols import PatrolNumber, PatrolTold, patrols
from truceline.record.stances import StanceHeld, stances
from truceline.record.takings import Taking, claims_of_takings, takings
from truceline.record.tellings import (
    Telling,
    ever_stood_with,
    said_at,
    side_of,
    stands_with,
    tellings,
    tellings_of,
)

__all__ = [
    "HeldOuting",
    "MatterClaims",
    "Part",
    "PatrolNumber",
    "PatrolTold",
    "StanceHeld",
    "Taking",
    "Telling",
    "Voice",
    "Window",
    "claims",
    "claims_of",
    "claims_of_examples",
    "claims_of_takings",
    "counts",
    "ever_stood_with",
    "happened",
    "held_back",
    "known_by",
    "patrols",
    "said_at",
    "side_of",
    "stances",
    "stands_with",
    "takings",
    "tellings",
    "tellings_of",
]
