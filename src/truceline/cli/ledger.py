"""The patrol ledger for the terminal and as JSON: what is told, and what is worked out from it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.labels import Labels
from truceline.bulletins.pictures.strip import begins_at
from truceline.bulletins.sections.posts import patrol_line, patrol_row
from truceline.bulletins.sections.strip import Phrase, month_words, step_phrase, way_words
from truceline.bulletins.words import reason, wrapped
from truceline.cli.ending import lines
from truceline.cli.record_lines import document, heading
from truceline.judgement.ledger import (
    DoneCount,
    NumberFit,
    NumberGap,
    PatrolDone,
    PatrolEffort,
    PatrolLedger,
    PatrolReach,
    PatrolRoute,
    deciding,
)
from truceline.model.casebook import Casebook
from truceline.model.hanging import AmbiguityId
from truceline.model.record import PatrolAccount, Record
from truceline.model.words import PatrolTest, PerformanceState, ReachBasis, StretchSeen
from truceline.record import PatrolTold
from truceline.runs.patrols import PatrolsAsked

_BASES = {
    ReachBasis.WHOLE_ROUTE: "patrols.whole_route",
    ReachBasis.PLACE: "patrols.from_place",
    ReachBasis.STATED_LENGTH: "patrols.from_length",
}
_SIGNS = {
    StretchSeen.OBSERVED: "o",
    StretchSeen.NOT_OBSERVED: ".",
    StretchSeen.ACCESS_DENIED: "x",
    StretchSeen.NOT_KNOWN: "?",
}


def ledger_lines(found: PatrolsAsked, t: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield the patrol ledger: a block for each outing, then what the whole of it shows."""
    labels, ledger = Labels(found.asked.record, t), found.ledger
    return lines(
        heading(found.asked, t),
        wrapped("  ", t("patrols.computed")),
        _tracks(found, t),
        _held(found, t),
        _outings(labels, ledger),
        _whole(labels, ledger) if found.is_whole else (),
    )


def _whole(labels: Labels, ledger: PatrolLedger) -> Iterator[str]:
    yield from _numbers(labels, ledger)
    yield from _counts(labels.record.casebook, ledger.counts, labels.t)
    yield from _efforts(labels, ledger.effort)


def _tracks(found: PatrolsAsked, t: Catalogue) -> Iterator[str]:
    """Yield which tracks were read, of which patrols and days."""
    if found.tracks is None:
        return
    for file in found.tracks.files:
        yield from wrapped(
            "  ", t("patrols.read_file", file=file.file, fixes=t("count.fixes", n=file.n_fixes))
        )
    for patrol, days in found.tracks.days.items():
        yield from wrapped("  ", t("patrols.read_days", patrol=patrol, days=t.comma.join(days)))


def _held(found: PatrolsAsked, t: Catalogue) -> Iterator[str]:
    """Yield what the mandate holds back, whether or not there is any: so nobody is told of who is out."""
    hours = found.asked.release.delay_hours
    if hours is not None:
        yield from wrapped("  ", t("strip.held", n=f"{hours:g}"))


# Outings


def _outings(labels: Labels, ledger: PatrolLedger) -> Iterator[str]:
    if not ledger.told:
        yield labels.t("patrols.unknown")
    for one in ledger.told:
        yield from _told(labels, one)
        for account in one.accounts:
            yield from wrapped("    ", f"{labels.source(account.by)}: {_account(labels, account)}")
            reach = ledger.reach_by[one.patrol.id][account.by]
            if reach.along:
                routes = ledger.routes[one.patrol.id]
                far, begins = reach_words(reach, routes, labels.t), begins_at(one.patrol, routes, labels)
                far = labels.t("strip.from_end", place=begins, far=far) if begins else far
                yield from wrapped("      ", far)
        done = [row for row in ledger.done if row.patrol == one.patrol.id]
        if done:
            yield from wrapped(
                f"    {labels.t('patrols.comes_to')} ", "; ".join(_done(labels.record, done, labels.t))
            )


def _told(labels: Labels, one: PatrolTold) -> Iterator[str]:
    row, t = patrol_row(one, labels), labels.t
    outcomes = t.comma.join(row.outcomes) or t.of("outcome", "not_stated")
    yield f"{row.day}  {t.of('list', 'and').join(row.crews)}: {outcomes}"
    if row.numbers:
        numbers = "; ".join(
            f"{who} {number}" + (f" ({t('patrols.derived')})" if is_derived else "")
            for who, number, is_derived in row.numbers
        )
        agree = {True: f", {t('patrols.same')}", False: f", {t('patrols.differ')}", None: ""}[row.agree]
        yield f"    {t('patrols.numbers', numbers=numbers)}{agree}"


def _account(labels: Labels, account: PatrolAccount) -> str:
    line, t = patrol_line(account, labels), labels.t
    parts = [line.outcome]
    parts += [t("patrols.to", place=line.reach)] if line.reach else []
    parts += [line.length] if line.length else []
    parts += [t("patrols.because", reason=line.reason)] if line.reason else []
    parts += [line.note] if line.note else []
    return "; ".join(parts)


