"""A delegation as it is registered, and a visit of its programme."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask_babel import gettext
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.core.parsing import parse_id
from app.core.web.forms import ClockField, CountField, DayField, Form, LineField, ListField, TextField, VersionField
from app.core.web.translations import lazy_gettext as _l
from app.delegations.programme import MAX_BUS_NAME_LENGTH, MAX_BUSES, parse_buses
from app.registrations.models import PERSON_NAME_LENGTH
from app.registrations.services.people import MAX_PEOPLE

FIRST_MINUTE, LAST_MINUTE = time(0), time(23, 59)
"""When a delegation comes and leaves on a day of which no hour was said."""
NEW_CHAMBER = 0
"""The choice of a chamber that is not in the list yet."""
NO_CHAMBER = -1
"""Nothing chosen yet: no chamber stands there that nobody meant."""


class HoursAnswerForm(Form):
    """What may be asked when hours change: ``confirmed`` (the token of the loss that was shown), and whether the
    meetings that clash stay."""

    confirmed = StringField()
    clashes = StringField()

    @property
    def keeps_clashes(self) -> bool:
        return bool(self.clashes.data == "keep")


class MoveForm(HoursAnswerForm):
    """The delegation ``to`` which a company moves, or 0 for none; ``seen``: the one in which the page showed it."""

    to = VersionField()
    seen = VersionField()


class DelegationForm(HoursAnswerForm):
    """Names, origin, head and deputy, stay, quotas, group and chamber of a delegation."""

    led: frozenset[str] = frozenset()
    """Which of head and deputy one of the delegation's own people is: they need no name here."""

    name_en = LineField(
        _l("Name in English"), [DataRequired(_l("Write the delegation’s name."))], most=PERSON_NAME_LENGTH
    )
    name_zh = LineField(_l("Name in Chinese"), most=PERSON_NAME_LENGTH)
    name_fr = LineField(_l("Name in French"), most=PERSON_NAME_LENGTH)
    origin = LineField(_l("Comes from"), most=PERSON_NAME_LENGTH)
    organising_body = LineField(_l("Organising body"), most=PERSON_NAME_LENGTH)
    head_name = LineField(_l("Head of the delegation"), most=PERSON_NAME_LENGTH)
    head_email = EmailField(_l("E-mail of the head"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])
    deputy_name = LineField(_l("Deputy head"), most=PERSON_NAME_LENGTH)
    deputy_email = EmailField(_l("E-mail of the deputy"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])
    group = SelectField(_l("Side of the event"), coerce=int)
    quota = IntegerField(
        _l("Most firms"),
        [Optional(), NumberRange(1, 2000, message=_l("A number from 1 to 2,000, or nothing."))],
    )
    people_quota = IntegerField(
        _l("Most people of each firm"),
        [Optional(), NumberRange(1, MAX_PEOPLE, message=_l("A number from 1 to %(max)s, or nothing."))],
    )
    arrives_on = DayField(_l("Arrives on"), [Optional()])
    arrives_at = ClockField(_l("at"))
    departs_on = DayField(_l("Leaves on"), [Optional()])
    departs_at = ClockField(_l("at"))
    organisation = SelectField(_l("Chamber"), coerce=int)
    seen = HiddenField()
    act = StringField()
    new_organisation = LineField(_l("Name of the new chamber"), most=PERSON_NAME_LENGTH)
    user_name = LineField(_l("Its first user"), most=PERSON_NAME_LENGTH)
    user_email = EmailField(_l("E-mail of its first user"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])

    @property
    def names_a_new_chamber(self) -> bool:
        """A name that is written counts as the choice where none was made."""
        offered = NEW_CHAMBER in {int(value) for value, *_rest in self.organisation.iter_choices()}
        written = self.organisation.data == NO_CHAMBER and bool(self.new_organisation.data)
        return offered and (written or self.organisation.data == NEW_CHAMBER)

    def validate_organisation(self, field: Any) -> None:
        if field.data == NO_CHAMBER and not self.names_a_new_chamber:
            raise ValidationError(gettext("Choose the chamber that looks after it."))

    def validate_new_organisation(self, field: Any) -> None:
        if self.organisation.data == NEW_CHAMBER and not field.data:
            raise ValidationError(gettext("Write the new chamber’s name, or choose one of the list."))
        if field.data and not self.names_a_new_chamber:
            raise ValidationError(gettext("A chamber of the list is chosen as well. Choose it, or name a new one."))

    def validate_user_name(self, field: Any) -> None:
        if self.user_email.data and not field.data:
            raise ValidationError(gettext("Write the name of whom the invitation is for."))

    def validate_head_name(self, field: Any) -> None:
        if self.head_email.data and not field.data and "head" not in self.led:
            raise ValidationError(gettext("Write the name of the head."))

    def validate_deputy_name(self, field: Any) -> None:
        if self.deputy_email.data and not field.data and "deputy" not in self.led:
            raise ValidationError(gettext("Write the name of the deputy."))

    def validate_departs_on(self, field: Any) -> None:
        """By the minute: a stay without any length would be none, and its members free at any time."""
        if field.data and self.arrives_on.data:
            arrives = datetime.combine(self.arrives_on.data, self.arrives_at.data or FIRST_MINUTE)
            if datetime.combine(field.data, self.departs_at.data or LAST_MINUTE) <= arrives:
                raise ValidationError(gettext("The delegation must leave after it has arrived."))


