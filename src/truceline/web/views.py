"""The pages. Each asks a use case, and shows what it gives; nothing is decided here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from truceline.bulletins.sections.cases import request_words, time_left
from truceline.bulletins.sections.heard import heard_rows
from truceline.bulletins.sections.status import status_sheet
from truceline.centre.acting import act_on, take_report
from truceline.centre.boards import audience_of, tasks_of
from truceline.centre.briefs import draft_brief, edit_brief, release_brief, released_file, send_back
from truceline.centre.cases import asked_sides
from truceline.centre.likeness import like_cases
from truceline.centre.rights import CentreRole, State, refused, rights
from truceline.db.checkpoints import last_checkpoint
from truceline.db.growing import size_of
from truceline.errors import BadInput, Fault, NotAllowed, NotFound
from truceline.model.centre import MISSION, CaseStep, CentreStep
from truceline.model.naming import names_of_sides
from truceline.record.days import Period
from truceline.record.intake import FIELDS
from truceline.runs.reporting import Heard, hear
from truceline.runs.status import Consulted
from truceline.web.asking import (
    asker,
    board,
    compiled,
    consulted,
    may,
    now,
    place,
    record,
    record_in,
    store,
    words_of,
)
from truceline.web.models import Draft
from truceline.web.showing import shown_case

_STEPS: Final[dict[str, CaseStep]] = {
    "triage": "triage",
    "ask": "ask",
    "answer": "answer",
    "close": "close",
    "reopen": "reopen",
}
_LONGEST_AGO: Final = timedelta(days=1)
_FROM_SCRIPT: Final = "HX-Request"


@require_GET
def needs_me(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever asks, and all cases."""
    who, t = asker(request), words_of(request)
    if refused(who, CentreStep.READ_CASES, State.NONE):
        return HttpResponseRedirect(reverse("rights"))
    at = now()
    mark = f"{size_of(store())}-{at:%H%M}"
    if _FROM_SCRIPT in request.headers and request.GET.get("mark") == mark:
        return HttpResponse(status=204)
    found, book = board(), record_in(t.language).casebook
    tasks = [
        {
            "does": one.does,
            "case": shown_case(found.cases[one.item], found, who, book, t, now=at, full=False)
            if one.item in found.cases
            else None,
            "brief": found.briefs[one.item][-1].noun if one.item in found.briefs else None,
            "left": time_left(one.due_at, at, t) if one.due_at else "",
            "is_late": one.due_at is not None and at >= one.due_at,
        }
        for one in tasks_of(found, who, at)
    ]
    others = [
        shown_case(one, found, who, book, t, now=at, full=False) for one in reversed([*found.cases.values()])
    ]
    draft = Draft.objects.filter(user=request.user).first()
    context = {
        "mark": mark,
        "tasks": tasks,
        "cases": others,
        "n_late": sum(1 for one in tasks if one["is_late"]),
        "draft": draft.values.get("words", "") if draft else "",
        "page": "needs",
    }
    return render(request, "_needs.html" if _FROM_SCRIPT in request.headers else "needs.html", context)


