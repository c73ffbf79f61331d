"""The days of one row: when its person arrives and leaves, and when the firm registered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from app.core.spreadsheets.values import SheetCell
from app.registrations.cells import day, moment_of_number, words
from app.registrations.dates import Moment, Order, is_no_day, moment_in, moment_in_digits
from app.registrations.fields import Field
from app.registrations.short_days import is_without_year, moment_near
from app.registrations.values import Values

_MOMENTS: Final = (Field.ARRIVAL, Field.DEPARTURE)
_READ: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")
"""A moment that was read as one."""
_A_YEAR: Final = timedelta(days=366)
_FIRST_YEAR: Final = 1900
"""Before it, 18 Jan 0930 tells the hour."""


def read_days(read: Values, cells: Mapping[Field, list[SheetCell]], orders: Mapping[Field, Order]) -> None:
    """Put arrival, departure and the day of registration among the values. ``orders``: of the columns with days."""
    for wanted in _MOMENTS:
        order = orders.get(wanted, Order())
        moments = {cell: moment_of_number(cell) for cell in cells.get(wanted, [])}
        if text := "; ".join(filter(None, (found or _clock(read, cell, order) for cell, found in moments.items()))):
            read.values[wanted.value] = text
            _ask_if_far(read, text, order)
            read.note("date_was_number" if any(moments.values()) else "")
    if _is_before(read.values.get(Field.DEPARTURE, ""), read.values.get(Field.ARRIVAL, "")):
        read.look("date_before_arrival")
        read.raw.setdefault("doubtful_day", f"{read.values[Field.ARRIVAL]} – {read.values[Field.DEPARTURE]}")
    for cell in cells.get(Field.REGISTERED_AT, []):
        order = orders.get(Field.REGISTERED_AT, Order())
        found = day(cell, order.first)
        if order.assumed and day(cell).code == "date_ambiguous":
            read.note("date_order_assumed")
        read.note(found.code)
        if found.day:
            read.values["registered_at"] = found.day


def _ask_if_far(read: Values, text: str, order: Order) -> None:
    """Nobody arrives a year before or after: a serial number or a year of another calendar was meant otherwise."""
    if order.around and _READ.fullmatch(text):
        day = date.fromisoformat(text[:10])
        if not min(order.around) - _A_YEAR <= day <= max(order.around) + _A_YEAR:
            read.look("date_far")
            read.raw.setdefault("doubtful_day", text)


def _is_before(one: str, other: str) -> bool:
    """Whether a day comes before another, as far as both are days; of one day the time tells, where both have one."""
    if not (_READ.fullmatch(one) and _READ.fullmatch(other)):
        return False
    alike = min(len(one), len(other))
    return one[:alike] < other[:alike]


def _clock(read: Values, cell: SheetCell, order: Order) -> str:
    """A moment as 2027-03-17 21:40, a midnight as its day; anything else as it stands, and asked for where day and
    month could be swapped."""
    if isinstance(cell.value, datetime):
        return f"{cell.value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    text = words(cell)
    found = moment_in(text, order.first) or moment_in_digits(text)
    if (found is None or found.day.year < _FIRST_YEAR) and is_without_year(text) and not is_no_day(text):
        found = _of_the_event(read, text, order)
    if found is None and is_no_day(text):
        read.look("date_impossible")
        read.raw["doubtful_day"] = text
    if found is not None and found.ambiguous:
        read.look("date_ambiguous")
        read.raw["doubtful_day"] = text
    elif order.assumed and (plain := moment_in(text)) is not None and plain.ambiguous:
        read.note("date_order_assumed")
    return text if found is None or found.ambiguous else found.text


def _of_the_event(read: Values, text: str, order: Order) -> Moment | None:
    """A day without a year: of the event's where it is near that, else to be asked for; a note where nobody knows when
    the event is."""
    found = moment_near(text, order.around, order.first)
    if found is not None:
        read.note("date_year_taken")
    elif order.around:
        read.look("date_without_year")
        read.raw["doubtful_day"] = text
    else:
        read.note("date_without_year")
    return found
