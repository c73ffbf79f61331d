import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import CompanyGoal, CompanyProfile
from app.companies.sectors.tree import UnknownSector
from app.matching.exposure import DEFAULT_EXPOSURE
from app.matching.profiles import RankedCompany
from app.matching.ranking import DuplicateCompanyKey, EventRanking, rank_companies
from tests.matching.reference import Reference
from tests.matching.worlds import BOTH_WAYS, crowd, worlds


def firm(key, *, offers="", seeks="", group=None, **said):
    return RankedCompany(
        key, CompanyProfile(offers=frozenset(offers.split()), seeks=frozenset(seeks.split()), **said), group
    )


def by_profile(ranking: EventRanking) -> dict[object, list[tuple[object, ...]]]:
    """Each firm's list with what the others say in place of who they are."""
    said = {firm.key: firm.profile for firm in ranking.companies}
    return {key: [(said[each.other], *each[1:]) for each in ranking.of(key)] for key in ranking}


@pytest.mark.full
@given(worlds())
@settings(max_examples=60, deadline=None)
def test_every_pair_is_ranked_as_the_plain_formula_says(firms):
    reference = Reference(firms)
    ranking = rank_companies(firms, places=len(firms))

    for one in firms:
        expected = {
            other.key: (reference.score(one, other), reference.fit(one, other), reference.fit(other, one))
            for other in firms
            if other.key != one.key and reference.score(one, other) > 1e-11
        }
        got = {each.other: each[1:] for each in ranking.of(one.key)}
        assert got.keys() == expected.keys()
        for key, numbers in expected.items():
            assert [each / 100 for each in got[key]] == pytest.approx(numbers, abs=1e-9)


@pytest.mark.full
def test_a_big_event_is_ranked_as_the_plain_formula_says():
    firms = crowd(600, seed=3)
    reference = Reference(firms)
    ranking = rank_companies(firms, BOTH_WAYS, places=5)

    for one in random.Random(1).sample(firms, 4):
        scores = sorted((reference.score(one, other) for other in firms if other.group != one.group), reverse=True)
        assert [each.score / 100 for each in ranking.of(one.key)] == pytest.approx(scores[:5], abs=1e-9)


@pytest.mark.full
@given(worlds())
@settings(max_examples=40, deadline=None)
def test_scores_lie_within_bounds_and_fall_down_the_list(firms):
    ranking = rank_companies(firms, places=4)

    for key in ranking:
        scores = [each.score for each in ranking.of(key)]
        numbers = [number for each in ranking.of(key) for number in each[1:]]
        assert all(0 < number <= 100 for number in numbers)
        assert scores == sorted(scores, reverse=True)


@pytest.mark.full
@given(worlds())
@settings(max_examples=40, deadline=None)
def test_a_score_is_the_same_from_both_sides_and_the_fits_change_places(firms):
    ranking = rank_companies(firms, places=len(firms))

    for key in ranking:
        for each in ranking.of(key):
            back = next(pairing for pairing in ranking.of(each.other) if pairing.other == key)
            assert back.score == pytest.approx(each.score, abs=1e-9)
            assert (back.fit_for_me, back.fit_for_them) == pytest.approx((each.fit_for_them, each.fit_for_me), abs=1e-9)


