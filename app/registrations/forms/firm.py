"""A firm with its first person, typed by its chamber, the organizer, or the firm itself."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, SelectField, SelectMultipleField, TelField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.companies.models import NAME_LENGTH
from app.core.web.forms import Form, LineField, narrow_text, select_choices
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.registrations.forms.fields import CountryField, Website

PHONE_LENGTH = 40
LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
UNCHOSEN = 0
"""No side."""
SPOKEN = select_choices([("en", _l("English")), ("zh", _l("Chinese")), ("fr", _l("French"))])


class FirmForm(Form):
    """A firm and who comes for it; only the firm's name must be known."""

    name = LineField(_l("Name of the firm"), [DataRequired(_l("Write the firm’s name."))], most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    country = CountryField(_l("Country or region"))
    city = LineField(_l("City"), most=60)
    website = LineField(_l("Website"), [Website()], most=200)
    person = LineField(_l("Who comes"), most=NAME_LENGTH)
    title = LineField(_l("Title"), most=NAME_LENGTH)
    email = EmailField(_l("E-mail"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])
    phone = TelField(_l("Phone"), [Optional(), Length(max=PHONE_LENGTH)], filters=[narrow_text])
    wechat = LineField(_l("WeChat"), most=60)
    languages = SelectMultipleField(
        _l("Languages spoken"), choices=SPOKEN, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def validate_country(self, field: CountryField) -> None:
        if not field.is_known:
            raise ValidationError(_l("Choose one of the list."))


class SideField(SelectField):
    """The side of an event that a firm is of; nothing is chosen that nobody meant."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [NumberRange(min=1, message=_l("Choose a side."))], coerce=int, **kwargs)

    def offer(self, event: Event) -> None:
        """The sides of the event; the only one is chosen."""
        found = sides(event)
        self.choices = [*select_choices([(str(UNCHOSEN), _l("Choose one"))] if len(found) > 1 else []), *found]


class AddForm(FirmForm):
    """A firm that comes without a delegation."""

    group = SideField(_l("Side of the event"))


class RegisterForm(FirmForm):
    """A firm registers itself: somebody must come, and be reached by mail.

    The letter with the link goes to whatever address is typed, with the firm's name in it: with a link in the name,
    anybody could send theirs to anybody in our name.
    """

    person = LineField(_l("Your name"), [DataRequired(_l("Write your name."))], most=NAME_LENGTH)
    title = LineField(_l("Your title"), most=NAME_LENGTH)
    email = EmailField(
        _l("Your e-mail"),
        [DataRequired(_l("Write your e-mail address.")), Length(max=EMAIL_LENGTH), WellFormedEmail()],
    )
    group = SideField(_l("Side"))
    code = LineField(_l("Code of the event"), most=60)
    attendee_list = BooleanField()
    contacts = BooleanField()
    cross_border = BooleanField()
    public_directory = BooleanField()

    def validate_name(self, field: LineField) -> None:
        _refuse_link(field)

    def validate_name_zh(self, field: LineField) -> None:
        _refuse_link(field)

    def validate_person(self, field: LineField) -> None:
        _refuse_link(field)


class GuestForm(Form):
    """Somebody who is there without a firm to meet: an official, press, a speaker, chamber staff.

    ``key`` makes a repeated post harmless.
    """

    key = HiddenField()

    category = SelectField(
        _l("Badge"),
        choices=select_choices(
            [
                ("official", _l("Official")),
                ("press", _l("Press")),
                ("speaker", _l("Speaker")),
                ("chamber", _l("Chamber staff")),
            ]
        ),
    )
    person = LineField(_l("Name"), [DataRequired(_l("Write the name."))], most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    title = LineField(_l("Title"), most=NAME_LENGTH)
    institution = LineField(_l("Institution"), [DataRequired(_l("Write the institution."))], most=NAME_LENGTH)
    email = EmailField(_l("E-mail"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])
    phone = TelField(_l("Phone"), [Optional(), Length(max=PHONE_LENGTH)], filters=[narrow_text])
    dietary = LineField(_l("Diet"), most=200)
    delegation = SelectField(_l("Delegation"), coerce=int)


def _refuse_link(field: LineField) -> None:
    if LINK.search(narrow_text(field.data or "")):
        raise ValidationError(_l("Write the name alone; the address of a page goes under “Website”."))


def sides(event: Event) -> list[Any]:
    """The groups of an event to choose from, in the reader's language."""
    return select_choices([(str(one.id), plain(one.names)) for one in event.groups])


def filled(form: PlainForm, *names: str) -> dict[str, Any]:
    """What was typed into these fields; an empty text is None."""
    return {name: form[name].data or None for name in names}
