"""`truceline log`: what can be checked of a witnessed log, by anybody and without a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import NOT_PROVED, answer, lines, note, reported
from truceline.cli.log_releases import register
from truceline.cli.once import EachOnce
from truceline.cli.options import AsJson, Language, words_of
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.bulletins.catalogue import Catalogue
    from truceline.runs.log_checks import LogCheck
    from truceline.tlog.steps import ProofStep

app = typer.Typer(
    help="A witnessed log: check it, or release from the store that keeps it.",
    cls=EachOnce,
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def verify(
    files: Annotated[list[str], typer.Argument(metavar="BUNDLE...", help="Bundles, or evidence.")],
    policy: Annotated[
        Optional[str],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(metavar="FILE", help="Whose keys are trusted; without it no signature is proved."),
    ] = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Check bundles step by step, and say in words what is proved; exit code 3 on any doubt."""
    with reported(as_json=as_json):
        from truceline.runs.log_checks import check_files

        t, found = words_of(lang), check_files(files, policy=policy)
    document = {"checked": [checked_steps(one) for one in found]}
    answer(lines(*(_checked(one, t) for one in found)), document if as_json else None, Audience.PUBLIC)
    if not all(one.is_proved for one in found):
        raise typer.Exit(NOT_PROVED)


@app.command()
def fsck(
    place: Annotated[str, typer.Argument(metavar="LOG", help="A folder of the log's files, or an address.")],
    key: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="KEY", help="The log's public key; without it no signature is checked."),
    ] = None,
    state: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Go on where an earlier check stopped."),
    ] = None,
    most: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, metavar="N", help="Stop after so many tiles of 256 entries."),
    ] = None,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Keep here how far the check has come; nothing is overwritten."),
    ] = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Recheck a whole log from its first byte; exit code 3 on any doubt."""
    with reported(as_json=as_json):
        from truceline.files import outputs
        from truceline.runs.log_checks import check_log

        t = words_of(lang)
        found, come = check_log(place, key=key, state=state, most=most)
        if out is not None:
            outputs.write_new(out, come.to_bytes())
            note(f"written: {out}")
    done, size = come.frontier.size, found.n_entries
    stopped = [t("proof.stopped", done=done, n=size)] if done < size else []
    answer(lines(_checked(found, t), stopped), checked_steps(found) if as_json else None, Audience.PUBLIC)
    if not found.is_proved:
        raise typer.Exit(NOT_PROVED)


register(app)


def _checked(found: LogCheck, t: Catalogue) -> Iterator[str]:
    """Yield the answer, then the steps."""
    from truceline.bulletins.sections.proof import bundle_answer, content_rows, other_answer, step_rows
    from truceline.bulletins.words import wrapped
    from truceline.tlog.steps import StepCode

    yield found.file
    first: tuple[str, ...]
    codes = {step.code for step in found.steps}
    if found.is_evidence:
        origin = next((step.values["origin"] for step in found.steps if "origin" in step.values), "")
        first = (other_answer(found.steps, "proof.evidence_holds", t, origin=origin),)
    elif StepCode.FORMAT in codes:
        first = tuple(bundle_answer(found.steps, found.bundle, t))
    elif StepCode.SAME_ENTRY in codes:
        first = (other_answer(found.steps, "proof.same_holds", t),)
    else:
        first = (other_answer(found.steps, "proof.log_holds", t, n=found.n_entries),)
    for one in first:
        yield from wrapped("  ", one)
    if found.bundle is not None and found.is_proved:
        for name, said in content_rows(found.bundle, t):
            yield from wrapped(f"    {name}: ", said)
    for number, said, why in step_rows(found.steps, t):
        yield from wrapped(f"  {number:>3}  ", f"{said}. {why}" if why else f"{said}.")


def checked_steps(found: LogCheck) -> dict[str, Any]:
    """Return what was checked as a plain document."""
    return {
        "file": found.file,
        "proved": found.is_proved,
        "is_evidence": found.is_evidence,
        "disclosed": {group: one.content for group, one in found.bundle.disclosed.items()}
        if found.bundle is not None and found.is_proved
        else None,
        "steps": [_step(number, one) for number, one in enumerate(found.steps, 1)],
    }


def _step(number: int, step: ProofStep) -> Mapping[str, Any]:
    values = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in step.values.items()
    }
    return {
        "number": number,
        "code": step.code,
        "outcome": step.outcome,
        "because": step.because,
        "values": values,
    }
