"""Two parties and a guarantor witness a centre's log, each on its own machine; what is caught, and how."""

from __future__ import annotations

import http.server
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.logs import AT, ORIGIN, TestLog
from truceline.cli.commands import app
from truceline.errors import BadInput
from truceline.files.log_places import log_files
from truceline.runs.witness import sign_checkpoint_seen, witness_status
from truceline.tlog.checkpoint import read_checkpoint
from truceline.tlog.cosignature import cosigned_at
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.note import Signature, parse_note, parse_verifier_key
from truceline.tlog.statement import read_statement
from truceline.tlog.witness import Refusal

SIDES = ("side-a", "side-b", "guarantor")


def run(*words: object) -> Result:
    """Return what a command says."""
    return CliRunner().invoke(app, list(map(str, words)))


@pytest.fixture
def log() -> TestLog:
    """Return a log of one report among paddings."""
    made = TestLog()
    made.pad(3)
    made.tell(
        item={"id": "D1", "kind": "claims"}, what="shelling", where={"lat_e7": 358512340}, told_by="S17"
    )
    made.pad(300)
    return made


@pytest.fixture
def homes(tmp_path: Path, log: TestLog) -> dict[str, Path]:
    """Return the folders of the three witnesses."""
    for side in SIDES:
        made = run(
            *("witness", "init", tmp_path / side, "--log", log.signer.key, "--name", f"{side}.example/w"),
            *("--from", tmp_path / "log"),
        )
        assert made.exit_code == 0, made.output
    return {side: tmp_path / side for side in SIDES}


def test_a_witness_cosigns_a_log_that_only_grew(tmp_path: Path, log: TestLog, homes: dict[str, Path]) -> None:
    log.write(tmp_path / "log")
    first = run("witness", "sign", homes["side-a"])
    assert first.exit_code == 0, first.output
    assert "304 entries" in first.output
    assert "the first state that this witness saw" in first.output

    log.pad(500)
    log.write(tmp_path / "log")
    out = tmp_path / "cosigned.note"
    again = run("witness", "sign", homes["side-a"], "--out", out)
    assert "500 entries more" in again.output
    key = parse_verifier_key(json.loads(run("witness", "status", homes["side-a"], "--json").output)["key"])
    assert cosigned_at(parse_note(out.read_bytes()), key) is not None
    assert read_checkpoint(out.read_bytes()).checkpoint.size == 804
    status = run("witness", "status", homes["side-a"])
    assert "Cosigned so far: 2." in status.output
    assert "No evidence" in status.output


def test_the_same_state_again_is_cosigned_and_says_so(
    tmp_path: Path, log: TestLog, homes: dict[str, Path]
) -> None:
    log.write(tmp_path / "log")
    run("witness", "sign", homes["side-b"])
    assert "Nothing was added" in run("witness", "sign", homes["side-b"]).output


def test_a_forked_log_is_refused_and_the_evidence_convicts_it(
    tmp_path: Path, log: TestLog, homes: dict[str, Path]
) -> None:
    other = TestLog()
    other.pad(3)
    other.tell(item={"id": "D1", "kind": "claims"}, what="nothing")
    other.pad(300)
    log.write(tmp_path / "log")
    assert run("witness", "sign", homes["side-a"]).exit_code == 0
    other.write(tmp_path / "fork")
    refused = run("witness", "sign", homes["side-a"], "--from", tmp_path / "fork")
    assert refused.exit_code == 3
    assert "REFUSED" in refused.output
    (evidence,) = witness_status(homes["side-a"]).evidence
    assert run("witness", "status", homes["side-a"]).exit_code == 3

    # Another witness, or the mediator, checks it without either log.
    policy = tmp_path / "policy"
    policy.write_text(f"log {log.signer.key}\nquorum none\n")
    proved = run("log", "verify", evidence, "--policy", policy)
    assert proved.exit_code == 0, proved.output
    assert f"PROVED: the log {ORIGIN} signed two states" in proved.output
    stranger = tmp_path / "stranger"
    stranger.write_text(f"log {replace(log.signer, private=bytes(32)).key}\nquorum none\n")
    assert run("log", "verify", evidence, "--policy", stranger).exit_code == 3
    assert run("log", "verify", evidence).exit_code == 1

    # Asked again it refuses again, and keeps the same evidence once.
    assert run("witness", "sign", homes["side-a"], "--from", tmp_path / "fork").exit_code == 3
    assert witness_status(homes["side-a"]).evidence == (evidence,)


