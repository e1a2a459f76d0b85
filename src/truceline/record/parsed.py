"""A record as it is read: the files that it comes from, and what they came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from truceline.errors import Fault
from truceline.model.record import Record
from truceline.parsing.marks import Marks
from truceline.parsing.yaml_marks import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFiles:
    """The files of one record that stands apart."""

    name: str
    """As it is named in faults."""
    texts: Mapping[str, bytes]
    """YAML and CSV by path in its folder."""
    sha256: str
    """Over all of it. Records are joined in the order of these, whichever was named first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRows:
    """A record that stands in a store, as known at one moment."""

    name: str
    """As it is named in faults."""
    of: str
    """Of which casebook it is."""
    rows: Sequence[tuple[str, int, Tree]]
    """Of each noun the key, the number of the entry that says it, and its values as text; in their order."""
    sha256: str
    """Over all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A record without faults and the text it speaks of, what to be careful about, and where all stands."""

    record: Record
    """Every reference in it, and in its casebook, resolves."""
    warnings: tuple[Fault, ...]
    """By file and line."""
    marks: Marks
    """Where each noun stands."""
    text_files: tuple[str, ...]
    """Of the casebook's own files those that say something of the text."""
    record_files: tuple[str, ...]
    """Of the casebook's own files those that tell something of the record."""
