"""What must fit: each fault alone in an otherwise valid casebook, and its neighbour that is let pass."""

from __future__ import annotations

import pytest

from tests.casebooks import SMALL, broken, changed, faults_of, parsed

POINT = "where: {place: mill}"
MORE = "    where: strip\n"
IN_FORCE = (
    'in_force: {at: 2030-05-02 00:01, zone: {hangs_on: clock, readings: {ours: UTC, theirs: "+02:00"}}}'
)


QUESTION = "    question: Whose clock?\n"


def excepting(more: str) -> str:
    """Return an `except` clause to acc/1 with an example that shows it."""
    clause = (
        "  - {id: acc/2, kind: except, title: Answer, reference: point 2, checked_on: 2030-06-01, "
        "text: [{version: signed, anchor: point 2, words: They may answer.}], " + more + "}\n"
    )
    example = (
        "examples:\n  - {id: answer, clause: acc/1, expect: {ours: excepted}, facts: {hypotheses: "
        "[{act: shelling, response: yes}], when: {at: 2030-06-10Z}, where: {place: mill}}}\n"
    )
    return "clauses:\n" + clause + example


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        # references
        ("makers: [north]", "makers: [nort]", "there is no actor 'nort'"),
        ("makers: [north]", "makers: [unknown]", "there is no actor 'unknown'"),
        ("instrument: acc, how: joined", "instrument: ac, how: joined", "there is no instrument 'ac'"),
        ("through: [mill, cape]", "through: [mill, cap]", "there is no place 'cap'"),
        ("along: road", "along: rode", "there is no line 'rode'"),
        ("where: strip", "where: stripe", "there is no zone 'stripe'"),
        ("acts: [armed_attack]", "acts: [armed_attak]", "there is no act 'armed_attak'"),
        ("{act: shelling", "{act: sheling", "there is no act 'sheling'"),
        ("hangs_on: clock", "hangs_on: clok", "there is no ambiguity 'clok'"),
        ("expect: {ruling: breach, ours: breach}", "expect: {rulling: breach}", "no position 'rulling'"),
        ("{version: signed", "{version: sined", "the instrument has no text 'sined'"),
        ("clause: acc/1", "clause: acc/l", "there is no clause 'acc/l'"),
        ("{clock: ours}", "{clock: ours, clok: ours}", "there is no ambiguity 'clok'"),
        # ids
        ("- {id: south, names: {en: South}", "- {id: so uth, names: {en: South}", "'so uth' is no id"),
        ("{id: theirs, says: Theirs.}", "{id: ours, says: Theirs.}", "the id 'ours' stands 2 times"),
        # readings
        (", readings: {ours: UTC, theirs:", ", readings: {our: UTC, theirs:", "no reading 'our'"),
        ("readings: {clock: unresolved}}", "readings: {}}", "the position leaves `clock` open"),
        ("readings: {clock: ours}}", "readings: {clock: hours}}", "there is no reading 'hours'"),
        ("says: Theirs.}", "says: Theirs., says_in: {ru: Их.}}", "not in the same languages: ru"),
        (QUESTION, QUESTION + "    about: life\n", "says which reading means that the text lived"),
        (QUESTION, QUESTION + "    about: life\n    alive: our\n", "there is no reading 'our'"),
        (QUESTION, QUESTION + "    about: life\n    alive: unresolved\n", "there is no reading 'unresolved'"),
        (QUESTION, QUESTION + "    alive: ours\n", "only in a question about life"),
        (QUESTION, QUESTION + "    about: conduct\n", "'conduct' is not a word"),
        # times
        (IN_FORCE, "in_force: {at: 2030-05-02 00:01}", "names no clock"),
        (IN_FORCE, "in_force: {at: 2030-05-02}", "names no clock"),
        (IN_FORCE, "in_force: {at: 10000-05-02Z}", "10000"),
        (IN_FORCE, "in_force: {at: 2030-05-02Z, zone: UTC}", "names one too"),
        (IN_FORCE, "in_force: {at: 2030-02-30Z}", "2030-02-30"),
        (IN_FORCE, "in_force: {at: 2020-03-29 02:30, zone: Europe/Berlin}", "never showed"),
        ("ours: UTC, theirs", "ours: Mars/Olympus, theirs", "'Mars/Olympus' is no time zone"),
        ("when: {at: 2030-06-10 12:00Z}", "when: {at: 2030-06-10 12:00}", "names no clock"),
        ("when: {at: 2030-06-10 12:00Z}", "when: {at: 2030-06-10Z, to: 2030-06-08Z}", "ends before"),
        ("how: joined}", "how: joined, from: 2030-05-02 06:00}", "names no clock"),
        ("how: joined}", "how: joined, from: 2030-05-02, until: 2030-05-01}", "ends before"),
        ("kind: protocol", "kind: protocol\n    signed_on: 2030-05-01 10:00Z", "more than a day"),
        ("no: 0.05}", "no: 0.05, day_starts: 24:00}", "'24:00' is no clock time"),
        ("no: 0.05}", "no: 0.05, day_zone: Nowhere}", "'Nowhere' is no time zone"),
        # clauses
        ("    text: [{version: signed, anchor: point 1, words: They shall not attack.}]\n",
         "    text: []\n", "the clause has no text"),
        ("words: They shall not attack.", 'words: " "', "the passage has no words"),
        ("reference: point 1", 'reference: " "', "the clause has no reference"),
        ("acts: [armed_attack]", "acts: []", "the clause forbids no act"),
        (MORE, MORE + "    excepts: [acc/1]\n", "`excepts` is for `except` clauses only"),
        (MORE, MORE + "    only_in_response: true\n", "`only_in_response` is for `except`"),
        (MORE, MORE + "    duty: be nice\n", "`duty` is for `require` clauses only"),
        (MORE, MORE + "    patrol: {done_when: set_out, alone: performed}\n", "and has no duty"),
        (MORE, MORE + "    superseded_by: acc\n", "superseded at no time"),
        (
            MORE,
            MORE + "    superseded_by: acx\n    until: {at: 2030-06-01, zone: UTC}\n",
            "there is no instrument 'acx'",
        ),
        (MORE, MORE + "    patrol: {done_when: begun, alone: performed}\n", "'begun' is not a word"),
        ("who: {bound: true}", "who: {other_side: true}", "`other_side` is for `against` only"),
        # names, numbers
        ("{en: Mill}", "{ar: طاحون}", "there is no English name"),
        ("{yes: 0.95, no: 0.05}", "{yes: 0.05, no: 0.95}", "`no` is 0.95 and `yes` 0.05"),
        ("{yes: 0.95, no: 0.05}", "{yes: 1.1, no: 0.05}", "`yes` 1.1"),
        ("{yes: 0.95, no: 0.05}", "{yes: 1, no: 0}", "`no` is 0"),
        ("no: 0.05}", "no: 0.05, publish_delay_minutes: -1}", "`publish_delay_minutes` is -1"),
        ("no: 0.05}", "no: 0.05, publish_grid_km: -5}", "`publish_grid_km` is -5"),
        ("no: 0.05}", "no: 0.05, publish_delay_minutes: 1e12}", "`publish_delay_minutes` is 1e+12"),
        ("no: 0.05}", "no: 0.05, publish_delay_minutes: 525601}", "`publish_delay_minutes` is 525601"),
        ("no: 0.05}", "no: 0.05, tracks: {stop_s: 1e12}}", "1e+12 is too much"),
        ("no: 0.05}", "no: 0.05, tracks: {stop_s: nan}}", "'nan' is not a number"),
        ("no: 0.05}", "no: 0.05, tracks: {together_m: 0}}", "0 is not above zero"),
        ("no: 0.05}", "no: 0.05, tracks: {clock_share: 1.01}}", "1.01 is above 1"),
        ("{act: shelling, cast", "{act: shelling, weight: 1.2, cast", "the weight is 1.2"),
        # places and shapes
        (POINT, "where: {lon: 200, lat: 40, radius_m: 1}", "200 degrees east"),
        (POINT, "where: {lon: 40, lat: 91, radius_m: 1}", "91 degrees north"),
        (POINT, "where: {lon: 0, lat: 0, radius_m: 1}", "0, 0 stands for unknown"),
        (POINT, "where: {lon: 40}", "a point has both"),
        (POINT, "where: {lon: 40, lat: 40}", "no `radius_m`"),
        (POINT, "where: {lon: 40, lat: 40, radius_m: 1, place: mill}", "both given"),
        ("reach_km: 6", "reach_km: 0", "reach_m"),
        ("reach_km: 6", "reach_km: {hangs_on: clock, readings: {ours: 6, theirs: -1}}", "(under clock:"),
        ("through: [mill, cape]", "through: [mill]", "two distinct points"),
        ("through: [mill, cape]", "points: [[0, 1], [1, 2], [1, 1], [0, 2]]", "crosses"),
        ("through: [mill, cape], ", "", "either `points` or `through`"),
        ("{shape: corridor, along: road, reach_km: 6, ends: flat}",
         "{shape: polygon, points: [[0, 1], [1, 2], [1, 1], [0, 2]]}", "crosses"),
        ("{shape: corridor, along: road, reach_km: 6, ends: flat}",
         "{shape: union, any_of: [strip]}", "it is a part of itself: strip → strip"),
        ("basis: point 1\n    status: constructed\n    sigma_m: 50",
         "basis: point 1\n    status: constructed\n    sigma_m: -1", "sigma_m is -1"),
    ],
)  # fmt: skip
def test_a_slip_is_found_where_it_stands(old: str, new: str, says: str) -> None:
    faults = broken(old, new)
    assert [fault for fault in faults if says in fault.message], faults
    assert all(fault.file == "small.yaml" and fault.line and fault.column for fault in faults)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (IN_FORCE, "in_force: {at: 2030-05-02 00:01Z}"),
        (IN_FORCE, "in_force: {at: 2020-03-29 03:00, zone: Europe/Berlin}"),
        ("no: 0.05}", "no: 0.05, day_starts: 23:59}"),
        ("{yes: 0.95, no: 0.05}", "{yes: 1, no: 0.01}"),
        ("no: 0.05}", "no: 0.05, publish_delay_minutes: 0, publish_grid_km: 0}"),
        ("no: 0.05}", "no: 0.05, publish_delay_minutes: 525600, publish_grid_km: 0}"),
        ("no: 0.05}", "no: 0.05, tracks: {together_m: 0.1, clock_share: 1}}"),
        ("{act: shelling, cast", "{act: shelling, weight: 1, cast"),
        ("actor: north,", "actor: unknown,"),
        (POINT, "where: {lon: 180, lat: 90, radius_m: 0}"),
        ("how: joined}", "how: joined, from: 2030-05-02 06:00Z}"),
        ("readings: {clock: ours}}", "readings: {clock: unresolved}}"),
        (MORE, MORE + "    unverified: from memory\n"),
    ],
)
def test_its_neighbour_is_let_pass(old: str, new: str) -> None:
    assert broken(old, new) == ()


