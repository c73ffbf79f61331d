"""A place is said as the reader calls it, each part once."""

from __future__ import annotations

import pytest

from app.companies.locale_names import find_country, get_place_parts, list_countries


@pytest.mark.parametrize(
    ("language", "city", "country", "said"),
    [
        ("zh", "Singapore", "SG", ("新加坡",)),
        ("fr", "Singapore", "SG", ("Singapour",)),
        ("zh", "Chongqing", "CN", ("重庆", "中国")),
        ("zh", "chong qing", "CN", ("重庆", "中国")),
        ("en", "Chongqing", "CN", ("Chongqing", "China")),
        ("zh", "Springfield", "US", ("Springfield", "美国")),
        ("en", "", "SG", ("Singapore",)),
        ("en", "Lyon", "", ("Lyon",)),
        ("en", "Lyon", "Burgundy", ("Lyon", "Burgundy")),
        ("en", "", "", ()),
    ],
)
def test_a_place_is_said_in_the_readers_language_and_each_part_once(language, city, country, said):
    assert get_place_parts(language, city, country) == said


def test_chinese_readers_find_the_regions_as_forms_in_mainland_china_name_them():
    names = list_countries("zh")

    assert [names[code] for code in ("HK", "MO", "TW")] == ["中国香港", "中国澳门", "中国台湾"]


@pytest.mark.parametrize(("written", "code"), [("台湾", "TW"), ("Taiwan", "TW"), ("香港", "HK"), ("中国香港", "HK")])
def test_they_are_read_however_they_are_written(written, code):
    assert find_country(written) == code
