"""Control of a day for the terminal and as JSON: by side, with contested, unknown and doubt."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from truceline.cli.ending import printable
from truceline.model.naming import name, names_by_id, names_of_sides
from truceline.record.control import ControlChange, Handover
from truceline.record.control.assertions import TABLE_SPEAKER
from truceline.runs.control import STATUS, TABLE, AtPlace, Controlled, WordsRead
from truceline.runs.receipts import plain_fault

_STATES = {"contested": "contested", "third_party": "third party present", "unknown": "unknown"}
_MOST_LISTED = 60


def control_lines(found: Controlled, written: str | None) -> Iterator[str]:
    """Yield a day's control for the terminal."""
    return (printable(line) for line in _lines(found, written))


def _lines(found: Controlled, written: str | None) -> Iterator[str]:
    book = found.casebook
    yield f"{name(book.casebook.titles)} [{book.casebook.id}]"
    known = f", as could be known by the end of {found.as_of}" if found.as_of else ""
    yield f"Who held what at the end of {found.on} ({book.mandate.day_zone}){known}"
    yield "Computed from what sources said, not determined. Control is not ownership."
    yield ""
    yield "Read"
    for one in found.reads:
        yield from _read(one)
    yield ""
    yield from _holdings(found)
    if found.at_place is not None:
        yield ""
        yield from _place(found)
    if found.compared is not None:
        yield ""
        yield from _changes(found)
    if written is not None:
        yield ""
        yield f"Written to {written}"


def _read(one: WordsRead) -> Iterator[str]:
    days = f", {one.days[0]} to {one.days[1]}" if one.days else ""
    yield f"  {one.what}: {one.n_assertions:,} assertions{days}"
    yield from (f"    {note}" for note in one.notes)
    if one.faults:
        yield f"    {len(one.faults)} rows could not be read, {one.faults[0]} the first"


def _label(found: Controlled, value: str) -> str:
    sides = found.casebook.mandate.sides or {}
    return name(sides[value]) if value in sides else _STATES[value]


def _holdings(found: Controlled) -> Iterator[str]:
    yield f"{'':26}{'places':>8}{'km²':>10}   km² likelier than 0.9 to 0.1"
    for one in found.found.holdings:
        if not one.n_places and not one.km2 and not one.km2_high:
            continue
        doubt = ""
        if one.km2_low is not None and one.km2_high is not None:
            doubt = f"   {one.km2_low:,.0f} to {one.km2_high:,.0f}"
        yield f"  {_label(found, one.value):24}{one.n_places:>8,}{one.km2:>10,.0f}{doubt}"
    for part in found.found.parts:
        if part.kind == "contact":
            sides = " and ".join(_label(found, side) for side in part.value.split("|"))
            yield f"  line of contact, {sides}: {part.size:,.0f} km"
        elif part.kind == "band":
            yield f"  ground in doubt, some side between 0.1 and 0.9: {part.size:,.0f} km²"


def _place(found: Controlled) -> Iterator[str]:
    here = found.at_place
    assert here is not None
    value = "no word of its own" if here.value is None else _label(found, here.value)
    shares = ", ".join(
        f"{_label(found, one)} {share:.2f}" for one, share in here.shares.items() if round(share, 2) > 0
    )
    yield f"{name(here.place.names)}: {value} ({shares})"
    sources = _names_of_speakers(found)
    for row in here.words.to_pylist():
        side = f" {_label(found, row['side'])}" if row["side"] else ""
        state = _STATES.get(row["state"], row["state"])
        yield f"    {row['since']:%Y-%m-%d %H:%MZ}  {state}{side}: {sources.get(row['by'], row['by'])}"


def _changes(found: Controlled) -> Iterator[str]:
    assert found.compared is not None
    first, second = sorted((found.on, found.compared))
    yield f"Changed from {first} to {second}"
    told = [one for one in found.changes if one.is_told]
    if not told:
        yield "  nothing that anybody said and that is shown"
    yield from _changed(found, told)
    yield from _listed(found, [one for one in found.handovers if one.is_told])
    if len(told) < len(found.changes):
        yield "Shown otherwise without a word of its own: its doubt grew, or its neighbours changed"
        yield from _changed(found, [one for one in found.changes if not one.is_told])
        yield from _listed(found, [one for one in found.handovers if not one.is_told])


def _changed(found: Controlled, changes: Sequence[ControlChange]) -> Iterator[str]:
    for one in changes:
        what = f"{_label(found, one.before)} > {_label(found, one.after)}"
        doubt = f"{one.km2_low:,.0f} to {one.km2_high:,.0f}"
        yield f"  {what:44}{one.n_places:>6,} places{one.km2:>8,.0f} km²   {doubt}"


def _listed(found: Controlled, handovers: Sequence[Handover]) -> Iterator[str]:
    for place in handovers[:_MOST_LISTED]:
        before, after = _label(found, place.before), _label(found, place.after)
        p = f"{place.p_before:.2f}, {place.p_after:.2f}"
        yield f"    {place.name} ({place.place}): {before} > {after} ({p})"
    if len(handovers) > _MOST_LISTED:
        yield f"    and {len(handovers) - _MOST_LISTED:,} more; --json lists them all"


def control_document(found: Controlled, written: str | None) -> dict[str, Any]:
    """Return a day's control as a plain document."""
    here = found.at_place
    return {
        "status": STATUS,
        "casebook": found.casebook.casebook.id,
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
        "names": {"sides": names_of_sides(found.casebook)},
        "written": _written(written),
    }


def _speakers(found: Controlled, here: AtPlace) -> dict[str, str]:
    """Return everybody who spoke of the place, by id, with the name."""
    names = _names_of_speakers(found)
    said = here.words["by"].to_pylist()
    return {by: names.get(by, by) for by in sorted(set(said))}


def _names_of_speakers(found: Controlled) -> dict[str, str]:
    return dict(names_by_id(found.casebook.sources)) | {TABLE_SPEAKER: TABLE}


def _written(written: str | None) -> list[str]:
    return [written] if written is not None else []


def _plain_read(one: WordsRead) -> dict[str, Any]:
    return dataclasses.asdict(one) | {"faults": [plain_fault(fault) for fault in one.faults]}
