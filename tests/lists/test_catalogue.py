"""A printed catalogue before it is printed: languages beside each other, chapters, indexes."""

from __future__ import annotations

import pytest

from app.core.localized import Localized
from app.lists.publicity import (
    OTHER_LANGUAGE,
    CatalogueText,
    chapters_of,
    chinese_index,
    city_and_country,
    company_names,
    is_long_entry,
    language_pair,
    latin_index,
    section_of,
    texts_side_by_side,
)
from app.lists.rows import ListCompany

SINGAPORE, CHONGQING = Localized("Singapore", "新加坡"), Localized("Chongqing", "重庆")


def firm(number, name="", name_zh="", **values):
    return ListCompany(registration_id=number, category="firm", state="approved", name=name, name_zh=name_zh, **values)


@pytest.mark.parametrize(
    ("lead", "held", "pair"),
    [
        ("zh", ("en", "zh"), ("zh", "en")),
        ("en", ("en", "zh", "fr"), ("en", "zh")),
        ("en", ("en", "fr"), ("en", "fr")),
        ("en", (), ("en", "zh")),
        ("fr", ("fr",), ("fr", "en")),
    ],
)
def test_two_languages_stand_beside_each_other(lead, held, pair):
    assert language_pair(lead, held) == pair


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (Localized("Tea", "茶"), (CatalogueText("Tea"), CatalogueText("茶"))),
        (Localized(zh="茶"), (CatalogueText("", OTHER_LANGUAGE), CatalogueText("茶"))),
        (Localized(fr="Thé"), (CatalogueText("Thé", "fr"), CatalogueText("", OTHER_LANGUAGE))),
        (Localized(), None),
    ],
)
def test_a_text_that_is_missing_in_one_language_says_so(text, sides):
    assert texts_side_by_side(text, ("en", "zh")) == sides


def test_the_name_of_the_leading_language_comes_first_and_one_name_comes_once():
    assert company_names(firm(1, "YCH", "叶水福"), "zh") == ("叶水福", "YCH")
    assert company_names(firm(1, "YCH", "叶水福"), "fr") == ("YCH", "叶水福")
    assert company_names(firm(1, "重庆大学", "重庆大学"), "en") == ("重庆大学", "")


@pytest.mark.parametrize(
    ("city", "country", "told"),
    [
        ("Chongqing", "CN", ("Chongqing, China", "重庆，中国", "Chongqing, Chine")),
        ("Singapore", "SG", ("Singapore", "新加坡", "Singapour")),
        ("Lyon", "FR", ("Lyon, France", "法国", "Lyon, France")),
        ("Lyon", "", ("Lyon", "Lyon", "Lyon")),
    ],
)
def test_a_place_is_said_in_the_language_of_its_column(city, country, told):
    assert tuple(city_and_country(firm(1, city=city, country=country), one) for one in ("en", "zh", "fr")) == told


def test_chapters_follow_the_tree_and_firms_their_sound_in_the_leading_language():
    firms = [
        firm(1, "Zebra", "重庆港", is_in=("5231",)),
        firm(2, "Alpha", "重量", is_in=("5210", "6419")),
        firm(3, "Bank", is_in=("6419",)),
        firm(4, "Silent"),
        firm(5, "Baker", offers_codes=("1071",)),
    ]

    def told(lead):
        return [
            (one.code, [each.registration_id for each in one.companies]) for one in chapters_of(firms, "sector", lead)
        ]

    assert told("en") == [("C", [5]), ("H", [2, 1]), ("L", [3]), ("", [4])]
    assert dict(told("zh"))["H"] == [1, 2]
    assert section_of(firm(6, is_in=("no code",))) == ""


def test_chapters_by_side_stand_in_the_order_of_the_sides_and_empty_ones_are_none():
    firms = [firm(1, "B", group=CHONGQING), firm(2, "A", group=CHONGQING)]

    found = chapters_of(firms, "group", "en", [SINGAPORE, CHONGQING])

    assert [(one.title, [each.name for each in one.companies]) for one in found] == [(CHONGQING, ["A", "B"])]


def test_the_indexes_name_each_firm_under_the_letter_of_its_sound():
    firms = [firm(1, "Éclair", "重庆港"), firm(2, "abc"), firm(3, "3M", "安徽"), firm(4, "长城")]

    latin = [(one.letter, [name for name, _number in one.names]) for one in latin_index(firms)]
    chinese = [(one.letter, one.names) for one in chinese_index(firms)]

    assert latin == [("#", ["3M"]), ("A", ["abc"]), ("C", ["长城"]), ("E", ["Éclair"])]
    assert chinese == [("A", (("安徽", 3),)), ("C", (("重庆港", 1),))]


def test_only_a_block_that_may_need_half_a_page_may_part():
    assert not is_long_entry(["short"] * 6)
    assert is_long_entry(["x" * 800, "y" * 800])
