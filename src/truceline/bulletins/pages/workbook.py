"""The tables of a run as a workbook: a first sheet in words, then one sheet for each table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyarrow as pa

from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.edition import Edition
from truceline.bulletins.pages.summary import Courses, render_summary
from truceline.bulletins.plain_tables import plain_table
from truceline.model.words import Audience

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"verdict": "verdict", "if_in_force": "verdict", "basis": "basis", "state": "state"}
)
"""Column whose codes are put into words, with their kind in the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table."""

    title: str
    """On its tab."""
    heads: tuple[str, ...]
    """Of the columns, in words."""
    table: pa.Table
    """Numbers, yes or no, and text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What `findings.xlsx` holds."""

    about: str
    """On the tab of the first sheet."""
    lines: tuple[str, ...]
    """Of the first sheet; a line of two spaces or more at its start says more of the one above."""
    sheets: tuple[Sheet, ...]
    """In their order."""
    language: str
    """Of headings and of the first sheet."""

    def closing(self, most_rows: int, n_long: int) -> Iterator[str]:
        """Yield the last lines of the first sheet: what each sheet holds, and what had no room.

        Parameters
        ----------
        most_rows : int
            Rows of a table for which a sheet has room.
        n_long : int
            Cells that are cut, their text being too long for one.
        """
        t = catalogue(self.language)
        yield t("sheet.sheets")
        for one in self.sheets:
            rows = t("count.rows", n=one.table.num_rows)
            if one.table.num_rows <= most_rows:
                yield "  " + t("sheet.whole", sheet=one.title, rows=rows)
            else:
                yield "  " + t("sheet.cut", sheet=one.title, shown=f"{most_rows:,}", rows=rows)
        if n_long:
            yield "  " + t("sheet.long", cells=f"{n_long:,}")
        yield "  " + t("sheet.empty")

    def cut(self, text: str) -> str:
        """Return the beginning of a text, saying that there is more."""
        return catalogue(self.language)("sheet.more", text=text)

    @property
    def direction(self) -> str:
        """Return `rtl` where columns run from the right."""
        return catalogue(self.language).direction


def workbook(edition: Edition, tables: Mapping[str, pa.Table], obligations: Courses) -> Workbook:
    """Return the workbook of a run.

    Parameters
    ----------
    edition : Edition
        What goes out.
    tables : mapping of name to pa.Table
        Those of the edition, as they may leave, by the name of their file without its ending.
    obligations : sequence
        As for `render_summary`.
    """
    t = catalogue(edition.language)
    sheets = (
        Sheet(
            title=t.of("sheet", name),
            heads=tuple(t.of("table_column", one) for one in plain.column_names),
            table=_in_words(plain, t),
        )
        for name, table in tables.items()
        for plain in [plain_table(table, edition.receipt.supposing)]
    )
    return Workbook(
        about=t("sheet.about"),
        lines=tuple(_lines(edition, obligations, t)),
        sheets=tuple(sheets),
        language=edition.language,
    )


def _lines(edition: Edition, obligations: Courses, t: Catalogue) -> Iterator[str]:
    receipt = edition.receipt
    if edition.audience is Audience.INTERNAL:
        yield t("page.internal")
    yield t("page.banner")
    yield ""
    yield from render_summary(
        edition.record.casebook,
        edition.assessment,
        receipt,
        edition.headlines,
        obligations,
        language=edition.language,
    )
    yield ""
    yield t("sheet.hashes")
    yield f"  {t('receipt.casebook', id=receipt.casebook)}: {receipt.casebook_sha256}"
    yield from (f"  {name}: {sha256}" for name, sha256 in receipt.records)
    yield from (f"  {read.file}: {read.sha256}" for read in receipt.inputs)
    yield f"  {t('receipt.digest')}: {receipt.digest}"
    yield ""


def _in_words(plain: pa.Table, t: Catalogue) -> pa.Table:
    """Return a table whose codes of closed lists are the words that pages have for them."""
    for index, name in enumerate(plain.column_names):
        if name in _WORDS:
            coded = plain.column(name).combine_chunks().dictionary_encode()
            words = pa.array([t.of(_WORDS[name], one) for one in coded.dictionary.to_pylist()], pa.string())
            plain = plain.set_column(index, name, words.take(coded.indices))
    return plain
