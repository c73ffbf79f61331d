"""Meetings of a delegation and of the whole event."""

from __future__ import annotations

from datetime import date

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.permissions import Role
from app.events.models import Event
from app.events.scopes import an_event
from app.floor.web.guards import allow
from app.meetings.lifecycle import State
from app.meetings.queries import lists
from app.meetings.queries.boards import away_slots_of
from app.meetings.queries.overview import overview_of
from app.meetings.services.steps import may_arrange
from app.meetings.views.agenda import SHOWN, Line, agenda_lines, by_day
from app.meetings.views.blueprint import DELEGATION, FOR_A_DELEGATION, meetings
from app.meetings.views.partners import Choice, by_group
from app.registrations.models import Delegation
from app.registrations.queries.firms import approved_firms, firms_of_delegation
from app.registrations.scopes import a_delegation


@meetings.get("/events/<slug:event>/meetings")
@allow(Role.ORGANIZER, of=an_event)
def index(event: Event) -> ResponseReturnValue:
    states = [State(word) for word in request.args.getlist("state") if word in list(State)]
    clash = request.args.get("clash") == "1"
    found = overview_of(event.id, states, clash=clash, page=request.args.get("page", 1, type=int))
    return render_template(
        "meetings/index.html",
        event=event,
        page=found.page,
        counts=found.counts,
        states=states,
        clash=clash,
        clashes=found.clashes,
        may_arrange=may_arrange(event),
        all_states=State,
        urls=[_page_url(event, states, clash, number) for number in (found.page.previous, found.page.next)],
    )


@meetings.get("/events/<slug:event>/meetings/arrange")
@allow(Role.ORGANIZER, of=an_event)
def arrange_for(event: Event) -> ResponseReturnValue:
    """For whom a meeting is to be arranged; whom that firm is to meet comes next."""
    firms = approved_firms(event.id)
    chosen = request.args.get("firm", type=int)
    if chosen in {firm.id for firm in firms}:
        return redirect(url_for("meetings.arrange", event=event, registration_id=chosen))
    g.tab = "meetings.index"
    return render_template("meetings/arrange_for.html", event=event, groups=by_group(event, map(Choice, firms)))


@meetings.get(f"{DELEGATION}/requests")
@allow(*FOR_A_DELEGATION, of=a_delegation)
def delegation_requests(event: Event, delegation: Delegation) -> ResponseReturnValue:
    rows = lists.meetings_of_delegation(delegation.id)
    members = {firm.id for firm in firms_of_delegation(delegation)}
    return render_template(
        "meetings/delegation_requests.html",
        event=event,
        delegation=delegation,
        members=members,
        waiting=[row for row in rows if row.state == State.REQUESTED and row.awaiting_id in members],
        sent=[row for row in rows if row.state == State.REQUESTED and row.awaiting_id not in members],
        agreed=[row for row in rows if row.state == State.AGREED],
    )


@meetings.get(f"{DELEGATION}/agendas")
@allow(*FOR_A_DELEGATION, of=a_delegation)
def delegation_agendas(event: Event, delegation: Delegation) -> ResponseReturnValue:
    rows = lists.meetings_of_delegation(delegation.id, *SHOWN)
    firms = firms_of_delegation(delegation)
    ids = [firm.id for firm in firms]
    hours = lists.hours_of(event, delegation.group_id, delegation.id, ids)
    away = away_slots_of(event, ids)
    of = {
        firm.id: [row for row in rows if firm.id in (row.asker.registration_id, row.asked.registration_id)]
        for firm in firms
    }
    return render_template(
        "meetings/delegation_agendas.html",
        event=event,
        delegation=delegation,
        agendas=[(firm, _held_by_day(agenda_lines(event, firm, of[firm.id], hours, away[firm.id]))) for firm in firms],
        booked={firm.id: len(of[firm.id]) for firm in firms},
    )


def _held_by_day(lines: list[Line]) -> list[tuple[date, list[Line]]]:
    return by_day(line for line in lines if line.is_fixed)


def _page_url(event: Event, states: list[State], clash: bool, number: int | None) -> str:
    words = [state.value for state in states]
    if number is None:
        return ""
    return url_for("meetings.index", event=event, state=words, clash="1" if clash else None, page=number)
