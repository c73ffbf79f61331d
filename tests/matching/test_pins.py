"""What an organizer puts first or takes out, in lists that are widened or not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import CompanyProfile
from app.matching.exposure import DEFAULT_EXPOSURE
from app.matching.list_composition import PinKind
from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies
from tests.matching.worlds import BOTH_WAYS, worlds

EXPOSURES = st.sampled_from([None, DEFAULT_EXPOSURE])


@given(worlds(least=3), EXPOSURES, st.integers(1, 4), st.booleans(), st.randoms())
@settings(max_examples=15, deadline=None)
def test_a_pair_that_is_put_up_stands_first_in_both_lists(firms, exposure, places, whole, draw):
    one, other = draw.sample([each.key for each in firms], 2)

    ranking = rank_companies(firms, places=places, exposure=exposure, whole=whole, pins={(one, other): PinKind.UP})

    assert (ranking.of(one)[0].other, ranking.of(other)[0].other) == (other, one)
    assert ranking.pinned.sum() == 2
    assert all(len(ranking.of(key)) <= places for key in ranking)
    assert not (ranking.pinned & ranking.widened).any()
    for key in ranking:
        scores = [each.score for each in ranking.of(key)][key in (one, other) :]
        assert scores == sorted(scores, reverse=True)


@given(worlds(least=3), EXPOSURES, st.randoms())
@settings(max_examples=8, deadline=None)
def test_a_pair_that_is_put_down_stands_in_neither_list_and_all_else_stays(firms, exposure, draw):
    one, other = draw.sample([each.key for each in firms], 2)

    ranking = rank_companies(firms, places=3, exposure=exposure, whole=True, pins={(other, one): PinKind.DOWN})
    barred = rank_companies(firms, barred=[(one, other)], places=3, exposure=exposure, whole=True)

    assert {key: ranking.of(key) for key in ranking} == {key: barred.of(key) for key in barred}


@pytest.mark.parametrize("exposure", [None, DEFAULT_EXPOSURE])
def test_rules_and_bars_go_before_what_is_put_up(exposure):
    firms = [RankedCompany(key, CompanyProfile(), side) for key, side in enumerate(["here", "here", "there", "there"])]
    here, mine, there, gone = (each.key for each in firms)
    pins = {(here, mine): PinKind.UP, (here, there): PinKind.UP, (here, gone): PinKind.UP, (here, "nobody"): PinKind.UP}

    ranking = rank_companies(firms, BOTH_WAYS, [(there, here)], places=5, exposure=exposure, whole=True, pins=pins)

    assert [each.other for each in ranking.of(here)] == [gone]
    assert ranking.pinned.sum() == 2
