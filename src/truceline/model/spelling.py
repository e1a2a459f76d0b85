"""What somebody may have meant who named a place, an actor or anything else as nobody here does.

Names travel between scripts: Saraqib is Sarakeb, Serakib and سراقب. So two names are alike whose
consonants are: case, accents, articles, hyphens, doubled letters and most of the vowels are set aside; `kh`
and `h`, `q` and `k`, `dh` and `d` are one, as are in Arabic the forms of alif and ya, and ta marbuta and ha.
Alike is never the same: what is only alike is asked about and never taken.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from functools import lru_cache
from typing import Any, Final, TypeAlias

from truceline.model.casebook import Place

Spellings: TypeAlias = Mapping[str, tuple[str, ...]]
"""Ids, each with the names it goes by, the one shown first."""

_APOSTROPHES: Final = dict.fromkeys(map(ord, "‘’ʼʻʾʿ`´′"), "'")
_ARTICLES: Final = frozenset(
    (
        *("al", "el", "ul", "as", "es", "ash", "esh", "ad", "ed", "ar", "er", "at", "et", "az", "ez", "an"),
        *("аль", "эль", "ас", "эс", "аш", "эш", "ад", "эд", "ар", "эр", "ат", "эт", "аз", "эз", "ан", "эн"),
        *("en", "the"),
    )
)
_LETTERS: Final = str.maketrans(
    {"ة": "ه", "ى": "ي", "ٱ": "ا", "ک": "ك", "ی": "ي", "ء": None, "ـ": None, "ı": "i"}
)
_PAIRS: Final = {"kh": "h", "gh": "g", "dh": "d", "th": "t", "sh": "s", "zh": "z", "ch": "c", "dj": "j"}
_PAIR: Final = re.compile("|".join(_PAIRS))
_SINGLE: Final = str.maketrans({"c": "j", "q": "k", "w": "v", "e": "a", "y": "i", "o": "u"})
_DOUBLED: Final = re.compile(r"(.)\1+")
_SILENT: Final = re.compile(r"(?<=[aiu])[vh](?![aiu])")
_VOWELS: Final = re.compile("[aiuاوي]")
_ARABIC_ARTICLE: Final = "ال"
_LEAST_ALIKE: Final = 0.8
"""How alike two names must be whose consonants differ, by `difflib`."""
_LEAST_VOWELS: Final = 0.5
"""The same where their consonants do not."""
_NEXT_BEST: Final = 0.1
"""How much less alike than the best a name may be to be offered beside it."""
_MOST_OFFERED: Final = 3
_MOST_LISTED: Final = 12
_LEAST_STEM: Final = 4
"""Letters that two words must begin with alike to be of one family, as `Turkish` and `Turkey` are …"""
_LEAST_OF_WORD: Final = 0.6
"""… and so much of the shorter of them."""
_MOST_OF_A_WORD: Final = 8
"""A word that more ids than these have tells nothing, as `forces`."""


def plain_name(name: str) -> str:
    """Return `name` as names are compared: one case, one kind of apostrophe, single spaces.

    Examples
    --------
    >>> plain_name("  Ansar  al-Din’s Front ")
    "ansar al-din's front"
    """
    text = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold()
    return " ".join(text.split())


def spellings(nouns: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    """Return the ids of nouns with their names, titles or label, their aliases and misnomers."""
    found: dict[str, tuple[str, ...]] = {}
    for noun in nouns:
        names: Mapping[str, str] = next(
            (held for key in ("names", "titles", "label") if (held := getattr(noun, key, None)) is not None),
            {},
        )
        aliases = (alias.removesuffix("*") for alias in getattr(noun, "aliases", ()))
        misnomers = getattr(noun, "misnomers", ())
        found[str(noun.id)] = tuple(dict.fromkeys((*names.values(), *aliases, *misnomers)))
    return found


def named_so(word: str, places: Iterable[Place]) -> list[Place]:
    """Return the places of that very name, alias or id, in any script.

    A name that is told apart by a word in brackets, such as `al-Nayrab (Idlib)`, is met without it too.
    """
    wanted = plain_name(word)

    def has_it(place: Place) -> bool:
        names = [plain_name(name) for name in (place.id, *place.names.values(), *place.aliases)]
        return wanted in (*names, *(name.partition(" (")[0] for name in names))

    return [place for place in places if has_it(place)]


def told_apart(place: Place) -> str:
    """Return a place's name, where it lies, and what its note says."""
    shown = next(iter(place.names.values()), str(place.id))
    return f"{shown} at ({place.lon}, {place.lat})" + (f": {place.note}" if place.note else "")


