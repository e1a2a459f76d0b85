"""The pages of a case: its one column of time, what can be done to it, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final, get_args

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from truceline.bulletins.catalogue import Catalogue
from truceline.centre.acting import act_on, attach_to
from truceline.centre.boards import Board, audience_of, sees_file
from truceline.centre.cases import MOST_LETTERS, Case
from truceline.centre.deciding import determine, notify, propose, publish, state_attitude, went_out
from truceline.centre.objecting import object_to
from truceline.centre.releasing import correct, corrections_of, releases_of
from truceline.centre.rights import Asker, allow, refused
from truceline.db.attachments import evidence_stream
from truceline.errors import BadInput, Fault, NotAllowed, NotFound
from truceline.model.casebook import Casebook
from truceline.model.centre import MISSION, Attitude, CaseStep, CentreStep, Means, Outcome, Verified
from truceline.model.naming import name
from truceline.model.spelling import forgiven, spellings
from truceline.model.words import OF_AN_ACCOUNT
from truceline.web.asking import (
    Reader,
    asker,
    audiences,
    board,
    choice_in,
    findings_of,
    is_from_script,
    local,
    may,
    named,
    now,
    number_in,
    place,
    reader_of,
    record,
    record_in,
    seen_log,
    store,
    words_of,
)
from truceline.web.clashing import BothValues, clash_page, is_clash
from truceline.web.showing import request_for, shown_case
from truceline.web.standing import (
    ShownDetermination,
    field_of,
    shown_determination,
    shown_findings,
    shown_owed,
    unclear_reports,
)
from truceline.web.uploads import bounds, files_in

_HYPOTHESES: Final = 3
"""Lines for them on the page."""


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case in one column of time."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.READ_CASES)
    reader = reader_of(who, t)
    found, book, told = reader.board, reader.casebook, _case(number, reader.board)
    shown = shown_case(told, reader)
    decision = shown_determination(told, store(), reader)
    out = went_out(found, told)
    verification, attribution = (
        field_of(told, one, reader) for one in (CentreStep.VERIFY, CentreStep.ATTRIBUTE)
    )
    fields = (("determination", decision), ("attribution", attribution), ("verification", verification))
    acts = (told.last(one) for one in (CentreStep.CLOSE, CentreStep.ASK))
    context = {
        "case": shown,
        "verification": verification,
        "attribution": attribution,
        "targets": [
            *((one.item, t(f"centre.{called}")) for called, one in fields if one is not None),
            *((f"acts/{one.act.id}", t.of("centre_did", one.act.does)) for one in acts if one is not None),
        ],
        "decision": decision,
        "ruled": _ruled(told, decision),
        "owed": list(shown_owed(told, reader)),
        "releases": named(
            (
                one
                for one in releases_of(found, decision.item if decision else "")
                if audience_of(who) in (MISSION, one.noun.audience)
            ),
            book,
            t,
        ),
        "out": out,
        "corrections": corrections_of(found, out),
        "audiences": audiences(book, t),
        "verified": get_args(Verified),
        "means": get_args(Means),
        "parts": [str(one) for one in OF_AN_ACCOUNT],
        "actors": [name(one.names) for one in book.actors] if not shown.can["attribute"] else [],
        "hypotheses": range(1, _HYPOTHESES + 1),
        "attitudes": get_args(Attitude),
        "sides": [(one.side, one.name) for one in shown.sides],
        "bounds": bounds(),
        "seals": store().custodian is not None,
        "reports": [(one, local(found.reports[one].entered.recorded_at)) for one in told.reports],
        "has_key": who.side in found.party_keys,
        "seen_log": seen_log(told.acts[-1].entry),
        "page": "case",
        "serial": number.rpartition("-")[2],
    }
    return render(request, "case.html", context)


def _ruled(told: Case, decision: ShownDetermination | None) -> str:
    """Return how it was decided: now, before the case was reopened, or so that its reader may not know it."""
    if told.last(CentreStep.DETERMINE) is None:
        return ""
    if told.last(CentreStep.DETERMINE, anew=True) is None:
        return "before"
    return "unread" if decision is None else "now"


@require_GET
def file(request: HttpRequest, own: str) -> FileResponse:
    """Hand out a file as it came, to be saved and not to be shown."""
    who, found = asker(request), board()
    may(who, CentreStep.READ_CASES)
    kept = found.files.get(own)
    if not sees_file(kept, who, record().casebook.mandate):
        raise NotAllowed("it is for others", [Fault(pointer="audience", message="it is for others")])
    if kept is None or kept.noun.sealed:
        raise NotFound("no such file", [Fault(message=own[:40])])
    return FileResponse(
        evidence_stream(store(), kept.noun.digest),
        as_attachment=True,
        filename=kept.noun.name,
        content_type="application/octet-stream",
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


@require_GET
def findings(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a case's reports would come to; it is computed anew, and kept nowhere."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.READ_CASES)
    context = {"case": {"number": number}, "page": "case", **_findings(number, reader_of(who, t))}
    return render(request, "_findings.html" if is_from_script(request) else "findings.html", context)


def _findings(number: str, reader: Reader) -> dict[str, Any]:
    told, who = _case(number, reader.board), reader.who
    rows, more = shown_findings(told, findings_of(told), record_in(reader.t.language), reader)
    why_not = refused(who, CentreStep.OBJECT, told.state, side=who.side)
    return {
        "findings": rows,
        "n_more": more,
        "unclear": unclear_reports(told, reader.board),
        "can_object": not why_not and who.side in told.sides,
    }


@require_GET
def proposal(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the words of a determination can rest on, and take them."""
    reader = reader_of(asker(request), words_of(request))
    told = _case(number, reader.board)
    allow(reader.who, CentreStep.PROPOSE, told.state, authors=told.authors)
    context = {
        "case": shown_case(told, reader),
        "verification": field_of(told, CentreStep.VERIFY, reader),
        "attribution": field_of(told, CentreStep.ATTRIBUTE, reader),
        "decision": shown_determination(told, store(), reader),
        "outcomes": get_args(Outcome),
        "page": "case",
        **_findings(number, reader),
    }
    return render(request, "proposal.html", context)


