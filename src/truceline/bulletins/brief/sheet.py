"""What a brief is: plain data, in the order in which it is read aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from truceline.bulletins.catalogue import catalogue

MOST_WORDS: Final = 600
"""On the page."""
SHORTEST: Final = 2
_TITLE: Final = (6, 3, 3)
"""Words of a title of a text, by how short a row is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the accounts of a happening come to under one text. Computed, not determined."""

    text: str
    """Its title; empty where no clause reaches the happening."""
    clause: str
    comes_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One happening, in words."""

    incident: str
    when: str
    where: str
    """With its precision."""
    near: str
    """The place alone."""
    accounts: tuple[str, ...]
    """What, and by whom it is told; the first of them."""
    n_accounts: int
    """All of them."""
    against: tuple[Result, ...]
    """The latest text, and another where more follows from it."""
    tilts: tuple[str, ...]
    """How these texts reach the sides unequally."""
    sure: str
    """What stands behind it."""
    other: tuple[str, ...]
    """Of each side its word, or how it stands with it."""
    sides: tuple[str, ...]
    """Labels of the sides that all accounts tell as acting; empty where that is not clear."""
    is_attack: bool
    answers: str = ""
    """The incident of the row that it stands below as its answer; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One heading and what stands under it."""

    about: str
    """`question`, `in_force`, `duties`, `say`, `not_say`, `ask` or `blind`."""
    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """How many attacks are told of one day."""

    day: str
    n: int
    """Of this day and no other."""
    n_open: int
    """Of this day or another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is to be said of a period, in order."""

    title: str
    days: str
    """First and last day of the period."""
    corrects: str
    """Which product it replaces; empty where it corrects none."""
    answer: str
    """What is reported, by which sides."""
    facts: tuple[str, ...]
    """How many, how many before, what was observed."""
    holding: str
    """For a person to fill in."""
    status: str
    """That it is computed, and that nobody has ruled."""
    rows: tuple[Row, ...]
    """In the mandate's order of escalation; see `with_rows`."""
    left_out: tuple[str, ...]
    """How many attacks are not here, by side, and how many other matters; empty where all are."""
    n_others: int
    """Other matters of the period, in the rows and beside them."""
    points: tuple[Point, ...]
    """What decides, what is due, what may be said, whom to ask, what was not seen."""
    days_told: tuple[DayCount, ...]
    sides: tuple[str, ...]
    """Labels of the sides, in the mandate's order."""
    language: str
    digest: str
    """Of the assessment; a correction names it."""
    most_rows: int | None = None
    """How many rows the sheet holds in each language alike; None for as many as this one does."""
    shortness: int = 0
    """How short its rows are, from 0 to `SHORTEST`."""

    def with_rows(self, n: int) -> Brief:
        """Return the same with the first `n` rows, the others counted by the side told as acting."""
        t, rest = catalogue(self.language), self.rows[n:]
        unclear = t("brief.side_unclear")
        counted = Counter(t.comma.join(row.sides) or unclear for row in rest if row.is_attack)
        in_order = sorted(counted, key=lambda one: [*self.sides, one, unclear].index(one))
        left_out = []
        if rest and rest[0].answers in {row.incident for row in self.rows[:n]}:
            # Never the one without the other.
            left_out.append(t("brief.in_answer", row=n, said=rest[0].accounts[0]))
        if counted:
            sides = t.semicolon.join(f"{side} {counted[side]}" for side in in_order)
            left_out.append(t("brief.left_out", sides=sides))
        if others := self.n_others - sum(not row.is_attack for row in self.rows[:n]):
            left_out.append(t("brief.left_out_others", n=others))
        return replace(self, rows=self.rows[:n], left_out=tuple(left_out))


def table_heads(language: str) -> tuple[str, ...]:
    """Return what stands over the columns of the rows."""
    t = catalogue(language)
    keys = ("brief.when", "brief.reported", "brief.against", "brief.sure", "brief.other")
    return tuple(t(key) for key in keys)