def reach_words(reach: PatrolReach, routes: Sequence[PatrolRoute], t: Catalogue) -> str:
    """Return how far an account has the outing come, in kilometres of the route and as a share of it."""
    first = reach.along[0]
    km = t("patrols.at_least_km" if reach.at_least else "patrols.at_km", km=f"{first.km:.1f}")
    if first.low_km < first.high_km:
        km += f" ({t('patrols.error', low=f'{first.low_km:.1f}', high=f'{first.high_km:.1f}')})"
    shares = t("actor.or").join(
        t("patrols.share_of", share=f"{one.share:.0%}", km=f"{routes[one.route].length_km:.1f}")
        + _under(routes[one.route], len(routes))
        for one in reach.along
    )
    return f"{km}, {shares}; {t(_BASES[reach.basis])}"


def _under(route: PatrolRoute, n_routes: int) -> str:
    if n_routes < 2:
        return ""
    said = dict.fromkeys(f"{a}: {r}" for readings in route.readings for a, r in readings.items())
    return f" [{', '.join(said)}]"


def _done(record: Record, done: Sequence[PatrolDone], t: Catalogue) -> list[str]:
    """Return each state once, with the readings under which it is so."""
    alike: dict[tuple[PerformanceState, tuple[str, ...]], list[PatrolDone]] = {}
    for row in done:
        alike.setdefault((row.state, row.because), []).append(row)
    on = deciding(done)
    said = []
    for (state, because), rows in alike.items():
        codes = t.comma.join(reason(code, record, t, duty=rows[0].duty) for code in because)
        under = t("patrols.every_reading") if len(alike) == 1 else _under_readings(rows, on, t)
        said.append(f"{t.of('state', state)} ({codes}) {under}")
    return said


def _under_readings(rows: Sequence[PatrolDone] | Sequence[DoneCount], on: Sequence[str], t: Catalogue) -> str:
    """Return under which readings some rows are so, of the ambiguities that matter."""
    choices = dict.fromkeys(tuple((a, r) for a, r in row.readings.items() if a in on) for row in rows)
    if len(on) == 1:
        answers = t("actor.or").join(choice[0][1] for choice in choices)
        return t("patrols.if_reading", readings=t("patrols.reading_is", question=on[0], answer=answers))
    both = (
        t.of("list", "and").join(t("patrols.reading_is", question=a, answer=r) for a, r in choice)
        for choice in choices
    )
    return t("patrols.if_reading", readings=t("actor.or").join(both))


# The whole ledger


def _numbers(labels: Labels, ledger: PatrolLedger) -> Iterator[str]:
    numbers = ledger.numbers
    if not numbers.steps:
        return
    days = {one.patrol.id: one.patrol.on for one in ledger.told}
    yield ""
    yield labels.t("patrols.numbers_lead")
    for side in dict.fromkeys(step.of for step in numbers.steps):
        own = [step for step in numbers.steps if step.of == side]
        who, last = labels.actor(side), own[-1].number
        yield "  " + labels.t("patrols.stated", who=who, n=len(own), last=last)
        for step in numbers.parts:
            if step.of == side:
                yield from wrapped("    ", _said(step_phrase(step, own, days, labels), labels.t))
        for fit in _shown_fits([one for one in numbers.fits if one.of == side]):
            yield from wrapped("    ", _fit(fit, labels.t))
    for gap in numbers.gaps:
        yield from wrapped("  ", _gap(labels, gap))


def _said(phrase: Phrase, t: Catalogue) -> str:
    return t(phrase.key, **dict((*phrase.values, *phrase.texts)))


def _gap(labels: Labels, gap: NumberGap) -> str:
    one, other, t = labels.actor(gap.of), labels.actor(gap.other), labels.t
    parts = [
        t("patrols.had_left_out", who=who, n=n) if n > 0 else t("patrols.had_counted", who=who, n=-n)
        for who, n in ((other, gap.n_left_out_by_other), (one, gap.n_left_out))
        if n
    ]
    return t(
        "patrols.apart",
        day=gap.on,
        one=one,
        number=gap.number,
        other=other,
        other_number=gap.other_number,
        apart=gap.number - gap.other_number,
        parts=t.comma.join(parts),
    )


def _shown_fits(fits: Sequence[NumberFit]) -> list[NumberFit]:
    """Return the nearest way, and the nearest that leaves out the attacked, the cut short, or asks more."""
    plain = [fit for fit in fits if fit.way.test is PatrolTest.SET_OUT]
    groups = (
        fits,
        [fit for fit in plain if not fit.way.attacked],
        [fit for fit in plain if not fit.way.cut_short],
        [fit for fit in fits if fit.way.test is PatrolTest.REACHED_END],
    )
    return list(dict.fromkeys(group[0] for group in groups if group))


def _fit(fit: NumberFit, t: Catalogue) -> str:
    said = t("patrols.counting", way=way_words(fit, t), met=fit.n_met, all=fit.n_stated)
    said += f", {t('patrols.all_to', day=fit.met_until)}" if fit.met_until else ""
    last = "patrols.above_last" if fit.off_by > 0 else "patrols.below_last"
    return said + (f"; {t(last, n=abs(fit.off_by))}" if fit.off_by else "")


