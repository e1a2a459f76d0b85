"""Words for the reader: what each code of the tables is called on a page, in the language of a catalogue.

Everything here turns one value into a few neutral words; nothing is computed. Text that others wrote passes
through `visible`, so that no hidden character can reorder or hide a part of a line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, assert_never

from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.catalogue import number as number
from truceline.clock import DAWN, DUSK, day_of
from truceline.judgement.agreement import MISSION
from truceline.judgement.bearers import SIDE
from truceline.model.casebook import Casebook, Mandate, Who
from truceline.model.ids import UNKNOWN_ACTOR, UNRESOLVED, Names
from truceline.model.lacking import EXCEPTIONS_CONFLICT, Lacking, is_lacking, lacking_of
from truceline.model.naming import RIGHT_TO_LEFT as RIGHT_TO_LEFT
from truceline.model.naming import name as name
from truceline.model.naming import names_by_id, names_of_sides
from truceline.model.record import Record
from truceline.model.saying import Listed, NounName, Saying, Value
from truceline.model.visible import HIDDEN as HIDDEN
from truceline.model.visible import JOINERS as JOINERS
from truceline.model.visible import visible as visible
from truceline.model.words import Basis
from truceline.record import Backing
from truceline.text.relations import unread

STATE_PAINT: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "pending": ("#FFFFFF", "#1c1f24"),
        "due": ("#F0E442", "#1c1f24"),
        "performed": ("#009E73", "#FFFFFF"),
        "partly_performed": ("#56B4E9", "#1c1f24"),
        "not_performed": ("#D55E00", "#FFFFFF"),
        "disputed": ("#CC79A7", "#1c1f24"),
        "undetermined": ("#C9CED6", "#1c1f24"),
        "superseded": ("#5A6270", "#FFFFFF"),
        "ended": ("#8A93A0", "#1c1f24"),
    }
)
"""Ground and letters of each state on the timeline; colours after Okabe and Ito."""
MINUS: Final = "\u2212"
"""Before a number below nought, as wide as a plus."""
_WIDTH: Final = 100
"""Of a line in the terminal."""
OF_PARTS: Final = frozenset({Basis.AGREED_BY_SIDES, Basis.VERIFIED_BY_MISSION, Basis.ADMITTED})
"""Bases that stand for the parts stated and no others, so that these are named."""


def basis(code: str, backing: Backing | None, t: Catalogue) -> str:
    """Return what stands behind an account, with the parts for which it does where it is of parts."""
    label = t.of("basis", code)
    if backing is None or backing.basis != code or backing.basis not in OF_PARTS:
        return label
    return f"{label} ({t.semicolon.join(t.of('part', part) for part in backing.parts)})"


def deniers(names: Iterable[str], backing: Backing | None, t: Catalogue) -> tuple[str, ...]:
    """Return who denies an account, each with the parts of it that it denies."""
    parts: dict[str, dict[str, None]] = {}
    for denial in backing.denials if backing else ():
        for called in denial.by.names.values():
            parts.setdefault(called, {}).update(dict.fromkeys(t.of("part", part) for part in denial.parts))
    return tuple(f"{one} ({t.semicolon.join(parts[one])})" if one in parts else one for one in names)


def other_names(names: Names) -> tuple[tuple[str, str, str], ...]:
    """Return the names that `name` does not return, each as language, direction, words."""
    shown = name(names)
    return tuple(
        (language, "rtl" if language in RIGHT_TO_LEFT else "ltr", words)
        for language, words in names.items()
        if words != shown
    )


def who_tells(side: str, duty: str | None, casebook: Casebook, t: Catalogue = ENGLISH) -> str:
    """Return who of a side owes a duty, the side in brackets; the side alone where the duty names nobody.

    What a guarantor says of its own duty is its word, not that of those for whom it answers.
    """
    if side == MISSION:
        return t("side.mission")
    clause = next((one for one in casebook.clauses if one.id == duty), None)
    bound = clause.who.actors if clause is not None and isinstance(clause.who, Who) else ()
    people = unread(casebook.actors)
    bearers = [
        name(one.names) for one in casebook.actors if one.id in bound and people.side(one.id, None) == side
    ]
    label = names_of_sides(casebook).get(side, side)
    return f"{t('actor.with').join(bearers)} ({label})" if bearers else label


def bearer(who: str, casebook: Casebook) -> str:
    """Return who owes a duty, as PERFORMANCE names it: an actor, or all of a side."""
    side = who.removeprefix(SIDE)
    if side != who:
        return names_of_sides(casebook).get(side, side)
    return names_by_id(casebook.actors).get(who, who)


def what_if(supposing: Iterable[tuple[str, str]], t: Catalogue = ENGLISH) -> str:
    """Return the line that names answers which were only supposed; empty where none was."""
    answers = t.comma.join(f"{question} = {answer}" for question, answer in supposing)
    return t("run.what_if", answers=answers) if answers else ""


def reason(code: str, record: Record, t: Catalogue = ENGLISH, *, duty: str | None = None) -> str:
    """Return a reason code of a finding in words.

    Parameters
    ----------
    code : str
        `<check>:<answer>`, `excepted_by:<clause>`, `exception:<clause>`, `unverified:<kind>/<id>`,
        `missing:<fact>`, `open:<ambiguity>`, `exceptions_conflict` and other bare words.
    record : Record
        For titles, and for what exactly is unverified.
    t : Catalogue
        In which language.
    duty : str, optional
        The clause that is weighed, so that a side's words are told as those of who owes it.

    Returns
    -------
    str
        A clause of a sentence, no full stop; an unknown code comes back with its underscores as spaces.
    """
    head, _, tail = code.partition(":")
    if f"check.{head}" in t.phrases and f"answer.{tail}" in t.phrases:
        return f"{t.of('check', head)}: {t.of('answer', tail)}"
    if head in ("excepted_by", "exception"):
        title = next((clause.title for clause in record.casebook.clauses if clause.id == tail), "")
        return f"{t.of('exception', head)} {f'{title} ({tail})' if title else tail}"
    if head == "unverified":
        what, why = unverified(code, record.casebook, t)
        return t("reason.unverified", what=what) + (f" ({why})" if why else "")
    if is_lacking(code):
        return lacking(lacking_of([code]), t)
    if head == "some_reading":
        state = t.of("state", tail) if tail in t.kind("state") else reason(tail, record, t, duty=duty)
        return t("reason.some_reading", state=state)
    if head in ("claimed_by", "claimed_of_own", "claimed_of_other"):
        side, _, says = tail.partition(":")
        return t(f"reason.{head}", side=who_tells(side, duty, record.casebook, t), says=t.of("state", says))
    if head == "bearer":
        who, _, state = tail.rpartition(":")
        return t("reason.bearer", who=bearer(who, record.casebook), state=t.of("state", state))
    if head == "outing":
        outing, _, state = tail.partition(":")
        on = next((one.on for one in record.patrols if one.id == outing), outing)
        return t("reason.outing", on=on) + (f": {t.of('state', state)}" if state else "")
    if head == "superseded_by":
        titles = next((one.titles for one in record.casebook.instruments if one.id == tail), {})
        return t("reason.superseded_by", what=name(titles) if titles else tail)
    if head == "speaks_of_no_bearer":
        return t("reason.speaks_of_no_bearer", who=bearer(tail, record.casebook))
    if head in ("own_accounts_differ", "by_tracks"):
        return t(f"reason.{head}", side=who_tells(tail, duty, record.casebook, t))
    return t.of("reason", code) if code in t.kind("reason") else code.replace("_", " ").replace(":", ": ")


def lacking(found: Lacking, t: Catalogue = ENGLISH) -> str:
    """Return of which kind an undetermined verdict is: a fact is missing, the text is open, or both.

    Empty where nothing is lacking. Questions stand as the casebook names them.
    """
    values = lacking_names(found, t)
    if found.is_fact_missing and found.is_text_open:
        return t("lacking.both", **values)
    if found.is_fact_missing:
        return t("lacking.fact", facts=values["facts"])
    return t("lacking.text", questions=values["questions"]) if found.is_text_open else ""


def lacking_names(found: Lacking, t: Catalogue = ENGLISH) -> dict[str, str]:
    """Return the facts that are missing, and the questions that are open, each as a list in words."""
    questions = [t(f"lacking.{one}") if one == EXCEPTIONS_CONFLICT else one for one in found.questions]
    if found.too_many:
        questions.append(t("lacking.too_many"))
    return {
        "facts": t.comma.join(t.of("missing", fact) for fact in found.facts),
        "questions": t.comma.join(questions),
    }


def unverified(code: str, casebook: Casebook, t: Catalogue = ENGLISH) -> tuple[str, str]:
    """Return what an `unverified:<kind>/<id>` speaks of, and what the casebook says is unverified about it.

    The second is empty where the casebook says nothing.
    """
    kind, _, noun = code.removeprefix("unverified:").partition("/")
    match kind:
        case "clause":
            found: Iterable[str] = (one.unverified for one in casebook.clauses if one.id == noun)
        case "instrument":
            found = (one.unverified for one in casebook.instruments if one.id == noun)
        case _:
            # `listing/<actor>` and `bond/<actor>`.
            found = (
                part.unverified
                for actor in casebook.actors
                if actor.id == noun
                for part in (actor.listings if kind == "listing" else actor.bound_by)
            )
    what = f"{t.of('unverified', kind)} {noun}".strip()
    return what, next((words for words in found if words), "")


def actors(by: str | None, casebook: Casebook, t: Catalogue = ENGLISH) -> str:
    """Return the names behind `by`, where `|` stands between one of several and `+` between joint actors."""
    unknown = t("actor.unknown")
    if not by:
        return unknown
    names = names_by_id(casebook.actors) | {UNKNOWN_ACTOR: unknown}
    choices = [
        t("actor.with").join(names.get(one.strip(), one.strip()) for one in jointly.split("+"))
        for jointly in by.split("|")
    ]
    return t("actor.or").join(choices)


def positions(
    chosen: Iterable[str], casebook: Casebook, *, of: Collection[str], t: Catalogue = ENGLISH
) -> str:
    """Return the labels of positions in the casebook's order; of all that were assessed, `every position`."""
    wanted = set(chosen)
    if wanted >= set(of) and len(wanted) > 1:
        return t("position.every")
    known = [name(position.label) for position in casebook.positions if position.id in wanted]
    return t.comma.join(known) or t.comma.join(sorted(wanted))


