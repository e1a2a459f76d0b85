"""Files of incidents as typed: which is read how, with which mapping."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from truceline.cli.ending import printable

if TYPE_CHECKING:
    from truceline.runs import Input

Incidents = Annotated[
    Optional[list[str]],  # noqa: UP045 - read by Typer when the command is made
    typer.Option(metavar="FILE", help="Incidents to assess; the casebook's own record if left out."),
]
Formats = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--format",
        metavar="NAME",
        help="How to read: acled, ucdp, airwars, csv, geojson, claims. Give none, or one for each "
        "--incidents, in their order.",
    ),
]
Mappings = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(metavar="FILE", help="What each column is; one for each csv or geojson, in their order."),
]

Apart = Annotated[
    bool,
    typer.Option(
        "--apart", help="Each report by itself; else reports of several sources that are likely one are one."
    ),
]


Settlements = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        metavar="FILE",
        help="Locate by name: a table of settlements, `geonames:SY`, or `casebook`; may be repeated.",
    ),
]


Decisions = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        metavar="FILE", help="What persons decided on pairs: first,second,says,by[,why,at]; it stands."
    ),
]

Samples = Annotated[
    int,
    typer.Option(
        metavar="K", min=0, max=1_000, help="Count in K plausible ways to put reports together too."
    ),
]


def paired(
    files: Sequence[str],
    readers: Sequence[str],
    mappings: Sequence[str],
    settlements: Sequence[str] | None = None,
) -> tuple[Input, ...]:
    """Return each file with its reader and mapping; refuse what leaves open which belongs to which.

    With `settlements`, claims of all of them that give no point are located by name.
    """
    from truceline.runs import Input, readers_of
    from truceline.sources import READERS
    from truceline.sources.reading import MAPPED

    for file in (*files, *mappings):
        if not Path(file).exists():
            raise typer.BadParameter(f"there is no file {printable(file)!r}")
    if unknown := [name for name in readers if name not in READERS]:
        raise typer.BadParameter(
            f"--format {printable(unknown[0])}: no such reader; there are {', '.join(READERS)}"
        )
    if readers and len(readers) != len(files):
        raise typer.BadParameter(
            f"{len(files)} --incidents and {len(readers)} --format: give each one, in order, or none"
        )
    chosen = tuple(readers) or readers_of(files, n_mappings=len(mappings))
    tables = [file for file, reader in zip(files, chosen, strict=True) if reader in MAPPED]
    if len(tables) != len(mappings):
        named = ", ".join(printable(file) for file in tables) or "no file"
        raise typer.BadParameter(
            f"{len(mappings)} --mapping, and {named} to be read as csv or geojson: "
            "give one for each, in the same order"
        )
    ahead = iter(mappings)
    return tuple(
        Input(
            file=file,
            reader=reader,
            mapping=next(ahead) if reader in MAPPED else None,
            settlements=tuple(settlements) if settlements else None,
        )
        for file, reader in zip(files, chosen, strict=True)
    )
