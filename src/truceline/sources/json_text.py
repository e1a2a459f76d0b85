"""JSON from outside: parsed only if what it holds fits into memory; whatever is wrong is a fault."""

from __future__ import annotations

import json
import re
import zlib
from typing import Final, TypeAlias

from truceline.errors import BadReport, Fault

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"

MAX_BYTES: Final = 200_000_000
"""Of a text, unpacked."""
MOST_HELD: Final = 600_000_000
"""Bytes that the values of a text may take in memory, as reckoned before it is parsed."""
_HELD: Final = {b"{": 120, b"[": 72, b",": 56}
"""What each of these signs costs, about: `{},{},{}` takes sixty times its own room."""
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may be half of a pair; json takes it, and nothing else does."""
HALF: Final = re.compile("[\ud800-\udfff]")
"""Half of a pair, once it is taken."""
_GZIP: Final = b"\x1f\x8b"


def unpacked(stored: bytes, file: str) -> bytes:
    """Return the bytes of a text that is stored plain or with gzip.

    Raises
    ------
    BadReport
        If it is damaged, cut short or unpacks to more than `MAX_BYTES`.
    """
    if not stored.startswith(_GZIP):
        return stored
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        data = unpacker.decompress(stored, MAX_BYTES)
    except zlib.error as error:
        fault = Fault(file=file, message=f"the file cannot be unpacked: {error}", remedy="fetch it again")
        raise BadReport(f"{file} cannot be read", [fault]) from None
    if not unpacker.eof:
        raise BadReport(f"{file} is cut short, or unpacks to more than {MAX_BYTES:,} bytes")
    return data


def parse_json(data: bytes, file: str) -> Json:
    """Return what a JSON text says.

    Raises
    ------
    BadReport
        If it is none, is nested too deeply, or would take too much memory.
    """
    held = sum(cost * data.count(sign) for sign, cost in _HELD.items())
    if len(data) > MAX_BYTES or held > MOST_HELD:
        message = f"{len(data):,} bytes of JSON would take about {held + len(data):,} in memory"
        raise BadReport(
            f"{file} is not read", [Fault(file=file, message=message, remedy="write it in parts")]
        )
    line = column = 0
    try:
        found: Json = json.loads(data)
        if _HALF.search(data):
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except json.JSONDecodeError as error:
        said, line, column = error.msg, error.lineno, error.colno
    except RecursionError:
        said = "it is nested too deeply"
    except UnicodeEncodeError:
        said = "half of a surrogate pair is no character"
    except ValueError as error:  # no UTF-8, a number of thousands of figures
        said = str(error)[:200]
    fault = Fault(
        file=file, line=line, column=column, message=f"the file is no JSON: {said}", remedy="write it again"
    )
    raise BadReport(f"{file} cannot be read", [fault])
