"""What could not be read, and whose names are nobody's, in lines for whoever has the files.

They quote the files, so they are for standard error and never for a product.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from truceline.errors import Fault
from truceline.model.assessment import UnmatchedNames
from truceline.model.spelling import akin, alike, spellings

FEW: Final = 12
"""So many rows are listed one by one, whatever is wrong with them."""
MOST_WORDS: Final = 8
"""Words of one cause that are shown, the commonest first."""
MOST_NAMES: Final = 12
"""Names of one kind that are shown."""
_LONGEST: Final = 60
_QUOTED: Final = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_NUMBER: Final = re.compile(r"(?<![\w-])[-+]?\d+(?:[.,]\d+)*(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Rows with one thing wrong with them, whatever word or number each has."""

    says: str
    """What is wrong, with `…` for what differs from row to row."""
    remedy: str
    """What to do."""
    n: int
    """Rows."""
    first: Fault
    """The first of them."""
    words: tuple[tuple[str, int], ...]
    """What stands for `…`, where that is quoted, with the rows of each, the commonest first."""


def causes(faults: Iterable[Fault]) -> tuple[Cause, ...]:
    """Return what is wrong with rows, cause by cause, the commonest first.

    Examples
    --------
    >>> rows = [Fault(line=n, message=f"{word!r} is no act") for n, word in enumerate("abb", start=2)]
    >>> [(one.says, one.n, one.words) for one in causes(rows)]
    [("'…' is no act", 3, (("'b'", 2), ("'a'", 1)))]
    """
    found: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        says = _NUMBER.sub("…", _QUOTED.sub("'…'", fault.message))
        remedy = _NUMBER.sub("…", _QUOTED.sub("'…'", fault.remedy))
        found.setdefault((fault.file, says, remedy), []).append(fault)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[1][0].line))
    return tuple(
        Cause(says=says, remedy=same[0].remedy, n=len(same), first=same[0], words=_words(same))
        for (_, says, _), same in ordered
    )


def _words(faults: Sequence[Fault]) -> tuple[tuple[str, int], ...]:
    found = Counter(", ".join(_QUOTED.findall(one.message)) for one in faults)
    return tuple(sorted(((word, n) for word, n in found.items() if word), key=lambda one: (-one[1], one[0])))


def render_faults(faults: Sequence[Fault], *, full: bool) -> Iterator[str]:
    """Yield the rows that could not be read: each of a few, of many each cause with one example.

    Parameters
    ----------
    faults : sequence of Fault
        One for each row.
    full : bool
        Whether every row is wanted.
    """
    if full or len(faults) <= FEW:
        yield from (f"  {fault}" for fault in faults)
        return
    for cause in causes(faults):
        if cause.n == 1:
            yield f"  {cause.first}"
            continue
        yield f"  {cause.n:,} rows: {cause.says}" + (f" ({cause.remedy})" if cause.remedy else "")
        if len(cause.words) > 1:
            shown = ", ".join(f"{word} {n:,}" for word, n in cause.words[:MOST_WORDS])
            more = len(cause.words) - MOST_WORDS
            yield f"      {shown}" + (f", and {more:,} more" if more > 0 else "")
        yield f"      the first: {cause.first}"
    yield "  --full lists every row"


def render_unmatched(names: UnmatchedNames, *, full: bool) -> Iterator[str]:
    """Yield the names of one input that are nobody's and nowhere, with who or what may be meant.

    The commonest stand first, and all of them only where `full` says so. The lines to put into a mapping are
    commented out: a guess is taken only by whoever knows the file.
    """
    if names.actors:
        mentions = _counted(sum(n for _, n in names.actors), "mention")
        whose = _counted(len(names.actors), "name")
        yield f"{names.file}: {mentions} of {whose} are matched by no actor, and may be anybody:"
        yield from _pasted(names, None if full else MOST_NAMES)
    if names.places:
        rows = _counted(sum(n for _, n in names.places), "row")
        yield f"{names.file}: {rows} with a place by name alone, and nobody knows where:"
        known = spellings(names.casebook.places)
        shown = names.places if full else names.places[:MOST_NAMES]
        for name, n in shown:
            meant = " or ".join(f"{one} ({next(iter(known[one]), one)})" for one in alike(name, known))
            yield f"  {n:>7,}  {_short(name)}" + (f"  did you mean {meant}?" if meant else "")
        yield from _more(len(names.places) - len(shown))
        yield "  Coordinates come from columns of the table: give `lon`, `lat` and `radius_m`."


def _pasted(names: UnmatchedNames, most: int | None) -> Iterator[str]:
    """Yield each name as a line of YAML, commented out."""
    shown, known = names.actors[:most], spellings(names.casebook.actors)
    offered = {name: alike(name, known) or akin(name, known) for name, _ in shown}
    if names.reader == "csv":
        yield "  Where you are sure who is meant, put a line among the `values` of the key that names them:"
    else:
        yield "  Where you are sure who is meant, put the name among the `aliases` of that actor:"
    for name, n in shown:
        meant = " or ".join(f"{one} ({next(iter(known[one]), one)})" for one in offered[name])
        first = next(iter(offered[name]), "unknown")
        said = f"did you mean {meant}?" if meant else "no actor has a name like it"
        yield f"    # {_quoted(name)}: {first}  # {_counted(n, 'mention')}: {said}"
    yield from _more(len(names.actors) - len(shown))


def _more(n: int) -> Iterator[str]:
    if n:
        yield f"  … and {_counted(n, 'more name')}; --full lists them"


def _quoted(name: str) -> str:
    """Return a name as YAML in double quotes, whole, so that it can be pasted."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _short(name: str) -> str:
    return repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…")


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" + ("" if n == 1 else "s")
