"""Who is asking, in which language, and for how long; what every page has."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property, lru_cache
from http import HTTPStatus
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation

from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.centre.boards import Board, KeptNoun, entries_of, parts_for, read_board
from truceline.centre.cases import Case, DatedAct, first_by_rule, words_are_open
from truceline.centre.finding import findings_of_reports
from truceline.centre.rights import OF_A_SIDE, Asker, CentreRole, State, allow, refused
from truceline.db.disclosing import seen_so_far
from truceline.db.opened import Store, open_store
from truceline.errors import BadInput, NotAllowed, NotFound, TrucelineError
from truceline.judgement.rulebook import as_ruled_too
from truceline.model.casebook import Casebook
from truceline.model.centre import CentreStep, ReleaseMade
from truceline.model.hanging import under_any_reading
from truceline.model.naming import in_language, names_of_sides
from truceline.model.record import IncidentEntry, Record, Ruling
from truceline.runs.reporting import Heard, answered
from truceline.runs.sealed import read_sealed
from truceline.runs.status import Consulted, status_of
from truceline.text.relations.acts import kinds_of
from truceline.tlog.field_groups import FieldGroup
from truceline.web.settings import IDLE_S, LANGUAGES, LONGEST_S, SEEN, CentrePlace

Answer = Callable[[HttpRequest], HttpResponse]
_BEGAN: Final = "began"
_BY_ITSELF: Final = "X-By-Itself"
"""A header of what a page asks without its reader: it keeps no session alive."""


_TYPED: Final = (
    *("words", "lines", "reason", "holding", "holding_by", "clauses", "due", "signature"),
    *("doers_1", "doers_2", "doers_3"),
)
"""Fields in which somebody writes at length: what was written is shown again when it is refused."""
ANSWERING: Final = threading.Lock()
"""Held by the one who works something out of the rules."""
PAUSE_S: Final = 0.2
"""Between two answers that nobody asked for yet."""


def place() -> CentrePlace:
    """Return where the centre is."""
    told: CentrePlace = settings.CENTRE
    return told


def now() -> datetime:
    """Return the centre's time, to the second, UTC."""
    return place().now().replace(microsecond=0)


@cache
def record() -> Record:
    """Return the casebook with its own record, read once in a process."""
    return read_sealed(place().casebook).parsed.record  # the very one that answers are worked out of


def consulted(heard: Heard, rulings: tuple[Ruling, ...] = ()) -> Consulted | None:
    """Return what applies there and then; one at a time, since what is worked out of the rules is kept."""
    with ANSWERING:
        return answered(place().casebook, heard, rulings=rulings)


def rulings() -> tuple[Ruling, ...]:
    """Return what was ruled at this centre, in the order of its log."""
    return tuple(one.noun for one in board().rulings.values())


def ruled() -> Record:
    """Return the casebook with its own record and what was ruled at this centre."""
    own = rulings()
    return as_ruled_too(record(), *own) if own else record()


def warm() -> None:
    """Work out what every answer needs, of one act after the other, so that nobody waits for it."""
    book = record().casebook
    named = {act for one in book.clauses for acts in under_any_reading(one.acts) for act in acts}
    kinds = kinds_of(book, tuple(named))
    if book.places:
        for act in (one.id for one in book.acts if one.id in kinds):
            with ANSWERING:
                status_of(place().casebook, at=place().now(), place=str(book.places[0].id), act=act)
            time.sleep(PAUSE_S)


def findings_of(case: Case) -> pa.Table:
    """Return what a case's reports would come to; of the last few cases it is kept in memory."""
    found = board()
    with ANSWERING:
        return _findings(tuple(entries_of(found, case)), rulings())


@lru_cache(maxsize=16)
def _findings(entries: tuple[IncidentEntry, ...], _of: tuple[Ruling, ...]) -> pa.Table:
    return findings_of_reports(entries, ruled())


@lru_cache(maxsize=len(LANGUAGES))
def record_in(language: str) -> Record:
    """Return the same with names in a language."""
    return in_language(record(), language)


