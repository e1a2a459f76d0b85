"""Who told us, sealed as it is entered: a code stands in the open, the rest opens for the custodian alone."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from truceline.db.changes import RecordChange
from truceline.errors import Fault
from truceline.parsing.yaml_marks import Tree
from truceline.record.intake.entry import AT_A_DESK
from truceline.tlog.canonical import Json, canonical, parse_canonical
from truceline.tlog.seal import open_sealed, seal

CODE: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,6}")
"""A source's code: it says nothing of who that is."""
OPEN: Final = frozenset({"id", "names", "family", "protected", "reliability", "relays"})
"""What of a protected source stands in the open; of its names only that it is called by its code."""


def apart(tree: Mapping[str, Tree]) -> tuple[dict[str, Tree], dict[str, Tree]]:
    """Return what of a protected source stands in the open, and what is sealed.

    Parameters
    ----------
    tree : mapping
        Of a source; its id is a code.
    """
    code = str(tree["id"])
    public: dict[str, Tree] = {name: one for name, one in tree.items() if name in OPEN}
    public |= {"names": {"en": code}, "protected": "true"}
    hidden = {name: one for name, one in tree.items() if public.get(name) != one}
    return public, hidden


def unread(tree: Mapping[str, Tree]) -> tuple[dict[str, Tree], dict[str, Tree]]:
    """Return what of a protected source's report stands in the open, and what is sealed: where it was read.

    Parameters
    ----------
    tree : mapping
        Of the report; one that a desk took down says nothing of that, and stays as it is.
    """
    hidden: dict[str, Tree] = {name: tree[name] for name in ("address", "relays", "note") if tree.get(name)}
    if str(tree.get("address")).startswith(AT_A_DESK):
        hidden.pop("address")
    public = {name: one for name, one in tree.items() if name not in hidden}
    return public | ({"address": f"{AT_A_DESK} {tree['id']}"} if "address" in hidden else {}), hidden


def open_faults(changes: Sequence[RecordChange], custodian: bytes | None) -> Iterator[Fault]:
    """Yield what would stand in the open of a protected source, and what cannot be sealed."""
    for number, change in enumerate(changes):
        where = f"changes[{number}]"
        if change.sealed and custodian is None:
            remedy = "make the store with a custodian's key"
            yield Fault(pointer=where, message="nobody is named to seal it for", remedy=remedy)
        tree = change.tree
        if change.kind != "sources" or not isinstance(tree, dict) or tree.get("protected") != "true":
            continue
        if not CODE.fullmatch(change.id):
            remedy = "give letters and a number that say nothing of who it is, such as S17"
            yield Fault(pointer=f"{where}.id", message="a protected source has a code", remedy=remedy)
        elif apart(tree)[1]:
            names = ", ".join(sorted(apart(tree)[1]))
            message = f"of a protected source {names} would stand in the open"
            yield Fault(pointer=f"{where}.tree", message=message, remedy="give them as sealed")


def sealed_text(change: RecordChange, custodian: bytes | None) -> str:
    """Return the envelope of what a change seals, in base64; empty where it seals nothing."""
    if not change.sealed or custodian is None:
        return ""
    content = canonical(cast(Json, dict(change.sealed)))
    return base64.b64encode(seal(content, public=custodian, item=item_name(change))).decode()


def opened(envelope: str, *, private: bytes, item: str) -> dict[str, Tree]:
    """Return what was sealed, to whoever has the custodian's key.

    Raises
    ------
    BadLog
        If it does not open.
    """
    data = open_sealed(base64.b64decode(envelope), private=private, item=item)
    return cast("dict[str, Tree]", parse_canonical(data))


def item_name(change: RecordChange) -> str:
    """Return by which id an envelope belongs to its item."""
    return f"{change.kind}/{change.id}"
