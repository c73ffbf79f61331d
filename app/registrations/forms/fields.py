"""Fields that hold codes, and what the form looked like when it was opened."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from typing import Any

from wtforms import Field, Form, HiddenField, SelectField, ValidationError

from app.companies.facts import FactValue, FactValues, is_website
from app.companies.locale_names import find_country, is_language_code, list_countries, list_languages
from app.core import parsing
from app.core.parsing import LARGEST_NUMBER
from app.core.web.forms import clean_text, select_choices
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.registrations.queries.profiles import ProfileVersions

MAX_CODES = 60
COMMON_LANGUAGES = ("en", "zh", "fr", "ms", "ta", "yue", "ja", "ko", "th", "vi", "id", "de", "es", "it", "ru", "ar")
"""Languages that a firm can meet in, the most likely first."""


class WebsiteAddress:
    """Nothing, an address or a bare host; what else is typed is refused with how to write it."""

    def __call__(self, _form: Form, field: Field) -> None:
        if field.data and not is_website(field.data):
            raise ValidationError(_l("Write it as www.example.org."))


class KnownLanguages(Container[str]):
    """Every language that a sheet's words may mean; the table is read when the first one is asked for."""

    def __contains__(self, code: object) -> bool:
        return is_language_code(str(code))


class CodesField(Field):
    """Codes sent as a list under one name; ``data`` is a sorted tuple, each once. Unknown ones are refused."""

    def __init__(self, label: Any = None, validators: Any = None, *, known: Container[str], **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.known = known
        self.data: tuple[str, ...] = ()

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = {str(value) for value in valuelist if value}
        self.data = tuple(sorted(code for code in given if code in self.known))
        if len(self.data) < len(given):
            raise ValueError(_l("One of these is no longer in the list; choose again."))
        if len(self.data) > MAX_CODES:
            raise ValueError(_l("At most %(most)s can be chosen.") % {"most": MAX_CODES})

    def process_data(self, value: Any) -> None:
        self.data = tuple(value or ())


class LanguagesField(CodesField):
    """Languages by their codes: all that a sheet's words may have meant, of which pages show the usual ones, what is
    chosen, and a list of more."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, known=KnownLanguages(), **kwargs)

    @property
    def shown(self) -> tuple[str, ...]:
        """The usual ones, and after them what is chosen besides."""
        return tuple(dict.fromkeys((*COMMON_LANGUAGES, *self.data)))

    @property
    def more(self) -> list[tuple[str, str]]:
        """(code, name) of those that are not shown, in the order of their names in the reader's language."""
        return [(code, name) for code, name in list_languages(language()).items() if code not in self.shown]


class CountryField(SelectField):
    """One of the countries by its code, each under its name in the reader's language; a name that is sent in words
    (Singapour) is understood. What an import left that is no country stands as it is, until another is chosen."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[], validate_choice=False, **kwargs)

    def process_data(self, value: Any) -> None:
        self.data = find_country(str(value or "")) or str(value or "")
        self._offer()

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.process_data(clean_text(valuelist[0]))

    @property
    def is_known(self) -> bool:
        return not self.data or self.data in list_countries("en")

    def _offer(self) -> None:
        other = [] if self.is_known else [(self.data, self.data)]
        self.choices = select_choices([("", _l("not said")), *other, *list_countries(language()).items()])


class OpenedValuesField(HiddenField):
    """The values and versions that the form was opened with: so that two people can write at the same time.

    What a browser sends here decides only what counts as changed by whom, never what is written. Reading it raises
    Invalid where it is no JSON at all.
    """

    def opened_with(self, values: FactValues, seen: ProfileVersions) -> None:
        json_values = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        self.data = json.dumps({"values": json_values, "seen": [seen.company, seen.registration]}, ensure_ascii=False)

    @property
    def seen(self) -> ProfileVersions:
        """The versions; such that nothing matches where there are none."""
        match self._read().get("seen"):
            case [int(company), int(registration)] if max(abs(company), abs(registration)) <= LARGEST_NUMBER:
                return ProfileVersions(company, registration)
        return ProfileVersions(-1, -1)

    @property
    def values(self) -> dict[str, FactValue]:
        raw_values = self._read().get("values")
        return (
            {str(name): _parse_value(value) for name, value in raw_values.items()}
            if isinstance(raw_values, dict)
            else {}
        )

    def _read(self) -> Mapping[str, Any]:
        parsed = parsing.parse_json(self.data or "{}")
        return parsed if isinstance(parsed, dict) else {}


def _parse_value(raw: Any) -> FactValue:
    if isinstance(raw, list):
        return tuple(str(item) for item in raw)
    return raw if isinstance(raw, str | bool) else None
