"""Records made of plain values, as a file would say them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from truceline.model.record import Record

_READER: Final = TypeAdapter(Record)  # takes a tenth of a second to make
_OWN: Final = frozenset(one.name for one in dataclasses.fields(Record)) - {"casebook"}


def record_of(source: Mapping[str, Any]) -> Record:
    """Return what `source` says of the text and of the record, each under its keys."""
    text = {key: value for key, value in source.items() if key not in _OWN}
    told = {key: value for key, value in source.items() if key in _OWN}
    return _READER.validate_python({"casebook": text, **told})
