"""A log rechecked from its first byte: every fault is found where it is; a check goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.tlog.bundles import CONTENT, SEED
from tests.unit.tlog.logs import LOG, checkpoint, grown, reader
from truceline.errors import BadLog
from truceline.tlog.checkpoint import Checkpoint, sign_checkpoint
from truceline.tlog.entry import GROUPS, Disclosed, commit, disclose, padding, salts
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.fsck import FAULTS_KEPT, FsckState, KeptLog, fsck, parse_state, report
from truceline.tlog.note import Signer
from truceline.tlog.steps import StepCode, StepOutcome, StepReason, is_proved
from truceline.tlog.tiles import Tile, format_entries, new_tiles, tile_bytes

SIZE = 700
SIZES = (0, 1, 255, 256, 256, 500, 700)
SPECIAL = 300


@cache
def entries() -> tuple[bytes, ...]:
    made = [padding(n.to_bytes(32, "big")).to_bytes() for n in range(SIZE)]
    made[SPECIAL] = commit(CONTENT, salts(SEED)).to_bytes()
    return tuple(made)


@cache
def files(size: int = SIZE) -> dict[Tile, bytes]:
    _, nodes = grown(entries()[:size])
    found = {}
    for tile in new_tiles(0, size):
        first = tile.index * 256
        found[tile] = (
            format_entries(entries()[first : first + tile.width])
            if tile.of_entries
            else tile_bytes(tile, reader(nodes))
        )
    return found


@cache
def checkpoints(sizes: tuple[int, ...] = SIZES) -> tuple[bytes, ...]:
    return tuple(checkpoint(entries()[:n]).note.to_bytes() for n in sizes)


def contents(number: int) -> dict[FieldGroup, Disclosed]:
    if number == SPECIAL:
        return disclose(CONTENT, salts(SEED), GROUPS)
    return disclose({}, salts(number.to_bytes(32, "big")), GROUPS)


def kept(changes: dict[Tile, bytes | None] | None = None, **parts: Any) -> KeptLog:
    """Return a log with some files changed or, where None, missing."""
    lying = files() | (changes or {})
    return replace(
        KeptLog(
            size=SIZE,
            entries=lying.get,
            tiles=lying.get,
            checkpoints=checkpoints(),
            log=LOG.key,
            contents=contents,
        ),
        **parts,
    )


def ended(log: KeptLog, state: FsckState | None = None) -> FsckState:
    return list(fsck(log, state))[-1]


def found(log: KeptLog) -> list[tuple[str, str, str]]:
    return [(str(one.code), one.where, str(one.because)) for one in ended(log).faults]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_sound_log_is_proved() -> None:
    log = kept()
    states = list(fsck(log))
    assert [state.frontier.size for state in states] == [0, 256, 512, 700]
    assert states[-1].faults == ()
    steps = report(log, states[-1])
    assert [(str(one.code), str(one.outcome)) for one in steps] == [
        ("checkpoints", "proved"),
        ("entries", "proved"),
        ("roots", "proved"),
        ("tiles", "proved"),
        ("contents", "proved"),
    ]
    assert steps[2].values == {"n": 7, "of": 7}
    assert steps[4].values == {"n": SIZE * 14, "erased": 0}
    assert is_proved(steps)


def test_a_log_kept_without_tiles_or_content_is_proved_from_its_entries() -> None:
    log = kept(tiles=None, contents=None)
    steps = report(log, ended(log))
    assert [one.outcome for one in steps[3:]] == [StepOutcome.SHOWN] * 2
    assert is_proved(steps)


def test_a_check_that_has_not_ended_proves_nothing() -> None:
    log = kept()
    for state in list(fsck(log))[:-1]:
        assert not is_proved(report(log, state))
    assert not is_proved(report(log, FsckState()))


@pytest.mark.parametrize(
    ("parts", "because"),
    [({"checkpoints": ()}, StepReason.NONE_KEPT), ({"log": None}, StepReason.NO_POLICY)],
)
def test_without_checkpoints_or_a_key_nothing_is_proved(parts: dict[str, Any], because: StepReason) -> None:
    log = kept(**parts)
    steps = report(log, ended(log))
    assert steps[0].because is because
    assert not is_proved(steps)


@pytest.mark.parametrize("n", range(5))
def test_a_check_goes_on_where_it_stopped(n: int) -> None:
    broken = kept({Tile(index=0): flipped(files()[Tile(index=0)], 40)})
    for log in (kept(), broken):
        whole = list(fsck(log))
        resumed = parse_state(([FsckState(), *whole][n]).to_bytes())
        assert ended(log, resumed) == whole[-1] if n < len(whole) else resumed == whole[-1]


@pytest.mark.slow
@examples(20)
@given(cuts=st.lists(st.integers(0, SIZE), max_size=3))
def test_a_check_goes_on_when_the_log_has_grown(cuts: list[int]) -> None:
    state = FsckState()
    for size in (*sorted(cuts), SIZE):
        lying = files(size)
        log = kept(
            size=size,
            entries=lying.get,
            tiles=lying.get,
            checkpoints=checkpoints(tuple(n for n in SIZES if n <= size)),
        )
        state = list(fsck(log, state) or [state])[-1] if size > state.frontier.size else state
    assert (state.faults, state.frontier) == ((), grown(entries())[0])
    assert state.n_contents == SIZE * 14


def test_a_checkpoint_of_a_log_that_stands_still_is_compared_too() -> None:
    state = ended(kept())
    frontier, _ = grown([*entries()[:-1], b"other"])
    other = sign_checkpoint(Checkpoint(origin=LOG.name, size=SIZE, root=frontier.root()), LOG)
    log = kept(checkpoints=(*checkpoints(), other.note.to_bytes()))
    assert {(one.code, one.because) for one in ended(log, state).faults} == {
        (StepCode.CHECKPOINTS, StepReason.FORKED),
        (StepCode.ROOTS, StepReason.OTHER_ROOT),
    }


BUNDLE_1 = Tile(index=1, of_entries=True)
LAST = Tile(index=2, width=SIZE - 512, of_entries=True)


def _entry_changed(data: bytes) -> bytes:
    at = 10 * 812 + 2 + 20
    return data[:at] + (b"B" if data[at : at + 1] == b"A" else b"A") + data[at + 1 :]


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        (
            {BUNDLE_1: _entry_changed},
            [
                ("contents", "entry 266, accused", "other_content"),
                ("tiles", "tile/0, hash 266", "other_hash"),
                ("tiles", "tile/1, hash 1", "other_hash"),
                ("roots", "checkpoint 5", "other_root"),
                ("roots", "checkpoint 6", "other_root"),
            ],
        ),
        (
            {BUNDLE_1: lambda data: flipped(data, 2)},
            [
                ("entries", "entry 256", "malformed"),
                ("tiles", "tile/0, hash 256", "other_hash"),
                ("tiles", "tile/1, hash 1", "other_hash"),
                ("roots", "checkpoint 5", "other_root"),
                ("roots", "checkpoint 6", "other_root"),
            ],
        ),
        ({BUNDLE_1: lambda data: data[:-1]}, [("entries", "tile/entries/001", "malformed")]),
        ({BUNDLE_1: lambda data: data + b"\0"}, [("entries", "tile/entries/001", "malformed")]),
        ({BUNDLE_1: lambda _: None}, [("entries", "tile/entries/001", "missing")]),
        ({LAST: lambda _: b""}, [("entries", "tile/entries/002.p/188", "malformed")]),
        ({Tile(index=1): lambda data: flipped(data, 64)}, [("tiles", "tile/0, hash 258", "other_hash")]),
        ({Tile(index=1): lambda data: data[:-32]}, [("tiles", "tile/0/001", "malformed")]),
        ({Tile(index=1): lambda _: None}, [("tiles", "tile/0/001", "missing")]),
        (
            {Tile(level=1, index=0, width=2): lambda data: flipped(data, 0)},
            [("tiles", "tile/1, hash 0", "other_hash")],
        ),
        ({Tile(level=1, index=0, width=2): lambda _: None}, [("tiles", "tile/1/000.p/2", "missing")]),
        (
            {BUNDLE_1: lambda _: None, Tile(index=1): lambda _: None},
            [("tiles", "tile/0/001", "missing"), ("entries", "tile/entries/001", "missing")],
        ),
    ],
)
def test_what_is_wrong_is_found_where_it_is(
    changes: dict[Tile, Callable[[bytes], bytes | None]], faults: list[tuple[str, str, str]]
) -> None:
    log = kept({tile: change(files()[tile]) for tile, change in changes.items()})
    assert sorted(found(log)) == sorted(faults)
    assert not is_proved(report(log, ended(log)))


def _with(at: int, one: bytes) -> tuple[bytes, ...]:
    return (*checkpoints()[:at], one, *checkpoints()[at + 1 :])


@pytest.mark.parametrize(
    ("given_checkpoints", "faults"),
    [
        (lambda: _with(3, b"no note"), [("checkpoints", "checkpoint 3", "malformed")]),
        (
            lambda: _with(3, checkpoints()[3].replace(b"\n256\n", b"\n257\n")),
            [("checkpoints", "checkpoint 3", "wrong_signature")],
        ),
        (
            lambda: _with(
                3, checkpoint(entries()[:256], log=Signer(name=LOG.name, private=bytes(32))).note.to_bytes()
            ),
            [("checkpoints", "checkpoint 3", "not_signed")],
        ),
        (
            lambda: _with(
                3,
                checkpoint(entries()[:256], log=Signer(name="x.example", private=bytes(32))).note.to_bytes(),
            ),
            [("checkpoints", "checkpoint 3", "other_origin")],
        ),
        (
            lambda: _with(5, checkpoint(entries()[:200]).note.to_bytes()),
            [("checkpoints", "checkpoint 5", "shrank")],
        ),
        (
            lambda: _with(4, checkpoint([b"x"] * 256).note.to_bytes()),
            [("checkpoints", "checkpoint 4", "forked"), ("roots", "checkpoint 4", "other_root")],
        ),
        (
            lambda: _with(2, checkpoint([*entries(), b"more"]).note.to_bytes()),
            [("roots", "checkpoint 2", "missing")],
        ),
        (
            lambda: (*checkpoints(), checkpoint([*entries(), b"more"]).note.to_bytes()),
            [("roots", "checkpoint 7", "missing")],
        ),
    ],
)
def test_a_wrong_checkpoint_is_found(
    given_checkpoints: Callable[[], tuple[bytes, ...]], faults: list[tuple[str, str, str]]
) -> None:
    assert found(kept(checkpoints=given_checkpoints())) == faults


def test_content_that_was_erased_is_counted_and_content_that_was_changed_is_found() -> None:
    def erased(number: int) -> dict[FieldGroup, Disclosed] | None:
        held = contents(number)
        if number == SPECIAL:
            del held[FieldGroup.TOLD_BY]
        if number == 5:
            held[FieldGroup.WHAT] = replace(held[FieldGroup.WHAT], content="changed")
        if number == 6:
            number_with_point: Any = 1.5
            held[FieldGroup.WHAT] = replace(held[FieldGroup.WHAT], content=number_with_point)
        return None if number == 7 else held

    log = kept(contents=erased)
    assert found(log) == [
        ("contents", "entry 5, what", "other_content"),
        ("contents", "entry 6, what", "other_content"),
    ]
    assert ended(log).n_erased == 15


def test_many_faults_are_all_counted_and_the_first_are_listed() -> None:
    log = kept(entries=lambda tile: format_entries([b"x"] * tile.width))
    state = ended(log)
    assert state.counts[StepCode.ENTRIES] == SIZE
    assert sum(one.code is StepCode.ENTRIES for one in state.faults) == FAULTS_KEPT
    assert parse_state(state.to_bytes()) == state


def test_an_empty_log_is_proved_by_its_checkpoint() -> None:
    log = kept(size=0, checkpoints=checkpoints((0,)), tiles=None, contents=None)
    assert is_proved(report(log, ended(log)))


STATE = json.loads(ended(kept({Tile(index=1): None})).to_bytes())


@pytest.mark.parametrize(
    "parts",
    [
        {"v": "truceline/fsck/v2"},
        {"size": -1},
        {"size": 5},
        {"size": "5"},
        {"size": True},
        {"frontier": None},
        {"frontier": ["AA=="]},
        {"frontier": [1]},
        {"counts": []},
        {"counts": {}},
        {"counts": {"tiles": 0}},
        {"counts": {"colour": 1}},
        {"faults": [["tiles", "x"]]},
        {"faults": [["tiles", "x", "colour"]]},
        {"faults": None},
        {"faults": []},
        {"more": 1},
    ],
)
def test_a_state_that_is_none_is_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(BadLog):
        parse_state(rfc8785.dumps(STATE | parts))


def test_a_full_tile_serves_for_its_beginning() -> None:
    full = files(512)[Tile(index=1)]
    lying = files(300) | {Tile(index=1, width=44): full}
    log = kept(size=300, entries=lying.get, tiles=lying.get, checkpoints=checkpoints((256,)))
    assert found(log) == []
