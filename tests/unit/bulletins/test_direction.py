"""Days, figures, ids and foreign words keep their order in a line that runs from the right."""

from __future__ import annotations

import pytest

from truceline.bulletins.direction import in_direction, isolated, whole_days

OPEN, CLOSE = "\u2066", "\u2069"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("يوم 2020-01-11، إدلب", ["2020-01-11"]),
        ("مثل 1 : 0؛ ثم", ["1 : 0"]),
        ("وقف (a20a/1؛ لا يشمل): خارج", ["a20a/1"]),
        ("وقف (a20a/1): خارج", ["a20a/1"]),
        ("سؤال: Where they are fought (a16/1-left-out)", ["Where they are fought (a16/1-left-out)"]),
        ("Does it? لم يحسم أحد.", ["Does it?"]),
        ("it is calm but for … (وزارة، 2020-01-12)", ["it is calm but for …", "2020-01-12"]),
        ("النص مفتوح: a17-term، sides-joined", ["a17-term", "sides-joined"]),
        ("SOHR، +2", ["SOHR", "+2"]),
        ("35.93 N 36.66 E (ضمن 5 كم)", ["35.93 N 36.66 E"]),
        ("غارة جوية، 35.86N 36.77E, within 6 km", ["35.86N 36.77E", "within 6 km"]),
        ("الهجمات: 3؛ في 7 أيام", []),
    ],
)
def test_in_a_line_from_the_right_each_stands_by_itself(text: str, left: list[str]) -> None:
    pieces = isolated(text, "rtl").split(OPEN)[1:]
    assert [one.partition(CLOSE)[0] for one in pieces] == left
    assert in_direction(text, "rtl").count('<bdi dir="ltr"') == len(left)
    assert isolated(text, "ltr") == text


def test_a_line_that_is_copied_whole_stays_as_it_is() -> None:
    assert isolated("sha256:2519aed4", "rtl") == "sha256:2519aed4"


def test_what_others_wrote_is_escaped_and_hides_nothing() -> None:
    assert in_direction("<b>\u202e", "rtl") == '&lt;<bdi dir="ltr">b</bdi>&gt;[<bdi dir="ltr">U+202E</bdi>]'
    assert whole_days("<b> 2020-01-06") == '&lt;b&gt; <span class="day">2020-01-06</span>'
