"""A part of a delegation's programme: what, when, where, for whom, by which bus."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.web.forms import ClockField, CountField, Form, LineField, TextField
from app.core.web.translations import lazy_gettext as _l
from app.registrations.buses import BUS_LENGTH, MOST_BUSES, buses_in
from app.registrations.models import NAME_LENGTH

NOTE_LENGTH = 500
MOST_PLACES = 9999


class TicksField(SelectMultipleField):
    """Some of several, each with its tick."""

    option_widget = CheckboxInput()
    widget = ListWidget(prefix_label=False)


class VisitForm(Form):
    label = LineField(_l("What"), [DataRequired(_l("Write what it is, such as Port tour."))], most=NAME_LENGTH)
    label_zh = LineField(_l("What, in Chinese"), most=NAME_LENGTH)
    label_fr = LineField(_l("What, in French"), most=NAME_LENGTH)
    day = SelectField(_l("Day"))
    starts = ClockField(_l("From"), [DataRequired(_l("Write when it starts, as 10:00."))])
    ends = ClockField(_l("Until"), [DataRequired(_l("Write when it ends, as 11:30."))])
    pickup = ClockField(_l("Pick-up"))
    pickup_place = LineField(_l("Place of the pick-up"), most=NAME_LENGTH)
    place = LineField(_l("Place"), most=NAME_LENGTH)
    place_zh = LineField(_l("Place, in Chinese"), most=NAME_LENGTH)
    place_fr = LineField(_l("Place, in French"), most=NAME_LENGTH)
    note = TextField(_l("Note"), most=NOTE_LENGTH)
    buses = LineField(_l("Buses"), most=NAME_LENGTH)
    seats_per_bus = CountField(_l("Seats in each bus"), least=1, most=MOST_PLACES)
    open_to = SelectField(_l("Sign-up"), default="")
    capacity = CountField(_l("Capacity"), least=1, most=MOST_PLACES)
    only_sectors = TicksField(_l("Only firms in these sectors"))
    only_members = TicksField(_l("Only these members"), coerce=int)
    tell = BooleanField(_l("Tell the members by letter"), default=True)
    version = HiddenField()

    def validate_ends(self, field: Any) -> None:
        if field.data and self.starts.data and self.starts.data >= field.data:
            raise ValidationError(gettext("It must end after it starts."))

    def validate_pickup(self, field: Any) -> None:
        if field.data and self.starts.data and field.data > self.starts.data:
            raise ValidationError(gettext("The pick-up must come before the start."))

    def validate_buses(self, field: Any) -> None:
        names = buses_in(field.data or "")
        if len(names) > MOST_BUSES:
            raise ValidationError(gettext("At most %(most)s buses.", most=MOST_BUSES))
        if any(len(name) > BUS_LENGTH for name in names):
            raise ValidationError(gettext("Name a bus in at most %(most)s characters.", most=BUS_LENGTH))

    @property
    def seen(self) -> int:
        """The version that the form was opened with; 0 where none was sent."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
