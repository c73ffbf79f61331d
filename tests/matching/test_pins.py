"""What an organizer puts first or takes out, in lists that are widened or not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.profile import CompanyProfile
from app.matching.exposure import DEFAULT
from app.matching.firm import Firm
from app.matching.pins import Pin
from app.matching.ranking import rank
from tests.matching.worlds import BOTH_WAYS, worlds

EXPOSURES = st.sampled_from([None, DEFAULT])


@given(worlds(least=3), EXPOSURES, st.integers(1, 4), st.booleans(), st.randoms())
@settings(max_examples=15, deadline=None)
def test_a_pair_that_is_put_up_stands_first_in_both_lists(firms, exposure, places, whole, draw):
    one, other = draw.sample([each.key for each in firms], 2)

    ranking = rank(firms, places=places, exposure=exposure, whole=whole, pins={(one, other): Pin.UP})

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

    ranking = rank(firms, places=3, exposure=exposure, whole=True, pins={(other, one): Pin.DOWN})
    barred = rank(firms, barred=[(one, other)], places=3, exposure=exposure, whole=True)

    assert {key: ranking.of(key) for key in ranking} == {key: barred.of(key) for key in barred}


@pytest.mark.parametrize("exposure", [None, DEFAULT])
def test_rules_and_bars_go_before_what_is_put_up(exposure):
    firms = [Firm(key, CompanyProfile(), side) for key, side in enumerate(["here", "here", "there", "there"])]
    here, mine, there, gone = (each.key for each in firms)
    pins = {(here, mine): Pin.UP, (here, there): Pin.UP, (here, gone): Pin.UP, (here, "nobody"): Pin.UP}

    ranking = rank(firms, BOTH_WAYS, [(there, here)], places=5, exposure=exposure, whole=True, pins=pins)

    assert [each.other for each in ranking.of(here)] == [gone]
    assert ranking.pinned.sum() == 2
