"""A clause in a readable English sentence, made from the data alone.

A reader compares it with the text beside it: what the data leave out, the sentence leaves out. A value
that hangs on an ambiguity is spelled out with each reading behind it, as in `6 km [depth: near]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar, cast

from truceline.clock import Counting, Precision, StatedTime, parse_stated
from truceline.model.casebook import Casebook, Clause, Due, Instrument, Stated, Who
from truceline.model.hanging import Hanging, Open
from truceline.model.words import ClauseKind, ExceptionEffect, PatrolTest

T = TypeVar("T")

_COUNTED = {
    Counting.END_OF_DAY: "that day still in time",
    Counting.START_OF_DAY: "that day already too late",
    Counting.FIRST_DAY_COUNTS: "the first day counted",
    Counting.EXACT_HOURS: "counted in hours",
}


def sentence(clause: Clause, casebook: Casebook) -> str:
    """Return what the data say of a clause, in one English sentence (two where it has exceptions).

    Parameters
    ----------
    clause : Clause
        One of the casebook's.
    casebook : Casebook
        Where its names are looked up; a name that is not there is printed as it is.

    Returns
    -------
    str
        Plain text without markup. Hanging values carry `[ambiguity: reading]` behind them.
    """
    say = _BY_KIND[clause.kind](clause, casebook)
    doubt = "" if not clause.unverified else f" (Unverified: {clause.unverified.rstrip('.')}.)"
    return f"{say[0].upper()}{say[1:]}.{_exceptions(clause, casebook)}{doubt}"


# Kinds of clause


def _forbid(clause: Clause, casebook: Casebook) -> str:
    acts = _acts(clause, casebook, "or") or "act"
    doing = f"{_who(clause, casebook)} must not carry out any {acts}{_against(clause, casebook)}"
    return _when(clause, casebook) + doing + _where(clause, casebook) + _until(clause)


def _require(clause: Clause, casebook: Casebook) -> str:
    duty = clause.duty.rstrip(".") or clause.title.rstrip(".")
    due = "" if clause.due is None else " " + _spelled(clause.due, _due)
    again = f", {clause.recurring}" if clause.recurring else ""
    acts = _acts(clause, casebook, "or")
    shown = f"; any {acts} shows it unmet" if acts else ""
    must = f"{_who(clause, casebook)} must see to this{_where(clause, casebook)}{due}{again}: {duty}"
    return _when(clause, casebook) + must + shown + _patrol(clause) + _until(clause)


_DONE = {
    PatrolTest.SET_OUT: "when it set out",
    PatrolTest.REACHED_END: "when it came to the other end",
    PatrolTest.BOTH_THROUGHOUT: "when it came to the other end with every bearer on it all the way",
}


def _patrol(clause: Clause) -> str:
    if clause.patrol is None:
        return ""
    done = _spelled(clause.patrol.done_when, _DONE.__getitem__)
    alone = _spelled(cast("Open[str]", clause.patrol.alone), _left)
    return f"; a patrol is done {done}; one by one bearer alone leaves {alone}"


def _left(state: str) -> str:
    return f"the duty {state.replace('_', ' ')}"


def _permit(clause: Clause, casebook: Casebook) -> str:
    acts = _acts(clause, casebook, "or") or "act"
    doing = f"{_who(clause, casebook)} may carry out any {acts}{_against(clause, casebook)}"
    return _when(clause, casebook) + doing + _where(clause, casebook) + _until(clause)


def _except(clause: Clause, casebook: Casebook) -> str:
    acts = f"any {_acts(clause, casebook, 'or') or 'act'}"
    answer = " that answers an attack" if clause.only_in_response else ""
    by = "" if clause.who is None else f" by {_who(clause, casebook)}"
    what = f"{acts}{answer}{by}{_against(clause, casebook)}{_where(clause, casebook)}"
    of = _listed(clause.excepts, "or")
    if clause.effect is ExceptionEffect.BAR:
        said = f"{_when(clause, casebook)}no exception to {of} is heard for {what}{_until(clause)}"
    else:
        said = f"{_when(clause, casebook)}{what} is no breach of {of}{_until(clause)}"
    if not isinstance(clause.applies, Hanging):
        return said if clause.applies else f"{said}; it is not held to apply"
    is_one = _spelled(clause.applies, _yes_or_no)
    return f"{said}; whether the text says so at all is open: {is_one}"


def _yes_or_no(applies: bool) -> str:
    return "yes" if applies else "no"


def _establish(clause: Clause, casebook: Casebook) -> str:
    zone = _where(clause, casebook).replace(" in ", ": ", 1)
    return f"{_when(clause, casebook)}the text establishes {_inner(clause.title)}{zone}{_until(clause)}"


def _affirm(clause: Clause, casebook: Casebook) -> str:
    return f"{_when(clause, casebook)}the text affirms {_inner(clause.title)}{_until(clause)}"


_BY_KIND: dict[ClauseKind, Callable[[Clause, Casebook], str]] = {
    ClauseKind.FORBID: _forbid,
    ClauseKind.REQUIRE: _require,
    ClauseKind.PERMIT: _permit,
    ClauseKind.EXCEPT: _except,
    ClauseKind.ESTABLISH: _establish,
    ClauseKind.AFFIRM: _affirm,
}


def _exceptions(clause: Clause, casebook: Casebook) -> str:
    own = [other for other in casebook.clauses if clause.id in other.excepts]
    excuses = [f"{o.id} ({o.title})" for o in own if o.effect is ExceptionEffect.EXCUSE]
    bars = [f"{o.id} ({o.title})" for o in own if o.effect is ExceptionEffect.BAR]
    said = f" Excepted where {_listed(excuses, 'or')} holds." if excuses else ""
    return said + (f" No exception is heard where {_listed(bars, 'or')} holds." if bars else "")


# Parts of a sentence


def _when(clause: Clause, casebook: Casebook) -> str:
    if clause.from_ is not None:
        return f"from {_spelled(clause.from_, _stated)}, "
    instrument = _instrument(clause, casebook)
    if instrument is not None and instrument.in_force is not None:
        return f"from {_spelled(instrument.in_force, _stated)}, "
    return ""


def _until(clause: Clause) -> str:
    if clause.until is None:
        return ""
    later = f" (if sooner than its instrument, {clause.superseded_by} takes its place)" * bool(
        clause.superseded_by
    )
    return f", until {_spelled(cast('Open[Stated | None]', clause.until), _end)}{later}"


def _end(end: Stated | None) -> str:
    return "its instrument ends" if end is None else _stated(end)


def _who(clause: Clause, casebook: Casebook) -> str:
    return "anybody" if clause.who is None else _spelled(clause.who, lambda who: _whom(who, clause, casebook))


def _against(clause: Clause, casebook: Casebook) -> str:
    if clause.against is None:
        return ""
    return f" against {_spelled(clause.against, lambda who: _whom(who, clause, casebook))}"


def _whom(who: Who, clause: Clause, casebook: Casebook) -> str:
    names = {actor.id: actor.names.get("en", actor.id) for actor in casebook.actors}
    said = _listed([names.get(actor, actor) for actor in who.actors], "or")
    if who.sides:
        said = f"{said or 'those'} on the side of the {_listed(who.sides, 'or the')}"
    if who.other_side:
        said = f"{said} of the other side" if said else "the other side"
    if who.listed_by:
        said = f"{said or 'those'} listed by {who.listed_by.replace('_', ' ')}"
    if who.bound:
        instrument = _instrument(clause, casebook)
        title = clause.id.partition("/")[0]
        if instrument is not None:
            title = instrument.titles.get("en", title)
        whether: Open[bool] = who.bound
        plain, bound = said or "anybody", f"{said or 'those'} bound by the {_without_the(title)}"
        said = _spelled(whether, lambda is_bound: bound if is_bound else plain)
    return said or "anybody"


def _acts(clause: Clause, casebook: Casebook, joint: str) -> str:
    names = {act.id: act.names.get("en", act.id) for act in casebook.acts}
    return _spelled(clause.acts, lambda acts: _listed([names.get(act, act) for act in acts], joint))


def _where(clause: Clause, casebook: Casebook) -> str:
    names = {zone.id: zone.names.get("en", zone.id) for zone in casebook.zones}
    if clause.where is None:
        return ""
    return f" in {_spelled(clause.where, lambda zone: f'the {_without_the(names.get(zone, zone))}')}"


def _instrument(clause: Clause, casebook: Casebook) -> Instrument | None:
    own = clause.id.partition("/")[0]
    return next((instrument for instrument in casebook.instruments if instrument.id == own), None)


def _due(due: Due) -> str:
    day = _spelled(due.day, _deadline)
    counted = _spelled(due.counting, lambda counting: _COUNTED[counting])
    if due.within_days:
        days = "1 day" if due.within_days == 1 else f"{due.within_days} days"
        return f"within {days} of {day} ({counted})"
    return f"by {day} ({counted})"


def _deadline(day: Stated | None) -> str:
    return "no day fixed" if day is None else _stated(day)


def _stated(stated: Stated) -> str:
    time = parse_stated(stated.at)
    if stated.zone is not None:
        return f"{_clock_words(time)} on the clock of {_spelled(stated.zone, str)}"
    return f"{_clock_words(time)} on the clock of {time.zone}" if time.zone else _clock_words(time)


def _clock_words(time: StatedTime) -> str:
    year, month, day, hour, minute, second = time.fields
    if time.precision is Precision.YEAR:
        return str(year)
    if time.precision is Precision.MONTH:
        return f"{date(year, month, 1):%B} {year}"
    words = _day(date(year, month, day))
    if time.precision is Precision.MINUTE:
        return f"{hour:02}:{minute:02} on {words}"
    return f"{hour:02}:{minute:02}:{second:02} on {words}" if time.precision is Precision.SECOND else words


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _spelled(value: Open[T], say: Callable[[T], str]) -> str:
    """Return a plain value said, or each reading's value with the reading behind it."""
    if not isinstance(value, Hanging):
        return say(value)
    each = [
        f"{_spelled(under, say) or 'nothing'} [{value.hangs_on}: {reading}]"
        for reading, under in value.readings.items()
    ]
    return _listed(each, "or")


def _listed(items: Iterable[str], joint: str) -> str:
    *first, last = [str(item) for item in items] or [""]
    return f"{', '.join(first)} {joint} {last}" if first else last


def _without_the(name: str) -> str:
    return name.removeprefix("The ").removeprefix("the ")


def _inner(words: str) -> str:
    """Return a title as it stands inside a sentence."""
    words = words.rstrip(".")
    first, _, rest = words.partition(" ")
    is_short_name = len(first) > 1 and first[1:].lower() != first[1:]
    return words if is_short_name else f"{first.lower()} {rest}".strip()
