"""`truceline witness`: the program that a party runs on its own machine, with its own key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import NOT_PROVED, answer, lines, reported
from truceline.cli.once import EachOnce
from truceline.cli.options import AsJson, Language, words_of
from truceline.model.words import Audience
from truceline.tlog.statement import PartyAttitude

if TYPE_CHECKING:
    from truceline.bulletins.catalogue import Catalogue
    from truceline.runs.witness import SignOutcome, WitnessHome, WitnessStatus

app = typer.Typer(
    help="Witness a log for a party: check that it only grew, cosign, keep the evidence where it did not.",
    cls=EachOnce,
    no_args_is_help=True,
    rich_markup_mode=None,
)
Home = Annotated[str, typer.Argument(metavar="DIR", help="The witness's own folder, on your own machine.")]


@app.command()
def init(
    home: Home,
    log: Annotated[str, typer.Option(metavar="KEY", help="The log's public key, as the centre has it.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="Of this witness, such as side-a.example/one.")],
    place: Annotated[
        str, typer.Option("--from", metavar="LOG", help="Where the log lies: a folder, or an address.")
    ] = "",
    others: Annotated[
        Optional[list[str]],  # noqa: UP045 - read by Typer when the command is made
        typer.Option("--other", metavar="KEY", help="Another witness's key; may be repeated."),
    ] = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Make a witness's folder with keys of its own."""
    with reported(as_json=as_json):
        from truceline.runs.witness import init_witness

        t = words_of(lang)
        made = init_witness(home, log=log, name=name, place=place, others=others or ())
    answer(lines(_set_up(made, t)), _home(made) if as_json else None, Audience.PUBLIC)


@app.command()
def sign(
    home: Home,
    place: Annotated[
        str,
        typer.Option("--from", metavar="LOG", help="Where the log lies now: a folder, or an address."),
    ] = "",
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Write the cosigned checkpoint here too."),
    ] = None,
    clock_is_right: Annotated[
        bool, typer.Option("--clock-is-right", help="This clock is right; the last time it was wrong.")
    ] = False,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Cosign the log's newest checkpoint if it only grew; else refuse, keep the evidence, exit code 3."""
    with reported(as_json=as_json):
        from truceline.files.outputs import write_new
        from truceline.runs.witness import sign_checkpoint_seen

        t = words_of(lang)
        found = sign_checkpoint_seen(home, place=place, clock_is_right=clock_is_right)
        if out is not None and found.cosigned:
            write_new(out, found.cosigned)
    answer(lines(_signed(found, out, t)), _outcome(found) if as_json else None, Audience.PUBLIC)
    if found.decision.refusal is not None:
        raise typer.Exit(NOT_PROVED)


@app.command()
def status(home: Home, lang: Language = "en", as_json: AsJson = False) -> None:
    """Tell what this witness has seen so far, and whether it keeps evidence against the log."""
    with reported(as_json=as_json):
        from truceline.runs.witness import witness_status

        t, found = words_of(lang), witness_status(home)
    answer(lines(_status(found, t)), _status_document(found) if as_json else None, Audience.PUBLIC)
    if found.evidence:
        raise typer.Exit(NOT_PROVED)


