"""A folder's files to one casebook: bytes in, nouns out, or every fault at once."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from truceline.errors import BadCasebook, Fault
from truceline.model.casebook import Casebook, Header, Mandate
from truceline.model.spelling import nearest
from truceline.parsing.csv_marks import read_ledger
from truceline.parsing.csv_tables import settlement_sides
from truceline.parsing.typed import Wrong, read_noun
from truceline.parsing.yaml_marks import Marked, Path, Tree, pointer, read_marked
from truceline.text.checks import Broken, Slip, every, slips, warnings_of
from truceline.text.checks.slip import Seen
from truceline.text.marks import Mark, Parsed
from truceline.text.zones.recipes import Fronts

ONCE: Mapping[str, type] = {"casebook": Header, "mandate": Mandate}
"""Keys that one file of a casebook says, once."""
MANY: Mapping[str, type] = {
    name: typing.get_args(hint)[0]
    for name, hint in typing.get_type_hints(Casebook).items()
    if typing.get_origin(hint) is tuple
}
"""Keys whose lists are concatenated over the files, and the noun in each."""

_NAMELESS = Header(id="nameless", titles={"en": "nameless"}, about="")
"""Stands in for a header that is at fault, so that the rest can be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What is checked beside the text, by a wing that knows more."""

    slips: Callable[[Casebook, Sequence[Seen], Broken], Iterable[Slip]]
    """What does not fit: of a casebook, its seen values and the nouns that could not be read."""
    warnings: Callable[[Casebook, Sequence[Seen]], Iterable[Slip]]
    """What a reader should know and may leave as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One noun's mapping in one file."""

    kind: str
    source: Marked
    path: Path
    tree: Tree

    def fault(self, wrong: Wrong | Slip) -> Fault:
        path = (*self.path, *wrong.path)
        line, column = self.source.spot(path, of_key=wrong.of_key)
        return Fault(
            file=self.source.file,
            line=line,
            column=column,
            pointer=pointer(path),
            message=wrong.message,
            remedy=wrong.remedy,
        )


def parse_casebook(
    texts: Mapping[str, bytes],
    shared: Mapping[str, bytes],
    *,
    record: Checks,
    tables: Mapping[str, bytes] | None = None,
    try_zones: bool = True,
    fronts: Callable[[Casebook], Fronts | None] | None = None,
) -> Parsed:
    """Return the casebook that `texts` say together with what all casebooks share.

    Parameters
    ----------
    texts, shared : mapping of file name to bytes
        YAML, or CSV where the name ends so; UTF-8. Names are printed in faults and never opened.
    record : Checks
        How the record is checked that the files tell beside the text.
    tables : mapping of file name to bytes, optional
        The casebook's tables: CSV whose rows are no nouns.
    try_zones : bool
        Whether each zone is built under each reading to see that it can be. That takes longer than all the
        rest; who only asks the record may leave it out.
    fronts : function of a casebook, optional
        Who held what ground, for zones that are built on it; without it those are not tried.

    Returns
    -------
    Parsed
        The casebook, its warnings, and where each noun stands.

    Raises
    ------
    BadCasebook
        With every fault found, sorted by file and line.
    """
    files = [_read(name, data) for group in (shared, texts) for name, data in sorted(group.items())]
    written = [fault for file in files for fault in file.faults]
    found, faults = _nouns(files)
    once, once_faults = _read_once(found, files)
    nouns, noun_faults = _read_many(found)
    faults += [*once_faults, *noun_faults]
    header = once.get("casebook", _NAMELESS)
    mandate = once.get("mandate", Mandate())
    read = {kind: tuple(noun for noun, _ in items) for kind, items in nouns.items()}
    sides, table_faults = _sides_of_settlements(tables or {}, mandate, once_faults)
    faults += table_faults
    casebook = Casebook(casebook=header, mandate=mandate, settlement_sides=sides, **read)
    homes = {kind: [home for _, home in items] for kind, items in nouns.items()}
    homes |= {kind: [home for home in found if home.kind == kind] for kind in ONCE}
    walked = every(casebook)
    if all(file.tree and file.is_whole for file in files):  # what is lost would only seem to be missing
        known = fronts if not table_faults else None
        broken = _broken_ids(found, nouns)
        misfits = slips(casebook, walked, broken, try_zones=try_zones, fronts=known)
        faults += [_placed(slip, homes) for slip in (*misfits, *record.slips(casebook, walked, broken))]
    _refuse([*written, *_beside(written, faults)])
    noticed = (*warnings_of(casebook, walked), *record.warnings(casebook, walked))
    warnings = sorted(_placed(slip, homes) for slip in noticed)
    return Parsed(casebook=casebook, warnings=tuple(warnings), marks=_marks(read, homes))


def _sides_of_settlements(
    tables: Mapping[str, bytes], mandate: Mandate, mandate_faults: list[Fault]
) -> tuple[pa.Table | None, list[Fault]]:
    """Return the table of how settlements stood; none where there is none, or its sides cannot be known."""
    if not tables or mandate_faults:
        return None, []
    try:
        return settlement_sides(tables, tuple(mandate.sides or {})), []
    except BadCasebook as error:
        return None, list(error.faults)


