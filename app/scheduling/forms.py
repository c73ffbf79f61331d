"""What a planner fills in: before planning, read leniently (what is not offered counts as not chosen), the limits of
single companies, and the tables that they keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import DataRequired

from app.companies.wording import company_label
from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.forms import CountField, Form, IdField, ListField, clean_text, select_choices, typed_text
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Table
from app.events.rules import CompanyLimits
from app.meetings.queries.fixed_tables import FixedTables
from app.meetings.queries.policy import get_own_limits
from app.registrations.models import Registration
from app.scheduling.drafts import DEFAULT_SECONDS, SECONDS_CHOICES, PlanSettings, Suppositions

INCIDENT_KINDS = ("person", "table", "late")


@dataclass(frozen=True, slots=True)
class PlanIncidents:
    """The rows of each kind as they were chosen, "" in an empty one; ``late``: a company, and the slot from which on
    it is there; ``more``: the kind that just got one more row."""

    people: Sequence[str] = ("",)
    tables: Sequence[str] = ("",)
    late: Sequence[tuple[str, str]] = (("", ""),)
    more: str = ""


class PlanForm(Form):
    """``more``: nothing is planned; the form comes back with one more row of that kind."""

    seconds = IntegerField()
    keep_tables = BooleanField()
    unanswered = BooleanField()
    locks_of = IdField()
    seed = IntegerField()
    person = ListField()
    table = ListField()
    late = ListField()
    late_from = ListField()
    more = HiddenField()

    def get_settings(self, *, slots: Mapping[int, object]) -> PlanSettings:
        """``slots``: those of the event, of which each late firm names one."""
        return PlanSettings(
            seconds=self.seconds.data if self.seconds.data in SECONDS_CHOICES else DEFAULT_SECONDS,
            keep_tables=self.keep_tables.data,
            unanswered=self.unanswered.data,
            locks_of=self.locks_of.data,
            seed=max(0, min(self.seed.data or 0, 10**6)),
            supposed=Suppositions(
                people=frozenset(_parse_ids(self.person.data)),
                tables=frozenset(_parse_ids(self.table.data)),
                late=self._get_late_companies(slots),
            ),
        )

    def _get_late_companies(self, slots: Mapping[int, object]) -> dict[int, int]:
        """Firm → the slot from which on it is there, pair by pair; what is not chosen or not offered is passed over."""
        late: dict[int, int] = {}
        for company, slot in zip(self.late.data, self.late_from.data, strict=False):
            with suppress(ValueError):
                if (since := parse_id(slot)) in slots:
                    late[parse_id(company)] = since
        return late

    @property
    def incidents(self) -> PlanIncidents:
        """As it was sent, with one more row of the kind that was asked for."""
        more = typed_text(self.more)
        return PlanIncidents(
            people=[*map(clean_text, self.person.data), *[""] * (more == "person")] or [""],
            tables=[*map(clean_text, self.table.data), *[""] * (more == "table")] or [""],
            late=[*zip(self.late.data, self.late_from.data, strict=False), *[("", "")] * (more == "late")]
            or [("", "")],
            more=more if more in INCIDENT_KINDS else "",
        )


def _parse_ids(texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        with suppress(ValueError):
            yield parse_id(text)


class DraftActForm(Form):
    """An act on a draft; ``seen``: the version of the draft that the page showed."""

    seen = IntegerField()


class DraftMeetingForm(DraftActForm):
    meeting = HiddenField()


class PlaceForm(DraftMeetingForm):
    """``day``: of the board from which the meeting was dropped."""

    slot = HiddenField()
    table = HiddenField()
    make_way = BooleanField()
    day = IntegerField()


class LockForm(DraftMeetingForm):
    """A meeting, or all of a firm."""

    firm = HiddenField()
    on = BooleanField(false_values=(False, "", "0"))


class RemedyForm(DraftMeetingForm):
    do = HiddenField()


class PublicationForm(DraftActForm):
    """``without``: rows that were shown as changed; ``row``: the lines of a repair that are ticked."""

    act = HiddenField()
    row = ListField()
    without = ListField()

    @property
    def lines(self) -> list[str] | None:
        """None for all."""
        return self.row.data if self.act.data == "ticked" else None


class OneCompanyForm(Form):
    firm = IdField()


class BringMeetingsForm(OneCompanyForm):
    """``word``: stands for the meetings as they were seen."""

    word = HiddenField()


class UndoTablesForm(Form):
    """``act``: the one that somebody saw as the last."""

    act = HiddenField()


class TablesInOrderForm(Form):
    """``given``: pairs of firm and table as they were seen, as ``7:3``."""

    given = ListField()
    side = IdField()

    @property
    def table_by_company(self) -> dict[int, int]:
        """Raises Invalid."""
        try:
            return {
                parse_id(company): parse_id(table)
                for company, _, table in (text.partition(":") for text in self.given.data)
            }
        except ValueError as unread:
            raise Invalid from unread


class CompanyLimitsForm(Form):
    """Of one firm; an empty field: as all."""

    firm = SelectField(_l("Firm"), validators=[DataRequired(_l("Choose a firm."))])
    least = CountField(_l("Meetings at least"), least=0, most=200)
    most = CountField(_l("Meetings at most"), least=0, most=200)
    run = CountField(_l("Meetings in a row at most"), least=1, most=50)


def company_limits_form(companies: Iterable[Registration], chosen: Registration | None = None) -> CompanyLimitsForm:
    """``chosen``: the firm whose limits stand in it at first."""
    own = get_own_limits(chosen) if chosen is not None else CompanyLimits()
    values = {"least": own.least_meetings, "most": own.most_meetings, "run": own.longest_run}
    form = CompanyLimitsForm(data=values | {"firm": str(chosen.id) if chosen is not None else ""})
    form.firm.choices = select_choices([("", _l("Choose a firm")), *_company_choices(companies)])
    return form


class FixedTableForm(Form):
    """A firm, and the table that it is to keep."""

    firm = SelectField(_l("Firm"), validators=[DataRequired(_l("Choose a firm."))])
    table = SelectField(_l("Table"), validators=[DataRequired(_l("Choose a table."))])


def fixed_table_form(homes: FixedTables, chosen: Registration | None = None) -> FixedTableForm:
    """``chosen``: the firm that stands in it at first, with its table."""
    table_id = chosen.home_table_id if chosen is not None else None
    form = FixedTableForm(data={"firm": str(chosen.id) if chosen is not None else "", "table": str(table_id or "")})
    form.firm.choices = select_choices([("", _l("Choose a firm")), *_company_choices(homes.offered)])
    form.table.choices = select_choices([("", _l("Choose a table")), *_table_choices(homes)])
    return form


def _table_choices(homes: FixedTables) -> list[tuple[str, str]]:
    """In the order of the hall, with their zones and who keeps them."""
    keepers = homes.company_by_table
    return [(str(table.id), _table_text(table, keepers.get(table.id))) for table in homes.tables.values()]


def _table_text(table: Table, keeper: Registration | None) -> str:
    company = keeper.company if keeper is not None else None
    return " · ".join(
        part for part in (table.label, plain(table.zone), company_label(company) if company else "") if part
    )


def _company_choices(companies: Iterable[Registration]) -> list[tuple[str, str]]:
    named = [(str(entry.id), company_label(entry.company)) for entry in companies if entry.company is not None]
    return sorted(named, key=lambda entry: entry[1].casefold())


def parse_own_limits(form: CompanyLimitsForm) -> CompanyLimits:
    return CompanyLimits(least_meetings=form.least.data, most_meetings=form.most.data, longest_run=form.run.data)
