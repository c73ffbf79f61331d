"""Days as people write them: 17.03.2027, 18 Mar 2027, 2027年3月17日, 民國116年3月17日.

Days without their year are near the event; headers name half days of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from app.companies.names.parsing import fold
from app.events.calendar import DAY_HALVES, list_half_days

DAY_FIRST, MONTH_FIRST = "day", "month"
_MONTH_FIRST_COUNTRIES: Final = frozenset({"US", "PH"})
MONTH_NUMBERS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier janv",
            "feb february fev fevr fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juillet",
            "aug august aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAY_PATTERN: Final = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lun(?:di)?|mardi|mer(?:credi)?|jeu(?:di)?"
    r"|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)[.,]?\s+"
)
BEFORE_DAY_PATTERN: Final = rf"^(?:on\s+|le\s+|am\s+)?(?:{_WEEKDAY_PATTERN})?"
TIME_PATTERN: Final = r"(?:\s*(?:[,T]|à|at|um)?\s*(\d{1,2})\s*[:h时時点點]\s*(\d{2})?(?::\d{2})?\s*分?)?\s*$"
_YEAR_PATTERN: Final = r"(\d{4}|\d{2})"


def _compile_with_time(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + TIME_PATTERN, re.IGNORECASE)


_NUMERIC_DATE: Final = _compile_with_time(
    rf"{BEFORE_DAY_PATTERN}(\d{{1,2}})\s*[./-]\s*(\d{{1,2}})\s*[./-]\s*{_YEAR_PATTERN}"
)
_YEAR_FIRST_DATE: Final = _compile_with_time(r"^(\d{4})\s*[./年-]\s*(\d{1,2})\s*[./月-]\s*(\d{1,2})\s*[日号號]?")
_MINGUO_DATE: Final = _compile_with_time(
    r"^(?:(?:中[华華])?民[国國])?\s*(1\d{2})\s*[./年-]\s*(\d{1,2})\s*[./月-]\s*(\d{1,2})\s*[日号號]?"
)
_YEARS_BEFORE_MINGUO: Final = 1911
"""Taiwan counts the years from 1912 on: 116 is 2027."""
_COMPACT_DATE: Final = _compile_with_time(r"^(20\d{2})(\d{2})(\d{2})")
_DAY_MONTH_NAME: Final = _compile_with_time(
    rf"{BEFORE_DAY_PATTERN}(\d{{1,2}})(?:st|nd|rd|th|er)?[\s.-]+([^\W\d]+)[.,]?[\s-]+{_YEAR_PATTERN}"
)
_MONTH_NAME_DAY: Final = _compile_with_time(
    rf"{BEFORE_DAY_PATTERN}([^\W\d]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})"
)


_MONTH_NAME_PATTERN: Final = "(?:" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + ")"
_EVENT_DAY: Final = re.compile(
    rf"\b(?:on |for |le |du |pour le )?(?:\d{{1,2}}(?:st|nd|rd|th|er)?[\s.-]*{_MONTH_NAME_PATTERN}\b\.?(?:\s+\d{{4}})?"
    rf"|{_MONTH_NAME_PATTERN}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?"
    r"|(?:day|jour)\s?\d\b|(?:first|second|third|1st|2nd|3rd) day\b|(?:premier|deuxième|second|troisième) jour\b)"
    r"|(?:\d{1,2}月)\d{1,2}[日号]|第[一二三\d]天",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateOrder:
    """What comes first in a column of days, ``day``, ``month`` or "". ``assumed``: only the country tells. ``around``:
    the days of the event, of whose year those are that tell none."""

    first: str = ""
    assumed: bool = False
    around: tuple[date, ...] = ()

    @classmethod
    def of(cls, texts: Sequence[str], country: str, around: tuple[date, ...] = ()) -> DateOrder:
        first = find_date_order(texts, country)
        return cls(first, bool(first) and not find_date_order(texts), around)


@dataclass(frozen=True, slots=True)
class ParsedMoment:
    """``time``: 14:30, or "". ``ambiguous``: day and month could be swapped, and nothing tells which is which; then
    ``day`` has the day first."""

    day: date
    time: str = ""
    ambiguous: bool = False

    @property
    def text(self) -> str:
        return f"{self.day.isoformat()} {self.time}".strip()


_TWELVE_HOUR_TIME: Final = re.compile(
    r"(?P<half>上午|早上|中午|下午|傍晚|晚上)\s*(\d{1,2})\s*(?:[:时時点點]\s*(\d{2})?\s*分?)?"
    r"|(?<!\d)(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(?P<meridiem>[ap])\.?m\b\.?",
    re.IGNORECASE,
)
_MORNING_TERMS: Final = frozenset({"上午", "早上", "a"})


def normalise_moment(text: str) -> str:
    """In half width, the hour counted to 24: 1月18日下午3点 and 18 Jan, 3 pm have 15:00."""
    return _TWELVE_HOUR_TIME.sub(_to_24_hours, unicodedata.normalize("NFKC", text)).strip()


def _to_24_hours(match: re.Match[str]) -> str:
    _, hour, minute, latin_hour, latin_minute, _ = match.groups()
    hour_number, half = int(hour or latin_hour), match["half"] or match["meridiem"].lower()
    if not 1 <= hour_number <= 12 or (half, hour_number) == ("晚上", 12):
        return match[0]
    late = hour_number < 11 if half == "中午" else half not in _MORNING_TERMS
    hour = hour_number if half == "中午" and not late else hour_number % 12 + 12 * late
    return f" {hour}:{minute or latin_minute or '00'}"


def parse_moment(text: str, order: str = "") -> ParsedMoment | None:
    """The day that a whole text is, or None. ``order``: whether day or month comes first, where that is known."""
    text = normalise_moment(text)
    if match := _YEAR_FIRST_DATE.match(text):
        return build_moment(int(match[1]), int(match[2]), int(match[3]), match[4], match[5])
    if match := _MINGUO_DATE.match(text):
        return build_moment(int(match[1]) + _YEARS_BEFORE_MINGUO, int(match[2]), int(match[3]), match[4], match[5])
    if match := _DAY_MONTH_NAME.match(text):
        return build_moment(
            _full_year(match[3]), MONTH_NUMBERS.get(fold(match[2]), 0), int(match[1]), match[4], match[5]
        )
    if match := _MONTH_NAME_DAY.match(text):
        return build_moment(int(match[3]), MONTH_NUMBERS.get(fold(match[1]), 0), int(match[2]), match[4], match[5])
    if match := _NUMERIC_DATE.match(text):
        first, other = int(match[1]), int(match[2])
        swapped = other > 12 or (first <= 12 and order == MONTH_FIRST)
        unsure = not order and first <= 12 and other <= 12 and first != other
        day, month = (other, first) if swapped else (first, other)
        return build_moment(_full_year(match[3]), month, day, match[4], match[5], unsure)
    return None


def parse_compact_moment(text: str) -> ParsedMoment | None:
    """A day that is told by digits alone, 20270317, where nothing but days is written: elsewhere it may be a phone."""
    match = _COMPACT_DATE.match(normalise_moment(text))
    return build_moment(int(match[1]), int(match[2]), int(match[3]), match[4], match[5]) if match else None


def strip_event_day(header: str) -> str:
    """A header without the day of the event that it is about: Attendance 18 Mar, 第一天参会."""
    return _EVENT_DAY.sub(" ", header).strip()


def is_impossible_date(text: str) -> bool:
    """Whether a text is written as a day, and the calendar has none such: 31/02/2027."""
    text = normalise_moment(text)
    matches = _DAY_MONTH_NAME.match(text), _MONTH_NAME_DAY.match(text)
    months = [fold(match[at]) for match, at in zip(matches, (2, 1), strict=True) if match]
    numbers = _YEAR_FIRST_DATE.match(text) or _NUMERIC_DATE.match(text)
    return bool(numbers or any(month in MONTH_NUMBERS for month in months)) and parse_moment(text) is None


def find_date_order(texts: Iterable[str], country: str = "") -> str:
    """What comes first in a column of days: as its unmistakable rows show, else as in the country; "" if both fail."""
    shown = set()
    for text in texts:
        if match := _NUMERIC_DATE.match(normalise_moment(text)):
            first, other = int(match[1]), int(match[2])
            shown |= {DAY_FIRST} if first > 12 >= other else {MONTH_FIRST} if other > 12 >= first else set()
    if len(shown) == 1:
        return shown.pop()
    return "" if shown or not country else MONTH_FIRST if country in _MONTH_FIRST_COUNTRIES else DAY_FIRST


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def build_moment(
    year: int, month: int, day: int, hour: str | None, minute: str | None, unsure: bool = False
) -> ParsedMoment | None:
    """None for a day that the calendar does not have; an hour that no clock has is left out."""
    try:
        calendar_day = date(year, month, day)
    except ValueError:
        return None
    return ParsedMoment(
        calendar_day, f"{int(hour):02}:{int(minute or 0):02}" if hour and int(hour) < 24 else "", unsure
    )


MAX_TIME_FROM_EVENT: Final = timedelta(days=21)
"""Who comes to an event arrives and leaves within so many days of it."""
_TIME_OR_HOURS: Final = rf"(?:{TIME_PATTERN}|\s+(\d{{2}})(\d{{2}})\s*(?:hrs?|h)?\s*$)"
_SHORT_DAY_MONTH_NAME: Final = re.compile(
    rf"{BEFORE_DAY_PATTERN}(\d{{1,2}})(?:st|nd|rd|th|er|e)?[\s.-]*([^\W\d]{{3,}})\.?{_TIME_OR_HOURS}", re.IGNORECASE
)
_SHORT_MONTH_NAME_DAY: Final = re.compile(
    rf"{BEFORE_DAY_PATTERN}([^\W\d]{{3,}})\.?[\s.-]*(\d{{1,2}})(?:st|nd|rd|th)?{_TIME_OR_HOURS}", re.IGNORECASE
)
_SHORT_NUMERIC_DATE: Final = re.compile(
    rf"{BEFORE_DAY_PATTERN}(\d{{1,2}})\s*[./-]\s*(\d{{1,2}})\.?{_TIME_OR_HOURS}", re.IGNORECASE
)
_SHORT_CHINESE_DATE: Final = re.compile(rf"^(\d{{1,2}})月\s*(\d{{1,2}})[日号]?{_TIME_OR_HOURS}")
_CHINESE_NUMERALS: Final = re.compile("[一二三四五六七八九十]{1,3}(?=[月日号])")
_CHINESE_DIGITS: Final = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}


def is_date_without_year(text: str) -> bool:
    return any(True for _ in _date_readings(text))


def parse_moment_near(text: str, days: Sequence[date], order: str = "") -> ParsedMoment | None:
    """The moment that a whole text without a year means near the ``days``; ``ambiguous`` where day and month could be
    swapped and both would be near. None for another text, or a day that is far from them. ``order``: see
    ``dates.moment_in``."""
    near = {(moment.day, moment.time): first for first, moment in _nearby_moments(text, days)}
    wanted = [each for each, first in near.items() if first == order] if len(near) > 1 and order else list(near)
    if not wanted:
        return None
    return ParsedMoment(*wanted[0], ambiguous=len({day for day, _ in wanted}) > 1)


def _nearby_moments(text: str, days: Sequence[date]) -> Iterator[tuple[str, ParsedMoment]]:
    if not days:
        return
    first, last = min(days) - MAX_TIME_FROM_EVENT, max(days) + MAX_TIME_FROM_EVENT
    for order, month, day, hour, minute in _date_readings(text):
        for year in range(first.year, last.year + 1):
            moment = build_moment(year, month, day, hour, minute)
            if moment is not None and first <= moment.day <= last:
                yield order, moment


_DateReading = tuple[str, int, int, str | None, str | None]


def _date_readings(text: str) -> Iterator[_DateReading]:
    """(order, month, day, hour, minute) of all that a text may mean."""
    text = normalise_moment(text)
    text = _CHINESE_NUMERALS.sub(lambda numeral: str(_parse_chinese_numeral(numeral[0])), text)
    for pattern, word, day in ((_SHORT_DAY_MONTH_NAME, 2, 1), (_SHORT_MONTH_NAME_DAY, 1, 2)):
        if (match := pattern.match(text)) and (month := MONTH_NUMBERS.get(fold(match[word]), 0)):
            yield "", month, int(match[day]), *_hour_and_minute(match.groups()[2:])
            return
    if match := _SHORT_CHINESE_DATE.match(text):
        yield "", int(match[1]), int(match[2]), *_hour_and_minute(match.groups()[2:])
    elif match := _SHORT_NUMERIC_DATE.match(text):
        first, other = int(match[1]), int(match[2])
        for order, month, day in ((DAY_FIRST, other, first), (MONTH_FIRST, first, other)):
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield order, month, day, *_hour_and_minute(match.groups()[2:])


def _hour_and_minute(groups: Iterable[str | None]) -> tuple[str | None, str | None]:
    hour, minute, short_hour, short_minute = groups
    return (hour, minute) if hour else (short_hour, short_minute)


def _parse_chinese_numeral(text: str) -> int:
    """十八 → 18."""
    tens, ten, ones = text.rpartition("十")
    return (_CHINESE_DIGITS.get(tens, 1) * 10 if ten else 0) + _CHINESE_DIGITS.get(ones, 0)


_HEADER_DAY: Final = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]?"
    r"|\b\d{1,2}(?:st|nd|rd|th|er)?[\s.-]*(?:jan|f[eé]v|feb|mar|apr|avr|ma[iy]|ju[inl]|a[uo]|sep|oct|nov|d[eé]c)[^\W\d]*\.?"
    r"|\b(?:jan|f[eé]v|feb|mar|apr|avr|ma[iy]|ju[inl]|a[uo]|sep|oct|nov|d[eé]c)[^\W\d]*\.?\s*\d{1,2}(?:st|nd|rd|th)?\b"
    r"|\b\d{1,2}[/.]\d{1,2}\b",
    re.IGNORECASE,
)
_HEADER_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)年?")
_NTH_DAY: Final = re.compile(
    r"\b(?:day|jour) ?(?P<a>[1-9])\b|\b(?P<b>first|second|third|1st|2nd|3rd) day\b"
    r"|\b(?P<c>premier|deuxieme|second|troisieme) jour\b|第(?P<d>[一二三四五1-9])[天日]"
)
_ORDINAL_NUMBERS: Final = {
    **{str(number): number for number in range(1, 10)},
    **{sign: number for number, sign in enumerate("一二三四五", 1)},
    "first": 1,
    "second": 2,
    "third": 3,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "premier": 1,
    "deuxieme": 2,
    "troisieme": 3,
}
_MORNING_PATTERN: Final = re.compile(r"\b(am|a m|mornings?|matin(ee)?)\b|上午|早上")
_AFTERNOON_PATTERN: Final = re.compile(r"\b(pm|p m|afternoons?|apres ?midi)\b|下午")
_DAY_HEADER_FILLERS: Final = re.compile(
    r"\b(attend\w*|present\w*|presence|particip\w*|join\w*|coming|comes?|sessions?|half|full|day|days|on|the|le|la|du|y|n"
    r"|yes|no|o|oui|non|will|you|and|et|of|to|in|rsvp|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|monday"
    r"|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|是否|参会|参加|出席|到场|到会|周[一二三四五六日天]|星期[一二三四五六日天]|全天|场"
)


def is_event_day_header(header: str) -> bool:
    """Whether a header holds nothing but a day, or a half of one, perhaps with a word of coming: 13 Dec PM; Day 1."""
    day, _, rest = _split_day_header(header)
    return bool(day or _NTH_DAY.search(fold(header))) and not rest


@lru_cache(maxsize=256)
def parse_half_day_header(header: str, days: tuple[date, ...]) -> tuple[str, ...]:
    """In order; empty where a header asks something else, or of a day that is none of the event's."""
    day, halves, rest = _split_day_header(header)
    nth = _NTH_DAY.search(fold(header))
    if rest or not days:
        return ()
    if day:
        moment = parse_moment_near(day, days) or parse_moment_near(day.replace(".", "/"), days)
        on = [moment.day] if moment is not None and moment.day in days else []
    elif nth:
        on = sorted(days)[(at := _ORDINAL_NUMBERS[next(filter(None, nth.groups()))]) - 1 : at]
    else:
        on = list(days) if len(days) == 1 and len(halves) == 1 else []
    return tuple(half_day for half_day in list_half_days(on) if half_day[-2:] in halves)


