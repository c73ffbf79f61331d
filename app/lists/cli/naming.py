"""What a command names in words: an event, a delegation."""

from __future__ import annotations

import click
from sqlalchemy import or_, select

from app.core.db import db
from app.events.models import Event
from app.registrations.models import Delegation


def event_of(slug: str) -> Event:
    """The event of this slug; a plain sentence names those that there are."""
    found = db.session.scalar(select(Event).where(Event.slug == slug))
    if found is None:
        known = ", ".join(db.session.scalars(select(Event.slug).order_by(Event.slug)))
        raise click.UsageError(f"There is no event {slug}. Events here: {known or 'none'}.")
    return found


def delegation_of(event: Event, name: str | None) -> str:
    """The number of a delegation by any of its names, as filters take it; "" for no name."""
    if not name:
        return ""
    named = or_(Delegation.name_en == name, Delegation.name_zh == name, Delegation.name_fr == name)
    found = db.session.scalar(select(Delegation.id).where(Delegation.event_id == event.id, named))
    if found is None:
        known = db.session.scalars(select(Delegation.name_en).where(Delegation.event_id == event.id))
        raise click.UsageError(f"{event.slug} has no delegation {name}. Its delegations: {', '.join(known)}.")
    return str(found)