def test_a_fork_that_grew_is_refused_too(tmp_path: Path, log: TestLog, homes: dict[str, Path]) -> None:
    log.write(tmp_path / "log")
    run("witness", "sign", homes["side-a"])
    other = TestLog()
    other.pad(900, "other")
    other.write(tmp_path / "fork")
    found = sign_checkpoint_seen(homes["side-a"], place=str(tmp_path / "fork"))
    assert found.decision.refusal is Refusal.NOT_CONSISTENT
    assert found.kept is not None


def test_an_old_copy_is_refused_without_accusing_anybody(
    tmp_path: Path, log: TestLog, homes: dict[str, Path]
) -> None:
    log.write(tmp_path / "old")
    run("witness", "sign", homes["side-a"], "--from", tmp_path / "old")
    log.pad(10)
    log.write(tmp_path / "log")
    run("witness", "sign", homes["side-a"])
    found = sign_checkpoint_seen(homes["side-a"], place=str(tmp_path / "old"))
    assert found.decision.refusal is Refusal.OLDER
    assert found.kept is None
    assert not witness_status(homes["side-a"]).evidence


def test_a_missing_tile_says_nothing_of_the_log(tmp_path: Path, log: TestLog, homes: dict[str, Path]) -> None:
    log.write(tmp_path / "log")
    run("witness", "sign", homes["side-a"])
    log.pad(600)
    log.write(tmp_path / "log")
    for file in (tmp_path / "log" / "tile" / "0").rglob("*"):
        if file.is_file():
            file.unlink()
    refused = run("witness", "sign", homes["side-a"])
    assert refused.exit_code == 1
    assert not witness_status(homes["side-a"]).evidence


