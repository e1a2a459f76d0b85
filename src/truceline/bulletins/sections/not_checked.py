"""What stands on a page and nobody has yet seen in a source: the sign † at each place, its words once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue
from truceline.model.casebook import Casebook
from truceline.model.naming import names_by_id

UNVERIFIED = "unverified:"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """One fact that was not checked."""

    code: str
    """As findings give it, such as `unverified:clause/a18/6`; on a page the id of its note."""
    what: str
    """Of what kind, and its id."""
    name: str
    """What it is called; empty where it has no name."""
    why: str
    """The casebook's words; empty where it says nothing."""


def not_checked(casebook: Casebook, t: Catalogue, codes: Iterable[str] = ()) -> tuple[NotChecked, ...]:
    """Return a note for each instrument and clause of which something is not checked, and for more codes."""
    instruments = [f"{UNVERIFIED}instrument/{one.id}" for one in casebook.instruments if one.unverified]
    clauses = [f"{UNVERIFIED}clause/{one.id}" for one in casebook.clauses if one.unverified]
    names = {str(one.id): words.name(one.titles) for one in casebook.instruments}
    names |= {str(one.id): one.title for one in casebook.clauses} | dict(names_by_id(casebook.actors))
    notes = []
    for code in dict.fromkeys((*instruments, *clauses, *sorted(codes))):
        what, why = words.unverified(code, casebook, t)
        notes.append(NotChecked(code=code, what=what, name=names.get(code.partition("/")[2], ""), why=why))
    return tuple(notes)


def codes_in(findings: pa.Table) -> tuple[str, ...]:
    """Return the codes of what findings rest on that was not checked."""
    codes = pc.unique(pc.list_flatten(findings["because"]))
    return tuple(one for one in codes.to_pylist() if one.startswith(UNVERIFIED))
