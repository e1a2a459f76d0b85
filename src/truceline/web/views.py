"""The pages. Each asks a use case, and shows what it gives; nothing is decided here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from truceline.bulletins.sections.cases import time_left
from truceline.bulletins.sections.heard import heard_rows
from truceline.bulletins.sections.people_near import near_lines
from truceline.bulletins.sections.status import status_sheet
from truceline.centre.acting import take_report
from truceline.centre.boards import audience_of, tasks_of
from truceline.centre.cases import MOST_LETTERS
from truceline.centre.likeness import like_cases
from truceline.centre.releasing import released_file
from truceline.centre.rights import CentreRole, State, refused, rights
from truceline.centre.ruling import ruling_tasks
from truceline.db.checkpoints import last_checkpoint
from truceline.db.growing import size_of
from truceline.errors import BadInput, Fault, NotAllowed, NotFound
from truceline.model.centre import MISSION, CentreStep
from truceline.model.naming import names_of_sides
from truceline.model.record import Ruling
from truceline.record.intake import FIELDS
from truceline.runs.reporting import Heard, hear
from truceline.runs.status import Consulted, near
from truceline.web.asking import (
    Reader,
    asker,
    board,
    consulted,
    fault_words,
    is_from_script,
    may,
    now,
    place,
    reader_of,
    record,
    record_in,
    rulings,
    seen_log,
    store,
    words_of,
)
from truceline.web.models import Draft
from truceline.web.pointing import clicked_place, shown_map
from truceline.web.ruling import put_rulings
from truceline.web.showing import shown_case
from truceline.web.standing import shown_owed
from truceline.web.uploads import bounds, files_in

_LONGEST_AGO: Final = timedelta(days=1)


@require_GET
def needs_me(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever asks, and all cases."""
    who, t = asker(request), words_of(request)
    if refused(who, CentreStep.READ_CASES, State.NONE):
        return redirect("rights")
    at = now()
    mark = f"{size_of(store())}-{at:%H%M}"
    if is_from_script(request) and request.GET.get("mark") == mark:
        return HttpResponse(status=204)
    reader = reader_of(who, t)
    found = reader.board
    questions = {str(one.id): one.question for one in reader.casebook.ambiguities}
    shown = {number: shown_case(one, reader, full=False) for number, one in found.cases.items()}
    tasks = [
        {
            "does": one.does.value,
            "case": shown.get(one.item),
            "brief": found.briefs[one.item][-1].noun if one.item in found.briefs else None,
            "question": questions.get(one.item, ""),
            "item": one.item,
            "left": time_left(one.due_at, at, t) if one.due_at else "",
            "is_late": one.due_at is not None and at >= one.due_at,
        }
        for one in tasks_of(found, who, at, beside=ruling_tasks(found, who, at))
    ]
    draft = Draft.objects.filter(user=request.user).first()
    context = {
        "mark": mark,
        "tasks": tasks,
        "cases": [*reversed(shown.values())],
        "n_late": sum(1 for one in tasks if one["is_late"]),
        "draft": draft.values.get("words", "") if draft else "",
        "page": "needs",
    }
    return render(request, "_needs.html" if is_from_script(request) else "needs.html", context)


