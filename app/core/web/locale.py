"""Language, theme, the writing of dates and the choice of a time zone, for the reader at hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, format_time, get_locale, gettext, ngettext
from flask_login import current_user
from markupsafe import Markup, escape

from app.core.clock import zone_names
from app.core.db import now
from app.core.localized import LANGUAGES, Localized

__all__ = [
    "clock",
    "connect",
    "format_time",
    "in_a_row",
    "language",
    "localized",
    "long_day",
    "moment",
    "plain",
    "short_day",
    "zone",
]


LOCALES = {"en": Locale("en"), "zh": Locale("zh", script="Hans"), "fr": Locale("fr")}
"""Taken from their names once: each letter asks for its own several times."""
LANGUAGE_NAMES = {"en": "en", "zh": "中文", "fr": "fr"}
HTML_LANG = {"en": "en", "zh": "zh-Hans", "fr": "fr"}
MAX_ACCEPT_LANGUAGE = 1000
"""Characters of Accept-Language: a list of 100,000 languages takes a second to read."""
ACCEPTED_LANGUAGES = {
    "en": "en",
    "fr": "fr",
    "zh": "zh",
    "zh-cn": "zh",
    "zh-hans": "zh",
    "zh-sg": "zh",
    "zh-tw": "zh",
    "zh-hk": "zh",
}
THEMES = ("light", "dark")


FORMER_ZONE_NAMES = {
    "Africa/Asmara": "Africa/Asmera",
    "America/Atikokan": "America/Coral_Harbour",
    "America/Fort_Wayne": "America/Indianapolis",
    "America/Kentucky/Louisville": "America/Louisville",
    "America/Nuuk": "America/Godthab",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Atlantic/Faroe": "Atlantic/Faeroe",
    "Europe/Kyiv": "Europe/Kiev",
    "Pacific/Chuuk": "Pacific/Truk",
    "Pacific/Pohnpei": "Pacific/Ponape",
    **{
        f"America/Argentina/{city}": f"America/{city}"
        for city in ("Buenos_Aires", "Catamarca", "Cordoba", "Jujuy", "Mendoza")
    },
}
"""Zones whose cities the language data keep under the name that the zone had first."""


def zone_city(zone: str, locale: Locale | None = None) -> str:
    """The city that a zone is named after, in the reader's language or in that of ``spoken``: Shanghai, 上海."""
    locale = locale or get_locale() or Locale("en")
    city = locale.time_zones.get(FORMER_ZONE_NAMES.get(zone, ""), {}).get("city")
    return str(city or get_timezone_location(zone, locale=locale, return_city=True))


def language() -> str:
    """The reader's language: ``en``, ``zh`` or ``fr``; outside of a request, English or the forced one."""
    locale = get_locale()
    return "en" if locale is None or locale.language not in LANGUAGES else str(locale.language)


def own_language_first() -> list[str]:
    """``en``, ``zh`` and ``fr``, the reader's before the others: in this order a form asks for what is said in each."""
    return sorted(LANGUAGES, key=lambda code: code != language())


def chosen_language() -> str:
    """Asked for in the address, kept in the session, set in the account, that of the email from which the reader
    came, or what the browser prefers."""
    if not has_request_context():
        return "en"
    for candidate in (session.get("language"), getattr(current_user, "locale", None), session.get("letter")):
        if candidate in LANGUAGES:
            return str(candidate)
    header = request.headers.get("Accept-Language", "")
    if len(header) > MAX_ACCEPT_LANGUAGE:
        return "en"
    return ACCEPTED_LANGUAGES.get(request.accept_languages.best_match(list(ACCEPTED_LANGUAGES)) or "en", "en")


def theme() -> str:
    """light or dark: from the session, the account, or light."""
    chosen = session.get("theme") or getattr(current_user, "theme", None)
    return chosen if chosen in THEMES else "light"


def remember_choice() -> None:
    """``?lang=fr`` and ``?theme=dark`` on any page set the session, and so does ``?in=fr``, with which an email's links
    say its language; no row is written by a GET."""
    if (value := request.args.get("lang", "")) in LANGUAGES:
        session["language"] = value
    if (value := request.args.get("in", "")) in LANGUAGES:
        session["letter"] = value
    if (value := request.args.get("theme", "")) in THEMES:
        session["theme"] = value


def zone() -> ZoneInfo:
    """The zone of the event at hand, else the reader's, else UTC."""
    event = g.get("event")
    return ZoneInfo(event.zone if event is not None else getattr(current_user, "zone", None) or "UTC")


def clock(value: datetime | time, ends: datetime | None = None) -> str:
    """14:30 in the zone of the event (14 h 30 in French, with no-break spaces); 14:30–15:25 with its end."""
    text = _clock_text(local(value).time() if isinstance(value, datetime) else value, language())
    return f"{text}–{clock(ends)}" if ends is not None else text


def _clock_text(local_time: time, language_code: str) -> str:
    if language_code == "fr":
        return f"{local_time.hour}\u00a0h\u00a0{local_time.minute:02d}"
    return f"{local_time.hour:02d}:{local_time.minute:02d}"


def local(value: datetime) -> datetime:
    """The instant in the zone of the event."""
    return value.astimezone(zone())


LONG_DAY = {"en": "EEEE d MMMM y", "zh": "y年M月d日 EEEE", "fr": "EEEE d MMMM y"}
SHORT_DAY = {"en": "d MMMM y", "zh": "y年M月d日", "fr": "d MMMM y"}
BRIEF_DAY = {"en": "d\u00a0MMM", "zh": "M月d日", "fr": "d\u00a0MMM"}

_DAY_OF_MONTH = re.compile(r"\bd\b")


