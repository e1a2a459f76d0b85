"""Who holds what, at any instant, according to whom, with doubt. Computed from assertions, not determined."""

from truceline.record.control.assertions import (
    DrawnArea,
    Known,
    area_rows,
    assertions,
    known_rows,
    laid_on_settlements,
    ledger_rows,
    settlement_codes,
    sides_of_places,
    table_rows,
)
from truceline.record.control.doubt import Doubt
from truceline.record.control.estimate import Estimator, control_on, control_over, estimator
from truceline.record.control.fronts import ControlFronts, Front, fronts, fronts_of
from truceline.record.control.ground import (
    ControlChange,
    ControlMap,
    DividedGround,
    Handover,
    Holding,
    MapPart,
    changes,
    control_grid,
    control_map,
    control_maps,
    ground_of,
    map_geojson,
    map_table,
)
from truceline.record.control.spots import held_place, rows_known, who_holds
from truceline.record.control.timeline import Timeline, timeline

__all__ = [
    "ControlChange",
    "ControlMap",
    "Doubt",
    "DrawnArea",
    "Estimator",
    "Front",
    "ControlFronts",
    "DividedGround",
    "Handover",
    "Holding",
    "Known",
    "MapPart",
    "Timeline",
    "area_rows",
    "assertions",
    "changes",
    "control_grid",
    "control_map",
    "control_maps",
    "control_on",
    "control_over",
    "estimator",
    "fronts",
    "fronts_of",
    "known_rows",
    "laid_on_settlements",
    "ground_of",
    "held_place",
    "ledger_rows",
    "map_geojson",
    "map_table",
    "rows_known",
    "settlement_codes",
    "sides_of_places",
    "table_rows",
    "timeline",
    "who_holds",
]
