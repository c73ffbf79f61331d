"""The rows of the page: days, breaks, zones of tables, groups, programme items.

A row that is wholly empty means nothing and is left out; one that is half filled says what is missing.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional, Regexp

from app.events.models import NAME_LENGTH
from app.floor.web.forms import ClockField, DayField, LineField, Part

KEY_SHAPE = r"n?\d{1,9}"
TYPED_LABELS = 1000


class Row(Part):
    """``says``: the fields of which one filled makes the row count; ``asks``: those that a row then needs."""

    says: tuple[str, ...] = ()
    asks: ClassVar[dict[str, Any]] = {}

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
        return sound


class DayRow(Row):
    says = ("day",)
    asks: ClassVar = {
        "opens": _l("Say when the first meeting may begin."),
        "closes": _l("Say when the last meeting ends."),
    }

    day = DayField(_l("Day"), [Optional()])
    opens = ClockField(_l("Meetings from"), [Optional()])
    closes = ClockField(_l("until"), [Optional()])


class BreakRow(Row):
    says = ("label", "starts", "ends")
    asks: ClassVar = {
        "label": _l("Say what this break is, such as lunch."),
        "starts": _l("Say when it begins."),
        "ends": _l("Say when it ends."),
    }

    label = LineField(_l("Break"), most=NAME_LENGTH)
    starts = ClockField(_l("From"), [Optional()])
    ends = ClockField(_l("Until"), [Optional()])


class ZoneRow(Row):
    says = ("name", "labels")
    asks: ClassVar = {
        "name": _l("Name the place where these tables stand."),
        "labels": _l("Write the tables, such as A1–A12."),
    }

    name = LineField(_l("Zone"), most=NAME_LENGTH)
    labels = LineField(_l("Tables"), most=TYPED_LABELS)
    stays = SelectField(_l("Who stays there"), validate_choice=False)


class GroupRow(Row):
    says = ("name", "name_zh", "name_fr")
    asks: ClassVar = {"name": _l("Name this group, at least in English.")}

    key = HiddenField(validators=[Regexp(KEY_SHAPE)])
    label_now: Any = ""
    name = LineField(_l("Group"), most=NAME_LENGTH)
    name_zh = LineField(_l("In Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("In French"), most=NAME_LENGTH)


class ItemRow(Row):
    says = ("title_en", "title_zh", "title_fr", "place", "starts", "ends")
    asks: ClassVar = {"starts": _l("Say when it begins."), "ends": _l("Say when it ends.")}

    title_en = LineField(_l("Item"), most=NAME_LENGTH)
    title_zh = LineField(_l("Item, in Chinese"), most=NAME_LENGTH)
    title_fr = LineField(_l("Item, in French"), most=NAME_LENGTH)
    place = LineField(_l("Place"), most=NAME_LENGTH)
    day = DayField(_l("Day"), [Optional()])
    starts = ClockField(_l("From"), [Optional()])
    ends = ClockField(_l("Until"), [Optional()])
    audience = SelectField(_l("For"), validate_choice=False)
    keeps_busy = BooleanField(_l("Keeps busy"))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.is_empty and not (self.title_en.data or self.title_zh.data or self.title_fr.data):
            self.title_en.errors = [str(_l("Say what happens then."))]
            sound = False
        return sound
