"""How many are said to be dead or wounded; what is rough, summed or told twice is left unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from truceline.record.intake.folded import Folded
from truceline.record.intake.lexicon import Lexicon, has, spans

OUTCOMES = ("dead", "wounded")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidToll:
    """How many, as understood."""

    low: int
    high: int | None
    """None for at least so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidTolls:
    """What befell people; None for what is not said, or not clearly."""

    dead: SaidToll | None = None
    wounded: SaidToll | None = None
    who: str = ""
    """Who all of them are said to be, one of the lexicon's kinds of people; empty where that is not clear."""


def said_tolls(said: Folded, held: Lexicon) -> SaidTolls:
    """Return how many are said to be dead and wounded, and who they are."""
    text, none = said.text, SaidToll(low=0, high=0)
    found: dict[str, list[SaidToll]] = {one: [] for one in OUTCOMES}
    for key, outcomes in (("none_hurt", OUTCOMES), ("none_dead", ("dead",)), ("none_wounded", ("wounded",))):
        finder = held.finder(key)
        if finder.search(text):
            text = finder.sub(_blank, text)
            for outcome in outcomes:
                found[outcome].append(none)
    among = [form.replace("{n}", held.number) for form in held.listed("among")]
    text = re.sub(rf"(?<!\w)(?:{'|'.join(among)})(?!\w)", _blank, text)
    who: set[tuple[str, ...]] = set()
    rough = False
    for outcome in OUTCOMES:
        duals = held.finder("duals", outcome)
        found[outcome] += [SaidToll(low=2, high=2)] * len(spans(duals, text))
        text = duals.sub(_blank, text)
    for behind in (True, False):
        for outcome in OUTCOMES:
            for match in list(re.finditer(_expression(held, outcome, behind=behind), text)):
                toll, is_rough = _toll(held, match)
                rough |= is_rough
                found[outcome].append(toll)
                who.add(tuple(_kinds(held, match[0])))
                text = text[: match.start()] + "·" * len(match[0]) + text[match.end() :]
    if rough or _left_over(held, text) or has(held, said.text, ("crew", "larger", "beasts")):
        return SaidTolls()
    if any(spans(held.finder(one), text) for one in OUTCOMES):
        return SaidTolls()  # somebody is dead or wounded, and how many is not understood
    dead, wounded = (found[one][0] if len(set(found[one])) == 1 else None for one in OUTCOMES)
    kinds = (
        who.pop() if len(who) == 1 else ()
    )  # of `2 dead, 3 children wounded` the dead are not said to be any
    return SaidTolls(dead=dead, wounded=wounded, who=kinds[0] if len(kinds) == 1 else "")


def _expression(held: Lexicon, outcome: str, *, behind: bool) -> str:
    """Return what finds a number and what befell so many: the word behind the number, or before it."""
    number, word = held.number, rf"(?:{held.onto}){held.any_of(outcome)}"
    people = rf"(?:{held.onto}){_people(held)}"
    range_ = rf"(?P<low>{number})(?: ?(?:-|–|to|or|или|или|او|الي|ila|ya da|veya) ?(?P<high>{number}))?"
    how = f"(?:{held.any_of('least')}|{held.any_of('rough')})"
    lead, tail = rf"(?P<lead>{how} )?", rf"(?: (?P<tail>{how}))?"
    middle = r"(?: (?:was|were|are|is|been|have|has|of|them|more|other|others|people))?"
    if behind:
        counted = rf"(?<![\w:.,/-])(?<!\d )(?:{held.onto}){lead}{range_}(?:\W{{1,2}}{people}){{0,2}}"
        return rf"{counted}{middle} {word}{tail}(?!\w)"
    joins = held.any_of("joins")
    ends = rf"(?!,? {joins} (?:\w+ )?{number})(?= ?(?:$|[.,;!?)·](?!\d)|{joins}(?!\w)))"
    return rf"(?<!\w){word}:? {lead}{range_}(?: {people}){{0,2}}{tail}{ends}"


def _people(held: Lexicon) -> str:
    forms = [form for kind in held.forms["people"] for form in held.listed("people", kind)]
    return f"(?:{'|'.join(sorted(forms, key=len, reverse=True))})"


def _toll(held: Lexicon, match: re.Match[str]) -> tuple[SaidToll, bool]:
    lead, low = (match["lead"] or match["tail"] or "").strip(), held.count(match["low"])
    high = held.count(match["high"]) if match["high"] else low
    if lead and re.fullmatch(held.any_of("least"), lead):
        return SaidToll(low=low, high=None), False
    return SaidToll(low=low, high=high), bool(lead) or high < low


def _kinds(held: Lexicon, text: str) -> Iterator[str]:
    for kind in held.forms["people"]:
        if kind != "people" and held.finder("people", kind).search(text):
            yield kind


def _left_over(held: Lexicon, text: str) -> bool:
    """Return whether other people are counted, who may belong to the toll or may not."""
    onto = f"(?:{held.onto})"
    counted = rf"(?<![\w:.,/-]){held.number} {onto}{_people(held)}(?!\w)"
    joined = rf"{held.any_of('joins')} (?:an? )?{onto}{_people(held)}(?!\w)"
    is_summed = re.search(joined, text) is not None and "·" in text
    return is_summed or re.search(counted, text) is not None


def _blank(match: re.Match[str]) -> str:
    return "·" * len(match[0])
