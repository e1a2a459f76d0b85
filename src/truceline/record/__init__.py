"""What sources said and saw, as it may be asked: by matter, by day known, by side. Nothing is judged."""

from truceline.record.accounts import acts_told, claims_of, claims_of_examples, claims_told
from truceline.record.basis import RULES, Backing, Denial, backings
from truceline.record.claims import MatterClaims, Voice, claims
from truceline.record.counts import CountPart, CountWindow, counts
from truceline.record.known import known_by
from truceline.record.patrols.accounts import PatrolNumber, PatrolTold, patrols
from truceline.record.release import Release, WithheldOuting, release, shape, shaped
from truceline.record.speakers import Speakers, speakers
from truceline.record.stances import ActorStance, stances
from truceline.record.takings import Taking, claims_of_takings, takings
from truceline.record.tellings import Telling, by_account, happened, said_at, tellings
from truceline.record.together import fused_claims

__all__ = [
    "RULES",
    "Backing",
    "Denial",
    "WithheldOuting",
    "MatterClaims",
    "CountPart",
    "PatrolNumber",
    "PatrolTold",
    "Release",
    "Speakers",
    "ActorStance",
    "Taking",
    "Telling",
    "Voice",
    "CountWindow",
    "acts_told",
    "backings",
    "by_account",
    "claims",
    "claims_of",
    "claims_of_examples",
    "claims_of_takings",
    "claims_told",
    "counts",
    "fused_claims",
    "happened",
    "known_by",
    "patrols",
    "release",
    "said_at",
    "shape",
    "shaped",
    "speakers",
    "stances",
    "takings",
    "tellings",
]
