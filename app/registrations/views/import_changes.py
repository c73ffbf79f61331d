"""What would change about a known firm, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from flask_babel import gettext

from app.companies.wording import band_words
from app.core.web.locale import short_day
from app.registrations.differences import Difference
from app.registrations.effects import SECTOR_CODES
from app.registrations.fields import Field
from app.registrations.people import ABSENT
from app.registrations.plan import PlannedRow
from app.registrations.views import import_words as words
from app.registrations.views.import_lines import ChangeLine
from app.registrations.views.words import country_name, sector_label

LONGEST: Final = 90


def change_lines(row: PlannedRow) -> tuple[ChangeLine, ...]:
    """One for each field that the row would change, in the order of the sheet, with what is known of both sides."""
    told: dict[str, list[Difference]] = {}
    for one in row.differences:
        told.setdefault(one.field, []).append(one)
    return tuple(line for name in row.changes for line in _lines(name, told.get(name, [])))


def _lines(name: str, found: list[Difference]) -> list[ChangeLine]:
    word = words.said(words.CHANGE_WORDS, name)
    return [_line(word, one) for one in found] or [ChangeLine(word)]


def _line(word: str, one: Difference) -> ChangeLine:
    what = str(gettext("%(field)s of %(person)s", field=word, person=one.person)) if one.person else word
    if one.field in SECTOR_CODES.values():
        return ChangeLine(what, "", str(gettext(", ")).join(f"{code} {sector_label(code)}" for code in one.new))
    if one.field == Field.EXPORTS and isinstance(one.new, list):
        return ChangeLine(what, "", str(gettext(", ")).join(country_name(code) for code in one.new))
    if one.field == ABSENT:
        return ChangeLine(what, _half_days(one.old or ()), _half_days(one.new or ()))
    if one.field == Field.EMPLOYEES:
        return ChangeLine(what, *(band_words(band) if band else "" for band in (one.old, one.new)))
    return ChangeLine(what, _value(one.old), _value(one.new))


def _half_days(absent: Iterable[str]) -> str:
    """13 Dec, morning; 13 Dec, afternoon."""
    told = [(short_day(date.fromisoformat(half[:10])), half.endswith("am")) for half in absent]
    words_of = [f"{day}{gettext(', ')}{gettext('morning') if am else gettext('afternoon')}" for day, am in told]
    return str(gettext("; ")).join(words_of) or str(gettext("there all the time"))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, list | tuple):
        return str(gettext(", ")).join(map(str, value))
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
