"""`truceline patrols watch`: who is overdue, what is due next, which notices and receipts are missing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import answer, lines, reported
from truceline.cli.options import AsJson, Language, words_of
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.planning.watch import Watched


def register(group: typer.Typer) -> None:
    """Add the command to the group `patrols`."""
    group.command("watch")(watch)


def watch(
    file: Annotated[str, typer.Argument(metavar="PLAN", help="A plan file with plans.")],
    at: Annotated[str, typer.Option(metavar="INSTANT", help="As of when, such as 2020-05-02 07:30Z.")],
    check_ins: Annotated[
        Optional[str],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(metavar="FILE", help="Signs of life of the crews: CSV with plan, crew, at, is_back."),
    ] = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Show which crews are overdue, what is due next, and which notices and receipts are missing."""
    with reported(as_json=as_json, audience=Audience.INTERNAL):
        from truceline.bulletins.pages.watch import render_watch
        from truceline.runs.watch import watch_plans

        t = words_of(lang)
        found = watch_plans(file, at=at, check_ins=check_ins)
    answer(lines(render_watch(found, t)), watch_document(found) if as_json else None, Audience.INTERNAL)


def watch_document(found: Watched) -> dict[str, Any]:
    """Return the same as one document; crews are null where no signs of life were read."""
    return {
        "at": found.at,
        "alarm": found.is_alarm,
        "file": found.file,
        "file_sha256": found.sha256,
        "check_ins": None if found.check_ins is None else dataclasses.asdict(found.check_ins),
        "plans": [
            {
                "plan": one.plan.id,
                "zone": one.plan.zone,
                "starts_at": one.starts_at,
                "crews": None if one.crews is None else [dataclasses.asdict(crew) for crew in one.crews],
                "notices": [dataclasses.asdict(notice) for notice in one.notices],
            }
            for one in found.plans
        ],
    }
