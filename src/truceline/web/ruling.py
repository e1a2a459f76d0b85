"""The pages of rulings: the open questions of the texts, what a ruling would change, and what was ruled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from truceline.bulletins.catalogue import Catalogue
from truceline.bulletins.sections.ambiguities import holders, rulings_by_question
from truceline.bulletins.sections.cases import time_left
from truceline.bulletins.sections.would_change import WouldChangeSheet, would_change_sheet
from truceline.centre.boards import Board, audience_of
from truceline.centre.deciding import seen_of, stated_by, undecided
from truceline.centre.rights import Asker, State, refused
from truceline.centre.ruling import (
    PutRuling,
    propose_ruling,
    put_ruling,
    question_of,
    rule,
    sides_in_order,
    state_of,
    state_ruling,
    would_change,
)
from truceline.errors import BadInput, Fault
from truceline.model.casebook import Ambiguity
from truceline.model.centre import MISSION, Attitude, CentreStep
from truceline.model.record import Record
from truceline.web.asking import (
    Reader,
    asker,
    board,
    choice_in,
    local,
    may,
    now,
    number_in,
    place,
    reader_of,
    record,
    record_in,
    ruled,
    store,
    words_of,
)
from truceline.web.clashing import BothValues, clash_page, is_clash
from truceline.web.standing import put_values

_WORKING_OUT: Final = threading.Lock()


@require_GET
def rulings(request: HttpRequest) -> HttpResponse:
    """List the open questions of the texts: who holds which reading, and what was ruled."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.READ_CASES)
    found, book, told = board(), record_in(t.language).casebook, rulings_by_question(ruled())
    rows = []
    for one in book.ambiguities:
        held, put = holders(one, book, t), put_ruling(found, one.id)
        rows.append(
            {
                "id": one.id,
                "question": one.question,
                "readings": [(each.says, held.get(each.id, "")) for each in one.readings],
                "ruled": _ruled(one, told.get(one.id, ())),
                "is_put": put is not None and put.state is State.PROPOSED and _reads_words(who),
            }
        )
    context = {"questions": rows, "n_ruled": sum(bool(one["ruled"]) for one in rows), "page": "rulings"}
    return render(request, "rulings.html", context)


def _ruled(question: Ambiguity, told: Any) -> list[dict[str, str]]:
    says = {str(one.id): one.says for one in question.readings}
    return [
        {"on": f"{one.on}", "reading": says[one.reading], "by": one.by, "source": one.source} for one in told
    ]


def put_rulings(reader: Reader) -> Iterator[dict[str, Any]]:
    """Yield each ruling that lies before the sides: for whom it waits, and until when."""
    if not _reads_words(reader.who):
        return
    sides = reader.board.sides
    for one in reader.casebook.ambiguities:
        put = put_ruling(reader.board, one.id)
        if put is not None and put.state is State.PROPOSED:
            due = datetime.fromisoformat(put.noun.due)
            silent = () if put.is_heard(sides, reader.now) else [x for x in sides if put.of_side(x) is None]
            yield {
                "id": one.id,
                "question": one.question,
                "waits": [reader.names[side] for side in silent] or [reader.t("centre.mission")],
                "left": time_left(due, reader.now, reader.t),
                "is_late": reader.now >= due,
            }


def _reads_words(who: Asker) -> bool:
    """Return whether somebody reads words that are not decided: the mission and the sides."""
    return audience_of(who) == MISSION or bool(who.side)


@require_http_methods(["GET", "POST"])
def ruling(request: HttpRequest, question: str) -> HttpResponse:
    """Show a question, what a ruling on it would change, and what each side says; take what is said of it."""
    who, t = asker(request), words_of(request)
    may(who, CentreStep.READ_CASES)
    reader = reader_of(who, t)
    found, told = reader.board, record_in(t.language)
    asked = question_of(told.casebook, question)
    if request.method == "POST":
        back = reverse("ruling", args=[question])
        try:
            _done(request, question, who)
        except BadInput as error:
            if not is_clash(error):
                raise
            put = put_ruling(board(), question)
            both, is_put = _both(request, asked, put, t), request.POST.get("does") == "propose"
            return clash_page(request, both, seen=seen_of(put), back=back, again=is_put)
        return redirect(back)
    put, held, at = put_ruling(found, question), holders(asked, told.casebook, t), reader.now
    shows_put = put is not None and (put.state is State.DETERMINED or _reads_words(who))
    reading = request.GET.get("reading", "")
    if put is not None and put.state is State.PROPOSED and reading not in {one.id for one in asked.readings}:
        reading = put.noun.reading
    says = {str(one.id): one.says for one in asked.readings}
    state = state_of(put)
    context = {
        "question": asked,
        "readings": [(one, held.get(one.id, "")) for one in asked.readings],
        "rulings": _ruled(asked, rulings_by_question(ruled()).get(asked.id, ())),
        "put": _put(put, reader) if put is not None and shows_put else None,
        "put_says": says.get(put.noun.reading, "") if put is not None else "",
        "reads_words": _reads_words(who),
        "reading": reading,
        "reading_says": says.get(reading, ""),
        "sheet": _sheet(question, reading, found, told, t) if reading in says and _reads_words(who) else None,
        "seen": seen_of(put),
        "can_propose": not refused(who, CentreStep.PROPOSE_RULING, state),
        "can_state": not refused(who, CentreStep.STATE_RULING, state, side=who.side),
        "why_not": _why_not(put, found, who, at),
        "attitudes": get_args(Attitude),
        "has_key": who.side in found.party_keys,
        "page": "rulings",
    }
    return render(request, "ruling.html", context)


