"""Sentences made from the data: whole ones, so that a reader can judge them."""

from __future__ import annotations

import pytest

from tests.casebooks import SMALL, changed, parsed
from truceline.errors import BadInput
from truceline.parsing.schema import json_schema
from truceline.text.new import new_casebook
from truceline.text.sentences import sentence

FROM = "From 00:01 on 2 May 2030 on the clock of UTC [clock: ours] or +02:00 [clock: theirs], "


def first_sentence(text: str) -> str:
    casebook = parsed(text).record
    return sentence(casebook.casebook.clauses[0], casebook.casebook)


def test_a_prohibition_says_who_what_against_whom_where_and_from_when() -> None:
    assert first_sentence(SMALL) == (
        FROM + "those bound by the Accord must not carry out any armed attack against the other side in the "
        "strip."
    )


def test_a_value_that_hangs_is_spelled_with_each_reading() -> None:
    acts = "acts: {hangs_on: clock, readings: {ours: [shelling, movement], theirs: []}}"
    assert first_sentence(changed("acts: [armed_attack]", acts)) == (
        FROM + "those bound by the Accord must not carry out any shelling or movement [clock: ours] or "
        "nothing [clock: theirs] against the other side in the strip."
    )


def test_a_duty_says_by_when_and_how_that_is_counted() -> None:
    text = changed("kind: forbid", "kind: require\n    duty: guns are out").replace("    against:", "    #")
    due = "    due: {day: {at: 2030-05-20, zone: UTC}, counting: start_of_day}\n"
    assert first_sentence(text.replace("    where: strip\n", "    where: strip\n" + due)) == (
        FROM + "those bound by the Accord must see to this in the strip by 20 May 2030 on the clock of UTC "
        "(that day already too late): guns are out; any armed attack shows it unmet."
    )


def test_days_within_which_something_is_due_are_counted_in_words() -> None:
    text = changed("kind: forbid", "kind: require\n    duty: guns are out")
    due = "    due: {day: {at: 2030-05-20Z}, counting: first_day_counts, within_days: 7}\n"
    said = first_sentence(text.replace("    where: strip\n", "    where: strip\n" + due))
    assert "within 7 days of 20 May 2030 on the clock of Z (the first day counted)" in said


def test_a_duty_to_patrol_says_when_one_is_done_under_each_reading() -> None:
    text = changed("kind: forbid", "kind: require\n    duty: both patrol the strip").replace(
        "    against:", "    #"
    )
    patrol = (
        "    patrol:\n"
        "      done_when: {hangs_on: clock, readings: {ours: set_out, theirs: reached_end}}\n"
        "      alone: not_performed\n"
    )
    said = first_sentence(text.replace("    where: strip\n", "    where: strip\n" + patrol))
    assert said.endswith(
        "; a patrol is done when it set out [clock: ours] or when it came to the other end [clock: theirs]; "
        "one by one bearer alone leaves the duty not performed."
    )


def test_what_is_unverified_is_said() -> None:
    text = changed("    where: strip\n", "    where: strip\n    unverified: the hour\n")
    assert first_sentence(text).endswith("(Unverified: the hour.)")


@pytest.mark.parametrize("name", ["", "../x", "Tarn", "1", "a b", "a/b"])
def test_a_new_casebook_has_a_plain_name(name: str) -> None:
    with pytest.raises(BadInput):
        new_casebook(name)


# The schema for editors


def test_the_schema_says_from_and_keeps_the_help() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "required" not in schema
    text = str(schema)
    assert "from_'" not in text
    assert "Degrees north, WGS84." in text


def test_every_key_of_every_noun_has_its_help() -> None:
    schema = json_schema()
    assert isinstance(schema["$defs"], dict)
    nouns = {name: noun for name, noun in schema["$defs"].items() if not name.startswith("Hanging_")}
    bare = [
        f"{name}.{key}"
        for name, noun in {**nouns, "Casebook": schema}.items()
        if isinstance(noun, dict) and isinstance(noun.get("properties"), dict)
        for key, about in noun["properties"].items()  # type: ignore[union-attr]
        if not (isinstance(about, dict) and about.get("description"))
    ]
    assert len(nouns) > 60
    assert bare == []


def test_every_reference_inside_the_schema_resolves() -> None:
    schema = json_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)

    def references(node: object) -> list[str]:
        if isinstance(node, list):
            return [name for item in node for name in references(item)]
        if not isinstance(node, dict):
            return []
        own = [str(node["$ref"])] if "$ref" in node else []
        return own + [name for item in node.values() for name in references(item)]

    found = {name.removeprefix("#/$defs/") for name in references(schema)}
    assert found
    assert found <= set(definitions)


def test_a_clause_that_another_text_takes_the_place_of_says_which() -> None:
    until = "    until: {at: 2030-06-01, zone: UTC}\n    superseded_by: acc\n"
    sentence = first_sentence(changed("    where: strip\n", "    where: strip\n" + until))
    assert sentence.endswith(
        "until 1 June 2030 on the clock of UTC (if sooner than its instrument, acc takes its place)."
    )
