"""A company's booked meetings for its calendar: as a file, by email where a browser keeps no file, or as a feed that
a calendar follows by itself."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.calendars.queries import find_feed, get_feed_owner, get_feed_url, list_left_group_meetings
from app.calendars.services import create_feed, revoke_feed
from app.core.errors import Invalid
from app.core.mail.delivery import letters_leave, not_sent_text
from app.core.web import rate_limits
from app.core.web.guards import allow, public
from app.core.web.locale import LOCALES, language
from app.core.web.rate_limits import RateLimit
from app.delegations.queries.visits import list_visits_of_registration
from app.events.models import Event
from app.meetings import services
from app.meetings.lifecycle import PLACED_STATES
from app.meetings.mails import calendar_entries
from app.meetings.queries import lists
from app.meetings.queries.agenda import list_lost_bookings
from app.meetings.queries.group_meetings import list_attended_group_meetings
from app.meetings.views.agenda import redirect_empty_agenda
from app.meetings.views.blueprint import COMPANY_ROLES, COMPANY_URL, is_acting_for_other
from app.registrations.models import Registration
from app.registrations.queries.profiles import find_own_person
from app.registrations.queries.registrations import get_email_language
from app.registrations.scopes import own_registration

blueprint = Blueprint("calendars", __name__)
blueprints = (blueprint,)

AGENDA_MAIL_LIMIT = RateLimit("agenda_mailed", "10 per hour")


@blueprint.app_template_global()
def own_address(registration: Registration) -> str:
    """Where the reader gets mail: at their account's address, else at the one that the firm gave for them; or ""."""
    person = None if is_acting_for_other() else find_own_person(registration, current_user.id)
    return current_user.email or (person.email if person is not None else None) or ""


@blueprint.get(f"{COMPANY_URL}/agenda.ics")
@allow(*COMPANY_ROLES, of=own_registration)
def calendar_file(event: Event, registration: Registration) -> ResponseReturnValue:
    """The booked meetings and the delegation's own programme as a file for any calendar; a file without any is none
    (RFC 5545, 3.6)."""
    rows, visits = lists.list_meetings(registration.id, *PLACED_STATES), list_visits_of_registration(registration)
    group_meetings = list_attended_group_meetings([registration.id])
    if not rows and not visits and not group_meetings:
        return redirect_empty_agenda(event, registration)
    headers = {"Content-Disposition": f'attachment; filename="{event.slug}.ics"'}
    made = calendar_entries.render_calendar(event, registration.id, rows, visits, group_meetings=group_meetings)
    return Response(made, mimetype="text/calendar", headers=headers)


@blueprint.post(f"{COMPANY_URL}/agenda/mail")
@allow(*COMPANY_ROLES, of=own_registration)
def mail_agenda(event: Event, registration: Registration) -> ResponseReturnValue:
    """Send the agenda with its calendar file to the reader's own address."""
    address = own_address(registration)
    booked = lists.list_meetings(registration.id, *PLACED_STATES) or list_attended_group_meetings([registration.id])
    if not booked and not list_visits_of_registration(registration):
        return redirect_empty_agenda(event, registration)
    try:
        rate_limits.spend_attempts(AGENDA_MAIL_LIMIT, str(current_user.id))
        email = services.send_agenda(registration, address, language=language(), by=current_user.id)
    except Invalid:
        flash(gettext("No letter can go to your address. Correct it under Account or in your profile."), "wait")
        return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))
    text = gettext("The letter to %(address)s waits: the organizer holds all letters for now.", address=address)
    sent = gettext("Your agenda goes to %(address)s.", address=address)
    if email.state == "held":
        flash(text, "wait")
    elif letters_leave():
        flash(sent, "good")
    else:
        flash(not_sent_text(address), "wait")
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))


REFRESH_MINUTES = 60
"""How often a calendar is told to ask."""
FEED_LIMIT = RateLimit("feed_asked", "240 per hour")
"""By feed: several devices of one person ask, each every few minutes at worst."""


@blueprint.get(f"{COMPANY_URL}/calendar")
@allow(Role.COMPANY, of=own_registration)
def follow(event: Event, registration: Registration) -> ResponseReturnValue:
    """The reader's own address, shown again at any time, and how each calendar takes it."""
    g.tab = "meetings.agenda"
    feed = find_feed(registration.id, current_user.id)
    url = get_feed_url(feed) if feed is not None and feed.revoked_at is None else ""
    subscribed = f"webcal://{url.partition('://')[2]}" if url else ""
    return render_template(
        "calendars/follow.html", event=event, registration=registration, url=url, subscribed=subscribed
    )


@blueprint.post(f"{COMPANY_URL}/calendar")
@allow(Role.COMPANY, of=own_registration)
def give_feed(event: Event, registration: Registration) -> ResponseReturnValue:
    """A first address, or another one in place of it."""
    before = find_feed(registration.id, current_user.id)
    create_feed(registration, by=current_user.id)
    if before is not None:
        flash(gettext("This is a new address. The one before gives nothing any more."), "good")
    return redirect(url_for("calendars.follow", event=event, registration_id=registration.id), 303)


@blueprint.post(f"{COMPANY_URL}/calendar/removal")
@allow(Role.COMPANY, of=own_registration)
def remove_feed(event: Event, registration: Registration) -> ResponseReturnValue:
    revoke_feed(registration, by=current_user.id)
    flash(gettext("The address gives nothing any more. Remove the calendar on your devices, too."), "good")
    return redirect(url_for("calendars.follow", event=event, registration_id=registration.id), 303)


@blueprint.get("/calendars/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The agenda as it now is, with what was called off; 304 for a calendar that has it already."""
    registration, user = get_feed_owner(token)
    rate_limits.spend_attempts(FEED_LIMIT, token.partition("-")[0])
    event = g.event = registration.event
    with force_locale(LOCALES[user.locale or get_email_language(registration)]):
        rows = lists.list_meetings(registration.id, *PLACED_STATES)
        text = calendar_entries.render_calendar(
            event,
            registration.id,
            rows,
            list_visits_of_registration(registration),
            off=list_lost_bookings(registration.id),
            group_meetings=list_attended_group_meetings([registration.id]),
            group_meetings_off=list_left_group_meetings(registration.id),
            every_minutes=REFRESH_MINUTES,
        )
    answer = Response(text, mimetype="text/calendar")
    answer.add_etag()  # a calendar keeps it by itself, though nothing may be stored
    return answer.make_conditional(request)
