"""A schedule proposed, for the terminal: what was read, the outings, and how well they can be guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from truceline.bulletins.catalogue import Catalogue
from truceline.clock import shown_at
from truceline.model.ids import SegmentId
from truceline.model.plans import Demand, Plan
from truceline.planning import Conflict, Outing, Predictability, Proposal, conflict_words
from truceline.planning.weights import Weight

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What of a record the weights come from."""

    casebook: str
    """Whose."""
    sha256: str
    """Hash of its files."""
    n_incidents: int
    """Incidents that may have happened in those days, known by the time the schedule was asked for."""
    n_outings: int
    """Outings of its ledger before the first day planned."""
    n_reaching: int
    """Of them those of which it is told how far on this route they came."""
    since: date
    """First day looked at for incidents."""
    until: date
    """Last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What came of a demand. A proposal for people to decide on; nobody is sent anywhere by it."""

    file: str
    """Its name, without the folder."""
    sha256: str
    """Hash of the file."""
    demand: Demand
    """With its segments written out."""
    weights: Mapping[SegmentId, Weight]
    """By segment."""
    looked: Looked | None
    """None where no record was looked at: then every weight is stated, or 1."""
    result: Proposal | Conflict
    """A schedule, or why there is none."""
    plans: tuple[Plan, ...]
    """One for each outing proposed."""
    written: str | None
    """Where the plans were written."""


def render_schedule(planned: Planned, t: Catalogue) -> Iterator[str]:
    """Yield what came of a demand, line by line."""
    demand, result = planned.demand, planned.result
    first, last = demand.first_on, demand.last_on
    yield t("schedule.title", id=demand.id, first=first, last=last, zone=demand.zone)
    yield t("schedule.crews", sides=t.of("list", "and").join(demand.together))
    yield from ("", t("run.read"), *_read(planned, t))
    yield from ("", t("schedule.segments"), *_segments(planned, t), "")
    if isinstance(result, Conflict):
        yield from _conflict(result, demand, t)
        return
    yield t("schedule.schedule")
    yield from (_outing(outing, demand, t) for outing in result.drawn.outings)
    yield from ("", *_seen(result, demand, t))
    yield from ("", *_guessed(result, t))
    yield from ("", t("schedule.seed", seed=result.seed))
    if planned.written is not None:
        yield t("schedule.written", file=planned.written)


def _read(planned: Planned, t: Catalogue) -> Iterator[str]:
    yield "  " + t("schedule.demand", file=planned.file)
    looked = planned.looked
    if looked is None:
        yield "  " + t("schedule.no_record")
        return
    yield "  " + t("schedule.looked", casebook=looked.casebook, at=planned.demand.asked_at)
    yield "    " + t("schedule.incidents", n=looked.n_incidents, since=looked.since, until=looked.until)
    outings = t("count.outings", n=looked.n_outings)
    yield "    " + t("schedule.outings", outings=outings, n=looked.n_reaching)


def _segments(planned: Planned, t: Catalogue) -> Iterator[str]:
    yield f"  {'':18}{'km':>14}{t('schedule.weight'):>8}  {t('schedule.from_what')}"
    for segment in planned.demand.segments:
        weight = planned.weights[segment.id]
        km = t("time.interval", start=f"{segment.from_km:.1f}", end=f"{segment.to_km:.1f}")
        yield f"  {segment.id:18}{km:>14}{weight.value:>8.2f}  {_why(weight, t)}"


def _why(weight: Weight, t: Catalogue) -> str:
    if weight.is_stated:
        return t("schedule.stated")
    gap = t("schedule.none_came") if weight.gap_days is None else t("schedule.gap", n=weight.gap_days)
    if weight.n_incidents is None:
        return gap
    return t("schedule.near", figure=f"{weight.n_incidents:.1f}", gap=gap)


def _outing(outing: Outing, demand: Demand, t: Catalogue) -> str:
    starts, ends = (shown_at(at, demand.zone) for at in (outing.starts_at, outing.ends_at))
    first, last = outing.segments[0], outing.segments[-1]
    segments = first if len(outing.segments) == 1 else f"{first} .. {last}"
    day = t.of("weekday", _WEEKDAYS[outing.on.weekday()])
    during = t("time.interval", start=starts, end=ends[-5:])
    return (
        f"  {day} {during}  {outing.window:10} {segments:24} {', '.join((*outing.crews, *outing.vehicles))}"
    )


def _seen(proposal: Proposal, demand: Demand, t: Catalogue) -> Iterator[str]:
    days = demand.fresh_days
    yield t("schedule.coverage_day") if days == 1 else t("schedule.coverage_days", n=days - 1)
    proposed, best = t("schedule.proposed"), t("schedule.best")
    wide = max(len(proposed), len(best))
    outings = t("count.outings", n=len(proposal.drawn.outings))
    yield f"  {proposed:{wide}} {proposal.drawn.coverage:.3f}, {outings}"
    outings = t("count.outings", n=len(proposal.best.outings))
    if proposal.bound <= proposal.best.coverage + 5e-4:
        bound = f" {t('schedule.no_more')}"
    else:
        bound = f"; {t('schedule.none_more', bound=f'{proposal.bound:.3f}')}"
    yield f"  {best:{wide}} {proposal.best.coverage:.3f}, {outings}{bound}"
    yield "  " + t("schedule.drawn", near=f"{proposal.near:.0%}")


def _guessed(proposal: Proposal, t: Catalogue) -> Iterator[str]:
    drawn, best = proposal.drawn, proposal.best
    watcher, insider = t("schedule.by_watcher"), t("schedule.by_insider")
    wide = max(44, len(watcher), len(insider))
    yield t("schedule.guessed")
    yield f"  {'':{wide}}{t('schedule.proposed'):>9}{t('schedule.best'):>7}"
    yield f"  {watcher:{wide}}{_score(drawn.watcher, t):>9}{_score(best.watcher, t):>7}"
    yield f"  {insider:{wide}}{_score(drawn.insider, t):>9}{_score(best.insider, t):>7}"
    for key, guess in (
        ("schedule.likeliest_watcher", drawn.watcher),
        ("schedule.likeliest_insider", drawn.insider),
    ):
        if guess.hits is not None and guess.chance is not None:
            yield "  " + t(key, hits=f"{guess.hits:.0%}", chance=f"{guess.chance:.0%}")
    minutes = [outing.free_minutes for outing in drawn.outings]
    if minutes:
        yield "  " + t("schedule.beginnings", minutes=f"{sum(minutes) / len(minutes):.0f}")
    yield "  " + t("schedule.notified")


def _score(guess: Predictability, t: Catalogue) -> str:
    return t("schedule.unknown") if guess.score is None else f"{guess.score:.2f}"


def _conflict(conflict: Conflict, demand: Demand, t: Catalogue) -> Iterator[str]:
    """Yield which constraints cannot be kept together; these are told in English."""
    if not conflict.constraints:
        yield t("schedule.gave_up")
        return
    yield t("schedule.conflict")
    yield from (f"  - {words}" for words in conflict_words(conflict.constraints, demand))
    yield t("schedule.minimal") if conflict.is_minimal else t("schedule.not_minimal")
