"""Give out, replace and end the address by which a calendar follows an agenda."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, or_

from app.core import audit
from app.core.db import db, now, transaction
from app.meetings.models import CalendarFeed
from app.meetings.queries.feeds import feed_of
from app.registrations.erasure import Erasure
from app.registrations.models import Registration


def open_feed(registration: Registration, *, by: int) -> CalendarFeed:
    """A new address for the agenda of this firm, of the person ``by``; one given out before is dead from now on."""
    with transaction() as session:
        feed = feed_of(registration.id, by)
        if feed is None:
            feed = CalendarFeed(registration_id=registration.id, user_id=by, mark=secrets.token_hex(8))
            session.add(feed)
        else:
            feed.version, feed.revoked_at = feed.version + 1, None
        session.flush()
        audit.log_action("feed.opened", feed, event_id=registration.event_id, by=by)
        return feed


def end_feed(registration: Registration, *, by: int) -> None:
    """The address is dead, and none takes its place; nothing happens where there is none."""
    with transaction():
        feed = feed_of(registration.id, by)
        if feed is None or feed.revoked_at is not None:
            return
        feed.version, feed.revoked_at = feed.version + 1, now()
        audit.log_action("feed.ended", feed, event_id=registration.event_id, by=by)


def forget_feeds(erasure: Erasure) -> None:
    """Addresses that somebody who is erased was given. The caller holds the transaction."""
    theirs = or_(CalendarFeed.user_id.in_(erasure.users), CalendarFeed.registration_id.in_(erasure.registrations))
    db.session.execute(delete(CalendarFeed).where(theirs))
