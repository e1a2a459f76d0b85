"""What must fit in a record: each fault alone in a valid one, and its neighbour that is let pass."""

from __future__ import annotations

import time

import pytest

from tests.casebooks import SMALL, faults_of, parsed_files
from truceline.errors import BadCasebook, Fault

RECORD = """\
families:
  - {id: paper, names: {en: Papers}, standing: relay, lean: a}
sources:
  - {id: gazette, names: {en: Gazette}, family: paper}
  - {id: army, names: {en: Army}, family: paper, speaks_for: north, relays: [gazette]}
reports:
  - {id: g-1, source: gazette, address: example one, said_on: 2030-06-11, dated: printed, relays: [army]}
incidents:
  - id: E1
    title: Shelling at the mill
    accounts:
      - {id: army_says, told_by: [army], hypotheses: [{act: shelling}]}
      - {id: front_says, told_by: [front], hypotheses: [{act: shelling}]}
  - id: E2
    title: Another
    accounts:
      - {id: army_says, told_by: [army], hypotheses: [{act: shelling}]}
matters:
  - {id: E1, title: Shelling, kind: shelling, incidents: [E1]}
  - {id: E2, title: Another, kind: shelling, incidents: [E2]}
claims:
  - {id: E1-a, says: It shelled., by: army, matter: E1, reports: [g-1], tells: [E1/army_says]}
  - {id: E1-b, says: No., by: gazette, matter: E1, reports: [g-1], tells: [E1/front_says],
     manner: denies, denies: [E1-a], denies_what: [act]}
  - {id: E2-a, says: Again., by: army, matter: E2, reports: [g-1], tells: [E2/army_says]}
issues:
  - {id: toll-road, names: {en: Toll road}, question: Who keeps it?}
posts:
  - {id: post-1, names: {en: Post 1}, held_by: north, place: mill}
patrols:
  - {id: p-1, on: 2030-06-01, crews: [north]}
articles:
  - id: s
    title: An article
    about: invented
    sentences:
      - {no: 1, opens: On Monday}
      - no: 2
        opens: The army
        claims:
          - {id: s2-a, says: x, by: army}
          - {id: s2-b, says: y, by: gazette, manner: denies, denies: [s2-a], denies_what: [act]}
"""

LEDGERS = {
    "tolls": "matter,by,moment,outcome,low,high,report\nE1,army,1,killed,2,3,g-1\n",
    "notifications": "matter,by,notifier,notified,of,told,report\nE1,army,north,south,a march,told,g-1\n",
    "patrol_accounts": "patrol,by,of,number,length_km,report\np-1,army,north,1,0.5,g-1\np-1,army,,1,,g-1\n",
    "counts": "window,by,unit,n,hours,report\nw,army,shells,0,24,g-1\n",
    "control": "place,holder,state,since,by,report\nmill,north,held,2030-06-01,army,g-1\n",
    "institutions": "place,area,aspect,says,n,by,report\n,the strip,services,present,0,army,g-1\n",
    "stances": "actor,toward,attitude,since,by,evidence,report\nnorth,acc,accepts,2030-06,army,press,g-1\n",
    "figures": "what,definition,low,high,by,report\nkilled,all,0,0,army,g-1\n",
    "effort": "observer,area,since,answer,by,report\nnobody,strip,2030-06-01,zero,army,g-1\n",
    "inquiries": "matter,side,on\nE1,a,2030-06-02\n",
    "reservations": "actor,instrument,clause,says,by,report\nsouth,acc,acc/1,Not so.,army,g-1\n",
    "listed_posts": "of_list,number,name,same_as,by,report\nl,1,Mill,,army,g-1\nl,2,The mill,1,army,g-1\n",
}


def files(**changed: str) -> dict[str, bytes]:
    """Return a valid casebook with one row or more in every ledger, some of its ledgers changed."""
    ledgers = {f"{kind}.csv": text.encode() for kind, text in {**LEDGERS, **changed}.items()}
    return {"small.yaml": SMALL.encode(), "record.yaml": RECORD.encode(), **ledgers}


def found(changed: dict[str, bytes]) -> tuple[Fault, ...]:
    try:
        parsed_files(changed)
    except BadCasebook as error:
        return error.faults
    return ()


def with_record(old: str, new: str) -> dict[str, bytes]:
    assert RECORD.count(old) == 1, f"{RECORD.count(old)} times in RECORD: {old}"
    return files() | {"record.yaml": RECORD.replace(old, new).encode()}


