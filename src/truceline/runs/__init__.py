"""The use cases of the command: gather at the edge, decide in the core, apply at the edge."""

from truceline.runs.assessing import Outcome, assess_casebook
from truceline.runs.checking import Checked, check_casebook
from truceline.runs.explaining import Explained, explain_incident
from truceline.runs.gathering import Gathered, Input, Sealed, gather, read_sealed, readers_of
from truceline.runs.receipts import plain_receipt

__all__ = [
    "Checked",
    "Explained",
    "Gathered",
    "Input",
    "Outcome",
    "Sealed",
    "assess_casebook",
    "check_casebook",
    "explain_incident",
    "gather",
    "plain_receipt",
    "read_sealed",
    "readers_of",
]
