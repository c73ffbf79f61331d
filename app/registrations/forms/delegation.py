"""A delegation as it is registered: who brings whom, when they are there, when they are elsewhere."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask_babel import gettext
from wtforms import EmailField, HiddenField, IntegerField, SelectField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.core.web.forms import ClockField, DayField, Form, LineField
from app.core.web.translations import lazy_gettext as _l
from app.registrations.models import NAME_LENGTH
from app.registrations.services.people import MOST

FIRST_MINUTE, LAST_MINUTE = time(0), time(23, 59)
"""When a delegation comes and leaves on a day of which no hour was said."""
NEW = 0
"""The choice of a chamber that is not in the list yet."""
UNCHOSEN = -1
"""Nothing chosen yet: no chamber stands there that nobody meant."""


class DelegationForm(Form):
    """Names, origin, head and deputy, stay, quotas, group and chamber of a delegation."""

    led: frozenset[str] = frozenset()
    """Which of head and deputy one of the delegation's own people is: they need no name here."""

    name_en = LineField(_l("Name in English"), [DataRequired(_l("Write the delegation’s name."))], most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("Name in French"), most=NAME_LENGTH)
    origin = LineField(_l("Comes from"), most=NAME_LENGTH)
    organising_body = LineField(_l("Organising body"), most=NAME_LENGTH)
    head_name = LineField(_l("Head of the delegation"), most=NAME_LENGTH)
    head_email = EmailField(_l("E-mail of the head"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])
    deputy_name = LineField(_l("Deputy head"), most=NAME_LENGTH)
    deputy_email = EmailField(_l("E-mail of the deputy"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])
    group = SelectField(_l("Side of the event"), coerce=int)
    quota = IntegerField(
        _l("Most firms"),
        [Optional(), NumberRange(1, 2000, message=_l("A number from 1 to 2,000, or nothing."))],
    )
    people_quota = IntegerField(
        _l("Most people of each firm"),
        [Optional(), NumberRange(1, MOST, message=_l("A number from 1 to %(max)s, or nothing."))],
    )
    arrives_on = DayField(_l("Arrives on"), [Optional()])
    arrives_at = ClockField(_l("at"))
    departs_on = DayField(_l("Leaves on"), [Optional()])
    departs_at = ClockField(_l("at"))
    organisation = SelectField(_l("Chamber"), coerce=int)
    seen = HiddenField()
    new_organisation = LineField(_l("Name of the new chamber"), most=NAME_LENGTH)
    user_name = LineField(_l("Its first user"), most=NAME_LENGTH)
    user_email = EmailField(_l("E-mail of its first user"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])

    @property
    def names_a_new_chamber(self) -> bool:
        """A name that is written counts as the choice where none was made."""
        offered = NEW in {int(value) for value, *_rest in self.organisation.iter_choices()}
        written = self.organisation.data == UNCHOSEN and bool(self.new_organisation.data)
        return offered and (written or self.organisation.data == NEW)

    def validate_organisation(self, field: Any) -> None:
        if field.data == UNCHOSEN and not self.names_a_new_chamber:
            raise ValidationError(gettext("Choose the chamber that looks after it."))

    def validate_new_organisation(self, field: Any) -> None:
        if self.organisation.data == NEW and not field.data:
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