def with_row(kind: str, old: str, new: str) -> dict[str, bytes]:
    assert LEDGERS[kind].count(old) == 1, f"{LEDGERS[kind].count(old)} times: {old}"
    return files(**{kind: LEDGERS[kind].replace(old, new)})


def notices(changed: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(warning.pointer, warning.message) for warning in parsed_files(changed).warnings]


def test_the_record_is_valid_and_has_no_notices() -> None:
    assert found(files()) == ()
    assert notices(files()) == []


G = "id: gazette, names: {en: Gazette}, family: paper"
A = "id: E1-a, says: It shelled., by: army, matter: E1, reports: [g-1], tells: [E1/army_says]"


@pytest.mark.parametrize(
    ("old", "new", "pointer", "says"),
    [
        # claims
        ("tells: [E2/army_says]", "tells: [E2]", "claims[2].tells[0]", "names no account"),
        ("tells: [E2/army_says]", "tells: [E2/]", "claims[2].tells[0]", "names no account"),
        ("tells: [E2/army_says]", "tells: [/army_says]", "claims[2].tells[0]", "names no account"),
        ("tells: [E2/army_says]", "tells: [E3/army_says]", "claims[2].tells[0]", "there is no incident 'E3'"),
        ("tells: [E2/army_says]", "tells: [E2/front_says]", "claims[2].tells[0]", "no account 'front_says'"),
        ("tells: [E2/army_says]", "tells: [E1/army_says]", "claims[2].tells[0]", "does not list"),
        (A, A.replace("matter: E1, ", ""), "claims[0]", "about no matter"),
        (A, A.replace("reports: [g-1], ", ""), "claims[0].reports", "read nowhere"),
        (A, A.replace("[g-1]", "[]"), "claims[0].reports", "read nowhere"),
        (A, A.replace("[g-1]", "[g-2]"), "claims[0].reports[0]", "there is no report 'g-2'"),
        (A, A + ", manner: denies, denies: [E1-a]", "claims[0].denies[0]", "denies itself"),
        (A, A + ", manner: denies, denies: [s2-a]", "claims[0].denies[0]", "there is no claim 's2-a'"),
        (A, A + ", denies: [E1-b]", "claims[0].denies", "of another manner"),
        (A, A + ", manner: denies", "claims[0].manner", "does not say what it denies"),
        (A, A + ", manner: denies, denies: [E1-b]", "claims[0].manner", "does not say what it denies"),
        (A, A + ", denies_what: [act]", "claims[0].denies_what", "of another manner"),
        (A, A + ", tells_what: [notice]", "claims[0].tells_what[0]", "'notice' is no part of an account"),
        (A, A.replace("tells: [E1/army_says]", "tells_what: [act]"), "claims[0].tells_what", "parts of no"),
        (A, A + ", mistaken_from: 2030-06-12", "claims[0].mistaken_from", "nothing says why"),
        (", tells: [E1/front_says]", "", "incidents[0].accounts[1].id", "tells the account `front_says`"),
        (A, A + ", contradicts: [E1-a]", "claims[0].contradicts[0]", "or itself"),
        (A, A + ", contradicts: [s2-a]", "claims[0].contradicts[0]", "there is no claim 's2-a'"),
        (
            A,
            A + ", manner: denies, denies: [E1-b], contradicts: [E1-b]",
            "claims[0].contradicts[0]",
            "a second time",
        ),
        (A, A + ", through: [gazette, army]", "claims[0].through[1]", "pass on its own words"),
        (A, A + ", credibility: 2", "claims[0].credibility", "the grade 2 is given without a reason"),
        (A, A + ', credibility: 1, graded_because: " "', "claims[0].credibility", "without a reason"),
        (A, A + ", hypotheses: [{act: shelling, weight: 1.1}]", "claims[0].hypotheses[0].weight", "is 1.1"),
        (A, A + ", hypotheses: [{act: x}]", "claims[0].hypotheses[0].act", "there is no act 'x'"),
        # matters
        ("incidents: [E2]", "incidents: [E2, E1]", "matters[1].incidents[1]", "already, by 'E1'"),
        ("incidents: [E2]", "incidents: [E2, E2]", "matters[1].incidents[1]", "already, by 'E2'"),
        ("incidents: [E2]", "incidents: [E2, E3]", "matters[1].incidents[1]", "no incident 'E3'"),
        # speakers
        ("lean: a", "lean: c", "families[0].lean", "no side 'c'"),
        ("speaks_for: north", "lean: c", "sources[1].lean", "no side 'c'"),
        (G, G + ", families: [{family: paper, lean: c}]", "sources[0].families[0].lean", "no side 'c'"),
        (G, G + ", families: [{family: pape}]", "sources[0].families[0].family", "no family 'pape'"),
        (
            G,
            G + ", families: [{family: paper, until: 2030-02-02}, {family: paper, from: 2030-02-01}]",
            "sources[0].families[1]",
            "two families on one day",
        ),
        (
            G,
            G + ", families: [{family: paper, from: 2030-02-02, until: 2030-02-02}]",
            "sources[0].families[0].until",
            "ends before it begins",
        ),
        ("speaks_for: north", "reliability: B", "sources[1].reliability", "the grade B is given without"),
        ("speaks_for: north", "speaks_for: nort", "sources[1].speaks_for", "no actor 'nort'"),
        ("relays: [gazette]", "relays: [army]", "sources[1].relays[0]", "relays itself"),
        ("relays: [army]", "relays: [gazette]", "reports[0].relays[0]", "relays its own source"),
        # articles
        ("no: 1,", "no: 0,", "articles[0].sentences[0].no", "counted 0 and stands at 1"),
        ("no: 2", "no: 3", "articles[0].sentences[1].no", "counted 3 and stands at 2"),
        ("no: 2", "no: 1", "articles[0].sentences[1].no", "counted 1 and stands at 2"),
        ("s2-b,", "s2-a,", "articles[0].sentences[1].claims[1].id", "'s2-a' stands twice"),
        ("s2-b,", "E1-a,", "articles[0].sentences[1].claims[1].id", "'E1-a' stands twice"),
        ("[s2-a]", "[s2-c]", "articles[0].sentences[1].claims[1].denies[0]", "no claim 's2-c'"),
        ("says: y,", "says: y, tells: [E1/x],", "articles[0].sentences[1].claims[1].tells[0]", "account 'x'"),
        # patrols
        ("crews: [north]", "crews: []", "patrols[0].crews", "nobody went out"),
    ],
)  # fmt: skip
def test_a_slip_of_the_record_is_found_where_it_stands(old: str, new: str, pointer: str, says: str) -> None:
    faults = [fault for fault in found(with_record(old, new)) if says in fault.message]
    assert [fault.pointer for fault in faults] == [pointer]
    assert all(
        fault.file == "record.yaml" and fault.line and fault.column and fault.remedy for fault in faults
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (A, A + ", credibility: 6"),
        (A, A + ", tells_what: [act, who]"),
        (A, A + ", manner: denies, denies_what: [notice]"),
        (A, A + ", mistaken: It was another., mistaken_from: 2030-06-12"),
        (G, G + ", families: [{family: paper, until: 2030-02-01}, {family: paper, from: 2030-02-01}]"),
        (A, A + ", credibility: 2, graded_because: two papers of both sides"),
        (A, A + ", through: [gazette]"),
        (A, A + ", hypotheses: [{act: shelling, weight: 0.5}, {act: shelling, weight: 0.5}]"),
        (A, A + ", hypotheses: []"),
        ("speaks_for: north", "lean: b"),
        ("speaks_for: north", "reliability: F"),
        ("speaks_for: north", "reliability: B, graded_because: it names its sources"),
        ("denies: [s2-a]", "denies: [s2-a, E1-a]"),
        ("says: y,", "says: y, tells: [E2/army_says],"),
        ("said_on: 2030-06-11", "said_on: 2030-01-01"),  # a plan is told of before
        ("s2-b,", "s2-c,"),
    ],
)
def test_its_neighbour_is_let_pass(old: str, new: str) -> None:
    assert found(with_record(old, new)) == ()


