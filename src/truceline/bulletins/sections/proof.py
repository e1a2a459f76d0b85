"""What a check of a log came to: the answer first, then each numbered step in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from truceline.bulletins.catalogue import Catalogue
from truceline.tlog.bundle import Bundle
from truceline.tlog.canonical import Json
from truceline.tlog.field_groups import FieldGroup
from truceline.tlog.steps import ProofStep, StepCode, StepOutcome, StepReason, is_proved

_DOUBTS = (StepOutcome.NOT_PROVED, StepOutcome.NOT_CHECKED)
_NAMING = frozenset({"content", "checkpoint", "included", "quorum"})
"""Codes of steps whose phrase names what is not known where an earlier step failed."""
_NAMED = frozenset({"group", "origin", "index", "quorum"})
"""What they name."""


def step_rows(steps: Sequence[ProofStep], t: Catalogue) -> tuple[tuple[str, str, str], ...]:
    """Return of each step its number, what was checked with how it came out, and why where that is told."""
    return tuple(
        (str(number), f"{_what(step, t)}: {t.of('proof_outcome', step.outcome)}", _why(step, t))
        for number, step in enumerate(steps, 1)
    )


def bundle_answer(steps: Sequence[ProofStep], bundle: Bundle | None, t: Catalogue) -> Iterator[str]:
    """Yield what is said first of a bundle: whether it is proved, and who has seen it."""
    if bundle is None or not is_proved(steps):
        yield _doubt(steps, t)
        return
    one = bundle.checkpoint.checkpoint
    yield t("proof.holds", index=bundle.index, n=one.size, origin=one.origin)
    seen = [
        f"{step.values['witness']} ({instant_said(step.values['at'])})"
        for step in steps
        if step.code is StepCode.WITNESS and step.outcome is StepOutcome.PROVED
    ]
    yield t("proof.holds_witnesses", who=t.comma.join(seen)) if seen else t("proof.holds_nobody")
    yield t("proof.not_consent")


def content_rows(bundle: Bundle, t: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return what a bundle discloses: the name of each group that says something, and what it says."""
    said = ((group, _plain(one.content, t)) for group, one in sorted(bundle.disclosed.items()))
    return tuple((t(f"field_group.{group}"), text) for group, text in said if text)


def _plain(content: Json, t: Catalogue) -> str:
    """Return what JSON says on one line, as it stands; nothing for null."""
    match content:
        case None:
            return ""
        case str() | bool() | int():
            return str(content)
        case Mapping():
            told = ((name, _plain(one, t)) for name, one in content.items())
            return t.semicolon.join(f"{name}: {one}" if name != _FIELDS else one for name, one in told if one)
        case _:
            return t.comma.join(filter(None, (_plain(one, t) for one in content)))


_FIELDS = "fields"
"""Under which the values of a noun stand in an entry."""


def other_answer(steps: Sequence[ProofStep], key: str, t: Catalogue, **values: object) -> str:
    """Return what is said first of anything else that was checked; `key` is the phrase where it is proved."""
    return t(key, **values) if is_proved(steps) else _doubt(steps, t)


def instant_said(at: object) -> str:
    """Return an instant in UTC to the minute, or what stands for none."""
    return f"{at:%Y-%m-%d %H:%M}Z" if isinstance(at, datetime) else str(at)


def _doubt(steps: Sequence[ProofStep], t: Catalogue) -> str:
    wrong = [(number, one) for number, one in enumerate(steps, 1) if one.outcome is StepOutcome.NOT_PROVED]
    if wrong:
        number, step = wrong[0]
        return t("proof.fails", step=number, what=f"{_what(step, t)}.", why=_why(step, t)).rstrip()
    return t("proof.doubt", n=sum(step.outcome in _DOUBTS for step in steps))


def _what(step: ProofStep, t: Catalogue) -> str:
    key = str(step.code)
    if (
        (key in _NAMING and not (step.values.keys() & _NAMED))
        or (step.code is StepCode.WITHHELD and not step.values["groups"])
        or (step.code is StepCode.WITNESS and step.outcome is not StepOutcome.PROVED)
    ):
        key += "_none"
    return t(f"proof_step.{key}", **_values(step, t))


def _values(step: ProofStep, t: Catalogue) -> dict[str, object]:
    """Return the values of a step as its phrase names them."""
    found: dict[str, object] = {
        name: t.comma.join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in step.values.items()
        if name != "key"  # of who signed the name is told
    }
    match step.code:
        case StepCode.CONTENT if "group" in step.values:
            found["group"] = _group(str(step.values["group"]), t)
        case StepCode.WITHHELD:
            found["groups"] = _groups(step.values["groups"], t)
        case StepCode.SAME_ENTRY:
            found["groups"] = _groups(step.values["withheld"], t)
        case StepCode.CHECKPOINT | StepCode.INCLUDED:
            found["n"] = step.values.get("size", 0)
        case StepCode.OTHER_SIGNATURES:
            found["names"] = found["signatures"]
        case StepCode.WITNESS:
            found["at"] = instant_said(step.values.get("at", ""))
        case _:
            pass
    return found


def _why(step: ProofStep, t: Catalogue) -> str:
    """Return why a step came out so, and what exactly is wrong where that is known."""
    if step.because is None:
        return ""
    said = t(f"proof_because.{step.because}")
    where = step.values.get("where")
    if step.because is StepReason.MALFORMED and where is not None and "message" in step.values:
        return f"{said} {where}: {step.values['message']}"
    if isinstance(where, tuple) and where:
        return f"{said} {t.comma.join(where[:_MOST_PLACES])}{' …' if len(where) > _MOST_PLACES else ''}"
    return said


_MOST_PLACES = 5
"""Places of faults that are named; a document has them all."""


def _groups(groups: object, t: Catalogue) -> str:
    assert isinstance(groups, tuple)
    return t.comma.join(_group(str(one), t) for one in groups) or "-"


def _group(group: str, t: Catalogue) -> str:
    return t(f"field_group.{FieldGroup(group)}")
