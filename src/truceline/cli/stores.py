"""The store of a centre: made, filled from folders, signed, looked over, copied while in use."""

from __future__ import annotations

from typing import Annotated, Any, Optional

import typer

from truceline.cli.ending import counted, print_json, printable, reported
from truceline.cli.once import EachOnce
from truceline.cli.options import AsJson, CasebookName

app = typer.Typer(
    cls=EachOnce,
    help="The append-only store of a centre, over a log that both sides can check.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
StoreName = Annotated[str, typer.Argument(metavar="STORE", help="As sqlite:///PATH.")]
Author = Annotated[str, typer.Option(metavar="NAME", help="Who does it, as it stands in the log.")]


def _told(as_json: bool, document: dict[str, Any], *lines: str) -> None:
    if as_json:
        print_json(document)
        return
    for line in lines:
        typer.echo(printable(line))


@app.command()
def new(
    store: StoreName,
    casebook: CasebookName,
    origin: Annotated[str, typer.Option(metavar="NAME", help="Of its log, such as example.com/centre.")],
    custodian: Annotated[
        Optional[str],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(
            metavar="KEY", help="Public key to which informants are sealed, from `store custodian`."
        ),
    ] = None,
    every: Annotated[
        int, typer.Option(metavar="SECONDS", help="From one checkpoint to the next, by the mandate.")
    ] = 600,
    batch: Annotated[int, typer.Option(metavar="N", help="Entries come in multiples of so many.")] = 16,
    as_json: AsJson = False,
) -> None:
    """Make a store and the key of its log; nothing is overwritten."""
    with reported(as_json=as_json):
        from truceline.runs.stores import make_store

        made = make_store(store, casebook, origin=origin, custodian=custodian, interval_s=every, batch=batch)
        key = str(made.key())
    _told(
        as_json,
        {"store": made.address.name, "of": made.of, "key": key, "home": str(made.home)},
        f"{made.address.name}: a store of {made.of}",
        f"The log's public key, for witnesses: {key}",
        f"Its private key and attachments lie in {made.home}: keep them with the store, and from others.",
    )


@app.command()
def custodian(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where the private key is written, anew.")],
    as_json: AsJson = False,
) -> None:
    """Make a custodian's key: the public half goes to the store, the private one nowhere near it."""
    with reported(as_json=as_json):
        from truceline.runs.stores import make_custodian

        public = make_custodian(file)
    _told(
        as_json,
        {"public": public, "written": [file]},
        f"Public key, for `store new --custodian`: {public}",
        f"Private key: {file}. Take it to another machine; nobody can open what is sealed without it.",
    )


@app.command("import")
def import_(
    casebook: CasebookName,
    store: StoreName,
    record: Annotated[
        list[str], typer.Option(metavar="DIR", help="What this folder tells; may be repeated.")
    ],
    author: Author = "desk",
    as_json: AsJson = False,
) -> None:
    """Bring the record of a folder into a store: what is not there yet, all of it or nothing."""
    with reported(as_json=as_json):
        from truceline.runs.stores import bring_in

        done = bring_in(casebook, store, record, author=author, role="duty officer")
    _told(
        as_json,
        {"entered": [one.entry for one in done.entered], "n_there": done.n_there},
        f"{counted(len(done.entered), 'entry', 'entries')} made; {done.n_there} were there already.",
    )


@app.command()
def checkpoint(
    store: StoreName,
    now: Annotated[bool, typer.Option("--now", help="Also before the interval is over.")] = False,
    as_json: AsJson = False,
) -> None:
    """Sign how far the log has grown, if the interval is over; witnesses read this."""
    with reported(as_json=as_json):
        from truceline.runs.stores import sign_if_due

        signed = sign_if_due(store, at_once=now)
    if signed is None:
        _told(as_json, {"signed": False}, "Not due yet.")
        return
    told = signed.checkpoint
    document = {
        "signed": True,
        "size": told.size,
        "root": told.root.hex(),
        "note": signed.note.to_bytes().decode(),
    }
    _told(as_json, document, *signed.note.to_bytes().decode().splitlines())


@app.command()
def rebuild(store: StoreName, as_json: AsJson = False) -> None:
    """Make the read tables again from the log."""
    with reported(as_json=as_json):
        from truceline.runs.stores import rebuild_store

        n = rebuild_store(store)
    _told(as_json, {"versions": n}, f"{counted(n, 'version')} of items read from the log.")