@pytest.mark.parametrize("how", ["cut", "changed"])
def test_a_stick_half_copied_accuses_nobody(
    tmp_path: Path, log: TestLog, homes: dict[str, Path], how: str
) -> None:
    log.write(tmp_path / "log")
    run("witness", "sign", homes["side-a"])
    log.pad(600)
    log.write(tmp_path / "log")
    for file in (tmp_path / "log" / "tile").glob("[0-9]/**/*"):
        if file.is_file():
            data = file.read_bytes()
            file.write_bytes(data[:-1] if how == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    refused = run("witness", "sign", homes["side-a"])
    assert refused.exit_code == 1, refused.output
    assert "are damaged, or are not those of this state" in " ".join(refused.output.split())
    assert not witness_status(homes["side-a"]).evidence


def test_an_old_copy_that_was_not_cosigned_is_explained_by_the_newest(
    tmp_path: Path, log: TestLog, homes: dict[str, Path]
) -> None:
    """Whoever brings the wrong stick is not a forger, and the log neither."""
    home = homes["side-a"]
    log.write(tmp_path / "older")
    run("witness", "sign", home, "--from", tmp_path / "older")
    log.pad(10)
    log.write(tmp_path / "old")
    log.pad(10)
    log.write(tmp_path / "log")
    run("witness", "sign", home)
    refused = run("witness", "sign", home, "--from", tmp_path / "old")
    assert refused.exit_code == 3
    said = " ".join(refused.output.split())
    assert "an old copy, or a log that was cut" in said
    assert "Take the newest files and sign again" in said
    (kept,) = witness_status(home).evidence

    log.pad(10)
    log.write(tmp_path / "log")
    again = run("witness", "sign", home)
    assert again.exit_code == 0, again.output
    assert "it was an old copy" in again.output
    assert kept.exists()
    assert run("witness", "status", home).exit_code == 0


def test_a_log_that_was_cut_and_went_on_otherwise_is_not_explained(
    tmp_path: Path, log: TestLog, homes: dict[str, Path]
) -> None:
    log.write(tmp_path / "log")
    run("witness", "sign", homes["side-a"])
    other = TestLog()
    other.pad(200, "other")
    other.write(tmp_path / "cut")
    assert run("witness", "sign", homes["side-a"], "--from", tmp_path / "cut").exit_code == 3
    log.pad(10)
    log.write(tmp_path / "log")
    assert run("witness", "sign", homes["side-a"]).exit_code == 0
    assert len(witness_status(homes["side-a"]).evidence) == 1
    assert run("witness", "status", homes["side-a"]).exit_code == 3


def test_of_two_that_sign_at_once_one_is_told_to_sign_again(
    tmp_path: Path, log: TestLog, homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And never to move away what was seen."""
    home = homes["side-a"]
    log.write(tmp_path / "log")
    monkeypatch.setattr("truceline.runs.witness._seen", lambda _: [])  # as it was before the other one wrote
    assert run("witness", "sign", home).exit_code == 0
    kept = (home / "seen" / "00000001.note").read_bytes()
    second = run("witness", "sign", home)
    assert second.exit_code == 1
    assert "sign once more" in second.output
    assert "move it away" not in second.output
    assert (home / "seen" / "00000001.note").read_bytes() == kept


@pytest.mark.parametrize("what", ["own name", "many"])
def test_what_strangers_wrote_under_a_checkpoint_does_not_stop_a_witness(
    tmp_path: Path, log: TestLog, homes: dict[str, Path], what: str
) -> None:
    home, signed = homes["side-a"], log.checkpoint()
    key = parse_verifier_key(json.loads(run("witness", "status", home, "--json").output)["key"])
    stranger = Signature(name="stranger", key_id=b"abcd", value=bytes(72))
    own = replace(stranger, name=key.name, key_id=key.key_id)
    lines = [own] if what == "own name" else [replace(stranger, name=f"stranger-{n}") for n in range(63)]
    log.write(tmp_path / "log", replace(signed, note=signed.note.signed_too(*lines)))
    for _ in range(2):
        found = run("witness", "sign", home)
        assert found.exit_code == 0, found.output
        assert run("witness", "status", home).exit_code == 0
        log.pad(1)
        log.write(tmp_path / "log")


def test_a_clock_that_went_back_is_asked_about(tmp_path: Path, log: TestLog, homes: dict[str, Path]) -> None:
    log.write(tmp_path / "log")
    sign_checkpoint_seen(homes["side-a"], now=AT)
    log.pad(1)
    log.write(tmp_path / "log")
    back = AT - timedelta(days=1)
    assert sign_checkpoint_seen(homes["side-a"], now=back).decision.refusal is Refusal.CLOCK_BACK
    assert sign_checkpoint_seen(homes["side-a"], now=back, clock_is_right=True).cosigned


@pytest.mark.parametrize("wrong", ["checkpoint", "key", "seen"])
def test_what_was_tampered_with_is_named(
    tmp_path: Path, log: TestLog, homes: dict[str, Path], wrong: str
) -> None:
    log.write(tmp_path / "log")
    home = homes["side-a"]
    run("witness", "sign", home)
    log.pad(1)
    log.write(tmp_path / "log")
    if wrong == "checkpoint":
        file = tmp_path / "log" / "checkpoint"
        file.write_bytes(file.read_bytes().replace(b"305", b"306"))
        found = run("witness", "sign", home)
        assert found.exit_code == 3
        assert "REFUSED" in found.output
    elif wrong == "key":
        (home / "witness.key").chmod(0o644)
        found = run("witness", "sign", home)
        assert found.exit_code == 1
        assert "chmod 600" in found.output
    else:
        (home / "seen" / "00000001.note").unlink()
        (home / "seen" / "00000002.note").write_bytes(b"no note\n")
        found = run("witness", "sign", home)
        assert found.exit_code == 1
        assert "not as it was written" in found.output
    assert "Traceback" not in found.output


def test_keys_are_private_and_nothing_is_replaced(homes: dict[str, Path], log: TestLog) -> None:
    for name in ("witness.key", "party.key"):
        assert (homes["side-a"] / name).stat().st_mode & 0o777 == 0o600
    again = run("witness", "init", homes["side-a"], "--log", log.signer.key, "--name", "x.example/w")
    assert again.exit_code == 1


def test_a_name_that_is_none_leaves_nothing_behind(tmp_path: Path, log: TestLog) -> None:
    for name in ("a+b", "a" * 252):
        made = run("witness", "init", tmp_path / "home", "--log", log.signer.key, "--name", name)
        assert made.exit_code == 1, made.output
        assert not (tmp_path / "home").exists()


def test_a_bundle_shows_who_has_seen_it(tmp_path: Path, log: TestLog, homes: dict[str, Path]) -> None:
    signed = log.write(tmp_path / "log")
    lines, note = [f"log {log.signer.key}"], signed.note
    for side in SIDES:
        key = json.loads(run("witness", "status", homes[side], "--json").output)["key"]
        lines += [f"witness {side} {key}", f"group {side}-side any {side}"]
        if side != "guarantor":
            found = sign_checkpoint_seen(homes[side], now=AT)
            note = note.signed_too(*parse_note(found.cosigned).by(parse_verifier_key(key)))
    policy, file = tmp_path / "policy", tmp_path / "bundle.json"
    policy.write_text("\n".join([*lines, "quorum none", ""]))
    bundle = log.bundle(3, FieldGroup.ITEM, FieldGroup.WHAT, checkpoint=read_checkpoint(note.to_bytes()))
    file.write_bytes(bundle.to_bytes())

    told = run("log", "verify", file, "--policy", policy)
    assert told.exit_code == 0, told.output
    assert "PROVED: the entry stands at place 3 of 304" in told.output
    assert "Seen by: side-a" in told.output
    assert "what: shelling" in told.output
    assert "which item: id: D1; kind: claims" in told.output
    assert "guarantor (guarantor-side) has not cosigned it" in told.output
    assert "withheld here: who is accused" in told.output
    assert b"S17" not in file.read_bytes()

    alone = run("log", "verify", file)
    assert alone.exit_code == 3
    assert "what: shelling" not in alone.output  # what is not proved is not told as if it were
    assert "a file cannot vouch for itself" in " ".join(alone.output.split())
    arabic = run("log", "verify", file, "--policy", policy, "--lang", "ar")
    assert "ثبت" in arabic.output

    whole = json.loads(run("log", "verify", file, "--policy", policy, "--json").output)
    assert whole["checked"][0]["proved"] is True


def test_a_bundle_altered_anywhere_is_refused_in_words(tmp_path: Path, log: TestLog) -> None:
    policy = tmp_path / "policy"
    policy.write_text(f"log {log.signer.key}\nquorum none\n")
    data = log.bundle(3, FieldGroup.WHAT).to_bytes()
    for number, at in enumerate(range(0, len(data), 97)):
        file = tmp_path / f"{number}.json"
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        file.write_bytes(changed)
        found = run("log", "verify", file, "--policy", policy)
        if found.exit_code == 0:  # the audience is the sender's word, and nothing else is
            assert b'"audience":"public"' not in changed
            continue
        assert found.exit_code == 3, (at, found.output)
        assert "NOT PROVED" in found.output


def test_releases_of_one_entry_differ_in_what_is_withheld_alone(tmp_path: Path, log: TestLog) -> None:
    policy = tmp_path / "policy"
    policy.write_text(f"log {log.signer.key}\nquorum none\n")
    files = []
    for audience, groups in (
        ("side-a", [FieldGroup.WHAT]),
        ("public", [FieldGroup.ITEM]),
        ("mission", list(FieldGroup)),
    ):
        files.append(tmp_path / f"{audience}.json")
        files[-1].write_bytes(log.bundle(3, *groups, audience=audience).to_bytes())
    found = run("log", "verify", *files, "--policy", policy)
    assert found.exit_code == 0, found.output
    assert "all of these are of one entry" in found.output
    (tmp_path / "other.json").write_bytes(log.bundle(2, FieldGroup.WHAT).to_bytes())
    assert run("log", "verify", files[0], tmp_path / "other.json", "--policy", policy).exit_code == 3


def test_fsck_of_a_folder_goes_on_where_it_stopped(tmp_path: Path, log: TestLog) -> None:
    log.pad(1000)
    log.write(tmp_path / "log")
    state = tmp_path / "state.json"
    part = run("log", "fsck", tmp_path / "log", "--key", log.signer.key, "--most", 3, "--out", state)
    assert part.exit_code == 3
    whole = run("log", "fsck", tmp_path / "log", "--key", log.signer.key, "--state", state)
    assert whole.exit_code == 0, whole.output
    assert "PROVED: all 1,304 entries" in whole.output
    first = tmp_path / "log" / "tile" / "entries" / "000"
    first.write_bytes(first.read_bytes().replace(b"A", b"B", 1))
    assert run("log", "fsck", tmp_path / "log", "--key", log.signer.key).exit_code == 3


def test_consent_is_signed_with_a_key_of_its_own(tmp_path: Path, homes: dict[str, Path]) -> None:
    out = tmp_path / "dissent.note"
    words = ("--by", "turkey", "--who", "Col. A", "--words", "من جانبنا: لا", "--out", out)
    found = run("witness", "state", homes["side-a"], f"sha256:{'0a' * 32}", "dissent", *words)
    assert found.exit_code == 0, found.output
    party = json.loads(run("witness", "status", homes["side-a"], "--json").output)["party_key"]
    statement = read_statement(out.read_bytes(), parse_verifier_key(party))
    assert (statement.attitude, statement.words) == ("dissent", "من جانبنا: لا")
    nobody = ("--by", "turkey", "--who", "A", "--out", tmp_path / "x")
    assert run("witness", "state", homes["side-a"], "sha256:12", "consent", *nobody).exit_code == 1
    none = run("witness", "state", homes["side-a"], f"sha256:{'0a' * 32}", "reservation", *nobody)
    assert none.exit_code == 1
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("log", "verify", "pipe"),
        ("log", "verify", "log"),  # a folder
        ("log", "verify", "none", "--policy", "pipe"),
        ("log", "fsck", "log", "--state", "pipe"),
        ("log", "fsck", "log", "--state", "/dev/zero"),
        ("witness", "status", "."),
    ],
)
def test_a_pipe_or_a_device_is_told_apart_before_it_is_read(
    tmp_path: Path, log: TestLog, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    log.write(Path("log"))
    for name in ("pipe", "witness.json"):
        os.mkfifo(name)
    found = run(*words)
    assert found.exit_code == 1, found.output
    assert "no ordinary file" in found.output


# Over a network


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path.startswith("/away/"):
            self.send_response(302)
            self.send_header("Location", "/log/checkpoint")
            self.end_headers()
        elif self.path.startswith("/torn/"):
            self.send_response(200)
            self.send_header("Content-Length", "500")
            self.end_headers()
            self.wfile.write(b"x" * 100)
        elif self.path.startswith("/slow/"):
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                for _ in range(100):
                    self.wfile.write(b"x")
                    time.sleep(0.1)
        elif self.path.startswith("/endless/"):
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x" * 65536)
        else:
            super().do_GET()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    """Serve the folder on the loopback and return the port."""
    handler = partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as found:
        found.handle_error = lambda *_: None  # type: ignore[method-assign]  # we hang up on purpose
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found.server_address[1]
        found.shutdown()
        thread.join()


def test_a_log_is_witnessed_over_http(
    tmp_path: Path, log: TestLog, homes: dict[str, Path], server: int
) -> None:
    log.write(tmp_path / "log")
    place = f"http://127.0.0.1:{server}/log"
    assert run("witness", "sign", homes["side-a"], "--from", place).exit_code == 0
    log.pad(700)
    log.write(tmp_path / "log")
    again = run("witness", "sign", homes["side-a"], "--from", place)
    assert "700 entries more" in again.output, again.output


@pytest.mark.parametrize("path", ["away", "endless", "torn", "slow"])
def test_a_server_that_sends_us_on_or_never_ends_is_left(
    server: int, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("truceline.files.log_places._SECONDS_IN_ALL", 1.0)
    with pytest.raises(BadInput, match="cannot be read"):
        log_files(f"http://127.0.0.1:{server}/{path}")("checkpoint", 1000)


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://user:secret@127.0.0.1/log",
        "http://127.0.0.1/log?x=1",
        "http://127.0.0.1:99999/log",
        "http://127.0.0.1/a b",
        "http://169.254.169.254/log",
        "http://[::]/log",
        "http://224.0.0.1/log",
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        log_files(url)("checkpoint", 1000)


def test_a_name_that_leads_to_this_machine_is_not_followed(
    server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *a, **k: real("127.0.0.1", *a, **k))
    with pytest.raises(BadInput, match="cannot be read") as caught:
        log_files(f"http://centre.example:{server}/log")("checkpoint", 1000)
    assert "not asked" in str(caught.value.faults[0])


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "checkpoint").symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic"):
        log_files(tmp_path / "log")("checkpoint", 1000)
