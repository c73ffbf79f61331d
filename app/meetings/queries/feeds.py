"""Calendar feeds: a person's own, and the one that an address leads to."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.errors import NotFound
from app.core.signing import token_number
from app.meetings.feeds import is_signed, sign
from app.meetings.models import CalendarFeed
from app.registrations.models import Registration


def feed_of(registration_id: int, user_id: int) -> CalendarFeed | None:
    """A person's feed of a firm, also one that was ended."""
    one = (CalendarFeed.registration_id == registration_id, CalendarFeed.user_id == user_id)
    return db.session.scalar(select(CalendarFeed).where(*one))


def feed_url(feed: CalendarFeed) -> str:
    """The address to give to a calendar; the same at any time until it is ended."""
    base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
    return f"{base}/calendars/{sign(_secret(), feed.id, feed.version, feed.mark)}.ics"


def followed(token: str) -> tuple[Registration, User]:
    """The firm whose agenda an address gives, and whose address it is.

    Raises NotFound for a forged one and one that was ended, and once its owner is shut out or acts for the firm no
    longer.
    """
    found = db.session.execute(
        select(CalendarFeed, Registration, User)
        .join(Registration, Registration.id == CalendarFeed.registration_id)
        .join(User, User.id == CalendarFeed.user_id)
        .join(CompanyUser, (CompanyUser.company_id == Registration.company_id) & (CompanyUser.user_id == User.id))
        .where(CalendarFeed.id == (token_number(token) or 0))
        .where(CalendarFeed.revoked_at.is_(None), User.disabled_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound
    feed, registration, user = found
    if not is_signed(token, _secret(), feed.id, feed.version, feed.mark):
        raise NotFound
    return registration, user


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
