"""What all forms share: a typed base, times as people write them, cleaned texts, ids and versions."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
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

from app.core.clock import parse_time
from app.core.errors import Invalid
from app.core.parsing import parse_whole_number
from app.core.web.translations import lazy_gettext as _l

BODY_METHODS = ("POST", "PUT", "PATCH", "DELETE")
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: a name that holds one reorders the words beside it."""
NOT_A_CHOICE = _l("Choose one of the list.")


@cache
def _wtforms_translations(locale: Locale | None) -> Any:
    """What the library itself says in a language; it would open its catalogue anew for each request."""
    return Translations.load(messages_path(), [str(locale or "en")], domain="wtforms")


class _CsrfTokenField(CSRFTokenField):
    """A token is signed where it is shown: most forms that are sent are never shown again."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        HiddenField.process(self, *args, **kwargs)

    def _value(self) -> str:
        token: str = self.csrf_impl.generate_csrf_token(self)
        return token


class _CsrfImplementation(FlaskForm.Meta.csrf_class):  # type: ignore[misc]
    field_class = _CsrfTokenField


class Form(FlaskForm):  # type: ignore[misc]
    """Base of our forms; each checks its CSRF token, as long as the application does."""

    class Meta:
        """Strings that come in are trimmed and cleaned before any validator sees them; files come in where one is
        asked for, and nothing but what a browser's form sends. What is none of a list's choices is told so in our
        words, unless the field has its own."""

        csrf_class = _CsrfImplementation

        def get_translations(self, _form: Any) -> Any:
            return _wtforms_translations(get_locale())

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if request.method not in BODY_METHODS:
                return None
            files = [name for name in request.files if isinstance(form._fields.get(name), FileField)]
            sent = MultiDict((name, file) for name in files for file in request.files.getlist(name))
            return CombinedMultiDict((sent, request.form)) if sent or request.form else None

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, SelectField):
                unbound_field.kwargs.setdefault("invalid_value_message", NOT_A_CHOICE)
                if not issubclass(unbound_field.field_class, SelectMultipleField):  # which names what it does not know
                    unbound_field.kwargs.setdefault("invalid_choice_message", NOT_A_CHOICE)
            if issubclass(unbound_field.field_class, StringField):
                filters = tuple(unbound_field.kwargs.get("filters", ()))
                unbound_field.kwargs["filters"] = (clean_text, *(act for act in filters if act is not clean_text))
            return unbound_field.bind(form=form, **options)


class FormPart(BaseForm):
    """Base of forms within a form (the rows of a list); their form checks the CSRF token."""

    class Meta(Form.Meta):
        csrf = False


def clean_text(value: Any) -> Any:
    """Trimmed; line ends are LF; NUL, surrogates, control characters but TAB and LF, and signs that turn the direction
    of writing removed. Only of texts."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    shown = "".join(
        c for c in text if c in "\t\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in DIRECTION_MARKS)
    )
    return shown.strip()


def narrow_text(value: Any) -> Any:
    """Figures and signs that are as wide as Chinese ones (＋６５) as usual ones; for a field's ``filters``."""
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value


def select_choices(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """``choices`` of a select or a radio group, from pairs (value, words); WTForms warns of bare pairs."""
    return [fields.SelectChoice(value, words) for value, words in pairs]  # type: ignore[attr-defined]  # newer than stubs


def typed_text(field: StringField) -> str:
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
        super().process_formdata([line if _is_visible(line) else "" for line in lines])


def _is_visible(line: str) -> bool:
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
        text = str(valuelist[0]).strip() if valuelist else ""
        self.raw_text = text
        self.data = None
        if text:
            try:
                self.data = parse_time(text)
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
        text = str(valuelist[0]).strip() if valuelist else ""
        if text:
            try:
                self.data = dt.date.fromisoformat(text)
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
        text = unicodedata.normalize("NFKC", str(valuelist[0])).strip() if valuelist else ""
        if text:
            if not (text.isascii() and text.isdigit() and len(text) < 10 and self.least <= int(text) <= self.most):
                raise ValueError(_l("A whole number from %(least)d to %(most)d.", least=self.least, most=self.most))
            self.data = int(text)


class KnownWord:
    """Validator: the value is one of ``words``, or empty."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and field.data not in self.words:
            raise ValidationError(str(NOT_A_CHOICE))


class IdField(IntegerField):
    """One of several things, by its id, or none: ``data`` is an int or None. ``choose``: what is said of a value that
    names none of them, as "Choose one of the times."."""

    def __init__(self, label: Any = None, *, choose: Any = NOT_A_CHOICE, **kwargs: Any) -> None:
        self.choose = choose
        super().__init__(label, kwargs.pop("validators", [Optional()]), **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if text:
            number = parse_whole_number(text)
            if number is None or number < 1:
                raise ValueError(self.choose)
            self.data = number


class ListField(fields.Field):
    """All values that were sent under a name, such as the ticks of a list; what ``coerce`` refuses is passed over."""

    data: list[Any]

    def __init__(self, label: Any = None, *, coerce: Callable[[str], Any] = str, **kwargs: Any) -> None:
        self.coerce = coerce
        super().__init__(label, default=list, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = []
        for value in valuelist:
            with suppress(ValueError):
                self.data.append(self.coerce(value))


class VersionField(HiddenField):
    """How something stood on the page from which a form comes, as a number; None where the page did not say."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = parse_whole_number(text) if text else None
        if text and self.data is None:
            raise ValueError(_l("What was sent could not be understood. Nothing was changed."))

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)
