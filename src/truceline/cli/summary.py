"""A run in words for the terminal: what was read, for which days, what was found, where it lies."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from truceline.bulletins.catalogue import ENGLISH
from truceline.bulletins.sections.gaps import bearing_gaps, counted_clauses, foremost
from truceline.cli.ending import printable
from truceline.judgement import placeless

if TYPE_CHECKING:
    from truceline.model.assessment import Read
    from truceline.runs import Outcome

_MOST_KINDS = 12
_MOST_WARNINGS = 12
_WIDE = 110


def summary_lines(outcome: Outcome) -> Iterator[str]:
    """Yield the summary of an assessment, line by line."""
    for line in _lines(outcome):
        yield printable(line)


def _lines(outcome: Outcome) -> Iterator[str]:
    receipt = outcome.receipt
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
    yield from _headline_lines(outcome)
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


def _headline_lines(outcome: Outcome) -> Iterator[str]:
    """Yield each headline with its bases, then what holds only if a text was still in force."""
    stands = outcome.headlines
    yield "Computed, not determined: each incident stands on the first line that fits, and on no other"
    yield f"  {stands.n_incidents:>9,}  assessed"
    for one in stands.lines:
        if one.line == "if_in_force":
            continue
        yield f"  {one.n_incidents:>9,}  {ENGLISH.of('headline', one.line)}"
        if one.line == "none":
            yield _beneath(f"reached by no clause: {stands.n_without_finding:,}")
        elif one.n_incidents:
            yield from _bases(one.by_basis)
        if one.line == "fact_missing" and stands.missing:
            facts = ", ".join(f"{ENGLISH.of('missing', fact)} {n:,}" for fact, n in stands.missing)
            yield from _wrapped(f"missing: {facts}", " " * 13)
    if stands.supposed:
        yield "  If in force; on none of the lines above, and not to be added to them or to each other:"
    titles = {str(one.id): one.titles.get("en") or one.id for one in outcome.casebook.instruments}
    for text in stands.supposed:
        told = f"who began is told in {text.n_began_told:,} of {text.n_incidents:,}"
        said = f"supposing {titles[text.instrument]} still bound both: {text.n_incidents:,}"
        yield from _wrapped(f"{said}; nobody has ruled; {told}", "    ")
        yield from _bases(text.by_basis)


def _bases(by_basis: Sequence[tuple[str, int]]) -> Iterator[str]:
    counted = ", ".join(f"{ENGLISH.of('basis', basis)} {n:,}" for basis, n in by_basis)
    yield from _wrapped(f"by basis: {counted}", " " * 13)


def _beneath(said: str) -> str:
    return f"{'':13}{said}"


def _wrapped(said: str, indent: str) -> list[str]:
    return textwrap.wrap(said, _WIDE, initial_indent=indent, subsequent_indent=f"{indent}  ")


def _outside_lines(outcome: Outcome) -> Iterator[str]:
    """Yield how many incidents lie outside every zone, and which clauses look at them nevertheless."""
    bare = placeless(outcome.casebook)
    n, n_all = outcome.assessment.n_outside, outcome.headlines.n_incidents
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
    if read.kinds:
        yield f"    kinds of event: {_kinds(read.kinds)}"
    for taking, incident in read.linked:
        yield f"    {taking} is told as {incident} already and is not counted twice"
    if read.faults:
        of = f": {_kinds(read.unread_kinds)}" if read.unread_kinds else ""
        yield f"    {len(read.faults):,} rows could not be read and are in no count{of}"
    if read.n_earlier:
        yield f"    {read.n_earlier:,} earlier versions, kept as what was said before and not counted"
    if read.n_repeated:
        yield f"    {read.n_repeated:,} rows say what another row says, counted once"
    if read.unmatched_actors:
        mentions = sum(n for _, n in read.unmatched_actors)
        yield f"    {len(read.unmatched_actors):,} names of actors not in the casebook, {mentions:,} mentions"
    for warning in read.warnings[:_MOST_WARNINGS]:
        where = f"line {warning.line}: " if warning.line else ""
        said = f"{where}{warning.message} ({warning.remedy})"
        yield from textwrap.wrap(said, _WIDE, initial_indent="    ! ", subsequent_indent="      ")
    if len(read.warnings) > _MOST_WARNINGS:
        yield f"    ! and {len(read.warnings) - _MOST_WARNINGS:,} more of the kind; --json lists them"


def _kinds(kinds: Sequence[tuple[str, int]]) -> str:
    """Return the commonest kinds with their counts."""
    more = len(kinds) - _MOST_KINDS
    shown = [f"{kind} {n:,}" for kind, n in kinds[:_MOST_KINDS]]
    return ", ".join(shown) + (f", and {more} more" if more > 0 else "")


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
            states = " > ".join(ENGLISH.of("state", state) for state in course)
            yield f"  {obligation:<14} {states}{under}"
