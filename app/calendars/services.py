"""Create, replace and revoke the address by which a calendar follows an agenda."""

from __future__ import annotations

import secrets

from app.calendars.models import CalendarFeed
from app.calendars.queries import find_feed
from app.core import audit
from app.core.db import now, transaction
from app.registrations.models import Registration


def create_feed(registration: Registration, *, by: int) -> CalendarFeed:
    """A new address for the agenda of this firm, of the person ``by``; one given out before is dead from now on."""
    with transaction() as session:
        feed = find_feed(registration.id, by)
        if feed is None:
            feed = CalendarFeed(registration_id=registration.id, user_id=by, mark=secrets.token_hex(8))
            session.add(feed)
        else:
            feed.version, feed.revoked_at = feed.version + 1, None
        session.flush()
        audit.log_action("feed.opened", feed, event_id=registration.event_id, by=by)
        return feed


def revoke_feed(registration: Registration, *, by: int) -> None:
    """The address is dead, and none takes its place; nothing happens where there is none."""
    with transaction():
        feed = find_feed(registration.id, by)
        if feed is None or feed.revoked_at is not None:
            return
        feed.version, feed.revoked_at = feed.version + 1, now()
        audit.log_action("feed.ended", feed, event_id=registration.event_id, by=by)