def test_a_name_nearly_right_is_answered_with_the_nearest() -> None:
    [fault] = broken("where: strip", "where: strap")
    assert fault.remedy == "did you mean `strip`?"


@pytest.mark.parametrize("written", ["Meel", "moulin", "مطحنة"])
def test_a_place_named_as_others_spell_it_is_answered_with_its_id(written: str) -> None:
    named = "names: {en: Mill, fr: Moulin, ar: المطحنه}"
    faults = faults_of(
        SMALL.replace("names: {en: Mill}", named).replace("[mill, cape]", f"[{written}, cape]")
    )
    assert {fault.remedy for fault in faults if written in fault.message} == {"did you mean `mill`?"}


@pytest.mark.parametrize(("grade", "n_faults"), [("unstated", 1), ("estimate", 0), ("region", 0)])
def test_a_place_that_others_are_named_by_says_what_stands_behind_its_radius(
    grade: str, n_faults: int
) -> None:
    faults = broken(
        "-30, lat: 40, radius_m: 100, grade: surveyed", f"-30, lat: 40, radius_m: 100, grade: {grade}"
    )
    assert ["`unstated` is for what is told" in fault.message for fault in faults] == [True] * n_faults


def test_a_clause_without_example_is_a_fault_and_one_that_only_affirms_is_none() -> None:
    alone = SMALL.partition("examples:")[0]
    assert [fault.message for fault in faults_of(alone)] == ["the clause has no example"]
    affirms = alone.replace("kind: forbid", "kind: affirm")
    assert faults_of(affirms) == ()


