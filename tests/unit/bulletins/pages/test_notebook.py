"""A run in a notebook: how incidents stand first, every one on one line, then what was read."""

from __future__ import annotations

import re

from tests.editions import edition
from tests.unit.bulletins.cases import assessment, finding, incident, receipt, with_title
from truceline.bulletins.pages.notebook import render_outcome
from truceline.model.words import Audience


def shown(title: str = "Tarn", audience: Audience = Audience.PUBLIC) -> str:
    made = assessment(
        [finding("E1", "moscow", "breach"), finding("E2", "moscow", "undetermined")],
        [incident("E1"), incident("E2")],
    )
    one = edition(with_title(title), made, receipt())
    return render_outcome(one.record.casebook, made, one.receipt, one.headlines, audience=audience)


def test_the_lines_add_up_to_what_was_assessed() -> None:
    counts = [int(n) for n in re.findall(r"<tr><td>(\d+)</td><td>", shown())]
    assert counts[0] == sum(counts[1:]) == 2


def test_what_was_read_stands_there() -> None:
    assert (
        shown().index("a breach under every reading") < shown().index("record.csv") < shown().index("moscow")
    )


def test_a_title_is_no_markup() -> None:
    assert "<script>" not in shown("<script>alert(1)</script>")


def test_what_is_for_the_mission_says_so_first() -> None:
    assert shown(audience=Audience.INTERNAL).index("INTERNAL") < 60
    assert "INTERNAL" not in shown()
