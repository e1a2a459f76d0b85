"""A first casebook to write on: an invented island, two invented sides, and what each said."""

from __future__ import annotations

import re

from truceline.errors import BadInput, Fault

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")

_CASEBOOK = """\
# What this casebook is. Every YAML file in this folder may hold any of the keys you see in these
# five; lists are joined. A CSV file is a ledger: its name says of what, its heading which key a column is.
# The island of Tarn, its two sides and their accord are invented: write over them.
casebook:
  id: @NAME@
  titles: {en: The Tarn accord (an invented example)}
  about: Shows one of everything a casebook can say.
  credits: [Everything here is invented.]

# What the mission was told to do. Thresholds are conventions of display, no standard of proof.
mandate:
  yes: 0.95            # an outcome at or above this names the verdict
  no: 0.05             # a breach at most this likely is no breach
  report_floor: 0.001
  day_zone: UTC        # whose days a daily bulletin covers
  day_starts: 00:00
  sides:
    north: {en: North side}
    south: {en: South side}

# What cannot be encoded, said aloud rather than left out.
gaps:
  - id: good faith
    about: tarn/5, the sides act in good faith
    reason: No account of an incident can show it.
"""

_SIDES = """\
# Who is spoken of, under plain names, and which instrument binds them.
actors:
  - id: northern_council
    names: {en: Northern Council}
    kind: state
    side: north
    bound_by:
      - {instrument: tarn, how: signed, source: "Accord, signatures"}
  - id: northern_army
    names: {en: Northern army}
    aliases: [Army of the North, Northern Arm*]   # a final * matches any ending
    kind: force
    side: north
    part_of:
      - {of: northern_council, source: "Accord, preamble"}
    bound_by:
      - {instrument: tarn, how: through_guarantor, guarantor: northern_council, source: "Accord, point 1"}
  - id: southern_front
    names: {en: Southern Front}
    kind: coalition
    side: south
    bound_by:
      - {instrument: tarn, how: signed, source: "Accord, signatures"}
  - id: hill_brigade
    names: {en: Hill Brigade}
    kind: group
    side: south
    part_of:
      - {of: southern_front, from: 2029-03-01, source: "Statement of the Front, 1 March 2029"}
    bound_by:
      - {instrument: tarn, how: through_guarantor, guarantor: southern_front, source: "Accord, point 1"}
    listings:
      - {by: island_court, from: 2030-02-01, source: "The court's list no. 4"}
  - id: villagers
    names: {en: Villagers}
    kind: civilians
  # For words that say where and not who: whatever is asked of it is told where all these give one answer.
  - id: southern_ground
    names: {en: People and forces on the southern ground}
    kind: organisation
    one_of: [southern_front, hill_brigade, villagers, somebody-else]

# Acts of your own stand under one of the shared acts.
acts:
  - id: roadblock
    under: obstruction
    names: {en: roadblock}
    means: A road closed to traffic by people or things.

# How another scheme's types are read, where the shared ones do not say.
crossings:
  - {scheme: acled, type: Island events, sub_type: Roadblock, act: roadblock}
"""

_PLACES = """\
# Points: the true one lies within radius_m of lon, lat with probability 0.95.
places:
  - {id: ford, names: {en: Ford}, lon: -30.10, lat: 40.00, radius_m: 100, grade: surveyed, basis: invented}
  - {id: mill, names: {en: Mill}, lon: -30.00, lat: 40.00, radius_m: 100, grade: surveyed, basis: invented}
  - {id: cape, names: {en: Cape}, lon: -29.90, lat: 40.00, radius_m: 100, grade: surveyed, basis: invented}
  - {id: peak, names: {en: Peak}, lon: -30.00, lat: 40.30, radius_m: 100, grade: surveyed, basis: invented}

lines:
  - id: river_road
    names: {en: River road}
    through: [ford, mill, cape]
    kind: route
    basis: Straight between its places.
    status: constructed
    sigma_m: 100

zones:
  - id: quiet_strip
    names: {en: quiet strip}
    # 4 km or 8 km: the accord says "four kilometres", not whether in all or on each hand.
    recipe:
      shape: corridor
      along: river_road
      reach_km: {hangs_on: width, readings: {in_all: 2, each_hand: 4}}
      ends: flat
    basis: Accord, point 2
    status: constructed
    sigma_m: 100

posts:
  - {id: post_1, names: {en: Post 1}, held_by: northern_council, place: mill, official_no: 1}
"""

