"""Whatever bytes a parser is given, it reads them or says what is wrong with them; nothing else comes out.

`corpus/TARGET/` holds inputs that once brought something else out; they are tried again each time.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.fuzz.mutated import mutated
from tests.fuzz.targets import TARGETS
from truceline.errors import TrucelineError

CORPUS = Path(__file__).parent / "corpus"
KEPT = sorted(CORPUS.glob("*/*"))


def given_to(target: str, data: bytes) -> None:
    """Give bytes to a parser, which may raise our own errors, each with faults that can be printed."""
    try:
        TARGETS[target].read(data)
    except TrucelineError as error:
        for fault in error.faults:
            str(fault)


@pytest.mark.parametrize("target", TARGETS)
def test_what_a_target_starts_from_is_read(target: str) -> None:
    for seed in TARGETS[target].seeds:
        if target not in ("receipts",) and not target.startswith("ledger-"):
            TARGETS[target].read(seed)


@pytest.mark.parametrize("file", KEPT, ids=[f"{file.parent.name}/{file.name}" for file in KEPT])
def test_what_once_failed_is_read_or_refused(file: Path) -> None:
    given_to(file.parent.name, file.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@examples(12)
@given(data=st.data())
def test_a_file_that_is_almost_right_is_read_or_refused(target: str, data: st.DataObject) -> None:
    given_to(target, data.draw(mutated(TARGETS[target].seeds)))
