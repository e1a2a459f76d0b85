"""Signed content as JSON with one spelling (RFC 8785), and without floats.

A place is told in whole ten-millionths of a degree (`degrees_e7`), a time as text or whole seconds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn, TypeAlias

import rfc8785

from truceline.tlog.strict import refuse

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""What can be signed; a mapping is a dict, a sequence a list or a tuple."""

MAX_INTEGER: Final = 2**53 - 1
"""The largest whole number, and the least below zero: what every reader of JSON keeps exactly."""
MAX_DEPTH: Final = 32
"""Lists and objects inside one another."""
MAX_CONTENT: Final = 2**18
"""Bytes of the longest content of a group, in canonical form."""
_E7: Final = 10_000_000


def canonical(
    value: Json, where: str = "content", *, limit: int = MAX_CONTENT, depth: int = MAX_DEPTH
) -> bytes:
    """Return the one spelling of a value.

    Raises
    ------
    BadLog
        If a float, a number beyond 2**53 - 1, a text that is not Unicode or a key that is no text is in it,
        at any depth; or if it is too deep or too long.
    """
    _need_signable(value, where, depth)
    data = rfc8785.dumps(value)
    if len(data) > limit:
        refuse(where, f"at most {limit} bytes are allowed, here are {len(data)}")
    return data


def parse_canonical(
    data: bytes, where: str = "content", *, limit: int = MAX_CONTENT, depth: int = MAX_DEPTH
) -> Json:
    """Return a value from its one spelling; any other spelling is refused.

    Raises
    ------
    BadLog
        If it is no JSON, not canonical, or holds what `canonical` refuses.
    """
    if len(data) > limit:
        refuse(where, f"at most {limit} bytes are allowed, here are {len(data)}")

    def no_float(text: str) -> NoReturn:
        refuse(where, f"only whole numbers are allowed, here is {text[:20]}")

    def whole(text: str) -> int:
        if len(text) > len(str(-MAX_INTEGER)):
            refuse(where, f"the number {text[:20]}… is beyond 2^53 - 1")
        return int(text)

    def once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(pairs)
        if len(found) != len(pairs):
            refuse(where, "a key stands twice in one object")
        return found

    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            parse_float=no_float,
            parse_constant=no_float,
            parse_int=whole,
            object_pairs_hook=once,
        )
    except UnicodeDecodeError as error:
        refuse(where, f"byte {error.start} is not UTF-8")
    except json.JSONDecodeError as error:
        refuse(where, f"this is not JSON: {error.msg}, column {error.colno}", line=error.lineno)
    except RecursionError:
        refuse(where, f"more than {depth} lists and objects inside one another")
    if canonical(value, where, limit=limit, depth=depth) != data:
        refuse(where, "this is JSON, but not in its one spelling (RFC 8785)")
    return value


def degrees_e7(degrees: float) -> int:
    """Return degrees as whole ten-millionths (about a centimetre), to the nearest.

    >>> degrees_e7(36.6340001)
    366340001

    Raises
    ------
    BadLog
        If it is no angle from -180 to 180.
    """
    if not -180 <= degrees <= 180:
        refuse("degrees", f"an angle from -180 to 180 is needed, not {degrees}")
    return round(degrees * _E7)


def degrees(e7: int) -> float:
    """Return degrees from whole ten-millionths.

    >>> degrees(366340001)
    36.6340001
    """
    return e7 / _E7


def _need_signable(value: Json, where: str, depth: int) -> None:
    match value:
        case None | bool():
            return
        case int():
            if abs(value) > MAX_INTEGER:
                refuse(where, "a whole number is beyond 2^53 - 1")
        case str():
            try:
                value.encode()
            except UnicodeEncodeError:
                refuse(where, "a text is not valid Unicode")
        case float():
            refuse(where, "a number with a point is in it", remedy="whole numbers of a smaller unit")
        case dict() | list() | tuple() if not depth:
            refuse(where, "too many lists and objects inside one another")
        case dict():
            for key, one in value.items():
                if not isinstance(key, str):
                    refuse(where, "a key is not a text")
                _need_signable(key, where, depth)
                _need_signable(one, where, depth - 1)
        case list() | tuple():
            for one in value:
                _need_signable(one, where, depth - 1)
        case _:
            refuse(where, f"a {type(value).__name__} cannot be written as JSON")
