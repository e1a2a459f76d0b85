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


def test_pages_read_and_write_a_store_in_postgresql(place: str, tmp_path: Path) -> None:
    home = tmp_path / "centre"
    home.mkdir()
    with served(home, "--store", place, demo=False) as one:
        people = add_logins(home, ["duty_officer", "analyst", "auditor", "publisher"])
        tally = crowd(one.address, people[1:3], people[:2], seconds=6, read_every_s=1.0, write_every_s=1.0)
        assert tally.errors == []
        assert tally.written
        seen = Tally()
        analyst, publisher = (Visitor(one.address, *people[number], seen) for number in (1, 3))
        token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)', analyst.ask("GET", "/briefs"))[0]
        period = {"csrfmiddlewaretoken": token, "first": "2020-02-03", "last": "2020-02-03"}
        brief = analyst.ask("POST", "/briefs", period)
        assert brief.startswith("/brief/"), seen.errors
        page = publisher.ask("GET", brief)
        token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)', page)[0]
        entry = re.findall(r'name="seen" value="(\d+)"', page)[0]
        released = {"csrfmiddlewaretoken": token, "does": "release", "seen": entry, "audience": "public"}
        publisher.ask("POST", brief, released)
        assert seen.errors == []
        assert "/release/" in publisher.ask("GET", "/briefs")
        for person in (analyst, publisher):
            person.connection.close()
    assert lost_writes(place, tally.written) == []
    store = open_store(place)
    assert is_proved(check_log(store))
    assert check_tables(store) == ()
