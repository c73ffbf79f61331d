"""The fields of the page that describes an event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import Length, Optional

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.events.forms.choices import (
    APPROVAL_WORDS,
    CONTACT_WORDS,
    DIRECTORY_WORDS,
    MODE_WORDS,
    REGISTRATION_WORDS,
)
from app.events.forms.parts import BreakRow, DayRow, GroupRow, ItemRow, ZoneRow
from app.events.hours import PAUSE_MINUTES, SLOT_MINUTES
from app.events.models import NAME_LENGTH
from app.events.rules import MOST_SLOTS, Directory
from app.events.slugs import RESERVED, SLUG_LENGTH, is_slug
from app.floor.web.forms import CountField, DayField, Form, LineField, TextField, options
from app.floor.web.lazy_texts import lazy_gettext as _l
from app.floor.web.locale import plain
from app.floor.web.zones import zone_choices
from app.kernel.clock import to_zone, zones
from app.kernel.localized import Localized

CODE_LENGTH = 40
ABOUT_LENGTH = 2000
MOST_ROWS = {"days": 31, "breaks": 20, "tables": 40, "groups": 20, "programme": 100}


class EventForm(Form):
    """Well formed or not; whether the whole can be saved is for the preview to say."""

    organisation_id = SelectField(_l("Run by"), coerce=int, validate_choice=False)
    name_en = LineField(_l("Name in English"), most=NAME_LENGTH)
    name_zh = LineField(_l("Name in Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("Name in French"), most=NAME_LENGTH)
    slug = LineField(_l("Address"), most=SLUG_LENGTH)
    venue_en = LineField(_l("Place"), most=NAME_LENGTH)
    venue_zh = LineField(_l("Place in Chinese"), most=NAME_LENGTH)
    venue_fr = LineField(_l("Place in French"), most=NAME_LENGTH)
    city_en = LineField(_l("City"), most=NAME_LENGTH)
    city_zh = LineField(_l("City in Chinese"), most=NAME_LENGTH)
    city_fr = LineField(_l("City in French"), most=NAME_LENGTH)
    about_en = TextField(_l("About the event, in English"), most=ABOUT_LENGTH)
    about_zh = TextField(_l("About the event, in Chinese"), most=ABOUT_LENGTH)
    about_fr = TextField(_l("About the event, in French"), most=ABOUT_LENGTH)
    contact_email = EmailField(_l("E-mail for questions"), [Optional(), Length(max=EMAIL_LENGTH), WellFormedEmail()])
    zone = SelectField(_l("Time zone"), validate_choice=False)

    days = FieldList(FormField(DayRow), _l("Days"), min_entries=1, max_entries=MOST_ROWS["days"])
    slot_minutes = CountField(_l("Length, min"), least=SLOT_MINUTES[0], most=SLOT_MINUTES[-1])
    pause_minutes = CountField(_l("Pause, min"), least=0, most=PAUSE_MINUTES[-1])
    breaks = FieldList(FormField(BreakRow), _l("Breaks"), max_entries=MOST_ROWS["breaks"])

    tables = FieldList(FormField(ZoneRow), _l("Tables"), max_entries=MOST_ROWS["tables"])
    longest_meeting = CountField(_l("Longest meeting, in times"), least=1, most=MOST_SLOTS, default=1)
    walk_minutes = CountField(_l("Walk between zones, min"), least=0, most=60)
    longest_run = CountField(_l("Longest run without a pause"), least=1, most=50)

    groups = FieldList(FormField(GroupRow), _l("Groups"), min_entries=2, max_entries=MOST_ROWS["groups"])
    may_ask = SelectMultipleField(_l("Who may ask whom"), validate_choice=False)

    open_requests = CountField(_l("Open requests"), least=1, most=500)
    least_meetings = CountField(_l("Least meetings"), least=0, most=200)
    most_meetings = CountField(_l("Most meetings"), least=1, most=200)
    request_expiry_days = CountField(_l("Lapse after, days"), least=1, most=365)

    booking_mode = RadioField(_l("How times are given"), choices=options(MODE_WORDS))
    place_unanswered = BooleanField(_l("The plan may also place wishes that the other side has not answered"))
    moves_at_once = BooleanField(_l("Companies may move a booked meeting at once"))

    registration_opens_on = DayField(_l("Opens"), [Optional()])
    registration_closes_on = DayField(_l("Closes"), [Optional()])
    requests_until = DayField(_l("Requests until"), [Optional()])
    timetable_on = DayField(_l("Timetable on"), [Optional()])
    registration_mode = SelectField(_l("Who may register"), choices=options(REGISTRATION_WORDS))
    registration_code = LineField(_l("Code"), most=CODE_LENGTH)
    approval = SelectField(_l("Approval"), choices=options(APPROVAL_WORDS))
    contact_visibility = SelectField(_l("Firms see each other’s contacts"), choices=options(CONTACT_WORDS))

    directory = RadioField(_l("Public directory"), choices=options(DIRECTORY_WORDS), default=Directory.NONE.value)

    programme = FieldList(FormField(ItemRow), _l("Programme"), max_entries=MOST_ROWS["programme"])

    version = HiddenField()
    copied_from = HiddenField()

    def __init__(self, *args: Any, organisations: Any = (), at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.organisation_id.choices = options((str(one.id), one.name_en) for one in organisations)
        self.zone.choices = options(zone_choices(self.zone.data, self.first_day))
        self.offer_groups()

    @property
    def today(self) -> dt.date:
        """The day that it is now in the zone chosen; in UTC where that zone is none."""
        return to_zone(self.at, self.zone.data if self.zone.data in zones() else "UTC").date()

    @property
    def full(self) -> frozenset[str]:
        """The kinds of rows of which the page takes no more."""
        return frozenset(name for name, most in MOST_ROWS.items() if len(self[name]) >= most)

    @property
    def has_day(self) -> bool:
        """Whether any day of the event can be read."""
        return any(row.form.day.data for row in self.days)

    @property
    def first_day(self) -> dt.date:
        """The first day typed, or today: the day whose offset a zone is shown with."""
        return min((row.day.data for row in self.days if row.day.data), default=self.today)

    def offer_groups(self) -> None:
        """Let zones and items be for the groups as they now stand."""
        groups = [(row.key.data or "", str(row.label_now)) for row in self.named_groups()]
        for zone in self.tables:
            zone.form.stays.choices = options([("", _l("nobody")), *groups])
        for item in self.programme:
            item.form.audience.choices = options([("", _l("everybody")), *groups])

    def named_groups(self) -> list[GroupRow]:
        """The group rows, each with ``label_now``: its name as the reader knows it, before it has one its number."""
        for number, row in enumerate(self.groups, start=1):
            names = Localized(*(row.form[field].data or "" for field in ("name", "name_zh", "name_fr")))
            row.form.label_now = plain(names) or _l("Group %(number)d", number=number)
        return [row.form for row in self.groups]

    def validate(self, extra_validators: Any = None) -> bool:
        sound: bool = super().validate(extra_validators)
        needed = [
            (not (self.name_en.data or self.name_zh.data or self.name_fr.data), self.name_en, _NO_NAME),
            (self.slug.data in RESERVED, self.slug, _RESERVED_SLUG),
            (not is_slug(self.slug.data or "event"), self.slug, _BAD_SLUG),
            *((not row.form.day.data, row.form.day, _NO_DAY) for row in self.days),
            (
                self.registration_mode.data == "code" and not self.registration_code.data,
                self.registration_code,
                _NO_CODE,
            ),
            (self.slot_minutes.data is None, self.slot_minutes, _NO_LENGTH),
        ]
        for wrong, field, message in needed:
            if wrong and not field.errors:
                field.errors = [str(message)]
                sound = False
        return sound


_NO_NAME = _l("Name the event in at least one language.")
_RESERVED_SLUG = _l("This word stands for a page of its own. Choose another address.")
_BAD_SLUG = _l("Only a–z, 0–9 and hyphens between them, such as spring-day.")
_NO_DAY = _l("Choose the day of the event.")
_NO_CODE = _l("Write the code that firms will type, or let another way be open.")
_NO_LENGTH = _l("Say how long a meeting is, in minutes.")
