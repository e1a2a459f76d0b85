"""The server of a joint coordination centre, and its logins."""

from __future__ import annotations

import importlib
from typing import Annotated, Any, Optional

import typer

from truceline.cli.ending import note, printable, reported

app = typer.Typer()
_SERVER = "truceline.web.server"
"""Named, not imported: who has no extra `centre` has no Django."""
Home = Annotated[
    str, typer.Option(metavar="DIR", help="Folder of logins, and of the store if none is named.")
]
Book = Annotated[str, typer.Option("--casebook", metavar="CASEBOOK", help="A bundled name or a folder.")]


@app.command()
def serve(
    home: Home = "centre",
    casebook: Book = "idlib",
    store: Annotated[
        str, typer.Option(metavar="STORE", help="As sqlite:///PATH; DIR/centre.sqlite3 if left out.")
    ] = "",
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535)] = 8000,
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="In PEM; needed beyond this machine.")
    ] = "",
    key: Annotated[str, typer.Option(metavar="FILE", help="Of the certificate.")] = "",
    name: Annotated[
        Optional[list[str]],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(metavar="HOST", help="A further name by which it is asked; may be repeated."),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Make a store and logins, and print them; this machine alone.")
    ] = False,
) -> None:
    """Open the joint coordination centre in a browser, until it is stopped."""
    with reported():
        _server().serve(
            home,
            casebook,
            store=store,
            host=host,
            port=port,
            certificate=certificate,
            key=key,
            hosts=tuple(name or ()),
            demo=demo,
            told=lambda line: typer.echo(printable(line)),
        )


@app.command()
def login(
    name: Annotated[str, typer.Argument(metavar="NAME", help="By which somebody signs in.")],
    role: Annotated[str, typer.Option(metavar="ROLE", help="Such as duty_officer.")],
    side: Annotated[str, typer.Option(metavar="SIDE", help="Of a liaison officer or co-chair.")] = "",
    home: Home = "centre",
    casebook: Book = "idlib",
) -> None:
    """Make a login of a centre, and print its password once."""
    with reported():
        drawn = _server().add_login(home, casebook, name=name, role=role, side=side)
    typer.echo(drawn)
    note("It is kept nowhere: hand it over, and let it be changed.")


def _server() -> Any:
    """Return the server's module.

    Raises
    ------
    NotFound
        If the extra `centre` is not installed.
    """
    from truceline.errors import Fault, NotFound

    try:
        return importlib.import_module(_SERVER)
    except ModuleNotFoundError as error:
        fault = Fault(message=f"{error.name} is not installed", remedy="pip install 'truceline[centre]'")
        raise NotFound("the server comes with the extra `centre`", [fault]) from error