def _counts(casebook: Casebook, counts: Sequence[DoneCount], t: Catalogue) -> Iterator[str]:
    if not counts:
        return
    yield ""
    yield t("patrols.months_lead")
    by_choice: dict[tuple[tuple[str, str], ...], list[DoneCount]] = {}
    for one in counts:
        by_choice.setdefault(tuple((str(a), str(r)) for a, r in one.readings.items()), []).append(one)
    alike: dict[tuple[str, ...], list[DoneCount]] = {}
    for rows in by_choice.values():
        alike.setdefault(tuple(_count(casebook, row, t) for row in rows), []).append(rows[0])
    asked = tuple(counts[0].readings)
    on = [a for a in asked if not all(_has_every(a, rows, counts) for rows in alike.values())]
    for said, rows in alike.items():
        yield "  " + (_under_readings(rows, on, t) if on else t("patrols.every_reading"))
        for line in said:
            yield from wrapped("    ", line)


def _has_every(ambiguity: AmbiguityId, rows: Sequence[DoneCount], of: Sequence[DoneCount]) -> bool:
    """Return whether all readings of an ambiguity stand among some rows, so that it decides nothing there."""
    return {row.readings[ambiguity] for row in rows} == {row.readings[ambiguity] for row in of}


def _count(casebook: Casebook, one: DoneCount, t: Catalogue) -> str:
    """Return one month in words: what it comes to, and what each side tells by itself."""
    comes_to, told = month_words([one], casebook, t)
    return f"{one.month}  {t('count.outings', n=one.n_outings)}: {'; '.join((comes_to, *told))}"


def _efforts(labels: Labels, efforts: Sequence[PatrolEffort]) -> Iterator[str]:
    """Yield the stretches of each course; of later ones only those that are not as on the first."""
    known: list[str] = []
    for effort in efforts:
        rows = _rows(labels, effort)
        same = f"; {labels.t('patrols.as_above')}" if known else ""
        along = labels.t("patrols.seen_along", km=f"{effort.route.length_km:.1f}")
        yield ""
        yield f"{along}{_under(effort.route, 2)}{same}"
        yield "  " + labels.t("patrols.weeks", first=effort.weeks[0], last=effort.weeks[-1])
        yield from (row for row in rows if row not in known)
        if not known:
            yield "  " + "; ".join(f"{sign} {labels.t.of('passed', seen)}" for seen, sign in _SIGNS.items())
            yield from wrapped("  ", _near(effort, labels.t)) if effort.near_km is not None else ()
        known = known or rows


def _rows(labels: Labels, effort: PatrolEffort) -> list[str]:
    width = max((len(_stretch(labels, cell.from_, cell.to)) for cell in effort.cells), default=0)
    rows = []
    for start, group in itertools.groupby(effort.cells, key=lambda cell: cell.from_km):
        cells = list(group)
        signs = "".join(_SIGNS[cell.answer] for cell in cells)
        rows.append(f"  km {start:4.1f}  {_stretch(labels, cells[0].from_, cells[0].to):{width}}  {signs}")
    return rows


def _near(effort: PatrolEffort, t: Catalogue) -> str:
    seen = {matter: cell.answer for cell in effort.cells for matter in cell.matters}
    which = [
        t(
            "patrols.near_one",
            day=one.on,
            matter=one.matter,
            kind=t.of("matter_kind", one.kind),
            km=f"{one.km:.0f}",
            seen=t.of("passed", seen[one.matter]),
        )
        for one in effort.near
        if one.matter in seen
    ]
    return t("patrols.near", km=f"{effort.near_km:g}", which="; ".join(which) or t("patrols.near_none"))


def _stretch(labels: Labels, start: str, end: str) -> str:
    return f"{labels.place(start)} – {labels.place(end)}"


# JSON


def ledger_document(found: PatrolsAsked) -> dict[str, Any]:
    """Return the ledger as a plain document: what was told, what is worked out, and the names of both."""
    ledger, whole = found.ledger, found.is_whole
    plain = document(found.asked, "patrols", ledger.told)
    for row in plain["patrols"]:
        patrol = row["patrol"]["id"]
        row["routes"] = [dataclasses.asdict(route) for route in ledger.routes[patrol]]
        row["reach"] = [dataclasses.asdict(one) for one in ledger.reaches if one.patrol == patrol]
        row["comes_to"] = [dataclasses.asdict(done) for done in ledger.done if done.patrol == patrol]
    return plain | {
        "worked_out": "routes, reach, comes_to, counts, numbers and effort are computed, not determined",
        "counts": [dataclasses.asdict(one) for one in ledger.counts] if whole else [],
        "numbers": dataclasses.asdict(ledger.numbers) if whole else None,
        "effort": [dataclasses.asdict(one) for one in ledger.effort] if whole else [],
        "tracks": dataclasses.asdict(found.tracks) if found.tracks is not None else None,
        "not_shown": {
            "last_hours": found.asked.release.delay_hours,
            "to_come": found.asked.release.is_public,
        },
    }