@dataclass(frozen=True, slots=True)
class HalfDayAnswers:
    """``asked``: of which half days a row says anything; ``missed``: at which of them its people are not there."""

    asked: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    def after(self, absent: Iterable[str]) -> list[str]:
        """When they are away who were so far at the half days ``absent``."""
        return sorted({*absent} - {*self.asked} | {*self.missed})


def read_half_day_answers(answers: Iterable[tuple[str, bool | None]], days: Sequence[date]) -> HalfDayAnswers:
    """Of those who come to some; it says nothing where nobody says yes to any half day, or no to something else.
    ``answers``: below each header that asks who comes."""
    parsed_answers = [
        (parse_half_day_header(header, tuple(days)), answer) for header, answer in answers if answer is not None
    ]
    refused = [halves for halves, answer in parsed_answers if not answer]
    missed = {half for halves in refused for half in halves}
    comes = any(answer for _, answer in parsed_answers) and set(list_half_days(days)) - missed
    asked = {half for halves, _ in parsed_answers for half in halves}
    return HalfDayAnswers(tuple(sorted(asked)), tuple(sorted(missed))) if comes and all(refused) else HalfDayAnswers()


def _split_day_header(header: str) -> tuple[str, tuple[str, ...], str]:
    """(the day in its own words or "", the halves, what else is said)."""
    bare = _HEADER_YEAR.sub(" ", header)
    match = _HEADER_DAY.search(bare)
    text = fold(_HEADER_DAY.sub(" ", bare, count=1))
    am, pm = bool(_MORNING_PATTERN.search(text)), bool(_AFTERNOON_PATTERN.search(text))
    halves = tuple(half for half, is_named in zip(DAY_HALVES, (am, pm), strict=True) if is_named) or DAY_HALVES
    for pattern in (_NTH_DAY, _MORNING_PATTERN, _AFTERNOON_PATTERN, _DAY_HEADER_FILLERS):
        text = pattern.sub(" ", text)
    return (match[0].strip() if match else ""), halves, re.sub(r"[\W_]+", "", text)
