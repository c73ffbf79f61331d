"""What came back on paper, as it is keyed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.wish_lists import (
    CompanyNumbers,
    WishLine,
    WishMark,
    WishProblem,
    checked_line,
    parse_wish_line,
    wish_line_text,
)

MUST, WANT, NEVER = WishMark.MUST, WishMark.WANT, WishMark.NEVER
SAME = {12: MUST, 7: WANT, 31: WANT, 9: NEVER}
MARKS = st.dictionaries(st.integers(0, 999_999), st.sampled_from(list(WishMark)), max_size=30)


@pytest.mark.parametrize(
    "typed",
    [
        "12!, 7, 31, −9",
        "12！，7，31，－9",
        "１２！、７、３１、－９",
        "12! 7 31 -9",
        "12 !; 7; 31; – 9",
        "  12!,,7,\t31 ,—9 , ",
        "#12! #7 / #31 / -#9",
        "0012!!, 07, 31, ‑9\n",
        "12❗、7、31、﹣9。",
    ],
)
def test_a_line_is_read_however_it_is_keyed_in(typed):
    assert parse_wish_line(typed) == WishLine(SAME)


@pytest.mark.parametrize(
    ("typed", "marks", "said"),
    [
        ("7, seven, 8", {7: WANT, 8: WANT}, [("unreadable", "seven")]),
        ("12!7", {}, [("unreadable", "12!7")]),
        ("-9!", {}, [("unreadable", "-9!")]),
        ("7-9, 3", {3: WANT}, [("range", "7-9")]),
        ("7 – 9", {}, [("range", "7 - 9")]),
        ("47-52, 3", {3: WANT}, [("range", "47-52")]),
        ("7, 7!, 7", {7: MUST}, [("repeated", "7")]),
        ("7, −7", {7: WANT}, [("contradiction", "7")]),
        ("1234567890123", {}, [("unknown", "1234567890123")]),
        ("٣, ⅓", {}, [("unreadable", "٣"), ("unreadable", "1⁄3")]),
        ("", {}, []),
    ],
)
def test_what_is_odd_in_a_line_is_named_and_the_rest_stands(typed, marks, said):
    assert parse_wish_line(typed) == WishLine(marks, tuple(WishProblem(*one) for one in said))


@given(MARKS)
def test_what_is_written_is_read_as_the_same(marks):
    assert parse_wish_line(wish_line_text(marks)) == WishLine(marks)


@given(st.text(max_size=80))
def test_any_text_is_answered_and_says_what_it_cannot_read(text):
    line = parse_wish_line(text)

    assert parse_wish_line(wish_line_text(line.marks)).marks == line.marks
    digits = [sign for sign in text if sign in "0123456789"]
    assert bool(line.marks) <= bool(digits or not text.isascii())
    assert line.problems or line.marks or not any(sign.isalnum() for sign in text)


@given(MARKS, st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_each_number_of_a_line_is_kept_or_told(marks, known, taking_part, askable):
    line = checked_line(
        WishLine(marks), CompanyNumbers(own={3}, known=known | {3}, taking_part=taking_part, askable=askable)
    )

    told = {int(one.text) for one in line.problems}
    assert told | line.marks.keys() == marks.keys()
    assert not told & line.marks.keys()
    assert {one for one, mark in line.marks.items() if mark != NEVER} <= known & taking_part & askable - {3}


def test_numbers_are_judged_by_what_they_mean_to_the_firm():
    numbers = CompanyNumbers(own={1}, known=set(range(1, 10)), taking_part={2, 3, 4}, askable={2, 3}, met={3})

    line = checked_line(parse_wish_line("1, 2!, 3, 4, 5, −6, 77"), numbers)

    assert line == WishLine(
        {2: MUST, 3: WANT, 6: NEVER},
        tuple(
            WishProblem(*one)
            for one in [("own", "1"), ("already", "3"), ("barred", "4"), ("gone", "5"), ("unknown", "77")]
        ),
    )
    assert not line.is_good
    assert checked_line(parse_wish_line("3"), numbers).is_good
