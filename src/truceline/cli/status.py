"""What is in force there and then, for the terminal and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from truceline import geo
from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.pages.status_page import status_page
from truceline.bulletins.sections.judged import judged
from truceline.bulletins.sections.status import status_sheet
from truceline.bulletins.words import chance, distance, moment, period, what_if
from truceline.cli.documents import COMPUTED
from truceline.cli.ending import lines, printable
from truceline.clock import DAWN, DUSK, Interval, shown_at
from truceline.judgement.performance import Stage
from truceline.judgement.questions.status import (
    BondStatus,
    Bound,
    ClauseStatus,
    Given,
    Holds,
    Inside,
    Says,
    Under,
)
from truceline.model.casebook import Casebook
from truceline.model.naming import in_language, name, names_by_id
from truceline.model.record import Record
from truceline.runs.status import Consulted

Asked: TypeAlias = Under[Holds] | Under[Inside] | Under[Bound]
Row: TypeAlias = tuple[str, Sequence[Asked], Sequence[Sequence[str]]]
"""An id, its answer under each position, and what else is to be said of it under each."""
WORDS = {
    "cannot_tell": "cannot tell",
    "start_not_known": "nobody knows from when it is in force",
    "too_many_readings": "too many combinations of readings to try them all",
    "not_all_of_them": "it stands for several, of whom some are bound and some are not",
}
_NOWHERE_ELSE_KM = 0.01
_INDENT = "        "
_WIDTH = 100


# Terminal


def status_lines(consulted: Consulted, lang: str = "en") -> Iterator[str]:
    """Yield what is in force there and then, line by line.

    Clauses out of force, zones that are elsewhere and actors not bound under every position are counted and
    not listed. Actors who stand alike to an instrument stand together.

    Parameters
    ----------
    consulted : Consulted
        From `status_of`.
    lang : str
        Language of names, such as `ar`; a noun without a name in it shows its English one.
    """
    for line in _lines(consulted, in_language(consulted.record, lang).casebook):
        yield printable(line)


def _lines(consulted: Consulted, book: Casebook) -> Iterator[str]:
    found, names = consulted.status, _names(book)
    table = _Table(positions=[str(one.position) for one in found.positions], names=names)
    yield f"{name(book.casebook.titles)} [{book.casebook.id}]"
    if consulted.supposing:
        yield what_if(consulted.supposing)
    yield from _asked(consulted, book)
    yield "Computed, not determined. Below an answer stands what it depends on."
    yield from table.lines(
        "Instruments",
        [
            (str(row[0].instrument), [one.in_force for one in row], [_unseen(one.unverified) for one in row])
            for row in zip(*(one.instruments for one in found.positions), strict=True)
        ],
        every=True,
    )
    yield from table.lines(
        "Clauses",
        [
            (str(row[0].clause), [one.in_force for one in row], [_of_clause(one) for one in row])
            for row in zip(*(one.clauses for one in found.positions), strict=True)
        ],
    )
    if found.spot is None:
        yield from ("", "No place was asked for, so no zone is shown.")
    else:
        yield from table.lines(
            "Zones: is it inside?",
            [
                (str(row[0].zone), [one.inside for one in row], [_spoken_of(one.clauses) for one in row])
                for row in zip(*(one.zones for one in found.positions), strict=True)
            ],
        )
    bonds = zip(*(one.bonds for one in found.positions), strict=True)
    for instrument, rows in groupby(bonds, key=lambda row: row[0].instrument):
        yield from table.alike(
            f"Bound by {instrument}",
            [
                (str(row[0].actor), [one.bound for one in row], [_of_bond(one, names) for one in row])
                for row in rows
            ],
        )


def sheet_lines(consulted: Consulted, lang: str = "en") -> Iterator[str]:
    """Yield the answer in at most 24 lines: whose ground, what applies, who-if.

    Parameters
    ----------
    consulted : Consulted
        Of an instant and a place.
    lang : str
        Language of the words and of names.
    """
    assert consulted.who_if is not None
    t = catalogue(lang)
    record = in_language(consulted.record, lang)
    sheet = status_sheet(record, consulted.status, consulted.who_if, consulted.held, t)
    page = status_page(sheet, _where(consulted, record, t), what_if(consulted.supposing, t), t)
    return lines(page)


def _where(consulted: Consulted, record: Record, t: Catalogue) -> str:
    """Return where and when as it was understood: on the mandate's clock and in UTC."""
    spot, at, zone = consulted.status.spot, consulted.status.during.start_at, record.casebook.mandate.day_zone
    assert spot is not None
    point = f"({spot.lon:g}, {spot.lat:g})"
    named = next(
        (one for one in record.casebook.places if consulted.place and one.id == consulted.place.id), None
    )
    what = f"{name(named.names)} [{named.id}]" if named else point
    if named and consulted.is_beside:
        km = geo.distance_km((named.lon, named.lat), (spot.lon, spot.lat))
        if km > _NOWHERE_ELSE_KM:
            what = t("status_where.beside", point=point, km=f"{km:.1f}", place=what)
        else:
            what = t("status_where.around", point=point, place=what)
    if spot.radius_m:
        what = f"{what}, {t('status_where.known', radius=distance(spot.radius_m, t))}"
    as_of = f". {t('run.as_of', day=consulted.as_of)}" if consulted.as_of else ""
    told = t("status_where.at", place=what, at=shown_at(at, zone), zone=zone, utc=moment(at, t))
    return f"{told}{as_of}"


