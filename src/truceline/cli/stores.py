"""The store of a centre: made, filled from folders, signed, looked over, copied while in use."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import (
    NOT_PROVED,
    answer,
    counted,
    lines,
    list_faults,
    note,
    reported,
)
from truceline.cli.once import EachOnce
from truceline.cli.options import AsJson, CasebookName, StoreName
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.db.changes import Entered

app = typer.Typer(
    cls=EachOnce,
    help="The append-only store of a centre, over a log that both sides can check.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Author = Annotated[str, typer.Option(metavar="NAME", help="Who does it, as it stands in the log.")]


def _told(as_json: bool, document: dict[str, Any], *said: str, audience: Audience = Audience.PUBLIC) -> None:
    answer(lines(said), document if as_json else None, audience)


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
    as_json: AsJson = False,
) -> None:
    """Make a store and the key of its log; nothing is overwritten."""
    with reported(as_json=as_json):
        from truceline.runs.stores import make_store

        made = make_store(store, casebook, origin=origin, custodian=custodian)
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


@app.command("party-key")
def party_key(
    casebook: CasebookName,
    store: StoreName,
    side: Annotated[str, typer.Argument(metavar="SIDE", help="One of the mandate's, by its id.")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="As `truceline witness init` prints it.")],
    author: Author = "desk",
    as_json: AsJson = False,
) -> None:
    """Enter the public key with which a side's own program signs; it takes the place of the one before."""
    with reported(as_json=as_json):
        from truceline.runs.stores import enter_party_key

        entry = enter_party_key(casebook, store, side, key, author=author)
    _told(as_json, {"side": side, "entry": entry}, f"{store}: entry {entry}, the key of {side}")


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
    now: Annotated[
        bool,
        typer.Option(
            "--now", help="Before the interval is over too; who watches then sees that something came."
        ),
    ] = False,
    keep_on: Annotated[
        bool, typer.Option("--keep-on", help="Go on at the mandate's interval, until stopped.")
    ] = False,
    export: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="With --keep-on: write the log's files here each time."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Sign how far the log has grown, if the interval is over; witnesses read this."""
    if export is not None and not keep_on:
        raise typer.BadParameter("--export goes with --keep-on; else use: truceline log export")
    if keep_on:
        _keep_on(store, export, as_json=as_json)
        return
    with reported(as_json=as_json):
        from truceline.runs.stores import signed_now

        signed = signed_now(store, at_once=now)
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


def _keep_on(store: str, folder: str | None, *, as_json: bool) -> None:
    """Sign at the interval and say so each time, until somebody stops it."""
    with reported(as_json=as_json), suppress(KeyboardInterrupt):
        from truceline.runs.releases import keep_signing

        for signed in keep_signing(store, folder=folder):
            told = signed.checkpoint
            typer.echo(
                json.dumps({"size": told.size, "root": told.root.hex()}) if as_json else f"{told.size}"
            )
            sys.stdout.flush()


@app.command()
def history(
    store: StoreName,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="As kind/id.")],
    as_json: AsJson = False,
) -> None:
    """List every change of an item, with the number of its entry, who made it and why."""
    with reported(as_json=as_json, audience=Audience.INTERNAL):
        from truceline.runs.stores import item_history

        found = item_history(store, item)
    document = {"entries": [_change(one) for one in found]}
    _told(as_json, document, *map(_change_line, found), audience=Audience.INTERNAL)


def _change(one: Entered) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "recorded_at": one.recorded_at.isoformat(),
        "version": one.version,
        "state": one.state,
        "author": one.change.author,
        "role": one.change.role,
        "reason": one.change.reason,
    }


def _change_line(one: Entered) -> str:
    by = f"{one.change.author}, {one.change.role}"
    why = f": {one.change.reason}" if one.change.reason else ""
    return f"{one.entry}  {one.recorded_at:%Y-%m-%d %H:%M}Z  version {one.version}, {one.state}; {by}{why}"


@app.command("open")
def open_(
    store: StoreName,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="As kind/id, such as sources/S17.")],
    key: Annotated[str, typer.Option(metavar="FILE", help="The custodian's private key.")],
    as_json: AsJson = False,
) -> None:
    """Show what was sealed of an item: for the custodian, on the custodian's own machine."""
    with reported(as_json=as_json, audience=Audience.INTERNAL):
        from truceline.runs.stores import unsealed

        found = unsealed(store, item, key)
    said = (f"{name}: {value}" for one in found for name, value in one.items())
    _told(as_json, {"sealed": [dict(one) for one in found]}, *said, audience=Audience.INTERNAL)


@app.command()
def rebuild(store: StoreName, as_json: AsJson = False) -> None:
    """Make the read tables again from the log."""
    with reported(as_json=as_json):
        from truceline.runs.stores import rebuild_store

        n = rebuild_store(store)
    _told(as_json, {"versions": n}, f"{counted(n, 'version')} of items read from the log.")


