"""Group meetings as firms see them: which there are, and a seat taken, declined, given back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import DomainError
from app.core.web.guards import allow
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.forms import ActForm
from app.meetings.queries.rounds import RoundRow, rounds_in
from app.meetings.queries.rounds_seen import round_seen_by, rounds_seen_by
from app.meetings.services import rounds as services
from app.meetings.views.arranged import mark_group_tab
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for, meetings
from app.meetings.views.narrowing import narrowed_in_address, narrowing, rows_that_fit
from app.meetings.views.partners import Choice, by_group
from app.meetings.views.round_pages import as_it_stands, may_come, may_open, may_take, offers_of, round_page, to_round
from app.registrations.models import Registration
from app.registrations.queries.firms import approved_firms
from app.registrations.scopes import own_firm
from app.registrations.states import RegistrationState


@dataclass(frozen=True)
class Part:
    """Group meetings under a title."""

    key: str
    title: str
    rows: list[RoundRow]


@meetings.get(f"{FIRM}/groups")
@allow(*FOR_A_FIRM, of=own_firm)
def group_meetings(event: Event, registration: Registration) -> ResponseReturnValue:
    mark_group_tab()
    approved = registration.state == RegistrationState.APPROVED
    every = rounds_seen_by(registration)
    wanted = narrowed_in_address()
    rows = rows_that_fit(event, wanted, every)
    return render_template(
        "meetings/groups.html",
        event=event,
        registration=registration,
        parts=_parts(event, registration, rows),
        may_open=approved and may_open(event),
        approved=approved,
        offers=offers_of(event, registration, rows),
        may_come=may_come(event),
        narrowing=narrowing(event, wanted, len(rows), len(every)),
        acting_for=acting_for(),
    )


def _parts(event: Event, registration: Registration, rows: list[RoundRow]) -> list[Part]:
    mine = registration.id
    waiting = [row for row in rows if row.waits_for(mine)]
    own = [row for row in rows if row.is_ahead and row.holds_time_of(mine)]
    may = [row for row in rows if row.is_ahead and may_take(event, registration, row) and row not in waiting]
    over = [row for row in rows if row not in (*waiting, *own, *may)]
    return [
        Part("invited", gettext("You are invited"), waiting),
        Part("mine", gettext("You are there"), own),
        Part("open", gettext("Open to you"), may),
        Part("over", gettext("Over, or without you"), over),
    ]


@meetings.get("/events/<slug:event>/groups")
@allow(Role.ORGANIZER, of=an_event)
def all_groups(event: Event) -> ResponseReturnValue:
    """The organizer's list of all group meetings; each leads to its page, where the organizer acts for its host."""
    g.tab = "meetings.index"
    every, wanted = rounds_in(event.id), narrowed_in_address()
    rows = rows_that_fit(event, wanted, every)
    told = narrowing(event, wanted, len(rows), len(every))
    return render_template("meetings/all_groups.html", event=event, rows=rows, narrowing=told)


@meetings.get("/events/<slug:event>/groups/new")
@allow(Role.ORGANIZER, of=an_event)
def open_for(event: Event) -> ResponseReturnValue:
    """For which firm a group meeting is opened; topic and time come next."""
    firms = approved_firms(event.id)
    chosen = request.args.get("firm", type=int)
    if chosen in {firm.id for firm in firms}:
        return redirect(url_for("meetings.new_group", event=event, registration_id=chosen))
    g.tab = "meetings.index"
    return render_template("meetings/group_for.html", event=event, groups=by_group(event, map(Choice, firms)))


@meetings.get(f"{FIRM}/groups/<int:round_id>")
@allow(*FOR_A_FIRM, of=own_firm)
def group_meeting(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    return round_page(event, registration, round_seen_by(registration, round_id))


@meetings.post(f"{FIRM}/groups/<int:round_id>/seat")
@allow(*FOR_A_FIRM, of=own_firm)
def take_seat(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = round_seen_by(registration, round_id)
    try:
        services.take_seat(
            row.id, registration.id, by=current_user.id, for_it=acting_for(), seen_at=ActForm().seen_on_page
        )
    except DomainError as refused:
        return as_it_stands(event, registration, round_id, refused)
    flash(gettext("You have a seat. It stands in your agenda, and the host is told."), "good")
    return to_round(event, registration, round_id)


@meetings.post(f"{FIRM}/groups/<int:round_id>/seat/removal")
@allow(*FOR_A_FIRM, of=own_firm)
def leave_seat(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = round_seen_by(registration, round_id)
    services.leave_seat(row.id, registration.id, by=current_user.id)
    flash(gettext("Your seat is given back and your time is free again. The host is told."), "info")
    return to_round(event, registration, round_id)


@meetings.post(f"{FIRM}/groups/<int:round_id>/wait")
@allow(*FOR_A_FIRM, of=own_firm)
def wait_for_seat(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = round_seen_by(registration, round_id)
    try:
        waits = services.wait_for_seat(row.id, registration.id, by=current_user.id, for_it=acting_for())
    except DomainError as refused:
        return as_it_stands(event, registration, round_id, refused)
    if waits:
        flash(gettext("You wait for a seat: a letter comes as soon as one is free. None is held for you."), "good")
    else:
        flash(gettext("A seat is free or yours: nothing is to be waited for."), "info")
    return to_round(event, registration, round_id)


@meetings.post(f"{FIRM}/groups/<int:round_id>/wait/removal")
@allow(*FOR_A_FIRM, of=own_firm)
def wait_no_longer(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = round_seen_by(registration, round_id)
    services.wait_no_longer(row.id, registration.id, by=current_user.id)
    flash(gettext("You wait no longer, and hear of no free seat."), "info")
    return to_round(event, registration, round_id)


@meetings.post(f"{FIRM}/groups/<int:round_id>/refusal")
@allow(*FOR_A_FIRM, of=own_firm)
def decline_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = round_seen_by(registration, round_id)
    try:
        services.decline_round(row.id, registration.id, by=current_user.id, seen_at=ActForm().seen_on_page)
    except DomainError as refused:
        return as_it_stands(event, registration, round_id, refused)
    flash(gettext("Declined. The host is told."), "info")
    return to_round(event, registration, round_id)
