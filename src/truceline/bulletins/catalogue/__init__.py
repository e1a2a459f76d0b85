"""What a page says in its own voice, by language: headings, column heads, words for codes, sentences.

One YAML file for each language, named by its tag (BCP 47), with the keys and values of the English one; a
language is there when its file is. What the casebook and the record say is no part of it: names come in the
languages they are held in, texts and notes stay as they are.

A phrase that counts may have a form for each plural category of its language (`plurals`); the value `n`
chooses.
"""

from __future__ import annotations

import pkgutil
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from types import MappingProxyType
from typing import Final

from truceline.bulletins.catalogue.plurals import plural_rule
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
        """Key, such as `verdict.breach`, to phrase; `{name}` stands for a value.

        A form of a phrase that counts has its category behind its key, as `fact.incidents.one`.
        """
        return _phrases(self.language)

    @property
    def comma(self) -> str:
        """Return what stands between the items of a list."""
        return self.phrases["list.comma"]

    @property
    def semicolon(self) -> str:
        """Return what stands between items that may have commas of their own."""
        return self.phrases["list.semicolon"]

    def phrase(self, key: str, values: Mapping[str, object]) -> str:
        """Return a phrase before its values are put in; where it has forms, the one that goes with `n`."""
        if key in self.phrases:
            return self.phrases[key]
        if "n" not in values:
            raise KeyError(key)
        return self.phrases[f"{key}.{plural_rule(self.language).category(str(values['n']))}"]

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase with its values; a whole number as `n` is printed as `number` does.

        Raises
        ------
        KeyError
            If there is no such phrase, or it asks for a value that is not given.
        """
        return self.phrase(key, values).format(**printed(values))

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


def number(count: int) -> str:
    """Return a count with a thin space between thousands; nought is 0, never blank."""
    return f"{count:,}".replace(",", "\u202f")


def printed(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a phrase with the count `n` in figures, as a reader sees them."""
    return {key: number(one) if key == "n" and isinstance(one, int) else one for key, one in values.items()}


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
        YAML: kinds, under each kind its codes, beside each code its phrase, or below it its plural forms.
    english : mapping, optional
        The English phrases; none where these are the English ones.

    Raises
    ------
    BadInput
        With every fault of the file: what is no phrase, and a key, value or plural form that has no place
        there, or is missing.
    """
    marked = read_marked(file, data)
    language = file.removesuffix(_SUFFIX)
    forms_of = None if english is None else _forms_of(english)
    wrongs = list(_wrongs(marked, forms_of, plural_rule(language).categories))
    said = {fault.pointer for fault in marked.faults}
    faults = [*marked.faults, *(one for one in wrongs if one.pointer not in said)]
    if faults:
        raise BadInput(f"the phrases of {file} cannot be used", faults)
    found = {
        f"{kind}.{code}": phrase
        for kind, codes in marked.tree.items()
        if isinstance(codes, dict)
        for code, phrase in codes.items()
    }
    return {full: words for key in forms_of or found for full, words in _flat(key, found[key])}


def _flat(key: str, phrase: object) -> Iterator[tuple[str, str]]:
    """Yield a phrase by its key, or each of its forms by key and category."""
    if not isinstance(phrase, dict):
        yield key, str(phrase)
        return
    yield from ((f"{key}.{category}", str(form)) for category, form in phrase.items())


def _forms_of(phrases: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return phrases by `kind.code`, of each its forms by category; of one without forms, itself by `""`."""
    found: dict[str, dict[str, str]] = {}
    for key, words in phrases.items():
        kind, code, *category = key.split(".")
        found.setdefault(f"{kind}.{code}", {})["".join(category)] = words
    return found


def _wrongs(
    marked: Marked, english: Mapping[str, Mapping[str, str]] | None, categories: Collection[str]
) -> Iterator[Fault]:
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
                continue
            forms: Mapping[str, object] = phrase if isinstance(phrase, dict) else {"": phrase}
            theirs = forms if english is None else english[key]
            if isinstance(phrase, dict):
                yield from _wrong_categories(marked, path, forms, theirs, categories)
            for category, said in forms.items():
                at = (*path, category) if category else path
                if not isinstance(said, str) or not said.strip():
                    yield _fault(marked, at, "a phrase is expected", "write it, in quotes if need be")
                else:
                    beside = [said] if english is None else [str(one) for one in theirs.values()]
                    yield from _wrong_values(marked, at, said, beside)
    if english is None or (marked.faults and not marked.tree):
        return
    for key, said_there in english.items():
        if key not in found:
            remedy = f"the English one: {list(said_there.values())[-1]}"
            yield _fault(marked, (key.partition(".")[0],), f"the key `{key}` is missing", remedy, of_key=True)


def _wrong_categories(
    marked: Marked,
    path: Path,
    forms: Collection[str],
    english: Collection[str],
    categories: Collection[str],
) -> Iterator[Fault]:
    """Yield each form that the language has and the file lacks, or the other way round."""
    if "" in english:
        yield _fault(marked, path, "the English phrase has no forms", "write one phrase", of_key=True)
        return
    for category in forms:
        if category not in categories:
            remedy = f"it has {', '.join(categories)}"
            message = f"the language has no plural form `{category}`"
            yield _fault(marked, (*path, category), message, remedy, of_key=True)
    for category in categories:
        if category not in forms:
            yield _fault(marked, path, f"the plural form `{category}` is missing", "add it", of_key=True)


def _wrong_values(marked: Marked, path: Path, phrase: str, english: Sequence[str]) -> Iterator[Fault]:
    """Yield each `{name}` that is no name, or stands in only one of a phrase and the English one.

    Of a phrase that has forms in English, the number `n` may stand in any form and be left out of any.
    """
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
        theirs = {name for one in english for name in _values(one)}
        free = {"n"} if len(english) > 1 else set()
        for name in sorted(here - theirs - free):
            remedy = f"it has {_braced(theirs)}" if theirs else "it has no value"
            yield _fault(marked, path, f"the English phrase has no value `{{{name}}}`", remedy)
        for name in sorted(theirs - here - free):
            yield _fault(marked, path, f"the value `{{{name}}}` of the English phrase is missing", "add it")


def _values(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def _braced(names: set[str]) -> str:
    return ", ".join(f"`{{{name}}}`" for name in sorted(names))


def _fault(marked: Marked, path: Path, message: str, remedy: str, *, of_key: bool = False) -> Fault:
    line, column = marked.spot(path, of_key=of_key)
    return Fault(
        file=marked.file, line=line, column=column, pointer=pointer(path), message=message, remedy=remedy
    )


ENGLISH: Final = catalogue("en")
"""The phrases of our pages, in English. The other languages have the same keys and the same values."""
