"""The words by which somebody is known go out of texts and JSON; what only looks like them stays."""

from __future__ import annotations

import json

import pytest

from app.kernel.traces import GONE, NOBODY, Traces, traces_of

LING = traces_of(
    ["Tan Mei Ling", "Mei Ling Tan", "陈美玲", "Lee", "meiling_88"], ["Ling@Example.org"], ["+65 9123 4567", "12"]
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ask TAN,  Mei  Ling at noon", f"Ask {GONE} at noon"),
        ("请联系陈美玲女士", f"请联系{GONE}女士"),
        ("ling@example.org, not darling@example.org", f"{GONE}, not darling@example.org"),
        ("call 9123-4567 or (+65) 91234567", f"call {GONE} or ({GONE}"),
        ("wechat meiling_88!", f"wechat {GONE}!"),
        ("Lee", GONE),
    ],
)
def test_what_names_somebody_goes(text, left):
    assert LING.out_of(text) == left
    assert LING.mentioned_in(text)


@pytest.mark.parametrize("text", ["Leeds", "with Lee of another firm", "Tan Mei Lingering", "9123 45678", "", "12"])
def test_what_only_looks_alike_stays(text):
    assert LING.out_of(text) == text
    assert not LING.mentioned_in(text)


def test_in_json_texts_and_keys_lose_it_and_the_rest_stays():
    value = {"q": "陈美玲", "rows": [[1, "x Tan Mei Ling", None, True]], "meiling_88": 2.5}

    assert LING.out_of_all(value) == {"q": GONE, "rows": [[1, f"x {GONE}", None, True]], GONE: 2.5}


@pytest.mark.parametrize("text", ["Dear Tan Mei Ling", "陈美玲", "LING@example.org", "9123 4567", "LEE"])
def test_every_text_that_names_somebody_holds_a_hint(text):
    for written in (text.lower(), json.dumps({"a": text}).lower()):
        assert any(hint in written for hint in LING.hints)


def test_whoever_has_no_name_leaves_no_trace():
    assert not traces_of([None, " ", NOBODY], [""], ["12 34"])
    assert Traces().out_of("anything") == "anything"
