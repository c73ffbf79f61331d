"""Language, theme and the writing of dates, for the reader at hand."""

from __future__ import annotations

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

from app.db import now
from app.kernel.localized import LANGUAGES, Localized

LOCALES = {"en": Locale("en"), "zh": Locale("zh", script="Hans"), "fr": Locale("fr")}
"""Taken from their names once: each letter asks for its own several times."""
NAMES = {"en": "en", "zh": "中文", "fr": "fr"}
HTML_LANG = {"en": "en", "zh": "zh-Hans", "fr": "fr"}
LONGEST_ACCEPTED = 1000
"""Characters of Accept-Language: a list of 100,000 languages takes a second to read."""
ACCEPTED = {
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


FIRST_NAMES = {
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


def zone_city(zone: str, spoken: Locale | None = None) -> str:
    """The city that a zone is named after, in the reader's language or in that of ``spoken``: Shanghai, 上海."""
    spoken = spoken or get_locale() or Locale("en")
    kept = spoken.time_zones.get(FIRST_NAMES.get(zone, ""), {}).get("city")
    return str(kept or get_timezone_location(zone, locale=spoken, return_city=True))


def language() -> str:
    """The reader's language: ``en``, ``zh`` or ``fr``; outside of a request, English or the forced one."""
    locale = get_locale()
    return "en" if locale is None or locale.language not in LANGUAGES else str(locale.language)


def own_language_first() -> list[str]:
    """``en``, ``zh`` and ``fr``, the reader's before the others: in this order a form asks for what is said in each."""
    return sorted(LANGUAGES, key=lambda one: one != language())


def chosen_language() -> str:
    """Asked for in the address, kept in the session, set in the account, that of the letter from which the reader
    came, or what the browser prefers."""
    if not has_request_context():
        return "en"
    for wanted in (session.get("language"), getattr(current_user, "locale", None), session.get("letter")):
        if wanted in LANGUAGES:
            return str(wanted)
    header = request.headers.get("Accept-Language", "")
    if len(header) > LONGEST_ACCEPTED:
        return "en"
    return ACCEPTED.get(request.accept_languages.best_match(list(ACCEPTED)) or "en", "en")


def theme() -> str:
    """light or dark: from the session, the account, or light."""
    wanted = session.get("theme") or getattr(current_user, "theme", None)
    return wanted if wanted in THEMES else "light"


def remember_choice() -> None:
    """``?lang=fr`` and ``?theme=dark`` on any page set the session, and so does ``?in=fr``, with which a letter's links
    say its language; no row is written by a GET."""
    if (wanted := request.args.get("lang", "")) in LANGUAGES:
        session["language"] = wanted
    if (wanted := request.args.get("in", "")) in LANGUAGES:
        session["letter"] = wanted
    if (wanted := request.args.get("theme", "")) in THEMES:
        session["theme"] = wanted


def zone() -> ZoneInfo:
    """The zone of the event at hand, else the reader's, else UTC."""
    event = g.get("event")
    return ZoneInfo(event.zone if event is not None else getattr(current_user, "zone", None) or "UTC")


def clock(value: datetime | time, ends: datetime | None = None) -> str:
    """14:30 in the zone of the event (14 h 30 in French, with no-break spaces); 14:30–15:25 with its end."""
    said = _clock(local(value).time() if isinstance(value, datetime) else value, language())
    return f"{said}–{clock(ends)}" if ends is not None else said


def _clock(there: time, said: str) -> str:
    if said == "fr":
        return f"{there.hour}\u00a0h\u00a0{there.minute:02d}"
    return f"{there.hour:02d}:{there.minute:02d}"


def local(value: datetime) -> datetime:
    """The instant in the zone of the event."""
    return value.astimezone(zone())


LONG_DAY = {"en": "EEEE d MMMM y", "zh": "y年M月d日 EEEE", "fr": "EEEE d MMMM y"}
SHORT_DAY = {"en": "d MMMM y", "zh": "y年M月d日", "fr": "d MMMM y"}
BRIEF_DAY = {"en": "d\u00a0MMM", "zh": "M月d日", "fr": "d\u00a0MMM"}

_DAY_OF_MONTH = re.compile(r"\bd\b")


def long_day(value: date | datetime) -> str:
    """Thursday 18 March 2027 · 2027年3月18日 星期四 · jeudi 18 mars 2027."""
    return _written(_day(value), LONG_DAY)


def short_day(value: date | datetime) -> str:
    """18 March 2027 · 2027年3月18日 · 18 mars 2027."""
    return _written(_day(value), SHORT_DAY)


def moment_in(value: datetime, there: str) -> str:
    """18 March 2027, 14:30 on the clocks of the zone ``there``: on a page of several events."""
    return moments(ZoneInfo(there))(value)


def moment(value: datetime, ends: datetime | None = None) -> str:
    """18 March 2027, 14:30 in the zone of the event; 18 March 2027, 14:30–15:25 with its end."""
    said = moments()(value)
    return f"{said}–{clock(ends)}" if ends is not None else said


def moments(there: ZoneInfo | None = None) -> Callable[[datetime], str]:
    """``moment`` for many rows: the zone and the language are asked once."""
    there, said = there or zone(), language()
    pattern = SHORT_DAY[said]
    between = "\u00a0" if said == "zh" else ", "

    def written(value: datetime) -> str:
        at = value.astimezone(there)
        return f"{_formatted(at.date(), pattern, said)}{between}{_clock(at.time(), said)}"

    return written


def brief_day(value: date | datetime) -> str:
    """8 Feb · 2月8日 · 8 févr., for a day that is not far; it never breaks."""
    return _written(_day(value), BRIEF_DAY)


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _written(day: date, patterns: dict[str, str]) -> str:
    said = language()
    return _formatted(day, patterns[said], said)


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, said: str) -> str:
    """A day in words; lists repeat few days, and babel takes its time. French alone has an ordinal: le 1er mars."""
    if said == "fr" and day.day == 1:
        pattern = _DAY_OF_MONTH.sub("d'er'", pattern)
    return str(format_date(day, pattern, LOCALES[said]))


def lately(value: datetime) -> str:
    """How a log says when: 11:20 today, Mon within the last six days, else 8 Feb."""
    days = _days_since(value)
    if days == 0:
        return clock(value)
    return _written(_day(value), dict.fromkeys(LANGUAGES, "EEE")) if 0 < days < 7 else brief_day(value)


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
    text, found = (value or Localized()).in_language(language())
    if found == language():
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(HTML_LANG[found], text)


def plain(value: Localized | None) -> str:
    """The text of ``localized`` without markup, for titles and attributes."""
    return (value or Localized()).in_language(language())[0]


def in_a_row(sentences: Iterable[object]) -> str:
    """Sentences behind each other; in Chinese their signs leave the room themselves."""
    return ("" if language() == "zh" else " ").join(str(one) for one in sentences if str(one))


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