MAX_NOTE_LENGTH = 500
MAX_CAPACITY = 9999


class CheckboxesField(SelectMultipleField):
    """Some of several, each with its tick."""

    option_widget = CheckboxInput()
    widget = ListWidget(prefix_label=False)


class VisitForm(HoursAnswerForm):
    label = LineField(_l("What"), [DataRequired(_l("Write what it is, such as Port tour."))], most=PERSON_NAME_LENGTH)
    label_zh = LineField(_l("What, in Chinese"), most=PERSON_NAME_LENGTH)
    label_fr = LineField(_l("What, in French"), most=PERSON_NAME_LENGTH)
    day = SelectField(_l("Day"))
    starts = ClockField(_l("From"), [DataRequired(_l("Write when it starts, as 10:00."))])
    ends = ClockField(_l("Until"), [DataRequired(_l("Write when it ends, as 11:30."))])
    pickup = ClockField(_l("Pick-up"))
    pickup_place = LineField(_l("Place of the pick-up"), most=PERSON_NAME_LENGTH)
    place = LineField(_l("Place"), most=PERSON_NAME_LENGTH)
    place_zh = LineField(_l("Place, in Chinese"), most=PERSON_NAME_LENGTH)
    place_fr = LineField(_l("Place, in French"), most=PERSON_NAME_LENGTH)
    note = TextField(_l("Note"), most=MAX_NOTE_LENGTH)
    buses = LineField(_l("Buses"), most=PERSON_NAME_LENGTH)
    seats_per_bus = CountField(_l("Seats in each bus"), least=1, most=MAX_CAPACITY)
    open_to = SelectField(_l("Sign-up"), default="")
    capacity = CountField(_l("Capacity"), least=1, most=MAX_CAPACITY)
    only_sectors = CheckboxesField(_l("Only firms in these sectors"))
    only_members = CheckboxesField(_l("Only these members"), coerce=int)
    tell = BooleanField(_l("Tell the members by letter"), default=True)
    version = HiddenField()
    act = StringField()

    def validate_ends(self, field: Any) -> None:
        if field.data and self.starts.data and self.starts.data >= field.data:
            raise ValidationError(gettext("It must end after it starts."))

    def validate_pickup(self, field: Any) -> None:
        if field.data and self.starts.data and field.data > self.starts.data:
            raise ValidationError(gettext("The pick-up must come before the start."))

    def validate_buses(self, field: Any) -> None:
        names = parse_buses(field.data or "")
        if len(names) > MAX_BUSES:
            raise ValidationError(gettext("At most %(most)s buses.", most=MAX_BUSES))
        if any(len(name) > MAX_BUS_NAME_LENGTH for name in names):
            raise ValidationError(gettext("Name a bus in at most %(most)s characters.", most=MAX_BUS_NAME_LENGTH))

    @property
    def seen(self) -> int:
        """The version that the form was opened with; 0 where none was sent."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class BusListForm(Form):
    """On which list somebody was ticked off: of a bus, or of the ``rest`` who are missing."""

    bus = StringField()
    rest = StringField()


class SignUpForm(Form):
    people = CountField(most=MAX_CAPACITY)


class LinkTickForm(Form):
    sent = StringField()


class LinkTicksForm(Form):
    """The links that were ``shown`` on the page, and those ticked as ``sent``."""

    shown = ListField(coerce=parse_id)
    sent = ListField(coerce=parse_id)


class MailingForm(Form):
    """The companies that get their first email, and those that get another (``again``), each with the mark of the
    last one that the page showed."""

    firm = ListField(coerce=parse_id)
    again = ListField()


class RemindersForm(MailingForm):
    """``act``: preview, ticks or send; of those ``shown``, whom somebody reminded ``by_hand``."""

    act = StringField()
    shown = ListField(coerce=parse_id)
    by_hand = ListField(coerce=parse_id)


class ProgrammeNewsForm(Form):
    """``by_hand``: who was informed otherwise, each with the mark of what the page showed."""

    act = StringField()
    by_hand = ListField()
