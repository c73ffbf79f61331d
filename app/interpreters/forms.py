"""The form in which an organizer describes an interpreter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired

from app.companies.sectors.tree import sector_label_in, sector_tree
from app.companies.wording import company_full_label
from app.core.clock import Span, local_to_utc
from app.core.parsing import LARGEST_NUMBER
from app.core.web.forms import (
    ClockField,
    CountField,
    Form,
    FormPart,
    IdField,
    LineField,
    VersionField,
    select_choices,
    typed_text,
)
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.delegations.forms import CheckboxesField
from app.events.models import Event, Interpreter
from app.interpreters.services.interpreters import InterpreterDraft
from app.interpreters.services.run_sheets import END_OF_DAY
from app.meetings.interpreters import InterpreterMode
from app.meetings.models import InterpreterPost
from app.meetings.wording import INTERPRETER_MODE_LABELS
from app.registrations.forms.fields import LanguagesField
from app.registrations.models import PERSON_NAME_LENGTH
from app.registrations.queries.registrations import list_approved_companies


class DayHoursPart(FormPart):
    """From when until when on one day of the event; both empty: not there."""

    starts = ClockField(_l("From"))
    ends = ClockField(_l("Until"))

    def validate_ends(self, field: Any) -> None:
        filled = field.data or self.starts.data
        if filled and (self.starts.data or dt.time()) >= (field.data or END_OF_DAY):
            raise ValidationError(gettext("It must end after it starts."))


class InterpreterForm(Form):
    name = LineField(_l("Name"), [DataRequired(_l("Say what the interpreter is called."))], most=PERSON_NAME_LENGTH)
    languages = LanguagesField(_l("Languages"))
    mode = RadioField(
        _l("Whom the interpreter serves"),
        choices=select_choices(INTERPRETER_MODE_LABELS.items()),
        default=InterpreterMode.POOL.value,
    )
    firm = SelectField(_l("Firm"), coerce=str, validate_choice=False)
    table = SelectField(_l("Table"), coerce=str, validate_choice=False)
    sectors = CheckboxesField(_l("Sectors that the interpreter knows"))
    days = FieldList(FormField(DayHoursPart))
    longest_run = CountField(_l("Longest run"), least=1, most=50, default=4)
    version = HiddenField()
    confirmed = BooleanField()
    again = BooleanField()
    before: dict[str, str]

    def validate_languages(self, field: Any) -> None:
        if len(field.data or ()) < 2 and not field.errors:
            raise ValidationError(gettext("Choose at least two languages."))

    def validate_mode(self, field: Any) -> None:
        """A firm or a table that was chosen is not left out in silence; what stood there before may stay."""
        serves = ((self.firm, (InterpreterMode.OWN, InterpreterMode.FOLLOWS)), (self.table, (InterpreterMode.TABLE,)))
        for chosen, modes in serves:
            if field.data not in modes and chosen.data and chosen.data != self.before[chosen.name]:
                raise ValidationError(
                    gettext("A firm is chosen below: say that the interpreter serves one firm, or choose none.")
                    if chosen is self.firm
                    else gettext("A table is chosen below: say that the interpreter sits at one table, or choose none.")
                )

    def validate_firm(self, field: Any) -> None:
        if self.mode.data in (InterpreterMode.OWN, InterpreterMode.FOLLOWS) and not _parse_number(field.data):
            raise ValidationError(gettext("Choose the firm that the interpreter serves."))

    def validate_table(self, field: Any) -> None:
        if self.mode.data == InterpreterMode.TABLE and not _parse_number(field.data):
            raise ValidationError(gettext("Choose the table at which the interpreter sits."))

    @property
    def seen(self) -> int:
        """The version that the form was opened with; 0 where none was sent."""
        return _parse_number(self.version.data) or 0


class InterpreterRemovalForm(Form):
    """``confirmed``: pressed after it was shown who steps in."""

    version = VersionField()
    confirmed = BooleanField()


class RunSheetsForm(Form):
    """Of one interpreter, or of all."""

    interpreter = IdField()


def make_interpreter_form(
    event: Event, row: Interpreter | None = None, post: InterpreterPost | None = None
) -> InterpreterForm:
    """The form with what is known of an interpreter, and with what can be chosen at this event."""
    stored = _stored_values(event, row, post) if row is not None else {}
    form = InterpreterForm(data=stored or None)
    form.before = {name: stored.get(name, "") for name in ("firm", "table")}
    while len(form.days) < len(event.days):
        form.days.append_entry()
    form.firm.choices = select_choices([("", _l("Choose a firm")), *_company_choices(event)])
    form.table.choices = select_choices(
        [("", _l("Choose a table")), *((str(table.id), table.label) for table in event.tables)]
    )
    form.sectors.choices = select_choices((code, sector_label_in(code, language())) for code in sector_tree().sections)
    return form


def get_interpreter_draft(event: Event, form: InterpreterForm) -> InterpreterDraft:
    """What was sent; a firm or table that the mode does not ask for is left out."""
    mode = InterpreterMode(form.mode.data)
    return InterpreterDraft(
        name=typed_text(form.name),
        languages=tuple(form.languages.data),
        mode=mode,
        works_for=_parse_number(form.firm.data) if mode in (InterpreterMode.OWN, InterpreterMode.FOLLOWS) else None,
        table_id=_parse_number(form.table.data) if mode is InterpreterMode.TABLE else None,
        sectors=tuple(form.sectors.data or ()),
        hours=tuple(_working_hours(event, form)),
        longest_run=form.longest_run.data,
    )


def _working_hours(event: Event, form: InterpreterForm) -> Iterator[Span]:
    """One span a day that is filled in; a time that is left out is the day's own end."""
    for day, entry in zip(event.days, form.days, strict=False):
        starts, ends = entry.starts.data, entry.ends.data
        if starts or ends:
            first = local_to_utc(day.day, starts or dt.time(), event.zone)
            yield Span(first, local_to_utc(day.day, ends or END_OF_DAY, event.zone))


def _stored_values(event: Event, row: Interpreter, post: InterpreterPost | None) -> dict[str, Any]:
    return {
        "name": row.name,
        "languages": row.languages,
        "mode": row.mode,
        "firm": str(post.works_for_id or "") if post else "",
        "table": str(post.table_id or "") if post else "",
        "sectors": row.sectors,
        "days": list(_stored_days(event, row)),
        "longest_run": row.longest_run,
        "version": str(row.version),
    }


def _stored_days(event: Event, row: Interpreter) -> Iterator[dict[str, dt.time | None]]:
    """From the first to the last of each day, on the clocks of the event."""
    zone = ZoneInfo(event.zone)
    known = [(hour.starts_at.astimezone(zone), hour.ends_at.astimezone(zone)) for hour in row.hours]
    for day in event.days:
        here = [(starts.time(), ends.time()) for starts, ends in known if starts.date() == day.day]
        starts, ends = (
            min((clock_time for clock_time, _ in here), default=None),
            max((clock_time for _, clock_time in here), default=None),
        )
        yield {"starts": None if starts == dt.time() else starts, "ends": None if ends == END_OF_DAY else ends}


def _company_choices(event: Event) -> Iterable[tuple[str, str]]:
    registrations: Sequence[Any] = list_approved_companies(event.id)
    named = (
        (str(entry.id), company_full_label(entry.company) if entry.company is not None else "")
        for entry in registrations
    )
    return sorted(named, key=lambda entry: entry[1].casefold())


def _parse_number(text: str | None) -> int | None:
    given = text or ""
    return int(given) if given.isascii() and given.isdigit() and int(given) <= LARGEST_NUMBER else None