def _asked(consulted: Consulted, book: Casebook) -> Iterator[str]:
    during, spot = consulted.status.during, consulted.status.spot
    day = f" (reporting day {consulted.on})" if consulted.on else ""
    yield f"  {period(during.start_at, during.end_at)}{day}"
    if spot is not None:
        named = None if consulted.is_beside else consulted.place
        place = next((one for one in book.places if named and one.id == named.id), None)
        where = f"{name(place.names)} [{place.id}] " if place else ""
        known = f", known to {distance(spot.radius_m)}" if spot.radius_m else ""
        yield f"  {where}({spot.lon:g}, {spot.lat:g}){known}"
        if place and place.note:
            yield f"    {place.note}"
    if consulted.as_of:
        yield f"  Only what could be known by the end of {consulted.as_of}, texts and readings too."


class _Table:
    """Rows with one answer for each position, and below each row what it depends on."""

    def __init__(self, positions: Sequence[str], names: Mapping[str, str]) -> None:
        self.positions = positions
        self.names = names
        self.width = max(map(len, (*positions, WORDS["cannot_tell"]))) + 2

    def lines(self, title: str, rows: Sequence[Row], *, every: bool = False) -> Iterator[str]:
        """Yield a heading, each row, and how many rows say no under every position."""
        shown = [row for row in rows if every or _matters(row)]
        yield from self._heading(title)
        for row in shown:
            yield self._columns(f"  {row[0]:<30}", _said(row), self.names.get(row[0], ""))
            yield from self._below(row)
        yield from _left_out(shown, rows)

    def alike(self, title: str, rows: Sequence[Row]) -> Iterator[str]:
        """Yield a heading, then rows of which all the same is to be said as one, their names below it."""
        shown = [row for row in rows if _matters(row)]
        together: dict[tuple[str, ...], list[Row]] = {}
        for row in shown:
            together.setdefault((*_said(row), *self._below(row)), []).append(row)
        yield from self._heading(title)
        for group in together.values():
            names = ", ".join(self.names.get(row[0], row[0]) for row in group)
            who = group[0][0] if len(group) == 1 else f"{len(group)} actors"
            yield self._columns(f"  {who:<30}", _said(group[0]), "")
            yield from textwrap.wrap(
                names, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False
            )
            yield from self._below(group[0])
        yield from _left_out(shown, rows)

    def _heading(self, title: str) -> Iterator[str]:
        yield from ("", self._columns(f"{title:<32}", self.positions, ""))

    def _columns(self, first: str, cells: Iterable[str], last: str) -> str:
        return (first + "".join(f"{cell:<{self.width}}" for cell in cells) + last).rstrip()

    def _below(self, row: Row) -> Iterator[str]:
        """Yield each thing to be said once, with its positions where it is not said of all of them."""
        of: dict[str, list[str]] = {}
        for position, answer, more in zip(self.positions, row[1], row[2], strict=True):
            for line in dict.fromkeys((*_turning(answer), *more)):
                of.setdefault(line, []).append(position)
        for line, positions in of.items():
            everywhere = len(positions) == len(self.positions)
            yield f"{_INDENT}{line}" + ("" if everywhere else f"  ({', '.join(positions)})")


