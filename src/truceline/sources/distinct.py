"""Values that come again and again: each is held once, and every row says which it has."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from truceline.errors import BadInput
from truceline.model.alike import recoded

Indices = npt.NDArray[np.int64]
T = TypeVar("T")
H = TypeVar("H", bound=Hashable)

MOST_REMEMBERED: Final = 250_000
"""So many answers of a function are kept, lest a table in which nothing comes twice takes all memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded(Generic[H]):
    """A column of rows."""

    values: Sequence[H]
    """Each that any row has, once."""
    codes: Indices
    """Of each row, which of them."""

    def take(self, rows: Indices) -> Coded[H]:
        """Return the column of some rows."""
        return Coded(self.values, self.codes[rows])

    def n_rows(self) -> Indices:
        """Return how many rows have each value."""
        return np.bincount(self.codes, minlength=len(self.values))

    def firsts(self) -> Indices:
        """Return the first row with each value; the number of all rows where none has it."""
        return first_rows(self.codes, len(self.values))


def coded(values: Iterable[H]) -> Coded[H]:
    """Return a column of values, row by row.

    Examples
    --------
    >>> column = coded(["shelling", "raid", "raid"])
    >>> column.values, column.n_rows().tolist()
    (['shelling', 'raid'], [1, 2])
    """
    known = Vocabulary[H]()
    codes = np.array([known.code(one) for one in values], dtype=np.int64)
    return Coded(known.values, codes)


class Vocabulary(Generic[H]):
    """Values by number, in the order in which they were met."""

    def __init__(self) -> None:
        self.values: list[H] = []
        self._codes: dict[H, int] = {}

    def code(self, value: H) -> int:
        """Return the number of a value, which has one from now on."""
        code = self._codes.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code


@dataclass(frozen=True, slots=True, eq=False)
class Answers(Generic[T]):
    """What a function makes of some columns."""

    values: list[T | None]
    """Of each distinct combination of cells; None too where it cannot be read."""
    errors: list[BadInput | None]
    """Of each, why it cannot be read."""
    codes: Indices
    """Of each row, which combination it has."""

    def value(self, row: int) -> T | None:
        """Return what was made of a row."""
        return self.values[int(self.codes[row])]

    def error(self, row: int) -> BadInput | None:
        """Return why a row cannot be read, if so."""
        return self.errors[int(self.codes[row])]

    def faults(self) -> Iterator[tuple[int, BadInput]]:
        """Yield each row that cannot be read, and why."""
        is_wrong = np.array([error is not None for error in self.errors], dtype=np.bool_)
        if is_wrong.any():
            for row in np.flatnonzero(is_wrong[self.codes]).tolist():
                if (error := self.error(row)) is not None:
                    yield row, error

    def column(
        self, rows: Indices, kind: pa.DataType, cell: Callable[[T | None], object] = lambda value: value
    ) -> pa.Array:
        """Return what was made of some rows, as cells of an Arrow type."""
        return pa.array([cell(value) for value in self.values], kind).take(pa.array(self.codes[rows]))


class Once(Generic[T]):
    """A function of cells that mean something together, asked once for each distinct combination of them."""

    def __init__(self, read: Callable[..., T]) -> None:
        self._read = read
        self._known: dict[tuple[str, ...], tuple[T | None, BadInput | None]] = {}

    def __call__(self, *columns: pa.DictionaryArray) -> Answers[T]:
        """Return its answers for columns of text, row by row."""
        codes, firsts = _together(columns)
        texts = [
            column.dictionary.take(column.indices.take(pa.array(firsts))).to_pylist() for column in columns
        ]
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        found = [self._answer(cells) for cells in zip(*texts, strict=True)]
        return Answers([value for value, _ in found], [error for _, error in found], codes)

    def _answer(self, cells: tuple[str, ...]) -> tuple[T | None, BadInput | None]:
        known = self._known.get(cells)
        if known is None:
            try:
                known = self._read(*cells), None
            except BadInput as error:
                known = None, error.with_traceback(None)  # lest it keep what was read then
            self._known[cells] = known
        return known


def _together(columns: Sequence[pa.DictionaryArray]) -> tuple[Indices, Indices]:
    """Return of each row which combination of cells it has, and of each combination its first row."""
    codes = columns[0].indices.to_numpy().astype(np.int64)
    for column in columns[1:]:
        codes = recoded(codes * len(column.dictionary) + column.indices.to_numpy())
    firsts = first_rows(codes, codes.max(initial=-1) + 1)
    is_met = firsts < len(codes)  # a dictionary may have words that no row has
    return (np.cumsum(is_met) - 1)[codes], firsts[is_met]


def first_rows(codes: Indices, n_codes: int) -> Indices:
    """Return the first row with each code; the number of all rows where none has it."""
    firsts = np.full(n_codes, len(codes))
    firsts[codes[::-1]] = np.arange(len(codes))[::-1]
    return firsts


def numbers(answers: Answers[int]) -> Indices:
    """Return what was made of each row, where that is a number; -1 where it cannot be read."""
    found = np.array([-1 if value is None else value for value in answers.values], dtype=np.int64)
    return np.asarray(found[answers.codes])
