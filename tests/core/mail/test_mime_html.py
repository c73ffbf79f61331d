"""The text of a letter as HTML: what its marks become."""

from __future__ import annotations

from html import escape

import pytest

from app.core.mail.mime import render_html

HOUSE = "https://qiao.example.org"


def _page(body: str) -> str:
    return render_html("Hello", body, language="en", base_url=HOUSE, button="Open the page")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (f"{HOUSE}/companies/1", "Open the page"),
        (f"Answer: {HOUSE}/companies/1", "Answer"),
        (f"Répondre\u00a0: {HOUSE}/companies/1", "Répondre"),
        (f"答复：{HOUSE}/companies/1", "答复"),
    ],
)
def test_an_address_alone_on_its_line_is_a_button_that_says_what_it_does(line: str, word: str) -> None:
    page = _page(f"Words.\n\n{line}\n")

    assert f'href="{HOUSE}/companies/1"' in page
    assert f">{word}</a>" in page


def test_where_one_joins_a_meeting_online_is_a_link_and_no_other_address_of_others() -> None:
    room = "https://meet.example.org/room?pwd=1&x=%22"
    body = f"Words.\n\n  Table: https://evil.example.org\n  Online: {room}\n\n> Online: https://evil.example.org\n"

    page = render_html("Hello", body, language="en", base_url=HOUSE, button="Open the page", joins="Online")

    assert f'<a href="{escape(room)}"' in page
    assert page.count("<a ") == 1
    assert "<a " not in render_html("Hello", body, language="en", base_url=HOUSE, button="Open the page")


@pytest.mark.parametrize("line", ["Answer: https://evil.example.org/r/1", f"> Answer: {HOUSE}/r/1"])
def test_nothing_that_somebody_typed_is_a_button(line: str) -> None:
    assert 'class="q-go"' not in _page(f"Words.\n\n{line}\n")