_ACCORD = """\
instruments:
  - id: tarn
    titles: {en: Accord of Tarn}
    kind: protocol
    makers: [northern_council, southern_front]
    signed_on: 2030-05-01
    # The words name no clock, so whose clock it is stands open.
    in_force:
      at: 2030-05-02 06:00
      zone: {hangs_on: clock, readings: {northern: "+00:00", southern: "+02:00"}}
    texts:
      - {id: signed-en, status: signed, language: en, source: The example itself}

# Questions the text leaves open. Readings get no probability and are never averaged. One that asks whether an
# instrument, or a part of it, still lived has `about: life` and `alive:` with the reading that means it did.
ambiguities:
  - id: clock
    question: On whose clock does the accord enter into force?
    readings:
      - id: northern
        says: On the northern side's clock.
        holders: [northern_council]
        grounds: Its statement on the day of signing.
      - {id: southern, says: "On the southern side's clock, two hours ahead."}
  - id: width
    question: Is the strip four kilometres wide in all, or on each hand of the road?
    readings:
      - {id: in_all, says: "In all: two kilometres on each hand."}
      - {id: each_hand, says: "On each hand: eight kilometres in all."}
  - id: answer
    question: May a side that is attacked answer inside the strip?
    readings:
      - {id: allowed, says: It may.}
      - {id: barred, says: It may not.}

# One reading, or `unresolved`, for every ambiguity: nobody's silence is taken for consent.
positions:
  - id: ruling
    label: {en: As ruled so far}
    readings: {clock: unresolved, width: unresolved, answer: unresolved}
  - id: northern
    label: {en: Northern Council}
    readings: {clock: northern, width: in_all, answer: allowed}
    note: Invented.

clauses:
  - id: tarn/1
    kind: forbid
    title: No attack in the strip
    reference: Accord, point 1
    text: [{version: signed-en, anchor: point 1, words: The sides shall not attack each other in the strip.}]
    checked_on: 2030-06-01
    who: {bound: true}
    acts: [armed_attack]
    against: {other_side: true}
    where: quiet_strip
  - id: tarn/2
    kind: require
    title: Artillery leaves the strip
    reference: Accord, point 2
    text: [{version: signed-en, anchor: point 2, words: Artillery shall leave the strip by 20 May 2030.}]
    checked_on: 2030-06-01
    who: {bound: true}
    duty: artillery is outside the strip
    acts: [artillery_presence]     # what shows the duty unmet
    where: quiet_strip
    due: {day: {at: 2030-05-20, zone: UTC}, counting: end_of_day}
  - id: tarn/3
    kind: permit
    title: Joint patrols
    reference: Accord, point 3
    text: [{version: signed-en, anchor: point 3, words: The sides may patrol the road together.}]
    checked_on: 2030-06-01
    acts: [patrol]
    where: quiet_strip
  - id: tarn/4
    kind: except
    title: Answer to an attack
    reference: Accord, point 4
    text: [{version: signed-en, anchor: point 4, words: Whoever is attacked may answer.}]
    checked_on: 2030-06-01
    excepts: [tarn/1]
    only_in_response: true
    applies: {hangs_on: answer, readings: {allowed: true, barred: false}}
  - id: tarn/5
    kind: affirm
    title: Good faith
    reference: Accord, point 5
    text: [{version: signed-en, anchor: point 5, words: The sides act in good faith.}]
    checked_on: 2030-06-01
  - id: tarn/6
    kind: establish
    title: A strip along the river road
    reference: Accord, point 2
    text: [{version: signed-en, anchor: point 2, words: A strip of four kilometres lies along the road.}]
    checked_on: 2030-06-01
    where: quiet_strip

# Test cases beside the clauses, on both sides of each boundary; `truceline casebook check` runs them.
examples:
  - id: shelling at the mill is a breach under every reading
    clause: tarn/1
    facts:
      hypotheses:
        - act: shelling
          cast: [{actor: northern_army, role: initiator}, {actor: hill_brigade, role: target}]
          response: no
      when: {at: 2030-06-10 12:00Z}
      where: {place: mill}
    expect: {ruling: breach, northern: breach}
  - id: shelling of somebody untold on the southern ground is a breach whoever it was
    clause: tarn/1
    facts:
      hypotheses:
        - act: shelling
          cast: [{actor: northern_army, role: initiator}, {actor: southern_ground, role: target}]
          response: no
      when: {at: 2030-06-10 12:00Z}
      where: {place: mill}
    expect: {ruling: breach, northern: breach}
  - id: shelling from the southern ground may be by somebody who is not bound
    clause: tarn/1
    facts:
      hypotheses:
        - act: shelling
          cast: [{actor: southern_ground, role: initiator}, {actor: northern_army, role: target}]
          response: no
      when: {at: 2030-06-10 12:00Z}
      where: {place: mill}
    expect: {ruling: undetermined, northern: undetermined}
  - id: shelling on the peak is outside the strip
    clause: tarn/1
    facts:
      hypotheses:
        - act: shelling
          cast: [{actor: northern_army, role: initiator}, {actor: hill_brigade, role: target}]
          response: no
      when: {at: 2030-06-10 12:00Z}
      where: {place: peak}
    expect: {ruling: out_of_scope, northern: out_of_scope}
  - id: an attack between the two clocks depends on whose clock counts
    clause: tarn/1
    facts:
      hypotheses:
        - act: shelling
          cast: [{actor: northern_army, role: initiator}, {actor: hill_brigade, role: target}]
          response: no
      when: {at: 2030-05-02 05:00Z}
      where: {place: mill}
    expect: {ruling: undetermined, northern: out_of_scope}
  - id: an answer to an attack is excepted for who reads point 4 so
    clause: tarn/1
    facts:
      hypotheses:
        - act: shelling
          cast: [{actor: northern_army, role: initiator}, {actor: hill_brigade, role: target}]
          response: yes
      when: {at: 2030-06-10 12:00Z}
      where: {place: mill}
    expect: {ruling: undetermined, northern: excepted}
  - id: artillery at the mill after the day is a breach
    clause: tarn/2
    facts:
      hypotheses:
        - {act: artillery_presence, cast: [{actor: northern_army, role: initiator}]}
      when: {at: 2030-06-10 12:00Z}
      where: {place: mill}
    expect: {ruling: breach, northern: breach}
  - id: artillery at the mill before the day is none yet
    clause: tarn/2
    facts:
      hypotheses:
        - {act: artillery_presence, cast: [{actor: northern_army, role: initiator}]}
      when: {at: 2030-05-10 12:00Z}
      where: {place: mill}
    expect: {ruling: out_of_scope, northern: out_of_scope}
"""

