from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.companies.names.search import search_key
from app.day.desk_input import DeskInput, get_name_key, has_phone_end, is_name_match, parse_desk_input, search_name_keys

PEOPLE = [
    (0, get_name_key("Tan Hui Min") + "\n" + get_name_key("陈慧敏")),
    (1, get_name_key("Zhang Wei")),
    (2, get_name_key("Élodie Dupré")),
]


@pytest.mark.parametrize("text", ["0014", " 00 14 ", "００１４"])
def test_four_digits_are_the_end_of_a_phone(text):
    assert parse_desk_input(text) == DeskInput(digits="0014")


@pytest.mark.parametrize("text", ["001", "00145", "A4", "Tan 0014"])
def test_other_texts_are_words(text):
    assert parse_desk_input(text) == DeskInput(words=text)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tan hui min", [0]),
        ("huimin", [0]),
        ("hui min tan", [0]),
        ("Chen Huimin", [0]),
        ("chenhuimin", [0]),
        ("陈慧敏", [0]),
        ("陳慧敏", [0]),
        ("慧敏", [0]),
        ("chm", [0]),
        ("wei zhang", [1]),
        ("zhangwei", [1]),
        ("elodie", [2]),
        ("DUPRE", [2]),
        ("Zhang Wie", []),
        ("", []),
    ],
)
def test_a_person_is_found_in_any_spelling(typed, found):
    assert search_name_keys(typed, PEOPLE) == found


def test_a_name_that_begins_a_legal_form_finds_its_bearers_and_not_every_limited_firm():
    people = [(0, get_name_key("Ng Wei Jie") + "\n" + search_key("Tye Soon Limited")), (1, get_name_key("Lim Hui Min"))]

    assert search_name_keys("Lim", people) == [1]
    assert search_name_keys("Tye Soon Limited", people) == search_name_keys("Tye Soon Ltd", people) == [0]


def test_who_is_called_so_is_told_from_whose_name_only_begins_so():
    assert is_name_match("lim", get_name_key("Lim Hui Min"))
    assert is_name_match("Hui Min", get_name_key("Lim Hui Min"))
    assert not is_name_match("lim", get_name_key("Liu Min"))


@pytest.mark.parametrize("phone", ["+65 9123 0014", "+6591230014", "(9123) 00-14", "0014"])
def test_a_phone_ends_so_however_it_is_written(phone):
    assert has_phone_end(phone, "0014")
    assert not has_phone_end(phone, "0015")


@given(st.text())
def test_anything_may_be_typed(text):
    typed = parse_desk_input(text)

    assert sum(map(bool, (typed.code, typed.digits, typed.words))) <= 1
