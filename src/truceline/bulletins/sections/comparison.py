"""A comparison as rows of cells: a row a kind of act, before and after each start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.sections.csv_cells import csv_text, made_by
from truceline.bulletins.sections.trend import band, breaches_told, dead_told
from truceline.bulletins.sections.what_was_read import all_in_short
from truceline.judgement.comparing import LEAST_APART, AroundStart, Change, OtherTimes
from truceline.judgement.tally import Band
from truceline.model.assessment import Receipt
from truceline.model.naming import name, names_by_id
from truceline.model.record import Record

COMPARED: Final = pa.schema(
    [
        pa.field("start", pa.string()),
        pa.field("casebook", pa.string()),
        pa.field("day", pa.string()),
        pa.field("days_each_side", pa.int64()),
        pa.field("kind", pa.string()),
        pa.field("measure", pa.string()),
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("state", pa.string()),
        pa.field("n_windows", pa.int64()),
        pa.field("n_windows_apart", pa.int64()),
        pa.field("what_was_read", pa.string()),
    ]
)
"""One row a start, kind of act and measure; what is not known is null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One kind of act around one start."""

    kind: str
    before: str
    after: str
    change: str
    spread: str
    """Median and quartiles of the changes elsewhere; empty where there are too few."""
    larger: str
    as_full: str
    """How many windows were as full before, and the median change there."""
    low: int
    """Of the change, for the picture."""
    high: int
    quartiles: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedBlock:
    """What stands of one start."""

    head: str
    says: str
    """The answer."""
    beside: tuple[str, ...]
    """The dead and the breaches before and after, where the record has them."""
    rows: tuple[ComparedRow, ...]
    windows: str
    """Of which windows the changes are, or why there are none."""
    lacking: str
    """Kinds of event that what was read never has; empty where it has all."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedSheet:
    """A comparison as it is printed. Computed, not determined; no cause is told."""

    title: str
    status: str
    heads: tuple[str, ...]
    blocks: tuple[ComparedBlock, ...]
    notes: tuple[str, ...]
    table: pa.Table
    """COMPARED."""
    digest: str
    supposing: tuple[tuple[str, str], ...]
    """Questions and the answers that were only supposed."""
    language: str


def compared_sheet(
    asked: Sequence[tuple[str, Record, AroundStart, Receipt]],
    n_days: int,
    *,
    zone: str | None = None,
    digest: str,
    language: str,
) -> ComparedSheet:
    """Return a comparison in words.

    Parameters
    ----------
    asked : sequence of (str, Record, AroundStart, Receipt)
        The letter of each start, the record as it may be shown with names in the language, and what was read.
    n_days : int
        Before, and after.
    zone : str, optional
        Only what lies there is counted.
    digest : str
        Of `compared_table`.
    language : str
    """
    t = catalogue(language)
    supposing = dict.fromkeys(one for *_, receipt in asked for one in receipt.supposing)
    known = dict.fromkeys(receipt.as_of for *_, receipt in asked if receipt.as_of)
    title = t("compare.title", n=n_days)
    if zone is not None:
        called = names_by_id(asked[0][1].casebook.zones).get(zone, zone)
        title = f"{title}{t.comma}{t('trend.in_zone', zone=called)}"
    for day in known:
        title = t("brief.title_known", title=title, day=day)
    return ComparedSheet(
        title=title,
        status=words.what_if(supposing, t) or t("brief.computed"),
        heads=tuple(t(f"compare.{one}") for one in _HEADS),
        blocks=tuple(_block(*one, t=t) for one in asked),
        notes=(t("compare.why"), t("compare.how")),
        table=compared_table(asked, n_days),
        digest=digest,
        supposing=tuple(supposing),
        language=language,
    )


_HEADS: Final = ("kind", "before", "after", "change", "spread", "larger", "as_full")


def _block(
    letter: str, record: Record, found: AroundStart, receipt: Receipt, *, t: Catalogue
) -> ComparedBlock:
    book = record.casebook
    acts = names_by_id(book.acts)
    rows = tuple(_row(one, acts, t) for one in found.changes)
    return ComparedBlock(
        head=f"{letter}: {name(book.casebook.titles)}{t.comma}{found.day}",
        says=_says(found, t),
        beside=tuple(_beside(found, t)),
        rows=rows,
        windows=_windows(found, t),
        lacking=t("compare.lacking", what=t.comma.join(acts.get(one, one) for one in found.lacking))
        if found.lacking
        else "",
        sources=all_in_short(receipt, t),
    )


def _says(found: AroundStart, t: Catalogue) -> str:
    if found.n_unread:
        return t("compare.unread", n=found.n_unread)
    if found.is_uneven:
        return t("compare.uneven")
    before, after = (band(one) for one in (found.changes[0].before, found.changes[0].after))
    return t("compare.answer", days=found.after.n_days, after=after, before=before, day=found.day)


def _beside(found: AroundStart, t: Catalogue) -> Iterator[str]:
    if found.beside is None:
        return
    before, after = found.beside
    if before.dead.dead is not None or after.dead.dead is not None:
        yield t("compare.dead", before=dead_told(before.dead, t), after=dead_told(after.dead, t))
    if before.breaches:
        told = (breaches_told(before.breaches), breaches_told(after.breaches))
        yield t("compare.breach", before=told[0], after=told[1])


