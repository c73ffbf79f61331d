from __future__ import annotations

import json

import pytest

from app.core.errors import Invalid
from app.core.parsing import MAX_JSON_DEPTH, MAX_JSON_LENGTH, json_error_line, parse_json


@pytest.mark.parametrize("text", ['{"a": [1, true, null, "桥"]}', "[]", '"\\ud83d\\ude00"', "7", "-1.5e3"])
def test_what_json_can_say_is_read(text: str) -> None:
    assert parse_json(text) == json.loads(text)


@pytest.mark.parametrize("text", ["", "{", "nonsense", "[1,]", "{1: 2}", "NaN", "[Infinity]", "-Infinity", "1" * 5000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_json(text)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("times", [MAX_JSON_DEPTH + 1, 900, 1500, 60_000])
def test_what_is_too_deep_is_refused_whether_it_is_closed_or_not(opening: str, times: int) -> None:
    closing = {"[": "]", '{"a":': "}", '[{"a":': "}]"}[opening]

    for text in (opening * times, opening * times + "1" + closing * times):
        with pytest.raises(Invalid):
            parse_json(text)


def test_as_deep_as_may_be_is_read() -> None:
    assert parse_json("[" * MAX_JSON_DEPTH + "1" + "]" * MAX_JSON_DEPTH)


def test_what_is_too_long_is_refused() -> None:
    assert parse_json('"' + "x" * (MAX_JSON_LENGTH - 2) + '"')
    with pytest.raises(Invalid):
        parse_json('"' + "x" * (MAX_JSON_LENGTH - 1) + '"')


@pytest.mark.parametrize("text", ['"\\ud800"', '{"\\udfff": 1}', '[["\\ud800"]]'])
def test_halves_of_characters_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_json(text)


@pytest.mark.parametrize(("text", "line"), [('{"a":\n\n?}', 3), ("[1]", None), ("[NaN]", None)])
def test_where_json_breaks_is_told_by_its_line(text, line):
    assert json_error_line(text) == line