@require_GET
def handover(request: HttpRequest) -> HttpResponse:
    """Show on one sheet what is open, who holds it, and what falls due."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.READ_CASES)
    reader = reader_of(who, t)
    found = reader.board.cases.values()
    cases = [shown_case(one, reader, full=False) for one in found if one.state is not State.CLOSED]
    cases.sort(key=lambda one: (not one.is_late, one.due or "9", one.number))
    owed = [(one.number, each) for one in found for each in shown_owed(one, reader)]
    context = {
        "cases": cases,
        "n_late": sum(one.is_late for one in cases) + sum(one.is_late for _, one in owed),
        "owed": sorted(owed, key=lambda one: one[1].day),
        "rulings": [*put_rulings(reader)],
        "page": "handover",
    }
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
        return render(request, "_kept.html") if is_from_script(request) else redirect("report")
    context: dict[str, Any] = {
        "given": given,
        "joins": request.GET.get("joins", "") or given.get("joins", ""),
        "informant": request.POST.get("informant", "")[:2_000],
        "files_gone": bool(request.FILES),
        "bounds": bounds(),
        "seals": store().custodian is not None,
        "page": "report",
        "faults": [],
    }
    try:
        if given.get("words", "").strip():
            heard = _heard(given, said_at)
            if said := clicked_place(request, heard):
                given["set_place"] = said
                _save(request, given)
                heard = _heard(given, said_at)
            if does == "log":
                number = take_report(
                    store(),
                    heard,
                    who,
                    source=given.get("source", "").strip(),
                    informant=request.POST.get("informant", "").strip(),
                    joins=given.get("joins", ""),
                    files=files_in(request),
                    seals_files="seal" in request.POST,
                    now=now(),
                )
                Draft.objects.filter(user=request.user).delete()
                return redirect("case", number)
            context |= _apart(heard, given, reader_of(who, t))
            context["map"] = shown_map(request, heard, t)
            context["wants_answer"] = is_from_script(request)
            if not context["wants_answer"]:
                context |= _answer(heard, t)
    except BadInput as error:
        context["faults"] = fault_words(error, t)
    status = 422 if context["faults"] and does == "log" else 200
    if is_from_script(request):
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
        context = {"faults": fault_words(error, t)}
    return render(request, "_answer.html", context)


def _given(request: HttpRequest) -> dict[str, str]:
    """Return what somebody wrote; who the source is, is never among it, and so in no draft."""
    names = ("words", "source", "joins", "said_at", *(f"set_{one}" for one in FIELDS))
    return {name: request.POST[name][:MOST_LETTERS] for name in names if request.POST.get(name)}


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
    return hear(place().casebook, words, said_at=said_at, changes=changes)


@lru_cache(maxsize=8)
def _consulted(
    words: str, said_at: datetime, changes: tuple[str, ...], rulings: tuple[Ruling, ...]
) -> Consulted | None:
    """Return what applies there and then; of the last few it is kept in memory, and nowhere else."""
    return consulted(_understood(words, said_at, changes), rulings)


def _machines_now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


def _apart(heard: Heard, given: dict[str, str], reader: Reader) -> dict[str, Any]:
    found, t = reader.board, reader.t
    rows = heard_rows(heard.found, reader.casebook, heard.said_at, t)
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
    alike = like_cases(found, heard.found, record().casebook, reader.who, said_at=heard.said_at)
    return {
        "fields": fields,
        "looks": [label for label, value in rows if not value],
        "n_open": sum(1 for one in fields if one["is_open"]),
        "alike": [
            {"case": shown_case(found.cases[one.number], reader, full=False), "p": round(100 * one.p)}
            for one in alike
        ],
    }


def _answer(heard: Heard, t: Any) -> dict[str, Any]:
    """Return whose ground, what applies, who-if and who is near, in the rows that the command prints."""
    found = _consulted(heard.found.words, heard.said_at, heard.changes, rulings())
    if found is None or found.who_if is None:
        return {"sheet": None, "is_answered": True}
    told = record_in(t.language)
    sheet = status_sheet(told, found.status, found.who_if, found.held, t)
    return {
        "sheet": sheet,
        "is_answered": True,
        "by_side": [t("who_if.by", side=one) for one in sheet.sides],
        "near": near_lines(near(found), told.casebook, t),
        "time_unknown": heard.found.time is None,
    }


# What went out


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
    opened, kept = store(), board().party_keys
    names = names_of_sides(record_in(words_of(request).language).casebook)
    signed = last_checkpoint(opened)
    context = {
        "roles": list(CentreRole),
        "rows": [
            {
                "action": one.action.value,
                "state": one.state.value if one.state else "any",
                "next": one.leads_to.value if one.leads_to and one.leads_to is not one.state else "",
                "cells": [one.bars[role].value for role in CentreRole],
            }
            for one in rights()
        ],
        "sides": record().casebook.mandate.asked_sides,
        "origin": opened.origin,
        "size": size_of(opened),
        "signed": None if signed is None else signed.checkpoint,
        "root": "" if signed is None else signed.checkpoint.root.hex()[:16],
        "key": str(opened.key()),
        "seen_log": seen_log(),
        "party_keys": [
            (names[one], kept[one].noun.key if one in kept else "")
            for one in record().casebook.mandate.asked_sides
        ],
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
    sides, drawn, name = record().casebook.mandate.asked_sides, "", request.POST.get("login", "").strip()
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
            return redirect("logins")
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


def gone(_: HttpRequest) -> HttpResponse:
    """Answer where nobody may go: signing up is closed."""
    raise NotFound("there is no such page")
