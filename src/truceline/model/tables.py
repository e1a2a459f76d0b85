"""Schemas of the tables: one constant each, units and CRS in the field's metadata.

`check` stands at every boundary a table crosses. Missing values are Arrow nulls, never 0 or "".
"""

from __future__ import annotations

import pyarrow as pa

from truceline.errors import BadReport, Fault

INSTANT = pa.timestamp("us", tz="UTC")


def _field(name: str, kind: pa.DataType, *, null: bool = False, **about: str) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata=about or None)


CAST = pa.struct([_field("actor", pa.string()), _field("role", pa.string())])
HYPOTHESIS = pa.struct(
    [
        _field("act", pa.string()),
        _field("cast", pa.list_(CAST)),
        _field(
            "weight", pa.float64(), null=True, means="only a figure the source states; null: split unknown"
        ),
        _field("response", pa.string(), means="yes, no, unknown, not_claimed"),
    ]
)

PLACED = pa.struct([_field("zone", pa.string()), _field("grounds", pa.string())])

CLAIMS = pa.schema(
    [
        _field("incident_id", pa.string()),
        _field("account", pa.string(), means="which version; one row for each"),
        _field(
            "start_at",
            INSTANT,
            null=True,
            means="happened in [start_at, end_at); equal: that instant; null: unknown",
        ),
        _field("end_at", INSTANT, null=True),
        _field(
            "time_unstated",
            pa.bool_(),
            null=True,
            means="true: how exactly it is known is not told, so some time in it, never evenly spread",
        ),
        _field("lon", pa.float64(), null=True, crs="EPSG:4326", unit="degree"),
        _field("lat", pa.float64(), null=True, crs="EPSG:4326", unit="degree"),
        _field(
            "radius_m", pa.float64(), null=True, unit="m", means="true point within it with probability 0.95"
        ),
        _field("place_grade", pa.string(), null=True),
        _field("place", pa.string(), null=True, means="name as the source gives it"),
        _field(
            "within",
            pa.list_(PLACED),
            null=True,
            means="zones in which an instrument or the account itself places it, on what grounds; null: none",
        ),
        _field(
            "hypotheses",
            pa.list_(HYPOTHESIS),
            means="who did what to whom; several: the account leaves it open",
        ),
        _field("basis", pa.string()),
        _field("told_by", pa.list_(pa.string())),
        _field("denied_by", pa.list_(pa.string())),
        _field("n_reports", pa.int32()),
        _field(
            "n_independent", pa.int32(), null=True, means="families of sources that tell it; null: unknown"
        ),
        _field("fatalities_low", pa.int32(), null=True),
        _field("fatalities_best", pa.int32(), null=True),
        _field("fatalities_high", pa.int32(), null=True),
        _field("source_ids", pa.list_(pa.string())),
        _field("known_at", INSTANT, null=True, means="first report; from then on it could be known"),
        _field(
            "superseded_at",
            INSTANT,
            null=True,
            means="from then on its source says otherwise: said before, and no longer; null: it stands",
        ),
    ]
)
"""One row for each version of an account of an incident: what `read_claims` returns and `assess` takes."""

FINDINGS = pa.schema(
    [
        _field("incident_id", pa.string()),
        _field("account", pa.string()),
        _field("clause_id", pa.string()),
        _field("position", pa.string()),
        _field("p_what", pa.float64(), null=True, means="marginal; null where it cannot be told"),
        _field("p_who", pa.float64(), null=True),
        _field("p_where", pa.float64(), null=True),
        _field("p_when", pa.float64(), null=True),
        _field("p_unless", pa.float64(), null=True, means="that an exception holds"),
        _field("p_breach", pa.float64(), means="lower value: what the account establishes"),
        _field("p_breach_max", pa.float64(), means="upper value: each unknown resolved against"),
        _field("verdict", pa.string()),
        _field(
            "if_in_force",
            pa.string(),
            null=True,
            means="the verdict supposing that the text still lived, where the position leaves that open; "
            "null: it does not",
        ),
        _field("by", pa.string(), null=True, means="`|` one of, `+` jointly"),
        _field(
            "answers_for", pa.string(), null=True, means="guarantor or guarantors that answer for the bearer"
        ),
        _field("basis", pa.string()),
        _field("denied_by", pa.list_(pa.string())),
        _field(
            "decided_by",
            pa.list_(pa.string()),
            means="ambiguities of which another single reading changes it",
        ),
        _field("robust", pa.bool_(), null=True, means="same verdict under every combination; null: too many"),
        _field("because", pa.list_(pa.string()), means="reason codes"),
    ]
)

