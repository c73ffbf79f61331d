"""The words and signs of a firm link."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.signing import token_number
from app.registrations.company_links import (
    CODE_ALPHABET,
    INITIALS_ALPHABET,
    LinkStatus,
    find_token_version,
    generate_access_code,
    link_status,
    parse_access_code,
    sign_link_token,
)

KEY = "a secret of the instance"


def first_of(text):
    return text[0]


def in_turn():
    counter = itertools.count()
    return lambda text: text[next(counter) % len(text)]


@pytest.mark.parametrize(
    ("company", "code"),
    [
        ("Bok Seng Logistics Pte Ltd", "BS2-3456"),
        ("YCH Group", "YG2-3456"),
        ("MindChamps", "MN2-3456"),
        ("École Brûlée", "EB2-3456"),
        ("叶水福集团", "FG2-3456"),
        ("", "FG2-3456"),
    ],
)
def test_a_code_begins_with_the_firms_initials(company, code):
    assert generate_access_code(company, in_turn()) == code


@given(st.text(max_size=30), st.randoms(use_true_random=False))
def test_every_code_that_is_drawn_reads_as_itself(company, random):
    code = generate_access_code(company, random.choice)

    assert parse_access_code(code) == code
    assert set(code[:2]) <= set(INITIALS_ALPHABET)
    assert set(code[2] + code[4:]) <= set(CODE_ALPHABET)


@pytest.mark.parametrize("typed", ["bs7 4q2k", "BS74Q2K", " bs7-4q2k ", "ＢＳ７－４Ｑ２Ｋ", "8S7-4Q2K", "B57 4qZk"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert parse_access_code(typed) == "BS7-4Q2K"


def test_a_code_of_four_signs_on_a_paper_handed_out_before_is_still_read():
    assert parse_access_code("bs7 4qz") == "BS7-4Q2"


@pytest.mark.parametrize("typed", ["", "BS7-4Q", "BS7-4Q2KK", "BS7-4O2", "0S7-4Q2", "二十七四九二"])
def test_what_is_no_code_is_none(typed):
    assert parse_access_code(typed) is None


def test_a_token_is_the_same_at_any_time_and_another_for_each_firm_and_version():
    made = {
        sign_link_token(KEY, firm, version, mark) for firm in (7, 8) for version in (1, 2) for mark in ("", "a7", "b7")
    }
    made.add(sign_link_token("another", 7, 1, ""))

    assert len(made) == 13
    assert sign_link_token(KEY, 7, 1, "a7") in made
    assert all(len(token.partition("-")[2]) * 5 >= 128 for token in made)


def test_a_token_names_its_firm_and_its_version():
    assert token_number(sign_link_token(KEY, 7, 2, "a7")) == 7
    assert find_token_version(sign_link_token(KEY, 7, 2, "a7"), KEY, 7, newest=3, mark="a7") == 2


@pytest.mark.parametrize(
    "token",
    ["", "7", "7-abc", "07-" + "a" * 32, "7-" + "a" * 32 + "\n", "7-" + "1" * 32, "-1-x", f"{2**31}-" + "a" * 32],
)
def test_what_is_no_token_speaks_of_nobody(token):
    assert token_number(token) is None


def test_a_forged_token_has_no_version():
    other = sign_link_token(KEY, 8, 1, "a7")

    assert find_token_version("7-" + other.partition("-")[2], KEY, 7, newest=3, mark="a7") is None
    assert find_token_version(sign_link_token(KEY, 7, 4, "a7"), KEY, 7, newest=3, mark="a7") is None
    assert find_token_version(sign_link_token(KEY, 7, 1, "a7"), KEY, 7, newest=3, mark="b7") is None


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ({"registering": True}, LinkStatus.OPEN),
        ({}, LinkStatus.CLOSED),
        ({"comes_back": True}, LinkStatus.OPEN),
        ({"registering": True, "claimed": True, "cancelled": True}, LinkStatus.CLOSED),
        ({"comes_back": True, "ended": True}, LinkStatus.CLOSED),
        ({"takes_part": True}, LinkStatus.OPEN),
        ({"takes_part": True, "ended": True}, LinkStatus.CLOSED),
        ({"registering": True, "claimed": True}, LinkStatus.CLAIMED),
        ({"registering": True, "revoked": True}, LinkStatus.REVOKED),
    ],
)
def test_a_link_stands_open_until_claimed_revoked_or_closed(case, found):
    names = ("claimed", "revoked", "registering", "takes_part", "comes_back", "ended", "cancelled")
    plain = dict.fromkeys(names, False)

    assert link_status(**{**plain, **case}) == found
