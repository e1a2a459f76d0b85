"""A record in a store answers as one in a folder does; what comes in is whole, and sealed."""

from __future__ import annotations

import base64
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from truceline.cli.commands import app
from truceline.db.connecting import connected
from truceline.db.content import from_text
from truceline.db.entering import enter
from truceline.db.opened import open_store
from truceline.db.projecting import history
from truceline.db.sealing import opened
from truceline.errors import BadInput, NotFound
from truceline.files.casebooks import Folders, read_casebook
from truceline.model.record import Source
from truceline.parsing.nouns import read_nouns
from truceline.parsing.yaml_marks import Tree
from truceline.parsing.yaml_text import yaml_text
from truceline.record.parse import ALL, MANY
from truceline.runs.reporting import hear, keep_in_store
from truceline.runs.sealed import read_sealed
from truceline.runs.stores import bring_in, change_for, make_custodian, make_store
from truceline.text import parse
from truceline.tlog.field_groups import FieldGroup

WORDS = "shelling, 2 km W of Saraqib, 1 h ago, from the east, 2 dead"
WHO = "Abu Somebody, the baker beside the mosque"


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Return the address of a new store that seals for a custodian, whose key lies beside it."""
    name = f"sqlite:///{tmp_path / 'centre.sqlite3'}"
    make_store(name, "idlib", origin="example.com/centre", custodian=make_custodian(tmp_path / "custodian"))
    return name


def _small(home: Path, source: Mapping[str, object]) -> Path:
    """Write a folder that tells of one source."""
    home.mkdir()
    nouns = {"record": {"of": "idlib"}, "sources": [source]}
    (home / "record.yaml").write_text(yaml_text(nouns), encoding="utf-8")
    return home


def _folder(home: Path) -> Path:
    """Write Idlib's own record as a folder apart."""
    own = read_nouns(read_casebook("idlib"), once=parse.ONCE, many=ALL)
    home.mkdir()
    (home / "record.yaml").write_text("record: {of: idlib}\n", encoding="utf-8")
    for kind in MANY:
        trees = [one.tree for one in own.homes[kind]]
        if trees:
            (home / f"{kind}.yaml").write_text(yaml_text({kind: trees}), encoding="utf-8")
    return home


@pytest.mark.slow
def test_a_folder_comes_into_a_store_without_loss_and_once(tmp_path: Path, place: str) -> None:
    folder = _folder(tmp_path / "desk")
    done = bring_in("idlib", place, [folder], author="desk", role="duty officer")
    whole = read_sealed(Folders(casebook="idlib", records=(folder,), with_own=False), try_zones=False)
    kept = read_sealed(Folders(casebook="idlib", records=(place,), with_own=False), try_zones=False)
    assert kept.parsed.record == whole.parsed.record
    assert [name for name, _ in kept.records] == ["store"]
    again = bring_in("idlib", place, [folder], author="desk", role="duty officer")
    assert (len(again.entered), again.n_there) == (0, len(done.entered))


def test_what_differs_from_the_store_is_a_fault_and_nothing_comes_in(tmp_path: Path, place: str) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for home, title in ((first, "one"), (second, "other")):
        home.mkdir()
        text = f"record: {{of: idlib}}\nmatters: [{{id: X1, title: {title}, kind: statement}}]\n"
        (home / "record.yaml").write_text(text, encoding="utf-8")
    bring_in("idlib", place, [first], author="a", role="b")
    with pytest.raises(BadInput) as caught:
        bring_in("idlib", place, [second], author="a", role="b")
    assert any("X1" in str(fault) for fault in caught.value.faults)


def test_a_protected_source_of_a_folder_is_sealed(tmp_path: Path, place: str) -> None:
    named = {
        "id": "S99",
        "names": {"en": WHO},
        "family": "russian-official",
        "protected": "true",
        "note": "lives at 7",
    }
    folder = _small(tmp_path / "desk", named)
    (folder / "told.yaml").write_text(
        "reports: [{id: R99, source: S99, address: his shop in the street of the mill, said_on: 2020-03-06, "
        "dated: printed, words: shelling}]",
        encoding="utf-8",
    )
    bring_in("idlib", place, [folder], author="desk", role="duty officer")
    again = bring_in("idlib", place, [folder], author="desk", role="duty officer")
    assert again.entered == (), "what is sealed is the same again"
    kept = read_sealed(Folders(casebook="idlib", records=(place,)), try_zones=False)
    (source,) = [one for one in kept.parsed.record.sources if one.id == "S99"]
    assert source == Source(id="S99", names={"en": "S99"}, family="russian-official", protected=True)  # type: ignore[arg-type]
    assert _sealed(place, tmp_path, "S99") == {"names": {"en": WHO}, "note": "lives at 7"}
    (report,) = [one for one in kept.parsed.record.reports if one.id == "R99"]
    assert (report.address, report.words) == ("told to the desk: R99", "shelling")
    for said in (WHO, "lives at 7", "street of the mill"):
        assert said.encode() not in _bytes(tmp_path)