def reading(ambiguity: str, chosen: str, casebook: Casebook) -> str:
    """Return what a reading says; of `unresolved`, that none is taken."""
    if chosen == UNRESOLVED:
        return "no reading taken"
    return next(
        (
            option.says
            for known in casebook.ambiguities
            if known.id == ambiguity
            for option in known.readings
            if option.id == chosen
        ),
        chosen,
    )


def said(value: Value, casebook: Casebook | None = None, t: Catalogue = ENGLISH) -> str:
    """Return what is to be said in words, nouns by the names they have in the language, else in English.

    Without a casebook a noun is called by its id.

    Examples
    --------
    >>> from truceline.model.saying import saying
    >>> said(saying("time.until", end="2020-03-06"))
    'until 2020-03-06'
    """
    match value:
        case Saying(key=key, values=values):
            return t(key, **{name: said(one, casebook, t) for name, one in values})
        case Listed(items=items, joined=joined):
            between = "" if joined == "run_on" else t.of("list", joined)
            return between.join(said(one, casebook, t) for one in items)
        case NounName(kind=kind, id=id_):
            nouns = () if casebook is None else casebook.actors if kind == "actor" else casebook.acts
            names: Names = next((one.names for one in nouns if one.id == id_), {})
            return names.get(t.language) or names.get("en") or id_
        case datetime():
            return f"{value:%Y-%m-%d %H:%MZ}"
        case str():
            return value
    assert_never(value)


