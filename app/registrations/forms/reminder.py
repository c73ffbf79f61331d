"""The words of a reminder in each language that somebody of its firms reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms.validators import DataRequired

from app.core.web.forms import Form, LineField, TextField, typed_text
from app.core.web.translations import lazy_gettext as _l
from app.registrations.reminder_words import SUBJECT_LENGTH, TEXT_LENGTH, Words


def reminder_form(usual: Mapping[str, Words]) -> Form:
    """A form of a subject and a text for each of these languages, filled with what is usual until somebody writes."""
    fields: dict[str, Any] = {}
    for language, words in usual.items():
        subject = LineField(
            _l("Subject, after the firm’s name"),
            [DataRequired(_l("Write what the letter is about."))],
            most=SUBJECT_LENGTH,
            default=words.subject,
        )
        fields[f"subject_{language}"] = subject
        fields[f"text_{language}"] = TextField(
            _l("Text above what is missing"), most=TEXT_LENGTH, default=words.text, render_kw={"rows": 4}
        )
    made: Form = type("ReminderForm", (Form,), fields)()
    return made


def words_in(form: Form, languages: Iterable[str]) -> dict[str, Words]:
    """What stands in the form, by language."""
    return {one: Words(typed_text(form[f"subject_{one}"]), typed_text(form[f"text_{one}"])) for one in languages}
