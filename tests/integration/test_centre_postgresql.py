"""The pages of a centre whose store is in PostgreSQL, by one setting: read, written, released."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.served import served
from tests.visitors import Tally, Visitor, add_logins, crowd, lost_writes
from truceline.db.checking import check_log, check_tables
from truceline.db.connecting import address_of, forget
from truceline.db.opened import new_store, open_store
from truceline.tlog.steps import is_proved

if TYPE_CHECKING:
    from tests.postgis import Database


@pytest.fixture
def place(postgis: Database, tmp_path: Path) -> Iterator[str]:
    """Return the address of a new store in a database of our own."""
    name = f"centre_{tmp_path.name.replace('-', '_')[-40:]}"
    postgis.run(f'CREATE DATABASE "{name}"')
    address = (
        f"postgresql://truceline@/{name}?host={quote(str(postgis.socket))}&home={quote(str(tmp_path))}/store"
    )
    new_store(address, of="idlib", origin="example.com/centre")
    yield address
    forget(address_of(address))


_TOKEN = r'csrfmiddlewaretoken" value="([^"]+)'


def _send(person: Visitor, brief: str, **told: str) -> None:
    """Send a form of a brief's page, as it was read."""
    page = person.ask("GET", brief)
    entry = re.findall(r'name="seen" value="(\d+)"', page)
    token = re.findall(_TOKEN, page)[0]
    person.ask("POST", brief, {"csrfmiddlewaretoken": token, "seen": entry[0] if entry else "", **told})


def test_pages_read_and_write_a_store_in_postgresql(place: str, tmp_path: Path) -> None:
    home = tmp_path / "centre"
    home.mkdir()
    with served(home, "--store", place, demo=False) as one:
        roles = ("duty_officer", "analyst", "auditor", "publisher", "liaison_officer", "co_chair")
        people = add_logins(home, roles)
        tally = crowd(one.address, people[1:3], people[:2], seconds=6, read_every_s=1.0, write_every_s=1.0)
        seen = Tally()
        analyst, publisher, *sides = (Visitor(one.address, *people[number], seen) for number in (1, 3, 4, 5))
        try:
            token = re.findall(_TOKEN, analyst.ask("GET", "/briefs"))[0]
            period = {"csrfmiddlewaretoken": token, "first": "2020-02-03", "last": "2020-02-03"}
            brief = analyst.ask("POST", "/briefs", period)
            _send(publisher, brief, does="show")
            for side in sides:
                _send(side, brief, does="pass")
            _send(publisher, brief, does="release", audience="public")
            listed = publisher.ask("GET", "/briefs")
        finally:
            for person in (analyst, publisher, *sides):
                person.connection.close()
    assert tally.errors == []
    assert tally.written
    assert seen.errors == []
    assert "/release/" in listed
    assert lost_writes(place, tally.written) == []
    store = open_store(place)
    assert is_proved(check_log(store))
    assert check_tables(store) == ()
