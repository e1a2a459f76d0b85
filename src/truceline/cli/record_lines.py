"""Answers of the record for the terminal and as JSON: stances, claims. Told, not determined."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from truceline.bulletins.catalogue import ENGLISH
from truceline.cli.ending import printable
from truceline.model.casebook import Casebook
from truceline.model.naming import name, names_by_id, names_of_sides
from truceline.model.record import Stance, Toll, When
from truceline.model.words import Dated
from truceline.record import MatterClaims, StanceHeld, Telling, Voice
from truceline.runs.casebook import Asked

TOLD = "told by sources, not determined"

_WIDTH = 100


def counted(n: int, what: str) -> str:
    """Return `1 page`, `2 pages`."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def words(code: str) -> str:
    """Return a code as words."""
    return str(code).replace("_", " ")


class NamesById:
    """Names of the casebook's nouns by id, in the language it was asked in."""

    def __init__(self, casebook: Casebook) -> None:
        self.actors = names_by_id(casebook.actors)
        self.sources = names_by_id(casebook.sources)
        self.places = names_by_id(casebook.places)
        self.targets = {str(one.id): name(one.titles) for one in casebook.instruments}
        self.targets |= {str(one.id): one.title for one in casebook.clauses}
        self.targets |= names_by_id(casebook.issues)
        self.sides = names_of_sides(casebook)
        self.days = {str(one.id): one.said_on for one in casebook.reports}

    def actor(self, one: str) -> str:
        return self.actors.get(one, one)

    def source(self, one: str) -> str:
        return self.sources.get(one, one)

    def side(self, one: str | None) -> str:
        return "no side" if one is None else self.sides.get(one, one)


def wrapped(lead: str, text: str) -> Iterator[str]:
    """Yield a line with its lead, folded under it where it is long."""
    line = lead
    room = " " * len(lead)
    for word in text.split():
        if len(line) + len(word) > _WIDTH and line.strip() not in {"", lead.strip()}:
            yield line.rstrip()
            line = room
        line += f"{word} "
    yield line.rstrip()


def lines(*parts: Iterable[str]) -> Iterator[str]:
    """Yield the lines of all parts, fit to print."""
    return (printable(line) for part in parts for line in part)


def heading(asked: Asked) -> Iterator[str]:
    """Yield what was asked, of what, and that nobody has decided it."""
    book = asked.casebook
    yield f"{name(book.casebook.titles)} [{book.casebook.id}]"
    days = sorted(report.said_on for report in book.reports)
    extent = f", {days[0]} to {days[-1]}" if days else ""
    yield f"  Read: its own record, {counted(len(book.reports), 'page')}{extent}; a selection, no survey."
    if asked.on is not None:
        yield f"  Reporting day {asked.on}."
    if asked.as_of is not None:
        yield f"  Only what could be known by the end of {asked.as_of}; notes on the texts are left out,"
        yield "  titles and notes of the record were written later."
    yield f"  {TOLD[0].upper()}{TOLD[1:]}."


# Stances


def stance_lines(asked: Asked, held: Sequence[StanceHeld]) -> Iterator[str]:
    """Yield the stances, one block for each instrument, clause or issue."""
    return lines(heading(asked), _stances(NamesById(asked.casebook), held))


def _stances(labels: NamesById, held: Sequence[StanceHeld]) -> Iterator[str]:
    if not held:
        yield "No stance is known. That is not the same as silence."
    toward = ""
    for one in held:
        if one.toward != toward:
            toward = one.toward
            yield ""
            yield f"{toward}  {labels.targets.get(toward, '')}"
        head = f"  {labels.actor(one.actor)}: {words(one.attitude)}"
        inferred = ", inferred from what it did" if one.inferred else ""
        head += f" ({words(one.evidence)}, from {one.rows[0].since}{inferred})"
        if len(one.rows) > 1:
            head += f"; {counted(len(one.readings), 'reading')} of one statement:"
        yield head
        for row in one.rows if len(one.rows) > 1 else one.rows[:1]:
            yield from wrapped("      ", _stance_words(row, labels, with_attitude=len(one.rows) > 1))
        for row in one.also_said:
            lead = "weaker evidence, not followed: "
            yield from wrapped("      ", lead + _stance_words(row, labels, with_attitude=True))
        for row in one.earlier:
            yield from wrapped("      ", "before: " + _stance_words(row, labels, with_attitude=True))


def _stance_words(row: Stance, labels: NamesById, *, with_attitude: bool) -> str:
    attitude = f"{words(row.attitude)}: " if with_attitude else ""
    parts = [f"{attitude}{labels.source(row.by)}, {words(row.evidence)}, {row.since}"]
    if row.statement is False:
        parts.append("no statement of the actor is known")
    if row.unverified:
        parts.append(f"unverified: {row.unverified.rstrip('.')}")
    return "; ".join(parts) + (f". {row.note}" if row.note else "")