REQUIRE = "kind: require\n    duty: be calm"
FOLLOWED = "`acc/1` is followed by what is said of it, not by acts: no incident is weighed by it"


@pytest.mark.parametrize(
    ("kind", "acts", "says"),
    [
        (REQUIRE, "    acts: [armed_attack]\n", []),
        (REQUIRE, "", [FOLLOWED]),
        (REQUIRE, "    acts: {hangs_on: clock, readings: {ours: [armed_attack], theirs: []}}\n", []),
        (REQUIRE, "    acts: {hangs_on: clock, readings: {ours: [], theirs: []}}\n", [FOLLOWED]),
        ("kind: affirm", "", ["`acc/1` neither forbids nor requires, so no incident is weighed by it"]),
    ],
)
def test_an_example_is_of_a_clause_that_acts_can_break(kind: str, acts: str, says: list[str]) -> None:
    text = changed("kind: forbid", kind).replace("    acts: [armed_attack]\n", acts)
    faults = faults_of(text)
    assert [fault.message for fault in faults] == says
    assert all(fault.pointer.endswith("clause") and fault.remedy for fault in faults)


def test_a_duty_that_no_act_breaks_needs_no_example_and_has_no_exception() -> None:
    text = (
        changed("kind: forbid", REQUIRE).replace("    acts: [armed_attack]\n", "").partition("examples:")[0]
    )
    assert faults_of(text) == ()
    more = excepting("excepts: [acc/1]").partition("examples:")[0]
    assert "`acc/1` names no act, so nothing excepts from it" in [
        fault.message for fault in faults_of(text, more=more)
    ]