@pytest.mark.full
@given(worlds(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_firms_come_changes_nothing(firms, draw):
    shuffled = draw.sample(firms, len(firms))

    before, after = rank_companies(firms, BOTH_WAYS, places=3), rank_companies(shuffled, BOTH_WAYS, places=3)

    assert {key: before.of(key) for key in before} == {key: after.of(key) for key in after}


@pytest.mark.full
@given(worlds(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_how_firms_are_numbered_changes_nothing(firms, draw):
    names = dict(zip([each.key for each in firms], draw.sample(range(1000), len(firms)), strict=True))
    renamed = [replace(each, key=names[each.key]) for each in firms]

    before, after = by_profile(rank_companies(firms, places=3)), by_profile(rank_companies(renamed, places=3))

    assert {names[key]: places for key, places in before.items()} == after


def test_firms_that_say_the_same_take_turns():
    twins = [firm(number, offers="5210", group="there") for number in range(6)]
    askers = [firm(10 + number, seeks="5210", group="here") for number in range(6)]

    ranking = rank_companies([*twins, *askers], BOTH_WAYS, places=1)

    assert {ranking.of(each.key)[0].other for each in askers} == {each.key for each in twins}


@pytest.mark.full
@given(worlds(), st.data())
@settings(max_examples=40, deadline=None)
def test_barred_pairs_are_shown_to_neither_side(firms, data):
    keys = st.sampled_from([each.key for each in firms])
    barred = data.draw(st.lists(st.tuples(keys, keys), max_size=6))

    ranking = rank_companies(firms, barred=barred, places=len(firms))

    shown = {(key, each.other) for key in ranking for each in ranking.of(key)}
    assert shown.isdisjoint({*barred, *((other, one) for one, other in barred)})
    assert all(key != other for key, other in shown)


@pytest.mark.full
@pytest.mark.parametrize("exposure", [None, DEFAULT_EXPOSURE])
@given(worlds(), st.data())
@settings(max_examples=40, deadline=None)
def test_who_is_not_shown_a_firm_has_the_next_one_and_is_shown_to_it(exposure, firms, data):
    keys = st.sampled_from([each.key for each in firms])
    unshown = data.draw(st.lists(st.tuples(keys, keys), max_size=6))
    free = rank_companies(firms, places=len(firms), exposure=exposure, whole=True)

    ranking = rank_companies(firms, unshown=unshown, places=len(firms), exposure=exposure, whole=True)

    for key in ranking:
        left = [each for each in free.of(key) if (key, each.other) not in unshown]
        assert {each.other: each for each in ranking.of(key)} == {each.other: each for each in left}


def test_who_is_not_shown_holds_across_blocks_of_firms():
    firms = crowd(600, seed=5)
    free = rank_companies(firms, BOTH_WAYS, places=3)
    choosy = {one.key for one in firms[::2] if free.of(one.key)}
    unshown = {(key, free.of(key)[0].other) for key in choosy}

    ranking = rank_companies(firms, BOTH_WAYS, unshown=unshown, places=3)

    for key in free:
        before, after = ([each.other for each in found.of(key)] for found in (free, ranking))
        assert after[: len(before) - 1] == before[1:] if key in choosy else after == before


def test_barring_holds_across_blocks_of_firms():
    firms = crowd(600, seed=5)
    free = rank_companies(firms, BOTH_WAYS, places=3)
    barred = [(key, free.of(key)[0].other) for key in free if free.of(key)]

    ranking = rank_companies(firms, BOTH_WAYS, barred, places=3)

    shown = {(key, each.other) for key in ranking for each in ranking.of(key)}
    assert shown.isdisjoint({*barred, *((other, one) for one, other in barred)})
    assert len(shown) > 1000


def test_only_the_groups_that_may_be_shown_are_shown():
    firms = [firm(1, offers="5210", group="zone"), *(firm(key, seeks="5210", group="guests") for key in (2, 3))]

    one_way = rank_companies(firms, {("guests", "zone")})
    within = rank_companies(firms, {("guests", "guests")})

    assert [[each.other for each in one_way.of(key)] for key in (1, 2, 3)] == [[], [1], [1]]
    assert [[each.other for each in within.of(key)] for key in (1, 2, 3)] == [[], [3], [2]]


@pytest.mark.full
@given(worlds(), st.data())
@settings(max_examples=40, deadline=None)
def test_who_is_not_seen_takes_no_place_and_has_the_list_it_would_have(firms, data):
    unseen = data.draw(st.sets(st.sampled_from([each.key for each in firms])))
    looking = [replace(each, seen=each.key not in unseen) for each in firms]
    whole = rank_companies(firms, places=len(firms))

    ranking = rank_companies(looking, places=len(firms))

    assert {each.other for key in ranking for each in ranking.of(key)}.isdisjoint(unseen)
    for key in ranking:
        left = {each.other: each for each in whole.of(key) if each.other not in unseen}
        assert {each.other: each for each in ranking.of(key)} == left


def test_barred_firms_that_are_not_there_do_not_matter():
    ranking = rank_companies([firm(1, offers="5210"), firm(2, seeks="5210")], barred=[(1, 99)])

    assert [each.other for each in ranking.of(1)] == [2]


def test_firms_with_nothing_in_common_are_not_suggested():
    assert rank_companies([firm(1, offers="5210"), firm(2, seeks="2720"), firm(3)]).of(1) == ()


def test_an_event_without_firms_has_no_lists():
    assert list(rank_companies([])) == []


def test_who_offers_what_is_sought_stands_before_who_offers_its_sibling():
    firms = [firm(1, seeks="2720"), firm(2, offers="2710"), firm(3, offers="2720"), firm(4, offers="27")]

    assert rank_companies(firms).of(1)[0].other == 3


def test_who_ticks_everything_does_not_satisfy_everybody():
    exact = firm(2, offers="2720")
    ticks_all = firm(3, offers="2720 5210 6211 0111 1010 4100 6910 8610 90 4610")

    assert [each.other for each in rank_companies([firm(1, seeks="2720"), exact, ticks_all]).of(1)] == [2, 3]


def test_no_shared_language_costs_a_fifth():
    shared, apart, silent = (
        rank_companies(
            [firm(1, seeks="2720", languages=frozenset({"en"})), firm(2, offers="2720", languages=spoken)]
        ).of(1)[0]
        for spoken in (frozenset({"en"}), frozenset({"zh"}), frozenset[str]())
    )

    assert apart.score == pytest.approx(0.8 * shared.score)
    assert silent.score == pytest.approx(shared.score)


def test_a_certificate_costs_only_where_it_is_customary():
    asker = firm(1, seeks="1010", needs=frozenset({"haccp"}), group="here")
    bare = firm(2, offers="1010", group="there")
    peers = [firm(key, offers="1020", holds=frozenset({"haccp"}), group="there") for key in (3, 4)]
    plain = [replace(each, profile=replace(each.profile, holds=frozenset())) for each in peers]

    customary, unknown = (
        next(each for each in rank_companies([asker, bare, *others], BOTH_WAYS).of(1) if each.other == 2)
        for others in (peers, plain)
    )

    assert customary.fit_for_me == pytest.approx(0.85 * unknown.fit_for_me)
    assert customary.fit_for_them == pytest.approx(unknown.fit_for_them)


def test_the_goal_decides_between_a_peer_and_a_supplier():
    def first(goal):
        firms = [firm(1, offers="2611", seeks="5210", goal=goal), firm(2, offers="2611"), firm(3, offers="5210")]
        return rank_companies(firms).of(1)[0].other

    assert [first(CompanyGoal.PEERS), first(CompanyGoal.TRADE)] == [2, 3]


def test_a_frozen_ranking_does_not_count_sectors_anew():
    firms = crowd(60, seed=8)
    before = rank_companies(firms, BOTH_WAYS)
    more = [*firms, *(firm(1000 + number, offers="2720", group="here") for number in range(20))]

    frozen = rank_companies(more, BOTH_WAYS, frozen=before.information, places=80)

    assert frozen.information is before.information
    pairs = [(key, each) for key in before for each in before.of(key) if not each_needs(firms, key, each.other)]
    now = {(key, each.other): each.score for key in frozen for each in frozen.of(key)}
    assert [now[key, each.other] for key, each in pairs] == pytest.approx([each.score for _, each in pairs])


def each_needs(firms, key, other):
    """Whether certificates play a part: what is customary is counted anew even when the rarity is frozen."""
    return any(each.profile.needs for each in firms if each.key in (key, other))


def test_two_firms_of_one_key_are_refused():
    with pytest.raises(DuplicateCompanyKey):
        rank_companies([firm(1, offers="5210"), firm(1, seeks="5210")])


def test_an_unknown_sector_is_refused_by_name():
    with pytest.raises(UnknownSector) as refusal:
        rank_companies([firm(1, offers="9999")])

    assert refusal.value.details == {"sector": "9999"}
