"""A casebook from its files: what is valid loads, and what is not is refused with every fault."""

from __future__ import annotations

from importlib import resources

import pytest

from tests.casebooks import ACTS, SMALL, broken, changed, faults_of, parsed
from truceline.errors import BadCasebook
from truceline.model.hanging import Hanging
from truceline.parsing.marks import Mark
from truceline.record.parse import parse_record
from truceline.text.new import new_casebook


def test_the_small_casebook_is_valid_and_has_no_warnings() -> None:
    assert faults_of() == ()
    assert parsed().warnings == ()


def test_values_are_typed_by_the_schema() -> None:
    [instrument] = parsed().record.casebook.instruments
    assert instrument.in_force is not None
    assert not isinstance(instrument.in_force, Hanging)
    assert instrument.in_force.at == "2030-05-02 00:01"
    assert isinstance(instrument.in_force.zone, Hanging)
    assert instrument.in_force.zone.readings == {"ours": "UTC", "theirs": "+02:00"}


def test_every_noun_keeps_its_place() -> None:
    marks = parsed().marks
    line = SMALL.splitlines().index("  - id: acc/1") + 1
    assert marks["clauses", "acc/1"] == Mark(file="small.yaml", line=line, column=5)
    assert marks["acts", "shelling"].file == "shared/acts.yaml"


def test_lists_are_joined_over_files_whatever_their_order() -> None:
    head, clauses = SMALL.split("clauses:")
    one = parse_record({"s.yaml": SMALL.encode(), "t.yaml": ACTS.encode()}, {})
    two = parse_record(
        {"b.yaml": head.encode(), "a.yaml": f"clauses:{clauses}".encode(), "c.yaml": ACTS.encode()}, {}
    )
    assert one.record == two.record


def test_all_faults_come_at_once_sorted_by_file_and_line() -> None:
    text = changed("kind: forbid", "kind: forbidd").replace("lon: -30,", "lon: nan,").replace("6,", "six,")
    with pytest.raises(BadCasebook, match="4 faults, in more") as error:
        parsed(text, more="claws: []")
    faults = error.value.faults
    assert list(faults) == sorted(faults)
    assert [fault.pointer for fault in faults] == [
        "claws", "places[0].lon", "zones[0].recipe.reach_km", "clauses[0].kind",
    ]  # fmt: skip
    assert all(fault.line and fault.column and fault.remedy for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "says", "remedy"),
    [
        ("title: No attack", "titel: No attack", "unknown key `titel`", "did you mean `title`?"),
        ("    reference: point 1\n", "", "`reference` is missing", "add `reference: ...`"),
        ("who: {bound: true}", "who: {bound: on}", "'on' is neither true nor false", "write true or false"),
        ("who: {bound: true}", "who: {bond: true}", "unknown key `bond`", "did you mean `bound`?"),
        ("checked_on: 2030-06-01", "checked_on: 86400", "'86400' is not a day", "write it as 2020-03-06"),
        ("checked_on: 2030-06-01", "checked_on: 2030-02-30", "'2030-02-30' is not a day", ""),
        ("acts: [armed_attack]", "acts: armed_attack", "a list is expected, not 'armed_attack'", ""),
        ("reach_km: 6", "reach_km: .inf", "'.inf' is not a number", ""),
        ("reach_km: 6", "reach_km: 1_000", "'1_000' is not a number", ""),
        ("reach_km: 6", "reach_km: 1e999", "'1e999' is not a number", ""),
        ("ends: flat", "ends: flatt", "'flatt' is not a word for this", "did you mean `flat`?"),
        ("shape: corridor", "shape: coridor", "unknown shape `coridor`", "did you mean `corridor`?"),
        ("shape: corridor, ", "", "`shape` is missing", "one of polygon, circle, corridor"),
        ("kind: protocol", "kind: ", "nothing stands here", "give a value or leave the key out"),
        ("kind: protocol", "kind: null", "no value stands here", "give one, or leave the key out"),
        ("role: target}", "role: [target]}", "is not a word for this", "one of initiator, target"),
        ("mandate: {yes: 0.95, no: 0.05}", "mandate: []", "keys and values are expected, not a list", ""),
        (
            "mandate: {yes: 0.95, no: 0.05}",
            "mandate: {tracks: {togeter_m: 300}}",
            "unknown key `togeter_m`",
            "did you mean `together_m`?",
        ),
        ("mandate: {yes: 0.95, no: 0.05}", "mandate: {tracks: {stop_s: soon}}", "'soon' is not a number", ""),
        ("    where: strip\n", "    where: strip\n    from_: {at: 2030Z}\n", "`from_`", "write `from`"),
    ],
)
def test_one_thing_wrong_is_one_fault_in_plain_words(old: str, new: str, says: str, remedy: str) -> None:
    [fault] = broken(old, new)
    assert says in fault.message
    assert remedy in fault.remedy