@pytest.mark.parametrize(
    ("kind", "old", "new", "column", "says"),
    [
        ("tolls", "killed,2,3", "killed,-1,3", 18, "`low` is -1"),
        ("tolls", "killed,2,3", "killed,4,3", 20, "it runs from 4 down to 3"),
        ("tolls", "1,killed", "0,killed", 9, "`moment` is 0"),
        ("tolls", "E1,army", "E3,army", 1, "there is no matter 'E3'"),
        ("notifications", "north,south", "north,soth", 15, "there is no actor 'soth'"),
        ("patrol_accounts", "north,1,", "north,0,", 16, "`number` is 0"),
        ("patrol_accounts", "0.5", "0", 18, "`length_km` is 0"),
        ("patrol_accounts", "army,,1", "army,north,1", 1, "2 rows say what 'army' says of 'p-1'"),
        ("counts", "shells,0,", "shells,-1,", 15, "`n` is -1"),
        ("counts", "24", "0", 17, "`hours` is 0"),
        ("counts", "24", "-0.5", 17, "`hours` is -0.5"),
        ("control", "mill,north", "mil,north", 1, "there is no place 'mil'"),
        ("institutions", "the strip", " ", 1, "it is said of nowhere"),
        ("institutions", "present,0", "present,-1", 29, "`n` is -1"),
        ("stances", "acc,accepts", "ac,accepts", 7, "no instrument, clause or issue 'ac'"),
        ("stances", "acc,accepts", "mill,accepts", 7, "no instrument, clause or issue 'mill'"),
        ("figures", "all,0,0", "all,-1,0", 12, "`low` is -1"),
        ("figures", "all,0,0", "all,1,0", 14, "it runs from 1 down to 0"),
        ("inquiries", "E1,a", "E3,a", 1, "there is no matter 'E3'"),
        ("inquiries", "E1,a", "E1,c", 4, "there is no side 'c' to ask"),
        ("reservations", "acc,acc/1", "acc,acc/2", 11, "there is no clause 'acc/2'"),
        ("listed_posts", "mill,1", "mill,3", 14, "there is no post '3', nor another line"),
        ("listed_posts", "mill,1", "mill,2", 14, "there is no post '2', nor another line"),
        ("listed_posts", "l,2,", "l,0,", 3, "`number` is 0"),
        ("listed_posts", "l,2,", "k,2,", 14, "there is no post '1', nor another line"),
    ],
)
def test_a_slip_of_a_ledger_is_found_in_its_cell(
    kind: str, old: str, new: str, column: int, says: str
) -> None:
    faults = [fault for fault in found(with_row(kind, old, new)) if says in fault.message]
    assert faults
    assert {(fault.file, fault.column) for fault in faults} == {(f"{kind}.csv", column)}
    assert all(fault.line > 1 and fault.remedy for fault in faults)


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("tolls", "killed,2,3", "killed,3,3"),
        ("tolls", "killed,2,3", "killed,0,"),
        ("tolls", "killed,2,3", "killed,,3"),
        ("patrol_accounts", "0.5", "0.001"),
        ("patrol_accounts", "army,,1", "gazette,north,2"),
        ("counts", "24", ""),
        ("institutions", ",the strip", "mill,"),
        ("stances", "acc,accepts", "acc/1,accepts"),
        ("stances", "acc,accepts", "toll-road,accepts"),
        ("reservations", "acc,acc/1", "acc,"),
        ("listed_posts", "2,The mill", "1,The mill"),  # two lines of one number
        ("listed_posts", "mill,1", "mill,post-1"),
    ],
)
def test_the_neighbour_of_a_ledgers_slip_is_let_pass(kind: str, old: str, new: str) -> None:
    assert found(with_row(kind, old, new)) == ()


