"""Amounts are read as people write them, to the last unit, and never taken for another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.facts import CURRENCIES
from app.outcomes.money import (
    MOST_AMOUNT,
    AmountUnclear,
    CurrencyUnknown,
    digits_of_currency,
    format_amount,
    is_unambiguous,
    parse_money,
)
from app.outcomes.stages import Money


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("4500000", 450_000_000),
        ("4 500 000", 450_000_000),
        ("4\u00a0500\u202f000,50", 450_000_050),
        ("4,500,000", 450_000_000),
        ("1.280.000", 128_000_000),
        ("1’280’000.5", 128_000_050),
        ("1,500", 150_000),
        ("1.5", 150),
        ("12,34", 1_234),
        ("4.5m", 450_000_000),
        ("4,5 M", 450_000_000),
        ("1.125 m", 112_500_000),
        ("450万", 450_000_000),
        ("1.28亿", 12_800_000_000),
        ("３００", 30_000),
        ("2 million", 200_000_000),
        ("0", 0),
        ("0.500", 50),
    ],
)
def test_an_amount_is_read_as_it_is_written(text, units):
    assert parse_money(text, "CNY") == Money(units, "CNY")


@pytest.mark.parametrize(
    ("text", "currency", "in_full"),
    [
        ("4500000", "CNY", True),
        ("4,500,000.50", "CNY", True),
        ("1.5", "CNY", True),
        ("1.2bn", "CNY", False),
        ("450万", "CNY", False),
        ("1.200", "CNY", False),
        ("1.200", "TND", True),
    ],
)
def test_an_amount_that_is_short_or_may_mean_another_is_not_in_full(text, currency, in_full):
    assert is_unambiguous(text, currency) is in_full


def test_nothing_is_no_amount():
    assert parse_money("  ", "") is None


@pytest.mark.parametrize(
    "text", ["abc", "-5", "1.2.3", "1,50,000", "5 apples", "1.234567", "1e9", "9" * 30, "=1+1", "1 2", "٣٠٠"]
)
def test_what_is_unclear_is_refused(text):
    with pytest.raises(AmountUnclear):
        parse_money(text, "CNY")


def test_an_amount_needs_its_currency():
    for currency in ("", "XXX", "cny"):  # XXX is ISO 4217's code for no currency
        with pytest.raises(CurrencyUnknown):
            parse_money("5", currency)


def test_a_currency_without_small_coins_has_no_parts():
    assert parse_money("1500000", "JPY") == Money(1_500_000, "JPY")
    with pytest.raises(AmountUnclear):
        parse_money("0.5", "JPY")


def test_a_single_mark_parts_no_thousands_where_three_digits_may_follow_the_point():
    assert [parse_money(text, "TND") for text in ("1,500", "1 500 000", "0.001")] == [
        Money(1_500, "TND"),
        Money(1_500_000_000, "TND"),
        Money(1, "TND"),
    ]


@given(st.integers(0, MOST_AMOUNT), st.sampled_from(CURRENCIES))
def test_what_a_form_shows_again_is_read_as_the_same(amount, currency):
    money = Money(amount, currency)

    assert parse_money(format_amount(money), currency) == money
    assert digits_of_currency(currency) in (0, 2, 3)


@given(st.text(max_size=45))
def test_any_text_is_an_amount_or_refused(text):
    try:
        found = parse_money(text, "CNY")
    except AmountUnclear:
        return
    assert found is None or 0 <= found.amount <= MOST_AMOUNT