@require_GET
def handover(request: HttpRequest) -> HttpResponse:
    """Show on one sheet what is open, who holds it, and what falls due."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.READ_CASES)
    found, at, book = board(), now(), record_in(t.language).casebook
    cases = [
        shown_case(one, found, who, book, t, now=at, full=False)
        for one in found.cases.values()
        if one.state is not State.CLOSED
    ]
    cases.sort(key=lambda one: (not one.is_late, one.due or "9", one.number))
    context = {"cases": cases, "n_late": sum(one.is_late for one in cases), "page": "handover"}
    return render(request, "handover.html", context)


# A report


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take a report apart, keep it as a draft, or enter it."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.TAKE_REPORT)
    draft = Draft.objects.filter(user=request.user).first()
    given = _given(request) if request.method == "POST" else dict(draft.values) if draft else {}
    does = request.POST.get("does", "apart")
    said_at = _said_at(given)
    given["said_at"] = f"{said_at:%Y-%m-%dT%H:%MZ}"
    if request.method == "POST":
        _save(request, given)
    if does == "draft":
        return render(request, "_kept.html") if _FROM_SCRIPT in request.headers else _to("report")
    context: dict[str, Any] = {
        "given": given,
        "joins": request.GET.get("joins", "") or given.get("joins", ""),
        "page": "report",
        "faults": [],
    }
    try:
        if given.get("words", "").strip():
            heard = _heard(given, said_at)
            if does == "log":
                number = take_report(
                    store(),
                    heard,
                    who,
                    source=given.get("source", "").strip(),
                    informant=request.POST.get("informant", "").strip(),
                    joins=given.get("joins", ""),
                    now=now(),
                )
                Draft.objects.filter(user=request.user).delete()
                return HttpResponseRedirect(reverse("case", args=[number]))
            context |= _apart(heard, given, who, t)
            context["wants_answer"] = _FROM_SCRIPT in request.headers
            if not context["wants_answer"]:
                context |= _answer(heard, t)
    except BadInput as error:
        context["faults"] = [str(one) for one in error.faults] or [str(error)]
    status = 422 if context["faults"] and does == "log" else 200
    if _FROM_SCRIPT in request.headers:
        return render(request, "_apart.html", context)
    return render(request, "report.html", context, status=status)


@require_POST
def report_answer(request: HttpRequest) -> HttpResponse:
    """Say what applies there and then; it is not kept."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.READ_ANSWER)
    given = _given(request)
    try:
        context = _answer(_heard(given, _said_at(given)), t)
    except BadInput as error:
        context = {"faults": [str(one) for one in error.faults] or [str(error)]}
    return render(request, "_answer.html", context)


def _given(request: HttpRequest) -> dict[str, str]:
    """Return what somebody wrote; who the source is, is never among it, and so in no draft."""
    names = ("words", "source", "joins", "said_at", *(f"set_{one}" for one in FIELDS))
    return {name: request.POST[name][:4_000] for name in names if request.POST.get(name)}


def _save(request: HttpRequest, given: dict[str, str]) -> None:
    Draft.objects.update_or_create(user=request.user, defaults={"values": given, "saved_at": now()})


def _said_at(given: dict[str, str]) -> datetime:
    """Return when a report was told: as the form has it since it was begun, if that can be; else now."""
    at = now()
    try:
        said = datetime.fromisoformat(given.get("said_at", ""))
    except ValueError:
        return at
    return said if said.tzinfo is not None and timedelta(0) <= at - said <= _LONGEST_AGO else at


def _heard(given: dict[str, str], said_at: datetime) -> Heard:
    changes = [
        f"{one}={given[f'set_{one}'].strip()}" for one in FIELDS if given.get(f"set_{one}", "").strip()
    ]
    unknown = [f"{one}=" for one in FIELDS if given.get(f"set_{one}", "").strip() == "-"]
    told = [one for one in changes if not one.endswith("=-")]
    return _understood(given["words"].strip(), min(said_at, _machines_now()), (*told, *unknown))


@lru_cache(maxsize=8)
def _understood(words: str, said_at: datetime, changes: tuple[str, ...]) -> Heard:
    """Return what is understood of a report; of the last few it is kept in memory."""
    return hear(compiled(), words, said_at=said_at, changes=changes)


@lru_cache(maxsize=8)
def _consulted(words: str, said_at: datetime, changes: tuple[str, ...]) -> Consulted | None:
    """Return what applies there and then; of the last few it is kept in memory, and nowhere else."""
    return consulted(_understood(words, said_at, changes))


def _machines_now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


def _apart(heard: Heard, given: dict[str, str], who: Any, t: Any) -> dict[str, Any]:
    book = record_in(t.language).casebook
    rows = heard_rows(heard.found, book, heard.said_at, t)
    labels = {t(f"heard.{field}"): field for field in ("act", "place", "time", "by", "at", "dead", "wounded")}
    labels[t("heard.from")] = "from"
    fields = [
        {
            "label": label,
            "value": value,
            "name": f"set_{labels[label]}" if label in labels else "",
            "given": given.get(f"set_{labels[label]}", "") if label in labels else "",
            "is_open": value == t("heard.not_clear"),
        }
        for label, value in rows
        if value
    ]
    found, at = board(), now()
    alike = like_cases(found, heard.found, record().casebook, who, said_at=heard.said_at)
    return {
        "fields": fields,
        "looks": [label for label, value in rows if not value],
        "n_open": sum(1 for one in fields if one["is_open"]),
        "alike": [shown_case(found.cases[one], found, who, book, t, now=at, full=False) for one in alike],
    }


