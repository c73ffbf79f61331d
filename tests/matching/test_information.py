import math

import numpy as np
import pytest
from hypothesis import given, settings

from app.companies.sectors import tree
from app.matching.information import closeness
from app.matching.nodes import nodes
from app.matching.parameters import DEFAULT
from app.matching.vectors import vectors
from tests.matching.reference import Reference
from tests.matching.worlds import crowd, worlds


@given(worlds())
@settings(max_examples=30, deadline=None)
def test_rarity_is_counted_from_the_event_and_smoothed_by_the_tree(firms):
    known = vectors(firms, DEFAULT).information

    assert dict(zip(tree().codes, known.content, strict=True)) == pytest.approx(Reference(firms).content, abs=1e-12)


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

    met = closeness(places, places, content, DEFAULT.excess_of_offer)

    assert met.tolist() == [pytest.approx([reference.closeness(need, offer) for offer in codes]) for need in codes]


def test_a_broad_need_met_by_a_precise_offer_stays_better_than_the_reverse():
    content = vectors(crowd(30, seed=4), DEFAULT).information.content
    pair = np.array([nodes().index["27"], nodes().index["2720"]])

    met = closeness(pair, pair, content, DEFAULT.excess_of_offer)

    assert met[0, 1] > met[1, 0]


def test_an_empty_event_knows_rarity_from_the_tree_alone():
    content = vectors([], DEFAULT).information.content
    section = nodes().index["C"]

    assert content[section] == pytest.approx(math.log(nodes().shares[section]) / math.log(1 / 463))
