"""What an incident comes to, on one screen: what is reported, then each clause in one line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

import pyarrow as pa

from truceline.bulletins import words
from truceline.bulletins.catalogue import Catalogue, catalogue
from truceline.bulletins.sections.accounts_compared import accounts_compared
from truceline.bulletins.sections.judged import Judged, judged, judged_words, questions_asked
from truceline.bulletins.sections.what_sources_said import told_beside
from truceline.clock import Interval, day_of, parse_stated, span
from truceline.judgement.explain import tells
from truceline.model.ids import UNRESOLVED, ClauseId
from truceline.model.record import Record
from truceline.record import backings
from truceline.record.release import NOT_NAMED

WIDTH: Final = 100
MOST_LINES: Final = 29
"""The thirtieth is that of an answer for the mission alone."""
_MOST_ACCOUNTS: Final = 4
_FEW_ACCOUNTS: Final = 2
_MOST_QUESTIONS: Final = 3


def render_outline(
    record: Record,
    claims: pa.Table,
    findings: pa.Table,
    *,
    command: str,
    supposing: Sequence[tuple[str, str]] = (),
    language: str = "en",
) -> str:
    """Return one incident on one screen.

    Parameters
    ----------
    record : Record
        The one it was judged under, names in the language.
    claims : pa.Table
        CLAIMS: its accounts.
    findings : pa.Table
        FINDINGS of these.
    command : str
        What was asked, to which `--clause` is added for more.
    supposing : sequence of (str, str)
        Open questions and the answers that were supposed.
    language : str
        Of the page's own voice.

    Returns
    -------
    str
        At most 29 lines of at most 100 characters, ending in a line break.
    """
    t = catalogue(language)
    found = sorted(judged(record, findings), key=lambda one: one.rank)
    head = [
        *_cut([words.what_if(supposing, t)] if supposing else [], 2),
        *_reported(record, claims.to_pylist(), t),
        *_cut([t("page.not_translated")] if language != "en" else [], 2),
        *_cut([t("outline.not_ruled" if found else "outline.no_clause")], 2),
    ]
    foot = [*_questions(record, found, t), *_cut([_more(record, found, command, t)], 2)]
    body = _clauses(record, found, claims.num_rows, MOST_LINES - len(head) - len(foot), t)
    return "\n".join([*head, *body, *foot]) + "\n"


def _reported(record: Record, rows: Sequence[dict[str, Any]], t: Catalogue) -> Iterator[str]:
    """Yield when and where, once where all accounts agree, then a line for each account."""
    spots = [_spot(row, record.casebook.mandate.day_zone, t) for row in rows]
    is_one = len(set(spots)) == 1
    yield from _cut([": ".join([rows[0]["incident_id"], *spots[: int(is_one)]])], 2)
    known, nobody = backings(record), t("explained.nobody")
    for row, spot in list(zip(rows, spots, strict=True))[:_MOST_ACCOUNTS]:
        backing = known.get(f"{row['incident_id']}/{row['account']}")
        what = dict.fromkeys(words.said(tells(one), record.casebook, t) for one in row["hypotheses"])
        told = t(
            "outline.account",
            what=t.of("list", "or").join(what) + ("" if is_one else f"{t.comma}{spot}"),
            who=t.comma.join(row["told_by"]) or nobody,
            basis=words.basis(row["basis"], backing, t),
            deniers=t.comma.join(words.deniers(row["denied_by"], backing, t)) or nobody,
        )
        yield from _cut([told], 3 if len(rows) <= _FEW_ACCOUNTS else 2, "  ")
        beside = told_beside(record, f"{row['incident_id']}/{row['account']}", t)
        yield from _cut(islice(beside, 1), 3 if len(rows) <= _FEW_ACCOUNTS else 1, "    ")
    if not any(NOT_NAMED in row["told_by"] for row in rows):  # how far apart may say where
        compared = accounts_compared(rows, record.casebook, t)
        yield from _cut([compared] if compared else [], 2, "  ")
    if len(rows) > _MOST_ACCOUNTS:
        yield f"  {t('outline.more_accounts', n=len(rows) - _MOST_ACCOUNTS)}"


def _spot(row: Mapping[str, Any], zone: str, t: Catalogue) -> str:
    """Return when and where; a whole day of the mandate's clock as that day."""
    start, end = row["start_at"], row["end_at"]
    when = words.period(start, end, t)
    if (
        start is not None
        and start < end
        and span(parse_stated(day_of(start, zone)), zone) == Interval(start, end)
    ):
        when = day_of(start, zone)
    return f"{when}{t.comma}{row['place'] or t('place.not_known')}"


def _clauses(
    record: Record, found: Sequence[Judged], n_accounts: int, room: int, t: Catalogue
) -> Iterator[str]:
    """Yield a line for each clause, of the account nearest to a breach, as far as there is room."""
    titles = {one.id: one.title for one in record.casebook.clauses}
    of: dict[ClauseId, list[Judged]] = {}
    for one in found:
        of.setdefault(one.clause, []).append(one)
    blocks = []
    for clause, accounts in of.items():
        said = [judged_words(one, record.casebook, t) for one in accounts]
        what, n = said[0], said.count(said[0])
        if n < n_accounts:
            what = t("outline.some_accounts", said=what, some=n, all=n_accounts)
        line = f"{titles[clause]} ({clause}): {what}"
        blocks.append(list(_cut([line], 2, "  ")))
    for number, block in enumerate(blocks):
        rest = len(blocks) - number
        if room < len(block) + (rest > 1):
            yield f"  {t('outline.more_clauses', n=rest)}"
            return
        room -= len(block)
        yield from block


def _questions(record: Record, found: Sequence[Judged], t: Catalogue) -> Iterator[str]:
    asked = {one.id: one.question for one in record.casebook.ambiguities}
    for question, n in questions_asked(found, record.casebook)[:_MOST_QUESTIONS]:
        line = t("outline.question", id=question, question=asked[question], n=t("count.findings", n=n))
        yield from _cut([line], 2)


def _more(record: Record, found: Sequence[Judged], command: str, t: Catalogue) -> str:
    clauses = [one.id for one in record.casebook.clauses]
    positions = [one.id for one in record.casebook.positions]
    taken = [one.id for one in record.casebook.positions if set(one.readings.values()) - {UNRESOLVED}]
    return t(
        "outline.more",
        command=command,
        clause=found[0].clause if found else clauses[0],
        position=(taken or positions)[0],
    )


def _cut(paragraphs: Iterable[str], most: int, indent: str = "") -> Iterator[str]:
    """Yield paragraphs folded into lines, of each at most so many; what does not fit ends in `…`."""
    for one in paragraphs:
        lines = textwrap.wrap(
            one,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=f"{indent}    ",
            max_lines=most,
            placeholder=" …",
            break_on_hyphens=False,
        )
        yield from lines
