"""Words as somebody says them, taken apart where that is sure; what is not sure stays unknown.

A wrong doer, place or time is a fault, a missing one is not. So whatever has two answers has none: two
places, two times, two kinds of act; and of words that ask, order, doubt, deny or take back little is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from truceline.model.ids import ActId, ActorId, PlaceId
from truceline.model.stated_place import stated_place
from truceline.record.intake.deeds import mood, said_acts
from truceline.record.intake.folded import Folded, Span, folded
from truceline.record.intake.lexicon import Lexicon, language_of, lexicon
from truceline.record.intake.names import KnownNames, Mention, forms_of, said_names
from truceline.record.intake.times import SaidTime, said_time
from truceline.record.intake.tolls import SaidTolls, said_tolls

POINTS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
"""Clockwise, an eighth of a circle apart."""
_MEASURED: Final = re.compile(
    r"(?<!\w)(?:(?:\d+[.,]?\d* ?|\w+ )"
    r"(?:kms?|kilomet\w+|км|километ\w+|كم|كيلو\w*|متر\w*|metre\w*|met(?:er|re)s?|метр\w*)"
    r"|\d+ ?(?:m|м|م))(?!\w)"
    r"|كيلو|километр|kilomet|(?<!\w)(?:miles?|klicks?|nautical|leagues?|drive|walk|мил[ьяие]\w*|mil|ميل|اميال)(?!\w)"
)
_REACH: Final = 60
"""Letters from a place's name within which a distance from it is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPlace:
    """A place of the casebook, or so far from one."""

    place: PlaceId
    distance_m: float | None = None
    """None for the place itself, and where only a direction is said."""
    bearing: str = ""
    """One of POINTS, from the place; empty for the place itself, and for near it."""
    is_near: bool = False
    """Whether it is said to be near the place, not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What was understood of one report; None for what was not said, or not clearly."""

    words: str
    """As said."""
    language: str
    act: ActId | None = None
    place: SaidPlace | None = None
    time: SaidTime | None = None
    doer: ActorId | None = None
    target: ActorId | None = None
    fire_from: str = ""
    """Where fire came from, one of POINTS."""
    tolls: SaidTolls = field(default_factory=SaidTolls)
    is_told: bool = True
    """False where nothing is said to have happened: a question, an order, a plan."""
    may_be_denied: bool = False
    """Whether something is denied: a person has to say what."""
    is_hearsay: bool = False
    is_several: bool = False
    """Whether more than one thing may be told, or something is put right: what hangs on it is left open."""
    doubts: str = ""
    """The words of doubt, as said."""
    n_acts: int = 0
    """How many kinds of act are named; more than one is for a person to part."""
    like_places: tuple[PlaceId, ...] = ()
    """Places of the casebook that may be meant."""


def understand(
    words: str, names: KnownNames, *, said_at: datetime, language: str = "", is_denied: bool | None = None
) -> Understood:
    """Return what is understood of words that somebody said.

    Parameters
    ----------
    words : str
        One report, as said, in one language.
    names : KnownNames
        Of the casebook whose actors, places and acts are meant, and whose clock.
    said_at : datetime
        UTC; nothing told of is later.
    language : str
        `en`, `ar`, `tr` or `ru`; told by the words themselves where left out.
    is_denied : bool, optional
        Whether a person says that the happening is denied, or is not.

    Raises
    ------
    KeyError
        If there is no such language.
    """
    tongue = language or language_of(words)
    held, said = lexicon(tongue), folded(words)
    how = mood(said, held)
    if is_denied is not None:
        how = replace(how, may_be_denied=is_denied)
    if not how.is_told:
        return Understood(words=words, language=tongue, is_told=False, may_be_denied=how.may_be_denied)
    casebook = names.casebook
    actors = said_names(said, names.actors)
    plain = said.without(one.span for one in actors)
    acts = said_acts(said, held, casebook.acts, [one.span for one in actors])
    one_thing = len(acts) < 2 and not how.is_several
    fire_from, fired = _fire_from(plain, held)
    places = said_names(plain, names.places)
    place, alike = _place(plain.without(fired), held, places)
    settled = one_thing and not how.is_corrected
    sure = settled and not (how.may_be_denied or how.is_hearsay or how.is_doubted)
    done = [span for where in acts.values() for span in where]
    doer, target = _cast(said, held, actors, done, places) if sure else (None, None)
    is_counted = settled and not how.may_be_denied
    return Understood(
        words=words,
        language=tongue,
        act=next(iter(acts)) if len(acts) == 1 and not (how.is_corrected or how.may_be_denied) else None,
        place=place if settled else None,
        time=said_time(said, held, said_at=said_at, zone=casebook.mandate.day_zone) if settled else None,
        doer=doer,
        target=target,
        fire_from=fire_from if settled else "",
        tolls=said_tolls(_of_people(said, held, actors), held) if is_counted else SaidTolls(),
        may_be_denied=how.may_be_denied,
        is_hearsay=how.is_hearsay,
        is_several=how.is_several or how.is_corrected,
        doubts=how.doubts,
        n_acts=len(acts),
        like_places=alike,
    )


