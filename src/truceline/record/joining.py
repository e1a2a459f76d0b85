"""Records that come from several folders, made one: what says the same is one, what differs is a fault."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from truceline.errors import Fault
from truceline.model.record import RecordHeader
from truceline.model.spelling import nearest
from truceline.parsing.nouns import Home, Nouns
from truceline.parsing.typed import Wrong

HEADER: Final = "record"
"""Key under which a record that stands apart says of which casebook it is."""


def joined(own: Nouns, apart: Sequence[Nouns], kinds: Collection[str]) -> Nouns:
    """Return the nouns of a casebook's own files and of records that stand apart, joined by id.

    A noun with the content of one that was read before is that one. Other content under one id is a fault
    that names both files. A row without an id is the one of another folder that says the same.

    Parameters
    ----------
    own : Nouns
        Of the casebook's own files.
    apart : sequence of Nouns
        Of each folder, in an order of its content, so that the order in which folders were named is none.
    kinds : collection of str
        Keys of the record.
    """
    many = dict.fromkeys(kinds, ()) | dict(own.many)
    homes = dict.fromkeys(kinds, ()) | dict(own.homes)
    faults = [*own.faults]
    for folder in apart:
        faults += folder.faults
        for kind in kinds:
            kept = list(zip(many[kind], homes[kind], strict=True))
            by_id = {str(noun.id): (noun, home) for noun, home in kept if hasattr(noun, "id")}
            rows = {repr(noun) for noun, _ in kept if not hasattr(noun, "id")}
            fresh: list[tuple[Any, Home]] = []
            for noun, home in zip(folder.many[kind], folder.homes[kind], strict=True):
                if not hasattr(noun, "id"):
                    fresh += [(noun, home)] * (repr(noun) not in rows)
                elif (before := by_id.get(str(noun.id))) is None:
                    fresh.append((noun, home))
                elif before[0] != noun:
                    faults.append(_differs(home, before[1], noun.id))
            many[kind] = tuple(noun for noun, _ in (*kept, *fresh))
            homes[kind] = [home for _, home in (*kept, *fresh)]
    broken = {
        kind: frozenset().union(*(one.broken.get(kind, frozenset()) for one in (own, *apart)))
        for kind in {kind for one in (own, *apart) for kind in one.broken}
    }
    return Nouns(
        files=tuple(file for one in (own, *apart) for file in one.files),
        homes=homes,
        once=own.once,
        many=many,
        broken=broken,
        faults=faults,
    )


def _differs(home: Home, before: Home, own_id: object) -> Fault:
    first = before.mark()
    message = f"{own_id!r} says other things in {first.file} on line {first.line}"
    return home.fault(
        Wrong(path=("id",), message=message, remedy="give one of them its own id, or leave it out")
    )


def misplaced(record: Nouns, name: str, casebook: str, text: Collection[str]) -> Iterator[Fault]:
    """Yield what a record that stands apart may not say, and that it is of another casebook or of none.

    Parameters
    ----------
    record : Nouns
        Of one folder.
    name : str
        The folder's.
    casebook : str
        Id of the casebook it is read with.
    text : collection of str
        Keys of the text.
    """
    for file in record.files:
        for key in sorted(file.tree.keys() & set(text)):
            line, column = file.spot((key,), of_key=True)
            message = f"`{key}` is of the text, which a casebook says"
            remedy = "move it into the casebook's folder"
            yield Fault(file=file.file, line=line, column=column, message=message, remedy=remedy)
    header: RecordHeader | None = record.once.get(HEADER)
    if header is None and HEADER not in record.homes:
        remedy = f"write `record:` with `of: {casebook}` in one of its files"
        yield Fault(file=name, message="the record does not say of which casebook it is", remedy=remedy)
    elif header is not None and header.of != casebook:
        remedy = nearest(header.of, [casebook]) or f"give it with the casebook {header.of!r}"
        wrong = Wrong(
            path=("of",), message=f"the record is of {header.of!r}, not {casebook!r}", remedy=remedy
        )
        yield record.homes[HEADER][0].fault(wrong)
