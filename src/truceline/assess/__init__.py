"""Rules × incidents → findings; obligations × words → performance; explanation."""

from truceline.assess.assessing import assess, select
from truceline.assess.digest import digest
from truceline.assess.explain import Change, Check, ExceptionSeen, Explanation, explain
from truceline.assess.kernel import CHECKS, VERDICTS
from truceline.assess.outside import placeless
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
    "digest",
    "explain",
    "placeless",
    "select",
]