def place_in(words: str, names: KnownNames) -> SaidPlace | None:
    """Return the one place that words name, or so far from one; None for none or several."""
    said, held = folded(words), lexicon(language_of(words))
    return _place(said, held, said_names(said, names.places))[0]


def _place(said: Folded, held: Lexicon, named: list[Mention]) -> tuple[SaidPlace | None, tuple[PlaceId, ...]]:
    """Return the one place that is said, and those that may be."""
    alike = tuple(dict.fromkeys(PlaceId(one) for mention in named for one in mention.ids))
    if len(alike) != 1:
        return None, alike
    mention = named[0]
    if _is_feature(held, said.text[: mention.span[0]], said.text[mention.span[1] :]):
        return None, alike
    beside = _beside(said, mention.span)
    if beside is not None:
        return SaidPlace(place=alike[0], distance_m=beside[0], bearing=beside[1]), alike
    start, end = mention.span
    before, after = said.text[:start], said.text[end:]
    lead = held.any_of("not_here")
    if re.search(rf"(?<!\w){lead} (?:the |ال)?$", before) or _is_wider(held, before, after):
        return None, alike
    if held.language == "tr" and re.match(rf"(?: \w+)? {lead}(?!\w)", after):
        return None, alike
    if _MEASURED.search(said.text):
        return None, alike
    point = _direction_of(held, before, after)
    if point is None:
        return None, alike
    return SaidPlace(place=alike[0], bearing=point, is_near=_is_near(held, before, after)), alike


def _is_near(held: Lexicon, before: str, after: str) -> bool:
    near = held.any_of("near")
    if held.language == "tr":
        return re.match(rf" (?:\w+ )?{near}(?!\w)", after) is not None
    return re.search(rf"(?<!\w)(?:{held.onto}){near} (?:the )?$", before) is not None


def _is_feature(held: Lexicon, before: str, after: str) -> bool:
    """Return whether not the place is meant but what is named after it: its airport, the road to it."""
    features = held.any_of("features")
    if held.language in ("ar", "ru"):
        return re.search(rf"(?<!\w)(?:{held.onto}){features} (?:\w{{1,3}} )?$", before) is not None
    return re.match(rf"\W{{0,2}}{features}(?!\w)", after) is not None


def _is_wider(held: Lexicon, before: str, after: str) -> bool:
    """Return whether more than the place is meant: its countryside, its province."""
    wider = held.any_of("wider")
    onto = f"(?:{held.onto})"
    return (
        re.search(rf"(?<!\w){onto}{wider}\w*(?: of| the){{0,3}} $", before) is not None
        or re.match(rf"\W{{0,2}}(?:\w+ )?{onto}{wider}(?!\w)", after) is not None
    )


def _direction_of(held: Lexicon, before: str, after: str) -> str | None:
    """Return the direction said of a place without a distance: empty for none, None where it is not clear."""
    letters = _compass(held)
    onto, joint = f"(?:{held.onto})", r"(?:[ -]|о-?)?"
    way = rf"(?P<one>{letters})(?:{joint}{onto}(?P<two>{letters}))?"
    if held.language == "tr":
        match = re.match(rf" {way}(?:s?[iu]n[dt]a|s?[iu]n[dt]e|s?[iu])(?!\w)", after)
        loose = re.match(rf" (?:{letters})", after)
    elif held.language == "ru":
        match = re.search(rf"(?<!\w){way}(?:нее|ее|у)? (?:от )?$", before)
        loose = re.search(rf"(?<!\w)(?:{letters})\w* (?:\w+ )?$", before)
    elif held.language == "ar":
        match = re.search(rf"(?<!\w){way} $", before)
        loose = re.search(rf"(?<!\w)(?:{onto})(?:{letters}) (?:\w+ )?$", before)
    else:
        match = re.search(rf"(?<!\w){way} of (?:the )?$", before)
        loose = re.search(rf"(?<!\w)(?:{letters}) (?:\w+ ){{0,2}}$", before)
    if match is None:
        return None if loose else ""
    is_origin = re.search(r"(?<!\w)(?:from|من|с|со)(?: the)? $", before[: match.start()])
    return None if is_origin else _point(held, match)


def _compass(held: Lexicon) -> str:
    return "|".join(held.forms["compass"].values())


def _point(held: Lexicon, match: re.Match[str]) -> str | None:
    letters = ""
    for name in ("one", "two"):
        if match[name]:
            letters += next(
                point.upper()
                for point, form in held.forms["compass"].items()
                if re.fullmatch(form, match[name])
            )
    return letters if letters in POINTS else None