def test_a_reservation_is_to_a_clause_of_its_own_instrument() -> None:
    other = SMALL.replace(
        "instruments:\n", "instruments:\n  - {id: old, titles: {en: Old}, kind: protocol, makers: [north]}\n"
    )
    changed = with_row("reservations", "acc,acc/1", "old,acc/1") | {"small.yaml": other.encode()}
    assert [fault.message for fault in found(changed)] == ["`acc/1` is no clause of 'old'"]


def test_a_word_may_hang_on_a_reading() -> None:
    hanging = "{hangs_on: clock, readings: {ours: performed, theirs: %s}}"
    word = "words: [{obligation: acc/1, says: %s, by: x, of_side: a, on: 2030-06-01}]"
    duty = SMALL.replace("kind: forbid", "kind: require\n    duty: guns are out").replace(
        "    against:", "    #"
    )
    assert not [f for f in faults_of(duty, more=word % (hanging % "not_performed")) if "words" in f.pointer]
    [fault] = [f for f in faults_of(duty, more=word % (hanging % "undone")) if "words" in f.pointer]
    assert fault.pointer == "words[0].says.readings.theirs"


def test_leans_are_sides_the_mandate_names_where_it_names_any() -> None:
    mandate = "mandate: {yes: 0.95, no: 0.05, sides: {a: {en: A}, b: {en: B}, c: {en: C}}}"
    changed = with_record("lean: a", "lean: c")
    changed["small.yaml"] = SMALL.replace("mandate: {yes: 0.95, no: 0.05}", mandate).encode()
    assert found(changed) == ()