@cache
def store() -> Store:
    """Return the store."""
    return open_store(place().store)


def board() -> Board:
    """Return the store as it stands now."""
    return read_board(store(), record().casebook)


def words_of(request: HttpRequest) -> Catalogue:
    """Return the phrases of the language in which somebody reads."""
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return catalogue(asked if asked in dict(LANGUAGES) else "en")


def asker(request: HttpRequest) -> Asker:
    """Return who is asking.

    Raises
    ------
    NotAllowed
        If the login has no seat, or one of a side without a side.
    """
    from truceline.web.models import Seat

    seat = Seat.objects.filter(user=request.user).first()
    sides = record().casebook.mandate.asked_sides
    if seat is None or seat.role not in set(CentreRole):
        raise NotAllowed("this login has no seat")
    role = CentreRole(seat.role)
    if (role in OF_A_SIDE and not seat.side) or (seat.side and seat.side not in sides):
        raise NotAllowed("this login has no side")
    return Asker(login=request.user.get_username(), role=role, side=seat.side)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads a page, of what, in which words and when."""

    board: Board
    who: Asker
    casebook: Casebook
    """In the language of `t`."""
    t: Catalogue
    now: datetime
    """UTC."""

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the name of each side."""
        return names_of_sides(self.casebook)

    @cached_property
    def parts(self) -> frozenset[FieldGroup]:
        """Return what the mandate shows this reader."""
        return parts_for(self.who, self.casebook.mandate)

    def reads_words(self, case: Case, one: DatedAct) -> bool:
        """Return whether this reader may read the words of an act."""
        return words_are_open(case, one, self.who, self.parts, self.now)


def reader_of(who: Asker, t: Catalogue) -> Reader:
    """Return who reads, of the store as it stands now."""
    return Reader(board=board(), who=who, casebook=record_in(t.language).casebook, t=t, now=now())


class SpokenLanguage:
    """Takes `?lang=ar` as the reader's choice; Django's own words follow it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang")
        if chosen in dict(LANGUAGES) and request.method == "GET":
            chosen_now = HttpResponseRedirect(request.path)
            chosen_now.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=31_536_000,
                httponly=True,
                samesite="Lax",
                secure=place().is_secure,
            )
            return chosen_now
        with translation.override(words_of(request).language):
            response = self.get_response(request)
        if is_from_script(request) and response.status_code == HTTPStatus.FOUND:
            # A part of a page is not put in the place of another: the whole page goes.
            return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
        return response


class SessionsEnd:
    """Ends a session that nobody used for a while, and each after a shift."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            at = int(time.time())
            began = request.session.setdefault(_BEGAN, at)
            seen = request.session.get(SEEN, at)
            if at - seen > IDLE_S or at - began > LONGEST_S:
                logout(request)
            elif _BY_ITSELF not in request.headers:
                request.session[SEEN] = at
        return self.get_response(request)


class WhoAsks:
    """Keeps answers out of caches, and says in words what was refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return a page for an error of ours; any other is the server's own fault."""
        if not isinstance(error, TrucelineError):
            return None
        return refusal(request, error)


def is_from_script(request: HttpRequest) -> bool:
    """Return whether a script asks, for a part of its page."""
    return "HX-Request" in request.headers