def test_a_protected_source_whose_id_tells_who_it_is_does_not_come_in(tmp_path: Path, place: str) -> None:
    named = {
        "id": "abu-somebody",
        "names": {"en": WHO},
        "family": "russian-official",
        "protected": "true",
    }
    with pytest.raises(BadInput) as caught:
        bring_in("idlib", place, [_small(tmp_path / "desk", named)], author="desk", role="duty officer")
    assert "code" in str(caught.value.faults[0])


def _sealed(place: str, home: Path, code: str) -> object:
    """Return what the custodian opens of a source."""
    store = open_store(place)
    (entered,) = history(store, "sources", code)
    connected(store.address)
    from truceline.db import models

    content = from_text(models.ContentRow.objects.using(store.alias).get(entry=entered.entry).groups)
    told = content[FieldGroup.TOLD_BY]
    assert isinstance(told, dict)
    key = base64.b64decode((home / "custodian").read_text(encoding="utf-8").split("+", 3)[3])
    return opened(str(told["sealed"]), private=key, item=f"sources/{code}")


def _bytes(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.glob("centre.sqlite3*")) if path.is_file())


def test_a_report_goes_into_a_store_and_the_informant_under_seal(tmp_path: Path, place: str) -> None:
    heard = hear("idlib", WORDS)
    kept = keep_in_store(heard, place, source="S17", informant=WHO)
    assert [line.rsplit(" ", 2)[1] for line in kept] == [
        *("families", "sources", "reports", "incidents", "matters", "claims")
    ]
    assert _sealed(place, tmp_path, "S17") == {"informant": WHO}
    assert WHO.encode() not in _bytes(tmp_path)
    record = read_sealed(Folders(casebook="idlib", records=(place,)), try_zones=False).parsed.record
    (report,) = [one for one in record.reports if one.source == "S17"]
    assert report.words == WORDS
    (claim,) = [one for one in record.claims if one.by == "S17"]
    with pytest.raises(BadInput, match="nothing was kept"):
        keep_in_store(heard, place, source="S17")
    with pytest.raises(BadInput, match="nothing was kept"):
        keep_in_store(hear("idlib", "mortar fire in Sarmin, 3 wounded"), place, source="S17", informant=WHO)
    with pytest.raises(NotFound):
        keep_in_store(hear("idlib", "quiet in Sarmin"), place, source="S17", corrects="D1")
    keep_in_store(hear("idlib", "shelling in Sarmin"), place, source="S17", corrects=str(claim.id))


def test_nothing_is_sealed_for_nobody(tmp_path: Path) -> None:
    name = f"sqlite:///{tmp_path / 'open.sqlite3'}"
    make_store(name, "idlib", origin="example.com/centre")
    with pytest.raises(BadInput) as caught:
        keep_in_store(hear("idlib", WORDS), name, source="S17", informant=WHO)
    assert "custodian" in caught.value.faults[0].remedy
    assert len(keep_in_store(hear("idlib", WORDS), name, source="S17")) == 6


def test_a_name_that_would_stand_in_the_open_is_refused(place: str) -> None:
    store = open_store(place)
    book = read_sealed("idlib", try_zones=False).parsed.record.casebook
    tree: dict[str, Tree] = {
        "id": "S18",
        "names": {"en": WHO},
        "family": "coded-sources",
        "protected": "true",
    }
    good = change_for("sources", {**tree}, book, author="a", role="b")
    bad = [
        type(good)(kind="sources", id="S18", tree={**tree}, author="a", role="b"),
        type(good)(
            kind="sources", id="abu", tree={**tree, "id": "abu", "names": {"en": "abu"}}, author="a", role="b"
        ),
    ]
    for one in bad:
        with pytest.raises(BadInput, match="nothing was entered"):
            enter(store, [one])
    assert WHO not in repr(good)
    enter(store, [good])


def _run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words))
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.slow
def test_the_command_makes_fills_and_asks_a_store(tmp_path: Path) -> None:
    name = f"sqlite:///{tmp_path / 'c.sqlite3'}"
    code, out, _ = _run("store", "custodian", str(tmp_path / "key"), "--json")
    public = json.loads(out)["public"]
    assert _run("store", "new", name, "idlib", "--origin", "example.com/c", "--custodian", public)[0] == 0
    assert _run("store", "new", name, "idlib", "--origin", "example.com/c")[0] == 1
    who = tmp_path / "who.txt"
    who.write_text(WHO, encoding="utf-8")
    given = (
        "--record",
        name,
        "--source",
        "S17",
        "--informant",
        str(who),
        "--at",
        "2020-03-12 14:30",
        "--yes",
    )
    code, _, err = _run("report", "idlib", WORDS, *given)
    assert (code, err.count("written: ")) == (0, 6)
    asked = ("claims", "idlib", "--audience", "internal", "--json", "--record")
    assert "S17" in _run(*asked, name)[1]
    code, out, _ = _run(*asked, f"{name}?at=2020-01-01T00:00Z")
    assert code == 0
    assert "S17" not in out
    assert _run("store", "checkpoint", name)[1].startswith("example.com/c\n16\n")
    assert "Not due" in _run("store", "checkpoint", name)[1]
    assert _run("store", "checkpoint", name, "--now")[1].startswith("example.com/c\n32\n")
    assert json.loads(_run("store", "rebuild", name, "--json")[1])["versions"] == 6


