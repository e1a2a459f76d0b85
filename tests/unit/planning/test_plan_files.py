"""Plan files: what they say, and every fault of them with its line."""

from __future__ import annotations

from datetime import date

import pytest

from truceline.errors import BadInput
from truceline.model.hanging import AmbiguityId
from truceline.model.record import Record
from truceline.planning.plan_files import check_against, parse_plans

GOOD = """\
demand:
  id: spring
  casebook: idlib
  zone: Asia/Damascus
  first_on: 2020-05-02
  last_on: 2020-05-10
  asked_at: 2020-04-30 09:00
  together: [russia, turkey]
  route: {line: m4-corridor-route, readings: {corridor-extent: ain_al_havr}, piece_km: 8}
  crews:
    - {id: R1, of: russia}
    - {id: T1, of: turkey, off: [2020-05-05]}
  windows:
    - {id: morning, from: 06:00, until: 11:00}
    - {id: afternoon, from: 12:00, until: 17:00}
  curfew: {from: 19:00, until: 06:30}
plans:
  - id: p1
    route: M4
    zone: Asia/Damascus
    starts_at: 2020-05-02 07:00
    ends_at: 2020-05-02 10:00
    legs: [{from_km: 0, to_km: 20}]
    crews: [{id: R1, of: russia}]
    notices: [{to: centre, by: 2020-05-01 07:00}]
"""


def _faults(old: str, new: str) -> list[str]:
    assert GOOD.count(old) == 1, old
    with pytest.raises(BadInput) as caught:
        parse_plans("plan.yaml", GOOD.replace(old, new).encode())
    return [str(fault) for fault in caught.value.faults]


def test_a_good_file_says_what_it_says() -> None:
    read = parse_plans("plan.yaml", GOOD.encode()).plans
    assert read.demand is not None
    assert read.demand.crews[1].off == (date(2020, 5, 5),)
    assert read.demand.windows[0].from_ == "06:00"
    assert read.plans[0].legs[0].to_km == 20.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("first_on: 2020-05-02", "first_no: 2020-05-02", "5:3: demand.first_no: unknown key `first_no`"),
        ("last_on: 2020-05-10", "last_on: 2020-05-01", "6:12: demand.last_on: it is before `first_on`"),
        ("last_on: 2020-05-10", "last_on: 2020-08-02", "6:12: demand.last_on: more than 92 days"),
        ("asked_at: 2020-04-30 09:00", "asked_at: 2020-04-30", "says no time of day"),
        ("asked_at: 2020-04-30 09:00", "asked_at: 2020-10-29 23:30", "showed '2020-10-29 23:30' twice"),
        (
            "id: spring\n  casebook: idlib\n  zone: Asia/Damascus",
            "id: spring\n  casebook: idlib\n  zone: Asia/Damaskus",
            "is no zone",
        ),
        ("casebook: idlib\n", "\n", "a route is named, and no casebook"),
        ("together: [russia, turkey]", "together: [russia]", "crews[1].of: no outing needs it"),
        ("together: [russia, turkey]", "together: [russia, turkey, iran]", "no crew of iran is listed"),
        ("{id: T1, of: turkey", "{id: R1, of: turkey", "the id 'R1' stands here twice"),
        ("until: 11:00}", "until: 12:01}", "windows[1].from: it overlaps with 'morning'"),
        ("until: 11:00}", "until: 06:00}", "windows[0].until: it is not after `from`"),
        ("from: 12:00", "from: 12.00", "'12.00' is no clock time"),
        ("piece_km: 8", "piece_km: 0", "route.piece_km: 0 is too little"),
        ("piece_km: 8", "piece_km: 525601", "route.piece_km: 525601 is too much"),
        ("to_km: 20", "to_km: -20", "legs[0].to_km: -20 is too little"),
        (
            "  curfew",
            "  daylight: {lon: 36, lat: 35, sun_above_deg: -833}\n  curfew",
            "-833 is no height of the sun",
        ),
        (
            "  curfew",
            "  daylight: {lon: 36, lat: 35, sun_above_deg: -18.1}\n  curfew",
            "no height of the sun",
        ),
        ("  curfew", "  alarm_minutes: 1e12\n  curfew", "alarm_minutes: 1e+12 is too much"),
        ("piece_km: 8", "piece_km: 8, every_days: 1, apart_days: 2", "both can never be kept"),
        (
            "ends_at: 2020-05-02 10:00",
            "ends_at: 2020-05-02 07:00",
            "ends_at: it is not after `starts_at`",
        ),
        ("crews: [{id: R1, of: russia}]", "crews: []", "plans[0].crews: nobody goes out"),
        ("by: 2020-05-01 07:00", "by: 2020-03-27 00:30", "never showed that time"),
        (
            "by: 2020-05-01 07:00",
            "by: 2020-05-01 07:00, receipt_at: 2020-05-01 08:00",
            "acknowledged, and never given",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, said: str) -> None:
    faults = _faults(old, new)
    assert any(said in fault for fault in faults), faults


