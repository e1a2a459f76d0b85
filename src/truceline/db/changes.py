"""The one noun of change, and how two changes of one thing go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias

from truceline.clock import require_utc
from truceline.db.kinds import KINDS
from truceline.errors import Fault
from truceline.model.ids import unseen
from truceline.model.spelling import nearest
from truceline.parsing.typed import read_noun
from truceline.parsing.yaml_marks import Tree, pointer

State: TypeAlias = Literal["entered", "merged", "withdrawn", "refused", "erased"]
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One thing said anew, said otherwise, or taken back; one entry of the log."""

    kind: str
    """Of `kinds.KINDS`."""
    id: str
    """The item's; of a noun without an id one that says nothing (`new_id`)."""
    tree: Tree
    """Its values as YAML gives them, every scalar a text; None where it is withdrawn."""
    author: str
    """Who makes it."""
    role: str
    """In which role."""
    reason: str = ""
    """Why."""
    replaces: int | None = None
    """The entry of the version that its author saw; none for something new."""
    valid_at: str = ""
    """From when on it holds, as stated, where that is not when it is recorded."""
    clock_at: datetime | None = None
    """What its author's clock said, UTC; none for the store's own."""
    area: str = ""
    """The place, made coarse, for those who may not see the place."""
    sealed: Mapping[str, Tree] = field(default_factory=dict, repr=False)
    """Values for the custodian alone. They are in the tree of nobody, and cannot be read back here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A value that two people changed to different ones, from the same version."""

    field: str
    """Which; empty for the whole item."""
    was: Tree
    """Before both."""
    theirs: Tree
    """As it stands; None where it was taken out."""
    ours: Tree
    """As the refused change has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A change as it stands in the store."""

    entry: int
    """Its number in the log."""
    recorded_at: datetime
    """When, UTC; never before that of an earlier entry."""
    version: int
    """Of the item, from 1; 0 where the change was refused."""
    state: State
    """`merged`: others changed other fields since; both stand. `refused`: it is kept and moves nothing."""
    change: RecordChange
    """As it was made; its tree as it now stands."""
    clashes: tuple[Clash, ...] = ()
    """Of a refused one: on what, with both sides' values."""


def faults_of(changes: Sequence[RecordChange]) -> list[Fault]:
    """Return everything that is wrong with changes, before a store is asked."""
    return [fault for number, one in enumerate(changes) for fault in _faults(one, f"changes[{number}]")]


def _faults(change: RecordChange, where: str) -> Iterator[Fault]:
    for name in ("id", "author", "role"):
        value = getattr(change, name)
        if not value or unseen(value):
            sign = f"has a sign that nobody can see, {unseen(value)}" if value else "is missing"
            yield Fault(pointer=f"{where}.{name}", message=f"`{name}` {sign}", remedy=f"give the {name}")
    if change.clock_at is not None:
        require_utc(change.clock_at)
    noun = KINDS.get(change.kind)
    if noun is None:
        remedy = nearest(change.kind, KINDS) or f"one of {', '.join(KINDS)}"
        yield Fault(pointer=f"{where}.kind", message=f"there is no kind {change.kind!r}", remedy=remedy)
        return
    if change.tree is None:
        if change.replaces is None:
            remedy = "say which version is withdrawn"
            yield Fault(pointer=f"{where}.replaces", message="nothing is withdrawn", remedy=remedy)
        return
    _, wrongs = read_noun(noun, change.tree)
    for wrong in wrongs:
        path = f"{where}.tree.{pointer(wrong.path)}".removesuffix(".")
        yield Fault(pointer=path, message=wrong.message, remedy=wrong.remedy)
    if not wrongs and isinstance(change.tree, dict) and change.tree.get("id", change.id) != change.id:
        remedy = f"write {change.tree['id']!r} for both"
        yield Fault(pointer=f"{where}.id", message="the tree has another id than the change", remedy=remedy)


def combined(was: Tree, theirs: Tree, ours: Tree) -> tuple[Tree, tuple[Clash, ...]]:
    """Return one tree of two that were made from the same, or on what they clash.

    Parameters
    ----------
    was, theirs, ours : tree
        Before both, as it stands, and as it is to be. A withdrawal goes with no other change.
    """
    if theirs == ours:
        return theirs, ()
    if not (isinstance(was, dict) and isinstance(theirs, dict) and isinstance(ours, dict)):
        return theirs, (Clash(field="", was=was, theirs=theirs, ours=ours),)
    names = [*dict.fromkeys((*was, *theirs, *ours))]

    def at(tree: Mapping[str, Tree], name: str) -> object:
        return tree.get(name, _ABSENT)

    clashes = tuple(
        Clash(field=name, was=was.get(name), theirs=theirs.get(name), ours=ours.get(name))
        for name in names
        if at(was, name) != at(theirs, name) != at(ours, name) != at(was, name)
    )
    changed = [name for name in names if at(ours, name) != at(was, name)]
    both = {**theirs, **{name: ours[name] for name in changed if name in ours}}
    return {name: one for name, one in both.items() if name in ours or name not in changed}, clashes