def _read(name: str, data: bytes) -> Marked:
    return read_ledger(name, data, MANY) if name.endswith(".csv") else read_marked(name, data)


def _refuse(faults: list[Fault]) -> None:
    if not faults:
        return
    ordered = tuple(dict.fromkeys(sorted(faults)))
    files = sorted({fault.file for fault in ordered if fault.file})
    count = "1 fault" if len(ordered) == 1 else f"{len(ordered)} faults"
    raise BadCasebook(f"the casebook has {count}" + (f", in {', '.join(files)}" if files else ""), ordered)


def _beside(written: list[Fault], faults: Iterable[Fault]) -> Iterator[Fault]:
    """Return the faults, but none that only follows from one of the writing at the same place."""
    places = {(fault.file, fault.pointer) for fault in written}
    return (fault for fault in faults if (fault.file, fault.pointer) not in places)


# Where the nouns stand


def _nouns(files: Iterable[Marked]) -> tuple[list[_Found], list[Fault]]:
    found: list[_Found] = []
    faults: list[Fault] = []
    for source in files:
        for key, value in source.tree.items():
            top = _Found(kind=key, source=source, path=(key,), tree=value)
            if key in ONCE:
                found.append(top)
            elif key not in MANY:
                known = [*ONCE, *MANY]
                remedy = nearest(key, known) or f"known here: {', '.join(known)}"
                faults.append(
                    top.fault(Wrong(path=(), message=f"unknown key `{key}`", remedy=remedy, of_key=True))
                )
            elif isinstance(value, list):
                found += (
                    _Found(kind=key, source=source, path=(key, index), tree=item)
                    for index, item in enumerate(value)
                )
            else:
                remedy = "write each with `- ` before it"
                faults.append(
                    top.fault(Wrong(path=(), message="a list is expected", remedy=remedy, of_key=True))
                )
    return found, faults


def _read_once(found: Iterable[_Found], files: list[Marked]) -> tuple[dict[str, typing.Any], list[Fault]]:
    values: dict[str, typing.Any] = {}
    first: dict[str, _Found] = {}
    faults: list[Fault] = []
    for home in found:
        if home.kind not in ONCE:
            continue
        if home.kind in first:
            before = first[home.kind].fault(Wrong(path=(), message="", of_key=True))
            message = f"`{home.kind}` is said a second time"
            remedy = f"first in {before.file} on line {before.line}; keep one"
            faults.append(home.fault(Wrong(path=(), message=message, remedy=remedy, of_key=True)))
            continue
        first[home.kind] = home
        value, wrongs = read_noun(ONCE[home.kind], home.tree)
        faults += (home.fault(wrong) for wrong in wrongs)
        if value is not None:
            values[home.kind] = value
    if "casebook" not in first and all(file.tree for file in files):
        file = files[-1].file if files else ""
        remedy = "write `casebook:` with `id`, `titles` and `about` in one file"
        faults.append(Fault(file=file, message="no file says which casebook this is", remedy=remedy))
    return values, faults


def _read_many(
    found: Iterable[_Found],
) -> tuple[dict[str, list[tuple[typing.Any, _Found]]], list[Fault]]:
    nouns: dict[str, list[tuple[typing.Any, _Found]]] = {kind: [] for kind in MANY}
    faults: list[Fault] = []
    for home in found:
        if home.kind in MANY:
            value, wrongs = read_noun(MANY[home.kind], home.tree)
            faults += (home.fault(wrong) for wrong in wrongs)
            if value is not None:
                nouns[home.kind].append((value, home))
    return nouns, faults


def _broken_ids(
    found: Iterable[_Found], nouns: Mapping[str, list[tuple[object, _Found]]]
) -> dict[str, frozenset[str]]:
    """Return the ids of nouns that could not be read, so that nobody who names them is blamed."""
    read = {id(home) for items in nouns.values() for _, home in items}
    broken: dict[str, set[str]] = {}
    for home in found:
        if id(home) not in read and isinstance(home.tree, dict) and isinstance(home.tree.get("id"), str):
            broken.setdefault(home.kind, set()).add(str(home.tree["id"]))
    return {kind: frozenset(ids) for kind, ids in broken.items()}


def _placed(slip: Slip, homes: Mapping[str, list[_Found]]) -> Fault:
    of_kind = homes.get(slip.kind, [])
    if slip.index < len(of_kind):
        return of_kind[slip.index].fault(slip)
    return Fault(pointer=pointer((slip.kind, *slip.path)), message=slip.message, remedy=slip.remedy)


def _marks(
    read: Mapping[str, tuple[object, ...]], homes: Mapping[str, list[_Found]]
) -> dict[tuple[str, str], Mark]:
    marks = {}
    for kind, items in read.items():
        for noun, home in zip(items, homes[kind], strict=True):
            if any(field.name == "id" for field in dataclasses.fields(noun)):  # type: ignore[arg-type]
                line, column = home.source.spot(home.path)
                mark = Mark(file=home.source.file, line=line, column=column)
                marks[kind, str(getattr(noun, "id"))] = mark  # noqa: B009
    return marks