def alike(word: str, known: Spellings) -> tuple[str, ...]:
    """Return the ids whose names are much like `word`, the most alike first, and none far behind it.

    Examples
    --------
    >>> alike("Sarakeb", {"saraqib": ("Saraqib", "سراقب"), "sarmin": ("Sarmin",)})
    ('saraqib',)
    """
    scores = {
        one: max((_likeness(word, name) for name in (one, *names)), default=0.0)
        for one, names in known.items()
    }
    best = max(scores.values(), default=0.0)
    found = [one for one, score in scores.items() if score > 0 and score >= best - _NEXT_BEST]
    return tuple(sorted(found, key=lambda one: (-scores[one], one))[:_MOST_OFFERED])


def akin(word: str, known: Spellings) -> tuple[str, ...]:
    """Return the ids that share the most telling words with `word`, those whose own name is nearest first.

    A weaker sign than `alike`: it is only worth asking about.

    Examples
    --------
    >>> akin("Turkish Military", {"turkey": ("Turkey",), "militia": ("Militia of the Hills",)})
    ('turkey', 'militia')
    >>> akin("Turkish Army", {"turkey": ("Turkey",), "militia": ("Militia of the Hills",)})
    ('turkey',)
    """
    words = {one: _words(" ".join((one, *names))) for one, names in known.items()}
    mine = _words(word)
    n_shared: Counter[str] = Counter()
    for one_word in mine:
        bearers = [one for one, theirs in words.items() if _any_akin({one_word}, theirs)]
        n_shared.update(bearers if len(bearers) <= _MOST_OF_A_WORD else ())
    most = max(n_shared.values(), default=0)
    first = {one: _words(next(iter(known[one]), one)) for one, n in n_shared.items() if n == most}
    found = sorted(first, key=lambda one: (not _any_akin(mine, first[one]), len(first[one]), one))
    return tuple(found[:_MOST_OFFERED])


def _any_akin(some: Set[str], others: Set[str]) -> bool:
    return any(_one_family(one, other) for one in some for other in others)


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[^\W\d_]{3,}", plain_name(name)) if word not in _ARTICLES)


def _one_family(one: str, other: str) -> bool:
    n = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one == other or (n >= _LEAST_STEM and n >= _LEAST_OF_WORD * min(len(one), len(other)))


