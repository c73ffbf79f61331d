"""Words in braces are filled in, wrong ones are named with what is meant, and nothing else in a text is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.placeholders import Wrong, fill, used, wrong

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

    assert fill(plain, VALUES) == plain
    assert wrong(plain.replace("｛", "").replace("｝", ""), KNOWN) == []


@given(pieces)
def test_what_is_put_in_is_not_read_again(text):
    marks = {name: f"\ue000{nth}\ue001" for nth, name in enumerate(KNOWN)}
    once = fill(text, marks)
    for name, mark in marks.items():
        once = once.replace(mark, VALUES[name])

    assert fill(text, VALUES) == once


@given(pieces)
def test_a_text_in_which_nothing_is_wrong_is_filled_whole(text):
    assert wrong(text, KNOWN) or used(text) <= set(KNOWN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear {nmae}, {company}", [Wrong("{nmae}", "name"), Wrong("{company}", "firm")]),
        ("{姓名}您好：{公司}", [Wrong("{姓名}", "name"), Wrong("{公司}", "firm")]),
        ("｛name｝", [Wrong("｛name｝", "name")]),
        ("{{name}} {Name} { firm }", [Wrong("{{name}}", "name"), Wrong("{Name}", "name"), Wrong("{ firm }", "firm")]),
        ("{lien} {whatever else}", [Wrong("{lien}", "link"), Wrong("{whatever else}", "")]),
        ("{{7*7}} {0.__class__} %(x)s {} {1} {% if x %} {{ config }}", []),
        ("{name} of {firm}", []),
    ],
)
def test_a_wrong_one_is_named_with_what_is_meant(text, found):
    assert wrong(text, KNOWN) == found