def test_the_clause_id_starts_with_its_instrument() -> None:
    text = SMALL.replace("acc/1", "ac/1")
    assert any("there is no instrument 'ac'" in fault.message for fault in faults_of(text))


def test_ids_are_given_once_in_each_kind() -> None:
    more = "places: [{id: mill, names: {en: Mill}, lon: -30, lat: 40, radius_m: 1, grade: surveyed}]"
    assert [fault.file for fault in faults_of(more=more)] == ["more.yaml", "small.yaml"]


def test_acts_and_actors_are_no_part_of_themselves() -> None:
    circle = "acts: [{id: x, names: {en: x}, under: y}, {id: y, names: {en: y}, under: x}]"
    assert [fault.message for fault in faults_of(more=circle)] == [
        "it is a part of itself: x → y → x",
        "it is a part of itself: y → x → y",
    ]
    own = changed("side: a, bound", "side: a, part_of: [{of: north}], bound")
    assert "north → north" in faults_of(own)[0].message


def test_an_exception_names_a_clause_that_can_be_broken_and_is_shown() -> None:
    assert faults_of(more=excepting("excepts: [acc/1]")) == ()
    assert any("to no clause" in fault.message for fault in faults_of(more=excepting("excepts: []")))
    unshown = excepting("excepts: [acc/1]").replace("excepted}", "breach}")
    assert "has no example" in faults_of(more=unshown)[0].message


def test_weights_sum_to_one_at_most() -> None:
    two = "hypotheses: [{act: shelling, weight: 0.6}, {act: shelling, weight: 0.%d}, {act: shelling, cast"
    old = "hypotheses: [{act: shelling, cast"
    assert broken(old, two % 4) == ()
    assert "sum to 1.1" in broken(old, two % 5)[0].message


@pytest.mark.parametrize(("toll", "n_faults"), [("[0, 2]", 0), ("[2, 2]", 0), ("[3, 2]", 1), ("[-1, 2]", 1)])
def test_a_toll_runs_from_low_to_high(toll: str, n_faults: int) -> None:
    more = (
        "incidents: [{id: E1, title: x, accounts: [{id: a, told_by: [x], "
        f"hypotheses: [{{act: shelling}}], fatalities: {toll}}}]}}]"
    )
    told = [fault for fault in faults_of(more=more) if "no claim tells" not in fault.message]
    assert len(told) == n_faults