def folds(name: str) -> tuple[str, str, str]:
    """Return by what a name is the same as another, is spelt alike, and sounds alike.

    The first is its words without accents, articles and signs.

    Examples
    --------
    >>> folds("El-Neyrab")[1:] == folds("An Nairab")[1:], folds("Saraqib")[2] == folds("Sarakeb")[2]
    (True, True)
    >>> folds("Al-Nayrab")[0]
    'nayrab'
    """
    return "".join(_bare_words(name)), _letters(name), _consonants(name)


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 2; over 1 where they have the same consonants."""
    return _likeness(one, other)


def sounds_alike(word: str, known: Spellings) -> tuple[str, ...]:
    """Return the ids of which a name has the very consonants of `word`, and vowels not far off."""
    return tuple(
        sorted(one for one, names in known.items() if any(_same_sound(word, name) for name in (one, *names)))
    )


def did_you_mean(word: str, known: Spellings) -> str:
    """Return `did you mean ...?` for the ids whose names are most like `word`, or an empty text.

    Examples
    --------
    >>> did_you_mean("Sarakeb", {"saraqib": ("Saraqib", "سراقب"), "sarmin": ("Sarmin",)})
    'did you mean `saraqib`?'
    """
    found = alike(word, known) or tuple(difflib.get_close_matches(word, list(known), n=1, cutoff=0.7))
    return f"did you mean {' or '.join(_shown(one, known) for one in found)}?" if found else ""


def instead(word: str, known: Spellings) -> str:
    """Return what may be meant by a word that names nothing: what is like it, else akin, else what there is.

    Examples
    --------
    >>> instead("attack", {"armed_attack": ("armed attack",), "patrol": ("patrol",)})
    'did you mean `armed_attack` (armed attack)?'
    >>> instead("zzz", {"armed_attack": (), "patrol": ()})
    'there are 2: armed_attack, patrol'
    """
    near = did_you_mean(word, known) or " or ".join(_shown(one, known) for one in akin(word, known))
    if near:
        return near if near.endswith("?") else f"did you mean {near}?"
    listed = ", ".join(list(known)[:_MOST_LISTED])
    return f"there are {len(known)}: {listed}{', …' if len(known) > _MOST_LISTED else ''}"


def forgiven(word: str, known: Iterable[str]) -> str | None:
    """Return the one known id that `word` is but for its case and its signs; None where none or several are.

    An id that is known as it stands is itself.

    Examples
    --------
    >>> forgiven("e50_AIR", ["E50-air", "E50"]), forgiven("e5", ["E50-air", "E50"])
    ('E50-air', None)
    """
    ids = dict.fromkeys(known)
    if word in ids:
        return word
    found = [one for one in ids if _bare(one) == _bare(word)]
    return found[0] if len(found) == 1 and _bare(word) else None


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `did you mean ...?` for the known word nearest to `word`, or an empty text.

    Examples
    --------
    >>> nearest("forbidd", ["forbid", "require"])
    'did you mean `forbid`?'
    """
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean `{close[0]}`?" if close else ""


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", word).casefold()))


def _shown(one: str, known: Spellings) -> str:
    name = next(iter(known[one]), one)
    return f"`{one}`" if plain_name(name) == plain_name(one) else f"`{one}` ({name})"


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 2; over 1 where they have the same consonants."""
    a, b = _both(_letters, one, other)
    if not a or not b:
        return 0.0
    same = _same_consonants(one, other)
    least = _LEAST_VOWELS if same else _LEAST_ALIKE
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < least or (ratio := matcher.ratio()) < least:
        return 0.0
    return ratio + same


def _same_sound(one: str, other: str) -> bool:
    return _same_consonants(one, other) and _likeness(one, other) > 0


def _same_consonants(one: str, other: str) -> bool:
    a, b = _both(_consonants, one, other)
    return a == b


def _both(of: Callable[[str], str], one: str, other: str) -> tuple[str, str]:
    """Return something of two names; what one says in brackets, and the other does not, is left out."""
    if ("(" in one) != ("(" in other):
        one, other = one.partition(" (")[0], other.partition(" (")[0]
    return of(one), of(other)


@lru_cache(maxsize=65_536)
def _letters(name: str) -> str:
    """Return the letters by which names are compared.

    Examples
    --------
    >>> _letters("el-Neyrab") == _letters("An Nairab")
    True
    """
    return "".join(map(_word, _bare_words(name)))


def _bare_words(name: str) -> list[str]:
    """Return the words of a name without accents, apostrophes and articles."""
    text = unicodedata.normalize("NFKD", name.translate(_LETTERS).casefold())
    text = "".join(char for char in text if not unicodedata.combining(char)).translate(_APOSTROPHES)
    words = re.findall(r"[^\W_]+", text.replace("'", ""))
    return [word for word in words if word not in _ARTICLES] or words


@lru_cache(maxsize=65_536)
def _consonants(name: str) -> str:
    return _VOWELS.sub("", _letters(name))


def _word(word: str) -> str:
    if word.startswith(_ARABIC_ARTICLE) and len(word) > len(_ARABIC_ARTICLE) + 2:
        return word.removeprefix(_ARABIC_ARTICLE)
    plain = _PAIR.sub(lambda pair: _PAIRS[pair[0]], word).translate(_SINGLE)
    return _SILENT.sub("", _DOUBLED.sub(r"\1", plain))
