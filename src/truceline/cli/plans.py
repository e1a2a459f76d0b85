"""`truceline patrols plan`: a schedule proposed, for the terminal and as JSON."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import FAULTS, answer, lines, note, reported
from truceline.cli.options import AsJson, Language, words_of
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.bulletins.pages.schedule import Planned
    from truceline.model.plans import Demand
    from truceline.planning import Conflict, Predictability, Proposal, Schedule

PROPOSED = "proposed, not decided"


def register(group: typer.Typer) -> None:
    """Add the command to the group `patrols`."""
    group.command("plan")(plan)


def plan(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A plan file with a demand.")],
    seed: Annotated[
        Optional[int],  # noqa: UP045 - read by Typer when the command is made
        typer.Option(min=0, metavar="N", help="Draw the same schedule again; a fresh seed without."),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=1, metavar="N", help="Schedules drawn to tell how well one can be guessed.")
    ] = 16,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="FILE", help="Write a plan for each outing here, as a plan file."),
    ] = None,
    lang: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Propose a schedule of joint patrols: near the best coverage, and hard to guess."""
    with reported(as_json=as_json, audience=Audience.INTERNAL):
        from truceline.bulletins.pages.schedule import render_schedule
        from truceline.runs.plans import plan_patrols

        t = words_of(lang)
        planned = plan_patrols(file, seed=seed, n_draws=draws, out=out)
    answer(lines(render_schedule(planned, t)), plan_document(planned) if as_json else None, Audience.INTERNAL)
    if not planned.plans and _conflict(planned) is not None:
        note("There is no schedule; nothing was written.", style="red")
        raise typer.Exit(FAULTS)


def _conflict(planned: Planned) -> Conflict | None:
    from truceline.planning import Conflict

    return planned.result if isinstance(planned.result, Conflict) else None


# As JSON


def plan_document(planned: Planned) -> dict[str, Any]:
    """Return the same as one document."""
    from truceline.planning import Proposal

    demand, result = planned.demand, planned.result
    document: dict[str, Any] = {
        "status": PROPOSED,
        "file": planned.file,
        "file_sha256": planned.sha256,
        "demand": demand.id,
        "zone": demand.zone,
        "days": [demand.first_on, demand.last_on],
        "looked": None if planned.looked is None else dataclasses.asdict(planned.looked),
        "segments": [
            {
                "id": segment.id,
                "from_km": segment.from_km,
                "to_km": segment.to_km,
                "weight": round(planned.weights[segment.id].value, 6),
                "n_incidents": _rounded(planned.weights[segment.id].n_incidents),
                "gap_days": planned.weights[segment.id].gap_days,
                "is_stated": planned.weights[segment.id].is_stated,
            }
            for segment in demand.segments
        ],
        "conflict": None,
        "proposal": None,
        "plans": [dataclasses.asdict(one) for one in planned.plans],
        "written": [planned.written] if planned.written is not None else [],
    }
    if isinstance(result, Proposal):
        document["proposal"] = _proposal(result)
    else:
        document["conflict"] = _conflict_document(result, demand)
    return document


def _conflict_document(conflict: Conflict, demand: Demand) -> dict[str, Any]:
    from truceline.planning import constraint_words

    return {
        "is_known": bool(conflict.constraints),
        "is_minimal": conflict.is_minimal,
        "constraints": [
            {"kind": one.kind, "of": one.of, "says": constraint_words(one, demand)}
            for one in conflict.constraints
        ],
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "seed": proposal.seed,
        "n_draws": proposal.n_draws,
        "near": proposal.near,
        "bound": round(proposal.bound, 6),
        "drawn": _schedule(proposal.drawn),
        "best": _schedule(proposal.best),
    }


def _schedule(schedule: Schedule) -> dict[str, Any]:
    return {
        "coverage": round(schedule.coverage, 6),
        "predictability": {"watcher": _guess(schedule.watcher), "insider": _guess(schedule.insider)},
        "outings": [dataclasses.asdict(outing) for outing in schedule.outings],
    }


def _guess(guess: Predictability) -> dict[str, float | None]:
    return {"score": _rounded(guess.score), "hits": _rounded(guess.hits), "chance": _rounded(guess.chance)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
