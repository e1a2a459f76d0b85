"""A small truce with a record of one week, for tests of the brief; `mirrored` has both sides exchanged."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from tests.casebooks import SMALL
from truceline.record.days import Period
from truceline.runs.brief import Briefed, brief_casebook, week_from

WEEK = week_from(date(2030, 6, 3))
"""Of the record below."""
MANDATE = """\
mandate:
  sides: {a: {en: northern side}, b: {en: southern side}}
  escalation: [shelling, armed_attack]
"""
RECORD = """\
families:
  - {id: northern, names: {en: Northern}, standing: party_statement, lean: a}
  - {id: southern, names: {en: Southern}, standing: party_statement, lean: b}
  - {id: watchers, names: {en: Watchers}, standing: third_party}
sources:
  - {id: voice-a, names: {en: Voice of North}, family: northern, speaks_for: north}
  - {id: voice-b, names: {en: Voice of South}, family: southern, speaks_for: south}
  - {id: watch, names: {en: Watch}, family: watchers}
reports:
  - {id: r1, source: watch, address: "https://example.org/1", said_on: 2030-06-05, dated: printed}
  - {id: r2, source: voice-a, address: "https://example.org/2", said_on: 2030-06-06, dated: printed}
matters:
  - {id: M1, title: Shells at the mill, kind: shelling, incidents: [I1]}
  - {id: M2, title: Fire at the cape, kind: shelling, incidents: [I2]}
  - {id: M3, title: Shells at the cape, kind: shelling, incidents: [I3]}
incidents:
  - id: I1
    title: Shells at the mill
    when: {at: 2030-06-04 10:00Z}
    where: {place: mill}
    accounts:
      - id: told
        told_by: [Watch]
        fatalities: [2, 2]
        hypotheses: [{act: shelling, cast: [{actor: north, role: initiator}, {actor: south, role: target}]}]
  - id: I2
    title: Fire at the cape
    when: {at: 2030-06-03 00:00Z}
    where: {place: cape}
    accounts:
      - id: told
        told_by: [Watch]
        fatalities: [9, 9]
        hypotheses:
          - {act: armed_attack, cast: [{actor: south, role: initiator}, {actor: north, role: target}]}
  - id: I3
    title: Shells at the cape
    when: {at: 2030-06-09 23:59Z}
    where: {place: cape}
    accounts:
      - id: told
        told_by: [Watch]
        fatalities: [3, 3]
        hypotheses: [{act: shelling, cast: [{actor: south, role: initiator}, {actor: north, role: target}]}]
claims:
  - {id: C1, matter: M1, says: Two were killed at the mill., by: watch, reports: [r1], tells: [I1/told]}
  - {id: C2, matter: M2, says: Nine were killed at the cape., by: watch, reports: [r1], tells: [I2/told]}
  - {id: C3, matter: M3, says: Three were killed at the cape., by: watch, reports: [r1], tells: [I3/told]}
  - id: C4
    matter: M1
    says: Nobody of ours fired at the mill.
    by: voice-a
    reports: [r2]
    manner: denies
    denies: [C1]
    denies_what: [act]
inquiries:
  - {matter: M2, side: b, on: 2030-06-07}
"""

_PAIRS = (("north", "south"), ("North", "South"), ("voice-a", "voice-b"), ("lean: a", "lean: b"))
_OTHER = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])} | {"side: b,": "side: a,"}


def exchanged(text: str) -> str:
    """Return a text with what is of the north said of the south, and the other way round."""
    return re.sub("|".join(map(re.escape, _OTHER)), lambda found: _OTHER[found.group()], text)


def casebook(mandate: str = MANDATE) -> str:
    """Return the small casebook with another mandate."""
    return SMALL.replace("mandate: {yes: 0.95, no: 0.05}\n", mandate)


def written(folder: Path, record: str = RECORD, text: str = "") -> Path:
    """Return a folder that holds the casebook with a record."""
    folder.mkdir(exist_ok=True)
    (folder / "casebook.yaml").write_text(text or casebook(), encoding="utf-8")
    (folder / "record.yaml").write_text(record, encoding="utf-8")
    return folder


def briefed(folder: Path, record: str = RECORD, *, period: Period = WEEK, text: str = "") -> Briefed:
    """Return the brief of the casebook with a record."""
    return brief_casebook(written(folder, record, text), period=period)
