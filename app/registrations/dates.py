"""Days as people write them: 17.03.2027, 18 Mar 2027, 17/3/27, 2027年3月17日, le 17 mars 2027; 民國116年3月17日."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.companies.names.parsing import fold

DAY_FIRST, MONTH_FIRST = "day", "month"
_MONTH_FIRST_COUNTRIES: Final = frozenset({"US", "PH"})
MONTHS: Final = {
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
BEFORE: Final = rf"^(?:on\s+|le\s+|am\s+)?(?:{_WEEKDAY})?"
TIME: Final = r"(?:\s*(?:[,T]|à|at|um)?\s*(\d{1,2})\s*[:h时時点點]\s*(\d{2})?(?::\d{2})?\s*分?)?\s*$"
_YEAR: Final = r"(\d{4}|\d{2})"


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + TIME, re.IGNORECASE)


_NUMBERS: Final = _any_case(rf"{BEFORE}(\d{{1,2}})\s*[./-]\s*(\d{{1,2}})\s*[./-]\s*{_YEAR}")
_YEAR_FIRST: Final = _any_case(r"^(\d{4})\s*[./年-]\s*(\d{1,2})\s*[./月-]\s*(\d{1,2})\s*[日号號]?")
_ERA: Final = _any_case(
    r"^(?:(?:中[华華])?民[国國])?\s*(1\d{2})\s*[./年-]\s*(\d{1,2})\s*[./月-]\s*(\d{1,2})\s*[日号號]?"
)
_YEARS_BEFORE_ERA: Final = 1911
"""Taiwan counts the years from 1912 on: 116 is 2027."""
_DIGITS: Final = _any_case(r"^(20\d{2})(\d{2})(\d{2})")
_DAY_WORD: Final = _any_case(rf"{BEFORE}(\d{{1,2}})(?:st|nd|rd|th|er)?[\s.-]+([^\W\d]+)[.,]?[\s-]+{_YEAR}")
_WORD_DAY: Final = _any_case(rf"{BEFORE}([^\W\d]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")


_NAMED_MONTH: Final = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_A_DAY: Final = re.compile(
    rf"\b(?:on |for |le |du |pour le )?(?:\d{{1,2}}(?:st|nd|rd|th|er)?[\s.-]*{_NAMED_MONTH}\b\.?(?:\s+\d{{4}})?"
    rf"|{_NAMED_MONTH}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?"
    r"|(?:day|jour)\s?\d\b|(?:first|second|third|1st|2nd|3rd) day\b|(?:premier|deuxième|second|troisième) jour\b)"
    r"|(?:\d{1,2}月)\d{1,2}[日号]|第[一二三\d]天",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Order:
    """What comes first in a column of days, ``day``, ``month`` or "". ``assumed``: only the country tells. ``around``:
    the days of the event, of whose year those are that tell none."""

    first: str = ""
    assumed: bool = False
    around: tuple[date, ...] = ()

    @classmethod
    def of(cls, texts: Sequence[str], country: str, around: tuple[date, ...] = ()) -> Order:
        first = order_in(texts, country)
        return cls(first, bool(first) and not order_in(texts), around)


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


_NOON: Final = re.compile(
    r"(?P<half>上午|早上|中午|下午|傍晚|晚上)\s*(\d{1,2})\s*(?:[:时時点點]\s*(\d{2})?\s*分?)?"
    r"|(?<!\d)(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(?P<meridiem>[ap])\.?m\b\.?",
    re.IGNORECASE,
)
_BEFORE_NOON: Final = frozenset({"上午", "早上", "a"})


def plain(text: str) -> str:
    """In half width, the hour counted to 24: 1月18日下午3点 and 18 Jan, 3 pm have 15:00."""
    return _NOON.sub(_in_24_hours, unicodedata.normalize("NFKC", text)).strip()


def _in_24_hours(found: re.Match[str]) -> str:
    _, hour, minute, latin_hour, latin_minute, _ = found.groups()
    told, half = int(hour or latin_hour), found["half"] or found["meridiem"].lower()
    if not 1 <= told <= 12 or (half, told) == ("晚上", 12):
        return found[0]
    late = told < 11 if half == "中午" else half not in _BEFORE_NOON
    return f" {told if half == '中午' and not late else told % 12 + 12 * late}:{minute or latin_minute or '00'}"


def moment_in(text: str, order: str = "") -> Moment | None:
    """The day that a whole text is, or None. ``order``: whether day or month comes first, where that is known."""
    text = plain(text)
    if found := _YEAR_FIRST.match(text):
        return moment_of(int(found[1]), int(found[2]), int(found[3]), found[4], found[5])
    if found := _ERA.match(text):
        return moment_of(int(found[1]) + _YEARS_BEFORE_ERA, int(found[2]), int(found[3]), found[4], found[5])
    if found := _DAY_WORD.match(text):
        return moment_of(_year(found[3]), MONTHS.get(fold(found[2]), 0), int(found[1]), found[4], found[5])
    if found := _WORD_DAY.match(text):
        return moment_of(int(found[3]), MONTHS.get(fold(found[1]), 0), int(found[2]), found[4], found[5])
    if found := _NUMBERS.match(text):
        one, other = int(found[1]), int(found[2])
        swapped = other > 12 or (one <= 12 and order == MONTH_FIRST)
        unsure = not order and one <= 12 and other <= 12 and one != other
        day, month = (other, one) if swapped else (one, other)
        return moment_of(_year(found[3]), month, day, found[4], found[5], unsure)
    return None


def are_recent_moments(texts: Sequence[str], *, of_a_record: bool) -> bool:
    """Whether days stand there as a system writes when it made a record: with the hour, or several of one year; of what
    may be one any days, for a firm rather tells its year."""
    found = [moment for text in texts if (moment := moment_in(text)) is not None]
    if not found or len(found) < len(texts):
        return False
    return (
        of_a_record or all(one.time for one in found) or (len(found) > 2 and len({one.day.year for one in found}) == 1)
    )


def moment_in_digits(text: str) -> Moment | None:
    """A day that is told by digits alone, 20270317, where nothing but days is written: elsewhere it may be a phone."""
    found = _DIGITS.match(plain(text))
    return moment_of(int(found[1]), int(found[2]), int(found[3]), found[4], found[5]) if found else None


def without_day(header: str) -> str:
    """A header without the day of the event that it is about: Attendance 18 Mar, 第一天参会."""
    return _A_DAY.sub(" ", header).strip()


def is_no_day(text: str) -> bool:
    """Whether a text is written as a day, and the calendar has none such: 31/02/2027."""
    text = plain(text)
    told = _DAY_WORD.match(text), _WORD_DAY.match(text)
    months = [fold(found[at]) for found, at in zip(told, (2, 1), strict=True) if found]
    numbers = _YEAR_FIRST.match(text) or _NUMBERS.match(text)
    return bool(numbers or any(month in MONTHS for month in months)) and moment_in(text) is None


def order_in(texts: Iterable[str], country: str = "") -> str:
    """What comes first in a column of days: as its unmistakable rows show, else as in the country; "" if both fail."""
    shown = set()
    for text in texts:
        if found := _NUMBERS.match(plain(text)):
            one, other = int(found[1]), int(found[2])
            shown |= {DAY_FIRST} if one > 12 >= other else {MONTH_FIRST} if other > 12 >= one else set()
    if len(shown) == 1:
        return shown.pop()
    return "" if shown or not country else MONTH_FIRST if country in _MONTH_FIRST_COUNTRIES else DAY_FIRST


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def moment_of(
    year: int, month: int, day: int, hour: str | None, minute: str | None, unsure: bool = False
) -> Moment | None:
    """None for a day that the calendar does not have; an hour that no clock has is left out."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Moment(found, f"{int(hour):02}:{int(minute or 0):02}" if hour and int(hour) < 24 else "", unsure)
