"""`truceline incidents changes`: what exports of one source say otherwise than the one before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final, Optional

import typer

from truceline.cli.ending import answer, end_on_unread, lines, reported
from truceline.cli.inputs import Formats, Mappings, paired
from truceline.cli.options import AsJson, EveryRow, For, Language, day, words_of
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.bulletins.catalogue import Catalogue
    from truceline.runs.exports import ExportsCompared
    from truceline.sources.succession import ExportStep

_SHOWN: Final = 20
"""Ids of one kind that are listed unless all are asked for."""


def register(group: typer.Typer) -> None:
    """Add the command to its group."""
    group.command("changes")(changes)


def changes(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Two or more exports of one source.")],
    on: Annotated[
        list[str], typer.Option("--on", metavar="DAY", help="When each was taken, in the same order.")
    ],
    format_: Formats = None,
    mapping: Mappings = None,
    casebook: Annotated[
        str, typer.Option(metavar="CASEBOOK", help="Whose actors, acts and reporting day are used.")
    ] = "idlib",
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="CLAIMS.parquet", help="Write the claims here, with every version."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Say what a source added, changed and deleted from one export to the next."""
    if len(on) != len(files):
        raise typer.BadParameter(f"{len(files)} files and {len(on)} --on: give the day of each, in order")
    with reported(as_json=as_json, audience=audience):
        from truceline.runs.exports import compare_exports

        t = words_of(lang)
        inputs = paired(files, format_ or [], mapping or [])
        done = compare_exports(casebook, inputs, [day(one) for one in on], out=out, audience=audience)
    answer(lines(_told(done, t, full=full)), _document(done) if as_json else None, audience)
    end_on_unread(done.faults, unmatched=(), full=full)


def _told(done: ExportsCompared, t: Catalogue, *, full: bool) -> Iterator[str]:
    for taken, step in done.steps:
        yield t(
            "exports.answer",
            day=taken.isoformat(),
            added=len(step.added),
            changed=len(step.changed),
            deleted=len(step.deleted),
            same=step.n_same,
        )
        if step.changed:
            counts = t.comma.join(f"{name} {n:,}" for name, n in step.by_column)
            yield f"  {t('exports.columns', counts=counts)}"
        for key, ids in (("exports.changed", tuple(step.changed)), ("exports.deleted", step.deleted)):
            if ids:
                shown = ids if full else ids[:_SHOWN]
                more = f" … {len(ids) - len(shown):,}" if len(shown) < len(ids) else ""
                yield f"  {t(key, ids=t.comma.join(shown) + more)}"
        for key, headings in (("exports.came", step.came), ("exports.went", step.went)):
            if headings:
                yield f"  {t(key, names=t.comma.join(headings))}"
        for key, n in (("exports.outside", step.n_outside), ("exports.unread", step.n_unread)):
            if n:
                yield f"  {t(key, n=n)}"
    yield t("exports.deletion")
    if done.written is not None:
        yield t("fusing.written", file=done.written)


def _document(done: ExportsCompared) -> dict[str, Any]:
    return {
        "steps": [{"on": taken.isoformat()} | _step(step) for taken, step in done.steps],
        "written": None if done.written is None else str(done.written),
    }


def _step(step: ExportStep) -> dict[str, Any]:
    return {
        "same": step.n_same,
        "added": list(step.added),
        "changed": {incident: list(columns) for incident, columns in step.changed.items()},
        "changed_by_column": dict(step.by_column),
        "deleted": list(step.deleted),
        "outside_its_days": step.n_outside,
        "unread": step.n_unread,
        "headings_came": list(step.came),
        "headings_went": list(step.went),
    }
