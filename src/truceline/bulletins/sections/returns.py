"""Control, administration, services and population, each side's word beside the other's; and figures.

Who holds a place, who administers it and who lives there are kept apart. Told, not determined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from truceline.bulletins import words
from truceline.bulletins.labels import Cited, Column, Labels, begun
from truceline.clock import Interval
from truceline.model.record import ControlAssertion, InstitutionReturn
from truceline.record.days import touches


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """What one source says of a place on a day."""

    on: str
    says: str
    figure: str
    unit: str
    said: Cited
    note: str
    mistaken: str = ""
    """Why it is wrong, where the record marks it as mistaken; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """One question on one place, by the side that speaks."""

    place: str
    area: str
    cells: tuple[tuple[ReturnLine, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """The questions, in order: control, administration, services, population."""

    columns: tuple[Column, ...]
    aspects: tuple[tuple[str, tuple[ReturnRow, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """A humanitarian figure with its definition and period."""

    what: str
    definition: str
    figure: str
    during: str
    area: str
    whose: str
    said: Cited
    note: str


def returns(labels: Labels, *, during: Interval | None = None) -> Returns:
    """Return who is said to hold, administer, serve and live in which place.

    Parameters
    ----------
    labels : Labels
        Of the record to tell of.
    during : Interval, optional
        UTC; each source's last word on a place before its end. None for every word.
    """
    record, t = labels.record, labels.t
    said: dict[tuple[str, str, str], list[_Told]] = {}
    for control in record.control:
        if begun(control.since, during):
            key = ("control", labels.place(control.place), "")
            said.setdefault(key, []).append((control, control.since, _control(control, labels)))
    for row in record.institutions:
        if begun(row.on, during):
            key = (row.aspect, labels.place(row.place), row.area)
            said.setdefault(key, []).append((row, row.on, _institution(row, labels)))
    aspects = tuple(
        (
            t.of("aspect", aspect),
            tuple(
                ReturnRow(place=place, area=area, cells=_cells(lines, labels, only_last=during is not None))
                for (of, place, area), lines in said.items()
                if of == aspect
            ),
        )
        for aspect in ("control", "administration", "services", "population")
    )
    return Returns(columns=labels.columns, aspects=tuple(one for one in aspects if one[1]))


_Told: TypeAlias = tuple[ControlAssertion | InstitutionReturn, str | None, ReturnLine]
"""A row of a ledger, the day of which it speaks, and its line."""


def _cells(lines: Sequence[_Told], labels: Labels, *, only_last: bool) -> tuple[tuple[ReturnLine, ...], ...]:
    ordered = sorted(lines, key=lambda one: one[1] or "")
    if only_last:
        ordered = list({(row.by, line.mistaken): (row, on, line) for row, on, line in ordered}.values())
    return tuple(
        tuple(
            line for row, _, line in ordered if labels.in_column(labels.side_of(row.by, row.report), column)
        )
        for column in labels.columns
    )


def _control(row: ControlAssertion, labels: Labels) -> ReturnLine:
    return ReturnLine(
        on=_since(row, labels),
        says=f"{labels.actor(row.holder)}: {labels.t.of('holds', row.state)}",
        figure="",
        unit="",
        said=labels.cited(row.by, row.report),
        note=row.note,
        mistaken=row.mistaken,
    )


def _since(row: ControlAssertion, labels: Labels) -> str:
    """Return from when a word holds: a span in which it began, or to the end it states."""
    if row.since_latest is not None and row.since_latest != row.since:
        began = labels.t("time.began_between", start=row.since, end=row.since_latest)
        return began if row.until is None else labels.t("time.interval", start=began, end=row.until)
    if row.until is not None and row.until != row.since:
        return labels.t("time.interval", start=row.since, end=row.until)
    return row.since


def _institution(row: InstitutionReturn, labels: Labels) -> ReturnLine:
    return ReturnLine(
        on=row.on or labels.t("time.not_stated"),
        says=labels.t.of("presence", row.says),
        figure="" if row.n is None else words.number(row.n),
        unit=row.unit,
        said=labels.cited(row.by, row.report),
        note=row.note,
    )


def figures(labels: Labels, *, during: Interval | None = None) -> tuple[FigureView, ...]:
    """Return the humanitarian figures whose period touches `during`; None for all of them."""
    return tuple(
        FigureView(
            what=labels.t.of("befell", row.what),
            definition=row.definition,
            figure=labels.figure(row.low, row.high),
            during=labels.between(row.since, row.until),
            area=row.area,
            whose=labels.actor(row.whose) if row.whose else "",
            said=labels.cited(row.by, row.report),
            note=row.note,
        )
        for row in labels.record.figures
        if touches(row.since, row.until, during)
    )
