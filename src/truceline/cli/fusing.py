"""`truceline incidents fuse` and `explain`: which reports of several files may be one happening, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Optional

import typer

from truceline.cli.ending import answer, end_on_unread, lines, reported
from truceline.cli.inputs import Decisions, Formats, Mappings, Samples, Settlements, paired
from truceline.cli.options import AsJson, EveryRow, For, Language, words_of
from truceline.model.words import Audience

if TYPE_CHECKING:
    from truceline.bulletins.catalogue import Catalogue
    from truceline.fusion import Why
    from truceline.runs.fusing import FusedFiles

_PAIR: Final = ("first", "second")


def register(group: typer.Typer) -> None:
    """Add the commands to their group."""
    group.command("fuse")(fuse)
    group.command("explain")(explain)


def fuse(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Two or more, each of one source.")],
    format_: Formats = None,
    mapping: Mappings = None,
    settlements: Settlements = None,
    casebook: Annotated[
        str, typer.Option(metavar="CASEBOOK", help="Whose acts, actors and places are meant.")
    ] = "idlib",
    decisions: Decisions = None,
    samples: Samples = 0,
    out: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="DIR", help="Write reports, pairs and incidents as Parquet here."),
    ] = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Put reports of several sources together that may speak of one happening; nothing is taken for true."""
    with reported(as_json=as_json, audience=audience):
        from truceline.runs.fusing import fuse_files

        t = words_of(lang)
        inputs = paired(files, format_ or [], mapping or [], settlements)
        done = fuse_files(casebook, inputs, decisions=decisions, out=out, samples=samples, audience=audience)
    answer(lines(_told(done, t)), _document(done) if as_json else None, audience)
    end_on_unread(done.faults, unmatched=(), full=full)


def explain(
    one: Annotated[str, typer.Argument(metavar="REPORT", help="A report, as SOURCE/ID.")],
    other: Annotated[str, typer.Argument(metavar="REPORT", help="Another.")],
    incidents: Annotated[
        list[str], typer.Option(metavar="FILE", help="The files, all that `fuse` is given: once each.")
    ],
    format_: Formats = None,
    mapping: Mappings = None,
    settlements: Settlements = None,
    casebook: Annotated[
        str, typer.Option(metavar="CASEBOOK", help="Whose acts, actors and places are meant.")
    ] = "idlib",
    decisions: Decisions = None,
    lang: Language = "en",
    audience: For = Audience.PUBLIC,
    full: EveryRow = False,
    as_json: AsJson = False,
) -> None:
    """Say why two reports are put together or not: each part in log2, to be added up."""
    with reported(as_json=as_json, audience=audience):
        from truceline.runs.fusing import decision_of, fuse_files, why_of

        t = words_of(lang)
        inputs = paired(incidents, format_ or [], mapping or [], settlements)
        done = fuse_files(casebook, inputs, decisions=decisions, audience=audience)
        why = why_of(done, one, other)
        decision = decision_of(done, one, other)
        if decision is not None and audience is Audience.PUBLIC:
            decision = {"says": decision["says"]}  # by whom, when and why is for the mission
    answer(
        lines([*_why(why, t), *_decided(decision, t)]),
        _why_document(why, decision) if as_json else None,
        audience,
    )
    end_on_unread(done.faults, unmatched=(), full=full)


def _by_sources(done: FusedFiles) -> Counter[int]:
    """Return how many incidents are told by one source, by two, and so on."""
    n = Counter(done.fused.incident_of.values())
    return Counter(n.values())


def _by_voices(done: FusedFiles) -> dict[str, int]:
    """Return of incidents of several reports how many are told by several voices, by one, or unclear."""
    found = Counter[str]()
    for row in done.incidents.select(["n_reports", "n_independent", "n_unnamed"]).to_pylist():
        if row["n_reports"] > 1:
            known = "one" if row["n_independent"] == 1 else "several"
            found["unknown" if row["n_unnamed"] else known] += 1
    return {kind: found[kind] for kind in ("several", "one", "unknown")}


def _told(done: FusedFiles, t: Catalogue) -> Iterator[str]:
    fused, by = done.fused, _by_sources(done)
    yield t(
        "fusing.answer",
        reports=len(fused.reports),
        sources=len(fused.reports.sources),
        incidents=sum(by.values()),
    )
    if by:
        yield t("fusing.by", counts=t.comma.join(f"{n}: {by[n]}" for n in sorted(by)))
    if any(n > 1 for n in by):
        yield t("fusing.voices", **_by_voices(done))
    p = fused.weights.p
    yield t("fusing.pairs", expected=round(float(p.sum())), doubt=int(((p >= 0.1) & (p < 0.9)).sum()))
    if done.linkage is not None:
        total = done.linkage.slice(0, 1).to_pylist()[0]
        yield t("fusing.ways", ways=total["n_ways"], low=total["low"], high=total["high"])
        yield t("fusing.ways_tilt", ways=total["n_ways"])
    left = [f"{name} {count}" for name, count in fused.left_out.items() if count]
    if left:
        yield t("fusing.left_out", counts=t.comma.join(left))
    if fused.unmet:
        yield t("fusing.unmet", unmet=fused.unmet)
    yield t("fusing.computed")
    for one in done.written:
        yield t("fusing.written", file=one)


def _why(asked: Why | None, t: Catalogue) -> Iterator[str]:
    if asked is None:
        yield t("fusing.not_near")
        return
    yield t("fusing.why", p=f"{asked.p:.2f}")
    for name, part in asked.parts.items():
        yield f"  {part:+6.1f}  {t.of('fused_part', name)}"
    yield f"  {asked.total:+6.1f}  {t('fusing.sum')}"
    yield t("fusing.computed")


def _decided(decision: Mapping[str, Any] | None, t: Catalogue) -> Iterator[str]:
    if decision is None:
        return
    yield t("fusing.decided_pair", says=decision["says"])
    if "by" in decision:
        told = (decision["why"], decision["at"] and decision["at"].isoformat())
        yield "  " + t("fusing.decided_by", who=decision["by"], why=t.comma.join(filter(None, told)))


def _why_document(asked: Why | None, decision: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "status": "computed, not determined",
        "why": None
        if asked is None
        else {
            "p": round(asked.p, 4),
            "log2": {key: round(one, 2) for key, one in asked.parts.items()},
        },
        "decision": decision
        and {key: str(one) for key, one in decision.items() if one is not None and key not in _PAIR},
    }


def _document(done: FusedFiles) -> dict[str, Any]:
    fused, p = done.fused, done.fused.weights.p
    return {
        "status": "computed, not determined",
        "reports": len(fused.reports),
        "sources": list(fused.reports.sources),
        "incidents": sum(_by_sources(done).values()),
        "by_number_of_sources": {str(n): count for n, count in sorted(_by_sources(done).items())},
        "told_by_voices": _by_voices(done),
        "expected_pairs": round(float(p.sum()), 1),
        "pairs_in_doubt": int(((p >= 0.1) & (p < 0.9)).sum()),
        "in_ways": None if done.linkage is None else done.linkage.to_pylist(),
        "left_out": fused.left_out,
        "decisions_not_met": fused.unmet,
        "written": [str(one) for one in done.written],
    }
