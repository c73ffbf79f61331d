"""Nobody is invisible: prices, the floor, and what they cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import CompanyProfile
from app.matching.candidates import score_steps
from app.matching.evaluation import count_times_shown
from app.matching.exposure import DEFAULT_EXPOSURE, ExposureOutOfRange, ExposureSettings
from app.matching.list_composition import PinKind, PinsByPair
from app.matching.parameters import FIRST_PLACES, LIST_LENGTH
from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies
from tests.bench.measures import gini
from tests.bench.simulation import PRESETS, world
from tests.matching.worlds import BOTH_WAYS, crowd, worlds


def shares_of(firms, allowed, barred, unshown, places):
    """In how many lists each firm would stand if all places were drawn by lot; and how many may hold it."""
    apart = {*barred, *((other, one) for one, other in barred), *unshown}
    may = {
        one.key: [
            other.key
            for other in firms
            if other is not one
            and (allowed is None or (one.group, other.group) in allowed)
            and (one.key, other.key) not in apart
        ]
        for one in firms
    }
    drawn = {key: min(places, len(others)) / len(others) if others else 0 for key, others in may.items()}
    lookers = {firm.key: [key for key, others in may.items() if firm.key in others] for firm in firms}
    return {key: (sum(drawn[each] for each in among), len(among)) for key, among in lookers.items()}


@pytest.mark.full
@given(worlds(), st.sampled_from([None, BOTH_WAYS]), st.integers(1, 5), st.booleans(), st.randoms())
@settings(max_examples=20, deadline=None)
def test_every_firm_stands_in_three_lists_or_as_many_as_there_are_places_for(firms, allowed, places, bars, draw):
    barred, unshown = ([tuple(draw.sample([one.key for one in firms], 2))] if bars else [] for _ in range(2))
    ranking = rank_companies(
        firms, allowed, barred, unshown=unshown, places=places, exposure=DEFAULT_EXPOSURE, whole=True
    )

    shown = count_times_shown(ranking)
    known = shares_of(firms, allowed, barred, unshown, places)
    assert sum(shown.values()) == sum(min(places, others) for _, others in known.values())
    for key, (share, lookers) in known.items():  # a barred pair may leave no way
        assert bars or shown[key] >= min(3, int(share + 1e-9), lookers)


def test_a_crowd_of_firms_that_nobody_needs_is_seen_all_the_same():
    wanted = [RankedCompany(("wanted", n), CompanyProfile(offers=frozenset({"5210"})), "there") for n in range(2)]
    plain = [
        RankedCompany(("plain", n), CompanyProfile(offers=frozenset({code})), "there")
        for n, code in enumerate(["0111"] * 20)
    ]
    empty = [RankedCompany(("empty", n), CompanyProfile(), "there") for n in range(8)]
    asking = [RankedCompany(n, CompanyProfile(seeks=frozenset({"5210"})), "here") for n in range(30)]

    ranking = rank_companies(
        [*wanted, *plain, *empty, *asking], BOTH_WAYS, places=4, exposure=DEFAULT_EXPOSURE, whole=True
    )

    shown = count_times_shown(ranking)
    assert all(shown[each.key] >= 3 for each in (*wanted, *plain, *empty, *asking))
    assert all(ranking.of(each.key)[0].other in {("wanted", 0), ("wanted", 1)} for each in asking)


def test_all_lists_are_just_enough_for_three_places_each():
    firms = [replace(each, group="one") for each in crowd(40, seed=9)]

    shown = count_times_shown(rank_companies(firms, places=3, exposure=DEFAULT_EXPOSURE, whole=True))

    assert set(shown.values()) == {3}


def test_lists_stay_in_the_order_of_scores_and_say_what_was_widened():
    firms = crowd(150, seed=3)
    plain = rank_companies(firms, BOTH_WAYS, places=5)
    ranking = rank_companies(firms, BOTH_WAYS, places=5, exposure=DEFAULT_EXPOSURE, whole=True)

    least = {key: score_steps(np.array([each.score for each in plain.of(key)]))[-1] for key in plain if plain.of(key)}
    for key in ranking:
        scores = score_steps(np.array([each.score for each in ranking.of(key)]))
        assert list(scores) == sorted(scores, reverse=True)
        widened = ranking.widened[ranking.starts[ranking.rows[key]] : ranking.starts[ranking.rows[key] + 1]]
        assert (widened == (scores < least.get(key, 0))).all() or len(plain.of(key)) < 5
    assert ranking.widened.any()
    assert not plain.widened.any()


@pytest.mark.parametrize("kind", PRESETS)
def test_every_firm_stands_among_the_first_ten_of_three_lists(kind):
    firms = [replace(firm, group=("here", "there")[place % 2]) for place, firm in enumerate(world(kind, 1, 120).firms)]
    pins: PinsByPair = {(0, place): PinKind.UP for place in range(1, 23, 2)}

    for pinned in ({}, pins):
        ranking = rank_companies(firms, BOTH_WAYS, places=LIST_LENGTH, exposure=DEFAULT_EXPOSURE, pins=pinned)

        assert min(count_times_shown(ranking, FIRST_PLACES).values()) >= 3


def test_scores_rise_once_at_the_most_behind_the_first_ten_places():
    firms = crowd(150, seed=3)

    ranking = rank_companies(firms, BOTH_WAYS, places=LIST_LENGTH, exposure=DEFAULT_EXPOSURE, whole=True)

    rises = set[bool]()
    for key in ranking:
        scores = [place.score for place in ranking.of(key)]
        for part in (scores[:FIRST_PLACES], scores[FIRST_PLACES:]):
            assert part == sorted(part, reverse=True)
        if scores[FIRST_PLACES] > scores[FIRST_PLACES - 1]:
            rises.add(bool(ranking.widened[ranking.starts[ranking.rows[key]] + FIRST_PLACES - 1]))
    assert rises == {True}


def test_firms_that_say_the_same_are_shown_about_as_often():
    twins = [RankedCompany(number, CompanyProfile(offers=frozenset({"5210"})), "there") for number in range(6)]
    others = [RankedCompany(10 + number, CompanyProfile(offers=frozenset({"52"})), "there") for number in range(30)]
    asking = [RankedCompany(100 + number, CompanyProfile(seeks=frozenset({"5210"})), "here") for number in range(40)]

    shown = count_times_shown(
        rank_companies([*twins, *others, *asking], BOTH_WAYS, places=4, exposure=DEFAULT_EXPOSURE, whole=True)
    )

    counts = [shown[each.key] for each in twins]
    assert max(counts) <= 1.5 * min(counts)


def test_three_lists_for_everybody_where_a_lot_would_give_two_to_some():
    """Half of the lists may hold one side alone, so that the other half has room for three of each of the other."""
    both = [RankedCompany(("both", n), CompanyProfile(offers=frozenset({"5210"})), "both") for n in range(4)]
    some = [RankedCompany(("some", n), CompanyProfile(offers=frozenset({"5224"})), "some") for n in range(10)]
    narrow = [RankedCompany(("narrow", n), CompanyProfile(seeks=frozenset({"5210"})), "narrow") for n in range(10)]
    broad = [RankedCompany(("broad", n), CompanyProfile(seeks=frozenset({"5210"})), "broad") for n in range(10)]
    shows = {("narrow", "both"), ("broad", "both"), ("broad", "some")}

    shown = count_times_shown(
        rank_companies([*both, *some, *narrow, *broad], shows, places=3, exposure=DEFAULT_EXPOSURE, whole=True)
    )

    assert min(shown[each.key] for each in (*both, *some)) == 3


def test_where_there_is_no_place_for_all_nobody_stands_in_two_before_all_stand_in_one():
    many = [RankedCompany(("many", n), CompanyProfile(offers=frozenset({"5210"})), "there") for n in range(25)]
    few = [RankedCompany(("few", n), CompanyProfile(seeks=frozenset({"5210"})), "here") for n in range(10)]
    loved = [
        RankedCompany(("loved", n), CompanyProfile(offers=frozenset({"5210"}), seeks=frozenset({"6419"})), "there")
        for n in (0, 1)
    ]

    shown = count_times_shown(
        rank_companies([*many, *loved, *few], {("here", "there")}, places=3, exposure=DEFAULT_EXPOSURE, whole=True)
    )

    assert sorted(shown[each.key] for each in (*many, *loved)) == [1] * 24 + [2] * 3


def test_exposure_evens_out_who_is_shown():
    firms = crowd(150, seed=5)

    plain, even = (
        gini(
            [
                *count_times_shown(
                    rank_companies(firms, BOTH_WAYS, places=LIST_LENGTH, exposure=each, whole=True)
                ).values()
            ]
        )
        for each in (None, DEFAULT_EXPOSURE)
    )

    assert even < plain / 1.3


@pytest.mark.parametrize("values", [{"floor": -1}, {"last": 0}, {"step": 0}, {"dearest": 1.5}, {"allowance": 0.5}])
def test_a_constant_out_of_its_range_is_refused(values):
    with pytest.raises(ExposureOutOfRange):
        ExposureSettings(**values)
