"""A store made, opened, and held by the one who writes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from truceline.clock import require_utc
from truceline.db.connecting import Address, address_of, at_the_database, connected
from truceline.db.keys import make_home, read_signer, write_signer
from truceline.errors import BadInput, Fault, NotFound
from truceline.tlog.note import Signer, VerifierKey
from truceline.tlog.tree import Frontier

VERSION: Final = 1
"""Of the store's format."""
NOT_ENTERED: Final = "nothing was entered"
NOT_READ: Final = "the store cannot be read"
_LOCK_NUMBER: Final = 0x7472_7563_656C
"""Of the lock that a writer takes in PostgreSQL."""


@dataclass(eq=False, kw_only=True)
class Store:
    """A store that is open."""

    address: Address
    """Where it is."""
    origin: str
    """Of its log."""
    of: str
    """Of which casebook."""
    custodian: bytes | None
    """Public key to which informants are sealed; None where nothing can be sealed."""
    interval_s: int
    """From one checkpoint to the next."""
    batch: int
    """Entries come in multiples of so many to a checkpoint."""
    edge: tuple[bytes, Frontier] | None = field(default=None, repr=False)
    """The last leaf and the tree's edge, as of the last change entered here."""

    @property
    def alias(self) -> str:
        """By which Django knows its database."""
        return self.address.alias

    @property
    def home(self) -> Path:
        """The folder beside it."""
        return self.address.home

    def key(self) -> VerifierKey:
        """Return the public key of the log."""
        return read_signer(self.home).key


def new_store(
    named: str,
    *,
    of: str,
    origin: str,
    custodian: bytes | None = None,
    interval_s: int = 600,
    batch: int = 16,
    now: datetime | None = None,
    private: bytes | None = None,
) -> Store:
    """Make a store and the key of its log; nothing is overwritten.

    Parameters
    ----------
    named : str
        `sqlite:///PATH` or `postgresql://…?home=FOLDER`.
    of : str
        Id of the casebook that it speaks of.
    origin : str
        Name of its log and of the log's key, such as `example.com/centre`.
    custodian : bytes, optional
        Public key of X25519 to which informants are sealed.
    interval_s, batch : int
        Seconds from one checkpoint to the next; entries come in multiples of so many.
    now : datetime, optional
        UTC; the clock's, if left out.
    private : bytes, optional
        The 32 bytes of the log's key; drawn if left out.

    Raises
    ------
    BadInput
        If there is a store already, or it cannot be made.
    """
    address = address_of(named)
    if interval_s < 1 or batch < 1:
        raise BadInput("no store was made", [Fault(message="interval and batch are at least 1")])
    signer = Signer(name=origin, private=private or secrets.token_bytes(32))
    if address.path is not None and address.path.exists():
        fault = Fault(file=str(address.path), message="something is there", remedy="name another file")
        raise BadInput("no store was made: nothing is overwritten", [fault])
    make_home(address)
    if address.path is not None:
        address.path.touch(mode=0o600, exist_ok=False)
    with at_the_database(address, "no store was made"):
        connection = connected(address)
        _migrate(address)
        from truceline.db import models

        if models.LogRow.objects.using(address.alias).exists():
            fault = Fault(file=address.name, message="a store is there", remedy="name another database")
            raise BadInput("no store was made: nothing is overwritten", [fault])
        write_signer(address.home, signer)
        models.LogRow.objects.using(address.alias).create(
            version=VERSION,
            origin=origin,
            of=of,
            custodian=custodian,
            interval_s=interval_s,
            batch=batch,
            made_at=now_or_clock(now),
        )
        connection.close()
    return open_store(named)


def _migrate(address: Address) -> None:
    from django.core.management import call_command

    call_command("migrate", "store", database=address.alias, verbosity=0, interactive=False)


def open_store(named: str) -> Store:
    """Return a store.

    Raises
    ------
    NotFound
        If there is none, or the extra `centre` is not installed.
    BadInput
        If it cannot be read, or is of a later format.
    """
    address = address_of(named)
    if address.path is not None and not address.path.is_file():
        remedy = "make one with `truceline store new`"
        raise NotFound("no such store", [Fault(file=address.name, message="there is no file", remedy=remedy)])
    with at_the_database(address, NOT_READ):
        connected(address)
        from truceline.db import models

        row = models.LogRow.objects.using(address.alias).filter(pk=1).first()
    if row is None or row.version > VERSION:
        what = (
            "it was begun and not made" if row is None else f"its format is {row.version}, we know {VERSION}"
        )
        raise BadInput(NOT_READ, [Fault(file=address.name, message=what)])
    return Store(
        address=address,
        origin=row.origin,
        of=row.of,
        custodian=None if row.custodian is None else bytes(row.custodian),
        interval_s=row.interval_s,
        batch=row.batch,
    )


def new_id(kind: str) -> str:
    """Return an id for an item that has none of its own; it says nothing of what it holds."""
    return f"{kind}-{secrets.token_hex(8)}"


@contextmanager
def writing(store: Store) -> Iterator[Any]:
    """Hold the one place of the writer: nobody else enters anything until the end. Gives the models.

    Raises
    ------
    BadInput
        If the database refuses. Nothing was entered then.
    """
    with at_the_database(store.address, NOT_ENTERED):
        connection = connected(store.address)
        from django.db import transaction

        from truceline.db import models

        with transaction.atomic(using=store.alias):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_NUMBER])
            yield models


def models_of(store: Store) -> Any:
    connected(store.address)
    from truceline.db import models

    return models


def now_or_clock(now: datetime | None) -> datetime:
    return require_utc(datetime.now(UTC) if now is None else now)


@contextmanager
def reading(store: Store) -> Iterator[Any]:
    """Look at a store as it is at one moment, whoever writes meanwhile; nobody waits. Gives the models.

    Raises
    ------
    BadInput
        If the store cannot be read.
    """
    with at_the_database(store.address, NOT_READ):
        connection = connected(store.address)
        from django.db import transaction

        from truceline.db import models

        if connection.in_atomic_block:
            yield models
            return
        connection.ensure_connection()  # else it is the connecting that says how a transaction begins
        is_sqlite = connection.vendor == "sqlite"
        before = connection.transaction_mode if is_sqlite else None
        try:
            if is_sqlite:
                connection.transaction_mode = None  # else whoever reads would keep writers waiting
            with transaction.atomic(using=store.alias):
                if not is_sqlite:
                    with connection.cursor() as cursor:
                        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                yield models
        finally:
            if is_sqlite:
                connection.transaction_mode = before
