"""Which half days of the event a column of a sheet asks about, and at which of them a row's people are not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from app.companies.names.parsing import fold
from app.registrations.half_days import HALVES, half_days
from app.registrations.short_days import moment_near

_DAY: Final = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]?"
    r"|\b\d{1,2}(?:st|nd|rd|th|er)?[\s.-]*(?:jan|f[eé]v|feb|mar|apr|avr|ma[iy]|ju[inl]|a[uo]|sep|oct|nov|d[eé]c)[^\W\d]*\.?"
    r"|\b(?:jan|f[eé]v|feb|mar|apr|avr|ma[iy]|ju[inl]|a[uo]|sep|oct|nov|d[eé]c)[^\W\d]*\.?\s*\d{1,2}(?:st|nd|rd|th)?\b"
    r"|\b\d{1,2}[/.]\d{1,2}\b",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)年?")
_NTH: Final = re.compile(
    r"\b(?:day|jour) ?(?P<a>[1-9])\b|\b(?P<b>first|second|third|1st|2nd|3rd) day\b"
    r"|\b(?P<c>premier|deuxieme|second|troisieme) jour\b|第(?P<d>[一二三四五1-9])[天日]"
)
_COUNTED: Final = {
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
_AM: Final = re.compile(r"\b(am|a m|mornings?|matin(ee)?)\b|上午|早上")
_PM: Final = re.compile(r"\b(pm|p m|afternoons?|apres ?midi)\b|下午")
_BESIDE: Final = re.compile(
    r"\b(attend\w*|present\w*|presence|particip\w*|join\w*|coming|comes?|sessions?|half|full|day|days|on|the|le|la|du|y|n"
    r"|yes|no|o|oui|non|will|you|and|et|of|to|in|rsvp|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|monday"
    r"|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|是否|参会|参加|出席|到场|到会|周[一二三四五六日天]|星期[一二三四五六日天]|全天|场"
)


def asks_of_days(header: str) -> bool:
    """Whether a header holds nothing but a day, or a half of one, perhaps with a word of coming: 13 Dec PM; Day 1."""
    day, _, rest = _parted(header)
    return bool(day or _NTH.search(fold(header))) and not rest


@lru_cache(maxsize=256)
def half_days_asked(header: str, days: tuple[date, ...]) -> tuple[str, ...]:
    """In order; empty where a header asks something else, or of a day that is none of the event's."""
    day, halves, rest = _parted(header)
    nth = _NTH.search(fold(header))
    if rest or not days:
        return ()
    if day:
        found = moment_near(day, days) or moment_near(day.replace(".", "/"), days)
        on = [found.day] if found is not None and found.day in days else []
    elif nth:
        on = sorted(days)[(at := _COUNTED[next(filter(None, nth.groups()))]) - 1 : at]
    else:
        on = list(days) if len(days) == 1 and len(halves) == 1 else []
    return tuple(one for one in half_days(on) if one[-2:] in halves)


@dataclass(frozen=True, slots=True)
class HalfDaysSaid:
    """``asked``: of which half days a row says anything; ``missed``: at which of them its people are not there."""

    asked: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    def after(self, absent: Iterable[str]) -> list[str]:
        """When they are away who were so far at the half days ``absent``."""
        return sorted({*absent} - {*self.asked} | {*self.missed})


def half_days_of(answers: Iterable[tuple[str, bool | None]], days: Sequence[date]) -> HalfDaysSaid:
    """Of those who come to some; it says nothing where nobody says yes to any half day, or no to something else.
    ``answers``: below each header that asks who comes."""
    told = [(half_days_asked(header, tuple(days)), answer) for header, answer in answers if answer is not None]
    refused = [halves for halves, answer in told if not answer]
    missed = {half for halves in refused for half in halves}
    comes = any(answer for _, answer in told) and set(half_days(days)) - missed
    asked = {half for halves, _ in told for half in halves}
    return HalfDaysSaid(tuple(sorted(asked)), tuple(sorted(missed))) if comes and all(refused) else HalfDaysSaid()


def _parted(header: str) -> tuple[str, tuple[str, ...], str]:
    """(the day in its own words or "", the halves, what else is said)."""
    bare = _YEAR.sub(" ", header)
    found = _DAY.search(bare)
    text = fold(_DAY.sub(" ", bare, count=1))
    am, pm = bool(_AM.search(text)), bool(_PM.search(text))
    halves = tuple(half for half, said in zip(HALVES, (am, pm), strict=True) if said) or HALVES
    for pattern in (_NTH, _AM, _PM, _BESIDE):
        text = pattern.sub(" ", text)
    return (found[0].strip() if found else ""), halves, re.sub(r"[\W_]+", "", text)