@app.command()
def state(
    home: Home,
    digest: Annotated[
        str, typer.Argument(metavar="DIGEST", help="Of the determination: sha256: and 64 digits.")
    ],
    attitude: Annotated[PartyAttitude, typer.Argument(help="What the party says to it.")],
    by: Annotated[str, typer.Option(metavar="PARTY", help="For which party, by its id in the casebook.")],
    who: Annotated[str, typer.Option(metavar="PERSON", help="Who speaks for it.")],
    out: Annotated[str, typer.Option(metavar="FILE", help="Write the signed statement here.")],
    words: Annotated[str, typer.Option(metavar="TEXT", help="In the party's own words.")] = "",
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Sign consent to a determination, dissent or a reservation, with the party's own key."""
    with reported(as_json=as_json):
        from truceline.files.outputs import write_new
        from truceline.runs.witness import state_attitude

        t = words_of(lang)
        write_new(out, state_attitude(home, digest, attitude, who=who, by=by, words=words))
    said = t("witnessing.stated", attitude=t(f"attitude_said.{attitude}"), digest=digest, file=out)
    answer(lines([said]), {"file": out, "attitude": attitude} if as_json else None, Audience.PUBLIC)


def _set_up(made: WitnessHome, t: Catalogue) -> Iterator[str]:
    yield t("witnessing.set_up", log=made.log.name, folder=made.folder)
    yield t("witnessing.tell_key", public=made.key)
    yield t("witnessing.tell_party", public=made.party)
    yield t("witnessing.keep")


def _home(made: WitnessHome) -> dict[str, Any]:
    return {
        "folder": str(made.folder),
        "log": str(made.log),
        "from": made.place,
        "key": str(made.key),
        "party_key": str(made.party),
    }


def _signed(found: SignOutcome, out: str | None, t: Catalogue) -> Iterator[str]:
    from truceline.bulletins.sections.proof import instant_said
    from truceline.tlog.witness import Refusal

    decision, before = found.decision, found.before
    for one in decision.clocks:
        yield t("witnessing.clock", who=one.witness, at=instant_said(one.at))
    if decision.refusal is not None:
        yield t("witnessing.refused", why=t(f"refusal.{decision.refusal}"))
        yield from [f"  {decision.detail}"] if decision.detail else []
        if found.kept is not None:
            may_be_old = decision.refusal is Refusal.SHRANK
            yield t("witnessing.kept_smaller" if may_be_old else "witnessing.evidence", file=found.kept)
        return
    assert decision.checkpoint is not None
    size = decision.checkpoint.checkpoint.size
    yield t("witnessing.cosigned", n=size, at=instant_said(found.at))
    if before is None:
        yield t("witnessing.first")
    elif size == before.checkpoint.checkpoint.size:
        yield t("witnessing.same", at=instant_said(before.at))
    else:
        yield t("witnessing.grew", n=size - before.checkpoint.checkpoint.size, at=instant_said(before.at))
    yield from (t("witnessing.explained", file=one) for one in found.explained)
    yield t("witnessing.hand_on", file=out or found.kept)


def _outcome(found: SignOutcome) -> dict[str, Any]:
    checkpoint = found.decision.checkpoint
    return {
        "at": found.at.isoformat(),
        "origin": None if checkpoint is None else checkpoint.checkpoint.origin,
        "size": None if checkpoint is None else checkpoint.checkpoint.size,
        "refusal": found.decision.refusal,
        "detail": found.decision.detail,
        "clocks": [{"witness": one.witness, "at": one.at.isoformat()} for one in found.decision.clocks],
        "cosigned": found.cosigned.decode() or None,
        "kept": None if found.kept is None else str(found.kept),
        "explained": list(map(str, found.explained)),
    }


def _status(found: WitnessStatus, t: Catalogue) -> Iterator[str]:
    from truceline.bulletins.sections.proof import instant_said

    if found.evidence:
        yield t("witnessing.some_evidence", files=t.comma.join(map(str, found.evidence)))
    yield found.home.log.name
    if found.last is None:
        yield t("witnessing.seen_none")
    else:
        size, at = found.last.checkpoint.checkpoint.size, instant_said(found.last.at)
        yield t("witnessing.seen", n=found.n_seen, at=at, entries=size)
    if not found.evidence:
        yield t("witnessing.no_evidence")
    if found.home.place:
        yield t("witnessing.lies", place=found.home.place)
    yield t("witnessing.tell_key", public=found.home.key)
    yield t("witnessing.tell_party", public=found.home.party)


def _status_document(found: WitnessStatus) -> dict[str, Any]:
    last = found.last
    return {
        **_home(found.home),
        "n_cosigned": found.n_seen,
        "last": None
        if last is None
        else {"size": last.checkpoint.checkpoint.size, "at": last.at.isoformat()},
        "evidence": list(map(str, found.evidence)),
    }
