import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.sectors.tree import sector_tree
from app.matching.parameters import DEFAULT_PARAMETERS
from app.matching.sector_arrays import closeness, match_strength, same_class_chance, sector_arrays
from app.matching.vectors import event_vectors
from tests.matching.reference import Reference
from tests.matching.worlds import crowd, worlds


@pytest.mark.full
@given(worlds())
@settings(max_examples=30, deadline=None)
def test_rarity_is_counted_from_the_event_and_smoothed_by_the_tree(firms):
    known = event_vectors(firms, DEFAULT_PARAMETERS).information

    assert dict(zip(sector_tree().codes, known.content, strict=True)) == pytest.approx(
        Reference(firms).content, abs=1e-12
    )


@pytest.mark.full
@given(worlds())
@settings(max_examples=30, deadline=None)
def test_what_lies_deeper_never_says_less(firms):
    content = event_vectors(firms, DEFAULT_PARAMETERS).information.content
    below = sector_arrays().depths > 0

    assert (content[below] >= content[sector_arrays().parents[below]]).all()
    assert content.max() == 1
    assert content.min() > 0


def test_a_need_is_met_as_the_plain_formula_says():
    firms = crowd(30, seed=4)
    reference = Reference(firms)
    content = event_vectors(firms, DEFAULT_PARAMETERS).information.content
    codes = ["C", "27", "272", "2720", "2710", "5210", "521"]
    places = np.array([sector_arrays().index[code] for code in codes])

    close = closeness(places[:, None], places, content, DEFAULT_PARAMETERS.excess_of_offer)

    assert close.tolist() == [pytest.approx([reference.closeness(need, offer) for offer in codes]) for need in codes]


def test_what_is_said_broadly_means_the_classes_that_firms_here_name():
    firms = crowd(30, seed=4)
    reference = Reference(firms)
    known = event_vectors(firms, DEFAULT_PARAMETERS).information
    codes = ["C", "27", "272", "2720", "2710", "5210", "521"]
    places = np.array([sector_arrays().index[code] for code in codes])

    answers = match_strength(places[:, None], places, known, DEFAULT_PARAMETERS)

    assert answers.tolist() == [pytest.approx([reference.answer(need, offer) for offer in codes]) for need in codes]


@pytest.mark.full
@given(worlds(), st.integers(0, 12))
@settings(max_examples=30, deadline=None)
def test_the_chance_to_mean_the_same_is_one_for_a_class_and_the_same_both_ways(firms, first):
    known = event_vectors(firms, DEFAULT_PARAMETERS).information
    every = np.arange(
        first, len(sector_arrays()), 13
    )  # some of all levels: all pairs of them are 13 × 13 times as many

    chance = same_class_chance(every[:, None], every, known)

    assert chance == pytest.approx(chance.T, abs=1e-15)
    assert (chance.diagonal()[sector_arrays().depths[every] == 3] == 1).all()
    assert chance.min() >= 0
    assert chance.max() <= 1 + 1e-12


def test_a_broad_need_met_by_a_precise_offer_stays_better_than_the_reverse():
    content = event_vectors(crowd(30, seed=4), DEFAULT_PARAMETERS).information.content
    broad, precise = (np.array(sector_arrays().index[code]) for code in ("27", "2720"))

    assert closeness(broad, precise, content, 0.5) > closeness(precise, broad, content, 0.5)


def test_an_empty_event_knows_rarity_from_the_tree_alone():
    content = event_vectors([], DEFAULT_PARAMETERS).information.content
    section = sector_arrays().index["C"]

    assert content[section] == pytest.approx(math.log(sector_arrays().shares[section]) / math.log(1 / 463))
