"""Workbooks written by hand, part by part, so that a test can damage any of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DAY, CLOCK, LASTED = "1", "2", "3"
"""Styles: dd/mm/yyyy, dd/mm/yyyy hh:mm, [h]:mm."""
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
    "</styleSheet>"
)


def cell(value: object, style: str = "0") -> str:
    """Return a cell: text in line, anything else as a number."""
    if isinstance(value, str):
        return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c s="{style}"><v>{value}</v></c>' if value is not None else "<c/>"


def sheet(*rows: Sequence[object] | str, after: str = "", before: str = "") -> str:
    """Return a sheet of these rows; one that is text is taken as it is."""
    cells = (row if isinstance(row, str) else f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{"".join(cells)}</sheetData>{after}</worksheet>'


def _cell(value: object) -> str:
    return value if isinstance(value, str) and value.startswith("<c") else cell(value)


def workbook(
    *sheets: str,
    names: Sequence[str] = (),
    properties: str = "",
    texts: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return the bytes of a workbook; `parts` stand over or beside its own."""
    called = names or [f"Sheet{n}" for n in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(called, start=1)
    )
    points = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    points += f'<Relationship Id="s" Type="{RELATIONS}/styles" Target="/xl/styles.xml"/>'
    points += f'<Relationship Id="t" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    all_parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{points}</Relationships>',
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        **{f"xl/worksheets/sheet{n}.xml": one for n, one in enumerate(sheets, start=1)},
        **(parts or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in all_parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
