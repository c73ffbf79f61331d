"""Days that are written without their year, 19-Jan, 18/01, 1月18日: the year is the event's, if the day is near it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from app.companies.names.parsing import fold
from app.registrations.dates import BEFORE, DAY_FIRST, MONTH_FIRST, MONTHS, TIME, Moment, moment_of, plain

NEAR: Final = timedelta(days=21)
"""Who comes to an event arrives and leaves within so many days of it."""
_TIME: Final = rf"(?:{TIME}|\s+(\d{{2}})(\d{{2}})\s*(?:hrs?|h)?\s*$)"
_DAY_WORD: Final = re.compile(
    rf"{BEFORE}(\d{{1,2}})(?:st|nd|rd|th|er|e)?[\s.-]*([^\W\d]{{3,}})\.?{_TIME}", re.IGNORECASE
)
_WORD_DAY: Final = re.compile(rf"{BEFORE}([^\W\d]{{3,}})\.?[\s.-]*(\d{{1,2}})(?:st|nd|rd|th)?{_TIME}", re.IGNORECASE)
_NUMBERS: Final = re.compile(rf"{BEFORE}(\d{{1,2}})\s*[./-]\s*(\d{{1,2}})\.?{_TIME}", re.IGNORECASE)
_HAN: Final = re.compile(rf"^(\d{{1,2}})月\s*(\d{{1,2}})[日号]?{_TIME}")
_HAN_NUMBERS: Final = re.compile("[一二三四五六七八九十]{1,3}(?=[月日号])")
_DIGITS: Final = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}


def is_without_year(text: str) -> bool:
    return any(True for _ in _readings(text))


def moment_near(text: str, days: Sequence[date], order: str = "") -> Moment | None:
    """The moment that a whole text without a year means near the ``days``; ``ambiguous`` where day and month could be
    swapped and both would be near. None for another text, or a day that is far from them. ``order``: see
    ``dates.moment_in``."""
    near = {(found.day, found.time): first for first, found in _candidates(text, days)}
    wanted = [each for each, first in near.items() if first == order] if len(near) > 1 and order else list(near)
    if not wanted:
        return None
    return Moment(*wanted[0], ambiguous=len({day for day, _ in wanted}) > 1)


def _candidates(text: str, days: Sequence[date]) -> Iterator[tuple[str, Moment]]:
    if not days:
        return
    first, last = min(days) - NEAR, max(days) + NEAR
    for order, month, day, hour, minute in _readings(text):
        for year in range(first.year, last.year + 1):
            found = moment_of(year, month, day, hour, minute)
            if found is not None and first <= found.day <= last:
                yield order, found


_Reading = tuple[str, int, int, str | None, str | None]


def _readings(text: str) -> Iterator[_Reading]:
    """(order, month, day, hour, minute) of all that a text may mean."""
    text = plain(text)
    text = _HAN_NUMBERS.sub(lambda found: str(_number(found[0])), text)
    for pattern, word, day in ((_DAY_WORD, 2, 1), (_WORD_DAY, 1, 2)):
        if (found := pattern.match(text)) and (month := MONTHS.get(fold(found[word]), 0)):
            yield "", month, int(found[day]), *_hour(found.groups()[2:])
            return
    if found := _HAN.match(text):
        yield "", int(found[1]), int(found[2]), *_hour(found.groups()[2:])
    elif found := _NUMBERS.match(text):
        one, other = int(found[1]), int(found[2])
        for order, month, day in ((DAY_FIRST, other, one), (MONTH_FIRST, one, other)):
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield order, month, day, *_hour(found.groups()[2:])


def _hour(told: Iterable[str | None]) -> tuple[str | None, str | None]:
    hour, minute, short_hour, short_minute = told
    return (hour, minute) if hour else (short_hour, short_minute)


def _number(text: str) -> int:
    """十八 → 18."""
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
