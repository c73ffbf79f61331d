"""What people type about themselves: is it well formed?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.accounts import credentials
from app.accounts.credentials import is_well_formed_email
from app.accounts.models import EMAIL_LENGTH, NAME_LENGTH
from app.core.db import now
from app.core.web.forms import Form, LineField, select_choices
from app.core.web.locale import zone_choices
from app.core.web.translations import lazy_gettext as _l

PHONE_LENGTH = 40
LANGUAGE_NAMES = select_choices([("en", "English"), ("zh", "中文"), ("fr", "Français")])
THEME_NAMES = select_choices([("light", _l("Light")), ("dark", _l("Dark"))])


class WellFormedEmail:
    """Validator: an address that a letter could be sent to; whether it arrives, only a letter shows."""

    def __call__(self, _form: Any, field: Any) -> None:
        if not is_well_formed_email(field.data or ""):
            raise ValidationError(gettext("Write it with an @, like name@example.org"))


class SignInForm(Form):
    """Both ways in: the password may stay empty where a link is asked for."""

    email = EmailField(_l("E-mail"), [DataRequired(_l("Write your e-mail address.")), Length(max=EMAIL_LENGTH)])
    password = PasswordField(_l("Password"), [Optional(), Length(max=credentials.MAX_PASSWORD_LENGTH)])
    way = StringField()


class SignOutForm(Form):
    sure = BooleanField()


class ProofForm(Form):
    """The page to come back to."""

    page = HiddenField()


class EmailForm(Form):
    email = EmailField(_l("E-mail"), [DataRequired(_l("Write your e-mail address.")), Length(max=EMAIL_LENGTH)])


class NewPasswordForm(Form):
    """One field, shown again nowhere: the browser's own keeper remembers it."""

    password = PasswordField(_l("New password"), [InputRequired(_l("Write a password."))])


class ChangePasswordForm(NewPasswordForm):
    present = PasswordField(_l("Present password"))


class ChangeEmailForm(Form):
    email = EmailField(
        _l("New e-mail"), [DataRequired(_l("Write the new address.")), Length(max=EMAIL_LENGTH), WellFormedEmail()]
    )
    present = PasswordField(_l("Present password"))


class SettingsForm(Form):
    name = LineField(_l("Name"), [DataRequired(_l("Write your name."))], most=NAME_LENGTH)
    phone = TelField(_l("Phone"), [Optional(), Length(max=PHONE_LENGTH)])
    locale = RadioField(_l("Language"), choices=LANGUAGE_NAMES)
    theme = RadioField(_l("Colours"), choices=THEME_NAMES)
    zone = SelectField(_l("Time zone"), description=_l("Times of an event are shown in the event’s own zone."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = zone_choices(self.zone.object_data, now().date())
        self.zone.choices = select_choices([("", gettext("As the event")), *zones])


class InviteForm(Form):
    """Whom to invite to which role; the view says which roles there are."""

    name = LineField(_l("Name"), [DataRequired(_l("Write the name."))], most=NAME_LENGTH)
    email = EmailField(
        _l("E-mail"), [DataRequired(_l("Write the address.")), Length(max=EMAIL_LENGTH), WellFormedEmail()]
    )
    role = RadioField(_l("Role"), validators=[InputRequired(_l("Choose a role."))])

    def __init__(self, roles: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = select_choices(roles)


class RemovalForm(Form):
    """The role that is taken away; the service knows which there are."""

    role = StringField()
