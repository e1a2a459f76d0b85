"""The lock files pin everything, agree, and name no address to fetch from."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT

LOCKS = (
    "requirements-run.lock",
    "requirements.lock",
    "requirements-centre.lock",
    "requirements-bench.lock",
)
PIN = re.compile(r"^([a-z0-9-]+==\S+(?: ; [^\\]+)?) \\$", re.MULTILINE)


def _text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = _text(lock)
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)  # no option for pip either


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_with_its_hash(lock: str) -> None:
    packages = re.findall(r"^[a-z].*$", _text(lock), re.MULTILINE)
    assert packages
    assert len(packages) == len(PIN.findall(_text(lock)))


def test_what_runs_is_what_was_tested() -> None:
    # On which machines a package is needed may differ, its version may not.
    run, tested = ({one.split(" ;")[0] for one in PIN.findall(_text(lock))} for lock in LOCKS[:2])
    centre = {one.split(" ;")[0] for one in PIN.findall(_text("requirements-centre.lock"))}
    assert len(run) > 10
    assert run <= centre <= tested


def test_what_is_only_measured_against_is_not_installed_elsewhere() -> None:
    assert "pymerkle" in _text("requirements-bench.lock")
    assert not any("pymerkle" in _text(lock) for lock in LOCKS[:2])
