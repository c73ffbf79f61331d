"""A firm's booked meetings for its calendar: as a file, or by mail where a browser keeps no file."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core.errors import Invalid
from app.core.mail.delivery import letters_leave, not_sent_text
from app.core.web import rate_limits
from app.core.web.guards import allow
from app.core.web.locale import language
from app.core.web.rate_limits import RateLimit
from app.events.models import Event
from app.meetings import services
from app.meetings.lifecycle import PLACED
from app.meetings.mails import invitations
from app.meetings.queries import lists
from app.meetings.queries.rounds import rounds_at
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for, meetings
from app.registrations.models import Registration
from app.registrations.queries.drafts import person_of
from app.registrations.queries.visits import visits_for
from app.registrations.scopes import own_firm

MAILED = RateLimit("agenda_mailed", "10 per hour")


@meetings.app_template_global()
def own_address(registration: Registration) -> str:
    """Where the reader gets mail: at their account's address, else at the one that the firm gave for them; or ""."""
    person = None if acting_for() else person_of(registration, current_user.id)
    return current_user.email or (person.email if person is not None else None) or ""


@meetings.get(f"{FIRM}/agenda.ics")
@allow(*FOR_A_FIRM, of=own_firm)
def calendar_file(event: Event, registration: Registration) -> ResponseReturnValue:
    """The booked meetings and the delegation's own programme as a file for any calendar; a file without any is none
    (RFC 5545, 3.6)."""
    rows, visits = lists.meetings_of(registration.id, *PLACED), visits_for(registration)
    rounds = rounds_at([registration.id])
    if not rows and not visits and not rounds:
        return nothing_booked(event, registration)
    headers = {"Content-Disposition": f'attachment; filename="{event.slug}.ics"'}
    made = invitations.calendar_file(event, registration.id, rows, visits, rounds=rounds)
    return Response(made, mimetype="text/calendar", headers=headers)


@meetings.post(f"{FIRM}/agenda/mail")
@allow(*FOR_A_FIRM, of=own_firm)
def mail_agenda(event: Event, registration: Registration) -> ResponseReturnValue:
    """Send the agenda with its calendar file to the reader's own address."""
    address = own_address(registration)
    booked = lists.meetings_of(registration.id, *PLACED) or rounds_at([registration.id])
    if not booked and not visits_for(registration):
        return nothing_booked(event, registration)
    try:
        rate_limits.spend_attempts(MAILED, str(current_user.id))
        letter = services.mail_agenda(registration, address, language=language(), by=current_user.id)
    except Invalid:
        flash(gettext("No letter can go to your address. Correct it under Account or in your profile."), "wait")
        return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))
    held = gettext("The letter to %(address)s waits: the organizer holds all letters for now.", address=address)
    sent = gettext("Your agenda goes to %(address)s.", address=address)
    if letter.state == "held":
        flash(held, "wait")
    elif letters_leave():
        flash(sent, "good")
    else:
        flash(not_sent_text(address), "wait")
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))


def nothing_booked(event: Event, registration: Registration) -> ResponseReturnValue:
    """Back to the agenda, which says why there is nothing to take along."""
    flash(gettext("Nothing is booked yet, so there is nothing for a calendar."), "info")
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))