def test_windows_may_touch_and_a_curfew_may_run_past_midnight() -> None:
    parse_plans("plan.yaml", GOOD.replace("until: 11:00}", "until: 12:00}").encode())


def test_all_faults_are_told_at_once() -> None:
    twice = GOOD.replace("until: 11:00}", "until: 06:00}").replace("piece_km: 8", "piece_km: 0")
    with pytest.raises(BadInput) as caught:
        parse_plans("plan.yaml", twice.encode())
    assert [(fault.line, fault.file) for fault in caught.value.faults] == [
        (9, "plan.yaml"),
        (14, "plan.yaml"),
    ]


@pytest.mark.parametrize(
    ("light", "is_good"),
    [
        ("{lon: 36.6, lat: 35.8}", True),
        ("{from: 06:00, until: 18:00}", True),
        ("{lon: 36.6}", False),
        ("{from: 06:00}", False),
        ("{lon: 36.6, lat: 35.8, from: 06:00, until: 18:00}", False),
        ("{lon: 36.6, lat: 95}", False),
    ],
)
def test_daylight_is_by_a_place_or_by_hours(light: str, is_good: bool) -> None:
    text = GOOD.replace("  curfew:", f"  daylight: {light}\n  curfew:").encode()
    if is_good:
        parse_plans("plan.yaml", text)
    else:
        with pytest.raises(BadInput):
            parse_plans("plan.yaml", text)


def test_a_file_that_plans_nothing_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        parse_plans("plan.yaml", b"plans: []")
    assert "nothing is planned" in str(caught.value.faults[0])


# Against a casebook

HANGS_ON = (AmbiguityId("corridor-extent"),)


def _strange(idlib: Record, old: str, new: str) -> list[str]:
    assert GOOD.count(old) == 1, old
    read = parse_plans("plan.yaml", GOOD.replace(old, new).encode())
    with pytest.raises(BadInput) as caught:
        check_against(read, idlib.casebook, HANGS_ON)
    return [str(fault) for fault in caught.value.faults]


def test_a_good_file_fits_its_casebook(idlib: Record) -> None:
    check_against(parse_plans("plan.yaml", GOOD.encode()), idlib.casebook, HANGS_ON)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("line: m4-corridor-route", "line: m4-corridor-rout", "did you mean `m4-corridor-route` (M4"),
        ("{corridor-extent: ain_al_havr}", "{corridor-extent: ain_al_hawr}", "did you mean `ain_al_havr`?"),
        (
            "readings: {corridor-extent: ain_al_havr}, ",
            "",
            "and no reading is chosen",
        ),
        (
            "{corridor-extent: ain_al_havr}",
            "{corridor-extent: ain_al_havr, lapse: x}",
            "does not hang on 'lapse'",
        ),
        ("piece_km: 8}", "piece_km: 8}\n  meeting: {place: trumbo}", "there is no place 'trumbo'"),
    ],
)
def test_what_the_casebook_does_not_have_is_told(idlib: Record, old: str, new: str, said: str) -> None:
    faults = _strange(idlib, old, new)
    assert any(said in fault for fault in faults), faults
