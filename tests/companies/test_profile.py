from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import (
    CompanyGoal,
    CompanyProfile,
    MissingPart,
    ProfileAudience,
    ProfileCompleteness,
    profile_completeness,
)
from app.companies.sectors.tree import sector_tree
from app.core.localized import Localized

WHOLE = CompanyProfile(
    is_in=frozenset({"5210"}),
    offers=frozenset({"5224"}),
    seeks=frozenset({"10"}),
    goal=CompanyGoal.TRADE,
    holds=frozenset({"aeo"}),
    languages=frozenset({"en", "zh"}),
    text=Localized(en="Storage", zh="仓储", fr="Entreposage"),
)
SECTORS = st.frozensets(st.sampled_from(sector_tree().codes), max_size=3)
PROFILES = st.builds(
    CompanyProfile,
    is_in=SECTORS,
    offers=SECTORS,
    seeks=SECTORS,
    goal=st.sampled_from([None, *CompanyGoal]),
    holds=st.frozensets(st.sampled_from(["aeo", "gmp"])),
    holds_none=st.booleans(),
    languages=st.frozensets(st.sampled_from(["en", "zh"])),
    text=st.builds(Localized, *[st.sampled_from(["", "words"])] * 3),
)


def test_what_a_company_says_in_words_is_an_answer_though_no_code_is_confirmed():
    said = CompanyProfile(stated_in_text=frozenset({"offers", "seeks"}))

    assert {one.code for one in profile_completeness(said).missing}.isdisjoint({"offers", "seeks"})


def test_a_whole_profile_misses_nothing():
    assert profile_completeness(WHOLE) == ProfileCompleteness(100, ())
    assert profile_completeness(WHOLE).complete


def test_an_empty_profile_starts_at_nothing_with_the_dearest_first():
    empty = profile_completeness(CompanyProfile())

    assert empty.percent == 0
    assert [each.code for each in empty.missing] == [
        "seeks",
        "offers",
        "languages",
        "is_in",
        "certificates",
        "text",
        "goal",
        "precision",
    ]


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"seeks": frozenset()}, MissingPart("seeks", 25)),
        ({"languages": frozenset()}, MissingPart("languages", 15)),
        ({"holds": frozenset()}, MissingPart("certificates", 10)),
        ({"goal": None}, MissingPart("goal", 5)),
        ({"is_in": frozenset({"52"}), "offers": frozenset({"H"})}, MissingPart("precision", 5)),
        ({"text": Localized(en="Storage", zh="仓储")}, MissingPart("translation", 2, None, "fr")),
    ],
)
def test_what_is_missing_is_taken_off_the_meter(change, missing):
    assert profile_completeness(replace(WHOLE, **change)) == ProfileCompleteness(100 - missing.percent, (missing,))


def test_a_firm_that_says_it_holds_no_certificate_has_answered():
    assert profile_completeness(replace(WHOLE, holds=frozenset(), holds_none=True)).complete


def test_the_event_says_how_many_firms_each_gap_touches():
    audience = ProfileAudience(companies=84, certificate_seekers=5, read={"fr": 1, "zh": 40})
    gaps = replace(WHOLE, seeks=frozenset(), holds=frozenset(), languages=frozenset(), text=Localized(en="Storage"))

    assert profile_completeness(gaps, audience).missing == (
        MissingPart("seeks", 25, 84),
        MissingPart("languages", 15, 84),
        MissingPart("certificates", 10, 5),
        MissingPart("translation", 3, 40, "zh"),
        MissingPart("translation", 2, 1, "fr"),
    )


@given(PROFILES)
@settings(deadline=None)
def test_the_meter_stays_within_bounds_and_falls_by_what_is_missing(profile):
    got = profile_completeness(profile)
    unsaid = 0 if profile.text else 5

    assert 0 <= got.percent <= 100
    assert got.percent + sum(each.percent for each in got.missing) + unsaid == 100
    assert [each.percent for each in got.missing] == sorted((each.percent for each in got.missing), reverse=True)


@given(PROFILES)
@settings(deadline=None)
def test_completing_a_gap_never_lowers_the_meter(profile):
    assert (
        profile_completeness(replace(profile, seeks=frozenset({"5210"}))).percent
        >= profile_completeness(profile).percent
    )
