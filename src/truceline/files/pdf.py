"""A document as a PDF: tagged for screen readers (PDF/UA-1), its fonts inside, the same bytes every time.

Typst sets the type. It is given one text, our template, and the document as plain values; it may read no
file, fetch no package and ask for no font of the machine, and no date is written. It comes with the extra
`pdf`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from importlib import resources, util
from pathlib import Path

from truceline.errors import NotFound
from truceline.files.outputs import MARK


def has_typst() -> bool:
    """Return whether a PDF can be made here."""
    return util.find_spec("typst") is not None


def require_typst() -> None:
    """Return if a PDF can be made here.

    Raises
    ------
    NotFound
        If Typst is not installed; the message names the extra it comes with.
    """
    if not has_typst():
        raise NotFound(
            "a PDF needs Typst, which is not installed here: install truceline with its extra, truceline[pdf]"
        )


def compile_pdf(document: Mapping[str, object]) -> bytes:
    """Return a document as a PDF.

    Parameters
    ----------
    document : mapping
        As `truceline.bulletins.paper.document` returns it.

    Returns
    -------
    bytes
        PDF/UA-1, without a date; equal documents give equal bytes under one version of Typst.

    Raises
    ------
    NotFound
        If Typst is not installed.
    ValueError
        If Typst refuses the document or warns of anything: a mistake of ours, since no text of others can
        cause it.
    """
    require_typst()
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(resources.files("truceline.files") / "fonts")]
    )
    with tempfile.TemporaryDirectory() as nothing:
        # Without a root of its own Typst would let a text read the working folder.
        compiler = typst.Compiler(
            _template(),
            root=Path(nothing),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
            package_path=Path(nothing),
            package_cache_path=Path(nothing),
        )
        try:
            made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards="ua-1")
        except typst.TypstError as error:
            raise ValueError(f"the document cannot be set in type: {error.message}") from error
    if warnings or not isinstance(made, bytes):
        said = "; ".join(one.message for one in warnings)
        raise ValueError(f"the document was not set in type as it should be: {said}")
    # What Typst writes of itself lies in the middle of a long file, where nobody looks for whose it is.
    return made + f"% {MARK}\n".encode()


def _template() -> bytes:
    return (resources.files("truceline.bulletins") / "templates" / "bulletin.typ").read_bytes()
