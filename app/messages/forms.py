"""The words of a letter in each language, with their placeholders looked at; when it is to go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from wtforms.validators import DataRequired, InputRequired

from app.core.clock import local_to_utc
from app.core.errors import Invalid
from app.core.localized import LANGUAGES
from app.core.texts import UnknownPlaceholder, placeholders_used, unknown_placeholders
from app.core.web.forms import ClockField, DayField, Form, LineField, TextField, typed_text
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.models.event import BODY_LENGTH, SUBJECT_LENGTH, TEXT_NAME_LENGTH
from app.messages.standard import Kind


class WordsForm(Form):
    """Subject and text in each language; one that is left empty falls back."""

    subject_en = LineField(_l("Subject"), most=SUBJECT_LENGTH)
    subject_zh = LineField(_l("Subject"), most=SUBJECT_LENGTH)
    subject_fr = LineField(_l("Subject"), most=SUBJECT_LENGTH)
    body_en = TextField(_l("Text"), most=BODY_LENGTH, render_kw={"rows": 10})
    body_zh = TextField(_l("Text"), most=BODY_LENGTH, render_kw={"rows": 10})
    body_fr = TextField(_l("Text"), most=BODY_LENGTH, render_kw={"rows": 10})

    def words(self) -> dict[str, str]:
        """What stands in it: ``subject_en`` … ``body_fr``."""
        return {f"{part}_{one}": typed_text(self[f"{part}_{one}"]) for part in ("subject", "body") for one in LANGUAGES}

    def is_sound(self, kind: Kind) -> bool:
        """Whether every placeholder is one that letters of this kind have, each stands where it may, none is lacking,
        and no language has only half of a letter; what is wrong is said at its field."""
        if not self.validate():
            return False
        for language in LANGUAGES:
            subject, body = self[f"subject_{language}"], self[f"body_{language}"]
            for field in (subject, body):
                field.errors = [
                    *field.errors,
                    *(said_of(one, kind.known) for one in unknown_placeholders(typed_text(field), kind.known)),
                ]
            for one in sorted(placeholders_used(typed_text(subject)) & set(kind.on_lines)):
                said = gettext(
                    "%(word)s takes lines of its own: put it into the text, not into the subject.", word=_(one)
                )
                subject.errors = [*subject.errors, said]
            _whole(subject, body, kind.needed)
        return not any(field.errors for field in self)


def _whole(subject: Any, body: Any, needed: Iterable[str]) -> None:
    """A subject and a text, or neither; and in the text what a letter of the kind cannot do without."""
    if typed_text(subject) and not typed_text(body):
        body.errors = [*body.errors, gettext("Write the text as well, or empty the subject.")]
    if typed_text(body) and not typed_text(subject):
        subject.errors = [*subject.errors, gettext("Write what it is about, or empty the text.")]
    for one in needed:
        if typed_text(body) and one not in placeholders_used(typed_text(body)):
            said = gettext("The text needs %(word)s: without it nobody can do what it says.", word=_(one))
            body.errors = [*body.errors, said]


def said_of(one: UnknownPlaceholder, known: Collection[str]) -> str:
    """What is wrong with a placeholder, and what is meant."""
    if one.meant:
        return str(gettext("There is no %(written)s; %(meant)s is meant.", written=one.written, meant=_(one.meant)))
    words = " ".join(_(each) for each in known)
    return str(gettext("There is no %(written)s. There are: %(words)s.", written=one.written, words=words))


def _(word: str) -> str:
    return f"{{{word}}}"


def filled(texts: Any) -> Mapping[str, str]:
    """What a form of words begins with: those of a message or of an own text."""
    return {f"{part}_{one}": getattr(texts, f"{part}_{one}") for part in ("subject", "body") for one in LANGUAGES}


class NamedForm(WordsForm):
    """A text that is kept for messages under a name."""

    name = LineField(_l("Name of the text"), [DataRequired(_l("Give the text a name."))], most=TEXT_NAME_LENGTH)


class TimeForm(Form):
    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    at = ClockField(_l("Time"), [DataRequired(_l("Write a time as 14:30."))])

    def moment(self, event: Event) -> datetime:
        """In the event's zone. Raises Invalid for a time that its clocks leave out."""
        if self.day.data is None:
            raise Invalid
        return local_to_utc(self.day.data, self.at.data, event.zone)
