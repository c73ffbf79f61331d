"""Time zones to choose from, by their cities in the reader's language."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.floor.web import locale
from app.kernel.clock import zones

_REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


def zone_choices(chosen: str | None, day: dt.date) -> list[tuple[str, str]]:
    """Every zone by its city, with the offset it has at noon of ``day``: "Shanghai, Asia/Shanghai (UTC+8)"."""
    found = list(_labelled(locale.language(), day))
    if chosen and all(name != chosen for name, _label in found):
        found.insert(0, (chosen, chosen))
    return found


def offset_text(zone: str, at: dt.datetime) -> str:
    """UTC+8, UTC−3:30, of a zone at a moment."""
    offset = at.replace(tzinfo=ZoneInfo(zone)).utcoffset() or dt.timedelta()
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


@lru_cache(maxsize=32)
def _labelled(language: str, day: dt.date) -> tuple[tuple[str, str], ...]:
    """Some hundred files are read for it, and each page of an event's form asks."""
    noon = dt.datetime.combine(day, dt.time(12))
    return tuple((name, f"{city}, {name} ({offset_text(name, noon)})") for name, city in _cities(language))


@lru_cache(maxsize=4)
def _cities(language: str) -> tuple[tuple[str, str], ...]:
    """Zones with their cities in the reader's language, by city; of several names for one place the usual one."""
    usual: dict[str, str] = {}
    for name in sorted(zone for zone in zones() if zone.startswith(_REGIONS)):
        city = _city(name, "en")
        if city not in usual or name.rpartition("/")[2].replace("_", " ") == city:
            usual[city] = name
    named = [(name, _city(name, language)) for name in usual.values()]
    return (*sorted(named, key=lambda pair: (pair[1], pair[0])), ("UTC", "UTC"))


def _city(name: str, language: str) -> str:
    return locale.zone_city(name, locale.LOCALES[language])