@pytest.mark.parametrize(
    ("counting", "days", "n_faults"),
    [("end_of_day", 0, 0), ("start_of_day", 0, 0), ("start_of_day", 7, 1), ("first_day_counts", 0, 1)],
)
def test_a_deadline_is_counted_by_a_rule_that_fits(counting: str, days: int, n_faults: int) -> None:
    due = f"    due: {{day: {{at: 2030-05-20Z}}, counting: {counting}, within_days: {days}}}\n"
    assert len(broken(MORE, MORE + due)) == n_faults


def test_words_are_said_of_an_obligation_by_a_known_side() -> None:
    word = "words: [{obligation: acc/1, says: performed, by: x, of_side: %s, on: 2030-06-01}]"
    assert [fault.message for fault in faults_of(more=word % "c")] == [
        "`acc/1` states no duty, so nobody can say that it was performed",
        "no actor is of side 'c'",
    ]
    assert len(faults_of(more=word % "mission")) == 1


# Stand-ins

SOMEBODY = "actors:\n  - {id: anyone, names: {en: People there}, kind: organisation, %s}\n"


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("one_of: [north, south]", []),
        ("one_of: [north, somebody-else]", []),
        ("one_of: [north, nort]", ["there is no actor 'nort'"]),
        ("one_of: [north, unknown]", ["there is no actor 'unknown'"]),
        ("one_of: [north]", ["a stand-in for one actor is that actor"]),
        ("one_of: [north, north]", ["a stand-in for one actor is that actor"]),
        ("one_of: [north, anyone]", ["it stands for itself: anyone → anyone"]),
        ("one_of: [north, south], side: a", ["a stand-in has no `side` of its own"]),
        ("one_of: [north, south], part_of: [{of: north}]", ["a stand-in has no `part_of` of its own"]),
        (
            "one_of: [north, south], bound_by: [{instrument: acc, how: not_bound}]",
            ["a stand-in has no `bound_by` of its own"],
        ),
        (
            "one_of: [north, south], listings: [{by: court, from: 2030-01-01}]",
            ["a stand-in has no `listings` of its own"],
        ),
    ],
)
def test_a_stand_in_is_some_of_several_others_and_nothing_more(who: str, says: list[str]) -> None:
    faults = faults_of(more=SOMEBODY % who)
    assert len(faults) == len(says)
    assert all(says_so in fault.message for says_so, fault in zip(says, faults, strict=True)), faults
    assert all(fault.file == "more.yaml" and fault.line and fault.remedy for fault in faults)


def test_two_stand_ins_do_not_stand_for_each_other() -> None:
    two = SOMEBODY % "one_of: [north, others]" + (
        "  - {id: others, names: {en: Others}, kind: group, one_of: [anyone, south]}\n"
    )
    assert [fault.message for fault in faults_of(more=two)] == [
        "it stands for itself: anyone → others → anyone",
        "it stands for itself: others → anyone → others",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("who: {bound: true}", "who: {actors: [north, anyone]}", "speaks of nobody in particular"),
        ("side: a, bound", "side: a, part_of: [{of: anyone}], bound", "of which nobody is part"),
        ("how: joined}", "how: through_guarantor, guarantor: anyone}", "answers for nobody"),
    ],
)
def test_nobody_in_particular_bears_a_duty_has_parts_or_answers(old: str, new: str, says: str) -> None:
    (fault,) = faults_of(changed(old, new), more=SOMEBODY % "one_of: [north, south]")
    assert says in fault.message