def _both(request: HttpRequest, asked: Ambiguity, put: PutRuling | None, t: Catalogue) -> list[BothValues]:
    """Return what lies before the sides now, and what somebody wrote who had read other words."""
    says, sent = {str(one.id): one.says for one in asked.readings}, request.POST
    reading, words = ("", "") if put is None else (says[put.noun.reading], put.noun.says)
    if sent.get("does") == "propose":
        mine = sent.get("answer", "")
        answer = BothValues(
            name="answer", label=t("ruling.answer"), theirs=reading, mine=says.get(mine, ""), sent=(mine,)
        )
        return [
            answer,
            BothValues(name="words", label=t("ruling.why"), theirs=words, mine=sent.get("words", "")),
        ]
    both = f"{reading}\n{words}"
    return [
        BothValues(name=one, label=t(label), theirs=both, mine=mine)
        for one, label in (("words", "centre.your_word"), ("signature", "centre.signature"))
        if (mine := sent.get(one, "").strip()) or one == "words"
    ]


def _put(put: PutRuling, reader: Reader) -> dict[str, Any]:
    """Return what was put to the sides, and what each says to it as far as somebody may read it."""
    sides = sides_in_order(reader.casebook, put.noun.question)
    told = {one.side: one for one in put.noun.stated or stated_by(put, reader.board.sides)}
    is_open = {
        one: not put.of_side(one) or put.is_open_to(reader.who, one, sides, reader.now) for one in sides
    }
    due = local(datetime.fromisoformat(put.noun.due))
    return {"due": due, **put_values(put, [told[one] for one in sides], is_open, store(), reader)}


def _why_not(put: PutRuling | None, found: Board, who: Asker, at: datetime) -> str:
    """Return the code of why somebody may not rule now; empty where they may."""
    why = refused(who, CentreStep.RULE, state_of(put))
    if why or put is None:
        return why or "state"
    if not put.is_heard(found.sides, at):
        return "waits"
    return undecided("agreed_conclusion", stated_by(put, found.sides), record().casebook.mandate)


def _sheet(question: str, reading: str, found: Board, told: Record, t: Catalogue) -> WouldChangeSheet:
    """Return what a ruling would change; one at a time is worked out."""
    with _WORKING_OUT:
        changes = would_change(store(), place().casebook, question, reading, now=now())
    numbers = {
        str(found.incidents[each].noun.id): one.number
        for one in found.cases.values()
        for each in one.reports
        if each in found.incidents
    }
    return would_change_sheet(
        changes.turned,
        told.casebook,
        t,
        titles={str(one.id): one.title for one in told.incidents} | numbers,
        n_incidents=changes.n_incidents,
        days=changes.days,
    )


def _done(request: HttpRequest, question: str, who: Asker) -> None:
    opened, book, at, sent = store(), record().casebook, now(), request.POST
    seen = number_in(request, "seen")
    words = sent.get("words", "").replace("\r\n", "\n")
    match sent.get("does"):
        case "propose":
            reading = sent.get("answer", "")
            propose_ruling(opened, book, who, question, reading=reading, says=words, seen=seen, now=at)
        case "state":
            state_ruling(
                opened,
                book,
                who,
                question,
                says=choice_in(request, "says", Attitude),
                words=words,
                signature=sent.get("signature", ""),
                seen=seen,
                now=at,
            )
        case "rule":
            rule(opened, book, who, question, seen=seen, now=at)
        case _:
            raise BadInput("nothing was done", [Fault(message="say what to do")])
