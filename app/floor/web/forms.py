"""What all forms share: a typed base, times as people write them, texts without control characters."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField, fields
from wtforms.validators import Length, Optional, ValidationError

from app.kernel.clock import parse_time
from app.kernel.errors import Invalid


class Form(FlaskForm):  # type: ignore[misc]
    """Base of our forms; each checks its CSRF token, as long as the application does."""

    class Meta:
        """Strings that come in are trimmed and cleaned before any validator sees them."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, StringField):
                filters = tuple(unbound_field.kwargs.get("filters", ()))
                unbound_field.kwargs["filters"] = (cleaned, *(act for act in filters if act is not cleaned))
            return unbound_field.bind(form=form, **options)


def cleaned(value: str | None) -> str | None:
    """Trimmed; NUL, surrogates and control characters but TAB and LF removed; line ends are LF."""
    if value is None:
        return None
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip()


def options(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """``choices`` of a select or a radio group, from pairs (value, words); WTForms warns of bare pairs."""
    return [fields.SelectChoice(value, words) for value, words in pairs]  # type: ignore[attr-defined]  # newer than stubs


def typed(field: StringField) -> str:
    """What stands in a field, nothing where it was not sent."""
    return field.data or ""


class LineField(StringField):
    """One line: line breaks become spaces; ``most`` is the longest length in characters."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 200, **kwargs: Any) -> None:
        checks = [*(validators or [Optional()]), Length(max=most, message=_l("At most %(max)d characters."))]
        super().__init__(label, checks, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([" ".join(str(value).split()) for value in valuelist])


class TextField(TextAreaField):
    """Several lines, at most ``most`` characters."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 4000, **kwargs: Any) -> None:
        checks = [*(validators or [Optional()]), Length(max=most, message=_l("At most %(max)d characters."))]
        super().__init__(label, checks, **kwargs)


class ClockField(StringField):
    """A time of day typed as 14:30, 1430 or 14 h 30; ``data`` is a ``datetime.time`` or None."""

    data: Any

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
        return getattr(self, "raw_text", "")


class OneOf:
    """Validator: the value is one of ``words``, or empty."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and field.data not in self.words:
            raise ValidationError(str(_l("Choose one of the list.")))
