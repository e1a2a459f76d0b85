"""From many reports to one incident: which of them speak of one happening, how likely, and why.

Nothing a report says is changed, and none is taken for the truth. Numbers are probabilities of a model that
learns from the reports themselves; what a person decides is never undone by it.
"""

from truceline.fusion.adding import Likely, Prepared
from truceline.fusion.desk import likely_among, taught
from truceline.fusion.fusing import Fused, Why, fuse
from truceline.fusion.learning import Learnt
from truceline.fusion.sampling import drawn, sampled
from truceline.fusion.voices import incidents, voices_of

__all__ = [
    "Fused",
    "Why",
    "fuse",
    "Prepared",
    "Likely",
    "Learnt",
    "drawn",
    "sampled",
    "incidents",
    "voices_of",
    "taught",
    "likely_among",
]
