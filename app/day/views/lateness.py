"""Who is late: missed meetings, a free time offered to two companies, a meeting moved to another time."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.db import now
from app.core.errors import Invalid
from app.core.parsing import parse_id
from app.core.web.guards import allow
from app.day.forms import MoveMeetingForm, OfferForm
from app.day.queries.lateness import (
    list_companies_alone,
    list_late_groups,
    list_late_meetings,
    list_missed_groups,
    list_missed_meetings,
)
from app.day.queries.offers import get_offer, list_standby_partners
from app.day.queries.people import list_attendees
from app.day.queries.reassignments import get_pair_meeting, list_move_options
from app.day.queries.whereabouts import get_current_seats, list_delayed_attendees, list_recent_meetings
from app.day.services.reassignments import book_offer
from app.day.views.blueprint import DESK, STAFF, day
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings import services
from app.meetings.lifecycle import MeetingActor
from app.meetings.services import attendance

MAX_COMPANIES_ALONE = 5
"""So many firms that are alone are offered others at a time: each costs a look at the whole hall."""


@day.get(f"{DESK}/late")
@allow(*STAFF, of=an_event)
def late(event: Event) -> ResponseReturnValue:
    g.tab = "day.desk"
    people, at = list_attendees(event.id), now()
    alone, sat = list_companies_alone(event.id, people, at)[:MAX_COMPANIES_ALONE], list_recent_meetings(event.id, at)
    offered = {company.meeting_id for company in alone}
    return render_template(
        "day/late.html",
        event=event,
        late=list_late_meetings(event.id, people, at),
        groups=list_late_groups(event.id, people, at),
        elsewhere=get_current_seats(sat, people, at),
        still_there=list_delayed_attendees(sat, people, at),
        freed=[(company, list_standby_partners(event, company.registration_id, people, at)) for company in alone],
        missed=[
            missed_meeting
            for missed_meeting in list_missed_meetings(event.id, people, at)
            if missed_meeting.meeting_id not in offered
        ],
        missed_groups=list_missed_groups(event.id, people, at),
        at=at,
    )


@day.post(f"{DESK}/late/<int:meeting_id>/missed")
@allow(*STAFF, of=an_event)
def missed(event: Event, meeting_id: int) -> ResponseReturnValue:
    attendance.record_missed(event.id, meeting_id, by=current_user.id)
    flash(gettext("Noted as missed. What was still ahead of it is free again."), "info")
    return redirect(url_for("day.late", event=event), 303)


@day.post(f"{DESK}/late/<int:meeting_id>/held")
@allow(*STAFF, of=an_event)
def held(event: Event, meeting_id: int) -> ResponseReturnValue:
    attendance.record_took_place(event.id, meeting_id, by=current_user.id)
    flash(gettext("Noted as held."), "good")
    return redirect(url_for("day.late", event=event), 303)


@day.post(f"{DESK}/late/groups/<int:round_id>/guests/<int:other_id>/missed")
@allow(*STAFF, of=an_event)
def guest_missed(event: Event, round_id: int, other_id: int) -> ResponseReturnValue:
    attendance.record_guest(event.id, round_id, other_id, came=False, by=current_user.id)
    flash(gettext("Noted. What was still ahead for this firm is free again."), "info")
    return redirect(url_for("day.late", event=event), 303)


@day.post(f"{DESK}/late/groups/<int:round_id>/guests/<int:other_id>/came")
@allow(*STAFF, of=an_event)
def guest_came(event: Event, round_id: int, other_id: int) -> ResponseReturnValue:
    attendance.record_guest(event.id, round_id, other_id, came=True, by=current_user.id)
    flash(gettext("Noted: this firm came."), "good")
    return redirect(url_for("day.late", event=event), 303)


OFFERS = f"{DESK}/late/offers"


@day.get(OFFERS)
@allow(*STAFF, of=an_event)
def ask_both(event: Event) -> ResponseReturnValue:
    """Whom to ask, and for what; nothing is held by looking. Without a pair: back to who is alone."""
    g.tab = "day.desk"
    registration_id, other, slot = (request.args.get(name, type=parse_id) for name in ("one", "other", "slot"))
    if registration_id is None or other is None or slot is None:
        return redirect(url_for("day.late", event=event))
    return render_template(
        "day/offer.html", event=event, offer=get_offer(event, registration_id, other, slot, list_attendees(event.id))
    )


@day.post(OFFERS)
@allow(*STAFF, of=an_event)
def offer(event: Event) -> ResponseReturnValue:
    """Both have said yes. Raises SlotTaken where somebody was quicker."""
    form = OfferForm()
    if not form.validate() or not (form.one.data and form.other.data and form.slot.data):
        raise Invalid
    book_offer(event, form.one.data, form.other.data, form.slot.data, by=current_user.id)
    flash(gettext("Booked. Both firms have it in their calendars."), "good")
    return redirect(url_for("day.late", event=event), 303)


MOVE = f"{DESK}/meetings/<int:meeting_id>/move"


@day.get(MOVE)
@allow(*STAFF, of=an_event)
def choose_time(event: Event, meeting_id: int) -> ResponseReturnValue:
    g.tab = "day.desk"
    row, places = list_move_options(event, get_pair_meeting(event, meeting_id), now())
    return render_template("day/move.html", event=event, row=row, places=places)


@day.post(MOVE)
@allow(*STAFF, of=an_event)
def move(event: Event, meeting_id: int) -> ResponseReturnValue:
    """Raises SlotTaken and MeetingMovedOn where somebody was quicker."""
    meeting, form = get_pair_meeting(event, meeting_id), MoveMeetingForm()
    if not form.validate() or not form.slot.data:
        raise Invalid
    seen = form.seen_on_page
    services.move(
        meeting.id, meeting.low_id, form.slot.data, by=current_user.id, actor=MeetingActor.ORGANIZER, seen=seen
    )
    flash(gettext("Moved. Both firms are told."), "good")
    return redirect(url_for("day.late", event=event), 303)