@pytest.mark.parametrize("name", ["unknown", "somebody-else"])
def test_no_actor_has_the_name_of_one_that_is_not_here(name: str) -> None:
    (fault,) = faults_of(more=SOMEBODY.replace("anyone", name) % "aliases: [They]")
    assert fault.message == f"`{name}` is what an actor is called that is not here"


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        ("about_side: a", []),
        ("about_side: c", ["no actor is of side 'c'"]),
        ("about_side: mission", ["no actor is of side 'mission'"]),
        ("about: north, about_side: a", ["a word is about one who owes the duty, or about all of a side"]),
        ("patrol: p1", ["`acc/1` does not say when a patrol is done, so no outing performs it"]),
    ],
)
def test_a_word_is_about_one_about_a_side_or_about_an_outing_that_can_perform_the_duty(
    more: str, messages: list[str]
) -> None:
    word = f"words: [{{obligation: acc/1, says: performed, by: x, of_side: a, on: 2030-06-01, {more}}}]"
    found = [fault.message for fault in faults_of(more=word) if "words" in fault.pointer]
    known = [one for one in found if "states no duty" not in one and "there is no" not in one]
    assert known == messages


# Warnings


def warnings(text: str = SMALL, more: str = "") -> list[str]:
    return [warning.message for warning in parsed(text, more=more).warnings]


def test_a_fact_from_memory_is_a_warning_each_time() -> None:
    assert warnings(changed(MORE, MORE + "    unverified: the hour\n")) == ["unverified: the hour"]


def test_an_excuse_and_a_bar_on_one_clause_are_a_warning() -> None:
    excuse = excepting("excepts: [acc/1]")
    bar = (
        excuse.replace("acc/2", "acc/3")
        .replace("excepts:", "effect: bar, excepts:", 1)
        .partition("examples")[0]
    )
    assert warnings(more=excuse) == []
    assert warnings(more=excuse.replace("examples:", bar.removeprefix("clauses:\n") + "examples:", 1)) == [
        "acc/3 bars what acc/2 excuses"
    ]


@pytest.mark.parametrize(("act", "n_warnings"), [("shelling", 1), ("armed_attack", 1), ("movement", 0)])
def test_a_permit_of_what_is_forbidden_is_a_warning(act: str, n_warnings: int) -> None:
    permit = (
        "clauses: [{id: acc/2, kind: permit, title: x, reference: x, checked_on: 2030-06-01, "
        f"text: [{{version: signed, anchor: x, words: x}}], acts: [{act}]}}]"
    )
    assert len(warnings(more=permit)) == n_warnings


def test_an_ambiguity_on_which_nothing_hangs_is_a_warning() -> None:
    text = changed(IN_FORCE, "in_force: {at: 2030-05-02Z}")
    assert warnings(text) == ["no value hangs on this ambiguity"]


LIFE = QUESTION + "    about: life\n    alive: ours\n"
ENDED = "{hangs_on: clock, readings: {ours: {at: 2031-01-01Z}, theirs: {at: 2030-12-01Z}}}"


@pytest.mark.parametrize(
    ("old", "new"),
    [(IN_FORCE, f"in_force: {{at: 2030-05-02Z}}\n    ended: {ENDED}"), (MORE, f"{MORE}    until: {ENDED}\n")],
)
def test_a_question_about_life_on_which_an_end_hangs_is_let_pass(old: str, new: str) -> None:
    assert warnings(changed(old, new).replace(QUESTION, LIFE)) == []


def test_a_question_about_life_on_which_no_end_hangs_is_a_warning() -> None:
    # A start hangs on it, and a start is no life.
    assert warnings(changed(QUESTION, LIFE)) == [
        "no end of an instrument or clause hangs on this question about life"
    ]
    # Where nothing hangs on it at all, that is said once.
    assert warnings(changed(IN_FORCE, "in_force: {at: 2030-05-02Z}").replace(QUESTION, LIFE)) == [
        "no value hangs on this ambiguity"
    ]


def test_a_bound_actor_of_no_side_is_a_warning() -> None:
    assert "of no side" in warnings(changed("kind: force, side: b, ", "kind: force, "))[0]


