"""Files of a report or a case: kept as they came, opened by nobody, handed to whom the mandate names."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.centres import board
from tests.unit.web.conftest import HOME, SEATS, SignedIn
from truceline.centre.rights import OF_A_SIDE, CentreRole
from truceline.db.attachments import evidence, open_attachment
from truceline.db.growing import size_of
from truceline.db.opened import Store
from truceline.web import uploads

WORDS = "shelling, 2 km W of Saraqib, 1 h ago, 2 dead"
DATA = b"a photograph" * 1_000
OURS = tuple(
    role
    for role in CentreRole
    if role not in OF_A_SIDE | {CentreRole.GUARANTOR, CentreRole.OBSERVER, CentreRole.ADMINISTRATOR}
)


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50_000_000))
    return out.getvalue()


def _huge_image() -> bytes:
    """Return the head of a PNG that says it has 2³¹-1 by 2³¹-1 points."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 16, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">
<!ENTITY x SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">&c;&x;</svg>"""


def _file(data: bytes = DATA, name: str = "dsc01.jpg") -> tuple[str, bytes]:
    return name, data


def _send(client: Any, page: str, *files: tuple[str, bytes], **told: str) -> Any:
    """Send a form as a browser does, with names of files as they are."""
    parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in told.items()]
    parts += [b'name="file"; filename="' + name.encode() + b'"\r\n\r\n' + data for name, data in files]
    body = b"".join(b"--x7\r\nContent-Disposition: form-data; " + one + b"\r\n" for one in parts)
    return client.post(page, data=body + b"--x7--\r\n", content_type="multipart/form-data; boundary=x7")


def _log(client: Any, *files: tuple[str, bytes], **more: str) -> Any:
    return _send(client, "/report", *files, **{"words": WORDS, "source": "S17", "does": "log", **more})


def _attach(client: Any, number: str, *files: tuple[str, bytes], **told: str) -> Any:
    return _send(client, f"/case/{number}/attach", *files, **told)


def _number(response: Any) -> str:
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["location"].rpartition("/")[2])


def _on_disk(store: Store) -> list[Path]:
    return [one for one in (store.home / "evidence").rglob("*") if one.is_file()]


def _links(client: Any, number: str) -> list[str]:
    return re.findall(r'href="(/file/[^"]+)"', client.get(f"/case/{number}").content.decode())


def _body(response: Any) -> bytes:
    found = b"".join(response.streaming_content)
    response.close()
    return found


# With a report


def test_a_file_is_kept_with_the_report_and_given_back_as_it_came(signed_in: SignedIn, store: Store) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, _file(), _file(b"", "empty.txt")))
    page = duty.get(f"/case/{number}").content.decode()
    digest = f"sha256:{hashlib.sha256(DATA).hexdigest()}"
    assert digest in page
    assert f"sha256:{hashlib.sha256(b'').hexdigest()}" in page
    first, second = _links(duty, number)
    response = duty.get(first)
    assert _body(response) == DATA
    assert _body(duty.get(second)) == b""
    headers = response.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"] == 'attachment; filename="dsc01.jpg"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "no-store"
    report = board(store).cases[number].reports[0]
    assert {one.noun.of for one in board(store).files.values()} == {f"reports/{report}"}


@pytest.mark.parametrize(
    ("data", "name"),
    [(_bomb(), "all.zip"), (_huge_image(), "one.png"), (ENTITIES, "drawing.svg")],
    ids=["archive", "image", "entities"],
)
def test_nothing_is_unpacked_drawn_or_read(
    signed_in: SignedIn, store: Store, data: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(zipfile, "ZipFile", opened)
    monkeypatch.setattr(zlib, "decompressobj", opened)
    monkeypatch.setattr("xml.etree.ElementTree.iterparse", opened)
    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, _file(data, name)))
    (link,) = _links(duty, number)
    assert _body(duty.get(link)) == data
    (kept,) = board(store).files.values()
    assert evidence(store, kept.noun.digest) == data
    assert [one.stat().st_size for one in _on_disk(store)] == [len(data)]
    assert "<img" not in duty.get(f"/case/{number}").content.decode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("<script>alert(1).jpg", "<script>alert(1).jpg"),
        ("&lt;script&gt;.jpg", "<script>.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("n" * 300 + ".jpg", "n" * 251 + ".jpg"),
        ("a\0b.jpg", "ab.jpg"),
        ("at 12:40.jpg", "at 12_40.jpg"),
        ("صورة.jpg", "صورة.jpg"),
    ],
)
def test_a_name_is_told_and_never_a_path(signed_in: SignedIn, store: Store, given: str, kept: str) -> None:
    before = {one for one in HOME.rglob("*") if "passwd" in one.name}
    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, _file(name=given)))
    (file,) = board(store).files.values()
    assert file.noun.name == kept
    page = duty.get(f"/case/{number}").content.decode()
    assert "<script>" not in page
    assert "\u202e" not in page
    assert kept in unescape(page)
    response = duty.get(_links(duty, number)[0])
    assert _body(response) == DATA
    headers = response.headers
    assert headers["content-disposition"].startswith("attachment; filename")
    assert [one.name for one in _on_disk(store)] == [hashlib.sha256(DATA).hexdigest()]
    assert {one for one in HOME.rglob("*") if "passwd" in one.name} == before


