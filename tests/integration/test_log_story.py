"""A centre between two sides: what each is given, what nobody else learns, and how a rewrite is caught."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from truceline.cli.commands import app
from truceline.db.disclosing import opened_entry
from truceline.db.opened import open_store
from truceline.files import write_new
from truceline.runs.releases import keep_signing
from truceline.runs.reporting import hear, keep_in_store
from truceline.tlog.bundle import parse_bundle
from truceline.tlog.canonical import canonical
from truceline.tlog.entry import FORMAT
from truceline.tlog.field_groups import FieldGroup

WORDS = "shelling, 2 km W of Saraqib, 1 h ago, from the east, 2 dead"
WHO = "Abu Somebody, the baker beside the mosque"
pytestmark = pytest.mark.slow
SIDES = ("side-a", "side-b", "guarantor")


def run(*words: object, wanted: int = 0) -> Result:
    """Return what a command says, with the exit code that is wanted."""
    found = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    assert found.exit_code == wanted, (words, found.output)
    return found


class Centre:
    """A store, three witnesses, and a policy that knows them all."""

    def __init__(self, home: Path) -> None:
        self.home, self.store = home, f"sqlite:///{home / 'centre.sqlite3'}"
        public = json.loads(run("store", "custodian", home / "custodian", "--json").output)["public"]
        words = ("--origin", "centre.example/log", "--custodian", public, "--json")
        self.key = json.loads(run("store", "new", self.store, "idlib", *words).output)["key"]
        lines = [f"log {self.key}"]
        for side in SIDES:
            made = run(
                *("witness", "init", home / side, "--log", self.key, "--name", f"{side}.example/w"),
                *("--from", home / "stick", "--json"),
            )
            key = json.loads(made.output)["key"]
            lines += [f"witness {side} {key}", f"group {side}-w any {side}"]
        self.policy = home / "policy"
        self.policy.write_text("\n".join([*lines, "quorum none", ""]))

    def report(self, words: str, source: str = "S17") -> str:
        """Take a report down and return the id of its claim."""
        informant = WHO if source == "S17" else ""
        keep_in_store(hear("idlib", words), self.store, source=source, informant=informant)
        return self.claims()[-1]

    def claims(self) -> list[str]:
        """Return the ids of the claims, in order."""
        from truceline.db.projecting import rows_at

        rows = rows_at(open_store(self.store)).rows
        return [str(tree["id"]) for kind, _, tree in rows if kind == "claims" and isinstance(tree, dict)]

    def release(self, item: object, out: Path, *audiences: str) -> None:
        """Release an item."""
        asked = [word for one in audiences for word in ("--audience", one)]
        run("log", "release", "idlib", self.store, item, "--out", out, "--author", "publisher", *asked)

    def verify(self, *files: Path) -> str:
        """Return what is said of bundles that are proved."""
        return " ".join(run("log", "verify", *files, "--policy", self.policy).output.split())

    def sign(self) -> None:
        """Sign a checkpoint and write the log on a stick."""
        run("store", "checkpoint", self.store, "--now")
        run("log", "export", self.store, self.home / "stick")

    def witness(self, *sides: str) -> None:
        """Let some sides cosign what is on the stick, and take it back."""
        for side in sides:
            out = self.home / f"{side}-{len(list(self.home.glob('*.note')))}.note"
            run("witness", "sign", self.home / side, "--out", out)
            run("log", "take", self.store, out, "--policy", self.policy)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Centre, str]:
    """Return a centre that has heard of a shelling, and the claim; two sides have witnessed it."""
    centre = Centre(tmp_path_factory.mktemp("centre"))
    claim = centre.report(WORDS)
    centre.sign()
    centre.witness("side-a", "side-b")
    return centre, claim


@pytest.fixture
def released(told: tuple[Centre, str], tmp_path: Path) -> dict[str, Path]:
    """Return the bundle of each audience."""
    centre, claim = told
    centre.release(f"claims/{claim}", tmp_path / "out")
    return {file.stem: file for file in (tmp_path / "out").iterdir()}


def test_each_audience_proves_its_own_and_all_are_one_entry(
    told: tuple[Centre, str], released: dict[str, Path]
) -> None:
    centre, _ = told
    assert set(released) == {"public", "government", "opposition", "guarantors", "mission"}
    found = centre.verify(*released.values())
    assert found.count("PROVED: the entry stands") == 5
    assert "all of these are of one entry" in found
    assert "Seen by: side-a" in found
    assert "guarantor (guarantor-w) has not cosigned it" in found


def test_the_custodian_alone_opens_who_told_it(told: tuple[Centre, str]) -> None:
    centre, _ = told
    assert WHO in run("store", "open", centre.store, "sources/S17", "--key", centre.home / "custodian").output
    run("store", "custodian", centre.home / "another")
    other = run("store", "open", centre.store, "sources/S17", "--key", centre.home / "another", wanted=1)
    assert WHO not in other.output
    run("store", "open", centre.store, "sources/S99", "--key", centre.home / "custodian", wanted=2)
    run("store", "open", centre.store, "sources/S17", "--key", centre.policy, wanted=1)


def test_every_change_of_an_item_is_listed(told: tuple[Centre, str]) -> None:
    centre, claim = told
    said = run("store", "history", centre.store, f"claims/{claim}").output
    assert "version 1, entered; desk, duty officer" in said
    run("store", "history", centre.store, "claims/none", wanted=2)


def test_the_sides_are_given_the_same(released: dict[str, Path]) -> None:
    one, other = (parse_bundle(released[side].read_bytes()) for side in ("government", "opposition"))
    assert one.disclosed == other.disclosed


def test_no_withheld_value_is_in_a_release_or_can_be_guessed(
    told: tuple[Centre, str], released: dict[str, Path]
) -> None:
    """Words, place, who told it: not in the bytes, and a right guess looks like a wrong one."""
    centre, _ = told
    for audience in ("public", "government", "guarantors"):
        data = released[audience].read_bytes()
        bundle = parse_bundle(data)
        whole = opened_entry(open_store(centre.store), bundle.index)
        for value in ("S17", WHO, "Abu Somebody", "1 h ago", "desk"):
            assert value.encode() not in data, (audience, value)
        salts = [one.salt for one in bundle.disclosed.values()]
        for group in set(FieldGroup) - set(bundle.disclosed):
            content = canonical(whole.content.get(group))
            for salt in (b"", bytes(32), *salts):  # all that a reader could try
                head = f"{FORMAT}\n{group}\n".encode()
                guess = hashlib.sha256(head + salt + content).digest()
                assert guess != bundle.entry[group]
                assert base64.b64encode(guess) not in data
            assert base64.b64encode(whole.salts[group]) not in data


def test_the_area_is_coarse_and_the_place_is_not_told(released: dict[str, Path]) -> None:
    public = parse_bundle(released["public"].read_bytes())
    assert FieldGroup.WHERE not in public.disclosed


def test_who_has_seen_it_and_since_when_not(told: tuple[Centre, str]) -> None:
    centre, _ = told
    said = run("log", "seen", centre.store, "--policy", centre.policy).output
    assert "side-a: has seen all of it" in said
    assert "guarantor: has seen nothing yet" in said


def test_a_side_that_stops_witnessing_blocks_nothing(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    claim = centre.report(WORDS, source="S18")
    centre.sign()
    centre.witness("side-a", "side-b", "guarantor")
    centre.report("air strike on Sarmin, 2 h ago", source="S18")
    centre.sign()
    centre.witness("side-a")
    centre.release(f"claims/{claim}", tmp_path / "out")
    said = run("log", "seen", centre.store, "--policy", centre.policy).output
    assert "side-b: has seen it until" in said
    found = centre.verify(tmp_path / "out" / "public.json")
    assert "PROVED" in found


def test_words_are_erased_and_every_old_bundle_still_verifies(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    report = centre.report(WORDS, source="S18")
    centre.sign()
    centre.witness("side-a", "side-b")
    centre.release(f"reports/{report}", tmp_path / "old", "mission")
    old = tmp_path / "old" / "mission.json"
    assert b"1 h ago" in old.read_bytes()
    index = parse_bundle(old.read_bytes()).index
    words = ("--entry", index, "--group", "words", "--author", "custodian", "--reason", "in danger")
    run("store", "erase", centre.store, *words)
    assert "PROVED" in centre.verify(old)
    centre.sign()
    centre.witness("side-a", "side-b", "guarantor")
    centre.release(index, tmp_path / "new", "mission")
    new = tmp_path / "new" / "mission.json"
    assert FieldGroup.WORDS not in parse_bundle(new.read_bytes()).disclosed
    assert "PROVED" in centre.verify(new)
    _closed(centre)
    for file in tmp_path.glob("centre.sqlite3*"):
        assert file.is_dir() or b"1 h ago" not in file.read_bytes(), file.name


def test_a_centre_that_rewrites_its_log_is_caught(tmp_path: Path) -> None:
    """The server goes back to a copy of its database and tells another story from there."""
    centre = Centre(tmp_path)
    centre.report("air strike on Sarmin, 2 h ago", source="S18")
    centre.sign()
    _closed(centre)
    shutil.copytree(tmp_path / "centre.sqlite3.d", tmp_path / "copy.d")
    shutil.copy(tmp_path / "centre.sqlite3", tmp_path / "copy")
    centre.report(WORDS, source="S18")
    centre.sign()
    centre.witness("side-a", "side-b")

    _closed(centre)
    for old in tmp_path.glob("centre.sqlite3*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copy(tmp_path / "copy", tmp_path / "centre.sqlite3")
    shutil.copytree(tmp_path / "copy.d", tmp_path / "centre.sqlite3.d")
    centre.report("clash near Nayrab, 3 h ago", source="S18")
    run("store", "checkpoint", centre.store, "--now")
    run("log", "export", centre.store, tmp_path / "other stick")
    for side in ("side-a", "side-b"):
        refused = run("witness", "sign", tmp_path / side, "--from", tmp_path / "other stick", wanted=3)
        assert "REFUSED" in refused.output
    (evidence,) = (tmp_path / "side-a" / "evidence").iterdir()
    assert "PROVED: the log" in centre.verify(evidence)
    # Who saw nothing yet has nothing to compare with, and says so.
    first = run("witness", "sign", tmp_path / "guarantor", "--from", tmp_path / "other stick")
    assert "what came before it is taken as it is" in " ".join(first.output.split())


def _closed(centre: Centre) -> None:
    from truceline.db.connecting import address_of, forget

    forget(address_of(centre.store))


def test_checkpoints_go_out_at_the_mandates_interval_also_when_nothing_came(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    at = [datetime(2020, 3, 6, 9, 0, tzinfo=UTC)]

    def wait(seconds: float) -> None:
        at[0] += timedelta(seconds=seconds)

    going = keep_signing(centre.store, folder=tmp_path / "stick", clock=lambda: at[0], wait=wait)
    signed = []
    for one in islice(going, 4):
        signed.append((at[0], one))
    times = [one for one, _ in signed]
    assert {later - sooner for sooner, later in pairwise(times)} == {timedelta(minutes=10)}
    assert [one.checkpoint.size for _, one in signed] == [16, 32, 48, 64]  # nothing came, and it grew alike
    run("witness", "sign", tmp_path / "side-a")


def _tarn(home: Path) -> Path:
    write_new("tarn", home / "tarn")
    return home / "tarn"


def test_the_receipt_of_an_assessment_is_entered_and_proved(told: tuple[Centre, str], tmp_path: Path) -> None:
    centre, _ = told
    run("assess", _tarn(tmp_path), "--out", tmp_path / "run")
    said = json.loads(
        run("log", "receipt", centre.store, tmp_path / "run", "--author", "an", "--json").output
    )
    digest = hashlib.sha256((tmp_path / "run" / "receipt.json").read_bytes()).hexdigest()
    assert said["receipt"] == f"sha256:{digest}"
    centre.sign()
    centre.release(said["entry"], tmp_path / "out")
    bundle = parse_bundle((tmp_path / "out" / "public.json").read_bytes())
    assert digest in str(bundle.disclosed[FieldGroup.WHAT].content)
    changed = tmp_path / "run" / "brief.html"
    changed.write_bytes(changed.read_bytes() + b" ")
    run("log", "receipt", centre.store, tmp_path / "run", "--author", "an", wanted=3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("claims/none",), "there is no claims/none"),
        (("99999",), "there is no entry 99999"),
        (("nothing",), "is no item"),
        (("0", "--audience", "publik"), "did you mean"),
    ],
)
def test_what_cannot_be_released_is_said(
    told: tuple[Centre, str], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    centre, _ = told
    found = CliRunner().invoke(
        app,
        ["log", "release", "idlib", centre.store, *words, "--out", str(tmp_path / "o"), "--author", "p"],
    )
    assert found.exit_code in {1, 2}
    assert said in found.output
    assert not (tmp_path / "o").exists()