def _beside(said: Folded, span: Span) -> tuple[float, str] | None:
    """Return how far from a named place, and in which direction; None where no distance stands beside it."""
    start, end = span
    windows = [
        (match.start(), end)
        for match in re.finditer(r"(?<![\w.,:–-])\d", said.text[:start])
        if start - match.start() <= _REACH
    ]
    windows += [
        (start, end + match.end())
        for match in re.finditer(r"\w+(?= |$|[,.;:!)])", said.text[end : end + _REACH])
    ]
    for window in windows:
        stated = stated_place(said.raw(window).strip())
        if stated is not None and stated.bearing_deg is not None:
            return stated.distance_m, POINTS[round(stated.bearing_deg / 45) % 8]
    return None


def _of_people(said: Folded, held: Lexicon, named: list[Mention]) -> Folded:
    """Return what was said without the names of actors, but for those that are words for people."""
    people = re.compile("|".join(held.finder("people", kind).pattern for kind in held.forms["people"]))
    return said.without(one.span for one in named if not people.fullmatch(said.text, *one.span))


def _fire_from(said: Folded, held: Lexicon) -> tuple[str, list[Span]]:
    """Return where fire is said to have come from, empty for not said or not clear, and the words for it."""
    onto, joint = f"(?:{held.onto})", r"(?:[ -]|о-?)?"
    letters = _compass(held)
    way = rf"(?P<one>{letters})(?:{joint}{onto}(?P<two>{letters}))?"
    met = [
        match
        for form in held.listed("fire_from")
        for match in re.finditer(rf"(?<!\w){form.replace('{c}', way)}", said.text)
    ]
    points = {_point(held, match) for match in met}
    return (points.pop() or "") if len(points) == 1 else "", [match.span() for match in met]


def _cast(
    said: Folded, held: Lexicon, named: list[Mention], done: list[Span], places: list[Mention]
) -> tuple[ActorId | None, ActorId | None]:
    """Return who is said to have done it and at whom, where the words mark both clearly.

    A doer's mark belongs to the act alone: of `shelling, wounded treated by` somebody that is no doer.
    """
    spans = [one.span for one in named]
    if forms_of(held, "tells", spans, said.text):
        return None, None
    by, at, does = (forms_of(held, key, spans, said.text) for key in ("by", "at", "does"))
    plain = said.without((*spans, *(one.span for one in places))).text
    who = {
        one.ids
        for one in named
        if (one.span in by and any(_is_of(plain, held, by[one.span], act) for act in done))
        or (one.span in does and one.is_bare and any(_holds(plain, does[one.span], act) for act in done))
    }
    whom = {one.ids for one in named if one.span in at and one.span not in by}
    chosen = [one for one in named if one.ids in who | whom]
    if any(_is_joined(plain, held, one.span) for one in chosen):
        return None, None
    open_ended = {
        one.ids for one in chosen if not _ends(plain, held, max(one.span[1], at.get(one.span, one.span)[1]))
    }
    return (None if who & open_ended else _only(who)), (None if whom & open_ended else _only(whom))


def _is_of(text: str, held: Lexicon, mark: Span, act: Span) -> bool:
    """Return whether nothing stands between an act and a doer's mark but places, times and small words."""
    first, last = sorted((mark, act))
    if held.language == "tr" and first != mark:
        return False
    between = rf"(?:[\s·,]|[\d:.]+|(?<!\w)(?:{held.onto}){held.any_of('between')}(?!\w))*"
    return re.fullmatch(between, text[first[1] : last[0]]) is not None


def _holds(text: str, mark: Span, act: Span) -> bool:
    """Return whether an act is what a doer's verb says, or stands right behind it."""
    if act[0] < mark[1]:
        return mark[0] <= act[0]
    return re.fullmatch(r" (?:\w+ ){0,2}", text[mark[1] : act[0]]) is not None


def _ends(text: str, held: Lexicon, end: int) -> bool:
    """Return whether a name is all that is named: not `Turkey` of `Turkey-backed fighters`."""
    if held.language == "tr":
        return True  # its endings are the name's, and what it is part of is a mark's
    words = rf"(?:{held.onto})(?:{held.any_of('between')}|{held.any_of('verbs')})(?!\w)"
    return re.match(rf"\s*(?:$|[.;:!)\d]|,(?! ·)|{words})", text[end:]) is not None


def _is_joined(text: str, held: Lexicon, span: Span) -> bool:
    """Return whether a name is one of several: `A or B` leaves open who, `A and B` is not parted here."""
    start, end = span
    joins = held.any_of("joins")
    if held.language == "ar":
        return (
            re.match(r" (?:او |و\w)", text[end:]) is not None
            or re.search(r" (?:او |و)$", text[:start]) is not None
        )
    behind = re.match(rf"\W{{0,3}}(?:{joins}(?!\w)|/)", text[end:])
    return behind is not None or re.search(rf"(?<!\w){joins} (?:the )?$|/ ?$", text[:start]) is not None


def _only(found: set[tuple[str, ...]]) -> ActorId | None:
    ids = next(iter(found)) if len(found) == 1 else ()
    return ActorId(ids[0]) if len(ids) == 1 else None
