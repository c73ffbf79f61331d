import math
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import CompanyGoal, CompanyProfile
from app.companies.sectors.tree import sector_tree
from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies
from app.matching.reasons import MatchReason, ReasonKind, reversed_reasons, top_reasons, total_points
from tests.matching.reference import Reference
from tests.matching.worlds import BOTH_WAYS, crowd, worlds

POINTS = st.floats(-20, 80, allow_nan=False)
REASONS = st.lists(
    st.builds(MatchReason, st.sampled_from(ReasonKind), st.sampled_from(["5210", "gmp"]), POINTS), max_size=8
)


def firm(key, *, offers="", seeks="", **said):
    return RankedCompany(key, CompanyProfile(offers=frozenset(offers.split()), seeks=frozenset(seeks.split()), **said))


def reasons_between(one, other, *rest):
    return rank_companies([one, other, *rest]).why(one.key, other.key)[1]


@pytest.mark.full
@given(worlds())
@settings(max_examples=60, deadline=None)
def test_the_points_add_up_to_the_bar(firms):
    ranking = rank_companies(firms, places=len(firms))

    for key in ranking:
        for pairing, reasons in zip(ranking.of(key), ranking.reasons(key), strict=True):
            assert total_points(reasons) == pytest.approx(pairing.fit_for_me, abs=1e-9)
            assert ranking.why(key, pairing.other)[1] == reasons


@pytest.mark.full
@given(worlds())
@settings(max_examples=60, deadline=None)
def test_each_part_of_the_formula_is_told_in_full(firms):
    reference = Reference(firms)
    ranking = rank_companies(firms, places=len(firms))

    for one in firms:
        weights = reference.parameters.weights_for(one.profile.goal)
        for other in firms:
            if one is other:
                continue
            told = defaultdict[ReasonKind, float](float)
            for reason in ranking.why(one.key, other.key)[1]:
                told[reason.kind] += reason.points / 100
            whole = reference.cosine(reference.whole(one), reference.whole(other))
            parts = {
                ReasonKind.YOU_SEEK: weights.you_seek * reference.met(one, other),
                ReasonKind.THEY_SEEK: weights.they_seek * reference.met(other, one),
                ReasonKind.SAME_ACTIVITY: weights.same_activity * reference.alike(one, other),
                ReasonKind.COMMON_GROUND: weights.common_ground * whole,
            }
            base, language = math.fsum(parts.values()), reference.language(one, other)
            parts[ReasonKind.NO_LANGUAGE] = (language - 1) * base
            parts[ReasonKind.CERTIFICATE] = language * (-0.15 if reference.missing(one, other) else 0) * base
            assert {kind: told[kind] for kind in parts} == pytest.approx(parts, abs=1e-9)


@pytest.mark.full
@given(worlds())
@settings(max_examples=40, deadline=None)
def test_each_need_receives_its_part_of_the_formula(firms):
    reference = Reference(firms)
    one, other = firms[0], firms[1]
    met, needs = reference.met(one, other), one.profile.seeks
    logs = {need: min(1, 3 / len(needs)) * math.log(1 - 0.9 * reference.worth(need, other)) for need in needs}
    weight = reference.parameters.weights_for(one.profile.goal).you_seek
    expected = {need: 100 * weight * met * log / sum(logs.values()) for need, log in logs.items() if log < 0}

    told = {each.code: each.points for each in reasons_between(*firms) if each.kind is ReasonKind.YOU_SEEK}

    assert told == pytest.approx(expected, abs=1e-9)


@pytest.mark.full
@given(worlds())
@settings(max_examples=40, deadline=None)
def test_shared_ground_is_told_by_the_deepest_shared_codes(firms):
    reference = Reference(firms)
    one, other = firms[0], firms[1]
    shared = set(reference.whole(one)) & set(reference.whole(other))
    deepest = {code for code in shared if not any(code in sector_tree().ancestors(below) for below in shared)}

    told = {each.code for each in reasons_between(*firms) if each.kind is ReasonKind.COMMON_GROUND}

    assert told == deepest


def test_broad_shared_sectors_count_for_the_deepest_code_they_lead_to():
    one, other = firm(1, offers="2720 26"), firm(2, offers="2720 26")

    told = [each for each in reasons_between(one, other) if each.kind is ReasonKind.SAME_ACTIVITY]

    assert [each.code for each in told] == ["2720", "26"]
    assert told[0].points > 3 * told[1].points


def test_reasons_name_the_need_what_meets_it_and_how_many_offer_it():
    one, other = firm(1, seeks="2720"), firm(2, offers="2720 5210")
    rest = [firm(3, offers="272"), firm(4, offers="2720")]

    reason = reasons_between(one, other, *rest)[0]

    assert reason._replace(points=0) == MatchReason(ReasonKind.YOU_SEEK, "2720", 0, "2720", 2, 4)
    assert reason.exact
    back = next(each for each in reasons_between(other, one, *rest) if each.kind == ReasonKind.THEY_SEEK)
    assert back._replace(points=0) == MatchReason(ReasonKind.THEY_SEEK, "2720", 0, "2720", 2, 4)


