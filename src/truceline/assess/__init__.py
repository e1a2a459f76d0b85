"""Rules × incidents → findings; obligations × words → performance; explanation."""

from truceline.assess.assessing import assess, select
from truceline.assess.digest import digest
from truceline.assess.explain import Change, Check, ExceptionSeen, Explanation, explain
from truceline.assess.kernel import CHECKS, VERDICTS
from truceline.assess.record import claims_of, claims_of_examples, happened
from truceline.assess.single import Bounds

__all__ = [
    "CHECKS",
    "VERDICTS",
    "Bounds",
    "Change",
    "Check",
    "ExceptionSeen",
    "Explanation",
    "assess",
    "claims_of",
    "claims_of_examples",
    "digest",
    "explain",
    "happened",
    "select",
]
