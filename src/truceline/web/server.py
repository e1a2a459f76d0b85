"""The server started: a store and logins made where there are none, then pages until it is stopped."""

from __future__ import annotations

import json
import math
import os
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from truceline.centre.rights import CentreRole
from truceline.errors import BadInput, Fault, NotFound
from truceline.files.casebooks import load_casebook
from truceline.files.outputs import write_new
from truceline.runs.stores import enter_party_key, make_custodian, make_store
from truceline.runs.witness import init_witness
from truceline.web.logins import Login, demo_logins, make_login, prepare
from truceline.web.settings import HOSTS, VARIABLE, CentrePlace, configured

NOT_SERVED: Final = "nothing is served"
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
DEMO_BEGINS: Final = datetime(2020, 2, 3, 6, 12, tzinfo=UTC)
"""When the clock of a demonstration starts: the morning of the third of February 2020 in Damascus."""
_DEMO, _STORE, _CUSTODIAN = "demo.json", "centre.sqlite3", "custodian.key"
_BLOCKING_THREADS: Final = 24

Told = Callable[[str], None]


def place_of(
    home: str | Path, casebook: str, *, store: str = "", hosts: tuple[str, ...] = (), is_secure: bool = False
) -> CentrePlace:
    """Return where a centre is, of a folder that may hold a demonstration."""
    folder = Path(home).absolute()
    place = CentrePlace(
        home=str(folder),
        store=store or f"sqlite:///{folder / _STORE}",
        casebook=casebook,
        hosts=(*HOSTS, *hosts),
        is_secure=is_secure,
    )
    demo = _demo(folder)
    return place if demo is None else replace(place, is_demo=True, shift_s=float(demo["shift_s"]))


