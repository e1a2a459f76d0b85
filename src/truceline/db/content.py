"""A change as the content of an entry, by group, and back again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from truceline.db.changes import RecordChange, State
from truceline.db.groups import OF_TREES, WHEN, day_of, joined, split
from truceline.db.kinds import KINDS
from truceline.parsing.typed import fields_of, read_noun
from truceline.parsing.yaml_marks import Tree
from truceline.tlog.canonical import Json
from truceline.tlog.field_groups import FieldGroup

_MICROS: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVersion:
    """One version of an item, as its entry's content says."""

    kind: str
    own: str
    version: int
    tree: Tree
    state: State
    replaces: int | None
    """The entry of the version before."""
    seen: int | None
    """The entry of the version that its author saw, where that is another."""
    valid_at: str


def content_of(
    change: RecordChange,
    *,
    version: int,
    state: State,
    before: int | None,
    at: datetime,
    clock_at: datetime,
    sealed: str,
) -> dict[FieldGroup, Json]:
    """Return what an entry commits to.

    Parameters
    ----------
    change : RecordChange
        With its tree as it is to stand.
    version : int
        Of the item; 0 where it is refused.
    state : State
    before : int, optional
        The entry of the version that this one takes the place of.
    at, clock_at : datetime
        When it is recorded, and what its author's clock said.
    sealed : str
        The envelope in base64; empty where nothing is sealed.
    """
    noun = KINDS[change.kind]
    parts = {} if change.tree is None else split(noun, change.tree)
    content: dict[FieldGroup, Json] = {group: {"fields": part} for group, part in parts.items()}
    if change.valid_at:
        content[WHEN] = {**_dict(content.get(WHEN)), "valid_at": change.valid_at}
    if sealed:
        content[FieldGroup.TOLD_BY] = {**_dict(content.get(FieldGroup.TOLD_BY)), "sealed": sealed}
    content[FieldGroup.ITEM] = {
        "kind": change.kind,
        "id": change.id,
        "version": version,
        "state": state,
        "replaces": before,
        **({"seen": change.replaces} if change.replaces != before else {}),
        **({"withdraws": True} if change.tree is None else {}),
    }
    content[FieldGroup.AUTHOR], content[FieldGroup.ROLE] = change.author, change.role
    if change.reason:
        content[FieldGroup.REASON] = change.reason
    clock = {} if clock_at == at else {"clock_at": instant_text(clock_at)}
    content[FieldGroup.RECORDED] = {"at": instant_text(at), **clock}
    if day := day_of(parts):
        content[FieldGroup.DAY] = day
    if change.area:
        content[FieldGroup.AREA] = change.area
    return content


def to_text(content: Mapping[FieldGroup, Json]) -> str:
    """Return the content of an entry as it is kept: JSON of what can be signed, its keys in order."""
    return json.dumps(dict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> dict[FieldGroup, Json]:
    """Return the content of an entry as it was kept; empty for a padding."""
    return {FieldGroup(name): part for name, part in json.loads(text).items()}


def item_of(content: Mapping[FieldGroup, Json]) -> ItemVersion | None:
    """Return the version of an item that an entry's content says; none for a padding.

    Where something was erased, what is left stands; where that is no noun any more, its state is `erased`.
    """
    item = content.get(FieldGroup.ITEM)
    if not isinstance(item, dict):
        return None
    kind, own, state = str(item["kind"]), str(item["id"]), cast(State, item["state"])
    tree = None if "withdraws" in item else _tree(content, kind, own)
    return ItemVersion(
        kind=kind,
        own=own,
        version=cast(int, item["version"]),
        tree=tree,
        state=state,
        replaces=cast("int | None", item["replaces"]),
        seen=cast("int | None", item.get("seen")),
        valid_at=str(_dict(content.get(WHEN)).get("valid_at", "")),
    )


def without_erased(version: ItemVersion) -> ItemVersion:
    """Return a version of which something was erased: as it is if it still is a noun, else as `erased`."""
    if version.tree is None or read_noun(KINDS[version.kind], version.tree)[0] is not None:
        return version
    return dataclasses.replace(version, state="erased")


def _tree(content: Mapping[FieldGroup, Json], kind: str, own: str) -> Tree:
    noun = KINDS[kind]
    parts = {
        group: part["fields"]
        for group in OF_TREES
        if isinstance(part := content.get(group), dict) and "fields" in part
    }
    return joined(noun, parts, own=own if "id" in fields_of(noun) else None)


def change_of(content: Mapping[FieldGroup, Json], version: ItemVersion) -> RecordChange:
    """Return a change as it was made, with its tree as it stands; what was sealed is not in it."""
    recorded = _dict(content.get(FieldGroup.RECORDED))
    clock = recorded.get("clock_at")
    return RecordChange(
        kind=version.kind,
        id=version.own,
        tree=version.tree,
        author=str(content.get(FieldGroup.AUTHOR) or ""),
        role=str(content.get(FieldGroup.ROLE) or ""),
        reason=str(content.get(FieldGroup.REASON) or ""),
        replaces=version.replaces if version.seen is None else version.seen,
        valid_at=version.valid_at,
        clock_at=None if clock is None else datetime.fromisoformat(str(clock)),
        area=str(content.get(FieldGroup.AREA) or ""),
    )


def instant_text(at: datetime) -> str:
    """Return an instant as it is signed, with microseconds."""
    return at.strftime(_MICROS)


def _dict(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
