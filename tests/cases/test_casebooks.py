"""Every bundled casebook parses without faults, and every example beside its clauses gives what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from truceline.files import bundled, load_parsed
from truceline.model.casebook import Casebook
from truceline.model.ids import UNRESOLVED
from truceline.runs import assess_casebook, check_casebook


@pytest.mark.parametrize("name", bundled())
def test_every_example_gives_the_verdict_it_expects(name: str) -> None:
    checked = check_casebook(name)
    assert checked.faults == ()
    assert checked.n_verdicts > 0


def _idlib() -> Casebook:
    return load_parsed("idlib").casebook


def test_the_idlib_core_holds_what_it_promises() -> None:
    casebook = _idlib()
    assert {"a17", "a18", "a20a", "a20b", "a20c"} <= {one.id for one in casebook.instruments}
    assert {"moscow", "ankara", "ruling"} <= {one.id for one in casebook.positions}
    assert len(casebook.incidents) >= 30
    named = {one.id for one in casebook.ambiguities}
    assert named >= {
        *(
            "clock",
            "january-start",
            "by-date",
            "dmz-depth",
            "dmz-side",
            "dmz-line",
            "dmz-after-a20b",
            "lapse",
        ),
        *("heavy-weapons", "radical-groups", "along-line", "self-defence", "corridor-ends"),
        *("corridor-extent", "preamble-carve-out", "seven-days"),
    }


def test_nobody_has_ruled_on_anything_and_the_position_ruling_says_so() -> None:
    casebook = _idlib()
    assert not [one for one in casebook.ambiguities if one.rulings]
    ruling = next(one for one in casebook.positions if one.id == "ruling")
    assert set(ruling.readings.values()) == {UNRESOLVED}


def test_a20c_is_known_and_not_held() -> None:
    a20c = next(one for one in _idlib().instruments if one.id == "a20c")
    statuses = {text.status.value for text in a20c.texts}
    assert "known_not_held" in statuses
    assert not statuses & {"signed", "draft"}


def test_two_runs_over_the_idlib_record_write_the_same_bytes(tmp_path: Path) -> None:
    first, second = (assess_casebook("idlib", out=tmp_path / name) for name in ("one", "two"))
    assert first.receipt.digest == second.receipt.digest
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(names) == 8
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
