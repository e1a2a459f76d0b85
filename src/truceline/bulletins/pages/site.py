"""The bulletin as a folder of small pages, each made only from what the run touches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from truceline.bulletins.edition import Edition
from truceline.bulletins.pages.article_page import render_articles
from truceline.bulletins.pages.bulletin import bulletin_values, record_values
from truceline.bulletins.pages.casebook_page import render_casebook
from truceline.bulletins.pages.page import render
from truceline.errors import Fault
from truceline.model.record import Record
from truceline.model.words import Audience

INDEX: Final = "index"
_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    INDEX: ("head", "read", "receipt"),
    "findings": ("findings", "counts"),
    "obligations": ("obligations",),
    "claims": ("told", "counted"),
    "patrols": ("posts", "strip"),
    "control": ("control", "returns"),
    "stances": ("stances", "access"),
    "text": ("text",),
}
"""Page to its parts, in order; each part is a template below `templates/bulletin`."""
_OF_RECORD: Final = frozenset({"obligations", "claims", "patrols", "stances"})
"""Pages of what was told, which say nothing of incidents that come from elsewhere."""
_ID: Final = re.compile(r'\bid="([^"]+)"')
_LINK: Final = re.compile(r'href="#([^"]+)"')


def render_site(edition: Edition) -> dict[str, str]:
    """Return the pages of a bulletin by the name of their file.

    Pages of the record come only where the record itself was assessed. A link leads to the page on which
    what it names stands.
    """
    values = bulletin_values(edition)
    shown = [page for page in _SECTIONS if _is_shown(page, edition, values)]
    pages = {
        f"{page}.html": render(
            "bulletin_page.html.j2",
            values | {"page": page, "pages": shown, "sections": _sections(page, edition)},
            language=edition.language,
            audience=edition.audience,
        )
        for page in shown
    }
    return _linked(pages)


def render_record_site(
    record: Record,
    warnings: Iterable[Fault] = (),
    *,
    audience: Audience = Audience.PUBLIC,
    delay_hours: float | None = None,
) -> dict[str, str]:
    """Return the pages of a casebook and its record by the name of their file: `index.html` is the text.

    Parameters
    ----------
    record : Record
        As it may be shown.
    warnings : iterable of Fault
        What the check of the casebook found short of a fault.
    audience : Audience
        For whom; every page says so.
    delay_hours : float, optional
        How long outings are not shown after their day, as the record given does not; None where all are.
    """
    values = record_values(record, delay_hours=delay_hours)
    told = [page for page in ("claims", "patrols", "stances") if values["has_record"]]
    shown = [INDEX, *told, *(["article"] if record.articles else [])]
    pages = {f"{INDEX}.html": render_casebook(record, warnings, audience=audience, pages=shown)}
    for page in told:
        sections = (*_SECTIONS[page], *(("returns",) if page == "claims" else ()))
        given = values | {"page": page, "pages": shown, "sections": sections}
        pages[f"{page}.html"] = render("bulletin_page.html.j2", given, audience=audience)
    if record.articles:
        pages["article.html"] = render_articles(record, audience=audience)
    return _linked(pages)


def _is_shown(page: str, edition: Edition, values: Mapping[str, object]) -> bool:
    if page == "control":
        return edition.held is not None
    return page not in _OF_RECORD or (edition.of_record and bool(values["has_record"]))


def _sections(page: str, edition: Edition) -> tuple[str, ...]:
    return tuple(one for one in _SECTIONS[page] if one != "returns" or edition.of_record)


def _linked(pages: Mapping[str, str]) -> dict[str, str]:
    """Return pages whose links to what stands on another page name that page."""
    home: dict[str, str] = {}
    own: dict[str, frozenset[str]] = {}
    for file, page in pages.items():
        own[file] = frozenset(_ID.findall(page))
        home |= {one: file for one in own[file] if one not in home}

    def linked(file: str, page: str) -> str:
        def link(found: re.Match[str]) -> str:
            target = found[1]
            elsewhere = target not in own[file] and target in home
            return f'href="{home[target]}#{target}"' if elsewhere else found[0]

        return _LINK.sub(link, page)

    return {file: linked(file, page) for file, page in pages.items()}
