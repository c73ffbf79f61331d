"""Names of countries and languages as people write them, and how they are shown."""

from __future__ import annotations

import pytest

from app.companies.locale_names import (
    find_country,
    get_language_name,
    is_language_code,
    list_languages,
    parse_languages,
)

CELLS = ("Portuguese, English", "mongol, anglais", "闽南语、英语", "Hindi / Burmese / Lao", "Minnan; Khmer; Wu Chinese")


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_read_of_a_sheet_may_be_kept_and_has_a_name(cell):
    codes, _ = parse_languages(cell)

    assert codes
    assert [code for code in codes if not is_language_code(code)] == []
    assert [code for code in codes if get_language_name(code, "zh") == code] == []


def test_languages_are_offered_in_the_order_of_their_names():
    offered = list_languages("fr")

    assert {"pt", "mn", "hi", "my", "km", "nan", "yue"} <= offered.keys()
    assert list(offered.values())[:2] == ["abkhaze", "afar"]
    assert list(list_languages("zh")).index("mn") > list(list_languages("zh")).index("de")


@pytest.mark.parametrize("code", ["und", "mul", "zxx", "xx", ""])
def test_no_language_is_none(code):
    assert not is_language_code(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            ("Singapore", "SG"),
            ("sg", "SG"),
            ("S’pore", "SG"),
            ("M'sia", "MY"),
            ("中国", "CN"),
            ("Hong Kong SAR", "HK"),
            ("中国香港", "HK"),
            ("Macao", "MO"),
        ),
        *(("Mongolia", "MN"), ("蒙古国", "MN"), ("Mongolie", "MN"), ("澳门", "MO"), ("Atlantis", ""), ("", "")),
    ],
)
def test_countries_are_known_by_name(text, code):
    assert find_country(text) == code
