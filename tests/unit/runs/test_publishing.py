"""What leaves the centre: nothing of a patrol sooner or finer than the mandate lets it, by any way out."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tests.patrolled import casebook, of
from tests.unit.bulletins import cases
from tests.unit.runs.test_patrols import write_tracks
from truceline.bulletins import render_bulletin
from truceline.bulletins.catalogue import catalogue
from truceline.bulletins.strip import patrol_strip
from truceline.cli import app
from truceline.errors import BadInput, BadTime
from truceline.files import load_casebook, write_new
from truceline.model.casebook import Casebook, Mandate
from truceline.model.naming import LANGUAGES
from truceline.geo import coarsened
from truceline.record import held_back
from truceline.runs.asking import release_instant
from truceline.runs.assessing import assess_casebook
from truceline.runs.patrols import patrol_ledger
from truceline.runs.publishing import publish_tracks
from truceline.runs.tracks import Tracked, tracks_of

PATROL = "p-2020-03-15"
LAST_AT = datetime(2020, 3, 15, 8, 36, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
OUTING_FREE_AT = datetime(2020, 3, 16, 22, tzinfo=UTC)
"""Damascus began 17 March at 22:00Z: the outing's day, and the default delay of a day after it, are over."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tracks") / "march.csv"
    return write_tracks(path, PATROL, crews=("russia", "turkey"))


@pytest.fixture(scope="module")
def found(file: Path) -> Tracked:
    return tracks_of([file], casebook="idlib")


def _features(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return rows


def test_positions_are_written_from_a_day_after_the_last_one_on_and_not_before(
    found: Tracked, tmp_path: Path
) -> None:
    path = tmp_path / "out.geojson"
    early = publish_tracks(found, path, at=LAST_AT + DAY - TICK)
    assert (early.n_cells, _features(path)) == (0, [])
    [held] = early.held
    assert (held.patrol, held.n_fixes, held.until_at) == (PATROL, found.fixes.num_rows, LAST_AT + DAY)
    assert PATROL not in path.read_text(encoding="utf-8"), "that it may be out is not said either"
    late = publish_tracks(found, path, at=LAST_AT + DAY)
    assert late.held == ()
    assert len(_features(path)) == late.n_cells > 1


def test_what_is_written_is_the_grid_of_the_mandate_and_nothing_else(found: Tracked, tmp_path: Path) -> None:
    path = tmp_path / "out.geojson"
    publish_tracks(found, path, at=LAST_AT + DAY)
    fixes = found.fixes
    lon, lat, _ = coarsened(fixes["lon"].to_numpy(), fixes["lat"].to_numpy(), grid_km=5.0)
    middles = {(round(x, 6), round(y, 6)) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)}
    for one in _features(path):
        assert tuple(one["geometry"]["coordinates"]) in middles
        assert set(one["properties"]) == {"patrol", "on", "radius_m"}
        assert one["properties"]["radius_m"] > 2_500


def test_geoparquet_says_the_same_as_geojson(found: Tracked, tmp_path: Path) -> None:
    for name in ("out.geojson", "out.parquet"):
        publish_tracks(found, tmp_path / name, at=LAST_AT + DAY)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table["lon"].to_pylist() == pytest.approx(
        [one["geometry"]["coordinates"][0] for one in _features(tmp_path / "out.geojson")], abs=1e-6
    )
    assert json.loads(table.schema.metadata[b"geo"])["columns"]["geometry"]["geometry_types"] == ["Point"]
    assert "minutes after" in table.schema.metadata[b"published"].decode()


def test_a_time_still_to_come_would_hold_nothing_back_and_is_refused() -> None:
    release_instant(datetime.now(UTC))
    with pytest.raises(BadTime, match="later time"):
        release_instant(datetime.now(UTC) + timedelta(minutes=1))


def test_a_name_that_tells_no_format_is_refused_before_anything_is_written(
    found: Tracked, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="not written so"):
        publish_tracks(found, tmp_path / "out.csv", at=LAST_AT + DAY)
    assert list(tmp_path.iterdir()) == []


