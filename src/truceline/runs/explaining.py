"""Why an incident's verdicts are what they are, from the casebook's own record or from a run's claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import BadReport, Fault
from truceline.files.casebooks import Folders
from truceline.files.outputs import RECEIPT, named_for, receipt_document
from truceline.judgement import Explanation
from truceline.judgement.assessing import findings_of, unsuperseded
from truceline.judgement.explain import explain, no_incident
from truceline.model.record import Record
from truceline.model.spelling import forgiven
from truceline.model.words import Audience
from truceline.runs.assessing import CLAIMS_FILE
from truceline.runs.casebook import release_instant
from truceline.runs.gathering import NO_IDS, own_claims, taken_places
from truceline.runs.sealed import Sealed, read_sealed
from truceline.sources import read_claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Explanations of one incident. Computed, not determined."""

    record: Record
    """The one it is explained under."""
    audience: Audience
    """For whom."""
    explanations: tuple[Explanation, ...]
    """One for each account, clause and position."""
    supposing: tuple[tuple[str, str], ...]
    """Open questions and the answers that were supposed."""
    warnings: tuple[str, ...]
    """What sets them apart from the run they were asked of."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlined:
    """What one incident's accounts come to. Computed, not determined."""

    record: Record
    """The one it is judged under."""
    audience: Audience
    """For whom."""
    incident: str
    """Its id, as the record writes it."""
    claims: pa.Table
    """CLAIMS: its accounts."""
    findings: pa.Table
    """FINDINGS: under each clause that reaches it, and each position."""
    supposing: tuple[tuple[str, str], ...]
    """Open questions and the answers that were supposed."""
    warnings: tuple[str, ...]
    """What sets it apart from the run it was asked of."""


def explain_incident(
    casebook: Folders | str | Path,
    incident: str,
    *,
    run: str | Path | None = None,
    clause: str | None = None,
    position: str | None = None,
    supposing: Sequence[tuple[str, str]] = (),
    audience: Audience = Audience.PUBLIC,
) -> Explained:
    """Return the explanations of one incident.

    Parameters
    ----------
    casebook : Folders, str or Path
        A bundled name or a folder; with `Folders`, and which record of it.
    incident : str
        Its id; of a taking that an incident of the record tells of already, that incident is explained.
    run : str or Path, optional
        Folder that `assess --out` wrote, explained by the record as it could be known by that run's day; the
        casebook's own record and ledger of control without one.
    clause, position : str, optional
        Only these.
    supposing : sequence of (str, str)
        Open questions and the answers to suppose, beside those that the run supposed: a what-if.
    audience : Audience
        For whom the answer is.

    Raises
    ------
    BadCasebook, BadReport
        If casebook or run cannot be read.
    NotFound
        If there is no such casebook, incident, clause or position.
    """
    asked = _asked(casebook, incident, run=run, supposing=supposing, audience=audience)
    book = asked.facts.casebook
    return Explained(
        record=asked.record,
        audience=audience,
        explanations=explain(
            asked.facts,
            asked.claims,
            asked.incident,
            clause=clause and _known(clause, (str(one.id) for one in book.clauses)),
            position=position and _known(position, (str(one.id) for one in book.positions)),
        ),
        supposing=asked.supposing,
        warnings=asked.warnings,
    )


