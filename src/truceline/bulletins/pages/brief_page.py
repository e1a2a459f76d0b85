"""The brief as a page of one sheet, and its annex: only what the period touches."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import pyarrow.compute as pc

from truceline.bulletins.brief.sheet import MOST_WORDS as MOST_WORDS
from truceline.bulletins.brief.sheet import Brief, cells, table_heads
from truceline.bulletins.brief.sheet import on_paper as on_paper
from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.edition import Edition
from truceline.bulletins.labels import Labels
from truceline.bulletins.pages.page import render
from truceline.bulletins.pictures.sheet import SheetPicture, sheet_picture
from truceline.bulletins.sections.rows import finding_table
from truceline.bulletins.sections.what_sources_said import told
from truceline.model.naming import in_language
from truceline.record import claims
from truceline.text.relations import zones_named

SHOWN_ROWS: Final = 400


def render_brief(brief: Brief, edition: Edition, *, annex: str = "") -> str:
    """Return a brief as one HTML page: no script, nothing fetched, at most 600 words.

    Parameters
    ----------
    brief : Brief
        With all its rows; as many stand on the sheet as fit.
    edition : Edition
        From which it was made.
    annex : str
        File beside it to which it links; none on paper.
    """
    shown = on_paper(brief)
    values = {
        "brief": shown,
        "heads": table_heads(brief.language),
        "cells": partial(cells, language=shown.language, shortness=shown.shortness),
        "picture": _picture(brief, edition),
        "annex": annex,
    }
    return render("brief.html.j2", values, language=edition.language, audience=edition.audience)


def _picture(brief: Brief, edition: Edition) -> SheetPicture | None:
    """Return days and places of the attacks; None where none is told."""
    t, record = catalogue(edition.language), in_language(edition.record, edition.language)
    if not brief.rows:
        return None
    clauses = {result.clause for row in brief.rows for result in row.against}
    zones = {zone for one in record.casebook.clauses if one.id in clauses for zone in zones_named(one)}
    incidents = edition.assessment.incidents
    listed = [row.incident for row in brief.rows]
    return sheet_picture(
        [(one.day, one.n, one.n_open) for one in brief.days_told],
        [one for one in edition.zones if one.recipe.id in zones],
        record.casebook,
        incidents.filter(pc.is_in(incidents["incident_id"], pc.cast(listed, "string"))),
        title=t("brief.picture"),
        about=t("brief.picture_about"),
    )


def render_annex(brief: Brief, edition: Edition, *, sheet: str = "brief.html") -> str:
    """Return all that the period touches: every finding in words, what sources say; `sheet` is its brief."""
    t = catalogue(edition.language)
    record = in_language(edition.record, edition.language)
    groups = edition.headlines.groups
    table = finding_table(
        record,
        edition.assessment,
        groups,
        np.arange(len(groups.first)),
        edition.behind,
        at_most=SHOWN_ROWS,
        t=t,
    )
    values = {
        "brief": brief,
        "sheet": sheet,
        "casebook": record.casebook,
        "table": table,
        "shown_rows": SHOWN_ROWS,
        "told": told(Labels(record, t), claims(record, during=edition.during)),
        "receipt": replace(edition.receipt, on=brief.days),
        "shown_faults": 50,
        "shown_names": 30,
    }
    return render("annex.html.j2", values, language=edition.language, audience=edition.audience)
