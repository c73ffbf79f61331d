import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.companies.sectors.tree import sector_tree
from app.matching.information import closeness, met, same_class
from app.matching.nodes import nodes
from app.matching.parameters import DEFAULT
from app.matching.vectors import vectors
from tests.matching.reference import Reference
from tests.matching.worlds import crowd, worlds


@pytest.mark.full
@given(worlds())
@settings(max_examples=30, deadline=None)
def test_rarity_is_counted_from_the_event_and_smoothed_by_the_tree(firms):
    known = vectors(firms, DEFAULT).information

    assert dict(zip(sector_tree().codes, known.content, strict=True)) == pytest.approx(
        Reference(firms).content, abs=1e-12
    )


@pytest.mark.full
@given(worlds())
@settings(max_examples=30, deadline=None)
def test_what_lies_deeper_never_says_less(firms):
    content = vectors(firms, DEFAULT).information.content
    below = nodes().depths > 0

    assert (content[below] >= content[nodes().parents[below]]).all()
    assert content.max() == 1
    assert content.min() > 0


def test_a_need_is_met_as_the_plain_formula_says():
    firms = crowd(30, seed=4)
    reference = Reference(firms)
    content = vectors(firms, DEFAULT).information.content
    codes = ["C", "27", "272", "2720", "2710", "5210", "521"]
    places = np.array([nodes().index[code] for code in codes])

    close = closeness(places[:, None], places, content, DEFAULT.excess_of_offer)

    assert close.tolist() == [pytest.approx([reference.closeness(need, offer) for offer in codes]) for need in codes]


def test_what_is_said_broadly_means_the_classes_that_firms_here_name():
    firms = crowd(30, seed=4)
    reference = Reference(firms)
    known = vectors(firms, DEFAULT).information
    codes = ["C", "27", "272", "2720", "2710", "5210", "521"]
    places = np.array([nodes().index[code] for code in codes])

    answers = met(places[:, None], places, known, DEFAULT)

    assert answers.tolist() == [pytest.approx([reference.answer(need, offer) for offer in codes]) for need in codes]


@pytest.mark.full
@given(worlds(), st.integers(0, 12))
@settings(max_examples=30, deadline=None)
def test_the_chance_to_mean_the_same_is_one_for_a_class_and_the_same_both_ways(firms, first):
    known = vectors(firms, DEFAULT).information
    every = np.arange(first, len(nodes()), 13)  # some of all levels: all pairs of them are 13 × 13 times as many

    chance = same_class(every[:, None], every, known)

    assert chance == pytest.approx(chance.T, abs=1e-15)
    assert (chance.diagonal()[nodes().depths[every] == 3] == 1).all()
    assert chance.min() >= 0
    assert chance.max() <= 1 + 1e-12


def test_a_broad_need_met_by_a_precise_offer_stays_better_than_the_reverse():
    content = vectors(crowd(30, seed=4), DEFAULT).information.content
    broad, precise = (np.array(nodes().index[code]) for code in ("27", "2720"))

    assert closeness(broad, precise, content, 0.5) > closeness(precise, broad, content, 0.5)


def test_an_empty_event_knows_rarity_from_the_tree_alone():
    content = vectors([], DEFAULT).information.content
    section = nodes().index["C"]

    assert content[section] == pytest.approx(math.log(nodes().shares[section]) / math.log(1 / 463))
