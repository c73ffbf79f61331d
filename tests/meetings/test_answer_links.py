from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.core.signing import TOKEN_PATTERN, token_number
from app.meetings.signed_links import RequestLink, find_matching_link, sign_link

REQUEST = RequestLink(7, datetime(2032, 3, 1, tzinfo=UTC), 12, 3)


def test_a_token_names_its_meeting_and_nothing_can_be_changed_in_what_it_is_bound_to():
    token = sign_link("secret", REQUEST)

    assert TOKEN_PATTERN.fullmatch(token)
    assert token_number(token) == 7
    assert find_matching_link(token, "secret", [REQUEST]) == REQUEST
    others = [
        replace(REQUEST, meeting_id=8),
        replace(REQUEST, asked_at=datetime(2032, 3, 2, tzinfo=UTC)),
        replace(REQUEST, awaiting_id=13),
        replace(REQUEST, version=4),
    ]
    assert find_matching_link(token, "secret", others) is None
    assert find_matching_link(token, "other secret", [REQUEST]) is None


def test_what_is_no_token_names_nothing():
    assert [token_number(one) for one in ("", "7", "7-short", "x-" + "a" * 32, "7-" + "A" * 32, "７-" + "a" * 32)] == [
        None
    ] * 6


def test_a_number_that_no_column_holds_names_nothing():
    """PostgreSQL would refuse to look for it."""
    assert token_number(f"{2**31}-{'a' * 32}") is None
