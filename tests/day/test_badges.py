from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.day.desk_input import Badge, parse_badge_code, sign_badge

BADGE = Badge(7, datetime(2032, 3, 1, tzinfo=UTC), 1)
TOKEN = sign_badge("secret", BADGE)


@given(st.integers(1, 10**9), st.integers(1, 50))
def test_a_code_is_another_for_each_person_and_version(person_id, version):
    other = replace(BADGE, person_id=person_id, version=version)

    assert (sign_badge("secret", other) == TOKEN) == (other == BADGE)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"https://qiao.example.org/b/{TOKEN}",
        f"  https://qiao.example.org/b/{TOKEN}\n",
        f"HTTPS://QIAO.EXAMPLE.ORG/B/{TOKEN.upper()}",
        f"https://qiao.example.org/b/{TOKEN}?lang=zh",
        f"ｈｔｔｐｓ：／／qiao.example.org/b/{TOKEN}",
    ],
)
def test_a_code_is_read_however_a_scanner_types_it(text):
    assert parse_badge_code(text) == TOKEN


@pytest.mark.parametrize("text", ["", "Tan Hui Min", "0014", TOKEN[:-1], TOKEN + "a", f"https://x.org/r/{TOKEN}"])
def test_what_is_no_code_is_none(text):
    assert parse_badge_code(text) == ""


@given(st.text())
def test_anything_may_be_typed(text):
    assert isinstance(parse_badge_code(text), str)
