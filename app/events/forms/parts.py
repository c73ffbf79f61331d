"""The rows of the page: days, breaks, zones of tables, groups, programme items.

A row that is wholly empty means nothing and is left out; one that is half filled says what is missing.
"""

from __future__ import annotations

from typing import Any, ClassVar

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional, Regexp

from app.events.models import NAME_LENGTH
from app.floor.web.forms import ClockField, CountField, DayField, LineField, Part
from app.floor.web.lazy_texts import lazy_gettext as _l

KEY_SHAPE = r"n?\d{1,9}"
TYPED_LABELS = 1000
MOST_CHAIRS = 60
PLACES = ("place_en", "place_zh", "place_fr")


class Row(Part):
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
    says = ("label_en", "label_zh", "label_fr", "day", "starts", "ends")
    asks: ClassVar = {"starts": _l("Say when it begins."), "ends": _l("Say when it ends.")}
    named_by: ClassVar = ("label_en", _l("Say what this break is, such as lunch."))

    label_en = LineField(_l("Break"), most=NAME_LENGTH)
    label_zh = LineField(_l("Break, in Chinese"), most=NAME_LENGTH)
    label_fr = LineField(_l("Break, in French"), most=NAME_LENGTH)
    day = DayField(_l("Only on"), [Optional()])
    starts = ClockField(_l("From"), [Optional()])
    ends = ClockField(_l("Until"), [Optional()])


class ZoneRow(Row):
    says = ("name_en", "name_zh", "name_fr", "labels")
    asks: ClassVar = {"labels": _l("Write the tables, such as A1–A12.")}
    named_by: ClassVar = ("name_en", _l("Name the place where these tables stand."))

    name_en = LineField(_l("Zone"), most=NAME_LENGTH)
    name_zh = LineField(_l("Zone, in Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("Zone, in French"), most=NAME_LENGTH)
    labels = LineField(_l("Tables"), most=TYPED_LABELS)
    stays = SelectField(_l("Who stays there"), validate_choice=False)
    seats = CountField(_l("Seats at each table"), least=2, most=MOST_CHAIRS)


class GroupRow(Row):
    says = ("name", "name_zh", "name_fr")
    named_by: ClassVar = ("name", _l("Name this group in at least one language."))

    key = HiddenField(validators=[Regexp(KEY_SHAPE)])
    label_now: Any = ""
    name = LineField(_l("Group"), most=NAME_LENGTH)
    name_zh = LineField(_l("In Chinese"), most=NAME_LENGTH)
    name_fr = LineField(_l("In French"), most=NAME_LENGTH)


class ItemRow(Row):
    says = ("title_en", "title_zh", "title_fr", *PLACES, "starts", "ends")
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
