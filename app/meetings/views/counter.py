"""Propose other times instead of accepting: up to three, of which the other side accepts one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.db import now
from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.guards import allow
from app.events.models import Event
from app.meetings import services
from app.meetings.availability import options
from app.meetings.forms import TimesForm
from app.meetings.lifecycle import State
from app.meetings.models import MOST_PROPOSALS
from app.meetings.queries import lists
from app.meetings.queries.boards import hall_for
from app.meetings.services.requirements import may_book
from app.meetings.views.answers import bars_to
from app.meetings.views.barred import as_told
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for, meetings
from app.meetings.views.time_page import length_asked, lengths_of
from app.meetings.views.times import Part, parted, parts_of_day
from app.registrations.models import Registration
from app.registrations.scopes import own_firm


@dataclass(frozen=True, slots=True)
class Times:
    """What may be proposed: the times that suit both; and ``others``, each with the reason that speaks against it."""

    free: list[Part]
    others: list[Part]
    most: int = MOST_PROPOSALS


@meetings.get(f"{FIRM}/meetings/<int:meeting_id>/other-times")
@allow(*FOR_A_FIRM, of=own_firm)
def counter(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    row = lists.meeting_of(registration.id, meeting_id)
    return _page(event, registration, row, TimesForm(formdata=None, data={"seen": row.version}))


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/other-times")
@allow(*FOR_A_FIRM, of=own_firm)
def propose_times(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    row, form = lists.meeting_of(registration.id, meeting_id), TimesForm()
    if not form.validate():
        return _page(event, registration, row, form), 422
    try:
        services.counter(
            meeting_id,
            registration.id,
            slots=form.slots.data or [],
            by=current_user.id,
            message=form.message.data or "",
            length=length_asked(event, row.length),
            seen=form.seen.data,
        )
    except DomainError as refused:
        told = as_told(refused)
        return _page(event, registration, row, form, errors.error_text(told)), errors.error_status(told)
    firm = company_label(row.other_than(registration.id))
    flash(gettext("Your times are with %(firm)s. Nothing is booked until it accepts one.", firm=firm), "good")
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id))


def times_for(event: Event, registration: Registration, row: lists.MeetingRow) -> Times:
    """The times of the event for the two firms of a request; none while the firms give no times."""
    if not may_book(event):
        return Times([], [])
    other = row.other_than(registration.id).registration_id
    hall = hall_for(event, (registration.id, other), ignoring=row.id)
    length = length_asked(event, row.length)
    found = options(hall.board, hall.parties[registration.id], hall.parties[other], now=now(), length=length)
    mine = {one.id: one for one in lists.meetings_of(registration.id, State.BOOKED, brief=True)}
    return Times(*parted(parts_of_day(event, found, mine, registration.id)))


def _page(event: Event, registration: Registration, row: lists.MeetingRow, form: TimesForm, sentence: str = "") -> str:
    g.tab = "meetings.requests"
    bar = bars_to(event, registration, [row]).get(row.id)
    return render_template(
        "meetings/counter.html",
        event=event,
        registration=registration,
        row=row,
        other=row.other_than(registration.id),
        times=times_for(event, registration, row),
        lengths=lengths_of(event, length_asked(event, row.length)),
        form=form,
        sentence=sentence,
        barred=bar.reason if bar is not None else "",
        waits=row.state == State.REQUESTED and row.waits_for(registration.id),
        acting_for=acting_for(),
    )