def long_day(value: date | datetime) -> str:
    """Thursday 18 March 2027 · 2027年3月18日 星期四 · jeudi 18 mars 2027."""
    return _day_text(_local_day(value), LONG_DAY)


def short_day(value: date | datetime) -> str:
    """18 March 2027 · 2027年3月18日 · 18 mars 2027."""
    return _day_text(_local_day(value), SHORT_DAY)


def moment_in(value: datetime, there: str) -> str:
    """18 March 2027, 14:30 on the clocks of the zone ``there``: on a page of several events."""
    return moments(ZoneInfo(there))(value)


def moment(value: datetime, ends: datetime | None = None) -> str:
    """18 March 2027, 14:30 in the zone of the event; 18 March 2027, 14:30–15:25 with its end."""
    text = moments()(value)
    return f"{text}–{clock(ends)}" if ends is not None else text


def moments(there: ZoneInfo | None = None) -> Callable[[datetime], str]:
    """``moment`` for many rows: the zone and the language are asked once."""
    there, language_code = there or zone(), language()
    pattern = SHORT_DAY[language_code]
    between = "\u00a0" if language_code == "zh" else ", "

    def written(value: datetime) -> str:
        at = value.astimezone(there)
        return f"{_format_day(at.date(), pattern, language_code)}{between}{_clock_text(at.time(), language_code)}"

    return written


def brief_day(value: date | datetime) -> str:
    """8 Feb · 2月8日 · 8 févr., for a day that is not far; it never breaks."""
    return _day_text(_local_day(value), BRIEF_DAY)


def _local_day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _day_text(day: date, patterns: dict[str, str]) -> str:
    language_code = language()
    return _format_day(day, patterns[language_code], language_code)


@lru_cache(maxsize=4096)
def _format_day(day: date, pattern: str, language_code: str) -> str:
    """A day in words; lists repeat few days, and babel takes its time. French alone has an ordinal: le 1er mars."""
    if language_code == "fr" and day.day == 1:
        pattern = _DAY_OF_MONTH.sub("d'er'", pattern)
    return str(format_date(day, pattern, LOCALES[language_code]))


def lately(value: datetime) -> str:
    """How a log says when: 11:20 today, Mon within the last six days, else 8 Feb."""
    days = _days_since(value)
    if days == 0:
        return clock(value)
    return _day_text(_local_day(value), dict.fromkeys(LANGUAGES, "EEE")) if 0 < days < 7 else brief_day(value)


def days_ago(value: datetime) -> str:
    """today, yesterday, 3 days ago."""
    days = _days_since(value)
    if days <= 0:
        return str(gettext("today"))
    return str(gettext("yesterday") if days == 1 else ngettext("%(num)d day ago", "%(num)d days ago", days))


def _days_since(value: datetime) -> int:
    return (local(now()).date() - local(value).date()).days


def localized(value: Localized | None) -> Markup:
    """The text in the reader's language, or another one marked with its ``lang``."""
    text, text_language = (value or Localized()).in_language(language())
    if text_language == language():
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(HTML_LANG[text_language], text)


def plain(value: Localized | None) -> str:
    """The text of ``localized`` without markup, for titles and attributes."""
    return (value or Localized()).in_language(language())[0]


def in_a_row(sentences: Iterable[object]) -> str:
    """Sentences behind each other; in Chinese their signs leave the room themselves."""
    return ("" if language() == "zh" else " ").join(str(sentence) for sentence in sentences if str(sentence))


def connect(app: Flask, babel: Babel) -> None:
    babel.init_app(app, locale_selector=lambda: LOCALES[chosen_language()])
    app.before_request(remember_choice)
    for act in (
        clock,
        long_day,
        short_day,
        brief_day,
        lately,
        days_ago,
        moment,
        moment_in,
        localized,
        plain,
        local,
        in_a_row,
    ):
        app.add_template_filter(act)
    app.add_template_global(moments)
    app.add_template_global(own_language_first)


_ZONE_REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


def zone_choices(chosen: str | None, day: dt.date) -> list[tuple[str, str]]:
    """Every zone by its city, with the offset it has at noon of ``day``: "Shanghai, Asia/Shanghai (UTC+8)"."""
    choices = list(_zone_labels(language(), day))
    if chosen and all(name != chosen for name, _label in choices):
        choices.insert(0, (chosen, chosen))
    return choices


def offset_text(zone: str, at: dt.datetime) -> str:
    """UTC+8, UTC−3:30, of a zone at a moment."""
    offset = at.replace(tzinfo=ZoneInfo(zone)).utcoffset() or dt.timedelta()
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


@lru_cache(maxsize=32)
def _zone_labels(language: str, day: dt.date) -> tuple[tuple[str, str], ...]:
    """Some hundred files are read for it, and each page of an event's form asks."""
    noon = dt.datetime.combine(day, dt.time(12))
    return tuple((name, f"{city}, {name} ({offset_text(name, noon)})") for name, city in _zone_cities(language))


@lru_cache(maxsize=4)
def _zone_cities(language: str) -> tuple[tuple[str, str], ...]:
    """Zones with their cities in the reader's language, by city; of several names for one place the usual one."""
    usual: dict[str, str] = {}
    for name in sorted(zone for zone in zone_names() if zone.startswith(_ZONE_REGIONS)):
        city = _city_name(name, "en")
        if city not in usual or name.rpartition("/")[2].replace("_", " ") == city:
            usual[city] = name
    named = [(name, _city_name(name, language)) for name in usual.values()]
    return (*sorted(named, key=lambda pair: (pair[1], pair[0])), ("UTC", "UTC"))


def _city_name(name: str, language: str) -> str:
    return zone_city(name, LOCALES[language])
