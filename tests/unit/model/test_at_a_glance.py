"""What a notebook shows of an assessment: what was read, counts, first rows; nothing of a stranger's runs."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pyarrow as pa
import pytest

from tests.unit.bulletins.cases import assessment, finding, incident
from truceline.model.assessment import Assessment
from truceline.model.tables import CLAIMS, COUNTS


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not attrs


def of(*incidents: str) -> Assessment:
    made = assessment(
        [finding(one, "moscow", "breach") for one in incidents], [incident(one) for one in incidents]
    )
    return replace(made, claims=CLAIMS.empty_table())


def test_nothing_in_a_table_is_markup() -> None:
    reader = _Tags()
    reader.feed(of("<script>alert(1)</script>", "a" + chr(0x202E) + "b")._repr_html_())
    assert reader.tags <= {"div", "p", "b", "table", "tr", "th", "td", "details", "summary"}
    shown = of("a" + chr(0x202E) + "b")._repr_html_()
    assert chr(0x202E) not in shown
    assert "[U+202E]" in shown


def test_it_says_what_was_read_and_that_no_day_is_stated() -> None:
    shown = of("E1", "E2")._repr_html_()
    assert "Read: 2 incidents in 0 accounts, no day stated" in shown
    assert "not all that happened" in shown


def test_it_is_short_whatever_is_read() -> None:
    few, many = of(*(f"E{n}" for n in range(10))), of(*(f"E{n}" for n in range(2000)))
    assert len(many._repr_html_()) < len(few._repr_html_()) + 1000
    assert "2,000 rows" in many._repr_html_()


@pytest.mark.parametrize(("n_breach", "is_shown"), [(0, False), (1, True)])
def test_a_clause_that_counts_nothing_is_not_listed(n_breach: int, is_shown: bool) -> None:
    rows = [
        {
            "clause_id": "tarn/9",
            "position": "moscow",
            "outcome": "breach",
            "threshold": least,
            "n_incidents": n_breach if least == 0.8 else 0,
        }
        for least in (0.8, 0.9)
    ]
    made = replace(of("E1"), counts=pa.Table.from_pylist(rows, COUNTS), positions=("moscow",))
    shown = made._repr_html_()
    assert ("tarn/9" in shown) == is_shown
    assert "lower value 0.8 or more" in shown
    assert ("<b>1</b> · 0" in shown) == is_shown


def test_the_tables_go_to_pandas_in_one_line() -> None:
    pytest.importorskip("pandas")
    frame = of("E1").findings.to_pandas()
    assert frame.loc[0, "verdict"] == "breach"
    assert str(of("E1").incidents.to_pandas()["start_at"].dtype) == "datetime64[us, UTC]"


def test_the_tables_go_to_polars_in_one_line() -> None:
    polars = pytest.importorskip("polars")
    frame = polars.from_arrow(of("E1").findings)
    assert frame["verdict"].to_list() == ["breach"]