@pytest.mark.parametrize(
    ("who", "n_warnings"),
    [
        ("side: b", 1),
        ("kind: group", 1),
        ("side: b, aliases: [Those there]", 0),
        ("side: b, bound_by: [{instrument: acc, how: not_bound}]", 0),
        ("side: b, part_of: [{of: south}]", 0),
        ("side: b, listings: [{by: court, from: 2030-01-01}]", 0),
        ("side: b, came_from: [{how: split, actor: south}]", 0),
        ("kind: civilians", 0),
        ("one_of: [south, somebody-else]", 0),
    ],
)
def test_an_actor_of_whom_nothing_is_known_is_a_warning_if_an_account_tells_of_it(
    who: str, n_warnings: int
) -> None:
    kind = "" if who.startswith("kind") else "kind: organisation, "
    actor = SOMEBODY.replace("kind: organisation, ", kind) % who
    assert warnings(more=actor) == [], "nobody tells of it"
    found = warnings(changed("{actor: south, role", "{actor: anyone, role"), actor)
    assert [message for message in found if message.startswith("nothing but a side is known")] == found
    assert len(found) == n_warnings


def test_a_text_known_and_not_held_is_a_warning() -> None:
    assert "not held" in warnings(changed("status: signed", "status: known_not_held"))[0]


@pytest.mark.parametrize(("n", "n_warnings"), [(32, 0), (33, 1)])
def test_more_than_4096_combinations_on_one_clause_are_a_warning(n: int, n_warnings: int) -> None:
    text = SMALL  # the clock has two readings already
    for question, n_readings, key, value in (("q", 64, "acts", "[armed_attack]"), ("r", n, "where", "strip")):
        ids = [f"a{index}" for index in range(n_readings)]
        readings = ", ".join(f"{{id: {own}, says: x}}" for own in ids)
        text = text.replace(
            "positions:\n", f"  - {{id: {question}, question: x?, readings: [{readings}]}}\npositions:\n"
        )
        text = text.replace("clock: unresolved", f"{question}: a0, clock: unresolved")
        text = text.replace("clock: ours", f"{question}: a0, clock: ours")
        values = ", ".join(f"{own}: {value}" for own in ids)
        hanging = f"{{hangs_on: {question}, readings: {{{values}}}}}"
        text = text.replace(f"    {key}: {value}", f"    {key}: {hanging}")
    assert len(warnings(text)) == n_warnings


def test_a_clause_that_names_acts_and_no_place_is_a_warning_at_its_line() -> None:
    text = changed("    where: strip\n", "")
    (warning,) = parsed(text).warnings
    assert warning.message == "the clause names acts and no place, so it holds everywhere"
    assert (warning.file, text.splitlines()[warning.line - 1].strip()) == ("small.yaml", "- id: acc/1")
    assert "anywhere: true" in warning.remedy


def test_a_clause_whose_words_hold_everywhere_says_so_and_is_no_warning() -> None:
    assert warnings(changed("    where: strip\n", "    anywhere: true\n")) == []
    assert warnings() == []


def test_a_duty_that_no_act_shows_unmet_needs_no_place() -> None:
    text = changed("kind: forbid\n    title: No attack", "kind: require\n    title: No attack")
    text = text.replace("    acts: [armed_attack]\n", "    duty: to meet\n").replace("    where: strip\n", "")
    text = text[: text.index("examples:")]
    assert not any("no place" in warning for warning in warnings(text))


def test_a_clause_has_a_place_or_holds_anywhere_and_not_both() -> None:
    faults = faults_of(changed("    where: strip\n", "    where: strip\n    anywhere: true\n"))
    assert [fault.message for fault in faults] == ["`where` and `anywhere` are both given"]


MILL = "radius_m: 100, grade: surveyed}\n  - {id: cape"


def test_a_place_lies_in_a_zone_that_there_is_on_some_grounds() -> None:
    within = "radius_m: 100, grade: surveyed, within: [{zone: %s, grounds: %s}]}\n  - {id: cape"
    assert faults_of(changed(MILL, within % ("strip", "point 1"))) == ()
    (unknown,) = faults_of(changed(MILL, within % ("stripe", "point 1")))
    assert (unknown.message, "strip" in unknown.remedy) == ("there is no zone 'stripe'", True)
    (bare,) = faults_of(changed(MILL, within % ("strip", "' '")))
    assert bare.message == "nothing is said to place it there"


def test_an_account_lies_in_zones_that_there_are() -> None:
    (unknown,) = faults_of(changed("where: {place: mill}", "where: {within: [stripe]}"))
    assert unknown.message == "there is no zone 'stripe'"
    assert faults_of(changed("where: {place: mill}", "where: {within: [strip]}")) == ()
