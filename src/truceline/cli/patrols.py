"""The group `patrols`: the ledger by default, and what else is asked of patrols."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Optional

import typer

from truceline.cli import crew_sheets, plans, watch
from truceline.cli.ending import answer, reported
from truceline.cli.once import EachOnce
from truceline.cli.options import (
    AsJson,
    AsOf,
    CasebookName,
    For,
    FromDay,
    Language,
    NoRecord,
    Records,
    ToDay,
    asked_days,
    day,
    folders,
)
from truceline.model.words import Audience

LEDGER = "ledger"
"""The command that is meant where none is named."""


class LedgerFirst(EachOnce):
    """A group whose first word may be a casebook: then the ledger is asked for."""

    default_command = LEDGER

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the ledger's name before words that name no command."""
        own = {"--help", *self.commands}
        if args and args[0] not in own:
            args = [self.default_command, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=LedgerFirst,
    help="Joint patrols: told, tracked and planned. `truceline patrols CASEBOOK` shows the ledger.",
    epilog="A casebook in a folder named like one of these commands is given as a path: ./show",
    no_args_is_help=True,
    rich_markup_mode=None,
)
plans.register(app)
watch.register(app)
crew_sheets.register(app)


@app.command(LEDGER)
def ledger(
    casebook: CasebookName,
    on: Annotated[
        Optional[date],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(parser=day, metavar="DATE", help="Only outings on this reporting day."),
    ] = None,
    first: FromDay = None,
    last: ToDay = None,
    as_of: AsOf = None,
    tracks: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            metavar="FILE", help="Fixes of these patrols, beside what is told of them; may be repeated."
        ),
    ] = None,
    mapping: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Which column is what, for all files of fixes."),
    ] = None,
    at: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="INSTANT", help="When the answer goes out, such as 2020-05-02 07:30Z; else now."
        ),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    records: Records = None,
    no_record: NoRecord = False,
    as_json: AsJson = False,
) -> None:
    """Show the patrol ledger: numbers, accounts, reach in kilometres, whether each counted, what was seen."""
    days = asked_days(on, first, last)
    with reported(as_json=as_json, audience=audience):
        from truceline.runs.patrols import patrols_of

        found = patrols_of(
            folders(casebook, records, no_record),
            on=days,
            as_of=as_of,
            language=lang,
            track_files=tracks or (),
            mapping=mapping,
            at=at,
            audience=audience,
        )
    from truceline.bulletins.catalogue import catalogue
    from truceline.cli.ledger import ledger_document, ledger_lines

    answer(ledger_lines(found, catalogue(lang)), ledger_document(found) if as_json else None, audience)