@require_POST
def case_act(request: HttpRequest, number: str, does: str) -> HttpResponse:
    """Do something to a case, or show both values where what it was made from was changed since."""
    try:
        return _case_act(request, number, does)
    except BadInput as error:
        if not is_clash(error):
            raise
        reader = reader_of(asker(request), words_of(request))
        stands = shown_determination(_case(number, reader.board), store(), reader)
        back = reverse("proposal" if does == "propose" else "case", args=[number])
        seen = -1 if stands is None else stands.entry
        both = [*_both(request, does, stands, reader.t)]
        return clash_page(request, both, seen=seen, back=back, again=does == "propose")


def _both(
    request: HttpRequest, does: str, stands: ShownDetermination | None, t: Catalogue
) -> Iterator[BothValues]:
    """Yield what lies before the sides now, and what somebody wrote who had read other words."""
    sent = request.POST
    words = "" if stands is None else "\n".join(stands.lines)
    if does != "propose":
        yield BothValues(name="words", label=t("centre.your_word"), theirs=words, mine=sent.get("words", ""))
        if signature := sent.get("signature", "").strip():
            yield BothValues(name="signature", label=t("centre.signature"), theirs="", mine=signature)
        return
    mine = sent.get("outcome", "")
    yield BothValues(
        name="outcome",
        label=t("centre.what_it_is"),
        theirs="" if stands is None else t.of("centre_outcome", stands.outcome),
        mine=t.of("centre_outcome", mine),
        sent=(mine,),
    )
    yield BothValues(name="words", label=t("centre.sentences"), theirs=words, mine=sent.get("words", ""))
    clauses, cited = ((), ()) if stands is None else (stands.clauses, stands.findings)
    yield BothValues(
        name="clauses", label=t("centre.clauses"), theirs=", ".join(clauses), mine=sent.get("clauses", "")
    )
    if found := sent.getlist("finding"):
        yield BothValues(
            name="finding",
            label=t("centre.cited"),
            theirs=", ".join(cited),
            mine=", ".join(found),
            sent=tuple(found),
        )


