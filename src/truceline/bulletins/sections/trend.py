"""A trend as rows of cells: a row a period, and in it how far the period was read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.sections.csv_cells import Cell, csv_text, made_by
from truceline.bulletins.sections.gaps import bearing_gaps
from truceline.bulletins.sections.what_was_read import read_in_short, together_in_words
from truceline.judgement.tally import Band, DeadTold, Wanted
from truceline.judgement.trends import ANSWERS, PeriodCount
from truceline.model.assessment import Read, Receipt
from truceline.model.casebook import Casebook
from truceline.model.naming import name, names_by_id
from truceline.model.record import Record

CSV_HEADS: Final = (
    *("first_day", "last_day", "measure", "of", "low", "high", "state", "n_without_figure"),
    *("days", "days_read", "days_with_reports", "days_with_what_is_counted"),
    *(f"days_{answer}" for answer in ANSWERS),
    *("what_was_read", "made"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    """One period in words."""

    first: str
    last: str
    low: int | None
    """Incidents, for the bar; None where nothing was read."""
    high: int | None
    incidents: str
    dead: str
    breach: str
    """Over all positions."""
    by_position: tuple[tuple[str, str], ...]
    """Where they differ: label and count."""
    in_force: str
    by_text: tuple[tuple[str, str], ...]
    """Title and count of each text that may not have lived."""
    days_read: str
    days_reported: str
    seen: tuple[tuple[str, str], ...]
    """What the record tells of ground that could be observed, and on how many days."""
    sources: str
    """Letters of what covers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSheet:
    """A trend as it is printed. Computed, not determined."""

    title: str
    answer: str
    status: str
    only: str
    """What alone is counted; empty where all is."""
    heads: tuple[str, ...]
    rows: tuple[TrendRow, ...]
    total: TrendRow
    sources: tuple[str, ...]
    """What was read, each with its letter."""
    notes: tuple[str, ...]
    """How to read the cells; what tilts them."""
    counts: tuple[PeriodCount, ...]
    drawn: tuple[Band | None, ...]
    """Of each count its incidents in plausible ways to put reports together, where they were asked for."""
    receipt: Receipt
    language: str


def trend_sheet(
    record: Record,
    counts: Sequence[PeriodCount],
    total: PeriodCount,
    *,
    by: str,
    wanted: Wanted,
    receipt: Receipt,
    clauses: Collection[str],
    ways: Sequence[tuple[int, int]] | None = None,
    language: str,
) -> TrendSheet:
    """Return a trend in words.

    Parameters
    ----------
    record : Record
        As it may be shown, names in the language.
    counts : sequence of PeriodCount
    total : PeriodCount
        Of all their days.
    by : str
        `week` or `month`.
    wanted : Wanted
        What is counted.
    receipt : Receipt
    clauses : collection of str
        Those that reach what is counted.
    ways : sequence of (int, int), optional
        Of each count, then of the total, the incidents in plausible ways to put reports together.
    language : str
    """
    t, book = catalogue(language), record.casebook
    days = t("time.interval", start=total.period.first, end=total.period.last)
    drawn = [
        None if one is None else Band(low=one[0], high=one[1]) for one in ways or (None,) * (len(counts) + 1)
    ]
    title = t(f"trend.title_{by}", title=name(book.casebook.titles), days=days)
    return TrendSheet(
        title=t("brief.title_known", title=title, day=receipt.as_of) if receipt.as_of else title,
        answer=_answer(counts, total, t),
        status=words.what_if(receipt.supposing, t) or t("brief.computed"),
        only=_only(wanted, book, t),
        heads=tuple(t(f"trend.{one}") for one in _HEADS),
        rows=tuple(_row(one, book, t, drew) for one, drew in zip(counts, drawn, strict=False)),
        total=_row(total, book, t, drawn[-1]),
        sources=tuple(f"{letter(n)}: {read_in_short(one, t)}" for n, one in enumerate(receipt.inputs)),
        notes=(*together_in_words(receipt.together, t), *_notes(total, book, clauses, t)),
        counts=(*counts, total),
        drawn=tuple(drawn),
        receipt=receipt,
        language=language,
    )


