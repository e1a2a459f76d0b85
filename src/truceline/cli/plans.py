"""`truceline patrols plan`: a schedule proposed, for the terminal and as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from truceline.cli.ending import FAULTS, answer, counted, note, printable, reported
from truceline.cli.options import AsJson
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.model.plans import Demand
    from truceline.planning import Conflict, Outing, Predictability, Proposal, Schedule
    from truceline.runs.plans import Planned

PROPOSED = "proposed, not decided"
SECRET = "Keep the seed as you keep the schedule: with the demand it gives the schedule away."


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
    as_json: AsJson = False,
) -> None:
    """Propose a schedule of joint patrols: near the best coverage, and hard to guess."""
    with reported(as_json=as_json, audience=Audience.INTERNAL):
        from truceline.runs.plans import plan_patrols

        planned = plan_patrols(file, seed=seed, n_draws=draws, out=out)
    lines = (printable(line) for line in plan_lines(planned))
    answer(lines, plan_document(planned) if as_json else None, Audience.INTERNAL)
    if not planned.plans and _conflict(planned) is not None:
        note("There is no schedule; nothing was written.", style="red")
        raise typer.Exit(FAULTS)


def _conflict(planned: Planned) -> Conflict | None:
    from truceline.planning import Conflict

    return planned.result if isinstance(planned.result, Conflict) else None


# For the terminal


def plan_lines(planned: Planned) -> Iterator[str]:
    """Yield what came of a demand, for the terminal."""
    demand = planned.demand
    yield f"Patrols {demand.id}, {demand.first_on} to {demand.last_on} ({demand.zone})"
    sides = " and ".join(demand.together)
    yield f"Every outing with a crew of {sides}. Proposed, for people to decide on."
    yield from ("", "Read")
    yield from _read(planned)
    yield from ("", "Segments")
    yield from _segments(planned)
    yield ""
    conflict = _conflict(planned)
    if conflict is not None:
        yield from _conflict_lines(conflict, demand)
        return
    proposal: Proposal = planned.result  # type: ignore[assignment]
    yield "Schedule"
    for outing in proposal.drawn.outings:
        yield from _outing(outing, demand)
    yield from ("", *_seen(proposal, demand))
    yield from ("", *_guessed(proposal))
    yield from ("", f"Seed {proposal.seed}. {SECRET}")
    if planned.written is not None:
        yield f"Written to {planned.written}"


def _read(planned: Planned) -> Iterator[str]:
    yield f"  {planned.file}: the demand"
    looked = planned.looked
    if looked is None:
        yield "  no record: weights are those stated, or 1"
        return
    yield f"  {looked.casebook}, as known at {planned.demand.asked_at}:"
    yield f"    {looked.n_incidents} incidents that may have happened from {looked.since} to {looked.until}"
    outings = counted(looked.n_outings, "outing")
    yield f"    {outings} before then; of {looked.n_reaching} it is told how far they came"


def _segments(planned: Planned) -> Iterator[str]:
    yield f"  {'':18}{'km':>14}{'weight':>8}  from"
    for segment in planned.demand.segments:
        weight = planned.weights[segment.id]
        if weight.is_stated:
            why = "stated"
        else:
            gap = (
                "none told to have come there"
                if weight.gap_days is None
                else f"{counted(weight.gap_days, 'day')} since one was told to have passed"
            )
            near = "" if weight.n_incidents is None else f"{weight.n_incidents:.1f} incidents near, "
            why = f"{near}{gap}"
        km = f"{segment.from_km:.1f} to {segment.to_km:.1f}"
        yield f"  {segment.id:18}{km:>14}{weight.value:>8.2f}  {why}"


def _outing(outing: Outing, demand: Demand) -> Iterator[str]:
    from truceline.clock import shown_at

    starts, ends = (shown_at(at, demand.zone) for at in (outing.starts_at, outing.ends_at))
    segments = (
        outing.segments[0] if len(outing.segments) == 1 else f"{outing.segments[0]} .. {outing.segments[-1]}"
    )
    people = ", ".join((*outing.crews, *outing.vehicles))
    yield f"  {outing.on:%a} {starts} to {ends[-5:]}  {outing.window:10} {segments:24} {people}"


def _seen(proposal: Proposal, demand: Demand) -> Iterator[str]:
    days = "on the day" if demand.fresh_days == 1 else f"on the day or the {demand.fresh_days - 1} before"
    yield f"Coverage: share of segment-days seen, by weight; seen is patrolled {days}"
    yield f"  proposed {proposal.drawn.coverage:.3f}, {counted(len(proposal.drawn.outings), 'outing')}"
    proved = " and no schedule has more" if proposal.bound <= proposal.best.coverage + 5e-4 else ""
    least = "" if proved else f"; none has more than {proposal.bound:.3f}"
    outings = counted(len(proposal.best.outings), "outing")
    yield f"  best     {proposal.best.coverage:.3f}, {outings}{proved}{least}"
    yield f"  drawn at random among those at most {proposal.near:.0%} below the best"


def _guessed(proposal: Proposal) -> Iterator[str]:
    drawn, best = proposal.drawn, proposal.best
    yield "How well it can be guessed: 0 not at all, 1 with certainty"
    yield f"  {'':44}{'proposed':>9}{'best':>7}"
    yield f"  {'by who sees every patrol':44}{_score(drawn.watcher):>9}{_score(best.watcher):>7}"
    yield f"  {'by who has all but the seed':44}{_score(drawn.insider):>9}{_score(best.insider):>7}"
    for who, guess in (("sees every patrol", drawn.watcher), ("has all but the seed", drawn.insider)):
        if guess.hits is not None and guess.chance is not None:
            yield (
                f"  the likeliest segment and window of a day, for who {who}: "
                f"right on {guess.hits:.0%} of days; picked blindly {guess.chance:.0%}"
            )
    minutes = [outing.free_minutes for outing in drawn.outings]
    if minutes:
        yield f"  beginnings are drawn within {sum(minutes) / len(minutes):.0f} minutes on average"
    yield "  Whoever is notified of an outing knows of it."


def _score(guess: Predictability) -> str:
    return "unknown" if guess.score is None else f"{guess.score:.2f}"


def _conflict_lines(conflict: Conflict, demand: Demand) -> Iterator[str]:
    from truceline.planning import conflict_words

    if not conflict.constraints:
        yield "No schedule was found, and none ruled out: the search gave up. Ask for fewer days or segments."
        return
    yield "No schedule keeps all of these:"
    yield from (f"  - {words}" for words in conflict_words(conflict.constraints, demand))
    if conflict.is_minimal:
        yield "Without any one of them the others can be kept. There may be other conflicts beside this one."
    else:
        yield "Some of them may not be needed for the conflict: the search gave up before it knew."


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