def _demo(folder: Path) -> dict[str, Any] | None:
    """Return what a demonstration wrote down; None where the folder holds none."""
    path = folder / _DEMO
    if not path.is_file():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def make_demo(home: str | Path, casebook: str) -> None:
    """Make a store, its custodian's key and logins for a demonstration, in a folder that has none.

    Raises
    ------
    BadInput
        If the folder holds a centre that is no demonstration.
    """
    folder = Path(home).absolute()
    if _demo(folder) is not None:
        return
    if (folder / _STORE).exists() or (folder / "logins.sqlite3").exists():
        remedy = "name another folder, or leave --demo out"
        raise BadInput(
            NOT_SERVED, [Fault(file=str(folder), message="this is no demonstration", remedy=remedy)]
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = place_of(folder, casebook)
    configured(place)
    public = make_custodian(folder / _CUSTODIAN)
    made = make_store(place.store, casebook, origin="demo.example/centre", custodian=public)
    prepare()
    sides = load_casebook(casebook).mandate.asked_sides
    for side in sides:
        # As if on the side's own machine: a demonstration has this one alone.
        party = init_witness(folder / side, log=str(made.key()), name=f"{side}.example/program").party
        enter_party_key(casebook, place.store, side, str(party), author="demo", now=DEMO_BEGINS)
    drawn = {one.name: make_login(one, sides) for one in demo_logins(sides)}
    shift_s = math.floor((DEMO_BEGINS - datetime.now(UTC)).total_seconds())
    text = json.dumps({"shift_s": shift_s, "logins": drawn}, indent=2)
    write_new(folder / _DEMO, text, is_private=True)


def add_login(home: str | Path, casebook: str, *, name: str, role: str, side: str = "") -> str:
    """Make a login, and return its password.

    Raises
    ------
    BadInput
        If there is no such role, or it cannot be made.
    """
    if role not in set(CentreRole):
        fault = Fault(message=f"there is no role {role!r}", remedy=f"one of {', '.join(CentreRole)}")
        raise BadInput("no login was made", [fault])
    configured(place_of(home, casebook))
    prepare()
    sides = load_casebook(casebook).mandate.asked_sides
    return make_login(Login(name=name, role=CentreRole(role), side=side), sides)


def serve(
    home: str,
    casebook: str,
    *,
    told: Told,
    store: str = "",
    host: str = "127.0.0.1",
    port: int = 8000,
    certificate: str = "",
    key: str = "",
    hosts: tuple[str, ...] = (),
    demo: bool = False,
) -> None:
    """Serve a centre until it is stopped.

    Parameters
    ----------
    home : str
        Folder of the logins, and of the store if no other is named.
    casebook : str
        A bundled name or a folder.
    told : callable
        Is told each line for whoever started it.
    store : str
        Address of the store.
    host, port : str, int
        Where to listen. Beyond this machine only with a certificate.
    certificate, key : str
        Files in PEM.
    hosts : tuple of str
        Further names by which it is asked.
    demo : bool
        Whether to make what is missing, and print logins: on this machine alone.

    Raises
    ------
    BadInput
        If it would be open to others without a certificate, or a demonstration to anybody else.
    NotFound
        If there is no such store.
    """
    refuse_open(host, certificate, key, demo=demo or _demo(Path(home).absolute()) is not None)
    if demo:
        make_demo(home, casebook)
    place = place_of(home, casebook, store=store, hosts=(*hosts, host), is_secure=bool(certificate))
    load_casebook(casebook)
    if not store and not (Path(place.home) / _STORE).is_file():
        remedy = "make one with `truceline store new`, or try it with --demo"
        raise NotFound(NOT_SERVED, [Fault(file=place.store, message="there is no store", remedy=remedy)])
    configured(place)
    from truceline.db.connecting import forget
    from truceline.db.opened import open_store

    forget(open_store(place.store).address)
    prepare()
    for line in _lines(place, host, port):
        told(line)
    os.environ[VARIABLE] = place.to_text()
    _run(host, port, certificate, key)


def refuse_open(host: str, certificate: str, key: str, *, demo: bool) -> None:
    """Refuse to be open to others without a certificate, and with a demonstration at all.

    Raises
    ------
    BadInput
        If it would be.
    """
    if demo and host not in LOOPBACK:
        fault = Fault(message=f"a demonstration listens on this machine alone, not on {host}")
        raise BadInput(NOT_SERVED, [fault])
    if bool(certificate) != bool(key):
        raise BadInput(NOT_SERVED, [Fault(message="a certificate and its key go together")])
    if certificate:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
        except (OSError, ssl.SSLError) as error:
            fault = Fault(file=certificate, message=f"certificate and key cannot be used: {error}")
            raise BadInput(NOT_SERVED, [fault]) from error
    elif host not in LOOPBACK:
        remedy = (
            "give --certificate and --key; one of your own: openssl req -x509 -newkey rsa:3072 -nodes "
            "-keyout key.pem -out cert.pem -days 365 -subj /CN=NAME -addext subjectAltName=DNS:NAME"
        )
        message = f"{host} can be reached from other machines, and there is no certificate"
        raise BadInput(NOT_SERVED, [Fault(message=message, remedy=remedy)])


def _lines(place: CentrePlace, host: str, port: int) -> list[str]:
    name = "localhost" if host in LOOPBACK else host
    lines = [f"{'https' if place.is_secure else 'http'}://{name}:{port}"]
    if place.is_demo:
        logins = (_demo(Path(place.home)) or {}).get("logins", {})
        width = max(map(len, logins))
        lines += ["", "A demonstration: its clock runs from 3 February 2020. Logins, each with its password:"]
        lines += [f"  {name:{width}}  {password}" for name, password in logins.items()]
        lines += ["", f"Each side's own program, to sign with: a folder of its name in {place.home}"]
    return [*lines, "", "Stop it with Ctrl-C."]


def _run(host: str, port: int, certificate: str, key: str) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "truceline.web.wsgi:application",
        address="127.0.0.1" if host == "localhost" else host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_BLOCKING_THREADS,
        ssl_cert=Path(certificate) if certificate else None,
        ssl_key=Path(key) if key else None,
        log_enabled=False,
    ).serve()
