"""Where a store is, and Django told of it: nothing of this happens when a module is imported."""

from __future__ import annotations

import importlib.util
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from truceline.errors import BadInput, Fault, NotFound

SCHEMES: Final = ("sqlite", "postgresql")
BUSY_S: Final = 60.0
"""So long a writer waits for another."""
_INIT: Final = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; "
    "PRAGMA trusted_schema=OFF; PRAGMA wal_autocheckpoint=1000"
)
_AT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?Z")
_LOCK: Final = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a store is, as it was named."""

    engine: str
    """`sqlite` or `postgresql`."""
    name: str
    """As it is shown: without what logs in."""
    path: Path | None
    """The database's file, of SQLite."""
    home: Path
    """The folder beside it: the log's key, attachments."""
    settings: Mapping[str, Any]
    """As Django takes them."""
    at: datetime | None = None
    """As known at this instant; none for now."""
    named: str = field(default="", repr=False, compare=False)
    """As it was named, with what logs in: to open it again, never to be shown."""

    @property
    def alias(self) -> str:
        """By which Django knows it."""
        return f"store:{self.engine}:{self.settings['NAME']}:{self.home}"


def is_store(named: object) -> bool:
    """Return whether a store is named, and no folder."""
    return isinstance(named, str) and named.partition("://")[0] in SCHEMES and "://" in named


def address_of(named: str) -> Address:
    """Return where a store is.

    Parameters
    ----------
    named : str
        `sqlite:///PATH`, so that four slashes begin a path from the root, or
        `postgresql://USER@HOST/NAME?home=FOLDER`; `at=2026-11-30T10:00Z` may follow as a query.

    Raises
    ------
    BadInput
        If it is written otherwise.
    """
    try:
        parts = urlsplit(named)
        query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        port = parts.port
    except ValueError:
        _refuse(named, "this is not the address of a store")
    at = _instant(named, query.pop("at", None))
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path[1:]))
        if parts.netloc or not parts.path.strip("/") or "\0" in str(path):
            _refuse(named, "the path of the store's file is missing")
        home = Path(query.pop("home", "") or f"{path}.d")
        if query:
            _refuse(named, f"nothing is known of {', '.join(sorted(query))}")
        settings = {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path.absolute()),
            "OPTIONS": {"timeout": BUSY_S, "transaction_mode": "IMMEDIATE", "init_command": _INIT},
        }
        return Address(
            engine="sqlite",
            name=f"sqlite:///{path}",
            path=path.absolute(),
            home=home.absolute(),
            settings=settings,
            at=at,
            named=named,
        )
    if parts.scheme != "postgresql" or not parts.path.strip("/"):
        _refuse(named, "this is not the address of a store")
    if not query.get("home"):
        _refuse(named, "say where the log's key and attachments are: ?home=FOLDER")
    home = Path(query.pop("home"))
    settings = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or os.environ.get("PGPASSWORD", "")),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        "OPTIONS": dict(query),
    }
    name = f"postgresql://{parts.hostname or ''}/{settings['NAME']}"
    return Address(
        engine="postgresql",
        name=name,
        path=None,
        home=home.absolute(),
        settings=settings,
        at=at,
        named=named,
    )


def _instant(named: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    if not _AT.fullmatch(text):
        _refuse(named, f"at={text} is no instant")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        _refuse(named, f"at={text} is no instant")
    return found


def _refuse(named: str, message: str) -> Any:
    remedy = "write sqlite:///PATH, with ?at=2026-11-30T10:00Z for what was known then"
    raise BadInput("no store", [Fault(file=named.partition("?")[0], message=message, remedy=remedy)])


def connected(address: Address) -> Any:
    """Return Django's connection to a store, of this thread; Django is set up where it is not.

    Raises
    ------
    NotFound
        If the extra `centre` is not installed.
    """
    connections = _connections()
    with _LOCK:
        if address.alias not in connections.settings:
            base = connections.configure_settings({"default": dict(address.settings)})["default"]
            connections.settings[address.alias] = base
    return connections[address.alias]


def _connections() -> Any:
    needed = [name for name in ("django",) if importlib.util.find_spec(name) is None]
    if needed:
        remedy = "pip install 'truceline[centre]'"
        fault = Fault(message=f"{', '.join(needed)} is not installed", remedy=remedy)
        raise NotFound("stores come with the extra `centre`", [fault])
    import django
    from django.apps import apps
    from django.conf import settings
    from django.db import connections

    with _LOCK:
        if not settings.configured:
            settings.configure(
                INSTALLED_APPS=["truceline.db.apps.StoreConfig"],
                DATABASES={},
                USE_TZ=True,
                TIME_ZONE="UTC",
                LOGGING_CONFIG=None,
            )
        if not apps.ready:
            django.setup()
    return connections


def forget(address: Address) -> None:
    """Close this thread's connection to a store."""
    connections = _connections()
    if address.alias in connections.settings:
        connections[address.alias].close()


@contextmanager
def at_the_database(address: Address, what: str) -> Iterator[None]:
    """Turn what the database refuses into an error of ours.

    Raises
    ------
    BadInput
        With what is refused and what to do. Nothing was entered then.
    """
    from django.db import Error

    try:
        yield
    except Error as error:
        text = (str(error).splitlines() or [type(error).__name__])[0][:200]
        fault = Fault(file=address.name, message=text, remedy=_remedy(text))
        raise BadInput(what, [fault]) from error


def _remedy(text: str) -> str:
    told = {
        "full": "make room and enter it again",
        "disk I/O": "see to the disk; what was acknowledged is kept",
        "locked": "somebody else writes; try again",
        "readonly": "see the rights of the file and its folder",
        "no such table": "this is no store: make one with `truceline store new`",
        "not a database": "this is no store: make one with `truceline store new`",
        "malformed": "restore a backup, and compare its checkpoint with what witnesses saw",
        "only added to": "correct it with a new version",
    }
    return next((remedy for word, remedy in told.items() if word in text), "see the database's own words")


def parsed_instant(text: str) -> datetime:
    """Return an instant as it stands in an entry: `2026-11-30T10:00:00.000000Z`."""
    return datetime.fromisoformat(text)
