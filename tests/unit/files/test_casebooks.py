"""Casebooks on disk: found by name or folder, and nothing outside or too large is ever read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.casebooks import SMALL
from truceline.errors import BadCasebook, BadInput, NotFound
from truceline.files import bundled, load_casebook, load_record, read_casebook, write_new
from truceline.files.casebooks import MAX_FILES
from truceline.parsing import MAX_BYTES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "book"
    own.mkdir()
    (own / "small.yaml").write_text(SMALL, encoding="utf-8")
    return own


def test_yaml_files_are_read_by_their_path_inside_and_nothing_else(folder: Path) -> None:
    (folder / "notes.txt").write_text("x")
    (folder / ".hidden.yaml").write_text("x")
    (folder / "sub").mkdir()
    (folder / "sub" / "b.yml").write_bytes(b"gaps: []")
    assert list(read_casebook(folder)) == ["small.yaml", "sub/b.yml"]


def test_a_folder_loads_with_what_all_casebooks_share(folder: Path) -> None:
    casebook = load_record(str(folder))
    assert casebook.casebook.casebook.id == "small"
    assert any(act.id == "shelling" for act in casebook.casebook.acts)


def test_the_same_bytes_are_the_same_record_and_others_are_read(folder: Path) -> None:
    record, text = load_record(folder), load_casebook(folder)
    assert load_record(folder) is record
    assert load_casebook(folder) is text
    before = (folder / "small.yaml").read_bytes()
    (folder / "small.yaml").write_bytes(before.replace(b"{en: Mill}", b"{en: Upper Mill}"))
    after = load_record(folder)
    assert [one.names["en"] for one in after.casebook.places if "Mill" in one.names["en"]] == ["Upper Mill"]
    (folder / "small.yaml").write_bytes(b"places: 3\n")
    for _ in range(2):
        with pytest.raises(BadCasebook):
            load_record(folder)


def test_what_is_shared_is_no_casebook() -> None:
    assert "shared" not in bundled()


@pytest.mark.parametrize("name", ["nowhere", "shared", "", "../../nowhere", "/nonexistent", "a\0b", "~"])
def test_what_is_neither_a_name_nor_a_folder_is_not_found(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises((NotFound, BadCasebook)) as error:
        read_casebook(name)
    assert error.value.faults[0].remedy


def test_a_path_trick_gives_no_bundled_casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (f"../{tmp_path.name}", "../../etc", "idlib/../shared"):
        with pytest.raises((NotFound, BadCasebook)):
            read_casebook(name)


def test_a_line_of_1_gb_is_refused_at_once_by_its_size(folder: Path) -> None:
    with (folder / "huge.yaml").open("wb") as stream:
        stream.truncate(1_000_000_000)
    start = time.process_time()
    with pytest.raises(BadCasebook) as error:
        read_casebook(folder)
    assert time.process_time() - start < 1
    [fault] = error.value.faults
    assert fault.file == "huge.yaml"
    assert "1,000,000,000 bytes" in fault.message


@pytest.mark.parametrize(("size", "is_read"), [(MAX_BYTES, True), (MAX_BYTES + 1, False)])
def test_a_file_may_be_so_large_and_no_larger(folder: Path, size: int, is_read: bool) -> None:
    (folder / "long.yaml").write_bytes(b"#" * size)
    if is_read:
        assert len(read_casebook(folder)["long.yaml"]) == size
    else:
        with pytest.raises(BadCasebook):
            read_casebook(folder)


@pytest.mark.parametrize(("n", "is_read"), [(MAX_FILES - 1, True), (MAX_FILES, False)])
def test_a_casebook_has_so_many_files_and_no_more(folder: Path, n: int, is_read: bool) -> None:
    for index in range(n):
        (folder / f"f{index}.yaml").touch()
    if is_read:
        assert len(read_casebook(folder)) == MAX_FILES
    else:
        with pytest.raises(BadCasebook):
            read_casebook(folder)


def test_links_out_of_the_folder_are_refused_and_inside_it_are_read(folder: Path, tmp_path: Path) -> None:
    (folder / "inside.yaml").symlink_to(folder / "small.yaml")
    assert len(read_casebook(folder)) == 2
    (tmp_path / "secret.yaml").write_text("x: y")
    (folder / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "outside").symlink_to(tmp_path)
    (folder / "gone.yaml").symlink_to(folder / "nowhere.yaml")
    with pytest.raises(BadCasebook) as error:
        read_casebook(folder)
    assert [fault.file for fault in error.value.faults] == ["gone.yaml", "out.yaml", "outside"]
    assert all(fault.remedy for fault in error.value.faults)


def test_an_empty_file_and_a_wrong_encoding_are_faults_with_a_line(folder: Path) -> None:
    (folder / "empty.yaml").touch()
    (folder / "latin.yaml").write_bytes("gaps: []\n# caf\xe9".encode("latin-1"))
    with pytest.raises(BadCasebook) as error:
        load_record(folder)
    assert [(fault.file, fault.line) for fault in error.value.faults] == [
        ("empty.yaml", 1),
        ("latin.yaml", 2),
    ]


def test_a_new_casebook_is_written_and_loads(tmp_path: Path) -> None:
    paths = write_new("tarn", tmp_path / "new" / "tarn")
    assert len(paths) == 6
    assert load_record(tmp_path / "new" / "tarn").casebook.casebook.id == "tarn"


def test_nothing_is_ever_overwritten(folder: Path) -> None:
    before = (folder / "small.yaml").read_bytes()
    with pytest.raises(BadInput, match="nothing is overwritten"):
        write_new("tarn", folder)
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]
    assert (folder / "small.yaml").read_bytes() == before


def test_a_place_that_cannot_be_written_is_said(folder: Path) -> None:
    with pytest.raises(BadInput, match="nothing was written") as error:
        write_new("tarn", folder / "small.yaml" / "x")
    assert error.value.faults[0].remedy