def test_a_value_that_hangs_is_judged_as_one_and_its_own_branch_only() -> None:
    hanging = "reach_km: {hangs_on: clock, readings: {ours: 6, theirs: far}}"
    [fault] = broken("reach_km: 6", hanging)
    assert fault.pointer == "zones[0].recipe.reach_km.readings.theirs"
    assert "'far' is not a number" in fault.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: No attack", "title: {hangs_on: clock, readings: {ours: a, theirs: b}}"),
        (
            "reach_km: 6",
            "reach_km: {hangs_on: clock, readings: {theirs: 6, ours: {hangs_on: clock, readings: {}}}}",
        ),
    ],
)
def test_a_value_that_cannot_hang_is_told_so(old: str, new: str) -> None:
    [fault] = broken(old, new)
    assert fault.message == "this value cannot hang on an ambiguity"


def test_a_noun_that_cannot_be_read_is_no_dangling_reference() -> None:
    [fault] = broken("kind: force, side: b", "kind: farce, side: b")
    assert fault.pointer == "actors[1].kind"


def test_a_lost_file_is_the_only_fault() -> None:
    with pytest.raises(BadCasebook) as error:
        parse_record({"a.yaml": SMALL.encode(), "acts.yaml": b"acts: \xff"}, {})
    [fault] = error.value.faults
    assert (fault.file, fault.line) == ("acts.yaml", 1)


def test_the_header_stands_once() -> None:
    [fault] = faults_of(more="casebook: {id: x, titles: {en: X}, about: x}")
    assert fault.message == "`casebook` is said a second time"
    assert "line 1" in fault.remedy


def test_a_casebook_without_a_header_is_refused() -> None:
    with pytest.raises(BadCasebook, match="1 fault") as error:
        parse_record({"acts.yaml": ACTS.encode()}, {})
    assert "which casebook" in error.value.faults[0].message


def test_yaml_from_is_the_field_and_words_called_from_elsewhere_are_untouched() -> None:
    casebook = parsed(changed("    where: strip\n", "    where: strip\n    from: {at: 2030-06-01Z}\n")).record
    assert casebook.casebook.clauses[0].from_ is not None


def test_a_new_casebook_passes() -> None:
    folder = resources.files("truceline") / "casebooks" / "shared"
    shared = {f"shared/{file.name}": file.read_bytes() for file in folder.iterdir()}
    files = {name: text.encode() for name, text in new_casebook("tarn").items()}
    result = parse_record(files, shared)
    assert result.record.casebook.casebook.id == "tarn"
    assert result.warnings == ()


def test_who_only_asks_the_record_may_leave_a_zone_unbuilt_and_still_meets_every_other_fault() -> None:
    crossed = "points: [[36, 35], [37, 36], [37, 35], [36, 36]]"
    zone = (
        f"zones: [{{id: bow, names: {{en: Bow}}, recipe: {{shape: polygon, {crossed}}}, "
        "basis: invented, status: constructed, sigma_m: 0}]\n"
    )
    files = {"s.yaml": SMALL.encode(), "t.yaml": ACTS.encode(), "z.yaml": zone.encode()}
    with pytest.raises(BadCasebook, match="1 fault"):
        parse_record(files, {})
    assert parse_record(files, {}, try_zones=False).record.casebook.zones[-1].id == "bow"
    files["y.yaml"] = b"gaps: [{id: x, abuot: y, reason: z}]"
    with pytest.raises(BadCasebook, match="1 fault"):
        parse_record(files, {}, try_zones=False)
