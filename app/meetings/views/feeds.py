"""An agenda that a calendar follows by itself: its address, how to give it to a calendar, and what it answers."""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.web import rate_limits
from app.core.web.guards import allow, public
from app.core.web.locale import LOCALES
from app.core.web.rate_limits import RateLimit
from app.events.models import Event
from app.meetings.lifecycle import PLACED
from app.meetings.mails import invitations
from app.meetings.queries import lists
from app.meetings.queries.called_off import called_off_of
from app.meetings.queries.feeds import feed_of, feed_url, followed
from app.meetings.queries.rounds import rounds_at, rounds_left_by
from app.meetings.services.feeding import end_feed, open_feed
from app.meetings.views.blueprint import FIRM, meetings
from app.registrations.models import Registration
from app.registrations.queries.firms import spoken_by
from app.registrations.queries.visits import visits_for
from app.registrations.scopes import own_firm

MINUTES = 60
"""How often a calendar is told to ask."""
ASKED = RateLimit("feed_asked", "240 per hour")
"""By feed: several devices of one person ask, each every few minutes at worst."""


@meetings.get(f"{FIRM}/calendar")
@allow(Role.COMPANY, of=own_firm)
def follow(event: Event, registration: Registration) -> ResponseReturnValue:
    """The reader's own address, shown again at any time, and how each calendar takes it."""
    g.tab = "meetings.agenda"
    feed = feed_of(registration.id, current_user.id)
    url = feed_url(feed) if feed is not None and feed.revoked_at is None else ""
    subscribed = f"webcal://{url.partition('://')[2]}" if url else ""
    return render_template(
        "meetings/follow.html", event=event, registration=registration, url=url, subscribed=subscribed
    )


@meetings.post(f"{FIRM}/calendar")
@allow(Role.COMPANY, of=own_firm)
def give_feed(event: Event, registration: Registration) -> ResponseReturnValue:
    """A first address, or another one in place of it."""
    before = feed_of(registration.id, current_user.id)
    open_feed(registration, by=current_user.id)
    if before is not None:
        flash(gettext("This is a new address. The one before gives nothing any more."), "good")
    return redirect(url_for("meetings.follow", event=event, registration_id=registration.id), 303)


@meetings.post(f"{FIRM}/calendar/removal")
@allow(Role.COMPANY, of=own_firm)
def remove_feed(event: Event, registration: Registration) -> ResponseReturnValue:
    end_feed(registration, by=current_user.id)
    flash(gettext("The address gives nothing any more. Remove the calendar on your devices, too."), "good")
    return redirect(url_for("meetings.follow", event=event, registration_id=registration.id), 303)


@meetings.get("/calendars/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The agenda as it now is, with what was called off; 304 for a calendar that has it already."""
    registration, user = followed(token)
    rate_limits.spend_attempts(ASKED, token.partition("-")[0])
    event = g.event = registration.event
    with force_locale(LOCALES[user.locale or spoken_by(registration)]):
        rows = lists.meetings_of(registration.id, *PLACED)
        text = invitations.calendar_file(
            event,
            registration.id,
            rows,
            visits_for(registration),
            off=called_off_of(registration.id),
            rounds=rounds_at([registration.id]),
            rounds_off=rounds_left_by(registration.id),
            every_minutes=MINUTES,
        )
    answer = Response(text, mimetype="text/calendar")
    answer.add_etag()  # a calendar keeps it by itself, though nothing may be stored
    return answer.make_conditional(request)
