"""What a planner fills in: before planning, read leniently (what is not offered counts as not chosen), the limits of
single firms, and the tables that they keep."""

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
from app.meetings.queries.homes import Homes
from app.meetings.queries.tallies import own_of
from app.registrations.models import Registration
from app.scheduling.asked import SECONDS, USUAL_SECONDS, Settings, Supposed


def settings_in(form: MultiDict[str, str], *, slots: Mapping[int, object]) -> Settings:
    """``slots``: those of the event, of which each late firm names one."""
    seconds = form.get("seconds", USUAL_SECONDS, type=int)
    return Settings(
        seconds=seconds if seconds in SECONDS else USUAL_SECONDS,
        keep_tables=form.get("keep_tables") == "1",
        unanswered=form.get("unanswered") == "1",
        locks_of=form.get("locks_of", type=parse_id),
        seed=max(0, min(form.get("seed", 0, type=int), 10**6)),
        supposed=Supposed(
            people=frozenset(form.getlist("person", type=parse_id)),
            tables=frozenset(form.getlist("table", type=parse_id)),
            late=_late_in(form, slots),
        ),
    )


def _late_in(form: MultiDict[str, str], slots: Mapping[int, object]) -> dict[int, int]:
    """Firm → the slot from which on it is there, pair by pair; what is not chosen or not offered is passed over."""
    found: dict[int, int] = {}
    for firm, slot in zip(form.getlist("late"), form.getlist("late_from"), strict=False):
        with suppress(ValueError):
            if (since := parse_id(slot)) in slots:
                found[parse_id(firm)] = since
    return found


class LimitsForm(Form):
    """Of one firm; an empty field: as all."""

    firm = SelectField(_l("Firm"), validators=[DataRequired(_l("Choose a firm."))])
    least = CountField(_l("Meetings at least"), least=0, most=200)
    most = CountField(_l("Meetings at most"), least=0, most=200)
    run = CountField(_l("Meetings in a row at most"), least=1, most=50)


def limits_form(firms: Iterable[Registration], chosen: Registration | None = None) -> LimitsForm:
    """``chosen``: the firm whose limits stand in it at first."""
    own = own_of(chosen) if chosen is not None else CompanyLimits()
    told = {"least": own.least_meetings, "most": own.most_meetings, "run": own.longest_run}
    form = LimitsForm(data=told | {"firm": str(chosen.id) if chosen is not None else ""})
    form.firm.choices = select_choices([("", _l("Choose a firm")), *_called(firms)])
    return form


class KeptTableForm(Form):
    """A firm, and the table that it is to keep."""

    firm = SelectField(_l("Firm"), validators=[DataRequired(_l("Choose a firm."))])
    table = SelectField(_l("Table"), validators=[DataRequired(_l("Choose a table."))])


def kept_table_form(homes: Homes, chosen: Registration | None = None) -> KeptTableForm:
    """``chosen``: the firm that stands in it at first, with its table."""
    kept = chosen.home_table_id if chosen is not None else None
    form = KeptTableForm(data={"firm": str(chosen.id) if chosen is not None else "", "table": str(kept or "")})
    form.firm.choices = select_choices([("", _l("Choose a firm")), *_called(homes.offered)])
    form.table.choices = select_choices([("", _l("Choose a table")), *_tables(homes)])
    return form


def given_in(form: MultiDict[str, str]) -> dict[int, int]:
    """Firm → table, of pairs as ``7:3``. Raises Invalid."""
    try:
        return {
            parse_id(firm): parse_id(table) for firm, _, table in (one.partition(":") for one in form.getlist("given"))
        }
    except ValueError as unread:
        raise Invalid from unread


def _tables(homes: Homes) -> list[tuple[str, str]]:
    """In the order of the hall, with their zones and who keeps them."""
    kept = homes.kept
    return [(str(one.id), _told(one, kept.get(one.id))) for one in homes.tables.values()]


def _told(table: Table, keeper: Registration | None) -> str:
    company = keeper.company if keeper is not None else None
    return " · ".join(
        part for part in (table.label, plain(table.zone), company_label(company) if company else "") if part
    )


def _called(firms: Iterable[Registration]) -> list[tuple[str, str]]:
    named = [(str(one.id), company_label(one.company)) for one in firms if one.company is not None]
    return sorted(named, key=lambda one: one[1].casefold())


def own_in(form: LimitsForm) -> CompanyLimits:
    return CompanyLimits(least_meetings=form.least.data, most_meetings=form.most.data, longest_run=form.run.data)
