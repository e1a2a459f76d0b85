"""Logins managed on a page: by an administrator alone, each change written down, nothing of content there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.web.conftest import PASSWORD, SEATS, SignedIn, name_of
from truceline.centre.rights import CentreRole
from truceline.db.growing import size_of
from truceline.db.opened import Store

ADMIN = CentreRole.ADMINISTRATOR


@pytest.fixture
def admin(signed_in: SignedIn) -> Iterator[Any]:
    """Return the administrator's client; who was made in a test is gone after it."""
    from django.contrib.auth import get_user_model

    before = set(get_user_model().objects.values_list("pk", flat=True))
    yield signed_in(ADMIN)
    get_user_model().objects.exclude(pk__in=before).delete()


def _do(client: Any, does: str, login: str, role: str = "analyst", side: str = "") -> Any:
    return client.post("/logins", {"does": does, "login": login, "role": role, "side": side})


def _made(client: Any, name: str = "lena", role: str = "analyst", side: str = "") -> str:
    text = _do(client, "make", name, role, side).content.decode()
    found = re.search(r"shown this once: (?:<bdi[^>]*>)?([\w-]+)", text)
    assert found, text
    return found[1]


def _record() -> list[tuple[str, str, str, str]]:
    from truceline.web.models import LoginChange

    return [(one.by, one.login, one.does, one.seat) for one in LoginChange.objects.order_by("pk")]


@pytest.mark.parametrize(("role", "side"), SEATS)
def test_only_an_administrator_sees_or_changes_logins(
    signed_in: SignedIn, role: CentreRole, side: str
) -> None:
    client = signed_in(role, side)
    due = 200 if role is ADMIN else 403
    assert client.get("/logins").status_code == due
    assert ('href="/logins"' in client.get("/rights").content.decode()) == (role is ADMIN)
    if role is not ADMIN:
        before = _record()
        for does in ("make", "seat", "end", "lock", "unlock"):
            assert _do(client, does, "auditor").status_code == 403
        assert _record() == before


def test_a_login_is_made_and_signs_in(admin: Any, store: Store) -> None:
    from django.test import Client

    before = size_of(store)
    drawn = _made(admin, "lena", "liaison_officer", "opposition")
    other = Client()
    assert other.post("/login/", {"login": "lena", "password": drawn}).status_code == 302
    assert other.get("/").status_code == 200
    text = admin.get("/logins").content.decode()
    assert "lena" in text
    assert drawn not in text
    assert _record()[-1] == (name_of(ADMIN), "lena", "make", "liaison_officer opposition")
    assert size_of(store) == before


@pytest.mark.parametrize(
    ("name", "role", "side"),
    [
        ("lena", "liaison_officer", ""),
        ("lena", "analyst", "nobody"),
        ("lena", "king", ""),
        ("", "analyst", ""),
        ("<b>x</b>", "analyst", ""),
        ("a" * 61, "analyst", ""),
        ("auditor", "analyst", ""),
    ],
)
def test_what_cannot_be_made_is_refused_and_written_nowhere(
    admin: Any, name: str, role: str, side: str
) -> None:
    before = _record()
    assert _do(admin, "make", name, role, side).status_code == 422
    assert _record() == before


def test_a_change_of_seat_ends_sessions_and_holds_at_once(admin: Any) -> None:
    from django.test import Client

    drawn, other = _made(admin), Client()
    other.post("/login/", {"login": "lena", "password": drawn})
    assert other.get("/report").status_code == 200
    assert _do(admin, "seat", "lena", "auditor").status_code == 302
    assert other.get("/report").status_code == 302
    other.post("/login/", {"login": "lena", "password": drawn})
    assert other.get("/report").status_code == 403
    assert _record()[-1] == (name_of(ADMIN), "lena", "seat", "auditor")


def test_sessions_are_ended(admin: Any) -> None:
    from django.test import Client

    drawn, other = _made(admin), Client()
    other.post("/login/", {"login": "lena", "password": drawn})
    assert other.get("/").status_code == 200
    _do(admin, "end", "lena")
    assert other.get("/").status_code == 302
    assert admin.get("/logins").status_code == 200
    assert _record()[-1][2] == "end"


def test_a_locked_login_is_out_and_stays_out_until_it_is_unlocked(admin: Any) -> None:
    from django.core.cache import cache
    from django.test import Client

    drawn, other = _made(admin), Client()
    other.post("/login/", {"login": "lena", "password": drawn})
    _do(admin, "lock", "lena")
    assert other.get("/").status_code == 302
    other.post("/login/", {"login": "lena", "password": drawn})
    assert other.get("/").status_code == 302
    assert "(locked)" in admin.get("/logins").content.decode()
    cache.clear()
    _do(admin, "unlock", "lena")
    other.post("/login/", {"login": "lena", "password": drawn})
    assert other.get("/").status_code == 200


@pytest.mark.parametrize("does", ["seat", "end", "lock"])
def test_nobody_changes_their_own_login(admin: Any, does: str) -> None:
    assert _do(admin, does, name_of(ADMIN)).status_code == 422
    assert admin.get("/logins").status_code == 200


def test_what_is_not_there_or_not_known_is_refused(admin: Any) -> None:
    assert _do(admin, "lock", "nobody-of-that-name").status_code == 404
    assert _do(admin, "erase", "auditor").status_code == 422


def test_the_record_of_logins_is_only_added_to(admin: Any) -> None:
    from django.db import Error, transaction

    from truceline.web.models import LoginChange

    _made(admin)
    before = _record()
    with pytest.raises(Error, match="only added to"), transaction.atomic():
        LoginChange.objects.update(by="x")
    with pytest.raises(Error, match="only added to"), transaction.atomic():
        LoginChange.objects.all().delete()
    assert _record() == before


def test_nothing_of_content_is_on_the_page(admin: Any, signed_in: SignedIn) -> None:
    words = {"words": "shelling, 2 km W of Saraqib, 1 h ago, 2 dead", "source": "S17", "does": "log"}
    taken = signed_in(CentreRole.DUTY_OFFICER).post("/report", words)
    assert taken.status_code == 302
    text = admin.get("/logins").content.decode()
    assert "Saraqib" not in text
    assert "S17" not in text
    assert "IDLIB-2020" not in text


def test_factors_and_last_seen_are_told(admin: Any) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth import get_user_model
    from django.test import Client

    drawn = _made(admin)
    assert "never" in admin.get("/logins").content.decode()
    other = Client()
    other.post("/login/", {"login": "lena", "password": drawn})
    other.get("/")
    TOTP.activate(get_user_model().objects.get(username="lena"), generate_totp_secret())
    row = admin.get("/logins").content.decode().partition("<bdi>lena</bdi>")[2].partition("</tr>")[0]
    assert "application" in row
    assert ">1</td>" in row
    assert PASSWORD not in row


def test_logins_of_an_earlier_version_are_brought_up_to_date_and_kept(admin: Any) -> None:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from truceline.web.logins import prepare
    from truceline.web.models import Seat

    before = set(Seat.objects.values_list("user__username", "role", "side"))
    call_command("migrate", "web", "0001", verbosity=0, interactive=False)
    prepare()
    assert set(Seat.objects.values_list("user__username", "role", "side")) == before
    assert get_user_model().objects.get(username="auditor").check_password(PASSWORD)
    _made(admin)
    assert _record()[-1][1:3] == ("lena", "make")
