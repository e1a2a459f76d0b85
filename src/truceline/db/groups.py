"""A noun's values in the groups in which a log tells or withholds them, and back again.

One table says of every field of every noun in which group it stands. A field that is not in it is an error
and never passes. What is inside a value (an account, the actors of a hypothesis) has a table of its own, so
that who told something is not told with what is said to have happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias, cast

from truceline.errors import BadInput, Fault
from truceline.model import centre, happening
from truceline.model import record as told
from truceline.parsing.yaml_marks import Tree
from truceline.tlog.canonical import Json
from truceline.tlog.field_groups import FieldGroup

ITEM, WHAT, WHERE, WHEN = FieldGroup.ITEM, FieldGroup.WHAT, FieldGroup.WHERE, FieldGroup.WHEN
ACCUSED, TOLD_BY, WORDS, ATTACHMENTS = (
    FieldGroup.ACCUSED,
    FieldGroup.TOLD_BY,
    FieldGroup.WORDS,
    FieldGroup.ATTACHMENTS,
)
OF_TREES: Final = (WHAT, WHERE, WHEN, ACCUSED, TOLD_BY, WORDS, ATTACHMENTS)
"""Groups in which values of a noun stand. Its id stands with its kind and version."""
Table: TypeAlias = Mapping[str, "FieldGroup | type"]
"""Of each field its group, or the noun inside it, whose own table says."""

_LEDGER: Final[Table] = {"by": TOLD_BY, "report": TOLD_BY, "note": WORDS}
_MISTAKEN: Final[Table] = {"mistaken": WORDS, "mistaken_from": WHEN}
TABLES: Final[Mapping[type, Table]] = {
    happening.Cast: {"actor": ACCUSED, "role": ACCUSED},
    happening.Hypothesis: {
        "act": WHAT,
        "cast": ACCUSED,
        "weight": ACCUSED,
        "response": WHAT,
    },
    happening.When: {"at": WHEN, "to": WHEN, "zone": WHEN, "rough": WHEN},
    happening.Where: {
        "place": WHERE,
        "lon": WHERE,
        "lat": WHERE,
        "radius_m": WHERE,
        "grade": WHERE,
        "within": WHERE,
    },
    told.Ruling: {"question": WHAT, "reading": WHAT, "by": WHAT, "on": WHEN, "source": WORDS},
    told.Family: {"id": ITEM, "names": TOLD_BY, "standing": TOLD_BY, "lean": TOLD_BY, "note": TOLD_BY},
    told.Source: {
        "id": ITEM,
        "names": TOLD_BY,
        "family": TOLD_BY,
        "families": TOLD_BY,
        "speaks_for": TOLD_BY,
        "lean": TOLD_BY,
        "relays": TOLD_BY,
        "reliability": TOLD_BY,
        "graded_because": TOLD_BY,
        "aliases": TOLD_BY,
        "protected": TOLD_BY,
        "note": TOLD_BY,
    },
    told.Report: {
        "id": ITEM,
        "source": TOLD_BY,
        "address": TOLD_BY,
        "said_on": WHEN,
        "dated": WHEN,
        "language": WORDS,
        "relays": TOLD_BY,
        "words": WORDS,
        "heard_at": WHEN,
        "put_right": WORDS,
        "note": WORDS,
    },
    told.Matter: {
        "id": ITEM,
        "title": WHAT,
        "kind": WHAT,
        "when": happening.When,
        "where": happening.Where,
        "where_words": WHERE,
        "about": WHAT,
        "incidents": WHAT,
        "open_points": WORDS,
        "note": WORDS,
    },
    told.Claim: {
        "id": ITEM,
        "says": WHAT,
        "by": TOLD_BY,
        "matter": WHAT,
        "reports": TOLD_BY,
        "through": TOLD_BY,
        "manner": WHAT,
        "tells": WHAT,
        "tells_what": WHAT,
        "denies": WHAT,
        "denies_what": WHAT,
        "contradicts": WHAT,
        "hypotheses": happening.Hypothesis,
        "when": happening.When,
        "where": happening.Where,
        "fire_from": WHERE,
        "harm": WHAT,
        "corrects": WHAT,
        "about": WHAT,
        "hedge": WORDS,
        "credibility": TOLD_BY,
        "graded_because": TOLD_BY,
        "trouble": WORDS,
        **_MISTAKEN,
        "note": WORDS,
    },
    told.Account: {
        "id": WHAT,
        "told_by": TOLD_BY,
        "hypotheses": happening.Hypothesis,
        "when": happening.When,
        "where": happening.Where,
        "says": WORDS,
        "fatalities": WHAT,
    },
    told.IncidentEntry: {
        "id": ITEM,
        "title": WHAT,
        "accounts": told.Account,
        "when": happening.When,
        "where": happening.Where,
        "known_on": WHEN,
        "sources": TOLD_BY,
        "note": WORDS,
    },
    told.Verification: {
        "account": WHAT,
        "by": TOLD_BY,
        "on": WHEN,
        "parts": WHAT,
        "report": TOLD_BY,
        "note": WORDS,
    },
    told.Word: {
        "obligation": WHAT,
        "says": WHAT,
        "by": TOLD_BY,
        "of_side": TOLD_BY,
        "about": ACCUSED,
        "about_side": ACCUSED,
        "patrol": WHAT,
        "names_it": WORDS,
        "on": WHEN,
        "share": WHAT,
        "source": TOLD_BY,
        **_MISTAKEN,
        "note": WORDS,
    },
    told.Toll: {
        "matter": WHAT,
        "moment": WHEN,
        "at": WHEN,
        "outcome": WHAT,
        "who": WHAT,
        "low": WHAT,
        "high": WHAT,
        **_LEDGER,
    },
    told.Notification: {
        "matter": WHAT,
        "notifier": ACCUSED,
        "notified": WHAT,
        "of": WHAT,
        "told": WHAT,
        **_LEDGER,
    },
    told.Patrol: {
        "id": ITEM,
        "on": WHEN,
        "crews": WHAT,
        "duty": WHAT,
        "planned_from": WHERE,
        "planned_to": WHERE,
        "matter": WHAT,
        "note": WORDS,
    },
    told.PatrolAccount: {
        "patrol": WHAT,
        "of": WHAT,
        "number": WHAT,
        "number_derived": WHAT,
        "crews": WHAT,
        "outcome": WHAT,
        "reach": WHERE,
        "reach_words": WHERE,
        "length_km": WHERE,
        "reason": WORDS,
        **_LEDGER,
    },
    told.Count: {
        "window": WHEN,
        "day": WHEN,
        "counted_by": TOLD_BY,
        "unit": WHAT,
        "province": WHERE,
        "n": WHAT,
        "hours": WHEN,
        "edges": WHEN,
        "matter": WHAT,
        **_LEDGER,
    },
    told.ControlAssertion: {
        "place": WHERE,
        "holder": WHAT,
        "state": WHAT,
        "since": WHEN,
        "since_latest": WHEN,
        "until": WHEN,
        "matter": WHAT,
        **_MISTAKEN,
        **_LEDGER,
    },
    told.InstitutionReturn: {
        "place": WHERE,
        "area": WHERE,
        "on": WHEN,
        "aspect": WHAT,
        "says": WHAT,
        "n": WHAT,
        "unit": WHAT,
        "matter": WHAT,
        **_LEDGER,
    },
    told.Stance: {
        "actor": WHAT,
        "toward": WHAT,
        "attitude": WHAT,
        "since": WHEN,
        "evidence": TOLD_BY,
        "reading_of": WHAT,
        "statement": WHAT,
        "matter": WHAT,
        "unverified": WORDS,
        **_LEDGER,
    },
    told.IssueState: {"on": WHEN, "state": WHAT, "matter": WHAT, **_LEDGER},
    told.Issue: {"id": ITEM, "names": WHAT, "question": WHAT, "states": told.IssueState, "note": WORDS},
    told.Figure: {
        "what": WHAT,
        "definition": WHAT,
        "low": WHAT,
        "high": WHAT,
        "since": WHEN,
        "until": WHEN,
        "area": WHERE,
        "whose": ACCUSED,
        "matter": WHAT,
        **_LEDGER,
    },
    told.Effort: {
        "observer": TOLD_BY,
        "area": WHERE,
        "place": WHERE,
        "since": WHEN,
        "until": WHEN,
        "answer": WHAT,
        "matter": WHAT,
        **_LEDGER,
    },
    told.Inquiry: {"matter": WHAT, "side": WHAT, "on": WHEN, "note": WORDS},
    told.Reservation: {
        "actor": WHAT,
        "instrument": WHAT,
        "clause": WHAT,
        "on": WHEN,
        "says": WORDS,
        "by": TOLD_BY,
        "report": TOLD_BY,
        "unverified": WORDS,
    },
    told.ListedPost: {
        "of_list": WHAT,
        "number": WHAT,
        "name": WHERE,
        "same_as": WHERE,
        **_LEDGER,
    },
    told.Sentence: {
        "no": WHAT,
        "opens": WORDS,
        "claims": told.Claim,
        "beside": WHAT,
        "trouble": WORDS,
    },
    told.Article: {
        "id": ITEM,
        "title": WORDS,
        "about": WORDS,
        "sentences": told.Sentence,
    },
    centre.CaseAct: {
        "id": ITEM,
        "case": WHAT,
        "does": WHAT,
        "of": TOLD_BY,
        "side": WHAT,
        "words": WORDS,
        "due": WHEN,
        "to": WHAT,
        "verified": WHAT,
        "how": TOLD_BY,
        "parts": WHAT,
        "denied": WHAT,
        "doers": ACCUSED,
    },
    centre.BriefDraft: {
        "id": ITEM,
        "first": WHAT,
        "last": WHAT,
        "language": WHAT,
        "state": WHAT,
        "computed": WORDS,
        "lines": WHAT,
        "digest": WHAT,
        "holding": WHAT,
        "holding_by": WHAT,
        "due": WHEN,
        "passed": WHAT,
    },
    centre.ClaimLink: {"id": ITEM, "claim": WHAT, "incident": WHAT, "says": WHAT, "note": WORDS},
    centre.AssessmentMade: {"id": ITEM, "receipt": WHAT, "incident": WHAT, "note": WORDS},
    centre.Determination: {
        "id": ITEM,
        "incident": WHAT,
        "outcome": WHAT,
        "says": WHAT,
        "by": WHAT,
        "on": WHEN,
        "clauses": WHAT,
        "findings": WHAT,
        "rule": WHAT,
        "stated": centre.SideStated,
        "signed": WHAT,
        "objections": centre.SideObjected,
    },
    centre.SideObjected: {"side": WHAT, "words": WHAT, "on": WHAT, "answers": centre.SideSaid},
    centre.SideSaid: {"side": WHAT, "words": WHAT},
    centre.RulingProposed: {
        "id": ITEM,
        "question": WHAT,
        "reading": WHAT,
        "says": WHAT,
        "by": WHAT,
        "on": WHEN,
        "due": WHEN,
        "rule": WHAT,
        "stated": centre.SideStated,
        "signed": WHAT,
    },
    centre.SideStated: {"side": WHAT, "says": WHAT, "words": WHAT, "own_program": WHAT},
    centre.Statement: {
        "id": ITEM,
        "determination": WHAT,
        "of_side": TOLD_BY,
        "says": WHAT,
        "by": TOLD_BY,
        "on": WHEN,
        "words": WORDS,
        "signature": WORDS,
    },
    centre.Objection: {
        "id": ITEM,
        "to": WHAT,
        "of_side": TOLD_BY,
        "words": WORDS,
        "by": TOLD_BY,
        "on": WHEN,
    },
    centre.NoticeGiven: {"id": ITEM, "of": WHAT, "side": WHAT, "on": WHEN, "how": WORDS},
    centre.ReleaseMade: {"id": ITEM, "of": WHAT, "audience": WHAT, "digest": WHAT, "on": WHEN},
    centre.Correction: {"id": ITEM, "release": WHAT, "digest": WHAT, "says": WHAT, "on": WHEN},
    centre.PartyKey: {"id": ITEM, "key": WHAT},
    centre.Erasure: {"id": ITEM, "entries": WHAT, "groups": WHAT},
    centre.Attachment: {
        "id": ITEM,
        "of": ATTACHMENTS,
        "digest": ATTACHMENTS,
        "n_bytes": ATTACHMENTS,
        "name": ATTACHMENTS,
        "sealed": ATTACHMENTS,
        "note": WORDS,
    },
}
"""The table. The id of a noun stands with the item; that of one inside another is part of what that says."""
_DEGREES: Final = frozenset({(happening.Where, "lon"), (happening.Where, "lat")})
"""Numbers that are signed as whole ten-millionths of a degree. All others stay the text that they are."""
_E7: Final = Decimal(10_000_000)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
_HAPPENED: Final = ("when", "on", "since", "at", "day", "said_on")
"""Fields that tell when something happened, else when it was said; the first that is there counts."""


def split(noun: type, tree: Tree) -> dict[FieldGroup, Json]:
    """Return the values of a noun by group; the id of a noun of its own is left out.

    Parameters
    ----------
    noun : type
        Of a tree that is typed already.
    tree : mapping
        As YAML gives it: every scalar a text.

    Raises
    ------
    BadInput
        If a degree has more than seven decimals, which would not come back as it was written.
    """
    assert isinstance(tree, dict)
    return {
        group: part
        for group, part in _split(noun, tree, ()).items()
        if group is not ITEM and isinstance(part, dict)
    }


def _split(noun: type, tree: Mapping[str, Tree], at: tuple[str, ...]) -> dict[FieldGroup, Json]:
    found: dict[FieldGroup, dict[str, Json]] = {}
    for name, value in tree.items():
        place = TABLES[noun][_of_python(name)]
        if isinstance(place, FieldGroup):
            place = WHAT if at and place is ITEM else place
            if (noun, name) in _DEGREES and isinstance(value, str):
                found.setdefault(place, {})[name] = _to_e7(value, ".".join((*at, name)))
            else:
                found.setdefault(place, {})[name] = cast(Json, value)
            continue
        for group, part in _inside(place, value, (*at, name)).items():
            found.setdefault(group, {})[name] = part
    return cast("dict[FieldGroup, Json]", found)


def _inside(noun: type, value: Tree, at: tuple[str, ...]) -> dict[FieldGroup, Json]:
    """Return the parts of a noun inside another, or of a list of them; each list as long as the whole."""
    home = next(one for one in TABLES[noun].values() if isinstance(one, FieldGroup) and one is not ITEM)
    match value:
        case dict() if value:
            return _split(noun, value, at)
        case list() if value:
            parts = [_split(noun, cast("dict[str, Tree]", one), at) for one in value]
            groups = dict.fromkeys([home, *(group for part in parts for group in part)])
            return {group: [part.get(group, {}) for part in parts] for group in groups}
    return {home: cast(Json, value)}


def joined(noun: type, parts: Mapping[FieldGroup, Json], *, own: str | None) -> Tree:
    """Return the tree of a noun from its groups; `split` the other way round.

    Parameters
    ----------
    noun : type
    parts : mapping of FieldGroup to JSON
        Those that are there; what an erased group held is not in the tree.
    own : str, optional
        Its id, which stands with the item; None of a noun that has none.
    """
    tree: Tree = {} if own is None else {"id": own}
    for group in OF_TREES:
        if (part := parts.get(group)) is not None:
            tree = _merged(tree, cast(Tree, part))
    return _as_written(noun, tree)


def _merged(first: Tree, second: Tree) -> Tree:
    if isinstance(first, dict) and isinstance(second, dict):
        both = first.keys() & second.keys()
        return {**first, **second, **{key: _merged(first[key], second[key]) for key in both}}
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return [_merged(one, other) for one, other in zip(first, second, strict=True)]
    raise BadInput("groups do not fit", [Fault(message="two groups of one entry say one value")])


def _as_written(noun: type, tree: Tree) -> Tree:
    """Return a tree with degrees as text again."""
    if isinstance(tree, list):
        return [_as_written(noun, one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    written: dict[str, Tree] = {}
    for name, value in tree.items():
        place = TABLES[noun].get(_of_python(name))
        if isinstance(place, type):
            written[name] = _as_written(place, value)
        elif (noun, name) in _DEGREES and isinstance(value, int):
            written[name] = _of_e7(value)
        else:
            written[name] = value
    return written


def day_of(parts: Mapping[FieldGroup, Json]) -> str | None:
    """Return the day, or only the month, that a noun tells of; none where it tells none."""
    told_when = parts.get(WHEN)
    if not isinstance(told_when, dict):
        return None
    for name in _HAPPENED:
        value = told_when.get(name)
        text = value.get("at") if isinstance(value, dict) else value
        if isinstance(text, str) and (found := _DAY.match(text)):
            return found[0]
    return None


def fields_in(noun: type, group: FieldGroup) -> Iterator[str]:
    """Yield the fields of a noun that stand in a group, whole or in part."""
    for name, place in TABLES[noun].items():
        if place is group or (isinstance(place, type) and any(True for _ in fields_in(place, group))):
            yield name


def _to_e7(text: str, where: str) -> int:
    try:
        scaled = Decimal(text) * _E7
    except InvalidOperation:
        raise BadInput("not entered", [Fault(pointer=where, message=f"{text!r} is no number")]) from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) > 360 * _E7:
        remedy = "round it to seven decimals, about a centimetre"
        message = f"{text!r} cannot be kept as whole ten-millionths of a degree"
        raise BadInput("not entered", [Fault(pointer=where, message=message, remedy=remedy)])
    return int(scaled)


def _of_e7(value: int) -> str:
    return format((Decimal(value) / _E7).normalize(), "f")


def _of_python(name: str) -> str:
    return "from_" if name == "from" else name
