"""Claims of several sources as one table: reports that were put together are accounts of one incident.

Which reports belong together is decided elsewhere and handed in. Nothing that a report says is changed, and
none is left out: only what its incident and its account are called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.tables import CLAIMS


def fused_claims(claims: Mapping[str, pa.Table], incident_of: Mapping[str, str]) -> pa.Table:
    """Return the claims of several sources as one table, source after source in the order of their names.

    A report that stands alone stays as it is. Of those put together each is an account, named `source/id`
    (with its own account after that where it gives several), of the incident of the first of them by that
    name, whose id all of them bear.

    Parameters
    ----------
    claims : mapping of str to pa.Table
        CLAIMS of each source by its name, in which no `/` stands.
    incident_of : mapping of str to str
        Of a report `source/id` the first of its incident, as `fuse` has it; of one that is not there, itself.

    Raises
    ------
    ValueError
        If two sources have one id: whose incident it is could not be told.
    """
    told = {name: claims[name] for name in sorted(claims)}
    ids = {name: pc.unique(table["incident_id"].combine_chunks()).to_pylist() for name, table in told.items()}
    if len({one for of in ids.values() for one in of}) < sum(map(len, ids.values())):
        raise ValueError("two sources have one id")
    members: dict[str, list[str]] = defaultdict(list)
    for name, of in ids.items():
        for one in of:
            report = f"{name}/{one}"
            members[incident_of.get(report, report)].append(report)
    moved = {
        report: min(reports).partition("/")[2]
        for reports in members.values()
        if len(reports) > 1
        for report in reports
    }
    tables = [_moved(name, table, moved) for name, table in told.items()]
    return pa.concat_tables(tables) if tables else CLAIMS.empty_table()


def _moved(source: str, table: pa.Table, moved: Mapping[str, str]) -> pa.Table:
    """Return the claims of a source, those of some reports under another incident's id."""
    incidents, accounts = (table[name].to_pylist() for name in ("incident_id", "account"))
    several: dict[str, set[str]] = defaultdict(set)
    for incident, account in zip(incidents, accounts, strict=True):
        several[incident].add(account)
    for row, (incident, account) in enumerate(zip(incidents, accounts, strict=True)):
        report = f"{source}/{incident}"
        if report in moved:
            incidents[row] = moved[report]
            accounts[row] = f"{report}/{account}" if len(several[incident]) > 1 else report
    for name, values in (("incident_id", incidents), ("account", accounts)):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, CLAIMS.field(name), pa.array(values, pa.string()))
    return table
