"""Findings as pages and map layers, for readers: text and plain data out, nothing decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truceline.lookup import looked_up

if TYPE_CHECKING:
    from truceline.bulletins.edition import Edition
    from truceline.bulletins.layers import incidents_geojson, zones_geojson
    from truceline.bulletins.pages.article_page import render_articles
    from truceline.bulletins.pages.bulletin import render_bulletin
    from truceline.bulletins.pages.casebook_page import render_casebook
    from truceline.bulletins.pages.site import render_record_site, render_site
    from truceline.bulletins.words import reason
else:
    __getattr__ = looked_up(
        __name__,
        {
            "truceline.bulletins.edition": ("Edition",),
            "truceline.bulletins.layers": ("incidents_geojson", "zones_geojson"),
            "truceline.bulletins.pages.article_page": ("render_articles",),
            "truceline.bulletins.pages.bulletin": ("render_bulletin",),
            "truceline.bulletins.pages.casebook_page": ("render_casebook",),
            "truceline.bulletins.pages.site": ("render_record_site", "render_site"),
            "truceline.bulletins.words": ("reason",),
        },
    )

__all__ = [
    "Edition",
    "incidents_geojson",
    "reason",
    "render_articles",
    "render_bulletin",
    "render_casebook",
    "render_record_site",
    "render_site",
    "zones_geojson",
]
