"""The files of a casebook to what was agreed: bytes in, nouns out, or every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from truceline.errors import Fault
from truceline.model.casebook import Casebook, Header, Mandate
from truceline.parsing.marks import Marks
from truceline.parsing.nouns import Kinds, Nouns, kinds_of, read_nouns
from truceline.text.checks import every, slips, warnings_of

ONCE: Final[Kinds] = {"casebook": Header, "mandate": Mandate}
"""Keys that one file of a casebook says, once."""
MANY: Final[Kinds] = kinds_of(Casebook)
"""Keys whose lists are joined over the files, and the noun in each."""
_NAMELESS: Final = Header(id="nameless", titles={"en": "nameless"}, about="")
"""Stands in for a header that is at fault, so that the rest can be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedText:
    """A casebook without faults, what to be careful about, and where everything stands."""

    casebook: Casebook
    """Every reference in it resolves."""
    warnings: tuple[Fault, ...]
    """By file and line."""
    marks: Marks
    """Where each noun stands."""


def parse_casebook(
    texts: Mapping[str, bytes],
    shared: Mapping[str, bytes],
    *,
    beside: Collection[str] = (),
    try_zones: bool = True,
) -> ParsedText:
    """Return the casebook that `texts` say together with what all casebooks share.

    Parameters
    ----------
    texts, shared : mapping of file name to bytes
        YAML, or CSV where the name ends so; UTF-8. Names are printed in faults and never opened.
    beside : collection of str
        Keys that may stand in the same files, of which nothing is read here: those of a record.
    try_zones : bool
        Whether each zone is built under each reading to see that it can be, which takes longer than all the
        rest; what is built on who held what ground is not.

    Raises
    ------
    BadCasebook
        With every fault found, sorted by file and line.
    """
    nouns = read_nouns(in_order(shared, texts), once=ONCE, many=MANY, beside=beside)
    casebook = casebook_of(nouns)
    walked = every(casebook)
    found = slips(casebook, walked, nouns.broken, try_zones=try_zones) if nouns.is_whole else ()
    nouns.refuse(found, nameless(nouns))
    warnings = sorted(map(nouns.placed, warnings_of(casebook, walked)))
    return ParsedText(casebook=casebook, warnings=tuple(warnings), marks=nouns.marks())


def in_order(*groups: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files in the order in which their lists are joined: by group, and by name in each."""
    return {name: data for group in groups for name, data in sorted(group.items())}


def casebook_of(nouns: Nouns) -> Casebook:
    """Return the casebook that nouns make, whether or not they fit."""
    header, mandate = nouns.once.get("casebook", _NAMELESS), nouns.once.get("mandate", Mandate())
    return Casebook(casebook=header, mandate=mandate, **nouns.of(MANY))


def nameless(nouns: Nouns) -> Iterator[Fault]:
    """Yield a fault if no file says which casebook it is."""
    if "casebook" not in nouns.homes and all(file.tree for file in nouns.files):
        file = nouns.files[-1].file if nouns.files else ""
        remedy = "write `casebook:` with `id`, `titles` and `about` in one file"
        yield Fault(file=file, message="no file says which casebook this is", remedy=remedy)
