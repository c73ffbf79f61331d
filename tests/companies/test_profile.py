from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import Audience, Completeness, Goal, Missing, Profile, completeness
from app.companies.sectors import tree
from app.kernel.localized import Localized

WHOLE = Profile(
    is_in=frozenset({"5210"}),
    offers=frozenset({"5224"}),
    seeks=frozenset({"10"}),
    goal=Goal.TRADE,
    holds=frozenset({"aeo"}),
    languages=frozenset({"en", "zh"}),
    text=Localized(en="Storage", zh="仓储", fr="Entreposage"),
)
SECTORS = st.frozensets(st.sampled_from(tree().codes), max_size=3)
PROFILES = st.builds(
    Profile,
    is_in=SECTORS,
    offers=SECTORS,
    seeks=SECTORS,
    goal=st.sampled_from([None, *Goal]),
    holds=st.frozensets(st.sampled_from(["aeo", "gmp"])),
    holds_none=st.booleans(),
    languages=st.frozensets(st.sampled_from(["en", "zh"])),
    text=st.builds(Localized, *[st.sampled_from(["", "words"])] * 3),
)


def test_what_a_company_says_in_words_is_an_answer_though_no_code_is_confirmed():
    said = Profile(in_words=frozenset({"offers", "seeks"}))

    assert {one.code for one in completeness(said).missing}.isdisjoint({"offers", "seeks"})


def test_a_whole_profile_misses_nothing():
    assert completeness(WHOLE) == Completeness(100, ())
    assert completeness(WHOLE).complete


def test_an_empty_profile_starts_at_nothing_with_the_dearest_first():
    empty = completeness(Profile())

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
        ({"seeks": frozenset()}, Missing("seeks", 25)),
        ({"languages": frozenset()}, Missing("languages", 15)),
        ({"holds": frozenset()}, Missing("certificates", 10)),
        ({"goal": None}, Missing("goal", 5)),
        ({"is_in": frozenset({"52"}), "offers": frozenset({"H"})}, Missing("precision", 5)),
        ({"text": Localized(en="Storage", zh="仓储")}, Missing("translation", 2, None, "fr")),
    ],
)
def test_what_is_missing_is_taken_off_the_meter(change, missing):
    assert completeness(replace(WHOLE, **change)) == Completeness(100 - missing.percent, (missing,))


def test_a_firm_that_says_it_holds_no_certificate_has_answered():
    assert completeness(replace(WHOLE, holds=frozenset(), holds_none=True)).complete


def test_the_event_says_how_many_firms_each_gap_touches():
    audience = Audience(firms=84, need_certificates=5, read={"fr": 1, "zh": 40})
    gaps = replace(WHOLE, seeks=frozenset(), holds=frozenset(), languages=frozenset(), text=Localized(en="Storage"))

    assert completeness(gaps, audience).missing == (
        Missing("seeks", 25, 84),
        Missing("languages", 15, 84),
        Missing("certificates", 10, 5),
        Missing("translation", 3, 40, "zh"),
        Missing("translation", 2, 1, "fr"),
    )


@given(PROFILES)
@settings(deadline=None)
def test_the_meter_stays_within_bounds_and_falls_by_what_is_missing(profile):
    got = completeness(profile)
    unsaid = 0 if profile.text else 5

    assert 0 <= got.percent <= 100
    assert got.percent + sum(each.percent for each in got.missing) + unsaid == 100
    assert [each.percent for each in got.missing] == sorted((each.percent for each in got.missing), reverse=True)


@given(PROFILES)
@settings(deadline=None)
def test_completing_a_gap_never_lowers_the_meter(profile):
    assert completeness(replace(profile, seeks=frozenset({"5210"}))).percent >= completeness(profile).percent


def test_what_lifts_the_firm_with_most_others_is_the_dearest():
    gaps = replace(WHOLE, seeks=frozenset(), goal=None, holds=frozenset())

    assert completeness(gaps, gains={"goal": 7, "certificates": 9, "offers": 99}).missing == (
        Missing("certificates", 10, higher=9),
        Missing("goal", 5, higher=7),
        Missing("seeks", 25),
    )
