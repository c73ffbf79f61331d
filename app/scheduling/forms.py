"""What a planner fills in: before planning, read leniently (what is not offered counts as not chosen), the limits of
single companies, and the tables that they keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.validators import DataRequired

from app.companies.wording import company_label
from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.forms import CountField, Form, select_choices
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Table
from app.events.rules import CompanyLimits
from app.meetings.queries.fixed_tables import FixedTables
from app.meetings.queries.policy import get_own_limits
from app.registrations.models import Registration
from app.scheduling.drafts import DEFAULT_SECONDS, SECONDS_CHOICES, PlanSettings, Suppositions


def parse_settings(form: MultiDict[str, str], *, slots: Mapping[int, object]) -> PlanSettings:
    """``slots``: those of the event, of which each late firm names one."""
    seconds = form.get("seconds", DEFAULT_SECONDS, type=int)
    return PlanSettings(
        seconds=seconds if seconds in SECONDS_CHOICES else DEFAULT_SECONDS,
        keep_tables=form.get("keep_tables") == "1",
        unanswered=form.get("unanswered") == "1",
        locks_of=form.get("locks_of", type=parse_id),
        seed=max(0, min(form.get("seed", 0, type=int), 10**6)),
        supposed=Suppositions(
            people=frozenset(form.getlist("person", type=parse_id)),
            tables=frozenset(form.getlist("table", type=parse_id)),
            late=_parse_late(form, slots),
        ),
    )


def _parse_late(form: MultiDict[str, str], slots: Mapping[int, object]) -> dict[int, int]:
    """Firm → the slot from which on it is there, pair by pair; what is not chosen or not offered is passed over."""
    late: dict[int, int] = {}
    for company, slot in zip(form.getlist("late"), form.getlist("late_from"), strict=False):
        with suppress(ValueError):
            if (since := parse_id(slot)) in slots:
                late[parse_id(company)] = since
    return late


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


def parse_table_pairs(form: MultiDict[str, str]) -> dict[int, int]:
    """Firm → table, of pairs as ``7:3``. Raises Invalid."""
    try:
        return {
            parse_id(company): parse_id(table)
            for company, _, table in (text.partition(":") for text in form.getlist("given"))
        }
    except ValueError as unread:
        raise Invalid from unread


def _table_choices(homes: FixedTables) -> list[tuple[str, str]]:
    """In the order of the hall, with their zones and who keeps them."""
    keepers = homes.kept
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
