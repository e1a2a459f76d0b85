"""Judgement: rules × incidents → findings; obligations × words → performance; explanation."""

from truceline.judgement.assessing import assess, select
from truceline.judgement.digest import digest
from truceline.judgement.explain import Change, Check, ExceptionSeen, Explanation, explain
from truceline.judgement.kernel import CHECKS, VERDICTS
from truceline.judgement.outside import placeless
from truceline.judgement.single import Bounds

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