def cells(row: Row, language: str, shortness: int = 0) -> tuple[str, ...]:
    """Return a row's words in the order of its columns; what a source says is never shortened."""
    n_more = row.n_accounts - len(row.accounts)
    more = [catalogue(language)("brief.more", n=n_more)] if n_more else []
    against = row.against[:1] if shortness == SHORTEST else row.against
    tilted = "".join(f"{one}{catalogue(language).semicolon}" for one in row.tilts)
    results = [
        _told_result(one, _TITLE[shortness], tilted if not number else "")
        for number, one in enumerate(against)
    ]
    if len(row.against) > len(against):
        results.append(catalogue(language)("brief.more_texts", n=len(row.against) - len(against)))
    where = row.near if shortness else row.where
    return (
        f"{row.when}{catalogue(language).comma}{where}",
        ". ".join([*row.accounts, *more]),
        ". ".join(results),
        row.sure,
        " · ".join(row.other),
    )


def _told_result(result: Result, n_words: int, tilted: str) -> str:
    """Return a result with its text; what lets it reach the sides unequally is its first reason."""
    if not result.text:
        return result.comes_to
    return f"{cut(result.text, n_words)} ({result.clause}): {tilted}{result.comes_to}"


def texts(brief: Brief) -> Iterator[str]:
    """Yield every text of a brief in order."""
    yield from filter(None, (brief.title, brief.corrects, brief.answer, *brief.facts))
    yield from (brief.holding, brief.status)
    yield from table_heads(brief.language) if brief.rows else ()
    for row in brief.rows:
        yield from cells(row, brief.language, brief.shortness)
    yield from brief.left_out
    for point in brief.points:
        yield point.head
        yield from point.lines


def n_words(brief: Brief) -> int:
    """Return how many words a brief has, as printed."""
    return sum(len(text.split()) for text in texts(brief))


def fitting(brief: Brief, fits: Callable[[Brief], bool]) -> Brief:
    """Return a brief with as many rows as fit, shortened before one is left out; with none, if none does."""
    most = len(brief.rows) if brief.most_rows is None else min(brief.most_rows, len(brief.rows))
    shown = (
        replace(brief, shortness=shortness).with_rows(n)
        for n in range(most, 0, -1)
        for shortness in range(SHORTEST + 1)
    )
    return next((one for one in shown if fits(one)), brief.with_rows(0))


def on_paper(brief: Brief) -> Brief:
    """Return a brief with as many rows as its sheet holds, the words that the page adds counted too."""
    t = catalogue(brief.language)
    of_page = (
        t("brief.picture"),
        t("brief.picture"),
        t("brief.picture_about"),
        t("brief.annex"),
        "" if brief.language == "en" else t("brief.as_held"),
    )
    n_added = sum(len(one.split()) for one in of_page) + 2 * len(brief.days_told) + len(brief.digest.split())

    def n_on_page(shown: Brief) -> int:
        return n_words(shown) + n_added + sum(len(row.near.split()) for row in shown.rows)

    most = _most_rows(brief)
    able = replace(brief, most_rows=most if brief.most_rows is None else min(most, brief.most_rows))
    return replace(fitting(able, lambda shown: n_on_page(shown) <= MOST_WORDS), most_rows=brief.most_rows)


def _most_rows(brief: Brief) -> int:
    """Return how many rows are as many words as a sheet holds, each as short as can be: more never fit."""
    total = 0
    for n, row in enumerate(brief.rows):
        each = (cells(row, brief.language, shortness) for shortness in range(SHORTEST + 1))
        total += min(sum(len(text.split()) for text in one) for one in each)
        if total > MOST_WORDS:
            return n
    return len(brief.rows)


def cut(text: str, n_words: int) -> str:
    """Return a text of which no more than so many words are shown; what is cut ends with `…`.

    Examples
    --------
    >>> cut("one two three", 2), cut("one two", 2)
    ('one two …', 'one two')
    """
    said = text.split()
    return " ".join(said) if len(said) <= n_words else f"{' '.join(said[:n_words]).rstrip(',;:.')} …"