def test_a_near_offer_is_named_as_what_it_is():
    reason = next(each for each in reasons_between(firm(1, seeks="2720"), firm(2, offers="2710")) if each.met_by)

    assert (reason.code, reason.met_by, reason.exact) == ("2720", "2710", False)


def test_the_very_code_that_is_sought_goes_before_its_group():
    reasons = reasons_between(firm(1, seeks="5210"), firm(2, offers="521 5210"))

    assert [(each.code, each.met_by) for each in reasons if each.kind is ReasonKind.YOU_SEEK] == [("5210", "5210")]


def test_a_missing_language_is_a_line_of_its_own():
    one = firm(1, seeks="2720", languages=frozenset({"en"}))
    reasons = reasons_between(one, firm(2, offers="2720", languages=frozenset({"zh"})))

    assert reasons[-1].kind is ReasonKind.NO_LANGUAGE
    assert reasons[-1].points == pytest.approx(-0.2 * total_points(reasons[:-1]))


def test_missing_certificates_share_one_loss():
    one = firm(1, seeks="1010", needs=frozenset({"haccp", "gmp", "aeo"}))
    bare = firm(2, offers="1010")
    peers = [firm(3, offers="1010", holds=frozenset({"haccp", "gmp"})), firm(4, offers="10", holds=frozenset({"gmp"}))]

    reasons = reasons_between(one, bare, *peers)
    lost = [each for each in reasons if each.points < 0]

    assert [(each.kind, each.code, each.companies, each.of) for each in lost] == [
        (ReasonKind.CERTIFICATE, "gmp", 2, 4),
        (ReasonKind.CERTIFICATE, "haccp", 1, 4),
    ]
    base = total_points(each for each in reasons if each.points > 0)
    assert [each.points for each in lost] == pytest.approx([-0.075 * base] * 2)


def test_a_goal_of_trade_tells_nothing_of_the_same_activity():
    reasons = reasons_between(firm(1, offers="2720", goal=CompanyGoal.TRADE), firm(2, offers="2720"))

    assert {each.kind for each in reasons} == {ReasonKind.COMMON_GROUND}


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_told_in_short_the_reasons_are_the_top_of_all(limit):
    ranking = rank_companies(crowd(40, seed=2), BOTH_WAYS)

    for key in ranking:
        whole, short = ranking.reasons(key), ranking.reasons(key, limit)
        for all_of_them, told in zip(whole, short, strict=True):
            expected = top_reasons(all_of_them, limit)
            assert [each._replace(points=0) for each in told] == [each._replace(points=0) for each in expected]
            assert [each.points for each in told] == pytest.approx([each.points for each in expected], abs=1e-9)


@given(REASONS, st.integers(0, 9))
@settings(deadline=None)
def test_the_top_keeps_the_sum_and_every_loss(reasons, count):
    told = top_reasons(reasons, count)

    assert total_points(told) == pytest.approx(total_points(reasons), abs=1e-9)
    assert [each for each in told if each.points <= 0] == [each for each in reasons if each.points <= 0]
    assert sum(each.points > 0 for each in told) <= count + 1


def test_who_lacks_what_the_other_needs_reads_so_and_loses_nothing_of_its_own():
    one = firm(1, seeks="1010", needs=frozenset({"haccp", "gmp"}))
    bare, peer = firm(2, offers="1010"), firm(3, offers="1010", holds=frozenset({"haccp"}))

    seen_by_bare, seen_by_peer = (reasons_between(each, one, *rest) for each, rest in ((bare, [peer]), (peer, [bare])))

    assert [each for each in seen_by_bare if each.points <= 0] == [
        MatchReason(ReasonKind.YOUR_CERTIFICATE, "haccp", 0, "", 1, 3)
    ]
    assert all(each.points > 0 for each in seen_by_peer)


def test_turned_round_each_reads_what_the_other_does():
    lines = (
        MatchReason(ReasonKind.YOU_SEEK, "5210", 9.0, "52", 2, 30),
        MatchReason(ReasonKind.YOUR_TEXT, "zh", 4.0),
        MatchReason(ReasonKind.SAME_ACTIVITY, "41", 3.0, "", 5, 30),
        MatchReason(ReasonKind.CERTIFICATE, "gmp", -2.0),
    )

    told = reversed_reasons(lines)

    assert told == (
        MatchReason(ReasonKind.THEY_SEEK, "5210", 9.0, "52", 2, 30),
        MatchReason(ReasonKind.THEIR_TEXT, "zh", 4.0),
        MatchReason(ReasonKind.SAME_ACTIVITY, "41", 3.0, "", 5, 30),
        MatchReason(ReasonKind.YOUR_CERTIFICATE, "gmp", -2.0),
    )
    assert reversed_reasons(told) == lines
