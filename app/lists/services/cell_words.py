"""What stands in a cell, for who reads it: words where the columns hold stable codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import gettext

from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.core.web.translations import lazy_pgettext
from app.documents.csv import CellValue
from app.lists.answers import START
from app.lists.columns import Column
from app.lists.imported import SHEET
from app.lists.wording import CATEGORIES
from app.registrations.places import country_in, language_name

ANSWERS: Final[dict[str, Any]] = {"Yes": _l("yes"), "No": _l("no")}
STATES: Final[dict[str, Any]] = {
    "invited": _l("not begun"),
    "draft": _l("draft"),
    "submitted": _l("to approve"),
    "approved": _l("approved"),
    "waiting": _l("waiting list"),
    "rejected": _l("rejected"),
    "cancelled": _l("cancelled"),
}
"""Of one firm, as its mark on pages says; ``wording.STATES`` names several."""
CONSENTS: Final[dict[str, Any]] = {
    "yes": _l("yes"),
    "no": _l("no"),
    "withdrawn": _l("withdrawn"),
    "not_asked": _l("not asked"),
}
SOURCES: Final[dict[str, Any]] = {
    "self": lazy_pgettext("who said it", "themselves"),
    "sheet": lazy_pgettext("who said it", "chamber’s sheet"),
    "paper": lazy_pgettext("who said it", "paper"),
    "desk": lazy_pgettext("who said it", "at the desk"),
}


def in_words(column: Column, value: CellValue) -> CellValue:
    """The value as the reader calls it; one that is no code as it is."""
    if not isinstance(value, str) or not value:
        return value
    if column.name in _SPOKEN:
        return _SPOKEN[column.name](value)
    answers = column.section or column.name == "needs_interpreter" or column.name.startswith((START, SHEET))
    return str(ANSWERS.get(value, value)) if answers else value


def _consent(value: str) -> str:
    """“yes (themselves)”."""
    word, _, source = value.removesuffix(")").partition(" (")
    said = str(CONSENTS.get(word, word))
    return gettext("%(word)s (%(source)s)", word=said, source=str(SOURCES.get(source, source))) if source else said


def _country(value: str) -> str:
    return country_in(language(), value) if len(value) == 2 else value


def _languages(value: str) -> str:
    return str(gettext(", ")).join(language_name(code, language()) for code in value.split(", "))


_SPOKEN: Final[Mapping[str, Callable[[str], str]]] = {
    "category": lambda value: str(CATEGORIES.get(value, value)),
    "registration_state": lambda value: str(STATES.get(value, value)),
    "consent_list": _consent,
    "country": _country,
    "languages": _languages,
}
