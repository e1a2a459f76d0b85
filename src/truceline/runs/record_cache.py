"""A record kept as it was parsed with its text, so that the next run need not read, type and check them.

What is kept tells nothing of a record of the user's own: the bundled casebooks are kept, and a folder that
holds a text and no record.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Final, cast

from truceline import errors
from truceline.clock import deadline
from truceline.errors import Fault
from truceline.files.cache import Cache, code_version, user_cache
from truceline.model import casebook as text_nouns
from truceline.model import hanging, happening, ids, words
from truceline.model import record as record_nouns
from truceline.model.record import Record
from truceline.model.shelf import Shelf
from truceline.parsing import marks, plain
from truceline.record import parsed
from truceline.record.parsed import Parsed
from truceline.tlog import field_groups

_ROOMS: Final = (
    *("clock", "errors.py", "geo", "model", "parsing", "record", "text"),
    "tlog/field_groups.py",
)
"""What decides how a casebook is read, checked and built on."""
_JUDGING: Final = ("judgement", "runs/checking.py")
"""What decides, beside these, how an example comes out."""
_READERS: Final = ("pydantic", "pydantic-core", "pyyaml", "pyarrow", "tzdata")
_ENGINES: Final = ("numpy", "scipy")
"""Beside those that `geo` tells of."""
_PARSED, _TRIED, _EXAMPLES = "parsed", "zones tried", "examples"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCasebook:
    """The place of one casebook, by its bytes and the code, in the user's cache."""

    place: Cache
    """Whose keys hold both."""
    is_bundled: bool
    """Whether it comes with Truceline."""

    @property
    def shelf(self) -> Shelf | None:
        """Return where fronts may be kept, by the engines of geometry too; None of a casebook of the user."""
        return self.place.under(*_engines()) if self.is_bundled else None

    def parsed(self, *, try_zones: bool) -> Parsed | None:
        """Return the casebook as parsed; None where it is not kept, or its zones are yet to be tried."""
        if try_zones and self.place.under(*_engines()).get(_TRIED) is None:
            return None
        return cast("Parsed | None", _read(self.place.get(_PARSED)))

    def keep(self, parsed: Parsed, *, try_zones: bool) -> None:
        """Keep a casebook, unless it tells of a record of the user's own."""
        if not self.is_bundled and holds_record(parsed.record):
            return
        self.place.put(_PARSED, plain.written(parsed, _classes()))
        if try_zones:
            self.place.under(*_engines()).put(_TRIED, b"")

    def wrong_examples(self) -> tuple[Fault, ...] | None:
        """Return the faults of the casebook's examples; None where it is not kept how they came out."""
        found = _read(self._judged().get(_EXAMPLES))
        return cast("tuple[Fault, ...] | None", found)

    def keep_examples(self, record: Record, faults: tuple[Fault, ...]) -> None:
        """Keep how the casebook's examples came out, unless it tells of a record of the user's own."""
        if self.is_bundled or not holds_record(record):
            self._judged().put(_EXAMPLES, plain.written(faults, _classes()))

    def _judged(self) -> Cache:
        return self.place.under(*_engines(), *(_judges() or ()))


def kept_casebook(sha256: str, *, is_bundled: bool) -> KeptCasebook | None:
    """Return the place of a casebook by the hash of its bytes; None where nothing is kept."""
    place, code = user_cache(), _code()
    if place is None or code is None or _judges() is None:
        return None
    return KeptCasebook(place=place.under(sha256, *code), is_bundled=is_bundled)


def holds_record(record: Record) -> bool:
    """Return whether anything was told."""
    told = (getattr(record, one.name) for one in dataclasses.fields(record) if one.name != "casebook")
    return any(rows is not None and len(rows) for rows in told)


def _read(data: bytes | None) -> object:
    """Return what was kept; None where nothing is, or it cannot be read."""
    if data is None:
        return None
    try:
        return plain.read(data, _classes())
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


@cache
def _code() -> tuple[str, ...] | None:
    return code_version(_ROOMS, (*_READERS, *_ENGINES))


@cache
def _judges() -> tuple[str, ...] | None:
    return code_version(_JUDGING, ())


@cache
def _engines() -> tuple[str, ...]:
    from truceline import geo  # slow to import, and not needed by who only asks the record

    return tuple(f"{name} {version}" for name, version in sorted(geo.versions().items()))


@cache
def _classes() -> plain.Classes:
    return plain.classes_of(
        (
            deadline,
            errors,
            field_groups,
            hanging,
            happening,
            ids,
            marks,
            parsed,
            record_nouns,
            text_nouns,
            words,
        )
    )
