"""Somebody who stands for a firm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Optional

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.companies.facts import FactValue, FactValues, value_codes
from app.core.web.forms import CountField, Form, LineField, narrow_text
from app.core.web.translations import lazy_gettext as _l
from app.registrations.forms.fields import LanguagesField, OpenedField
from app.registrations.half_days import half_days
from app.registrations.models import NAME_LENGTH, Representative
from app.registrations.queries.profile_values import OF_PERSON, Seen

PHONE_LENGTH = 60


class PersonForm(Form):
    opened = OpenedField()
    salutation = LineField(_l("Salutation"), most=40)
    display_name = LineField(_l("Name, as on the badge"), [DataRequired(_l("Write a name."))], most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    family_name = LineField(_l("Family name"), most=NAME_LENGTH)
    given_name = LineField(_l("Given name"), most=NAME_LENGTH)
    title = LineField(_l("Title"), most=NAME_LENGTH)
    title_zh = LineField(_l("Title in Chinese"), most=NAME_LENGTH)
    email = StringField(
        _l("E-mail"),
        [Optional(), WellFormedEmail(), Length(max=EMAIL_LENGTH)],
    )
    phone = LineField(_l("Phone"), most=PHONE_LENGTH, filters=[narrow_text])
    wechat = LineField(_l("WeChat"), most=PHONE_LENGTH, filters=[narrow_text])
    dietary = LineField(_l("Food"), most=NAME_LENGTH)
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
        self.opened.opened_with(values, Seen(0, 0))

    def show_place(self, person: Representative, days: Sequence[date]) -> None:
        """Fill in rank, honour and half days, which no two people write at once."""
        self.rank.data, self.vip.data = person.rank, person.vip
        self.present.data = [one for one in half_days(days) if one not in (person.absent or ())]

    def show_word(self, *, unlisted: bool) -> None:
        """Fill in whether the person stays out of attendee lists."""
        self.unlisted.data, self.was_unlisted.data = unlisted, "yes" if unlisted else "no"

    @property
    def changes_word(self) -> bool:
        """Whether the box is not as it was shown."""
        return bool(self.was_unlisted.data) and bool(self.unlisted.data) != (self.was_unlisted.data == "yes")

    def values(self) -> dict[str, FactValue]:
        """What is typed, as named values."""
        lines: dict[str, FactValue] = {name: self[name].data or "" for name in OF_PERSON}
        return {**lines, "languages": value_codes(self.languages.data)}