def number_in(request: HttpRequest, field: str) -> int:
    """Return a whole number that a form sent; -1 where it sent none."""
    text = request.POST.get(field, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1


def choice_in(request: HttpRequest, field: str, of: Any) -> Any:
    """Return what a form sent where it is one of some literals; None where it is none of them."""
    said = request.POST.get(field, "")
    return said if said in get_args(of) else None


def local(at: datetime) -> str:
    """Return a time on the centre's clock."""
    return f"{at.astimezone(ZoneInfo(record().casebook.mandate.day_zone)):%Y-%m-%d %H:%M}"


def seen_log(last: int | None = None) -> list[dict[str, Any]]:
    """Return who has seen the log: witness, up to which entry, when, and whether `last` is within it."""
    return [
        {
            "witness": one.witness,
            "entry": one.size - 1,
            "at": local(one.at),
            "has_all": None if last is None else last < one.size,
        }
        for one in seen_so_far(store())
        if one.size and one.at is not None
    ]


def audiences(casebook: Casebook, t: Catalogue) -> list[tuple[str, str]]:
    """Return the mandate's audiences, each with its name."""
    names = names_of_sides(casebook)
    return [(one, names.get(one) or t.of("centre_audience", one)) for one in casebook.mandate.audiences or {}]


def named(releases: Iterable[KeptNoun], casebook: Casebook, t: Catalogue) -> list[ReleaseMade]:
    """Return what was released, each with its audience's name."""
    called = dict(audiences(casebook, t))
    return [replace(one.noun, audience=called.get(one.noun.audience, one.noun.audience)) for one in releases]


def fault_words(error: TrucelineError, t: Catalogue) -> list[str]:
    """Return what was wrong, in the reader's words where there are some."""
    known = t.kind("centre_why")
    return [known[one.pointer] if one.pointer in known else str(one) for one in error.faults] or [str(error)]


def refusal(request: HttpRequest, error: TrucelineError) -> HttpResponse:
    """Return a page that says what was refused and why."""
    status = next(
        (
            code
            for kind, code in (
                (NotAllowed, HTTPStatus.FORBIDDEN),
                (NotFound, HTTPStatus.NOT_FOUND),
                (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
            )
            if isinstance(error, kind)
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    here = request.resolver_match
    context = {
        "status": int(status),
        "faults": fault_words(error, words_of(request)),
        "wrote": [(one, request.POST[one]) for one in _TYPED if request.POST.get(one, "").strip()],
        "number": here.kwargs.get("number", "") if here else "",
        "own": here.kwargs.get("own", "") if here else "",
    }
    return render(request, "refused.html", context, status=status)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """Return the page for a form that did not come from a page of ours."""
    return render(
        request, "refused.html", {"status": 403, "faults": [words_of(request)("centre.csrf")]}, status=403
    )


def may(who: Asker, step: CentreStep) -> None:
    """Refuse a page to somebody who has no right to read it.

    Raises
    ------
    NotAllowed
        If they have none.
    """
    allow(who, step, State.NONE)


def has_passkeys(request: HttpRequest) -> bool:
    """Return whether a browser gives passkeys here: to a name, over a certificate or on its own machine."""
    name = request.get_host().rpartition(":")[0] or request.get_host()
    if name.startswith("[") or name.replace(".", "").isdigit():
        return False
    return place().is_secure or name == "localhost"


def on_every_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the header and the foot of every page need."""
    t = words_of(request)
    zone, at = ZoneInfo(record().casebook.mandate.day_zone), now()
    local = at.astimezone(zone)
    shown: dict[str, Any] = {
        "t": t,
        "comma": t.comma,
        "language": t.language,
        "direction": t.direction,
        "languages": LANGUAGES,
        "is_demo": place().is_demo,
        "clock": f"{local:%H:%M}",
        "day": f"{local:%Y-%m-%d}",
        "utc": f"{at:%H:%M}",
        "zone": record().casebook.mandate.day_zone,
        "title_of_centre": record_in(t.language).casebook.casebook.id.capitalize(),
        "is_draft_language": t.language != "en",
        "has_passkeys": has_passkeys(request),
    }
    if getattr(request, "user", None) is None or not request.user.is_authenticated:
        return shown
    try:
        who = asker(request)
    except NotAllowed:
        return shown
    names = names_of_sides(record_in(t.language).casebook)
    return {
        **shown,
        "asker": who,
        "asker_side": names.get(who.side, ""),
        "can": {
            step.value: not refused(who, step, State.NONE)
            for step in (
                CentreStep.TAKE_REPORT,
                CentreStep.READ_CASES,
                CentreStep.READ_BRIEFS,
                CentreStep.DRAFT_BRIEF,
                CentreStep.MANAGE_LOGINS,
            )
        },
        "first_side": first_by_rule(record().casebook.mandate.asked_sides, local.day)[0],
    }
