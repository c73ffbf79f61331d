"""Words in braces are filled in, wrong ones are named with what is meant, and nothing else in a text is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.texts import UnknownPlaceholder, fill_placeholders, placeholders_used, unknown_placeholders

KNOWN = ("name", "firm", "event", "link")
VALUES = {"name": "{firm} {{7*7}}", "firm": "Tan & Co {name}", "event": "%(x)s", "link": "https://x.example/{event}"}
pieces = st.lists(
    st.sampled_from(
        [*(f"{{{one}}}" for one in KNOWN), "{", "}", "{{", "}}", "｛", "x", " ", "%s", "{0}", "{nmae}", "\n"]
    )
    | st.text(max_size=4),
    max_size=20,
).map("".join)


@given(st.text())
def test_a_text_without_braces_stays_as_it_is(text):
    plain = text.replace("{", "").replace("}", "")

    assert fill_placeholders(plain, VALUES) == plain
    assert unknown_placeholders(plain.replace("｛", "").replace("｝", ""), KNOWN) == []


@given(pieces)
def test_what_is_put_in_is_not_read_again(text):
    marks = {name: f"\ue000{nth}\ue001" for nth, name in enumerate(KNOWN)}
    once = fill_placeholders(text, marks)
    for name, mark in marks.items():
        once = once.replace(mark, VALUES[name])

    assert fill_placeholders(text, VALUES) == once


@given(pieces)
def test_a_text_in_which_nothing_is_wrong_is_filled_whole(text):
    assert unknown_placeholders(text, KNOWN) or placeholders_used(text) <= set(KNOWN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear {nmae}, {company}", [UnknownPlaceholder("{nmae}", "name"), UnknownPlaceholder("{company}", "firm")]),
        ("{姓名}您好：{公司}", [UnknownPlaceholder("{姓名}", "name"), UnknownPlaceholder("{公司}", "firm")]),
        ("｛name｝", [UnknownPlaceholder("｛name｝", "name")]),
        (
            "{{name}} {Name} { firm }",
            [
                UnknownPlaceholder("{{name}}", "name"),
                UnknownPlaceholder("{Name}", "name"),
                UnknownPlaceholder("{ firm }", "firm"),
            ],
        ),
        ("{lien} {whatever else}", [UnknownPlaceholder("{lien}", "link"), UnknownPlaceholder("{whatever else}", "")]),
        ("{{7*7}} {0.__class__} %(x)s {} {1} {% if x %} {{ config }}", []),
        ("{name} of {firm}", []),
    ],
)
def test_a_wrong_one_is_named_with_what_is_meant(text, found):
    assert unknown_placeholders(text, KNOWN) == found
