"""What single companies have of their own: the table that each keeps, and limits other than those of all."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.queries import user_names
from app.companies.wording import company_label
from app.core.errors import Conflict, Invalid
from app.core.parsing import parse_id
from app.core.web.errors import error_status, error_text
from app.core.web.forms import typed_text
from app.core.web.guards import allow
from app.core.web.locale import in_a_row, moment
from app.core.web.pages import page_links, requested_page
from app.events.models import Event, Group, Table
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.rules import NO_OWN_LIMITS
from app.events.scopes import an_event
from app.meetings.fixed_tables import assign_tables_in_order
from app.meetings.queries.fixed_tables import (
    FixedTables,
    count_meetings_elsewhere,
    get_confirmation_token,
    get_last_assignment,
    list_meetings_elsewhere,
    load_fixed_tables,
)
from app.meetings.queries.policy import get_event_limits, get_own_limits
from app.meetings.services.fixed_tables import assign_tables, move_to_fixed_table, undo_assignment
from app.meetings.services.policy import set_company_limits
from app.registrations.models import Registration
from app.registrations.queries.registrations import get_registration, list_approved_companies
from app.scheduling.forms import (
    BringMeetingsForm,
    CompanyLimitsForm,
    FixedTableForm,
    OneCompanyForm,
    TablesInOrderForm,
    UndoTablesForm,
    company_limits_form,
    fixed_table_form,
    parse_own_limits,
)
from app.scheduling.views.blueprint import PLAN_URL, PLANNER_ROLES, scheduling
from app.scheduling.wording import STAY_TEXTS

TABLES_URL = f"{PLAN_URL}/tables"
COMPANIES_ON_PAGE = 50


@dataclass(frozen=True)
class FixedTableRow:
    """A company that keeps a table. ``elsewhere``: how many of its meetings to come sit at others; ``shut``: when it is
    there and its table cannot be had."""

    company: Registration
    table: Table
    elsewhere: int
    shut: list[str]


@dataclass(frozen=True)
class GroupTableSummary:
    """How many firms of a side take part, how many of them keep no table, and for how many of these one is left."""

    group: Group
    companies: int
    without: int
    open_to: int


@scheduling.get(TABLES_URL)
@allow(*PLANNER_ROLES, of=an_event)
def kept_tables(event: Event) -> ResponseReturnValue:
    """``?firm=``: the one to be given a table."""
    homes = load_fixed_tables(event)
    chosen = next(
        (company for company in homes.companies if company.id == request.args.get("firm", type=parse_id)), None
    )
    return _tables_page(event, homes, fixed_table_form(homes, chosen))


@scheduling.post(TABLES_URL)
@allow(*PLANNER_ROLES, of=an_event)
def keep_table(event: Event) -> ResponseReturnValue:
    homes = load_fixed_tables(event)
    form = fixed_table_form(homes)
    if not form.validate_on_submit():
        return _tables_page(event, homes, form), 422
    firm = next(company for company in homes.companies if str(company.id) == form.firm.data)
    try:
        changed = assign_tables(event.id, {firm.id: int(form.table.data)}, by=current_user.id)
    except Conflict as refused:
        form.form_errors.append(error_text(refused))
        return _tables_page(event, load_fixed_tables(event), form), error_status(refused)
    flash(_fixed_table_text(event, firm) if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("scheduling.kept_tables", event=event), 303)


@scheduling.post(f"{TABLES_URL}/removal")
@allow(*PLANNER_ROLES, of=an_event)
def take_table_away(event: Event) -> ResponseReturnValue:
    if (company := OneCompanyForm().firm.data) is not None and assign_tables(
        event.id, {company: None}, by=current_user.id
    ):
        flash(gettext("The firm keeps no table of its own any more. Its meetings stay where they are."), "good")
    return redirect(url_for("scheduling.kept_tables", event=event), 303)


@scheduling.post(f"{TABLES_URL}/undoing")
@allow(*PLANNER_ROLES, of=an_event)
def take_tables_back(event: Event) -> ResponseReturnValue:
    try:
        count = undo_assignment(event.id, typed_text(UndoTablesForm().act), by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "bad")
    else:
        text = ngettext(
            "%(num)d firm has the table that it had.", "%(num)d firms have the tables that they had.", count
        )
        flash(text, "good")
    return redirect(url_for("scheduling.kept_tables", event=event), 303)


@scheduling.get(f"{TABLES_URL}/in-order")
@allow(*PLANNER_ROLES, of=an_event)
def tables_in_order(event: Event) -> ResponseReturnValue:
    """``?side=``: what each firm of it that keeps no table would be given. Nothing is changed by looking."""
    group = next((item for item in event.groups if item.id == request.args.get("side", type=parse_id)), None)
    if group is None:
        return redirect(url_for("scheduling.kept_tables", event=event))
    homes = load_fixed_tables(event)
    without = [item for item in homes.companies if item.group_id == group.id and homes.table_of(item) is None]
    assigned = assign_tables_in_order(
        [homes.keepers[item.id] for item in without],
        homes.places.values(),
        homes.shut,
        taken=frozenset(homes.company_by_table),
    )
    return render_template(
        "scheduling/tables_in_order.html",
        event=event,
        group=group,
        given=[(item, homes.tables[assigned[item.id]]) for item in without if item.id in assigned],
        left=[item for item in without if item.id not in assigned],
        may_change=_may_change_times(event),
    )


@scheduling.post(f"{TABLES_URL}/in-order")
@allow(*PLANNER_ROLES, of=an_event)
def keep_tables_in_order(event: Event) -> ResponseReturnValue:
    form = TablesInOrderForm()
    try:
        count = assign_tables(event.id, form.table_by_company, by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "bad")
        return redirect(url_for("scheduling.tables_in_order", event=event, side=form.side.data), 303)
    flash(ngettext("%(num)d firm was given its table.", "%(num)d firms were given their tables.", count), "good")
    return redirect(url_for("scheduling.kept_tables", event=event), 303)


@scheduling.get(f"{TABLES_URL}/meetings")
@allow(*PLANNER_ROLES, of=an_event)
def meetings_to_bring(event: Event) -> ResponseReturnValue:
    """Which meetings of ``?firm=`` can come to its table, and why others stay. Nothing is changed by looking."""
    if (asked := request.args.get("firm", type=parse_id)) is None:
        return redirect(url_for("scheduling.kept_tables", event=event))
    company = get_registration(event, asked)
    coming = list_meetings_elsewhere(event, company)
    return render_template(
        "scheduling/meetings_to_bring.html",
        event=event,
        firm=company,
        table_kept=next((item for item in event.tables if item.id == company.home_table_id), None),
        coming=[(item.row, STAY_TEXTS[item.stays] if item.stays is not None else "") for item in coming],
        come=sum(item.stays is None for item in coming),
        word=get_confirmation_token(coming),
        may_change=_may_change_times(event),
    )


@scheduling.post(f"{TABLES_URL}/meetings")
@allow(*PLANNER_ROLES, of=an_event)
def bring_meetings(event: Event) -> ResponseReturnValue:
    form = BringMeetingsForm()
    if form.firm.data is None:
        raise Invalid
    company = get_registration(event, form.firm.data)
    try:
        count = move_to_fixed_table(event.id, company.id, typed_text(form.word), by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "bad")
    else:
        text = ngettext("%(num)d meeting was moved to the table.", "%(num)d meetings were moved to the table.", count)
        flash(text, "good" if count else "info")
    return redirect(url_for("scheduling.meetings_to_bring", event=event, firm=company.id), 303)


def _fixed_table_text(event: Event, company: Registration) -> str:
    """Which table the firm keeps now, and what becomes of meetings that sit elsewhere."""
    table = next((item.label for item in event.tables if item.id == company.home_table_id), "")
    name = company_label(company.company) if company.company is not None else ""
    text = gettext("%(firm)s keeps table %(table)s.", firm=name, table=table)
    if not (count := count_meetings_elsewhere(event.id).get(company.id, 0)):
        return str(text)
    stay = ngettext(
        "%(num)d of its meetings sits at another table and stays there until you move it.",
        "%(num)d of its meetings sit at other tables and stay there until you move them.",
        count,
    )
    return in_a_row((text, stay))


def _may_change_times(event: Event) -> bool:
    return is_allowed(Phase(event.phase), EventAct.CHANGE_TIMES, BookingMode(event.booking_mode))


def _tables_page(event: Event, homes: FixedTables, form: FixedTableForm) -> str:
    elsewhere, last = count_meetings_elsewhere(event.id), get_last_assignment(event.id)
    page = requested_page(_companies_by_table(homes), size=COMPANIES_ON_PAGE)
    starts = {slot.id: slot.starts_at for slot in event.slots}
    return render_template(
        "scheduling/kept_tables.html",
        event=event,
        form=form,
        page=page,
        rows=[
            FixedTableRow(
                company,
                table,
                elsewhere.get(company.id, 0),
                [moment(starts[slot]) for slot in sorted(homes.shut_for(company), key=lambda slot: starts[slot])],
            )
            for company, table in page.items
        ],
        urls=page_links(page),
        sides=_list_group_tables(event, homes),
        unsuited=len(homes.companies) - len(homes.offered),
        tables=len(homes.tables),
        last=last,
        last_by=user_names([last.notice.user_id]).get(last.notice.user_id or 0, "") if last is not None else "",
        may_change=_may_change_times(event),
    )


def _companies_by_table(homes: FixedTables) -> list[tuple[Registration, Table]]:
    """In the order of the tables."""
    return [
        (homes.company_by_table[number], table)
        for number, table in homes.tables.items()
        if number in homes.company_by_table
    ]


def _list_group_tables(event: Event, homes: FixedTables) -> list[GroupTableSummary]:
    """Those that have firms, the ones that keep their tables first."""
    summaries, open_to = [], homes.open_to
    for group in sorted(event.groups, key=lambda item: not item.seated):
        theirs = [item for item in homes.companies if item.group_id == group.id]
        if theirs:
            without = [item.id for item in theirs if homes.table_of(item) is None]
            summaries.append(GroupTableSummary(group, len(theirs), len(without), len(open_to.intersection(without))))
    return summaries


LIMITS_URL = f"{PLAN_URL}/limits"
LIMITS_ON_PAGE = 50


@scheduling.get(LIMITS_URL)
@allow(*PLANNER_ROLES, of=an_event)
def limits(event: Event) -> ResponseReturnValue:
    """``?firm=``: the one to be changed."""
    companies = list_approved_companies(event.id)
    chosen = next((company for company in companies if company.id == request.args.get("firm", type=parse_id)), None)
    return _limits_page(event, company_limits_form(companies, chosen))


@scheduling.post(LIMITS_URL)
@allow(*PLANNER_ROLES, of=an_event)
def limit(event: Event) -> ResponseReturnValue:
    companies = list_approved_companies(event.id)
    form = company_limits_form(companies)
    if not form.validate_on_submit():
        return _limits_page(event, form), 422
    firm = next(company for company in companies if str(company.id) == form.firm.data)
    try:
        changed = set_company_limits(event.id, firm.id, parse_own_limits(form), by=current_user.id)
    except Invalid as refused:
        form.form_errors.append(error_text(refused))
        return _limits_page(event, form), error_status(refused)
    name = company_label(firm.company) if firm.company is not None else ""
    text = gettext("The limits of %(firm)s are set. They hold from the next plan on.", firm=name)
    flash(text if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("scheduling.limits", event=event), 303)


@scheduling.post(f"{LIMITS_URL}/removal")
@allow(*PLANNER_ROLES, of=an_event)
def as_all(event: Event) -> ResponseReturnValue:
    """What is said of a firm alone goes."""
    if (company := OneCompanyForm().firm.data) is not None:
        set_company_limits(event.id, company, NO_OWN_LIMITS, by=current_user.id)
        flash(gettext("The limits of all firms hold for it again."), "good")
    return redirect(url_for("scheduling.limits", event=event), 303)


def _limits_page(event: Event, form: CompanyLimitsForm) -> str:
    own = [
        (company, limits)
        for company in list_approved_companies(event.id)
        if (limits := get_own_limits(company)) != NO_OWN_LIMITS
    ]
    page = requested_page(own, size=LIMITS_ON_PAGE)
    return render_template(
        "scheduling/limits.html",
        event=event,
        form=form,
        of_all=get_event_limits(event),
        page=page,
        urls=page_links(page),
        may_change=is_allowed(Phase(event.phase), EventAct.CHANGE_TIMES, BookingMode(event.booking_mode)),
    )
