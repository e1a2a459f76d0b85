"""What stands behind every account of the Idlib record, and behind every word of its ledger of control."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest

from truceline.model.record import Record
from truceline.model.words import OF_AN_ACCOUNT, Basis, Part
from truceline.record import Backing, backings, by_account, claims_of, claims_of_takings, takings, tellings
from truceline.record.control import sides_of_places

TABLE: Mapping[Basis, str] = {
    Basis.AGREED_BY_SIDES: "",
    Basis.VERIFIED_BY_MISSION: "",
    Basis.ADMITTED: (
        "E104-reply/ankara_says E111-reply/ankara_says E112-reply/ankara_says E112/claim E20/moscow_says "
        "E48/moscow_says E49/ankara_says E60-reply/ankara_says E67-reply/ankara_says E68-air/moscow_says "
        "E68-reply/ankara_says E74-reply/ankara_says E77-reply/ankara_says E89-reply/ankara_says "
    ),
    Basis.INDEPENDENT_SEVERAL: "",
    Basis.ONE_THIRD_PARTY: (
        "E100/north_press_says E103/sohr_and_ap_say E105-ground/sohr_says E105/snhr_says E105/sohr_says "
        "E105/white_helmets_say E111/sohr_says E112/sohr_says E16/sohr_says E18/sohr_says E19/sohr_says "
        "E23/sohr_says E35/sohr_says E36/sohr_says E39/sohr_names_author E39/sohr_says E41/sohr_says "
        "E47/sohr_says E50-idlib/sohr_says E51-rockets/sohr_says E51-shells/sohr_says E52/sohr_says "
        "E53/aj_relay_says E53/sohr_and_snhr_say E53/sohr_relayed_says E58/arab_weekly_says "
        "E60-reply/sohr_says E79/sohr_says E86/snhr_says E86/sohr_says E96-mortars/sohr_says "
        "E96-reply/sohr_says E96/sohr_first_says E96/sohr_members_say E96/sohr_says E96/sohr_sources_say "
        "E98/sohr_says "
    ),
    Basis.TOLD_BY_GUARANTOR: ("E60/moscow_says E74/moscow_says "),
    Basis.TOLD_BY_OWN_MEDIA: (
        "E111-strikes/al_masdar_says E15/state_media_says E28/government_says E36/iswnews_says "
        "E47/officer_says E58/al_masdar_says E58/state_media_says E93/ark_says "
        "E96-reply/al_araby_says E96/al_araby_says "
    ),
    Basis.ONE_PARTY_AGAINST_OTHER: (
        "E100/ankara_says E104/ankara_says E105-ground/activists_say E106/several_say E108/ankara_says "
        "E108/moscow_says E108/one_release_says E108/others_say E111/ankara_says E111/moscow_says "
        "E112/ankara_says E112/moscow_says E15/jaysh_al_izza_says E17/smart_says E19/moscow_says "
        "E19/sana_says E28/opposition_says E34/ankara_says E34/moscow_says E35/ankara_says "
        "E36/ankara_says E39/ankara_says E39/damascus_says E50-air/orient_says E50-idlib/activists_say "
        "E50-shelling/orient_says E51-shells/ankara_says E52/opposition_says E53/anadolu_says "
        "E53/observatory_says E54/sana_says E60-reply/damascus_says E60/ankara_says E60/erdogan_says "
        "E67/ankara_says E68-air/activists_say E68-air/ankara_says E68/moscow_says E74/ankara_says "
        "E77/ankara_says E79/moscow_says E79/tip_says E86/syria_times_says E88/ankara_says "
        "E89/ankara_says E89/moscow_says E89/others_say E93/news_front_says E96-mortars/al_araby_says "
        "E96/anha_says E98/army_source_says E98/sana_says "
    ),
    Basis.SOURCE_UNCLEAR: ("E74/local_sources_say E74/observers_say E98/relay_says E99/press_says "),
}
"""Every account under the rule of `RULES` that gave its basis."""


@pytest.fixture(scope="module")
def behind(idlib: Record) -> Mapping[str, Backing]:
    return backings(idlib)


def test_every_account_has_the_basis_that_its_tellers_give_it(behind: Mapping[str, Backing]) -> None:
    expected = {account: basis for basis, accounts in TABLE.items() for account in accounts.split()}
    assert {account: backing.basis for account, backing in behind.items()} == expected


def test_every_account_is_told_by_a_claim_and_says_by_whose_words_its_basis_is_given(
    idlib: Record, behind: Mapping[str, Backing]
) -> None:
    told = by_account(tellings(idlib))
    for account, backing in behind.items():
        speakers = {one.source.id for one in told[account]}
        assert backing.by, account
        assert {one.id for one in backing.by} <= speakers, account
        assert backing.parts, account


def test_the_claims_table_says_the_same(idlib: Record, behind: Mapping[str, Backing]) -> None:
    for row in claims_of(idlib).to_pylist():
        backing = behind[f"{row['incident_id']}/{row['account']}"]
        assert row["basis"] == backing.basis.value
        assert row["denied_by"] == [one.by.names["en"] for one in backing.denials]


@pytest.mark.parametrize(
    ("account", "basis", "by"),
    [
        ("E60/moscow_says", Basis.TOLD_BY_GUARANTOR, "russian-mod"),
        ("E74/moscow_says", Basis.TOLD_BY_GUARANTOR, "lavrov"),
        ("E28/government_says", Basis.TOLD_BY_OWN_MEDIA, "pro-government-unnamed"),
        ("E47/officer_says", Basis.TOLD_BY_OWN_MEDIA, "syrian-army-source-unnamed"),
    ],
)
def test_a_sides_word_of_its_own_act_is_no_word_against_another(
    behind: Mapping[str, Backing], account: str, basis: Basis, by: str
) -> None:
    found = behind[account]
    assert (found.basis, by in {one.id for one in found.by}) == (basis, True)


def test_al_masdar_is_one_source_of_one_family_wherever_it_speaks(behind: Mapping[str, Backing]) -> None:
    """It was a third party in one place and a side's medium in another."""
    told = {account: one.basis for account, one in behind.items() if [s.id for s in one.by] == ["al-masdar"]}
    assert told == {
        "E58/al_masdar_says": Basis.TOLD_BY_OWN_MEDIA,
        "E89/others_say": Basis.ONE_PARTY_AGAINST_OTHER,
        "E111-strikes/al_masdar_says": Basis.TOLD_BY_OWN_MEDIA,
    }, "of its side's acts, and of one whose author nobody names"


