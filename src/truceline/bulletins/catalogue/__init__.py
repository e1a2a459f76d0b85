"""What a page says in its own voice, by language: headings, column heads, words for codes, sentences.

One YAML file for each language, named by its tag (BCP 47), with the keys and values of the English one; a
language is there when its file is. What the casebook and the record say is no part of it: names come in the
languages they are held in, texts and notes stay as they are.
"""

from __future__ import annotations

import pkgutil
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from types import MappingProxyType
from typing import Final

from truceline.errors import BadInput, Fault
from truceline.model.spelling import nearest
from truceline.parsing.yaml_marks import Marked, Path, pointer, read_marked

HOME: Final = __name__
"""The package whose data the files are; as with templates, nothing else can be named."""
_SUFFIX = ".yaml"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_VALUE = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The phrases of one language."""

    language: str
    """Its tag, such as `en` or `zh-Hant`."""

    @property
    def phrases(self) -> Mapping[str, str]:
        """Key, such as `verdict.breach`, to phrase; `{name}` stands for a value."""
        return _phrases(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase with its values.

        Raises
        ------
        KeyError
            If there is no such phrase, or it asks for a value that is not given.
        """
        return self.phrases[key].format(**values)

    def of(self, kind: str, code: str) -> str:
        """Return the word for a code of a kind, as `breach` of `verdict`; an unknown one as it is written."""
        return self.phrases.get(f"{kind}.{code}", str(code).replace("_", " "))

    def kind(self, kind: str) -> Mapping[str, str]:
        """Return every code of a kind with its word, in the catalogue's order."""
        head = f"{kind}."
        return MappingProxyType(
            {key.removeprefix(head): phrase for key, phrase in self.phrases.items() if key.startswith(head)}
        )

    @property
    def direction(self) -> str:
        """Return `rtl` where the language is written from the right, as the letters of its phrases are."""
        letters = (unicodedata.bidirectional(one) for one in self.phrases["page.banner"])
        return "rtl" if next((one for one in letters if one in {"L", "R", "AL"}), "L") != "L" else "ltr"


@cache
def catalogue(language: str) -> Catalogue:
    """Return the phrases of a language.

    Raises
    ------
    KeyError
        If there is none; see `languages`.
    """
    if language not in languages():
        raise KeyError(language)
    return Catalogue(language=language)


def languages() -> tuple[str, ...]:
    """Return the tag of every language that has a file, English first.

    Raises
    ------
    BadInput
        If a file is not named by a tag.
    """
    tags = [
        one.name.removesuffix(_SUFFIX)
        for one in resources.files(HOME).iterdir()
        if one.name.endswith(_SUFFIX)
    ]
    faults = [
        Fault(file=f"{tag}{_SUFFIX}", message=f"{tag!r} is no tag of a language", remedy="name it as fr.yaml")
        for tag in sorted(tags)
        if not _TAG.fullmatch(tag)
    ]
    if faults:
        raise BadInput("a catalogue of phrases is not named by its language", faults)
    return tuple(sorted(tags, key=lambda tag: (tag != "en", tag)))


@cache
def _phrases(language: str) -> Mapping[str, str]:
    file = f"{language}{_SUFFIX}"
    english = None if language == "en" else _phrases("en")
    return MappingProxyType(read_phrases(file, pkgutil.get_data(HOME, file) or b"", english))


def read_phrases(file: str, data: bytes, english: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the phrases that one file says, by key, in the order of the English ones.

    Parameters
    ----------
    file : str
        Name to print in faults; nothing is opened.
    data : bytes
        YAML: kinds, under each kind its codes, beside each code its phrase.
    english : mapping, optional
        The English phrases; none where these are the English ones.

    Raises
    ------
    BadInput
        With every fault of the file: what is no phrase, a key or value that the English one does not have, or
        has and this one lacks.
    """
    marked = read_marked(file, data)
    wrongs = list(_wrongs(marked, english))
    said = {fault.pointer for fault in marked.faults}
    faults = [*marked.faults, *(one for one in wrongs if one.pointer not in said)]
    if faults:
        raise BadInput(f"the phrases of {file} cannot be used", faults)
    phrases = {
        f"{kind}.{code}": str(phrase)
        for kind, codes in marked.tree.items()
        if isinstance(codes, dict)
        for code, phrase in codes.items()
    }
    return {key: phrases[key] for key in english or phrases}


def _wrongs(marked: Marked, english: Mapping[str, str] | None) -> Iterator[Fault]:
    """Yield what is wrong with what a file says; with its writing, `read_marked` tells."""
    found: set[str] = set()
    for kind, codes in marked.tree.items():
        if not isinstance(codes, dict):
            yield _fault(marked, (kind,), "codes and phrases are expected", "write `code: phrase` below it")
            continue
        for code, phrase in codes.items():
            key, path = f"{kind}.{code}", (kind, code)
            found.add(key)
            if english is not None and key not in english:
                remedy = nearest(key, english) or "leave it out"
                yield _fault(marked, path, "the English catalogue has no such key", remedy, of_key=True)
            elif not isinstance(phrase, str) or not phrase.strip():
                yield _fault(marked, path, "a phrase is expected", "write it, in quotes if need be")
            else:
                yield from _wrong_values(marked, path, phrase, (english or {}).get(key, phrase))
    if english is None or (marked.faults and not marked.tree):
        return
    for key in english:
        if key not in found:
            remedy = f"the English one: {english[key]}"
            yield _fault(marked, (key.partition(".")[0],), f"the key `{key}` is missing", remedy, of_key=True)


def _wrong_values(marked: Marked, path: Path, phrase: str, english: str) -> Iterator[Fault]:
    """Yield each `{name}` that is no name, or stands in only one of a phrase and the English one."""
    try:
        parts = list(Formatter().parse(phrase))
    except ValueError as error:
        yield _fault(marked, path, f"not a phrase with values: {error}", "write a value as {name}")
        return
    here = {name for _, name, _, _ in parts if name is not None}
    if odd := [name for name in sorted(here) if not _VALUE.fullmatch(name)]:
        yield _fault(marked, path, f"`{{{odd[0]}}}` is no name of a value", "write a value as {name}")
    elif any(form or turned for _, _, form, turned in parts):
        yield _fault(marked, path, "a value stands by its name alone", "write {name}, no `:` or `!` in it")
    else:
        theirs = {name for _, name, _, _ in Formatter().parse(english) if name is not None}
        for name in sorted(here - theirs):
            remedy = f"it has {_braced(theirs)}" if theirs else "it has no value"
            yield _fault(marked, path, f"the English phrase has no value `{{{name}}}`", remedy)
        for name in sorted(theirs - here):
            yield _fault(marked, path, f"the value `{{{name}}}` of the English phrase is missing", "add it")


def _braced(names: set[str]) -> str:
    return ", ".join(f"`{{{name}}}`" for name in sorted(names))


def _fault(marked: Marked, path: Path, message: str, remedy: str, *, of_key: bool = False) -> Fault:
    line, column = marked.spot(path, of_key=of_key)
    return Fault(
        file=marked.file, line=line, column=column, pointer=pointer(path), message=message, remedy=remedy
    )


ENGLISH: Final = catalogue("en")
"""The phrases of our pages, in English. The other languages have the same keys and the same values."""
