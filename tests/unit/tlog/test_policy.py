"""Policies after C2SP tlog-policy: what they mean, and every line that is none."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from tests.unit.tlog.logs import GUARANTOR, LOG, NORTH, SOUTH
from truceline.errors import BadLog
from truceline.tlog.note import Signer
from truceline.tlog.policy import MAX_POLICY, parse_policy

LINES = [
    f"log {LOG.key} https://example.org/centre",
    f"witness n {NORTH.key}",
    f"witness s {SOUTH.key}",
    f"witness g {GUARANTOR.key}",
    "group north any n",
    "group south all s",
    "group sides 2 north south",
    "group enough any sides g",
    "quorum enough",
]
GOOD = "\n".join(LINES).encode() + b"\n"
NONE = f"log {LOG.key}\nwitness n {NORTH.key}\nwitness s {SOUTH.key}\nquorum none\n".encode()


def test_a_policy_is_met_as_its_groups_say() -> None:
    policy = parse_policy(GOOD)
    names = [one.name for one in policy.witnesses]
    enough = {
        one for one in chain(*(combinations(names, n) for n in range(4))) if policy.is_met(frozenset(one))
    }
    assert enough == {("n", "s"), ("n", "s", "g"), ("g",), ("n", "g"), ("s", "g")}


def test_with_no_quorum_nobody_holds_up_anything() -> None:
    assert parse_policy(NONE).is_met(frozenset())


def test_a_witness_is_of_the_sides_that_list_it() -> None:
    policy = parse_policy(GOOD)
    assert [policy.sides(name) for name in "nsg"] == [("north",), ("south",), ("enough",)]
    assert policy.log(LOG.name) == LOG.key
    assert policy.log("example.org/other") is None


def test_a_policy_is_read_back() -> None:
    assert parse_policy(parse_policy(GOOD).to_bytes()) == parse_policy(GOOD)
    assert parse_policy(parse_policy(NONE).to_bytes()) == parse_policy(NONE)


def test_spaces_tabs_comments_and_empty_lines_say_nothing() -> None:
    loose = "# Ceasefire centre\n\n \t\n" + "\n".join(f"\t {line}  ".replace(" ", "\t ") for line in LINES)
    assert parse_policy(loose.encode() + b"\n  # end") == parse_policy(GOOD)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("log", "no line of a policy"),
        ("log x", "name+id+base64"),
        (f"log {LOG.key} url more", "no line of a policy"),
        (f"log {LOG.key}", "under another name"),
        (f"log {NORTH.key}", "kind 1"),
        (f"witness x {LOG.key}", "kind 4"),
        (f"witness n {Signer(name='x', private=bytes(32), algorithm=NORTH.algorithm).key}", "taken"),
        (f"witness none {Signer(name='x', private=bytes(32), algorithm=NORTH.algorithm).key}", "taken"),
        (f"witness again {NORTH.key}", "under another name"),
        (
            f"witness again {Signer(name='x', private=NORTH.private, algorithm=NORTH.algorithm).key}",
            "under another name",
        ),
        ("group x any", "no line of a policy"),
        ("group x any nobody", "defines this name"),
        ("group x any none", "defines this name"),
        ("group x any x", "defines this name"),
        ("group x any n", "listed twice"),
        ("group x 0 enough", "cannot be asked for"),
        ("group x 2 enough", "cannot be asked for"),
        ("group x +1 enough", "whole number"),
        ("group x 01 enough", "whole number"),
        ("group x ١ enough", "whole number"),
        ("group x all enough enough", "listed twice"),
        ("group n all enough", "taken"),
        ("quorum none", "second quorum"),
        ("Quorum none", "no line of a policy"),
        ("trust everybody", "no line of a policy"),
    ],
)
def test_a_line_that_is_none_is_named_with_its_number(line: str, said: str) -> None:
    with pytest.raises(BadLog) as refused:
        parse_policy(GOOD + line.encode() + b"\n")
    (fault,) = refused.value.faults
    assert fault.line == len(LINES) + 1
    assert said in fault.message


def test_every_bad_line_is_named_at_once() -> None:
    with pytest.raises(BadLog) as refused:
        parse_policy(b"log x\nwitness y\nquorum nobody\n")
    assert [fault.line for fault in refused.value.faults] == [1, 2, 3]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# nothing\n",
        GOOD.replace(b"quorum enough\n", b""),
        GOOD.replace(b"\n", b"\r\n"),
        GOOD + b"\0",
        GOOD + b"# \xff\n",
        GOOD + b"#" * MAX_POLICY,
        GOOD + b"".join(b"group g%d any n\n" % n for n in range(3000)),
    ],
)
def test_a_file_that_is_no_policy_is_refused(data: bytes) -> None:
    with pytest.raises(BadLog):
        parse_policy(data)