def outline_incident(
    casebook: Folders | str | Path,
    incident: str,
    *,
    run: str | Path | None = None,
    supposing: Sequence[tuple[str, str]] = (),
    audience: Audience = Audience.PUBLIC,
) -> Outlined:
    """Return what one incident's accounts come to, without the reasons; see `explain_incident`.

    Raises
    ------
    BadCasebook, BadReport
        If casebook or run cannot be read.
    NotFound
        If there is no such casebook or incident.
    """
    asked = _asked(casebook, incident, run=run, supposing=supposing, audience=audience)
    claims = unsuperseded(asked.claims)
    claims = claims.filter(pc.equal(claims["incident_id"], asked.incident))
    return Outlined(
        record=asked.record,
        audience=audience,
        incident=asked.incident,
        claims=claims,
        findings=findings_of(asked.facts, claims),
        supposing=asked.supposing,
        warnings=asked.warnings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The incident asked for, and all by which it is explained."""

    record: Record
    facts: Record
    claims: pa.Table
    incident: str
    supposing: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def _asked(
    casebook: Folders | str | Path,
    incident: str,
    *,
    run: str | Path | None,
    supposing: Sequence[tuple[str, str]],
    audience: Audience,
) -> _Asked:
    sealed = read_sealed(casebook)
    warnings: tuple[str, ...] = ()
    now, answers = release_instant(None), dict(supposing)
    if run is None:
        told = sealed.supposing(supposing).released(audience, now)[1]
        book = told.facts
        claims = own_claims(book)
    else:
        receipt = receipt_of(Path(run))
        warnings = _differences(receipt, sealed)
        answers = {**_supposed(receipt, Path(run)), **answers}
        known = sealed.as_of(_known_day(receipt, Path(run))).supposing(tuple(answers.items()))
        told = known.released(audience, now)[1]
        book = told.facts
        intake = read_claims(_claims_file(Path(run), receipt), book.casebook, reader="claims")
        is_public = receipt.get("audience", Audience.PUBLIC.value) == Audience.PUBLIC.value
        own = pc.unique(intake.claims["incident_id"].combine_chunks())
        claims = told.claims(intake.claims, NO_IDS if is_public else own, of_record=True)
        if intake.faults:
            warnings += (f"{len(intake.faults):,} claims of the run do not fit this casebook; left out",)
    ids = set(pc.unique(claims["incident_id"]).to_pylist())
    linked = _told_as(book, ids)
    incident = _known(incident, (*ids, *linked))
    if incident in linked:
        same = linked[incident]
        warnings += (f"{incident} is the same event as {same} in the record: {same} is explained",)
        incident = same
    if incident not in ids:
        raise no_incident(incident, claims)
    return _Asked(
        record=told.record,
        facts=book,
        claims=claims,
        incident=incident,
        supposing=tuple(answers.items()),
        warnings=warnings,
    )


def _known(asked: str, ids: Iterable[str]) -> str:
    """Return the id that was meant, whatever its case and signs; as it was asked where there is none."""
    return forgiven(asked, ids) or asked


def _claims_file(run: Path, receipt: Mapping[str, Any]) -> Path:
    """Return where a run's claims lie.

    Raises
    ------
    BadReport
        If they were left out, being not for the public.
    """
    for audience in Audience:
        if (file := run / named_for(CLAIMS_FILE, audience)).exists():
            return file
    if receipt.get("audience") != Audience.PUBLIC.value:
        return run / CLAIMS_FILE
    fault = Fault(
        file=str(run),
        message="a public run leaves its claims out where some of them are not for the public",
        remedy="assess again with --audience internal --out DIR, and name that folder",
    )
    raise BadReport("this run cannot be explained by its own claims", [fault])


def _told_as(record: Record, incidents: Set[str]) -> dict[str, str]:
    """Return each taking that an incident of the record tells of already, with that incident."""
    return {
        str(one.id): str(one.told_as)
        for one in taken_places(record)
        if str(one.id) not in incidents and one.told_as is not None and str(one.told_as) in incidents
    }


def receipt_of(run: Path) -> Mapping[str, Any]:
    """Return the receipt of a run."""
    try:
        receipt = receipt_document(run)
    except (OSError, ValueError, RecursionError) as error:
        raise _bad_receipt(run, f"no receipt can be read there: {_why(error)}") from error
    if not isinstance(receipt, dict):
        raise _bad_receipt(run, "the receipt is no object")
    return receipt


def _why(error: OSError | ValueError | RecursionError) -> str:
    return getattr(error, "strerror", None) or "it is no JSON"


def _bad_receipt(run: Path, message: str) -> BadReport:
    remedy = "name a folder that `assess --out` wrote"
    fault = Fault(file=str(run / RECEIPT), message=message, remedy=remedy)
    return BadReport(f"{run} is no folder of a run", [fault])


def _known_day(receipt: Mapping[str, Any], run: Path) -> date | None:
    """Return the day by whose end a run's record had to be known; None for all of it."""
    stated = receipt.get("as_of")
    if stated is None:
        return None
    try:
        return date.fromisoformat(stated)
    except (TypeError, ValueError) as error:
        raise _bad_receipt(run, f"its `as_of` is no day: {stated!r}") from error


def _supposed(receipt: Mapping[str, Any], run: Path) -> dict[str, str]:
    """Return the answers that a run supposed."""
    stated = receipt.get("supposing", {})
    if not isinstance(stated, dict) or not all(isinstance(one, str) for one in stated.values()):
        raise _bad_receipt(run, f"its `supposing` is no table of questions and answers: {stated!r}")
    return stated


def _differences(receipt: Mapping[str, Any], sealed: Sealed) -> tuple[str, ...]:
    """Return a warning where a run was made with another text or record than those at hand."""
    told = [{"record": name, "sha256": sha256} for name, sha256 in sealed.records]
    if receipt.get("casebook_sha256") == sealed.sha256 and receipt.get("records") == told:
        return ()
    return (
        "the casebook, or a record of it, is not the one the run was made with, so this may not be what the "
        "run found; assess again to be sure",
    )
