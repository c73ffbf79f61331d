from __future__ import annotations

import pytest

from app.messages.views.emails import mask_links


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Go to https://qiao.test/f/AbCdEfGhIjKl now", "Go to https://qiao.test/f/… now"),
        ("https://qiao.test/sign-in/0123456789abcdef", "https://qiao.test/sign-in/…"),
        ("http://127.0.0.1:8000/reset/0123456789abcdef?x=1\n", "http://127.0.0.1:8000/reset/…\n"),
        ("https://qiao.test/events/fair\nhttps://qiao.test", "https://qiao.test/events/fair\nhttps://qiao.test"),
        ("No link, only text/with/slashes-and-words", "No link, only text/with/slashes-and-words"),
    ],
)
def test_what_may_be_a_key_is_hidden(given: str, shown: str) -> None:
    assert mask_links(given) == shown
