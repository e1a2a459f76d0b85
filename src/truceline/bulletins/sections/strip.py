"""Patrols along their route: a strip of kilometre against day, with tables. Computed from what is told.

The ground of the picture says what patrols could have seen, so that a place without a sign is not taken for a
calm one. Each account has its own line; accounts are never averaged.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.labels import Labels
from truceline.bulletins.pictures.strip import (
    GROUND,
    StripPicture,
    begins_at,
    km_words,
    reach_words,
    strip_picture,
)
from truceline.judgement.ledger import (
    DoneCount,
    NumberFit,
    Numbering,
    NumberStep,
    PatrolDone,
    PatrolEffort,
    PatrolLedger,
    PatrolRoute,
)
from truceline.model.casebook import Casebook
from truceline.model.ids import PatrolId
from truceline.model.naming import in_mandates_order
from truceline.model.words import PatrolTest, StretchSeen
from truceline.record import PatrolTold


@dataclass(frozen=True, slots=True, kw_only=True)
class OutingRow:
    """One outing in words."""

    day: str
    reaches: tuple[tuple[str, str], ...]
    """Who, and how far by them."""
    comes_to: tuple[tuple[str, tuple[str, ...]], ...]
    """For each thing that may be asked of a patrol: the state, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRow:
    """One week in words."""

    week: str
    answers: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    """For each stretch: the answer, what happened there, and what is told of other observers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase of the catalogue with its values, which the page sets each in its own direction."""

    key: str
    values: tuple[tuple[str, str], ...]
    """Figures and days."""
    texts: tuple[tuple[str, str], ...]
    """Names and phrases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Everything on patrols along their route."""

    picture: StripPicture | None
    routes: tuple[tuple[str, tuple[str, ...]], ...]
    """Its length on each reading, and what these readings say, as the casebook holds it."""
    near_km: str
    tests: tuple[str, ...]
    outings: tuple[OutingRow, ...]
    months: tuple[tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
    """Month, number of outings, and for each test what they come to and what each side tells by itself."""
    stretches: tuple[str, ...]
    weeks: tuple[SeenRow, ...]
    numbers: tuple[Phrase, ...]
    """Where the numberings part."""
    ground: tuple[tuple[str, str, bool], ...]
    """Key of the ground: paint, words, hatched."""
    kinds: tuple[tuple[str, str], ...]
    """Kinds of happening drawn, with their words."""
    delay_hours: int | None
    """How long outings are not shown after their day, in hours; None where all are."""


def patrol_strip(labels: Labels, ledger: PatrolLedger, *, delay_hours: float | None = None) -> Strip:
    """Return the patrols along their route.

    Parameters
    ----------
    labels : Labels
        Of the record to tell of.
    ledger : PatrolLedger
        Of that record, up to the end of the days read.
    delay_hours : float, optional
        How long outings are not shown after their day; None where all are.
    """
    casebook, t = labels.record.casebook, labels.t
    done, efforts = ledger.done, ledger.effort
    first = efforts[0] if efforts else None
    tests = tuple(dict.fromkeys(one.test for one in done))
    return Strip(
        picture=strip_picture(ledger, labels, _tellers(done, labels)),
        routes=tuple((km_words(one.route.length_km, t), _readings(one.route, casebook)) for one in efforts),
        near_km="" if first is None or first.near_km is None else km_words(first.near_km, t),
        tests=tuple(t.of("patrol_test", test) for test in tests),
        outings=tuple(_outing(one, ledger, tests, labels) for one in ledger.told),
        months=tuple(_months(ledger.counts, tests, casebook, t)),
        stretches=tuple(_stretches(first, labels)) if first is not None else (),
        weeks=tuple(_weeks(first, t)) if first is not None else (),
        numbers=tuple(_numbers(ledger.numbers, ledger.told, labels)),
        ground=tuple(
            (GROUND[seen], t.of("passed", seen), seen is StretchSeen.NOT_KNOWN) for seen in StretchSeen
        ),
        kinds=tuple(
            (kind, t.of("matter_kind", kind))
            for kind in dict.fromkeys(str(one.kind) for one in (first.near if first else ()))
        ),
        delay_hours=None if delay_hours is None else math.ceil(delay_hours),
    )


# In words


def _tellers(done: Sequence[PatrolDone], labels: Labels) -> dict[str, str]:
    """Return for each side who of it owes what these outings answer to, with the side."""
    duty = done[0].duty if done else None
    sides = (column.side for column in labels.columns)
    return {
        side: words.who_tells(side, duty, labels.record.casebook, labels.t)
        for side in sides
        if side is not None
    }


def _outing(told: PatrolTold, ledger: PatrolLedger, tests: Sequence[PatrolTest], labels: Labels) -> OutingRow:
    patrol = told.patrol.id
    own = [one for one in ledger.done if one.patrol == patrol]
    routes, reaches = ledger.routes[patrol], ledger.reach_by[patrol]
    begins = begins_at(told.patrol, routes, labels)
    return OutingRow(
        day=told.patrol.on,
        reaches=tuple(
            (labels.source(one.by), reach_words(reaches[one.by], labels.t, begins=begins))
            for one in told.accounts
            if routes and reaches[one.by].along
        ),
        comes_to=tuple(_comes_to([one for one in own if one.test is test], labels) for test in tests),
    )


def _comes_to(rows: Sequence[PatrolDone], labels: Labels) -> tuple[str, tuple[str, ...]]:
    """Return the state under what is asked; several where other readings make a difference."""
    states = dict.fromkeys(labels.t.of("state", row.state) for row in rows)
    because = dict.fromkeys(
        words.reason(code, labels.record, labels.t, duty=row.duty) for row in rows for code in row.because
    )
    return labels.t("actor.or").join(states), tuple(because)


def _readings(route: PatrolRoute, casebook: Casebook) -> tuple[str, ...]:
    said = (words.reading(a, r, casebook) for readings in route.readings for a, r in readings.items())
    return tuple(dict.fromkeys(one.removesuffix(".") for one in said))


def _months(
    counts: Sequence[DoneCount], tests: Sequence[PatrolTest], casebook: Casebook, t: Catalogue
) -> Iterator[tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    for month, group in itertools.groupby(counts, key=lambda one: one.month):
        rows = list(group)
        by_test = ([row for row in rows if row.test is test] for test in tests)
        yield month, words.number(rows[0].n_outings), tuple(month_words(own, casebook, t) for own in by_test)


def month_words(rows: Sequence[DoneCount], casebook: Casebook, t: Catalogue) -> tuple[str, tuple[str, ...]]:
    """Return what the outings of a month come to, and what each side tells; as other readings have it too."""
    told = dict.fromkeys(
        t("strip.told", who=words.who_tells(side, row.duty, casebook, t), states=_states(row.n_told[side], t))
        for row in rows
        for side in in_mandates_order(row.n_told, casebook)
    )
    shares = (
        _share(_states(row.n_by_state, t), f"{row.share_low:.0%}", f"{row.share_high:.0%}", t) for row in rows
    )
    return t("actor.or").join(dict.fromkeys(shares)), tuple(told)


def _share(states: str, low: str, high: str, t: Catalogue) -> str:
    if low == high:
        return t("strip.share_one", states=states, share=low)
    return t("strip.share", states=states, low=low, high=high)


def _states(by_state: Mapping[str, int], t: Catalogue) -> str:
    return t.semicolon.join(f"{t.of('state', state)}: {n}" for state, n in by_state.items())


def _stretches(effort: PatrolEffort, labels: Labels) -> Iterator[str]:
    for start, end in itertools.pairwise(effort.route.stops):
        yield f"{labels.place(start.place)} – {labels.place(end.place)}"


def _weeks(effort: PatrolEffort, t: Catalogue) -> Iterator[SeenRow]:
    for week in effort.weeks:
        cells = [cell for cell in effort.cells if cell.week == week]
        yield SeenRow(
            week=week.isoformat(),
            answers=tuple(
                (
                    t.of("passed", cell.answer),
                    t.comma.join(cell.matters),
                    tuple((who, t.of("seen", said)) for who, said in cell.others),
                )
                for cell in cells
            ),
        )


# Whose number


def _numbers(numbers: Numbering, told: Iterable[PatrolTold], labels: Labels) -> Iterator[Phrase]:
    days = {one.patrol.id: one.patrol.on for one in told}
    for step in numbers.parts:
        yield step_phrase(step, numbers.steps, days, labels)
    for gap in numbers.gaps[-1:]:
        texts = (("one", labels.actor(gap.of)), ("other", labels.actor(gap.other)))
        figures = (("day", gap.on), ("number", str(gap.number)), ("other_number", str(gap.other_number)))
        yield Phrase(key="strip.gap", values=figures, texts=texts)
    for side in dict.fromkeys(fit.of for fit in numbers.fits):
        best, *others = [fit for fit in numbers.fits if fit.of == side]
        less = max(fit.n_met for fit in others if not (fit.way.attacked and fit.way.cut_short))
        yield Phrase(
            key="strip.fit",
            values=(("met", str(best.n_met)), ("all", str(best.n_stated)), ("less", str(less))),
            texts=(("who", labels.actor(side)), ("way", way_words(best, labels.t))),
        )


def step_phrase(
    step: NumberStep, steps: Sequence[NumberStep], days: Mapping[PatrolId, str], labels: Labels
) -> Phrase:
    """Return where a side's numbers and the outings told of part, from one of its numbers to a later one."""
    before = next((one.number for one in steps if one.of == step.of and one.to == step.after), 0)
    figures = {
        "before": before,
        "number": step.number,
        "day": days[step.to],
        "rose": step.rose,
        "n": len(step.between),
        "more": abs(step.n_left_out),
    }
    if step.n_left_out > 0:
        figures["which"] = labels.t.comma.join(days[one] for one in step.candidates)
    return Phrase(
        key="strip.left_out" if step.n_left_out > 0 else "strip.lacking",
        values=tuple((name, str(value)) for name, value in figures.items()),
        texts=(("who", labels.actor(step.of)),),
    )


def way_words(fit: NumberFit, t: Catalogue) -> str:
    """Return which outings a way of counting counts."""
    way = fit.way
    parts = [t.of("patrol_way", way.test)]
    parts += [t("strip.way_alone")] if way.alone else []
    parts.append(t("strip.way_doubtful") if way.doubtful else t("strip.way_not_doubtful"))
    parts += [] if way.attacked else [t("strip.way_not_attacked")]
    parts += [] if way.cut_short else [t("strip.way_not_cut_short")]
    return t.comma.join(parts)