@pytest.mark.parametrize("name", ["", ".", "..", "/", "a/"])
def test_a_file_without_a_name_is_none(signed_in: SignedIn, store: Store, name: str) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, _file(name=name)))
    assert board(store).files == {}
    response = _attach(duty, number, _file(name=name))
    assert response.status_code == 422
    assert _on_disk(store) == []


def test_a_report_that_is_refused_keeps_no_file(signed_in: SignedIn, store: Store) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    refused = [
        _log(duty, _file(), source="no code"),
        _log(duty, _file(), words=""),
        _log(duty, _file(), joins="IDLIB-2020-9999"),
        _log(duty, _file(), set_by="nobody at all"),
    ]
    assert [one.status_code for one in refused] == [422, 200, 404, 422]
    assert "Choose them again" in refused[0].content.decode()
    assert size_of(store) == 0
    assert _on_disk(store) == []
    _number(_log(duty, _file()))
    again = _log(duty, _file(), _file(b"another"))
    assert again.status_code == 422
    assert len(_on_disk(store)) == 1, "of the same words again the file that was kept before stays"


@pytest.mark.parametrize("does", ["apart", "draft"])
def test_a_draft_has_no_file(signed_in: SignedIn, store: Store, does: str) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    _log(duty, _file(), does=does)
    assert _on_disk(store) == []
    assert [one for one in HOME.iterdir() if one.is_file() and one.read_bytes() == DATA] == []


def test_files_can_be_for_the_custodian_alone(signed_in: SignedIn, store: Store) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, _file(name="abu-somebody.jpg"), seal="on"))
    page = duty.get(f"/case/{number}").content.decode()
    assert "abu-somebody" not in page
    assert "sealed for the custodian" in page
    (own,) = board(store).files
    assert duty.get(f"/file/{own}").status_code == 404
    assert open_attachment(store, own, private=bytes(range(32))) == DATA
    assert DATA[:50] not in b"".join(one.read_bytes() for one in _on_disk(store))


# How much


def test_bounds_of_number_and_length_are_kept_on_both_sides(
    signed_in: SignedIn, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000)
    monkeypatch.setattr(uploads, "MOST_TOGETHER", 2_500)
    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, *(_file(bytes([one]), f"{one}") for one in range(uploads.MOST_FILES))))
    held = len(_on_disk(store))
    for files, says in (
        ([_file(b"x", str(one)) for one in range(uploads.MOST_FILES + 1)], "Too many files"),
        ([_file(b"y" * 1_001)], "A file is too long"),
        ([_file(b"y" * 1_000), _file(b"z" * 1_000), _file(b"w" * 501)], "too long together"),
    ):
        response = _attach(duty, number, *files)
        assert (response.status_code, says in response.content.decode()) == (422, True)
        assert len(_on_disk(store)) == held
    response = _attach(duty, number, _file(b"y" * 1_000), _file(b"z" * 1_000), _file(b"w" * 500))
    assert response.status_code == 302
    assert len(_on_disk(store)) == held + 3
    response = _attach(duty, number, *(_file(b"x", str(one)) for one in range(30)))
    assert response.status_code == 400


def test_what_is_far_too_long_is_not_read(signed_in: SignedIn, store: Store) -> None:
    duty, length = signed_in(CentreRole.DUTY_OFFICER), str(10 * uploads.MOST_TOGETHER)
    kind = "multipart/form-data; boundary=x"
    response = duty.post("/report", data=b"--x--", content_type=kind, CONTENT_LENGTH=length)
    assert response.status_code == 400
    assert _on_disk(store) == []


def test_a_file_that_breaks_off_is_none(signed_in: SignedIn, store: Store) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    told = {"words": WORDS, "source": "S17", "does": "log"}
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in told.items()
    )
    parts += '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nhalf of i'
    response = duty.post("/report", data=parts.encode(), content_type="multipart/form-data; boundary=x")
    assert response.status_code in (400, 422)
    assert _on_disk(store) == []
    assert size_of(store) == 0


