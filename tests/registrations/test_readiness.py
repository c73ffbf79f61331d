"""What a firm still lacks for an event."""

from __future__ import annotations

from app.companies.profile import CompanyGoal, CompanyProfile, ProfileAudience
from app.core.localized import Localized
from app.registrations.readiness import assess_readiness

HOSTS = ProfileAudience(companies=48, certificate_seekers=11, read={"zh": 48, "en": 20})
FULL = CompanyProfile(
    is_in=frozenset({"5210"}),
    offers=frozenset({"5210"}),
    seeks=frozenset({"5224"}),
    goal=CompanyGoal.TRADE,
    holds=frozenset({"iso_9001"}),
    languages=frozenset({"en"}),
    text=Localized(en="Warehouses.", zh="仓储。"),
)


def lacks(profile=FULL, people=1, asked=True):
    return [(one.code, one.companies) for one in assess_readiness(profile, HOSTS, people=people, asked=asked).lacks]


def test_a_full_firm_lacks_nothing_though_nobody_reads_its_french():
    found = assess_readiness(FULL, HOSTS, people=1, asked=True)

    assert (found.percent, found.lacks, found.complete, found.bare) == (100, (), True, False)


def test_without_people_no_meeting_can_be_placed():
    assert lacks(people=0) == [("representative", 48)]


def test_never_asked_for_consent_is_a_lack():
    assert lacks(asked=False) == [("consent", None)]


def test_a_text_in_chinese_is_missing_where_hosts_read_it():
    profile = CompanyProfile(**{**{name: getattr(FULL, name) for name in FULL.__slots__}, "text": Localized(en="Text")})

    assert lacks(profile) == [("translation", 48)]


def test_a_firm_that_is_only_a_name_is_bare():
    found = assess_readiness(CompanyProfile(), HOSTS, people=0, asked=False)

    assert found.bare
    assert found.percent == 0
    assert found.lacks[0].code == "representative"
    assert found.lacks[-1].code == "consent"
    assert "precision" not in [one.code for one in found.lacks]


def test_questions_that_must_be_answered_are_missing_after_people_and_before_the_rest():
    found = assess_readiness(FULL, HOSTS, people=0, asked=False, unanswered=2)

    assert [(one.code, one.companies) for one in found.lacks] == [
        ("representative", 48),
        ("questions", 2),
        ("consent", None),
    ]
    assert assess_readiness(FULL, HOSTS, people=1, asked=True, unanswered=1).lacks[0].code == "questions"
