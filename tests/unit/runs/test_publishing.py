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

from tests.editions import edition
from tests.patrolled import casebook, of
from tests.unit.bulletins import cases
from tests.unit.runs.test_patrols import write_tracks
from truceline.bulletins import render_bulletin
from truceline.bulletins.catalogue import catalogue, languages
from truceline.bulletins.labels import Labels
from truceline.bulletins.pages.tracks import Tracked
from truceline.bulletins.sections.strip import patrol_strip
from truceline.cli import app
from truceline.errors import BadInput, BadTime
from truceline.files import load_record, write_new
from truceline.geo import coarsened
from truceline.judgement.ledger import PatrolLedger
from truceline.model.record import Record, with_nouns
from truceline.model.words import Audience
from truceline.record import Release, release
from truceline.runs.assessing import assess_casebook
from truceline.runs.casebook import release_instant
from truceline.runs.patrols import patrols_of
from truceline.runs.publishing import publish_tracks
from truceline.runs.tracks import tracks_of

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
    [held] = early.withheld
    assert (held.patrol, held.n_fixes, held.until_at) == (PATROL, found.fixes.num_rows, LAST_AT + DAY)
    assert PATROL not in path.read_text(encoding="utf-8"), "that it may be out is not said either"
    late = publish_tracks(found, path, at=LAST_AT + DAY)
    assert late.withheld == ()
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
    internal = ("--audience", "internal")
    result = CliRunner().invoke(app, ["patrols", "show", str(file), "--casebook", "idlib", *internal, *words])
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


def _public(record: Record, at: datetime) -> Release:
    return release(record, audience=Audience.PUBLIC, at=at)


def test_an_outing_is_not_there_before_the_delay_after_its_day() -> None:
    idlib = load_record("idlib")
    early, late = _public(idlib, OUTING_FREE_AT - TICK), _public(idlib, OUTING_FREE_AT)
    assert next(one for one in early.withheld if one.patrol == PATROL).until_at == OUTING_FREE_AT
    for book in (early.facts, early.record):
        assert PATROL not in {one.id for one in book.patrols}
        assert PATROL not in {one.patrol for one in book.patrol_accounts}
        assert PATROL not in {one.patrol for one in book.words}
    assert PATROL in {one.id for one in late.record.patrols}
    assert PATROL not in {one.patrol for one in late.withheld}


def test_with_its_outing_a_matter_goes_and_all_that_is_told_in_it() -> None:
    idlib = load_record("idlib")
    early = _public(idlib, OUTING_FREE_AT - TICK).record
    held = {one.id for one in early.patrols} ^ {one.id for one in idlib.patrols}
    matters = {one.matter for one in idlib.patrols if one.id in held and one.matter is not None}
    assert matters
    rows = (early.claims, early.notifications, early.tolls, early.counts, early.control)
    assert not matters & {one.matter for row in rows for one in row}
    assert not matters & {one.id for one in early.matters}


def test_without_a_delay_an_outing_that_is_not_over_is_not_there_either() -> None:
    idlib = load_record("idlib")
    mandate = dataclasses.replace(idlib.casebook.mandate, publish_delay_minutes=0)
    book = with_nouns(idlib, mandate=mandate)
    over_at = OUTING_FREE_AT - DAY
    assert PATROL not in {one.id for one in _public(book, over_at - TICK).record.patrols}
    assert PATROL in {one.id for one in _public(book, over_at).record.patrols}


def test_for_the_mission_itself_everything_is_there() -> None:
    idlib = load_record("idlib")
    whole = release(idlib, audience=Audience.INTERNAL, at=datetime(2020, 3, 1, tzinfo=UTC))
    assert whole.record is whole.facts is idlib


def test_the_ledger_has_no_outing_and_uses_no_tracks_of_one_too_new(file: Path) -> None:
    on = LAST_AT.date()
    early = patrols_of("idlib", on=on, track_files=[file], at=OUTING_FREE_AT - TICK)
    late = patrols_of("idlib", on=on, track_files=[file], at=OUTING_FREE_AT)
    assert (early.ledger.told, early.ledger.reaches, early.ledger.done) == ((), (), ())
    assert early.tracks is not None
    assert early.tracks.days == {}
    assert [one.patrol.id for one in late.ledger.told] == [PATROL]
    assert any(one.along for one in late.ledger.reaches)
    assert any(claimed.by == "tracks" for one in late.ledger.done for claimed in one.claimed)


def test_the_command_says_what_it_does_not_show_whether_or_not_there_is_any() -> None:
    said = "Not shown: outings of the last 24 hours, and those to come."
    for at, is_there in (("2020-03-16 21:59Z", False), ("2020-03-16 22:00Z", True)):
        words = ["patrols", "idlib", "--on", "2020-03-15", "--at", at]
        printed = CliRunner().invoke(app, words).stdout
        assert said in printed
        document = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
        assert document["not_shown"] == {"last_hours": 24.0, "to_come": True}
        assert [one["patrol"]["id"] for one in document["patrols"]] == [PATROL] * is_there


# The bulletin

OUTING = """
patrols:
  - {id: first, on: 2030-06-12, crews: [northern_army]}
patrol_accounts:
  - {patrol: first, by: gazette, of: northern_army, number: 7, outcome: turned_back, reach_words: Far Bridge}
"""


def _bulletin(tmp_path: Path, at: datetime, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the bulletin of a casebook in the year 2030, as it goes out then."""
    monkeypatch.setattr("truceline.runs.casebook._now", lambda: at)
    write_new("tarn", tmp_path / "tarn")
    (tmp_path / "tarn" / "outings.yaml").write_text(OUTING, encoding="utf-8")
    assess_casebook(tmp_path / "tarn", out=tmp_path / "out")
    pages = sorted((tmp_path / "out" / "bulletin").iterdir())
    return "".join(page.read_text(encoding="utf-8") for page in pages)


def test_the_bulletin_has_an_outing_from_the_delay_after_its_day_on_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free_at = datetime(2030, 6, 14, tzinfo=UTC)
    not_shown = "Not shown: outings of the last 24 hours, and those to come."
    early = _bulletin(tmp_path / "early", free_at - TICK, monkeypatch)
    late = _bulletin(tmp_path / "late", free_at, monkeypatch)
    assert "Far Bridge" not in early
    assert "turned back" not in early
    assert "Far Bridge" in late
    assert not_shown in early
    assert not_shown in late, "so nobody is told whether there is one"


def test_every_language_says_what_is_not_shown_and_draws_nothing_of_it() -> None:
    free_at = datetime(2026, 3, 4, tzinfo=UTC)
    told = casebook([of("north", "turned_back", reach="birch")])
    for at, is_drawn in ((free_at - TICK, False), (free_at, True)):
        out = _public(told, at)
        for language in languages():
            page = render_bulletin(
                edition(
                    out.record,
                    cases.assessment([], []),
                    cases.receipt(),
                    language=language,
                    delay_hours=out.delay_hours,
                )
            )
            said = catalogue(language)("strip.held", n=24)
            assert (said in page) is ('id="strip"' in page), language
            assert (said in page) is is_drawn, "without any other record there is no such section"
        picture = patrol_strip(Labels(out.record, catalogue("en")), PatrolLedger(record=out.record)).picture
        assert (picture is not None and bool(picture.runs)) is is_drawn
