"""Sentences of a Chinese page follow each other without a space."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.web.translations import remove_gaps


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>一。 二！\n  三</p>", "<p>一。二！三</p>"),
        ("<b>一。</b> 二", "<b>一。</b>二"),
        ("<a>一。</a> 二", "<a>一。</a>二"),
        ("<a>一。</a> <a>二</a>", "<a>一。</a> <a>二</a>"),
        ("一。 <b>二</b>", "一。<b>二</b>"),
        ("一。 · 二", "一。 · 二"),
        ("一。\n二", "一。\n二"),
        ('<input value="一。 二"><textarea>一。 二</textarea>', '<input value="一。 二"><textarea>一。 二</textarea>'),
        ("One. Two", "One. Two"),
    ],
)
def test_no_space_follows_a_wide_stop(html: str, shown: str) -> None:
    assert remove_gaps(html) == shown


def test_pages_are_closed_up(app: Flask) -> None:
    with app.test_request_context("/sign-in"):
        page = app.process_response(app.make_response("<p>。 请</p>"))

    assert page.get_data(as_text=True) == "<p>。请</p>"
