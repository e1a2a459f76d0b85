"""A board is read on from where it was, and comes to what a fresh reading does."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.centres import ANALYST, DUTY, OURS, PUBLISHER, THEIRS, at, board, book, heard, taken
from tests.stores import made
from truceline.centre.acting import act_on, take_report
from truceline.centre.boards import EMPTY, Board, followed, grown, new_follower, read_board
from truceline.centre.briefs import draft_brief, edit_brief, release_brief, show_brief
from truceline.centre.rights import Asker
from truceline.db import following
from truceline.db.backups import back_up, restore
from truceline.db.changes import Entered
from truceline.db.connecting import forget
from truceline.db.erasing import erase
from truceline.db.following import MOST_STORES, Follower
from truceline.db.opened import Store, open_store, reading, writing
from truceline.errors import NotAllowed
from truceline.model.centre import CaseStep
from truceline.record.days import Period

SIDES = ("government", "opposition")
WORDS = ("shelling, 2 km W of Saraqib, 1 h ago, 2 dead", "mortar fire near Idlib, now", "an air strike")
STEPS: tuple[CaseStep, ...] = ("triage", "ask", "answer", "close", "reopen")


def _fresh(store: Store) -> Board:
    return followed(store, board(store).sides, new_follower())


def _some_act(store: Store, told: random.Random, hours: float) -> None:
    """Do something, if it may be done."""
    by: Asker = told.choice((DUTY, ANALYST, OURS, THEIRS, PUBLISHER))
    cases = [*board(store).cases]
    if not cases or told.random() < 0.3:
        joins = told.choice(["", *cases])
        told_of = heard(f"{told.choice(WORDS)}, number {told.randrange(10**9)}", 0.0)
        take_report(store, told_of, by, source="S17", joins=joins, now=at(hours))
        return
    does = told.choice(STEPS)
    side = by.side if does == "answer" else ""
    act_on(store, book(), by, told.choice(cases), does, words="Said.", side=side, now=at(hours))


@pytest.mark.parametrize("seed", range(3))
def test_after_each_of_many_acts_it_is_what_a_fresh_reading_gives(store: Store, seed: int) -> None:
    told, n_done = random.Random(seed), 0
    assert read_board(store, book()) == _fresh(store)
    for number in range(40):
        try:
            _some_act(store, told, number / 10)
            n_done += 1
        except NotAllowed:
            pass
        assert read_board(store, book()) == _fresh(store)
    assert n_done > 2


@pytest.mark.slow
def test_briefs_are_read_on_with_every_version(store: Store) -> None:
    own = draft_brief(
        store, "idlib", ANALYST, Period(first=at(0).date(), last=at(0).date()), language="en", now=at(0)
    )
    assert board(store) == _fresh(store)
    seen = board(store).briefs[own][-1].entered.entry
    edit_brief(store, book(), DUTY, own, lines=["One."], seen=seen, now=at(1))
    assert board(store) == _fresh(store)
    seen = board(store).briefs[own][-1].entered.entry
    show_brief(store, book(), PUBLISHER, own, seen=seen, now=at(2))
    assert board(store) == _fresh(store)
    seen = board(store).briefs[own][-1].entered.entry
    release_brief(store, book(), "idlib", PUBLISHER, own, audiences=["public"], seen=seen, now=at(4))
    assert board(store) == _fresh(store)
    states = [one.noun.state for one in board(store).briefs[own]]
    assert states == ["drafted", "drafted", "shown", "released"]


def _counting() -> tuple[Follower[Board], list[int]]:
    read: list[int] = []

    def add(before: Board, entered: tuple[Entered, ...]) -> Board:
        read.extend(one.entry for one in entered)
        return grown(before, entered)

    return Follower(("acts", "briefs", "incidents", "releases", "reports"), add), read  # type: ignore[arg-type]


def test_nothing_is_read_twice(store: Store) -> None:
    by, read = _counting()
    number = taken(store)
    followed(store, SIDES, by)
    followed(store, SIDES, by)
    act_on(store, book(), DUTY, number, "triage", now=at(1))
    followed(store, SIDES, by)
    assert len(read) == len(set(read)) > 1


@pytest.mark.slow
def test_an_act_of_another_process_is_seen(store: Store) -> None:
    number = taken(store)
    assert str(board(store).cases[number].state) == "received"
    code = (
        "import sys; from tests.centres import *; from truceline.centre.acting import act_on\n"
        "from truceline.db.opened import open_store\n"
        "act_on(open_store(sys.argv[1]), book(), DUTY, sys.argv[2], 'triage', now=at(1))"
    )
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code, store.address.name, number], check=True, cwd=root)
    assert str(board(store).cases[number].state) == "triaged"
    assert board(store) == _fresh(store)


def test_two_writers_and_many_readers_see_every_act(store: Store) -> None:
    wrong: list[str] = []

    def write(by: Asker) -> None:
        opened = open_store(store.address.name)
        for number in range(5):
            told = heard(f"{WORDS[0]}, {by.login} {number}")
            take_report(opened, told, by, source="S17", now=at(number))
        forget(opened.address)

    def look() -> None:
        opened, seen = open_store(store.address.name), 0
        while seen < 10:
            now = len(board(opened).cases)
            if now < seen:
                wrong.append(f"{now} after {seen}")
            seen = now
        forget(opened.address)

    threads = [Thread(target=write, args=(one,)) for one in (DUTY, ANALYST)]
    threads += [Thread(target=look) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert wrong == []
    assert len(board(store).cases) == 10
    assert board(store) == _fresh(store)


def test_what_was_erased_is_not_kept_in_memory(store: Store) -> None:
    number = taken(store)
    act_on(store, book(), DUTY, number, "triage", reason="Named a person.", now=at(1))
    act = board(store).cases[number].acts[-1]
    assert act.reason == "Named a person."
    erase(store, [act.entry], ["reason"], reason="a name", author="x", role="custodian", now=at(2))
    assert board(store).cases[number].acts[-1].reason == ""
    assert board(store) == _fresh(store)


def test_what_was_not_entered_after_all_is_not_kept(store: Store) -> None:
    number = taken(store)
    before = board(store)
    with pytest.raises(RuntimeError), writing(store):  # noqa: PT012 - what is done before it fails
        act_on(store, book(), DUTY, number, "triage", now=at(1))
        assert str(board(store).cases[number].state) == "triaged"
        raise RuntimeError
    assert board(store) == before
    act_on(store, book(), DUTY, number, "triage", now=at(1))
    assert board(store) == _fresh(store)


@pytest.mark.parametrize("n_after", [0, 1, 3])
def test_another_log_at_the_same_place_is_read_anew(store: Store, tmp_path: Path, n_after: int) -> None:
    first = taken(store)
    back_up(store, tmp_path / "copy", with_key=True)
    act_on(store, book(), DUTY, first, "triage", now=at(1))
    act_on(store, book(), DUTY, first, "ask", words="What?", now=at(1))
    assert str(board(store).cases[first].state) == "asked"
    forget(store.address)
    path = store.address.path
    assert path is not None
    for one in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        one.unlink(missing_ok=True)
    store.home.rename(tmp_path / "old.d")
    again = restore(tmp_path / "copy", store.address.name)
    for number in range(n_after):
        taken(again, words=f"{WORDS[1]}, {number}", hours=2)
    assert str(board(again).cases[first].state) == "received"
    assert board(again) == _fresh(again)
    forget(again.address)


def test_only_a_few_stores_are_kept(tmp_path: Path) -> None:
    by, read = _counting()
    stores = [made(tmp_path / str(number)) for number in range(MOST_STORES + 1)]
    for one in stores:
        taken(one)
        followed(one, SIDES, by)
    n_read = len(read)
    followed(stores[1], SIDES, by)
    assert len(read) == n_read
    followed(stores[0], SIDES, by)
    assert len(read) > n_read
    for one in stores:
        forget(one.address)


def test_an_empty_store_comes_to_an_empty_board(store: Store) -> None:
    assert followed(store, (), new_follower()) == EMPTY
    assert following.MOST_STORES >= 1


def test_a_thread_that_was_not_connected_yet_reads_and_keeps_no_writer_waiting(store: Store) -> None:
    taken(store)
    is_read, may_end, found = Event(), Event(), list[int]()

    def look() -> None:
        forget(store.address)
        with reading(store) as models:
            found.append(models.EntryRow.objects.using(store.alias).count())
            is_read.set()
            may_end.wait(60)
            found.append(models.EntryRow.objects.using(store.alias).count())
        forget(store.address)

    one = Thread(target=look)
    one.start()
    assert is_read.wait(60)
    taken(store, words=WORDS[1])
    may_end.set()
    one.join(60)
    assert found == [16, 16]
    assert len(board(store).cases) == 2
