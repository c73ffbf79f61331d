import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.companies.profile import CompanyProfile
from app.matching.evaluation import count_times_shown
from app.matching.profiles import RankedCompany
from app.matching.ranking import rank_companies
from tests.bench.measures import (
    directed_overlap,
    division_cosine,
    gini,
    jaccard,
    ndcg,
    popularity,
    random_scores,
    reciprocal_places,
)
from tests.bench.simulation import PRESETS, world

ONE_MEETS = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)
FIRMS = [
    RankedCompany(1, CompanyProfile(offers=frozenset({"5210"}), seeks=frozenset({"2720", "1010"}))),
    RankedCompany(2, CompanyProfile(offers=frozenset({"2720", "5210"}))),
    RankedCompany(3, CompanyProfile(seeks=frozenset({"52"}))),
]


def test_who_meets_standing_first_is_best():
    assert ndcg(ONE_MEETS, ONE_MEETS, 2) == 1
    assert ndcg(-ONE_MEETS, ONE_MEETS, 1) == 0
    assert ndcg(-ONE_MEETS, ONE_MEETS, 2) == pytest.approx(1 / np.log2(3))


def test_firms_that_nobody_would_meet_do_not_count():
    assert ndcg(ONE_MEETS, np.zeros((3, 3)), 2) == 0


@given(
    arrays.arrays(float, (5, 5), elements=st.floats(0, 1)),
    arrays.arrays(np.int8, (5, 5), elements=st.sampled_from([0, 1])),
)
@settings(deadline=None)
def test_the_gain_lies_within_bounds_and_the_truth_is_best(scores, meets):
    truth = meets.astype(float)
    np.fill_diagonal(truth, 0)

    assert 0 <= ndcg(scores, truth, 3) <= 1
    assert ndcg(truth, truth, 3) == pytest.approx(1.0 if truth.any() else 0.0)


def test_gini_tells_even_from_uneven():
    assert gini([4, 4, 4]) == 0
    assert gini([0, 0, 0, 12]) == pytest.approx(0.75)
    assert gini([0, 0]) == 0


def test_the_rivals_measure_what_they_say():
    assert jaccard(FIRMS)[0].tolist() == pytest.approx([1, 2 / 3, 0])
    assert directed_overlap(FIRMS)[0, 1] == directed_overlap(FIRMS)[1, 0] == pytest.approx(1 / 2)
    assert popularity(FIRMS)[0].tolist() == [1, 1, 0]
    assert random_scores(FIRMS).shape == (3, 3)
    assert division_cosine(FIRMS)[0].tolist() == pytest.approx([1, 2 / 6**0.5, 1 / 3**0.5])


def test_a_ranking_says_who_is_shown_how_often_and_where():
    ranking = rank_companies(FIRMS, places=2)

    assert count_times_shown(ranking) == {1: 2, 2: 2, 3: 2}
    assert count_times_shown(ranking, 1) == {1: 1, 2: 2, 3: 0}
    assert count_times_shown(ranking, 1, least=101) == {1: 0, 2: 0, 3: 0}
    assert reciprocal_places(ranking, FIRMS)[0].tolist() == [0, 1, 1 / 2]


@pytest.mark.parametrize("kind", PRESETS)
def test_a_world_is_the_same_for_the_same_seed_and_nobody_meets_himself(kind):
    one, again, other = world(kind, 1, 60), world(kind, 1, 60), world(kind, 2, 60)

    assert one.firms == again.firms != other.firms
    assert np.array_equal(one.meets, again.meets)
    assert np.array_equal(one.meets, one.meets.T)
    assert not np.diagonal(one.meets).any()
    assert one.meets.any()


@pytest.mark.parametrize("kind", PRESETS)
def test_the_ranking_finds_those_who_would_meet_far_better_than_chance(kind):
    drawn = world(kind, 1, 120)
    chance = np.random.default_rng(1).random(drawn.meets.shape)
    found = ndcg(reciprocal_places(rank_companies(drawn.firms, places=120), drawn.firms), drawn.meets, 10)

    assert 2 * ndcg(chance, drawn.meets, 10) < found < ndcg(drawn.oracle, drawn.meets, 10)
