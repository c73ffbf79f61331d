"""A company is found by any spelling of its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.search import finds, fold, searchable

BANK = searchable("Oversea-Chinese Banking Corporation Limited", "华侨银行")
CAFE = searchable("Café Île Pte Ltd", None)


@pytest.mark.parametrize(
    "typed",
    [
        "oversea",
        "OVERSEA CHINESE",
        "ｏｖｅｒｓｅａ",
        "banking ltd",
        "华侨",
        "華僑銀行",
        "huaqiao",
        "hua qiao yin hang",
        "hqyh",
        "",
    ],
)
def test_a_bank_is_found_by_any_spelling(typed):
    assert finds(typed, BANK)


@pytest.mark.parametrize("typed", ["cafe", "CAFÉ ile", "cafeile"])
def test_accents_and_blanks_do_not_matter(typed):
    assert finds(typed, CAFE)


@pytest.mark.parametrize("typed", ["maybank", "华夏", "oversea trust"])
def test_another_name_finds_nothing(typed):
    assert not finds(typed, BANK)


def test_a_legal_form_alone_is_looked_for_as_typed():
    assert finds("ltd", CAFE)
    assert not finds("ltd", BANK)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once_and_a_name_finds_itself(name):
    assert fold(fold(name)) == fold(name)
    assert finds(name, searchable(name))
