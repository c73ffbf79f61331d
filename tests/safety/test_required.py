"""What must be filled in is not filled in by spaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms import StringField
from wtforms.validators import InputRequired

from app.core.web.forms import Form


def test_no_text_that_is_required_may_be_blank(app):
    """InputRequired looks at what was sent, before it is trimmed; DataRequired at what is kept."""
    blank = [
        f"{form.__name__}.{name}"
        for form in _all(Form)
        for name, field in vars(form).items()
        if isinstance(getattr(field, "field_class", None), type) and issubclass(field.field_class, StringField)
        for checks in (*field.args[1:2], field.kwargs.get("validators", ()))
        if any(isinstance(check, InputRequired) for check in checks) and field.field_class.__name__ != "PasswordField"
    ]

    assert blank == []


def _all(kind: Any) -> Iterator[Any]:
    for below in kind.__subclasses__():
        yield below
        yield from _all(below)