def test_nobody_leaves_a_file_without_signing_in_or_on_another_page(
    signed_in: SignedIn, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import Client

    def begun(*_: object, **__: object) -> None:
        raise AssertionError("a file was begun")

    monkeypatch.setattr("tempfile.TemporaryFile", begun)
    for client, page in (
        (Client(), "/report"),
        (Client(), "/login/"),
        (signed_in(CentreRole.DUTY_OFFICER), "/briefs"),
        (signed_in(CentreRole.ADMINISTRATOR), "/logins"),
    ):
        assert _send(client, page, _file(), login="x").status_code < 500
    response = _send(signed_in(CentreRole.DUTY_OFFICER), "/briefs", _file(bytes(2**21)))
    assert response.status_code == 400


# On a case


def test_somebody_of_the_mission_adds_a_file_to_a_report_of_a_case(signed_in: SignedIn, store: Store) -> None:
    duty, patrol = signed_in(CentreRole.DUTY_OFFICER), signed_in(CentreRole.PATROL_LEADER)
    number = _number(_log(duty))
    _log(duty, joins=number, source="S18")
    first, second = board(store).cases[number].reports
    state = board(store).cases[number].state
    told = {"report": second, "words": "The crater, from the north."}
    assert _attach(patrol, number, _file(), **told).status_code == 302
    assert _attach(patrol, number, _file(b"2")).status_code == 302
    assert [one.noun.of for one in board(store).files.values()] == [f"reports/{second}", f"reports/{first}"]
    assert board(store).cases[number].state is state
    page = duty.get(f"/case/{number}").content.decode()
    assert "The crater, from the north." in page
    assert len(_links(duty, number)) == 2
    stranger = _number(_log(duty, words="drone seen over Maarat al-Numan 2 h ago"))
    other = board(store).cases[stranger].reports[0]
    held = len(_on_disk(store))
    for wrong in (other, "x", "../x"):
        assert _attach(patrol, number, _file(b"3"), report=wrong).status_code == 422
    assert _attach(patrol, number).status_code == 422
    assert len(_on_disk(store)) == held


def test_a_file_taken_into_the_store_by_the_command_is_shown_with_its_report(
    signed_in: SignedIn, store: Store
) -> None:
    from truceline.db.attachments import attach

    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty))
    own = board(store).cases[number].reports[0]
    attach(store, io.BytesIO(DATA), of=f"reports/{own}", name="later.jpg", author="a", role="b")
    (link,) = _links(duty, number)
    assert _body(duty.get(link)) == DATA


# Who may see it


@pytest.mark.parametrize(("role", "side"), SEATS)
def test_files_are_for_whom_the_mandate_says(
    signed_in: SignedIn, store: Store, role: CentreRole, side: str
) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, _file(name="the-barn.jpg")))
    (link,) = _links(duty, number)
    client = signed_in(role, side)
    response, page = client.get(link), client.get(f"/case/{number}").content.decode()
    sees = role in OURS
    assert response.status_code == (200 if sees else 403)
    assert not sees or _body(response) == DATA
    assert ("the-barn" in page) is sees
    assert (hashlib.sha256(DATA).hexdigest() in page) is sees
    assert client.get("/file/attachments-0000000000000000").status_code == (404 if sees else 403)


def test_a_file_that_was_changed_on_disk_is_not_handed_out(signed_in: SignedIn, store: Store) -> None:
    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, _file()))
    (path,) = _on_disk(store)
    path.chmod(0o600)
    path.write_bytes(DATA[:-1] + b"X")
    response = duty.get(_links(duty, number)[0])
    assert response.status_code == 500
    assert b"photograph" not in response.content
    path.unlink()
    assert duty.get(_links(duty, number)[0]).status_code == 404


def test_a_file_that_is_withdrawn_or_erased_is_not_there(signed_in: SignedIn, store: Store) -> None:
    from truceline.db.changes import RecordChange
    from truceline.db.entering import enter
    from truceline.db.erasing import erase

    duty = signed_in(CentreRole.DUTY_OFFICER)
    number = _number(_log(duty, _file()))
    (kept,) = board(store).files.values()
    own, entry = kept.noun.id, kept.entered.entry
    enter(store, [RecordChange(kind="attachments", id=own, tree=None, author="a", role="b", replaces=entry)])
    assert _links(duty, number) == []
    assert duty.get(f"/file/{own}").status_code == 404
    erase(store, [entry], ["attachments"], reason="danger", author="a", role="b")
    assert _on_disk(store) == []
    assert duty.get(f"/case/{number}").status_code == 200


@pytest.mark.parametrize("own", ["..", "%2e%2e%2fsecret", "x" * 300, "sha256:" + "0" * 64])
def test_no_path_leads_to_a_file(signed_in: SignedIn, own: str) -> None:
    assert signed_in(CentreRole.AUDITOR).get(f"/file/{own}").status_code == 404
