"""Claim and counter-claim: relays are one voice, denials are listed, every side has its column."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.unit.record.told import RECORD, casebook
from truceline.clock import Interval
from truceline.model.ids import MatterId, SourceId
from truceline.record import claims, claims_of, tellings

DAY = timedelta(days=1)
SECOND = datetime(2026, 3, 2, tzinfo=UTC)


def test_pages_that_carry_one_release_are_one_voice_and_several_reports() -> None:
    matter = claims(casebook())[0]
    voices = {voice.source.id: voice for voice in matter.voices}
    assert voices[SourceId("north-office")].n_reports == 3
    assert [t.claim.id for t in voices[SourceId("north-office")].tellings] == ["M1-a", "M1-d"]
    assert len(matter.voices) == 3
    assert matter.n_reports == 4, "a page that carries two voices is one page"


def test_a_denial_is_listed_beside_what_it_denies_and_takes_nothing_away() -> None:
    first = next(one for one in tellings(casebook()) if one.claim.id == "M1-a")
    assert [claim.id for claim in first.denied_by] == ["M1-b"]
    assert first.claim.says == "The south fired."


def test_speakers_of_one_family_are_not_independent_and_those_of_two_are() -> None:
    def independent(by: str) -> object:
        more = {"id": "M1-e", "matter": "M1", "says": "So did I.", "by": by, "reports": ["r4"]}
        book = casebook(claims=[*RECORD["claims"], more | {"tells": ["I1/watch_says"]}])
        return next(
            row["n_independent"] for row in claims_of(book).to_pylist() if row["account"] == "watch_says"
        )

    assert independent("watch") == 1
    assert independent("wire") == 2


def test_a_contradiction_is_shown_on_both_hands_and_is_no_denial() -> None:
    more = {"id": "M1-e", "matter": "M1", "says": "Nobody fired.", "by": "wire", "reports": ["r4"]}
    book = casebook(claims=[*RECORD["claims"], more | {"contradicts": ["M1-a"]}])
    told = {str(one.claim.id): one for one in tellings(book)}
    assert [claim.id for claim in told["M1-a"].contradicted_by] == ["M1-e"]
    assert [claim.id for claim in told["M1-e"].contradicted_by] == ["M1-a"]
    assert [claim.id for claim in told["M1-a"].denied_by] == ["M1-b"]


def test_a_side_is_the_actors_own_then_the_sources_lean_then_the_familys() -> None:
    sides = {one.source.id: one.side for one in tellings(casebook())}
    leans = {one.source.id: one.lean for one in tellings(casebook())}
    assert leans == sides | {"watch": "north"}, "a third party's lean is said and gives it no side's column"
    assert sides == {"north-office": "north", "south-voice": "south", "watch": None, "third": "south"}


def test_voices_stand_by_side_in_the_mandates_order_and_those_of_none_last() -> None:
    assert [voice.side for voice in claims(casebook())[0].voices][-1] is None
    assert {voice.source.id for voice in claims(casebook())[0].of_side(None)} == {"watch"}


def test_pages_stand_oldest_first_and_the_first_says_when_it_could_be_known() -> None:
    first = tellings(casebook())[0]
    assert [report.id for report in first.reports] == ["r1", "r2"]
    assert first.known_at == SECOND


def test_a_claim_that_tells_an_account_says_what_the_account_says_unless_it_says_it_itself() -> None:
    own = {"act": "raid", "cast": []}
    told = {str(one.claim.id): one for one in tellings(casebook())}
    assert [one.act for one in told["M1-a"].hypotheses] == ["shelling"]
    assert told["M1-a"].when is not None
    assert (told["M1-b"].hypotheses, told["M1-b"].when) == ((), None), "a denial tells no account"
    claims_with_own = [dict(RECORD["claims"][0]) | {"hypotheses": [own]}, *RECORD["claims"][1:]]
    changed = next(one for one in tellings(casebook(claims=claims_with_own)) if one.claim.id == "M1-a")
    assert [one.act for one in changed.hypotheses] == ["raid"]


def test_a_matter_without_a_claim_stays_and_has_no_voice() -> None:
    assert [one.voices for one in claims(casebook(), matters=[MatterId("M3")])] == [()]


def test_a_source_chooses_the_matters_it_speaks_on_and_hides_nobody_else() -> None:
    [found] = claims(casebook(), source=SourceId("watch"))
    assert found.matter.id == "M1"
    assert len(found.voices) == 3


def test_a_day_chooses_what_may_fall_into_it_and_keeps_what_has_no_time() -> None:
    def on(start: datetime) -> list[str]:
        return [one.matter.id for one in claims(casebook(), during=Interval(start, start + DAY))]

    assert on(SECOND) == ["M1", "M2", "M3"]
    assert on(SECOND + DAY) == ["M2", "M3"], "the matter of the second ended with that day"
    assert on(SECOND - DAY) == ["M2", "M3"]


def test_reports_voices_and_the_day_known_reach_the_claims_table() -> None:
    rows = {(row["incident_id"], row["account"]): row for row in claims_of(casebook()).to_pylist()}
    north, watch, untold = rows["I1", "north_says"], rows["I1", "watch_says"], rows["I2", "x"]
    assert (north["n_reports"], watch["n_reports"], untold["n_reports"]) == (2, 2, 1)
    assert north["n_independent"] == watch["n_independent"] == 1, "one family tells each"
    assert untold["n_independent"] is None, "nobody counted who tells it"
    assert north["denied_by"] == ["Southern voice"]
    assert watch["denied_by"] == []
    assert north["known_at"] == SECOND
    assert watch["known_at"] == SECOND + 3 * DAY
    assert untold["known_at"] is None


def test_a_voice_all_of_whose_claims_are_mistaken_is_shown_and_not_counted() -> None:
    def counted(**mark: str) -> tuple[int, int]:
        first, second, third, *rest = RECORD["claims"]
        matter = claims(casebook(claims=[first, second, third | mark, *rest]))[0]
        return len(matter.voices), sum(voice.counts for voice in matter.voices)

    assert counted() == (3, 3)
    assert counted(mistaken="Of another day; the monitor put it right.") == (3, 2)
