"""What a brief is: plain data, in the order in which it is read aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from truceline.bulletins.catalogue import catalogue


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
    reported: str
    """What, and by whom it is told."""
    against: tuple[Result, ...]
    """The latest text, and another where more follows from it."""
    tilts: tuple[str, ...]
    """How these texts reach the sides unequally."""
    sure: str
    """What stands behind it."""
    other: tuple[str, ...]
    """Of each side concerned its word, or how it stands with it."""
    sides: tuple[str, ...]
    """Labels of the sides told as acting; empty where that is not clear."""


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
    left_out: str
    """How many rows are not here, by side; empty where all are."""
    points: tuple[Point, ...]
    """What decides, what is due, what may be said, whom to ask, what was not seen."""
    days_told: tuple[DayCount, ...]
    sides: tuple[str, ...]
    """Labels of the sides, in the mandate's order."""
    language: str
    digest: str
    """Of the assessment; a correction names it."""

    def with_rows(self, n: int) -> Brief:
        """Return the same with the first `n` rows, the others counted by the side told as acting."""
        rest = self.rows[n:]
        if not rest:
            return self
        t = catalogue(self.language)
        unclear = t("brief.side_unclear")
        counted = Counter(side for row in rest for side in row.sides or (unclear,))
        sides = t.semicolon.join(
            f"{side} {counted[side]}" for side in (*self.sides, unclear) if counted[side]
        )
        return replace(self, rows=self.rows[:n], left_out=t("brief.left_out", sides=sides))


def table_heads(language: str) -> tuple[str, ...]:
    """Return what stands over the columns of the rows."""
    t = catalogue(language)
    keys = ("brief.when", "brief.reported", "brief.against", "brief.sure", "brief.other")
    return tuple(t(key) for key in keys)


def cells(row: Row, language: str) -> tuple[str, ...]:
    """Return a row's words in the order of its columns."""
    against = ". ".join(told_result(one, language) for one in row.against) + "".join(
        f" ({one})" for one in row.tilts
    )
    return (
        f"{row.when}{catalogue(language).comma}{row.where}",
        row.reported,
        against,
        row.sure,
        " · ".join(row.other),
    )


def told_result(result: Result, language: str, n_words: int = 6, note: str = "") -> str:
    """Return a result with its text, of whose title so many words are shown, and a note on it."""
    if not result.text:
        return result.comes_to
    about = catalogue(language).semicolon.join(filter(None, (result.clause, note)))
    return f"{cut(result.text, n_words)} ({about}): {result.comes_to}"


def texts(brief: Brief) -> Iterator[str]:
    """Yield every text of a brief in order."""
    yield from filter(None, (brief.title, brief.corrects, brief.answer, *brief.facts))
    yield from (brief.holding, brief.status)
    yield from table_heads(brief.language) if brief.rows else ()
    for row in brief.rows:
        yield from cells(row, brief.language)
    yield from filter(None, (brief.left_out,))
    for point in brief.points:
        yield point.head
        yield from point.lines


def n_words(brief: Brief) -> int:
    """Return how many words a brief has, as printed."""
    return sum(len(text.split()) for text in texts(brief))


def fitting(brief: Brief, fits: Callable[[Brief], bool]) -> Brief:
    """Return a brief with as many rows as fit; with none, if its points alone do not."""
    shown = (brief.with_rows(n) for n in range(len(brief.rows), 0, -1))
    return next((one for one in shown if fits(one)), brief.with_rows(0))


def cut(text: str, n_words: int) -> str:
    """Return a text of which no more than so many words are shown; what is cut ends with `…`.

    Examples
    --------
    >>> cut("one two three", 2), cut("one two", 2)
    ('one two …', 'one two')
    """
    said = text.split()
    return " ".join(said) if len(said) <= n_words else f"{' '.join(said[:n_words]).rstrip(',;:.')} …"
