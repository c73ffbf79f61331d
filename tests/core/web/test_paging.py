"""The page that an address asks for, and the addresses of those beside it."""

from __future__ import annotations

import pytest

from app.core.web.pages import page_links, requested_page

LETTERS = "abcdefg"


@pytest.mark.parametrize(
    ("query", "shown"), [("", "abc"), ("?page=2", "def"), ("?page=3", "g"), ("?page=9", "g"), ("?page=x", "abc")]
)
def test_the_nearest_page_is_shown(app, query, shown):
    with app.test_request_context(f"/{query}"):
        assert requested_page(LETTERS, size=3).items == shown


def test_the_ways_keep_what_else_the_address_says(app):
    with app.test_request_context("/events/fair/ranking/weak?page=2&q=a&q=b&_external=1&endpoint=x"):
        before, after = page_links(requested_page(LETTERS, size=3))

    assert before == "/events/fair/ranking/weak?page=1&q=a&q=b"
    assert after == "/events/fair/ranking/weak?page=3&q=a&q=b"


def test_there_is_no_way_past_the_ends(app):
    with app.test_request_context("/events/fair/ranking/weak"):
        assert page_links(requested_page("ab", size=3)) == ("", "")
