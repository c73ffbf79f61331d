"""A row of a sheet of pairs as people keep them: two names, perhaps a priority, a time and a table; how these read."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from app.companies.names.parsing import compact, fold
from app.meetings.pair_words import keys
from app.registrations.cells import tidy
from app.registrations.dates import MONTHS

MOST_ROWS: Final = 500
_WORDS: Final = {
    "must": keys(
        "must|must meet|must have|a|1|high|top|essential|very important|必须|必见|必谈|必约|高|重点|非常重要|最高"
        "|indispensable|obligatoire|haute|élevée|essentiel|prioritaire"
    ),
    "want": keys(
        "want|wish|would like|b|2|medium|normal|important|希望|想见|想谈|愿意|中|一般|重要"
        "|souhaité|souhaitée|souhait|moyenne|normale|à voir"
    ),
    "open": keys(
        "open|open to|c|3|low|optional|if possible|nice to have|可以|可见|可谈|随意|开放|低|可选|均可"
        "|ouvert|ouverte|basse|faible|facultatif|si possible"
    ),
}


@dataclass(frozen=True, slots=True)
class PairRow:
    """A row as it stands: what names each side, and what is said besides; "" for nothing. ``sheet`` is the name."""

    sheet: str
    row: int
    one: str
    other: str
    priority: str = ""
    time: str = ""
    table: str = ""


def priority_of(text: str) -> str | None:
    """must, want or open; want where nothing is said, None for what means none of them."""
    key = compact(text)
    if not key:
        return "must" if "!" in text else "want"
    return next((priority for priority, words in _WORDS.items() if key in words), None)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the day, perhaps on a day of which the year may be left open."""

    at: time
    day: date | None = None
    month_and_day: tuple[int, int] | None = None

    def is_at(self, local: datetime) -> bool:
        """Whether this moment of the event's zone is meant."""
        right_day = self.day is None or local.date() == self.day
        right = self.month_and_day is None or (local.month, local.day) == self.month_and_day
        return right_day and right and (local.hour, local.minute) == (self.at.hour, self.at.minute)


_CLOCK: Final = re.compile(
    r"(?<!\d)([01]?\d|2[0-3])\s*[:：h点.时]\s*([0-5]\d)?(?:\s*(?:分|min))?(?:\s*:\s*\d\d)?\s*([ap]\.?m\.?)?",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d")
_ISO: Final = re.compile(r"(\d{4})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})\s*[日T]?")
_DAY_FIRST: Final = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_ZH_DAY: Final = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_YEAR: Final = r"(?:[\s,-]+(?P<year>\d{4})\b)?"
_DAY_WORD: Final = re.compile(
    rf"(?<![\d:：.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?[\s.-]*(?P<month>[^\W\d]{{3,}})\b\.?{_YEAR}", re.IGNORECASE
)
_WORD_DAY: Final = re.compile(
    rf"(?P<month>[^\W\d]{{3,}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:：.h点]){_YEAR}", re.IGNORECASE
)
_HOUR: Final = re.compile(r"(?<![\d:：.h点])(1[0-2]|0?[1-9])\s*([ap])\.?m\b", re.IGNORECASE)


def _named_day(text: str) -> re.Match[str] | None:
    """Where a day stands whose month is a word: 18 Mar, le 18 mars 2027, March 18th."""
    found = (one for form in (_DAY_WORD, _WORD_DAY) for one in form.finditer(text))
    return next((one for one in found if fold(one["month"]) in MONTHS), None)


def moment_of(text: str) -> Moment | None:
    """2027-03-18 14:30, 18/03/2027 14:30, 18 March 14:30, 3月18日下午2点30, 14h30, 2:30 pm, 2 pm; None for what names
    no time of the day, or more than can be read: a day that is not understood would be taken for any."""
    rest, day, month_and_day = tidy(text), None, None
    if found := _ISO.search(rest) or _DAY_FIRST.search(rest):
        year, month, number = found.groups() if found.re is _ISO else reversed(found.groups())
        try:
            day = date(int(year), int(month), int(number))
        except ValueError:
            return None
        rest = rest.replace(found[0], " ", 1)
    elif found := _ZH_DAY.search(rest):
        month_and_day = (int(found[1]), int(found[2]))
        rest = rest.replace(found[0], " ", 1)
    elif found := _named_day(rest):
        month_and_day = (MONTHS[fold(found["month"])], int(found["day"]))
        if found["year"]:
            try:
                day = date(int(found["year"]), *month_and_day)
            except ValueError:
                return None
        rest = rest.replace(found[0], " ", 1)
    rest = _HOUR.sub(r"\1:00 \2m", rest)
    clock = _CLOCK.search(rest)
    if clock is None or _NUMBER.search(_CLOCK.sub(" ", rest)):
        return None
    hour = int(clock[1])
    afternoon = (clock[3] or "").lower().startswith("p") or "下午" in rest or "晚上" in rest
    if afternoon and hour < 12:
        hour += 12
    return Moment(time(hour, int(clock[2] or 0)), day, month_and_day)
