"""What is asked of a cell."""

from datetime import UTC, date, datetime

import pytest

from app.lists.selection import LONGEST_VALUE, MOST_CONDITIONS, ColumnCondition, is_fulfilled, parse_conditions
from tests.safety.corpus import QUERIES

DAY = datetime(2032, 3, 18, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("test", "wanted", "value", "found"),
    [
        ("has", "ych", "YCH Group", True),
        ("has", "ＹＣＨ", "ych", True),
        ("has", "x", None, False),
        ("is", "singapore", "Singapore", True),
        ("is", "5231", "5210; 5231", True),
        ("is", "52", "5210; 5231", False),
        ("not", "singapore", "Chongqing", True),
        ("not", "singapore", None, True),
        ("not", "5231", "5210; 5231", False),
        ("filled", "", "x", True),
        ("filled", "", None, False),
        ("empty", "", "", True),
        ("empty", "", 0, False),
        ("from", "3", 12, True),
        ("from", "3", 2, False),
        ("to", "2,5", 2, True),
        ("from", "many", 2, False),
        ("from", "2032-03-18", DAY, True),
        ("to", "2032-03-18", DAY, True),
        ("to", "2032-03-17", DAY, False),
        ("from", "2032-03-19", date(2032, 3, 18), False),
        ("to", "z", None, False),
    ],
)
def test_a_cell_fulfils_it_or_not(test, wanted, value, found):
    assert is_fulfilled(ColumnCondition("any", test, wanted), [value]) is found


def test_of_several_languages_one_is_enough_but_not_for_what_is_excluded():
    cells = ["Warehousing", "仓储", "Entreposage"]

    assert is_fulfilled(ColumnCondition("sectors", "has", "仓储"), cells)
    assert not is_fulfilled(ColumnCondition("sectors", "not", "仓储"), cells)


def test_an_address_says_conditions_and_nonsense_is_passed_over():
    said = [
        "city.is.St. Gallen",
        "phone.empty.whatever",
        "city.is.",
        "city.like.x",
        "",
        "a b.is.c",
        "city.is.St. Gallen",
    ]

    assert parse_conditions(said) == (ColumnCondition("city", "is", "St. Gallen"), ColumnCondition("phone", "empty"))
    assert len(parse_conditions([f"city.is.{number}" for number in range(20)])) == MOST_CONDITIONS


@pytest.mark.parametrize("text", QUERIES)
def test_case_17_whatever_is_asked_is_compared_as_a_text(text):
    for one in parse_conditions([f"{text}.is.x", f"city.{text}.x", f"city.has.{text}"]):
        assert (one.column, one.test, len(one.value) <= LONGEST_VALUE) == ("city", "has", True)
        assert is_fulfilled(one, ["Singapore"]) in (True, False)