_HEADS: Final = ("from", "incidents", "dead", "breach", "in_force", "days_read", "days_reported", "source")


def letter(n: int) -> str:
    """Return what stands for the n-th input: A to Z, then A2 and so on."""
    turn, place = divmod(n, len(ascii_uppercase))
    return f"{ascii_uppercase[place]}{turn + 1}" if turn else ascii_uppercase[place]


def band(found: Band) -> str:
    """Return the lowest and the highest; one where they are equal.

    Examples
    --------
    >>> band(Band(low=2, high=2)), band(Band(low=0, high=3))
    ('2', '0–3')
    """
    low, high = words.number(found.low), words.number(found.high)
    return low if low == high else f"{low}–{high}"


def _answer(counts: Sequence[PeriodCount], total: PeriodCount, t: Catalogue) -> str:
    if total.incidents is None:
        return t("trend.nothing_read")
    if not total.incidents.high:
        return t("trend.none")
    most = max((one for one in counts if one.incidents is not None), key=_highest)
    assert most.incidents is not None
    return t("trend.answer", n=band(total.incidents), day=most.period.first, most=band(most.incidents))


def _highest(one: PeriodCount) -> tuple[int, int]:
    return (one.incidents.high, one.incidents.low) if one.incidents is not None else (0, 0)


def _only(wanted: Wanted, book: Casebook, t: Catalogue) -> str:
    parts = []
    if wanted.act is not None:
        parts.append(names_by_id(book.acts).get(wanted.act, wanted.act))
    if wanted.zone is not None:
        parts.append(t("trend.in_zone", zone=names_by_id(book.zones).get(wanted.zone, wanted.zone)))
    if wanted.clause is not None:
        titles = {str(one.id): one.title for one in book.clauses}
        parts.append(t("trend.reached", clause=f"{titles[wanted.clause]} ({wanted.clause})"))
    return t("trend.only", what=t.comma.join(parts)) if parts else ""


def _row(one: PeriodCount, book: Casebook, t: Catalogue, drawn: Band | None) -> TrendRow:
    days, not_read = one.days, t("trend.unread")
    is_read = one.incidents is not None
    labels = {str(each.id): name(each.label) for each in book.positions}
    titles = names_by_title(book)
    return TrendRow(
        first=str(one.period.first),
        last=str(one.period.last),
        low=one.incidents.low if one.incidents is not None else None,
        high=one.incidents.high if one.incidents is not None else None,
        incidents=band(one.incidents) + (f" [{band(drawn)}]" if drawn is not None else "")
        if one.incidents is not None
        else not_read,
        dead=dead_told(one.toll, t) if one.toll is not None else not_read,
        breach=breaches_told(one.breaches) if is_read else not_read,
        by_position=tuple((labels.get(at, at), _at_most(found, most)) for at, found, most in one.breaches)
        if _differ(one)
        else (),
        in_force=band(dict(one.supposed).get("", Band(low=0, high=0))) if is_read else not_read,
        by_text=tuple(
            (titles.get(text, text), band(found)) for text, found in one.supposed if text and found.high
        ),
        days_read=f"{days.n_read}/{days.n_days}",
        days_reported=str(days.n_reported) if is_read else "",
        seen=tuple((t.of("seen", answer), words.number(n)) for answer, n in days.seen),
        sources="·".join(letter(n) for n, covered in enumerate(days.by_source) if covered),
    )


def names_by_title(book: Casebook) -> dict[str, str]:
    """Return the title shown of each text, by its id."""
    return {str(one.id): name(one.titles) for one in book.instruments}


def dead_told(toll: DeadTold, t: Catalogue) -> str:
    """Return how many dead are told, and of how many incidents no figure is."""
    if toll.dead is None:
        return t("trend.no_figure") if toll.n_without else "0"
    told = f"{band(toll.dead)}{'+' if toll.is_at_least else ''}"
    return f"{told} ({words.number(toll.n_without)}?)" if toll.n_without else told


def _differ(one: PeriodCount) -> bool:
    return len({(found, most) for _, found, most in one.breaches}) > 1