@app.command()
def check(store: StoreName, as_json: AsJson = False) -> None:
    """Recheck a store from its first byte: the log, what it commits to, the read tables, attachments."""
    with reported(as_json=as_json):
        from truceline.runs.stores import check_store

        checked = check_store(store)
    document = {
        "steps": [{"step": one.code, "outcome": one.outcome} for one in checked.steps],
        "faults": [str(fault) for fault in checked.faults],
        "n_unsigned": checked.n_unsigned,
    }
    unsigned = counted(checked.n_unsigned, "entry", "entries")
    _told(
        as_json,
        document,
        *(f"{number}. {one.code}: {one.outcome}" for number, one in enumerate(checked.steps, 1)),
        f"{len(checked.steps) + 1}. read tables and files: {'not proved' if checked.faults else 'proved'}",
        *([f"Not signed yet: {unsigned}."] if checked.n_unsigned else []),
    )
    if checked.faults:
        list_faults(checked.faults)
    if not checked.is_proved:
        raise typer.Exit(NOT_PROVED)


@app.command()
def backup(
    store: StoreName,
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A new folder.")],
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Also the log's private key; keep that copy under lock.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Copy a store while it is in use: database, attachments and the newest checkpoint."""
    with reported(as_json=as_json):
        from truceline.runs.stores import back_up_store

        signed = back_up_store(store, folder, with_key=with_key)
    size = None if signed is None else signed.checkpoint.size
    until = "before any checkpoint" if size is None else f"signed up to entry {size}"
    key = "" if with_key else " The log's key is not in it: keep it elsewhere."
    _told(as_json, {"written": [folder], "size": size}, f"{folder}: a copy, {until}.{key}")


@app.command()
def restore(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="As `store backup` wrote it.")],
    store: StoreName,
    key: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="The log's private key; the copy's own if left out."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring a copy back as a new store, and see that it is whole."""
    with reported(as_json=as_json):
        from truceline.runs.stores import restore_store

        restored, size = restore_store(folder, store, key=key)
    _told(
        as_json,
        {"store": restored.address.name, "size": size},
        f"{restored.address.name}: {counted(size, 'entry', 'entries')}.",
        "What was entered after the copy is not in it. If a witness saw a later checkpoint, begin a new log.",
    )


@app.command()
def erase(
    store: StoreName,
    entry: Annotated[list[int], typer.Option(metavar="N", help="Whose content; may be repeated.")],
    group: Annotated[
        list[str], typer.Option(metavar="NAME", help="Which group of it, as told_by; may be repeated.")
    ],
    reason: Annotated[str, typer.Option(metavar="WORDS", help="Why: it stands in the log for good.")],
    author: Author = "desk",
    as_json: AsJson = False,
) -> None:
    """Take content out of a store for good; the log, its proofs and old bundles stay."""
    with reported(as_json=as_json):
        from truceline.runs.stores import erase_content

        done = erase_content(store, entry, group, reason=reason, author=author, role="administrator")
    _told(
        as_json,
        {
            "entry": done.entered.entry,
            "n_files": done.n_files,
            "is_wiped": done.is_wiped,
            "empty": [{"entry": index, "group": group} for index, group in done.empty],
            "left": [{"entry": index, "group": group} for index, group in done.left],
        },
        f"Erased, by entry {done.entered.entry}; {counted(done.n_files, 'file')} with it.",
        *(
            f"Entry {index} said nothing under {group}: was that the right one?"
            for index, group in done.empty
        ),
        *(
            f"STILL THERE: entry {index}, {group}, of the same item. Erase it too if it must go."
            for index, group in done.left
        ),
        "What readers and backups hold stays with them: ask for it, and make a new backup.",
    )
    if not done.is_wiped:
        note(
            "the database's own log may hold it still: until readers end, or PostgreSQL has vacuumed",
            style="yellow",
        )


@app.command()
def attach(
    store: StoreName,
    file: Annotated[str, typer.Argument(metavar="FILE", help="What came with it.")],
    of: Annotated[str, typer.Option(metavar="KIND/ID", help="With what, as reports/D20200312-1a2b3c4d.")],
    sealed: Annotated[bool, typer.Option("--sealed", help="Only the custodian may open it.")] = False,
    author: Author = "desk",
    as_json: AsJson = False,
) -> None:
    """Take a file in: its bytes under their hash, and an entry that says so."""
    with reported(as_json=as_json):
        from truceline.runs.stores import attach_file

        entered = attach_file(store, file, of=of, is_sealed=sealed, author=author)
    tree = entered.change.tree
    assert isinstance(tree, dict)
    document = {"entry": entered.entry, "id": entered.change.id, "digest": tree["digest"]}
    _told(as_json, document, f"Entry {entered.entry}: {entered.change.id}, {tree['digest']}")
