"""Rows of the read table, one for each version of an item."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from truceline.db.content import ItemVersion
from truceline.parsing.yaml_marks import Tree


def tree_text(tree: Tree) -> str:
    """Return the values of a version as they are kept."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def item_row(models: Any, version: ItemVersion, *, entry: int, first: int, at: datetime) -> Any:
    """Return the row of a version, which nothing has superseded yet."""
    return models.ItemRow(
        entry_id=entry,
        kind=version.kind,
        own=version.own,
        version=version.version,
        first=first,
        tree=tree_text(version.tree),
        state=version.state,
        recorded_at=at,
        valid_at=version.valid_at,
    )


def superseded(models: Any, alias: str, items: Sequence[Any]) -> None:
    """Say of the versions before those of `items` that they stand no longer, in the table and among them."""
    newest: dict[tuple[str, str], Any] = {}
    for item in items:
        if item.version == 0:
            continue
        before = newest.get((item.kind, item.own))
        if before is not None:
            before.superseded_by, before.superseded_at = item.entry_id, item.recorded_at
        elif item.version > 1:
            models.ItemRow.objects.using(alias).filter(
                kind=item.kind, own=item.own, version=item.version - 1
            ).update(superseded_by=item.entry_id, superseded_at=item.recorded_at)
        newest[item.kind, item.own] = item
