"""Which firm keeps which table for itself: given one by one or to a side in order, taken away, taken back; and its
meetings that sit elsewhere."""

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
from app.core.web.guards import allow
from app.core.web.locale import in_a_row, moment
from app.core.web.pages import page_links, requested_page
from app.events.models import Event, Group, Table
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.scopes import an_event
from app.meetings.homes import given_in_order
from app.meetings.queries.homes import Homes, coming_of, homes_of, last_act, meetings_elsewhere, word_for
from app.meetings.services.homes import bring_home, keep_tables, take_back
from app.registrations.models import Registration
from app.registrations.queries.firms import firm_at
from app.scheduling.forms import KeptTableForm, given_in, kept_table_form
from app.scheduling.views.blueprint import PLAN, PLANNERS, scheduling
from app.scheduling.wording import STAYS

TABLES = f"{PLAN}/tables"
FIRMS_ON_A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A firm that keeps a table. ``elsewhere``: how many of its meetings to come sit at others; ``shut``: when it is
    there and its table cannot be had."""

    firm: Registration
    table: Table
    elsewhere: int
    shut: list[str]


@dataclass(frozen=True)
class Side:
    """How many firms of a side take part, how many of them keep no table, and for how many of these one is left."""

    group: Group
    firms: int
    without: int
    open_to: int


@scheduling.get(TABLES)
@allow(*PLANNERS, of=an_event)
def kept_tables(event: Event) -> ResponseReturnValue:
    """``?firm=``: the one to be given a table."""
    homes = homes_of(event)
    chosen = next((one for one in homes.firms if one.id == request.args.get("firm", type=parse_id)), None)
    return _page(event, homes, kept_table_form(homes, chosen))


@scheduling.post(TABLES)
@allow(*PLANNERS, of=an_event)
def keep_table(event: Event) -> ResponseReturnValue:
    homes = homes_of(event)
    form = kept_table_form(homes)
    if not form.validate_on_submit():
        return _page(event, homes, form), 422
    firm = next(one for one in homes.firms if str(one.id) == form.firm.data)
    try:
        changed = keep_tables(event.id, {firm.id: int(form.table.data)}, by=current_user.id)
    except Conflict as refused:
        form.form_errors.append(error_text(refused))
        return _page(event, homes_of(event), form), error_status(refused)
    flash(_given(event, firm) if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("scheduling.kept_tables", event=event), 303)


@scheduling.post(f"{TABLES}/removal")
@allow(*PLANNERS, of=an_event)
def take_table_away(event: Event) -> ResponseReturnValue:
    if (firm := request.form.get("firm", type=parse_id)) is not None and keep_tables(
        event.id, {firm: None}, by=current_user.id
    ):
        flash(gettext("The firm keeps no table of its own any more. Its meetings stay where they are."), "good")
    return redirect(url_for("scheduling.kept_tables", event=event), 303)


@scheduling.post(f"{TABLES}/undoing")
@allow(*PLANNERS, of=an_event)
def take_tables_back(event: Event) -> ResponseReturnValue:
    """``act``: the one that somebody saw as the last."""
    try:
        count = take_back(event.id, request.form.get("act", ""), by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "bad")
    else:
        said = ngettext(
            "%(num)d firm has the table that it had.", "%(num)d firms have the tables that they had.", count
        )
        flash(said, "good")
    return redirect(url_for("scheduling.kept_tables", event=event), 303)


@scheduling.get(f"{TABLES}/in-order")
@allow(*PLANNERS, of=an_event)
def tables_in_order(event: Event) -> ResponseReturnValue:
    """``?side=``: what each firm of it that keeps no table would be given. Nothing is changed by looking."""
    group = next((one for one in event.groups if one.id == request.args.get("side", type=parse_id)), None)
    if group is None:
        return redirect(url_for("scheduling.kept_tables", event=event))
    homes = homes_of(event)
    without = [one for one in homes.firms if one.group_id == group.id and homes.table_of(one) is None]
    given = given_in_order(
        [homes.keepers[one.id] for one in without], homes.places.values(), homes.shut, taken=frozenset(homes.kept)
    )
    return render_template(
        "scheduling/tables_in_order.html",
        event=event,
        group=group,
        given=[(one, homes.tables[given[one.id]]) for one in without if one.id in given],
        left=[one for one in without if one.id not in given],
        may_change=_may_change(event),
    )


@scheduling.post(f"{TABLES}/in-order")
@allow(*PLANNERS, of=an_event)
def keep_tables_in_order(event: Event) -> ResponseReturnValue:
    """``given``: pairs of firm and table as they were seen, as ``7:3``."""
    try:
        count = keep_tables(event.id, given_in(request.form), by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "bad")
        side = request.form.get("side", type=parse_id)
        return redirect(url_for("scheduling.tables_in_order", event=event, side=side), 303)
    flash(ngettext("%(num)d firm was given its table.", "%(num)d firms were given their tables.", count), "good")
    return redirect(url_for("scheduling.kept_tables", event=event), 303)


@scheduling.get(f"{TABLES}/meetings")
@allow(*PLANNERS, of=an_event)
def meetings_to_bring(event: Event) -> ResponseReturnValue:
    """Which meetings of ``?firm=`` can come to its table, and why others stay. Nothing is changed by looking."""
    if (asked := request.args.get("firm", type=parse_id)) is None:
        return redirect(url_for("scheduling.kept_tables", event=event))
    firm = firm_at(event, asked)
    coming = coming_of(event, firm)
    return render_template(
        "scheduling/meetings_to_bring.html",
        event=event,
        firm=firm,
        table_kept=next((one for one in event.tables if one.id == firm.home_table_id), None),
        coming=[(one.row, STAYS[one.stays] if one.stays is not None else "") for one in coming],
        come=sum(one.stays is None for one in coming),
        word=word_for(coming),
        may_change=_may_change(event),
    )


@scheduling.post(f"{TABLES}/meetings")
@allow(*PLANNERS, of=an_event)
def bring_meetings(event: Event) -> ResponseReturnValue:
    if (asked := request.form.get("firm", type=parse_id)) is None:
        raise Invalid
    firm = firm_at(event, asked)
    try:
        count = bring_home(event.id, firm.id, request.form.get("word", ""), by=current_user.id)
    except Conflict as refused:
        flash(error_text(refused), "bad")
    else:
        said = ngettext("%(num)d meeting was moved to the table.", "%(num)d meetings were moved to the table.", count)
        flash(said, "good" if count else "info")
    return redirect(url_for("scheduling.meetings_to_bring", event=event, firm=firm.id), 303)


def _given(event: Event, firm: Registration) -> str:
    """Which table the firm keeps now, and what becomes of meetings that sit elsewhere."""
    table = next((one.label for one in event.tables if one.id == firm.home_table_id), "")
    name = company_label(firm.company) if firm.company is not None else ""
    said = gettext("%(firm)s keeps table %(table)s.", firm=name, table=table)
    if not (count := meetings_elsewhere(event.id).get(firm.id, 0)):
        return str(said)
    stay = ngettext(
        "%(num)d of its meetings sits at another table and stays there until you move it.",
        "%(num)d of its meetings sit at other tables and stay there until you move them.",
        count,
    )
    return in_a_row((said, stay))


def _may_change(event: Event) -> bool:
    return is_allowed(Phase(event.phase), EventAct.CHANGE_TIMES, BookingMode(event.booking_mode))


def _page(event: Event, homes: Homes, form: KeptTableForm) -> str:
    elsewhere, last = meetings_elsewhere(event.id), last_act(event.id)
    page = requested_page(_in_order(homes), size=FIRMS_ON_A_PAGE)
    starts = {slot.id: slot.starts_at for slot in event.slots}
    return render_template(
        "scheduling/kept_tables.html",
        event=event,
        form=form,
        page=page,
        rows=[
            Row(
                firm,
                table,
                elsewhere.get(firm.id, 0),
                [moment(starts[slot]) for slot in sorted(homes.shut_for(firm), key=lambda slot: starts[slot])],
            )
            for firm, table in page.items
        ],
        urls=page_links(page),
        sides=_sides(event, homes),
        unsuited=len(homes.firms) - len(homes.offered),
        tables=len(homes.tables),
        last=last,
        last_by=user_names([last.notice.user_id]).get(last.notice.user_id or 0, "") if last is not None else "",
        may_change=_may_change(event),
    )


def _in_order(homes: Homes) -> list[tuple[Registration, Table]]:
    """In the order of the tables."""
    return [(homes.kept[number], table) for number, table in homes.tables.items() if number in homes.kept]


def _sides(event: Event, homes: Homes) -> list[Side]:
    """Those that have firms, the ones that keep their tables first."""
    found, open_to = [], homes.open_to
    for group in sorted(event.groups, key=lambda one: not one.seated):
        theirs = [one for one in homes.firms if one.group_id == group.id]
        if theirs:
            without = [one.id for one in theirs if homes.table_of(one) is None]
            found.append(Side(group, len(theirs), len(without), len(open_to.intersection(without))))
    return found
