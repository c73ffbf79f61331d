"""Days as people write them: 17.03.2027, 18 Mar 2027, 17/3/27, 2027年3月17日, le 17 mars 2027."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.companies.names import fold

DAY_FIRST, MONTH_FIRST = "day", "month"
_MONTH_FIRST_COUNTRIES: Final = frozenset({"US", "PH"})
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            *("jan january janvier janv", "feb february fev fevr fevrier", "mar march mars", "apr april avr avril"),
            *("may mai", "jun june juin", "jul july juil juillet", "aug august aout", "sep sept september septembre"),
            *("oct october octobre", "nov november novembre", "dec december decembre"),
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAY: Final = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lun(?:di)?|mardi|mer(?:credi)?|jeu(?:di)?"
    r"|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)[.,]?\s+"
)
_BEFORE: Final = rf"^(?:on\s+|le\s+|am\s+)?(?:{_WEEKDAY})?"
_TIME: Final = r"(?:\s*(?:[,T]|à|at|um)?\s*(\d{1,2})\s*[:h时点]\s*(\d{2})?(?::\d{2})?\s*分?)?\s*$"
_YEAR: Final = r"(\d{4}|\d{2})"


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + _TIME, re.IGNORECASE)


_NUMBERS: Final = _any_case(rf"{_BEFORE}(\d{{1,2}})\s*[./-]\s*(\d{{1,2}})\s*[./-]\s*{_YEAR}")
_YEAR_FIRST: Final = _any_case(r"^(\d{4})\s*[./年-]\s*(\d{1,2})\s*[./月-]\s*(\d{1,2})\s*[日号]?")
_DAY_WORD: Final = _any_case(rf"{_BEFORE}(\d{{1,2}})(?:st|nd|rd|th|er)?[\s.-]+([^\W\d]+)[.,]?[\s-]+{_YEAR}")
_WORD_DAY: Final = _any_case(rf"{_BEFORE}([^\W\d]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")


_NAMED_MONTH: Final = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_A_DAY: Final = re.compile(
    rf"\b(?:on |for |le |du |pour le )?(?:\d{{1,2}}(?:st|nd|rd|th|er)?[\s.-]*{_NAMED_MONTH}\b\.?(?:\s+\d{{4}})?"
    rf"|{_NAMED_MONTH}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?"
    r"|(?:day|jour)\s?\d\b|(?:first|second|third|1st|2nd|3rd) day\b|(?:premier|deuxième|second|troisième) jour\b)"
    r"|(?:\d{1,2}月)\d{1,2}[日号]|第[一二三\d]天",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Order:
    """What comes first in a column of days, ``day``, ``month`` or "". ``assumed``: only the country tells."""

    first: str = ""
    assumed: bool = False

    @classmethod
    def of(cls, texts: Sequence[str], country: str) -> Order:
        first = order_in(texts, country)
        return cls(first, bool(first) and not order_in(texts))


@dataclass(frozen=True, slots=True)
class Moment:
    """``time``: 14:30, or "". ``ambiguous``: day and month could be swapped, and nothing tells which is which; then
    ``day`` has the day first."""

    day: date
    time: str = ""
    ambiguous: bool = False

    @property
    def text(self) -> str:
        return f"{self.day.isoformat()} {self.time}".strip()


def moment_in(text: str, order: str = "") -> Moment | None:
    """The day that a whole text is, or None. ``order``: whether day or month comes first, where that is known."""
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _YEAR_FIRST.match(text):
        return _moment(int(found[1]), int(found[2]), int(found[3]), found[4], found[5])
    if found := _DAY_WORD.match(text):
        return _moment(_year(found[3]), _MONTHS.get(fold(found[2]), 0), int(found[1]), found[4], found[5])
    if found := _WORD_DAY.match(text):
        return _moment(int(found[3]), _MONTHS.get(fold(found[1]), 0), int(found[2]), found[4], found[5])
    if found := _NUMBERS.match(text):
        one, other = int(found[1]), int(found[2])
        swapped = other > 12 or (one <= 12 and order == MONTH_FIRST)
        unsure = not order and one <= 12 and other <= 12 and one != other
        day, month = (other, one) if swapped else (one, other)
        return _moment(_year(found[3]), month, day, found[4], found[5], unsure)
    return None


def without_day(header: str) -> str:
    """A header without the day of the event that it is about: Attendance 18 Mar, 第一天参会."""
    return _A_DAY.sub(" ", header).strip()


def is_no_day(text: str) -> bool:
    """Whether a text is written as a day, and the calendar has none such: 31/02/2027."""
    text = unicodedata.normalize("NFKC", text).strip()
    told = _DAY_WORD.match(text), _WORD_DAY.match(text)
    months = [fold(found[at]) for found, at in zip(told, (2, 1), strict=True) if found]
    numbers = _YEAR_FIRST.match(text) or _NUMBERS.match(text)
    return bool(numbers or any(month in _MONTHS for month in months)) and moment_in(text) is None


def order_in(texts: Iterable[str], country: str = "") -> str:
    """What comes first in a column of days: as its unmistakable rows show, else as in the country; "" if both fail."""
    shown = set()
    for text in texts:
        if found := _NUMBERS.match(unicodedata.normalize("NFKC", text).strip()):
            one, other = int(found[1]), int(found[2])
            shown |= {DAY_FIRST} if one > 12 >= other else {MONTH_FIRST} if other > 12 >= one else set()
    if len(shown) == 1:
        return shown.pop()
    return "" if shown or not country else MONTH_FIRST if country in _MONTH_FIRST_COUNTRIES else DAY_FIRST


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _moment(
    year: int, month: int, day: int, hour: str | None, minute: str | None, unsure: bool = False
) -> Moment | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Moment(found, f"{int(hour):02}:{int(minute or 0):02}" if hour and int(hour) < 24 else "", unsure)