def test_a_private_key_or_a_mistyped_one_is_no_custodian(tmp_path: Path) -> None:
    """Whatever is sealed to it could be opened by nobody, and a private key would lie in the store."""
    public, private = make_custodian(tmp_path / "key"), (tmp_path / "key").read_text(encoding="utf-8")
    kind, name, data = public.split("+", 2)
    other = data.translate(str.maketrans("AaBb", "aAbB", "")) if set(data) & set("AaBb") else data[::-1]
    bare = private.split("+", 3)[3].strip()
    for wrong in (
        private,
        private.strip(),
        bare,
        data,
        f"{kind}+{name}+{other}",
        f"{kind}+{name}+{bare}",
        "",
    ):
        with pytest.raises(BadInput, match="no store was made") as caught:
            make_store(f"sqlite:///{tmp_path / 'c'}", "idlib", origin="example.com/c", custodian=wrong)
        assert bare not in str(caught.value.faults[0])
        assert not (tmp_path / "c").exists()


@pytest.mark.slow
def test_the_command_checks_copies_and_erases_a_store(tmp_path: Path, place: str) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"photo")
    given = ("--record", place, "--source", "S17", "--at", "2020-03-12 14:30", "--yes")
    code, _, err = _run("report", "idlib", f"{WORDS}, says {WHO}", *given)
    assert code == 0
    report = f"reports/{err.split(', reports ')[1].split()[0]}"
    assert _run("store", "attach", place, str(photo), "--of", report, "--sealed")[0] == 0
    assert _run("store", "attach", place, str(tmp_path), "--of", report)[0] == 1
    for nothing in ("reports/D1", "D1", "nothing/here"):
        assert _run("store", "attach", place, str(photo), "--of", nothing)[0] == 2
    code, out, _ = _run("store", "check", place)
    assert code == 3, "nothing is signed yet"
    assert _run("store", "checkpoint", place, "--now")[0] == 0
    assert _run("store", "backup", place, str(tmp_path / "copy"), "--with-key")[0] == 0
    again = f"sqlite:///{tmp_path / 'again.sqlite3'}"
    assert _run("store", "restore", str(tmp_path / "copy"), again)[0] == 0
    code, out, _ = _run("store", "check", again)
    assert code == 0
    assert out.count("proved") == len(out.splitlines()) == 6
    erased = ("--entry", "2", "--group", "words", "--reason", "danger")
    assert WHO.encode() in _bytes(tmp_path)
    code, out, _ = _run("store", "erase", place, *erased)
    assert code == 0
    assert "backups" in out
    assert WHO.encode() not in _bytes(tmp_path)
    assert "Not signed yet: 1 entry" in _run("store", "check", place)[1]
    assert _run("store", "checkpoint", place, "--now")[0] == 0
    assert _run("store", "check", place)[0] == 0


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("sqlite:///none.sqlite3", 2),
        ("sqlite:///", 1),
        ("sqlite:///c.txt", 1),
        ("sqlite:///x?at=never", 1),
        ("postgresql://u@h/d", 1),
    ],
)
def test_a_store_that_cannot_be_read_is_said(
    record: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.txt").write_text("no database, but text that is long enough to be looked at" * 20)
    found, _, err = _run("claims", "idlib", "--record", record)
    assert found == code
    assert err.strip()
    assert len(list(tmp_path.iterdir())) == 1, "nothing was made"


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found: Callable[..., object] = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "django" else found(name, *rest)
    )
    code, _, err = _run("claims", "idlib", "--record", f"sqlite:///{__file__}")
    assert code == 2
    assert "truceline[centre]" in err


@pytest.mark.parametrize(
    "does",
    [
        "import truceline",
        "import truceline.cli",
        "from truceline.runs.sealed import read_sealed; read_sealed('idlib')",
        "import truceline.db, truceline.db.connecting, truceline.db.opened, truceline.db.entering",
    ],
)
def test_django_is_not_imported_where_no_store_is_named(does: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"{does}\nimport sys; print('django' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"


def test_a_key_of_a_side_is_entered_and_another_takes_its_place(place: str, tmp_path: Path) -> None:
    runner = CliRunner()

    def key(name: str) -> str:
        log = str(open_store(place).key())
        asked = ["witness", "init", str(tmp_path / name), "--log", log, "--name", name, "--json"]
        return str(json.loads(runner.invoke(app, asked).stdout)["party_key"])

    for one in (key("a.example/one"), key("a.example/two")):
        done = runner.invoke(app, ["store", "party-key", "idlib", place, "opposition", one])
        assert done.exit_code == 0, done.output
        assert history(open_store(place), "party_keys", "opposition")[-1].change.tree["key"] == one  # type: ignore[index,call-overload]
    for side, told in (("outside", key("a.example/three")), ("opposition", "no key")):
        refused = runner.invoke(app, ["store", "party-key", "idlib", place, side, told])
        assert refused.exit_code == 1
    assert len(history(open_store(place), "party_keys", "opposition")) == 2
