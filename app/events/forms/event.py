"""The one page that describes an event: its fields, its rows, what its selects offer; the form of a copy."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.accounts.forms import WellFormedEmail
from app.accounts.models import EMAIL_LENGTH
from app.core.clock import to_zone, zone_names
from app.core.localized import Localized
from app.core.parsing import parse_whole_number
from app.core.web.forms import (
    ClockField,
    CountField,
    DayField,
    Form,
    FormPart,
    LineField,
    TextField,
    select_choices,
    typed_text,
)
from app.core.web.locale import plain, zone_choices
from app.core.web.translations import lazy_gettext as _l
from app.events.calendar import PAUSE_MINUTES, SLOT_MINUTES
from app.events.drafts import RESERVED_SLUGS, SLUG_LENGTH, is_slug
from app.events.models import NAME_LENGTH
from app.events.phases import BookingMode, Phase
from app.events.rules import MOST_SLOTS_IN_A_ROW, ContactVisibility, DirectoryVisibility

MODE_CHOICES = [(BookingMode.PLANNED.value, _l("Planned.")), (BookingMode.LIVE.value, _l("Live."))]
REGISTRATION_CHOICES = [
    ("invited", _l("only who is invited")),
    ("code", _l("who has the code")),
    ("open", _l("anybody")),
]
APPROVAL_CHOICES = [("by_hand", _l("by hand")), ("automatic", _l("automatic"))]
CONTACT_CHOICES = [
    (ContactVisibility.ACCEPTED.value, _l("once both have accepted")),
    (ContactVisibility.NEVER.value, _l("not at all")),
    (ContactVisibility.ALWAYS.value, _l("always")),
]
DIRECTORY_CHOICES = [
    (DirectoryVisibility.NONE.value, _l("None.")),
    (DirectoryVisibility.PUBLIC.value, _l("For everybody.")),
    (DirectoryVisibility.INDEXED.value, _l("For everybody and for search engines.")),
]


KEY_PATTERN = r"n?\d{1,9}"
LONGEST_LABELS = 1000
MOST_SEATS = 60
PLACE_FIELDS = ("place_en", "place_zh", "place_fr")


class EventFormRow(FormPart):
    """``says``: the fields of which one filled makes the row count; ``asks``: those that a row then needs.

    ``named_by``: the English one of a text in three languages, of which any is enough, and what is said where none is.
    """

    says: tuple[str, ...] = ()
    asks: ClassVar[dict[str, Any]] = {}
    named_by: ClassVar[tuple[str, Any] | None] = None

    @property
    def is_empty(self) -> bool:
        return not any(self[name].data or self[name].errors for name in self.says)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if self.is_empty:
            return sound
        for name, message in self.asks.items():
            if not self[name].data and not self[name].errors:
                self[name].errors = [*self[name].errors, str(message)]
                sound = False
        return self._is_named() and sound

    def _is_named(self) -> bool:
        if self.named_by is None:
            return True
        english, message = self.named_by
        stem = english.removesuffix("_en")
        fields = [self[name] for name in (english, f"{stem}_zh", f"{stem}_fr")]
        if any(field.data or field.errors for field in fields):
            return True
        fields[0].errors = [str(message)]
        return False


class DayRow(EventFormRow):
    says = ("day",)
    asks: ClassVar = {
        "opens": _l("Say when the first meeting may begin."),
        "closes": _l("Say when the last meeting ends."),
    }

    day = DayField(_l("Day"), [Optional()])
    opens = ClockField(_l("Meetings from"), [Optional()])
    closes = ClockField(_l("until"), [Optional()])


class BreakRow(EventFormRow):
    says = ("label_en", "label_zh", "label_fr", "day", "starts", "ends")
    asks: ClassVar = {"starts": _l("Say when it begins."), "ends": _l("Say when it ends.")}
    named_by: ClassVar = ("label_en", _l("Say what this break is, such as lunch."))

    label_en = LineField(_l("Break"), most=NAME_LENGTH)
    label_zh = LineField(_l("Break, in Chinese"), most=NAME_LENGTH)
    label_fr = LineField(_l("Break, in French"), most=NAME_LENGTH)
    day = DayField(_l("Only on"), [Optional()])
    starts = ClockField(_l("From"), [Optional()])
    ends = ClockField(_l("Until"), [Optional()])


class ZoneRow(EventFormRow):
    says = ("name_en", "name_zh", "name_fr", "labels")
    asks: ClassVar = {"labels": _l("Write the tables, such as A1–A12.")}
    named_by: ClassVar = ("name_en", _l("Name the place where these tables stand."))

    name_en = LineField(_l("Zone"), most=NAME_LENGTH)
    name_zh = LineField(_l("Zone, in Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("Zone, in French"), most=NAME_LENGTH)
    labels = LineField(_l("Tables"), most=LONGEST_LABELS)
    stays = SelectField(_l("Who stays there"), validate_choice=False)
    seats = CountField(_l("Seats at each table"), least=2, most=MOST_SEATS)


class GroupRow(EventFormRow):
    says = ("name", "name_zh", "name_fr")
    named_by: ClassVar = ("name", _l("Name this group in at least one language."))

    key = HiddenField(validators=[Regexp(KEY_PATTERN)])
    label_now: Any = ""
    name = LineField(_l("Group"), most=NAME_LENGTH)
    name_zh = LineField(_l("In Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("In French"), most=NAME_LENGTH)


class ItemRow(EventFormRow):
    says = ("title_en", "title_zh", "title_fr", *PLACE_FIELDS, "starts", "ends")
    asks: ClassVar = {"starts": _l("Say when it begins."), "ends": _l("Say when it ends.")}
    named_by: ClassVar = ("title_en", _l("Say what happens then."))

    title_en = LineField(_l("Item"), most=NAME_LENGTH)
    title_zh = LineField(_l("Item, in Chinese"), most=NAME_LENGTH)
    title_fr = LineField(_l("Item, in French"), most=NAME_LENGTH)
    place_en = LineField(_l("Place"), most=NAME_LENGTH)
    place_zh = LineField(_l("Place, in Chinese"), most=NAME_LENGTH)
    place_fr = LineField(_l("Place, in French"), most=NAME_LENGTH)
    day = DayField(_l("Day"), [Optional()])
    starts = ClockField(_l("From"), [Optional()])
    ends = ClockField(_l("Until"), [Optional()])
    audience = SelectField(_l("For"), validate_choice=False)
    keeps_busy = BooleanField(_l("Keeps busy"))


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
    longest_meeting = CountField(_l("Longest meeting, in times"), least=1, most=MOST_SLOTS_IN_A_ROW, default=1)
    walk_minutes = CountField(_l("Walk between zones, min"), least=0, most=60)
    longest_run = CountField(_l("Longest run without a pause"), least=1, most=50)

    groups = FieldList(FormField(GroupRow), _l("Groups"), min_entries=2, max_entries=MOST_ROWS["groups"])
    may_ask = SelectMultipleField(_l("Who may ask whom"), validate_choice=False)

    open_requests = CountField(_l("Open requests"), least=1, most=500)
    least_meetings = CountField(_l("Least meetings"), least=0, most=200)
    most_meetings = CountField(_l("Most meetings"), least=1, most=200)
    request_expiry_days = CountField(_l("Lapse after, days"), least=1, most=365)

    booking_mode = RadioField(_l("How times are given"), choices=select_choices(MODE_CHOICES))
    place_unanswered = BooleanField(_l("The plan may also place wishes that the other side has not answered"))
    moves_at_once = BooleanField(_l("Companies may move a booked meeting at once"))

    registration_opens_on = DayField(_l("Opens"), [Optional()])
    registration_closes_on = DayField(_l("Closes"), [Optional()])
    requests_until = DayField(_l("Requests until"), [Optional()])
    timetable_on = DayField(_l("Timetable on"), [Optional()])
    registration_mode = SelectField(_l("Who may register"), choices=select_choices(REGISTRATION_CHOICES))
    registration_code = LineField(_l("Code"), most=CODE_LENGTH)
    approval = SelectField(_l("Approval"), choices=select_choices(APPROVAL_CHOICES))
    contact_visibility = SelectField(_l("Firms see each other’s contacts"), choices=select_choices(CONTACT_CHOICES))

    directory = RadioField(
        _l("Public directory"), choices=select_choices(DIRECTORY_CHOICES), default=DirectoryVisibility.NONE.value
    )

    programme = FieldList(FormField(ItemRow), _l("Programme"), max_entries=MOST_ROWS["programme"])

    version = HiddenField()
    copied_from = HiddenField()

    def __init__(self, *args: Any, organisations: Any = (), at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.organisation_id.choices = select_choices(
            (str(organisation.id), organisation.name_en) for organisation in organisations
        )
        self.zone.choices = select_choices(zone_choices(self.zone.data, self.first_day))
        self.offer_groups()

    @property
    def today(self) -> dt.date:
        """The day that it is now in the zone chosen; in UTC where that zone is none."""
        return to_zone(self.at, self.zone.data if self.zone.data in zone_names() else "UTC").date()

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
            zone.form.stays.choices = select_choices([("", _l("nobody")), *groups])
        for item in self.programme:
            item.form.audience.choices = select_choices([("", _l("everybody")), *groups])

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
            (self.slug.data in RESERVED_SLUGS, self.slug, _RESERVED_SLUG),
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


LEAST_ROWS = {"days": 1, "groups": 2}


def change_rows(form: EventForm, act: str) -> str:
    """Do what the button says; the id of the field where work goes on, "" where the act is none of these."""
    word, _, rest = act.partition(":")
    name, _, number = rest.partition(":")
    if name not in MOST_ROWS:
        return ""
    if word == "add":
        focus = _add_row(form, name)
    elif word == "remove" and (row := parse_whole_number(number)) is not None:
        focus = _remove_row(form, name, row)
    else:
        return ""
    form.offer_groups()
    return focus


def _add_row(form: EventForm, name: str) -> str:
    rows = form[name]
    if len(rows) >= MOST_ROWS[name]:
        return str(rows.id)
    return _first_id(rows.append_entry(_values_of_new_row(form, name)))


def _values_of_new_row(form: EventForm, name: str) -> dict[str, Any]:
    """A second day has the hours of the day before; a new group its own key."""
    if name == "days":
        last = form.days[-1].form
        return {"opens": last.opens.data, "closes": last.closes.data}
    if name == "groups":
        return {"key": next_free_key([row.form.key.data or "" for row in form.groups])}
    return {}


def next_free_key(taken: list[str]) -> str:
    """n0, n1, …: the first that no group has."""
    return next(key for key in (f"n{number}" for number in range(len(taken) + 1)) if key not in taken)


def _remove_row(form: EventForm, name: str, number: int) -> str:
    rows = form[name]
    if number < len(rows) and len(rows) > LEAST_ROWS.get(name, 0):
        rows.pop_entry(number)
    return _first_id(rows[min(number, len(rows) - 1)]) if len(rows) else f"add-{name}"


def _first_id(row: Any) -> str:
    return str(next(field.id for field in row.form if field.type != "HiddenField"))


class EventCopyForm(Form):
    """When the next event begins; all its other dates follow."""

    first_day = DayField(_l("First day of the new event"), [InputRequired(_l("Choose the first day."))])


class SavingForm(Form):
    """The button of a page that saves, and what was answered where the save asked before: ``over`` is the version that
    is knowingly saved over, ``confirmed`` and ``same_tables`` are tokens of what was shown."""

    act = StringField()
    over = StringField()
    confirmed = StringField()
    clashes = StringField()
    same_tables = StringField()

    @property
    def button(self) -> str:
        return "save" if self.over.data else typed_text(self.act)


PHASE_CHOICES = select_choices((phase, phase) for phase in Phase)


class PhaseForm(Form):
    """From the phase that was on the page to another."""

    source = RadioField(choices=PHASE_CHOICES, coerce=Phase)
    target = RadioField(choices=PHASE_CHOICES, coerce=Phase)


class RehearsalForm(Form):
    on = BooleanField(false_values=(False, "", "0", "no"))
