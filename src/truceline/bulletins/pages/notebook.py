"""A run as a notebook shows it: how the incidents stand, and what was read."""

from __future__ import annotations

from truceline.bulletins.catalogue import ENGLISH
from truceline.bulletins.headlines import Headlines
from truceline.bulletins.pages.page import render
from truceline.bulletins.pages.summary import render_read
from truceline.bulletins.sections.what_was_read import together_in_words
from truceline.model.assessment import Assessment, Receipt
from truceline.model.casebook import Casebook
from truceline.model.words import Audience


def render_outcome(
    casebook: Casebook,
    assessment: Assessment,
    receipt: Receipt,
    headlines: Headlines,
    *,
    audience: Audience = Audience.PUBLIC,
) -> str:
    """Return a piece of HTML, in English: no script, nothing fetched.

    Parameters
    ----------
    casebook, assessment, receipt, headlines
        As for the summary.
    audience : Audience
        For whom; what is for the mission alone says so first.
    """
    read = [line.strip() for one in receipt.inputs for line in render_read(one)]
    read += together_in_words(receipt.together, ENGLISH)
    asked = {"casebook": casebook, "receipt": receipt, "headlines": headlines, "read": read}
    return render("notebook.html.j2", asked, audience=audience) + assessment._repr_html_()
