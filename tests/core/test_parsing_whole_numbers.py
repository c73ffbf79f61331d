"""Whole numbers from outside."""

from __future__ import annotations

import pytest

from app.core.parsing import parse_whole_number


@pytest.mark.parametrize(("text", "number"), [("7", 7), (" 12 ", 12), ("-1", -1), ("2147483647", 2**31 - 1), (5, 5)])
def test_a_number_is_read(text, number):
    assert parse_whole_number(text) == number


@pytest.mark.parametrize("text", ["", "x", "1.5", "1e9", "²", "٣", "--1", "2147483648", "9" * 5000, "\x00", "+1", None])
def test_what_no_column_holds_is_no_number(text):
    assert parse_whole_number(text) is None