def _show(file: Path, *words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["patrols", "show", str(file), "--casebook", "idlib", *words])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_says_how_much_is_held_back_and_why(file: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out.geojson")
    code, said, _ = _show(file, "--publish", out, "--at", "2020-03-15 09:00Z")
    assert code == 0
    assert "Published as of 2020-03-15 09:00Z: held back 1440 minutes after a patrol's last position" in said
    assert f"held back: {PATROL}, 146 fixes; until 2020-03-16 08:36Z at least" in said
    _, text, _ = _show(file, "--publish", out, "--at", "2020-03-16 08:36Z", "--json")
    assert json.loads(text)["published"]["patrols"] == [PATROL]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--at", "2020-03-16 08:36Z"], 2),
        (["--publish", "out.geojson", "--at", "2020-03-16 08:36"], 1),
        (["--publish", "out.geojson", "--at", "2200-01-01 00:00Z"], 1),
        (["--publish", "out.csv"], 1),
    ],
)
def test_what_cannot_be_published_so_is_refused(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _show(file, *words)[0] == code
    assert list(tmp_path.iterdir()) == []


# The record


def _reach(casebook: Casebook) -> list[tuple[str, str | None, float | None]]:
    return [
        (one.outcome.value, one.reach, one.length_km)
        for one in casebook.patrol_accounts
        if one.patrol == PATROL
    ]


def test_how_an_outing_went_is_held_back_until_the_delay_after_its_day() -> None:
    idlib = load_casebook("idlib")
    early, held = held_back(idlib, OUTING_FREE_AT - TICK)
    assert next(one for one in held if one.patrol == PATROL).until_at == OUTING_FREE_AT
    assert set(_reach(early)) == {("not_stated", None, None)}
    assert {one.number for one in early.patrol_accounts} == {one.number for one in idlib.patrol_accounts}
    late, held = held_back(idlib, OUTING_FREE_AT)
    assert PATROL not in {one.patrol for one in held}
    assert _reach(late) == _reach(idlib) != _reach(early)


def test_a_mandate_without_a_delay_holds_nothing_of_the_record() -> None:
    idlib = load_casebook("idlib")
    open_book = dataclasses.replace(idlib, mandate=Mandate(publish_delay_minutes=0))
    assert held_back(open_book, datetime(2020, 3, 15, tzinfo=UTC)) == (open_book, ())


def test_the_ledger_tells_no_reach_and_uses_no_tracks_of_an_outing_too_new(file: Path) -> None:
    on = LAST_AT.date()
    early = patrol_ledger("idlib", on=on, track_files=[file], at=OUTING_FREE_AT - TICK)
    late = patrol_ledger("idlib", on=on, track_files=[file], at=OUTING_FREE_AT)
    assert [one.patrol for one in early.held] == [PATROL]
    assert (late.held, late.held_tracks) == ((), ())
    assert not any(one.along for one in early.reaches)
    assert any(one.along for one in late.reaches)
    assert not any(claimed.by == "tracks" for one in early.done for claimed in one.claimed)
    assert any(claimed.by == "tracks" for one in late.done for claimed in one.claimed)


def test_tracks_too_new_are_named_as_held_back(file: Path) -> None:
    early = patrol_ledger("idlib", on=LAST_AT.date(), track_files=[file], at=LAST_AT + DAY - TICK)
    assert [one.patrol for one in early.held_tracks] == [PATROL]


def test_a_stretch_is_not_said_to_be_unseen_because_its_patrol_is_held_back() -> None:
    early = patrol_ledger("idlib", at=OUTING_FREE_AT - TICK)
    [*cells] = [
        cell for effort in early.effort for cell in effort.cells if cell.week.isoformat() == "2020-03-09"
    ]
    assert {cell.answer.value for cell in cells} == {"not_known"}


def test_the_command_says_that_the_ledger_is_held_back() -> None:
    words = ["patrols", "idlib", "--on", "2020-03-15", "--at", "2020-03-16 21:59Z"]
    result = CliRunner().invoke(app, words)
    assert "Held back by the mandate: how the outings of 2020-03-15 went" in result.stdout
    document = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert [one["patrol"] for one in document["held_back"]] == [PATROL]


# The bulletin

OUTING = """
patrols:
  - {id: first, on: 2030-06-12, crews: [northern_army]}
patrol_accounts:
  - {patrol: first, by: gazette, of: northern_army, number: 7, outcome: turned_back, reach_words: Far Bridge}
"""


def _bulletin(tmp_path: Path, at: datetime, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the bulletin of a casebook in the year 2030, as it goes out then."""
    monkeypatch.setattr("truceline.runs.asking._now", lambda: at)
    write_new("tarn", tmp_path / "tarn")
    (tmp_path / "tarn" / "outings.yaml").write_text(OUTING, encoding="utf-8")
    assess_casebook(tmp_path / "tarn", out=tmp_path / "out")
    return (tmp_path / "out" / "bulletin.html").read_text(encoding="utf-8")


def test_the_bulletin_says_how_an_outing_went_from_the_delay_after_its_day_on_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free_at = datetime(2030, 6, 14, tzinfo=UTC)
    held = "Held back by the mandate, not unknown: how the outings of these days went:"
    early = _bulletin(tmp_path / "early", free_at - TICK, monkeypatch)
    assert held in early
    assert "Far Bridge" not in early
    assert "turned back" not in early
    late = _bulletin(tmp_path / "late", free_at, monkeypatch)
    assert held not in late
    assert "Far Bridge" in late


def test_every_language_says_that_something_is_held_back_and_draws_nothing_of_it() -> None:
    free_at = datetime(2026, 3, 4, tzinfo=UTC)
    told = casebook([of("north", "turned_back", reach="birch")])
    for at, is_drawn in ((free_at - TICK, False), (free_at, True)):
        book, held = held_back(told, at)
        for language in LANGUAGES:
            page = render_bulletin(
                book, cases.assessment([], []), cases.receipt(), language=language, held_outings=held
            )
            said = catalogue(language)("strip.held", days="<").partition("<")[0]
            assert (said in page) is not is_drawn, language
        picture = patrol_strip(book, catalogue("en")).picture
        assert picture is not None
        assert bool(picture.runs) is is_drawn