ACTOR_ROLE = pa.struct(
    [_field("actor", pa.string()), _field("role", pa.string()), _field("weight", pa.float64(), null=True)]
)

ACCOUNTS_PLACE = pa.struct(
    [
        _field("lon", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("lat", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("radius_m", pa.float64(), null=True, unit="m"),
        _field("place_grade", pa.string(), null=True),
        _field("accounts", pa.list_(pa.string()), means="those that put it there"),
    ]
)

INCIDENTS = pa.schema(
    [
        _field("incident_id", pa.string()),
        _field("act", pa.string()),
        _field("start_at", INSTANT, null=True),
        _field("end_at", INSTANT, null=True),
        _field(
            "lon",
            pa.float64(),
            null=True,
            crs="EPSG:4326",
            unit="degree",
            means="with the next three: as all accounts that give a place agree; null where they differ",
        ),
        _field("lat", pa.float64(), null=True, crs="EPSG:4326", unit="degree"),
        _field("radius_m", pa.float64(), null=True, unit="m"),
        _field("place_grade", pa.string(), null=True),
        _field("places", pa.list_(ACCOUNTS_PLACE), means="each distinct place that an account gives"),
        _field(
            "actors",
            pa.list_(ACTOR_ROLE),
            means="in the roles told; initiator in one hypothesis, target in another: participant",
        ),
        _field("n_reports", pa.int32()),
        _field(
            "n_independent",
            pa.int32(),
            null=True,
            means="families of sources that tell its best-told account; of files: voices",
        ),
        _field("fatalities_low", pa.int32(), null=True),
        _field("fatalities_best", pa.int32(), null=True),
        _field("fatalities_high", pa.int32(), null=True),
        _field("source_ids", pa.list_(pa.string())),
    ]
)

PERFORMANCE = pa.schema(
    [
        _field("obligation_id", pa.string()),
        _field(
            "bearer",
            pa.string(),
            null=True,
            means="who owes it: an actor, or side:<side> for all of a side; null: the duty as a whole",
        ),
        _field("position", pa.string()),
        _field(
            "state",
            pa.string(),
            means="pending, due, performed, partly_performed, not_performed, disputed, undetermined, "
            "superseded (by a later instrument) or ended",
        ),
        _field("start_at", INSTANT, null=True, means="null: no start stated"),
        _field("end_at", INSTANT, null=True, means="null: no end known"),
        _field("share", pa.float64(), null=True, means="share done where somebody states one"),
        _field("accounts", pa.list_(pa.string()), means="who says what, attributed"),
        _field("because", pa.list_(pa.string())),
    ]
)

COUNTS = pa.schema(
    [
        _field("clause_id", pa.string()),
        _field("position", pa.string()),
        _field("outcome", pa.string(), means="breach, excepted, no_breach, out_of_scope or undetermined"),
        _field("threshold", pa.float64(), means="lower value from which an outcome counts"),
        _field("n_incidents", pa.int64(), means="incidents with at least one account of that outcome"),
    ]
)
"""Counts of incidents; the thresholds are conventions of display, no standard of proof."""


SETTLEMENT_SIDES = pa.schema(
    [
        _field("code", pa.string(), means="the settlement's code, such as a p-code"),
        _field("name", pa.string()),
        _field("lon", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("lat", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field(
            "radius_m",
            pa.float64(),
            unit="m",
            means="the side is as good as a line drawn to this, with probability 0.95",
        ),
        _field("day", pa.string(), means="so it stood on this day, YYYY-MM-DD"),
        _field("state", pa.string(), means="held, contested, third_party or unknown"),
        _field("side", pa.string(), null=True, means="a side of the mandate; only where held"),
        _field("basis", pa.string(), means="official, constructed or disputed"),
    ]
)
"""A casebook's `tables/settlement_sides.csv`: how settlements stood on some days."""

ASSERTIONS = pa.schema(
    [
        _field("place", pa.string(), means="one place has one id; its assertions follow one another"),
        _field("name", pa.string()),
        _field("lon", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("lat", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("radius_m", pa.float64(), unit="m", means="said of ground within it, with probability 0.95"),
        _field("since", INSTANT, means="holds from then to `until`, or to the place's next assertion"),
        _field("until", INSTANT, null=True),
        _field(
            "state",
            pa.string(),
            means="held, contested, third_party, unknown, entered, left or claimed",
        ),
        _field("side", pa.string(), null=True, means="null: nobody is named, or the actor's side is open"),
        _field("tells", pa.string(), means="taking: it changed then; standing: so it stood then"),
        _field("by", pa.string(), means="who says so"),
        _field("report", pa.string(), null=True),
        _field("grade", pa.string(), null=True, means="of the source; never a number"),
    ]
)
"""Who holds what according to whom: ledger, tables, ACLED and polygons brought to one form."""

SIDE_SHARE = pa.struct([_field("side", pa.string()), _field("p", pa.float64())])

CONTROL = pa.schema(
    [
        _field("place", pa.string()),
        _field("name", pa.string()),
        _field("lon", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("lat", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("value", pa.string(), means="a side, contested, third_party or unknown"),
        _field("last_word", pa.string(), null=True, means="what the last assertion says, if there is one"),
        _field("said_at", INSTANT, null=True, means="since when it says so"),
        _field("p_sides", pa.list_(SIDE_SHARE), means="with the next three: they sum to 1"),
        _field("p_contested", pa.float64()),
        _field("p_third_party", pa.float64()),
        _field("p_unknown", pa.float64()),
    ]
)
"""Control of places at an instant: computed from assertions, not determined."""


NAMES = pa.dictionary(pa.int32(), pa.string())
"""Few names said many times."""

FIXES = pa.schema(
    [
        _field("patrol", NAMES),
        _field("vehicle", NAMES, means="the device or vehicle whose track it is"),
        _field("side", NAMES, null=True, means="the crew's side; null: not stated"),
        _field("at", INSTANT, null=True, means="null: no time given"),
        _field("lon", pa.float64(), null=True, crs="EPSG:4326", unit="degree"),
        _field("lat", pa.float64(), null=True, crs="EPSG:4326", unit="degree"),
        _field(
            "radius_m",
            pa.float64(),
            null=True,
            unit="m",
            means="true point within it with probability 0.95; null: not stated",
        ),
        _field("n", pa.int64(), means="order as read, from 0, over all files"),
        _field("marks", pa.list_(pa.string()), means="FixMark; marked fixes are kept"),
    ]
)
"""Fixes of patrol vehicles as read, and what is said of each. None is dropped."""

PUBLISHED = pa.schema(
    [
        _field("patrol", pa.string()),
        _field("on", pa.string(), means="reporting day; no clock time is published"),
        _field("lon", pa.float64(), crs="EPSG:4326", unit="degree", means="middle of the cell"),
        _field("lat", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("radius_m", pa.float64(), unit="m", means="holds the whole cell and the error of its fixes"),
    ]
)
"""What may be published of where patrols were."""

_WHOSE = [
    _field("patrol", pa.string()),
    _field("vehicle", pa.string()),
    _field("side", pa.string(), null=True),
]

TRACKS = pa.schema(
    [
        *_WHOSE,
        _field("n_fixes", pa.int64(), means="read"),
        _field("n_used", pa.int64(), means="not marked as unusable"),
        _field("start_at", INSTANT, null=True, means="first used fix; null: none"),
        _field("end_at", INSTANT, null=True),
        _field("duration_s", pa.float64(), unit="s", means="from first to last used fix"),
        _field("length_km", pa.float64(), unit="km", means="along the used fixes, silences bridged straight"),
        _field("length_low_km", pa.float64(), unit="km", means="less what the fixes' errors alone would add"),
        _field("silent_km", pa.float64(), unit="km", means="of the length, across silences"),
        _field("silent_s", pa.float64(), unit="s"),
        _field("stopped_s", pa.float64(), unit="s"),
        _field("n_stops", pa.int64()),
        _field("n_silences", pa.int64()),
        _field("leg_kmh", pa.float64(), null=True, unit="km/h", means="mean over legs; null: no leg"),
        _field(
            "fastest_kmh",
            pa.float64(),
            null=True,
            unit="km/h",
            means="greatest speed that two fixes establish, their errors taken off; null: one fix or none",
        ),
    ]
)
"""One row for each vehicle of a patrol: what its fixes come to."""

PARTS = pa.schema(
    [
        *_WHOSE,
        _field("kind", pa.string(), means="leg, stop or silence"),
        _field("start_at", INSTANT),
        _field("end_at", INSTANT),
        _field("duration_s", pa.float64(), unit="s"),
        _field("start_lon", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("start_lat", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("end_lon", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field("end_lat", pa.float64(), crs="EPSG:4326", unit="degree"),
        _field(
            "lon",
            pa.float64(),
            null=True,
            crs="EPSG:4326",
            unit="degree",
            means="of a stop, the mean of its fixes; null of other parts",
        ),
        _field("lat", pa.float64(), null=True, crs="EPSG:4326", unit="degree"),
        _field("length_km", pa.float64(), unit="km", means="along the fixes; of a silence, straight"),
        _field("n_fixes", pa.int64(), means="its first and last among them"),
    ]
)
"""A track cut into legs, stops and silences, in order; each part begins where the one before ends."""


def check(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return `table` with the columns of `schema` in its order; raise `BadReport` naming all that is wrong.

    Parameters
    ----------
    table : pa.Table
        From a file or a reader.
    schema : pa.Schema
        One of this module's constants.

    Raises
    ------
    BadReport
        A column is missing or of another type, or holds nulls where none may stand.
    """
    faults = []
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            faults.append(
                Fault(message=f"column {field.name!r} is missing", remedy=f"give it as {field.type}")
            )
            continue
        column = table.column(field.name)
        try:
            column = column.cast(field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
            faults.append(
                Fault(message=f"column {field.name!r} is {column.type}, not {field.type}", remedy=str(error))
            )
            continue
        if column.null_count and not field.nullable:
            faults.append(Fault(message=f"column {field.name!r} has {column.null_count} missing values"))
        columns.append(column)
    if faults:
        raise BadReport("the table does not have the expected columns", faults)
    return pa.table(columns, schema=schema)


FUSED_REPORTS = pa.schema(
    [
        _field("report", pa.string(), means="source/incident, as the source tells it"),
        _field("source", pa.string()),
        _field("incident", pa.string(), means="the first report, by id, of those put together"),
    ]
)
"""Reports of several sources, and which are put together: likelier one happening than not."""
_LOG2 = "log2 of how much likelier it makes that both are one happening"
FUSED_PAIRS = pa.schema(
    [
        _field("first", pa.string()),
        _field("second", pa.string()),
        _field("p", pa.float64(), means="that both are one happening, beside all others each could be with"),
        _field("place", pa.float64(), means=_LOG2),
        _field("time", pa.float64(), means=_LOG2),
        _field("act", pa.float64(), means=_LOG2),
        _field("cast", pa.float64(), means=_LOG2),
        _field("toll", pa.float64(), means=_LOG2),
        _field("rate", pa.float64(), means=_LOG2),
    ]
)
"""Pairs of reports that may be one happening, the likeliest first."""
DECISIONS = pa.schema(
    [
        _field("first", pa.string(), means="source/incident"),
        _field("second", pa.string()),
        _field("says", pa.string(), means="same, different or unsure; of a pair the last row counts"),
        _field("by", pa.string(), null=True, means="who or what decided"),
        _field("at", INSTANT, null=True, means="when it was decided"),
        _field("why", pa.string(), null=True, means="for people; it decides nothing"),
    ]
)
"""What was decided on pairs of reports: a person's confirm, split or merge."""
LINKAGE = pa.schema(
    [
        _field("by", pa.string(), means="all, month, place or clause"),
        _field(
            "key", pa.string(), means="the month, the casebook's place within 5 km, the clause; empty: none"
        ),
        _field("position", pa.string(), null=True, means="of a clause"),
        _field("outcome", pa.string(), null=True, means="of a clause: breach, or breach_at_most"),
        _field("n_incidents", pa.int64(), means="as put together where that is likelier than not"),
        _field("low", pa.int64(), means="happenings in 19 of 20 of the ways drawn, from …"),
        _field("high", pa.int64(), means="… to"),
        _field("n_ways", pa.int64(), means="plausible ways to put reports together that were drawn"),
    ]
)
"""Counts, and what they owe to which reports are put together: an account is enough to be counted."""
FUSED_INCIDENTS = pa.schema(
    [
        _field("incident", pa.string(), means="the first report, by id, of those put together"),
        _field("reports", pa.list_(pa.string())),
        _field("n_reports", pa.int32()),
        _field("n_independent", pa.int32(), means="voices: who carries whom, or names one source, is one"),
        _field(
            "n_unnamed",
            pa.int32(),
            means="of several voices those that name no source: any of them may carry another",
        ),
        _field("basis", pa.string()),
    ]
)
"""Incidents that reports were put together to, and what stands behind each."""