@pytest.mark.parametrize(
    ("account", "not_stated"),
    [
        ("E20/moscow_says", {Part.WHOM}),
        ("E67-reply/ankara_says", {Part.WHOM, Part.WHERE}),
        ("E68-reply/ankara_says", {Part.WHERE}),
        ("E68-air/moscow_says", set()),
        ("E112/claim", {Part.WHOM, Part.WHERE, Part.WHEN}),
    ],
)
def test_only_the_parts_stated_are_admitted(
    behind: Mapping[str, Backing], account: str, not_stated: set[Part]
) -> None:
    assert behind[account].basis is Basis.ADMITTED
    assert set(OF_AN_ACCOUNT) - set(behind[account].parts) == not_stated


def test_whoever_denied_only_having_been_told_denies_no_account(
    idlib: Record, behind: Mapping[str, Backing]
) -> None:
    denied = {
        account: {(one.by.id, one.parts) for one in backing.denials}
        for account, backing in behind.items()
        if backing.denials
    }
    act, who, whom = (Part.ACT,), (Part.WHO,), (Part.WHOM,)
    assert denied == {
        "E19/sana_says": {("opposition-unnamed", act)},
        "E19/moscow_says": {("opposition-unnamed", act)},
        "E41/sohr_says": {("turkish-mfa", act)},
        "E74/moscow_says": {("turkish-mod", whom)},
        "E74/observers_say": {("russian-mod", who)},
        "E74/local_sources_say": {("russian-mod", who)},
        "E79/sohr_says": {("turkish-mod", act)},
        "E79/moscow_says": {("turkish-mod", act)},
        "E79/tip_says": {("turkish-mod", act), ("southfront", act)},
    }


def test_the_basis_of_a_taking_is_that_of_its_speaker(idlib: Record) -> None:
    found = takings(idlib, sides_of_places(idlib))
    rows = claims_of_takings(idlib, found, tellings(idlib)).to_pylist()
    taker = {str(one.id): one.taker for one in found}
    media = {"central_military_media", "syrian_state_media", "iswnews", "tass", "southfront", "syriatoday"}
    media |= {"al_watan", "al_masdar"}
    for row in rows:
        if row["account"].removesuffix("_says") in media and taker[row["incident_id"]] == "government":
            assert row["basis"] == "told_by_own_media", row["incident_id"]
    assert {row["basis"] for row in rows if row["account"] == "sohr_says"} == {"one_third_party"}


def test_the_mistaken_claim_of_december_moves_nothing(idlib: Record) -> None:
    (wrong,) = [claim for claim in idlib.claims if claim.mistaken]
    assert (wrong.id, wrong.mistaken_from) == ("E58-d", "2020-01-28")
    without = dataclasses.replace(
        idlib,
        claims=tuple(one for one in idlib.claims if not one.mistaken),
        control=tuple(one for one in idlib.control if not one.mistaken),
    )
    assert claims_of(idlib).equals(claims_of(without))
    stood = sides_of_places(idlib)
    both = [claims_of_takings(book, takings(book, stood), tellings(book)) for book in (idlib, without)]
    assert both[0].equals(both[1])
