"""Every clause says what it does, stands on a text, and is shown by an example."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from truceline.model.casebook import Casebook, Clause, Facts, Who
from truceline.model.happening import Hypothesis
from truceline.model.ids import instrument_of
from truceline.model.limits import MOST, unusable
from truceline.model.spelling import nearest
from truceline.model.words import ClauseKind, ExceptionEffect, Verdict
from truceline.parsing.nouns import Slip
from truceline.text.checks.walk import Broken, Seen, each
from truceline.text.relations import DUTIES, is_weighed

_NAMED = frozenset({("names",), ("titles",), ("label",)})
_MOST_BATCH = 4_096


def clauses(casebook: Casebook, broken: Broken) -> Iterator[Slip]:
    """Yield clauses without ground to stand on, and parts that their kind does not have."""
    known = {instrument.id for instrument in casebook.instruments} | broken.get("instruments", frozenset())
    for seen, clause in each("clauses", casebook.clauses):
        yield from _ground(seen, clause, known)
        yield from _parts(seen, clause, casebook)
        if not broken.get("examples") and not _is_shown(clause, casebook):
            remedy = f"add one under `examples:` with `clause: {clause.id}`"
            if clause.kind is ClauseKind.EXCEPT:
                remedy += ", or one of the clause it excepts that is `excepted`"
            yield seen.slip("the clause has no example", remedy, "id")
    yield from _examples(casebook)


def _examples(casebook: Casebook) -> Iterator[Slip]:
    """Yield examples of clauses that no act breaks: nothing is weighed by them, so there is no verdict."""
    known = {clause.id: clause for clause in casebook.clauses}
    for seen, example in each("examples", casebook.examples):
        clause = known.get(example.clause)
        if clause is None or clause.kind is ClauseKind.EXCEPT or is_weighed(clause):
            continue
        if clause.kind in DUTIES:
            message = (
                f"`{clause.id}` is followed by what is said of it, not by acts: no incident is weighed by it"
            )
            remedy = "say under its `acts:` which acts show the duty unmet, or leave the example out"
        else:
            message = f"`{clause.id}` neither forbids nor requires, so no incident is weighed by it"
            remedy = "leave the example out"
        yield seen.slip(message, remedy, "clause")


def _ground(seen: Seen, clause: Clause, known: set[str] | frozenset[str]) -> Iterator[Slip]:
    instrument = instrument_of(clause.id)
    if "/" not in clause.id:
        remedy = "write the instrument's id, `/` and a number: `a20b/1`"
        yield seen.slip(f"{clause.id!r} does not say its instrument", remedy, "id")
    elif instrument not in known:
        remedy = nearest(instrument, sorted(known)) or "add it under `instruments:`"
        yield seen.slip(f"there is no instrument {instrument!r}", remedy, "id")
    if not clause.text:
        yield seen.slip(
            "the clause has no text", "quote or paraphrase it in one passage", "text", of_key=True
        )
    for index, passage in enumerate(clause.text):
        if not passage.words.strip():
            yield seen.slip("the passage has no words", "quote or paraphrase it", "text", index, "words")
    if not clause.reference.strip():
        yield seen.slip("the clause has no reference", "cite the article or point", "reference")


def _parts(seen: Seen, clause: Clause, casebook: Casebook) -> Iterator[Slip]:
    is_exception = clause.kind is ClauseKind.EXCEPT
    plain = Clause.__dataclass_fields__
    for field in ("excepts", "effect", "applies", "only_in_response"):
        if not is_exception and getattr(clause, field) != plain[field].default:
            yield seen.slip(f"`{field}` is for `except` clauses only", "leave it out", field, of_key=True)
    if is_exception and not clause.excepts:
        yield seen.slip("the exception is to no clause", "name one under `excepts:`", "kind")
    known = {other.id: other for other in casebook.clauses}
    for index, other in enumerate(clause.excepts):
        if other in known and not is_weighed(known[other]):
            message = f"`{other}` neither forbids nor requires, so nothing excepts from it"
            if known[other].kind in DUTIES:
                message = f"`{other}` names no act, so nothing excepts from it"
            yield seen.slip(message, "name a `forbid` or `require` clause with `acts:`", "excepts", index)
    if clause.kind is ClauseKind.FORBID and not is_weighed(clause):
        yield seen.slip("the clause forbids no act", "name acts under `acts:`", "kind")
    if clause.anywhere and clause.where is not None:
        yield seen.slip("`where` and `anywhere` are both given", "keep one of them", "anywhere", of_key=True)
    if clause.duty and clause.kind is not ClauseKind.REQUIRE:
        yield seen.slip("`duty` is for `require` clauses only", "leave it out", "duty", of_key=True)
    if clause.superseded_by is not None and clause.until is None:
        remedy = "say when under `until:`, or leave `superseded_by` out"
        yield seen.slip("the clause is superseded at no time", remedy, "superseded_by", of_key=True)
    if clause.patrol is not None and not clause.duty:
        remedy = "say the duty under `duty:` of a `require` clause, or leave `patrol` out"
        yield seen.slip(
            "the clause says when a patrol is done and has no duty", remedy, "patrol", of_key=True
        )


def _is_shown(clause: Clause, casebook: Casebook) -> bool:
    if clause.kind is not ClauseKind.EXCEPT and not is_weighed(clause):
        return True
    for example in casebook.examples:
        if example.clause == clause.id:
            return True
        shows = clause.effect is ExceptionEffect.BAR or Verdict.EXCEPTED in example.expect.values()
        if example.clause in clause.excepts and shows:
            return True
    return False


def whom(walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield `other_side` where there is no initiator to be on another side than."""
    for seen in walked:
        if isinstance(seen.value, Who) and seen.path[0] == "who" and seen.value.other_side:
            yield seen.slip("`other_side` is for `against` only", "leave it out", "other_side", of_key=True)


