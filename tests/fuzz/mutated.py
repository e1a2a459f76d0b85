"""Bytes that are almost right: a file that can be read, and a few places of it changed for the worse."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

NASTY: tuple[bytes, ...] = (
    *(b"", b" ", b"\0", b"\n", b"\r", b"\t", b'"', b"'", b",", b";", b":", b"{", b"}", b"[", b"]", b"- "),
    *(b"\xff", b"\xfe\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\\ud800"),
    *(b"\xd9\xa3", b"\xc2\xb2", b"\xf0\x9d\x9f\x99"),  # digits that are not ASCII
    *(b"0", b"-1", b"-0", b"1.", b".5", b"1e308", b"1e999", b"-1e999", b"nan", b"NaN", b"inf", b"-Infinity"),
    *(b"9" * 30, b"9" * 5000, b"-" + b"9" * 5000, b"0x10", b"1_000", b"1,5", b"1e12", b"360", b"90.0001"),
    *(b"0001-01-01", b"9999-12-31", b"0001-01-01T00:00+14:00", b"9999-12-31T23:59-12:00", b"2020-02-30"),
    *(b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-12:00", b"2020-03-06 24:00", b"2020-W10-5"),
    *(b"00:00", b"24:00", b"25:99", b"+99:99", b"Z", b"Asia/Damascus", b"A" * 300, b"Asia/" + b"a" * 300),
    *(b"Asia", b"../../etc/passwd", b"../Asia/Damascus", b"leapseconds", b"zone.tab", b"__init__.py"),
    *(b"null", b"~", b"true", b"yes", b"on", b"!!python/object:os.system", b"&a", b"*a", b"<<", b"|", b">"),
    *(b"{}", b"[]", b"[" * 300, b"{a: " * 60, b"<!DOCTYPE x>", b"<a>", b"</trk>", b"&lt;", b"&#0;", b"]]>"),
    *(
        b"%",
        b"%Y",
        b"%%",
        b"%z",
        b"{0}",
        b"unknown",
        b"idlib",
        b"id",
        b"from",
        b"from_",
        b"hangs_on",
        b"=1+1",
    ),
)
"""What programs choke on."""

_TOKEN = re.compile(rb"[\w.+-]+|[^\w\s]")


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """Draw a file that is right but for one to five places."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 5))):
        way = draw(
            st.sampled_from(("token", "token", "token", "cut", "twice", "insert", "flip", "move", "end"))
        )
        if way == "token" and (tokens := [found.span() for found in _TOKEN.finditer(data)]):
            start, end = tokens[draw(st.integers(0, len(tokens) - 1))]
            data = data[:start] + draw(st.sampled_from(NASTY)) + data[end:]
            continue
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(1, 40)))
        if way == "cut":
            data = data[:start] + data[end:]
        elif way == "twice":
            data = data[:end] + data[start:]
        elif way == "flip":
            data = data[:start] + draw(st.binary(min_size=1, max_size=4)) + data[end:]
        elif way == "move":
            rest = data[:start] + data[end:]
            at = draw(st.integers(0, len(rest)))
            data = rest[:at] + data[start:end] + rest[at:]
        elif way == "end":
            data = data[:start]
        else:
            data = data[:start] + draw(st.sampled_from(NASTY)) + data[start:]
    return data