_RECORD = """\
# Who speaks. A family's standing says how its words are read; a grade other than F or 6 has a reason.
families:
  - {id: northern-voices, names: {en: Voices of the Council}, standing: party_statement, lean: north}
  - {id: southern-voices, names: {en: Voices of the Front}, standing: party_statement, lean: south}
  - {id: papers, names: {en: Papers of the island}, standing: relay}
sources:
  - {id: council, names: {en: Northern Council}, family: northern-voices, speaks_for: northern_council}
  - {id: front, names: {en: Southern Front}, family: southern-voices, speaks_for: southern_front}
  - id: gazette
    names: {en: The Gazette}
    family: papers
    relays: [council, front]
    reliability: B
    graded_because: It prints what each side says in full, and mends its errors.

# One page or message each, with how its day is known.
reports:
  - id: gazette-0612
    source: gazette
    address: The Gazette, 12 June 2030, page 1
    said_on: 2030-06-12
    dated: printed
    relays: [front]
  - {id: council-7, source: council, address: Statement no. 7, said_on: 2030-06-12, dated: printed}

# What claims are gathered around, and each assertion with who makes it: never the page that carries it.
matters:
  - id: T1
    title: Shelling at the Mill
    kind: shelling
    when: {at: 2030-06-12Z}
    about: [tarn]
    incidents: [T1]
    open_points: Who fired first.
claims:
  - id: T1-a
    says: Northern guns fired on the Mill.
    by: front
    matter: T1
    reports: [gazette-0612]
    tells: [T1/front_says]
  - id: T1-b
    says: Northern guns answered fire from the Mill.
    by: council
    matter: T1
    reports: [council-7]
    manner: self_claim
    tells: [T1/council_says]
  - id: T1-c
    says: No gun fired on the Mill unprovoked.
    by: council
    matter: T1
    reports: [council-7]
    manner: denies
    denies: [T1-a]
    denies_what: [reason]  # that it was unprovoked; not that guns fired, so it denies no account

# What is negotiated outside the texts; an actor's attitude to it is a stance.
issues:
  - id: toll-road
    names: {en: The toll on the road}
    question: Who takes the toll on the river road?
    states:
      - {on: 2030-06-20, state: discussed, by: council, report: council-7}
stances:
  - actor: southern_front
    toward: toll-road
    attitude: conditional
    since: 2030-06-12
    by: front
    evidence: own_statement
    report: gazette-0612

# Incidents: our hypothesis that certain accounts tell of one happening. An account that tells it
# otherwise stands beside the first, and is never blended with it. What stands behind each, and who denies
# it, is derived from the claims that tell it.
incidents:
  - id: T1
    title: Shelling at the Mill
    when: {at: 2030-06-12 09:30Z}
    where: {place: mill}
    known_on: 2030-06-12
    accounts:
      - id: front_says
        told_by: [Southern Front]
        hypotheses:
          - act: shelling
            cast: [{actor: northern_army, role: initiator}, {actor: hill_brigade, role: target}]
        says: The Front says that northern guns fired on the Mill.
        fatalities: [0, 2]
      - id: council_says
        told_by: [Northern Council]
        hypotheses:
          - act: shelling
            cast: [{actor: northern_army, role: initiator}, {actor: hill_brigade, role: target}]
            response: yes
        says: The Council says that its guns answered fire from the Mill.

# What was said about an obligation, by whom, and when.
words:
  - {obligation: tarn/2, says: performed, by: Northern Council, of_side: north, on: 2030-05-20}
  - {obligation: tarn/2, says: not_performed, by: Southern Front, of_side: south, on: 2030-05-21}
"""


