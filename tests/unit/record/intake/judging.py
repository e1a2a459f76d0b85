"""Held against what was said: which fields of a report are filled, and which are wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from truceline.model.casebook import Casebook
from truceline.record.intake import KnownNames, Understood, understand

PHRASES: Final = Path(__file__).with_name("phrases.yaml")
HERE: Final = ZoneInfo("Asia/Damascus")
SAID_AT: Final = datetime(2020, 3, 12, 14, 30, tzinfo=HERE).astimezone(UTC)
_MINUTE: Final = timedelta(minutes=1)


def phrases() -> list[dict[str, Any]]:
    """Return what was said with its truth, written by somebody who had not seen the parser."""
    return yaml.safe_load(PHRASES.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


class Judge:
    """Counts what is filled of what was said, and lists what is wrong."""

    def __init__(self, names: KnownNames) -> None:
        self.names = names
        self.said: Counter[str] = Counter()
        self.filled: Counter[str] = Counter()
        self.wrong: list[tuple[str, str, object, object]] = []

    def hear(self, item: Mapping[str, Any]) -> None:
        """Judge one report."""
        found = understand(item["words"], self.names, said_at=SAID_AT)
        truth, unsure = item["truth"], set(item["truth"].get("unsure") or ())
        for field, given, expected, fits in self._fields(found, truth):
            if field in unsure:
                continue
            self.said[field] += expected is not None
            if given is not None:
                self.filled[field] += fits
                if not fits:
                    self.wrong.append((item["id"], field, given, expected))
        if found.is_told:
            for field, is_so in (("negated", found.may_be_denied), ("hearsay", found.is_hearsay)):
                if truth[field] and field not in unsure and not is_so:
                    self.wrong.append((item["id"], field, is_so, True))
        if truth["events"] == 0 and not truth["negated"] and found.act and "events" not in unsure:
            self.wrong.append((item["id"], "events", found.act, None))

    def _fields(
        self, found: Understood, truth: Mapping[str, Any]
    ) -> Iterator[tuple[str, object, object, bool]]:
        """Yield field, what was understood, what was said, and whether the first is true of the second."""
        acts = {truth["act"], *truth.get("act_any", ())} - {None}
        wider = {one for act in acts for one in above(self.names.casebook, act)}
        yield "act", found.act, truth["act"], found.act in wider
        places = {truth["place"], *truth.get("place_any", ()), *truth.get("place_also", ())}
        said = found.place
        where = None if said is None else (said.place, said.bearing or None, said.distance_m)
        distance = truth["distance_km"]
        exact = said is not None and (
            said.place in places
            and (said.bearing or None) == truth["bearing"]
            and (distance is None or abs((said.distance_m or -1e9) - 1_000 * distance) < 1)
            and (distance is not None or said.distance_m is None)
        )
        yield "place", where, truth["place"], exact
        time = found.time
        if time is not None and _holds(time.start_at, time.end_at, truth):
            time = None  # coarser than it was said: not wrong, and not filled
        yield "time", time, truth["time"], time is not None and _is_then(time.start_at, time.end_at, truth)
        yield (
            "direction_of_fire",
            found.fire_from or None,
            truth["direction_of_fire"],
            (found.fire_from == truth["direction_of_fire"]),
        )
        yield "doer", found.doer, truth["doer"], found.doer == truth["doer"]
        yield "target", found.target, truth["target"], found.target == truth["target"]
        for field in ("dead", "wounded"):
            toll, told = getattr(found.tolls, field), truth[field]
            fits = (
                toll is not None and told is not None and (toll.low, toll.high) == (told["low"], told["high"])
            )
            yield field, toll, told, fits
        who = found.tolls.who or None
        yield (
            "who_hurt",
            who,
            truth["who_hurt"],
            who is not None and str(truth["who_hurt"]).startswith(who[:4]),
        )


def _is_then(start: datetime, end: datetime | None, truth: Mapping[str, Any]) -> bool:
    """Return whether a time is what was said; of a stretch, any part of it."""
    told = truth["time"]
    if told is None:
        return False
    first = datetime.fromisoformat(told["start"]).replace(tzinfo=HERE)
    if told["end"] is None:
        return end is None and abs(start - first) <= _MINUTE
    last = datetime.fromisoformat(told["end"]).replace(tzinfo=HERE)
    return first - _MINUTE <= start and (end or start) <= last + _MINUTE


def _holds(start: datetime, end: datetime | None, truth: Mapping[str, Any]) -> bool:
    """Return whether a stretch holds all of the time that was said, and is not just that."""
    told = truth["time"]
    if told is None or end is None:
        return False
    first, last = (
        datetime.fromisoformat(told[one] or told["start"]).replace(tzinfo=HERE) for one in ("start", "end")
    )
    return start <= first and last <= end and (start, end) != (first, last)


def above(casebook: Casebook, act: str) -> Sequence[str]:
    """Return an act and all that it is under: who tells a wider act tells nothing wrong."""
    under = {str(one.id): one.under for one in casebook.acts}
    found = [act]
    while (wider := under.get(found[-1])) is not None:
        found.append(str(wider))
    return found
