"""The pages of briefs: drafted, put right, shown to both sides, let out, corrected."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from truceline.bulletins.catalogue import Catalogue
from truceline.centre.boards import audience_of, authors_of, is_waiting
from truceline.centre.briefs import draft_brief, edit_brief, pass_brief, release_brief, send_back, show_brief
from truceline.centre.cases import MOST_LETTERS
from truceline.centre.objecting import object_to_line, objections_by_line
from truceline.centre.releasing import correct, corrections_of
from truceline.centre.rights import State, allow, refused
from truceline.errors import BadInput, Fault, NotFound
from truceline.model.centre import MISSION, BriefDraft, CentreStep
from truceline.model.naming import names_of_sides
from truceline.record.days import Period
from truceline.web.asking import (
    asker,
    audiences,
    board,
    local,
    named,
    now,
    number_in,
    place,
    record,
    record_in,
    store,
    words_of,
)
from truceline.web.clashing import BothValues, clash_page, is_clash


@require_http_methods(["GET", "POST"])
def briefs(request: HttpRequest) -> HttpResponse:
    """List briefs, and draft one."""
    who, t = asker(request), words_of(request)
    found, book = board(), record_in(t.language).casebook
    if request.method == "POST":
        own = draft_brief(store(), place().casebook, who, _period(request), language=t.language, now=now())
        return redirect("brief", own)
    ours = audience_of(who)
    drafts = [versions[-1].noun for versions in reversed([*found.briefs.values()])]
    context = {
        "briefs": [one for one in drafts if not refused(who, CentreStep.READ_BRIEFS, State(one.state))],
        "releases": named(
            (one for one in reversed(found.releases) if ours in (MISSION, one.noun.audience)), book, t
        ),
        "reads": not refused(who, CentreStep.READ_BRIEFS, State.NONE),
        "today": f"{now().astimezone(ZoneInfo(record().casebook.mandate.day_zone)):%Y-%m-%d}",
        "page": "brief",
    }
    return render(request, "briefs.html", context)


def _period(request: HttpRequest) -> Period:
    try:
        first, last = (date.fromisoformat(request.POST.get(one, "")) for one in ("first", "last"))
        if first > last or (last - first).days > 31:
            raise ValueError
    except ValueError:
        fault = Fault(pointer="period", message="two days are expected, a month apart at most")
        raise BadInput("nothing was drafted", [fault]) from None
    return Period(first=first, last=last)


@require_http_methods(["GET", "POST"])
def brief(request: HttpRequest, own: str) -> HttpResponse:
    """Show a brief, and let it be put right, sent back or released."""
    who, t = asker(request), words_of(request)
    found, book = board(), record_in(t.language).casebook
    if own not in found.briefs:
        raise NotFound("no such brief", [Fault(message=own[:40])])
    versions = found.briefs[own]
    last = versions[-1]
    noun, state, item = last.noun, State(last.noun.state), f"briefs/{own}"
    allow(who, CentreStep.READ_BRIEFS, state)
    if request.method == "POST":
        try:
            _brief_act(request, own, state, who)
        except BadInput as error:
            if not is_clash(error) or request.POST.get("does") != "edit":
                raise
            last = board().briefs[own][-1]
            both = _both_briefs(request, last.noun, t)
            return clash_page(request, both, seen=last.entered.entry, back=reverse("brief", args=[own]))
        return redirect("brief", own)
    authors = authors_of(versions)
    names, objections = names_of_sides(book), objections_by_line(found, own)
    due = datetime.fromisoformat(noun.due) if noun.due else None
    waits = is_waiting(noun, found.sides, now())

    def objected(line: int) -> list[dict[str, str]]:
        return [
            {"side": names.get(one.of_side, ""), "words": one.words, "at": one.on}
            for one in objections.get(line, ())
        ]

    def why_not(step: CentreStep) -> str:
        return refused(who, step, state, authors=authors, side=who.side)

    context = {
        "brief": noun,
        "seen": last.entered.entry,
        "text": "\n\n".join(noun.lines),
        "lines": [
            {"number": number, "said": line, "objections": objected(number)}
            for number, line in enumerate(noun.lines, 1)
        ],
        "objections": objected(0),
        "edited": [one for one in noun.lines if one not in noun.computed] if not who.side else [],
        "struck": [one for one in noun.computed if one not in noun.lines] if not who.side else [],
        "reason": last.entered.change.reason if state is State.RETURNED else "",
        "due": "" if due is None else local(due),
        "passed": [names[one] for one in noun.passed],
        "can_pass": not why_not(CentreStep.PASS_BRIEF) and who.side not in noun.passed,
        "why_show": why_not(CentreStep.SHOW_BRIEF),
        "can_edit": not why_not(CentreStep.DRAFT_BRIEF),
        "can_back": not why_not(CentreStep.SEND_BACK),
        "can_object": not why_not(CentreStep.OBJECT),
        "can_correct": not why_not(CentreStep.CORRECT),
        "why_not": why_not(CentreStep.RELEASE_BRIEF) or ("waits" if waits else ""),
        "audiences": audiences(book, t),
        "releases": named((one for one in found.releases if one.noun.of == item and not who.side), book, t),
        "corrections": corrections_of(found, item),
        "page": "brief",
    }
    return render(request, "brief.html", context)


def _both_briefs(request: HttpRequest, stands: BriefDraft, t: Catalogue) -> list[BothValues]:
    """Return a brief as it stands, and as somebody put it right from an earlier version."""
    theirs = {"lines": "\n\n".join(stands.lines), "holding": stands.holding, "holding_by": stands.holding_by}
    return [
        BothValues(name=one, label=t(f"centre.{one}"), theirs=said, mine=request.POST.get(one, ""))
        for one, said in theirs.items()
    ]


def _brief_act(request: HttpRequest, own: str, state: State, who: Any) -> None:
    book, seen, at = record().casebook, number_in(request, "seen"), now()
    match request.POST.get("does"):
        case "edit":
            edit_brief(
                store(),
                book,
                who,
                own,
                lines=request.POST.get("lines", "").replace("\r\n", "\n").split("\n\n"),
                holding=request.POST.get("holding", ""),
                holding_by=request.POST.get("holding_by", ""),
                seen=seen,
                now=at,
            )
        case "back":
            send_back(store(), book, who, own, reason=request.POST.get("reason", "")[:MOST_LETTERS], now=at)
        case "show":
            show_brief(store(), book, who, own, seen=seen, now=at)
        case "pass":
            pass_brief(store(), book, who, own, seen=seen, now=at)
        case "object":
            line, words = number_in(request, "line"), request.POST.get("words", "")
            object_to_line(store(), book, who, own, line=line, words=words, seen=seen, now=at)
        case "release":
            given = request.POST.getlist("audience")
            release_brief(store(), book, place().casebook, who, own, audiences=given, seen=seen, now=at)
        case "correct":
            says = request.POST.get("words", "")
            correct(store(), book, place().casebook, who, f"briefs/{own}", state, says=says, now=at)
        case _:
            raise BadInput("nothing was done", [Fault(message="say what to do")])
