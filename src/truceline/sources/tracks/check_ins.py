"""Signs of life of crews, as a duty officer notes them: delimited text, one call a row.

    plan,crew,at,is_back
    m4-spring-2020-05-02-01,R1,2020-05-02 06:30+03:00,
    m4-spring-2020-05-02-01,R1,2020-05-02 10:05+03:00,yes

`plan` may be left out where each crew stands in one plan of the file; `note` is for people. A time names its
zone: nothing is guessed. A misspelt column, crew or plan is a fault, since a call that is not read would be
a false alarm, and one read for another outing would hide a true one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from truceline.clock import Precision, instants, parse_stated
from truceline.errors import BadReport, BadTime, Fault
from truceline.model.ids import CrewId, PlanId, one_form
from truceline.model.plans import CheckIn, Plan
from truceline.model.spelling import nearest
from truceline.sources.claim_rows import heading_faults
from truceline.sources.feed import opened, table_rows
from truceline.sources.tracks.fixes import Faults

COLUMNS: Final = ("plan", "crew", "at", "is_back", "note")
NEEDED: Final = ("crew", "at")
_SAYS: Final = {"": False, "no": False, "false": False, "yes": True, "true": True}
_TIME_REMEDY: Final = "write it as 2020-03-15 07:30Z or 2020-03-15 09:30+02:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInsRead:
    """One file of signs of life."""

    file: str
    """Name as the user gave it."""
    sha256: str
    """Hash of the file as stored."""
    by_plan: dict[PlanId, tuple[CheckIn, ...]]
    """For each plan that has any, in the order of the file."""

    @property
    def all(self) -> tuple[CheckIn, ...]:
        """Return those of all plans."""
        return tuple(one for own in self.by_plan.values() for one in own)


def read_check_ins(file: str | Path, plans: Sequence[Plan]) -> CheckInsRead:
    """Return the signs of life in a file, each beside the plan it belongs to.

    Parameters
    ----------
    file : path
        UTF-8, commas, a heading; columns in any order.
    plans : sequence of Plan
        Those that the calls may belong to.

    Raises
    ------
    BadReport
        With every fault found, each with its line and the number of its cell.
    """
    with opened(file) as feed:
        faults = Faults(file=feed.file)
        rows = table_rows(feed)
        line, first = next(rows, (0, []))
        headings = [cell.strip() for cell in first]
        _refuse_headings(feed.file, line, headings)
        reading = _Reading(headings, plans, faults)
        found = [call for number, cells in rows for call in reading.call(number, cells)]
        faults.raise_any()
        by_plan: dict[PlanId, list[CheckIn]] = {}
        for plan, check_in in found:
            by_plan.setdefault(plan, []).append(check_in)
        return CheckInsRead(
            file=feed.file,
            sha256=f"sha256:{feed.digest.hexdigest()}",
            by_plan={plan: tuple(own) for plan, own in by_plan.items()},
        )


def _refuse_headings(file: str, line: int, headings: list[str]) -> None:
    wrong = heading_faults(file, line, NEEDED, headings)
    for number, name in enumerate(headings, start=1):
        if name not in COLUMNS:
            remedy = nearest(name, COLUMNS) or f"known: {', '.join(COLUMNS)}"
            message = f"unknown column {name!r}"
            wrong.append(Fault(file=file, line=line, column=number, message=message, remedy=remedy))
    if wrong:
        raise BadReport(f"{file} does not have the columns of signs of life", wrong)


class _Reading:
    """The rows of one file as they are read, and what is wrong with them."""

    def __init__(self, headings: list[str], plans: Sequence[Plan], faults: Faults) -> None:
        self.column = {name: number for number, name in enumerate(headings, start=1)}
        self.plans = {str(plan.id): plan for plan in plans}
        self.faults = faults

    def call(self, line: int, cells: list[str]) -> Iterator[tuple[PlanId, CheckIn]]:
        """Yield the call of a row, or nothing and note what is wrong with it."""
        if len(cells) != len(self.column):
            message = f"the row has {len(cells)} cells, the heading {len(self.column)}"
            self._fault(line, "", message, "look for a stray comma or line break")
            return
        said = {name: one_form(cells[number - 1].strip()) for name, number in self.column.items()}
        plan = self._plan(line, said)
        at = self._at(line, said["at"])
        is_back = _SAYS.get(said.get("is_back", "").lower())
        if is_back is None:
            message = f"`is_back` is {said['is_back'][:40]!r}"
            self._fault(line, "is_back", message, "write yes, no or nothing")
        if plan is not None and at is not None and is_back is not None:
            yield plan.id, CheckIn(crew=CrewId(said["crew"]), at=at, is_back=is_back)

    def _plan(self, line: int, said: Mapping[str, str]) -> Plan | None:
        """Return the plan that a call belongs to, if there is one and the crew is in it."""
        crew, named = said["crew"], said.get("plan", "")
        if named and named not in self.plans:
            remedy = nearest(named, self.plans) or f"the plan file has {len(self.plans)}"
            self._fault(line, "plan", f"there is no plan {named[:60]!r}", remedy)
            return None
        asked = [self.plans[named]] if named else list(self.plans.values())
        found = [plan for plan in asked if any(one.id == crew for one in plan.crews)]
        if not found:
            crews = sorted({str(one.id) for plan in asked for one in plan.crews})
            where = f"plan {named}" if named else "the plans"
            remedy = nearest(crew, crews) or f"there are {', '.join(crews[:12])}"
            self._fault(line, "crew", f"there is no crew {crew[:40]!r} in {where}", remedy)
        elif len(found) > 1:
            message = f"crew {crew} stands in {len(found)} plans, and the row names none"
            self._fault(line, "plan" if "plan" in self.column else "crew", message, "add the column `plan`")
        return found[0] if len(found) == 1 else None

    def _at(self, line: int, words: str) -> datetime | None:
        try:
            stated = parse_stated(words)
            found = instants(stated)
        except BadTime as error:
            self._fault(line, "at", str(error), _TIME_REMEDY)
            return None
        if stated.precision not in (Precision.MINUTE, Precision.SECOND) or len(found) > 1:
            self._fault(line, "at", f"{words!r} is not one instant", _TIME_REMEDY)
            return None
        return found[0]

    def _fault(self, line: int, name: str, message: str, remedy: str) -> None:
        self.faults.add_fault(
            Fault(
                file=self.faults.file,
                line=line,
                column=self.column.get(name, 0),
                message=message,
                remedy=remedy,
            )
        )
