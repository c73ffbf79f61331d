from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.kernel.numbered_tokens import TOKEN, number_of
from app.meetings.answer_links import Request, matching, sign

REQUEST = Request(7, datetime(2032, 3, 1, tzinfo=UTC), 12, 3)


def test_a_token_names_its_meeting_and_nothing_can_be_changed_in_what_it_is_bound_to():
    token = sign("secret", REQUEST)

    assert TOKEN.fullmatch(token)
    assert number_of(token) == 7
    assert matching(token, "secret", [REQUEST]) == REQUEST
    others = [
        replace(REQUEST, meeting_id=8),
        replace(REQUEST, asked_at=datetime(2032, 3, 2, tzinfo=UTC)),
        replace(REQUEST, awaiting_id=13),
        replace(REQUEST, version=4),
    ]
    assert matching(token, "secret", others) is None
    assert matching(token, "other secret", [REQUEST]) is None


def test_what_is_no_token_names_nothing():
    assert [number_of(one) for one in ("", "7", "7-short", "x-" + "a" * 32, "7-" + "A" * 32, "７-" + "a" * 32)] == [
        None
    ] * 6


def test_a_number_that_no_column_holds_names_nothing():
    """PostgreSQL would refuse to look for it."""
    assert number_of(f"{2**31}-{'a' * 32}") is None
