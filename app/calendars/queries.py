"""Calendar feeds: a person's own, its signed address, whom an address leads to, and the group meetings that a
calendar must strike."""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app
from sqlalchemy import select

from app.accounts.models import User
from app.calendars.models import CalendarFeed
from app.companies.models import CompanyUser
from app.core import signing
from app.core.db import db
from app.core.errors import NotFound
from app.core.models import Notice
from app.core.signing import token_number
from app.meetings.lifecycle import GROUP_PREFIX, MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.group_meetings import GroupMeetingRow, list_group_meetings_of
from app.registrations.models import Registration


def sign_feed(secret: str, feed_id: int, version: int, mark: str) -> str:
    """The token of a feed.

    ``mark``: the feed's own random text, so that one that comes to the same number (in a database brought back from a
    backup) has another address. A raised ``version`` ends every older one.
    """
    return signing.sign_token(secret, feed_id, f"calendar-feed:{feed_id}:{version}:{mark}")


def is_feed_token(token: str, secret: str, feed_id: int, version: int, mark: str) -> bool:
    """Whether the token is this version's."""
    return signing.is_same_token(token, sign_feed(secret, feed_id, version, mark))


def find_feed(registration_id: int, user_id: int) -> CalendarFeed | None:
    """A person's feed of a firm, also one that was ended."""
    conditions = (CalendarFeed.registration_id == registration_id, CalendarFeed.user_id == user_id)
    return db.session.scalar(select(CalendarFeed).where(*conditions))


def get_feed_url(feed: CalendarFeed) -> str:
    """The address to give to a calendar; the same at any time until it is ended."""
    base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
    return f"{base}/calendars/{sign_feed(_signing_key(), feed.id, feed.version, feed.mark)}.ics"


def get_feed_owner(token: str) -> tuple[Registration, User]:
    """The company whose agenda an address gives, and whose address it is.

    Raises NotFound for a forged one and one that was ended, and once its owner is shut out or acts for the company no
    longer.
    """
    row = db.session.execute(
        select(CalendarFeed, Registration, User)
        .join(Registration, Registration.id == CalendarFeed.registration_id)
        .join(User, User.id == CalendarFeed.user_id)
        .join(CompanyUser, (CompanyUser.company_id == Registration.company_id) & (CompanyUser.user_id == User.id))
        .where(CalendarFeed.id == (token_number(token) or 0))
        .where(CalendarFeed.revoked_at.is_(None), User.disabled_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    feed, registration, user = row
    if not is_feed_token(token, _signing_key(), feed.id, feed.version, feed.mark):
        raise NotFound
    return registration, user


def _signing_key() -> str:
    return str(current_app.config["SECRET_KEY"])


def list_left_group_meetings(registration_id: int) -> list[GroupMeetingRow]:
    """Those that stood in a company's calendar and do so no longer: called off, or its seat is gone. One to which it
    was only invited never stood there."""
    rows = list_group_meetings_of(registration_id, MeetingState.BOOKED, MeetingState.CANCELLED)
    left_rows = [row for row in rows if row.state == MeetingState.CANCELLED or not row.holds_time_of(registration_id)]
    had = _ever_seated_at(registration_id, [row.id for row in left_rows])
    return [row for row in left_rows if row.is_host(registration_id) or row.id in had]


def _ever_seated_at(registration_id: int, meeting_ids: Collection[int]) -> set[int]:
    """At which of these group meetings a firm has ever taken a seat, as the log tells."""
    taken = select(Notice.subject_id).where(
        Notice.subject == Meeting.__tablename__,
        Notice.subject_id.in_(meeting_ids),
        Notice.kind == f"{GROUP_PREFIX}take",
        Notice.details["guest"].as_integer() == registration_id,
    )
    return set(db.session.scalars(taken))
