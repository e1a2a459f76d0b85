"""A run in words for the terminal: what was read, for which days, what was found, where it lies."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from truceline.assess import placeless
from truceline.bulletins.gaps import bearing_gaps, counted_clauses, foremost
from truceline.bulletins.words import STATES
from truceline.cli.ending import printable

if TYPE_CHECKING:
    from truceline.model.assessment import Read
    from truceline.runs import Outcome

STANDING_WORDS = {
    "breach": "a breach however one reads the text",
    "breach_under_some_reading": "a breach only under some reading",
    "turns_on_a_reading": "turns on a reading that no position takes",
    "undetermined": "undetermined",
    "excepted": "excepted",
    "none": "no breach, or out of scope",
}
"""The standings of `truceline.bulletins.standing`, in words."""
_MOST_KINDS = 12
_WIDE = 110


def summary_lines(outcome: Outcome) -> Iterator[str]:
    """Yield the summary of an assessment, line by line."""
    for line in _lines(outcome):
        yield printable(line)


def _lines(outcome: Outcome) -> Iterator[str]:
    receipt, tally = outcome.receipt, outcome.tally
    titles = outcome.casebook.casebook.titles
    yield f"{titles.get('en') or next(iter(titles.values()), '')} [{receipt.casebook}]"
    yield ""
    yield "Read"
    for read in receipt.inputs:
        yield from read_lines(read)
    if receipt.on:
        yield f"  Only what may have happened on the reporting day {receipt.on}."
    if receipt.as_of:
        yield f"  Only what could be known by the end of {receipt.as_of}."
    yield f"  Positions: {', '.join(receipt.positions)}"
    yield ""
    yield "Computed, not determined: incidents, each counted once by the worst found of it"
    yield f"  {tally.n_incidents:>9,}  assessed"
    for standing, n in tally.standings:
        yield f"  {n:>9,}  {STANDING_WORDS[standing]}"
    yield f"  {tally.n_without_finding:>9,}  reached by no clause"
    if outcome.assessment.n_outside:
        yield from _outside_lines(outcome)
    yield from _gap_lines(outcome)
    yield from _obligation_lines(outcome)
    yield ""
    for folder in dict.fromkeys(path.parent for path in outcome.written):
        yield f"Written to {folder}"
        yield f"  {', '.join(path.name for path in outcome.written if path.parent == folder)}"
    if not outcome.written:
        yield "Nothing was written; give --out DIR to keep it."
    yield f"Digest {receipt.digest}"


def _outside_lines(outcome: Outcome) -> Iterator[str]:
    """Yield how many incidents lie outside every zone, and which clauses look at them nevertheless."""
    bare = placeless(outcome.casebook)
    n, n_all = outcome.assessment.n_outside, outcome.tally.n_incidents
    yield f"  {n:,} of {n_all:,} lie outside every zone that a clause names; " + (
        f"only clauses without a place look at them ({', '.join(bare)})"
        if bare
        else "no clause looks at them"
    )


def _gap_lines(outcome: Outcome) -> Iterator[str]:
    """Yield how many gaps bear on the counts, and those that bear on most instruments."""
    bearing = bearing_gaps(outcome.casebook, counted_clauses(outcome.assessment))
    if not bearing:
        return
    yield "  What cannot be encoded bears on these counts, and need not bear on all sides alike:"
    yield f"  declared gaps that touch a clause counted here: {len(bearing):,}"
    for one in foremost(bearing):
        said = f"{one.gap.id} ({one.gap.about}): {one.gap.reason}"
        yield from textwrap.wrap(said, _WIDE, initial_indent="    ", subsequent_indent="      ")


def read_lines(read: Read) -> Iterator[str]:
    """Yield what is to be said of one input."""
    days = f"{read.days[0]} to {read.days[1]}" if read.days else "no day stated"
    yield f"  {read.file}: {read.n_rows:,} rows, {read.n_claims:,} claims, {days}"
    kinds = [f"{kind} {n:,}" for kind, n in read.kinds[:_MOST_KINDS]]
    more = len(read.kinds) - len(kinds)
    if kinds:
        yield f"    kinds of event: {', '.join(kinds)}" + (f", and {more} more" if more else "")
    for taking, incident in read.linked:
        yield f"    {taking} is told as {incident} already and is not counted twice"
    if read.faults:
        yield f"    {len(read.faults):,} rows could not be read and are not in any count"
    if read.unmatched_actors:
        mentions = sum(n for _, n in read.unmatched_actors)
        yield f"    {len(read.unmatched_actors):,} names of actors not in the casebook, {mentions:,} mentions"


def _obligation_lines(outcome: Outcome) -> Iterator[str]:
    if outcome.obligations:
        yield ""
        yield "Obligations, from state to state as time went on"
    for obligation, by_position in outcome.obligations:
        courses: dict[tuple[str, ...], list[str]] = {}
        for position, course in by_position:
            courses.setdefault(course, []).append(position)
        for course, positions in courses.items():
            under = "" if len(courses) == 1 else f"  ({', '.join(positions)})"
            states = " > ".join(STATES.get(state, state) for state in course)
            yield f"  {obligation:<14} {states}{under}"
