"""What is typed at the desk, and at the poster beside it."""

from __future__ import annotations

from typing import Any

from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, ValidationError

from app.companies.facts import FactValue, value_codes
from app.core.localized import LANGUAGES
from app.core.parsing import parse_whole_number
from app.core.web.forms import (
    CountField,
    DayField,
    Form,
    IdField,
    LineField,
    narrow_text,
    select_choices,
    typed_text,
)
from app.core.web.translations import lazy_gettext as _l
from app.day.desk_input import parse_phone_end
from app.day.paper.models import OWN_LANGUAGE, PaperKind, PrintRequest
from app.meetings.forms import MeetingActForm
from app.registrations.consent_texts import LIST_CONSENT_TEXTS
from app.registrations.forms.fields import LanguagesField
from app.registrations.forms.registrations import PHONE_LENGTH
from app.registrations.models import PERSON_NAME_LENGTH

CATEGORIES = (
    ("firm", _l("firm")),
    ("official", _l("official")),
    ("press", _l("press")),
    ("speaker", _l("speaker")),
    ("chamber", _l("chamber")),
)
CONSENT_ANSWERS = (("", _l("not asked")), ("yes", _l("yes")), ("no", _l("no")))


class ScanForm(Form):
    typed = LineField(most=400)


class QueuedScansForm(Form):
    """What a device kept, as it sent it: its JSON is no text to be cleaned."""

    device = Field(default="")
    clock = Field(default="")
    scans = Field(default="")


class CheckInForm(Form):
    """``code``: the badge that was read, if it was; ``digits`` of a phone, if these led to the person; ``arrival``:
    whom of the line at the poster it settles."""

    code = LineField(most=60)
    digits = LineField(most=4)
    arrival = LineField(most=20)


class BoardForm(Form):
    language = StringField()
    second = StringField()
    zone = SelectMultipleField(validate_choice=False)


class ShiftForm(Form):
    """A shift of the day, each as usual where nothing is sent; ``token``: of the preview, ``give_up``: meetings that
    don't move along, ``words``: for those who work there."""

    first = IdField()
    minutes = StringField()
    until = StringField()
    token = HiddenField()
    give_up = SelectMultipleField(coerce=parse_whole_number, validate_choice=False)
    words = LineField()


class PrintForm(Form):
    """What is to be printed; what cannot be read counts as not chosen. ``key`` makes a repeated post harmless."""

    language = StringField()
    size = StringField()
    delegation = IdField()
    day = DayField()
    key = HiddenField()

    def get_request(self, kind: PaperKind) -> PrintRequest:
        language = self.language.data if self.language.data in LANGUAGES else OWN_LANGUAGE
        size, delegation_id = typed_text(self.size), self.delegation.data
        return PrintRequest(kind, language, size, delegation_id, self.day.data).fitting()


class OfferForm(Form):
    """Two registrations, and the slot that both have free."""

    one = CountField(least=1, most=999_999_999)
    other = CountField(least=1, most=999_999_999)
    slot = CountField(least=1, most=999_999_999)


class MoveMeetingForm(MeetingActForm):
    slot = CountField(least=1, most=999_999_999)


class SettlementForm(Form):
    """``until``: up to which number of the waiting line the desk has seen."""

    until = IdField()


class GreeterForm(Form):
    name = LineField(_l("Who meets this guest"), most=PERSON_NAME_LENGTH)


class InterpreterChangeForm(Form):
    """Who is to interpret; ``other``: the meeting that they come from, where two change places."""

    interpreter = CountField(least=1, most=999_999_999)
    other = CountField(least=1, most=999_999_999)


class PhoneEndForm(Form):
    digits = LineField(
        _l("The last four digits of your phone"),
        [DataRequired(_l("Type the four digits."))],
        most=20,
        filters=[narrow_text],
    )

    def validate_digits(self, field: LineField) -> None:
        field.data = parse_phone_end(typed_text(field))
        if not field.data:
            raise ValidationError(_l("Type the last four digits, such as 0014."))


class DoorConsentForm(Form):
    """What a person was asked in person, and answered; "" to what nobody asked."""

    attendee_list = RadioField(choices=select_choices(CONSENT_ANSWERS), default="")
    contacts = RadioField(choices=select_choices(CONSENT_ANSWERS), default="")
    cross_border = RadioField(choices=select_choices(CONSENT_ANSWERS), default="")

    def said(self) -> dict[str, bool]:
        """To each purpose that was asked: yes or no."""
        return {
            list_consent_text: self[list_consent_text].data == "yes"
            for list_consent_text in LIST_CONSENT_TEXTS
            if list_consent_text in self and self[list_consent_text].data
        }


class WalkInForm(DoorConsentForm):
    name = LineField(_l("Name, as on the badge"), [DataRequired(_l("Write a name."))], most=PERSON_NAME_LENGTH)
    firm = LineField(
        _l("Firm or institution"), [DataRequired(_l("Say for whom the person comes."))], most=PERSON_NAME_LENGTH
    )
    phone = LineField(_l("Phone"), most=PHONE_LENGTH, filters=[narrow_text])
    category = SelectField(_l("Comes as"), choices=select_choices(CATEGORIES), default="firm")
    group = SelectField(_l("Side, for a firm that is new"), validate_choice=False)
    known = HiddenField(name="said")

    def validate_group(self, field: SelectField) -> None:
        known = {str(value) for value, *_rest in field.iter_choices()}
        if self.category.data == "firm" and field.data not in known:
            raise ValidationError(_l("Choose a side."))


class SubstituteForm(DoorConsentForm):
    display_name = LineField(_l("Name, as on the badge"), [DataRequired(_l("Write a name."))], most=PERSON_NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=PERSON_NAME_LENGTH)
    title = LineField(_l("Title"), most=PERSON_NAME_LENGTH)
    phone = LineField(_l("Phone"), most=PHONE_LENGTH, filters=[narrow_text])
    languages = LanguagesField(_l("Languages"))

    def values(self) -> dict[str, FactValue]:
        fields: tuple[Any, ...] = (self.display_name, self.name_zh, self.title, self.phone)
        return {**{field.name: typed_text(field) for field in fields}, "languages": value_codes(self.languages.data)}
