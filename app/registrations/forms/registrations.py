"""Companies, guests and people as a chamber, the organizer or the company itself types them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, SelectField, SelectMultipleField, StringField, TelField
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.companies.facts import FactValue, FactValues, value_codes
from app.companies.fields import NAME_LENGTH
from app.core.parsing import parse_id
from app.core.web.forms import CountField, DayField, Form, LineField, ListField, TextField, narrow_text, select_choices
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.calendar import list_half_days
from app.events.models import Event
from app.registrations.consent_texts import CONSENT_TEXTS, LIST_CONSENT_TEXTS
from app.registrations.forms.fields import CountryField, LanguagesField, OpenedValuesField, WebsiteAddress
from app.registrations.models import PERSON_NAME_LENGTH, Representative
from app.registrations.queries.profiles import PERSON_FIELDS, ProfileVersions


class SignedConsentForm(Form):
    """What stands on a signed sheet, when it was signed, and where it is kept. No answer is ticked."""

    asked = SelectMultipleField(
        _l("Questions on the paper"),
        default=list(LIST_CONSENT_TEXTS),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    attendee_list = BooleanField()
    contacts = BooleanField()
    cross_border = BooleanField()
    signed_on = DayField(_l("Signed on"), [InputRequired(_l("Write the day on which it was signed."))])
    """Not after ``today``, which the view sets to the day on the event's clocks."""
    today: dt.date
    paper_language = SelectField(
        _l("Language of the paper"), choices=select_choices([("en", "English"), ("zh", "中文"), ("fr", "Français")])
    )
    evidence = LineField(
        _l("Where the signed papers are"), [DataRequired(_l("Say where the signed papers are kept."))], most=300
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.asked.choices = select_choices(
            (name, plain(text.title)) for name, text in CONSENT_TEXTS.items() if name in self
        )

    @property
    def said(self) -> dict[str, bool]:
        """By purpose; what the paper does not ask is absent. A yes stands on it, whatever was ticked as asked."""
        answers = {name: bool(self[name].data) for name in CONSENT_TEXTS if name in self}
        return {name: yes for name, yes in answers.items() if yes or name in (self.asked.data or ())}

    def validate_asked(self, _field: SelectMultipleField) -> None:
        if not self.said:
            raise ValidationError(_l("Tick at least one question that stands on the paper."))

    def validate_signed_on(self, field: DayField) -> None:
        if field.data is not None and field.data > self.today:
            raise ValidationError(_l("This day is still to come. Write the day on which it was signed."))


class PaperConsentForm(SignedConsentForm):
    """Which firms signed the same, and whether they may be shown in public."""

    public_directory = BooleanField()
    firms = SelectMultipleField(
        _l("Firms that signed the same"),
        [InputRequired(_l("Choose at least one firm."))],
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


SHORT_PHONE_LENGTH = 40
LINK_PATTERN = re.compile(r"://|\bwww\.", re.IGNORECASE)
NO_GROUP = 0
"""No side."""
LANGUAGE_CHOICES = select_choices([("en", _l("English")), ("zh", _l("Chinese")), ("fr", _l("French"))])


class ChosenCompaniesForm(Form):
    """What to do with the companies that are ticked in a list."""

    firm = ListField(coerce=parse_id)
    act = StringField()


class DecisionForm(ChosenCompaniesForm):
    """``all``: those that fit the filters; ``sure``: the mark of what the preview showed."""

    all = StringField()
    sure = StringField()


class CompanyDetailsForm(Form):
    """A firm and who comes for it; only the firm's name must be known."""

    name = LineField(_l("Name of the firm"), [DataRequired(_l("Write the firm’s name."))], most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    country = CountryField(_l("Country or region"))
    city = LineField(_l("City"), most=60)
    website = LineField(_l("Website"), [WebsiteAddress()], most=200)
    person = LineField(_l("Who comes"), most=NAME_LENGTH)
    title = LineField(_l("Title"), most=NAME_LENGTH)
    email = EmailField(_l("E-mail"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])
    phone = TelField(_l("Phone"), [Optional(), Length(max=SHORT_PHONE_LENGTH)], filters=[narrow_text])
    wechat = LineField(_l("WeChat"), most=60)
    said = StringField()
    languages = SelectMultipleField(
        _l("Languages spoken"),
        choices=LANGUAGE_CHOICES,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def validate_country(self, field: CountryField) -> None:
        if not field.is_known:
            raise ValidationError(_l("Choose one of the list."))


class GroupField(SelectField):
    """The side of an event that a firm is of; nothing is chosen that nobody meant."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [NumberRange(min=1, message=_l("Choose a side."))], coerce=int, **kwargs)

    def offer(self, event: Event) -> None:
        """The sides of the event; the only one is chosen."""
        group_choices = list_group_choices(event)
        self.choices = [
            *select_choices([(str(NO_GROUP), _l("Choose one"))] if len(group_choices) > 1 else []),
            *group_choices,
        ]


class AddCompanyForm(CompanyDetailsForm):
    """A firm that comes without a delegation."""

    group = GroupField(_l("Side of the event"))


class RegisterForm(CompanyDetailsForm):
    """A company registers itself: somebody must come, and be reached by mail.

    The email with the link goes to whatever address is typed, with the company's name in it: with a link in the name,
    anybody could send theirs to anybody in our name.
    """

    person = LineField(_l("Your name"), [DataRequired(_l("Write your name."))], most=NAME_LENGTH)
    title = LineField(_l("Your title"), most=NAME_LENGTH)
    email = EmailField(
        _l("Your e-mail"),
        [DataRequired(_l("Write your e-mail address.")), Length(max=EMAIL_LENGTH), WellFormedEmail()],
    )
    group = GroupField(_l("Side"))
    code = LineField(_l("Code of the event"), most=60)
    returning = StringField()
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
    """Somebody who is there without a company to meet: an official, press, a speaker, chamber staff.

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
    phone = TelField(_l("Phone"), [Optional(), Length(max=SHORT_PHONE_LENGTH)], filters=[narrow_text])
    dietary = LineField(_l("Diet"), most=200)
    delegation = SelectField(_l("Delegation"), coerce=int)


def _refuse_link(field: LineField) -> None:
    if LINK_PATTERN.search(narrow_text(field.data or "")):
        raise ValidationError(_l("Write the name alone; the address of a page goes under “Website”."))


def list_group_choices(event: Event) -> list[Any]:
    """The groups of an event to choose from, in the reader's language."""
    return select_choices([(str(group.id), plain(group.names)) for group in event.groups])


def get_form_values(form: PlainForm, *names: str) -> dict[str, Any]:
    """What was typed into these fields; an empty text is None."""
    return {name: form[name].data or None for name in names}


PHONE_LENGTH = 60


class PersonForm(Form):
    opened = OpenedValuesField()
    salutation = LineField(_l("Salutation"), most=40)
    display_name = LineField(_l("Name, as on the badge"), [DataRequired(_l("Write a name."))], most=PERSON_NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=PERSON_NAME_LENGTH)
    family_name = LineField(_l("Family name"), most=PERSON_NAME_LENGTH)
    given_name = LineField(_l("Given name"), most=PERSON_NAME_LENGTH)
    title = LineField(_l("Title"), most=PERSON_NAME_LENGTH)
    title_zh = LineField(_l("Title in Chinese"), most=PERSON_NAME_LENGTH)
    email = StringField(
        _l("E-mail"),
        [Optional(), WellFormedEmail(), Length(max=EMAIL_LENGTH)],
    )
    phone = LineField(_l("Phone"), most=PHONE_LENGTH, filters=[narrow_text])
    wechat = LineField(_l("WeChat"), most=PHONE_LENGTH, filters=[narrow_text])
    dietary = LineField(_l("Food"), most=PERSON_NAME_LENGTH)
    languages = LanguagesField(_l("Languages"))

    rank = CountField(_l("Place in the order of protocol"), least=1, most=9999)
    vip = BooleanField(_l("Guest of honour"))
    present = SelectMultipleField(_l("There on"), validate_choice=False)
    knows_days = HiddenField()
    unlisted = BooleanField(_l("Leave out of attendee lists"))
    was_unlisted = HiddenField()
    """``yes`` or ``no``: how the box stood when the page was opened."""
    evidence = LineField(_l("Where this is written"), most=300)

    def show(self, values: FactValues) -> None:
        """Fill in these values; they are also what the form counts as opened with."""
        for name, value in values.items():
            self[name].data = value
        self.opened.opened_with(values, ProfileVersions(0, 0))

    def show_place(self, person: Representative, days: Sequence[date]) -> None:
        """Fill in rank, honour and half days, which no two people write at once."""
        self.rank.data, self.vip.data = person.rank, person.vip
        self.present.data = [half_day for half_day in list_half_days(days) if half_day not in (person.absent or ())]

    def show_word(self, *, unlisted: bool) -> None:
        """Fill in whether the person stays out of attendee lists."""
        self.unlisted.data, self.was_unlisted.data = unlisted, "yes" if unlisted else "no"

    @property
    def changes_word(self) -> bool:
        """Whether the box is not as it was shown."""
        return bool(self.was_unlisted.data) and bool(self.unlisted.data) != (self.was_unlisted.data == "yes")

    def values(self) -> dict[str, FactValue]:
        """What is typed, as named values."""
        lines: dict[str, FactValue] = {name: self[name].data or "" for name in PERSON_FIELDS}
        return {**lines, "languages": value_codes(self.languages.data)}


REMARK_LINE_LENGTH = 100
REMARKS_LENGTH = 2000


def _parse_yes_no(value: Any) -> bool | None:
    """The answer of the select; what stands in the database is one already."""
    return value if isinstance(value, bool) else {"True": True, "False": False}.get(str(value))


class RemarksForm(Form):
    seen = HiddenField()
    site_visit = SelectField(
        _l("Site visit"),
        coerce=_parse_yes_no,
        choices=select_choices([("", _l("not said")), ("True", _l("yes")), ("False", _l("no"))]),
        validate_choice=False,
    )
    arrival = LineField(_l("Arrival"), most=REMARK_LINE_LENGTH)
    departure = LineField(_l("Departure"), most=REMARK_LINE_LENGTH)
    remarks = TextField(_l("Remarks"), most=REMARKS_LENGTH)
