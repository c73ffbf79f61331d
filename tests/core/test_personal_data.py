"""The words by which somebody is known go out of texts and JSON; what only looks like them stays."""

from __future__ import annotations

import json

import pytest

from app.core.personal_data import ERASED_NAME, REMOVED_MARK, PersonalTraces, personal_traces

LING = personal_traces(
    ["Tan Mei Ling", "Mei Ling Tan", "陈美玲", "Lee", "meiling_88"], ["Ling@Example.org"], ["+65 9123 4567", "12"]
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ask TAN,  Mei  Ling at noon", f"Ask {REMOVED_MARK} at noon"),
        ("请联系陈美玲女士", f"请联系{REMOVED_MARK}女士"),
        ("ling@example.org, not darling@example.org", f"{REMOVED_MARK}, not darling@example.org"),
        ("call 9123-4567 or (+65) 91234567", f"call {REMOVED_MARK} or ({REMOVED_MARK}"),
        ("wechat meiling_88!", f"wechat {REMOVED_MARK}!"),
        ("Lee", REMOVED_MARK),
    ],
)
def test_what_names_somebody_goes(text, left):
    assert LING.remove_from(text) == left
    assert LING.is_mentioned_in(text)


@pytest.mark.parametrize("text", ["Leeds", "with Lee of another firm", "Tan Mei Lingering", "9123 45678", "", "12"])
def test_what_only_looks_alike_stays(text):
    assert LING.remove_from(text) == text
    assert not LING.is_mentioned_in(text)


def test_in_json_texts_and_keys_lose_it_and_the_rest_stays():
    value = {"q": "陈美玲", "rows": [[1, "x Tan Mei Ling", None, True]], "meiling_88": 2.5}

    assert LING.remove_from_all(value) == {
        "q": REMOVED_MARK,
        "rows": [[1, f"x {REMOVED_MARK}", None, True]],
        REMOVED_MARK: 2.5,
    }


@pytest.mark.parametrize("text", ["Dear Tan Mei Ling", "陈美玲", "LING@example.org", "9123 4567", "LEE"])
def test_every_text_that_names_somebody_holds_a_hint(text):
    for written in (text.lower(), json.dumps({"a": text}).lower()):
        assert any(hint in written for hint in LING.hints)


def test_whoever_has_no_name_leaves_no_trace():
    assert not personal_traces([None, " ", ERASED_NAME], [""], ["12 34"])
    assert PersonalTraces().remove_from("anything") == "anything"
