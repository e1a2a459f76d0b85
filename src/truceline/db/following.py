"""What is made of a store's changes, one after the other: each change is read once in a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from truceline.db.changes import Entered
from truceline.db.growing import START, LogEdge, edge_of
from truceline.db.opened import Store, reading
from truceline.db.projecting import all_of

Value = TypeVar("Value")
MOST_STORES: Final = 4
_ERASURES: Final = "erasures"


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Value]):
    value: Value
    edge: LogEdge


class Follower(Generic[Value]):
    """Keeps in memory what was made of a store, and adds to it what was entered since, by whomever.

    It begins anew where something was erased, and where the log is not the one that was read: a leaf's hash
    is salted, so that one log does not have another's.

    Parameters
    ----------
    kinds : sequence of str
        Of the changes that are read.
    add : callable
        Makes a new value of one that is kept and the changes after it, in their order; what it was given it
        leaves as it is, since others may be reading it.
    """

    def __init__(self, kinds: Sequence[str], add: Callable[[Value, Sequence[Entered]], Value]) -> None:
        self._kinds, self._add = tuple(kinds), add
        self._kept: OrderedDict[Hashable, _Kept[Value]] = OrderedDict()
        self._lock = threading.Lock()

    def now(self, store: Store, start: Value, *, for_: Hashable = ()) -> Value:
        """Return what a store comes to as it stands now.

        Parameters
        ----------
        store : Store
        start : Value
            What an empty store comes to.
        for_ : hashable
            What else the value hangs on.
        """
        key = (store.alias, for_)
        # The lock comes first: nobody looks at the store as it was before what is kept.
        with self._lock, reading(store) as models:
            edge = edge_of(store, models)
            kept = self._kept.pop(key, None)
            if kept is None or not _is_before(kept.edge, edge, store, models):
                kept = _Kept(start, LogEdge(size=0, last=b"", recorded_at=START))
            if kept.edge.size < edge.size:
                new = all_of(store, *self._kinds, _ERASURES, since=kept.edge.size)
                if kept.edge.size and any(one.change.kind == _ERASURES for one in new):
                    kept, new = _Kept(start, edge), all_of(store, *self._kinds)
                told = [one for one in new if one.change.kind in self._kinds]
                kept = _Kept(self._add(kept.value, told) if told else kept.value, edge)
            self._kept[key] = kept
            while len(self._kept) > MOST_STORES:
                self._kept.popitem(last=False)
            return kept.value


def _is_before(old: LogEdge, new: LogEdge, store: Store, models: Any) -> bool:
    """Return whether a log is one that was read before, grown or not."""
    if old.size in (0, new.size):
        return old.last == new.last or not old.size
    found = models.EntryRow.objects.using(store.alias).filter(index=old.size - 1)
    return [bytes(one) for one in found.values_list("hash", flat=True)] == [old.last]
