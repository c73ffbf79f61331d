"""A firm's day: its meetings between what the programme holds, on the screen, on paper and in a calendar."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.db import now
from app.core.web.guards import allow
from app.core.web.locale import local
from app.events.models import Event
from app.meetings.lifecycle import PLACED, State
from app.meetings.queries import lists
from app.meetings.queries.rounds import rounds_with
from app.meetings.services.requirements import may_book
from app.meetings.sheets import sheets_of
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for, meetings
from app.meetings.views.day_lines import by_day, day_lines
from app.meetings.views.staying import part_said
from app.meetings.views.voices import with_needs
from app.registrations.models import Registration
from app.registrations.queries.visits import visits_for
from app.registrations.scopes import own_firm


@meetings.get(f"{FIRM}/agenda")
@allow(*FOR_A_FIRM, of=own_firm)
def agenda(event: Event, registration: Registration) -> ResponseReturnValue:
    rows = with_needs(event, registration, lists.meetings_of(registration.id, *PLACED, State.REQUESTED, State.AGREED))
    booked = [row for row in rows if row.state in PLACED]
    visits = visits_for(registration)
    known = rounds_with(registration.id, *PLACED)
    groups = [row for row in known if row.holds_time_of(registration.id)]
    ahead = [(row.starts_at, row.table) for row in booked if row.state == State.BOOKED and row.starts_at]
    ahead += [(row.starts_at, row.table) for row in groups if row.is_ahead and row.starts_at]
    lines = day_lines(event, registration, rows, known)
    days = by_day(lines)
    return render_template(
        "meetings/agenda.html",
        event=event,
        registration=registration,
        days=sorted(days, key=lambda one: one[0] < local(now()).date()),  # those that are over come last
        sheets=sheets_of(days) if booked or visits or groups else [],
        booked=booked,
        groups=groups,
        in_calendar=booked or visits or groups,
        next_meeting=min((one for one in ahead if one[0] > now()), default=None),
        without_time=[row for row in rows if row.state == State.AGREED],
        open_requests=sum(row.waits_for(registration.id) for row in rows),
        may_book=may_book(event),
        part=part_said(event, registration, lines),
        acting_for=acting_for(),
    )
