"""Judgement: rules × incidents → findings; obligations × words → performance; explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.lookup import looked_up

if TYPE_CHECKING:
    from truceline.judgement.assessing import assess, select
    from truceline.judgement.explain import Check, ExceptionSeen, Explanation, Reason, VerdictChange
    from truceline.judgement.kernel import CHECKS, VERDICTS
    from truceline.judgement.outside import placeless
    from truceline.judgement.single import Bounds
else:
    __getattr__ = looked_up(
        __name__,
        {
            "truceline.judgement.assessing": ("assess", "select"),
            "truceline.judgement.explain": (
                "VerdictChange",
                "Check",
                "ExceptionSeen",
                "Explanation",
                "Reason",
            ),
            "truceline.judgement.kernel": ("CHECKS", "VERDICTS"),
            "truceline.judgement.outside": ("placeless",),
            "truceline.judgement.single": ("Bounds",),
        },
    )

__all__ = [
    "CHECKS",
    "VERDICTS",
    "Bounds",
    "VerdictChange",
    "Check",
    "ExceptionSeen",
    "Explanation",
    "Reason",
    "assess",
    "placeless",
    "select",
]