def chance(low: float, high: float, t: Catalogue = ENGLISH) -> str:
    """Return a probability as its lower and upper value, two decimals; one where they are equal.

    What is not quite 0 or 1 is never printed as if it were.

    Examples
    --------
    >>> chance(0.2, 1.0), chance(0.9999, 0.9999)
    ('0.20 to 1', '>0.99')
    """
    first, last = _two_decimals(low), _two_decimals(high)
    return first if first == last else t("time.interval", start=first, end=last)


def _two_decimals(p: float) -> str:
    if p in (0.0, 1.0):
        return f"{p:.0f}"
    if p > 0.99:
        return ">0.99"
    return "<0.01" if p < 0.01 else f"{p:.2f}"


def moment(instant: datetime | None, t: Catalogue = ENGLISH) -> str:
    """Return a UTC instant as `2020-03-05 21:30Z`; seconds only where there are any."""
    if instant is None:
        return t("time.not_stated")
    if instant <= DAWN or instant >= DUSK:
        return t("time.no_limit")
    return f"{instant:%Y-%m-%d %H:%M:%SZ}" if instant.second else f"{instant:%Y-%m-%d %H:%MZ}"


def period(start_at: datetime | None, end_at: datetime | None, t: Catalogue = ENGLISH) -> str:
    """Return a half-open interval of UTC instants in words; equal ends are that one instant."""
    if start_at is None:
        return t("time.not_known")
    if end_at is None or end_at == start_at:
        return moment(start_at, t)
    return t("time.interval", start=moment(start_at, t), end=moment(end_at, t))


