"""What somebody wrote from words that another changed since: both are shown, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from truceline.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class BothValues:
    """One value of a form, as it stands now and as somebody sent it."""

    name: str
    """In the form."""
    label: str
    theirs: str
    mine: str
    sent: tuple[str, ...] = ()
    """What goes along unseen with one that is chosen and not written; empty for one that is written."""


def is_clash(error: BadInput) -> bool:
    """Return whether something was refused because what it was made from was changed since."""
    return any(one.pointer == "seen" for one in error.faults)


def clash_page(
    request: HttpRequest, both: Sequence[BothValues], *, seen: int, back: str, again: bool = True
) -> HttpResponse:
    """Return a page with both values of everything, from which mine can be put right and sent again.

    Parameters
    ----------
    request : HttpRequest
        What was refused.
    both : sequence of BothValues
    seen : int
        The entry that stands now, and that is read on this page.
    back : str
        Address of the page where it stands.
    again : bool
        Whether it can be sent from here; what answers words that are gone cannot.
    """
    context = {
        "both": both,
        "seen": seen,
        "back": back,
        "again": again,
        "action": request.path,
        "does": request.POST.get("does", ""),
    }
    return render(request, "clash.html", context, status=422)
