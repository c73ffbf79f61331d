"""The words of an email in each language, with their placeholders checked; when it is to go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext
from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired

from app.core.clock import local_to_utc
from app.core.digest_schedule import EmailFrequency
from app.core.errors import Invalid
from app.core.localized import LANGUAGES
from app.core.parsing import parse_whole_number
from app.core.texts import UnknownPlaceholder, placeholders_used, unknown_placeholders
from app.core.web.forms import ClockField, DayField, Form, IdField, LineField, TextField, select_choices, typed_text
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.events.models.event import BODY_LENGTH, SUBJECT_LENGTH, TEXT_NAME_LENGTH


@dataclass(frozen=True, slots=True)
class TextKind:
    """``known``: the placeholders; ``on_lines``: those that have no place in a subject; ``needed``: without which the
    email is of no use to its reader."""

    known: tuple[str, ...]
    on_lines: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


TEXT_KINDS: Final[Mapping[str, TextKind]] = {
    "invitation": TextKind(
        ("firm", "event", "event_dates", "venue", "sender", "link", "code"), on_lines=("link",), needed=("link",)
    ),
    "reminder": TextKind(("firm", "event", "event_dates", "venue")),
    "thanks": TextKind(
        ("firm", "event", "event_dates", "partners", "link"), on_lines=("partners", "link"), needed=("link",)
    ),
    "free": TextKind(
        ("name", "firm", "event", "event_dates", "venue", "link", "meetings"), on_lines=("link", "meetings")
    ),
}
"""What a reminder names by itself (what is missing, the link, the code) follows its words."""


class EmailTextForm(Form):
    """Subject and text in each language; one that is left empty falls back."""

    subject_en = LineField(_l("Subject"), most=SUBJECT_LENGTH)
    subject_zh = LineField(_l("Subject"), most=SUBJECT_LENGTH)
    subject_fr = LineField(_l("Subject"), most=SUBJECT_LENGTH)
    body_en = TextField(_l("Text"), most=BODY_LENGTH, render_kw={"rows": 10})
    body_zh = TextField(_l("Text"), most=BODY_LENGTH, render_kw={"rows": 10})
    body_fr = TextField(_l("Text"), most=BODY_LENGTH, render_kw={"rows": 10})

    def words(self) -> dict[str, str]:
        """What stands in it: ``subject_en`` … ``body_fr``."""
        return {
            f"{part}_{language}": typed_text(self[f"{part}_{language}"])
            for part in ("subject", "body")
            for language in LANGUAGES
        }

    def is_sound(self, kind: TextKind) -> bool:
        """Whether every placeholder is one that emails of this kind have, each stands where it may, none is lacking,
        and no language has only half of an email; what is wrong is said at its field."""
        if not self.validate():
            return False
        for language in LANGUAGES:
            subject, body = self[f"subject_{language}"], self[f"body_{language}"]
            for field in (subject, body):
                field.errors = [
                    *field.errors,
                    *(
                        placeholder_error(placeholder, kind.known)
                        for placeholder in unknown_placeholders(typed_text(field), kind.known)
                    ),
                ]
            for placeholder in sorted(placeholders_used(typed_text(subject)) & set(kind.on_lines)):
                sentence = gettext(
                    "%(word)s takes lines of its own: put it into the text, not into the subject.",
                    word=_in_braces(placeholder),
                )
                subject.errors = [*subject.errors, sentence]
            _require_both_parts(subject, body, kind.needed)
        return not any(field.errors for field in self)


def _require_both_parts(subject: Any, body: Any, needed: Iterable[str]) -> None:
    """A subject and a text, or neither; and in the text what a letter of the kind cannot do without."""
    if typed_text(subject) and not typed_text(body):
        body.errors = [*body.errors, gettext("Write the text as well, or empty the subject.")]
    if typed_text(body) and not typed_text(subject):
        subject.errors = [*subject.errors, gettext("Write what it is about, or empty the text.")]
    for placeholder in needed:
        if typed_text(body) and placeholder not in placeholders_used(typed_text(body)):
            sentence = gettext(
                "The text needs %(word)s: without it nobody can do what it says.", word=_in_braces(placeholder)
            )
            body.errors = [*body.errors, sentence]


def placeholder_error(placeholder: UnknownPlaceholder, known: Collection[str]) -> str:
    """What is wrong with a placeholder, and what is meant."""
    if placeholder.meant:
        return str(
            gettext(
                "There is no %(written)s; %(meant)s is meant.",
                written=placeholder.written,
                meant=_in_braces(placeholder.meant),
            )
        )
    words = " ".join(_in_braces(each) for each in known)
    return str(gettext("There is no %(written)s. There are: %(words)s.", written=placeholder.written, words=words))


def _in_braces(word: str) -> str:
    return f"{{{word}}}"


def texts_of(texts: Any) -> Mapping[str, str]:
    """What a form of words begins with: those of a message or of an own text."""
    return {
        f"{part}_{language}": getattr(texts, f"{part}_{language}")
        for part in ("subject", "body")
        for language in LANGUAGES
    }


class NamedTextForm(EmailTextForm):
    """A text that is kept for messages under a name."""

    name = LineField(_l("Name of the text"), [DataRequired(_l("Give the text a name."))], most=TEXT_NAME_LENGTH)


class MessageTimeForm(Form):
    day = DayField(_l("Day"), [InputRequired(_l("Choose the day."))])
    at = ClockField(_l("Time"), [DataRequired(_l("Write a time as 14:30."))])

    def moment(self, event: Event) -> datetime:
        """In the event's zone. Raises Invalid for a time that its clocks leave out."""
        if self.day.data is None:
            raise Invalid
        return local_to_utc(self.day.data, self.at.data, event.zone)


class NewMessageForm(Form):
    """The own text of the event whose words a draft begins with, if any."""

    text = IdField()


class SendingForm(Form):
    """The marks of the words and of the people that were looked at; ``more``: to those who came since."""

    words = StringField()
    people = StringField()
    more = BooleanField()


class EmailChoicesForm(Form):
    """How often emails about meetings come and which kinds at all, if the page asked. Who has the address of the page
    needs no token; ``one_click`` is what a mail program sends (RFC 8058)."""

    class Meta(Form.Meta):
        csrf = False

    rhythm = RadioField(choices=select_choices((often, often) for often in EmailFrequency), coerce=EmailFrequency)
    kinds_asked = BooleanField()
    kinds = SelectMultipleField(validate_choice=False)
    one_click = StringField(name="List-Unsubscribe")


class HeldEmailsForm(Form):
    """``up_to``: the newest email that the page had counted: what came since stays on hold."""

    up_to = IntegerField()


class FailedEmailsForm(Form):
    """For which reason they failed, None for any; ``letter``: those that were ticked, None in it for what is no id."""

    error = StringField()
    letter = SelectMultipleField(coerce=parse_whole_number, validate_choice=False)
