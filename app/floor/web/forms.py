"""What all forms share: a typed base, times as people write them, texts without control characters."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from babel import Locale
from babel.support import Translations
from flask import request
from flask_babel import get_locale
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    fields,
)
from wtforms import Form as BaseForm
from wtforms.csrf.core import CSRFTokenField
from wtforms.i18n import messages_path
from wtforms.validators import Length, Optional, ValidationError

from app.floor.web.lazy_texts import lazy_gettext as _l
from app.kernel.clock import parse_time
from app.kernel.errors import Invalid

SENDING = ("POST", "PUT", "PATCH", "DELETE")
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: a name that holds one reorders the words beside it."""
NONE_OF_THE_LIST = _l("Choose one of the list.")


@cache
def _own_words(locale: Locale | None) -> Any:
    """What the library itself says in a language; it would open its catalogue anew for each request."""
    return Translations.load(messages_path(), [str(locale or "en")], domain="wtforms")


class _Token(CSRFTokenField):
    """A token is signed where it is shown: most forms that are sent are never shown again."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        HiddenField.process(self, *args, **kwargs)

    def _value(self) -> str:
        token: str = self.csrf_impl.generate_csrf_token(self)
        return token


class _Csrf(FlaskForm.Meta.csrf_class):  # type: ignore[misc]
    field_class = _Token


class Form(FlaskForm):  # type: ignore[misc]
    """Base of our forms; each checks its CSRF token, as long as the application does."""

    class Meta:
        """Strings that come in are trimmed and cleaned before any validator sees them; files come in where one is
        asked for, and nothing but what a browser's form sends. What is none of a list's choices is told so in our
        words, unless the field has its own."""

        csrf_class = _Csrf

        def get_translations(self, _form: Any) -> Any:
            return _own_words(get_locale())

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if request.method not in SENDING:
                return None
            files = [name for name in request.files if isinstance(form._fields.get(name), FileField)]
            sent = MultiDict((name, file) for name in files for file in request.files.getlist(name))
            return CombinedMultiDict((sent, request.form)) if sent or request.form else None

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, SelectField):
                unbound_field.kwargs.setdefault("invalid_value_message", NONE_OF_THE_LIST)
                if not issubclass(unbound_field.field_class, SelectMultipleField):  # which names what it does not know
                    unbound_field.kwargs.setdefault("invalid_choice_message", NONE_OF_THE_LIST)
            if issubclass(unbound_field.field_class, StringField):
                filters = tuple(unbound_field.kwargs.get("filters", ()))
                unbound_field.kwargs["filters"] = (cleaned, *(act for act in filters if act is not cleaned))
            return unbound_field.bind(form=form, **options)


class Part(BaseForm):
    """Base of forms within a form (the rows of a list); their form checks the CSRF token."""

    class Meta(Form.Meta):
        csrf = False


def cleaned(value: Any) -> Any:
    """Trimmed; line ends are LF; NUL, surrogates, control characters but TAB and LF, and signs that turn the direction
    of writing removed. Only of texts."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(c for c in text if c in "\t\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in TURNING))
    return kept.strip()


def narrow(value: Any) -> Any:
    """Figures and signs that are as wide as Chinese ones (＋６５) as usual ones; for a field's ``filters``."""
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value


def options(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """``choices`` of a select or a radio group, from pairs (value, words); WTForms warns of bare pairs."""
    return [fields.SelectChoice(value, words) for value, words in pairs]  # type: ignore[attr-defined]  # newer than stubs


def typed(field: StringField) -> str:
    """What stands in a field, nothing where it was not sent."""
    return field.data or ""


class LineField(StringField):
    """One line: line breaks become spaces, and what shows nothing is nothing; ``most``: its longest length in
    characters."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 200, **kwargs: Any) -> None:
        checks = [*(validators or [Optional()]), Length(max=most, message=_l("At most %(max)d characters."))]
        super().__init__(label, checks, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        lines = [" ".join(str(value).split()) for value in valuelist]
        super().process_formdata([line if _shows(line) else "" for line in lines])


def _shows(line: str) -> bool:
    """Whether any of its signs is seen: letters, digits, marks of punctuation; a zero-width space is not."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in line)


class TextField(TextAreaField):
    """Several lines, at most ``most`` characters."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 4000, **kwargs: Any) -> None:
        checks = [*(validators or [Optional()]), Length(max=most, message=_l("At most %(max)d characters."))]
        super().__init__(label, checks, **kwargs)


class ClockField(StringField):
    """A time of day typed as 14:30, 1430, 14 h 30 or 2:30 PM; ``data`` is a ``datetime.time`` or None."""

    data: Any
    raw_text = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        given = str(valuelist[0]).strip() if valuelist else ""
        self.raw_text = given
        self.data = None
        if given:
            try:
                self.data = parse_time(given)
            except Invalid:
                raise ValueError(_l("Write a time as 14:30.")) from None

    def _value(self) -> str:
        if isinstance(self.data, dt.time):
            return f"{self.data:%H:%M}"
        return self.raw_text


FIRST_YEAR, LAST_YEAR = 1990, 2200


class DayField(DateField):
    """A day, from the browser's own calendar or typed as 2027-03-18; ``data`` is a ``datetime.date`` or None.

    From ``FIRST_YEAR`` to ``LAST_YEAR``: days that somebody means, and whose neighbours can be reckoned with.
    """

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        bounds = {"min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"}
        super().__init__(label, validators, render_kw={**bounds, **kwargs.pop("render_kw", {})}, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        given = str(valuelist[0]).strip() if valuelist else ""
        if given:
            try:
                self.data = dt.date.fromisoformat(given)
            except ValueError:
                raise ValueError(_l("Write the day as 2027-03-18.")) from None
            if not FIRST_YEAR <= self.data.year <= LAST_YEAR:
                self.data = None
                raise ValueError(_l("A day from %(first)d to %(last)d.", first=FIRST_YEAR, last=LAST_YEAR))


class CountField(IntegerField):
    """A whole number from ``least`` to ``most``, or nothing: ``data`` is an int or None."""

    def __init__(self, label: Any = None, *, least: int = 0, most: int = 1000, **kwargs: Any) -> None:
        self.least, self.most = least, most
        keywords = {"min": least, "max": most, "inputmode": "numeric", **kwargs.pop("render_kw", {})}
        super().__init__(label, kwargs.pop("validators", [Optional()]), render_kw=keywords, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        given = unicodedata.normalize("NFKC", str(valuelist[0])).strip() if valuelist else ""
        if given:
            if not (given.isascii() and given.isdigit() and len(given) < 10 and self.least <= int(given) <= self.most):
                raise ValueError(_l("A whole number from %(least)d to %(most)d.", least=self.least, most=self.most))
            self.data = int(given)


class OneOf:
    """Validator: the value is one of ``words``, or empty."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and field.data not in self.words:
            raise ValidationError(str(NONE_OF_THE_LIST))
