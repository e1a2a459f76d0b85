"""Instants, intervals and stated times. Every instant is aware and in UTC; intervals are half-open."""

from truceline.clock.deadline import Counting, due_at
from truceline.clock.interval import DAWN, DUSK, Interval, micros, require_utc, share_inside
from truceline.clock.stated import (
    YEARS,
    Precision,
    StatedTime,
    day_of,
    instants,
    known_zone,
    parse_stated,
    shown_at,
    span,
    tzdata_version,
)
from truceline.clock.typed_moment import typed_moment

__all__ = [
    "DAWN",
    "DUSK",
    "YEARS",
    "Counting",
    "Interval",
    "Precision",
    "StatedTime",
    "day_of",
    "due_at",
    "instants",
    "known_zone",
    "micros",
    "parse_stated",
    "require_utc",
    "share_inside",
    "shown_at",
    "span",
    "typed_moment",
    "tzdata_version",
]
