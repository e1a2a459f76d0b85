"""Ground from words: zones built from their recipes, and the steps by which they are built."""

from truceline.text.zones.build import (
    Step,
    bounding,
    build_zone,
    line_points,
    line_way,
    moves,
    steps,
)
from truceline.text.zones.recipes import zone_recipe

__all__ = [
    "Step",
    "bounding",
    "build_zone",
    "line_points",
    "line_way",
    "moves",
    "steps",
    "zone_recipe",
]