def _matters(row: Row) -> bool:
    """Return whether a row says anything but no, or might with one question read in another way."""
    return any(one.answer.says is not Says.NO or one.decided_by for one in row[1])


def _said(row: Row) -> list[str]:
    return [WORDS.get(one.answer.says, str(one.answer.says)) for one in row[1]]


def _left_out(shown: Sequence[Row], rows: Sequence[Row]) -> Iterator[str]:
    if len(shown) < len(rows):
        yield f"  {len(rows) - len(shown)} {'more' if shown else 'in all'}: no under every position"


def _turning(found: Asked) -> Iterator[str]:
    """Yield the part of the time, the chance or the reason, then what each other reading gives."""
    if found.answer.says is Says.PARTLY and not isinstance(found.answer, Inside):
        yield f"partly: {'; '.join(period(one.start_at, one.end_at) for one in found.answer.during)}"
    if found.answer.because:
        yield WORDS[found.answer.because]
    elif isinstance(found.answer, Inside) and found.answer.says in {Says.PARTLY, Says.OPEN}:
        yield f"probability {chance(found.answer.chance.low, found.answer.chance.high)}"
    given: Sequence[Given[Any]] = found.given
    for ambiguity, others in groupby(given, key=lambda one: one.ambiguity):
        each = ", ".join(f"{one.reading} {_short(one.answer)}" for one in others)
        leads = "depends on the open question" if ambiguity in found.left_open_by else "would change with"
        yield f"{leads} {ambiguity}: {each}"


def _short(answer: Holds | Inside | Bound) -> str:
    word = WORDS.get(answer.says, str(answer.says))
    if isinstance(answer, Inside) and answer.says in {Says.PARTLY, Says.OPEN}:
        return f"{word} {chance(answer.chance.low, answer.chance.high)}"
    return word


def _of_clause(clause: ClauseStatus) -> list[str]:
    found = []
    if clause.there is not None and clause.there.answer.says is not Says.YES:
        found.append(f"on its ground: {_short(clause.there.answer)}")
    if clause.performance:
        found.append(f"obligation: {' > '.join(_state(stage) for stage in clause.performance)}")
    return [*found, *_unseen(clause.unverified)]


def _state(stage: Stage) -> str:
    return stage.state.replace("_", " ")


def _spoken_of(clauses: Sequence[str]) -> list[str]:
    return [f"named by {', '.join(clauses)}"] if clauses else ["no clause in force then names it"]


def _of_bond(row: BondStatus, names: Mapping[str, str]) -> list[str]:
    found = []
    for bond in row.bound.answer.bonds:
        guarantor = f", guarantor {names.get(bond.guarantor, bond.guarantor)}" if bond.guarantor else ""
        found += [f"{bond.how.replace('_', ' ')}{guarantor}", *_unseen(bond.unverified)]
    return found


def _unseen(unverified: str) -> list[str]:
    return [f"not checked: {unverified}"] if unverified else []


def _names(book: Casebook) -> dict[str, str]:
    found = {str(one.id): name(one.titles) for one in book.instruments}
    found |= {str(one.id): one.title for one in book.clauses}
    found |= names_by_id(book.zones)
    found |= names_by_id(book.actors)
    return found


# JSON


