"""The pages on a store of a temporary folder; Django is set up once, before any test of it runs."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from truceline.centre.rights import OF_A_SIDE, CentreRole
from truceline.db.opened import Store
from truceline.tlog.seal import custodian_key
from truceline.web.settings import CentrePlace, configured

HOME = Path(tempfile.mkdtemp(prefix="truceline-web-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
PLACE = CentrePlace(
    home=str(HOME),
    store=f"sqlite:///{HOME / 'centre.sqlite3'}",
    casebook="idlib",
    hosts=("testserver", "localhost"),
)
configured(PLACE)  # while tests are collected, and so before a store is opened without pages

PASSWORD = "a long and plain one"
SEATS = tuple(
    (role, side)
    for role in CentreRole
    for side in (("government", "opposition") if role in OF_A_SIDE else ("",))
)
SignedIn: TypeAlias = Callable[..., Any]


@pytest.fixture(scope="session")
def logins() -> None:
    """Make the tables of logins, and a login for each seat."""
    from django.contrib.auth import get_user_model

    from truceline.web.logins import prepare
    from truceline.web.models import Seat

    prepare()
    for role, side in SEATS:
        user = get_user_model().objects.create_user(name_of(role, side), password=PASSWORD)
        Seat.objects.create(user=user, role=role.value, side=side)
    get_user_model().objects.create_user("no-seat", password=PASSWORD)


def name_of(role: CentreRole, side: str = "") -> str:
    """Return the login of a seat."""
    return f"{role.value}-{side}".removesuffix("-")


@pytest.fixture
def store(tmp_path: Path, logins: None) -> Iterator[Store]:
    """Return a new store, of which the pages are until the test ends."""
    from django.conf import settings
    from django.core.cache import cache

    from tests.stores import made
    from truceline.db.connecting import forget
    from truceline.web import asking
    from truceline.web.models import Draft

    cache.clear()
    Draft.objects.all().delete()
    one = made(tmp_path, custodian=custodian_key(bytes(range(32))))
    settings.CENTRE = CentrePlace(
        home=str(HOME), store=one.address.name, casebook="idlib", hosts=PLACE.hosts, shift_s=-200_000_000
    )
    asking.store.cache_clear()
    yield one
    forget(one.address)
    asking.store.cache_clear()


@pytest.fixture
def signed_in(store: Store) -> SignedIn:
    """Return who signs a seat in and gives back a client."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    def enter(role: CentreRole, side: str = "", *, checks: bool = False) -> Client:
        if role in OF_A_SIDE and not side:
            side = "opposition"
        client = Client(enforce_csrf_checks=checks)
        user = get_user_model().objects.get(username=name_of(role, side))
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter
