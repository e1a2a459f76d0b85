"""What a mapping file says of a table's columns, for any kind of table.

Beside its columns it speaks of the table as a whole: `delimiter`, `encoding`, `skip`, `decimal`, `sheet`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from truceline.clock import known_zone
from truceline.errors import BadReport, Fault
from truceline.model.words import RETIRED
from truceline.parsing.yaml_marks import Marked, Tree, read_marked
from truceline.sources.cells import number, parts
from truceline.sources.claim_rows import Cells, unreadable
from truceline.sources.feed import ENCODINGS, Layout, known_encoding

MOST_SKIPPED: Final = 1_000
"""Lines before a heading."""
_SETTINGS: Final = ("delimiter", "encoding", "skip", "decimal", "sheet")
_DIRECTIVES: Final = frozenset("YmdHMSybBGV%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where one value of a row comes from."""

    column: str | None = None
    """A column's heading."""
    always: str | None = None
    """Or one value for every row."""
    values: Mapping[str, str] | None = None
    """The table's word to ours, of each part where there are several; `""` is an empty cell's."""
    split: str | None = None
    """What parts several values."""
    or_: str | None = None
    """What parts alternatives, each of which may be several."""
    format: str | None = None
    """How times are written, as `%d/%m/%Y %H:%M`."""
    zone: str | None = None
    """Whose clock, where the words name none."""

    is_open: bool = False
    """Whether a word that is not in `values` stays as it is, as a name does."""

    def text(self, cells: Cells) -> str:
        """Return the value of a row in our words."""
        return self._ours(self._found(cells))

    def texts(self, cells: Cells) -> tuple[str, ...]:
        """Return the values of a row, parted at `split`, each in our words."""
        return self._parted(self._found(cells))

    def alternatives(self, cells: Cells) -> tuple[tuple[str, ...], ...]:
        """Return the alternatives of a row, parted at `or`, each parted at `split`; none for an empty one."""
        found = self._found(cells)
        each = parts(found, self.or_) if self.or_ else (found,)
        return tuple(filter(None, map(self._parted, each or ("",))))

    def _found(self, cells: Cells) -> str:
        return (self.always or "") if self.column is None else cells[self.column].strip()

    def _ours(self, word: str) -> str:
        if self.values is None or (word not in self.values and (self.is_open or not word)):
            return word
        if word not in self.values:
            raise unreadable(f"{self.column} {word[:40]!r} is not in the mapping", "add it to `values`")
        return self.values[word]

    def _parted(self, text: str) -> tuple[str, ...]:
        each = parts(text, self.split) if self.split else (text,)
        return tuple(dict.fromkeys(filter(None, map(self._ours, each or ("",)))))


NOWHERE = Origin(always="")
"""Of what a mapping does not mention: always empty, which is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What a mapping file says."""

    origins: Mapping[str, Origin]
    """By key."""
    layout: Layout = field(default_factory=Layout)
    """How the table is stored."""
    is_published: bool = False
    """Whether it says that what the table tells is public already."""

    def of(self, key: str) -> Origin:
        """Return where the value of `key` comes from."""
        return self.origins.get(key, NOWHERE)

    def number(self, key: str, cells: Cells) -> float:
        """Return the number that a row has for `key`; what the mapping itself says has a decimal point."""
        origin = self.of(key)
        is_ours = origin.column is None or origin.values is not None
        return number(origin.text(cells), name=key, decimal="." if is_ours else self.layout.decimal)


def parse_columns(
    file: str,
    data: bytes,
    *,
    keys: Sequence[str],
    needed: Sequence[str],
    together: Sequence[Sequence[str]],
    options: Mapping[str, frozenset[str]],
    words: Mapping[str, frozenset[str]],
    what: str,
    open_keys: Set[str] = frozenset(),
    has_published: bool = False,
    more: Callable[[Marked, Mapping[str, Origin]], Iterable[Fault]] = lambda *_: (),
) -> ColumnMapping:
    """Return what a file says of a table's columns, for any kind of table.

    Parameters
    ----------
    file, data : str, bytes
        Its name, for faults, and its YAML.
    keys : sequence of str
        What it may speak of, beside the table as a whole.
    needed : sequence of str
        Of these, what must stand.
    together : sequence of sequence of str
        And what must all stand if one does.
    options : mapping of str to frozenset of str
        What a key may have beside `column`, `always` and `values`.
    words : mapping of str to frozenset of str
        The only words a key may come to.
    what : str
        What the file should be, for the error.
    open_keys : set of str
        Of the keys, those whose values are names: one that is not in `values` stays as it is.
    has_published : bool
        Whether `published` may stand beside the keys too.
    more : function
        Further faults of what was said.

    Raises
    ------
    BadReport
        With every fault of the file.
    """
    marked = read_marked(file, data)
    faults = list(marked.faults)
    origins: dict[str, Origin] = {}
    settings: dict[str, str] = {}
    is_published = False
    for key, tree in marked.tree.items():
        if key in _SETTINGS:
            settings[key] = tree if isinstance(tree, str) else ""
            faults += _wrong_setting(marked, key, settings[key])
        elif key == "published" and has_published:
            is_published = tree == "true"
            if tree not in ("true", "false"):
                faults.append(fault_at(marked, (key,), "`published` is neither true nor false", "write one"))
        elif key in keys:
            origin, wrong = _origin(marked, key, tree, options.get(key, frozenset()), key in open_keys)
            origins[key] = origin
            faults += wrong or _wrong_words(marked, key, origin, words)
        else:
            faults.append(
                _unknown(marked, (key,), (*keys, *_SETTINGS, *(["published"] if has_published else [])))
            )
    if not marked.faults:
        faults += [*_missing(file, set(marked.tree), needed, together), *more(marked, origins)]
    if faults:
        raise BadReport(f"{file} is no {what}", sorted(faults))
    return ColumnMapping(
        origins=origins,
        layout=Layout(
            delimiter=settings.get("delimiter", ","),
            encoding=known_encoding(settings.get("encoding", "utf-8")) or "utf-8",
            skip=int(settings.get("skip", "0")),
            decimal=settings.get("decimal", "."),
            sheet=settings.get("sheet"),
        ),
        is_published=is_published,
    )


def _wrong_setting(marked: Marked, key: str, text: str) -> list[Fault]:
    """Return a fault where what is said of the table as a whole cannot be."""
    match key:
        case "delimiter":
            is_sound = len(text) == 1 and text not in '"\r\n'
            message, remedy = "the delimiter is not one character", 'write ","'
        case "encoding":
            is_sound = known_encoding(text) is not None
            near = difflib.get_close_matches(text.lower(), ENCODINGS, n=1)
            message = f"{text!r} is no encoding that a table can have"
            remedy = f"did you mean {near[0]!r}?" if near else "one of " + ", ".join(ENCODINGS)
        case "skip":
            is_sound = bool(re.fullmatch(r"\d{1,4}", text, re.ASCII)) and int(text) <= MOST_SKIPPED
            message = f"{text!r} is no number of lines before the heading"
            remedy = f"write a whole number up to {MOST_SKIPPED:,}, such as 3"
        case "sheet":
            is_sound, message, remedy = bool(text), "the sheet has no name", "write it as the workbook has it"
        case _:
            is_sound = text in (".", ",")
            message, remedy = f"{text!r} is no decimal sign", 'write "." or ","'
    return [] if is_sound else [fault_at(marked, (key,), message, remedy)]


def fault_at(marked: Marked, path: tuple[str | int, ...], message: str, remedy: str) -> Fault:
    """Return a fault of what a mapping says at `path`."""
    line, column = marked.spot(path, of_key=True)
    return Fault(file=marked.file, line=line, column=column, message=message, remedy=remedy)


def _unknown(marked: Marked, path: tuple[str, ...], known: Iterable[str]) -> Fault:
    choices = sorted(known)
    near = difflib.get_close_matches(path[-1], choices, n=1)
    remedy = f"did you mean {near[0]!r}?" if near else "there are " + ", ".join(choices)
    return fault_at(marked, path, f"there is no key {path[-1]!r}", remedy)


def _origin(
    marked: Marked, key: str, tree: Tree, options: frozenset[str], is_open: bool
) -> tuple[Origin, list[Fault]]:
    """Return where a key's value comes from, and what is wrong with how that is said."""
    if isinstance(tree, str) and tree:
        return Origin(column=tree, is_open=is_open), []
    if not isinstance(tree, dict):
        return NOWHERE, [fault_at(marked, (key,), "this is no column", "give a column's name")]
    known = {"column", "always", "values"} | options
    faults = [_unknown(marked, (key, option), known) for option in tree if option not in known]
    if ("column" in tree) == ("always" in tree):
        faults.append(
            fault_at(marked, (key,), "neither or both of `column` and `always`", "give one of them")
        )
    given = {option: value for option, value in tree.items() if option in known and option != "values"}
    faults += [
        fault_at(marked, (key, option), f"`{option}` is not text", "write one value")
        for option, value in given.items()
        if not isinstance(value, str) or not value
    ]
    values, wrong = _values(marked, key, tree.get("values", {}))
    faults += wrong
    if faults:
        return NOWHERE, faults
    texts = {("or_" if option == "or" else option): str(value) for option, value in given.items()}
    return Origin(**texts, values=values or None, is_open=is_open), []


def _values(marked: Marked, key: str, tree: Tree) -> tuple[dict[str, str], list[Fault]]:
    if isinstance(tree, dict) and all(isinstance(value, str) for value in tree.values()):
        return {word: str(value) for word, value in tree.items()}, []
    return {}, [fault_at(marked, (key, "values"), "`values` is no list of words", "write {their word: ours}")]


def _wrong_words(
    marked: Marked, key: str, origin: Origin, words: Mapping[str, frozenset[str]]
) -> list[Fault]:
    """Return a fault for each word, zone or format of a key that can never be read."""
    faults = []
    if origin.zone is not None and not known_zone(origin.zone):
        faults.append(fault_at(marked, (key, "zone"), f"{origin.zone!r} is no zone", "write Asia/Damascus"))
    if origin.format is not None and not _sound_format(origin.format, weeks=key in ("when", "until")):
        message = f"{origin.format!r} is no format of a day or time"
        remedy = "use %Y or %y, %m, %b or %B, %d, %H, %M, %S, or %G and %V; the zone has a key of its own"
        faults.append(fault_at(marked, (key, "format"), message, remedy))
    allowed = words.get(key)
    given: dict[tuple[str, ...], str] = {
        (key, "values", theirs): ours for theirs, ours in (origin.values or {}).items()
    }
    if origin.always:
        given[(key,)] = origin.always
    for path, word in given.items() if allowed else ():
        if word not in (allowed or ()):
            near = difflib.get_close_matches(word, sorted(allowed or ()), n=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"use one of the words for {key}"
            remedy = RETIRED.get(word, remedy)
            faults.append(fault_at(marked, path, f"{word!r} is no {key}", remedy))
    return faults


def _sound_format(text: str, *, weeks: bool) -> bool:
    used = re.findall(r"%(.)", text)
    is_week = weeks and {"G", "V"} == set(used) - {"%"}
    is_day = bool({"Y", "y"} & set(used)) and bool({"m", "b", "B"} & set(used)) and not {"G", "V"} & set(used)
    is_whole = not text.replace("%%", "").endswith("%") and len(set(used) - {"%"}) == sum(
        map("%".__ne__, used)
    )
    return is_whole and set(used) <= _DIRECTIVES and (is_day or is_week)


def _missing(
    file: str, given: Set[str], needed: Sequence[str], together: Sequence[Sequence[str]]
) -> list[Fault]:
    wanted = [*needed, *(key for group in together if set(group) & given for key in group)]
    return [
        Fault(file=file, message=f"the key {key!r} is missing", remedy=f"say which column gives the {key}")
        for key in wanted
        if key not in given
    ]