# Claims


def claim_lines(asked: Asked, found: Sequence[MatterClaims]) -> Iterator[str]:
    """Yield claims and counter-claims, one block for each matter, voices by side."""
    return lines(heading(asked), _claims(NamesById(asked.casebook), found))


def _claims(labels: NamesById, found: Sequence[MatterClaims]) -> Iterator[str]:
    if not found:
        yield "No matter of the record fits."
    for one in found:
        when = _when(one.matter.when)
        yield ""
        yield f"{one.matter.id}  {one.matter.title} ({words(one.matter.kind)}, {when})"
        n_voices = sum(voice.counts for voice in one.voices)
        yield f"    {counted(n_voices, 'voice')} on {counted(one.n_reports, 'page')}"
        side: object = one
        for voice in one.voices:
            if voice.side != side:
                side = voice.side
                yield f"  {labels.side(voice.side)}"
            yield from _voice(labels, voice)
        if one.tolls:
            yield "  tolls, by source and moment"
            for toll in one.tolls:
                yield from wrapped("      ", _toll(toll, labels))
        if one.notifications:
            yield "  told beforehand, or not"
            for row in one.notifications:
                verb = "told" if row.told == "told" else "did not tell"
                text = f"{labels.actor(row.notifier)} {verb} {labels.actor(row.notified)}: {row.of}"
                yield from wrapped("      ", f"{labels.source(row.by)}: {text}")
        if one.matter.open_points:
            yield from wrapped("  open: ", one.matter.open_points)


def _when(when: When | None) -> str:
    if when is None:
        return "day not known"
    return f"{when.at} to {when.to}" if when.to else when.at


def _voice(labels: NamesById, voice: Voice) -> Iterator[str]:
    pages = counted(voice.n_reports, "page")
    first = voice.tellings[0]
    lean = f", leans to: {labels.side(first.lean)}" if first.lean != voice.side else ""
    yield f"    {name(voice.source.names)} ({words(first.standing)}{lean}; {pages})"
    for telling in voice.tellings:
        yield from wrapped("      ", _telling(telling, labels))


def _telling(telling: Telling, labels: NamesById) -> str:
    claim = telling.claim
    parts = [] if claim.manner == "asserts" else [words(claim.manner)]
    parts += [f"through {', '.join(labels.source(one) for one in claim.through)}"] if claim.through else []
    parts += [f"hedged “{claim.hedge}”"] if claim.hedge else []
    parts += [f"graded {telling.source.reliability}{claim.credibility}"]
    parts += [f"denied in {', '.join(one.id for one in telling.denied_by)}"] if telling.denied_by else []
    if claim.denies:
        denied = ", ".join(ENGLISH.of("part", one) for one in claim.denies_what)
        parts += [f"denies {', '.join(claim.denies)}: {denied}"]
    otherwise = ", ".join(one.id for one in telling.contradicted_by)
    parts += [f"otherwise in {otherwise}"] if otherwise else []
    parts += [f"read in {', '.join(one.id for one in telling.reports)}"]
    day = f"{_said_on(telling)}: " if telling.reports else ""
    trouble = "".join(f" [{words(one.kind)}: {one.says}]" for one in claim.trouble)
    trouble += f" [mistaken, moves nothing: {claim.mistaken}]" if claim.mistaken else ""
    return f"{day}{claim.says} ({claim.id}; {'; '.join(parts)}){trouble}"


def _said_on(telling: Telling) -> str:
    first = telling.reports[0].said_on
    return f"not before {first}" if telling.dated is Dated.NOT_BEFORE else first


def _toll(toll: Toll, labels: NamesById) -> str:
    whom = f" ({labels.actor(toll.who)})" if toll.who else ""
    when = toll.at or (labels.days.get(toll.report, "") if toll.report else "")
    order = f"figure {toll.moment}" if toll.moment is not None else "a figure"
    moment = order + (f" ({when})" if when else "")
    note = f"; {toll.note}" if toll.note else ""
    return f"{labels.source(toll.by)}, {moment}: {_range(toll.low, toll.high)} {toll.outcome}{whom}{note}"


def _range(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return str(low) if low == high else f"{low} to {high}"
    if low is not None:
        return f"at least {low}"
    return f"at most {high}" if high is not None else "figure not given:"


# JSON


def document(asked: Asked, what: str, rows: Sequence[Any]) -> dict[str, Any]:
    """Return one answer as a plain document: what was asked, the rows, and the names of what they name."""
    labels = NamesById(asked.casebook)
    return {
        "status": TOLD,
        "casebook": asked.casebook.casebook.id,
        "casebook_sha256": asked.sha256,
        "on": asked.on.isoformat() if asked.on else None,
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
        "n_reports": len(asked.casebook.reports),
        what: [dataclasses.asdict(row) for row in rows],
        "names": {"actors": labels.actors, "sources": labels.sources, "places": labels.places},
    }