def _case_act(request: HttpRequest, number: str, does: str) -> HttpResponse:
    who, t = asker(request), words_of(request)
    book, at, opened, folder = record().casebook, now(), store(), place().casebook
    words = request.POST.get("words", "")
    match does:
        case "triage" | "close" | "reopen":
            act_on(
                opened, book, who, number, does, reason=request.POST.get("reason", "")[:MOST_LETTERS], now=at
            )
        case "ask":
            due = at + timedelta(hours=book.mandate.reply_hours)
            found = board()
            asked = request_for(_case(number, found), found, record_in(t.language).casebook, t, due)
            act_on(opened, book, who, number, "ask", words=asked, now=at)
        case "attach":
            report, seals = request.POST.get("report", ""), "seal" in request.POST
            given = {"files": files_in(request), "report": report, "words": words, "seals_files": seals}
            attach_to(opened, book, who, number, now=at, **given)
        case "answer" | "verify" | "attribute" | "owe" | "fulfil":
            act_on(opened, book, who, number, does, now=at, **_said(request, does, who, book))
        case "propose":
            outcome = choice_in(request, "outcome", Outcome)
            if outcome is None:
                raise BadInput("nothing was entered", [Fault(pointer="outcome", message="say what it is")])
            propose(
                opened,
                book,
                who,
                number,
                outcome=outcome,
                says=words.replace("\r\n", "\n"),
                clauses=_clauses(request.POST.get("clauses", ""), book),
                findings=request.POST.getlist("finding"),
                seen=number_in(request, "seen"),
                now=at,
            )
        case "state":
            state_attitude(
                opened,
                book,
                who,
                number,
                says=choice_in(request, "says", Attitude),
                words=words,
                signature=request.POST.get("signature", ""),
                seen=number_in(request, "seen"),
                now=at,
            )
        case "determine":
            determine(opened, book, who, number, now=at)
        case "notify":
            notify(opened, book, who, number, now=at)
        case "object":
            object_to(opened, book, who, number, to=request.POST.get("to", ""), words=words, now=at)
        case "publish":
            publish(opened, book, folder, who, number, audiences=request.POST.getlist("audience"), now=at)
        case "correct":
            found = board()
            told = _case(number, found)
            item = went_out(found, told)
            correct(opened, book, folder, who, item, told.state, says=words, now=at)
        case _:
            raise NotFound("no such step", [Fault(message=does[:40])])
    return redirect("case", number)


def _said(request: HttpRequest, does: CaseStep, who: Asker, book: Casebook) -> dict[str, Any]:
    """Return the values of an act that a form sent."""
    sent = request.POST
    said: dict[str, Any] = {"words": sent.get("words", "")}
    match does:
        case "answer":
            return said | {"side": who.side, "to": sent.get("to", "")}
        case "verify":
            return said | {
                "verified": choice_in(request, "verified", Verified),
                "how": choice_in(request, "how", Means) or "",
                "parts": tuple(one for one in OF_AN_ACCOUNT if str(one) in sent.getlist("part")),
                "denied": "denied" in sent,
            }
        case "attribute":
            told = [sent.get(f"doers_{one}", "").strip() for one in range(1, _HYPOTHESES + 1)]
            return said | {"doers": tuple(tuple(_actors(one, book)) for one in told if one)}
        case "owe":
            return said | {"side": sent.get("side", ""), "due": sent.get("due", "")}
        case "fulfil":
            return said | {"to": sent.get("to", "")}
    return said


def _actors(told: str, book: Casebook) -> Iterator[str]:
    """Yield who is meant by names with + between them; a single - means that it is not known."""
    by_name = {spelled: own for own, names in spellings(book.actors).items() for spelled in (own, *names)}
    for one in told.split("+") if told != "-" else ():
        found = forgiven(one.strip(), by_name)
        yield by_name[found] if found is not None else one.strip()


def _clauses(told: str, book: Casebook) -> list[str]:
    """Return clauses by their ids, as people write them."""
    known = [str(one.id) for one in book.clauses]
    said = told.replace(",", " ").replace("،", " ").split()
    return [forgiven(one, known) or one for one in said]


def _case(number: str, found: Board) -> Case:
    if number not in found.cases:
        raise NotFound("no such case", [Fault(message=number[:40])])
    return found.cases[number]