_TOLLS = """\
matter,by,outcome,low,high,report,note
T1,front,wounded,2,,gazette-0612,"at least two, as it says"
T1,council,wounded,0,0,council-7,
"""


def new_casebook(name: str) -> dict[str, str]:
    """Return the files of a small invented casebook that passes every check.

    Parameters
    ----------
    name : str
        Its id: small letters, digits, `_` and `-`, a letter first.

    Returns
    -------
    dict of file name to text
        YAML with comments for whoever writes over it, one of every kind of noun of the text and the first
        ones of a record; and a ledger, `tolls.csv`: the others of the record are written like it.

    Raises
    ------
    BadInput
        If `name` is no id.

    Examples
    --------
    >>> sorted(new_casebook("tarn_1"))
    ['accord.yaml', 'casebook.yaml', 'places.yaml', 'record.yaml', 'sides.yaml', 'tolls.csv']
    """
    if not _NAME.fullmatch(name):
        remedy = "write small letters, digits, `_` and `-`, a letter first"
        raise BadInput(
            f"{name!r} cannot name a casebook", [Fault(message=f"{name!r} is no id", remedy=remedy)]
        )
    return {
        "accord.yaml": _ACCORD,
        "casebook.yaml": _CASEBOOK.replace("@NAME@", name),
        "places.yaml": _PLACES,
        "record.yaml": _RECORD,
        "sides.yaml": _SIDES,
        "tolls.csv": _TOLLS,
    }