def status_document(consulted: Consulted, lang: str = "en") -> dict[str, Any]:
    """Return all of it as a plain document: also what says no, and the names of what it names."""
    found, record = consulted.status, in_language(consulted.record, lang)
    spot = found.spot
    return {
        "status": COMPUTED,
        "casebook": record.casebook.casebook.id,
        "casebook_sha256": consulted.casebook_sha256,
        "on": consulted.on.isoformat() if consulted.on else None,
        "as_of": consulted.as_of.isoformat() if consulted.as_of else None,
        "supposing": dict(consulted.supposing),
        "during": _span(found.during),
        "place": consulted.place.id if consulted.place and not consulted.is_beside else None,
        "point": {"lon": spot.lon, "lat": spot.lat, "radius_m": spot.radius_m, "region": spot.region}
        if spot
        else None,
        "positions": {
            str(position.position): {
                "instruments": [
                    {"id": one.instrument, "unverified": one.unverified, "in_force": _plain(one.in_force)}
                    for one in position.instruments
                ],
                "clauses": [_plain_clause(one) for one in position.clauses],
                "zones": [
                    {"id": one.zone, "clauses": list(one.clauses), "inside": _plain(one.inside)}
                    for one in position.zones
                ],
                "bonds": [
                    {"instrument": one.instrument, "actor": one.actor, "bound": _plain(one.bound)}
                    for one in position.bonds
                ],
            }
            for position in found.positions
        },
        "who_if": _plain_table(consulted),
        "names": _names(record.casebook)
        | {str(one.id): name(one.label) for one in record.casebook.positions},
    }


def _plain_table(consulted: Consulted) -> dict[str, Any] | None:
    """Return the who-if table with every clause of every cell; None where there is none."""
    table = consulted.who_if
    if table is None:
        return None
    found = list(judged(consulted.record, table.findings))
    return {
        "act": table.act,
        "sides": list(table.sides),
        "held": dict(consulted.held) if consulted.held is not None else None,
        "cases": [
            {
                "row": case.row.value,
                "side": case.side,
                "actor": case.actor,
                "doers": list(case.doers),
                "targets": list(case.targets),
                "response": case.response.value,
                "findings": [
                    {
                        "clause": one.clause,
                        "level": one.level,
                        "verdicts": {position: verdict.value for position, verdict in one.verdicts},
                        "missing": list(one.lacking.facts),
                        "open": list(one.lacking.questions),
                        "by": one.by,
                        "answers_for": one.answers_for,
                    }
                    for one in found
                    if one.incident == case.id
                ],
            }
            for case in table.cases
        ],
    }


def _plain_clause(clause: ClauseStatus) -> dict[str, Any]:
    return {
        "id": clause.clause,
        "unverified": clause.unverified,
        "in_force": _plain(clause.in_force),
        "there": _plain(clause.there) if clause.there else None,
        "performance": [
            {"state": stage.state.value, "because": list(stage.because)} | _span(stage.during)
            for stage in clause.performance
        ],
    }


def _plain(found: Asked) -> dict[str, Any]:
    return _plain_answer(found.answer) | {
        "left_open_by": list(found.left_open_by),
        "decided_by": list(found.decided_by),
        "given": [
            {"ambiguity": one.ambiguity, "reading": one.reading} | _plain_answer(one.answer)
            for one in found.given
        ],
    }


def _plain_answer(answer: Holds | Inside | Bound) -> dict[str, Any]:
    plain: dict[str, Any] = {"says": answer.says.value}
    if answer.because:
        plain["because"] = answer.because
    if isinstance(answer, Inside):
        return plain | {"p": answer.chance.low, "p_max": answer.chance.high}
    plain["during"] = [_span(one) for one in answer.during]
    if isinstance(answer, Bound):
        plain["bonds"] = [
            {
                "how": bond.how.value,
                "guarantor": bond.guarantor,
                "source": bond.source,
                "unverified": bond.unverified,
            }
            for bond in answer.bonds
        ]
    return plain


def _span(during: Interval) -> dict[str, str | None]:
    """Return an interval in ISO 8601; None where it has no stated start or end."""
    return {
        "start_at": None if during.start_at == DAWN else during.start_at.isoformat(),
        "end_at": None if during.end_at == DUSK else during.end_at.isoformat(),
    }
