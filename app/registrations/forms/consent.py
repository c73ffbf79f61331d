"""Consents that a chamber reads from signed paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.web.forms import DayField, Form, LineField, select_choices
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.registrations.consent_texts import CONSENT_TEXTS, LIST_TEXTS


class SignedForm(Form):
    """What stands on a signed sheet, when it was signed, and where it is kept. No answer is ticked."""

    asked = SelectMultipleField(
        _l("Questions on the paper"),
        default=list(LIST_TEXTS),
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


class PaperForm(SignedForm):
    """Which firms signed the same, and whether they may be shown in public."""

    public_directory = BooleanField()
    firms = SelectMultipleField(
        _l("Firms that signed the same"),
        [InputRequired(_l("Choose at least one firm."))],
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