def breaches_told(breaches: Sequence[tuple[str, Band, int]]) -> str:
    """Return how many come to a breach, over all positions; a star where they differ."""
    if not breaches:
        return ""
    over = Band(low=min(one.low for _, one, _ in breaches), high=max(one.high for _, one, _ in breaches))
    differ = len({(found, most) for _, found, most in breaches}) > 1
    return f"{_at_most(over, max(most for _, _, most in breaches))}{'*' if differ else ''}"


def _at_most(found: Band, most: int) -> str:
    return f"{band(found)} ≤{words.number(most)}" if most > found.high else band(found)


def _notes(total: PeriodCount, book: Casebook, clauses: Collection[str], t: Catalogue) -> Iterator[str]:
    yield t("trend.how_band")
    yield t("trend.how_breach")
    labels = {str(each.id): name(each.label) for each in book.positions}
    if _differ(total):
        told = (f"{labels.get(at, at)} {_at_most(found, most)}" for at, found, most in total.breaches)
        yield t("trend.by_position", what=t.semicolon.join(told))
    titles = names_by_title(book)
    some = [(titles.get(text, text), found) for text, found in total.supposed if text and found.high]
    if some:
        yield t("trend.how_in_force", what=t.semicolon.join(f"{text} {band(found)}" for text, found in some))
    yield t("trend.how_days")
    if total.days.seen:
        told = (f"{t.of('seen', answer)} {words.number(n)}" for answer, n in total.days.seen)
        yield t("trend.seen", what=t.semicolon.join(told))
    tilts = [name(one.gap.tilts) for one in bearing_gaps(book, clauses) if one.gap.tilts]
    if tilts:
        yield t("trend.tilted", what=t.semicolon.join(dict.fromkeys(tilts)))


# The table


def trend_csv(sheet: TrendSheet) -> str:
    """Return a row a period and measure, each with what was read; the last period is of all days."""
    made = made_by(sheet.receipt.digest, sheet.receipt.supposing)
    return csv_text(
        CSV_HEADS,
        (
            (*row, *_read_cells(one, sheet.receipt.inputs), made)
            for one, drawn in zip(sheet.counts, sheet.drawn, strict=True)
            for row in _measures(one, drawn)
        ),
    )


def _measures(one: PeriodCount, drawn: Band | None) -> Iterator[tuple[Cell, ...]]:
    days = (str(one.period.first), str(one.period.last))
    read = "read" if one.days.n_read == one.days.n_days else "partly_read"
    if one.incidents is None or one.toll is None:
        for measure in ("incidents", "dead", "breach", "breach_at_most", "breach_if_in_force"):
            yield (*days, measure, "", None, None, "not_read", None)
        return
    yield (*days, "incidents", "", one.incidents.low, one.incidents.high, read, None)
    if drawn is not None:
        yield (*days, "incidents_in_ways", "", drawn.low, drawn.high, read, None)
    dead, n_without = one.toll.dead, one.toll.n_without
    if dead is None:
        state = "not_told" if n_without else read
        yield (*days, "dead", "", None if n_without else 0, None if n_without else 0, state, n_without)
    else:
        high = None if one.toll.is_at_least else dead.high
        yield (*days, "dead", "", dead.low, high, read, n_without)
    for position, found, most in one.breaches:
        yield (*days, "breach", position, found.low, found.high, read, None)
        yield (*days, "breach_at_most", position, None, most, read, None)
    for text, found in one.supposed:
        yield (*days, "breach_if_in_force", text or "any", found.low, found.high, read, None)


def _read_cells(one: PeriodCount, reads: Sequence[Read]) -> tuple[Cell, ...]:
    days = one.days
    told = "; ".join(f"{read.file}: {n} days" for read, n in zip(reads, days.by_source, strict=True) if n)
    n_reported = days.n_reported if days.n_read else None
    seen = dict(days.seen)
    return (
        *(days.n_days, days.n_read, n_reported, days.n_told if days.n_read else None),
        *(seen.get(answer, 0) for answer in ANSWERS),
        told,
    )
