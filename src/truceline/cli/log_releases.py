"""`truceline log`, of a store: what leaves it for witnesses and for each audience, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import answer, lines, reported
from truceline.cli.options import AsJson, CasebookName, Language, StoreName, words_of
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.bulletins.catalogue import Catalogue
    from truceline.runs.releases import LogSeen, ReleasedBundle

PolicyFile = Annotated[str, typer.Option("--policy", metavar="FILE", help="Whose keys are known.")]
Author = Annotated[
    str, typer.Option("--author", metavar="NAME", help="Who does it, as it stands in the log.")
]


def register(group: typer.Typer) -> None:
    """Add the commands to the group `log`."""
    for command in (export, take, seen, release, receipt):
        group.command(command.__name__)(command)


def export(
    store: StoreName,
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Written anew, or what is new of the log.")],
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Write a log as static files: for witnesses, a stick, or any web server."""
    with reported(as_json=as_json):
        from truceline.runs.releases import export_log

        t = words_of(lang)
        signed, n_files = export_log(store, folder)
    one = signed.checkpoint
    said = t("logged.exported", origin=one.origin, n=one.size, files=n_files, folder=folder)
    document = {"origin": one.origin, "size": one.size, "root": one.root.hex(), "n_files": n_files}
    answer(lines([said]), document if as_json else None, Audience.PUBLIC)


def take(
    store: StoreName,
    files: Annotated[
        list[str], typer.Argument(metavar="NOTE...", help="Checkpoints as witnesses gave them.")
    ],
    policy: PolicyFile,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Keep what witnesses wrote under a checkpoint of this log."""
    with reported(as_json=as_json):
        from truceline.runs.releases import take_cosigned

        t = words_of(lang)
        names = take_cosigned(store, files, policy=policy)
    said = t("logged.taken", who=t.comma.join(names)) if names else t("logged.taken_none")
    answer(lines([said]), {"witnesses": list(names)} if as_json else None, Audience.PUBLIC)


def seen(store: StoreName, policy: PolicyFile, lang: Language = "en", as_json: AsJson = False) -> None:
    """Tell who has seen how much of the log, and since when not."""
    with reported(as_json=as_json):
        from truceline.runs.releases import log_seen

        t, found = words_of(lang), log_seen(store, policy=policy)
    answer(lines(_seen(found, t)), _seen_document(found) if as_json else None, Audience.PUBLIC)


def release(
    casebook: CasebookName,
    store: StoreName,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="kind/id, or the number of an entry.")],
    out: Annotated[str, typer.Option(metavar="DIR", help="Where AUDIENCE.json is written.")],
    author: Author,
    audience: Annotated[
        Optional[list[str]],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(metavar="NAME", help="One of the mandate's; may be repeated. All of them if left out."),
    ] = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Write one entry for each audience, with what the mandate gives each, and log that it went out."""
    with reported(as_json=as_json):
        from truceline.runs.releases import release_item

        t = words_of(lang)
        found = release_item(casebook, store, item, out, author=author, audiences=audience or ())
    document = {"released": [_released(one) for one in found]}
    said = (line for one in found for line in _release_lines(one, t))
    answer(lines(said), document if as_json else None, Audience.INTERNAL)


def receipt(
    store: StoreName,
    run: Annotated[str, typer.Argument(metavar="DIR", help="Folder that `assess --out` wrote.")],
    author: Author,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="For what.")] = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Enter the receipt of an assessment: then it provably is the one that was computed by then."""
    with reported(as_json=as_json):
        from truceline.runs.releases import enter_receipt

        t = words_of(lang)
        entry, digest = enter_receipt(store, run, author=author, note=note)
    said = t("logged.receipt", entry=entry, digest=digest)
    answer(lines([said]), {"entry": entry, "receipt": digest} if as_json else None, Audience.PUBLIC)


def _seen(found: LogSeen, t: Catalogue) -> Iterator[str]:
    from truceline.bulletins.sections.proof import instant_said

    size = 0 if found.signed is None else found.signed.checkpoint.size
    yield t("logged.grown", origin=found.origin, n=size)
    for one in found.witnesses:
        if one.size is None:
            yield "  " + t("logged.never_seen", who=one.witness)
        elif one.size == size:
            yield "  " + t("logged.all_seen", who=one.witness, at=instant_said(one.at))
        else:
            at, n = instant_said(one.at), size - one.size
            yield "  " + t("logged.part_seen", who=one.witness, at=at, n=n)
    yield t("proof.not_consent")


def _seen_document(found: LogSeen) -> dict[str, Any]:
    return {
        "origin": found.origin,
        "size": found.size,
        "signed_size": None if found.signed is None else found.signed.checkpoint.size,
        "witnesses": [
            {"witness": one.witness, "size": one.size, "at": one.at and one.at.isoformat()}
            for one in found.witnesses
        ],
    }


def _release_lines(one: ReleasedBundle, t: Catalogue) -> Iterator[str]:
    from truceline.bulletins.words import wrapped

    yield from wrapped("", t("logged.released", audience=one.audience, file=one.file))
    withheld = t.comma.join(t(f"field_group.{group}") for group in one.withheld)
    yield from wrapped(
        "  ", t("proof_step.withheld", groups=withheld) if withheld else t("proof_step.withheld_none")
    )


def _released(one: ReleasedBundle) -> dict[str, Any]:
    return {
        "audience": one.audience,
        "file": str(one.file),
        "digest": one.digest,
        "shown": list(one.shown),
        "withheld": list(one.withheld),
    }
