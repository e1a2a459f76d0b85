"""What may not leave the mission yet does not leave it by another door: not told of, not cited, not half."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from truceline.db.changes import RecordChange
from truceline.db.checkpoints import checkpoint
from truceline.db.entering import enter
from truceline.db.opened import Store, new_store
from truceline.errors import BadInput
from truceline.runs.releases import release_item

pytestmark = pytest.mark.slow
NOW = datetime.now(UTC)
SOON = f"{NOW + timedelta(days=3):%Y-%m-%d}"
CAST = [{"actor": "turkey", "role": "participant"}]
ACCOUNTS = [{"id": "a", "told_by": ["S17"], "hypotheses": [{"act": "shelling", "cast": CAST}]}]
_CLAIM = {"says": "It was so.", "by": "S17", "reports": ["page-1"], "manner": "asserts"}
TOLD: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("families", {"id": "desk-sources", "names": {"en": "desk"}, "standing": "third_party"}),
    ("sources", {"id": "S17", "names": {"en": "S17"}, "family": "desk-sources", "protected": "true"}),
    ("reports", {"id": "page-1", "source": "S17", "address": "told at a desk: page-1",
                 "said_on": "2020-03-06", "dated": "printed"}),
    ("patrols", {"id": "p-soon", "on": SOON, "crews": ["turkey"], "matter": "M-soon"}),
    ("matters", {"id": "M-soon", "title": "A patrol", "kind": "patrol", "incidents": ["I-soon"]}),
    ("matters", {"id": "M-past", "title": "Shelling", "kind": "shelling", "incidents": ["I-past"]}),
    ("incidents", {"id": "I-soon", "title": "Soon", "known_on": "2020-03-06", "accounts": ACCOUNTS}),
    ("incidents", {"id": "I-past", "title": "Past", "known_on": "2020-03-06", "accounts": ACCOUNTS}),
    ("claims", {**_CLAIM, "id": "C-soon", "matter": "M-soon", "tells": ["I-soon/a"]}),
    ("claims", {**_CLAIM, "id": "C-past", "matter": "M-past", "tells": ["I-past/a"]}),
    ("claims", {**_CLAIM, "id": "C-names", "matter": "M-past", "says": "S17 saw it.", "tells": ["I-past/a"]}),
    ("determinations", _DECIDED := {"id": "D-soon", "incident": "I-soon", "outcome": "agreed_facts",
                                    "says": "It was so.", "by": ["head"], "on": "2020-03-08"}),
    ("determinations", {**_DECIDED, "id": "D-past", "incident": "I-past"}),
    ("statements", {"id": "S-soon", "determination": "D-soon", "of_side": "government", "says": "consent",
                    "by": "liaison", "on": "2020-03-08"}),
    ("objections", {"id": "O-soon", "to": "statements/S-soon", "of_side": "opposition", "words": "No.",
                    "by": "liaison", "on": "2020-03-08"}),
    ("objections", {"id": "O-past", "to": "determinations/D-past", "of_side": "opposition", "words": "No.",
                    "by": "liaison", "on": "2020-03-08"}),
    ("notices", {"id": "N-soon", "of": "patrols/p-soon", "side": "government", "on": "2020-03-08"}),
    ("links", {"id": "L-soon", "claim": "C-soon", "incident": "I-soon", "says": "cannot_tell"}),
    ("releases", {"id": "R-soon", "of": "determinations/D-soon", "audience": "mission",
                  "digest": "sha256:00", "on": "2020-03-08"}),
    ("corrections", {"id": "K-soon", "release": "R-soon", "digest": "sha256:00", "says": "x",
                     "on": "2020-03-08"}),
    ("attachments", {"id": "A-soon", "of": "determinations/D-soon", "digest": "sha256:00", "n_bytes": "1"}),
    ("determinations", {**_DECIDED, "id": "D-names", "incident": "I-past", "says": "As S17 says."}),
)  # fmt: skip


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Store]:
    """Return a store in which an outing to come is told of in many ways, beside what is long past."""
    named = f"sqlite:///{tmp_path_factory.mktemp('early') / 'store'}"
    made = new_store(named, of="idlib", origin="centre.example/log", custodian=bytes([9]) + bytes(31))
    enter(made, [
        RecordChange(kind=kind, id=str(tree["id"]), tree=dict(tree), author="desk", role="duty officer")
        for kind, tree in TOLD
    ])  # fmt: skip
    checkpoint(made)
    return named, made


@pytest.mark.parametrize(
    "item",
    [
        *(
            "patrols/p-soon",
            "matters/M-soon",
            "incidents/I-soon",
            "determinations/D-soon",
            "statements/S-soon",
        ),
        *("objections/O-soon", "notices/N-soon", "links/L-soon", "releases/R-soon", "corrections/K-soon"),
        *(
            "attachments/A-soon",
            "sources/S17",
            "reports/page-1",
            "determinations/D-names",
            "claims/C-soon",
            "claims/C-names",
        ),
    ],
)
def test_what_may_not_leave_goes_to_the_mission_alone(
    centre: tuple[str, Store], tmp_path: Path, item: str
) -> None:
    with pytest.raises(BadInput, match="nothing was released") as caught:
        release_item("idlib", centre[0], item, tmp_path / "out", author="p")
    assert "may not leave yet" in str(caught.value.faults[0])
    assert not (tmp_path / "out").exists()
    (alone,) = release_item("idlib", centre[0], item, tmp_path / "in", author="p", audiences=["mission"])
    assert alone.file.exists()


@pytest.mark.parametrize(
    "item",
    ["matters/M-past", "incidents/I-past", "determinations/D-past", "objections/O-past", "claims/C-past"],
)
def test_what_is_past_goes_to_all(centre: tuple[str, Store], tmp_path: Path, item: str) -> None:
    assert len(release_item("idlib", centre[0], item, tmp_path / "out", author="p")) == 5


def test_as_it_was_known_once_nothing_is_released(centre: tuple[str, Store], tmp_path: Path) -> None:
    """Then nobody knew of the outing, and it would leave."""
    with pytest.raises(BadInput, match="nothing was released"):
        release_item("idlib", f"{centre[0]}?at=2020-01-01T00:00Z", "notices/N-soon", tmp_path, author="p")


def test_all_of_a_release_is_written_and_logged_or_nothing(centre: tuple[str, Store], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mission.json").write_bytes(b"somebody's")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        release_item("idlib", centre[0], "matters/M-past", tmp_path / "out", author="p")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["mission.json"]
    with pytest.raises(BadInput, match="nothing was entered"):
        release_item("idlib", centre[0], "matters/M-past", tmp_path / "new", author="")
    assert not (tmp_path / "new").exists()
