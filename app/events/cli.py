"""What commands say of an event."""

from __future__ import annotations

import click
from sqlalchemy import select

from app.core.db import db
from app.events.models import Event


def event_of_slug(slug: str) -> Event:
    """Raises UsageError, which names the events that there are."""
    event = db.session.scalar(select(Event).where(Event.slug == slug))
    if event is None:
        known = ", ".join(db.session.scalars(select(Event.slug).order_by(Event.slug))) or "none yet"
        raise click.UsageError(f"There is no event “{slug}”. Events here: {known}.")
    return event
