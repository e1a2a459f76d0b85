"""Small casebooks as text, for any test that needs one: `SMALL` is valid, `broken` puts one thing wrong."""

from __future__ import annotations

from truceline.errors import BadCasebook, Fault
from truceline.record.control import fronts
from truceline.record.parse import parse_record
from truceline.record.parsed import Parsed

ACTS = """\
acts:
  - {id: armed_attack, names: {en: armed attack}}
  - {id: shelling, under: armed_attack, names: {en: shelling}}
  - {id: movement, names: {en: movement}}
"""

SMALL = """\
casebook: {id: small, titles: {en: Small}, about: One accord on an invented island.}
mandate: {yes: 0.95, no: 0.05}
instruments:
  - id: acc
    titles: {en: Accord}
    kind: protocol
    makers: [north]
    in_force: {at: 2030-05-02 00:01, zone: {hangs_on: clock, readings: {ours: UTC, theirs: "+02:00"}}}
    texts: [{id: signed, status: signed, language: en, source: invented}]
ambiguities:
  - id: clock
    question: Whose clock?
    readings: [{id: ours, says: Ours.}, {id: theirs, says: Theirs.}]
positions:
  - {id: ruling, label: {en: As ruled}, readings: {clock: unresolved}}
  - {id: ours, label: {en: Ours}, readings: {clock: ours}}
actors:
  - {id: north, names: {en: North}, kind: force, side: a, bound_by: [{instrument: acc, how: signed}]}
  - {id: south, names: {en: South}, kind: force, side: b, bound_by: [{instrument: acc, how: joined}]}
places:
  - {id: mill, names: {en: Mill}, lon: -30, lat: 40, radius_m: 100, grade: surveyed}
  - {id: cape, names: {en: Cape}, lon: -29.9, lat: 40, radius_m: 100, grade: surveyed}
lines:
  - {id: road, names: {en: Road}, through: [mill, cape], basis: invented, status: constructed, sigma_m: 50}
zones:
  - id: strip
    names: {en: strip}
    recipe: {shape: corridor, along: road, reach_km: 6, ends: flat}
    basis: point 1
    status: constructed
    sigma_m: 50
clauses:
  - id: acc/1
    kind: forbid
    title: No attack
    reference: point 1
    text: [{version: signed, anchor: point 1, words: They shall not attack.}]
    checked_on: 2030-06-01
    who: {bound: true}
    acts: [armed_attack]
    against: {other_side: true}
    where: strip
examples:
  - id: shelling at the mill
    clause: acc/1
    facts:
      hypotheses: [{act: shelling, cast: [{actor: north, role: initiator}, {actor: south, role: target}]}]
      when: {at: 2030-06-10 12:00Z}
      where: {place: mill}
    expect: {ruling: breach, ours: breach}
"""


def parsed(text: str = SMALL, *, more: str = "") -> Parsed:
    """Return what `text`, and `more` as a second file, say with the three acts above."""
    return parsed_files({"small.yaml": text.encode()} | ({"more.yaml": more.encode()} if more else {}))


def parsed_files(files: dict[str, bytes]) -> Parsed:
    """Return what `files` say with the three acts above."""
    return parse_record(files, {"shared/acts.yaml": ACTS.encode()}, fronts=fronts)


def changed(old: str, new: str) -> str:
    """Return `SMALL` with one piece of its text replaced, which must be there once."""
    assert SMALL.count(old) == 1, f"{SMALL.count(old)} times in SMALL: {old}"
    return SMALL.replace(old, new)


def faults_of(text: str = SMALL, *, more: str = "") -> tuple[Fault, ...]:
    """Return the faults for which the casebook is refused; none where it is valid."""
    try:
        parsed(text, more=more)
    except BadCasebook as error:
        return error.faults
    return ()


def broken(old: str, new: str) -> tuple[Fault, ...]:
    """Return the faults of `SMALL` with one piece of its text replaced."""
    return faults_of(changed(old, new))
