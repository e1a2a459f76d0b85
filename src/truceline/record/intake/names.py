"""Names of a casebook in what somebody says: whole names alone, longest first, with a language's endings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from truceline.model.casebook import Casebook
from truceline.model.once import once
from truceline.record.intake.folded import Folded, Span, folded
from truceline.record.intake.lexicon import Lexicon

_LEAST: Final = 3
"""Letters of a name that is looked for."""
_TURKISH_ENDING: Final = (
    r"(?:'?(?:n?[iu]n|[dt][ae]n?|[dt]aki|[dt]eki|y?[aeiu]|n[ae]|n?[dt][ae]n?"
    r"|l[ae]r(?:[iu](?:n[iu]n)?)?|yla|yle))?"
)
_RUSSIAN_ENDING: Final = "(?:а|у|ом|е|ем|ы|и|ов|ам|ами)?"
_ENDING: Final = re.compile(r"\{a:(\w+)\}")
_RUSSIAN_ADJECTIVE: Final = re.compile(r"(?<=[а-я]{3})(?:ая|ои|ыи|ии|ые|ие)(?![а-я])")
_RUSSIAN_CASES: Final = "(?:ая|ую|ои|ыи|ии|ые|ие|ого|его|ому|ему|ым|им|ых|их|ыми|ими)"
_NOT_AGAINST: Final = "(?<!pro[- ])(?<!anti[- ])(?<!non[- ])(?<!backed )(?<!backed by )(?<!former )"
"""Before a name, what makes others of it: `anti-government forces`."""
_RUSSIAN_SOFT: Final = "(?:а|я|ы|и|е|у|ю|ои|еи|ь|ью)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name that stands in what was said."""

    span: Span
    ids: tuple[str, ...]
    """Whose name it is: several where several have it."""
    is_bare: bool
    """Whether it stands as the casebook has it, without an ending."""


Finders = tuple[tuple[re.Pattern[str], tuple[str, ...], str], ...]
"""What finds each name, the longest first, whose it is, and the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The names of a casebook, ready to be looked for."""

    casebook: Casebook
    actors: Finders
    places: Finders


@once
def names_of(casebook: Casebook) -> KnownNames:
    """Return the names and aliases of a casebook's actors and places, in every script they have."""
    actors, places = (
        _finders((str(one.id), (*one.names.values(), *one.aliases)) for one in nouns)
        for nouns in (casebook.actors, casebook.places)
    )
    return KnownNames(casebook=casebook, actors=actors, places=places)


def said_names(said: Folded, names: Finders) -> list[Mention]:
    """Return the names that stand in what was said, in order; of names that overlap the longest."""
    text = said.text
    taken: list[Mention] = []
    for finder, ids, name in names:
        for match in finder.finditer(text):
            start, end = match.span()
            if all(end <= one.span[0] or one.span[1] <= start for one in taken):
                taken.append(Mention(span=(start, end), ids=ids, is_bare=match[0] == name))
    return sorted(taken, key=lambda one: one.span)


def _finders(named: Iterable[tuple[str, Iterable[str]]]) -> Finders:
    ids: dict[str, list[str]] = {}
    for one, names in named:
        for name in names:
            plain = folded(name.removesuffix("*").partition(" (")[0]).text
            plain = re.sub(r"[«»\"“”]", "", plain)
            if len(plain) >= _LEAST and one not in ids.setdefault(plain, []):
                ids[plain].append(one)
    ordered = sorted(ids, key=lambda name: (-len(name), name))
    return tuple((_finder(name), tuple(ids[name]), name) for name in ordered)


def _finder(name: str) -> re.Pattern[str]:
    written = re.escape(name).replace(r"\ ", "[ -]").replace(r"\-", "[ -]?")
    if re.search("[\u0600-\u06ff]", name):
        bare = written.removeprefix("ال")
        article = "(?:ال|لل)?" if bare != written else ""
        return re.compile(rf"(?<!\w)[وف]?[بلك]?{article}{bare}(?!\w)")
    if re.search("[\u0400-\u04ff]", name):
        written = _RUSSIAN_ADJECTIVE.sub(_RUSSIAN_CASES, written)
        if written.endswith(_RUSSIAN_CASES):
            return re.compile(rf"(?<!\w){written}(?!\w)")
        if name[-1] in "аяыиь":
            return re.compile(rf"(?<!\w){written[:-1]}{_RUSSIAN_SOFT}(?!\w)")
        return re.compile(rf"(?<!\w){written}{_RUSSIAN_ENDING}(?!\w)")
    return re.compile(rf"{_NOT_AGAINST}(?<!\w){written}(?:'s|{_TURKISH_ENDING})(?!\w)")


def forms_of(held: Lexicon, key: str, spans: Iterable[Span], text: str) -> dict[Span, Span]:
    """Return which actors' names stand as a form of a key has them, such as `by {a}`, and its span.

    Of `{a:я}` only a name that ends so is meant: in Russian its case, and so who did what, is told by it.
    """
    found: dict[Span, Span] = {}
    for span in spans:
        start, end = span
        marked = f"{text[:start]}\x01{text[end:]}"
        for form in held.listed(key):
            ending = _ENDING.search(form)
            if ending and not text[:end].endswith(ending[1]):
                continue
            written = _ENDING.sub("\x01", form).replace("{a}", "\x01")
            border = "" if written.endswith("\x01") else r"(?!\w)"
            match = re.search(rf"(?<!\w){written}{border}", marked)
            if match is not None:
                first, last = match.span()
                found[span] = first, last + (end - start - 1 if last > start else 0)
    return found
