"""Control of a day for the terminal and as JSON: by side, with contested, unknown and doubt."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from truceline.bulletins.catalogue import ENGLISH, Catalogue
from truceline.bulletins.sections.who_holds import ChangeRow, change_rows, holding_rows, value_labels
from truceline.cli.ending import counted, lines
from truceline.model.naming import name, names_by_id, names_of_sides
from truceline.record.control.assertions import TABLE_SPEAKER
from truceline.runs.control import STATUS, TABLE, AtPlace, Controlled, WordsRead
from truceline.runs.receipts import plain_fault

_MOST_LISTED = 60


def control_lines(found: Controlled, written: str | None, t: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield a day's control for the terminal."""
    return lines(_lines(found, written, value_labels(found.record.casebook, t)))


def _lines(found: Controlled, written: str | None, labels: Mapping[str, str]) -> Iterator[str]:
    record = found.record
    yield f"{name(record.casebook.casebook.titles)} [{record.casebook.casebook.id}]"
    known = f", as could be known by the end of {found.as_of}" if found.as_of else ""
    yield f"Who held what at the end of {found.on} ({record.casebook.mandate.day_zone}){known}"
    yield "Computed from what sources said, not determined. Control is not ownership."
    yield ""
    yield "Read"
    for one in found.reads:
        yield from _read(one)
    yield ""
    yield from _holdings(found, labels)
    if found.at_place is not None:
        yield ""
        yield from _place(found, labels)
    if found.compared is not None:
        yield ""
        yield from _changes(found, labels)
    if written is not None:
        yield ""
        yield f"Written to {written}"


def _read(one: WordsRead) -> Iterator[str]:
    days = f", {one.days[0]} to {one.days[1]}" if one.days else ""
    yield f"  {one.what}: {counted(one.n_assertions, 'statement')}{days}"
    yield from (f"    {note}" for note in one.notes)
    if one.faults:
        yield f"    {counted(len(one.faults), 'row')} could not be read, {one.faults[0]} the first"


def _holdings(found: Controlled, labels: Mapping[str, str]) -> Iterator[str]:
    yield f"{'':26}{'places':>8}{'km²':>10}   km² likelier than 0.9 to 0.1"
    for row in holding_rows(found.found, labels):
        yield f"  {row.label:24}{row.n_places:>8,}{row.km2:>10}   {row.doubt}".rstrip()
    for part in found.found.parts:
        if part.kind == "contact":
            sides = " and ".join(labels[side] for side in part.value.split("|"))
            yield f"  line of contact, {sides}: {part.size:,.0f} km"
        elif part.kind == "band":
            yield f"  ground in doubt, some side between 0.1 and 0.9: {part.size:,.0f} km²"


def _place(found: Controlled, labels: Mapping[str, str]) -> Iterator[str]:
    here = found.at_place
    assert here is not None
    value = "no word of its own" if here.value is None else labels[here.value]
    shares = ", ".join(
        f"{labels[one]} {share:.2f}" for one, share in here.shares.items() if round(share, 2) > 0
    )
    yield f"{name(here.place.names)}: {value} ({shares})"
    sources = _names_of_speakers(found)
    for row in here.words.to_pylist():
        side = f" {labels[row['side']]}" if row["side"] else ""
        state = labels.get(row["state"], row["state"])
        yield f"    {row['since']:%Y-%m-%d %H:%MZ}  {state}{side}: {sources.get(row['by'], row['by'])}"


def _changes(found: Controlled, labels: Mapping[str, str]) -> Iterator[str]:
    assert found.compared is not None
    first, second = sorted((found.on, found.compared))
    told, drifted = (
        change_rows(found.changes, found.handovers, labels, is_told=is_told, shown=_MOST_LISTED)
        for is_told in (True, False)
    )
    yield f"Changed from {first} to {second}"
    if not told:
        yield "  nothing that anybody said and that is shown"
    yield from _changed(told)
    if drifted:
        yield "Shown otherwise without a word of its own: its doubt grew, or its neighbours changed"
        yield from _changed(drifted)


def _changed(rows: Sequence[ChangeRow]) -> Iterator[str]:
    for row in rows:
        what = f"{row.before} > {row.after}"
        yield f"  {what:44}{row.n_places:>6,} places{row.km2:>8} km²   {row.doubt}"
        yield from (f"    {called} ({place}): {p}" for called, place, p in row.places)
        if row.n_more:
            yield f"    and {row.n_more:,} more; --json lists them all"


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
