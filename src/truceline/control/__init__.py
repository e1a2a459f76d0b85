"""Who holds what, at any instant, according to whom, with doubt. Computed from assertions, not determined."""

from truceline.control.assertions import (
    DrawnArea,
    Known,
    area_rows,
    assertions,
    known_rows,
    laid_on_settlements,
    ledger_rows,
    settlement_codes,
    side_of_actor,
    table_rows,
)
from truceline.control.doubt import Doubt
from truceline.control.estimate import Estimator, control_on, control_over, estimator
from truceline.control.fronts import Front, Fronts, fronts, fronts_of
from truceline.control.ground import (
    Change,
    ControlMap,
    Ground,
    Handover,
    Holding,
    Part,
    changes,
    control_grid,
    control_map,
    ground_of,
    map_geojson,
    map_table,
)
from truceline.control.timeline import Timeline, timeline

__all__ = [
    "Change",
    "ControlMap",
    "Doubt",
    "DrawnArea",
    "Estimator",
    "Front",
    "Fronts",
    "Ground",
    "Handover",
    "Holding",
    "Known",
    "Part",
    "Timeline",
    "area_rows",
    "assertions",
    "changes",
    "control_grid",
    "control_map",
    "control_on",
    "control_over",
    "estimator",
    "fronts",
    "fronts_of",
    "known_rows",
    "laid_on_settlements",
    "ground_of",
    "ledger_rows",
    "map_geojson",
    "map_table",
    "settlement_codes",
    "side_of_actor",
    "table_rows",
    "timeline",
]