def _answer(heard: Heard, t: Any) -> dict[str, Any]:
    """Return whose ground, what applies and who-if, in the rows that the command prints."""
    found = _consulted(heard.found.words, heard.said_at, heard.changes)
    if found is None or found.who_if is None:
        return {"sheet": None, "is_answered": True}
    told = record_in(t.language)
    sheet = status_sheet(told, found.status, found.who_if, found.held, t)
    return {
        "sheet": sheet,
        "is_answered": True,
        "by_side": [t("who_if.by", side=one) for one in sheet.sides],
        "time_unknown": heard.found.time is None,
    }


# A case


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case in one column of time."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.READ_CASES)
    found, book = board(), record_in(t.language).casebook
    if number not in found.cases:
        raise NotFound("no such case", [Fault(message=f"{number[:40]}")])
    shown = shown_case(found.cases[number], found, who, book, t, now=now())
    return render(request, "case.html", {"case": shown, "page": "case", "serial": number.rpartition("-")[2]})


@require_POST
def case_act(request: HttpRequest, number: str, does: str) -> HttpResponse:
    """Do something to a case."""
    who, t = asker(request), words_of(request)
    if does not in _STEPS:
        raise NotFound("no such step", [Fault(message=does[:40])])
    words = request.POST.get("words", "")
    if does == "ask":
        words = _request_for(number, t)
    act_on(
        store(),
        record().casebook,
        who,
        number,
        _STEPS[does],
        words=words if does in ("ask", "answer") else "",
        side=who.side if does == "answer" else "",
        reason=request.POST.get("reason", "")[:4_000],
        now=now(),
    )
    return HttpResponseRedirect(reverse("case", args=[number]))


def _request_for(number: str, t: Any) -> str:
    """Return the words in which both sides are asked: made from act, cell and part of the day alone."""
    found, book = board(), record_in(t.language).casebook
    if number not in found.cases:
        raise NotFound("no such case", [Fault(message=number[:40])])
    entry = found.incidents.get(found.cases[number].reports[0])
    due_at = now() + timedelta(hours=book.mandate.reply_hours)
    if entry is None:
        return request_words(None, None, "", book, t, due_at=due_at)
    noun = entry.noun
    return request_words(
        noun.accounts[0].hypotheses, noun.when, entry.entered.change.area, book, t, due_at=due_at
    )


# Briefs


@require_http_methods(["GET", "POST"])
def briefs(request: HttpRequest) -> HttpResponse:
    """List briefs, and draft one."""
    who, t = asker(request), words_of(request)
    found = board()
    if request.method == "POST":
        own = draft_brief(store(), place().casebook, who, _period(request), language=t.language, now=now())
        return HttpResponseRedirect(reverse("brief", args=[own]))
    reads = not refused(who, CentreStep.READ_BRIEFS, State.NONE)
    ours = audience_of(who)
    context = {
        "briefs": [versions[-1].noun for versions in reversed([*found.briefs.values()])] if reads else [],
        "releases": [
            one.noun for one in reversed(found.releases) if ours == MISSION or one.noun.audience == ours
        ],
        "reads": reads,
        "today": _today(),
        "page": "brief",
    }
    return render(request, "briefs.html", context)


