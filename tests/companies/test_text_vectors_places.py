"""Texts without the places in them."""

from __future__ import annotations

import pytest

from app.companies.text_vectors import without_places


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Supermarkets in Singapore and Kunming", "Supermarkets"),
        ("Distributors in southwest China, machine builders", "Distributors, machine builders"),
        ("Container shipping between Southeast Asia, China and Africa", "Container shipping"),
        ("Cabinet d'avocats en Chine et à Singapour", "Cabinet d'avocats"),
        ("中国西南地区的分销商", "的分销商"),
        ("重庆市保税仓", "保税仓"),
        ("bone china", "bone china"),
        ("Chongqing", "Chongqing"),
        ("", ""),
    ],
)
def test_places_go_and_what_firms_do_stays(text, left):
    assert without_places(text) == left
