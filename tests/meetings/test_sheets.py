"""How an agenda is parted into pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.meetings.agenda import MOST_PICTURE_LINES, divide_into_pictures

MONDAY, TUESDAY = date(2032, 3, 15), date(2032, 3, 16)


@dataclass(frozen=True)
class Line:
    is_fixed: bool = True
    is_own: bool = True


MEETING, BREAK, FREE = Line(), Line(is_own=False), Line(is_fixed=False, is_own=False)


def test_each_day_is_a_picture_without_its_free_times():
    (monday, tuesday) = divide_into_pictures([(MONDAY, [MEETING, FREE, BREAK]), (TUESDAY, [FREE, MEETING])])

    assert (monday.day, monday.parts, monday.lines) == (MONDAY, 1, [MEETING, BREAK])
    assert (tuesday.day, tuesday.parts, tuesday.lines) == (TUESDAY, 1, [MEETING])


def test_a_day_of_breaks_alone_is_no_picture():
    assert divide_into_pictures([(MONDAY, [BREAK, FREE]), (TUESDAY, [])]) == []


def test_a_long_day_is_parted_evenly():
    sheets = divide_into_pictures([(MONDAY, [MEETING] * (MOST_PICTURE_LINES + 3))])

    assert [(sheet.part, sheet.parts, len(sheet.lines)) for sheet in sheets] == [(1, 2, 12), (2, 2, 11)]
