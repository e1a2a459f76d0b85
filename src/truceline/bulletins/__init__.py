"""Findings as pages and map layers, for readers: text and plain data out, nothing decided."""

from truceline.bulletins.edition import Edition
from truceline.bulletins.headlines import headlines
from truceline.bulletins.layers import incidents_geojson, zones_geojson
from truceline.bulletins.pages.article_page import render_articles
from truceline.bulletins.pages.bulletin import render_bulletin
from truceline.bulletins.pages.casebook_page import render_casebook
from truceline.bulletins.words import reason

__all__ = [
    "Edition",
    "headlines",
    "incidents_geojson",
    "reason",
    "render_articles",
    "render_bulletin",
    "render_casebook",
    "zones_geojson",
]
