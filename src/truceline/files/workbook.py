"""A workbook as an Excel file: nothing in it is a formula, and the same workbook gives the same bytes."""

from __future__ import annotations

import io
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from truceline.bulletins.plain_tables import is_formula
from truceline.bulletins.words import visible

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from truceline.bulletins.pages.workbook import Sheet, Workbook

MOST_ROWS: Final = 1_048_576
"""Of a sheet in Excel, its heading among them."""
_MOST_UNITS: Final = 32_767
"""UTF-16 units of one cell's text in Excel."""
_MADE_AT: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - XlsxWriter writes it as UTC
"""When every workbook says it was made, so that it is the same at any time."""
_AT_ONCE: Final = 10_000


def workbook_bytes(book: Workbook, *, most_rows: int = MOST_ROWS) -> bytes:
    """Return a workbook as an `.xlsx` file.

    Parameters
    ----------
    book : Workbook
        What it holds.
    most_rows : int
        Rows of a sheet; those behind them are left out, and the first sheet says so.
    """
    import xlsxwriter  # slow to import, and most runs write none

    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as file:
        file.set_properties({"created": _MADE_AT, "title": visible(book.lines[0])[:255]})
        about = file.add_worksheet(book.about)
        writer = _Writer(book, file)
        for one in book.sheets:
            writer.add(one, file.add_worksheet(one.title), most_rows)
        writer.say(about, (*book.lines, *book.closing(most_rows - 1, writer.n_long)))
    return made.getvalue()


class _Writer:
    """What goes into the cells of one workbook."""

    def __init__(self, book: Workbook, file: Any) -> None:
        self.book = book
        self.plain: Format = file.add_format({"text_wrap": False, "valign": "top"})
        # Without the sign before it, a text becomes a formula once somebody edits its cell.
        self.quoted: Format = file.add_format({"quote_prefix": True, "valign": "top"})
        self.head: Format = file.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.bold: Format = file.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.more: Format = file.add_format({"text_wrap": True, "valign": "top", "indent": 1})
        self.n_long = 0

    def add(self, one: Sheet, sheet: Worksheet, most_rows: int) -> None:
        """Fill a sheet with its table."""
        self._turn(sheet)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(one.heads) - 1, 18)
        for column, head in enumerate(one.heads):
            self._text(sheet, 0, column, head, self.head)
        shown = one.table.slice(0, most_rows - 1)
        row = 0
        for batch in shown.to_batches(max_chunksize=_AT_ONCE):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                row += 1
                for column, cell in enumerate(cells):
                    self._cell(sheet, row, column, cell)
        sheet.autofilter(0, 0, row, len(one.heads) - 1)

    def say(self, sheet: Worksheet, lines: tuple[str, ...]) -> None:
        """Fill the first sheet, a line a row."""
        self._turn(sheet)
        sheet.set_column(0, 0, 120)
        for row, line in enumerate(lines):
            said = visible(line.strip())
            if said:
                self._text(sheet, row, 0, said, self.more if line.startswith(" ") else self.bold)
        sheet.activate()

    def _turn(self, sheet: Worksheet) -> None:
        if self.book.direction == "rtl":
            sheet.right_to_left()

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: object) -> None:
        match cell:
            case None:
                return
            case bool():
                sheet.write_boolean(row, column, cell)
            case int() | float() if math.isfinite(cell):
                sheet.write_number(row, column, cell)
            case _:
                said = str(cell)
                self._text(sheet, row, column, said, self.quoted if is_formula(said) else self.plain)

    def _text(self, sheet: Worksheet, row: int, column: int, said: str, form: Format) -> None:
        if len(said.encode("utf-16-le")) // 2 > _MOST_UNITS:
            self.n_long += 1
            said = self.book.cut(said[: _MOST_UNITS // 2 - 100])
        # XlsxWriter would take such a text for markup of its own.
        said += " " * said.startswith("<r>")
        sheet.write_string(row, column, said, form)