def names(walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield names that do not say how it is called in English."""
    for seen in walked:
        by_language = seen.value if seen.path[-1:] in _NAMED else None
        if isinstance(by_language, dict) and not str(by_language.get("en", "")).strip():
            yield seen.slip("there is no English name", "add `en: ...`", of_key=True)


def numbers(casebook: Casebook, walked: Sequence[Seen]) -> Iterator[Slip]:
    """Yield weights, shares and thresholds that cannot be."""
    yield from _mandate(casebook)
    for seen in walked:
        if isinstance(seen.value, Facts):
            yield from happened(seen, seen.value.hypotheses)


def _mandate(casebook: Casebook) -> Iterator[Slip]:
    mandate = casebook.mandate
    if not 0 < mandate.no < mandate.yes <= 1:
        message = f"`no` is {mandate.no:g} and `yes` {mandate.yes:g}"
        yield Slip(kind="mandate", path=("yes",), message=message, remedy="0 < no < yes <= 1")
    if not 0 <= mandate.report_floor <= 1:
        message = f"`report_floor` is {mandate.report_floor:g}"
        yield Slip(kind="mandate", path=("report_floor",), message=message, remedy="write 0 to 1")
    for key in ("publish_delay_minutes", "publish_grid_km"):
        if not 0 <= getattr(mandate, key) <= MOST:
            message = f"`{key}` is {getattr(mandate, key):g}"
            yield Slip(
                kind="mandate", path=(key,), message=message, remedy=f"write 0 or more, up to {MOST:,}"
            )
    if not 0 < mandate.log.checkpoint_minutes <= MOST:
        message = f"`checkpoint_minutes` is {mandate.log.checkpoint_minutes:g}"
        remedy = f"write above 0, up to {MOST:,}"
        yield Slip(kind="mandate", path=("log", "checkpoint_minutes"), message=message, remedy=remedy)
    if not 1 <= mandate.log.batch <= _MOST_BATCH:
        message, remedy = f"`batch` is {mandate.log.batch}", f"write 1 to {_MOST_BATCH:,}"
        yield Slip(kind="mandate", path=("log", "batch"), message=message, remedy=remedy)
    for key, message in unusable(mandate.tracks).items():
        remedy = "write a number above 0, a share up to 1"
        yield Slip(kind="mandate", path=("tracks", key), message=message, remedy=remedy)
    for index, threshold in enumerate(mandate.shown_at):
        if not 0 < threshold <= 1:
            message = (
                f"no probability reaches {threshold:g}" if threshold > 1 else f"{threshold:g} is no level"
            )
            path = ("shown_at", index)
            yield Slip(kind="mandate", path=path, message=message, remedy="write above 0, up to 1")


def happened(seen: Seen, hypotheses: Sequence[Hypothesis]) -> Iterator[Slip]:
    """Yield an account or facts of nothing, and weights that cannot be."""
    if not hypotheses:
        remedy = "say who did what; `act` is enough where the rest is unknown"
        yield seen.slip("nothing is said to have happened", remedy, "hypotheses", of_key=True)
    yield from weights(seen, hypotheses)


def weights(seen: Seen, hypotheses: Sequence[Hypothesis]) -> Iterator[Slip]:
    """Yield weights that are no probability, or sum to more than 1."""
    stated = [hypothesis.weight for hypothesis in hypotheses]
    for index, weight in enumerate(stated):
        if weight is not None and not 0 <= weight <= 1:
            message, remedy = f"the weight is {weight:g}", "write a number from 0 to 1"
            yield seen.slip(message, remedy, "hypotheses", index, "weight")
    total = sum(weight for weight in stated if weight is not None)
    if total > 1 + 1e-9:
        message = f"the weights sum to {total:g}, more than 1"
        yield seen.slip(message, "leave out those no source states", "hypotheses", of_key=True)