def test_what_names_a_noun_that_could_not_be_read_is_not_blamed() -> None:
    [incident] = found(with_record("title: Another\n    accounts:", "titel: Another\n    accounts:"))
    assert incident.pointer == "incidents[1].titel"
    [matter] = found(with_record("title: Another, kind: shelling", "title: Another, kind: shel"))
    assert matter.pointer == "matters[1].kind"


# Notices


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\nclaims:\n", "\n  - {id: E3, title: x, kind: patrol}\nclaims:\n", ("matters[2].id", "no claims")),
        (
            "reports:\n  - ",
            "  - {id: mute, names: {en: Mute}, family: paper}\nreports:\n  - ",
            ("sources[2].id", "nobody cites"),
        ),
        (
            "incidents:\n  - id: E1\n",
            "  - {id: g-2, source: army, address: example one, said_on: 2030-06-11, dated: printed}\n"
            "incidents:\n  - id: E1\n",
            ("reports[0].address", "2 reports have this address"),
        ),
    ],
)  # fmt: skip
def test_what_nobody_tells_or_cites_is_a_notice(old: str, new: str, expected: tuple[str, str]) -> None:
    pointer, says = expected
    said = notices(with_record(old, new))
    assert [message for at, message in said if at == pointer and says in message], said


def test_an_account_that_no_claim_tells_is_a_fault_since_nothing_could_stand_behind_it() -> None:
    incident = "incidents: [{id: E9, title: x, accounts: [{id: a, told_by: [x], "
    incident += "hypotheses: [{act: shelling}]}]}]\n"
    [fault] = found(files() | {"e9.yaml": incident.encode()})
    assert (fault.pointer, fault.message) == ("incidents[0].accounts[0].id", "no claim tells the account `a`")
    assert "tells: [E9/a]" in fault.remedy


@pytest.mark.parametrize("kind", sorted(LEDGERS.keys() - {"inquiries"}))  # the mission's own acts
def test_a_row_with_neither_report_nor_note_is_a_notice(kind: str) -> None:
    bare = LEDGERS[kind].replace("g-1\n", "\n", 1)
    said = notices(files(**{kind: bare}))
    assert [(pointer, message.partition(" read ")[0]) for pointer, message in said] == [
        (f"{kind}[0]", "the row says neither where it was")
    ]


def test_a_note_or_what_rests_on_memory_is_ground_enough() -> None:
    said = notices(files(tolls="matter,by,outcome,low,note\nE1,army,killed,2,counted by us\n"))
    assert said == []
    text = LEDGERS["stances"].replace("report", "unverified").replace("g-1", "the day")
    assert notices(files(stances=text)) == [("stances[0].unverified", "unverified: the day")]


# How long it takes


def test_ten_times_the_record_takes_ten_times_as_long_not_a_hundred() -> None:
    def seconds(n: int) -> float:
        rows = "".join(f"E1,army,{moment},killed,2,3,g-1\n" for moment in range(1, n + 1))
        claims = "".join(
            f"  - {{id: E2-{k}, says: x, by: army, matter: E2, reports: [g-1], tells: [E2/army_says], "
            f"contradicts: [E2-{k - 1 or 'a'}]}}\n"
            for k in range(1, n // 10)
        )
        changed = files(tolls="matter,by,moment,outcome,low,high,report\n" + rows)
        changed["record.yaml"] = RECORD.replace("issues:\n", claims + "issues:\n").encode()
        start = time.process_time()
        assert found(changed) == ()
        return time.process_time() - start

    seconds(100)
    assert seconds(5000) < 25 * max(seconds(500), 0.05)


@pytest.mark.parametrize(
    ("latest", "until", "says"),
    [
        ("2030-06-01", "", None),
        ("2030-06-03", "2030-06-03", None),
        ("2030-05-31", "", "the latest day it may have begun is before it starts"),
        ("2030-06-03", "2030-06-02", "it ends before it starts"),
        ("2030-06-03 10:00", "", "names no clock"),
    ],
)
def test_a_word_on_control_begins_between_its_days_and_then_ends(
    latest: str, until: str, says: str | None
) -> None:
    heading = "place,holder,state,since,since_latest,until,by,report"
    row = f"mill,north,held,2030-06-01,{latest},{until},army,g-1"
    faults = found(files(control=f"{heading}\n{row}\n"))
    assert [says is not None and says in fault.message for fault in faults] == ([True] if says else [])