def _today() -> str:
    return f"{now().astimezone(ZoneInfo(record().casebook.mandate.day_zone)):%Y-%m-%d}"


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
    may(who, CentreStep.READ_BRIEFS)
    if request.method == "POST":
        _brief_act(request, own, who)
        return HttpResponseRedirect(reverse("brief", args=[own]))
    found, book = board(), record_in(t.language).casebook
    if own not in found.briefs:
        raise NotFound("no such brief", [Fault(message=own[:40])])
    versions = found.briefs[own]
    last = versions[-1]
    noun, state = last.noun, State(last.noun.state)
    authors = {one.entered.change.author for one in versions if one.noun.state == State.DRAFTED}
    names = names_of_sides(book)
    context = {
        "brief": noun,
        "seen": last.entered.entry,
        "text": "\n\n".join(noun.lines),
        "edited": [one for one in noun.lines if one not in noun.computed],
        "struck": [one for one in noun.computed if one not in noun.lines],
        "reason": last.entered.change.reason if state is State.RETURNED else "",
        "can_edit": not refused(who, CentreStep.DRAFT_BRIEF, state),
        "can_back": not refused(who, CentreStep.SEND_BACK, state),
        "why_not": refused(who, CentreStep.RELEASE_BRIEF, state, authors=authors),
        "audiences": [
            (one, names.get(one) or t.of("centre_audience", one)) for one in book.mandate.audiences or {}
        ],
        "releases": [one.noun for one in found.releases if one.noun.of == f"briefs/{own}"],
        "page": "brief",
    }
    return render(request, "brief.html", context)


def _brief_act(request: HttpRequest, own: str, who: Any) -> None:
    book, seen = record().casebook, request.POST.get("seen", "")
    entry = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else -1
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
                seen=entry,
                now=now(),
            )
        case "back":
            send_back(store(), book, who, own, reason=request.POST.get("reason", "")[:4_000], now=now())
        case "release":
            release_brief(
                store(),
                book,
                place().casebook,
                who,
                own,
                audiences=request.POST.getlist("audience"),
                seen=entry,
                now=now(),
            )
        case _:
            raise BadInput("nothing was done", [Fault(message="say what to do")])


@require_GET
def release(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand out a released bundle to the audience that it is for, and to the mission."""
    who = asker(request)
    ours = audience_of(who)
    found = next((one.noun for one in board().releases if one.noun.digest == f"sha256:{digest}"), None)
    if found is None:
        raise NotFound("no such release", [Fault(message=digest[:80])])
    if not ours or ours not in (MISSION, found.audience):
        raise NotAllowed("it is for others", [Fault(pointer="audience", message="it is for others")])
    file = released_file(store(), found.digest)
    return HttpResponse(
        file.data,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )


# Rights and proof


@require_GET
def rights_page(request: HttpRequest) -> HttpResponse:
    """Show who may do what, and how far the log has grown."""
    who = asker(request)
    may(who, CentreStep.READ_RIGHTS)
    opened = store()
    signed = last_checkpoint(opened)
    context = {
        "roles": list(CentreRole),
        "rows": [
            {
                "action": one.action.value,
                "state": one.state.value if one.state else "any",
                "next": one.leads_to.value if one.leads_to and one.leads_to is not one.state else "",
                "is_built": one.is_built,
                "cells": [one.bars[role].value for role in CentreRole],
            }
            for one in rights()
        ],
        "sides": asked_sides(record().casebook.mandate),
        "origin": opened.origin,
        "size": size_of(opened),
        "signed": None if signed is None else signed.checkpoint,
        "root": "" if signed is None else signed.checkpoint.root.hex()[:16],
        "key": str(opened.key()),
        "page": "rights",
    }
    return render(request, "rights.html", context)


# Logins


@require_http_methods(["GET", "POST"])
def logins_page(request: HttpRequest) -> HttpResponse:
    """Show who may sign in, and let an administrator change it; nothing of content is here."""
    from truceline.web import administering

    who, t = asker(request), words_of(request)
    may(who, CentreStep.MANAGE_LOGINS)
    sides, drawn, name = asked_sides(record().casebook.mandate), "", request.POST.get("login", "").strip()
    if request.method == "POST":
        drawn = administering.done(
            request.POST.get("does", ""),
            name,
            by=who.login,
            role=request.POST.get("role", ""),
            side=request.POST.get("side", ""),
            sides=sides,
        )
        if not drawn:
            return HttpResponseRedirect(reverse("logins"))
    names = names_of_sides(record_in(t.language).casebook)
    context = {
        "logins": administering.logins(),
        "changes": administering.changes(),
        "roles": list(CentreRole),
        "sides": [(one, names[one]) for one in sides],
        "drawn": drawn,
        "made": name,
        "page": "logins",
    }
    return render(request, "logins.html", context)


def _to(page: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(page))


def gone(_: HttpRequest) -> HttpResponse:
    """Answer where nobody may go: signing up is closed."""
    raise NotFound("there is no such page")
