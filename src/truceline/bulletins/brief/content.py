"""The brief of a period: the answer first, then what happened, what decides, what may be said.

One function makes it; terminal, page, paper and JSON print it and add nothing. It reports who is told to have
done what, and never says whether a ceasefire holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from truceline.bulletins import words
from truceline.bulletins.brief.material import Material
from truceline.bulletins.brief.points import brief_points
from truceline.bulletins.brief.rows import brief_row
from truceline.bulletins.brief.seen import days_observed
from truceline.bulletins.brief.sheet import Brief, on_paper
from truceline.bulletins.catalogue import languages
from truceline.bulletins.edition import Edition
from truceline.bulletins.sections.what_was_read import all_in_short, linked_in_words
from truceline.judgement.reported import is_within
from truceline.model.naming import name
from truceline.record.days import Period

BLANK: Final = "_" * 16


def brief(edition: Edition, period: Period, *, n_before: int, corrects: str = "") -> Brief:
    """Return the brief of a period.

    Parameters
    ----------
    edition : Edition
        Of the period's incidents, as it goes out.
    period : Period
        Reporting days of the mandate.
    n_before : int
        Attacks told of as many days before.
    corrects : str
        Digest of the product that it replaces.
    """
    made = _brief(edition, period, n_before, corrects)
    others = (replace(edition, language=one) for one in languages() if one != made.language)
    sheets = [made, *(_brief(one, period, n_before, corrects) for one in others)]
    return replace(made, most_rows=min(len(on_paper(one).rows) for one in sheets))


def _brief(edition: Edition, period: Period, n_before: int, corrects: str) -> Brief:
    of = Material(edition=edition, period=period)
    t, receipt = of.t, edition.receipt
    first, last = period.first, period.last
    days = str(first) if first == last else t("time.interval", start=first, end=last)
    title = f"{name(of.record.casebook.casebook.titles)}{t.comma}{days}"
    n_others = edition.headlines.n_incidents - len(of.attacks)
    return Brief(
        title=t("brief.title_known", title=title, day=receipt.as_of) if receipt.as_of else title,
        days=days,
        corrects=t("brief.corrects", digest=corrects) if corrects else "",
        answer=_answer(of),
        facts=tuple(_facts(of, n_before)),
        holding=t("brief.holding", blank=BLANK),
        status=words.what_if(edition.receipt.supposing, t) or t("brief.computed"),
        rows=tuple(brief_row(one, of) for one in of.happenings),
        left_out=(),
        n_others=n_others,
        points=tuple(brief_points(of)),
        days_told=of.days_told,
        sides=tuple(column.label for column in of.labels.columns if column.side is not None),
        language=t.language,
        digest=receipt.digest,
    ).with_rows(len(of.happenings))


def _answer(of: Material) -> str:
    """Return which of five things may be said; one side alone only where each attack tells its side."""
    t = of.t
    if not of.attacks:
        return t("brief.no_attack")
    acting = {side for one in of.attacks for side in one.acting}
    in_order = [column.side for column in of.labels.columns if column.side in acting and column.side]
    sides = of.sides([*in_order, *sorted(acting - set(in_order))])
    if len(acting) > 1:
        is_both = len(of.parties) == 2 and acting == set(of.parties)
        return t("brief.both" if is_both else "brief.several", sides=sides)
    if not acting or not all(one.acting for one in of.attacks):
        return t("brief.unclear")
    return t("brief.one_side", sides=sides)


def _facts(of: Material, n_before: int) -> Iterator[str]:
    t, n = of.t, words.number(len(of.attacks))
    during = t("brief.days_before", n=of.period.n_days)
    if n_before:
        yield t("brief.count", n=n, during=during, before=words.number(n_before))
    else:
        yield t("brief.count_none", n=n, during=during)
    if linked := linked_in_words(of.edition.receipt, (one.incident for one in of.attacks), t):
        yield linked
    if replies := [one for one in of.attacks if one.is_reply]:
        sides = Counter(of.sides(one.acting) or t("brief.side_unclear") for one in replies)
        by_side = of.t.semicolon.join(f"{side} {count}" for side, count in sides.items())
        yield t("brief.replies", n=len(replies), sides=by_side)
    yield _observed(of)
    uncertain = sum(not all(is_within(row, of.during) for row in one.accounts) for one in of.attacks)
    if uncertain:
        yield t("brief.uncertain", n=words.number(uncertain))
    if others := of.edition.headlines.n_incidents - len(of.attacks):
        yield t("brief.others", n=words.number(others))
    yield t("brief.read", what=of.t.semicolon.join(all_in_short(of.edition.receipt, t)))


def _observed(of: Material) -> str:
    t, seen = of.t, days_observed(of.record, of.period, of.parties)
    grounds: dict[str, list[str]] = {}
    for side in of.parties:
        n, denied = seen.by_side.get(side, (None, 0))
        told = [t("brief.not_known") if n is None else str(n)]
        told += [t("brief.denied", n=denied)] if denied else []
        grounds.setdefault(of.t.comma.join(told), []).append(of.labels.side(side))
    found = [f"{of.t.comma.join(sides)}: {told}" for told, sides in grounds.items()]
    if seen.n_open:
        found.append(t("brief.ground_open", n=seen.n_open))
    return t("brief.observed", days=of.period.n_days, sides=of.t.semicolon.join(found))