def _windows(found: AroundStart, t: Catalogue) -> str:
    if not found.is_counted:
        return ""
    if found.n_apart < LEAST_APART:
        return t("compare.too_few", n=found.n_apart, least=LEAST_APART)
    return t("compare.windows", n=found.n_windows, apart=found.n_apart)


def _row(one: Change, acts: dict[str, str], t: Catalogue) -> ComparedRow:
    spread = one.spread
    return ComparedRow(
        kind=acts.get(one.kind, one.kind) if one.kind else t("compare.all"),
        before=band(one.before),
        after=band(one.after),
        change=signed_band(one.change),
        spread=""
        if spread is None
        else f"{_signed(spread.median)} ({signed_band(spread.lower, spread.upper)})",
        larger=""
        if spread is None
        else t("compare.n_of", n=band(spread.n_larger), all=words.number(spread.n_windows)),
        as_full="" if spread is None else _as_full(spread),
        low=one.change.low,
        high=one.change.high,
        quartiles=None if spread is None else (spread.lower, spread.median, spread.upper),
    )


def _as_full(spread: OtherTimes) -> str:
    n = words.number(spread.n_as_full)
    return n if spread.median_as_full is None else f"{n}: {_signed(spread.median_as_full)}"


def signed_band(found: Band | float, high: float | None = None) -> str:
    """Return a change, or two, each with its sign.

    Examples
    --------
    >>> signed_band(Band(low=-3, high=2)), signed_band(0.0, 1.5)
    ('−3 … +2', '0 … +1.5')
    """
    ends = (found.low, found.high) if isinstance(found, Band) else (found, found if high is None else high)
    low, last = map(_signed, ends)
    return low if low == last else f"{low} … {last}"


def _signed(n: float) -> str:
    size = f"{abs(n):,.1f}".removesuffix(".0").replace(",", "\u202f")
    return size if not n else f"{'+' if n > 0 else words.MINUS}{size}"


# The table


def compared_table(asked: Sequence[tuple[str, Record, AroundStart, Receipt]], n_days: int) -> pa.Table:
    """Return COMPARED."""
    rows = [row for one in asked for row in _table_rows(*one, n_days)]
    return pa.Table.from_pylist(rows, schema=COMPARED)


def _table_rows(
    letter: str, record: Record, found: AroundStart, receipt: Receipt, n_days: int
) -> Iterator[dict[str, object]]:
    same: dict[str, object] = {
        "start": letter,
        "casebook": str(record.casebook.casebook.id),
        "day": str(found.day),
        "days_each_side": n_days,
        "n_windows": found.n_windows,
        "n_windows_apart": found.n_apart,
        "what_was_read": "; ".join(
            f"{one.file}: {one.days[0]} to {one.days[1]}" if one.days else one.file for one in receipt.inputs
        ),
    }

    def row(kind: str, measure: str, low: float | None, high: float | None, state: str) -> dict[str, object]:
        return same | {"kind": kind or "all", "measure": measure, "low": low, "high": high, "state": state}

    if not found.is_counted:
        yield row("", "change", None, None, "not_read" if found.n_unread else "not_read_alike")
    for one in found.changes:
        for measure in ("before", "after", "change"):
            told: Band = getattr(one, measure)
            yield row(one.kind, measure, told.low, told.high, "read")
        spread = one.spread
        if spread is None:
            yield row(one.kind, "change_elsewhere_median", None, None, "too_few_windows")
            continue
        for measure, n in (
            ("change_elsewhere_lower_quartile", spread.lower),
            ("change_elsewhere_median", spread.median),
            ("change_elsewhere_upper_quartile", spread.upper),
            ("change_elsewhere_median_where_as_full_before", spread.median_as_full),
        ):
            yield row(one.kind, measure, n, n, "read" if n is not None else "none")
        yield row(one.kind, "windows_with_a_larger_change", spread.n_larger.low, spread.n_larger.high, "read")
    for when, beside in zip(("before", "after"), found.beside or (), strict=False):
        dead = beside.dead.dead
        if dead is None:
            state = "not_told" if beside.dead.n_without else "read"
            none = None if beside.dead.n_without else 0
            yield row("", f"dead_{when}", none, none, state)
        else:
            yield row("", f"dead_{when}", dead.low, None if beside.dead.is_at_least else dead.high, "read")
        if beside.breaches:
            low = min(one.low for _, one, _ in beside.breaches)
            high = max(one.high for _, one, _ in beside.breaches)
            yield row("", f"breach_{when}", low, high, "read")
            most = max(most for _, _, most in beside.breaches)
            yield row("", f"breach_at_most_{when}", None, most, "read")
    for kind in found.lacking:
        yield row(kind, "before", None, None, "not_in_what_was_read")


def compared_csv(sheet: ComparedSheet) -> str:
    """Return the table as CSV, with the digest in every row."""
    rows = ([_whole(cell) for cell in row.values()] for row in sheet.table.to_pylist())
    made = made_by(sheet.digest, sheet.supposing)
    return csv_text((*COMPARED.names, "made"), ((*row, made) for row in rows))


def _whole(cell: str | float | int | None) -> str | float | int | None:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
