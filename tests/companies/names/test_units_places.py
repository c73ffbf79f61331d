"""Which places a name says."""

import pytest

from app.companies.names.units import are_places_apart, places_named


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("HSBC 汇丰 Chengdu", {"chengdu"}),
        ("hsbc 匯豐 CHENGDU", {"chengdu"}),
        ("汇丰银行成都分行", {"chengdu"}),
        ("Banque de Chine, Singapour", {"china", "singapore"}),
        ("HSBC Hong Kong", {"hongkong"}),
        ("中国银行（澳门）", {"china", "macau"}),
        ("Banco da Macao", {"macau"}),
        ("YCH Group 叶水福", set()),
    ],
)
def test_a_place_is_the_same_in_whichever_language_it_is_said(text, places):
    assert places_named([text]) == places


@pytest.mark.parametrize(
    ("said", "known", "apart"),
    [
        ("HSBC Chengdu", "HSBC Singapore", True),
        ("HSBC China Chengdu", "HSBC China Chongqing", True),
        ("HSBC China", "HSBC Chengdu", False),
        ("HSBC Chengdu", "HSBC China", False),
        ("HSBC Singapore", "HSBC China", True),
        ("Bank of China", "Bank of China Singapore", False),
        ("Singapore Airlines Chongqing", "Singapore Airlines", False),
        ("HSBC", "HSBC Singapore", False),
        ("HSBC Chengdu", "HSBC", False),
    ],
)
def test_two_places_are_apart_where_none_lies_in_the_other(said, known, apart):
    assert are_places_apart(places_named([said]), places_named([known])) is apart