def lasting(start_at: datetime | None, end_at: datetime | None, t: Catalogue = ENGLISH) -> str:
    """Return how long a state lasts in words; None is no limit on that hand."""
    if start_at is None and end_at is None:
        return t("time.always")
    if start_at is None:
        return t("time.until", end=moment(end_at, t))
    return t("time.from", start=moment(start_at, t)) if end_at is None else period(start_at, end_at, t)


def local_days(start_at: datetime | None, end_at: datetime | None, zone: str, t: Catalogue = ENGLISH) -> str:
    """Return the local day or days an interval touches, in `zone`; empty where the time is unknown."""
    if start_at is None:
        return ""
    first = day_of(start_at, zone)
    if end_at is None or end_at <= start_at:
        return first
    # Half-open: an interval that ends at midnight does not touch the day that begins there.
    last = day_of(end_at - timedelta(microseconds=1), zone)
    return first if first == last else t("time.interval", start=first, end=last)


def distance(metres: float | None, t: Catalogue = ENGLISH) -> str:
    """Return a radius in words: metres below a kilometre, else kilometres."""
    if metres is None:
        return ""
    return t("unit.m", n=f"{metres:.0f}") if metres < 1000 else t("unit.km", n=f"{round(metres / 1000, 2):g}")


def figure(low: int | None, high: int | None, t: Catalogue = ENGLISH) -> str:
    """Return a figure as a range; what is not given is never nought."""
    if low is not None and high is not None:
        one, other = number(low), number(high)
        return one if low == high else t("figure.range", low=one, high=other)
    if low is not None:
        return t("figure.at_least", low=number(low))
    return t("figure.none") if high is None else t("figure.at_most", high=number(high))


def published(mandate: Mandate, t: Catalogue = ENGLISH) -> str:
    """Return what a mandate says of publishing positions: how late and how coarse."""
    grid = mandate.publish_grid_km
    places = t("published.cells", km=f"{grid:g}") if grid else t("published.exact")
    return t("published.held_back", n=f"{mandate.publish_delay_minutes:g}", places=places)


def wrapped(lead: str, text: str) -> Iterator[str]:
    """Yield a line with its lead, folded under it where it is long."""
    line = lead
    room = " " * len(lead)
    for word in re.split(r"[ \t\n]+", text.strip()):  # not at the thin space within a number
        if len(line) + len(word) > _WIDTH and line.strip() not in {"", lead.strip()}:
            yield line.rstrip()
            line = room
        line += f"{word} "
    yield line.rstrip()
