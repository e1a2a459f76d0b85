"""Control of a day for the terminal and as JSON: by side, with contested, unknown and doubt."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.sections.who_holds import ChangeRow, change_rows, holding_rows, value_labels
from truceline.bulletins.words import number, wrapped
from truceline.cli.ending import lines
from truceline.model.naming import name, names_by_id, names_of_sides
from truceline.record.control.assertions import TABLE_SPEAKER
from truceline.runs.control import LEDGER, STATUS, TABLE, AtPlace, Controlled, WordsRead
from truceline.runs.receipts import plain_fault

_MOST_LISTED = 60


def control_lines(found: Controlled, written: str | None, t: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield a day's control for the terminal."""
    return lines(_lines(found, written, t))


def _lines(found: Controlled, written: str | None, t: Catalogue) -> Iterator[str]:
    record, labels = found.record, value_labels(found.record.casebook, t)
    yield f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]"
    asked = t("held.asked", last=found.on, zone=record.casebook.mandate.day_zone)
    yield t("held.known", asked=asked, day=found.as_of) if found.as_of else asked
    yield from wrapped("", t("held.lead"))
    yield ""
    yield t("held.read")
    for one in found.reads:
        yield from _read(one, t)
    yield ""
    yield from _holdings(found, labels, t)
    if found.at_place is not None:
        yield ""
        yield from _place(found, labels, t)
    if found.compared is not None:
        yield ""
        yield from _changes(found, labels, t)
    if written is not None:
        yield ""
        yield t("held.written", path=written)


def _read(one: WordsRead, t: Catalogue) -> Iterator[str]:
    own = {TABLE: "table", LEDGER: "ledger"}.get(one.what)
    what = one.what if own is None else t.of("control_words", own)
    if one.days:
        yield f"  {t('held.told', what=what, n=one.n_assertions, start=one.days[0], end=one.days[1])}"
    else:
        yield f"  {t('held.told_none', what=what, n=one.n_assertions)}"
    yield from (f"    {note}" for note in one.notes)
    if one.faults:
        yield f"    {t('held.unread', n=len(one.faults), first=one.faults[0])}"


def _holdings(found: Controlled, labels: Mapping[str, str], t: Catalogue) -> Iterator[str]:
    settlements, km2, doubt = (t(f"column.{one}") for one in ("settlements", "km2", "km2_doubt"))
    yield f"  {'':24}{settlements:>12}{km2:>14}   {doubt}"
    for row in holding_rows(found.found, labels):
        yield f"  {row.label:24}{row.n_places:>12,}{row.km2:>14}   {row.doubt}".rstrip()
    for part in found.found.parts:
        size = number(round(part.size))
        if part.kind == "contact":
            sides = t.of("list", "and").join(labels[side] for side in part.value.split("|"))
            yield f"  {t('held.contact', sides=sides, km=size)}"
        elif part.kind == "band":
            yield f"  {t('held.band', area=size)}"


def _place(found: Controlled, labels: Mapping[str, str], t: Catalogue) -> Iterator[str]:
    here = found.at_place
    assert here is not None
    value = t("held.no_word") if here.value is None else labels[here.value]
    shares = t.comma.join(
        f"{labels[one]} {share:.2f}" for one, share in here.shares.items() if round(share, 2) > 0
    )
    yield f"{name(here.place.names)}: {value} ({shares})"
    sources = _names_of_speakers(found)
    for row in here.words.to_pylist():
        side = f" {labels[row['side']]}" if row["side"] else ""
        state = labels.get(row["state"]) or t.of("holds", row["state"])
        yield f"    {row['since']:%Y-%m-%d %H:%MZ}  {state}{side}: {sources.get(row['by'], row['by'])}"


def _changes(found: Controlled, labels: Mapping[str, str], t: Catalogue) -> Iterator[str]:
    assert found.compared is not None
    first, second = sorted((found.on, found.compared))
    told, drifted = (
        change_rows(found.changes, found.handovers, labels, is_told=is_told, shown=_MOST_LISTED)
        for is_told in (True, False)
    )
    yield t("held.changes", first=first, last=second)
    if not told:
        yield f"  {t('held.none')}"
    yield from _changed(told, t)
    if drifted:
        yield from wrapped("", t("held.drifted", first=first, last=second))
        yield from _changed(drifted, t)


def _changed(rows: Sequence[ChangeRow], t: Catalogue) -> Iterator[str]:
    for row in rows:
        what = f"{row.before} > {row.after}"
        yield f"  {what:44}{row.n_places:>6,}{row.km2:>8} km²   {row.doubt}"
        yield from (f"    {called} ({place}): {p}" for called, place, p in row.places)
        if row.n_more:
            yield f"    {t('held.more', n=number(row.n_more))}"


def control_document(found: Controlled, written: str | None) -> dict[str, Any]:
    """Return a day's control as a plain document."""
    here = found.at_place
    return {
        "status": STATUS,
        "casebook": found.record.casebook.casebook.id,
        "casebook_sha256": found.sha256,
        "on": found.on,
        "as_of": found.as_of,
        "read": [_plain_read(one) for one in found.reads],
        "holdings": [dataclasses.asdict(one) for one in found.found.holdings],
        "parts": [
            {"kind": part.kind, "value": part.value or None, "size": round(part.size, 3)}
            for part in found.found.parts
        ],
        "places": found.table.to_pylist(),
        "place": None
        if here is None
        else {
            "id": here.place.id,
            "value": here.value,
            "shares": dict(here.shares),
            "assertions": here.words.to_pylist(),
            "speakers": _speakers(found, here),
        },
        "compared": found.compared,
        "changes": [dataclasses.asdict(one) for one in found.changes],
        "handovers": [dataclasses.asdict(one) for one in found.handovers],
        "names": {"sides": names_of_sides(found.record.casebook)},
        "written": _written(written),
    }


def _speakers(found: Controlled, here: AtPlace) -> dict[str, str]:
    """Return everybody who spoke of the place, by id, with the name."""
    names = _names_of_speakers(found)
    said = here.words["by"].to_pylist()
    return {by: names.get(by, by) for by in sorted(set(said))}


def _names_of_speakers(found: Controlled) -> dict[str, str]:
    return dict(names_by_id(found.record.sources)) | {TABLE_SPEAKER: TABLE}


def _written(written: str | None) -> list[str]:
    return [written] if written is not None else []


def _plain_read(one: WordsRead) -> dict[str, Any]:
    return dataclasses.asdict(one) | {"faults": [plain_fault(fault) for fault in one.faults]}
