"""An option of one value is given once, on every command; days are asked for alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from tests.briefed import written
from truceline.cli import app
from truceline.cli.once import EachOnce, takes_one
from truceline.record.days import Period, days_asked


def below(group: Any, *words: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield (*words, name), command
            yield from below(command, *words, name)
        else:
            yield (*words, name), command


COMMANDS = list(below(typer.main.get_command(app)))
ONCE = [
    pytest.param(
        words, max(param.opts, key=len), param.nargs, id=" ".join((*words, max(param.opts, key=len)))
    )
    for words, command in COMMANDS
    if not isinstance(command, TyperGroup)
    for param in command.params
    if takes_one(param)
]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(("words", "option", "n"), ONCE)
def test_an_option_of_one_value_is_given_once(words: tuple[str, ...], option: str, n: int) -> None:
    result = run(*words, option, *["2020-03-06"] * n, option, *["2020-03-07"] * n)
    assert result.exit_code == 2
    assert f"{option}: given more than once; it takes one value" in " ".join(result.stderr.split())


def test_every_group_asks_for_it() -> None:
    assert all(isinstance(one, EachOnce) for _, one in COMMANDS if isinstance(one, TyperGroup))
    assert isinstance(typer.main.get_command(app), EachOnce)


def test_an_option_that_may_be_repeated_may_be_repeated(tmp_path: Path) -> None:
    folder = str(written(tmp_path))
    assert run("claims", folder, "--record", folder, "--record", folder).exit_code != 2
    assert run("claims", folder, "--json", "--json").exit_code == 0
    assert run("claims", folder, "--lang=en", "--on", "2030-06-03").exit_code == 0


TAKES_DAYS = [("assess",), ("questions",), ("claims",), ("patrols", "ledger"), ("brief",)]


@pytest.mark.parametrize("words", TAKES_DAYS)
def test_a_period_is_asked_for_alike_everywhere(words: tuple[str, ...], tmp_path: Path) -> None:
    folder = str(written(tmp_path))
    first, last = ("--from", "2030-06-03"), ("--to", "2030-06-04")
    assert run(*words, folder, *first, *last).exit_code == 0
    for given, remedy in (
        (first, "--from and --to belong together"),
        (last, "--from and --to belong together"),
        ((*first, "--to", "2030-06-02"), "exchange the two"),
        (("--on", "2030-06-03", *first, *last), "or --from with --to"),
        (("--from", "acled"), "write --format acled"),
    ):
        result = run(*words, folder, *given)
        assert result.exit_code == 2
        assert remedy in " ".join(result.stderr.split())


def test_both_ends_of_a_period_are_in_it(tmp_path: Path) -> None:
    folder = str(written(tmp_path))

    def incidents(*words: str) -> set[str]:
        out = tmp_path / "-".join(words)
        assert run("assess", folder, *words, "--out", str(out)).exit_code == 0
        receipt = json.loads((out / "receipt.json").read_text())
        shown.append(receipt["on"])
        layer = json.loads((out / "incidents.geojson").read_text())
        return {feature["properties"]["incident_id"] for feature in layer["features"]}

    shown: list[str] = []
    days = [f"2030-06-{n:02}" for n in range(2, 11)]
    by_day = [incidents("--on", day) for day in days]
    assert any(by_day)
    assert incidents("--from", days[0], "--to", days[-1]) == set().union(*by_day)
    assert incidents("--from", days[3], "--to", days[3]) == by_day[3]
    assert incidents("--from", days[1], "--to", days[2]) == by_day[1] | by_day[2]
    assert shown[-3:] == [f"{days[0]}/{days[-1]}", days[3], f"{days[1]}/{days[2]}"]


def test_one_day_is_a_period_of_one() -> None:
    one = date(2020, 3, 6)
    assert days_asked(one) == Period(first=one, last=one)
    assert (str(days_asked(one)), str(Period(first=one, last=date(2020, 3, 8)))) == (
        "2020-03-06",
        "2020-03-06 – 2020-03-08",
    )
